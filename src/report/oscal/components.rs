//! A component definition: which controls the components of the estate have a part in, and which
//! rules the checks ask about, as components of type `validation`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    names::{line, organization, prop, set, token, uuid, with_party},
    pieces::or_title,
};
use crate::{
    ids::{ControlRef, FrameworkId},
    model::{Check, Component, ResponsibilityKind, names_control},
    program::Program,
    report::oscal::{Stamp, metadata},
};

/// The components and checks, about one framework or all.
pub fn component_definition(
    program: &Program,
    framework: Option<&FrameworkId>,
    stamp: Stamp,
) -> Value {
    let settings = &program.settings;
    let is_wanted = |id: &ControlRef| framework.is_none_or(|wanted| id.framework == *wanted);
    let components =
        program.components.values().filter_map(|c| of_component(program, c, &is_wanted));
    let checks = program.checks.values().filter_map(|check| of_check(program, check, &is_wanted));
    let about = framework.map_or("", FrameworkId::as_str);
    let name = format!("{}|{}|{about}", organization(settings), settings.name);
    let head = metadata(&format!("Components of {}", settings.name), "1", stamp);
    let mut document = json!({
        "uuid": uuid("component-definition", &name),
        "metadata": with_party(head, settings),
    });
    set(&mut document, "components", components.chain(checks).collect());
    json!({ "component-definition": document })
}

/// A component with its part in each control; nothing when it has none.
fn of_component(
    program: &Program,
    component: &Component,
    is_wanted: &dyn Fn(&ControlRef) -> bool,
) -> Option<Value> {
    let id = component.id.value.as_str();
    let mut parts: BTreeMap<&ControlRef, (String, Vec<Value>)> = BTreeMap::new();
    for duty in &component.responsibilities {
        let kind = match duty.kind {
            ResponsibilityKind::Provider => "provider",
            ResponsibilityKind::Customer => "customer",
            ResponsibilityKind::Shared => "shared",
        };
        let texts = [("Provider", &duty.provider_does), ("Customer", &duty.customer_does)];
        let texts =
            texts.into_iter().filter_map(|(who, text)| Some(format!("{who}: {}", text.as_ref()?)));
        let texts = texts.collect::<Vec<_>>().join("\n");
        let accountable = duty.accountable.value.as_str();
        let named = program.controls.values().filter(|control| {
            let named = duty.controls.iter().any(|p| names_control(&p.value, &control.id));
            named && !control.heading && is_wanted(&control.id)
        });
        for control in named {
            let text = or_title(&texts, &format!("Responsible: {kind}"));
            let props = vec![prop("responsibility", kind), prop("accountable", accountable)];
            parts.entry(&control.id).or_insert((text, props));
        }
    }
    let implementations = implementations(program, id, parts);
    if implementations.is_empty() {
        return None;
    }
    let is_external = component.party.as_ref().is_some_and(|party| {
        program.parties.get(&party.value).is_some_and(|party| party.kind.is_external())
    });
    let mut value = json!({
        "uuid": uuid("component", id),
        "type": if is_external { "service" } else { "system" },
        "title": line(&component.name),
        "description": or_title(&component.description, &component.name),
    });
    let mut props = vec![prop("component", id)];
    props.extend(component.party.as_ref().map(|party| prop("party", party.value.as_str())));
    props.extend(component.owner.as_ref().map(|owner| prop("owner", owner.value.as_str())));
    set(&mut value, "props", props);
    set(&mut value, "control-implementations", implementations);
    Some(value)
}

/// A check with the rules that it asks about; nothing when it is about no wanted control.
fn of_check(
    program: &Program,
    check: &Check,
    is_wanted: &dyn Fn(&ControlRef) -> bool,
) -> Option<Value> {
    let id = check.id.value.as_str();
    let mut parts = BTreeMap::new();
    for control in check.controls.iter().map(|control| &control.value) {
        if is_wanted(control) {
            let text = format!("The check {id} proves a part of it: {}", line(&check.title));
            parts.insert(control, (text, vec![prop("check", id)]));
        }
    }
    let implementations = implementations(program, &format!("check:{id}"), parts);
    if implementations.is_empty() {
        return None;
    }
    let mut value = json!({
        "uuid": uuid("validation", id),
        "type": "validation",
        "title": line(&check.title),
        "description": or_title(check.notes.as_deref().unwrap_or_default(), &check.title),
    });
    let mut props = vec![prop("check", id)];
    for source in &check.sources {
        let tool = &source.tool.value;
        props.extend(
            source.rules.iter().map(|rule| prop("rule", &format!("{tool} {}", rule.value))),
        );
        props.extend(source.document.iter().map(|document| prop("document", &document.value)));
    }
    set(&mut value, "props", props);
    set(&mut value, "control-implementations", implementations);
    Some(value)
}

/// One implementation for each framework.
fn implementations(
    program: &Program,
    of: &str,
    parts: BTreeMap<&ControlRef, (String, Vec<Value>)>,
) -> Vec<Value> {
    let mut frameworks: BTreeMap<&FrameworkId, Vec<Value>> = BTreeMap::new();
    for (control, (text, props)) in parts {
        let mut requirement = json!({
            "uuid": uuid("requirement", &format!("{of}|{control}")),
            "control-id": token(control.control.as_str()),
            "description": text,
        });
        set(&mut requirement, "props", props);
        frameworks.entry(&control.framework).or_default().push(requirement);
    }
    let implementation = |(id, requirements): (&FrameworkId, Vec<Value>)| {
        let title = program.frameworks.get(id).map_or(id.as_str(), |framework| &framework.title);
        json!({
            "uuid": uuid("implementation", &format!("{of}|{id}")),
            "source": format!("{id}-catalog.json"),
            "description": line(&format!("Its part in {title}")),
            "implemented-requirements": requirements,
        })
    };
    frameworks.into_iter().map(implementation).collect()
}
