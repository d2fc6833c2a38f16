//! What evidence does not prove, as diagnostics at the records in the files: one a record, however
//! many subjects fail.

use super::{
    Inputs, approval_rows, reasons,
    words::{Word, Worded as _},
};
use crate::{
    assess::{CellFact, CheckAssessment, CheckStatus, Proof, record_span},
    diag::{Diagnostic, Levels, LintLevel},
    program::rules::gate::gate_word,
    source::Span,
};

/// Every status that somebody asked to see, in the order of kinds and ids.
pub fn gate(inputs: &Inputs<'_>, levels: &Levels) -> Vec<Diagnostic> {
    let mut found = Found { levels, diagnostics: Vec::new() };
    let (program, assessment) = (inputs.program, inputs.assessment);
    for (id, judged) in &assessment.checks {
        let span = program.checks.get(id).map(|check| check.id.span);
        let why = || (reasons::check(inputs, id), parts_of_check(inputs, judged));
        found.add("check", judged.status.word(), id, span, why);
    }
    for (id, judged) in &assessment.stories {
        if judged.proof == Proof::Unverified && !judged.claimed {
            continue;
        }
        let span = program.stories.get(id).map(|story| story.id.span);
        let open = judged.criteria.iter().enumerate().filter(|(_, judged)| !judged.proven);
        let parts = || open.map(|(at, _)| format!("criterion {}", at + 1)).collect();
        found.add("story", judged.proof.word(), id, span, || (reasons::story(inputs, id), parts()));
    }
    for (id, judged) in &assessment.controls {
        let span = program.controls.get(id).map(|control| control.id_span);
        found.add("control", judged.status.word(), id, span, || {
            (reasons::control(inputs, id), Vec::new())
        });
    }
    for (id, status) in &assessment.attestations {
        let span = program.attestations.get(id).map(|asked| asked.id.span);
        let why = || (vec![reasons::attestation(inputs, id)], Vec::new());
        found.add("attestation", status.word(), id, span, why);
    }
    if found.asks_of_approvals() {
        for row in approval_rows(inputs).1 {
            let span = record_span(program, inputs.history, &row.record);
            found.add("approval", row.state, &row.typed, span, || {
                (vec![row.standing.clone()], Vec::new())
            });
        }
    }
    found.diagnostics
}

/// What of a check stands as badly as the whole: cells by tool, rule and subject, or members of its
/// population.
fn parts_of_check(inputs: &Inputs<'_>, judged: &CheckAssessment) -> Vec<String> {
    let cells = |facts: &[CellFact]| facts.iter().filter_map(|fact| cell(inputs, fact)).collect();
    match judged.status {
        CheckStatus::Failed => cells(&judged.failing),
        CheckStatus::Error => cells(&judged.errors),
        CheckStatus::Incomplete => judged.missing.clone(),
        CheckStatus::Stale => judged.stale.iter().map(|(member, _)| member.clone()).collect(),
        CheckStatus::Excepted => {
            judged.excepted.iter().filter_map(|cell_of| cell(inputs, &cell_of.fact)).collect()
        }
        CheckStatus::NeverRun | CheckStatus::NotApplicable | CheckStatus::Passed => Vec::new(),
    }
}

/// One rule asked of one subject, by names that stay the same from ledger to ledger.
fn cell(inputs: &Inputs<'_>, fact: &CellFact) -> Option<String> {
    let rule = inputs.history.rule(fact.cell)?;
    let subject = inputs.history.subject(fact.cell)?;
    let [account, region] =
        [&subject.account, &subject.region].map(|at| at.as_deref().unwrap_or("-"));
    Some([&rule.tool, &rule.rule, account, region, &subject.uid].join(" "))
}

struct Found<'l> {
    levels: &'l Levels,
    diagnostics: Vec<Diagnostic>,
}

impl Found<'_> {
    fn asks_of_approvals(&self) -> bool {
        let asked = |word: &str| {
            let word = gate_word("approval", word);
            word.is_some_and(|word| self.levels.of(&word.rule).0 != LintLevel::Allow)
        };
        ["suspect", "rejected", "refused", "not-approved"].into_iter().any(asked)
    }

    fn add(
        &mut self,
        kind: &'static str,
        status: Word,
        id: &dyn std::fmt::Display,
        span: Option<Span>,
        why: impl FnOnce() -> (Vec<String>, Vec<String>),
    ) {
        let (Some(word), Some(span)) = (gate_word(kind, status.status), span) else { return };
        if self.levels.of(&word.rule).0 == LintLevel::Allow {
            return;
        }
        let subject = if kind == "approval" { "" } else { kind };
        let title = format!("{subject} `{id}` is {}", status.word);
        let typed = if kind == "approval" { id.to_string() } else { format!("{kind}:{id}") };
        let (reasons, parts) = why();
        let diagnostic = Diagnostic::new(&word.rule, title.trim_start(), span)
            .label(reasons.join(" "))
            .parts(parts)
            .help(format!("`storyproof explain {typed}` shows what lies behind it"))
            .about(format!("{kind} {id}"));
        self.diagnostics.push(diagnostic);
    }
}
