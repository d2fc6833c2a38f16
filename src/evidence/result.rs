//! What one run of a tool said of one subject for one rule.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the tool said. Its own word is translated by the reader of its format.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Outcome {
    /// The subject is as the rule asks.
    Pass = 1,
    /// The subject is not as the rule asks.
    Fail = 2,
    /// The tool could not tell: an error, an unknown, a test that broke.
    Error = 3,
    /// The rule does not apply to the subject; only good with the tool's reason.
    NotApplicable = 4,
    /// The tool says that a person must look, or that it skipped the question.
    Manual = 5,
    /// Said for information; neither good nor bad.
    Informational = 6,
}

impl Outcome {
    /// Every outcome, in the order of their codes.
    pub const ALL: [Self; 6] = [
        Self::Pass,
        Self::Fail,
        Self::Error,
        Self::NotApplicable,
        Self::Manual,
        Self::Informational,
    ];

    /// The code kept in the ledger's status vectors; never changes its meaning.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The outcome of a code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// How bad a failing result is. SARIF's levels share the scale: `error` is high, `warning`
/// medium, `note` low, `none` info.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Severity {
    /// For information (SARIF `none`).
    Info = 1,
    /// Low (SARIF `note`).
    Low = 2,
    /// Medium (SARIF `warning`).
    Medium = 3,
    /// High (SARIF `error`).
    High = 4,
    /// Critical.
    Critical = 5,
}

impl Severity {
    /// Every severity, mildest first.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// Every word that tools and people have for one: the five names, and SARIF's levels.
    pub const WORDS: [(&str, Self); 12] = [
        ("info", Self::Info),
        ("low", Self::Low),
        ("medium", Self::Medium),
        ("high", Self::High),
        ("critical", Self::Critical),
        ("informational", Self::Info),
        ("none", Self::Info),
        ("note", Self::Low),
        ("moderate", Self::Medium),
        ("warning", Self::Medium),
        ("error", Self::High),
        ("fatal", Self::Critical),
    ];

    /// Reads a tool's word, in any case.
    pub fn parse(word: &str) -> Option<Self> {
        let known = Self::WORDS.iter().find(|(known, _)| word.eq_ignore_ascii_case(known));
        known.map(|(_, severity)| *severity)
    }

    /// The code kept in the ledger's status vectors; never changes its meaning.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The severity of a code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.code() == code)
    }

    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// The thing a result is about: an account, a bucket, a repository, a source location, a test.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Subject {
    /// The name that stays the same from run to run: an ARN, a path with a fingerprint, a suite.
    pub uid: String,
    /// The tool's word for the kind of thing, such as `AwsS3Bucket`; empty when not said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The account it lives in, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The region it lives in, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// One result, as a reader hands it on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScanResult {
    /// The tool's id of the rule, as the tool writes it.
    pub rule: String,
    /// What it is about.
    pub subject: Subject,
    /// What was said.
    pub outcome: Outcome,
    /// Whether the tool was told to keep quiet about it. It changes no verdict: a muted fail is
    /// an exception that nobody has approved.
    pub muted: bool,
    /// How bad it is, when the tool says.
    pub severity: Option<Severity>,
    /// The tool's message; for `muted` and `not applicable` with the reason in it.
    pub message: String,
}

/// How many results of each kind. Muted results are counted apart and only there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Passed and not muted.
    pub pass: u64,
    /// Failed and not muted.
    pub fail: u64,
    /// Not evaluated because of an error.
    pub error: u64,
    /// Not applicable.
    pub not_applicable: u64,
    /// Left to a person, or skipped.
    pub manual: u64,
    /// For information.
    pub informational: u64,
    /// Passed, muted.
    pub muted_pass: u64,
    /// Failed, muted.
    pub muted_fail: u64,
}

impl Counts {
    /// Counts one result. A mute on anything but a pass or a fail changes nothing.
    pub fn add(&mut self, outcome: Outcome, muted: bool) {
        let slot = match (outcome, muted) {
            (Outcome::Pass, false) => &mut self.pass,
            (Outcome::Pass, true) => &mut self.muted_pass,
            (Outcome::Fail, false) => &mut self.fail,
            (Outcome::Fail, true) => &mut self.muted_fail,
            (Outcome::Error, _) => &mut self.error,
            (Outcome::NotApplicable, _) => &mut self.not_applicable,
            (Outcome::Manual, _) => &mut self.manual,
            (Outcome::Informational, _) => &mut self.informational,
        };
        *slot += 1;
    }

    /// Adds another count to this one.
    pub fn merge(&mut self, other: &Self) {
        self.pass += other.pass;
        self.fail += other.fail;
        self.error += other.error;
        self.not_applicable += other.not_applicable;
        self.manual += other.manual;
        self.informational += other.informational;
        self.muted_pass += other.muted_pass;
        self.muted_fail += other.muted_fail;
    }

    /// All results.
    pub fn total(&self) -> u64 {
        self.pass
            + self.fail
            + self.error
            + self.not_applicable
            + self.manual
            + self.informational
            + self.muted_pass
            + self.muted_fail
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_result_is_counted_once() {
        let mut counts = Counts::default();
        for outcome in Outcome::ALL {
            for muted in [false, true] {
                counts.add(outcome, muted);
            }
        }
        assert_eq!(counts.total(), 12);
        assert_eq!((counts.pass, counts.muted_pass, counts.fail, counts.muted_fail), (1, 1, 1, 1));
    }

    #[test]
    fn codes_round_trip() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_code(outcome.code()), Some(outcome));
        }
        for severity in Severity::ALL {
            assert_eq!(Severity::from_code(severity.code()), Some(severity));
        }
        assert_eq!(Outcome::from_code(0), None);
    }
}
