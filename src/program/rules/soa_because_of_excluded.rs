//! `soa/because-of-excluded`: an excluded control has reasons for inclusion.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// An excluded control has reasons for inclusion.
pub static RULE: Rule = Rule {
    code: "soa/because-of-excluded",
    level: LintLevel::Warn,
    fixed: false,
    summary: "an excluded control has reasons for inclusion",
    docs: r#"## What it finds
An `[[applicability]]` that takes a control out and still says in `because` what asks for it.

## Why it matters
A law or a contract that asks for a control is no ground to leave it out: one of the two is wrong.

## Example
```toml
[[applicability]]
control = "iso27001-2022/A.7.4"
applicable = false
reason = "We have no offices."
because = ["law"]
```

## What to do
Take `because` away, or set `applicable = true`.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let excluded = program.applicability.values().filter(|decision| !decision.applicable);
    let report = excluded.filter_map(|decision| {
        let first = decision.because.first()?;
        let title =
            format!("`{}` is excluded, but `{}` asks for it", decision.control.value, first.value);
        let help = "take `because` away, or set `applicable = true`";
        Some(Diagnostic::new(&RULE, title, first.span).help(help))
    });
    report.collect()
}
