//! What has changed from one text to another, field by field.

use similar::{ChangeTag, TextDiff};

use super::frame::fields;

/// The fields that are not the same, each with its name on a line and below it the lines that are
/// gone (`- `), new (`+ `) and the same (two blanks). Nothing, when nothing changed.
pub fn changes(was: &str, now: &str) -> Vec<String> {
    let (was, now) = (fields(was), fields(now));
    let value = |of: &[(&str, Vec<&str>)], name: &str| -> String {
        let found = of.iter().find(|(field, _)| *field == name);
        let lines = found.map(|(_, lines)| lines.as_slice()).unwrap_or_default();
        lines.iter().flat_map(|line| [line, "\n"]).collect()
    };
    let gone = was.iter().filter(|(name, _)| !now.iter().any(|(other, _)| other == name));
    let mut out = Vec::new();
    for (name, _) in now.iter().chain(gone) {
        let (before, after) = (value(&was, name), value(&now, name));
        if before == after {
            continue;
        }
        out.push((*name).to_owned());
        for change in TextDiff::from_lines(&before, &after).iter_all_changes() {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            out.push(format!("{sign} {}", change.value().trim_end_matches('\n')));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::approval::Frame;

    #[test]
    fn a_change_is_shown_with_its_field() {
        let text = |title: &str, points: Option<u32>, controls: &[&str]| {
            let mut frame = Frame::new("t");
            frame.field("title", title);
            frame.optional("points", points);
            frame.list("controls", controls);
            frame.finish()
        };
        let was = text("Old", Some(3), &["a", "b"]);
        assert_eq!(changes(&was, &was), Vec::<String>::new());
        let now = text("New", None, &["a", "c"]);
        assert_eq!(
            changes(&was, &now),
            ["title", "- Old", "+ New", "controls", "  a", "- b", "+ c", "points", "- 3"]
        );
    }
}
