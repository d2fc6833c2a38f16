//! Where each record stands: approved, suspect since it changed, rejected, or not approved.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    fault::{is_asked, who_may},
    standing::{ApprovalStanding, Signers, faults, is_on_the_present_text, record_path, standing},
};
use crate::{
    approval::{Facts, fingerprint, text},
    assess::people::{ExceptionState, exception_state_but_for_approval},
    evidence::{Approvable, ApprovalRecord, Decision, History, RecordRef},
    model::{SprintState, StoryStatus},
    program::Program,
    time::{AsOf, Instant},
};

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ApprovalState {
    /// Its exact text is approved, and nothing that it rests on has changed since.
    Approved,
    /// It was approved, and it or something that it rests on has changed since.
    Suspect,
    /// It was rejected, and not approved since.
    Rejected,
    /// Somebody approved it, and none of that has an effect.
    Refused,
    /// The rules ask that it is approved, and nobody has.
    Unapproved,
}

impl ApprovalState {
    /// Every state, in the order of lists.
    pub const ALL: [Self; 5] =
        [Self::Rejected, Self::Suspect, Self::Refused, Self::Unapproved, Self::Approved];
}

/// Something that a record rests on and that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkChange {
    /// What it is.
    pub record: RecordRef,
    /// Its fingerprint when the record was approved.
    pub was: String,
    /// Its fingerprint now; `None` when it is gone.
    pub now: Option<String>,
}

/// A record with where it stands and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordApproval {
    /// The record.
    pub record: RecordRef,
    /// Where it stands.
    pub state: ApprovalState,
    /// Whether the rules ask that it is approved.
    pub asked: bool,
    /// The decision that speaks for it, by its index in [`History::approvals`]; of several with no
    /// effect the newest.
    pub decided: Option<usize>,
    /// Whether its own text has changed since.
    pub changed: bool,
    /// What it rests on and has changed since.
    pub links: Vec<LinkChange>,
    /// The text as it is now.
    pub text: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Who may approve it; `None` when no rule says, and anybody may.
    pub may: Option<Vec<String>>,
}

/// Everything that was decided, and where every record stands about which something was decided or
/// should be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Approvals {
    /// Where each decision stands, in the order of [`History::approvals`].
    pub standings: Vec<ApprovalStanding>,
    /// Where each record stands.
    pub records: BTreeMap<RecordRef, RecordApproval>,
}

impl Approvals {
    /// Records whose approval is suspect because this one changed.
    pub fn resting_on<'a>(
        &'a self,
        record: &'a RecordRef,
    ) -> impl Iterator<Item = &'a RecordApproval> {
        let rests = move |r: &&RecordApproval| r.links.iter().any(|link| link.record == *record);
        self.records.values().filter(rests)
    }
}

/// Judges what was decided, by what was decided and known up to the two clocks.
pub fn approvals(program: &Program, history: &History, as_of: AsOf) -> Approvals {
    let judge = Judge {
        program,
        history,
        signers: Signers::of(program),
        clocks: (as_of.observed, as_of.known),
    };
    let mut standings: Vec<ApprovalStanding> = history
        .approvals
        .iter()
        .map(|made| standing(program, history, &judge.signers, made, judge.clocks))
        .collect();
    let asked = judge.asked();
    let mut about: BTreeMap<&RecordRef, Vec<usize>> = BTreeMap::new();
    for (index, made) in history.approvals.iter().enumerate() {
        about.entry(&made.about).or_default().push(index);
    }
    judge.end_rejected(&about, &mut standings);
    let known = about.keys().map(|record| (*record).clone());
    let all: BTreeSet<RecordRef> = asked.iter().cloned().chain(known).collect();
    let mut records = BTreeMap::new();
    for record in all {
        let decisions = about.get(&record).map(Vec::as_slice).unwrap_or_default();
        let asked = asked.contains(&record);
        let judged = judge.record(&record, asked, decisions, &standings);
        records.extend(judged.map(|judged| (record, judged)));
    }
    Approvals { standings, records }
}

/// The newest rejection of a record that ever had an effect, whether it was withdrawn or not: what it
/// ended stays ended, so that taking a rejection back approves nothing. `about` are the decisions on it.
pub(super) fn last_rejection<'h>(
    program: &Program,
    history: &History,
    signers: &Signers,
    about: impl Iterator<Item = &'h ApprovalRecord>,
    (at, known): (Instant, Instant),
) -> Option<u64> {
    let rejects = |made: &&ApprovalRecord| {
        made.approval.decision == Decision::Reject
            && made.approval.observed_at <= at
            && made.recorded_at <= known
            && faults(program, history, signers, made).is_empty()
    };
    about.filter(rejects).map(|made| made.entry).max()
}

struct Judge<'a> {
    program: &'a Program,
    history: &'a History,
    signers: Signers,
    clocks: (Instant, Instant),
}

impl Judge<'_> {
    fn end_rejected(
        &self,
        about: &BTreeMap<&RecordRef, Vec<usize>>,
        standings: &mut [ApprovalStanding],
    ) {
        for indices in about.values() {
            let (program, history) = (self.program, self.history);
            let made = indices.iter().filter_map(|index| history.approvals.get(*index));
            let rejected = last_rejection(program, history, &self.signers, made, self.clocks);
            let Some(rejected) = rejected else { continue };
            for index in indices {
                let (Some(made), Some(standing)) =
                    (history.approvals.get(*index), standings.get_mut(*index))
                else {
                    continue;
                };
                if made.entry < rejected && *standing == ApprovalStanding::Counts {
                    *standing = ApprovalStanding::Ended { entry: rejected };
                }
            }
        }
    }

    /// Where a record stands; `None` when there is no such record.
    fn record(
        &self,
        record: &RecordRef,
        asked: bool,
        decisions: &[usize],
        standings: &[ApprovalStanding],
    ) -> Option<RecordApproval> {
        let (program, history) = (self.program, self.history);
        let text = text(program, history, record)?;
        let print = fingerprint(&text);
        let path = record_path(program, history, record)?;
        let may = who_may(program, record.kind, path, &Facts::of(record.kind, &text));
        let mut judged = RecordApproval {
            record: record.clone(),
            state: ApprovalState::Unapproved,
            asked,
            decided: None,
            changed: false,
            links: Vec::new(),
            text,
            fingerprint: print,
            may,
        };
        let made = |index: usize| history.approvals.get(index);
        let counts = |index: &usize, decision: Decision| {
            standings.get(*index) == Some(&ApprovalStanding::Counts)
                && made(*index).is_some_and(|made| made.approval.decision == decision)
        };
        let approving: Vec<usize> =
            decisions.iter().copied().filter(|i| counts(i, Decision::Approve)).collect();
        let fits = |index: &usize| {
            made(*index).is_some_and(|made| {
                is_on_the_present_text(program, history, made) && self.changes(made).is_empty()
            })
        };
        let signed =
            |index: &usize| made(*index).is_some_and(|made| made.approval.signed.is_some());
        let best = approving.iter().copied().filter(fits).max_by_key(|i| (signed(i), *i));
        if let Some(best) = best {
            (judged.state, judged.decided) = (ApprovalState::Approved, Some(best));
        } else if let Some(newest) = approving.last().copied() {
            (judged.state, judged.decided) = (ApprovalState::Suspect, Some(newest));
            if let Some(made) = made(newest) {
                judged.changed = !is_on_the_present_text(program, history, made);
                judged.links = self.changes(made);
            }
        } else {
            let rejecting = decisions.iter().copied().rfind(|i| counts(i, Decision::Reject));
            let without = decisions
                .iter()
                .copied()
                .rfind(|i| matches!(standings.get(*i), Some(ApprovalStanding::NoEffect(_))));
            if rejecting.is_some() {
                (judged.state, judged.decided) = (ApprovalState::Rejected, rejecting);
            } else if without.is_some() {
                (judged.state, judged.decided) = (ApprovalState::Refused, without);
            } else if !asked {
                return None;
            }
        }
        Some(judged)
    }

    /// What a decision's record rests on and is not what it was.
    fn changes(&self, made: &ApprovalRecord) -> Vec<LinkChange> {
        let links = made.approval.rests_on.iter().map(|on| LinkChange {
            record: on.record.clone(),
            was: on.fingerprint.clone(),
            now: text(self.program, self.history, &on.record).map(|text| fingerprint(&text)),
        });
        links.filter(|link| link.now.as_ref() != Some(&link.was)).collect()
    }

    /// The records that the rules ask to be approved: not what is only an idea, and not what is over.
    fn asked(&self) -> BTreeSet<RecordRef> {
        let p = self.program;
        let today = self.clocks.0.day();
        let planned = |status: StoryStatus| {
            matches!(status, StoryStatus::Ready | StoryStatus::Doing | StoryStatus::Done)
        };
        let stories = p.stories.values().filter(|s| planned(s.status.value));
        let begun = p.sprints.iter().filter(|s| s.state(today) != SprintState::Planned);
        let live = self.history.exceptions.iter().filter(|record| {
            let (at, known) = self.clocks;
            exception_state_but_for_approval(p, self.history, record, at, known)
                == ExceptionState::Live
        });
        let all = (stories.map(|r| RecordRef::new(Approvable::Story, &r.id.value)))
            .chain(begun.map(|r| RecordRef::new(Approvable::Sprint, &r.id.value)))
            .chain(p.risks.keys().map(|id| RecordRef::new(Approvable::Risk, id)))
            .chain(p.applicability.keys().map(|id| RecordRef::new(Approvable::Applicability, id)))
            .chain(live.map(|record| RecordRef::new(Approvable::Exception, record.entry)))
            .chain(p.checks.keys().map(|id| RecordRef::new(Approvable::Check, id)))
            .chain(p.controls.keys().map(|id| RecordRef::new(Approvable::Control, id)))
            .chain(p.attestations.keys().map(|id| RecordRef::new(Approvable::Attestation, id)));
        let has_rule: BTreeSet<Approvable> =
            p.approval_rules.iter().map(|rule| rule.kind.value).collect();
        all.filter(|record| has_rule.contains(&record.kind))
            .filter(|record| {
                let path = record_path(p, self.history, record);
                path.is_some_and(|path| is_asked(p, record.kind, path))
            })
            .collect()
    }
}
