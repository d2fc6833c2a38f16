//! A small program with a little evidence, for the tests of reports.
//!
//! Five stories in two sprints: one proven, one that regressed, one contradicted, one that nobody
//! claims, one that is waiting. Every text that a person or a tool can write is the same given
//! text, so that a test can put anything there.

use std::{collections::BTreeMap, fmt::Write as _};

use super::Inputs;
use crate::{
    assess::{Assessment, assess},
    evidence::{
        Approvable, Approval, ApprovalRecord, Attested, AttestedRecord, Cell, CellId, ClaimedOr,
        ClockFlags, Counts, Decision, ExceptionGranted, ExceptionRecord, History, LedgerHead,
        Observation, Origin, Outcome, RecordRef, RuleKey, Run, RunRecord, Scope, State, Subject,
        SubjectId, TimeSource,
    },
    model::decode::decode,
    program::{Program, resolve},
    source::Sources,
    time::{AsOf, Instant},
};

const FILES: [(&str, &str); 3] = [
    (
        "storyproof.toml",
        r#"
[program]
name = TEXT
organization = TEXT
[[target]]
framework = "f"
date = 2026-03-01
"#,
    ),
    (
        "controls/all.toml",
        r#"
party = [{ id = "team", name = TEXT, kind = "team" }]
account = [{ id = "111", name = TEXT, owner = "team" }, { id = "222", name = TEXT }]
[[framework]]
id = "f"
title = TEXT
publisher = TEXT
noun = "control"
assessed_as = "pci-dss"
[[control]]
framework = "f"
id = "1"
title = TEXT
mode = "auto"
[[control]]
framework = "f"
id = "2"
title = TEXT
mode = "auto"
[[control]]
framework = "f"
id = "3"
title = TEXT
mode = "manual"
[[control]]
framework = "f"
id = "4"
title = TEXT
[[applicability]]
control = "f/4"
applicable = false
implementation = "excluded"
reason = TEXT
[[service]]
id = "store"
name = TEXT
[[service]]
id = "queue"
name = TEXT
[[component]]
id = "data"
name = TEXT
services = ["store", "queue"]
serves = ["shop"]
encryption = { key_owner = "team" }
logging = { where = TEXT, retention = TEXT, readers = ["p"] }
[[component]]
id = "shop"
name = TEXT
[[check]]
id = "good"
title = TEXT
shows = [
    { service = "store", aspect = "at-rest" },
    { service = "store", aspect = "in-transit" },
    { service = "store", aspect = "on", rules = ["go*"] },
    { service = "queue", aspect = "on", rules = ["other"] },
]
controls = ["f/1"]
population = "accounts"
source = [{ tool = "t", rules = ["good"] }]
[[check]]
id = "turned"
title = TEXT
shows = [{ service = "store", aspect = "in-transit" }]
controls = ["f/2"]
source = [{ tool = "t", rules = ["turned"] }]
[[check]]
id = "bad"
title = TEXT
controls = ["f/2"]
source = [{ tool = "t", rules = ["bad"] }]
[[check]]
id = "scan"
title = TEXT
shows = [{ service = "store", aspect = "rotation" }]
controls = ["f/2"]
cadence = "every sprint"
source = [{ tool = "t", rules = ["scan"], document = "scan" }]
[[attestation]]
id = "said"
title = TEXT
shows = [{ service = "store", aspect = "key-owner" }]
controls = ["f/3"]
"#,
    ),
    (
        "stories/all.toml",
        r#"
persona = [{ id = "p", name = TEXT, description = TEXT }]
epic = [{ id = "E", title = TEXT, outcome = TEXT, owner = "team" }]
[[sprint]]
id = "S1"
start = 2026-01-05
end = 2026-01-16
goal = TEXT
capacity = 10
committed = ["E-1", "E-2", "E-5"]
[[sprint]]
id = "S2"
start = 2026-01-19
end = 2026-01-30
goal = TEXT
[[risk]]
id = "R-1"
title = TEXT
description = TEXT
owner = "team"
likelihood = 4
impact = 5
treatment = "mitigate"
target_likelihood = 1
target_impact = 5
"#,
    ),
];

/// What management says to a deviation, and a worksheet that counts.
const ANSWERS: &str = r#"
[[response]]
id = "MR-1"
controls = ["f/2"]
during = 2026-01-15
on = 2026-01-16
by = "team"
cause = TEXT
text = TEXT
stories = ["E-2"]
[[worksheet]]
id = "W-1"
kind = "compensating-control"
controls = ["f/1"]
constraint = TEXT
objective = TEXT
risk = TEXT
measures = TEXT
validation = TEXT
maintenance = TEXT
risks = ["R-1"]
owner = "team"
requested_by = "team"
approved_by = "boss"
approved = 2026-01-12
expires = 2026-12-31
[[party]]
id = "boss"
name = TEXT
kind = "role"
"#;

/// Who does what, and a risk that is accepted.
const DUTIES: &str = r#"
[[party]]
id = "cloud"
name = TEXT
kind = "provider"
[[party]]
id = "watch"
name = TEXT
kind = "msp"
[[attestation]]
id = "paper"
title = TEXT
provider = "cloud"
by = "cloud"
document = TEXT
[[attestation]]
id = "unused"
title = TEXT
by = "team"
[[component]]
id = "keys"
name = TEXT
party = "cloud"
owner = "team"
serves = ["shop"]
[[component.responsibility]]
controls = ["f/1"]
kind = "shared"
accountable = "team"
provider_does = TEXT
customer_does = TEXT
[[component.responsibility]]
controls = ["f/2"]
kind = "provider"
accountable = "cloud"
provider_does = TEXT
[[component]]
id = "soc"
name = TEXT
party = "team"
owner = "team"
[[component.responsibility]]
controls = ["f/1"]
kind = "shared"
accountable = "team"
provider = "watch"
provider_does = TEXT
customer_does = TEXT
[[component.responsibility]]
controls = ["f/4"]
kind = "shared"
accountable = "team"
provider_does = TEXT
[[component]]
id = "till"
name = TEXT
party = "team"
owner = "team"
[[component.responsibility]]
controls = ["f/2"]
kind = "customer"
accountable = "team"
[[risk]]
id = "R-2"
title = TEXT
description = TEXT
owner = "team"
likelihood = 2
impact = 3
treatment = "accept"
target_likelihood = 2
target_impact = 3
reviewed = 2025-10-01
review_every = "92d"
"#;

const STORIES: [(&str, &str); 5] = [
    (
        "E-1",
        "points = 3\nsprint = \"S1\"\nstatus = \"done\"\nstarted = 2026-01-06\ndone = 2026-01-08\nrisks = [\"R-1\"]\nowner = \"team\"\nacceptance = [{ text = TEXT, checks = [\"good\"] }]",
    ),
    (
        "E-2",
        "points = 5\nsprint = \"S1\"\nstatus = \"done\"\nstarted = 2026-01-06\ndone = 2026-01-09\nrisks = [\"R-1\"]\nacceptance = [{ text = TEXT, checks = [\"turned\"] }]\nnotes = TEXT",
    ),
    (
        "E-3",
        "points = 2\nsprint = \"S1\"\nstatus = \"done\"\ndone = 2026-01-12\nacceptance = [{ text = TEXT, checks = [\"bad\"], attestation = \"said\" }]",
    ),
    (
        "E-4",
        "points = 1\nsprint = \"S2\"\nstatus = \"doing\"\nacceptance = [{ text = TEXT, attestation = \"said\" }]",
    ),
    (
        "E-5",
        "sprint = \"S2\"\nmoved = [{ on = 2026-01-15, from = \"S1\" }]\nacceptance = [{ text = TEXT, checks = [\"scan\"] }]",
    ),
];

/// A program with everything that is known of it.
pub(crate) struct Sample {
    program: Program,
    history: History,
    assessment: Assessment,
    messages: BTreeMap<CellId, String>,
}

impl Sample {
    /// The sample as of 2026-01-20, with this text wherever a text can be.
    pub(crate) fn with_text(text: &str) -> Self {
        Self::at(text, "2026-01-20T18:00:00Z")
    }

    /// The same at another instant.
    pub(crate) fn at(text: &str, observed: &str) -> Self {
        Self::with_more(text, observed, "")
    }

    /// The sample as of 2026-01-20 with a response to a deviation and a worksheet.
    pub(crate) fn with_answers(text: &str) -> Self {
        Self::with_more(text, "2026-01-20T18:00:00Z", ANSWERS)
    }

    /// The same with another file of records, in which `TEXT` stands for the text.
    pub(crate) fn with_more(text: &str, observed: &str, more: &str) -> Self {
        let toml = toml_string(text);
        let stories = STORIES.map(|(id, rest)| {
            let head = format!("[[story]]\nid = \"{id}\"\nepic = \"E\"\ntitle = TEXT\npersona = \"p\"\nwant = TEXT\nso_that = TEXT\n{rest}\n");
            (format!("stories/{id}.toml"), head.replace("TEXT", &toml))
        });
        let files = FILES.map(|(path, source)| (path.to_owned(), source.replace("TEXT", &toml)));
        let more = ("controls/more.toml".to_owned(), more.replace("TEXT", &toml));
        let sources = Sources::from_texts(files.into_iter().chain(stories).chain([more]));
        let (program, _) = resolve(decode(&sources).0);
        let history = history(text);
        let observed: Instant = observed.parse().unwrap();
        let as_of = AsOf { observed, known: observed.plus_seconds(300) };
        let assessment = assess(&program, &history, as_of);
        let messages = (0..5).map(|cell| (CellId(cell), text.to_owned())).collect();
        Self { program, history, assessment, messages }
    }

    /// The same with everything in it that the registers look at: duties of all kinds, an attestation
    /// of a provider, a risk that is accepted, and an exception under a risk.
    pub(crate) fn with_duties(text: &str, observed: &str) -> Self {
        let mut sample = Self::with_more(text, observed, DUTIES);
        for record in &mut sample.history.exceptions {
            record.exception.risk = "R-1".parse().ok();
        }
        let made = sample.history.attestations.first().cloned();
        sample.history.attestations.extend(made.map(|mut made| {
            made.entry = 7;
            made.attested.attestation = "paper".parse().unwrap();
            made.attested.by = "cloud".to_owned();
            made
        }));
        let as_of = sample.assessment.as_of;
        sample.assessment = assess(&sample.program, &sample.history, as_of);
        sample
    }

    /// The same with a decision of this role on a risk, as it is written.
    pub(crate) fn with_accepted(mut self, risk: &str, role: &str) -> Self {
        let record = RecordRef::new(Approvable::Risk, risk);
        let (program, history) = (&self.program, &self.history);
        let text = crate::approval::text(program, history, &record).unwrap();
        let mut made = approval(role, self.assessment.as_of.observed);
        made.entry = 8;
        made.about = record.clone();
        made.approval.fingerprint = crate::approval::fingerprint(&text);
        made.approval.rests_on = crate::approval::rests_on(program, history, &record);
        made.approval.text = text;
        made.approval.record = record;
        self.history.approvals.push(made);
        self
    }

    /// The inputs of a report.
    pub(crate) fn inputs(&self) -> Inputs<'_> {
        Inputs {
            program: &self.program,
            revision: None,
            history: &self.history,
            assessment: &self.assessment,
            messages: &self.messages,
            clock_overridden: true,
            served: None,
            lang: crate::report::Lang::En,
        }
    }
}

/// A TOML string that holds any text.
fn toml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

/// Cells: 0 and 1 are `good` in two accounts, 2 `turned`, 3 `bad`, 4 `scan`.
#[expect(clippy::too_many_lines, reason = "a history holds one of everything here")]
fn history(text: &str) -> History {
    let rules = ["good", "turned", "bad", "scan"];
    let subject = |account: &str| Subject {
        uid: text.to_owned(),
        kind: text.to_owned(),
        account: Some(account.to_owned()),
        region: None,
    };
    let (pass, fail) = (Outcome::Pass, Outcome::Fail);
    let runs = [
        ("2026-01-07", vec![(0, pass), (1, pass), (2, pass), (3, fail)]),
        ("2026-01-13", vec![(0, pass), (1, pass), (2, fail), (3, fail)]),
        ("2026-01-19", vec![(0, pass), (1, pass), (2, fail), (3, fail)]),
    ];
    let at: Instant = "2026-01-10T12:00:00Z".parse().unwrap();
    History {
        approvals: vec![approval(text, at)],
        rules: rules.map(|rule| RuleKey { tool: "t".into(), rule: rule.into() }).to_vec(),
        subjects: vec![subject("111"), subject("222")],
        cells: [(0, 0), (0, 1), (1, 0), (2, 0), (3, 0)]
            .map(|(rule, subject)| Cell { rule, subject: SubjectId(subject) })
            .to_vec(),
        runs: runs.into_iter().zip(1..).map(|((day, seen), n)| run(text, day, &seen, n)).collect(),
        attestations: vec![AttestedRecord {
            entry: 4,
            recorded_at: at,
            attested: Attested {
                attestation: "said".parse().unwrap(),
                statement: text.to_owned(),
                by: text.to_owned(),
                method: "examine".to_owned(),
                observed_at: at,
                valid_until: "2026-02-10".parse().unwrap(),
                document: Some(text.to_owned()),
                document_sha256: None,
                url: None,
                period: None,
                paper: None,
                corrects: None,
            },
        }],
        exceptions: vec![ExceptionRecord {
            entry: 5,
            recorded_at: at,
            exception: ExceptionGranted {
                check: "bad".parse().unwrap(),
                subjects: vec![format!("not {text}")],
                reason: text.to_owned(),
                requested_by: text.to_owned(),
                approved_by: format!("boss {text}"),
                observed_at: at,
                expires: "2026-02-01".parse().unwrap(),
                compensating: vec![text.to_owned()],
                risk: None,
                corrects: None,
            },
        }],
        derived: crate::evidence::Derived::default(),
        taken_back: Vec::new(),
        clock_flags: ClockFlags::default(),
        head: Some(LedgerHead { size: 5, root: "1f6c".repeat(16) }),
        commits: BTreeMap::new(),
    }
}

fn run(text: &str, day: &str, seen: &[(u32, Outcome)], entry: u64) -> RunRecord {
    let at: Instant = format!("{day}T06:00:00Z").parse().unwrap();
    let mut counts = Counts::default();
    for (_, outcome) in seen {
        counts.add(*outcome, false);
    }
    let observe = |(cell, outcome): &(u32, Outcome)| Observation {
        cell: CellId(*cell),
        state: State::new(*outcome),
    };
    RunRecord {
        entry,
        ordinal: 0,
        recorded_at: at,
        artifact: format!("{entry:064x}"),
        file_name: text.to_owned(),
        origin: Origin::default(),
        run: Run {
            format: "json".to_owned(),
            tool: ClaimedOr::read("t".to_owned()),
            version: ClaimedOr::read(text.to_owned()),
            observed_at: at,
            observed_at_source: TimeSource::Claimed,
            observed_at_read: None,
            valid_until: None,
            succeeded: true,
            tool_run_id: Some(text.to_owned()),
            scope: Scope::default(),
            counts,
            absent: 0,
            command: ClaimedOr::default(),
            host: ClaimedOr::default(),
            source_system: None,
            signed_by: None,
            rows: None,
            warnings: vec![text.to_owned()],
        },
        observations: seen.iter().map(observe).collect(),
    }
}

/// A decision by somebody who may not, in their words.
fn approval(text: &str, at: Instant) -> ApprovalRecord {
    ApprovalRecord {
        entry: 6,
        recorded_at: at,
        about: RecordRef::new(Approvable::Story, "E-01"),
        approval: Approval {
            record: RecordRef::new(Approvable::Story, "E-01"),
            decision: Decision::Approve,
            fingerprint: text.to_owned(),
            text: text.to_owned(),
            rests_on: Vec::new(),
            by: text.to_owned(),
            role: text.to_owned(),
            reason: text.to_owned(),
            observed_at: at,
            signed: None,
            corrects: None,
        },
    }
}
