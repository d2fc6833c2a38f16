//! The order of the steps. Each goes on after findings of those before it, so that all are told.

use super::{entries, files, index, originals, verdict::Verdict};
use crate::{
    binder::pack::Files,
    checkpoint::NoteVerifier,
    ledger::{Hash, Reread},
};

/// What is known from elsewhere.
#[derive(Default)]
pub struct Known<'k> {
    /// Keys that must have signed the checkpoint. Without any, those in the binder are tried, which
    /// shows less.
    pub note_keys: &'k [NoteVerifier],
    /// How originals are read again; `None` leaves that out.
    pub reread: Option<&'k Reread<'k>>,
}

impl std::fmt::Debug for Known<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Known").field("note_keys", &self.note_keys).finish_non_exhaustive()
    }
}

/// Verifies a binder. Its signature over the sums is the caller's to verify: who may sign is not
/// for this room to say.
pub fn verify(binder: &Files, known: &Known<'_>) -> Verdict {
    let mut verdict = Verdict::default();
    files::check(binder, &mut verdict);
    let entries = entries::check(binder, known.note_keys, &mut verdict);
    originals::check(binder, &entries, known.reread, &mut verdict);
    index::check(binder, &entries, &mut verdict);
    verdict
}

/// The leaf hashes of the whole ledger, when the binder has them: what an older head is held
/// against.
pub fn leaves(binder: &Files) -> Option<Vec<Hash>> {
    entries::leaves(binder)
}
