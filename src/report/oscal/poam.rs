//! A plan of action and milestones: the stories that are open, with what was observed, the risks
//! that they treat, and the sprints in which they are planned.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    names::{line, organization, prop, set, uuid, with_party},
    pieces::{Pieces, or_title, related},
};
use crate::{
    assess::Proof,
    ids::{CheckId, FrameworkId, RiskId},
    model::{Story, StoryStatus},
    report::{
        Inputs,
        oscal::{Stamp, metadata},
        reasons,
        words::Worded,
    },
};

/// The open stories of a framework, or of the whole program.
pub fn poam(inputs: &Inputs<'_>, framework: Option<&FrameworkId>) -> Value {
    let program = inputs.program;
    let as_of = inputs.assessment.as_of;
    let open: Vec<&Story> =
        program.stories.values().filter(|story| is_open(inputs, story, framework)).collect();
    let mut pieces = Pieces::new(inputs, |_| true);
    let mut observations: BTreeMap<CheckId, Value> = BTreeMap::new();
    let mut risks: BTreeSet<RiskId> = BTreeSet::new();
    let mut items = Vec::new();
    for story in open {
        let checks: BTreeSet<&CheckId> = story
            .acceptance
            .iter()
            .flat_map(|criterion| &criterion.checks)
            .map(|check| &check.value)
            .collect();
        for check in &checks {
            if !observations.contains_key(*check)
                && let Some(observation) = pieces.check(check)
            {
                observations.insert((*check).clone(), observation);
            }
        }
        let seen = checks.iter().filter_map(|check| observations.get(*check));
        let mut item = item(inputs, story);
        set(&mut item, "related-observations", seen.map(related).collect());
        let treated = story.risks.iter().map(|risk| &risk.value);
        let treated: Vec<&RiskId> =
            treated.filter(|id| inputs.assessment.risks.contains_key(*id)).collect();
        let links = treated.iter().map(|id| json!({ "risk-uuid": uuid("risk", id.as_str()) }));
        set(&mut item, "related-risks", links.collect());
        risks.extend(treated.into_iter().cloned());
        items.push(item);
    }
    let about = framework.map_or("the whole program", FrameworkId::as_str);
    let head = metadata(
        &format!("Plan of action and milestones: {about}"),
        &as_of.observed.to_string(),
        Stamp { at: as_of.observed },
    );
    let settings = &program.settings;
    let root = inputs.assessment.head.as_ref().map(|head| head.root.as_str()).unwrap_or_default();
    let pinned = format!("{about}|{}|{}|{root}", as_of.observed, as_of.known);
    let mut document = json!({
        "uuid": uuid("poam", &pinned),
        "metadata": with_party(head, settings),
        "system-id": {
            "identifier-type": "http://ietf.org/rfc/rfc4122",
            "id": uuid("program", &format!("{}|{}", organization(settings), settings.name)),
        },
    });
    let risks: Vec<Value> = risks.iter().filter_map(|id| pieces.risk(id)).collect();
    let (local, files) = pieces.ends();
    if let (Value::Object(map), Some(false)) =
        (&mut document, local.as_object().map(serde_json::Map::is_empty))
    {
        map.insert("local-definitions".to_owned(), local);
    }
    set(&mut document, "observations", observations.into_values().collect());
    set(&mut document, "risks", risks);
    // A plan without an item is no plan in OSCAL, and nothing to do is worth saying.
    if items.is_empty() {
        items.push(json!({
            "uuid": uuid("item", "none"),
            "title": "Nothing is open",
            "description": "Every story that is not dropped is verified.",
        }));
    }
    set(&mut document, "poam-items", items);
    if !files.is_empty()
        && let Value::Object(map) = &mut document
    {
        map.insert("back-matter".to_owned(), json!({ "resources": files }));
    }
    json!({ "plan-of-action-and-milestones": document })
}

/// Whether a story is still to be proven.
fn is_open(inputs: &Inputs<'_>, story: &Story, framework: Option<&FrameworkId>) -> bool {
    let judged = inputs.assessment.stories.get(&story.id.value);
    let is_about = |id: &FrameworkId| story.controls.iter().any(|c| c.value.framework == *id);
    story.status.value != StoryStatus::Dropped
        && judged.is_some_and(|judged| judged.proof != Proof::Verified)
        && framework.is_none_or(is_about)
}

fn item(inputs: &Inputs<'_>, story: &Story) -> Value {
    let id = &story.id.value;
    let mut description = or_title(&story.want, &story.title);
    for reason in reasons::story(inputs, id) {
        description.push('\n');
        description.push_str(&reason);
    }
    let mut item = json!({
        "uuid": uuid("item", id.as_str()),
        "title": line(&story.title),
        "description": description,
    });
    let mut props = vec![prop("story", id.as_str())];
    if let Some(judged) = inputs.assessment.stories.get(id) {
        props.push(prop("proof", judged.proof.word().word));
    }
    props.push(prop("claimed", story.status.value.word()));
    props.extend(story.owner.as_ref().map(|owner| prop("owner", owner.value.as_str())));
    if let Some(sprint) = &story.sprint {
        props.push(prop("sprint", sprint.value.as_str()));
        let end = inputs.program.sprint(&sprint.value).map(|sprint| sprint.end.value.to_string());
        props.extend(end.map(|end| prop("planned-until", &end)));
    }
    props.extend(story.controls.iter().map(|c| prop("control", &c.value.to_string())));
    set(&mut item, "props", props);
    item
}
