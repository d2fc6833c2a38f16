//! Where something stands in a text: at the start of a word, in a JSON string, as a bare number.

/// Whether a byte belongs to a word.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a word may begin at `at`: the text begins there, what stands before it is no part of a
/// word, or it is the end of an escape (`\n`, `\u000a`, `%20`).
pub(super) fn begins_word(text: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|i| text[i]) else { return true };
    if !is_word(before) {
        return true;
    }
    let escape = at.checked_sub(2).is_some_and(|slash| {
        b"nrtbf".contains(&before) && text[slash] == b'\\' && !is_escaped(text, slash)
    });
    let unicode = at.checked_sub(6).is_some_and(|slash| {
        text[slash..].starts_with(b"\\u") && text[slash + 2..at].iter().all(u8::is_ascii_hexdigit)
    });
    let percent = at.checked_sub(3).is_some_and(|sign| {
        text[sign] == b'%' && text[sign + 1..at].iter().all(u8::is_ascii_hexdigit)
    });
    escape || unicode || percent
}

/// Whether an odd number of backslashes stands before `at`.
pub(super) fn is_escaped(text: &[u8], at: usize) -> bool {
    text[..at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

/// The end of the bytes from `at` on that are fine.
pub(super) fn run(text: &[u8], at: usize, fine: impl Fn(u8) -> bool) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().position(|b| !fine(*b)).unwrap_or(rest.len())
}

/// Past white space.
pub(super) fn past_space(text: &[u8], at: usize) -> usize {
    run(text, at, |b| b.is_ascii_whitespace())
}

/// Whether a number stands by itself in JSON, outside of any string: what takes its place then
/// needs quotes. A string cannot hold a quote that is not escaped, so a number that follows
/// `"key":`, or only other numbers after that, is outside.
pub(super) fn is_json_number(text: &[u8], start: usize, end: usize) -> bool {
    let after = past_space(text, end);
    if !matches!(text.get(after), Some(b',' | b'}' | b']')) {
        return false;
    }
    let mut at = start;
    let mut colon = false;
    while let Some(before) = at.checked_sub(1) {
        match text[before] {
            b'"' => return colon && !is_escaped(text, before),
            b':' => colon = true,
            b'[' | b',' | b'.' | b'-' | b'0'..=b'9' if !colon => {}
            b if b.is_ascii_whitespace() => {}
            _ => return false,
        }
        at = before;
    }
    // Nothing but numbers and brackets from the start of the text.
    text.first() == Some(&b'[')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_after_escapes_too() {
        for text in ["AK", " AK", "\"AK", "\\nAK", "\\\\\\nAK", "\\u000aAK", "%3DAK", ":AK"] {
            assert!(begins_word(text.as_bytes(), text.len() - 2), "{text}");
        }
        for text in ["xAK", "_AK", "\\\\nAK", "9AK"] {
            assert!(!begins_word(text.as_bytes(), text.len() - 2), "{text}");
        }
    }

    #[test]
    fn numbers_outside_of_strings_are_told_from_those_inside() {
        let is = |text: &str| {
            let start = text.find('4').unwrap();
            is_json_number(text.as_bytes(), start, start + 1)
        };
        for text in [r#"{"n": 4}"#, r#"{"n":[1, 4 ]}"#, "[1,4]", r#"{"n":4,"m":1}"#] {
            assert!(is(text), "{text}");
        }
        for text in [r#"{"n": "4"}"#, r#"{"n": "a: 4, b"}"#, r#"{"n": "\"m\": 4, b"}"#, "n: 4\n"] {
            assert!(!is(text), "{text}");
        }
    }
}
