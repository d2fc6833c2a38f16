//! The register of what people stated, decided and took back: every statement and exception with
//! where it stands, what a tool was told to keep quiet about and nobody approved, and every entry
//! whose word no longer counts or whose time is doubtful.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Inputs,
    lang::{Lang, say},
    words::Word,
};
use crate::{
    assess::{
        AttestationStatus, ExceptionState, StatementState, exception_state, fits, statement_state,
    },
    evidence::{AttestedRecord, ExceptionRecord, Paper, TakenBack, TakenBackHow},
    ids::{AttestationId, CheckId, RiskId},
    time::{Day, Instant, Period},
};

/// How many days before its end a statement or an exception is announced.
pub const SOON_DAYS: i64 = 30;
/// How many subjects a row names.
const SHOWN: usize = 3;

/// Everything that people stated, decided and took back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Register {
    /// The statements, by attestation, the newest first.
    pub statements: Vec<StatementRow>,
    /// How many statements are not listed, because they ended and newer ones count.
    pub renewed_left_out: u64,
    /// The exceptions, by check, the newest first.
    pub exceptions: Vec<ExceptionRow>,
    /// Entries that were taken back, in the order in which they were.
    pub taken_back: Vec<TakenBackRow>,
    /// What tools were told to keep quiet about and nobody approved.
    pub muted: Vec<MutedRow>,
    /// What is to be said of the clocks.
    pub clocks: Vec<String>,
}

/// A statement with where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatementRow {
    /// The ledger entry.
    pub entry: u64,
    /// What is attested.
    pub attestation: AttestationId,
    /// Its title in the program; empty when the program does not ask for it.
    pub title: String,
    /// Where it stands.
    pub state: Word,
    /// The same in a sentence.
    pub standing: String,
    /// Whether something should be done: it ended or will soon, and nothing newer counts.
    pub attention: bool,
    /// Whether a newer statement counts in its place.
    pub renewed: bool,
    /// The days until its end; negative when it is over.
    pub days_left: i64,
    /// The statement, in the words of who made it.
    pub statement: String,
    /// The role that made it.
    pub by: String,
    /// How it was found out.
    pub method: String,
    /// When it was true in the world.
    pub observed_at: Instant,
    /// When the ledger recorded it.
    pub recorded_at: Instant,
    /// The days that it is about.
    pub period: Option<Period>,
    /// The last day on which it counts.
    pub until: Day,
    /// For a provider's attestation: document, issuer and number.
    pub paper: Option<String>,
    /// The document's name.
    pub document: Option<String>,
    /// The document's SHA-256.
    pub document_sha256: Option<String>,
    /// Where it can be looked up.
    pub url: Option<String>,
    /// The entry that it corrects.
    pub corrects: Option<u64>,
}

/// Whether somebody must do something about an exception, while what it names still fails.
fn asks_for_a_look(state: ExceptionState, days_left: i64) -> bool {
    match state {
        ExceptionState::Live => days_left <= SOON_DAYS,
        ExceptionState::Expired
        | ExceptionState::SamePerson
        | ExceptionState::TooLong
        | ExceptionState::NotTheirs
        | ExceptionState::NotSigned => true,
        ExceptionState::NotYet | ExceptionState::TakenBack { .. } => false,
    }
}

/// An exception with where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExceptionRow {
    /// The ledger entry.
    pub entry: u64,
    /// The check.
    pub check: CheckId,
    /// The subjects, as patterns.
    pub subjects: Vec<String>,
    /// Where it stands.
    pub state: Word,
    /// The same in a sentence.
    pub standing: String,
    /// Whether something should be done: it ended and what it accepted fails, or it ends soon.
    pub attention: bool,
    /// The days until its end; negative when it is over.
    pub days_left: i64,
    /// How many failing subjects its patterns fit now.
    pub fits: u64,
    /// Why.
    pub reason: String,
    /// What is done instead.
    pub compensating: Vec<String>,
    /// The risk under which it is accepted.
    pub risk: Option<RiskId>,
    /// Who asked.
    pub requested_by: String,
    /// Who approved.
    pub approved_by: String,
    /// From when it counts.
    pub from: Instant,
    /// The last day on which it counts.
    pub expires: Day,
    /// When the ledger recorded it.
    pub recorded_at: Instant,
    /// The entry that it corrects.
    pub corrects: Option<u64>,
}

/// An entry that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TakenBackRow {
    /// The entry that no longer counts.
    pub target: u64,
    /// What it told.
    pub told: String,
    /// `withdrawn` or `corrected`.
    pub how: &'static str,
    /// The entry that took it back.
    pub entry: u64,
    /// When that was recorded.
    pub recorded_at: Instant,
    /// Who withdrew it.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Subjects about which a tool was told to keep quiet, without an approved exception.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MutedRow {
    /// The check in which they fail.
    pub check: CheckId,
    /// How many.
    pub count: u64,
    /// Their names, or some of them.
    pub subjects: String,
    /// The command that would approve them.
    pub command: String,
}

/// The register of a program at two clocks.
pub fn register(inputs: &Inputs<'_>) -> Register {
    let mut statements: Vec<StatementRow> =
        inputs.history.attestations.iter().map(|made| statement(inputs, made)).collect();
    statements.sort_by(|a, b| {
        (&a.attestation, b.observed_at, b.entry).cmp(&(&b.attestation, a.observed_at, a.entry))
    });
    let mut exceptions: Vec<ExceptionRow> =
        inputs.history.exceptions.iter().map(|record| exception(inputs, record)).collect();
    exceptions.sort_by(|a, b| (&a.check, b.from, b.entry).cmp(&(&b.check, a.from, a.entry)));
    let known = inputs.assessment.as_of.known;
    let taken = inputs.history.taken_back.iter().filter(|later| later.counts_at(known));
    Register {
        statements,
        renewed_left_out: 0,
        exceptions,
        taken_back: taken.map(|later| taken_back_row(inputs, later)).collect(),
        muted: muted(inputs),
        clocks: clocks(inputs),
    }
}

impl Register {
    /// Without the statements that ended and were renewed; they are counted.
    #[must_use]
    pub fn without_renewed(mut self) -> Self {
        let all = self.statements.len();
        self.statements.retain(|row| !(row.renewed && row.state == EXPIRED));
        self.renewed_left_out += (all - self.statements.len()) as u64;
        self
    }

    /// Only what is about these attestations and checks; what was taken back and what is to be
    /// said of the clocks stays, since it is about the whole ledger.
    #[must_use]
    pub fn about(
        mut self,
        attestations: &BTreeSet<AttestationId>,
        checks: &BTreeSet<CheckId>,
    ) -> Self {
        self.statements.retain(|row| attestations.contains(&row.attestation));
        self.exceptions.retain(|row| checks.contains(&row.check));
        self.muted.retain(|row| checks.contains(&row.check));
        self
    }
}

fn statement(inputs: &Inputs<'_>, made: &AttestedRecord) -> StatementRow {
    let (program, history, as_of) = (inputs.program, inputs.history, inputs.assessment.as_of);
    let said = &made.attested;
    let state = statement_state(program, history, made, as_of.observed, as_of.known);
    let until = match state {
        StatementState::Live { until } | StatementState::Expired { until } => until,
        _ => said.valid_until,
    };
    let days_left = as_of.observed.day().days_until(until);
    let status = inputs.assessment.attestations.get(&said.attestation).copied();
    let live = match status {
        Some(AttestationStatus::Live { record, .. }) => history.attestations.get(record),
        _ => None,
    };
    let renewed = live.filter(|live| live.entry != made.entry);
    // Of several that ended, the one that counted longest speaks for all.
    let speaks = match status {
        Some(
            AttestationStatus::Live { record, .. } | AttestationStatus::Expired { record, .. },
        ) => history.attestations.get(record).is_some_and(|best| best.entry == made.entry),
        _ => false,
    };
    let (state, standing) =
        statement_words(inputs.lang, state, days_left, renewed.map(|live| live.entry));
    StatementRow {
        entry: made.entry,
        attestation: said.attestation.clone(),
        title: program
            .attestations
            .get(&said.attestation)
            .map(|asked| asked.title.clone())
            .unwrap_or_default(),
        state,
        standing,
        attention: speaks && days_left <= SOON_DAYS,
        renewed: renewed.is_some(),
        days_left,
        statement: said.statement.clone(),
        by: said.by.clone(),
        method: said.method.clone(),
        observed_at: said.observed_at,
        recorded_at: made.recorded_at,
        period: said.period,
        until,
        paper: said.paper.as_ref().map(|paper| paper_words(inputs.lang, paper)),
        document: said.document.clone(),
        document_sha256: said.document_sha256.clone(),
        url: said.url.clone(),
        corrects: said.corrects,
    }
}

/// A provider's document: its kind, who issued it, and its number.
pub(super) fn paper_words(lang: Lang, paper: &Paper) -> String {
    let kind = Some(lang.inside(paper.kind.word()).to_owned());
    let issuer = paper.issuer.as_ref().map(|issuer| say!(lang, "by {0}##issuer", issuer));
    let number = paper.reference.as_ref().map(|number| say!(lang, "no. {0}", number));
    let parts: Vec<String> = [kind, issuer, number].into_iter().flatten().collect();
    lang.list(&parts)
}

fn statement_words(
    lang: Lang,
    state: StatementState,
    days_left: i64,
    renewed: Option<u64>,
) -> (Word, String) {
    match state {
        StatementState::NotYet => (NOT_YET, say!(lang, "it does not count yet")),
        StatementState::Live { until } => (
            LIVE,
            match renewed {
                Some(entry) => {
                    say!(lang, "counts until {0}; entry {1} counts longer", until, entry)
                }
                None => ends(lang, until, days_left),
            },
        ),
        StatementState::Expired { until } => (
            EXPIRED,
            match renewed {
                Some(entry) => say!(lang, "ended on {0}, renewed by entry {1}", until, entry),
                None => say!(lang, "expired since {0}", until.next()),
            },
        ),
        StatementState::TakenBack { entry, corrected } => taken_back_words(lang, entry, corrected),
        StatementState::NotAskedFor => {
            (NO_EFFECT, say!(lang, "the program does not ask for it: it never counts"))
        }
        StatementState::WrongParty => {
            (NO_EFFECT, say!(lang, "the program asks somebody else: it never counts"))
        }
        StatementState::Unreadable => {
            (NO_EFFECT, say!(lang, "what the program asks could not be read"))
        }
    }
}

fn ends(lang: Lang, until: Day, days_left: i64) -> String {
    let left = match days_left {
        0 => say!(lang, "its last day"),
        n => say!(lang, "{0} left", lang.count_days(n)),
    };
    if days_left <= SOON_DAYS {
        say!(lang, "expires soon, counts until {0}, {1}", until, left)
    } else {
        say!(lang, "counts until {0}, {1}", until, left)
    }
}

pub(super) fn taken_back_words(lang: Lang, entry: u64, corrected: bool) -> (Word, String) {
    if corrected {
        (SUPERSEDED, say!(lang, "corrected by entry {0}", entry))
    } else {
        (WITHDRAWN, say!(lang, "withdrawn by entry {0}", entry))
    }
}

/// An exception with where it stands.
pub(super) fn exception(inputs: &Inputs<'_>, record: &ExceptionRecord) -> ExceptionRow {
    let as_of = inputs.assessment.as_of;
    let granted = &record.exception;
    let days_left = as_of.observed.day().days_until(granted.expires);
    let fitting = failing(inputs, &granted.check)
        .into_iter()
        .filter(|uid| granted.subjects.iter().any(|pattern| fits(pattern, uid)))
        .count() as u64;
    let state =
        exception_state(inputs.program, inputs.history, record, as_of.observed, as_of.known);
    let (word, standing) = exception_words(inputs.lang, record, state, (fitting, days_left));
    let attention = fitting > 0 && asks_for_a_look(state, days_left);
    ExceptionRow {
        entry: record.entry,
        check: granted.check.clone(),
        subjects: granted.subjects.clone(),
        state: word,
        standing,
        attention,
        days_left,
        fits: fitting,
        reason: granted.reason.clone(),
        compensating: granted.compensating.clone(),
        risk: granted.risk.clone(),
        requested_by: granted.requested_by.clone(),
        approved_by: granted.approved_by.clone(),
        from: granted.observed_at,
        expires: granted.expires,
        recorded_at: record.recorded_at,
        corrects: granted.corrects,
    }
}

fn exception_words(
    lang: Lang,
    record: &ExceptionRecord,
    state: ExceptionState,
    (fitting, days_left): (u64, i64),
) -> (Word, String) {
    let granted = &record.exception;
    let fails = lang.count(fitting, "failing subject");
    let ends = || ends(lang, granted.expires, days_left);
    match state {
        ExceptionState::NotYet => {
            (NOT_YET, say!(lang, "counts from {0}", granted.observed_at.day()))
        }
        ExceptionState::Live if fitting == 0 => {
            (ACCEPTED, say!(lang, "covers nothing that fails; {0}", ends()))
        }
        ExceptionState::Live => (ACCEPTED, say!(lang, "covers {0}; {1}", fails, ends())),
        ExceptionState::Expired => {
            let from = granted.expires.next();
            let text = if fitting == 0 {
                say!(lang, "expired since {0}", from)
            } else {
                say!(lang, "expired since {0}; {1} again", from, fails)
            };
            (EXPIRED, text)
        }
        ExceptionState::TakenBack { entry, corrected } => taken_back_words(lang, entry, corrected),
        ExceptionState::SamePerson => {
            (NO_EFFECT, say!(lang, "who asked for it approved it: it never counts"))
        }
        ExceptionState::TooLong => {
            (NO_EFFECT, say!(lang, "longer than twelve months: it never counts"))
        }
        ExceptionState::NotTheirs => (
            NO_EFFECT,
            say!(
                lang,
                "{0} may not approve it for a critical component: it never counts",
                granted.approved_by
            ),
        ),
        ExceptionState::NotSigned => (
            NO_EFFECT,
            say!(
                lang,
                "no signed approval of it has an effect; `storyproof approve entry:{0}` signs it",
                record.entry
            ),
        ),
    }
}

/// The subjects that fail in a check, accepted or not.
fn failing<'a>(inputs: &Inputs<'a>, check: &CheckId) -> BTreeSet<&'a str> {
    let Some(judged) = inputs.assessment.checks.get(check) else { return BTreeSet::new() };
    let excepted = judged.excepted.iter().map(|cell| cell.fact.cell);
    let cells = judged.failing.iter().map(|fact| fact.cell).chain(excepted);
    cells.filter_map(|cell| Some(inputs.history.subject(cell)?.uid.as_str())).collect()
}

fn taken_back_row(inputs: &Inputs<'_>, later: &TakenBack) -> TakenBackRow {
    let lang = inputs.lang;
    let (how, by, reason) = match &later.how {
        TakenBackHow::Withdrawn { reason, by } => {
            (lang.inside("withdrawn"), Some(by), Some(reason))
        }
        TakenBackHow::Corrected => (lang.inside("corrected"), None, None),
    };
    TakenBackRow {
        target: later.target,
        told: told(inputs, later.target),
        how,
        entry: later.entry,
        recorded_at: later.recorded_at,
        by: by.cloned(),
        reason: reason.cloned(),
    }
}

/// What an entry told, as far as it was observed by now.
fn told(inputs: &Inputs<'_>, entry: u64) -> String {
    let (history, lang) = (inputs.history, inputs.lang);
    if let Some(record) = history.runs.iter().find(|record| record.entry == entry) {
        return say!(lang, "{0} run, {1}", record.run.tool_name(), record.file_name);
    }
    if let Some(made) = history.attestations.iter().find(|made| made.entry == entry) {
        return say!(lang, "statement {0} by {1}", made.attested.attestation, made.attested.by);
    }
    if let Some(record) = history.exceptions.iter().find(|record| record.entry == entry) {
        return say!(lang, "exception from {0}", record.exception.check);
    }
    match history.approvals.iter().find(|made| made.entry == entry) {
        Some(made) => say!(lang, "decision on {0} by {1}", made.about, made.approval.by),
        None => say!(lang, "something observed later than this report looks"),
    }
}

/// How an entry was taken back, in words: `withdrawn by entry 12 (role: reason)`.
pub fn taken_back(lang: Lang, later: &TakenBack) -> String {
    match &later.how {
        TakenBackHow::Withdrawn { reason, by } => {
            say!(lang, "withdrawn by entry {0} ({1}: {2})", later.entry, by, reason)
        }
        TakenBackHow::Corrected => say!(lang, "corrected by entry {0}", later.entry),
    }
}

fn muted(inputs: &Inputs<'_>) -> Vec<MutedRow> {
    let mut quiet: BTreeMap<&CheckId, BTreeSet<&str>> = BTreeMap::new();
    for (check, judged) in &inputs.assessment.checks {
        for fact in judged.failing.iter().filter(|fact| fact.muted) {
            let Some(subject) = inputs.history.subject(fact.cell) else { continue };
            quiet.entry(check).or_default().insert(&subject.uid);
        }
    }
    let rows = quiet.into_iter().map(|(check, subjects)| {
        let subjects: Vec<&str> = subjects.into_iter().collect();
        MutedRow {
            check: check.clone(),
            count: subjects.len() as u64,
            command: except_command(check, &subjects),
            subjects: inputs.lang.some_of(&subjects, SHOWN),
        }
    });
    rows.collect()
}

/// The command that would accept these subjects, once somebody has filled in the rest.
fn except_command(check: &CheckId, subjects: &[&str]) -> String {
    let named: Vec<String> =
        subjects.iter().take(SHOWN).map(|uid| format!(" --subject={}", quoted(uid))).collect();
    let more = if subjects.len() > SHOWN { " --subject=…" } else { "" };
    format!(
        "storyproof except {check}{}{more} --reason … --requested-by … --approved-by … --expires …",
        named.concat()
    )
}

/// A name as one word of a shell's line, whatever stands in it: data never becomes a command.
pub fn quoted(uid: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@,+=".contains(c);
    if !uid.is_empty() && uid.chars().all(plain) {
        return uid.to_owned();
    }
    format!("'{}'", uid.replace('\'', r"'\''"))
}

fn clocks(inputs: &Inputs<'_>) -> Vec<String> {
    let (flags, lang) = (&inputs.history.clock_flags, inputs.lang);
    let entries = |n: u64| lang.count(n, "entry");
    let overridden = (flags.overridden > 0).then(|| {
        say!(lang, "{0} recorded under a clock that was set by hand.", entries(flags.overridden))
    });
    let back = (!flags.went_back.is_empty()).then(|| {
        say!(
            lang,
            "{0} recorded while the clock showed less than before: {1}.",
            entries(flags.went_back.len() as u64),
            lang.some_of(&flags.went_back, 8)
        )
    });
    let ahead = (!flags.ahead.is_empty()).then(|| {
        say!(
            lang,
            "{0} recorded before what it tells of was observed, as it says: {1}.",
            entries(flags.ahead.len() as u64),
            lang.some_of(&flags.ahead, 8)
        )
    });
    let elsewhere = (!flags.elsewhere.is_empty()).then(|| {
        say!(
            lang,
            "{0} from another ledger, recorded there by a clock that was set by hand or had gone back: {1}.",
            entries(flags.elsewhere.len() as u64),
            lang.some_of(&flags.elsewhere, 8)
        )
    });
    overridden.into_iter().chain(back).chain(ahead).chain(elsewhere).collect()
}

/// A statement that counts.
pub const LIVE: Word = Word { status: "live", word: "live", glyph: "✎", class: "met" };
/// An exception that counts; it is never proof, and does not look like it.
pub const ACCEPTED: Word = Word { status: "live", word: "live", glyph: "⚑", class: "unproven" };
/// Counted until a day that is over.
pub const EXPIRED: Word =
    Word { status: "expired", word: "expired", glyph: "◷", class: "unproven" };
/// Counts from a later day.
pub const NOT_YET: Word =
    Word { status: "not-yet", word: "not yet", glyph: "…", class: "not-due" };
/// Taken back by a withdrawal.
pub const WITHDRAWN: Word =
    Word { status: "withdrawn", word: "withdrawn", glyph: "↶", class: "excluded" };
/// Replaced by a correction.
pub const SUPERSEDED: Word =
    Word { status: "superseded", word: "superseded", glyph: "→", class: "excluded" };
/// Never counts.
pub const NO_EFFECT: Word =
    Word { status: "no-effect", word: "no effect", glyph: "!", class: "failing" };

/// Every state of a statement or an exception.
pub const STATES: [Word; 6] = [LIVE, EXPIRED, NOT_YET, WITHDRAWN, SUPERSEDED, NO_EFFECT];
