//! `check/two-limits`: a check has both an age and a rhythm.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A check has both an age and a rhythm.
pub static RULE: Rule = Rule {
    code: "check/two-limits",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a check has both an age and a rhythm",
    docs: r#"## What it finds
A check with both `max_age` and `cadence`.

## Why it matters
A rhythm stands instead of an age; a reader cannot tell which of the two decides.

## Example
```toml
[[check]]
id = "sprint-scan"
max_age = "7d"
cadence = "every sprint"
```

## What to do
Remove one of them.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let report = program.checks.values().filter_map(|check| {
        let (age, cadence) = (check.max_age.as_ref()?, check.cadence.as_ref()?);
        let title = format!("check `{}` has both an age and a rhythm", check.id.value);
        let diagnostic = Diagnostic::new(&RULE, title, age.span).label("an age");
        Some(diagnostic.context(cadence.span, "a rhythm").help("remove one of them"))
    });
    report.collect()
}
