//! Every match in a piece of text.

use std::ops::Range;

use super::{
    cards, place,
    rules::{Own, Rules},
    tokens,
    triggers::{ASSIGNED, TRIGGERS, Trigger},
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
        let quoted = text[range.clone()].iter().all(u8::is_ascii_digit)
            && place::is_json_number(text, range.start, range.end);
        if range.start >= from && !range.is_empty() {
            all.push(Found { range, rule: rule.to_owned(), hashed, quoted });
        }
    };
    rules.beginnings.each(&text[from..], |which, hit| {
        let at = from + hit.start..from + hit.end;
        context.finder |= matches!(TRIGGERS[which].1, Trigger::Finder);
        if let Some((range, rule)) = at_trigger(TRIGGERS[which].1, text, at, context.finder) {
            add(range, rule, true);
        }
    });
    for sign in memchr::memchr_iter(b'=', &text[from..]) {
        let sign = from + sign;
        let is_before = |name: &str| {
            let start = sign.checked_sub(name.len());
            start.is_some_and(|start| text[start..sign].eq_ignore_ascii_case(name.as_bytes()))
        };
        if let Some((name, trigger)) = ASSIGNED.iter().find(|(name, _)| is_before(name)) {
            let at = sign - name.len()..sign + 1;
            if let Some((range, rule)) = at_trigger(*trigger, text, at, false) {
                add(range, rule, true);
            }
        }
    }
    if context.finder {
        for hit in rules.fields.find_iter(&text[from..]) {
            if let Some(range) = values::field(text, from + hit.start()..from + hit.end()) {
                add(range, "reported-secret", true);
            }
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

/// The secret that a trigger gives away, and the rule that takes it out.
fn at_trigger(
    trigger: Trigger,
    text: &[u8],
    at: Range<usize>,
    finder: bool,
) -> Option<(Range<usize>, &'static str)> {
    let named = |range: Option<Range<usize>>, rule| range.map(|range| (range, rule));
    match trigger {
        Trigger::Token(token) => named(token.find(text, at), token.rule),
        Trigger::Jwt => named(tokens::jwt(text, at), "json-web-token"),
        Trigger::PrivateKey => named(tokens::private_key(text, at), "private-key"),
        Trigger::AzureClient => named(tokens::azure_client(text, at), "azure-key"),
        Trigger::Address => named(values::address(text, at), "password-in-address"),
        Trigger::Assigned => named(values::assigned(text, at), "assigned-secret"),
        Trigger::AwsSecret => named(values::aws_secret(text, at), "aws-secret-key"),
        Trigger::Finder => None,
        Trigger::Snippet => values::snippet(text, at)
            .filter(|(_, bare)| *bare || finder)
            .map(|(range, _)| (range, "reported-secret")),
    }
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
