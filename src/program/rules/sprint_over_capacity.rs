//! `sprint/over-capacity`: a sprint holds more points than its capacity.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::StoryStatus,
    program::{Program, rules::RuleContext},
};

/// A sprint holds more points than its capacity.
pub static RULE: Rule = Rule {
    code: "sprint/over-capacity",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a sprint holds more points than its capacity",
    docs: r#"## What it finds
A sprint whose stories have more points together than its `capacity`. Dropped stories do not count.

## Why it matters
Some of it will not be done, and nobody has decided which.

## Example
```toml
[[sprint]]
id = "2026-S1"
capacity = 34   # with 40 points of stories
```

## What to do
Move stories to another sprint, or correct the capacity.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let report = program.sprints.iter().filter_map(|sprint| {
        let capacity = sprint.capacity.as_ref()?;
        let stories = program.stories_of_sprint(&sprint.id);
        let live = stories.filter(|story| story.status.value != StoryStatus::Dropped);
        let points = live.filter_map(|story| story.points.as_ref());
        let points: u64 = points.map(|points| u64::from(points.value)).sum();
        let over = points.checked_sub(capacity.value.into()).filter(|over| *over > 0)?;
        let title = format!("sprint `{}` holds {points} points", sprint.id.value);
        let diagnostic = Diagnostic::new(&RULE, title, capacity.span)
            .label(format!("{over} more than its capacity"))
            .help("move stories to another sprint, or correct the capacity");
        Some(diagnostic)
    });
    report.collect()
}
