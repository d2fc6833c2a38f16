//! The checkpoint, and each entry under it by its proof.

use std::{collections::BTreeMap, path::Path};

use super::verdict::Verdict;
use crate::{
    binder::{
        layout::{
            CHECKPOINT, ENTRY, ENTRY_REDACTED, EVIDENCE, LEAF, LEAVES, NOTE_KEYS, PROOF,
            STATEMENTS, entry_of,
        },
        pack::Files,
    },
    checkpoint::{Checkpoint, NoteError, NoteVerifier, SignedNote, TlogProof},
    ledger::{Entry, Hash, StoredEntry, leaf_hash, root},
};

/// An entry of the binder.
pub(super) struct Bound {
    /// Where it stands, without its ending.
    pub(super) stem: String,
    /// What it says; `None` when its text was redacted or cannot be read.
    pub(super) entry: Option<Entry>,
    /// The hash of its bytes.
    pub(super) leaf: Option<Hash>,
}

/// Looks at the checkpoint and at every entry.
pub(super) fn check(
    binder: &Files,
    keys: &[NoteVerifier],
    verdict: &mut Verdict,
) -> BTreeMap<u64, Bound> {
    let note = checkpoint(binder, keys, verdict);
    let mut entries = BTreeMap::new();
    let before = verdict.findings.len();
    for (path, bytes) in binder.iter() {
        let stem = path.strip_suffix(ENTRY).or_else(|| path.strip_suffix(ENTRY_REDACTED));
        let inside = [EVIDENCE, STATEMENTS]
            .iter()
            .any(|room| path.strip_prefix(room).is_some_and(|rest| rest.starts_with('/')));
        let (Some(stem), Some(number), true) = (stem, entry_of(path), inside) else { continue };
        let bound = bound(binder, (path, stem, number), bytes, verdict);
        if let (Some(leaf), Some((text, checkpoint))) = (bound.leaf, &note) {
            proven(binder, (stem, number), leaf, (text, checkpoint), verdict);
        }
        if entries.insert(number, bound).is_some() {
            verdict.find("entry", path, "one file for each entry", "a second one");
        }
    }
    if entries.is_empty() {
        verdict.notes.push("no entry of the ledger is in this binder".to_owned());
    }
    let all = entries.len();
    verdict
        .looked(before, format!("{all} entries: each stands under the checkpoint, by its proof"));
    whole(binder, &entries, verdict);
    entries
}

/// The checkpoint with its text, and who signed it.
fn checkpoint(
    binder: &Files,
    keys: &[NoteVerifier],
    verdict: &mut Verdict,
) -> Option<(String, Checkpoint)> {
    let text = binder.get(CHECKPOINT).and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    let Some(text) = text else {
        verdict.find("checkpoint", CHECKPOINT, "a checkpoint", "no text");
        return None;
    };
    let note = text.contains("\n\n").then(|| SignedNote::parse(&text)).transpose();
    let parsed = note.and_then(|note| {
        Ok((Checkpoint::parse(note.as_ref().map_or(&text, |note| &note.text))?, note))
    });
    let (checkpoint, note) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            verdict.find("checkpoint", CHECKPOINT, "a checkpoint", error);
            return None;
        }
    };
    verdict.checkpoint = Some(checkpoint.clone());
    signed(binder, note.as_ref(), keys, verdict);
    Some((text, checkpoint))
}

fn signed(binder: &Files, note: Option<&SignedNote>, keys: &[NoteVerifier], verdict: &mut Verdict) {
    let own = own_keys(binder, verdict);
    let (tried, elsewhere) = if keys.is_empty() { (&own[..], false) } else { (keys, true) };
    match note.map(|note| note.verify(tried)) {
        Some(Ok(verified)) if elsewhere => verdict
            .looked_at
            .push(format!("the checkpoint is signed by {}", verified.by.join(", "))),
        Some(Ok(verified)) => verdict.looked_at.push(format!(
            "the checkpoint is signed by {}, a key that came with the binder: compare it with what its owner says (--key NAME+ID+BASE64)",
            verified.by.join(", ")
        )),
        None if elsewhere => {
            verdict.find("checkpoint-signature", CHECKPOINT, "a signature by one of --key", "none");
        }
        None => verdict.notes.push(
            "nobody signed the checkpoint: compare its size and root with a copy that was kept elsewhere (--checkpoint FILE, --head SIZE:ROOT)".to_owned(),
        ),
        Some(Err(NoteError::Unknown(_))) if !elsewhere => verdict.notes.push(
            "the checkpoint is signed, and no key came with the binder: --key NAME+ID+BASE64".to_owned(),
        ),
        Some(Err(error)) => {
            verdict.find("checkpoint-signature", CHECKPOINT, "a good signature by a known key", error);
        }
    }
}

fn own_keys(binder: &Files, verdict: &mut Verdict) -> Vec<NoteVerifier> {
    let text = binder.get(NOTE_KEYS).map(String::from_utf8_lossy).unwrap_or_default();
    let mut keys = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match NoteVerifier::parse(line) {
            Ok(key) => keys.push(key),
            Err(error) => verdict.find("note-key", NOTE_KEYS, "a key", error),
        }
    }
    keys
}

fn bound(
    binder: &Files,
    (path, stem, number): (&str, &str, u64),
    bytes: &[u8],
    verdict: &mut Verdict,
) -> Bound {
    let stem = stem.to_owned();
    if path.ends_with(ENTRY_REDACTED) {
        let file = format!("{stem}{LEAF}");
        let text = binder.get(&file).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let leaf: Option<Hash> = text.and_then(|text| text.trim_end().parse().ok());
        if leaf.is_none() {
            verdict.find("leaf-hash", &file, "the leaf hash of the entry", "none");
        }
        verdict.notes.push(format!(
            "{path}: secrets were taken out of this entry's text, so its text proves nothing; that an entry with the leaf hash in {file} was recorded is proven"
        ));
        return Bound { stem, entry: None, leaf };
    }
    let leaf = leaf_hash(bytes);
    let stored = StoredEntry { seq: number, leaf_hash: leaf, bytes: bytes.to_vec() };
    let entry = stored.decode(Path::new(path));
    if let Err(error) = &entry {
        verdict.find("entry", path, "an entry of a ledger", error);
    }
    Bound { stem, entry: entry.ok(), leaf: Some(leaf) }
}

fn proven(
    binder: &Files,
    (stem, number): (&str, u64),
    leaf: Hash,
    (text, checkpoint): (&str, &Checkpoint),
    verdict: &mut Verdict,
) {
    let file = format!("{stem}{PROOF}");
    let Some(bytes) = binder.get(&file) else {
        return verdict.find("proof", file, "a proof", "no such file");
    };
    let proof = match TlogProof::parse(&String::from_utf8_lossy(bytes)) {
        Ok(proof) => proof,
        Err(error) => return verdict.find("proof", file, "a proof", error),
    };
    if proof.note != text {
        let found = "another checkpoint";
        verdict.find("proof", &file, format!("the checkpoint in {CHECKPOINT}, as it is"), found);
    }
    if proof.index.checked_add(1) != Some(number) {
        let found = format!("index {}", proof.index);
        return verdict.find("proof", file, format!("index {}", number - 1), found);
    }
    if !proof.proves(leaf, checkpoint) {
        let expected = format!("entry {number} under the root {}", checkpoint.root);
        let found = format!("an entry with the leaf hash {leaf}, which is not there");
        verdict.find("proof", file, expected, found);
    }
}

/// The leaf hashes of the whole ledger.
pub(super) fn leaves(binder: &Files) -> Option<Vec<Hash>> {
    let text = std::str::from_utf8(binder.get(LEAVES)?).ok()?;
    text.lines().map(|line| line.parse().ok()).collect()
}

/// The leaf hashes give the checkpoint's root, and are those of the entries.
fn whole(binder: &Files, entries: &BTreeMap<u64, Bound>, verdict: &mut Verdict) {
    if binder.get(LEAVES).is_none() {
        return;
    }
    let before = verdict.findings.len();
    let Some(leaves) = leaves(binder) else {
        return verdict.find("leaves", LEAVES, "one leaf hash a line", "something else");
    };
    if let Some(checkpoint) = verdict.checkpoint.clone() {
        let (expected, found) = (format!("{}:{}", checkpoint.size, checkpoint.root), head(&leaves));
        if expected != found {
            verdict.find("leaves", LEAVES, expected, found);
        }
    }
    for (number, bound) in entries {
        let at = usize::try_from(number - 1).ok().and_then(|at| leaves.get(at));
        if let Some(leaf) = bound.leaf.filter(|leaf| at != Some(leaf)) {
            let found = at.map_or_else(|| "no such line".to_owned(), ToString::to_string);
            verdict.find("leaves", format!("{LEAVES}, line {number}"), leaf, found);
        }
    }
    let all = leaves.len();
    verdict.looked(
        before,
        format!("{LEAVES}: the {all} leaf hashes of the whole ledger give the checkpoint's root"),
    );
}

fn head(leaves: &[Hash]) -> String {
    format!("{}:{}", leaves.len(), root(leaves))
}
