//! What is approved, by whom, what changed since, and what nobody has approved.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Inputs,
    lang::{Lang, say},
    register::taken_back_words,
    words::{Word, Worded},
};
use crate::{
    approval,
    assess::{self, ApprovalFault, ApprovalStanding, ApprovalState, Approvals, RecordApproval},
    evidence::{Approvable, Decision, RecordRef},
    ids::{AttestationId, CheckId, ControlRef, FrameworkId, RiskId, SprintId, StoryId},
    program::Program,
    time::Instant,
};

/// How many records of one kind and state a report lists.
const SHOWN: usize = 12;

/// A record with where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ApprovalRow {
    /// The kind of record, in a word.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// How it is typed on the command line.
    pub typed: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub state: Word,
    /// The same in a sentence.
    pub standing: String,
    /// Whether the rules ask that it is approved.
    pub asked: bool,
    /// Who decided.
    pub by: Option<String>,
    /// In whose name.
    pub role: Option<String>,
    /// When, as they say.
    pub at: Option<Instant>,
    /// Why.
    pub reason: Option<String>,
    /// The ledger entry of the decision.
    pub entry: Option<u64>,
    /// Whether it is signed; `None` without a decision.
    pub signed: Option<bool>,
    /// The fingerprint of the text as it is now.
    pub fingerprint: String,
    /// Who may approve it; empty with `asked` means nobody, by the rules.
    pub may: Vec<String>,
    /// What has changed since: field by field, and what it rests on.
    pub changes: Vec<String>,
    /// The record itself.
    #[serde(skip)]
    pub record: RecordRef,
}

/// A decision of the ledger that has no effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NoEffectRow {
    /// The entry.
    pub entry: u64,
    /// What it is about.
    pub record: String,
    /// Who decided, and in whose name.
    pub by: String,
    /// Why it has none.
    pub why: String,
    #[serde(skip)]
    about: RecordRef,
}

/// What reports say of approvals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ApprovalsView {
    /// How many records the rules ask to be approved.
    pub asked: u64,
    /// How many of them are, as they stand now.
    pub approved: u64,
    /// How many records are approved without a signature.
    pub unsigned: u64,
    /// Whether the program demands signatures.
    pub signatures_required: bool,
    /// The records that are not approved as they stand now, the most pressing first.
    pub open: Vec<ApprovalRow>,
    /// How many more there are, by kind and state.
    pub left_out: Vec<String>,
    /// Decisions without effect.
    pub no_effect: Vec<NoEffectRow>,
}

/// Every record about which something was decided or should be, in the order of kinds and ids.
pub fn approval_rows(inputs: &Inputs<'_>) -> (Approvals, Vec<ApprovalRow>) {
    let judged = assess::approvals(inputs.program, inputs.history, inputs.assessment.as_of);
    let rows = judged.records.values().map(|record| row(inputs, &judged, record)).collect();
    (judged, rows)
}

/// What the whole program's report says of approvals.
pub fn approvals(inputs: &Inputs<'_>) -> ApprovalsView {
    view(inputs, |_| true)
}

/// What a framework's report says of approvals: its decisions, controls, checks, attestations, the
/// exceptions from its checks, and the stories that work on it.
pub fn approvals_of(inputs: &Inputs<'_>, framework: &FrameworkId) -> ApprovalsView {
    view(inputs, |record| concerns(inputs, framework, record))
}

fn view(inputs: &Inputs<'_>, keep: impl Fn(&RecordRef) -> bool) -> ApprovalsView {
    let (judged, mut rows) = approval_rows(inputs);
    rows.retain(|row| keep(&row.record));
    let is_approved = |row: &&ApprovalRow| row.state == ApprovalState::Approved.word();
    let count = |keep: &dyn Fn(&&ApprovalRow) -> bool| rows.iter().filter(keep).count() as u64;
    let mut view = ApprovalsView {
        asked: count(&|row| row.asked),
        approved: count(&|row| row.asked && is_approved(row)),
        unsigned: count(&|row| is_approved(row) && row.signed == Some(false)),
        signatures_required: inputs.program.settings.approval.required,
        ..ApprovalsView::default()
    };
    for state in ApprovalState::ALL.into_iter().filter(|s| *s != ApprovalState::Approved) {
        for kind in Approvable::ALL {
            let fits = |row: &&ApprovalRow| row.state == state.word() && row.record.kind == kind;
            let fitting: Vec<&ApprovalRow> = rows.iter().filter(fits).collect();
            view.open.extend(fitting.iter().take(SHOWN).map(|row| (*row).clone()));
            let more = fitting.len().saturating_sub(SHOWN) as u64;
            if more > 0 {
                let (lang, noun) = (inputs.lang, format!("more {}", kind.word()));
                let state = lang.inside(state.word().word);
                view.left_out.push(say!(
                    lang,
                    "{0} {1}##more, state",
                    lang.count(more, &noun),
                    state
                ));
            }
        }
    }
    view.no_effect = no_effect(inputs, &judged);
    view.no_effect.retain(|row| keep(&row.about));
    view
}

/// Decisions without effect, with the reason.
pub fn no_effect(inputs: &Inputs<'_>, judged: &Approvals) -> Vec<NoEffectRow> {
    let all = inputs.history.approvals.iter().zip(&judged.standings);
    let rows = all.filter_map(|(made, standing)| {
        let ApprovalStanding::NoEffect(faults) = standing else { return None };
        let approval = &made.approval;
        Some(NoEffectRow {
            entry: made.entry,
            record: made.about.to_string(),
            by: in_name_of(inputs.lang, &approval.by, &approval.role),
            why: why(inputs.lang, faults),
            about: made.about.clone(),
        })
    });
    rows.collect()
}

/// `spm for program-office`, or one name where both are the same.
pub fn in_name_of(lang: Lang, by: &str, role: &str) -> String {
    if by == role { by.to_owned() } else { say!(lang, "{0} for {1}", by, role) }
}

/// Why a decision has no effect: every fault.
fn why(lang: Lang, faults: &[ApprovalFault]) -> String {
    let faults: Vec<String> = faults.iter().map(|fault| fault_words(lang, fault)).collect();
    lang.parts(&faults)
}

fn row(inputs: &Inputs<'_>, judged: &Approvals, record: &RecordApproval) -> ApprovalRow {
    let history = inputs.history;
    let decided = record.decided.and_then(|index| history.approvals.get(index));
    let standing = record.decided.and_then(|index| judged.standings.get(index));
    let approval = decided.map(|made| &made.approval);
    ApprovalRow {
        kind: inputs.lang.text(record.record.kind.word()),
        id: record.record.id.clone(),
        typed: record.record.typed(),
        title: title(inputs, &record.record),
        state: record.state.word(),
        standing: sentence(inputs.lang, record, decided.map(|made| made.entry), approval, standing),
        asked: record.asked,
        by: approval.map(|a| a.by.clone()),
        role: approval.map(|a| a.role.clone()),
        at: approval.map(|a| a.observed_at),
        reason: approval.map(|a| a.reason.clone()),
        entry: decided.map(|made| made.entry),
        signed: approval.map(|a| a.signed.is_some()),
        fingerprint: record.fingerprint.clone(),
        may: record.may.clone().unwrap_or_default(),
        changes: changes(inputs.lang, record, approval),
        record: record.record.clone(),
    }
}

fn changes(
    lang: Lang,
    record: &RecordApproval,
    decided: Option<&crate::evidence::Approval>,
) -> Vec<String> {
    if record.state != ApprovalState::Suspect {
        return Vec::new();
    }
    let mut lines = Vec::new();
    if let Some(decided) = decided.filter(|_| record.changed) {
        lines.extend(approval::changes(&decided.text, &record.text));
    }
    for link in &record.links {
        lines.push(if link.now.is_some() {
            say!(lang, "{0} has changed, on which it rests", link.record)
        } else {
            say!(lang, "{0} is gone, on which it rests", link.record)
        });
    }
    lines
}

fn sentence(
    lang: Lang,
    record: &RecordApproval,
    entry: Option<u64>,
    decided: Option<&crate::evidence::Approval>,
    standing: Option<&ApprovalStanding>,
) -> String {
    let (Some(entry), Some(decided)) = (entry, decided) else {
        return match &record.may {
            Some(may) if may.is_empty() => say!(lang, "by the rules nobody may approve it"),
            Some(may) => say!(lang, "{0} may approve it", lang.some_of(may, 4)),
            None => say!(lang, "nobody has approved it"),
        };
    };
    let who = in_name_of(lang, &decided.by, &decided.role);
    let day = decided.observed_at.day();
    let made = if decided.signed.is_some() {
        say!(lang, "{0} on {1}, entry {2}, signed", who, day, entry)
    } else {
        say!(lang, "{0} on {1}, entry {2}, unsigned", who, day, entry)
    };
    match record.state {
        ApprovalState::Approved => say!(lang, "by {0}##decided", made),
        ApprovalState::Suspect => suspect(lang, record, &made),
        ApprovalState::Rejected => say!(lang, "by {0}: {1}", made, decided.reason),
        ApprovalState::Refused | ApprovalState::Unapproved => match standing {
            Some(ApprovalStanding::NoEffect(faults)) => {
                let why = why(lang, faults);
                match decided.decision {
                    Decision::Approve => {
                        say!(lang, "the approval of {0} has no effect: {1}", made, why)
                    }
                    Decision::Reject => {
                        say!(lang, "the rejection of {0} has no effect: {1}", made, why)
                    }
                }
            }
            _ => say!(lang, "nobody has approved it"),
        },
    }
}

fn suspect(lang: Lang, record: &RecordApproval, made: &str) -> String {
    let links: Vec<String> = record.links.iter().map(|link| link.record.to_string()).collect();
    let named = lang.some_of(&links, 3);
    match (record.changed, links.is_empty()) {
        (true, true) => say!(lang, "it has changed since it was approved by {0}", made),
        (true, false) => {
            say!(lang, "it and {0} have changed since it was approved by {1}", named, made)
        }
        (false, _) => {
            say!(lang, "{0} changed, on which it rests since it was approved by {1}", named, made)
        }
    }
}

/// Where a decision stands, in a word and a sentence.
pub fn standing_words(
    lang: Lang,
    standing: &ApprovalStanding,
    decision: Decision,
) -> (Word, String) {
    match standing {
        ApprovalStanding::NotYet => (super::register::NOT_YET, say!(lang, "it does not count yet")),
        ApprovalStanding::Counts => {
            let word = match decision {
                Decision::Approve => ApprovalState::Approved.word(),
                Decision::Reject => ApprovalState::Rejected.word(),
            };
            (word, say!(lang, "it counts, for the text that it was made on"))
        }
        ApprovalStanding::TakenBack { entry, corrected } => {
            taken_back_words(lang, *entry, *corrected)
        }
        ApprovalStanding::Ended { entry } => {
            (super::register::SUPERSEDED, say!(lang, "ended by the rejection of entry {0}", entry))
        }
        ApprovalStanding::NoEffect(faults) => (super::register::NO_EFFECT, why(lang, faults)),
    }
}

/// Why a decision has no effect, in words.
pub fn fault_words(lang: Lang, fault: &ApprovalFault) -> String {
    match fault {
        ApprovalFault::RulesUnreadable => {
            say!(lang, "the rules of who may approve what could not be read")
        }
        ApprovalFault::NoSuchRecord => say!(lang, "there is no such record now"),
        ApprovalFault::TextAltered => say!(lang, "its fingerprint is not that of its text"),
        ApprovalFault::BadSignature(error) => {
            say!(lang, "its signature does not hold: {0}", error)
        }
        ApprovalFault::Unsigned => say!(lang, "it is not signed, and the program demands it"),
        ApprovalFault::Signer(error) => error.to_string(),
        ApprovalFault::NotTheSigner(names) => {
            say!(lang, "the key that signed is that of {0}", lang.list(names))
        }
        ApprovalFault::UnknownParty => say!(lang, "its role is no party of the program"),
        ApprovalFault::NotMember => say!(lang, "whoever decided is no member of the role"),
        ApprovalFault::NotAllowed(may) if may.is_empty() => {
            say!(lang, "by the rules nobody may approve it")
        }
        ApprovalFault::NotAllowed(may) => {
            say!(lang, "the rules name {0} for it", lang.some_of(may, 4))
        }
        ApprovalFault::OverLimit { limit, most, size: Some(size) } => {
            say!(lang, "it has {0}, and the role may approve up to `{1}` {2}", size, limit, most)
        }
        ApprovalFault::OverLimit { limit, most, size: None } => say!(
            lang,
            "it does not say its size, and the role may approve up to `{0}` {1}",
            limit,
            most
        ),
        ApprovalFault::SamePerson(owner) => {
            say!(lang, "{0} owns it or asked for it, and somebody else must approve it", owner)
        }
        ApprovalFault::NotApprover(approver) => {
            say!(lang, "the exception says that {0} approved it", approver)
        }
        ApprovalFault::FromTheFuture => {
            say!(lang, "it was decided later than it was recorded")
        }
    }
}

/// The title of a record.
pub fn title(inputs: &Inputs<'_>, record: &RecordRef) -> String {
    let found = title_of(inputs.program, record).map(ToOwned::to_owned);
    let exception = || {
        let records = &inputs.history.exceptions;
        let found = records.iter().find(|e| e.entry.to_string() == record.id)?;
        let granted = &found.exception;
        Some(say!(inputs.lang, "exception from {0}: {1}", granted.check, granted.reason))
    };
    match record.kind {
        Approvable::Exception => exception().unwrap_or_default(),
        _ => found.unwrap_or_default(),
    }
}

fn title_of<'p>(program: &'p Program, record: &RecordRef) -> Option<&'p str> {
    let id = record.id.as_str();
    match record.kind {
        Approvable::Story => {
            program.stories.get(&StoryId::parse(id).ok()?).map(|r| r.title.as_str())
        }
        Approvable::Sprint => program.sprint(&SprintId::parse(id).ok()?).map(|r| r.goal.as_str()),
        Approvable::Risk => program.risks.get(&RiskId::parse(id).ok()?).map(|r| r.title.as_str()),
        Approvable::Applicability | Approvable::Control => {
            program.controls.get(&ControlRef::parse(id).ok()?).map(|r| r.title.as_str())
        }
        Approvable::Exception => None,
        Approvable::Check => {
            program.checks.get(&CheckId::parse(id).ok()?).map(|r| r.title.as_str())
        }
        Approvable::Attestation => {
            program.attestations.get(&AttestationId::parse(id).ok()?).map(|r| r.title.as_str())
        }
    }
}

fn concerns(inputs: &Inputs<'_>, framework: &FrameworkId, record: &RecordRef) -> bool {
    let (program, id) = (inputs.program, record.id.as_str());
    let check = |id: &CheckId| {
        let controls = program.checks.get(id).map(|check| &check.controls);
        controls.into_iter().flatten().any(|c| c.value.framework == *framework)
    };
    match record.kind {
        Approvable::Applicability | Approvable::Control => {
            ControlRef::parse(id).is_ok_and(|control| control.framework == *framework)
        }
        Approvable::Check => CheckId::parse(id).is_ok_and(|id| check(&id)),
        Approvable::Attestation => AttestationId::parse(id).is_ok_and(|id| {
            let controls = program.attestations.get(&id).map(|asked| &asked.controls);
            controls.into_iter().flatten().any(|c| c.value.framework == *framework)
        }),
        Approvable::Exception => {
            let mut all = inputs.history.exceptions.iter();
            all.any(|e| e.entry.to_string() == id && check(&e.exception.check))
        }
        Approvable::Story => StoryId::parse(id).is_ok_and(|id| {
            let controls = program.stories.get(&id).map(|story| &story.controls);
            controls.into_iter().flatten().any(|c| c.value.framework == *framework)
        }),
        Approvable::Sprint | Approvable::Risk => false,
    }
}
