//! A program from text, and an assessment that tests can bend.

use std::fmt::Write as _;

use crate::{
    assess::{Assessment, CheckStatus, ControlStatus, Lack, Proof, assess},
    evidence::History,
    model,
    plan::{Asked, Plan, plan},
    program::{self, Program},
    source::Sources,
    time::{AsOf, Day},
};

/// The day on which tests plan: sprint S3 is open, S4 is to come.
pub(super) const TODAY: &str = "2026-03-04";

const BASE: &str = r#"
framework = [{ id = "f", title = "F" }, { id = "g", title = "G" }]
persona = [{ id = "p", name = "P", description = "d" }]
party = [{ id = "team", name = "Team", kind = "team" }]
epic = [{ id = "E", title = "E", outcome = "o" }]
control = [
    { framework = "f", id = "1", title = "t", mode = "auto" },
    { framework = "f", id = "2", title = "t", mode = "auto" },
    { framework = "f", id = "3", title = "t", mode = "auto" },
    { framework = "g", id = "1", title = "t", mode = "auto" },
]
check = [
    { id = "c1", title = "t", controls = ["f/1"], source = [{ tool = "x", rules = ["a"] }] },
    { id = "c2", title = "t", controls = ["f/2"], source = [{ tool = "x", rules = ["b"] }] },
    { id = "c3", title = "t", controls = ["f/3"], source = [{ tool = "x", rules = ["c"] }] },
    { id = "cg", title = "t", controls = ["g/1"], source = [{ tool = "x", rules = ["d"] }] },
]
sprint = [
    { id = "S1", start = 2026-02-02, end = 2026-02-13, goal = "g" },
    { id = "S2", start = 2026-02-16, end = 2026-02-27, goal = "g" },
    { id = "S3", start = 2026-03-02, end = 2026-03-13, goal = "g" },
    { id = "S4", start = 2026-03-16, end = 2026-03-27, goal = "g", capacity = 10 },
]
"#;

/// A program with an assessment without evidence.
pub(super) struct World {
    pub(super) program: Program,
    pub(super) assessment: Assessment,
}

/// A story that is ready, as a table: `more` follows, and wins over what is usual.
pub(super) fn story(id: &str, more: &str) -> String {
    let usual = [
        ("persona", "\"p\""),
        ("want", "\"w\""),
        ("so_that", "\"s\""),
        ("owner", "\"team\""),
        ("status", "\"ready\""),
        ("points", "3"),
        ("controls", "[\"f/1\"]"),
        ("acceptance", "[{ text = \"t\", checks = [\"c1\"] }]"),
    ];
    let mut text = format!("[[story]]\nid = \"{id}\"\nepic = \"E\"\ntitle = \"t\"\n");
    for (key, value) in usual {
        if !more.lines().any(|line| line.split(" =").next() == Some(key)) {
            // Writing to a string cannot fail.
            writeln!(text, "{key} = {value}").ok();
        }
    }
    let kept = more.lines().filter(|line| !line.ends_with("= none"));
    kept.for_each(|line| _ = writeln!(text, "{line}"));
    text
}

impl World {
    /// A program of these stories and whatever else, seen today.
    pub(super) fn new(more: &str) -> Self {
        Self::with("", more, TODAY)
    }

    /// The same with settings, on a day.
    pub(super) fn with(settings: &str, more: &str, day: &str) -> Self {
        let settings = format!("[program]\nname = \"x\"\norganization = \"o\"\n{settings}");
        let files = [
            ("storyproof.toml", settings),
            ("stories/base.toml", BASE.to_owned()),
            ("stories/more.toml", more.to_owned()),
        ];
        let sources = Sources::from_texts(files);
        let (records, found) = model::decode(&sources);
        assert!(found.is_empty(), "{found:#?}");
        let (program, found) = program::resolve(records);
        assert!(found.is_empty(), "{found:#?}");
        let now = day.parse::<Day>().unwrap().end();
        let as_of = AsOf { observed: now, known: now };
        let assessment = assess(&program, &History::default(), as_of);
        Self { program, assessment }
    }

    /// Gives a control a status.
    pub(super) fn control(&mut self, id: &str, status: ControlStatus, lacks: Vec<Lack>) {
        let judged = self.assessment.controls.get_mut(&id.parse().unwrap()).unwrap();
        (judged.status, judged.lacks) = (status, lacks);
    }

    /// Gives a check a status that its control lacks.
    pub(super) fn unproven(&mut self, control: &str, check: &str, status: CheckStatus) {
        let lack = Lack::Check(check.parse().unwrap(), status);
        self.control(control, ControlStatus::Unproven, vec![lack]);
    }

    /// Gives a story a proof.
    pub(super) fn proof(&mut self, id: &str, proof: Proof) {
        self.assessment.stories.get_mut(&id.parse().unwrap()).unwrap().proof = proof;
    }

    /// Verifies a story from a day on, now and in the timeline.
    pub(super) fn verified(&mut self, id: &str, from: &str) {
        let day: Day = from.parse().unwrap();
        let judged = self.assessment.stories.get_mut(&id.parse().unwrap()).unwrap();
        (judged.proof, judged.first_verified) = (Proof::Verified, Some(day));
        self.assessment.timeline.stories.entry(id.parse().unwrap()).or_default().note(day, true);
    }

    pub(super) fn plan(&self, asked: &Asked) -> Plan {
        plan(&self.program, &self.assessment, asked).unwrap()
    }

    /// The plan of the next sprint with so much room.
    pub(super) fn fill(&self, capacity: u32) -> Plan {
        self.plan(&Asked { capacity: Some(capacity), ..Asked::default() })
    }
}

/// The stories that are in.
pub(super) fn chosen(plan: &Plan) -> Vec<&str> {
    let is_in = plan.backlog.iter().filter(|entry| entry.place.is_in());
    is_in.map(|entry| entry.ranked.story.as_str()).collect()
}

/// Where a story is in a plan.
pub(super) fn entry<'a>(plan: &'a Plan, id: &str) -> &'a crate::plan::build::Entry {
    plan.backlog.iter().find(|entry| entry.ranked.story.as_str() == id).unwrap()
}
