//! `sprint/dates`: a sprint ends before it begins, or lasts too long.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A sprint ends before it begins, or lasts too long.
pub static RULE: Rule = Rule {
    code: "sprint/dates",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a sprint ends before it begins, or lasts too long",
    docs: r#"## What it finds
A sprint whose last day lies before its first, or that lasts longer than `[program] sprint_days`, 14
by default.

## Why it matters
Cadences such as `every sprint` count by sprints. One that lasts a quarter asks for proof once a
quarter.

## Example
```toml
[[sprint]]
id = "2026-S1"
start = 2026-01-12
end = 2026-03-12
```

## What to do
Correct the dates, split the sprint, or set `sprint_days` in `storyproof.toml`.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let limit = i64::from(program.settings.sprint_days);
    let report = program.sprints.iter().filter_map(|sprint| {
        let days = sprint.start.days_until(sprint.end.value) + 1;
        let title = match days {
            ..=0 => format!("sprint `{}` ends before it begins", sprint.id.value),
            _ if days > limit => format!("sprint `{}` lasts {days} days", sprint.id.value),
            _ => return None,
        };
        let diagnostic = Diagnostic::new(&RULE, title, sprint.end.span);
        let diagnostic = diagnostic.context(sprint.start.span, "it begins here");
        Some(if days > limit {
            diagnostic.label(format!("at most {limit} are allowed")).help("split it")
        } else {
            diagnostic.help("correct one of the dates")
        })
    });
    report.collect()
}
