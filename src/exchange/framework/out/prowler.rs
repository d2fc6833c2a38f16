//! A compliance file for Prowler.
//!
//! Put beside its own, it makes the scanner report by this framework. The rules are those that our
//! checks ask about by their names.

use serde_json::{Value, json};

use crate::{
    exchange::framework::catalog::rules_of, ids::FrameworkId, model::Control, program::Program,
};

/// The tool whose rules are named, as checks name it.
pub const TOOL: &str = "prowler";

/// The controls of a framework with the rules of Prowler that prove a part of each.
pub fn prowler(program: &Program, framework: &FrameworkId) -> Value {
    let known = program.frameworks.get(framework);
    let title = known.map_or(framework.as_str(), |framework| &framework.title);
    let notes = known.and_then(|framework| framework.notes.as_deref());
    let controls = program.controls_of(framework).filter(|control| !control.heading);
    json!({
        "Framework": framework,
        "Name": title,
        "Version": "",
        "Provider": "AWS",
        "Description": notes.unwrap_or(title),
        "Requirements": controls.map(|control| requirement(program, control)).collect::<Vec<_>>(),
    })
}

fn requirement(program: &Program, control: &Control) -> Value {
    let above = program.parent_of(control).map(|above| above.title.as_str());
    let section = control.theme.as_deref().or(above).unwrap_or_default();
    json!({
        "Id": control.id.control,
        "Name": control.title,
        "Description": control.summary.as_deref().unwrap_or(&control.title),
        "Attributes": [{
            "ItemId": control.id.control,
            "Section": section,
            "Service": "aws",
        }],
        "Checks": rules_of(program, &control.id, TOOL),
    })
}
