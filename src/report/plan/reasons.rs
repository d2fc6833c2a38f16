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
    report::lang::{Lang, say},
};

/// Why a story is in or not.
pub(super) fn place(lang: Lang, entry: &Entry) -> String {
    match &entry.place {
        Place::Stays if entry.lacking.is_empty() => say!(lang, "committed to, or begun in it"),
        Place::Stays => {
            say!(lang, "committed to, or begun in it; {0}", lacks(lang, &entry.lacking))
        }
        Place::Chosen => chosen(lang, entry),
        Place::NotReady => lacks(lang, &entry.lacking),
        Place::Blocked(on, why) => match why {
            Blocked::Dropped => say!(lang, "depends on {0}, which was dropped", on),
            Blocked::NotReady => say!(lang, "depends on {0}, which is not ready", on),
            Blocked::Later => {
                say!(lang, "depends on {0}, which is planned too late for it", on)
            }
            Blocked::Waits => say!(lang, "depends on {0}, which waits itself", on),
            Blocked::Circle => say!(lang, "depends on {0}, which depends on it in turn", on),
        },
        Place::NoRoom(points) if *points == u64::from(entry.ranked.points) => {
            say!(lang, "takes {0}", lang.count(*points, "point"))
        }
        Place::NoRoom(points) => {
            say!(lang, "takes {0} with what it depends on", lang.count(*points, "point"))
        }
        Place::NoValue => say!(lang, "no term of the rule counts for it"),
        Place::NoCapacity => say!(lang, "nothing tells how many points fit"),
    }
}

fn chosen(lang: Lang, entry: &Entry) -> String {
    let mut parts = Vec::new();
    if entry.is_rework {
        parts.push(say!(lang, "rework: called done, and not proven"));
    }
    if let Some(from) = &entry.from {
        parts.push(say!(lang, "left over from {0}", from));
    }
    for (on, sprint) in &entry.expects {
        parts.push(say!(lang, "expects {0} from {1}", on, sprint));
    }
    if parts.is_empty() { say!(lang, "ready##to be planned") } else { lang.parts(&parts) }
}

fn lacks(lang: Lang, lacking: &[Lacking]) -> String {
    let lacks: Vec<String> = lacking
        .iter()
        .filter_map(|lacking| match lacking {
            Lacking::Draft => None,
            Lacking::Field(name) => Some(field(lang, name).to_owned()),
            Lacking::TooLarge { points, limit } => {
                Some(say!(lang, "a size of at most {0} points (it has {1})", limit, points))
            }
            Lacking::Unprovable(n) => Some(say!(lang, "a proof for {0}", lang.criteria(*n))),
            Lacking::Controls => Some(say!(lang, "controls")),
        })
        .collect();
    match (lacking.contains(&Lacking::Draft), lacks.is_empty()) {
        (true, true) => say!(lang, "it is called a draft"),
        (false, true) => String::new(),
        (false, false) => say!(lang, "it lacks {0}", lang.list(&lacks)),
        (true, false) => say!(lang, "it is called a draft, and lacks {0}", lang.list(&lacks)),
    }
}

/// What a story lacks.
fn field(lang: Lang, name: &'static str) -> &'static str {
    match name {
        "a persona" => lang.inside("a persona"),
        "a want" => lang.inside("a want"),
        "a reason (`so_that`)" => lang.inside("a reason (`so_that`)"),
        "an owner" => lang.inside("an owner"),
        "points" => lang.inside("points"),
        "acceptance criteria" => lang.inside("acceptance criteria"),
        other => other,
    }
}

/// Where a capacity comes from.
pub(super) fn basis(lang: Lang, capacity: &Capacity) -> String {
    let ended = lang.count(capacity.velocity.sprints.len() as u64, "sprint");
    let range = capacity.range.map(|range| {
        say!(lang, "{0} to {1}, in the middle {2}", range.lowest, range.highest, range.median)
    });
    let range = range.unwrap_or_default();
    match capacity.basis {
        Basis::Asked => say!(lang, "as asked for"),
        Basis::Velocity => {
            let highest = capacity.range.map_or(0, |range| range.highest);
            match capacity.written.filter(|own| u64::from(*own) > highest) {
                Some(own) => say!(
                    lang,
                    "the median of what was proven in the last {0} ({1}); the {2} that the sprint's own capacity names were not reached",
                    ended,
                    range,
                    own
                ),
                None => {
                    say!(lang, "the median of what was proven in the last {0} ({1})", ended, range)
                }
            }
        }
        Basis::SprintIsLess => {
            say!(lang, "the sprint's own capacity; the last {0} proved more ({1})", ended, range)
        }
        Basis::ShortHistory => say!(
            lang,
            "the sprint's own capacity: history is too short to tell a velocity ({0} ended, {1} are needed)",
            ended,
            ENOUGH
        ),
        Basis::NothingProven => say!(
            lang,
            "the sprint's own capacity: at the end of the last {0} hardly anything was proven ({1})",
            ended,
            range
        ),
        Basis::Unknown => say!(
            lang,
            "unknown: {0} ended, and the sprint has no `capacity`; say --capacity N, or write it",
            ended
        ),
    }
}

/// Why nothing can be told of a goal yet.
pub(super) fn doubt(lang: Lang, doubt: Doubt) -> String {
    match doubt {
        Doubt::ShortHistory(n) => say!(
            lang,
            "history is too short ({0} ended, {1} are needed)",
            lang.count(n as u64, "sprint"),
            ENOUGH
        ),
        Doubt::NothingProven => {
            say!(lang, "nothing was proven at the end of any of the latest sprints")
        }
        Doubt::NoStory(n) => {
            let controls = lang.count(n as u64, "control");
            if n == 1 {
                say!(lang, "{0} has no open story that would prove them", controls)
            } else {
                say!(lang, "{0} have no open story that would prove them", controls)
            }
        }
        Doubt::NobodyTreats => say!(lang, "no open story treats it"),
        Doubt::NoPoints(n) => {
            let stories = lang.count(n as u64, "story");
            if n == 1 {
                say!(lang, "{0} has no points", stories)
            } else {
                say!(lang, "{0} have no points", stories)
            }
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
