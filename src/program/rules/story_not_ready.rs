//! `story/not-ready`: a story lacks what it needs to be worked on.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A story lacks what it needs to be worked on.
pub static RULE: Rule = Rule {
    code: "story/not-ready",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a story lacks what it needs to be worked on",
    docs: r#"## What it finds
A story that is `ready`, `doing` or `done` without a persona, a want, a reason, an owner, points or
acceptance criteria.

## Why it matters
Nobody can plan a story without points, answer for one without an owner, or prove one without
acceptance criteria.

## Example
```toml
[[story]]
id = "IAM-01"
status = "ready"
points = 3
# no owner, no acceptance
```

## What to do
Add what is missing, or set `status = "draft"` until it is known.
"#,
};

use super::common::is_planned;

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let stories = program.stories.values().filter(|story| is_planned(story));
    let report = stories.filter_map(|story| {
        let missing = story.missing();
        let word = story.status.value.word();
        let title = format!("story `{}` is {word} without {}", story.id.value, missing.first()?);
        let diagnostic = Diagnostic::new(&RULE, title, story.id.span)
            .label(format!("needs {}", missing.join(", ")))
            .help("add it, or set `status = \"draft\"`");
        Some(diagnostic.context(story.status.span, format!("claimed to be {word}")))
    });
    report.collect()
}
