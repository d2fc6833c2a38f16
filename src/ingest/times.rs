//! Times as reports write them.
//!
//! A time with an offset is an instant. A time without one is the local time of a machine whose
//! zone nobody wrote down: it is up to 14 hours wrong, and only used when the file says nothing
//! better, with a warning.
//!
//! A time before 2000 is a zero, or a clock that nobody set: it is refused like any other text
//! that is no time.

use super::error::{Problem, quote};
use crate::time::Instant;

/// How far a report's time may lie ahead of our clock before people are told.
pub(super) const FUTURE_SLACK_SECONDS: i64 = 300;

/// 2000-01-01T00:00:00Z, before which no report was written.
const EARLIEST: i64 = 946_684_800;

/// The hint of a time that is well written and cannot be.
pub(super) const UNSET: &str = " (a clock that was never set?)";

/// A time that was read, and whether it said its offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) at: Instant,
    pub(super) naive: bool,
}

impl Stamp {
    /// Reads RFC 3339, the same without an offset, or with a space in place of the `T`.
    pub(super) fn parse(field: &'static str, text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        let joined = match text.split_once(' ') {
            Some((day, time)) => format!("{day}T{time}"),
            None => text.to_owned(),
        };
        let naive = !has_offset(&joined);
        let joined = with_colon(joined);
        match joined.parse() {
            Ok(at) => {
                in_our_time(field, at)?;
                Ok(Self { at, naive })
            }
            Err(_) => Err(Problem::Time { field, found: quote(text), hint: "" }),
        }
    }

    /// Reads seconds since 1970.
    pub(super) fn from_unix(field: &'static str, seconds: i64) -> Result<Self, Problem> {
        let milliseconds = Instant::from_unix(seconds / 1000).is_some() && seconds > 0;
        let hint = if milliseconds { " (milliseconds where seconds belong?)" } else { "" };
        match Instant::from_unix(seconds) {
            Some(at) => {
                in_our_time(field, at)?;
                Ok(Self { at, naive: false })
            }
            None => Err(Problem::Time { field, found: seconds.to_string(), hint }),
        }
    }

    /// The better of two: with an offset before without, then the earlier, so that a run never
    /// looks fresher than its first word.
    pub(super) fn better(first: Option<Self>, second: Option<Self>) -> Option<Self> {
        [first, second].into_iter().flatten().min_by_key(|stamp| (stamp.naive, stamp.at))
    }
}

/// Refuses a time before 2000, read or claimed.
pub(super) fn in_our_time(field: &'static str, at: Instant) -> Result<(), Problem> {
    if at.unix() < EARLIEST {
        return Err(Problem::Time { field, found: at.to_string(), hint: UNSET });
    }
    Ok(())
}

fn has_offset(text: &str) -> bool {
    let Some((_, time)) = text.split_once(['T', 't']) else { return false };
    time.ends_with(['Z', 'z']) || time.contains(['+', '-'])
}

/// Writes an offset of four digits (`+0900`) as RFC 3339 does.
fn with_colon(mut text: String) -> String {
    let bytes = text.as_bytes();
    if let [.., sign, a, b, c, d] = bytes
        && matches!(sign, b'+' | b'-')
        && [a, b, c, d].iter().all(|digit| digit.is_ascii_digit())
        && bytes.len() > 15
    {
        text.insert(text.len() - 2, ':');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Stamp {
        Stamp::parse("time", text).unwrap()
    }

    #[test]
    fn offsets_are_told_from_local_times() {
        assert!(!parse("2026-11-23T14:28:03.616581+00:00").naive);
        assert!(!parse("2026-11-23T14:28:03Z").naive);
        assert!(parse("2026-11-23T14:28:03.616581").naive);
        assert!(parse("2026-11-23 14:28:03").naive);
        assert_eq!(parse("2026-11-23T14:28:03+0900"), parse("2026-11-23T05:28:03Z"));
        assert!(Stamp::parse("time", "yesterday").is_err());
    }

    #[test]
    fn milliseconds_are_named() {
        let problem = Stamp::from_unix("time", 1_795_444_083_000).unwrap_err();
        assert!(problem.to_string().contains("milliseconds"), "{problem}");
    }

    #[test]
    fn an_offset_beats_a_local_time_and_the_earlier_beats_the_later() {
        let local = parse("2020-01-01T00:00:00");
        let early = parse("2026-01-01T00:00:00Z");
        let late = parse("2026-01-02T00:00:00Z");
        assert_eq!(Stamp::better(Some(local), Some(late)), Some(late));
        assert_eq!(Stamp::better(Some(late), Some(early)), Some(early));
        assert_eq!(Stamp::better(None, None), None);
    }
}
