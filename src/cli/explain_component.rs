//! `storyproof explain` for a component: who runs it, what it is made of, whom it serves, and who
//! does what in it; and the same seen from a control.

use storyproof::{
    ids::{AttestationId, ControlRef},
    model::{Check, Component, PartyKind, Responsibility, ResponsibilityKind, names_control},
    program::Program,
    report::{Inputs, trace, words},
};

use super::{explain::Node, explain_estate};

/// What is to be said of a component, without the evidence.
pub(super) fn node(program: &Program, component: &Component) -> Node {
    let mut node = Node::new("component", &component.id.value, &component.name);
    node.fact("what", component.description.clone());
    if let Some(party) = &component.party {
        let known = program.parties.get(&party.value);
        let who = known.map_or_else(
            || party.value.to_string(),
            |p| format!("{} ({}, {})", p.name, p.id.value, kind(p.kind)),
        );
        node.fact("run by", who);
    }
    if let Some(owner) = &component.owner {
        node.fact("owner", format!("{} answers for it on our side", owner.value));
    }
    if component.critical {
        let often = program.settings.critical_max_age.as_ref().map(|age| {
            let within = words::age(age.value);
            format!("yes: a result it rests on counts for {within} at most")
        });
        node.fact("critical", often.unwrap_or_else(|| "yes".to_owned()));
    }
    let names = |list: &[&Component]| -> String {
        let ids: Vec<&str> = list.iter().map(|c| c.id.value.as_str()).collect();
        ids.join(", ")
    };
    let of = |id| program.components.get(id);
    let serves: Vec<&Component> = component.serves.iter().filter_map(|id| of(&id.value)).collect();
    if !serves.is_empty() {
        node.fact("serves", format!("{}: what it meets, it meets once for them", names(&serves)));
    }
    let served_by: Vec<&Component> = program
        .components
        .values()
        .filter(|other| other.serves.iter().any(|served| served.value == component.id.value))
        .collect();
    if !served_by.is_empty() {
        node.fact("served by", names(&served_by));
    }
    for path in &component.templates {
        node.fact(
            "template",
            format!("{} (`storyproof trace {}`)", path.value, component.id.value),
        );
    }
    for (name, text) in explain_estate::claims(component) {
        node.fact(name, text);
    }
    node.below.extend(component.responsibilities.iter().map(duty));
    node
}

/// What kind of party, for people.
fn kind(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Team => "a team of ours",
        PartyKind::Role => "a role of ours",
        PartyKind::Provider => "a cloud provider",
        PartyKind::Msp => "a managed service provider",
        PartyKind::Isv => "a software vendor",
        PartyKind::Auditor => "an auditor",
    }
}

fn duty(duty: &Responsibility) -> Node {
    let controls: Vec<&str> = duty.controls.iter().map(|c| c.value.as_str()).collect();
    let mut node =
        Node::new("duty", &duty.accountable.value, &format!("answers for {}", controls.join(", ")));
    let parts = [("provider", &duty.provider_does), ("customer", &duty.customer_does)];
    for (name, text) in parts {
        if let Some(text) = text {
            node.fact(name, text.clone());
        }
    }
    node
}

/// What the party outside that runs a component attests of itself.
pub(super) fn papers<'p>(
    program: &'p Program,
    component: &'p Component,
) -> impl Iterator<Item = &'p AttestationId> {
    let party = component.party.as_ref().map(|party| &party.value);
    let own = program.attestations.iter().filter(move |(_, attestation)| {
        let provider = attestation.provider.as_ref().map(|provider| &provider.value);
        provider.is_some() && provider == party
    });
    own.map(|(id, _)| id)
}

/// The blocks of code that meet a control, and where they are deployed.
pub(super) fn built(inputs: &Inputs<'_>, control: &ControlRef) -> Vec<String> {
    let told = trace::blocks_of(inputs, control).into_iter().map(|(block, stacks)| {
        let stacks: Vec<String> =
            stacks.iter().map(|stack| format!("{}: {}", stack.name, stack.words())).collect();
        if stacks.is_empty() {
            format!("{block}; no stack of it was ever described")
        } else {
            format!("{block}; {}", stacks.join("; "))
        }
    });
    told.collect()
}

/// How long results of a check count because something critical rests on it.
pub(super) fn tightened(program: &Program, check: &Check) -> Option<(&'static str, String)> {
    let (age, component) = program.tightened(check)?;
    let told = format!(
        "a result counts for {} at most: {} is critical (`[evidence] critical_max_age`)",
        words::age(age),
        component.id.value
    );
    Some(("critical", told))
}

/// Who answers for a control, in each component that has a part in it.
pub(super) fn duties(program: &Program, control: &ControlRef) -> Vec<String> {
    let all = program
        .components
        .values()
        .flat_map(|component| component.responsibilities.iter().map(move |duty| (component, duty)));
    let ours = all
        .filter(|(_, duty)| duty.controls.iter().any(|p| names_control(&p.value, control)))
        .map(|(component, duty)| {
            let split = match duty.kind {
                ResponsibilityKind::Provider => "theirs alone",
                ResponsibilityKind::Customer => "ours alone",
                ResponsibilityKind::Shared => "shared",
            };
            let served: Vec<&str> =
                component.serves.iter().map(|served| served.value.as_str()).collect();
            let once = if served.is_empty() {
                String::new()
            } else {
                format!("; met once for {}", served.join(", "))
            };
            let (id, who) = (&component.id.value, &duty.accountable.value);
            format!("{id}: {who} answers, {split}{once}")
        });
    ours.collect()
}
