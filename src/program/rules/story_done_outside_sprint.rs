//! `story/done-outside-sprint`: a story was done outside its sprint.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::StoryStatus,
    program::{Program, rules::RuleContext},
};

/// A story was done outside its sprint.
pub static RULE: Rule = Rule {
    code: "story/done-outside-sprint",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a story was done outside its sprint",
    docs: r#"## What it finds
A story that was done before its sprint began or after it ended, or that is done although its sprint
has not begun. What was done before its last move came back to be done again, and is no trouble.

## Why it matters
Points count for the sprint in which a story was done. A story that moved keeps its history with
`moved`.

## Example
```toml
[[story]]
id = "IAM-01"
sprint = "2026-S3"   # begins 2026-02-09
status = "done"
done = 2026-01-21
```

## What to do
Name the sprint in which it was done, and add `moved = [{ on = …, from = "…" }]`.
"#,
};

pub(super) fn check(program: &Program, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    let done = program.stories.values().filter(|story| story.status.value == StoryStatus::Done);
    let report = done.filter_map(|story| {
        let link = story.sprint.as_ref()?;
        let sprint = program.sprint(&link.value)?;
        let (id, name) = (&story.id.value, &link.value);
        let day = story.done.as_ref().map(|done| done.value);
        let came_back = story.moved.last().is_some_and(|moved| day.is_some_and(|d| d <= moved.on));
        if came_back {
            return None;
        }
        let title = if day.unwrap_or(context.today) < sprint.start.value {
            format!("story `{id}` was done before its sprint `{name}` began")
        } else if day? > sprint.end.value {
            format!("story `{id}` was done after its sprint `{name}` ended")
        } else {
            return None;
        };
        let at = story.done.as_ref().map_or(story.status.span, |done| done.span);
        let diagnostic = Diagnostic::new(&RULE, title, at)
            .context(link.span, format!("from {} to {}", sprint.start.value, sprint.end.value))
            .help("name the sprint in which it was done, and record the move in `moved`");
        Some(diagnostic)
    });
    report.collect()
}
