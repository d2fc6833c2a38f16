//! `soa/no-reason`: a decision on a control has no reason.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A decision on a control has no reason.
pub static RULE: Rule = Rule {
    code: "soa/no-reason",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a decision on a control has no reason",
    docs: r#"## What it finds
An `[[applicability]]` without a `reason`, or with an empty one.

## Why it matters
The standard asks for the reason of every inclusion and every exclusion.

## Example
```toml
[[applicability]]
control = "iso27001-2022/A.7.4"
applicable = false
```

## What to do
Say why in `reason`, in one sentence.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let decisions = program.applicability.values();
    let bare =
        decisions.filter(|d| d.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()));
    let report = bare.map(|decision| {
        let title = format!("the decision on `{}` has no reason", decision.control.value);
        Diagnostic::new(&RULE, title, decision.control.span).help("say why in `reason`")
    });
    report.collect()
}
