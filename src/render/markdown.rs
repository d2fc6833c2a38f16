//! Markdown: a report for pull requests and wikis.
//!
//! What people and scanners wrote is escaped so that it stays text: no markup, no link, no
//! mention, no table border, no fence of its own.

use std::fmt::Write as _;

/// Text that stays text inside a line of Markdown, table cells included.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => escaped.push(' '),
            // A reader shows these as they are; GitHub would otherwise make a mention, a link
            // or a tag of what follows.
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '@' => escaped.push_str("&#64;"),
            ':' => escaped.push_str("&#58;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '!' | '|'
            | '~' | '$' | '=' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c if is_unseen(c) => {
                let _ = write!(escaped, "U+{:04X}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// Control characters, and those that reorder or hide text.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A table; the cells are Markdown already.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = format!("| {} |\n|{}\n", header.join(" | "), " --- |".repeat(header.len()));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

/// A fence that nothing in the text can close.
pub fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest.max(2) + 1);
    format!("{ticks}\n{}\n{ticks}\n", text.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(fence("a\n````\nb"), "`````\na\n````\nb\n`````\n");
    }

    #[test]
    fn text_stays_text() {
        let hostile = "<b> [x](javascript:1) ![i](h) | `c` **d** @me https://e\n# h\u{202e}";
        let escaped = escape(hostile);
        let events: Vec<_> = pulldown_cmark::Parser::new(&escaped).collect();
        let all_text = events.iter().all(|event| {
            use pulldown_cmark::{Event, Tag, TagEnd};
            matches!(
                event,
                Event::Text(_) | Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)
            )
        });
        assert!(all_text, "{escaped} gives {events:?}");
    }
}
