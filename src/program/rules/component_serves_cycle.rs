//! `component/serves-cycle`: components serve each other in a circle.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// Components serve each other in a circle.
pub static RULE: Rule = Rule {
    code: "component/serves-cycle",
    level: LintLevel::Deny,
    fixed: false,
    summary: "components serve each other in a circle",
    docs: r#"## What it finds
Components that serve each other, directly or through others.

## Why it matters
A component that serves meets controls for those it serves. In a circle each would inherit from
itself.

## Example
```toml
[[component]]
id = "security-vpc"
serves = ["payments"]

[[component]]
id = "payments"
serves = ["security-vpc"]
```

## What to do
Remove the `serves` that is not real.
"#,
};

use super::cycles::cycles;

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let components = program.components.values();
    let links = components.map(|c| (&c.id.value, c.serves.iter().map(|served| &served.value)));
    let report = cycles(links).into_iter().filter_map(|round| {
        let component = program.components.get(*round.first()?)?;
        let next = round.get(1).or(round.first())?;
        let link = component.serves.iter().find(|link| link.value == **next)?;
        let path: Vec<String> = round.iter().map(|id| format!("`{id}`")).collect();
        let title = format!("{} → `{}` is a circle", path.join(" → "), component.id.value);
        Some(Diagnostic::new(&RULE, title, link.span).help("remove the `serves` that is not real"))
    });
    report.collect()
}
