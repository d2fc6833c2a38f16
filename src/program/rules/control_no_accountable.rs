//! `control/no-accountable`: nobody answers for controls of a target.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{
        Program,
        accountable::{Flaw, flaws},
        rules::RuleContext,
    },
};

/// Nobody answers for controls of a target.
pub static RULE: Rule = Rule {
    code: "control/no-accountable",
    level: LintLevel::Warn,
    fixed: false,
    summary: "nobody answers for controls of a target",
    docs: r#"## What it finds
Controls of a framework with a `[[target]]` that no `[[component.responsibility]]` names, and whose
`[[applicability]]` names no owner. Headings, controls for other classes of entity, replaced controls
and those that do not apply do not count.

## Why it matters
A requirement has one party that answers for it, or nobody notices when it is not met. PCI DSS asks
for the party of each requirement (12.8.5), and `storyproof report responsibility` lists these first.

## Example
```toml
[[target]]
framework = "pci-dss-4.0.1"
date = 2026-04-03
# and no component names pci-dss-4.0.1/11.5.2
```

## What to do
Name them in the `[[component.responsibility]]` of the component that they are met in, or give the
`[[applicability]]` an `owner`.
"#,
};

use super::common::some_of;

pub(super) fn check(program: &Program, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    let found = flaws(program, context.today);
    let report = program.settings.targets.iter().filter_map(|target| {
        let open = found.iter().filter_map(|flaw| match flaw {
            Flaw::Nobody(control) if control.id.framework == target.framework.value => Some(control),
            _ => None,
        });
        let names: Vec<String> = open.map(|control| format!("`{}`", control.id.control)).collect();
        let count = match names.len() {
            0 => return None,
            1 => "1 control".to_owned(),
            n => format!("{n} controls"),
        };
        let title = format!("nobody answers for {count} of `{}`", target.framework.value);
        let help = format!(
            "name them in a `[[component.responsibility]]`, or give the decision on them an `owner`: {}",
            some_of(names.into_iter())
        );
        Some(
            Diagnostic::new(&RULE, title, target.framework.span).label("to be proven").help(help),
        )
    });
    report.collect()
}
