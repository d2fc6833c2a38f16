//! What `storyproof verify` says of entries that came from other ledgers: whose they are, and who
//! signed for those ledgers. That each is under its ledger's root, and tells what it told there, the
//! ledger's own check has found.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use storyproof::{
    checkpoint::{NoteError, NoteVerifier},
    ledger::Place,
    report::words::count,
};

use super::{
    checkpoint::Kept,
    failure::Failure,
    verify::{Held, Verdict},
    workspace::ledger_failure,
};

/// The entries that came from one ledger.
#[derive(Default)]
struct From {
    entries: u64,
    /// The largest head that is known of it.
    head: (u64, String),
    signed_by: BTreeSet<String>,
    unsigned: u64,
}

pub(super) fn look(
    verdict: &mut Verdict,
    held: Held<'_>,
    known: &[NoteVerifier],
) -> Result<(), Failure> {
    let mut all: BTreeMap<String, From> = BTreeMap::new();
    let found = match held.seen {
        Some(seen) => Cow::Borrowed(seen.merged()),
        // What cannot be read was found before.
        None => Cow::Owned(match held.ledger.merged() {
            Err(error) if error.is_integrity() => return Ok(()),
            found => found.map_err(|e| ledger_failure(&e))?,
        }),
    };
    for (seq, merged) in found.iter() {
        for place in merged.places() {
            let from = all.entry(place.origin.clone()).or_default();
            from.entries += 1;
            from.head = (place.size, place.root.to_string()).max(from.head.clone());
            signed(verdict, from, place, *seq, known);
        }
    }
    for (origin, from) in all {
        let by: Vec<&str> = from.signed_by.iter().map(String::as_str).collect();
        let signed = match (by.as_slice(), from.unsigned) {
            ([], _) => "nobody who is known here signed for it".to_owned(),
            (by, 0) => format!("signed by {}", by.join(", ")),
            (by, n) => {
                format!("{} signed by nobody who is known here, the others by {}", n, by.join(", "))
            }
        };
        let entries = count(from.entries, "entry");
        let (size, root) = from.head;
        verdict.looked_at.push(format!(
            "{entries} from {origin}, byte for byte as recorded there and under its root ({size} entries, root {root}); {signed}"
        ));
    }
    Ok(())
}

/// Who signed for the other ledger.
fn signed(verdict: &mut Verdict, from: &mut From, place: &Place, seq: u64, known: &[NoteVerifier]) {
    let at = format!("the checkpoint of {} in entry {seq}", place.origin);
    let kept = place.checkpoint.as_deref().map(Kept::parse);
    let kept = match kept {
        Some(Ok(kept)) => kept,
        Some(Err(error)) => {
            verdict.found("merged-checkpoint", &at, "a checkpoint".into(), error.to_string());
            return;
        }
        None => {
            from.unsigned += 1;
            return;
        }
    };
    if (kept.checkpoint.size, kept.checkpoint.root) != (place.size, place.root) {
        let expected = format!("{} entries with the root {}", place.size, place.root);
        let found = format!("{} with the root {}", kept.checkpoint.size, kept.checkpoint.root);
        verdict.found("merged-checkpoint", &at, expected, found);
    }
    match kept.note.map(|note| note.verify(known)) {
        Some(Ok(verified)) => from.signed_by.extend(verified.by),
        Some(Err(error @ NoteError::Bad(_))) => {
            let expected = "a good signature by a key that is known".to_owned();
            verdict.found("merged-checkpoint", &at, expected, error.to_string());
        }
        Some(Err(_)) | None => from.unsigned += 1,
    }
}
