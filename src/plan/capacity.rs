//! How many points there is room for.
//!
//! What was asked for on the command line counts first. Otherwise the sprint holds the median of
//! what was proven in the latest sprints, or what people wrote (`capacity`) where that is less.
//! While too few sprints have ended, or hardly any proven point stands in them, only what people
//! wrote is left.
//!
//! From that come off: what is finished in the sprint already, what stays in it, and the proof
//! that must be renewed (`[planning] renewal_points` for each).

use super::velocity::{Range, Velocity};

/// Where a capacity comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The command line.
    Asked,
    /// The median of verified velocity.
    Velocity,
    /// The sprint's own `capacity`, which is less than the median.
    SprintIsLess,
    /// The sprint's own `capacity`, as too few sprints have ended.
    ShortHistory,
    /// The sprint's own `capacity`, as the median is nothing.
    NothingProven,
    /// Nothing tells.
    Unknown,
}

/// The room in a sprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capacity {
    /// The points that fit; `None` when nothing tells.
    pub points: Option<u64>,
    /// Why so many.
    pub basis: Basis,
    /// What the sprint's own `capacity` says.
    pub written: Option<u32>,
    /// The range of verified velocity; `None` while the history is too short.
    pub range: Option<Range>,
    /// The sprints behind it.
    pub velocity: Velocity,
    /// Points of stories that are finished in the sprint already.
    pub finished: u64,
    /// Points of stories that stay in it.
    pub stays: u64,
    /// Points for proof that must be renewed.
    pub renewals: u64,
    /// Points for each of those.
    pub renewal_points: u32,
}

impl Capacity {
    /// The capacity before anything comes off.
    pub fn new(asked: Option<u32>, written: Option<u32>, velocity: Velocity) -> Self {
        let range = velocity.range();
        let median = range.map(|range| range.median).filter(|median| *median > 0);
        let short = if range.is_none() { Basis::ShortHistory } else { Basis::NothingProven };
        let (points, basis) = match (asked, written, median) {
            (Some(asked), ..) => (Some(u64::from(asked)), Basis::Asked),
            (_, Some(written), Some(median)) if u64::from(written) < median => {
                (Some(u64::from(written)), Basis::SprintIsLess)
            }
            (.., Some(median)) => (Some(median), Basis::Velocity),
            (_, Some(written), None) => (Some(u64::from(written)), short),
            (_, None, None) => (None, Basis::Unknown),
        };
        Self {
            points,
            basis,
            written,
            range,
            velocity,
            finished: 0,
            stays: 0,
            renewals: 0,
            renewal_points: 0,
        }
    }

    /// What is taken already.
    pub fn taken(&self) -> u64 {
        self.finished + self.stays + self.renewals
    }

    /// What is left for stories to choose; `None` when nothing tells the capacity.
    pub fn room(&self) -> Option<u64> {
        self.points.map(|points| points.saturating_sub(self.taken()))
    }

    /// How much more is taken than fits.
    pub fn over(&self) -> u64 {
        self.points.map_or(0, |points| self.taken().saturating_sub(points))
    }
}
