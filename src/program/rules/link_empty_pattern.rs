//! `link/empty-pattern`: a pattern matches no control.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::matches_pattern,
    program::{Program, rules::RuleContext},
};

/// A pattern matches no control.
pub static RULE: Rule = Rule {
    code: "link/empty-pattern",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a pattern matches no control",
    docs: r#"## What it finds
A pattern in a component's responsibilities, or in a framework's `statement_of_applicability`, that
matches no control.

## Why it matters
It looks as if it covered something.

## Example
```toml
[[component.responsibility]]
controls = ["pci-dss-4.0.1/99.*"]
```

## What to do
Correct the pattern. It names a framework, a slash, and the beginning of ids followed by `*`.
"#,
};

use super::common::ControlNames;

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let names = ControlNames::new(program);
    let duties = program.components.values().flat_map(|component| &component.responsibilities);
    let patterns = duties.flat_map(|duty| &duty.controls);
    let dead = patterns.filter(|pattern| names.matching(pattern).next().is_none());
    let mut found: Vec<Diagnostic> = dead
        .map(|pattern| {
            let title = format!("`{}` matches no control", pattern.value);
            let help = "write `framework/id`, with `*` at the end for any ending";
            Diagnostic::new(&RULE, title, pattern.span).help(help)
        })
        .collect();
    for framework in program.frameworks.values() {
        for pattern in &framework.statement_of_applicability {
            let mut ids =
                program.controls_of(&framework.id).map(|control| control.id.control.as_str());
            if !ids.any(|id| matches_pattern(pattern, id)) {
                let title = format!("`{pattern}` matches no control of `{}`", framework.id.value);
                found.push(Diagnostic::new(&RULE, title, framework.id.span));
            }
        }
    }
    found
}
