//! `epic/empty`: an epic has no stories.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// An epic has no stories.
pub static RULE: Rule = Rule {
    code: "epic/empty",
    level: LintLevel::Warn,
    fixed: false,
    summary: "an epic has no stories",
    docs: r#"## What it finds
An epic that no story belongs to.

## Why it matters
It promises an outcome that nobody works on.

## Example
```toml
[[epic]]
id = "RES"
title = "Resilience"
```

## What to do
Write its first story, or remove the epic.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let empty = program.epics.values();
    let empty = empty.filter(|epic| program.stories_of_epic(&epic.id).next().is_none());
    let report = empty.map(|epic| {
        let title = format!("epic `{}` has no stories", epic.id.value);
        Diagnostic::new(&RULE, title, epic.id.span).help("write its first story, or remove it")
    });
    report.collect()
}
