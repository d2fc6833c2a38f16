//! Which sprint is planned.
//!
//! The one that was asked for, or the next one that has not begun. Where the files hold none, the
//! next one is proposed in the rhythm of the last two: the plan can be looked at, and has to be
//! written down before anything is scheduled into it.

use crate::{
    ids::SprintId,
    model::{Sprint, SprintState},
    program::Program,
    time::{Day, Period},
};

/// The sprint that is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aim {
    /// Its id.
    pub id: SprintId,
    /// Its days.
    pub period: Period,
    /// Its goal; empty when it is only proposed.
    pub goal: String,
    /// Where it stands; never ended.
    pub state: SprintState,
    /// The points that fit, as people wrote.
    pub capacity: Option<u32>,
    /// Whether it stands in the files. Otherwise it is proposed.
    pub is_written: bool,
}

/// Why a sprint is not planned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is no such sprint.
    #[error("there is no sprint `{0}`")]
    Unknown(SprintId),
    /// It has ended.
    #[error("sprint `{0}` ended on {1}")]
    Ended(SprintId, Day),
    /// There is none to come, and no id for it can be made from the last one's.
    #[error("there is no sprint to come")]
    None,
}

/// The sprint to plan on a day.
///
/// # Errors
/// When the one that was asked for is not there or has ended.
pub fn aim(program: &Program, day: Day, wanted: Option<&SprintId>) -> Result<Aim, Refused> {
    let next = program.sprints.iter().find(|sprint| sprint.state(day) == SprintState::Planned);
    let Some(wanted) = wanted else {
        return next.map_or_else(|| proposed(program, day), |sprint| Ok(written(sprint, day)));
    };
    match program.sprint(wanted) {
        Some(sprint) if sprint.state(day) == SprintState::Ended => {
            Err(Refused::Ended(wanted.clone(), sprint.end.value))
        }
        Some(sprint) => Ok(written(sprint, day)),
        None => {
            let proposed = proposed(program, day).ok().filter(|_| next.is_none());
            let meant = proposed.filter(|aim| aim.id == *wanted);
            meant.ok_or_else(|| Refused::Unknown(wanted.clone()))
        }
    }
}

fn written(sprint: &Sprint, day: Day) -> Aim {
    Aim {
        id: sprint.id.value.clone(),
        period: Period { start: sprint.start.value, end: sprint.end.value },
        goal: sprint.goal.clone(),
        state: sprint.state(day),
        capacity: sprint.capacity.as_ref().map(|capacity| capacity.value),
        is_written: true,
    }
}

/// The first sprint from a day on, in the rhythm of those there are.
fn proposed(program: &Program, day: Day) -> Result<Aim, Refused> {
    Ok(Aim {
        id: new_id(program).ok_or(Refused::None)?,
        period: beyond(program, day, 0),
        goal: String::new(),
        state: SprintState::Planned,
        capacity: None,
        is_written: false,
    })
}

/// The days of the sprints that have not begun on a day, without end: those that are written down,
/// then others in the same rhythm.
pub fn coming(program: &Program, day: Day) -> impl Iterator<Item = Period> + '_ {
    let planned = program.sprints.iter().filter(move |s| s.state(day) == SprintState::Planned);
    let planned = planned.map(|s| Period { start: s.start.value, end: s.end.value });
    planned.chain((0..).map(move |n| beyond(program, day, n)))
}

/// The days of a sprint behind those that are written down, from a day on: on the morning on which
/// the next one begins, that one is planned.
fn beyond(program: &Program, day: Day, n: i64) -> Period {
    let step = rhythm(program);
    let (first, days) = match program.sprints.last() {
        None => (day.next(), i64::from(program.settings.sprint_days.max(1))),
        Some(last) => {
            let (start, end) = (last.start.value, last.end.value);
            let past = (start.days_until(day).max(1) - 1) / step + 1;
            (start.plus_days(past * step), start.days_until(end).max(0) + 1)
        }
    };
    let start = first.plus_days(n * step);
    Period { start, end: start.plus_days(days - 1) }
}

/// How many days there are from the beginning of one sprint to that of the next.
pub fn rhythm(program: &Program) -> i64 {
    let longest = i64::from(program.settings.sprint_days.max(1));
    let between = match program.sprints.as_slice() {
        [.., one, last] => one.start.value.days_until(last.start.value),
        [last] => last.start.value.days_until(last.end.value) + 1,
        [] => longest,
    };
    if between > 0 { between } else { longest }
}

/// The id of the last sprint, counted on until nothing has it.
fn new_id(program: &Program) -> Option<SprintId> {
    let last = program.sprints.last().map_or("S0", |sprint| sprint.id.value.as_str());
    let digits = last.bytes().rev().take_while(u8::is_ascii_digit).take(9).count();
    let (stem, number) = last.split_at(last.len() - digits);
    let stem = if digits == 0 { format!("{stem}-") } else { stem.to_owned() };
    let first = number.parse::<u32>().unwrap_or(1) + 1;
    let ids = (first..).take(program.sprints.len() + 1);
    let mut ids = ids.filter_map(|n| SprintId::parse(&format!("{stem}{n:0digits$}")).ok());
    ids.find(|id| program.sprint(id).is_none())
}
