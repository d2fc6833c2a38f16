//! Secrets that are known by what stands before them: passwords in addresses, assignments, the
//! fields in which secret scanners put what they found.

use std::ops::Range;

use super::{
    place::{is_escaped, is_word, past_space, run},
    tokens::trimmed,
};

/// The longest user name or password in an address, and the longest assigned value.
const MAX_PART: usize = 512;
/// The shortest value that is taken for a secret after `password=`.
const MIN_ASSIGNED: usize = 6;

/// The password in `scheme://user:password@host`.
pub(super) fn address(text: &[u8], at: Range<usize>) -> Option<Range<usize>> {
    let is = |b: u8| !b.is_ascii_whitespace() && !b"/@\"'<>?#\\`|,()[]{}".contains(&b) && b > 32;
    let user = run(text, at.end, |b| is(b) && b != b':');
    if text.get(user) != Some(&b':') || user - at.end > MAX_PART {
        return None;
    }
    let end = run(text, user + 1, is);
    let range = user + 1..end;
    let fine = text.get(end) == Some(&b'@') && (1..=MAX_PART).contains(&range.len());
    (fine && !stands_in(&text[range.clone()])).then_some(range)
}

/// The value after `password=` and its like.
pub(super) fn assigned(text: &[u8], at: Range<usize>) -> Option<Range<usize>> {
    let mut start = at.end;
    // Quotes around the value, plain or escaped.
    if text[start..].starts_with(b"\\\"") {
        start += 2;
    } else if matches!(text.get(start), Some(b'\'')) {
        start += 1;
    }
    let is = |b: u8| !b.is_ascii_whitespace() && !b"\"'<>&;,()\\`|[]{}".contains(&b) && b > 32;
    let end = run(text, start, is);
    let value = &text[start..end];
    let path = value.starts_with(b"/") || value.starts_with(b".") || value.starts_with(b"~");
    let fine = (MIN_ASSIGNED..=MAX_PART).contains(&value.len()) && !path && !stands_in(value);
    fine.then(|| start..trimmed(text, start, end))
}

/// Whether a value only stands in for one: `${PASSWORD}`, `<password>`, `****`, `true`.
fn stands_in(value: &[u8]) -> bool {
    let only = |signs: &[u8]| value.iter().all(|b| signs.contains(b));
    let words: [&[u8]; 8] =
        [b"true", b"false", b"none", b"null", b"password", b"PASSWORD", b"REDACTED", b"redacted"];
    value.first().is_none_or(|b| b"$%{<*".contains(b))
        || only(b"*xX.-_%")
        || words.contains(&value)
        || value.starts_with(b"redacted:")
}

/// The AWS secret key that follows its name: 40 characters of base64, whose `/` may be escaped.
pub(super) fn aws_secret(text: &[u8], at: Range<usize>) -> Option<Range<usize>> {
    let name = run(text, at.end, is_word);
    let mut start = name;
    // Quotes, colons and their like, also as XML writes quotes.
    while start < name + 24 {
        let rest = text.get(start..)?;
        let quote = [&b"&#34;"[..], b"&quot;", b"&#39;"].into_iter().find(|q| rest.starts_with(q));
        match (quote, rest.first()?) {
            (Some(quote), _) => start += quote.len(),
            (None, b) if b" \t\r\n\"'`:=>\\,(".contains(b) => start += 1,
            _ => break,
        }
    }
    let mut letters = 0;
    let mut end = start;
    while let Some(b) = text.get(end) {
        let slash = *b == b'\\' && text.get(end + 1) == Some(&b'/');
        if !slash && !b.is_ascii_alphanumeric() && !b"/+".contains(b) {
            break;
        }
        end += if slash { 2 } else { 1 };
        letters += 1;
        if letters > 40 {
            return None;
        }
    }
    let separated = name - at.end < 24 && start > name;
    (separated && letters == 40 && text.get(end) != Some(&b'=')).then_some(start..end)
}

/// The value of a field, when `at` ends the quoted name of it: `"Secret": "…"`, also inside a
/// string (`\"`) and as XML writes quotes.
pub(super) fn field(text: &[u8], at: Range<usize>) -> Option<Range<usize>> {
    let name = &text[at.clone()];
    let quotes: [&[u8]; 4] = [b"\\\"", b"&#34;", b"&quot;", b"\""];
    let quote = quotes.into_iter().find(|quote| name.ends_with(quote))?;
    let colon = past_space(text, at.end);
    if text.get(colon) != Some(&b':') {
        return None;
    }
    let open = past_space(text, colon + 1);
    text.get(open..)?.starts_with(quote).then_some(())?;
    string(text, open + quote.len(), quote)
}

/// The text of a SARIF snippet, when `at` is its name; and whether it looks like a bare secret.
pub(super) fn snippet(text: &[u8], at: Range<usize>) -> Option<(Range<usize>, bool)> {
    let colon = past_space(text, at.end);
    let brace = past_space(text, colon + 1);
    let name = past_space(text, brace + 1);
    let shape = text.get(colon) == Some(&b':') && text.get(brace) == Some(&b'{');
    if !shape || !text[name.min(text.len())..].starts_with(b"\"text\"") {
        return None;
    }
    let range = field(text, name..name + 6)?;
    let value = &text[range.clone()];
    let fine = |b: &u8| b.is_ascii_alphanumeric() || b"_+/=~-".contains(b);
    let bare = value.len() >= 16
        && value.iter().all(fine)
        && value.iter().any(u8::is_ascii_digit)
        && value.iter().any(u8::is_ascii_alphabetic);
    Some((range, bare))
}

/// The rest of a quoted string, without its closing quote. A string that is cut off goes as far
/// as the text.
fn string(text: &[u8], start: usize, quote: &[u8]) -> Option<Range<usize>> {
    let mut end = start;
    while end < text.len() {
        let escaped = if quote == b"\\\"" {
            end > start && text[end - 1] == b'\\'
        } else {
            is_escaped(text, end)
        };
        if text[end..].starts_with(quote) && !escaped {
            break;
        }
        end += 1;
    }
    let value = &text[start..end];
    (!value.is_empty() && !stands_in(value) && !value.starts_with(b"[redacted:"))
        .then_some(start..end)
}
