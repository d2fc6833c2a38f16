//! What a walk saw of a ledger in which it found nothing, for whoever would else read all of it again.

use std::{cell::Cell, fmt, path::Path};

use rusqlite::types::ValueRef;

use super::{
    append::number,
    clocks,
    connection::Database,
    entry::{Body, Entry},
    error::Result,
    hash::Hash,
    merged::Merged,
    merkle::Frontier,
    table::Rows,
};
use crate::evidence::{ClockFlags, LedgerHead};

/// What a walk saw.
#[derive(Default)]
pub struct Seen {
    leaves: Vec<Hash>,
    frontier: Frontier,
    /// The tree as it was asked for last: whoever asks for one head after the other, the oldest first,
    /// pays for one.
    earlier: Cell<Frontier>,
    clocks: ClockFlags,
    merged: Vec<(u64, Merged)>,
    /// The entries that have an artifact with results.
    pub(super) ingests: Vec<u64>,
    /// What the projections of statements have to hold.
    pub(super) attestations: Rows,
    pub(super) exceptions: Rows,
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seen").field("head", &self.head()).finish_non_exhaustive()
    }
}

impl Seen {
    /// Where the ledger stood.
    pub fn head(&self) -> LedgerHead {
        let (size, root) = (self.frontier.size(), self.frontier.root());
        LedgerHead { size, root: root.to_string() }
    }

    /// The root over the first `size` entries; `None` when there are fewer.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        if size == self.frontier.size() {
            return Some(self.frontier.root());
        }
        let first = self.leaves.get(..usize::try_from(size).ok()?)?;
        let mut earlier = self.earlier.take();
        if earlier.size() > size {
            earlier = Frontier::default();
        }
        for leaf in first.iter().skip(usize::try_from(earlier.size()).ok()?) {
            earlier.push(*leaf);
        }
        let root = earlier.root();
        self.earlier.set(earlier);
        Some(root)
    }

    /// What is to be said of the clocks of all entries.
    pub fn clocks(&self) -> &ClockFlags {
        &self.clocks
    }

    /// Every entry that came from another ledger, by its number.
    pub fn merged(&self) -> &[(u64, Merged)] {
        &self.merged
    }

    /// Looks at what is left after the last entry.
    pub(super) fn finish(&mut self, database: &Database) -> Result<()> {
        clocks::observed(&mut self.clocks, database, i64::MAX)
    }

    /// Takes the next entry. Nothing was known at its time that it does not have itself, but what
    /// the latest time before it says.
    pub(super) fn add(&mut self, path: &Path, seq: u64, leaf: Hash, entry: &Entry, known: i64) {
        self.leaves.push(leaf);
        self.frontier.push(leaf);
        clocks::note(&mut self.clocks, path, seq, entry, known);
        if let Some(merged) = &entry.merged {
            self.merged.push((seq, Merged::clone(merged)));
        }
        let observed = match &entry.body {
            Body::Ingest(_) => return self.ingests.push(seq),
            Body::Attestation(attested) => (&mut self.attestations, attested.observed_at),
            Body::Exception(exception) => (&mut self.exceptions, exception.observed_at),
            Body::Approval(_) | Body::Withdrawal(_) => return,
        };
        let (rows, observed_at) = observed;
        rows.add([number(seq), observed_at.unix()].map(ValueRef::Integer));
    }
}
