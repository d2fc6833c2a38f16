//! `component/no-accountable`: a component has no accountable party.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A component has no accountable party.
pub static RULE: Rule = Rule {
    code: "component/no-accountable",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a component has no accountable party",
    docs: r#"## What it finds
A component without an owner and without any `[[component.responsibility]]`.

## Why it matters
When it fails, nobody answers for it.

## Example
```toml
[[component]]
id = "aws-kms"
name = "AWS KMS"
```

## What to do
Add an `owner`, or say who does what in `[[component.responsibility]]`.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let components = program.components.values();
    let orphans = components.filter(|c| c.owner.is_none() && c.responsibilities.is_empty());
    let report = orphans.map(|component| {
        let title = format!("nobody answers for component `{}`", component.id.value);
        Diagnostic::new(&RULE, title, component.id.span)
            .help("add an `owner`, or a `[[component.responsibility]]`")
    });
    report.collect()
}
