//! What a new entry changes, found by judging the program with and without it.

use std::{collections::BTreeMap, fmt::Write as _};

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    assess::{Assessment, assess},
    evidence::{History, LedgerHead},
    render::Kind,
    report::words::{Word, Worded},
    time::{AsOf, Instant},
};

use super::super::{
    args::{Format, Global},
    env::Env,
    failure::Failure,
    output,
    workspace::{Assessed, Workspace},
};

/// How many changes people are shown.
const SHOWN: usize = 12;

/// A status that is another one with the new entry.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StatusChange")]
pub(super) struct Change {
    /// `check`, `attestation`, `control` or `story`.
    kind: &'static str,
    /// Its id.
    id: String,
    /// Its status without the new entry.
    from: &'static str,
    /// Its status with it.
    to: &'static str,
    #[serde(skip)]
    words: (Word, Word),
}

/// The program before anything is recorded.
pub(super) struct Before {
    pub(super) assessed: Assessed,
    as_of: AsOf,
    assessment: Assessment,
}

impl Before {
    /// Judges the program at this command's as-of, knowing all that is recorded.
    pub(super) fn new(
        workspace: &Workspace,
        global: &Global,
        env: &mut Env,
    ) -> Result<Self, Failure> {
        let assessed = workspace.assess(global, env)?;
        let observed = assessed.assessment.as_of.observed;
        let as_of = AsOf { observed, known: Instant::MAX };
        let assessment = assess(&workspace.program, &assessed.history, as_of);
        Ok(Self { assessed, as_of, assessment })
    }

    /// How the program is judged.
    pub(super) fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// The number that the next entry gets.
    pub(super) fn next_entry(&self) -> u64 {
        self.assessed.history.head.as_ref().map_or(0, |head| head.size) + 1
    }

    /// What changes when the history is changed in this way.
    pub(super) fn changes(
        &self,
        workspace: &Workspace,
        change: impl FnOnce(&mut History),
    ) -> Vec<Change> {
        let mut history = self.assessed.history.clone();
        change(&mut history);
        let after = assess(&workspace.program, &history, self.as_of);
        let before = &self.assessment;
        let mut changes = Vec::new();
        compare(
            "check",
            before.checks.iter().map(|(id, judged)| (id, judged.status.word())),
            after.checks.iter().map(|(id, judged)| (id, judged.status.word())),
            &mut changes,
        );
        compare(
            "attestation",
            before.attestations.iter().map(|(id, status)| (id, status.word())),
            after.attestations.iter().map(|(id, status)| (id, status.word())),
            &mut changes,
        );
        compare(
            "control",
            before.controls.iter().map(|(id, judged)| (id, judged.status.word())),
            after.controls.iter().map(|(id, judged)| (id, judged.status.word())),
            &mut changes,
        );
        compare(
            "story",
            before.stories.iter().map(|(id, judged)| (id, judged.proof.word())),
            after.stories.iter().map(|(id, judged)| (id, judged.proof.word())),
            &mut changes,
        );
        changes
    }

    /// A word of caution when the program is seen as of a day before the new entry counts.
    pub(super) fn not_seen_yet(&self, from: Instant) -> Option<String> {
        let observed = self.as_of.observed;
        (from > observed).then(|| {
            format!(
                "it counts from {}, and the program is seen as of {}: look with --as-of {}",
                from.day(),
                observed.day(),
                from.day()
            )
        })
    }
}

fn compare<I: ToString + Ord>(
    kind: &'static str,
    before: impl Iterator<Item = (I, Word)>,
    after: impl Iterator<Item = (I, Word)>,
    changes: &mut Vec<Change>,
) {
    let before: BTreeMap<I, Word> = before.collect();
    for (id, to) in after {
        let Some(from) = before.get(&id).copied().filter(|from| *from != to) else { continue };
        let id = id.to_string();
        changes.push(Change { kind, id, from: from.status, to: to.status, words: (from, to) });
    }
}

/// What was recorded, or would be.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct Recorded<B> {
    /// Whether it was recorded; not so in a dry run.
    recorded: bool,
    /// The new entry; `null` in a dry run.
    entry: Option<u64>,
    /// When the ledger recorded it; `null` in a dry run.
    recorded_at: Option<Instant>,
    /// What the entry tells.
    body: B,
    /// The statuses that are other ones with it.
    changes: Vec<Change>,
    /// What people should know.
    notes: Vec<String>,
}

/// What a command answers: the facts of the new entry, what it changes, what to heed.
pub(super) struct Outcome<'a, B> {
    pub(super) kind: Kind<Recorded<B>>,
    /// The new entry; `None` in a dry run.
    pub(super) recorded: Option<(u64, Instant, LedgerHead)>,
    pub(super) head: Option<&'a LedgerHead>,
    /// One line that says what was recorded.
    pub(super) title: String,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) body: B,
    pub(super) changes: Vec<Change>,
    pub(super) notes: Vec<String>,
}

impl<B: Serialize> Outcome<'_, B> {
    /// Answers for people or for programs.
    pub(super) fn answer(self, format: Format, env: &mut Env) -> Result<(), Failure> {
        if format == Format::Human {
            let text = self.text();
            return env.answer(&text);
        }
        let now = AsOf { observed: env.clock.now, known: env.clock.now };
        let head = self.recorded.as_ref().map(|(.., head)| head).or(self.head);
        let data = Recorded {
            recorded: self.recorded.is_some(),
            entry: self.recorded.as_ref().map(|(entry, ..)| *entry),
            recorded_at: self.recorded.as_ref().map(|(_, at, _)| *at),
            body: self.body,
            changes: self.changes,
            notes: self.notes,
        };
        output::json(env, &self.kind, now, head, &data)
    }

    fn text(&self) -> String {
        let mut out = match &self.recorded {
            Some((entry, ..)) => format!("Recorded as entry {entry}: {}\n", self.title),
            None => format!("Would record (nothing recorded): {}\n", self.title),
        };
        // Writing to a string cannot fail.
        for (name, text) in &self.facts {
            writeln!(out, "  {name:<12} {text}").ok();
        }
        if self.changes.is_empty() {
            writeln!(out, "  {:<12} no status", "changes").ok();
        }
        for (n, change) in self.changes.iter().take(SHOWN).enumerate() {
            let label = if n == 0 { "changes" } else { "" };
            let (from, to) = change.words;
            writeln!(
                out,
                "  {label:<12} {} {}: {} {} → {} {}",
                change.kind, change.id, from.glyph, from.word, to.glyph, to.word
            )
            .ok();
        }
        let more = self.changes.len().saturating_sub(SHOWN);
        if more > 0 {
            writeln!(out, "  {:<12} and {more} more (--format json lists all)", "").ok();
        }
        for note in &self.notes {
            writeln!(out, "  {:<12} {note}", "note").ok();
        }
        out
    }
}
