//! `soa/no-because`: nothing says what asks for an applicable control.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// Nothing says what asks for an applicable control.
pub static RULE: Rule = Rule {
    code: "soa/no-because",
    level: LintLevel::Warn,
    fixed: false,
    summary: "nothing says what asks for an applicable control",
    docs: r#"## What it finds
A control that the Statement of Applicability must decide, decided to apply, without any word in
`because`.

## Why it matters
An auditor asks whether a control is in for a risk, a law, a contract or as good practice. Free
text alone cannot be counted or filtered.

## Example
```toml
[[applicability]]
control = "iso27001-2022/A.5.7"
applicable = true
reason = "We must know who attacks us."
```

## What to do
Name one or more of `risk`, `law`, `contract`, `best-practice` in `because`.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let asked = program.controls.values().filter(|control| program.needs_decision(control));
    let decided = asked.filter_map(|control| program.applicability_of(&control.id));
    let bare = decided.filter(|d| d.applicable && d.because.is_empty() && !d.broken);
    let report = bare.map(|decision| {
        let title = format!("nothing says what asks for `{}`", decision.control.value);
        let help = "name `risk`, `law`, `contract` or `best-practice` in `because`";
        Diagnostic::new(&RULE, title, decision.control.span).help(help)
    });
    report.collect()
}
