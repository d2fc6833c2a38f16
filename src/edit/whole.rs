//! Records as a whole: which text holds one, adding one at the end, taking one out.

use std::fmt::Write as _;

use toml_edit::{DocumentMut, InlineTable, Item, Key, TableLike, Value};

use super::{
    EditError, Which,
    record::{find, rewrite},
};

/// Whether a text holds a record. One that cannot be read holds none.
pub fn holds(text: &str, which: Which<'_>) -> bool {
    // Most files do not have the name in them at all, and parsing is the larger part of the work.
    if which.named.iter().any(|(_, name)| !text.contains(name)) {
        return false;
    }
    let document: Result<DocumentMut, _> = text.replace("\r\n", "\n").parse();
    document.is_ok_and(|mut document| {
        document.get_mut(which.table).is_some_and(|item| find(item, which).is_some())
    })
}

/// A text with a record behind those there are.
pub fn add(text: &str, record: &str) -> String {
    let gap = match text {
        "" => "",
        text if text.ends_with("\n\n") => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let added = format!("{gap}{record}");
    let windows = text.contains("\r\n");
    format!("{text}{}", if windows { added.replace('\n', "\r\n") } else { added })
}

/// A text without a record. What stands before it, comments included, goes with it, but for what
/// opens the file.
///
/// # Errors
/// When the text cannot be read, or the record is not in it.
pub fn remove(text: &str, which: Which<'_>) -> Result<String, EditError> {
    rewrite(text, |document| {
        let is_it = |table: &dyn TableLike| {
            let text = |key| table.get(key).and_then(Item::as_str);
            which.named.iter().all(|(key, name)| text(key) == Some(*name))
        };
        match document.get_mut(which.table) {
            Some(Item::ArrayOfTables(tables)) => {
                let at = tables.iter().position(|table| is_it(table));
                let at = at.ok_or(EditError::NoRecord)?;
                tables.remove(at);
                if tables.is_empty() {
                    document.remove(which.table);
                }
            }
            Some(Item::Value(Value::Array(list))) => {
                let at = list
                    .iter()
                    .position(|entry| entry.as_inline_table().is_some_and(|table| is_it(table)));
                list.remove(at.ok_or(EditError::NoRecord)?);
            }
            _ => return Err(EditError::NoRecord),
        }
        Ok(())
    })
}

/// A record as text: one field a line, one entry of a list a line, tables last.
pub fn table(kind: &str, fields: &[(&str, Value)]) -> String {
    let mut out = format!("[[{kind}]]\n");
    let mut tables = String::new();
    // Writing to a string cannot fail.
    for (key, value) in fields {
        match value {
            Value::Array(list) if list.iter().any(Value::is_inline_table) => {
                for entry in list.iter().filter_map(Value::as_inline_table) {
                    let fields: Vec<(&str, Value)> =
                        entry.iter().map(|(key, value)| (key, value.clone())).collect();
                    tables.push('\n');
                    tables.push_str(&table(&format!("{kind}.{key}"), &fields));
                }
            }
            Value::InlineTable(below) if !below.is_empty() && holds_tables(below) => {
                for (name, inner) in below {
                    let name = Key::new(name);
                    write!(tables, "\n[{kind}.{key}.{name}]\n").ok();
                    for (key, value) in inner.as_inline_table().into_iter().flatten() {
                        tables.push_str(&line(&Key::new(key).to_string(), value));
                    }
                }
            }
            value => out.push_str(&line(key, value)),
        }
    }
    out + &tables
}

fn holds_tables(table: &InlineTable) -> bool {
    table.iter().all(|(_, value)| value.is_inline_table())
}

/// A field on its line; a list of several with each entry on one.
fn line(key: &str, value: &Value) -> String {
    match value {
        Value::Array(list) if list.len() > 1 => {
            let entries: Vec<String> = list.iter().map(bare).collect();
            format!("{key} = [\n    {},\n]\n", entries.join(",\n    "))
        }
        Value::Array(list) => {
            let entries: Vec<String> = list.iter().map(bare).collect();
            format!("{key} = [{}]\n", entries.join(", "))
        }
        value => format!("{key} = {}\n", bare(value)),
    }
}

/// A value without what stands around it.
fn bare(value: &Value) -> String {
    value.clone().decorated("", "").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RISKS: &str =
        "# All risks.\n\n[[risk]]\nid = \"R-1\"\n\n# The second.\n[[risk]]\nid = \"R-2\" # two\n";

    #[test]
    fn a_record_is_found_added_and_taken_out() {
        let named = [("id", "R-2")];
        let which = Which { table: "risk", named: &named };
        assert!(holds(RISKS, which) && holds(&RISKS.replace('\n', "\r\n"), which));
        assert!(!holds(RISKS, Which { table: "check", named: &named }));
        assert!(!holds("[[risk", which));
        let without = remove(RISKS, which).unwrap();
        assert_eq!(without, "# All risks.\n\n[[risk]]\nid = \"R-1\"\n");
        assert!(matches!(remove(&without, which), Err(EditError::NoRecord)));
        let added = add(&without, "[[risk]]\nid = \"R-3\"\n");
        assert_eq!(added, "# All risks.\n\n[[risk]]\nid = \"R-1\"\n\n[[risk]]\nid = \"R-3\"\n");
        assert_eq!(add("a = 1", "b = 2\n"), "a = 1\n\nb = 2\n");
        assert_eq!(add("a = 1\r\n", "b = 2\n"), "a = 1\r\n\r\nb = 2\r\n");
    }

    #[test]
    fn a_record_is_written_one_field_a_line() {
        let fields = [
            ("id", Value::from("A-1")),
            ("points", Value::from(3)),
            ("controls", "[\"a/1\", \"a/2\"]".parse().unwrap()),
            ("acceptance", "[{ text = \"t\", checks = [\"c\"] }]".parse().unwrap()),
            ("x", "{ jira = { \"Fix version\" = \"1\" } }".parse().unwrap()),
        ];
        assert_eq!(
            table("story", &fields),
            "[[story]]\nid = \"A-1\"\npoints = 3\ncontrols = [\n    \"a/1\",\n    \"a/2\",\n]\n\n[[story.acceptance]]\ntext = \"t\"\nchecks = [\"c\"]\n\n[story.x.jira]\n\"Fix version\" = \"1\"\n"
        );
    }
}
