//! Whether the decisions in a ledger hold together: each fingerprint with its text, each signature with
//! what it signs. Whose keys they are is a question for the program; a stranger is no finding.

use storyproof::{
    approval::fingerprint,
    assess::{ApprovalFault, Signers, self_contradiction},
    evidence::Approval,
    ledger::{Body, Entry, Finding, Ledger},
    program::Program,
    report::{approvals::fault_words, words::count},
    signature::SshSignature,
    time::Instant,
};

use crate::cli::{failure::Failure, workspace::ledger_failure};

/// What was found: findings, a line for what was looked at, and notes.
pub(in crate::cli) struct Looked {
    pub(in crate::cli) findings: Vec<Finding>,
    pub(in crate::cli) at: Option<String>,
    pub(in crate::cli) notes: Vec<String>,
}

/// Looks at every decision of a ledger; with the program also at whose keys signed.
pub(in crate::cli) fn verify(
    ledger: &Ledger,
    program: Option<&Program>,
) -> Result<Looked, Failure> {
    let mut looked = Looked { findings: Vec::new(), at: None, notes: Vec::new() };
    let signers = program.map(Signers::of);
    let (mut all, mut signed) = (0_u64, 0_u64);
    let look = |seq, entry: Entry| {
        let Body::Approval(approval) = entry.body else { return };
        all += 1;
        signed += u64::from(approval.signed.is_some());
        looked.findings.extend(finding(seq, &approval));
        if let Some(signers) = &signers {
            looked.notes.extend(stranger(seq, &approval, signers, entry.recorded_at));
        }
    };
    ledger.each_of("approval", look).map_err(|e| ledger_failure(&e))?;
    if all > 0 {
        let all = count(all, "decision");
        looked.at = Some(format!(
            "{all} on records: each fingerprint with its text, and {signed} signatures with theirs"
        ));
    }
    Ok(looked)
}

fn finding(seq: u64, approval: &Approval) -> Option<Finding> {
    let at = format!("the decision of entry {seq} on {}", approval.record);
    let fault = self_contradiction(approval)?;
    let (code, expected, found) = match &fault {
        ApprovalFault::TextAltered => (
            "approval-text",
            format!("the text of {} with {}", approval.record, approval.fingerprint),
            format!("a text with {}", fingerprint(&approval.text)),
        ),
        fault => {
            ("approval-signature", "a signature over this decision".into(), fault_words(fault))
        }
    };
    Some(Finding { code, at, expected, found })
}

fn stranger(
    seq: u64,
    approval: &Approval,
    signers: &Signers,
    recorded_at: Instant,
) -> Option<String> {
    let signed = approval.signed.as_ref()?;
    let signature = SshSignature::parse(&signed.signature).ok()?;
    let error = signers.who(&signature, recorded_at).err()?;
    Some(format!("the decision of entry {seq} on {} has no effect: {error}", approval.record))
}
