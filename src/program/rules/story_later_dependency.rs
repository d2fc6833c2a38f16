//! `story/later-dependency`: a story depends on one that is planned later.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::{Moved, SprintState, Story, StoryStatus},
    program::{Program, rules::RuleContext},
};

/// A story depends on one that is planned later.
pub static RULE: Rule = Rule {
    code: "story/later-dependency",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a story depends on one that is planned later",
    docs: r#"## What it finds
A story in a sprint that depends on a story in a later sprint, or on one that is in no sprint and
not done. A story that is done waits for nothing, and what stood in a sprint that has ended is not
reproached for a dependency that left it since, to be done again or to be finished.

## Why it matters
The story cannot be finished in its sprint.

## Example
```toml
[[story]]
id = "IAM-02"
sprint = "2026-S1"
depends_on = ["GOV-05"]   # planned in 2026-S3
```

## What to do
Move one of the two, or remove the dependency.
"#,
};

pub(super) fn check(program: &Program, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for story in program.stories.values() {
        let Some(sprint) = &story.sprint else { continue };
        let waits = !matches!(story.status.value, StoryStatus::Dropped | StoryStatus::Done);
        if !waits || story.depends_on.is_empty() {
            continue;
        }
        let position = program.sprint_position(sprint);
        let stands_in = program.sprint(&sprint.value);
        let is_past = stands_in.is_some_and(|s| s.state(context.today) == SprintState::Ended);
        for link in &story.depends_on {
            let Some(other) = program.stories.get(&link.value) else { continue };
            let was_in_time =
                |moved: &Moved| program.sprint_position(&moved.from.value) <= position;
            if is_past && other.moved.iter().any(was_in_time) {
                continue;
            }
            let Some(trouble) = trouble(program, position, other) else { continue };
            let title =
                format!("`{}` depends on `{}`, which {trouble}", story.id.value, link.value);
            let diagnostic = Diagnostic::new(&RULE, title, link.span)
                .context(sprint.span, format!("`{}` is planned here", story.id.value))
                .help("move one of the two, or remove the dependency");
            found.push(match &other.sprint {
                Some(later) => diagnostic.context(later.span, "planned here"),
                None => diagnostic.context(other.id.span, "in no sprint"),
            });
        }
    }
    found
}

fn trouble(program: &Program, position: Option<usize>, other: &Story) -> Option<&'static str> {
    match (&other.sprint, other.status.value) {
        (_, StoryStatus::Dropped) => Some("is dropped"),
        (Some(sprint), _) => {
            let is_later = program.sprint_position(sprint) > position;
            is_later.then_some("is planned later")
        }
        (None, StoryStatus::Done) => None,
        (None, _) => Some("is not planned"),
    }
}
