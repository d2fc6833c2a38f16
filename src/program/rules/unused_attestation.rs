//! `unused/attestation`: nothing uses an attestation.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    ids::AttestationId,
    program::{Program, rules::RuleContext},
};

/// Nothing uses an attestation.
pub static RULE: Rule = Rule {
    code: "unused/attestation",
    level: LintLevel::Warn,
    fixed: false,
    summary: "nothing uses an attestation",
    docs: r#"## What it finds
An attestation that names no control, and that neither a criterion nor a decision names.

## Why it matters
People would be asked for statements that prove nothing.

## Example
```toml
[[attestation]]
id = "old-review"
title = "Yearly review"
```

## What to do
Name it in a criterion, add the controls it helps to prove, or remove it.
"#,
};

use std::collections::BTreeSet;

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let decisions = program.applicability.values();
    let decided: BTreeSet<&AttestationId> =
        decisions.filter_map(|d| d.attestation.as_ref()).map(|link| &link.value).collect();
    let dead = program.attestations.values().filter(|attestation| {
        let id = &attestation.id.value;
        let is_named = decided.contains(id) || program.stories_of_attestation(id).next().is_some();
        attestation.controls.is_empty() && !is_named
    });
    let report = dead.map(|attestation| {
        let title = format!("nothing uses attestation `{}`", attestation.id.value);
        let help = "name it in a criterion, add `controls`, or remove it";
        Diagnostic::new(&RULE, title, attestation.id.span).help(help)
    });
    report.collect()
}
