//! `component/shared-without-split`: a shared duty does not say who does what.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{
        Program,
        accountable::{Flaw, flaws},
        rules::RuleContext,
    },
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

pub(super) fn check(program: &Program, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    let report = flaws(program, context.today).into_iter().filter_map(|flaw| {
        let at = flaw.spans().into_iter().next()?;
        let Flaw::NoSplit(component, _, missing) = flaw else { return None };
        let missing: Vec<String> = missing.iter().map(|key| format!("`{key}`")).collect();
        let title = format!(
            "a shared duty of `{}` has no {}",
            component.id.value,
            missing.join(" and no ")
        );
        Some(Diagnostic::new(&RULE, title, at).help("write one sentence for each side"))
    });
    report.collect()
}
