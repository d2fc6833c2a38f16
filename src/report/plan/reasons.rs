//! The words for why: why a story is in or not, where a capacity comes from, why nothing can be
//! told yet.

use crate::{
    plan::{
        build::{Entry, Place},
        capacity::{Basis, Capacity},
        forecast::{Doubt, Forecast, Goal},
        ready::{Blocked, Lacking},
        velocity::ENOUGH,
    },
    report::words,
};

/// Why a story is in or not.
pub(super) fn place(entry: &Entry) -> String {
    match &entry.place {
        Place::Stays => {
            let mut text = "committed to, or begun in it".to_owned();
            if !entry.lacking.is_empty() {
                text.push_str("; ");
                text.push_str(&lacks(&entry.lacking));
            }
            text
        }
        Place::Chosen => chosen(entry),
        Place::NotReady => lacks(&entry.lacking),
        Place::Blocked(on, why) => match why {
            Blocked::Dropped => format!("depends on {on}, which was dropped"),
            Blocked::NotReady => format!("depends on {on}, which is not ready"),
            Blocked::Later => format!("depends on {on}, which is planned too late for it"),
            Blocked::Waits => format!("depends on {on}, which waits itself"),
            Blocked::Circle => format!("depends on {on}, which depends on it in turn"),
        },
        Place::NoRoom(points) if *points == u64::from(entry.ranked.points) => {
            format!("takes {}", words::count(*points, "point"))
        }
        Place::NoRoom(points) => {
            format!("takes {} with what it depends on", words::count(*points, "point"))
        }
        Place::NoValue => "no term of the rule counts for it".to_owned(),
        Place::NoCapacity => "nothing tells how many points fit".to_owned(),
    }
}

fn chosen(entry: &Entry) -> String {
    let mut parts = Vec::new();
    if entry.is_rework {
        parts.push("rework: called done, and not proven".to_owned());
    }
    if let Some(from) = &entry.from {
        parts.push(format!("left over from {from}"));
    }
    for (on, sprint) in &entry.expects {
        parts.push(format!("expects {on} from {sprint}"));
    }
    if parts.is_empty() { "ready".to_owned() } else { parts.join("; ") }
}

fn lacks(lacking: &[Lacking]) -> String {
    let lacks: Vec<String> = lacking
        .iter()
        .filter_map(|lacking| match lacking {
            Lacking::Draft => None,
            Lacking::Field(name) => Some((*name).to_owned()),
            Lacking::TooLarge { points, limit } => {
                Some(format!("a size of at most {limit} points (it has {points})"))
            }
            Lacking::Unprovable(n) => Some(format!("a proof for {}", words::criteria(*n))),
            Lacking::Controls => Some("controls".to_owned()),
        })
        .collect();
    let draft = if lacking.contains(&Lacking::Draft) { "it is called a draft" } else { "" };
    match (draft, lacks.is_empty()) {
        (draft, true) => draft.to_owned(),
        ("", false) => format!("it lacks {}", lacks.join(", ")),
        (draft, false) => format!("{draft}, and lacks {}", lacks.join(", ")),
    }
}

/// Where a capacity comes from.
pub(super) fn basis(capacity: &Capacity) -> String {
    let ended = words::count(capacity.velocity.sprints.len() as u64, "sprint");
    let range = capacity.range.map(|range| {
        format!("{} to {}, in the middle {}", range.lowest, range.highest, range.median)
    });
    let range = range.unwrap_or_default();
    match capacity.basis {
        Basis::Asked => "as asked for".to_owned(),
        Basis::Velocity => {
            let own = capacity.written.map(|own| {
                format!("; the {own} that the sprint's own capacity names were not reached")
            });
            let own = own.filter(|_| {
                let highest = capacity.range.map_or(0, |range| range.highest);
                capacity.written.is_some_and(|own| u64::from(own) > highest)
            });
            format!(
                "the median of what was proven in the last {ended} ({range}){}",
                own.unwrap_or_default()
            )
        }
        Basis::SprintIsLess => {
            format!("the sprint's own capacity; the last {ended} proved more ({range})")
        }
        Basis::ShortHistory => format!(
            "the sprint's own capacity: history is too short to tell a velocity ({ended} ended, {ENOUGH} are needed)"
        ),
        Basis::NothingProven => format!(
            "the sprint's own capacity: at the end of the last {ended} hardly anything was proven ({range})"
        ),
        Basis::Unknown => format!(
            "unknown: {ended} ended, and the sprint has no `capacity`; say --capacity N, or write it"
        ),
    }
}

/// Why nothing can be told of a goal yet.
pub(super) fn doubt(doubt: Doubt) -> String {
    match doubt {
        Doubt::ShortHistory(n) => format!(
            "history is too short ({} ended, {ENOUGH} are needed)",
            words::count(n as u64, "sprint")
        ),
        Doubt::NothingProven => {
            "nothing was proven at the end of any of the latest sprints".to_owned()
        }
        Doubt::NoStory(n) => {
            let verb = if n == 1 { "has" } else { "have" };
            format!(
                "{} {verb} no open story that would prove them",
                words::count(n as u64, "control")
            )
        }
        Doubt::NobodyTreats => "no open story treats it".to_owned(),
        Doubt::NoPoints(n) => {
            let verb = if n == 1 { "has" } else { "have" };
            format!("{} {verb} no points", words::count(n as u64, "story"))
        }
    }
}

/// The command that helps with a doubt.
pub(super) fn command(forecast: &Forecast) -> Option<String> {
    let lacks_stories = forecast.doubts.iter().any(|doubt| matches!(doubt, Doubt::NoStory(_)));
    match &forecast.goal {
        Goal::Framework(id) if lacks_stories => {
            Some(format!("storyproof story suggest --framework {id}"))
        }
        _ => None,
    }
}
