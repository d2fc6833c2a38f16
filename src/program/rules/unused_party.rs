//! `unused/party`: nobody names a party.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    ids::PartyId,
    program::{Program, rules::RuleContext},
    source::Spanned,
};

/// Nobody names a party.
pub static RULE: Rule = Rule {
    code: "unused/party",
    level: LintLevel::Warn,
    fixed: false,
    summary: "nobody names a party",
    docs: r#"## What it finds
A party that owns nothing, answers for nothing, attests nothing and provides nothing.

## Why it matters
It is a name left over from an earlier organization, or the target of a link that was misspelt.

## Example
```toml
[[party]]
id = "team-legacy"
name = "Legacy"
kind = "team"
```

## What to do
Give it what it owns, or remove it.
"#,
};

use std::collections::HashSet;

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let named = named(program);
    let dead = program.parties.values().filter(|party| !named.contains(&party.id.value));
    let report = dead.map(|party| {
        let title = format!("nobody names party `{}`", party.id.value);
        Diagnostic::new(&RULE, title, party.id.span).help("give it what it owns, or remove it")
    });
    report.collect()
}

fn named(program: &Program) -> HashSet<&PartyId> {
    let mut named: HashSet<&PartyId> = HashSet::new();
    let p = program;
    named.extend(p.frameworks.values().filter_map(|r| id(r.owner.as_ref())));
    named.extend(p.checks.values().filter_map(|r| id(r.owner.as_ref())));
    named.extend(p.measures.values().filter_map(|r| id(r.owner.as_ref())));
    named.extend(p.epics.values().filter_map(|r| id(r.owner.as_ref())));
    named.extend(p.stories.values().filter_map(|r| id(r.owner.as_ref())));
    named.extend(p.repositories.values().filter_map(|r| id(r.owner.as_ref())));
    named.extend(p.risks.values().filter_map(|r| id(r.owner.as_ref())));
    named.extend(
        p.attestations
            .values()
            .flat_map(|r| [id(r.by.as_ref()), id(r.provider.as_ref())])
            .flatten(),
    );
    named.extend(
        p.accounts.values().flat_map(|r| [id(r.owner.as_ref()), id(r.deputy.as_ref())]).flatten(),
    );
    named.extend(
        p.components.values().flat_map(|r| [id(r.owner.as_ref()), id(r.party.as_ref())]).flatten(),
    );
    let decisions = p.applicability.values();
    named.extend(
        decisions.flat_map(|r| [id(r.owner.as_ref()), id(r.inherited_from.as_ref())]).flatten(),
    );
    named.extend(p.services.values().filter_map(|r| id(r.run_by.as_ref())));
    let duties = p.components.values().flat_map(|component| &component.responsibilities);
    named.extend(duties.clone().map(|duty| &duty.accountable.value));
    named.extend(duties.filter_map(|duty| id(duty.provider.as_ref())));
    named.extend(p.approval_rules.iter().flat_map(|r| &r.roles).map(|party| &party.value));
    named.extend(p.responses.values().filter_map(|r| id(r.by.as_ref())));
    let sheets = p.worksheets.values();
    named.extend(
        sheets
            .flat_map(|r| [&r.owner, &r.requested_by, &r.approved_by])
            .filter_map(|r| id(r.as_ref())),
    );
    named.extend(p.settings.critical_approvers.iter().flatten().map(|party| &party.value));
    named
}

fn id(link: Option<&Spanned<PartyId>>) -> Option<&PartyId> {
    link.map(|link| &link.value)
}
