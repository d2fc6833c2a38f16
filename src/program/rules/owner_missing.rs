//! `owner/missing`: something has no owner.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
    source::Span,
};

/// Something has no owner.
pub static RULE: Rule = Rule {
    code: "owner/missing",
    level: LintLevel::Warn,
    fixed: false,
    summary: "something has no owner",
    docs: r#"## What it finds
An epic, check, component, repository, risk, measure or targeted framework without an `owner`, or an
attestation without `by`.

## Why it matters
What nobody owns is not kept: checks that fail stay red, risks are not looked at again.

## Example
```toml
[[risk]]
id = "R-01"
title = "Takeover of an account"
```

## What to do
Add `owner`, a party. A role or a team is better than a person.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut ask = |noun: &str, id: &str, span: Span, key: &str, is_owned: bool| {
        if !is_owned {
            let title = format!("{noun} `{id}` has no owner");
            found.push(
                Diagnostic::new(&RULE, title, span).help(format!("add `{key} = …`, a party")),
            );
        }
    };
    for r in program.epics.values() {
        ask("epic", r.id.as_str(), r.id.span, "owner", r.owner.is_some());
    }
    for r in program.checks.values() {
        ask("check", r.id.as_str(), r.id.span, "owner", r.owner.is_some());
    }
    for r in program.attestations.values() {
        let is_owned = r.by.is_some() || r.provider.is_some();
        ask("attestation", r.id.as_str(), r.id.span, "by", is_owned);
    }
    for r in program.components.values().filter(|r| !r.responsibilities.is_empty()) {
        ask("component", r.id.as_str(), r.id.span, "owner", r.owner.is_some());
    }
    for r in program.repositories.values() {
        ask("repository", r.id.as_str(), r.id.span, "owner", r.owner.is_some());
    }
    for r in program.risks.values() {
        ask("risk", r.id.as_str(), r.id.span, "owner", r.owner.is_some());
    }
    for r in program.measures.values() {
        ask("measure", r.id.as_str(), r.id.span, "owner", r.owner.is_some());
    }
    for target in &program.settings.targets {
        if let Some(r) = program.frameworks.get(&target.framework) {
            ask("framework", r.id.as_str(), r.id.span, "owner", r.owner.is_some());
        }
    }
    found
}
