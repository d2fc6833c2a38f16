//! Entries, proofs, originals and documents out of the ledger, searched for secrets on their way.

use storyproof::{
    binder::{
        Files,
        layout::{
            ENTRY, ENTRY_REDACTED, EVIDENCE, LEAF, PROOF, REDACTED, STATEMENTS, document_ending,
            ending, number,
        },
    },
    checkpoint::TlogProof,
    evidence::{History, LedgerHead},
    ledger::{Hash, Ledger, prove_inclusion, root},
    report::binder::{
        Cited, CitedFile, Contents, EntryFile, EvidenceFile, ReplacedFile, StatementFile,
    },
};

use super::scan::Scan;
use crate::cli::{failure::Failure, workspace::ledger_failure};

/// What was collected so far.
pub(super) struct Collector<'c> {
    ledger: &'c Ledger,
    scan: &'c Scan,
    note: &'c str,
    /// The leaf hashes of the ledger as it is known.
    pub(super) leaves: Vec<Hash>,
    pub(super) files: Files,
    pub(super) contents: Contents,
}

pub(super) fn unpackable(error: storyproof::binder::PackError) -> Failure {
    Failure::because("cannot make the binder", &error)
}

impl<'c> Collector<'c> {
    pub(super) fn new(
        ledger: &'c Ledger,
        head: &LedgerHead,
        (scan, note): (&'c Scan, &'c str),
    ) -> Result<Self, Failure> {
        let entries = ledger.entries().map_err(|error| ledger_failure(&error))?;
        let size = usize::try_from(head.size).unwrap_or(usize::MAX);
        let leaves: Vec<Hash> = entries.iter().take(size).map(|entry| entry.leaf_hash).collect();
        let found = root(&leaves).to_string();
        if found != head.root || leaves.len() != size {
            let message = format!("the entries have the root {found}, not {}", head.root);
            return Err(Failure::usage(message)
                .integrity()
                .help("`storyproof verify` says what is wrong and where"));
        }
        Ok(Self {
            ledger,
            scan,
            note,
            leaves,
            files: Files::default(),
            contents: Contents::default(),
        })
    }

    pub(super) fn add(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Result<(), Failure> {
        self.files.add(path, bytes).map_err(unpackable)
    }

    /// A file of evidence with every entry that recorded it.
    pub(super) fn evidence(&mut self, cited: &CitedFile, history: &History) -> Result<(), Failure> {
        let Some(first) = cited.entries.first() else { return Ok(()) };
        let record = history.runs.iter().find(|record| record.artifact == cited.sha256);
        let most = record.map_or(u64::MAX - 1, |record| record.origin.bytes);
        let artifacts = self.ledger.artifacts();
        let bytes = artifacts.bytes(&cited.sha256, most).map_err(|e| ledger_failure(&e))?;
        let stem = format!("{EVIDENCE}/{}", number(*first));
        let end = ending(&cited.format, &bytes);
        let of = format!("the original of entry {first}, SHA-256 {}", cited.sha256);
        let (file, redacted) = self.original((&stem, end), bytes, of)?;
        let mut entries = Vec::new();
        for entry in &cited.entries {
            entries.push(self.entry(EVIDENCE, *entry)?.0);
        }
        self.contents.evidence.push(EvidenceFile {
            reference: number(*first),
            file,
            redacted,
            entries,
        });
        Ok(())
    }

    /// Every statement, exception, withdrawal and decision that belongs in the binder.
    pub(super) fn statements(&mut self, cited: &mut Cited) -> Result<(), Failure> {
        let entries = self.ledger.entries().map_err(|error| ledger_failure(&error))?;
        let known = self.leaves.len() as u64;
        for listed in entries.iter().filter(|entry| entry.seq <= known && entry.kind != "ingest") {
            let stored = self.ledger.entry(listed.seq).map_err(|e| ledger_failure(&e))?;
            let envelope: serde_json::Value =
                serde_json::from_slice(&stored.bytes).unwrap_or_default();
            let body = &envelope["body"];
            if !cited.takes(listed.seq, &listed.kind, body) {
                continue;
            }
            let (entry, entry_redacted) = self.entry(STATEMENTS, listed.seq)?;
            let (document, redacted) = self.document(listed.seq, body)?;
            // What was taken out of the entry must not come back through the index.
            let shown = match entry_redacted {
                Some(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
                None => envelope,
            };
            self.contents.statements.push(StatementFile {
                kind: listed.kind.clone(),
                recorded_at: listed.recorded_at.to_string(),
                body: shown["body"].clone(),
                entry,
                document,
                redacted,
            });
        }
        Ok(())
    }

    /// The document behind a statement, when it is kept.
    fn document(
        &mut self,
        seq: u64,
        body: &serde_json::Value,
    ) -> Result<(Option<String>, bool), Failure> {
        let Some(sha256) = body["document_sha256"].as_str() else { return Ok((None, false)) };
        let artifacts = self.ledger.artifacts();
        let bytes = artifacts.bytes(sha256, u64::MAX - 1).map_err(|e| ledger_failure(&e))?;
        let earlier = self
            .files
            .iter()
            .find(|(path, there)| path.starts_with(STATEMENTS) && *there == bytes.as_slice());
        if let Some((path, _)) = earlier {
            return Ok((Some(path.to_owned()), false));
        }
        let end = document_ending(body["document"].as_str().unwrap_or_default());
        let of = format!("the document behind entry {seq}, SHA-256 {sha256}");
        let stem = format!("{STATEMENTS}/{}", number(seq));
        let (file, redacted) = self.original((&stem, end), bytes, of)?;
        Ok((Some(file), redacted))
    }

    /// Adds an original, or its text without what must not leave.
    fn original(
        &mut self,
        (stem, end): (&str, &str),
        bytes: Vec<u8>,
        of: String,
    ) -> Result<(String, bool), Failure> {
        match self.scan.clean(&bytes)? {
            None => {
                let file = format!("{stem}.{end}");
                self.add(&file, bytes)?;
                Ok((file, false))
            }
            Some(clean) => {
                let file = format!("{stem}{REDACTED}.{end}");
                self.add(&file, clean.bytes)?;
                let taken_out = clean.taken_out;
                self.contents.replaced.push(ReplacedFile { file: file.clone(), of, taken_out });
                Ok((file, true))
            }
        }
    }

    /// Adds an entry with its proof. The bytes come back when secrets had to be taken out.
    fn entry(&mut self, room: &str, seq: u64) -> Result<(EntryFile, Option<Vec<u8>>), Failure> {
        let stored = self.ledger.entry(seq).map_err(|error| ledger_failure(&error))?;
        let stem = format!("{room}/{}", number(seq));
        let proof = format!("{stem}{PROOF}");
        let index = seq.saturating_sub(1);
        let path = usize::try_from(index).ok().and_then(|at| prove_inclusion(&self.leaves, at));
        let path = path.ok_or_else(|| {
            Failure::usage(format!("entry {seq} is not under the head of the ledger")).integrity()
        })?;
        let made = TlogProof { index, path, note: self.note.to_owned() };
        self.add(&proof, made.to_string())?;
        let leaf_hash = stored.leaf_hash.to_string();
        let (file, redacted) = match self.scan.clean(&stored.bytes)? {
            None => {
                let file = format!("{stem}{ENTRY}");
                self.add(&file, stored.bytes)?;
                (file, None)
            }
            Some(clean) => {
                let file = format!("{stem}{ENTRY_REDACTED}");
                self.add(&file, clean.bytes.clone())?;
                self.add(&format!("{stem}{LEAF}"), format!("{leaf_hash}\n"))?;
                self.contents.replaced.push(ReplacedFile {
                    file: file.clone(),
                    of: format!("entry {seq}, leaf hash {leaf_hash}"),
                    taken_out: clean.taken_out,
                });
                (file, Some(clean.bytes))
            }
        };
        Ok((EntryFile { entry: seq, file, proof, leaf_hash }, redacted))
    }
}
