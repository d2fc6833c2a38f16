//! `control/two-accountable`: components name different accountable parties for one control.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    ids::PartyId,
    model::Control,
    program::{
        Program,
        accountable::{Flaw, flaws},
        rules::RuleContext,
    },
    source::Span,
};

/// Components name different accountable parties for one control.
pub static RULE: Rule = Rule {
    code: "control/two-accountable",
    level: LintLevel::Warn,
    fixed: false,
    summary: "components name different accountable parties for one control",
    docs: r#"## What it finds
A control that is asked of us and for which duties in several components name different accountable
parties. Two in one component are `component/two-accountable`.

## Why it matters
Each component may do its part, but one party answers for the requirement as a whole. Where two do,
the responsibility matrix has no answer for an assessor who asks whose it is.

## Example
```toml
[[component]]
id = "identity-provider"
[[component.responsibility]]
controls = ["pci-dss-4.0.1/8.3.6"]
accountable = "team-it"

[[component]]
id = "payment-app"
[[component.responsibility]]
controls = ["pci-dss-4.0.1/8.*"]
accountable = "team-payments"
```

## What to do
Agree on the one party and name it in both, or narrow a pattern. Who does which part stands in
`provider_does` and `customer_does`.
"#,
};

use std::collections::BTreeMap;

use super::common::some_of;

pub(super) fn check(program: &Program, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    // One report for each set of places, however many controls their patterns have in common.
    let mut found: Vec<(BTreeMap<&PartyId, Span>, Vec<&Control>)> = Vec::new();
    for flaw in flaws(program, context.today) {
        let Flaw::Several(control, parties) = flaw else { continue };
        if is_of_one_component(program, &parties) {
            continue;
        }
        match found.iter_mut().find(|(places, _)| *places == parties) {
            Some((_, controls)) => controls.push(control),
            None => found.push((parties, vec![control])),
        }
    }
    found.iter().filter_map(|(parties, controls)| diagnostic(parties, controls)).collect()
}

fn is_of_one_component(program: &Program, parties: &BTreeMap<&PartyId, Span>) -> bool {
    program.components.values().any(|component| {
        let mut patterns = component.responsibilities.iter().flat_map(|duty| &duty.controls);
        let spans: Vec<Span> = parties.values().copied().collect();
        let own = patterns.by_ref().filter(|pattern| spans.contains(&pattern.span)).count();
        own == spans.len()
    })
}

fn diagnostic(parties: &BTreeMap<&PartyId, Span>, controls: &[&Control]) -> Option<Diagnostic> {
    let first = controls.first()?;
    let names: Vec<String> = parties.keys().map(|party| format!("`{party}`")).collect();
    let more = match controls.len() - 1 {
        0 => String::new(),
        1 => " and 1 more control".to_owned(),
        n => format!(" and {n} more controls"),
    };
    let title = format!("{} all answer for `{}`{more}", names.join(" and "), first.id);
    let title = if parties.len() == 2 { title.replacen(" all ", " both ", 1) } else { title };
    let mut places = parties.iter();
    let (party, span) = places.next()?;
    let mut diagnostic = Diagnostic::new(&RULE, title, *span).label(format!("`{party}` by this"));
    for (party, span) in places {
        diagnostic = diagnostic.context(*span, format!("`{party}` by this"));
    }
    let all = controls.iter().map(|control| format!("`{}`", control.id.control));
    let help = format!(
        "agree on the one party that answers, or narrow a pattern; it is about {}",
        some_of(all)
    );
    Some(diagnostic.help(help))
}
