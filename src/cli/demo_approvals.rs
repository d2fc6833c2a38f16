//! What people approve in the demo, signed with the keys of the example.
//!
//! The keys follow from the names of the roles, so the demo is the same everywhere, and whoever reads
//! this can sign with them. They stand for nobody; `init` lays none of them down.

use ed25519_dalek::SigningKey;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use storyproof::{
    approval::{Frame, fields, fingerprint, message, rests_on, text},
    assess::{Signers, approval_faults, record_path},
    evidence::{Approval, Decision, ExceptionRecord, History, RecordRef, Signed},
    ids::SprintId,
    ledger::{Body, Ledger},
    program::Program,
    signature::{SshSignature, namespace},
    time::Instant,
};

use super::{approval::targets, failure::Failure, workspace::ledger_failure};

/// Decisions of the timeline that were made together.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Approve {
    pub(super) at: Instant,
    /// As they are typed after `approve`; besides `stories-of:SPRINT`, and `exceptions` for all that
    /// the ledger holds by then.
    records: Vec<String>,
    /// Who decides, such as `risk-owner` or `spm for program-office`: of several the first who may.
    by: Vec<String>,
    reason: String,
    /// What a text said then and says no longer.
    #[serde(default)]
    was: Vec<Was>,
    #[serde(default)]
    unsigned: bool,
}

/// A field of a record's text as it was.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Was {
    record: String,
    field: String,
    value: String,
}

/// The example's key of a role.
fn key(name: &str) -> SigningKey {
    SigningKey::from_bytes(&Sha256::digest(format!("storyproof example key of {name}")).into())
}

impl Approve {
    /// The decisions as they are recorded.
    pub(super) fn decisions(
        self,
        program: &Program,
        ledger: &Ledger,
        recorded_at: Instant,
    ) -> Result<Vec<Approval>, Failure> {
        let history = History { exceptions: exceptions(ledger)?, ..History::default() };
        let mut typed = Vec::new();
        for record in &self.records {
            typed.extend(spelt_out(record, program, &history)?);
        }
        let signers = Signers::of(program);
        let mut decisions = Vec::new();
        for record in targets(program, &history, &typed)? {
            let path = record_path(program, &history, &record).unwrap_or_default();
            let mut chosen = None;
            for by in &self.by {
                let decision = self.decision(program, &history, &record, by)?;
                let faults = approval_faults(program, &signers, &decision, path, recorded_at);
                let may = faults.is_empty();
                if may || chosen.is_none() {
                    chosen = Some(decision);
                }
                if may {
                    break;
                }
            }
            decisions.extend(chosen);
        }
        Ok(decisions)
    }

    fn decision(
        &self,
        program: &Program,
        history: &History,
        record: &RecordRef,
        by: &str,
    ) -> Result<Approval, Failure> {
        let text = text(program, history, record).ok_or_else(|| {
            Failure::usage(format!("the demo's timeline is broken: there is no {record}"))
        })?;
        let text = self.as_it_was(record, text);
        let (by, role) = by.split_once(" for ").unwrap_or((by, by));
        let mut decision = Approval {
            record: record.clone(),
            decision: Decision::Approve,
            fingerprint: fingerprint(&text),
            rests_on: rests_on(program, history, record),
            text,
            by: by.to_owned(),
            role: role.to_owned(),
            reason: self.reason.clone(),
            observed_at: self.at,
            signed: None,
            corrects: None,
        };
        if !self.unsigned {
            let signed =
                SshSignature::sign(&key(by), namespace::APPROVAL, message(&decision).as_bytes());
            let (public_key, signature) = (signed.key().to_string(), signed.to_string());
            decision.signed = Some(Signed { public_key, signature });
        }
        Ok(decision)
    }

    fn as_it_was(&self, record: &RecordRef, text: String) -> String {
        let was: Vec<&Was> = self.was.iter().filter(|was| was.record == record.typed()).collect();
        if was.is_empty() {
            return text;
        }
        let mut frame = Frame::new(text.lines().next().unwrap_or_default());
        for (name, lines) in fields(&text) {
            let old = was.iter().find(|was| was.field == name).map(|was| was.value.clone());
            frame.field(name, &old.unwrap_or_else(|| lines.join("\n")));
        }
        frame.finish()
    }
}

fn spelt_out(record: &str, program: &Program, history: &History) -> Result<Vec<String>, Failure> {
    if record == "exceptions" {
        return Ok(history.exceptions.iter().map(|e| format!("entry:{}", e.entry)).collect());
    }
    let Some(sprint) = record.strip_prefix("stories-of:") else {
        return Ok(vec![record.to_owned()]);
    };
    let broken =
        |error: &dyn std::error::Error| Failure::because("the demo's timeline is broken", error);
    let id: SprintId = sprint.parse().map_err(|error| broken(&error))?;
    let committed = program.sprint(&id).and_then(|sprint| sprint.committed.as_ref());
    let stories = committed.into_iter().flatten();
    Ok(stories.map(|id| format!("story:{}", id.value)).collect())
}

/// The exceptions that the ledger holds.
fn exceptions(ledger: &Ledger) -> Result<Vec<ExceptionRecord>, Failure> {
    let mut found = Vec::new();
    for listed in ledger.entries().map_err(|e| ledger_failure(&e))? {
        if listed.kind != "exception" {
            continue;
        }
        let stored = ledger.entry(listed.seq).map_err(|e| ledger_failure(&e))?;
        let entry = stored.decode(ledger.path()).map_err(|e| ledger_failure(&e))?;
        if let Body::Exception(exception) = entry.body {
            let (entry, recorded_at) = (listed.seq, entry.recorded_at);
            found.push(ExceptionRecord { entry, recorded_at, exception: *exception });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use storyproof::signature::{AllowedSigners, PublicKey};

    use super::*;

    #[test]
    fn the_example_s_signers_hold_the_example_s_keys() {
        let text = include_str!("../../controls/allowed_signers");
        let (allowed, bad) = AllowedSigners::parse(text);
        assert_eq!(bad, []);
        let mut seen = 0;
        for (line, names, found) in allowed.lines() {
            let expected = PublicKey::of(&key(&names[0]));
            assert_eq!(*found, expected, "line {line} should hold {} {expected}", names[0]);
            seen += 1;
        }
        assert!(seen > 3);
    }
}
