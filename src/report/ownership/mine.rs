//! What some parties and personas should look at, the most pressing first.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::{AttestationStatus, CheckStatus, Proof},
    ids::{PartyId, PersonaId},
    model::{Story, StoryStatus},
    report::{
        Inputs, reasons,
        words::{self, Word, Worded},
    },
};

/// What somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mine {
    /// The parties whose records these are.
    pub parties: Vec<PartyId>,
    /// The personas whose stories these are.
    pub personas: Vec<PersonaId>,
    /// Their open stories, and those that are called done and not proven, by sprint.
    pub stories: Vec<Item>,
    /// Their checks that do not pass.
    pub checks: Vec<Item>,
    /// Their statements that are missing or have ended.
    pub attestations: Vec<Item>,
    /// Their risks above target.
    pub risks: Vec<Item>,
    /// What else they own, by kind and number.
    pub owned: Vec<(&'static str, usize)>,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Where it stands.
    pub status: Word,
    /// What there is to say beside it, such as its sprint and its points.
    pub beside: String,
    /// Why it stands there.
    pub why: String,
}

/// What some parties and personas should look at.
pub fn mine(inputs: &Inputs<'_>, parties: Vec<PartyId>, personas: Vec<PersonaId>) -> Mine {
    let program = inputs.program;
    let owns = |owner: Option<&PartyId>| owner.is_some_and(|owner| parties.contains(owner));
    let owned = vec![
        ("epic", program.epics.values().filter(|r| owns(r.owner.as_deref())).count()),
        ("check", program.checks.values().filter(|r| owns(r.owner.as_deref())).count()),
        ("attestation", program.attestations.values().filter(|r| owns(r.by.as_deref())).count()),
        ("risk", program.risks.values().filter(|r| owns(r.owner.as_deref())).count()),
        ("component", program.components.values().filter(|r| owns(r.owner.as_deref())).count()),
        ("account", program.accounts.values().filter(|r| owns(r.owner.as_deref())).count()),
        ("repository", program.repositories.values().filter(|r| owns(r.owner.as_deref())).count()),
    ];
    let of_them = |story: &&Story| {
        owns(story.owner.as_deref())
            || story.persona.as_ref().is_some_and(|id| personas.contains(&id.value))
    };
    let mut stories: Vec<&Story> =
        program.stories.values().filter(of_them).filter(|story| is_open(inputs, story)).collect();
    // What no sprint has comes last.
    stories.sort_by_key(|story| {
        let sprint = story.sprint.as_ref().and_then(|id| program.sprint(&id.value));
        (sprint.is_none(), sprint.map(|sprint| sprint.start.value))
    });
    Mine {
        stories: stories.into_iter().filter_map(|story| item(inputs, story)).collect(),
        checks: checks(inputs, &owns),
        attestations: attestations(inputs, &owns),
        risks: risks(inputs, &owns),
        owned: owned.into_iter().filter(|(_, n)| *n > 0).collect(),
        parties,
        personas,
    }
}

/// Whether there is something to do: it is not dropped, and not both done and proven.
pub(super) fn is_open(inputs: &Inputs<'_>, story: &Story) -> bool {
    let proof = inputs.assessment.stories.get(&story.id.value).map(|judged| judged.proof);
    match story.status.value {
        StoryStatus::Dropped => false,
        StoryStatus::Done => proof != Some(Proof::Verified),
        _ => true,
    }
}

fn item(inputs: &Inputs<'_>, story: &Story) -> Option<Item> {
    let judged = inputs.assessment.stories.get(&story.id.value)?;
    let sprint = story.sprint.as_ref().map_or("backlog", |id| id.value.as_str());
    let points = story.points.as_ref().map_or(0, |points| points.value);
    let claim = story.status.value.word();
    Some(Item {
        id: story.id.value.to_string(),
        title: story.title.value.clone(),
        status: judged.proof.word(),
        beside: format!("{claim}, {sprint}, {}", words::count(points, "point")),
        why: reasons::story(inputs, &story.id.value).into_iter().next().unwrap_or_default(),
    })
}

fn checks(inputs: &Inputs<'_>, owns: &dyn Fn(Option<&PartyId>) -> bool) -> Vec<Item> {
    let mut open: Vec<(CheckStatus, Item)> = Vec::new();
    for (id, check) in &inputs.program.checks {
        let Some(judged) = inputs.assessment.checks.get(id) else { continue };
        let fine = [CheckStatus::Passed, CheckStatus::NotApplicable].contains(&judged.status);
        if fine || !owns(check.owner.as_deref()) {
            continue;
        }
        let item = Item {
            id: id.to_string(),
            title: check.title.clone(),
            status: judged.status.word(),
            beside: judged.since.map(|day| format!("since {day}")).unwrap_or_default(),
            why: reasons::check(inputs, id).into_iter().next().unwrap_or_default(),
        };
        open.push((judged.status, item));
    }
    open.sort_by_key(|(status, _)| *status);
    open.into_iter().map(|(_, item)| item).collect()
}

fn attestations(inputs: &Inputs<'_>, owns: &dyn Fn(Option<&PartyId>) -> bool) -> Vec<Item> {
    let asked = inputs.program.attestations.iter();
    asked
        .filter(|(_, asked)| owns(asked.by.as_deref()))
        .filter_map(|(id, asked)| {
            let status = inputs.assessment.attestations.get(id).copied();
            let status = status.unwrap_or(AttestationStatus::Missing);
            let is_live = matches!(status, AttestationStatus::Live { .. });
            (!is_live).then(|| Item {
                id: id.to_string(),
                title: asked.title.clone(),
                status: status.word(),
                beside: String::new(),
                why: reasons::attestation(inputs, id),
            })
        })
        .collect()
}

fn risks(inputs: &Inputs<'_>, owns: &dyn Fn(Option<&PartyId>) -> bool) -> Vec<Item> {
    let mut open: Vec<(u32, Item)> = Vec::new();
    for (id, risk) in &inputs.program.risks {
        let Some(judged) = inputs.assessment.risks.get(id) else { continue };
        if judged.current <= judged.target || !owns(risk.owner.as_deref()) {
            continue;
        }
        let proven = inputs.lang.proven_stories(judged.verified.len(), judged.stories.len());
        let item = Item {
            id: id.to_string(),
            title: risk.title.clone(),
            status: words::risk_state(judged.inherent, judged.current, judged.target),
            beside: format!("{} of target {}", judged.current, judged.target),
            why: proven,
        };
        open.push((judged.current, item));
    }
    open.sort_by_key(|(current, _)| std::cmp::Reverse(*current));
    open.into_iter().map(|(_, item)| item).collect()
}
