//! `component/shared-without-split`: a shared duty does not say who does what.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::ResponsibilityKind,
    program::{Program, rules::RuleContext},
};

/// A shared duty does not say who does what.
pub static RULE: Rule = Rule {
    code: "component/shared-without-split",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a shared duty does not say who does what",
    docs: r#"## What it finds
A responsibility of kind `shared` without both `provider_does` and `customer_does`.

## Why it matters
Shared without a split means that each side believes in the other. That is where incidents happen.

## Example
```toml
[[component.responsibility]]
controls = ["pci-dss-4.0.1/10.*"]
kind = "shared"
accountable = "team-platform"
```

## What to do
Write one sentence for each side.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for component in program.components.values() {
        let shared = component.responsibilities.iter();
        for duty in shared.filter(|duty| duty.kind == ResponsibilityKind::Shared) {
            let sides =
                [("provider_does", &duty.provider_does), ("customer_does", &duty.customer_does)];
            let missing = sides.iter().filter(|(_, text)| text.is_none());
            let missing: Vec<String> = missing.map(|(key, _)| format!("`{key}`")).collect();
            if missing.is_empty() {
                continue;
            }
            let title = format!(
                "a shared duty of `{}` has no {}",
                component.id.value,
                missing.join(" and no ")
            );
            let at = duty.controls.first().map_or(duty.accountable.span, |pattern| pattern.span);
            found.push(Diagnostic::new(&RULE, title, at).help("write one sentence for each side"));
        }
    }
    found
}
