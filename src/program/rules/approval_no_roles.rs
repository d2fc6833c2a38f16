//! `approval/no-roles`: an approval rule names nobody.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// An approval rule names nobody.
pub static RULE: Rule = Rule {
    code: "approval/no-roles",
    level: LintLevel::Deny,
    fixed: false,
    summary: "an approval rule names nobody",
    docs: r#"## What it finds
An `[[approval_rule]]` without `roles`, or whose roles are all unknown.

## Why it matters
It asks that something is approved and lets nobody do it, so nothing of it ever is.

## Example
```toml
[[approval_rule]]
id = "risk"
kind = "risk"
```

## What to do
Name the parties that may, in `roles`.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let bare = program.approval_rules.iter().filter(|rule| rule.roles.is_empty());
    let report = bare.map(|rule| {
        let title = format!("the approval rule `{}` names nobody", rule.id.value);
        let help = "name the parties that may approve, in `roles`";
        Diagnostic::new(&RULE, title, rule.id.span).help(help)
    });
    report.collect()
}
