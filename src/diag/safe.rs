//! Untrusted text made safe to print.
//!
//! Titles, ids and file names come from files that anybody may have written. Printed raw, an
//! escape sequence could recolour a terminal, set its title or its clipboard, and a direction
//! override could make one id look like another. [`safe_text`] is the one way such text reaches a
//! terminal.

use std::{borrow::Cow, fmt::Write};

use serde::Serialize;

/// Whether a character may change how a terminal shows what surrounds it: control characters (C0
/// except newline and tab, DEL, C1), direction controls, and characters without width.
pub fn is_unsafe(c: char) -> bool {
    matches!(c,
        '\u{00}'..='\u{08}' | '\u{0b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text with every unsafe character as a visible escape, such as `\u{1b}`.
pub fn safe_text(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        push_safe(&mut safe, c);
    }
    Cow::Owned(safe)
}

/// Like [`safe_text`], on one line: line breaks and tabs become visible escapes too.
pub fn safe_line(text: &str) -> Cow<'_, str> {
    match safe_text(text) {
        safe if safe.contains(['\n', '\t']) => {
            Cow::Owned(safe.replace('\n', "\\n").replace('\t', "\\t"))
        }
        safe => safe,
    }
}

/// A value as JSON to be read by people too, with a line end: text stays as it was written, and unsafe
/// characters are escaped as JSON allows.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn pretty_json<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(safe_json(&text).into_owned())
}

/// JSON text with unsafe characters, which can only stand inside its strings, as `\uXXXX`.
pub fn safe_json(json: &str) -> Cow<'_, str> {
    if !json.contains(is_unsafe) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if is_unsafe(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// Adds one character, visible if it is unsafe.
pub(super) fn push_safe(out: &mut String, c: char) {
    if is_unsafe(c) {
        // Writing to a string cannot fail.
        let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
    } else {
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ways to take over a terminal, or a reader's eye.
    pub(crate) const VECTORS: [&str; 9] = [
        "\u{1b}[31mred",
        "\u{1b}]8;;https://evil.example\u{7}link\u{1b}]8;;\u{7}",
        "\u{1b}]52;c;cm0gLXJm\u{7}",
        "\u{9b}2J",
        "a\u{202e}b\u{2066}c\u{2069}",
        "zero\u{200b}width\u{200d}\u{feff}",
        "back\u{8}space\r",
        "del\u{7f}",
        "tag\u{e0041}",
    ];

    #[test]
    fn what_could_take_over_a_terminal_becomes_visible() {
        for vector in VECTORS {
            let safe = safe_text(vector);
            assert!(!safe.contains(is_unsafe), "{safe:?}");
            assert!(safe.contains("\\u{"), "{safe:?}");
            let json = serde_json::to_string(vector).unwrap();
            let safe = safe_json(&json);
            assert!(!safe.contains(is_unsafe));
            assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), vector);
        }
        assert_eq!(safe_text("決済 café"), "決済 café");
        assert_eq!(safe_line("a\nb"), "a\\nb");
    }
}
