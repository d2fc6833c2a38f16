//! `story/draft`: a draft is not yet ready.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::StoryStatus,
    program::{Program, rules::RuleContext},
};

/// A draft is not yet ready.
pub static RULE: Rule = Rule {
    code: "story/draft",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a draft is not yet ready",
    docs: r#"## What it finds
A draft that lacks what it needs to be worked on: a persona, a want, a reason, an owner, points,
acceptance criteria, or a proof for one of them.

## Why it matters
It is a list of what remains before the story can be planned.

## Example
```toml
[[story]]
id = "IAM-09"
status = "draft"
```

## What to do
Add what is missing, then set `status = "ready"`.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let drafts = program.stories.values().filter(|story| story.status.value == StoryStatus::Draft);
    let report = drafts.filter_map(|story| {
        let mut missing = story.missing();
        let unproven =
            |c: &&crate::model::Criterion| c.checks.is_empty() && c.attestation.is_none();
        if story.acceptance.iter().any(|criterion| unproven(&criterion)) {
            missing.push("a proof for each criterion");
        }
        let title = format!("draft `{}` is not yet ready", story.id.value);
        let still = (!missing.is_empty()).then(|| missing.join(", "))?;
        Some(Diagnostic::new(&RULE, title, story.id.span).label(format!("still needs {still}")))
    });
    report.collect()
}
