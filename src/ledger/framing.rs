//! What is hashed, byte by byte, wherever a hash is not simply over stored bytes.
//!
//! A text is framed as its length in bytes (four bytes, big-endian) and its UTF-8 bytes; an
//! optional text as `0`, or `1` and the text. Frames cannot run into each other, so two
//! different values never have the same bytes.
//!
//! | hash | over |
//! |---|---|
//! | subject | `storyproof/subject/v1` · uid · kind · optional account · optional region |
//! | result | `storyproof/result/v1` · rule · uid · kind · optional account · optional region · outcome code · muted (0 or 1) · severity code or 0 · SHA-256 of the message |
//! | identity | `storyproof/identity/v1` · SHA-256 of the artifact · claims as JSON, as they stand in the entry |
//!
//! A result's bytes are a leaf of its run's Merkle tree, in file order, so an auditor can derive
//! `results_root` from the artifact alone.

use super::{artifact::ArtifactId, hash::Hash, merkle::leaf_hash};
use crate::evidence::{Claims, ScanResult, Severity, Subject};

/// A buffer that is filled anew for each hash, so that a million results allocate nothing.
#[derive(Debug, Default)]
pub(super) struct Framer(Vec<u8>);

impl Framer {
    /// The hash that a subject is known by.
    pub(super) fn subject(&mut self, subject: &Subject) -> Hash {
        self.start("storyproof/subject/v1");
        self.subject_fields(subject);
        Hash::of(&self.0)
    }

    /// The leaf hash of a result.
    pub(super) fn result(&mut self, result: &ScanResult) -> Hash {
        self.start("storyproof/result/v1");
        self.text(&result.rule);
        self.subject_fields(&result.subject);
        let severity = result.severity.map_or(0, Severity::code);
        self.0.extend([result.outcome.code(), u8::from(result.muted), severity]);
        self.0.extend(Hash::of(result.message.as_bytes()).as_bytes());
        leaf_hash(&self.0)
    }

    fn start(&mut self, purpose: &str) {
        self.0.clear();
        self.text(purpose);
    }

    fn subject_fields(&mut self, subject: &Subject) {
        self.text(&subject.uid);
        self.text(&subject.kind);
        self.optional(subject.account.as_deref());
        self.optional(subject.region.as_deref());
    }

    pub(super) fn text(&mut self, text: &str) {
        // No text of four gigabytes reaches this: readers cap every field.
        self.0.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_be_bytes());
        self.0.extend(text.as_bytes());
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn optional(&mut self, text: Option<&str>) {
        self.0.push(u8::from(text.is_some()));
        if let Some(text) = text {
            self.text(text);
        }
    }
}

/// What makes two submissions the same: the same bytes with the same claims. When the file was
/// written or recorded does not matter; a claimed time or commit does.
pub(super) fn identity(artifact: ArtifactId, claims: &Claims) -> serde_json::Result<Hash> {
    let mut framer = Framer::default();
    framer.start("storyproof/identity/v1");
    framer.0.extend(artifact.sha256.as_bytes());
    framer.text(&serde_json::to_string(claims)?);
    Ok(Hash::of(&framer.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Outcome;

    fn result() -> ScanResult {
        ScanResult {
            rule: "iam_root_mfa_enabled".into(),
            subject: Subject {
                uid: "arn:aws:iam::1:root".into(),
                kind: "AwsIamUser".into(),
                account: Some("1".into()),
                region: None,
            },
            outcome: Outcome::Fail,
            muted: false,
            severity: Some(Severity::Critical),
            message: "no MFA".into(),
        }
    }

    #[test]
    fn a_result_s_bytes_are_as_documented() {
        let mut framer = Framer::default();
        let leaf = framer.result(&result());
        let mut expected = Vec::new();
        for text in ["storyproof/result/v1", "iam_root_mfa_enabled", "arn:aws:iam::1:root"] {
            expected.extend([0, 0, 0, u8::try_from(text.len()).unwrap()]);
            expected.extend(text.as_bytes());
        }
        expected.extend(b"\0\0\0\x0aAwsIamUser\x01\0\0\0\x011\0");
        expected.extend([2, 0, 5]);
        expected.extend(Hash::of(b"no MFA").as_bytes());
        assert_eq!(framer.0, expected);
        assert_eq!(leaf, leaf_hash(&expected));
    }

    #[test]
    fn every_field_of_a_result_counts() {
        let mut framer = Framer::default();
        let mut seen = vec![framer.result(&result())];
        let changes: [fn(&mut ScanResult); 9] = [
            |r| r.rule.push('x'),
            |r| r.subject.uid.push('x'),
            |r| r.subject.kind.push('x'),
            |r| r.subject.account = None,
            |r| r.subject.region = Some(String::new()),
            |r| r.outcome = Outcome::Pass,
            |r| r.muted = true,
            |r| r.severity = None,
            |r| r.message.push('x'),
        ];
        for change in changes {
            let mut altered = result();
            change(&mut altered);
            seen.push(framer.result(&altered));
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 10);
    }

    #[test]
    fn texts_cannot_run_into_each_other() {
        let mut framer = Framer::default();
        let one = Subject { uid: "ab".into(), kind: "c".into(), ..Subject::default() };
        let other = Subject { uid: "a".into(), kind: "bc".into(), ..Subject::default() };
        assert_ne!(framer.subject(&one), framer.subject(&other));
    }
}
