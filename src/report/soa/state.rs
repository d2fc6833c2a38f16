//! A short value over what people decide of a control, so that a table can come back.
//!
//! A row carries it as it was when the table was written. When an edited table comes back, three
//! values tell who changed what: that of the row's own cells, that of the files, and the one it
//! carries. It finds honest mistakes; it is no protection against anybody.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::diag::safe_text;

/// The most characters of a reason that count: as many as a cell of a table holds.
const MAX_CHARACTERS: usize = 16_000;

/// The value of a decision. `because` may come in any order.
pub fn state(control: &str, applicable: bool, because: &[String], reason: &str) -> String {
    let mut because: Vec<&str> = because.iter().map(String::as_str).collect();
    because.sort_unstable();
    because.dedup();
    let because = because.join(",");
    let mut hash = Sha256::new();
    for part in [
        "storyproof applicability v1",
        control,
        if applicable { "in" } else { "out" },
        &because,
        &plain(reason),
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(6).fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Text as a cell shows it and gives it back: line ends of one kind, no blanks around it, nothing
/// that hides or reorders text.
pub fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    let text = lines.join("\n");
    let kept: String = text.chars().take(MAX_CHARACTERS).collect();
    safe_text(&kept).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_people_decide_changes_it() {
        let because = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let usual = state("f/1", true, &because(&["risk", "law"]), "It must be.\nTruly.");
        let same = [
            state("f/1", true, &because(&["law", "risk"]), "It must be.\nTruly."),
            state("f/1", true, &because(&["risk", "law"]), " It must be. \r\nTruly.\r\n"),
        ];
        assert!(same.iter().all(|other| *other == usual));
        let different = [
            state("f/2", true, &because(&["risk", "law"]), "It must be.\nTruly."),
            state("f/1", false, &because(&["risk", "law"]), "It must be.\nTruly."),
            state("f/1", true, &because(&["risk"]), "It must be.\nTruly."),
            state("f/1", true, &because(&["risk", "law"]), "It must be. Truly."),
            state("f/1", true, &[], "risk,law"),
        ];
        assert!(different.iter().all(|other| *other != usual));
        assert_eq!(usual.len(), 12);
    }

    #[test]
    fn what_a_cell_shows_is_what_it_says() {
        let odd = "a\u{202e}b\u{1b}";
        assert_eq!(state("f/1", true, &[], odd), state("f/1", true, &[], &plain(odd)));
        let long = "x".repeat(MAX_CHARACTERS + 9);
        assert_eq!(plain(&long).len(), MAX_CHARACTERS);
    }
}
