//! What an entry says that was brought in from another ledger: its bytes there, and the proof that
//! it was in that ledger.
//!
//! Such an entry has the version 2 and a field more than others:
//!
//! ```json
//! {"v":2,"kind":"ingest","recorded_at":"…","clock":"system","merged":{…},"body":{…}}
//! ```
//!
//! Its body is what the other ledger's entry told, in the numbers of this ledger: the entry that it
//! corrects or takes back is named by its number here, and what binds the results is bound to the
//! rules, subjects and cells as they are numbered here. All else must be the same, and is compared.
//!
//! `recorded_at` is when *this* ledger learned it, and so is what `--known-at` asks about. When the
//! other one did stands in [`Place::recorded_at`] and in the bytes; all of it is hashed.
//!
//! An entry that came by way of a third ledger holds the bytes of where it was recorded *first*,
//! and every ledger on the way in [`Merged::via`]. So one entry is one entry, however it came.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    check::Finding,
    connection::Database,
    entry::{Body, Entry, Interned},
    error::Result,
    handle::Ledger,
    hash::Hash,
    log::read_entry,
    merkle::leaf_hash,
    proof::verify_inclusion,
};
use crate::{evidence::Elsewhere, time::Instant};

/// Where an entry comes from that another ledger recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merged {
    /// The entry's bytes in the ledger that recorded it first.
    pub bytes: String,
    /// Its place there.
    pub recorded: Place,
    /// Its places in the ledgers through which it came, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<Place>,
    /// For a decision on an exception: the entry of this ledger that it is about. Its text was
    /// signed and names it by its number there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<u64>,
}

/// The place of an entry in another ledger, with its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The name of that ledger.
    pub origin: String,
    /// The entry's number there, from 1.
    pub entry: u64,
    /// Its leaf hash there.
    pub leaf_hash: Hash,
    /// When that ledger learned it.
    pub recorded_at: Instant,
    /// How many entries that ledger had.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// The hashes from the leaf towards the root.
    pub path: Vec<Hash>,
    /// That ledger's checkpoint of this size and root, as it was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<String>,
}

impl Place {
    /// Whether the entry is under that ledger's root.
    pub fn is_proven(&self) -> bool {
        let Some(index) = self.entry.checked_sub(1) else { return false };
        verify_inclusion(self.leaf_hash, index, self.size, &self.path, self.root)
    }
}

impl Merged {
    /// Every ledger that the entry was in before, the first one first.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        std::iter::once(&self.recorded).chain(&self.via)
    }

    /// The same in few words.
    pub fn elsewhere(&self) -> Elsewhere {
        Elsewhere {
            origin: self.recorded.origin.clone(),
            entry: self.recorded.entry,
            recorded_at: self.recorded.recorded_at,
            via: self.via.iter().map(|place| place.origin.clone()).collect(),
        }
    }

    /// The entry as the other ledger recorded it.
    ///
    /// # Errors
    /// When its bytes cannot be read.
    pub fn decode(&self, path: &Path) -> Result<Entry> {
        Entry::decode(path, self.recorded.entry, self.bytes.as_bytes())
    }

    /// Whether the bytes are those under the roots, and tell what the entry here tells.
    pub(super) fn check(&self, path: &Path, seq: u64, here: &Entry) -> Vec<Finding> {
        let Place { origin, entry, leaf_hash: named, recorded_at, .. } = &self.recorded;
        let at = || format!("entry {seq}, which is entry {entry} of {origin}");
        let mut findings = Vec::new();
        let found = leaf_hash(self.bytes.as_bytes());
        if found != *named {
            findings.push(Finding::new("merged-leaf", at(), named, found));
        }
        for place in self.places().filter(|place| !place.is_proven()) {
            let at = format!("entry {seq}, which is entry {} of {}", place.entry, place.origin);
            let expected =
                format!("a proof under the root {} of {} entries", place.root, place.size);
            findings.push(Finding::new("merged-proof", at, expected, "one that does not hold"));
        }
        match self.decode(path) {
            Err(error) => findings.push(Finding::new("merged-entry", at(), "an entry", error)),
            Ok(there) => {
                if there.recorded_at != *recorded_at {
                    let (expected, found) = (there.recorded_at, recorded_at);
                    findings.push(Finding::new("merged-time", at(), expected, found));
                }
                if there.merged.is_some() || unnumbered(&there.body) != unnumbered(&here.body) {
                    let found = "something else, or in other words";
                    findings.push(Finding::new("merged-body", at(), "what was told there", found));
                }
            }
        }
        findings
    }
}

impl Ledger {
    /// Every entry that came from another ledger, by its number.
    pub fn merged(&self) -> Result<Vec<(u64, Merged)>> {
        let all = merged_entries(&self.database, i64::MAX)?.into_iter();
        Ok(all.filter_map(|(seq, entry)| Some((seq, *entry.merged?))).collect())
    }
}

/// The entries that came from another ledger and were known at a time. They are found by how they
/// begin: only these have the version 2.
pub(super) fn merged_entries(database: &Database, known: i64) -> Result<Vec<(u64, Entry)>> {
    let read = || {
        let mut statement = database.connection.prepare_cached(
            "SELECT seq FROM listing JOIN entry USING (seq)
             WHERE known_at <= ?1 AND substr(bytes, 1, 7) = CAST('{\"v\":2,' AS BLOB) ORDER BY seq",
        )?;
        let rows = statement.query_map([known], |row| row.get::<_, i64>(0))?;
        rows.map(|seq| seq.map(i64::unsigned_abs)).collect::<rusqlite::Result<Vec<u64>>>()
    };
    let found = read().map_err(database.failed("look for merged entries"))?;
    let decode = |seq| Ok((seq, read_entry(database, seq)?.decode(&database.path)?));
    found.into_iter().map(decode).collect()
}

/// What was told, without what depends on how a ledger numbers its entries and names.
pub(super) fn unnumbered(body: &Body) -> Body {
    let mut body = body.clone();
    match &mut body {
        Body::Ingest(ingest) => {
            ingest.claims.corrects = ingest.claims.corrects.map(|_| 0);
            let sha256 = Hash::from_bytes([0; 32]);
            ingest.interned = Interned { rules: 0, subjects: 0, cells: 0, sha256 };
            ingest.runs.iter_mut().for_each(|run| run.states_sha256 = sha256);
        }
        Body::Attestation(attested) => attested.corrects = attested.corrects.map(|_| 0),
        Body::Exception(exception) => exception.corrects = exception.corrects.map(|_| 0),
        Body::Approval(approval) => approval.corrects = approval.corrects.map(|_| 0),
        Body::Withdrawal(withdrawn) => {
            withdrawn.entry = 0;
            withdrawn.leaf_hash.clear();
        }
    }
    body
}
