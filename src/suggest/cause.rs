//! What keeps controls from being proven, grouped by what would free them.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::{Assessment, CellFact, CheckAssessment, CheckStatus, ControlStatus, Lack},
    evidence::History,
    ids::{AttestationId, CheckId, ControlRef},
    program::Program,
    time::Day,
};

/// Why something is worth doing, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// A check fails.
    Failing,
    /// A check could not be evaluated.
    Error,
    /// A check's results are too old.
    Stale,
    /// An attestation has ended.
    Expired,
    /// A check has no result for a part of what it must cover.
    Incomplete,
    /// A check was never answered.
    NeverRun,
    /// Nobody has made an attestation.
    Unattested,
    /// Nothing is there that could prove a control.
    Uncovered,
}

impl Why {
    /// Every reason, the most pressing first.
    pub const ALL: [Self; 8] = [
        Self::Failing,
        Self::Error,
        Self::Stale,
        Self::Expired,
        Self::Incomplete,
        Self::NeverRun,
        Self::Unattested,
        Self::Uncovered,
    ];

    /// The word that people type and read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Error => "error",
            Self::Stale => "stale",
            Self::Expired => "expired",
            Self::Incomplete => "incomplete",
            Self::NeverRun => "never-run",
            Self::Unattested => "unattested",
            Self::Uncovered => "uncovered",
        }
    }

    /// Failing comes before what has become too old, and that before what was never there.
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::Failing => 0,
            Self::Error => 1,
            Self::Stale | Self::Expired => 2,
            Self::Incomplete | Self::NeverRun | Self::Unattested | Self::Uncovered => 3,
        }
    }
}

/// What would free the controls.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A check must pass.
    Check(CheckId),
    /// A person must state something.
    Attestation(AttestationId),
    /// A control needs a check or an attestation of its own.
    Control(ControlRef),
}

impl What {
    /// Its id as text.
    pub fn id(&self) -> String {
        match self {
            Self::Check(id) => id.to_string(),
            Self::Attestation(id) => id.to_string(),
            Self::Control(id) => id.to_string(),
        }
    }
}

/// A thing that does not pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Subject {
    /// What a scanner named, or a member of the population.
    pub name: String,
    /// The account and region it lives in.
    pub place: String,
    /// The rule that it does not pass, as `tool rule`.
    pub rule: String,
    /// Since when, as far as it is known.
    pub since: Option<Day>,
    /// Whether the tool was told to keep quiet about it.
    pub muted: bool,
}

/// One piece of work: what is wrong, and what it would free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What would free the controls.
    pub what: What,
    /// Why.
    pub why: Why,
    /// Since when, as far as it is known.
    pub since: Option<Day>,
    /// The controls that it keeps from being proven.
    pub controls: Vec<ControlRef>,
    /// Those that would be proven if nothing else changed.
    pub freed: usize,
    /// What does not pass.
    pub subjects: Vec<Subject>,
}

/// A lack under the thing that would end it; `None` for what no story can end: an approved
/// exception that still runs, and files that cannot be read.
fn of_lack(control: &ControlRef, lack: &Lack) -> Option<(What, Why)> {
    Some(match lack {
        Lack::Check(check, status) => (What::Check(check.clone()), of_check(*status)?),
        Lack::TooOld(check, _) => (What::Check(check.clone()), Why::Stale),
        Lack::AttestationMissing(id) => (What::Attestation(id.clone()), Why::Unattested),
        Lack::AttestationExpired(id, _) => (What::Attestation(id.clone()), Why::Expired),
        Lack::NoCheckDefined | Lack::NoAttestationDefined => {
            (What::Control(control.clone()), Why::Uncovered)
        }
        Lack::Unreadable => return None,
    })
}

fn of_check(status: CheckStatus) -> Option<Why> {
    match status {
        CheckStatus::Failed => Some(Why::Failing),
        CheckStatus::Error => Some(Why::Error),
        CheckStatus::Stale => Some(Why::Stale),
        CheckStatus::Incomplete => Some(Why::Incomplete),
        CheckStatus::NeverRun => Some(Why::NeverRun),
        CheckStatus::Excepted | CheckStatus::NotApplicable | CheckStatus::Passed => None,
    }
}

/// Every cause behind the controls that `is_wanted` takes. A control that is met, not due or
/// excluded has none.
pub fn causes(
    program: &Program,
    history: &History,
    assessment: &Assessment,
    is_wanted: impl Fn(&ControlRef) -> bool,
) -> Vec<Cause> {
    let mut found: BTreeMap<What, (Why, BTreeSet<ControlRef>, usize)> = BTreeMap::new();
    for (id, judged) in assessment.controls.iter().filter(|(id, _)| is_wanted(id)) {
        let mut whats: BTreeMap<What, Why> = BTreeMap::new();
        let mut others = 0;
        for lack in &judged.lacks {
            match of_lack(id, lack) {
                Some((what, why)) => {
                    let known = whats.entry(what).or_insert(why);
                    *known = (*known).min(why);
                }
                None => others += 1,
            }
        }
        let is_bare = matches!(judged.status, ControlStatus::Gap | ControlStatus::Planned);
        if is_bare && whats.is_empty() {
            whats.insert(What::Control(id.clone()), Why::Uncovered);
        }
        let is_alone = whats.len() == 1 && others == 0;
        for (what, why) in whats {
            let (known, controls, freed) = found.entry(what).or_insert((why, BTreeSet::new(), 0));
            *known = (*known).min(why);
            controls.insert(id.clone());
            *freed += usize::from(is_alone);
        }
    }
    let cause = |(what, (why, controls, freed))| Cause {
        since: since(assessment, &what),
        subjects: match &what {
            What::Check(id) => subjects(program, history, assessment.checks.get(id)),
            _ => Vec::new(),
        },
        controls: Vec::from_iter(controls),
        what,
        why,
        freed,
    };
    found.into_iter().map(cause).collect()
}

fn since(assessment: &Assessment, what: &What) -> Option<Day> {
    match what {
        What::Check(id) => {
            let judged = assessment.checks.get(id)?;
            let failing = judged.failing.iter().map(|fact| fact.since.day()).min();
            failing.or(judged.since)
        }
        What::Attestation(_) => None,
        What::Control(id) => assessment.controls.get(id)?.since,
    }
}

/// What keeps a check from passing, the longest first.
fn subjects(
    program: &Program,
    history: &History,
    judged: Option<&CheckAssessment>,
) -> Vec<Subject> {
    let Some(judged) = judged else { return Vec::new() };
    let cells = match judged.status {
        CheckStatus::Failed => &judged.failing,
        CheckStatus::Error => &judged.errors,
        _ => &judged.unanswered,
    };
    let mut subjects: Vec<Subject> = cells.iter().filter_map(|fact| cell(history, fact)).collect();
    let member = |name: &str, since| Subject {
        name: name_of_member(program, name),
        place: String::new(),
        rule: String::new(),
        since,
        muted: false,
    };
    if matches!(judged.status, CheckStatus::Incomplete) {
        subjects.extend(judged.missing.iter().map(|name| member(name, None)));
    }
    let stale = judged.stale.iter().filter(|(name, _)| !name.is_empty());
    if matches!(judged.status, CheckStatus::Stale) {
        subjects.extend(stale.map(|(name, seen)| member(name, Some(seen.day()))));
    }
    subjects.sort_by(|a, b| (a.since, &a.name, &a.rule).cmp(&(b.since, &b.name, &b.rule)));
    subjects
}

fn cell(history: &History, fact: &CellFact) -> Option<Subject> {
    let (subject, rule) = (history.subject(fact.cell)?, history.rule(fact.cell)?);
    let place = [&subject.account, &subject.region];
    let place: Vec<&str> = place.into_iter().flatten().map(String::as_str).collect();
    Some(Subject {
        name: subject.uid.clone(),
        place: place.join(", "),
        rule: format!("{} {}", rule.tool, rule.rule),
        since: Some(fact.since.day()),
        muted: fact.muted,
    })
}

/// An account is told by number and name.
fn name_of_member(program: &Program, id: &str) -> String {
    let account = program.accounts.iter().find(|(account, _)| account.as_str() == id);
    account.map_or_else(|| id.to_owned(), |(_, account)| format!("{id} ({})", account.name))
}
