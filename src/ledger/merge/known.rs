//! What this ledger knows before a merge: its own entries, those of others, and their heads.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        append,
        artifact::ArtifactId,
        connection::Database,
        entry::{Body, Entry, Ingest},
        error::Result,
        hash::Hash,
        log::read_entry,
        merged::Place,
        takeback,
    },
    other::Snapshot,
};
use crate::evidence::TakenBackHow;

/// What is known, by what it is found by.
#[derive(Default)]
pub(super) struct Known {
    /// The entries here by their leaf hash where they were recorded first.
    recorded: BTreeMap<Hash, u64>,
    /// The leaf hash of an entry of a ledger.
    places: BTreeMap<(String, u64), Hash>,
    /// The largest head of each ledger.
    heads: BTreeMap<String, (u64, Hash)>,
    /// The entries with results, by bytes and claims.
    identities: BTreeMap<Hash, u64>,
    /// The entries that were taken back, and those of them that a correction replaces.
    taken_back: BTreeSet<u64>,
    corrected: BTreeSet<u64>,
    leaves: Vec<Hash>,
    origin: String,
}

impl Known {
    /// Reads what a ledger knows; nothing when there is none yet.
    pub(super) fn read(database: Option<&Database>, origin: &str) -> Result<Self> {
        let mut known = Self { origin: origin.into(), ..Self::default() };
        let Some(database) = database else { return Ok(known) };
        known.leaves = append::leaves(database, u64::MAX)?;
        for (seq, leaf) in (1..).zip(known.leaves.clone()) {
            let entry = read_entry(database, seq)?.decode(&database.path)?;
            known.add(database, seq, &entry, leaf)?;
        }
        for later in takeback::taken_back(database, u64::MAX)? {
            known.will_take_back(later.target, later.how == TakenBackHow::Corrected);
        }
        Ok(known)
    }

    fn add(&mut self, database: &Database, seq: u64, entry: &Entry, leaf: Hash) -> Result<()> {
        self.places.insert((self.origin.clone(), seq), leaf);
        let first = entry.merged.as_ref().map_or(leaf, |merged| merged.recorded.leaf_hash);
        self.recorded.entry(first).or_insert(seq);
        for place in entry.merged.iter().flat_map(|merged| merged.places()) {
            self.places.insert((place.origin.clone(), place.entry), place.leaf_hash);
            let head = self.heads.entry(place.origin.clone()).or_insert((place.size, place.root));
            if place.size > head.0 {
                *head = (place.size, place.root);
            }
        }
        if let Body::Ingest(ingest) = &entry.body {
            self.identities.insert(identity(database, ingest)?, seq);
        }
        Ok(())
    }

    /// How many entries there are here.
    pub(super) fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    /// The entry here that is this one, by its leaf hash where it was recorded first.
    pub(super) fn recorded(&self, leaf: &Hash) -> Option<u64> {
        self.recorded.get(leaf).copied()
    }

    /// The entry here with these bytes and claims.
    pub(super) fn identical(&self, identity: &Hash) -> Option<u64> {
        self.identities.get(identity).copied()
    }

    pub(super) fn is_taken_back(&self, entry: u64) -> bool {
        self.taken_back.contains(&entry)
    }

    /// Whether a correction replaces an entry.
    pub(super) fn is_corrected(&self, entry: u64) -> bool {
        self.corrected.contains(&entry)
    }

    /// Counts an entry that the merge will append.
    pub(super) fn will_append(&mut self, seq: u64, first: Hash, identity: Option<Hash>) {
        self.recorded.entry(first).or_insert(seq);
        self.identities.extend(identity.map(|identity| (identity, seq)));
    }

    /// Counts what the merge will take back.
    pub(super) fn will_take_back(&mut self, entry: u64, corrected: bool) {
        self.taken_back.insert(entry);
        if corrected {
            self.corrected.insert(entry);
        }
    }

    /// Insists that the other ledger tells the history that is known of it, and is not this one
    /// with other entries.
    pub(super) fn agrees_with(&self, there: &Snapshot<'_>) -> Result<()> {
        let other = there.other;
        if !other.renamed {
            self.is_no_fork(there)?;
        }
        if other.origin == self.origin {
            return Ok(());
        }
        if let Some((size, root)) = self.heads.get(&other.origin) {
            there.insist("what was merged from it before", *size, *root)?;
        }
        for (seq, leaf) in (1..).zip(there.tree.leaves()) {
            self.agrees(there, &other.origin, seq, leaf)?;
        }
        Ok(())
    }

    /// Insists that a place that the other ledger knows is what is known of it here. One of this
    /// ledger that is not here any more was cut off.
    pub(super) fn agrees_on(&self, there: &Snapshot<'_>, place: &Place) -> Result<()> {
        let Place { origin, entry, leaf_hash, .. } = place;
        if *origin == self.origin && *entry > self.size() && !self.leaves.is_empty() {
            let at = format!("entry {entry} of this ledger, as it is known there");
            let found = format!("a ledger of {} entries", self.size());
            return Err(there.parted(at, format!("the leaf hash {leaf_hash}"), found));
        }
        self.agrees(there, origin, *entry, leaf_hash)
    }

    fn agrees(&self, there: &Snapshot<'_>, origin: &str, entry: u64, leaf: &Hash) -> Result<()> {
        match self.places.get(&(origin.to_owned(), entry)) {
            Some(known) if known != leaf => {
                let at = format!("entry {entry} of {origin}");
                Err(there.parted(at, format!("the leaf hash {known}"), format!("{leaf}")))
            }
            _ => Ok(()),
        }
    }

    fn is_no_fork(&self, there: &Snapshot<'_>) -> Result<()> {
        let (ours, theirs) = (&self.leaves, there.tree.leaves());
        let same = there.other.origin == self.origin || ours.first() == theirs.first();
        let common = ours.iter().zip(theirs).take_while(|(ours, theirs)| ours == theirs).count();
        if ours.is_empty() || !same || common == theirs.len() {
            return Ok(());
        }
        let (at, expected) = (format!("entry {}", common + 1), "the entry here");
        let found = if common == ours.len() {
            "a ledger that goes on from this one".to_owned()
        } else {
            format!("a ledger that has the first {common} entries in common and then parts")
        };
        Err(there.parted(at, expected.into(), found))
    }
}

/// What makes two submissions the same.
pub(super) fn identity(database: &Database, ingest: &Ingest) -> Result<Hash> {
    let artifact = ArtifactId { sha256: ingest.artifact.sha256, bytes: ingest.artifact.bytes };
    append::identity(database, artifact, &ingest.claims)
}
