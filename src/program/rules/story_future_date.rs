//! `story/future-date`: a story was started or done in the future.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A story was started or done in the future.
pub static RULE: Rule = Rule {
    code: "story/future-date",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a story was started or done in the future",
    docs: r#"## What it finds
A `started` or `done` date after today (or after `--now`).

## Why it matters
These dates say what has happened. Plans are said by `sprint`.

## Example
```toml
status = "done"
done = 2062-01-21   # 2026?
```

## What to do
Correct the date, or remove it until it has come.
"#,
};

pub(super) fn check(program: &Program, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for story in program.stories.values() {
        for (date, word) in [(&story.started, "started"), (&story.done, "done")] {
            let Some(date) = date.as_ref().filter(|date| date.value > context.today) else {
                continue;
            };
            let title = format!("story `{}` was {word} in the future", story.id.value);
            let diagnostic = Diagnostic::new(&RULE, title, date.span)
                .label(format!("today is {}", context.today))
                .help("correct the date, or remove it until it has come");
            found.push(diagnostic);
        }
    }
    found
}
