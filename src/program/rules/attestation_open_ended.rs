//! `attestation/open-ended`: an attestation does not say how long it counts.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// An attestation does not say how long it counts.
pub static RULE: Rule = Rule {
    code: "attestation/open-ended",
    level: LintLevel::Warn,
    fixed: false,
    summary: "an attestation does not say how long it counts",
    docs: r#"## What it finds
An attestation without `every`. Those of providers are exempt: their document says until when.

## Why it matters
What a person saw once is not true for ever.

## Example
```toml
[[attestation]]
id = "root-device-custody"
title = "The device is in the safe"
by = "account-owner"
```

## What to do
Add `every = "180d"`, the longest time that one statement counts.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let open = program.attestations.values();
    let open = open.filter(|a| a.every.is_none() && a.provider.is_none());
    let report = open.map(|attestation| {
        let title = format!("attestation `{}` counts for ever", attestation.id.value);
        let help = "add `every`, the longest time that one statement counts";
        Diagnostic::new(&RULE, title, attestation.id.span).help(help)
    });
    report.collect()
}
