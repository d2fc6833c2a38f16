//! `sprint/commitment`: a sprint has begun without a commitment.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A sprint has begun without a commitment.
pub static RULE: Rule = Rule {
    code: "sprint/commitment",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a sprint has begun without a commitment",
    docs: r#"## What it finds
A sprint that has begun and has no `committed` list.

## Why it matters
What was added to and removed from a sprint shows only against what was in it when it began.

## Example
```toml
[[sprint]]
id = "2026-S1"
start = 2026-01-12
end = 2026-01-23
```

## What to do
Add `committed`, the stories that were in it on its first day.
"#,
};

pub(super) fn check(program: &Program, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    let begun = program.sprints.iter().filter(|sprint| sprint.start.value <= context.today);
    let report = begun.filter(|sprint| sprint.committed.is_none()).map(|sprint| {
        let title = format!("sprint `{}` has begun without a commitment", sprint.id.value);
        Diagnostic::new(&RULE, title, sprint.id.span)
            .context(sprint.start.span, format!("today is {}", context.today))
            .help("add `committed`, the stories that were in it on its first day")
    });
    report.collect()
}
