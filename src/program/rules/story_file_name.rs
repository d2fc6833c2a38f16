//! `story/file-name`: a story stands in a file of another name.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A story stands in a file of another name.
pub static RULE: Rule = Rule {
    code: "story/file-name",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a story stands in a file of another name",
    docs: r#"## What it finds
A story whose file is not named exactly by its id.

## Why it matters
Two branches that mint the same id must collide in git. They do when a story's file is named by its
id, and they merge without a word when it is not.

## Example
```toml
# stories/iam/root.toml
[[story]]
id = "IAM-01"
```

## What to do
Move the story to a file of its own, here `stories/iam/IAM-01.toml`. The folder is free.
"#,
};

pub(super) fn check(program: &Program, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    let misplaced = program.stories.values().filter(|story| {
        let file = context.sources.file(story.id.span.file);
        file.is_none_or(|file| file.stem() != story.id.as_str())
    });
    let report = misplaced.map(|story| {
        let path = context.sources.path(story.id.span.file);
        Diagnostic::new(
            &RULE,
            format!("story `{}` stands in `{path}`", story.id.value),
            story.id.span,
        )
        .help(format!("move it to a file of its own, named `{}.toml`", story.id.value))
    });
    report.collect()
}
