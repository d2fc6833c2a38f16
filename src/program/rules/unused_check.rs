//! `unused/check`: nothing uses a check.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// Nothing uses a check.
pub static RULE: Rule = Rule {
    code: "unused/check",
    level: LintLevel::Warn,
    fixed: false,
    summary: "nothing uses a check",
    docs: r#"## What it finds
A check that names no control and that no acceptance criterion names.

## Why it matters
Its results change nothing: it is configuration that looks alive.

## Example
```toml
[[check]]
id = "old-scan"
title = "Monthly scan"
```

## What to do
Name it in a criterion, add the controls it helps to prove, or remove it.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let dead = program.checks.values().filter(|check| {
        check.controls.is_empty() && program.stories_of_check(&check.id).next().is_none()
    });
    let report = dead.map(|check| {
        let title = format!("nothing uses check `{}`", check.id.value);
        let help = "name it in a criterion, add `controls`, or remove it";
        Diagnostic::new(&RULE, title, check.id.span).help(help)
    });
    report.collect()
}
