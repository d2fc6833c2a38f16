//! Which resources belong to which component, and which to none.

use crate::{
    assess::{Unclaimed, unclaimed},
    evidence::{
        Cell, CellId, ClaimedOr, Counts, History, Observation, Origin, Outcome, Run, RunRecord,
        Scope, State, Subject, SubjectId, TakenBack, TakenBackHow, TimeSource,
    },
    program::Program,
    testing::{diagnose, sources},
    time::{AsOf, Instant},
};

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn now() -> AsOf {
    AsOf { observed: at("2026-03-06T00:00:00Z"), known: at("2026-03-06T00:00:00Z") }
}

/// A history with one run for each list of subjects, on the first days of March.
fn history(runs: &[(&[&str], Scope)]) -> History {
    let mut history = History::default();
    for (n, (names, scope)) in runs.iter().enumerate() {
        let observed_at = at(&format!("2026-03-0{}T00:00:00Z", n + 1));
        let observations = names.iter().map(|name| {
            let id = u32::try_from(history.subjects.len()).unwrap();
            let (uid, kind) = name.split_once(' ').unwrap_or((name, ""));
            let account = uid.split(':').nth(4).filter(|a| !a.is_empty()).map(str::to_owned);
            let subject = Subject { uid: uid.into(), kind: kind.into(), account, region: None };
            history.subjects.push(subject);
            history.cells.push(Cell { rule: 0, subject: SubjectId(id) });
            Observation { cell: CellId(id), state: State::new(Outcome::Pass) }
        });
        let observations = observations.collect();
        history.runs.push(RunRecord {
            entry: n as u64 + 1,
            ordinal: 0,
            recorded_at: observed_at,
            artifact: String::new(),
            file_name: String::new(),
            origin: Origin::default(),
            run: run(observed_at, scope.clone()),
            observations,
        });
    }
    history
}

fn run(observed_at: Instant, scope: Scope) -> Run {
    Run {
        tool: ClaimedOr::read("t".into()),
        observed_at,
        observed_at_source: TimeSource::Read,
        scope,
        counts: Counts::default(),
        format: "t".into(),
        version: ClaimedOr::default(),
        observed_at_read: None,
        valid_until: None,
        succeeded: true,
        tool_run_id: None,
        absent: 0,
        command: ClaimedOr::default(),
        host: ClaimedOr::default(),
        source_system: None,
        signed_by: None,
        rows: None,
        warnings: Vec::new(),
    }
}

const COMPONENTS: &str = r#"
//- controls/services.toml
[[service]]
id = "ebs"
name = "Volumes"
also = ["ec2/volume"]

[[service]]
id = "s3"
name = "Buckets"
"#;

fn found(component: &str, runs: &[(&[&str], Scope)]) -> Unclaimed {
    let text = format!(
        "{COMPONENTS}\n[[component]]\nid = \"mine\"\nname = \"Mine\"\nowner = \"team\"\n{component}\n"
    );
    let (program, _): (Program, _) = diagnose(&sources(&text));
    assert!(program.components.len() == 2 && program.services.len() == 2);
    unclaimed(&program, &history(runs), now())
}

fn left(component: &str, names: &[&str]) -> Vec<String> {
    let found = found(component, &[(names, Scope::default())]);
    let mut names: Vec<String> = found.groups.into_iter().map(|group| group.example).collect();
    names.sort();
    names
}

const BUCKET: &str = "arn:aws:s3:::logs";
const VOLUME: &str = "arn:aws:ec2:eu-west-1:111122223333:volume/v-1";
const OTHER: &str = "arn:aws:ec2:eu-west-1:999988887777:volume/v-2";
const HOST: &str = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1";

#[test]
fn a_component_claims_by_service_account_repository_and_name() {
    let all = [BUCKET, VOLUME, OTHER, HOST];
    assert_eq!(left("", &all), [HOST, VOLUME, OTHER, BUCKET]);
    // The program does not know the other account, so nobody has taken it in.
    assert_eq!(left("services = [\"ebs\"]", &all), [HOST, OTHER, BUCKET]);
    assert_eq!(left(&format!("subjects = [\"{OTHER}\"]"), &all), [HOST, VOLUME, BUCKET]);
    let ours = "accounts = [\"111122223333\"]";
    assert_eq!(left(ours, &all), [OTHER, BUCKET]);
    assert_eq!(left(&format!("services = [\"ebs\"]\n{ours}"), &all), [HOST, OTHER, BUCKET]);
    assert_eq!(left("subjects = [\"*:volume/*\", \"arn:aws:s3:::lo*\"]", &all), [HOST]);
    let repository = Scope { repository: ClaimedOr::read("payments".into()), ..Scope::default() };
    let lines = &["src/a.py#1:1 source location", VOLUME][..];
    let scan = [(lines, repository)];
    let open = found("", &scan);
    assert_eq!((open.resources, open.unclaimed, open.no_resource), (1, 1, 0));
    assert_eq!(open.groups[0].service, "repository");
    assert_eq!(found("repositories = [\"payments\"]", &scan).unclaimed, 0);
}

#[test]
fn what_could_not_be_read_claims_nothing_more() {
    let all = [VOLUME, OTHER];
    // The accounts are misspelt, so nobody knows how far the services reach.
    for broken in ["accounts = [\"nowhere\"]", "accounts = \"111122223333\"", "acounts = [\"1\"]"] {
        let component = format!("services = [\"ebs\"]\n{broken}");
        assert_eq!(left(&component, &all), [VOLUME, OTHER], "{broken}");
    }
    assert_eq!(left("services = [\"ebbs\"]\naccounts = [\"111122223333\"]", &all), [VOLUME, OTHER]);
}

#[test]
fn each_resource_counts_once_and_the_last_day_is_told() {
    let grant = format!("{HOST}#s3");
    let runs: [(&[&str], Scope); 2] = [
        (&[HOST, "suite test", "x test suite"], Scope::default()),
        (&[&format!("{HOST} AwsEc2Instance"), &grant], Scope::default()),
    ];
    let found = found("", &runs);
    assert_eq!((found.resources, found.unclaimed, found.no_resource), (1, 1, 2));
    assert_eq!((found.groups.len(), found.groups[0].count), (1, 1));
    assert_eq!(found.groups[0].last_seen.to_string(), "2026-03-02");
    assert_eq!(found.groups[0].example, HOST);
}

#[test]
fn what_was_taken_back_or_comes_later_shows_nothing() {
    let mut history = history(&[(&[VOLUME], Scope::default()), (&[BUCKET], Scope::default())]);
    let (program, _) = diagnose(&sources(""));
    assert_eq!(unclaimed(&program, &history, now()).resources, 2);
    let early = AsOf { observed: at("2026-03-01T12:00:00Z"), known: now().known };
    assert_eq!(unclaimed(&program, &history, early).resources, 1);
    let how = TakenBackHow::Corrected;
    let recorded_at = at("2026-03-03T00:00:00Z");
    history.taken_back.push(TakenBack { target: 1, entry: 3, recorded_at, how });
    assert_eq!(unclaimed(&program, &history, now()).groups[0].example, BUCKET);
}
