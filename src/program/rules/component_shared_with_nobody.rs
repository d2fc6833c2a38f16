//! `component/shared-with-nobody`: a shared duty does not say with whom.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{
        Program,
        accountable::{Flaw, flaws},
        rules::RuleContext,
    },
};

/// A shared duty does not say with whom.
pub static RULE: Rule = Rule {
    code: "component/shared-with-nobody",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a shared duty does not say with whom",
    docs: r#"## What it finds
A responsibility of kind `shared` that names no `provider`, in a component whose `party` is missing
or is one of our own teams.

## Why it matters
Somebody else has a part in it, and nobody can read whose contract or attestation covers that part.
PCI DSS 12.8.5 asks for the service provider by name.

## Example
```toml
[[component]]
id = "security-vpc"
party = "team-platform"

[[component.responsibility]]
controls = ["pci-dss-4.0.1/1.3.*"]
kind = "shared"
accountable = "team-platform"
provider_does = "The MSP operates the appliances."
customer_does = "Builds the VPC, owns routes and peering."
```

## What to do
Name the other side: `provider = "example-watch"` in the responsibility, or the component's `party`.
"#,
};

pub(super) fn check(program: &Program, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    let report = flaws(program, context.today).into_iter().filter_map(|flaw| {
        let at = flaw.spans().into_iter().next()?;
        let Flaw::NoOtherSide(component, _) = flaw else { return None };
        let title = format!("a shared duty of `{}` does not say with whom", component.id.value);
        Some(
            Diagnostic::new(&RULE, title, at)
                .help("name the other side with `provider`, or as the component's `party`"),
        )
    });
    report.collect()
}
