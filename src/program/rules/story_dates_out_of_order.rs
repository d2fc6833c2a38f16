//! `story/dates-out-of-order`: a story was done before it was started.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A story was done before it was started.
pub static RULE: Rule = Rule {
    code: "story/dates-out-of-order",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a story was done before it was started",
    docs: r"## What it finds
A story whose `done` date lies before its `started` date.

## Why it matters
Its lead time would be negative.

## Example
```toml
started = 2026-01-21
done = 2026-01-13
```

## What to do
Correct the date that is wrong.
",
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let dated = program.stories.values();
    let dated =
        dated.filter_map(|story| Some((story, story.started.as_ref()?, story.done.as_ref()?)));
    let wrong = dated.filter(|(_, started, done)| done.value < started.value);
    let report = wrong.map(|(story, started, done)| {
        let title = format!("story `{}` was done before it was started", story.id.value);
        Diagnostic::new(&RULE, title, done.span)
            .context(started.span, "started here")
            .help("correct the date that is wrong")
    });
    report.collect()
}
