//! Moving the times inside a scan, so that the example's story can be told with genuine output.

use storyproof::time::Instant;

/// How a time without its fraction and offset looks: `2026-11-23T14:28:03`.
const SHAPE: &[u8] = b"dddd-dd-ddTdd:dd:dd";
/// Unix seconds of this century have ten digits.
const EPOCH_DIGITS: usize = 10;

/// The text with every time in it moved by the span from `ran` to `at`, so that a tool that ran
/// then ran now, and what it saw was as old then. Times are RFC 3339 texts and ten-digit numbers
/// after `time": `.
pub(super) fn redate(text: &str, ran: Instant, at: Instant) -> String {
    let shift = at.unix() - ran.unix();
    let mut moved = String::with_capacity(text.len());
    let mut done = 0;
    for (start, time, kind) in times(text) {
        let time = time.plus_seconds(shift);
        let new = match kind {
            Kind::Text => time.to_string().trim_end_matches('Z').to_owned(),
            Kind::Epoch => time.unix().to_string(),
        };
        moved.push_str(&text[done..start]);
        moved.push_str(&new);
        done = start + new.len();
    }
    moved.push_str(&text[done..]);
    moved
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Epoch,
}

fn times(text: &str) -> Vec<(usize, Instant, Kind)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        if !rest[0].is_ascii_digit() || at > 0 && bytes[at - 1].is_ascii_digit() {
            at += 1;
            continue;
        }
        let time = has_shape(rest).then(|| text.get(at..at + SHAPE.len())).flatten();
        if let Some(time) = time.and_then(|time| time.parse().ok()) {
            found.push((at, time, Kind::Text));
            at += SHAPE.len();
        } else if let Some(time) = epoch(text, at) {
            found.push((at, time, Kind::Epoch));
            at += EPOCH_DIGITS;
        } else {
            at += 1;
        }
    }
    found
}

fn has_shape(bytes: &[u8]) -> bool {
    bytes.len() >= SHAPE.len()
        && SHAPE.iter().zip(bytes).all(|(shape, byte)| match shape {
            b'd' => byte.is_ascii_digit(),
            other => byte == other,
        })
}

fn epoch(text: &str, at: usize) -> Option<Instant> {
    let named = text.get(..at)?.ends_with("time\": ");
    let digits = text.get(at..at + EPOCH_DIGITS)?;
    let ends = text.as_bytes().get(at + EPOCH_DIGITS).is_none_or(|b| !b.is_ascii_digit());
    let seconds = digits.parse::<i64>().ok().filter(|_| named && ends)?;
    Instant::from_unix(seconds)
}

#[cfg(test)]
mod tests {
    use super::redate;

    #[test]
    fn every_time_moves_by_the_same_span_and_nothing_else_moves() {
        let text = r#"{"time": 1795444083, "time_dt": "2026-11-23T14:28:03.616581", "created_time": 1795444084, "account": "123456789012", "n": 1795444083}"#;
        let at = "2026-01-16T02:00:00Z".parse().unwrap();
        let moved = redate(text, "2026-11-23T14:28:03Z".parse().unwrap(), at);
        assert_eq!(
            moved,
            r#"{"time": 1768528800, "time_dt": "2026-01-16T02:00:00.616581", "created_time": 1768528801, "account": "123456789012", "n": 1795444083}"#
        );
        assert_eq!(redate("no time 2026-11-23", at, at), "no time 2026-11-23");
    }
}
