//! A plan of action and milestones: the stories that are open, with what was observed, the risks
//! that they treat, and the sprints in which they are planned.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    names::{line, organization, prop, set, uuid, with_party},
    pieces::{Pieces, or_title, related, with_definitions},
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
    let as_of = inputs.assessment.as_of;
    let stories = inputs.program.stories.values();
    let mut plan = Plan {
        inputs,
        pieces: Pieces::new(inputs, |_| true),
        observations: BTreeMap::new(),
        risks: BTreeSet::new(),
    };
    let mut items: Vec<Value> = stories
        .filter(|story| is_open(inputs, story, framework))
        .map(|story| plan.item(story))
        .collect();
    // A plan without an item is no plan in OSCAL, and nothing to do is worth saying.
    if items.is_empty() {
        items.push(json!({
            "uuid": uuid("item", "none"),
            "title": "Nothing is open",
            "description": "Every story that is not dropped is verified.",
        }));
    }
    let about = framework.map_or("the whole program", FrameworkId::as_str);
    let head = metadata(
        &format!("Plan of action and milestones: {about}"),
        &as_of.observed.to_string(),
        Stamp { at: as_of.observed },
    );
    let settings = &inputs.program.settings;
    let root = inputs.assessment.head.as_ref().map(|head| head.root.as_str()).unwrap_or_default();
    let pinned = format!("{about}|{}|{}|{root}", as_of.observed, as_of.known);
    let mut document = json!({
        "uuid": uuid("poam", &pinned),
        "metadata": with_party(head, settings),
        "system-id": {
            "identifier-type": "http://ietf.org/rfc/rfc4122",
            "id": uuid("program", &format!("{}|{}", organization(settings), settings.name)),
        },
        "poam-items": items,
    });
    plan.end(&mut document);
    json!({ "plan-of-action-and-milestones": document })
}

/// What the items point at, gathered while they are written.
struct Plan<'a> {
    inputs: &'a Inputs<'a>,
    pieces: Pieces<'a>,
    observations: BTreeMap<CheckId, Value>,
    risks: BTreeSet<RiskId>,
}

impl Plan<'_> {
    fn item(&mut self, story: &Story) -> Value {
        let mut item = item(self.inputs, story);
        let criteria = story.acceptance.iter().flat_map(|criterion| &criterion.checks);
        let checks: BTreeSet<&CheckId> = criteria.map(|check| &check.value).collect();
        let mut seen = Vec::new();
        for check in checks {
            if !self.observations.contains_key(check)
                && let Some(observation) = self.pieces.check(check)
            {
                self.observations.insert(check.clone(), observation);
            }
            seen.extend(self.observations.get(check).map(related));
        }
        set(&mut item, "related-observations", seen);
        let treated = story.risks.iter().map(|risk| &risk.value);
        let treated: Vec<&RiskId> =
            treated.filter(|id| self.inputs.assessment.risks.contains_key(*id)).collect();
        let links = treated.iter().map(|id| json!({ "risk-uuid": uuid("risk", id.as_str()) }));
        set(&mut item, "related-risks", links.collect());
        self.risks.extend(treated.into_iter().cloned());
        item
    }

    /// Adds what the items point at.
    fn end(self, document: &mut Value) {
        let risks: Vec<Value> = self.risks.iter().filter_map(|id| self.pieces.risk(id)).collect();
        set(document, "risks", risks);
        set(document, "observations", self.observations.into_values().collect());
        let (local, files) = self.pieces.ends();
        with_definitions(document, local);
        if let (false, Value::Object(map)) = (files.is_empty(), document) {
            map.insert("back-matter".to_owned(), json!({ "resources": files }));
        }
    }
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
