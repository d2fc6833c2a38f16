//! `soa/no-story`: a control is to be met by stories, but no story names it.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::Implementation,
    program::{Program, rules::RuleContext},
};

/// A control is to be met by stories, but no story names it.
pub static RULE: Rule = Rule {
    code: "soa/no-story",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a control is to be met by stories, but no story names it",
    docs: r#"## What it finds
A control that the Statement of Applicability meets by stories, while no story names it.

## Why it matters
The statement promises work that is not planned.

## Example
```toml
[[applicability]]
control = "iso27001-2022/A.5.7"
applicable = true
implementation = "story"
```

## What to do
Name the control in a story, or correct the `implementation`.
"#,
};

use super::common::is_live;

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let promised = program.applicability.values().filter(|decision| {
        let no_story = !program.stories_of_control(&decision.control).any(is_live);
        decision.applicable && decision.implementation == Implementation::Story && no_story
    });
    let report = promised.map(|decision| {
        let title = format!("no story names `{}`", decision.control.value);
        Diagnostic::new(&RULE, title, decision.control.span)
            .label("to be met by stories")
            .help("name it in the `controls` of a story, or correct the `implementation`")
    });
    report.collect()
}
