//! The files in the ledger, each with its runs and the checks that they fed.

use std::collections::{BTreeMap, BTreeSet};

use storyproof::{
    assess::{feeds, read_beside},
    evidence::{History, RunId, RunRecord, TakenBack},
    ids::CheckId,
    program::Program,
    time::{AsOf, Instant},
};

use crate::cli::failure::Failure;

/// A file as it was submitted once.
pub(super) struct Piece<'h> {
    /// The ledger entry.
    pub(super) entry: u64,
    /// Its runs, in file order; never empty.
    pub(super) runs: Vec<&'h RunRecord>,
    /// The checks that they fed.
    pub(super) checks: BTreeSet<CheckId>,
    /// What took it back.
    pub(super) taken_back: Option<&'h TakenBack>,
}

impl Piece<'_> {
    /// The number by which people and reports call it.
    pub(super) fn id(&self) -> String {
        format!("E-{:04}", self.entry)
    }

    /// When the latest of its runs was observed.
    pub(super) fn observed_at(&self) -> Option<Instant> {
        self.runs.iter().map(|record| record.run.observed_at).max()
    }
}

/// Every file known at these clocks, newest first.
pub(super) fn pieces<'h>(program: &Program, history: &'h History, as_of: AsOf) -> Vec<Piece<'h>> {
    let mut checks: BTreeMap<RunId, BTreeSet<CheckId>> = BTreeMap::new();
    for (check, fed) in feeds(program, history, as_of) {
        for feed in fed {
            checks.entry(feed.run).or_default().insert(check.clone());
        }
    }
    let mut pieces: BTreeMap<u64, Piece<'h>> = BTreeMap::new();
    for (run, record) in (0..).map(RunId).zip(&history.runs) {
        let piece = pieces.entry(record.entry).or_insert_with(|| Piece {
            entry: record.entry,
            runs: Vec::new(),
            checks: BTreeSet::new(),
            taken_back: history.taken_back(record.entry, as_of.known),
        });
        piece.runs.push(record);
        piece.checks.extend(checks.remove(&run).unwrap_or_default());
        piece.checks.extend(read_beside(program, &record.run).cloned());
    }
    let mut pieces: Vec<Piece<'h>> = pieces.into_values().collect();
    for piece in &mut pieces {
        piece.runs.sort_by_key(|record| record.ordinal);
    }
    pieces.sort_by_key(|piece| std::cmp::Reverse((piece.observed_at(), piece.entry)));
    pieces
}

/// The one file that was meant: by its number, or by the beginning of its SHA-256.
///
/// # Errors
/// When there is none, or several.
pub(super) fn find<'p, 'h>(pieces: &'p [Piece<'h>], typed: &str) -> Result<&'p Piece<'h>, Failure> {
    let bare = typed.strip_prefix("E-").or(typed.strip_prefix("e-")).unwrap_or(typed);
    let bare = bare.strip_prefix("entry:").unwrap_or(bare);
    // Nine digits are a number; a beginning of a hash may have digits only, and is longer.
    let number = bare.parse::<u64>().ok().filter(|_| bare.len() < 10);
    if let Some(number) = number {
        return pieces.iter().find(|piece| piece.entry == number).ok_or_else(|| {
            Failure::usage(format!("entry {number} holds no evidence that is known at these clocks"))
                .help(format!("`storyproof evidence list` shows what there is, `explain entry:{number}` says what the entry is"))
        });
    }
    let hash = typed.to_ascii_lowercase();
    let is_hash = hash.len() >= 6 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    let of_hash = |piece: &&Piece<'_>| {
        is_hash && piece.runs.first().is_some_and(|record| record.artifact.starts_with(&hash))
    };
    let mut found = pieces.iter().filter(of_hash);
    let Some(first) = found.next() else {
        return Err(Failure::usage(format!("no evidence is called `{typed}`"))
            .help("write a number such as E-12, or at least six digits of a SHA-256; `storyproof evidence list` shows both"));
    };
    // The newest counts when the same bytes were submitted with other claims.
    match found.find(|piece| piece.runs[0].artifact != first.runs[0].artifact) {
        None => Ok(first),
        Some(_) => Err(Failure::usage(format!("several files begin with {typed}"))
            .help("write more of the SHA-256, or the number")),
    }
}
