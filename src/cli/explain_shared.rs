//! What a component inherits from those that serve it: a control that a shared component meets is
//! met once for all of them, and where it is not met, it is met for none.

use storyproof::{
    assess::ControlStatus,
    model::{Component, Control, names_control},
    report::{
        Inputs, reasons,
        words::{Word, Worded},
    },
    say,
};

use super::explain::Node;

/// A node for each component that serves this one, with the controls that it answers for.
pub(super) fn inherited(inputs: &Inputs<'_>, component: &Component) -> Vec<Node> {
    let serves =
        |other: &&Component| other.serves.iter().any(|served| served.value == component.id.value);
    inputs.program.components.values().filter(serves).map(|other| from(inputs, other)).collect()
}

fn from(inputs: &Inputs<'_>, shared: &Component) -> Node {
    let patterns: Vec<&str> = shared
        .responsibilities
        .iter()
        .flat_map(|duty| &duty.controls)
        .map(|pattern| pattern.value.as_str())
        .collect();
    let named = |control: &&Control| patterns.iter().any(|p| names_control(p, &control.id));
    let controls = inputs.program.controls.values().filter(named);
    let mut judged: Vec<(ControlStatus, &Control)> = controls
        .filter_map(|control| Some((inputs.assessment.controls.get(&control.id)?.status, control)))
        .filter(|(status, _)| status.is_counted())
        .collect();
    judged.sort_by_key(|(status, control)| (status.is_proof(), &control.id));
    let met = judged.iter().filter(|(status, _)| status.is_proof()).count();
    let mut node = Node::new("inherits", &shared.id.value, &shared.name);
    if judged.is_empty() {
        let told = say!(inputs.lang, "it answers for no control that is applicable and due");
        node.reasons.push(told);
    } else {
        node.reasons.push(say!(
            inputs.lang,
            "met once for all: {0} of {1} that apply and are due",
            met,
            judged.len()
        ));
    }
    for (status, control) in judged {
        let word: Word = status.word();
        let mut below = Node::new("control", &control.id, &control.title).status(word);
        if !status.is_proof() {
            below.reasons = reasons::control(inputs, &control.id);
        }
        node.below.push(below);
    }
    node
}
