//! `evidence/*`: statuses that a gate can fail on. The rules stand here with all others, so that
//! `[lints]`, `--fail-on` and `explain` know them; `report::gate` finds them.
//!
//! They are silent unless somebody asks: `--fail-on` of one run, or `[lints]` for good.

use crate::diag::{LintLevel, Rule};

/// A word of `--fail-on` with what it stands for.
#[derive(Debug)]
pub struct GateWord {
    /// The word that people write: the status itself.
    pub word: &'static str,
    /// The kind of record that has the status.
    pub kind: &'static str,
    /// The rule that reports it.
    pub rule: Rule,
}

macro_rules! words {
    ($($kind:literal $word:literal $summary:literal $why:literal $what:literal)*) => {
        [$(GateWord {
            word: $word,
            kind: $kind,
            rule: Rule {
                code: concat!("evidence/", $kind, "-", $word),
                level: LintLevel::Allow,
                fixed: false,
                summary: $summary,
                docs: concat!(
                    "## What it finds\n", "A record of which this holds: ", $summary, ".\n",
                    "It is looked for when `check --fail-on ", $word, "` or `[lints]` asks.\n\n",
                    "## Why it matters\n", $why, "\n\n",
                    "## Example\n```toml\n[lints]\n\"evidence/", $kind, "-", $word, "\" = \"deny\"\n```\n\n",
                    "## What to do\n", $what, "\n",
                ),
            },
        }),*]
    };
}

/// Every word, the worst of each kind of record first.
pub static GATE: [GateWord; 19] = words! {
    "check" "failed" "a subject of a check fails, and no live exception covers it"
        "A machine looked and found what the check forbids."
        "Mend the subject and scan again, or have an exception approved."
    "check" "error" "a subject of a check could not be evaluated"
        "A tool that could not look has proven nothing."
        "Mend the run: its permissions, its scope, its rules."
    "check" "never-run" "no result answers a check"
        "Nothing evaluated is nothing proven, however green a light looks."
        "Run the tool, and record its output with `storyproof ingest`."
    "check" "incomplete" "a part of a check's population has no result"
        "What nobody looked at may be anything."
        "Run the tool on the missing members."
    "check" "stale" "a check's results are older than their limit"
        "A light that was green a month ago says nothing of today."
        "Run the tool again."
    "check" "excepted" "a check has only failing subjects that an exception accepts"
        "An exception ends, and is never proof."
        "Mend the subjects before it ends."
    "story" "contradicted" "a story is claimed done, and evidence says no"
        "What people were told is not so."
        "Mend what fails, or take the claim back."
    "story" "regressed" "a story was verified once, and is not now"
        "Something that worked has been lost."
        "Find what changed since that day, and mend it."
    "story" "unverified" "a story is claimed done, and not each criterion is proven"
        "The claim rests on words alone."
        "Record the evidence that its criteria ask for."
    "control" "failing" "a check that names a control fails"
        "The control is not met today."
        "Mend what the check found."
    "control" "gap" "a control has no check, no attestation and no story"
        "Nobody works on it, and nothing will prove it."
        "Write a story, and a check or an attestation."
    "control" "planned" "only a story works on a control"
        "Nothing proves it yet."
        "Do the story, and record its evidence."
    "control" "unproven" "the proof of a control is missing, old, broken or incomplete"
        "An auditor would find nothing to look at."
        "Record what is lacking: `storyproof explain` names it."
    "attestation" "missing" "nobody has stated what an attestation asks"
        "No machine can see it, and no person has said it."
        "Let the person who may say it record it with `storyproof attest`."
    "attestation" "expired" "the latest statement of an attestation has ended"
        "What it proved is unproven from that day on."
        "State it again, with a document of today."
    "approval" "rejected" "a record was rejected, and not approved since"
        "Somebody who may decide has said no."
        "Change the record as they ask, and have it approved."
    "approval" "refused" "a record was approved in a way that does not count"
        "It looks approved, and is not."
        "Let somebody who may approve it sign for it."
    "approval" "not-approved" "a record has to be approved, and nobody has"
        "The rules of the program ask for a decision."
        "Let somebody who may decide approve it with `storyproof approve`."
    "approval" "suspect" "a record, or what it rests on, changed since it was approved"
        "What was approved is not what stands there now."
        "Show the change to those who approved it."
};

/// The word for a kind of record with a status.
pub fn gate_word(kind: &str, status: &str) -> Option<&'static GateWord> {
    GATE.iter().find(|word| word.kind == kind && word.word == status)
}

/// How bad a code is, lower being worse: what is wrong with the files comes first.
pub fn gate_rank(code: &str) -> usize {
    GATE.iter().position(|word| word.rule.code == code).map_or(0, |at| at + 1)
}
