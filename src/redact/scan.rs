//! Every match in a piece of text.

use std::ops::Range;

use super::{
    cards, place,
    rules::{Own, Rules},
    tokens,
    triggers::{TRIGGERS, Trigger},
    values,
};

/// A secret in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Where.
    pub(super) range: Range<usize>,
    /// The rule's id.
    pub(super) rule: String,
    /// Whether its keyed hash may stand in its place.
    pub(super) hashed: bool,
    /// Whether what stands in its place needs quotes, to stay JSON.
    pub(super) quoted: bool,
}

/// What is known of a text from what went before.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Context {
    /// Whether a tool that reports secrets wrote it.
    pub(super) finder: bool,
}

/// Every match that begins at `from` or later, in order and without overlaps.
pub(super) fn find(
    rules: &Rules,
    text: &[u8],
    from: usize,
    context: &mut Context,
    all: &mut Vec<Found>,
) {
    all.clear();
    let mut add = |range: Range<usize>, rule: &str, hashed: bool| {
        let quoted = text[range.clone()].iter().all(|b| b.is_ascii_digit())
            && place::is_json_number(text, range.start, range.end);
        if range.start >= from && !range.is_empty() {
            all.push(Found { range, rule: rule.to_owned(), hashed, quoted });
        }
    };
    for hit in rules.beginnings.find_overlapping_iter(&text[from..]) {
        let at = from + hit.start()..from + hit.end();
        let found = match TRIGGERS[hit.pattern().as_usize()].1 {
            Trigger::Token(token) => token.find(text, at).map(|range| (range, token.rule)),
            Trigger::Jwt => tokens::jwt(text, at).map(|range| (range, "json-web-token")),
            Trigger::PrivateKey => tokens::private_key(text, at).map(|r| (r, "private-key")),
            Trigger::AzureClient => tokens::azure_client(text, at).map(|r| (r, "azure-key")),
            Trigger::Address => values::address(text, at).map(|r| (r, "password-in-address")),
            Trigger::Assigned => values::assigned(text, at).map(|r| (r, "assigned-secret")),
            Trigger::AwsSecret => values::aws_secret(text, at).map(|r| (r, "aws-secret-key")),
            Trigger::Finder => {
                context.finder = true;
                None
            }
            Trigger::Value if context.finder => {
                values::field(text, at).map(|range| (range, "reported-secret"))
            }
            Trigger::Value => None,
            Trigger::Snippet => values::snippet(text, at)
                .filter(|(_, bare)| *bare || context.finder)
                .map(|(range, _)| (range, "reported-secret")),
        };
        if let Some((range, rule)) = found {
            add(range, rule, true);
        }
    }
    cards::find(text, from, |range| add(range, "card-number", true));
    for own in &rules.own {
        for range in own_matches(own, text, from) {
            add(range, &own.id, own.hashed);
        }
    }
    all.sort_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end)));
    merge(all);
}

/// What a rule of the program's own takes out: its first group, else all of the match. Quotes,
/// angle brackets, backslashes and line ends stay, so that JSON and XML stay what they are.
fn own_matches<'t>(
    own: &'t Own,
    text: &'t [u8],
    from: usize,
) -> impl Iterator<Item = Range<usize>> + 't {
    let grouped = own.pattern.captures_len() > 1;
    let mut at = from;
    let whole = std::iter::from_fn(move || {
        while at <= text.len() {
            let found = own.pattern.find_at(text, at)?;
            let range = if grouped {
                let captures = own.pattern.captures_at(text, found.start());
                captures.and_then(|c| c.get(1)).map(|m| m.range())
            } else {
                Some(found.range())
            };
            at = found.end().max(found.start() + 1);
            if let Some(range) = range.filter(|range| !range.is_empty()) {
                return Some(range);
            }
        }
        None
    });
    whole.flat_map(|range| pieces(text, range))
}

fn pieces(text: &[u8], range: Range<usize>) -> Vec<Range<usize>> {
    let is_frame = |b: u8| b"\"<>\\\r\n".contains(&b);
    let mut pieces = Vec::new();
    let mut start = range.start;
    for at in range.clone() {
        if is_frame(text[at]) {
            pieces.push(start..at);
            start = at + 1;
        }
    }
    pieces.push(start..range.end);
    // What is left between two quotes, such as a colon, is no secret.
    let says = |piece: &Range<usize>| text[piece.clone()].iter().any(u8::is_ascii_alphanumeric);
    if pieces.len() > 1 { pieces.into_iter().filter(says).collect() } else { pieces }
}

/// Joins what overlaps, under the rule that begins first.
fn merge(all: &mut Vec<Found>) {
    let mut kept: Vec<Found> = Vec::with_capacity(all.len());
    for found in all.drain(..) {
        match kept.last_mut() {
            Some(last) if found.range.start < last.range.end => {
                last.range.end = last.range.end.max(found.range.end);
                last.hashed &= found.hashed;
            }
            _ => kept.push(found),
        }
    }
    *all = kept;
}
