//! `soa/contradiction`: a decision on a control contradicts itself.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::{Applicability, Implementation},
    program::{Program, rules::RuleContext},
};

/// A decision on a control contradicts itself.
pub static RULE: Rule = Rule {
    code: "soa/contradiction",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a decision on a control contradicts itself",
    docs: r#"## What it finds
An `[[applicability]]` whose parts do not fit: excluded but applicable, inherited from nobody or
without an attestation, met by a process that is not named.

## Why it matters
It cannot be said whether and how the control is met, so it would count as open.

## Example
```toml
[[applicability]]
control = "iso27001-2022/A.7.4"
applicable = true
implementation = "inherited"   # from whom?
```

## What to do
Add the missing part, or correct `applicable` or `implementation`.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let report = program.applicability.values().filter_map(|decision| {
        let (trouble, help) = contradiction(decision)?;
        let title = format!("`{}` is {trouble}", decision.control.value);
        Some(Diagnostic::new(&RULE, title, decision.control.span).help(help))
    });
    report.collect()
}

fn contradiction(decision: &Applicability) -> Option<(&'static str, &'static str)> {
    match (decision.applicable, decision.implementation) {
        (true, Implementation::Excluded) => {
            Some(("both applicable and excluded", "correct `applicable` or `implementation`"))
        }
        (false, Implementation::Excluded) | (true, Implementation::Story) => None,
        (false, _) => {
            Some(("not applicable, but implemented", "set `implementation = \"excluded\"`"))
        }
        (true, Implementation::Process) => decision
            .process
            .is_none()
            .then_some(("met by a process that is not named", "name it in `process`")),
        (true, Implementation::Inherited) if decision.inherited_from.is_none() => {
            Some(("inherited from nobody", "name the party in `inherited_from`"))
        }
        (true, Implementation::Inherited) => decision
            .attestation
            .is_none()
            .then_some(("inherited without an attestation", "name it in `attestation`")),
    }
}
