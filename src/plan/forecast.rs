//! When each framework will be proven and each risk at its target.
//!
//! Many possible futures are played through, sprint by sprint: each sprint proves as many points as
//! one of the latest ended ones did, drawn by chance, until the stories that lead to the goal are
//! through. From half of the futures comes P50, from 85 of 100 P85. The seed is fixed, so that the
//! same history gives the same dates.
//!
//! The forecast takes for granted that these stories come first, that their number does not grow,
//! and that what is proven stays proven. The open sprint counts for the days that are left of it.
//! Where something essential is not known no date is given, and what is missing is said.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    after::Assumed,
    candidates::is_verified,
    sprint::coming,
    velocity::{ENOUGH, Velocity, size},
};
use crate::{
    assess::{Assessment, Lack},
    ids::{AttestationId, CheckId, ControlRef, FrameworkId, RiskId, StoryId},
    model::{SprintState, Story, StoryStatus},
    program::Program,
    random::Random,
    time::{Day, Period},
};

/// Where the generator begins.
pub const SEED: u64 = 27001;
/// How many futures are played through.
pub const TRIALS: usize = 2_000;
/// How many sprints ahead anybody looks.
pub const HORIZON: usize = 520;

/// What is to be reached.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Goal {
    /// Every control of a framework that is applicable and due is proven.
    Framework(FrameworkId),
    /// A risk is at its target.
    Risk(RiskId),
}

/// Why nothing can be told yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Only so many sprints have ended.
    ShortHistory(usize),
    /// Nothing was proven at the end of any of the latest sprints.
    NothingProven,
    /// So many controls would not be proven by the open stories.
    NoStory(usize),
    /// No open story treats the risk.
    NobodyTreats,
    /// So many of the stories have no points.
    NoPoints(usize),
}

/// The dates that came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// By then in half of the futures; `None` beyond the horizon.
    pub p50: Option<Day>,
    /// By then in 85 of 100.
    pub p85: Option<Day>,
    /// In how many of 100 by the target date, rounded down; `None` without one.
    pub chance: Option<u64>,
}

/// What can be told of a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// The goal.
    pub goal: Goal,
    /// The day by which it is to be reached.
    pub target: Option<Day>,
    /// Controls that are not proven, or points of risk above the target.
    pub left: u64,
    /// The open stories that lead there, those that they wait for among them.
    pub stories: Vec<StoryId>,
    /// Their points.
    pub points: u64,
    /// Why nothing can be told of the whole goal.
    pub doubts: Vec<Doubt>,
    /// When the stories that there are will be proven. With doubts this is not yet the goal.
    pub dates: Option<Dates>,
}

/// What a forecast comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outlook {
    /// It is reached already.
    Reached,
    /// It will be, and no date asks for it.
    Undated,
    /// In 85 of 100 futures by its date.
    InTime,
    /// In half of them by its date.
    Doubtful,
    /// In fewer.
    Late,
    /// Nothing can be told yet.
    Unknown,
}

impl Forecast {
    /// Whether the goal is reached already.
    pub fn is_reached(&self) -> bool {
        self.left == 0
    }

    /// What it comes to.
    pub fn outlook(&self) -> Outlook {
        let Some(dates) = self.dates.filter(|_| self.doubts.is_empty()) else {
            return if self.is_reached() { Outlook::Reached } else { Outlook::Unknown };
        };
        let Some(target) = self.target else { return Outlook::Undated };
        let is_made = |day: Option<Day>| day.is_some_and(|day| day <= target);
        match (is_made(dates.p50), is_made(dates.p85)) {
            (_, true) => Outlook::InTime,
            (true, _) => Outlook::Doubtful,
            _ => Outlook::Late,
        }
    }
}

/// What can be told of every framework with a target and every risk above its own.
pub fn forecasts(
    program: &Program,
    assessment: &Assessment,
    velocity: &Velocity,
    day: Day,
) -> Vec<Forecast> {
    let open = Open::new(program, assessment);
    let mut found = frameworks(program, assessment, &open);
    found.extend(risks(assessment, &open));
    let proven: Vec<u64> = velocity.proven().collect();
    let steps: Vec<Step> = steps(program, day).take(HORIZON).collect();
    let needed: Vec<u64> = found.iter().map(|forecast| forecast.points).collect();
    let is_known = proven.len() >= ENOUGH && proven.iter().any(|points| *points > 0);
    let futures = if is_known { futures(&proven, &steps, &needed) } else { BTreeMap::new() };
    for forecast in found.iter_mut().filter(|forecast| !forecast.is_reached()) {
        if proven.len() < ENOUGH {
            forecast.doubts.push(Doubt::ShortHistory(proven.len()));
        } else if !is_known {
            forecast.doubts.push(Doubt::NothingProven);
        }
        forecast.doubts.sort_unstable();
        let ends = futures.get(&forecast.points);
        forecast.dates = ends.map(|ends| dates(ends, &steps, forecast.target));
    }
    found
}

/// The stories that are not verified, by what they lead to.
struct Open<'a> {
    program: &'a Program,
    stories: BTreeMap<&'a StoryId, &'a Story>,
}

impl<'a> Open<'a> {
    fn new(program: &'a Program, assessment: &Assessment) -> Self {
        let is_open = |(id, story): &(&StoryId, &Story)| {
            story.status.value != StoryStatus::Dropped && !is_verified(assessment.stories.get(*id))
        };
        Self { program, stories: program.stories.iter().filter(is_open).collect() }
    }

    /// A forecast for these stories and those that they wait for.
    fn forecast(
        &self,
        goal: Goal,
        target: Option<Day>,
        left: u64,
        first: BTreeSet<&'a StoryId>,
    ) -> Forecast {
        let mut all = first.clone();
        let mut next: Vec<&StoryId> = first.into_iter().collect();
        while let Some(id) = next.pop() {
            for on in self.program.stories.get(id).into_iter().flat_map(|s| &s.depends_on) {
                if let Some((on, _)) = self.stories.get_key_value(&on.value)
                    && all.insert(on)
                {
                    next.push(on);
                }
            }
        }
        let sizes = || all.iter().filter_map(|id| self.stories.get(*id)).map(|story| size(story));
        let unsized_stories = sizes().filter(|points| *points == 0).count();
        Forecast {
            goal,
            target,
            left,
            points: sizes().sum(),
            stories: all.iter().map(|id| (*id).clone()).collect(),
            doubts: (unsized_stories > 0)
                .then_some(Doubt::NoPoints(unsized_stories))
                .into_iter()
                .collect(),
            dates: None,
        }
    }
}

fn frameworks(program: &Program, assessment: &Assessment, open: &Open<'_>) -> Vec<Forecast> {
    let mut targets: BTreeMap<&FrameworkId, Day> = BTreeMap::new();
    for target in &program.settings.targets {
        let nearest = targets.entry(&target.framework.value).or_insert(target.date);
        *nearest = target.date.min(*nearest);
    }
    let mut found: Vec<Forecast> = targets
        .into_iter()
        .map(|(id, target)| framework(program, assessment, open, id, target))
        .collect();
    found.sort_by(|a, b| (a.target, &a.goal).cmp(&(b.target, &b.goal)));
    found
}

fn framework(
    program: &Program,
    assessment: &Assessment,
    open: &Open<'_>,
    id: &FrameworkId,
    target: Day,
) -> Forecast {
    let unproven: BTreeMap<&ControlRef, _> = program
        .controls_of(id)
        .filter_map(|control| assessment.controls.get_key_value(&control.id))
        .filter(|(_, judged)| judged.status.is_counted() && !judged.status.is_proof())
        .collect();
    let lacking = Lacking::of(unproven.values().flat_map(|judged| &judged.lacks));
    let leads = |story: &Story| {
        let names = story.controls.iter().any(|control| unproven.contains_key(&control.value));
        names || lacking.is_asked_by(story)
    };
    let stories: BTreeSet<&StoryId> =
        open.stories.iter().filter(|(_, story)| leads(story)).map(|(id, _)| *id).collect();
    let assumed = Assumed::of(stories.iter().filter_map(|id| program.stories.get(*id)));
    let uncovered = unproven.values().filter(|judged| !assumed.proves(judged)).count();
    let goal = Goal::Framework(id.clone());
    let mut forecast = open.forecast(goal, Some(target), unproven.len() as u64, stories);
    if uncovered > 0 {
        forecast.doubts.push(Doubt::NoStory(uncovered));
    }
    forecast
}

/// What controls lack, and criteria could ask for.
#[derive(Default)]
struct Lacking<'a> {
    checks: BTreeSet<&'a CheckId>,
    attestations: BTreeSet<&'a AttestationId>,
}

impl<'a> Lacking<'a> {
    fn of(lacks: impl Iterator<Item = &'a Lack>) -> Self {
        let mut lacking = Self::default();
        for lack in lacks {
            match lack {
                Lack::Check(id, _) | Lack::TooOld(id, _) => _ = lacking.checks.insert(id),
                Lack::AttestationMissing(id) | Lack::AttestationExpired(id, _) => {
                    lacking.attestations.insert(id);
                }
                Lack::NoCheckDefined | Lack::NoAttestationDefined | Lack::Unreadable => {}
            }
        }
        lacking
    }

    fn is_asked_by(&self, story: &Story) -> bool {
        story.acceptance.iter().any(|criterion| {
            let checks = criterion.checks.iter().any(|id| self.checks.contains(&id.value));
            let asked = criterion.attestation.as_ref();
            checks || asked.is_some_and(|id| self.attestations.contains(&id.value))
        })
    }
}

fn risks(assessment: &Assessment, open: &Open<'_>) -> Vec<Forecast> {
    let above = assessment.risks.iter().filter(|(_, judged)| judged.current > judged.target);
    above
        .map(|(id, judged)| {
            let stories = judged.stories.iter().filter_map(|id| open.stories.get_key_value(id));
            let stories: BTreeSet<&StoryId> = stories.map(|(id, _)| *id).collect();
            let is_treated = !stories.is_empty();
            let left = u64::from(judged.current - judged.target);
            let mut forecast = open.forecast(Goal::Risk(id.clone()), None, left, stories);
            if !is_treated {
                forecast.doubts.push(Doubt::NobodyTreats);
            }
            forecast
        })
        .collect()
}

/// A sprint to come, or the days that are left of one.
struct Step {
    end: Day,
    /// How many of how many of its days are to come.
    left: (u64, u64),
}

fn steps(program: &Program, day: Day) -> impl Iterator<Item = Step> + '_ {
    let open = program.sprints.iter().filter(move |s| s.state(day) == SprintState::Open);
    let open = open.map(|s| Period { start: s.start.value, end: s.end.value });
    let days = |from: Day, to: Day| u64::try_from(from.days_until(to)).unwrap_or(0);
    open.chain(coming(program, day)).map(move |period| {
        let all = days(period.start, period.end) + 1;
        Step { end: period.end, left: (days(day, period.end).min(all), all) }
    })
}

/// For each number of points the steps after which it was reached, one for each future, in order.
fn futures(proven: &[u64], steps: &[Step], needed: &[u64]) -> BTreeMap<u64, Vec<usize>> {
    let mut ends: BTreeMap<u64, Vec<usize>> =
        needed.iter().filter(|points| **points > 0).map(|points| (*points, Vec::new())).collect();
    let mut random = Random::new(SEED);
    for _ in 0..TRIALS {
        let mut goals = ends.iter_mut().peekable();
        let mut sum = 0;
        for (at, step) in steps.iter().enumerate() {
            if goals.peek().is_none() {
                break;
            }
            let (left, all) = step.left;
            sum += random.one_of(proven).copied().unwrap_or(0) * left / all;
            while let Some((_, ends)) = goals.next_if(|(points, _)| **points <= sum) {
                ends.push(at);
            }
        }
        goals.for_each(|(_, ends)| ends.push(usize::MAX));
    }
    for ends in ends.values_mut() {
        ends.sort_unstable();
    }
    ends
}

fn dates(ends: &[usize], steps: &[Step], target: Option<Day>) -> Dates {
    let day = |at: &usize| steps.get(*at).map(|step| step.end);
    let by = |of_100: usize| ends.get((ends.len() * of_100).div_ceil(100).max(1) - 1).and_then(day);
    let in_time = |target: Day| {
        let made = ends.iter().filter(|at| day(at).is_some_and(|end| end <= target)).count();
        (made * 100 / ends.len().max(1)) as u64
    };
    Dates { p50: by(50), p85: by(85), chance: target.map(in_time) }
}
