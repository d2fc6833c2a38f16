//! Card numbers: 13 to 19 digits with an issuer's beginning and a right check digit.
//!
//! A tenth of all numbers has a right check digit, so a number counts only where it stands by
//! itself: not in a longer number, a name, a path, an ARN or a version. The beginnings are those
//! of the issuers (ISO/IEC 7812): Visa, Mastercard, American Express, Discover, JCB, Diners Club,
//! `UnionPay`, Maestro. Times in milliseconds, microseconds and nanoseconds begin with 1 and have
//! none of them.

use std::ops::Range;

/// Any number of 13 digits or more has a digit at one of every eight places, and so has one that
/// is written in groups of four.
const STRIDE: usize = 8;

/// Every card number that begins at `from` or later.
pub(super) fn find(text: &[u8], from: usize, mut found: impl FnMut(Range<usize>)) {
    let mut at = from;
    while at < text.len() {
        if !is_part(text, at) {
            at += STRIDE;
            continue;
        }
        let mut start = at;
        while start > from.saturating_sub(32) && is_part(text, start - 1) {
            start -= 1;
        }
        let mut end = at + 1;
        while end < text.len() && is_part(text, end) {
            end += 1;
        }
        in_run(text, start..end, |range| {
            if range.start >= from {
                found(range);
            }
        });
        at = end + 1;
    }
}

/// Card numbers among groups of digits: an expiry date may stand behind one.
fn in_run(text: &[u8], run: Range<usize>, mut found: impl FnMut(Range<usize>)) {
    let mut at = run.start;
    while at + 13 <= run.end {
        let ends = |end: &usize| {
            let whole = *end == run.end || !text[*end].is_ascii_digit();
            whole && is_card(text, at, *end)
        };
        let longest = (at + 13..=run.end.min(at + 25)).rev().find(ends);
        if let Some(end) = longest {
            found(at..end);
            at = end;
        }
        // On to the next group.
        while at < run.end && text[at].is_ascii_digit() {
            at += 1;
        }
        at += 1;
    }
}

/// Whether a digit stands here, or one space or dash between digits.
fn is_part(text: &[u8], at: usize) -> bool {
    let digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    digit(at) || (matches!(text[at], b' ' | b'-') && at > 0 && digit(at - 1) && digit(at + 1))
}

fn is_card(text: &[u8], start: usize, end: usize) -> bool {
    if !(13..=19 + 6).contains(&(end - start)) {
        return false;
    }
    let mut digits = [0_u8; 19];
    let mut count = 0;
    for byte in text[start..end].iter().filter(|b| b.is_ascii_digit()) {
        if count == digits.len() {
            return false;
        }
        digits[count] = byte - b'0';
        count += 1;
    }
    let digits = &digits[..count];
    is_issued(digits)
        && is_grouped(&text[start..end])
        && luhn(digits)
        && stands_alone(text, start, end)
}

/// Whether the groups are those in which cards are written: none, fours with a rest, or 4-6-5.
fn is_grouped(text: &[u8]) -> bool {
    let Some(separator) = text.iter().find(|b| !b.is_ascii_digit()) else { return true };
    let groups: Vec<usize> = text.split(|b| b == separator).map(<[u8]>::len).collect();
    let one_kind = text.iter().all(|b| b.is_ascii_digit() || b == separator);
    let (last, fours) = groups.split_last().unwrap_or((&0, &[]));
    let by_four = fours.iter().all(|n| *n == 4) && (1..=4).contains(last);
    one_kind && (by_four || groups == [4, 6, 5] || groups == [4, 6, 4])
}

fn is_issued(digits: &[u8]) -> bool {
    let first = |n: usize| digits.iter().take(n).fold(0_u32, |all, d| all * 10 + u32::from(*d));
    let (two, three, four) = (first(2), first(3), first(4));
    match digits.len() {
        13 => digits[0] == 4,
        14 => matches!(three, 300..=305 | 309) || matches!(two, 36 | 38 | 39),
        15 => matches!(two, 34 | 37),
        16 | 18 | 19 => {
            digits[0] == 4 && digits.len() != 18
                || matches!(two, 51..=55 | 62 | 65) && (digits.len() == 16 || two > 60)
                || (2221..=2720).contains(&four) && digits.len() == 16
                || four == 6011
                || matches!(three, 644..=649)
                || (3528..=3589).contains(&four)
                || matches!(four, 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763)
        }
        _ => false,
    }
}

/// The check digit of ISO/IEC 7812-1: from the right, every second digit doubled.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, digit)| {
            let digit = u32::from(*digit);
            match (i % 2 == 1, digit) {
                (false, digit) => digit,
                (true, digit) if digit > 4 => digit * 2 - 9,
                (true, digit) => digit * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != digits[0])
}

/// Whether the number is no part of something longer.
fn stands_alone(text: &[u8], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).map(|i| text[i]);
    let inside = |b: u8| b.is_ascii_alphanumeric() || b"_./-@+#%$".contains(&b);
    if before.is_some_and(inside) && !super::place::begins_word(text, start) {
        return false;
    }
    if before.is_some_and(|b| b"./-@+#%$".contains(&b)) {
        return false;
    }
    let after = text.get(end).copied();
    let decimals = || text.get(end + 1).is_some_and(u8::is_ascii_digit);
    let goes_on = match after {
        Some(b'.' | b':') => decimals(),
        Some(b) => b.is_ascii_alphanumeric() || b"_/-@%".contains(&b),
        None => false,
    };
    // After a colon it may be the last part of an ARN, or of another name with colons.
    let name = before == Some(b':') && {
        let is = |b: &u8| !b.is_ascii_whitespace() && !b"\"'<>,;()[]{}".contains(b);
        let length = text[..start].iter().rev().take(200).take_while(|b| is(b)).count();
        memchr::memchr_iter(b':', &text[start - length..start]).count() > 1
    };
    !goes_on && !name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cards(text: &str) -> Vec<&str> {
        let mut all = Vec::new();
        find(text.as_bytes(), 0, |range| all.push(&text[range]));
        all
    }

    /// Test numbers that card networks publish.
    const PUBLISHED: [&str; 11] = [
        "4111111111111111",
        "4222222222222",
        "5555555555554444",
        "2223003122003222",
        "378282246310005",
        "6011111111111117",
        "3530111333300000",
        "30569309025904",
        "6200000000000005",
        "4111 1111 1111 1111",
        "3782-822463-10005",
    ];

    #[test]
    fn published_test_numbers_are_found_wherever_they_stand() {
        for number in PUBLISHED {
            for around in [
                ("", ""),
                ("card ", "."),
                ("\"", "\""),
                ("pan=", "&x=1"),
                (">", "<"),
                ("", " 12/28"),
                ("12 ", " 123"),
                ("\\n", "\\n"),
                ("a, b and more: ", ", "),
                ("{\"card\":", "}"),
            ] {
                let text = format!("{}{number}{}", around.0, around.1);
                assert_eq!(cards(&text), [number], "{text}");
            }
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "4111111111111112",
            "1767225600000",
            "1767225600000000",
            "1767225600000000000",
            "123456789012",
            "arn:aws:logs:eu-west-1:123456789012:4111111111111111",
            "vol/4111111111111111",
            "4111111111111111a",
            "a4111111111111111",
            "deadbeef-4111111111111111",
            "14111111111111111",
            "4111111111111111.25",
            "0.4111111111111111",
            "411 1111 1111 11111",
            "4111-1111 1111-1111",
            "4444444444444444",
            "2026-11-23 14:41:07 4111",
        ] {
            assert!(cards(text).is_empty(), "{text}: {:?}", cards(text));
        }
    }
}
