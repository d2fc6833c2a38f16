//! The roadmap: each epic over the sprints, in points planned and proven, and the layers reached.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Frame, Inputs, frame, points,
    words::{self, Word},
};
use crate::{
    assess::Proof,
    ids::{EpicId, SprintId, StoryId},
    model::{Sprint, Story},
    plan::velocity::Points,
    time::Period,
};

/// The epics over the sprints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Roadmap {
    /// What pins the report.
    pub frame: Frame,
    /// The sprints, by their dates.
    pub sprints: Vec<RoadmapSprint>,
    /// The epics.
    pub epics: Vec<RoadmapRow>,
}

/// One sprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoadmapSprint {
    /// Its id.
    pub id: SprintId,
    /// Its days.
    pub period: Period,
    /// Whether it is `planned`, `open` or `ended`.
    pub state: &'static str,
}

/// One epic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoadmapRow {
    /// Its id.
    pub id: EpicId,
    /// Its title.
    pub title: String,
    /// Points of all its stories.
    pub scope: u64,
    /// Those that are claimed and proven.
    #[serde(flatten)]
    pub points: Points,
    /// The highest layer of which each story is claimed and proven, as are those of the layers
    /// below; 0 when none is.
    pub reached: u32,
    /// Its layers, from the first on.
    pub layers: Vec<LayerCell>,
    /// One cell a sprint, then one for what stands in no sprint.
    pub cells: Vec<RoadmapCell>,
}

/// One layer of an epic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LayerCell {
    /// 1 first version, 2 hardened, 3 optimised.
    pub layer: u32,
    /// The same in a word.
    pub name: &'static str,
    /// Points of its stories.
    pub scope: u64,
    /// Those that are claimed and proven.
    #[serde(flatten)]
    pub points: Points,
    /// Whether each of its stories is claimed and proven.
    pub status: Word,
}

/// What an epic has in a sprint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoadmapCell {
    /// Points of its stories there.
    pub scope: u64,
    /// Those that are claimed and proven.
    #[serde(flatten)]
    pub points: Points,
    /// Its stories there.
    pub stories: Vec<String>,
    /// The layers that they belong to.
    pub layers: Vec<u32>,
}

/// Makes the roadmap.
pub fn roadmap(inputs: &Inputs<'_>) -> Roadmap {
    let program = inputs.program;
    let today = inputs.assessment.as_of.observed.day();
    let mut sprints: Vec<&Sprint> = program.sprints.iter().collect();
    sprints.sort_by_key(|sprint| (sprint.start.value, sprint.end.value));
    let mut frame = Frame::new(inputs, "roadmap", inputs.lang.text("Roadmap of the epics"));
    let stories = program.stories.iter().filter(|(_, story)| points::is_in_scope(story));
    let proofs = stories.filter_map(|(id, _)| inputs.assessment.stories.get(id));
    frame.chips =
        frame::chips(&Proof::ALL, proofs.map(|judged| judged.proof), |_| "#roadmap".to_owned());
    Roadmap {
        frame,
        epics: program.epics.keys().map(|id| row(inputs, id, &sprints)).collect(),
        sprints: sprints
            .into_iter()
            .map(|sprint| RoadmapSprint {
                id: sprint.id.value.clone(),
                period: Period { start: sprint.start.value, end: sprint.end.value },
                state: sprint.state(today).word(),
            })
            .collect(),
    }
}

type Stories<'a> = Vec<(&'a StoryId, &'a Story)>;

fn row(inputs: &Inputs<'_>, id: &EpicId, sprints: &[&Sprint]) -> RoadmapRow {
    let stories: Stories<'_> = inputs
        .program
        .stories
        .iter()
        .filter(|(_, story)| story.epic.value == *id && points::is_in_scope(story))
        .collect();
    let layers = layers(inputs, &stories);
    let met = layers.iter().take_while(|layer| layer.status == words::proven(true));
    let of = |sprint: Option<&SprintId>| {
        let there = stories.iter().copied();
        let there = there.filter(|(_, s)| s.sprint.as_ref().map(|at| &at.value) == sprint);
        cell(inputs, &there.collect())
    };
    let mut cells: Vec<RoadmapCell> =
        sprints.iter().map(|sprint| of(Some(&sprint.id.value))).collect();
    cells.push(of(None));
    let all = cell(inputs, &stories);
    RoadmapRow {
        id: id.clone(),
        title: inputs.program.epics.get(id).map(|epic| epic.title.clone()).unwrap_or_default(),
        scope: all.scope,
        points: all.points,
        reached: met.last().map_or(0, |layer| layer.layer),
        layers,
        cells,
    }
}

fn cell(inputs: &Inputs<'_>, stories: &Stories<'_>) -> RoadmapCell {
    let today = inputs.assessment.as_of.observed.day();
    let mut layers: Vec<u32> =
        stories.iter().filter_map(|(_, story)| Some(story.layer.as_ref()?.value)).collect();
    layers.sort_unstable();
    layers.dedup();
    RoadmapCell {
        scope: stories.iter().map(|(_, story)| points::of(story)).sum(),
        points: points::on(inputs, stories.iter().copied(), today),
        stories: stories.iter().map(|(id, _)| id.to_string()).collect(),
        layers,
    }
}

fn layers(inputs: &Inputs<'_>, stories: &Stories<'_>) -> Vec<LayerCell> {
    let (mut found, lang) = (Vec::new(), inputs.lang);
    for layer in 1..=3 {
        let at = |story: &Story| story.layer.as_ref().is_some_and(|at| at.value == layer);
        let inside: Stories<'_> = stories.iter().copied().filter(|(_, story)| at(story)).collect();
        if inside.is_empty() {
            continue;
        }
        let is_done = |id: &StoryId| {
            let judged = inputs.assessment.stories.get(id);
            judged.is_some_and(|story| story.claimed && story.proof == Proof::Verified)
        };
        let cell = cell(inputs, &inside);
        found.push(LayerCell {
            layer,
            name: match layer {
                1 => lang.text("first version"),
                2 => lang.text("hardened"),
                _ => lang.text("optimised"),
            },
            scope: cell.scope,
            points: cell.points,
            status: words::proven(inside.iter().all(|(id, _)| is_done(id))),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::report::{self, testing::Sample};

    const LAYERS: &str = r#"
[[epic]]
id = "L"
title = TEXT
[[story]]
id = "L-1"
epic = "L"
title = TEXT
points = 3
layer = 1
sprint = "S1"
status = "done"
done = 2026-01-08
acceptance = [{ text = TEXT, checks = ["good"] }]
[[story]]
id = "L-2"
epic = "L"
title = TEXT
points = 2
layer = 2
sprint = "S2"
status = "done"
done = 2026-01-19
acceptance = [{ text = TEXT, checks = ["bad"] }]
[[story]]
id = "L-3"
epic = "L"
title = TEXT
points = 1
layer = 3
status = "done"
done = 2026-01-09
acceptance = [{ text = TEXT, checks = ["good"] }]
"#;

    #[test]
    fn a_layer_is_reached_when_those_below_are() {
        let sample = Sample::with_more("plain", "2026-01-20T18:00:00Z", LAYERS);
        let view = report::roadmap(&sample.inputs());
        let epic = view.epics.iter().find(|epic| epic.id.as_str() == "L").unwrap();
        assert_eq!(epic.reached, 1, "the third is proven, and the second is not");
        let cells: Vec<(u64, u64)> =
            epic.cells.iter().map(|cell| (cell.points.proven, cell.scope)).collect();
        assert_eq!(cells, [(3, 3), (0, 2), (1, 1)], "S1, S2, no sprint");
        assert_eq!((epic.points.proven, epic.points.claimed, epic.scope), (4, 6, 6));
    }
}
