//! A value as people type it on a command line: `points=3`, `done=2026-01-21`, `owner=team-platform`.

use toml_edit::{Array, Datetime, Formatted, InlineTable, Value};

use crate::model::{Key, Shape};

/// The value that a text means for a key of this shape. Lists are typed with commas between their
/// entries.
///
/// # Errors
/// Says what should stand there.
pub fn value(shape: &Shape, text: &str) -> Result<Value, String> {
    let number = |least: &dyn std::fmt::Display, most: &dyn std::fmt::Display| {
        format!("`{text}` is no number from {least} to {most}")
    };
    match shape {
        Shape::Word(words) if !words.contains(&text) => {
            Err(format!("`{text}` is none of: {}", words.join(", ")))
        }
        Shape::Text
        | Shape::Texts
        | Shape::Name
        | Shape::Link
        | Shape::Id(_)
        | Shape::Age
        | Shape::Word(_)
        | Shape::Population(_) => Ok(text.into()),
        Shape::Bool => match text {
            "true" | "yes" => Ok(true.into()),
            "false" | "no" => Ok(false.into()),
            _ => Err(format!("`{text}` is neither `true` nor `false`")),
        },
        Shape::Whole(least, most) => {
            let value = text.parse::<u32>().ok().filter(|n| (least..=most).contains(&n));
            value.map(|n| i64::from(n).into()).ok_or_else(|| number(least, most))
        }
        Shape::Number(least, most) => {
            let value = text.parse::<f64>().ok().filter(|n| (least..=most).contains(&n));
            value.map(Into::into).ok_or_else(|| format!("`{text}` is no number that fits here"))
        }
        Shape::Day => {
            let day = text.parse::<Datetime>().ok().filter(|day| day.time.is_none());
            let day = day.filter(|day| day.date.is_some());
            day.map(|day| Value::Datetime(Formatted::new(day)))
                .ok_or_else(|| format!("`{text}` is no day such as 2026-03-06"))
        }
        Shape::List(entry) => {
            let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
            let entries: Result<Vec<Value>, String> =
                entries.map(|text| value(entry, text)).collect();
            Ok(Array::from_iter(entries?).into())
        }
        Shape::Tables(keys) => Ok(Array::from_iter([one(keys, text)?]).into()),
        Shape::Table(_) | Shape::Free(_) => {
            Err("it is a table, which is not written on a command line".to_owned())
        }
    }
}

/// One entry of a list: the whole text, commas included; of a list of tables the text is the one
/// that each needs.
///
/// # Errors
/// Says what should stand there.
pub fn entry(shape: &Shape, text: &str) -> Result<Value, String> {
    match shape {
        Shape::List(entry) => value(entry, text),
        Shape::Tables(keys) => one(keys, text),
        _ => Err("it is no list".to_owned()),
    }
}

fn one(keys: &[Key], text: &str) -> Result<Value, String> {
    let mut needed = keys.iter().filter(|key| key.needed);
    match (needed.next(), needed.next()) {
        (Some(key), None) => {
            let mut table = InlineTable::new();
            table.insert(key.name, value(&key.shape, text)?);
            Ok(table.into())
        }
        _ => Err("each entry is a table, which is not written on a command line".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_what_belongs_there_or_a_reason() {
        let words = Shape::Word(vec!["draft", "ready"]);
        let texts = Shape::List(Box::new(Shape::Text));
        let good = [
            (&Shape::Text, "a \"b\"", "'a \"b\"'"),
            (&words, "ready", "\"ready\""),
            (&Shape::Bool, "yes", "true"),
            (&Shape::Whole(0, 5), "3", "3"),
            (&Shape::Number(0.0, 5.0), "2.5", "2.5"),
            (&Shape::Day, "2026-03-06", "2026-03-06"),
            (&texts, "a, b", "[\"a\", \"b\"]"),
        ];
        for (shape, text, written) in good {
            assert_eq!(value(shape, text).unwrap().to_string(), written);
        }
        let bad = [
            (&words, "done", "`done` is none of: draft, ready"),
            (&Shape::Bool, "1", "`1` is neither `true` nor `false`"),
            (&Shape::Whole(1, 5), "6", "`6` is no number from 1 to 5"),
            (&Shape::Day, "tomorrow", "`tomorrow` is no day such as 2026-03-06"),
            (
                &Shape::Day,
                "2026-03-06T10:00:00Z",
                "`2026-03-06T10:00:00Z` is no day such as 2026-03-06",
            ),
        ];
        for (shape, text, why) in bad {
            assert_eq!(value(shape, text).unwrap_err(), why);
        }
        assert_eq!(entry(&texts, "a, b").unwrap().to_string(), "\"a, b\"");
        let keys = vec![Key { name: "text", needed: true, shape: Shape::Text }];
        let table = entry(&Shape::Tables(keys), "Root MFA is on").unwrap();
        assert_eq!(table.to_string(), "{ text = \"Root MFA is on\" }");
        assert!(entry(&Shape::Text, "x").is_err());
    }
}
