//! Parts 6 and 7: what the report cannot tell, and how to verify what it tells.

use serde::Serialize;

use super::{
    build::Asked,
    period::PeriodPart,
    view::{Artifact, CheckDefinition, Tally},
};
use crate::{
    evidence::{RunRecord, TimeSource},
    ids::FrameworkId,
    model::Check,
    report::{Inputs, words},
};

/// How many items a limitation names.
const SHOWN: usize = 12;

/// One thing that the report does not prove or cannot tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Limitation {
    /// What it is about.
    pub title: &'static str,
    /// What it means.
    pub text: String,
    /// What it concerns: reference numbers, checks, rules.
    pub items: Vec<String>,
    /// How many more it concerns.
    pub more: u64,
}

/// One step of verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What is verified.
    pub title: &'static str,
    /// How.
    pub text: String,
    /// A command to run.
    pub command: Option<String>,
}

/// What limitations are told from.
pub(super) struct Facts<'a> {
    pub(super) inputs: &'a Inputs<'a>,
    pub(super) runs: Vec<&'a RunRecord>,
    pub(super) checks: &'a [&'a Check],
    pub(super) definitions: &'a [CheckDefinition],
    pub(super) artifacts: &'a [Artifact],
    pub(super) total: &'a Tally,
    pub(super) period: Option<&'a PeriodPart>,
}

/// What is not proven and what the report cannot tell.
pub(super) fn limitations(facts: &Facts<'_>) -> Vec<Limitation> {
    let mut all = vec![open_items(facts), no_opinion(), signature(facts)];
    if facts.inputs.clock_overridden {
        all.push(plain(
            "Recorded times",
            "Entries were recorded under a clock that was set by hand: their recorded-at is what \
             somebody said, not what a machine's clock showed."
                .to_owned(),
        ));
    }
    all.extend(claimed(facts));
    all.extend(times(facts));
    all.extend(broken_runs(facts));
    all.extend(warnings(facts));
    all.extend(populations(facts));
    all.extend(missing(facts));
    all.extend(silent(facts));
    all.extend(facts.period.map(over_time));
    all.extend(facts.period.and_then(late));
    all.extend(facts.period.and_then(before_evidence));
    all.push(plain(
        "Statements and links",
        "A statement by a person is as good as the person and the document behind it. That a check \
         answers to a control is this program's decision: judge it from the list of checks."
            .to_owned(),
    ));
    all
}

fn plain(title: &'static str, text: String) -> Limitation {
    Limitation { title, text, items: Vec::new(), more: 0 }
}

fn listed(title: &'static str, text: String, items: Vec<String>) -> Option<Limitation> {
    let more = items.len().saturating_sub(SHOWN) as u64;
    (!items.is_empty()).then(|| Limitation {
        title,
        text,
        items: items.into_iter().take(SHOWN).collect(),
        more,
    })
}

fn open_items(facts: &Facts<'_>) -> Limitation {
    let total = facts.total;
    plain(
        "Not proven",
        format!(
            "{} of {} applicable and due are not proven; part 4 lists each.",
            words::number(total.counted - total.proven),
            words::number(total.counted)
        ),
    )
}

fn no_opinion() -> Limitation {
    plain(
        "No opinion",
        "Titles and summaries are those of the program's files and no substitute for the \
         framework's text. Statuses say what the evidence in the ledger shows; they are not an assessor's opinion."
            .to_owned(),
    )
}

fn signature(facts: &Facts<'_>) -> Limitation {
    let text = match &facts.inputs.assessment.head {
        Some(head) => format!(
            "The ledger's {} are bound to one another by the root {}. The root is not signed: \
             compare it with a copy that was kept elsewhere at the time.",
            words::count(head.size, "entry"),
            head.root
        ),
        None => "There is no ledger: nothing is proven, and nothing can be verified.".to_owned(),
    };
    plain("Signature", text)
}

fn claimed(facts: &Facts<'_>) -> Option<Limitation> {
    let is_claimed = |record: &&&RunRecord| {
        let run = &record.run;
        let scope = &run.scope;
        [&run.tool, &run.version, &scope.repository, &scope.commit, &scope.document]
            .iter()
            .any(|fact| fact.claimed.is_some())
    };
    let n = facts.runs.iter().filter(is_claimed).count() as u64;
    (n > 0).then(|| {
        plain(
            "Claimed facts",
            format!(
                "For {} of {}, the tool, its version, the repository, the commit or the document \
                 was told by whoever submitted the file and not read from it. Such facts are \
                 marked as claimed in the evidence index.",
                words::number(n),
                words::count(facts.runs.len() as u64, "run")
            ),
        )
    })
}

fn times(facts: &Facts<'_>) -> Option<Limitation> {
    let count =
        |source| facts.runs.iter().filter(|record| record.run.observed_at_source == source).count();
    let parts = [
        (count(TimeSource::Claimed), "claimed by the submitter"),
        (count(TimeSource::FileTime), "taken from the time of the file"),
        (count(TimeSource::Recorded), "taken as the time of recording"),
    ];
    let some: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, how)| format!("{n} {how}")).collect();
    (!some.is_empty()).then(|| {
        plain(
            "Times that the file does not state",
            format!(
                "The observed-at of {} was not read from the file: {}.",
                words::count(parts.iter().map(|(n, _)| n).sum::<usize>(), "run"),
                some.join(", ")
            ),
        )
    })
}

fn broken_runs(facts: &Facts<'_>) -> Option<Limitation> {
    let failed = runs_of(facts, |run| !run.succeeded);
    listed(
        "Runs that did not end well",
        "Their fails count, their passes do not.".to_owned(),
        failed,
    )
}

fn runs_of(facts: &Facts<'_>, wanted: fn(&super::index::ArtifactRun) -> bool) -> Vec<String> {
    let artifacts = facts.artifacts.iter().filter(|artifact| artifact.runs.iter().any(wanted));
    artifacts.map(|artifact| artifact.reference.clone()).collect()
}

fn warnings(facts: &Facts<'_>) -> Option<Limitation> {
    listed(
        "Files that were read with a warning",
        "The warning stands with the run in the evidence index.".to_owned(),
        runs_of(facts, |run| !run.warnings.is_empty()),
    )
}

fn populations(facts: &Facts<'_>) -> Option<Limitation> {
    let without = facts.checks.iter().filter(|check| check.population.is_none());
    listed(
        "Checks without a population",
        "They say nothing of what the tool was not shown; whether it saw everything must be judged \
         from the scope of the runs."
            .to_owned(),
        without.map(|check| check.id.value.to_string()).collect(),
    )
}

fn missing(facts: &Facts<'_>) -> Option<Limitation> {
    let incomplete = facts.definitions.iter().filter(|check| !check.missing.is_empty());
    let items = incomplete
        .map(|check| format!("{}: {}", check.id, words::some_of(&check.missing, 5)))
        .collect();
    listed("Parts of a population without a result", "No run has named them.".to_owned(), items)
}

fn silent(facts: &Facts<'_>) -> Option<Limitation> {
    let rules = facts.definitions.iter().flat_map(|check| {
        check.silent_rules.iter().map(move |rule| format!("{}: {rule}", check.id))
    });
    listed(
        "Silent rules",
        "These rules are named by a check, and no run has said anything of them: the tool may not \
         have them, or had nothing to look at."
            .to_owned(),
        rules.collect(),
    )
}

fn over_time(_: &PeriodPart) -> Limitation {
    plain(
        "Days",
        "Each day is judged at its end, by what was observed up to then. What failed and was \
         restored between two runs is not seen. Every day is judged by the program's files as they \
         are now, or at the revision named above, and by all that the ledger knows now; \
         `--known-at` shows what it knew on an earlier day, and `--program` what the files were."
            .to_owned(),
    )
}

fn late(period: &PeriodPart) -> Option<Limitation> {
    (period.late_runs > 0).then(|| {
        plain(
            "Evidence that came late",
            format!(
                "{} of the period {} recorded on a later day than the one after it was observed: \
                 on the days between, nobody could have known.",
                words::count(period.late_runs, "run"),
                if period.late_runs == 1 { "was" } else { "were" }
            ),
        )
    })
}

fn before_evidence(period: &PeriodPart) -> Option<Limitation> {
    period.first_known.map(|first| {
        plain(
            "Days before the first evidence",
            format!(
                "The ledger knows nothing of the days before {first}. They count as not met, unless \
                 a control did not apply or was not due."
            ),
        )
    })
}

/// How to verify the report.
pub(super) fn steps(inputs: &Inputs<'_>, framework: &FrameworkId, asked: &Asked) -> Vec<Step> {
    let as_of = inputs.assessment.as_of;
    let step = |title, text: String, command| Step { title, text, command };
    let root = inputs.assessment.head.as_ref().map(|head| {
        step(
            "The ledger",
            format!(
                "Every entry is hashed again, and every result derived again from its file. The command must report {} and the root {}.",
                words::count(head.size, "entry"),
                head.root
            ),
            Some("storyproof doctor --deep".to_owned()),
        )
    });
    let program = inputs.revision.map(|revision| {
        let modified =
            if revision.modified { ", with changes that were not committed" } else { "" };
        format!(" The program's files are those of the commit {}{modified}.", revision.commit)
    });
    let report = step(
        "The report",
        format!(
            "The same files, ledger and clocks give the same bytes.{}",
            program.unwrap_or_default()
        ),
        Some(format!(
            "storyproof report audit {framework} --as-of {} --known-at {}{}",
            as_of.observed,
            as_of.known,
            asked.typed()
        )),
    );
    let file = step(
        "A file of evidence",
        "Ask for it by its reference number. It is kept compressed beside the ledger, under its \
         SHA-256; the SHA-256 of its bytes, computed with any tool, must be the one in the \
         evidence index. Nothing of ours is needed for that."
            .to_owned(),
        Some("zstd -dc .storyproof/artifacts/SHA256.zst | sha256sum".to_owned()),
    );
    root.into_iter().chain([file, report]).collect()
}
