//! What stands of each subject of each check: the rows behind the counts, passes among them.
//!
//! There may be a hundred thousand of them, so a page shows them a hundred at a time.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Frame, Inputs, frame,
    lang::say,
    references::References,
    words::{Word, Worded as _},
};
use crate::{
    assess::{self, CheckStatus, Claims, SubjectResult},
    evidence::{RuleKey, Subject},
    ids::{CheckId, FrameworkId},
    model::Check,
    time::{Day, Instant},
};

/// What the report is narrowed to: both, where both are named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// Checks that name a control of this framework.
    pub framework: Option<FrameworkId>,
    /// This check.
    pub check: Option<CheckId>,
}

/// Every result that stands, subject by subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Results {
    /// What pins the report.
    pub frame: Frame,
    /// What it is narrowed to, in words.
    pub within: Vec<String>,
    /// Each check with how many of its subjects stand how.
    pub checks: Vec<CheckResults>,
    /// The results: by check, worst first.
    pub rows: Vec<ResultRow>,
}

/// A check with how many of its subjects stand how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CheckResults {
    /// Its id.
    pub id: CheckId,
    /// Its title.
    pub title: String,
    /// Its status.
    pub status: Word,
    /// How many results it has.
    pub count: u64,
    /// How many of each status, those that there are.
    pub counts: Vec<StatusCount>,
    /// Where its rows stand.
    pub href: String,
}

/// How many results have one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatusCount {
    /// The status.
    pub status: Word,
    /// How many.
    pub count: u64,
}

/// What stands of one subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ResultRow {
    /// The check.
    pub check: CheckId,
    /// How it stands.
    pub status: Word,
    /// The subject: an ARN, a file, a repository in which nothing was found.
    pub subject: String,
    /// The tool's word for the kind of thing.
    pub kind: String,
    /// The tool.
    pub tool: String,
    /// The tool's rule; empty for a pass by absence, which answers all of them.
    pub rule: String,
    /// The account that it lives in.
    pub account: Option<String>,
    /// The region that it lives in.
    pub region: Option<String>,
    /// The components that it belongs to.
    pub components: Vec<String>,
    /// How bad a fail is.
    pub severity: Option<&'static str>,
    /// Whether the tool was told to keep quiet about it.
    pub muted: bool,
    /// Since when it has stood so.
    pub since: Day,
    /// When it was last observed.
    pub seen: Instant,
    /// The reference number of the file of evidence behind it.
    pub evidence: String,
    /// What the tool says, where something does not pass.
    pub message: String,
}

/// Every result of the checks that are asked about.
pub fn results(inputs: &Inputs<'_>, narrowed: &Narrowed) -> Results {
    let wanted = |check: &Check| {
        let framework = narrowed.framework.as_ref();
        narrowed.check.as_ref().is_none_or(|id| check.id.value == *id)
            && framework.is_none_or(|id| check.controls.iter().any(|c| c.value.framework == *id))
    };
    let as_of = inputs.assessment.as_of;
    let told = assess::results(inputs.program, inputs.history, as_of, wanted);
    let rows = Rows {
        inputs,
        references: References::new(inputs.history),
        claims: Claims::new(inputs.program),
        components: BTreeMap::new(),
    };
    let mut frame = Frame::new(inputs, "results", inputs.lang.text("Results"));
    let statuses: Vec<CheckStatus> = told.values().flatten().map(|result| result.status).collect();
    frame.chips = frame::chips(&CheckStatus::ALL, statuses, |status| {
        format!("#status={}", status.word().status)
    });
    let checks = told.iter().filter_map(|(id, results)| check_results(inputs, id, results));
    Results {
        checks: checks.collect(),
        rows: rows.all(&told),
        within: words(inputs, narrowed),
        frame,
    }
}

/// Every status that a result can have, worst first.
pub fn statuses() -> impl Iterator<Item = Word> {
    CheckStatus::ALL.iter().map(|status| status.word())
}

fn words(inputs: &Inputs<'_>, narrowed: &Narrowed) -> Vec<String> {
    let framework = narrowed.framework.as_ref().map(|id| {
        let title = inputs.program.frameworks.get(id).map_or("", |f| f.title.as_str());
        say!(inputs.lang, "framework {0}, {1}", id, title)
    });
    let check = narrowed.check.as_ref().map(|id| {
        let title = inputs.program.checks.get(id).map_or("", |check| check.title.as_str());
        say!(inputs.lang, "check {0}, {1}", id, title)
    });
    framework.into_iter().chain(check).collect()
}

fn check_results(
    inputs: &Inputs<'_>,
    id: &CheckId,
    results: &[SubjectResult],
) -> Option<CheckResults> {
    let status = inputs.assessment.checks.get(id)?.status;
    let counts = CheckStatus::ALL.iter().map(|status| StatusCount {
        status: status.word(),
        count: results.iter().filter(|result| result.status == *status).count() as u64,
    });
    Some(CheckResults {
        id: id.clone(),
        title: inputs.program.checks.get(id).map(|check| check.title.clone()).unwrap_or_default(),
        status: status.word(),
        count: results.len() as u64,
        counts: counts.filter(|row| row.count > 0).collect(),
        href: format!("#check={id}"),
    })
}

/// What rows are made from.
struct Rows<'a> {
    inputs: &'a Inputs<'a>,
    references: References<'a>,
    claims: Claims<'a>,
    /// The components of each subject that was asked about, by its index.
    components: BTreeMap<u32, Vec<String>>,
}

impl Rows<'_> {
    fn all(mut self, told: &BTreeMap<CheckId, Vec<SubjectResult>>) -> Vec<ResultRow> {
        let pairs = told.iter().flat_map(|(id, results)| results.iter().map(move |one| (id, one)));
        pairs.map(|(id, result)| self.row(id, result)).collect()
    }

    fn row(&mut self, check: &CheckId, result: &SubjectResult) -> ResultRow {
        let fact = result.fact;
        let history = self.inputs.history;
        let record = history.runs.get(fact.run.0 as usize);
        let nothing = (Subject::default(), None, Vec::new());
        let (subject, rule, components) = match &result.scope {
            Some(scope) => {
                let components = self.claims.of_repository(scope);
                let components = components.into_iter().map(str::to_owned).collect();
                let kind = "repository".to_owned();
                (Subject { uid: scope.clone(), kind, ..Subject::default() }, None, components)
            }
            None => history.subject(fact.cell).map_or(nothing, |subject| {
                let components = self.components_of(fact.cell.0, subject);
                (subject.clone(), history.rule(fact.cell), components)
            }),
        };
        let RuleKey { tool, rule } = rule.cloned().unwrap_or_else(|| RuleKey {
            tool: record.map(|r| r.run.tool_name().to_owned()).unwrap_or_default(),
            rule: String::new(),
        });
        let message = self.inputs.messages.get(&fact.cell);
        let speaks = result.scope.is_none() && !result.status.is_proof();
        ResultRow {
            check: check.clone(),
            status: result.status.word(),
            subject: subject.uid,
            kind: subject.kind,
            tool,
            rule,
            account: subject.account,
            region: subject.region,
            components,
            severity: fact.severity.map(crate::evidence::Severity::word),
            muted: fact.muted,
            since: fact.since.day(),
            seen: fact.seen,
            evidence: record.map(|record| self.references.of(record)).unwrap_or_default(),
            message: message.filter(|_| speaks).cloned().unwrap_or_default(),
        }
    }

    fn components_of(&mut self, cell: u32, subject: &Subject) -> Vec<String> {
        let place = self.inputs.history.cells.get(cell as usize).map(|cell| cell.subject.0);
        let Some(place) = place else { return Vec::new() };
        let claims = &self.claims;
        let all = self
            .components
            .entry(place)
            .or_insert_with(|| claims.of_subject(subject).into_iter().map(str::to_owned).collect());
        all.clone()
    }
}

impl Results {
    /// The same for one check alone, for a page of its own.
    #[must_use]
    pub fn only(&self, check: &CheckResults) -> Self {
        let mut frame = self.frame.clone();
        frame.title = say!(frame.lang, "Results of {0}", check.id);
        let chip = |row: &StatusCount| frame::Chip {
            status: row.status,
            count: row.count,
            href: format!("#status={}", row.status.status),
        };
        frame.chips = check.counts.iter().map(chip).collect();
        Self {
            within: vec![say!(frame.lang, "check {0}, {1}", check.id, check.title)],
            frame,
            checks: vec![check.clone()],
            rows: self.rows.iter().filter(|row| row.check == check.id).cloned().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::Sample;

    #[test]
    fn the_rows_are_those_that_the_assessment_counts() {
        for day in ["2026-01-12T18:00:00Z", "2026-01-20T18:00:00Z", "2026-03-20T18:00:00Z"] {
            let sample = Sample::at("x", day);
            let inputs = sample.inputs();
            let view = results(&inputs, &Narrowed::default());
            for (id, judged) in &inputs.assessment.checks {
                let count = |statuses: &[CheckStatus]| {
                    let mine = view.rows.iter().filter(|row| row.check == *id);
                    let words = statuses.iter().map(|status| status.word().status);
                    let words: Vec<&str> = words.collect();
                    mine.filter(|row| words.contains(&row.status.status)).count() as u64
                };
                assert_eq!(
                    count(&[CheckStatus::Failed]),
                    judged.failing.len() as u64,
                    "{id} {day}"
                );
                assert_eq!(
                    count(&[CheckStatus::Excepted]),
                    judged.excepted.len() as u64,
                    "{id} {day}"
                );
                let good = [CheckStatus::Passed, CheckStatus::Stale, CheckStatus::NotApplicable];
                let in_trouble = [CheckStatus::Error, CheckStatus::Incomplete];
                // A pass with a trouble behind it is told as the trouble.
                assert!(count(&good) <= judged.passing + judged.not_applicable, "{id} {day}");
                assert!(
                    count(&good) + count(&in_trouble) >= judged.passing + judged.not_applicable,
                    "{id} {day}"
                );
                if judged.status == CheckStatus::Passed {
                    assert_eq!(count(&[CheckStatus::Stale]), 0, "{id} {day}");
                }
                if judged.status == CheckStatus::Stale {
                    assert!(count(&[CheckStatus::Stale]) > 0, "{id} {day}");
                }
            }
        }
    }

    #[test]
    fn a_check_alone_has_its_own_rows() {
        let sample = Sample::with_text("x");
        let view = results(&sample.inputs(), &Narrowed::default());
        let parts: usize = view.checks.iter().map(|check| view.only(check).rows.len()).sum();
        assert_eq!(parts, view.rows.len());
        let narrowed = Narrowed { check: Some("good".parse().unwrap()), framework: None };
        let alone = results(&sample.inputs(), &narrowed);
        assert!(
            !alone.rows.is_empty() && alone.rows.iter().all(|row| row.check.as_str() == "good")
        );
    }
}
