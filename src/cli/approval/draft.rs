//! A decision before it is signed, and why it would be refused.

use storyproof::{
    approval,
    assess::{ApprovalFault, Signers, approval_faults, record_path},
    evidence::{Approvable, Approval, History, RecordRef},
    ids::{AttestationId, CheckId, ControlRef, PartyId, StoryId},
    program::Program,
    report::{
        Lang,
        approvals::{fault_words, in_name_of},
    },
    say,
    time::Instant,
};

use super::args::Approve;
use crate::cli::{failure::Failure, people::typed};

/// The longest text that is approved: an entry must stay small enough for any log.
const LONGEST: usize = 40 << 10;

/// Who decides, and in whose name.
pub(super) struct Who {
    pub(super) by: String,
    pub(super) role: String,
}

/// Reads `--by` and `--role`.
pub(super) fn who(program: &Program, args: &Approve) -> Result<Who, Failure> {
    let Some(by) = &args.by else {
        return Err(Failure::usage("nobody is named who decides").help(
            "say who with --by WHO: a [[party]], or a member of one; `storyproof approval list` shows who may",
        ));
    };
    let by = typed::text("--by", by)?;
    if PartyId::parse(&by).is_err() {
        return Err(Failure::usage(format!("--by `{by}` is no id"))
            .help("write the id of a [[party]], or of a member of one"));
    }
    if let Some(role) = &args.role {
        return Ok(Who { role: typed::party(program, "--role", role)?, by });
    }
    let is_party = PartyId::parse(&by).is_ok_and(|id| program.parties.contains_key(&id));
    if is_party || program.parties.is_empty() {
        return Ok(Who { role: by.clone(), by });
    }
    let has_member = |party: &&storyproof::model::Party| {
        party.members.iter().any(|member| member.value.as_str() == by)
    };
    let parties: Vec<&str> =
        program.parties.values().filter(has_member).map(|party| party.id.value.as_str()).collect();
    match parties.as_slice() {
        [role] => Ok(Who { role: (*role).to_owned(), by }),
        [] => typed::party(program, "--by", &by).map(|role| Who { by: role.clone(), role }),
        several => Err(Failure::usage(format!("`{by}` is a member of {}", several.join(", ")))
            .help("say in whose name with --role")),
    }
}

/// The decision on one record, as it will be signed.
pub(super) fn draft(
    program: &Program,
    history: &History,
    record: RecordRef,
    (args, who): (&Approve, &Who),
    now: Instant,
) -> Result<Approval, Failure> {
    if is_broken(program, &record) {
        return Err(Failure::usage(format!(
            "{record} has errors in its file, so nobody can tell what it says"
        ))
        .help("`storyproof check` shows them"));
    }
    let text = approval::text(program, history, &record)
        .ok_or_else(|| Failure::usage(format!("there is no {record}")))?;
    if text.len() > LONGEST {
        return Err(Failure::usage(format!("the text of {record} is longer than 40 KiB"))
            .help("shorten it: nobody reads that much before deciding"));
    }
    Ok(Approval {
        decision: args.decision.into(),
        fingerprint: approval::fingerprint(&text),
        rests_on: approval::rests_on(program, history, &record),
        by: who.by.clone(),
        role: who.role.clone(),
        reason: typed::text("--reason", &args.reason)?,
        observed_at: args.at.unwrap_or(now),
        signed: None,
        corrects: args.corrects,
        text,
        record,
    })
}

/// Whether something of a record could not be read or resolved.
fn is_broken(program: &Program, record: &RecordRef) -> bool {
    let id = record.id.as_str();
    match record.kind {
        Approvable::Story => StoryId::parse(id)
            .ok()
            .and_then(|id| program.stories.get(&id))
            .is_some_and(|story| story.acceptance.iter().any(|criterion| criterion.broken)),
        Approvable::Check => CheckId::parse(id)
            .ok()
            .and_then(|id| program.checks.get(&id))
            .is_some_and(|check| check.broken),
        Approvable::Control => ControlRef::parse(id)
            .ok()
            .and_then(|id| program.controls.get(&id))
            .is_some_and(|control| control.broken),
        Approvable::Applicability => ControlRef::parse(id)
            .ok()
            .and_then(|id| program.applicability.get(&id))
            .is_some_and(|decision| decision.broken),
        Approvable::Attestation => AttestationId::parse(id)
            .ok()
            .and_then(|id| program.attestations.get(&id))
            .is_some_and(|asked| asked.broken),
        Approvable::Sprint | Approvable::Risk | Approvable::Exception => false,
    }
}

/// Refuses a decision that would have no effect. Before it is signed, that it is not is no fault.
pub(super) fn refuse(
    program: &Program,
    history: &History,
    decision: &Approval,
    now: Instant,
    is_signed: bool,
) -> Result<(), Failure> {
    let path = record_path(program, history, &decision.record).unwrap_or_default();
    let faults = approval_faults(program, &Signers::of(program), decision, path, now);
    let unsigned = |fault: &&ApprovalFault| is_signed || **fault != ApprovalFault::Unsigned;
    let Some(fault) = faults.iter().find(unsigned) else { return Ok(()) };
    let who = in_name_of(Lang::En, &decision.by, &decision.role);
    let message =
        format!("{who} cannot decide on {}: {}", decision.record, fault_words(Lang::En, fault));
    Err(Failure::usage(message).help(remedy(program, fault)))
}

fn remedy(program: &Program, fault: &ApprovalFault) -> String {
    let signers = program.settings.allowed_signers().0;
    match fault {
        ApprovalFault::RulesUnreadable => "`storyproof check` shows what is wrong with them".into(),
        ApprovalFault::NoSuchRecord | ApprovalFault::TextAltered => {
            "`storyproof check` shows what is wrong with the files".into()
        }
        ApprovalFault::BadSignature(_) => {
            "sign exactly the text that `--text FILE` writes, with `ssh-keygen -Y sign -n approval@storyproof`, and repeat the same --by, --reason and --at".into()
        }
        ApprovalFault::Unsigned => {
            "sign it with --sign-with KEY, or bring a signature with --signature FILE".into()
        }
        ApprovalFault::Signer(_) => format!(
            "write a line for the key in {signers}: NAME namespaces=\"approval@storyproof\" ssh-ed25519 …"
        ),
        ApprovalFault::NotTheSigner(names) => format!(
            "decide as whose key it is (--by {}), or name the key in {signers}",
            names.first().map_or("", String::as_str)
        ),
        ApprovalFault::UnknownParty => "name a [[party]] of the program with --role".into(),
        ApprovalFault::NotMember => {
            "decide as a member of the party (`members` of its [[party]]), or as the party itself".into()
        }
        ApprovalFault::NotAllowed(_) | ApprovalFault::OverLimit { .. } => {
            "let somebody decide who may, or change the [[approval_rule]] in a reviewed commit".into()
        }
        ApprovalFault::SamePerson(_) => {
            "let somebody else decide, or let `owner_may = true` stand in the [[approval_rule]]".into()
        }
        ApprovalFault::NotApprover(approver) => format!("decide as --by {approver}"),
        ApprovalFault::FromTheFuture => "give an earlier --at".into(),
    }
}

/// A decision, fact by fact.
pub(in crate::cli) fn facts(decision: &Approval, lang: Lang) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("decision", lang.one().text(decision.decision.word()).to_owned()),
        ("by", in_name_of(lang, &decision.by, &decision.role)),
        ("at", decision.observed_at.to_string()),
        ("reason", decision.reason.clone()),
        ("text", decision.fingerprint.clone()),
    ];
    if !decision.rests_on.is_empty() {
        let names: Vec<String> = decision.rests_on.iter().map(|on| on.record.to_string()).collect();
        facts.push(("rests on", lang.some_of(&names, 6)));
    }
    facts.push(match &decision.signed {
        Some(signed) => ("signed", say!(lang, "with {0}", signed.public_key)),
        None => ("signed", say!(lang, "no: anybody could have recorded it")),
    });
    facts.extend(decision.corrects.map(|entry| ("corrects", say!(lang, "entry {0}", entry))));
    facts
}
