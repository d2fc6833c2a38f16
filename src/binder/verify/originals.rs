//! Files and documents as their entries name them, and results derived again.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Cursor,
};

use super::{entries::Bound, verdict::Verdict};
use crate::{
    binder::{
        layout::{EVIDENCE, REDACTED, STATEMENTS, entry_of, number},
        pack::Files,
    },
    ledger::{Body, Hash, Ingest, Reread, check_results},
};

pub(super) fn check(
    binder: &Files,
    entries: &BTreeMap<u64, Bound>,
    reread: Option<&Reread<'_>>,
    verdict: &mut Verdict,
) {
    let before = verdict.findings.len();
    let mut originals = Originals::of(binder);
    originals.replaced(entries);
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let (mut compared, mut derived) = (0_u64, 0_u64);
    for (seq, bound) in entries {
        let Some(entry) = &bound.entry else { continue };
        if let Body::Ingest(ingest) = &entry.body {
            let Some((path, bytes)) =
                originals.find(*seq, EVIDENCE, ingest.artifact.sha256, verdict)
            else {
                continue;
            };
            named.insert(path);
            compared += 1;
            let found = bytes.len() as u64;
            if found != ingest.artifact.bytes {
                verdict.find("original-length", path, ingest.artifact.bytes, found);
            }
            if let Some(reread) = reread {
                derived += u64::from(again(*seq, ingest, path, bytes, reread, verdict));
            }
        } else if let Body::Attestation(attested) = &entry.body {
            let document = attested.document_sha256.as_deref().map(str::parse);
            let Some(Ok(sha256)) = document else { continue };
            if let Some((path, _)) = originals.find(*seq, STATEMENTS, sha256, verdict) {
                named.insert(path);
                compared += 1;
            }
        } else if let Body::Withdrawal(withdrawn) = &entry.body {
            let target = entries.get(&withdrawn.entry).and_then(|target| target.leaf);
            if let Some(leaf) = target.filter(|leaf| leaf.to_string() != withdrawn.leaf_hash) {
                let at = format!("{}: entry {}", bound.stem, withdrawn.entry);
                verdict.find("withdrawal", at, &withdrawn.leaf_hash, leaf);
            }
        }
    }
    let words =
        format!("{compared} originals and documents: each has the SHA-256 that its entry names");
    verdict.looked(before, words);
    originals.others(entries, &named, verdict);
    let words =
        format!("{derived} originals read again: their results are those that the entries bind");
    if derived > 0 {
        verdict.looked(before, words);
    }
}

/// Which room of the binder, and which bytes by their hash.
type Key = (&'static str, [u8; 32]);

/// The files of a binder that are neither entry nor proof, by hash and by entry.
struct Originals<'b> {
    by_hash: BTreeMap<Key, (&'b str, &'b [u8])>,
    by_entry: BTreeMap<(&'static str, u64), Vec<(&'b str, Hash)>>,
    redacted: BTreeSet<(&'static str, u64)>,
    /// What was redacted, by the hash that its entry names: other entries may name it too.
    gone: BTreeMap<Key, u64>,
}

impl<'b> Originals<'b> {
    fn of(binder: &'b Files) -> Self {
        let mut all = Self {
            by_hash: BTreeMap::new(),
            by_entry: BTreeMap::new(),
            redacted: BTreeSet::new(),
            gone: BTreeMap::new(),
        };
        for (path, bytes) in binder.iter() {
            let room = [EVIDENCE, STATEMENTS]
                .into_iter()
                .find(|room| path.strip_prefix(room).is_some_and(|rest| rest.starts_with('/')));
            let (Some(room), Some(seq)) = (room, entry_of(path)) else { continue };
            let rest = path.split_once("/E-").map_or("", |(_, rest)| rest);
            let ending = rest.find('.').map_or("", |at| &rest[at..]);
            if ending.starts_with(".entry.") || [".leaf", ".tlog-proof"].contains(&ending) {
                continue;
            }
            if ending.starts_with(REDACTED) {
                all.redacted.insert((room, seq));
                continue;
            }
            let hash = Hash::of(bytes);
            all.by_hash.entry((room, *hash.as_bytes())).or_insert((path, bytes));
            all.by_entry.entry((room, seq)).or_default().push((path, hash));
        }
        all
    }

    /// Notes which originals are here as their redacted text only.
    fn replaced(&mut self, entries: &BTreeMap<u64, Bound>) {
        for (room, seq) in &self.redacted {
            let entry = entries.get(seq).and_then(|bound| bound.entry.as_ref());
            let sha256 = match entry.map(|entry| &entry.body) {
                Some(Body::Ingest(ingest)) => Some(ingest.artifact.sha256),
                Some(Body::Attestation(attested)) => {
                    attested.document_sha256.as_deref().and_then(|hash| hash.parse().ok())
                }
                _ => None,
            };
            if let Some(sha256) = sha256 {
                self.gone.insert((*room, *sha256.as_bytes()), *seq);
            }
        }
    }

    /// The file that an entry names by its hash. The same bytes stand in a binder once, under the
    /// number of the entry that recorded them first.
    fn find(
        &self,
        seq: u64,
        room: &'static str,
        sha256: Hash,
        verdict: &mut Verdict,
    ) -> Option<(&'b str, &'b [u8])> {
        if let Some(found) = self.by_hash.get(&(room, *sha256.as_bytes())) {
            return Some(*found);
        }
        if let Some(first) = self.gone.get(&(room, *sha256.as_bytes())) {
            verdict.notes.push(format!(
                "{room}/{}{REDACTED}: secrets were taken out of this file; entry {seq} proves the original, SHA-256 {sha256}, which is not here",
                number(*first)
            ));
            return None;
        }
        if let Some((path, found)) = self.by_entry.get(&(room, seq)).and_then(|files| files.first())
        {
            verdict.find("original-altered", path, sha256, found);
        } else {
            let at = format!("{room}/{}", number(seq));
            verdict.find("original-missing", at, sha256, "no such file");
        }
        None
    }

    /// Files under a number that no entry names.
    fn others(
        &self,
        entries: &BTreeMap<u64, Bound>,
        named: &BTreeSet<&str>,
        verdict: &mut Verdict,
    ) {
        for ((_, seq), files) in &self.by_entry {
            for (path, hash) in files.iter().filter(|(path, _)| !named.contains(path)) {
                // Of a redacted entry nobody here knows what it names.
                let unknown = entries.get(seq).is_some_and(|bound| bound.entry.is_none());
                let told = verdict.findings.iter().any(|finding| finding.at == **path);
                if told || unknown {
                    continue;
                }
                let found = format!("a file with the SHA-256 {hash}");
                verdict.find("original-unnamed", path, "a file that an entry names", found);
            }
        }
    }
}

/// Reads an original again; whether its results are what the entry binds.
fn again(
    seq: u64,
    ingest: &Ingest,
    path: &str,
    bytes: &[u8],
    reread: &Reread<'_>,
    verdict: &mut Verdict,
) -> bool {
    match check_results(seq, ingest, Box::new(Cursor::new(bytes.to_vec())), reread) {
        Ok(findings) if findings.is_empty() => return true,
        Ok(findings) => verdict.findings.extend(findings),
        Err(error) => {
            let mut said = error.to_string();
            let mut next = std::error::Error::source(&error);
            while let Some(cause) = next {
                said.push_str(": ");
                said.push_str(&cause.to_string());
                next = cause.source();
            }
            verdict.find("results", path, "a file that can be read again", said);
        }
    }
    false
}
