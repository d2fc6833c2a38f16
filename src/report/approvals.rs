//! What is approved, by whom, what changed since, and what nobody has approved.

use serde::Serialize;

use super::{
    Inputs,
    register::taken_back_words,
    words::{self, Word, Worded},
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
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
                let noun = format!("more {}", kind.word());
                view.left_out.push(format!("{} {}", words::count(more, &noun), state.word().word));
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
            by: in_name_of(&approval.by, &approval.role),
            why: faults.iter().map(fault_words).collect::<Vec<_>>().join("; "),
            about: made.about.clone(),
        })
    });
    rows.collect()
}

/// `spm for program-office`, or one name where both are the same.
pub fn in_name_of(by: &str, role: &str) -> String {
    if by == role { by.to_owned() } else { format!("{by} for {role}") }
}

fn row(inputs: &Inputs<'_>, judged: &Approvals, record: &RecordApproval) -> ApprovalRow {
    let history = inputs.history;
    let decided = record.decided.and_then(|index| history.approvals.get(index));
    let standing = record.decided.and_then(|index| judged.standings.get(index));
    let approval = decided.map(|made| &made.approval);
    ApprovalRow {
        kind: record.record.kind.word(),
        id: record.record.id.clone(),
        typed: record.record.typed(),
        title: title(inputs, &record.record),
        state: record.state.word(),
        standing: sentence(record, decided.map(|made| made.entry), approval, standing),
        asked: record.asked,
        by: approval.map(|a| a.by.clone()),
        role: approval.map(|a| a.role.clone()),
        at: approval.map(|a| a.observed_at),
        reason: approval.map(|a| a.reason.clone()),
        entry: decided.map(|made| made.entry),
        signed: approval.map(|a| a.signed.is_some()),
        fingerprint: record.fingerprint.clone(),
        may: record.may.clone().unwrap_or_default(),
        changes: changes(record, approval),
        record: record.record.clone(),
    }
}

fn changes(record: &RecordApproval, decided: Option<&crate::evidence::Approval>) -> Vec<String> {
    if record.state != ApprovalState::Suspect {
        return Vec::new();
    }
    let mut lines = Vec::new();
    if let Some(decided) = decided.filter(|_| record.changed) {
        lines.extend(approval::changes(&decided.text, &record.text));
    }
    for link in &record.links {
        let what = if link.now.is_some() { "has changed" } else { "is gone" };
        lines.push(format!("{} {what}, on which it rests", link.record));
    }
    lines
}

fn sentence(
    record: &RecordApproval,
    entry: Option<u64>,
    decided: Option<&crate::evidence::Approval>,
    standing: Option<&ApprovalStanding>,
) -> String {
    let (Some(entry), Some(decided)) = (entry, decided) else {
        return match &record.may {
            Some(may) if may.is_empty() => "by the rules nobody may approve it".to_owned(),
            Some(may) => format!("{} may approve it", words::some_of(may, 4)),
            None => "nobody has approved it".to_owned(),
        };
    };
    let who = in_name_of(&decided.by, &decided.role);
    let signed = if decided.signed.is_some() { "signed" } else { "unsigned" };
    let made = format!("{who} on {}, entry {entry}, {signed}", decided.observed_at.day());
    match record.state {
        ApprovalState::Approved => format!("by {made}"),
        ApprovalState::Suspect => {
            let links: Vec<String> =
                record.links.iter().map(|link| link.record.to_string()).collect();
            let changed = match (record.changed, links.is_empty()) {
                (true, true) => "it has changed".to_owned(),
                (true, false) => format!("it and {} have changed", words::some_of(&links, 3)),
                (false, _) => format!("{} changed, on which it rests", words::some_of(&links, 3)),
            };
            format!("{changed} since it was approved by {made}")
        }
        ApprovalState::Rejected => format!("by {made}: {}", decided.reason),
        ApprovalState::Refused | ApprovalState::Unapproved => match standing {
            Some(ApprovalStanding::NoEffect(faults)) => {
                let why: Vec<String> = faults.iter().map(fault_words).collect();
                format!(
                    "the {} of {made} has no effect: {}",
                    noun(decided.decision),
                    why.join("; ")
                )
            }
            _ => "nobody has approved it".to_owned(),
        },
    }
}

fn noun(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "approval",
        Decision::Reject => "rejection",
    }
}

/// Where a decision stands, in a word and a sentence.
pub fn standing_words(standing: &ApprovalStanding, decision: Decision) -> (Word, String) {
    match standing {
        ApprovalStanding::NotYet => (super::register::NOT_YET, "it does not count yet".to_owned()),
        ApprovalStanding::Counts => {
            let word = match decision {
                Decision::Approve => ApprovalState::Approved.word(),
                Decision::Reject => ApprovalState::Rejected.word(),
            };
            (word, "it counts, for the text that it was made on".to_owned())
        }
        ApprovalStanding::TakenBack { entry, corrected } => taken_back_words(*entry, *corrected),
        ApprovalStanding::Ended { entry } => {
            (super::register::SUPERSEDED, format!("ended by the rejection of entry {entry}"))
        }
        ApprovalStanding::NoEffect(faults) => {
            let why: Vec<String> = faults.iter().map(fault_words).collect();
            (super::register::NO_EFFECT, why.join("; "))
        }
    }
}

/// Why a decision has no effect, in words.
pub fn fault_words(fault: &ApprovalFault) -> String {
    match fault {
        ApprovalFault::RulesUnreadable => {
            "the rules of who may approve what could not be read".to_owned()
        }
        ApprovalFault::NoSuchRecord => "there is no such record now".to_owned(),
        ApprovalFault::TextAltered => "its fingerprint is not that of its text".to_owned(),
        ApprovalFault::BadSignature(error) => format!("its signature does not hold: {error}"),
        ApprovalFault::Unsigned => "it is not signed, and the program demands it".to_owned(),
        ApprovalFault::Signer(error) => error.to_string(),
        ApprovalFault::NotTheSigner(names) => {
            format!("the key that signed is that of {}", names.join(", "))
        }
        ApprovalFault::UnknownParty => "its role is no party of the program".to_owned(),
        ApprovalFault::NotMember => "whoever decided is no member of the role".to_owned(),
        ApprovalFault::NotAllowed(may) if may.is_empty() => {
            "by the rules nobody may approve it".to_owned()
        }
        ApprovalFault::NotAllowed(may) => {
            format!("the rules name {} for it", words::some_of(may, 4))
        }
        ApprovalFault::OverLimit { limit, most, size: Some(size) } => {
            format!("it has {size}, and the role may approve up to `{limit}` {most}")
        }
        ApprovalFault::OverLimit { limit, most, size: None } => {
            format!("it does not say its size, and the role may approve up to `{limit}` {most}")
        }
        ApprovalFault::SamePerson(owner) => {
            format!("{owner} owns it or asked for it, and somebody else must approve it")
        }
        ApprovalFault::NotApprover(approver) => {
            format!("the exception says that {approver} approved it")
        }
        ApprovalFault::FromTheFuture => "it was decided later than it was recorded".to_owned(),
    }
}

/// The title of a record.
pub fn title(inputs: &Inputs<'_>, record: &RecordRef) -> String {
    let found = title_of(inputs.program, record).map(ToOwned::to_owned);
    let exception = || {
        let records = &inputs.history.exceptions;
        let found = records.iter().find(|e| e.entry.to_string() == record.id)?;
        let granted = &found.exception;
        Some(format!("exception from {}: {}", granted.check, granted.reason))
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
