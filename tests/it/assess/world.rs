//! Small programs and small evidence, made by hand or by proptest.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use storyproof::{
    evidence::{
        Attested, AttestedRecord, Cell, CellId, ClaimedOr, Commit, CommitLog, Counts,
        ExceptionGranted, ExceptionRecord, History, Observation, Origin, Outcome, RuleKey, Run,
        RunRecord, Scope, Severity, State, Subject, SubjectId, TimeSource,
    },
    ids::{
        AccountId, AttestationId, CheckId, ComponentId, ControlRef, EpicId, InventoryId, PartyId,
        RepositoryId, StoryId,
    },
    model::{
        Account, Applicability, Attestation, Cadence, Check, CheckSource, Component, Control,
        Criterion, Declared, Implementation, Inventory, Mode, Over, Population, Repository,
        Responsibility, ResponsibilityKind, Story, StoryKind, StoryStatus,
    },
    program::Program,
    source::{FileId, Span, Spanned},
    time::{AsOf, Day, Instant, MaxAge},
};

pub(super) const N_RULES: u32 = 4;
pub(super) const ACCOUNTS: [&str; 2] = ["111111111111", "222222222222"];
pub(super) const REPOSITORY: &str = "payments";
/// The entries of the one inventory, and the names that belong to each of the two components.
pub(super) const INVENTORY: [&str; 3] = ["arn:111111111111:a", "src/0", "payments"];
pub(super) const COMPONENTS: [(&str, &[&str]); 2] =
    [("one", &["arn:111111111111:*"]), ("two", &["*:b", "payments", "src/1"])];
const CADENCES: [Cadence; 7] = [
    Cadence::Daily,
    Cadence::Weekly,
    Cadence::Monthly,
    Cadence::Quarterly,
    Cadence::EverySixMonths,
    Cadence::Annual,
    Cadence::EveryCommit,
];
/// The commits of the repository, newest first, each with its day.
const COMMITS: [(&str, u32); 3] = [("ccccccccc3", 14), ("bbbbbbbbb2", 7), ("aaaaaaaaa1", 1)];

pub(super) fn span() -> Span {
    Span { file: FileId(0), start: 0, end: 0 }
}

pub(super) fn sp<T>(value: T) -> Spanned<T> {
    Spanned::new(value, span())
}

pub(super) fn day0() -> Day {
    Day::from_ymd(2026, 1, 1).unwrap()
}

/// Noon of the nth day.
pub(super) fn noon(day: u32) -> Instant {
    day0().plus_days(i64::from(day)).start().plus_seconds(43_200)
}

pub(super) fn as_of(day: u32) -> AsOf {
    AsOf { observed: day0().plus_days(i64::from(day)).end(), known: Instant::MAX }
}

pub(super) fn check_id(n: usize) -> CheckId {
    CheckId::parse(&format!("check-{n}")).unwrap()
}

pub(super) fn control_id(n: usize) -> ControlRef {
    ControlRef::parse(&format!("fw/C-{n}")).unwrap()
}

pub(super) fn attestation_id(n: usize) -> AttestationId {
    AttestationId::parse(&format!("att-{n}")).unwrap()
}

pub(super) fn empty_program() -> Program {
    let mut program = Program::default();
    program.settings.max_age = MaxAge::days(7);
    program
}

pub(super) fn source(
    tool: &str,
    rules: &[String],
    absence_passes: bool,
    level: Option<Severity>,
) -> CheckSource {
    CheckSource {
        tool: sp(tool.into()),
        rules: rules.iter().cloned().map(sp).collect(),
        optional: Vec::new(),
        document: None,
        level,
        absence_passes,
        pass_when: None,
        over: Over::default(),
    }
}

pub(super) fn check(
    n: usize,
    controls: &[usize],
    max_age: u32,
    sources: Vec<CheckSource>,
) -> Check {
    Check {
        repositories: Vec::new(),
        id: sp(check_id(n)),
        title: String::new(),
        controls: controls.iter().map(|c| sp(control_id(*c))).collect(),
        population: None,
        max_age: Some(sp(MaxAge::days(max_age))),
        cadence: None,
        owner: None,
        shows: Vec::new(),
        sources,
        notes: None,
        broken: false,
    }
}

pub(super) fn control(n: usize, mode: Mode) -> Control {
    Control {
        id: control_id(n),
        id_span: span(),
        title: String::new(),
        summary: None,
        parent: None,
        heading: false,
        theme: None,
        mode,
        max_age: None,
        frequency: None,
        effective_from: None,
        effective_part: None,
        superseded_by: None,
        applies_to: None,
        applies_until: None,
        aliases: Vec::new(),
        responsibility: None,
        references: Vec::new(),
        notes: None,
        broken: false,
        doubtful: false,
    }
}

pub(super) fn attestation(n: usize, controls: &[usize]) -> Attestation {
    Attestation {
        id: sp(attestation_id(n)),
        title: String::new(),
        by: None,
        every: None,
        controls: controls.iter().map(|c| sp(control_id(*c))).collect(),
        provider: None,
        document: None,
        shows: Vec::new(),
        broken: false,
    }
}

pub(super) fn story(n: usize, criteria: &[(Vec<usize>, Option<usize>)]) -> Story {
    Story {
        id: sp(StoryId::parse(&format!("S-{n}")).unwrap()),
        alias: None,
        formerly: Vec::new(),
        external: Vec::new(),
        epic: sp(EpicId::parse("E").unwrap()),
        kind: StoryKind::Use,
        title: sp(String::new()),
        persona: None,
        want: String::new(),
        so_that: String::new(),
        sprint: None,
        moved: Vec::new(),
        points: Some(sp(3)),
        layer: None,
        owner: None,
        status: sp(StoryStatus::Done),
        started: None,
        done: None,
        controls: Vec::new(),
        components: Vec::new(),
        risks: Vec::new(),
        depends_on: Vec::new(),
        acceptance: criteria
            .iter()
            .map(|(checks, attestation)| Criterion {
                text: sp(String::new()),
                checks: checks.iter().map(|c| sp(check_id(*c))).collect(),
                attestation: attestation.map(|a| sp(attestation_id(a))),
                broken: false,
            })
            .collect(),
        references: Vec::new(),
        notes: None,
        x: BTreeMap::new(),
        span: span(),
    }
}

/// Regions, an inventory and components, in all of which every control is ours.
fn with_scope(program: &mut Program, regions: &[&str]) {
    program.settings.regions = regions.iter().map(|region| sp((*region).to_owned())).collect();
    let id = InventoryId::parse("list").unwrap();
    let entries = INVENTORY.iter().map(|name| sp((*name).to_owned())).collect();
    program.inventories.insert(id.clone(), Inventory { id: sp(id), entries, broken: false });
    for (name, subjects) in COMPONENTS {
        let id = ComponentId::parse(name).unwrap();
        let duty = Responsibility {
            controls: vec![sp("fw/*".into())],
            kind: ResponsibilityKind::Customer,
            accountable: sp(PartyId::parse("team").unwrap()),
            provider: None,
            provider_does: None,
            customer_does: None,
        };
        let component = Component {
            id: sp(id.clone()),
            name: String::new(),
            party: None,
            owner: None,
            description: String::new(),
            critical: false,
            serves: Vec::new(),
            subjects: subjects.iter().map(|name| sp((*name).to_owned())).collect(),
            services: Vec::new(),
            accounts: Vec::new(),
            templates: Vec::new(),
            stacks: Vec::new(),
            repositories: Vec::new(),
            declared: Declared::default(),
            responsibilities: vec![duty],
            broken: false,
        };
        program.components.insert(id, component);
    }
}

/// Gives the repository a clone, which can be read or not.
pub(super) fn with_clone(program: &mut Program, history: &mut History, readable: bool) {
    let id = RepositoryId::parse(REPOSITORY).unwrap();
    program.repositories.get_mut(&id).unwrap().path = Some(sp("../payments".into()));
    let commit =
        |(hash, day): (&str, u32)| Commit { hash: hash.to_owned(), at: noon(day), is_merge: false };
    let log = if readable {
        let commits = COMMITS.map(commit).to_vec();
        CommitLog::Known { branch: "main".into(), commits, cut: false }
    } else {
        CommitLog::Unreadable("no clone".into())
    };
    history.commits.insert(id, log);
}

fn repository(id: RepositoryId) -> Repository {
    let name = String::new();
    Repository { id: sp(id), name, owner: None, path: None, branch: None, broken: false }
}

pub(super) fn with_accounts(program: &mut Program) {
    for id in ACCOUNTS {
        let id = AccountId::parse(id).unwrap();
        let account = Account {
            id: sp(id.clone()),
            name: String::new(),
            owner: None,
            deputy: None,
            environment: None,
            support_plan: None,
            security_contact: None,
            billing_contact: None,
            operations_contact: None,
            regions: None,
            broken: false,
        };
        program.accounts.insert(id, account);
    }
    let id = RepositoryId::parse(REPOSITORY).unwrap();
    program.repositories.insert(id.clone(), repository(id));
}

/// Cells: for each cloud rule two subjects in each account, then two findings of each code rule.
pub(super) fn empty_history() -> History {
    let mut history = History::default();
    for tool in ["prowler", "semgrep"] {
        for n in 0..N_RULES {
            history.rules.push(RuleKey { tool: tool.into(), rule: format!("r{n}") });
        }
    }
    for account in ACCOUNTS {
        for bucket in ["a", "b"] {
            history.subjects.push(Subject {
                uid: format!("arn:{account}:{bucket}"),
                kind: String::new(),
                account: Some(account.into()),
                region: Some("eu-west-1".into()),
            });
        }
    }
    for line in 0..2 {
        history.subjects.push(Subject { uid: format!("src/{line}"), ..Subject::default() });
    }
    for rule in 0..N_RULES {
        for subject in 0..4 {
            history.cells.push(Cell { rule, subject: SubjectId(subject) });
        }
    }
    for rule in N_RULES..2 * N_RULES {
        for subject in 4..6 {
            history.cells.push(Cell { rule, subject: SubjectId(subject) });
        }
    }
    history
}

pub(super) const N_CLOUD_CELLS: u32 = N_RULES * 4;
pub(super) const N_CELLS: u32 = N_CLOUD_CELLS + N_RULES * 2;

pub(super) fn run(day: u32, cloud: bool, observations: Vec<Observation>) -> RunRecord {
    let scope = if cloud {
        Scope { accounts: ACCOUNTS.map(String::from).into(), ..Scope::default() }
    } else {
        Scope {
            repository: ClaimedOr { claimed: Some(REPOSITORY.into()), read: None },
            rules: (0..N_RULES).map(|n| format!("r{n}")).collect(),
            ..Scope::default()
        }
    };
    RunRecord {
        entry: u64::from(day) + 1,
        ordinal: 0,
        recorded_at: noon(day),
        artifact: String::new(),
        file_name: String::new(),
        origin: Origin::default(),
        run: Run {
            format: if cloud { "prowler-ocsf" } else { "sarif" }.into(),
            tool: ClaimedOr::read(if cloud { "prowler" } else { "semgrep" }.into()),
            version: ClaimedOr::default(),
            observed_at: noon(day),
            observed_at_source: TimeSource::Read,
            observed_at_read: None,
            valid_until: None,
            succeeded: true,
            tool_run_id: None,
            scope,
            counts: Counts::default(),
            absent: 0,
            command: ClaimedOr::default(),
            host: ClaimedOr::default(),
            source_system: None,
            signed_by: None,
            rows: None,
            warnings: Vec::new(),
        },
        observations,
    }
}

pub(super) fn saw(cell: u32, outcome: Outcome) -> Observation {
    Observation {
        cell: CellId(cell),
        state: State { severity: Some(Severity::High), ..State::new(outcome) },
    }
}

pub(super) fn attested(n: usize, day: u32, days: u32) -> AttestedRecord {
    AttestedRecord {
        entry: 1,
        recorded_at: noon(day),
        attested: Attested {
            attestation: attestation_id(n),
            statement: "so it is".into(),
            by: "role".into(),
            method: "examine".into(),
            observed_at: noon(day),
            valid_until: day0().plus_days(i64::from(day + days)),
            document: None,
            document_sha256: None,
            url: None,
            period: None,
            paper: None,
            corrects: None,
        },
    }
}

pub(super) fn excepted(
    check: usize,
    subject: &str,
    day: u32,
    days: u32,
    approver: &str,
) -> ExceptionRecord {
    ExceptionRecord {
        entry: 1,
        recorded_at: noon(day),
        exception: ExceptionGranted {
            check: check_id(check),
            subjects: vec![subject.into()],
            reason: "because".into(),
            requested_by: "asker".into(),
            approved_by: approver.into(),
            observed_at: noon(day),
            expires: day0().plus_days(i64::from(day + days)),
            compensating: Vec::new(),
            risk: None,
            corrects: None,
        },
    }
}

/// A generated program with its evidence.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) program: Program,
    pub(super) history: History,
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        5 => Just(Outcome::Pass),
        3 => Just(Outcome::Fail),
        1 => Just(Outcome::Error),
        1 => Just(Outcome::NotApplicable),
        1 => Just(Outcome::Manual),
        1 => Just(Outcome::Informational),
    ]
}

prop_compose! {
    fn state()(
        outcome in outcome(),
        muted in prop::bool::weighted(0.1),
        severity in prop::option::of(prop::sample::select(Severity::ALL.to_vec())),
        reasoned in prop::bool::weighted(0.8),
    ) -> State {
        State { outcome, muted, severity, reasoned }
    }
}

prop_compose! {
    fn a_run()(
        day in 0u32..20,
        cloud in prop::bool::weighted(0.7),
        seen in prop::collection::btree_map(0u32..N_CELLS, state(), 0..14),
        succeeded in prop::bool::weighted(0.9),
        named in prop::bool::weighted(0.8),
        commit in prop::option::weighted(0.8, 0..COMMITS.len()),
        lists in prop::collection::btree_set(0u32..N_RULES, 0..=N_RULES as usize),
    ) -> RunRecord {
        let mine = |cell: &u32| (*cell < N_CLOUD_CELLS) == cloud;
        let observations = seen
            .into_iter()
            .filter(|(cell, _)| mine(cell))
            .map(|(cell, state)| Observation { cell: CellId(cell), state })
            .collect();
        let mut record = run(day, cloud, observations);
        record.run.succeeded = succeeded;
        if !cloud {
            record.run.scope.rules = lists.iter().map(|n| format!("r{n}")).collect();
            let claimed = commit.map(|n| COMMITS[n].0.to_owned());
            record.run.scope.commit = ClaimedOr { claimed, read: None };
            if !named {
                record.run.scope.repository = ClaimedOr::default();
            }
        }
        record
    }
}

prop_compose! {
    fn a_check(n: usize)(
        cloud in prop::bool::weighted(0.7),
        rules in prop::collection::btree_set(0u32..N_RULES, 1..3),
        star in prop::bool::weighted(0.2),
        age in 1u32..12,
        population in prop::option::weighted(0.5, 0usize..4),
        cadence in prop::option::weighted(0.4, prop::sample::select(CADENCES.to_vec())),
        absence in any::<bool>(),
        level in prop::option::weighted(0.3, prop::sample::select(Severity::ALL.to_vec())),
        controls in prop::collection::btree_set(0usize..3, 1..3),
    ) -> Check {
        let rules: Vec<String> =
            if star { vec!["*".into()] } else { rules.iter().map(|r| format!("r{r}")).collect() };
        let tool = if cloud { "prowler" } else { "semgrep" };
        let controls: Vec<usize> = controls.into_iter().collect();
        let sources = vec![source(tool, &rules, absence && !cloud, level)];
        let mut check = check(n, &controls, age, sources);
        check.population = population.map(|kind| sp(match kind {
            0 if cloud => Population::Accounts,
            1 if cloud => Population::Regions,
            0 | 1 => Population::Repositories,
            2 => Population::Components,
            _ => Population::Inventory(InventoryId::parse("list").unwrap()),
        }));
        // Only a scan of code has a commit.
        let cadence = cadence.filter(|c| *c != Cadence::EveryCommit || !cloud);
        if let Some(cadence) = cadence {
            check.cadence = Some(sp(cadence));
            check.max_age = None;
        }
        check
    }
}

fn mode() -> impl Strategy<Value = Mode> {
    prop::sample::select(vec![Mode::Auto, Mode::Mixed, Mode::Manual])
}

prop_compose! {
    fn a_story(n: usize)(
        criteria in prop::collection::vec(
            (prop::collection::btree_set(0usize..3, 0..2), prop::option::of(0usize..2)), 0..3),
    ) -> Story {
        let criteria: Vec<_> =
            criteria.into_iter().map(|(checks, att)| (checks.into_iter().collect(), att)).collect();
        story(n, &criteria)
    }
}

prop_compose! {
    pub(super) fn world()(
        checks in (a_check(0), a_check(1), a_check(2)),
        regions in prop::sample::select(vec![
            vec![], vec!["eu-west-1"], vec!["eu-west-1", "us-east-1"],
        ]),
        cloned in prop::option::weighted(0.7, any::<bool>()),
        modes in (mode(), mode(), mode()),
        inherited in prop::option::weighted(0.3, 0usize..3),
        about in prop::collection::vec(prop::collection::btree_set(0usize..3, 1..3), 2),
        stories in (a_story(0), a_story(1)),
        runs in prop::collection::vec(a_run(), 0..10),
        statements in prop::collection::vec((0usize..2, 0u32..20, 1u32..15), 0..4),
        exceptions in prop::collection::vec(
            (0usize..3, prop::sample::select(vec!["*", "arn:111111111111:*", "src/0"]), 0u32..20, 1u32..15,
             prop::sample::select(vec!["approver", "asker"])), 0..3),
    ) -> World {
        let mut program = empty_program();
        with_accounts(&mut program);
        with_scope(&mut program, &regions);
        for check in <[Check; 3]>::from(checks) {
            program.checks.insert(check.id.value.clone(), check);
        }
        for (n, mode) in <[Mode; 3]>::from(modes).into_iter().enumerate() {
            program.controls.insert(control_id(n), control(n, mode));
        }
        for (n, controls) in about.into_iter().enumerate() {
            let controls: Vec<usize> = controls.into_iter().collect();
            let mut statement = attestation(n, &controls);
            statement.provider = Some(sp(PartyId::parse("provider").unwrap()));
            program.attestations.insert(attestation_id(n), statement);
        }
        if let Some(n) = inherited {
            program.applicability.insert(control_id(n), inherited_decision(n, 0));
        }
        for story in <[Story; 2]>::from(stories) {
            program.stories.insert(story.id.value.clone(), story);
        }
        let mut history = empty_history();
        if let Some(readable) = cloned {
            with_clone(&mut program, &mut history, readable);
        }
        history.runs = runs;
        for (n, record) in history.runs.iter_mut().enumerate() {
            record.entry = n as u64 + 1;
        }
        history.runs.sort_by_key(|r| (r.run.observed_at, r.entry));
        history.attestations = statements.into_iter().map(|(n, d, l)| attested(n, d, l)).collect();
        history.exceptions =
            exceptions.into_iter().map(|(c, s, d, l, by)| excepted(c, s, d, l, by)).collect();
        for (n, record) in (101..).zip(&mut history.attestations) {
            record.entry = n;
        }
        for (n, record) in (201..).zip(&mut history.exceptions) {
            record.entry = n;
        }
        World { program, history }
    }
}

pub(super) fn inherited_decision(control: usize, by: usize) -> Applicability {
    Applicability {
        control: sp(control_id(control)),
        applicable: true,
        reason: None,
        because: Vec::new(),
        implementation: Implementation::Inherited,
        process: None,
        inherited_from: None,
        references: Vec::new(),
        attestation: Some(sp(attestation_id(by))),
        owner: None,
        broken: false,
    }
}

/// The subjects of the standing scope of a repository source; kept here for the oracle.
pub(super) fn rules_listed(record: &RunRecord) -> &BTreeSet<String> {
    &record.run.scope.rules
}
