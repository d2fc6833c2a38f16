//! The text under a signature.

use super::Frame;
use crate::evidence::{Approval, RestsOn};

/// The exact text that is signed; see [`super`].
pub fn message(approval: &Approval) -> String {
    let mut frame = Frame::new("storyproof approval v1");
    frame.field("record", &approval.record.to_string());
    frame.field("decision", approval.decision.word());
    frame.field("by", &approval.by);
    frame.field("role", &approval.role);
    frame.field("at", &approval.observed_at.to_string());
    frame.field("reason", &approval.reason);
    frame.field("fingerprint", &approval.fingerprint);
    let line = |on: &RestsOn| format!("{} {}", on.record, on.fingerprint);
    frame.list("rests on", approval.rests_on.iter().map(line));
    frame.text("text", &approval.text);
    frame.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        approval::fingerprint,
        evidence::{Approvable, Decision, RecordRef},
        time::Instant,
    };

    #[test]
    fn what_is_signed_does_not_change() {
        let text = "storyproof record v1\nrecord\n  story IAM-01\ntitle\n  Root is locked away\n";
        let approval = Approval {
            record: RecordRef::new(Approvable::Story, "IAM-01"),
            decision: Decision::Approve,
            fingerprint: fingerprint(text),
            text: text.into(),
            rests_on: vec![RestsOn {
                record: RecordRef::new(Approvable::Check, "root-mfa"),
                fingerprint: "v1:00".into(),
            }],
            by: "spm".into(),
            role: "program-office".into(),
            reason: "Reviewed".into(),
            observed_at: Instant::MIN,
            signed: None,
            corrects: None,
        };
        let expected = format!(
            "storyproof approval v1\nrecord\n  story IAM-01\ndecision\n  approve\nby\n  spm\nrole\n  \
             program-office\nat\n  1970-01-01T00:00:00Z\nreason\n  Reviewed\nfingerprint\n  {}\n\
             rests on\n  check root-mfa v1:00\ntext\n  storyproof record v1\n  record\n    story IAM-01\n  \
             title\n    Root is locked away\n",
            approval.fingerprint
        );
        assert_eq!(message(&approval), expected);
    }
}
