//! Secrets that are known by their form: tokens, JSON web tokens, private keys.

use std::ops::Range;

use super::place::{begins_word, is_escaped, run};

/// The longest private key, in bytes, that is looked for the end of.
const MAX_KEY: usize = 48 << 10;

/// The bytes that a token is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// Capital letters and digits.
    Upper,
    /// Letters and digits.
    Plain,
    /// Letters, digits and `_`.
    Word,
    /// Letters, digits, `_` and `-`.
    Dashed,
    /// Letters, digits, `_`, `-` and `.`.
    Dotted,
    /// Base64 of both kinds, also with `%2B` and its like.
    Base64,
}

impl Alphabet {
    fn has(self, b: u8) -> bool {
        match self {
            Self::Upper => b.is_ascii_uppercase() || b.is_ascii_digit(),
            Self::Plain => b.is_ascii_alphanumeric(),
            Self::Word => b.is_ascii_alphanumeric() || b == b'_',
            Self::Dashed => b.is_ascii_alphanumeric() || b"_-".contains(&b),
            Self::Dotted => b.is_ascii_alphanumeric() || b"_-.".contains(&b),
            Self::Base64 => b.is_ascii_alphanumeric() || b"_-+/=%".contains(&b),
        }
    }
}

/// A token: what follows its beginning, and how long that may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) rule: &'static str,
    pub(super) alphabet: Alphabet,
    pub(super) min: usize,
    pub(super) max: usize,
}

impl Token {
    /// The token whose beginning stands at `at`.
    pub(super) fn find(self, text: &[u8], at: Range<usize>) -> Option<Range<usize>> {
        // Where the beginning ends in a sign, only what follows is secret.
        let named = matches!(text[at.end - 1], b'=' | b'/');
        if !named && !begins_word(text, at.start) {
            return None;
        }
        let end = run(text, at.end, |b| self.alphabet.has(b));
        // A token that ends a sentence does not have the full stop.
        let dots = text[at.end..end].iter().rev().take_while(|b| **b == b'.').count();
        let end = end - dots;
        let fits = (self.min..=self.max).contains(&(end - at.end));
        let ends = text.get(end).is_none_or(|b| !b.is_ascii_alphanumeric());
        (fits && ends).then_some(if named { at.end } else { at.start }..end)
    }
}

/// A JSON web token: three parts, of which the first two are JSON objects in base64.
pub(super) fn jwt(text: &[u8], at: Range<usize>) -> Option<Range<usize>> {
    if !begins_word(text, at.start) {
        return None;
    }
    let part = |from| run(text, from, |b| Alphabet::Dashed.has(b));
    let header = part(at.end);
    let dot = |at: usize| text.get(at) == Some(&b'.');
    if header - at.end < 8 || !dot(header) || !text[header + 1..].starts_with(b"eyJ") {
        return None;
    }
    let claims = part(header + 1);
    if claims - header < 8 {
        return None;
    }
    // Without a signature (`alg: none`, or cut off) the claims are still nobody's business.
    let end = if dot(claims) { part(claims + 1) } else { claims };
    Some(at.start..end)
}

/// A private key, from its first line to its last, or as far as it goes where it is cut off.
pub(super) fn private_key(text: &[u8], at: Range<usize>) -> Option<Range<usize>> {
    let kind = run(text, at.end, |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b' ');
    let label = &text[at.end..kind];
    let is_private = label.ends_with(b"PRIVATE KEY") || label.ends_with(b"PRIVATE KEY BLOCK");
    if label.len() > 60 || !is_private || !text[kind..].starts_with(b"-----") {
        return None;
    }
    let body = kind + 5;
    let limit = text.len().min(body + MAX_KEY);
    let stops = |i: &usize| match text[*i] {
        b'"' => !is_escaped(text, *i),
        b'<' | b'>' => true,
        _ => false,
    };
    let stop = (body..limit).find(stops).unwrap_or(limit);
    let last = find(&text[body..stop], b"-----END ").map(|i| body + i + 9);
    if let Some(last) = last {
        let label_end = run(text, last, |b| b.is_ascii_uppercase() || b == b' ');
        let end = run(text, label_end, |b| b == b'-').min(label_end + 5);
        return Some(at.start..end);
    }
    let fine = |b: u8| b.is_ascii_alphanumeric() || b"+/=\\:,-&#; \t\r\n".contains(&b);
    let end = run(&text[..stop], body, fine);
    let letters = text[body..end].iter().filter(|b| b.is_ascii_alphanumeric()).count();
    (letters >= 32).then(|| at.start..trimmed(text, at.start, end))
}

/// Without white space and backslashes at the end: a backslash belongs to what follows.
pub(super) fn trimmed(text: &[u8], start: usize, end: usize) -> usize {
    let kept = text[start..end].iter().rposition(|b| !b.is_ascii_whitespace() && *b != b'\\');
    start + kept.map_or(0, |last| last + 1)
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

/// An Azure client secret: 34 characters or a few more around `Q~`, of which three and a digit
/// stand before.
pub(super) fn azure_client(text: &[u8], at: Range<usize>) -> Option<Range<usize>> {
    let is = |b: u8| b.is_ascii_alphanumeric() || b"_~.-".contains(&b);
    let start = at.start.checked_sub(4)?;
    let head = &text[start..at.start];
    if !head[3].is_ascii_digit() || !head.iter().all(|b| is(*b)) || !begins_word(text, start) {
        return None;
    }
    let end = run(text, at.end, is);
    (31..=35).contains(&(end - at.end)).then_some(start..end)
}
