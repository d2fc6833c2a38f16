//! Whether the decisions in a ledger hold together: each fingerprint with its text, each signature with
//! what it signs. Whose keys they are is a question for the program; a stranger is no finding.

use storyproof::{
    approval::fingerprint,
    assess::{ApprovalFault, Signers, self_contradiction},
    evidence::Approval,
    ledger::{Body, Entry, Finding, Ledger},
    program::Program,
    report::{Lang, approvals::fault_words, words::count},
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
pub(in crate::cli) struct Decisions {
    signers: Option<Signers>,
    findings: Vec<Finding>,
    notes: Vec<String>,
    all: u64,
    signed: u64,
}

impl Decisions {
    pub(in crate::cli) fn new(program: Option<&Program>) -> Self {
        let (findings, notes) = (Vec::new(), Vec::new());
        Self { signers: program.map(Signers::of), findings, notes, all: 0, signed: 0 }
    }

    /// Looks at an entry; only decisions matter.
    pub(in crate::cli) fn look(&mut self, seq: u64, entry: &Entry) {
        let Body::Approval(approval) = &entry.body else { return };
        self.all += 1;
        self.signed += u64::from(approval.signed.is_some());
        self.findings.extend(finding(seq, approval));
        if let Some(signers) = &self.signers {
            self.notes.extend(stranger(seq, approval, signers, entry.recorded_at));
        }
    }

    /// Looks at all entries that are listed as decisions.
    pub(in crate::cli) fn look_at_all(&mut self, ledger: &Ledger) -> Result<(), Failure> {
        let look = |seq, entry: Entry| self.look(seq, &entry);
        ledger.each_of("approval", look).map_err(|e| ledger_failure(&e))
    }

    pub(in crate::cli) fn looked(self) -> Looked {
        let at = (self.all > 0).then(|| {
            format!(
                "{} on records: each fingerprint with its text, and {} signatures with theirs",
                count(self.all, "decision"),
                self.signed
            )
        });
        Looked { findings: self.findings, at, notes: self.notes }
    }
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
        fault => (
            "approval-signature",
            "a signature over this decision".into(),
            fault_words(Lang::En, fault),
        ),
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
