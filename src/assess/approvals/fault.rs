//! Why a decision has no effect: its text, its signature, or the rules of who may decide.

use super::standing::Signers;
use crate::{
    approval::{Facts, field, fingerprint, message},
    evidence::{Approvable, Approval, RecordRef, Signed},
    ids::PartyId,
    model::ApprovalRule,
    program::Program,
    signature::{SignatureError, SshSignature, namespace},
    time::Instant,
};

/// Why a decision has no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApprovalFault {
    /// A rule or a setting of approvals could not be read: nobody knows who may.
    RulesUnreadable,
    /// There is no such record any more.
    NoSuchRecord,
    /// The fingerprint is not that of the text, or the text is that of another record.
    TextAltered,
    /// The signature is none, or not over this decision.
    BadSignature(SignatureError),
    /// The program demands signatures, and there is none.
    Unsigned,
    /// The key may not sign this, or nobody knows whose it is.
    Signer(SignatureError),
    /// The key is not that of whoever decided, but of these.
    NotTheSigner(Vec<String>),
    /// The role is no party of the program.
    UnknownParty,
    /// Whoever decided is neither the role itself nor a member of it.
    NotMember,
    /// The rules name others for this record.
    NotAllowed(Vec<String>),
    /// The record is beyond the limit of the role.
    OverLimit {
        /// The limit's name.
        limit: &'static str,
        /// The highest value that the role may approve.
        most: u32,
        /// The record's value; `None` when it does not say.
        size: Option<u32>,
    },
    /// Whoever decided owns the record, or asked for it.
    SamePerson(String),
    /// The exception says that somebody else approved it.
    NotApprover(String),
    /// It was decided later than it was recorded.
    FromTheFuture,
}

impl ApprovalFault {
    /// Whether the entry contradicts itself, which no rule and no signer can mend.
    pub fn is_integrity(&self) -> bool {
        matches!(self, Self::TextAltered | Self::BadSignature(_))
    }
}

/// Everything that keeps a decision from having an effect; none when it has one.
pub fn approval_faults(
    program: &Program,
    signers: &Signers,
    approval: &Approval,
    path: &str,
    recorded_at: Instant,
) -> Vec<ApprovalFault> {
    let mut faults = Vec::new();
    if program.settings.approval.broken {
        faults.push(ApprovalFault::RulesUnreadable);
    }
    faults.extend(self_contradiction(approval));
    if approval.observed_at > recorded_at {
        faults.push(ApprovalFault::FromTheFuture);
    }
    match &approval.signed {
        None if program.settings.approval.required => faults.push(ApprovalFault::Unsigned),
        None => {}
        Some(signed) => faults.extend(signer(signers, approval, signed, recorded_at)),
    }
    faults.extend(party(program, approval));
    faults.extend(authority(program, approval, path));
    faults
}

/// What of an entry does not fit itself: the text its fingerprint, the signature its text.
pub fn self_contradiction(approval: &Approval) -> Option<ApprovalFault> {
    let is_of = field(&approval.text, "record").is_some_and(|mut lines| {
        lines.next().is_some_and(|line| names(line, &approval.record)) && lines.next().is_none()
    });
    if fingerprint(&approval.text) != approval.fingerprint || !is_of {
        return Some(ApprovalFault::TextAltered);
    }
    verify(approval, approval.signed.as_ref()?).err().map(ApprovalFault::BadSignature)
}

/// Whether a line is how the record is written.
fn names(line: &str, record: &RecordRef) -> bool {
    let id = line.strip_prefix(record.kind.word()).and_then(|rest| rest.strip_prefix(' '));
    id == Some(record.id.as_str())
}

fn verify(approval: &Approval, signed: &Signed) -> Result<SshSignature, SignatureError> {
    let signature = SshSignature::parse(&signed.signature)?;
    signature.verify(namespace::APPROVAL, message(approval).as_bytes())?;
    if signature.key().to_string() != signed.public_key {
        return Err(SignatureError::Form("the key beside it is not the one in it"));
    }
    Ok(signature)
}

/// Whether whoever decided holds the key, both when they say and when it was recorded: a decision
/// dated back does not revive a key that has ended.
fn signer(
    signers: &Signers,
    approval: &Approval,
    signed: &Signed,
    recorded_at: Instant,
) -> Option<ApprovalFault> {
    let signature = SshSignature::parse(&signed.signature).ok()?;
    for at in [approval.observed_at, recorded_at] {
        match signers.who(&signature, at) {
            Err(error) => return Some(ApprovalFault::Signer(error)),
            Ok(holder) if !holder.principals.contains(&approval.by) => {
                return Some(ApprovalFault::NotTheSigner(holder.principals));
            }
            Ok(_) => {}
        }
    }
    None
}

fn party(program: &Program, approval: &Approval) -> Option<ApprovalFault> {
    let is_itself = approval.by == approval.role;
    if program.parties.is_empty() {
        return (!is_itself).then_some(ApprovalFault::NotMember);
    }
    let role = PartyId::parse(&approval.role).ok();
    let Some(party) = role.and_then(|role| program.parties.get(&role)) else {
        return Some(ApprovalFault::UnknownParty);
    };
    let is_member = party.members.iter().any(|member| member.value.as_str() == approval.by);
    (!is_itself && !is_member).then_some(ApprovalFault::NotMember)
}

/// Whether some rule asks that a record in this file is approved.
pub(super) fn is_asked(program: &Program, kind: Approvable, path: &str) -> bool {
    !program.approval_rules_for(kind, path).is_empty()
}

/// Who may approve a record of a kind in this file with these facts; `None` when no rule says.
pub fn who_may(
    program: &Program,
    kind: Approvable,
    path: &str,
    facts: &Facts,
) -> Option<Vec<String>> {
    let rules = program.approval_rules_for(kind, path);
    if rules.is_empty() {
        return None;
    }
    let fitting = rules.iter().filter(|rule| !rule.broken && rule.over(facts.size).is_none());
    let mut may = Vec::new();
    for rule in fitting {
        for role in &rule.roles {
            let role = role.value.to_string();
            if (rule.owner_may || !is_same(&role, facts.owner.as_deref())) && !may.contains(&role) {
                may.push(role);
            }
        }
    }
    if kind == Approvable::Exception {
        may.retain(|role| !is_same(role, facts.owner.as_deref()));
    }
    Some(may)
}

fn authority(program: &Program, approval: &Approval, path: &str) -> Option<ApprovalFault> {
    let kind = approval.record.kind;
    let facts = Facts::of(kind, &approval.text);
    let owner = facts.owner.as_deref();
    let owns = is_same(&approval.role, owner) || is_same(&approval.by, owner);
    if let (Approvable::Exception, Some(asked)) = (kind, &facts.owner)
        && owns
    {
        return Some(ApprovalFault::SamePerson(asked.clone()));
    }
    if let Some(approver) = &facts.approver
        && !is_same(&approval.role, Some(approver))
        && !is_same(&approval.by, Some(approver))
    {
        return Some(ApprovalFault::NotApprover(approver.clone()));
    }
    let rules = program.approval_rules_for(kind, path);
    if rules.is_empty() {
        return None;
    }
    let names = |rule: &&ApprovalRule| rule.roles.iter().any(|r| r.value.as_str() == approval.role);
    let theirs: Vec<&ApprovalRule> =
        rules.iter().copied().filter(|rule| !rule.broken).filter(names).collect();
    if theirs.is_empty() {
        let may = who_may(program, kind, path, &facts).unwrap_or_default();
        return Some(ApprovalFault::NotAllowed(may));
    }
    let within = theirs.iter().filter(|rule| rule.over(facts.size).is_none());
    let within: Vec<&&ApprovalRule> = within.collect();
    if within.is_empty() {
        let limits = theirs.iter().filter_map(|rule| rule.limit());
        let (limit, most) = limits.max_by_key(|(_, most)| *most)?;
        return Some(ApprovalFault::OverLimit { limit, most, size: facts.size });
    }
    let may = !owns || within.iter().any(|rule| rule.owner_may);
    (!may).then(|| ApprovalFault::SamePerson(facts.owner.unwrap_or_default()))
}

/// How a name is written does not make a second person.
fn is_same(name: &str, other: Option<&str>) -> bool {
    other.is_some_and(|other| name.trim().to_lowercase() == other.trim().to_lowercase())
}
