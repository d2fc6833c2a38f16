//! `storyproof explain` for a component: who runs it, what it is made of, whom it serves, and who
//! does what in it; and the same seen from a control.

use storyproof::{
    ids::{AttestationId, ControlRef},
    model::{Check, Component, PartyKind, Responsibility, ResponsibilityKind, names_control},
    program::Program,
    report::{Inputs, Lang, trace},
    say,
};

use super::{explain::Node, explain_estate};

/// What is to be said of a component, without the evidence.
pub(super) fn node(inputs: &Inputs<'_>, component: &Component) -> Node {
    let (program, lang) = (inputs.program, inputs.lang);
    let mut node = Node::new("component", &component.id.value, &component.name);
    node.fact("what", component.description.clone());
    if let Some(party) = &component.party {
        let known = program.parties.get(&party.value);
        let who = known.map_or_else(
            || party.value.to_string(),
            |p| say!(lang, "{0} ({1}, {2})", p.name, p.id.value, kind(p.kind, lang)),
        );
        node.fact("run by", who);
    }
    if let Some(owner) = &component.owner {
        node.fact("owner", say!(lang, "{0} answers for it on our side", owner.value));
    }
    if component.critical {
        let often = program.settings.critical_max_age.as_ref().map(|age| {
            let within = lang.age(age.value);
            say!(lang, "yes: a result it rests on counts for {0} at most", within)
        });
        node.fact("critical", often.unwrap_or_else(|| lang.text("yes").to_owned()));
    }
    let names = |list: &[&Component]| -> String {
        let ids: Vec<&str> = list.iter().map(|c| c.id.value.as_str()).collect();
        ids.join(", ")
    };
    let of = |id| program.components.get(id);
    let serves: Vec<&Component> = component.serves.iter().filter_map(|id| of(&id.value)).collect();
    if !serves.is_empty() {
        let told = say!(lang, "{0}: what it meets, it meets once for them", names(&serves));
        node.fact("serves", told);
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
    for (name, text) in explain_estate::claims(component, lang) {
        node.fact(name, text);
    }
    node.below.extend(component.responsibilities.iter().map(|one| duty(one, lang)));
    node
}

/// What kind of party, for people.
pub(super) fn kind(kind: PartyKind, lang: Lang) -> &'static str {
    match kind {
        PartyKind::Team => lang.text("a team of ours"),
        PartyKind::Role => lang.text("a role of ours"),
        PartyKind::Provider => lang.text("a cloud provider"),
        PartyKind::Msp => lang.text("a managed service provider"),
        PartyKind::Isv => lang.text("a software vendor"),
        PartyKind::Auditor => lang.text("an auditor"),
    }
}

fn duty(duty: &Responsibility, lang: Lang) -> Node {
    let controls: Vec<&str> = duty.controls.iter().map(|c| c.value.as_str()).collect();
    let title = say!(lang, "answers for {0}", controls.join(", "));
    let mut node = Node::new("duty", &duty.accountable.value, &title);
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
    let lang = inputs.lang;
    let told = trace::blocks_of(inputs, control).into_iter().map(|(block, stacks)| {
        let stacks: Vec<String> =
            stacks.iter().map(|stack| format!("{}: {}", stack.name, stack.told(lang))).collect();
        if stacks.is_empty() {
            say!(lang, "{0}; no stack of it was ever described", block)
        } else {
            format!("{block}; {}", stacks.join("; "))
        }
    });
    told.collect()
}

/// How long results of a check count because something critical rests on it.
pub(super) fn tightened(inputs: &Inputs<'_>, check: &Check) -> Option<(&'static str, String)> {
    let (age, component) = inputs.program.tightened(check)?;
    let lang = inputs.lang;
    let told = say!(
        lang,
        "a result counts for {0} at most: {1} is critical (`[evidence] critical_max_age`)",
        lang.age(age),
        component.id.value
    );
    Some(("critical", told))
}

/// Who answers for a control, in each component that has a part in it.
pub(super) fn duties(inputs: &Inputs<'_>, control: &ControlRef) -> Vec<String> {
    let lang = inputs.lang;
    let all =
        inputs.program.components.values().flat_map(|component| {
            component.responsibilities.iter().map(move |duty| (component, duty))
        });
    let ours = all
        .filter(|(_, duty)| duty.controls.iter().any(|p| names_control(&p.value, control)))
        .map(|(component, duty)| {
            let split = match duty.kind {
                ResponsibilityKind::Provider => lang.one().text("theirs alone"),
                ResponsibilityKind::Customer => lang.one().text("ours alone"),
                ResponsibilityKind::Shared => lang.one().text("shared"),
            };
            let served: Vec<&str> =
                component.serves.iter().map(|served| served.value.as_str()).collect();
            let (id, who) = (&component.id.value, &duty.accountable.value);
            let told = say!(lang, "{0}: {1} answers, {2}", id, who, split);
            if served.is_empty() {
                told
            } else {
                say!(lang, "{0}; met once for {1}", told, served.join(", "))
            }
        });
    ours.collect()
}
