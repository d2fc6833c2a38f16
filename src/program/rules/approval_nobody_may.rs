//! `approval/nobody-may`: by the rules nobody can approve a record.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    evidence::Approvable,
    ids::PartyId,
    model::ApprovalRule,
    program::{
        Program,
        rules::{RuleContext, common::is_planned},
    },
    source::Span,
};

/// By the rules nobody can approve a record.
pub static RULE: Rule = Rule {
    code: "approval/nobody-may",
    level: LintLevel::Warn,
    fixed: false,
    summary: "by the rules nobody can approve a record",
    docs: r#"## What it finds
A story, a risk or a decision on a control that an `[[approval_rule]]` asks to be approved and that
nobody may approve: it is beyond every limit, or its owner is the only one named.

## Why it matters
It stays unapproved whatever people do, and `approve` refuses everybody.

## Example
```toml
[[approval_rule]]
id = "risk"
kind = "risk"
roles = ["risk-owner"]
max_score = 4       # and a risk has the target score 6
```

## What to do
Name somebody else in the rule, raise the limit, or let the owner approve with `owner_may = true`.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for record in records(program) {
        let rules = program.approval_rules_for(record.kind, program.path(record.span));
        // A rule that names nobody, or cannot be read, is reported as such.
        if rules.is_empty() || rules.iter().any(|rule| rule.broken || rule.roles.is_empty()) {
            continue;
        }
        let within: Vec<&&ApprovalRule> =
            rules.iter().filter(|rule| rule.over(record.size).is_none()).collect();
        let others = |rule: &&ApprovalRule| {
            rule.owner_may || rule.roles.iter().any(|role| Some(&role.value) != record.owner)
        };
        if within.iter().any(|rule| others(rule)) {
            continue;
        }
        let why = match (within.is_empty(), record.size) {
            (true, Some(size)) => format!("it has {size}, beyond every limit"),
            (true, None) => "it does not say its size, and every rule has a limit".to_owned(),
            (false, _) => "its owner is the only one who is named".to_owned(),
        };
        let title = format!("nobody can approve the {} `{}`", record.kind.word(), record.id);
        let help = "name somebody else in the [[approval_rule]], or raise its limit";
        found.push(Diagnostic::new(&RULE, title, record.span).label(why).help(help));
    }
    found
}

struct Record<'p> {
    kind: Approvable,
    id: String,
    span: Span,
    owner: Option<&'p PartyId>,
    size: Option<u32>,
}

fn records(program: &Program) -> Vec<Record<'_>> {
    let stories = program.stories.values().filter(|story| is_planned(story)).map(|s| Record {
        kind: Approvable::Story,
        id: s.id.value.to_string(),
        span: s.id.span,
        owner: s.owner.as_ref().map(|owner| &owner.value),
        size: s.points.as_ref().map(|points| points.value),
    });
    let risks = program.risks.values().map(|r| Record {
        kind: Approvable::Risk,
        id: r.id.value.to_string(),
        span: r.id.span,
        owner: r.owner.as_ref().map(|owner| &owner.value),
        size: Some(r.target_likelihood.value.saturating_mul(r.target_impact.value)),
    });
    let decisions = program.applicability.values().map(|d| Record {
        kind: Approvable::Applicability,
        id: d.control.value.to_string(),
        span: d.control.span,
        owner: d.owner.as_ref().map(|owner| &owner.value),
        size: None,
    });
    stories.chain(risks).chain(decisions).collect()
}
