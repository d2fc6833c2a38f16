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
    program.components.values().flat_map(|component| clashes(component, &names)).collect()
}

/// One report for each pattern that takes controls from another party.
fn clashes(component: &Component, names: &ControlNames<'_>) -> Vec<Diagnostic> {
    let mut taken: HashMap<&ControlRef, (&str, &Spanned<String>)> = HashMap::new();
    let mut found = Vec::new();
    for duty in &component.responsibilities {
        let party = duty.accountable.as_str();
        for pattern in &duty.controls {
            let mut both = Vec::new();
            for control in names.matching(pattern) {
                let (other, place) = *taken.entry(control).or_insert((party, pattern));
                if other != party {
                    both.push((control, other, place));
                }
            }
            let Some((control, other, place)) = both.first() else { continue };
            let id = &component.id.value;
            let title = format!("`{party}` and `{other}` both answer for `{control}` on `{id}`");
            let label = match both.len() - 1 {
                0 => format!("`{party}` by this"),
                more => format!("`{party}` by this; so it is for {more} more controls"),
            };
            let diagnostic = Diagnostic::new(&RULE, title, pattern.span)
                .label(label)
                .context(place.span, format!("`{other}` by this"))
                .help("narrow one of the two, so that each control has one accountable party");
            found.push(diagnostic);
        }
    }
    found
}
