//! Parts 6 and 7: what the report cannot tell, and how to verify what it tells.

use schemars::JsonSchema;
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
    report::{
        Inputs,
        lang::{Lang, say},
        words,
    },
};

/// How many items a limitation names.
const SHOWN: usize = 12;

/// One thing that the report does not prove or cannot tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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
    let lang = facts.inputs.lang;
    let mut all = vec![open_items(facts), no_opinion(lang), signature(facts)];
    if facts.inputs.clock_overridden {
        all.push(plain(
            lang.text("Recorded times"),
            say!(
                lang,
                "Entries were recorded under a clock that was set by hand: their recorded-at is what somebody said, not what a machine's clock showed."
            ),
        ));
    }
    all.extend(claimed(facts));
    all.extend(times(facts));
    all.extend(broken_runs(facts));
    all.extend(warnings(facts));
    all.extend(populations(facts));
    all.extend(missing(facts));
    all.extend(silent(facts));
    if let Some(period) = facts.period {
        all.push(over_time(lang));
        all.extend(late(lang, period));
        all.extend(before_evidence(lang, period));
    }
    all.push(plain(
        lang.text("Statements and links"),
        say!(
            lang,
            "A statement by a person is as good as the person and the document behind it. That a check answers to a control is this program's decision: judge it from the list of checks."
        ),
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
    let (total, lang) = (facts.total, facts.inputs.lang);
    plain(
        lang.text("Not proven"),
        say!(
            lang,
            "{0} of {1} applicable and due are not proven; part 4 lists each.",
            words::number(total.counted - total.proven),
            words::number(total.counted)
        ),
    )
}

fn no_opinion(lang: Lang) -> Limitation {
    plain(
        lang.text("No opinion"),
        say!(
            lang,
            "Titles and summaries are those of the program's files and no substitute for the framework's text. Statuses say what the evidence in the ledger shows; they are not an assessor's opinion."
        ),
    )
}

fn signature(facts: &Facts<'_>) -> Limitation {
    let lang = facts.inputs.lang;
    let text = match &facts.inputs.assessment.head {
        Some(head) => say!(
            lang,
            "The ledger's {0} are bound to one another by the root {1}. The root is not signed: compare it with a copy that was kept elsewhere at the time.",
            lang.count(head.size, "entry"),
            head.root
        ),
        None => say!(lang, "There is no ledger: nothing is proven, and nothing can be verified."),
    };
    plain(lang.text("Signature"), text)
}

fn claimed(facts: &Facts<'_>) -> Option<Limitation> {
    let lang = facts.inputs.lang;
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
            lang.text("Claimed facts"),
            say!(
                lang,
                "For {0} of {1}, the tool, its version, the repository, the commit or the document was told by whoever submitted the file and not read from it. Such facts are marked as claimed in the evidence index.",
                words::number(n),
                lang.count(facts.runs.len() as u64, "run")
            ),
        )
    })
}

fn times(facts: &Facts<'_>) -> Option<Limitation> {
    let lang = facts.inputs.lang;
    let count =
        |source| facts.runs.iter().filter(|record| record.run.observed_at_source == source).count();
    let (claimed, file, recorded) =
        (count(TimeSource::Claimed), count(TimeSource::FileTime), count(TimeSource::Recorded));
    let parts = [
        (claimed, say!(lang, "{0} claimed by the submitter", claimed)),
        (file, say!(lang, "{0} taken from the time of the file", file)),
        (recorded, say!(lang, "{0} taken as the time of recording", recorded)),
    ];
    let some: Vec<String> =
        parts.into_iter().filter(|(n, _)| *n > 0).map(|(_, text)| text).collect();
    (!some.is_empty()).then(|| {
        plain(
            lang.text("Times that the file does not state"),
            say!(
                lang,
                "The observed-at of {0} was not read from the file: {1}.",
                lang.count(claimed + file + recorded, "run"),
                lang.list(&some)
            ),
        )
    })
}

fn broken_runs(facts: &Facts<'_>) -> Option<Limitation> {
    let lang = facts.inputs.lang;
    listed(
        lang.text("Runs that did not end well"),
        say!(lang, "Their fails count, their passes do not."),
        runs_of(facts, |run| !run.succeeded),
    )
}

fn runs_of(facts: &Facts<'_>, wanted: fn(&super::index::ArtifactRun) -> bool) -> Vec<String> {
    let artifacts = facts.artifacts.iter().filter(|artifact| artifact.runs.iter().any(wanted));
    artifacts.map(|artifact| artifact.reference.clone()).collect()
}

fn warnings(facts: &Facts<'_>) -> Option<Limitation> {
    let lang = facts.inputs.lang;
    listed(
        lang.text("Files that were read with a warning"),
        say!(lang, "The warning stands with the run in the evidence index."),
        runs_of(facts, |run| !run.warnings.is_empty()),
    )
}

fn populations(facts: &Facts<'_>) -> Option<Limitation> {
    let lang = facts.inputs.lang;
    let without = facts.checks.iter().filter(|check| check.population.is_none());
    listed(
        lang.text("Checks without a population"),
        say!(
            lang,
            "They say nothing of what the tool was not shown; whether it saw everything must be judged from the scope of the runs."
        ),
        without.map(|check| check.id.value.to_string()).collect(),
    )
}

fn missing(facts: &Facts<'_>) -> Option<Limitation> {
    let lang = facts.inputs.lang;
    let incomplete = facts.definitions.iter().filter(|check| !check.missing.is_empty());
    let items = incomplete
        .map(|check| format!("{}: {}", check.id, lang.some_of(&check.missing, 5)))
        .collect();
    listed(
        lang.text("Parts of a population without a result"),
        say!(lang, "No run has named them."),
        items,
    )
}

fn silent(facts: &Facts<'_>) -> Option<Limitation> {
    let lang = facts.inputs.lang;
    let rules = facts.definitions.iter().flat_map(|check| {
        check.silent_rules.iter().map(move |rule| format!("{}: {rule}", check.id))
    });
    listed(
        lang.text("Silent rules"),
        say!(
            lang,
            "These rules are named by a check, and no run has said anything of them: the tool may not have them, or had nothing to look at."
        ),
        rules.collect(),
    )
}

fn over_time(lang: Lang) -> Limitation {
    plain(
        lang.text("Days##how they are judged"),
        say!(
            lang,
            "Each day is judged at its end, by what was observed up to then. What failed and was restored between two runs is not seen. Every day is judged by the program's files as they are now, or at the revision named above, and by all that the ledger knows now; `--known-at` shows what it knew on an earlier day, and `--program` what the files were."
        ),
    )
}

fn late(lang: Lang, period: &PeriodPart) -> Option<Limitation> {
    let runs = lang.count(period.late_runs, "run");
    (period.late_runs > 0).then(|| {
        plain(
            lang.text("Evidence that came late"),
            if period.late_runs == 1 {
                say!(
                    lang,
                    "{0} of the period was recorded on a later day than the one after it was observed: on the days between, nobody could have known.",
                    runs
                )
            } else {
                say!(
                    lang,
                    "{0} of the period were recorded on a later day than the one after it was observed: on the days between, nobody could have known.",
                    runs
                )
            },
        )
    })
}

fn before_evidence(lang: Lang, period: &PeriodPart) -> Option<Limitation> {
    period.first_known.map(|first| {
        plain(
            lang.text("Days before the first evidence"),
            say!(
                lang,
                "The ledger knows nothing of the days before {0}. They count as not met, unless a control did not apply or was not due.",
                first
            ),
        )
    })
}

/// How to verify the report.
pub(super) fn steps(inputs: &Inputs<'_>, framework: &FrameworkId, asked: &Asked) -> Vec<Step> {
    let (as_of, lang) = (inputs.assessment.as_of, inputs.lang);
    let step = |title, text: String, command| Step { title, text, command };
    let root = inputs.assessment.head.as_ref().map(|head| {
        step(
            lang.text("The ledger"),
            say!(
                lang,
                "Every entry is hashed again, and every result derived again from its file. The command must report {0} and the root {1}.",
                lang.count(head.size, "entry"),
                head.root
            ),
            Some("storyproof doctor --deep".to_owned()),
        )
    });
    let report = step(
        lang.text("The report"),
        lang.sentences(
            &say!(lang, "The same files, ledger and clocks give the same bytes."),
            &revision(inputs),
        ),
        Some(format!(
            "storyproof report audit {framework} --as-of {} --known-at {}{}",
            as_of.observed,
            as_of.known,
            asked.typed()
        )),
    );
    let file = step(
        lang.text("A file of evidence"),
        say!(
            lang,
            "Ask for it by its reference number. It is kept compressed beside the ledger, under its SHA-256; the SHA-256 of its bytes, computed with any tool, must be the one in the evidence index. Nothing of ours is needed for that."
        ),
        Some("zstd -dc .storyproof/artifacts/SHA256.zst | sha256sum".to_owned()),
    );
    root.into_iter().chain([file, report]).collect()
}

fn revision(inputs: &Inputs<'_>) -> String {
    let lang = inputs.lang;
    match inputs.revision {
        Some(revision) if revision.modified => say!(
            lang,
            "The program's files are those of the commit {0}, with changes that were not committed.",
            revision.commit
        ),
        Some(revision) => {
            say!(lang, "The program's files are those of the commit {0}.", revision.commit)
        }
        None => String::new(),
    }
}
