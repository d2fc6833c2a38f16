//! A plan as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    after::{self, Assumed, CoverageChange, RiskChange},
    candidates::{Candidates, Standing},
    capacity::Capacity,
    fill::{Filled, Item, Limits, fill, pieces::Graph},
    forecast::{Forecast, forecasts},
    rank::{Decided, Ranked},
    ready::{Blocked, Dependencies, Lacking, dependencies, lacking},
    renewal::{Renewal, renewals},
    sprint::{Aim, Refused, aim},
    terms::Scales,
    velocity::{Velocity, size},
    weights::Weights,
};
use crate::{
    assess::{Assessment, story::is_claimed},
    ids::{SprintId, StoryId},
    model::SprintState,
    program::Program,
    time::Day,
};

/// What somebody wants to be planned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The sprint; the next one by default.
    pub sprint: Option<SprintId>,
    /// The points that fit, whatever velocity says.
    pub capacity: Option<u32>,
    /// Whether what is unfinished in the open sprint is taken as left over.
    pub carry_over: bool,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The day of the plan.
    pub day: Day,
    /// The sprint.
    pub aim: Aim,
    /// The weights of the rule.
    pub weights: Weights,
    /// Every story that could stand in the sprint or stays in it, in the order of the rule.
    pub backlog: Vec<Entry>,
    /// Stories that are planned in another sprint.
    pub elsewhere: Vec<(StoryId, SprintId)>,
    /// Stories whose criteria are all proven and which nobody has called done.
    pub proven: Vec<StoryId>,
    /// The room.
    pub capacity: Capacity,
    /// Proof that ends inside the sprint.
    pub renewals: Vec<Renewal>,
    /// Whether no other choice is worth more.
    pub is_exact: bool,
    /// What would be proven.
    pub coverage: Vec<CoverageChange>,
    /// Where risks would stand.
    pub risks: Vec<RiskChange>,
    /// When the goals will be reached.
    pub forecasts: Vec<Forecast>,
}

/// A story of the backlog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its value and its terms.
    pub ranked: Ranked,
    /// What put it before the next one; `None` for the last.
    pub decided: Option<Decided>,
    /// The ended sprint that it is left over from.
    pub from: Option<SprintId>,
    /// Whether people call it done, and evidence does not.
    pub is_rework: bool,
    /// What it lacks to be ready.
    pub lacking: Vec<Lacking>,
    /// What it expects from sprints before this one.
    pub expects: Vec<(StoryId, SprintId)>,
    /// Whether it is in.
    pub place: Place,
}

/// Whether a story is in the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// It is committed to or begun in this sprint.
    Stays,
    /// It was chosen.
    Chosen,
    /// It is not ready.
    NotReady,
    /// It waits for a story that will not be there.
    Blocked(StoryId, Blocked),
    /// There was no room: with what it needs it takes so many points.
    NoRoom(u64),
    /// The rule gives it no value.
    NoValue,
    /// Nothing tells how many points fit.
    NoCapacity,
}

impl Place {
    /// Whether it is in.
    pub fn is_in(&self) -> bool {
        matches!(self, Self::Stays | Self::Chosen)
    }
}

/// Plans a sprint.
///
/// # Errors
/// When the sprint that was asked for cannot be planned.
pub fn plan(program: &Program, assessment: &Assessment, asked: &Asked) -> Result<Plan, Refused> {
    let day = assessment.as_of.observed.day();
    let aim = aim(program, day, asked.sprint.as_ref())?;
    let weights = Weights::of(&program.settings);
    let candidates =
        Candidates { program, assessment, day, aim: &aim, carry_over: asked.carry_over };
    let standings: BTreeMap<&StoryId, Standing> =
        program.stories.iter().map(|(id, story)| (id, candidates.standing(id, story))).collect();
    let mut backlog = backlog(&candidates, &standings, &weights);
    let renewals = renewals(program, assessment, &aim, day);
    let velocity = Velocity::of(program, assessment, day);
    let mut capacity = Capacity::new(asked.capacity, aim.capacity, velocity);
    capacity.renewal_points = program.settings.renewal_points;
    capacity.renewals = u64::from(capacity.renewal_points) * renewals.len() as u64;
    capacity.finished = finished(program, &aim, &standings);
    let stays = backlog.iter().filter(|entry| entry.place == Place::Stays);
    capacity.stays = stays.map(|entry| u64::from(entry.ranked.points)).sum();
    let is_exact = choose(&candidates, &standings, &mut backlog, capacity.room());
    let chosen = backlog.iter().filter(|entry| entry.place.is_in());
    let assumed = Assumed::of(chosen.filter_map(|entry| program.stories.get(&entry.ranked.story)));
    Ok(Plan {
        day,
        weights,
        elsewhere: standings.iter().filter_map(|(id, standing)| elsewhere(id, standing)).collect(),
        proven: standings
            .iter()
            .filter(|(_, standing)| **standing == Standing::Proven)
            .map(|(id, _)| (*id).clone())
            .collect(),
        renewals,
        is_exact,
        coverage: after::coverage(assessment, &assumed),
        risks: after::risks(program, assessment, &assumed),
        forecasts: forecasts(program, assessment, &capacity.velocity, day),
        capacity,
        backlog,
        aim,
    })
}

fn elsewhere(id: &StoryId, standing: &Standing) -> Option<(StoryId, SprintId)> {
    match standing {
        Standing::Elsewhere(sprint) => Some((id.clone(), sprint.clone())),
        _ => None,
    }
}

/// Points that the sprint has brought already, while it is open.
fn finished(program: &Program, aim: &Aim, standings: &BTreeMap<&StoryId, Standing>) -> u64 {
    if aim.state != SprintState::Open {
        return 0;
    }
    let finished = standings.iter().filter(|(_, standing)| **standing == Standing::Finished);
    let here = finished
        .filter_map(|(id, _)| program.stories.get(*id))
        .filter(|story| story.sprint.as_ref().is_some_and(|sprint| sprint.value == aim.id));
    here.map(size).sum()
}

/// The stories that could stand in the sprint or stay in it, in the order of the rule.
fn backlog(
    candidates: &Candidates<'_>,
    standings: &BTreeMap<&StoryId, Standing>,
    weights: &Weights,
) -> Vec<Entry> {
    let program = candidates.program;
    let scales = Scales::new(program, candidates.assessment, candidates.day);
    let mut backlog: Vec<Entry> = program
        .stories
        .iter()
        .filter_map(|(id, story)| {
            let (from, place) = match standings.get(id)? {
                Standing::Stays => (None, Place::Stays),
                Standing::Candidate { from } => (from.clone(), Place::NotReady),
                _ => return None,
            };
            let terms = scales.terms(id, story);
            let value = terms.value(weights);
            let points = story.points.as_ref().map_or(0, |points| points.value);
            Some(Entry {
                ranked: Ranked { story: id.clone(), points, terms, value },
                decided: None,
                from,
                is_rework: is_claimed(story, candidates.day),
                lacking: lacking(program, story),
                expects: Vec::new(),
                place,
            })
        })
        .collect();
    backlog.sort_by(|a, b| a.ranked.compare(&b.ranked).0);
    let decided: Vec<Decided> = backlog
        .iter()
        .zip(backlog.iter().skip(1))
        .map(|(one, next)| one.ranked.compare(&next.ranked).1)
        .collect();
    for (entry, decided) in backlog.iter_mut().zip(decided) {
        entry.decided = Some(decided);
    }
    backlog
}

/// Chooses among the candidates, and says of each why it is in or not. Gives whether no other
/// choice is worth more.
fn choose(
    candidates: &Candidates<'_>,
    standings: &BTreeMap<&StoryId, Standing>,
    backlog: &mut [Entry],
    room: Option<u64>,
) -> bool {
    let ready: BTreeSet<&StoryId> = backlog
        .iter()
        .filter(|entry| entry.place != Place::Stays && entry.lacking.is_empty())
        .map(|entry| &entry.ranked.story)
        .collect();
    let mut dependencies =
        dependencies(candidates.program, candidates.assessment, candidates.aim, standings, &ready);
    let chooseable: BTreeMap<StoryId, usize> = backlog
        .iter()
        .filter(|entry| dependencies.inside.contains_key(&entry.ranked.story))
        .enumerate()
        .map(|(at, entry)| (entry.ranked.story.clone(), at))
        .collect();
    let items: Vec<Item> =
        backlog.iter().filter_map(|entry| item(entry, &dependencies, &chooseable)).collect();
    let filled = room.map(|room| fill(&items, room, Limits::default()));
    let graph = Graph::new(&items);
    for entry in backlog {
        let id = &entry.ranked.story;
        entry.expects = dependencies.expected.remove(id).unwrap_or_default();
        if let Some((on, why)) = dependencies.blocked.remove(id) {
            entry.place = Place::Blocked(on, why);
        } else if let Some(at) = chooseable.get(id) {
            entry.place = place(*at, &graph, filled.as_ref());
        }
    }
    filled.is_none_or(|filled| filled.exact)
}

fn item(
    entry: &Entry,
    dependencies: &Dependencies,
    chooseable: &BTreeMap<StoryId, usize>,
) -> Option<Item> {
    let inside = dependencies.inside.get(&entry.ranked.story)?;
    Some(Item {
        value: entry.ranked.value,
        points: entry.ranked.points,
        needs: inside.iter().filter_map(|on| chooseable.get(on).copied()).collect(),
    })
}

fn place(at: usize, graph: &Graph<'_>, filled: Option<&Filled>) -> Place {
    let Some(filled) = filled else { return Place::NoCapacity };
    if filled.chosen.binary_search(&at).is_ok() {
        return Place::Chosen;
    }
    if graph.value(at) == 0 {
        return Place::NoValue;
    }
    let chosen: BTreeSet<usize> = filled.chosen.iter().copied().collect();
    Place::NoRoom(graph.closure(at, &chosen, usize::MAX).1 as u64)
}
