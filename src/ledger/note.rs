//! What the tool said: the message of a cell, for reports.
//!
//! A message is kept where the outcome or the mute of a cell changed from one entry to the next,
//! not at every run: messages such as "the key is 91 days old" change daily and say nothing new.
//! The whole message of every result is in the artifact.

use rusqlite::{OptionalExtension as _, params};

use super::{
    error::Result, framing::Framer, handle::Ledger, intern::subject_key, project::note_id, vector,
};
use crate::{
    evidence::{CellId, History, RunId, RunRecord, Subject},
    time::Instant,
};

/// A tool's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The message; when it was longer than 2,000 characters, cut and ended with `…`.
    pub text: String,
    /// The number of the entry that it came with.
    pub entry: u64,
    /// Which run of that entry.
    pub ordinal: u32,
    /// When that run was observed.
    pub observed_at: Instant,
}

/// A note with what it is chosen by: the order of runs, and the verdict it belongs to.
struct Candidate {
    order: (i64, u64, u32),
    verdict: u8,
    text: String,
}

impl Ledger {
    /// For each cell in a run of `history`: what the tool said when it first gave this verdict.
    ///
    /// That is the latest note at or before the run with the run's outcome and mute. When files
    /// arrived out of order there may be none, and the earliest after it stands in. `None` when
    /// the run did not observe the cell.
    pub fn notes(&self, history: &History, asked: &[(CellId, RunId)]) -> Result<Vec<Option<Note>>> {
        let _snapshot = self.database.snapshot()?;
        asked.iter().map(|(cell, run)| self.note(history, *cell, *run)).collect()
    }

    fn note(&self, history: &History, cell: CellId, run: RunId) -> Result<Option<Note>> {
        let Some(run) = history.runs.get(run.0 as usize) else { return Ok(None) };
        let Some(verdict) = verdict_of(run, cell) else { return Ok(None) };
        let Some((number, newest)) = self.cell_number(history, cell)? else { return Ok(None) };
        let known = history.head.as_ref().map_or(0, |head| head.size);
        let mut notes = self.candidates(number, newest, known)?;
        notes.retain(|note| note.verdict == verdict);
        notes.sort_by_key(|note| note.order);
        let asked = (run.run.observed_at.unix(), run.entry, run.ordinal);
        let later = notes.partition_point(|note| note.order <= asked);
        let chosen = later.saturating_sub(1);
        Ok(notes.into_iter().nth(chosen).map(|note| {
            let (observed_at, entry, ordinal) = note.order;
            let observed_at = Instant::from_unix(observed_at).unwrap_or(Instant::MIN);
            Note { text: note.text, entry, ordinal, observed_at }
        }))
    }

    /// The ledger's own number of a cell, and the run of its newest note.
    fn cell_number(&self, history: &History, cell: CellId) -> Result<Option<(u32, u32)>> {
        let (Some(rule), Some(subject)) = (history.rule(cell), history.subject(cell)) else {
            return Ok(None);
        };
        let key = subject_key(&Framer::default().subject(subject));
        let find = || {
            let mut statement = self.database.connection.prepare_cached(
                "SELECT id, last_run FROM cell
                 WHERE rule = (SELECT id FROM rule WHERE tool = ?1 AND code = ?2)
                   AND subject = (SELECT id FROM subject WHERE key = ?3 AND uid = ?4
                                  AND kind = ?5 AND account IS ?6 AND region IS ?7)",
            )?;
            let Subject { uid, kind, account, region } = subject;
            let names = params![rule.tool, rule.rule, key, uid, kind, account, region];
            statement.query_row(names, |row| Ok((row.get(0)?, row.get(1)?))).optional()
        };
        find().map_err(self.database.failed("look for a cell"))
    }

    /// Every note of a cell, from the newest back, but those not yet known.
    fn candidates(&self, cell: u32, newest: u32, known: u64) -> Result<Vec<Candidate>> {
        let read = || {
            let mut statement = self.database.connection.prepare_cached(
                "SELECT observed_at, entry, ordinal, state, text, previous
                 FROM note JOIN run ON run.id = ?2 WHERE note.id = ?1",
            )?;
            let mut notes = Vec::new();
            let mut next = newest;
            while next > 0 {
                let (note, previous) =
                    statement.query_row(params![note_id(cell, next), next], |row| {
                        let order = (row.get(0)?, row.get::<_, i64>(1)?, row.get(2)?);
                        let order = (order.0, order.1.unsigned_abs(), order.2);
                        let note = Candidate { order, verdict: row.get(3)?, text: row.get(4)? };
                        Ok((note, row.get::<_, u32>(5)?))
                    })?;
                if note.order.1 <= known {
                    notes.push(note);
                }
                // A note never names a later one, so an altered chain ends too.
                next = previous.min(next - 1);
            }
            Ok(notes)
        };
        read().map_err(self.database.failed("read the notes"))
    }
}

fn verdict_of(run: &RunRecord, cell: CellId) -> Option<u8> {
    let at = run.observations.binary_search_by_key(&cell, |observed| observed.cell).ok()?;
    run.observations.get(at).map(|observed| vector::verdict(vector::pack(observed.state)))
}
