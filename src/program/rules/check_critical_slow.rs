//! `check/critical-slow`: a check of a critical component looks less often than the program wants.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A check of a critical component looks less often than the program wants.
pub static RULE: Rule = Rule {
    code: "check/critical-slow",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a check of a critical component looks less often than the program wants",
    docs: r#"## What it finds
A check whose results count longer than `[evidence] critical_max_age`, while a component with
`critical = true` has a duty of ours for one of its controls. Rhythms that follow the work
(`every sprint`, `every commit`) are left alone.

## Why it matters
What hurts most when it breaks should be looked at most often. No result counts longer than that
for what is critical, whatever the check says; a check that says more misleads.

## Example
```toml
[evidence]
critical_max_age = "31d"

[[component]]
id = "payments"
critical = true

[[check]]
id = "restore-test"
max_age = "184d"
```

## What to do
Shorten `max_age`, or write a shorter `cadence`. If the component is not critical, say so.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let Some(wanted) = &program.settings.critical_max_age else { return Vec::new() };
    let found = program.checks.values().filter_map(|check| {
        program.counts_for(check)?;
        let (_, critical) = program.tightened(check).filter(|(_, c)| !c.broken)?;
        let place = (check.cadence.as_ref().map(|c| c.span))
            .or(check.max_age.as_ref().map(|age| age.span))
            .unwrap_or(check.id.span);
        let title = format!(
            "check `{}` looks too seldom for `{}`, which is critical",
            check.id.value, critical.id.value
        );
        let diagnostic = Diagnostic::new(&RULE, title, place)
            .context(wanted.span, "the program wants critical components looked at this often")
            .context(critical.id.span, "critical")
            .help("shorten `max_age`, or write a shorter `cadence`");
        Some(diagnostic)
    });
    found.collect()
}
