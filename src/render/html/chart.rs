//! Where the lines of a chart go: from days and points to places on paper.
//!
//! Text is set by the browser, so nothing here measures letters; labels only keep their distance.

use serde::Serialize;

use crate::{
    report::points::{BurnStep, BurnUp},
    time::Day,
};

const LEFT: f64 = 46.0;
const RIGHT: f64 = 650.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 230.0;
/// The least distance between two labels beside each other.
const LABEL: f64 = 19.0;

/// A burn-up, laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BurnUpChart {
    /// Horizontal lines, each with its number.
    pub grid: Vec<Tick>,
    /// Sprints: where each begins, and its name in the middle.
    pub marks: Vec<Mark>,
    /// The scope line.
    pub scope: String,
    /// The claimed line.
    pub claimed: String,
    /// The proven line.
    pub proven: String,
    /// The surface between the two.
    pub between: String,
    /// The end of the known lines.
    pub last: Last,
    /// The present.
    pub now: Option<Now>,
    /// Where the label of the scope stands.
    pub scope_label: String,
}

/// A horizontal line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tick {
    /// Where.
    pub y: String,
    /// Its number.
    pub label: u64,
}

/// A sprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// Where it begins.
    pub start: String,
    /// Its middle.
    pub middle: String,
    /// Its name.
    pub label: String,
}

/// The end of the known lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Last {
    /// Where.
    pub x: String,
    /// Where the labels begin.
    pub label_x: String,
    /// The last claimed point.
    pub claimed: String,
    /// The last proven point.
    pub proven: String,
    /// The label of the claimed line.
    pub claimed_label: String,
    /// The label of the proven line.
    pub proven_label: String,
}

/// The present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Now {
    /// Where.
    pub x: String,
    /// The day.
    pub day: String,
}

struct Paper {
    start: Day,
    days: f64,
    top: f64,
}

impl Paper {
    fn x(&self, day: Day) -> f64 {
        LEFT + (RIGHT - LEFT) * to_float(self.start.days_until(day)) / self.days
    }

    fn y(&self, points: u64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * to_float(i64::try_from(points).unwrap_or(i64::MAX)) / self.top
    }

    /// A line through the steps. A value holds until the day before the next step, so that a
    /// change after quiet days looks like a change and not like a slow rise.
    fn line(&self, steps: &[BurnStep], value: fn(&BurnStep) -> u64) -> Vec<String> {
        let mut points = Vec::new();
        let mut before: Option<&BurnStep> = None;
        for step in steps {
            let eve = step.day.plus_days(-1);
            if let Some(held) = before.filter(|held| held.day < eve) {
                points.push((eve, value(held)));
            }
            points.push((step.day, value(step)));
            before = Some(step);
        }
        let place = |(day, value)| format!("{:.1},{:.1}", self.x(day), self.y(value));
        points.into_iter().map(place).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "days and points are far below 2^52")]
fn to_float(n: i64) -> f64 {
    n as f64
}

/// Lays a burn-up out on a paper of 790 by 262.
pub fn burn_up(view: &BurnUp) -> BurnUpChart {
    let most = view.steps.iter().map(|s| s.scope.max(s.points.claimed)).max().unwrap_or(0);
    let step = tick_step(most.max(view.scope));
    let ticks = most.max(view.scope).div_ceil(step).max(1);
    let paper = Paper {
        start: view.period.start,
        days: to_float(view.period.start.days_until(view.period.end).max(1)),
        top: to_float(i64::try_from(ticks * step).unwrap_or(i64::MAX)),
    };
    let claimed = paper.line(&view.steps, |s| s.points.claimed);
    let proven = paper.line(&view.steps, |s| s.points.proven);
    let mut scope = paper.line(&view.steps, |s| s.scope);
    scope.push(format!("{RIGHT:.1},{:.1}", paper.y(view.scope)));
    let between: Vec<&str> =
        claimed.iter().chain(proven.iter().rev()).map(String::as_str).collect();
    BurnUpChart {
        grid: (0..=ticks)
            .map(|i| Tick { y: format!("{:.1}", paper.y(i * step)), label: i * step })
            .collect(),
        marks: marks(view, &paper),
        between: between.join(" "),
        scope: scope.join(" "),
        claimed: claimed.join(" "),
        proven: proven.join(" "),
        last: last(view, &paper),
        now: view.today.map(|day| Now { x: format!("{:.1}", paper.x(day)), day: day.to_string() }),
        scope_label: format!("{:.1}", paper.y(view.scope) + 4.0),
    }
}

fn marks(view: &BurnUp, paper: &Paper) -> Vec<Mark> {
    let marks = view.marks.iter().map(|mark| {
        let (start, end) = (paper.x(mark.period.start), paper.x(mark.period.end));
        Mark {
            start: format!("{start:.1}"),
            middle: format!("{:.1}", f64::midpoint(start, end)),
            label: mark.label.clone(),
        }
    });
    marks.collect()
}

fn last(view: &BurnUp, paper: &Paper) -> Last {
    let x = view.steps.last().map_or(LEFT, |step| paper.x(step.day));
    let (claimed, proven) = (paper.y(view.last.claimed), paper.y(view.last.proven));
    // Proven is never above claimed; its label moves down when the two come close, and both keep
    // off the axis.
    let is_beside_scope = x > RIGHT - 90.0;
    let below_scope =
        if is_beside_scope { paper.y(view.scope) + 4.0 + LABEL } else { f64::NEG_INFINITY };
    let claimed_label = (claimed - 4.0).max(below_scope).min(BOTTOM - LABEL - 4.0);
    let proven_label = (proven + 4.0).max(claimed_label + LABEL).min(BOTTOM - 4.0);
    Last {
        x: format!("{x:.1}"),
        label_x: format!("{:.1}", if is_beside_scope { RIGHT + 8.0 } else { x + 10.0 }),
        claimed: format!("{claimed:.1}"),
        proven: format!("{proven:.1}"),
        claimed_label: format!("{claimed_label:.1}"),
        proven_label: format!("{proven_label:.1}"),
    }
}

/// A round step that gives four to eight lines.
fn tick_step(most: u64) -> u64 {
    let mut step = 1;
    for factor in [2, 5, 2].iter().cycle().take(40) {
        if most / step <= 6 {
            break;
        }
        // 1, 2, 10 … would skip 5: the cycle 2, 5/2, 2 gives 1, 2, 5, 10.
        step = match factor {
            5 => step * 5 / 2,
            _ => step * 2,
        };
    }
    step
}

/// Exposure over time, laid out on a paper of 790 by 200: at first, at the end of each sprint, now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrendChart {
    /// Horizontal lines, each with its number.
    pub grid: Vec<Tick>,
    /// The line.
    pub line: String,
    /// Each point of it, with its label.
    pub points: Vec<TrendPoint>,
    /// Where the line of the first exposure stands.
    pub inherent: String,
    /// Where the line of the target stands.
    pub target: String,
    /// The labels of the two, kept apart.
    pub labels: (String, String),
}

/// A point of a trend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrendPoint {
    /// Where.
    pub x: String,
    /// How high.
    pub y: String,
    /// The exposure.
    pub value: u64,
    /// When: the name of a sprint, or the day of the report.
    pub label: String,
}

/// Lays a trend out.
pub fn trend(view: &crate::report::RiskRegister) -> TrendChart {
    const FLOOR: f64 = 160.0;
    let most = view.totals.inherent.max(view.trend.total.iter().copied().max().unwrap_or(0));
    let step = tick_step(most);
    let ticks = most.div_ceil(step).max(1);
    let float = |n: u64| to_float(i64::try_from(n).unwrap_or(i64::MAX));
    let y = |value: u64| FLOOR - (FLOOR - TOP) * float(value) / float(ticks * step);
    let count = view.trend.total.len() as u64;
    let x = |at: u64| LEFT + 30.0 + (RIGHT - LEFT - 60.0) * float(at) / float((count - 1).max(1));
    let names = view.trend.sprints.iter().map(|sprint| sprint.sprint.clone());
    let names = names.chain([format!("now, {}", view.frame.day)]);
    let points: Vec<TrendPoint> = (0..)
        .zip(names.zip(&view.trend.total))
        .map(|(at, (label, value))| TrendPoint {
            x: format!("{:.1}", x(at)),
            y: format!("{:.1}", y(*value)),
            value: *value,
            label,
        })
        .collect();
    let line: Vec<String> = points.iter().map(|point| format!("{},{}", point.x, point.y)).collect();
    let (inherent, target) = (y(view.totals.inherent), y(view.totals.target));
    TrendChart {
        grid: (0..=ticks)
            .map(|i| Tick { y: format!("{:.1}", y(i * step)), label: i * step })
            .collect(),
        line: line.join(" "),
        points,
        inherent: format!("{inherent:.1}"),
        target: format!("{target:.1}"),
        labels: (
            format!("{:.1}", inherent + 4.0),
            format!("{:.1}", (target + 4.0).max(inherent + 4.0 + LABEL)),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::tick_step;

    #[test]
    fn steps_are_round() {
        let steps = [3, 9, 30, 60, 100, 190, 1000].map(tick_step);
        assert_eq!(steps, [1, 2, 5, 10, 20, 50, 200]);
    }
}
