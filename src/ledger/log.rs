//! The entries themselves: the list, one in full, and proofs about them.

use std::path::Path;

use rusqlite::{OptionalExtension as _, Params};

use super::{
    append::{self, number},
    connection::Database,
    entry::Entry,
    error::{Error, Result},
    handle::Ledger,
    hash::Hash,
    merkle::{self, leaf_hash},
    proof,
};
use crate::{evidence::LedgerHead, time::Instant};

/// An entry in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedEntry {
    /// Its number, from 1.
    pub seq: u64,
    /// `ingest`, `attestation`, `exception`, `approval` or `withdrawal`.
    pub kind: String,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Its leaf hash.
    pub leaf_hash: Hash,
}

/// An entry in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its number, from 1.
    pub seq: u64,
    /// Its leaf hash; [`Ledger::entry`] has compared it with the bytes.
    pub leaf_hash: Hash,
    /// Its bytes, as they were appended.
    pub bytes: Vec<u8>,
}

/// A proof that an entry is in the ledger. It can be verified without the ledger, by
/// [`proof::verify_inclusion`](super::verify_inclusion).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    /// The leaf's number, from 0: one less than the entry's.
    pub index: u64,
    /// The entry's leaf hash.
    pub leaf_hash: Hash,
    /// The size of the tree.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
    /// The hashes from the leaf towards the root.
    pub path: Vec<Hash>,
}

impl StoredEntry {
    /// Reads the bytes. `path` is for messages.
    pub fn decode(&self, path: &Path) -> Result<Entry> {
        Entry::decode(path, self.seq, &self.bytes)
    }
}

impl Ledger {
    /// Where the ledger stands.
    pub fn head(&self) -> Result<LedgerHead> {
        append::head(&self.database, u64::MAX)
    }

    /// The latest time at which anything was true that the ledger knows; `None` when it is
    /// empty.
    pub fn latest_observed(&self) -> Result<Option<Instant>> {
        let sql = "SELECT max(coalesce((SELECT max(observed_at) FROM run), -1),
                              coalesce((SELECT max(observed_at) FROM attestation), -1),
                              coalesce((SELECT max(observed_at) FROM exception), -1))";
        let found = self.database.connection.query_row(sql, [], |row| row.get(0));
        found.map(Instant::from_unix).map_err(self.database.failed("find the latest observation"))
    }

    /// The latest time at which anything was recorded; `None` when the ledger is empty.
    pub fn latest_recorded(&self) -> Result<Option<Instant>> {
        append::latest_recorded(&self.database)
    }

    /// Every entry, in order, without its bytes.
    pub fn entries(&self) -> Result<Vec<ListedEntry>> {
        let read = || {
            let mut statement = self.database.connection.prepare_cached(
                "SELECT seq, kind, recorded_at, leaf_hash
                 FROM entry JOIN listing USING (seq) ORDER BY seq",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(ListedEntry {
                    seq: row.get::<_, i64>(0)?.unsigned_abs(),
                    kind: row.get(1)?,
                    recorded_at: Instant::from_unix(row.get(2)?).unwrap_or(Instant::MIN),
                    leaf_hash: Hash::from_bytes(row.get(3)?),
                })
            })?;
            rows.collect::<rusqlite::Result<_>>()
        };
        read().map_err(self.database.failed("list the entries"))
    }

    /// One entry, verified against its leaf hash.
    pub fn entry(&self, seq: u64) -> Result<StoredEntry> {
        read_entry(&self.database, seq)
    }

    /// Visits every entry that is listed as of a kind, in order, each verified against its leaf hash.
    pub fn each_of(&self, kind: &str, mut visit: impl FnMut(u64, Entry)) -> Result<()> {
        let _snapshot = self.database.snapshot()?;
        // In the order of the entries, and so without sorting them: `CROSS` is what holds it.
        let sql = "SELECT seq, leaf_hash, bytes FROM entry CROSS JOIN listing USING (seq)
                   WHERE kind = ?1 ORDER BY seq";
        each_row(&self.database, sql, [kind], |stored| {
            visit(stored.seq, stored.decode(&self.database.path)?);
            Ok(())
        })
    }

    /// The proof that an entry is in the ledger as it stands.
    pub fn inclusion_proof(&self, seq: u64) -> Result<InclusionProof> {
        let leaves = append::leaves(&self.database, u64::MAX)?;
        let no_entry = || Error::NoEntry { path: self.database.path.clone(), seq };
        let index = seq.checked_sub(1).ok_or_else(no_entry)?;
        let at = usize::try_from(index).map_err(|_| no_entry())?;
        let leaf_hash = *leaves.get(at).ok_or_else(no_entry)?;
        Ok(InclusionProof {
            index,
            leaf_hash,
            size: leaves.len() as u64,
            root: merkle::root(&leaves),
            path: proof::prove_inclusion(&leaves, at).ok_or_else(no_entry)?,
        })
    }

    /// The root over the first `size` entries; `None` when the ledger has fewer.
    pub fn root_at(&self, size: u64) -> Result<Option<Hash>> {
        let leaves = append::leaves(&self.database, size)?;
        Ok((leaves.len() as u64 == size).then(|| merkle::root(&leaves)))
    }

    /// The proof that the ledger of `old_size` entries is the beginning of the ledger as it
    /// stands; `None` when it never had that size or the size is zero.
    pub fn consistency_proof(&self, old_size: u64) -> Result<Option<Vec<Hash>>> {
        let leaves = append::leaves(&self.database, u64::MAX)?;
        let old_size = usize::try_from(old_size).ok();
        Ok(old_size.and_then(|old_size| proof::prove_consistency(&leaves, old_size)))
    }
}

/// Reads an entry and compares its bytes with its leaf hash.
pub(super) fn read_entry(database: &Database, seq: u64) -> Result<StoredEntry> {
    let read = || {
        let sql = "SELECT leaf_hash, bytes FROM entry WHERE seq = ?1";
        let mut statement = database.connection.prepare_cached(sql)?;
        statement.query_row([number(seq)], |row| Ok((row.get(0)?, row.get(1)?))).optional()
    };
    let found = read().map_err(database.failed("read an entry"))?;
    let (leaf, bytes) = found.ok_or_else(|| Error::NoEntry { path: database.path.clone(), seq })?;
    compared(database, seq, leaf, bytes)
}

/// Reads every entry in order, one at a time, and compares the bytes of each with its leaf hash.
pub(super) fn each_entry(
    database: &Database,
    mut visit: impl FnMut(StoredEntry) -> Result<()>,
) -> Result<()> {
    let mut next = 1;
    each_row(database, "SELECT seq, leaf_hash, bytes FROM entry ORDER BY seq", [], |stored| {
        if stored.seq != next {
            return Err(Error::NoEntry { path: database.path.clone(), seq: next });
        }
        next += 1;
        visit(stored)
    })
}

/// One statement for all of them: a query for each costs as much again as verifying it.
fn each_row(
    database: &Database,
    sql: &str,
    parameters: impl Params,
    mut visit: impl FnMut(StoredEntry) -> Result<()>,
) -> Result<()> {
    let failed = |error| database.failed("read the entries")(error);
    let mut statement = database.connection.prepare_cached(sql).map_err(failed)?;
    let mut rows = statement.query(parameters).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let read = || Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?, row.get(2)?));
        let (seq, leaf, bytes) = read().map_err(failed)?;
        visit(compared(database, seq, leaf, bytes)?)?;
    }
    Ok(())
}

fn compared(database: &Database, seq: u64, leaf: [u8; 32], bytes: Vec<u8>) -> Result<StoredEntry> {
    let (stored, computed) = (Hash::from_bytes(leaf), leaf_hash(&bytes));
    if stored != computed {
        return Err(Error::Altered {
            path: database.path.clone(),
            at: format!("entry {seq}"),
            expected: stored.to_string(),
            found: computed.to_string(),
        });
    }
    Ok(StoredEntry { seq, leaf_hash: stored, bytes })
}
