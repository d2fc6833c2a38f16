//! Verdicts on documents: the expressions of `json` sources, evaluated over what was recorded.
//!
//! The ledger keeps documents, not verdicts on them: those follow from the program as it is, so a
//! changed expression judges old documents anew, as a changed list of rules does. [`with_documents`]
//! adds them to a history as cells like any other, and [`super::assess`] weighs them like any other.
//!
//! * A source is evaluated whenever one of its documents arrives, with the newest of the others at
//!   that time; the verdict is as old as the oldest document that it rests on.
//! * A source whose other documents were never submitted is not asked, unless its check has no other
//!   source: collecting one document more must not break what a scanner proves.
//! * What cannot be evaluated is an error: a document that cannot be read, a field that is not
//!   there, another document that is missing, an answer that is neither true nor false.
//! * A listing that goes on elsewhere can fail; it cannot pass.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    coverage::ended_well,
    question::{Answer, Question, Seen, Verdict},
    sources::derived_rule,
};
use crate::{
    evidence::{
        Cell, CellId, Documents, History, Observation, RuleKey, RunId, RunRecord, State, Subject,
        SubjectId,
    },
    expression::Language,
    model::CheckSource,
    program::Program,
    time::{AsOf, Instant},
};

/// The format of the runs whose documents expressions look at.
pub(super) const FORMAT: &str = "json";

/// The artifacts whose documents the program's expressions ask for, by their SHA-256.
pub fn documents_asked(program: &Program, history: &History, as_of: AsOf) -> BTreeSet<String> {
    let names: BTreeSet<&str> = json_sources(program).flat_map(|(_, s, _)| names(s)).collect();
    let runs = history.runs.iter().filter(|record| is_known(record, as_of));
    let asked = runs.filter(|r| document_of(r).is_some_and(|name| names.contains(name)));
    asked.map(|record| record.artifact.clone()).collect()
}

/// The history with the verdicts of every `json` source of the program.
pub fn with_documents(
    program: &Program,
    history: History,
    documents: &Documents,
    as_of: AsOf,
) -> History {
    let language = Language::default();
    let questions: Vec<Question<'_>> = json_sources(program)
        .map(|(rule, source, alone)| Question::new(&language, rule, source, alone))
        .collect();
    if questions.is_empty() {
        return history;
    }
    let mut asking = Asking {
        by_document: by_document(&questions),
        values: documents
            .iter()
            .map(|(sha256, document)| (sha256.as_str(), Seen::new(document, &language)))
            .collect(),
        newest: BTreeMap::new(),
        memory: BTreeMap::new(),
        adding: Adding::new(&history),
        questions: &questions,
        language: &language,
    };
    for (index, record) in history.runs.iter().enumerate() {
        if is_known(record, as_of) {
            // What was taken back may still have seen a fail, and proves nothing.
            let counts = history.taken_back(record.entry, as_of.known).is_none();
            asking.take(RunId(u32::try_from(index).unwrap_or(u32::MAX)), record, counts);
        }
    }
    let adding = asking.adding;
    adding.finish(history)
}

fn is_known(record: &RunRecord, as_of: AsOf) -> bool {
    record.run.observed_at <= as_of.observed && record.recorded_at <= as_of.known
}

/// Every `json` source with the rule under which its verdicts stand, and whether its check has no
/// other source.
fn json_sources(program: &Program) -> impl Iterator<Item = (String, &CheckSource, bool)> {
    program.checks.values().flat_map(|check| {
        let alone = check.sources.len() == 1;
        let sources = check.sources.iter().enumerate();
        sources.filter_map(move |(n, source)| {
            Some((derived_rule(&check.id.value, n, source)?, source, alone))
        })
    })
}

/// The documents that a source looks at, its own first.
fn names(source: &CheckSource) -> impl Iterator<Item = &str> {
    let with = source.over.with.iter().map(|name| name.value.as_str());
    source.document.iter().map(|name| name.value.as_str()).chain(with)
}

fn by_document<'q>(questions: &'q [Question<'_>]) -> BTreeMap<&'q str, BTreeSet<usize>> {
    let mut found: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (n, question) in questions.iter().enumerate() {
        for name in names(question.source) {
            found.entry(name).or_default().insert(n);
        }
    }
    found
}

/// The document that a run recorded.
fn document_of(record: &RunRecord) -> Option<&str> {
    let is_document = record.run.format == FORMAT;
    record.run.scope.document.value().filter(|_| is_document).map(String::as_str)
}

/// What a document tells of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) account: Option<String>,
    pub(super) region: Option<String>,
    pub(super) subject: Option<String>,
}

impl Place {
    fn of(record: &RunRecord) -> Self {
        let scope = &record.run.scope;
        let only = |names: &BTreeSet<String>| names.first().filter(|_| names.len() == 1).cloned();
        Self {
            account: only(&scope.accounts),
            region: only(&scope.regions),
            subject: scope.subject.clone(),
        }
    }

    /// Whether a document of another place may be looked at together with one of this: the same
    /// account, and the same region unless one of the two has none.
    fn sees(&self, other: &Self) -> bool {
        let regions = (&self.region, &other.region);
        self.account == other.account
            && (regions.0 == regions.1 || regions.0.is_none() || regions.1.is_none())
    }

    fn subject(&self, document: &str) -> Subject {
        let place = match (&self.account, &self.region) {
            (Some(account), Some(region)) => Some(format!("{account}/{region}")),
            (account, _) => account.clone(),
        };
        let uid = self.subject.clone().or(place).unwrap_or_else(|| document.to_owned());
        self.named(uid)
    }

    fn named(&self, uid: String) -> Subject {
        Subject {
            uid,
            kind: String::new(),
            account: self.account.clone(),
            region: self.region.clone(),
        }
    }
}

/// A document as it was last seen in a place.
#[derive(Debug, Clone)]
pub(super) struct Newest {
    pub(super) sha256: String,
    pub(super) observed_at: Instant,
    ended_well: bool,
}

/// What an answer depends on: the question, the place, its documents, and the time if it asks for
/// that.
type Key = (usize, Place, Option<Instant>, Vec<(String, Option<String>, String)>);

struct Asking<'a> {
    questions: &'a [Question<'a>],
    by_document: BTreeMap<&'a str, BTreeSet<usize>>,
    values: BTreeMap<&'a str, Seen>,
    newest: BTreeMap<String, BTreeMap<Place, Newest>>,
    memory: BTreeMap<Key, Answer>,
    adding: Adding,
    language: &'a Language,
}

impl Asking<'_> {
    fn take(&mut self, run: RunId, record: &RunRecord, counts: bool) {
        let Some(name) = document_of(record) else { return };
        let Some(asked) = self.by_document.get(name).cloned() else { return };
        let place = Place::of(record);
        let newest = Newest {
            sha256: record.artifact.clone(),
            observed_at: record.run.observed_at,
            ended_well: counts && ended_well(record),
        };
        self.newest.entry(name.to_owned()).or_default().insert(place.clone(), newest);
        for n in asked {
            let own = self.questions[n].document();
            if own == name {
                self.evaluate(run, n, &place);
                continue;
            }
            let places = self.newest.get(own).into_iter().flat_map(BTreeMap::keys);
            let places: Vec<Place> = places.filter(|p| p.sees(&place)).cloned().collect();
            for place in places {
                self.evaluate(run, n, &place);
            }
        }
    }

    fn evaluate(&mut self, run: RunId, n: usize, place: &Place) {
        let question = &self.questions[n];
        let own = question.document();
        let Some(main) = self.newest.get(own).and_then(|at| at.get(place)).cloned() else { return };
        let mut others: BTreeMap<&str, BTreeMap<Option<String>, Newest>> = BTreeMap::new();
        for name in names(question.source).skip(1) {
            let found = others.entry(name).or_default();
            for (other, newest) in self.newest.get(name).into_iter().flatten() {
                let newer = |known: &Newest| known.observed_at <= newest.observed_at;
                if place.sees(other) && found.get(&other.subject).is_none_or(newer) {
                    found.insert(other.subject.clone(), newest.clone());
                }
            }
        }
        if !question.is_alone && others.values().any(BTreeMap::is_empty) {
            // Nobody has begun to answer the check in this way; its other sources speak.
            return;
        }
        let all = others.iter().flat_map(|(name, found)| {
            found.iter().map(|(subject, newest)| {
                ((*name).to_owned(), subject.clone(), newest.sha256.clone())
            })
        });
        let documents =
            std::iter::once((own.to_owned(), place.subject.clone(), main.sha256.clone()));
        let broken = std::iter::once(&main).chain(others.values().flat_map(BTreeMap::values));
        let broken = broken.into_iter().any(|newest| !newest.ended_well);
        let time = question.asks_for_time.then_some(main.observed_at);
        let key = (n, place.clone(), time, documents.chain(all).collect::<Vec<_>>());
        let answer = if let Some(answer) = self.memory.get(&key) {
            answer.clone()
        } else {
            let answer = question.ask(self.language, &main, place, &others, &self.values);
            self.memory.insert(key, answer.clone());
            answer
        };
        let answer = if broken { answer.doubted() } else { answer };
        let used = answer.used.iter().filter_map(|(name, subject)| {
            Some(others.get(name.as_str())?.get(subject)?.observed_at)
        });
        let seen = used.chain([main.observed_at]).min().unwrap_or(main.observed_at);
        self.adding.add(run, &question.rule, place, own, &answer, seen);
    }
}

/// Cells on their way into a history.
struct Adding {
    rules: Vec<RuleKey>,
    subjects: Vec<Subject>,
    cells: Vec<Cell>,
    first: (u32, u32, u32),
    known_rules: BTreeMap<String, u32>,
    known_subjects: BTreeMap<Subject, SubjectId>,
    known_cells: BTreeMap<(u32, SubjectId), CellId>,
    observed: BTreeMap<RunId, BTreeMap<CellId, State>>,
    derived: crate::evidence::Derived,
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

impl Adding {
    fn new(history: &History) -> Self {
        let first =
            (count(history.rules.len()), count(history.subjects.len()), count(history.cells.len()));
        Self {
            rules: Vec::new(),
            subjects: Vec::new(),
            cells: Vec::new(),
            first,
            known_rules: BTreeMap::new(),
            known_subjects: BTreeMap::new(),
            known_cells: BTreeMap::new(),
            observed: BTreeMap::new(),
            derived: crate::evidence::Derived { first_cell: first.2, ..Default::default() },
        }
    }

    fn rule(&mut self, rule: &str) -> u32 {
        if let Some(known) = self.known_rules.get(rule) {
            return *known;
        }
        let id = self.first.0 + count(self.rules.len());
        self.rules.push(RuleKey { tool: FORMAT.into(), rule: rule.to_owned() });
        self.known_rules.insert(rule.to_owned(), id);
        id
    }

    fn subject(&mut self, subject: Subject) -> SubjectId {
        if let Some(known) = self.known_subjects.get(&subject) {
            return *known;
        }
        let id = SubjectId(self.first.1 + count(self.subjects.len()));
        self.subjects.push(subject.clone());
        self.known_subjects.insert(subject, id);
        id
    }

    fn cell(&mut self, rule: u32, subject: SubjectId) -> CellId {
        if let Some(known) = self.known_cells.get(&(rule, subject)) {
            return *known;
        }
        let id = CellId(self.first.2 + count(self.cells.len()));
        self.cells.push(Cell { rule, subject });
        self.known_cells.insert((rule, subject), id);
        id
    }

    fn add(
        &mut self,
        run: RunId,
        rule: &str,
        place: &Place,
        document: &str,
        answer: &Answer,
        seen: Instant,
    ) {
        let rule = self.rule(rule);
        let whole = self.subject(place.subject(document));
        if answer.complete {
            self.derived.whole.insert((run, rule, whole));
        }
        for Verdict { uid, outcome, note } in &answer.verdicts {
            let subject = match uid {
                Some(uid) => self.subject(place.named(uid.clone())),
                None => whole,
            };
            let cell = self.cell(rule, subject);
            let of = self.derived.document_of.entry(cell).or_insert(Some(whole));
            if *of != Some(whole) {
                *of = None;
            }
            let state = State::new(*outcome);
            let cells = self.observed.entry(run).or_default();
            let merged = cells.get(&cell).map_or(state, |known| known.worse(state));
            // Of two verdicts on one subject the worse one's words are kept.
            if merged == state {
                self.derived.notes.insert((cell, run), note.clone());
            }
            cells.insert(cell, merged);
            let oldest = self.derived.seen.entry((run, cell)).or_insert(seen);
            *oldest = seen.min(*oldest);
        }
    }

    fn finish(self, mut history: History) -> History {
        history.rules.extend(self.rules);
        history.subjects.extend(self.subjects);
        history.cells.extend(self.cells);
        history.derived = self.derived;
        for (run, cells) in self.observed {
            let Some(record) = history.runs.get_mut(run.0 as usize) else { continue };
            // Derived cells have the highest numbers, so the order stays.
            let observed = cells.into_iter().map(|(cell, state)| Observation { cell, state });
            record.observations.extend(observed);
        }
        history
    }
}
