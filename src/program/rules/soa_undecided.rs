//! `soa/undecided`: a control of the Statement of Applicability is not decided.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A control of the Statement of Applicability is not decided.
pub static RULE: Rule = Rule {
    code: "soa/undecided",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a control of the Statement of Applicability is not decided",
    docs: r#"## What it finds
A control that matches its framework's `statement_of_applicability` and has no `[[applicability]]`.

## Why it matters
The statement must decide every control, in or out. An auditor asks for the ones that are missing.

## Example
```toml
[[framework]]
id = "iso27001-2022"
statement_of_applicability = ["A.*"]
# and no [[applicability]] for iso27001-2022/A.5.7
```

## What to do
Add an `[[applicability]]` with the decision and its reason.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let asked = program.controls.values().filter(|control| program.needs_decision(control));
    let open = asked.filter(|control| program.applicability_of(&control.id).is_none());
    let report = open.map(|control| {
        let title = format!("`{}` is not decided in the Statement of Applicability", control.id);
        let help = format!("add an `[[applicability]]` with `control = \"{}\"`", control.id);
        Diagnostic::new(&RULE, title, control.id_span).help(help)
    });
    report.collect()
}
