//! Whether a decision in the ledger counts.

use super::fault::{ApprovalFault, approval_faults};
use crate::{
    approval::{fingerprint, text_named},
    evidence::{Approvable, ApprovalRecord, History, RecordRef, TakenBackHow},
    ids::{AttestationId, CheckId, ControlRef, RiskId, SprintId, StoryId},
    program::Program,
    signature::{AllowedSigners, SignatureError, Signer, SshSignature, namespace},
    source::Span,
    time::Instant,
};

/// Whose key is whose, by the program's file.
#[derive(Debug, Clone, Default)]
pub struct Signers(AllowedSigners);

impl Signers {
    /// Reads the program's file; lines that cannot be read name nobody.
    pub fn of(program: &Program) -> Self {
        let read = |file: &crate::model::SignersFile| AllowedSigners::parse(&file.text).0;
        Self(program.signers.as_ref().map(read).unwrap_or_default())
    }

    /// Whose key made a signature, when it may approve at this time.
    ///
    /// # Errors
    /// When it is nobody's, or may not.
    pub fn who(&self, signature: &SshSignature, at: Instant) -> Result<Signer, SignatureError> {
        self.0.who(signature.key(), namespace::APPROVAL, at)
    }
}

/// Where a decision stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApprovalStanding {
    /// It was not made yet, or is not known yet.
    NotYet,
    /// It counts, for the text that it was made on.
    Counts,
    /// A later entry took it back.
    TakenBack {
        /// That entry.
        entry: u64,
        /// Whether that entry corrects it, rather than withdraws it.
        corrected: bool,
    },
    /// A later rejection of the record ended it.
    Ended {
        /// The entry of the rejection.
        entry: u64,
    },
    /// It has no effect.
    NoEffect(Vec<ApprovalFault>),
}

/// Where a decision stands by itself, without what was decided later.
pub(super) fn standing(
    program: &Program,
    history: &History,
    signers: &Signers,
    made: &ApprovalRecord,
    (at, known): (Instant, Instant),
) -> ApprovalStanding {
    if made.approval.observed_at > at || made.recorded_at > known {
        return ApprovalStanding::NotYet;
    }
    if let Some(later) = history.taken_back(made.entry, known) {
        let corrected = later.how == TakenBackHow::Corrected;
        return ApprovalStanding::TakenBack { entry: later.entry, corrected };
    }
    let faults = faults(program, history, signers, made);
    if faults.is_empty() { ApprovalStanding::Counts } else { ApprovalStanding::NoEffect(faults) }
}

/// What keeps a decision from having an effect, by the program of today.
pub(super) fn faults(
    program: &Program,
    history: &History,
    signers: &Signers,
    made: &ApprovalRecord,
) -> Vec<ApprovalFault> {
    let Some(path) = record_path(program, history, &made.about) else {
        return vec![ApprovalFault::NoSuchRecord];
    };
    approval_faults(program, signers, &made.approval, path, made.recorded_at)
}

/// Whether the text that was decided on is what the record says now.
pub(super) fn is_on_the_present_text(
    program: &Program,
    history: &History,
    made: &ApprovalRecord,
) -> bool {
    let now = text_named(program, history, &made.about, &made.approval.record);
    now.is_some_and(|text| fingerprint(&text) == made.approval.fingerprint)
}

/// Whether some signed decision in effect approves an exception of the ledger.
pub(in crate::assess) fn exception_is_approved(
    program: &Program,
    history: &History,
    entry: u64,
    clocks: (Instant, Instant),
) -> bool {
    let record = RecordRef::new(Approvable::Exception, entry);
    let mut about = history.approvals.iter().filter(|made| made.about == record);
    if about.clone().next().is_none() {
        return false;
    }
    let signers = Signers::of(program);
    let last_rejection =
        super::state::last_rejection(program, history, &signers, about.clone(), clocks);
    about.any(|made| {
        made.approval.decision == crate::evidence::Decision::Approve
            && last_rejection.is_none_or(|rejected| made.entry > rejected)
            && is_on_the_present_text(program, history, made)
            && standing(program, history, &signers, made, clocks) == ApprovalStanding::Counts
    })
}

/// The file in which a record stands; of an exception, that of its check.
pub fn record_path<'p>(
    program: &'p Program,
    history: &History,
    record: &RecordRef,
) -> Option<&'p str> {
    record_span(program, history, record).map(|span| program.path(span))
}

/// Where a record stands in the files; of an exception, where its check does.
pub fn record_span(program: &Program, history: &History, record: &RecordRef) -> Option<Span> {
    let id = record.id.as_str();
    match record.kind {
        Approvable::Story => program.stories.get(&StoryId::parse(id).ok()?).map(|r| r.id.span),
        Approvable::Sprint => program.sprint(&SprintId::parse(id).ok()?).map(|r| r.id.span),
        Approvable::Risk => program.risks.get(&RiskId::parse(id).ok()?).map(|r| r.id.span),
        Approvable::Applicability => {
            let control = ControlRef::parse(id).ok()?;
            program.applicability.get(&control).map(|r| r.control.span)
        }
        Approvable::Exception => {
            let found = history.exceptions.iter().find(|e| e.entry.to_string() == id)?;
            program.checks.get(&found.exception.check).map(|r| r.id.span)
        }
        Approvable::Check => program.checks.get(&CheckId::parse(id).ok()?).map(|r| r.id.span),
        Approvable::Control => {
            program.controls.get(&ControlRef::parse(id).ok()?).map(|r| r.id_span)
        }
        Approvable::Attestation => {
            program.attestations.get(&AttestationId::parse(id).ok()?).map(|r| r.id.span)
        }
    }
}
