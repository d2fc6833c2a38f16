//! `check/critical-slow`: a check of a critical component looks less often than the program wants.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::{Cadence, Check},
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
What hurts most when it breaks should be looked at most often. A limit that is right elsewhere can
be too long for it.

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

const DAY: i64 = 86_400;

/// How long a result of a check counts, in seconds; `None` where the work decides.
fn limit(program: &Program, check: &Check) -> Option<i64> {
    let days = match check.cadence.as_ref().map(|cadence| cadence.value) {
        Some(Cadence::EverySprint | Cadence::EveryCommit) => return None,
        Some(Cadence::Daily) => 1,
        Some(Cadence::Weekly) => 7,
        Some(Cadence::Monthly) => 31,
        Some(Cadence::Quarterly) => 92,
        Some(Cadence::EverySixMonths) => 184,
        Some(Cadence::Annual) => 366,
        None => {
            let own = check.max_age.as_ref().map_or(program.settings.max_age, |age| age.value);
            return Some(own.seconds());
        }
    };
    Some(days * DAY)
}

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let Some(wanted) = &program.settings.critical_max_age else { return Vec::new() };
    let found = program.checks.values().filter_map(|check| {
        limit(program, check).filter(|seconds| *seconds > wanted.value.seconds())?;
        let critical = program.components.values().find(|component| {
            component.critical && !component.broken && component.may_concern(check)
        })?;
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
