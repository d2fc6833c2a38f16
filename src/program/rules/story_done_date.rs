//! `story/done-date`: a story is done without a date, or has a date without being done.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::StoryStatus,
    program::{Program, rules::RuleContext},
};

/// A story is done without a date, or has a date without being done.
pub static RULE: Rule = Rule {
    code: "story/done-date",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a story is done without a date, or has a date without being done",
    docs: r#"## What it finds
A story with `status = "done"` and no `done` date, or with a `done` date and another status.

## Why it matters
Velocity, burn-up and lead time count by that date. Without it the story would be in no sprint's
result.

## Example
```toml
[[story]]
id = "IAM-01"
status = "done"
```

## What to do
Add `done = 2026-01-21`, the day on which people said so, or set the status.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let report = program.stories.values().filter_map(|story| {
        let id = &story.id.value;
        match (story.status.value, &story.done) {
            (StoryStatus::Done, None) => {
                let title = format!("story `{id}` is done, but does not say when");
                let help = "add `done = …`, the day on which people said so";
                Some(Diagnostic::new(&RULE, title, story.status.span).help(help))
            }
            (StoryStatus::Draft | StoryStatus::Ready | StoryStatus::Doing, Some(done)) => {
                let word = story.status.value.word();
                let title = format!("story `{id}` has a date of completion, but is {word}");
                let help = "set `status = \"done\"`, or remove the date";
                let diagnostic = Diagnostic::new(&RULE, title, done.span).help(help);
                Some(diagnostic.context(story.status.span, format!("claimed to be {word}")))
            }
            _ => None,
        }
    });
    report.collect()
}
