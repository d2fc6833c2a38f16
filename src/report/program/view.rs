//! The program report as a whole: headline, sections, and the rows behind every number.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    coverage::{self, CoverageRow, FrameworkControls},
    pillars::{self, Pillars},
    risks::{self, Risks},
    slipped::{self, SlippedRow},
    upcoming::{self, Upcoming},
    work::{self, Work},
};
use crate::{
    assess::{CheckStatus, ControlStatus, Proof},
    ids::StoryId,
    model::Story,
    report::{
        ApprovalsView, Frame, Inputs, Register, UnclaimedView, anchors, approvals,
        frame::{self, Chip},
        measures::{self, ByMachines, MeasureRow},
        overlooked::{self, OverlookedRow},
        permissions::{self, Permissions},
        points::{self, BurnMark, BurnUp},
        register,
        rows::{self, CheckRow, StoryRow},
        unclaimed,
        words::{Word, Worded},
    },
    time::Period,
};

/// The program on one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProgramReport {
    /// What pins the report.
    pub frame: Frame,
    /// Proven beside claimed.
    pub headline: Headline,
    /// Management framework, roles and approval, risk.
    pub pillars: Pillars,
    /// How far each framework is proven.
    pub coverage: Vec<CoverageRow>,
    /// How many of the controls that are applicable and due are proven by machines.
    pub by_machines: ByMachines,
    /// The measures of effectiveness, with their targets.
    pub measures: Vec<MeasureRow>,
    /// Claimed and proven points over the sprints.
    pub burn_up: BurnUp,
    /// What was claimed or proven and is not proven now.
    pub slipped: Vec<SlippedRow>,
    /// Runs that did not happen, and members of populations that nobody looked at.
    pub overlooked: Vec<OverlookedRow>,
    /// Where the risks stand.
    pub risks: Risks,
    /// What roles may do and what they do.
    pub permissions: Permissions,
    /// What was seen and belongs to no component.
    pub unclaimed: UnclaimedView,
    /// What comes next, and what ends soon.
    pub upcoming: Upcoming,
    /// What people stated, decided and took back.
    pub register: Register,
    /// What is not approved, or has changed since it was.
    pub approvals: ApprovalsView,
    /// Behind the headline: the stories, by what is claimed and proven.
    pub stories: Vec<StoryGroup>,
    /// The same stories summed up by sprint and by epic, for pages.
    #[serde(skip)]
    pub work: Work,
    /// Behind the strip: how many controls of each framework have each status.
    pub matrix: Vec<MatrixRow>,
    /// Behind the coverage: the controls of each framework, by status.
    pub controls: Vec<FrameworkControls>,
    /// Behind the first pillar: how many checks have each status.
    pub check_chips: Vec<Chip>,
    /// Behind the first pillar: the checks, worst first.
    pub checks: Vec<CheckRow>,
}

/// Points in the headline with the stories behind them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PointSum {
    /// Points.
    pub points: u64,
    /// Stories.
    pub stories: u64,
    /// Where they stand.
    pub href: String,
}

/// Proven beside claimed, and the difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Headline {
    /// Claimed done and proven.
    pub proven: PointSum,
    /// Claimed done.
    pub claimed: PointSum,
    /// Claimed done and not proven.
    pub difference: PointSum,
    /// Proven, and nobody claims that it is done.
    pub unclaimed: PointSum,
    /// Everything in scope.
    pub scope: PointSum,
    /// Stories in scope that were never estimated; they count no points.
    pub unestimated: u64,
}

/// Some stories with what they have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StoryGroup {
    /// Where they stand.
    pub anchor: &'static str,
    /// What they have in common.
    pub title: String,
    /// Their points together.
    pub points: u64,
    /// The stories.
    pub rows: Vec<StoryRow>,
}

/// One status over all frameworks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MatrixRow {
    /// The status.
    pub status: Word,
    /// Where the row stands.
    pub anchor: String,
    /// For each part of a framework, in the order of the coverage.
    pub cells: Vec<Chip>,
    /// All of them.
    pub total: u64,
}

/// How many groups of unclaimed resources the report shows; `component unclaimed` has more.
const UNCLAIMED_GROUPS: usize = 20;

/// Makes the report.
pub fn program(inputs: &Inputs<'_>) -> ProgramReport {
    let mut frame = Frame::new(inputs, "program", inputs.lang.text("Where the program stands"));
    let statuses = inputs.assessment.controls.values().map(|control| control.status);
    frame.chips =
        frame::control_chips(statuses, |status| anchors::href(&anchors::controls(status)));
    let (coverage, controls) = coverage::coverage(inputs);
    let stories = groups(inputs);
    ProgramReport {
        frame,
        headline: headline(inputs, &stories),
        pillars: pillars::pillars(inputs),
        by_machines: measures::by_machines(inputs, inputs.assessment.as_of.observed.day()),
        measures: measures::measures(inputs),
        burn_up: burn_up(inputs),
        slipped: slipped::slipped(inputs),
        overlooked: overlooked::overlooked(inputs),
        risks: risks::risks(inputs),
        permissions: permissions::permissions(inputs),
        unclaimed: unclaimed(inputs, UNCLAIMED_GROUPS),
        upcoming: upcoming::upcoming(inputs, &coverage),
        register: register(inputs).without_renewed(),
        approvals: approvals(inputs),
        work: work::work(inputs),
        matrix: matrix(&coverage),
        stories,
        coverage,
        controls,
        check_chips: check_chips(inputs),
        checks: checks(inputs),
    }
}

const PROVEN: usize = 0;
const DIFFERENCE: usize = 1;
const UNCLAIMED: usize = 2;
const DROPPED: usize = 4;

/// Which group a story belongs to; exactly one.
fn group_of(inputs: &Inputs<'_>, id: &StoryId, story: &Story) -> usize {
    if !points::is_in_scope(story) {
        return DROPPED;
    }
    let judged = inputs.assessment.stories.get(id);
    let claimed = judged.is_some_and(|judged| judged.claimed);
    let verified = judged.is_some_and(|judged| judged.proof == Proof::Verified);
    match (claimed, verified) {
        (true, true) => PROVEN,
        (true, false) => DIFFERENCE,
        (false, true) => UNCLAIMED,
        (false, false) => 3,
    }
}

fn groups(inputs: &Inputs<'_>) -> Vec<StoryGroup> {
    let lang = inputs.lang;
    let mut groups: Vec<StoryGroup> = [
        ("stories:proven", lang.text("Claimed done and proven").to_owned()),
        ("stories:difference", lang.text("Claimed done without proof").to_owned()),
        ("stories:unclaimed", lang.text("Proven, and not claimed done").to_owned()),
        ("stories:open", lang.text("Neither claimed nor proven").to_owned()),
        ("stories:dropped", lang.text("Dropped").to_owned()),
    ]
    .into_iter()
    .map(|(anchor, title)| StoryGroup { anchor, title, points: 0, rows: Vec::new() })
    .collect();
    for (id, story) in &inputs.program.stories {
        if let Some(group) = groups.get_mut(group_of(inputs, id, story)) {
            group.points += points::of(story);
            group.rows.push(rows::story(inputs, id, story));
        }
    }
    groups
}

fn headline(inputs: &Inputs<'_>, groups: &[StoryGroup]) -> Headline {
    let sum = |indices: &[usize], anchor: &str| {
        let some = indices.iter().filter_map(|i| groups.get(*i));
        let (points, stories) = some.fold((0, 0), |(points, stories), group| {
            (points + group.points, stories + group.rows.len() as u64)
        });
        PointSum { points, stories, href: anchors::href(anchor) }
    };
    let in_scope = inputs.program.stories.values().filter(|story| points::is_in_scope(story));
    Headline {
        proven: sum(&[PROVEN], "stories:proven"),
        claimed: sum(&[PROVEN, DIFFERENCE], "stories:claimed"),
        difference: sum(&[DIFFERENCE], "stories:difference"),
        unclaimed: sum(&[UNCLAIMED], "stories:unclaimed"),
        scope: sum(&[PROVEN, DIFFERENCE, UNCLAIMED, 3], "stories"),
        unestimated: in_scope.filter(|story| story.points.is_none()).count() as u64,
    }
}

/// The burn-up from the first sprint to the last, or to the report's day if that is later.
fn burn_up(inputs: &Inputs<'_>) -> BurnUp {
    let today = inputs.assessment.as_of.observed.day();
    let sprints = &inputs.program.sprints;
    let start = sprints.iter().map(|sprint| sprint.start.value).min().unwrap_or(today);
    let end = sprints.iter().map(|sprint| sprint.end.value).max().unwrap_or(today).max(today);
    let stories: Vec<(&StoryId, &Story)> =
        inputs.program.stories.iter().filter(|(_, story)| points::is_in_scope(story)).collect();
    let scope = stories.iter().map(|(_, story)| points::of(story)).sum();
    let period = Period { start: start.min(today), end };
    let mut burn_up = points::burn_up(inputs, &stories, period, |_| scope);
    burn_up.marks = sprints
        .iter()
        .map(|sprint| BurnMark {
            label: sprint.id.value.to_string(),
            period: Period { start: sprint.start.value, end: sprint.end.value },
            at_end: (sprint.end.value <= today)
                .then(|| points::on(inputs, stories.iter().copied(), sprint.end.value)),
        })
        .collect();
    burn_up.marks.sort_by_key(|mark| (mark.period.start, mark.period.end));
    burn_up
}

fn matrix(coverage: &[CoverageRow]) -> Vec<MatrixRow> {
    let row = |status: ControlStatus| {
        let cells: Vec<Chip> = coverage
            .iter()
            .map(|part| {
                let segment = part.segments.iter().find(|s| s.status == status.word());
                segment.cloned().unwrap_or(Chip {
                    status: status.word(),
                    count: 0,
                    href: anchors::href(&part.anchor),
                })
            })
            .collect();
        let total = cells.iter().map(|cell| cell.count).sum();
        MatrixRow { status: status.word(), anchor: anchors::controls(status), cells, total }
    };
    ControlStatus::ALL.into_iter().map(row).collect()
}

fn check_chips(inputs: &Inputs<'_>) -> Vec<Chip> {
    let statuses = inputs.assessment.checks.values().map(|check| check.status);
    frame::chips(&CheckStatus::ALL, statuses, |_| anchors::href("checks"))
}

fn checks(inputs: &Inputs<'_>) -> Vec<CheckRow> {
    let mut checks: Vec<_> = inputs.assessment.checks.iter().collect();
    checks.sort_by_key(|(_, check)| check.status);
    checks.into_iter().filter_map(|(id, _)| rows::check(inputs, id)).collect()
}
