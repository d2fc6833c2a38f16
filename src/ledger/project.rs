//! The results of one artifact on their way into the projections.
//!
//! The same code runs when an artifact is recorded and when the projections are rebuilt, which
//! is what makes a rebuild come out the same. It writes rules, subjects, cells and notes as the
//! results pass by and keeps, for the run at hand, one byte for each cell of the ledger and four
//! for each cell of the run.

use std::borrow::Cow;

use rusqlite::{CachedStatement, params};

use super::{
    connection::Database,
    entry::{Interned, RunEntry},
    error::{Error, Result},
    framing::Framer,
    hash::Hash,
    intern::{Interner, Noted, Number},
    merkle::Frontier,
    vector,
};
use crate::evidence::{Outcome, ResultSink, Run, ScanResult, SinkError, State};

/// The longest note, in characters. The whole message stays in the artifact.
const NOTE_LENGTH: usize = 2000;

/// Takes results and writes what is projected from them.
pub(super) struct Projector<'c> {
    database: &'c Database,
    interner: Interner<'c>,
    add_note: CachedStatement<'c>,
    framer: Framer,
    seen: Seen,
    open: Option<OpenRun>,
    ended: Vec<ProjectedRun>,
    next_run: u32,
}

/// A run whose results have all been seen.
pub(super) struct ProjectedRun {
    pub(super) id: u32,
    pub(super) entry: RunEntry,
    pub(super) vector: Vec<u8>,
}

struct OpenRun {
    tool: String,
    results: u64,
    leaves: Frontier,
}

/// What the run at hand said of each cell so far.
#[derive(Default)]
struct Seen {
    /// By the cell's number; 0 means nothing, which no state packs to.
    states: Vec<u8>,
    cells: Vec<u32>,
}

impl<'c> Projector<'c> {
    pub(super) fn new(database: &'c Database) -> Result<Self> {
        let connection = &database.connection;
        let add_note = connection
            .prepare_cached(
                "INSERT INTO note (id, state, previous, text) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET state = excluded.state, text = excluded.text",
            )
            .map_err(database.failed("prepare to record"))?;
        let next_run = connection
            .query_row("SELECT coalesce(max(id), 0) + 1 FROM run", [], |row| row.get(0))
            .map_err(database.failed("find the last number"))?;
        Ok(Self {
            database,
            interner: Interner::new(database)?,
            add_note,
            framer: Framer::default(),
            seen: Seen::default(),
            open: None,
            ended: Vec::new(),
            next_run,
        })
    }

    /// The runs, and what they named for the first time.
    pub(super) fn finish(self) -> Result<(Vec<ProjectedRun>, Interned)> {
        if self.open.is_some() {
            return Err(self.order("a run was begun and not ended"));
        }
        Ok((self.ended, self.interner.finish()))
    }

    fn begin(&mut self, tool: &str) -> Result<()> {
        if self.open.is_some() {
            return Err(self.order("a run began inside another"));
        }
        self.interner.set_tool(tool);
        self.open = Some(OpenRun { tool: tool.into(), results: 0, leaves: Frontier::default() });
        Ok(())
    }

    fn take(&mut self, result: &ScanResult) -> Result<()> {
        let leaf = self.framer.result(result);
        let Some(run) = &mut self.open else {
            return Err(self.order("a result came outside a run"));
        };
        run.leaves.push(leaf);
        run.results += 1;

        let rule = self.interner.rule(&result.rule)?;
        let subject = self.interner.subject(&result.subject, &mut self.framer)?;
        self.observe(rule, subject, result)
    }

    /// Merges what is said of a cell with what this run said of it before, and keeps the message
    /// when that is news.
    fn observe(&mut self, rule: Number, subject: Number, result: &ScanResult) -> Result<()> {
        let said = State {
            outcome: result.outcome,
            muted: result.muted,
            severity: result.severity,
            reasoned: !result.message.trim().is_empty(),
        };
        let noted = |bits| Noted { verdict: vector::verdict(bits), run: self.next_run };
        let cell = self.interner.cell(rule, subject, noted(vector::pack(said)))?;
        let before = self.seen.get(cell.id);
        let state = vector::pack(before.map_or(said, |before| before.worse(said)));
        if before.map(vector::pack) == Some(state) {
            return Ok(());
        }
        self.seen.set(cell.id, state);
        let noted = noted(state);
        let previous = match cell.last {
            // Of what is only told, the text is the news.
            Some(last)
                if last.verdict == noted.verdict && result.outcome != Outcome::Informational =>
            {
                return Ok(());
            }
            Some(last) => {
                self.interner.set_cell(rule, subject, noted)?;
                last.run
            }
            None => 0,
        };
        self.add_note
            .execute(params![
                note_id(cell.id, noted.run),
                noted.verdict,
                previous,
                cut(&result.message)
            ])
            .map_err(self.database.failed("add a note"))?;
        Ok(())
    }

    fn end(&mut self, run: &Run) -> Result<()> {
        let Some(open) = self.open.take() else {
            return Err(self.order("a run ended that was not begun"));
        };
        if open.tool != run.tool_name() {
            return Err(self.order("a run ended under another tool's name than it began"));
        }
        let payload = self.seen.take_payload();
        let vector = vector::seal(&payload).map_err(|source| Error::Io {
            operation: "compress the status vector for",
            path: self.database.path.clone(),
            source,
        })?;
        let id = self.next_run;
        let entry = RunEntry {
            run: run.clone(),
            results: open.results,
            results_root: open.leaves.root(),
            cells: vector::count(&payload),
            states_sha256: Hash::of(&payload),
        };
        self.ended.push(ProjectedRun { id, entry, vector });
        let next = id.checked_add(1).filter(|next| i32::try_from(*next).is_ok());
        self.next_run =
            next.ok_or_else(|| Error::Full { path: self.database.path.clone(), what: "runs" })?;
        Ok(())
    }

    fn order(&self, reason: &'static str) -> Error {
        Error::Order { path: self.database.path.clone(), reason }
    }
}

impl ResultSink for Projector<'_> {
    fn begin_run(&mut self, tool: &str) -> Result<(), SinkError> {
        self.begin(tool).map_err(sink_error)
    }

    fn result(&mut self, result: &ScanResult) -> Result<(), SinkError> {
        self.take(result).map_err(sink_error)
    }

    fn end_run(&mut self, run: &Run) -> Result<(), SinkError> {
        self.end(run).map_err(sink_error)
    }
}

impl Seen {
    fn get(&self, cell: u32) -> Option<State> {
        self.states.get(cell as usize).and_then(|bits| vector::unpack(*bits))
    }

    fn set(&mut self, cell: u32, state: u8) {
        let at = cell as usize;
        if at >= self.states.len() {
            self.states.resize(at + 1, 0);
        }
        if self.states[at] == 0 {
            self.cells.push(cell);
        }
        self.states[at] = state;
    }

    /// The payload of the run's vector; what was seen is forgotten.
    fn take_payload(&mut self) -> Vec<u8> {
        self.cells.sort_unstable();
        let payload = vector::payload(&self.cells, |cell| self.states[cell as usize]);
        // Only what was touched is cleared: a file may hold thousands of small runs.
        for cell in self.cells.drain(..) {
            self.states[cell as usize] = 0;
        }
        payload
    }
}

/// Where the note of a cell in a run is kept. A run's number fits the upper half of a signed
/// number, sign left out.
pub(super) fn note_id(cell: u32, run: u32) -> i64 {
    i64::from(run) << 32 | i64::from(cell)
}

/// The message, cut to [`NOTE_LENGTH`] characters; a cut one ends in `…`.
fn cut(message: &str) -> Cow<'_, str> {
    match message.char_indices().nth(NOTE_LENGTH) {
        None => message.into(),
        Some(_) => message.chars().take(NOTE_LENGTH - 1).chain(['…']).collect::<String>().into(),
    }
}

fn sink_error(error: Error) -> SinkError {
    SinkError(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_message_is_cut_on_a_character() {
        assert_eq!(cut(&"é".repeat(2000)), "é".repeat(2000));
        let message = "é".repeat(2001);
        let long = cut(&message);
        assert_eq!(long.chars().count(), 2000);
        assert!(long.ends_with("é…"));
    }
}
