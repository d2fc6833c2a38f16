//! `component/two-accountable`: two parties are accountable for one control of a component.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    ids::ControlRef,
    model::Component,
    program::{Program, rules::RuleContext},
    source::Spanned,
};

/// Two parties are accountable for one control of a component.
pub static RULE: Rule = Rule {
    code: "component/two-accountable",
    level: LintLevel::Deny,
    fixed: false,
    summary: "two parties are accountable for one control of a component",
    docs: r#"## What it finds
A control that two responsibilities of one component name, with different accountable parties.

## Why it matters
Two who answer are none who answers.

## Example
```toml
[[component.responsibility]]
controls = ["pci-dss-4.0.1/10.*"]
accountable = "aws"

[[component.responsibility]]
controls = ["pci-dss-4.0.1/10.4.1"]
accountable = "team-platform"
```

## What to do
Narrow one of the patterns, so that each control has one accountable party.
"#,
};

use std::collections::HashMap;

use super::common::ControlNames;

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let names = ControlNames::new(program);
    program.components.values().filter_map(|c| clash(c, &names)).collect()
}

/// The first control of a component with two accountable parties.
fn clash(component: &Component, names: &ControlNames<'_>) -> Option<Diagnostic> {
    let mut taken: HashMap<&ControlRef, (&str, &Spanned<String>)> = HashMap::new();
    for duty in &component.responsibilities {
        let party = duty.accountable.as_str();
        for pattern in &duty.controls {
            for control in names.matching(pattern) {
                let (other, place) = *taken.entry(control).or_insert((party, pattern));
                if other == party {
                    continue;
                }
                let title = format!(
                    "`{party}` and `{other}` both answer for `{control}` on `{}`",
                    component.id.value
                );
                let diagnostic = Diagnostic::new(&RULE, title, pattern.span)
                    .label(format!("`{party}` by this"))
                    .context(place.span, format!("`{other}` by this"))
                    .help("narrow one of the two, so that each control has one accountable party");
                return Some(diagnostic);
            }
        }
    }
    None
}
