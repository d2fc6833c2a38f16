//! `sprint/overlap`: two sprints overlap.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::Sprint,
    program::{Program, rules::RuleContext},
};

/// Two sprints overlap.
pub static RULE: Rule = Rule {
    code: "sprint/overlap",
    level: LintLevel::Deny,
    fixed: false,
    summary: "two sprints overlap",
    docs: r#"## What it finds
A sprint that begins before an earlier one has ended.

## Why it matters
A day belongs to one sprint. Otherwise a story done on that day counts twice or nowhere.

## Example
```toml
[[sprint]]
id = "2026-S1"
start = 2026-01-12
end = 2026-01-26

[[sprint]]
id = "2026-S2"
start = 2026-01-26
end = 2026-02-06
```

## What to do
Correct one of the dates; both the first and the last day belong to a sprint.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut last: Option<&Sprint> = None;
    for sprint in &program.sprints {
        if let Some(earlier) = last.filter(|earlier| sprint.start.value <= earlier.end.value) {
            let (id, other) = (&sprint.id.value, &earlier.id.value);
            let title = format!("sprint `{id}` begins before `{other}` has ended");
            let diagnostic = Diagnostic::new(&RULE, title, sprint.start.span)
                .context(earlier.end.span, format!("the last day of `{other}`"))
                .help("correct one of the dates");
            found.push(diagnostic);
        }
        if last.is_none_or(|earlier| sprint.end.value > earlier.end.value) {
            last = Some(sprint);
        }
    }
    found
}
