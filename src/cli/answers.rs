//! Every kind of answer that a command gives with `--format json`, and what each one holds.
//!
//! Nothing is written as JSON but under one of these kinds ([`output::json`](super::output::json)
//! takes no other), and each has its schema: `storyproof schema --answers`.

use std::fmt::Write as _;

use storyproof::{
    evidence::{Attested, ExceptionGranted, Withdrawn},
    exchange::tracker::Tracker,
    kinds,
    render::{Kind, NamedKind, kinds as reports},
    report::{
        UnclaimedView,
        ownership::{Load, Mine},
        permissions::Permissions,
        plan::outlook::ForecastView,
        trace::Trace,
    },
};

use super::{
    approval::{ApprovalList, ApprovalShown, Decided},
    check,
    checkpoint::{CheckpointWritten, WitnessedHead},
    component::{ComponentAnswer, ServiceListed},
    doctor,
    evidence::{EvidenceListed, EvidenceShown},
    explain::{self, Node},
    explain_entry,
    find::Named,
    framework::FrameworkListed,
    import::{FrameworkAnswer, IssueImport, SoaImport},
    ingest_answer::{FileView, FormatView},
    ledger::LedgerMerge,
    listed::{
        AttestationFacts, CheckFacts, ComponentFacts, ControlFacts, EpicFacts, ExceptionFacts,
        Listed, RiskFacts, SprintFacts, StoryFacts,
    },
    people::Recorded,
    plan::PlanAnswer,
    records::Row,
    sprint::Board,
    status, story_verify, suggest, verify,
    write::ChangeAnswer,
};

const CONTRACT: &str = "
## Answers in JSON

With `--format json` a command answers with one object on standard output:

```json
{ \"schema_version\": 1, \"kind\": \"story-list\", \"as_of\": { \"observed\": \"…\", \"known\": \"…\" }, \"ledger_head\": { \"size\": 887, \"root\": \"…\" }, \"data\": [] }
```

* `kind` says what `data` is. `storyproof schema --answers KIND` prints its JSON Schema (2020-12), `--answers -o DIR` writes all of them.
* Schemas are closed: what stands in none of them is not written. `schema_version` rises when a key goes, or means something else; a new key does not raise it, so take the schemas from the storyproof that answers.
* A key is never missing: it is `null` or `[]` when there is nothing to say. One exception: where an answer shows a run, an entry or a statement as it was hashed in the ledger, its schema says which keys may be absent.
* Days are `2026-03-06`, instants `2026-03-06T18:00:00Z`, both UTC; hashes are lower-case hex; ids are strings.
* Complaints go to standard error. When a command cannot answer, standard output is empty, and the exit code is 2 or more.
* `check --format sarif`, `junit`, `gitlab` and `github`, and what `export` writes, have forms of their own.

The kinds:

";

kinds! {
    pub(super) const:

    /// Where the program stands, and what to do next (`status`).
    STATUS: "status" = status::Status<'static>;
    /// What is wrong with the files, and the gate (`check`).
    CHECK: "check" = check::Answer<'static>;
    /// What files of scanner output came to, one element a file (`ingest`).
    INGEST: "ingest" = Vec<FileView<'static>>;
    /// The formats that are read (`ingest --list-formats`).
    FORMATS: "formats" = Vec<FormatView>;
    /// A statement that was recorded, or would be (`attest`).
    ATTEST: "attest" = Recorded<Attested>;
    /// An exception that was recorded, or would be (`except`).
    EXCEPT: "except" = Recorded<ExceptionGranted>;
    /// An entry that was taken back, or would be (`withdraw`).
    WITHDRAW: "withdraw" = Recorded<Withdrawn>;
    /// Decisions that were recorded, or would be, one element a record (`approve`).
    APPROVE: "approve" = Vec<Decided<'static>>;
    /// What is approved, by whom, and what is not (`approval list`).
    APPROVAL_LIST: "approval-list" = ApprovalList<'static>;
    /// One decision, with what was signed (`approval show`).
    APPROVAL: "approval" = ApprovalShown<'static>;
    /// Whether the ledger or a binder is what it was (`verify`).
    VERIFY: "verify" = verify::Verdict;
    /// What came of a merge, or would (`ledger merge`).
    LEDGER_MERGE: "ledger-merge" = LedgerMerge<'static>;
    /// A checkpoint that was written (`checkpoint`).
    CHECKPOINT: "checkpoint" = CheckpointWritten;
    /// The heads that witnesses saw (`checkpoint witness`).
    CHECKPOINT_WITNESS: "checkpoint-witness" = Vec<WitnessedHead>;
    /// What this installation, the files and the ledger are like (`doctor`).
    DOCTOR: "doctor" = Vec<doctor::Said>;

    /// The stories (`story list`).
    STORY_LIST: "story-list" = Vec<Row>, as Vec<Listed<StoryFacts>>;
    /// The epics (`epic list`).
    EPIC_LIST: "epic-list" = Vec<Row>, as Vec<Listed<EpicFacts>>;
    /// The sprints (`sprint list`).
    SPRINT_LIST: "sprint-list" = Vec<Row>, as Vec<Listed<SprintFacts>>;
    /// The controls (`control list`).
    CONTROL_LIST: "control-list" = Vec<Row>, as Vec<Listed<ControlFacts>>;
    /// The checks (`check list`).
    CHECK_LIST: "check-list" = Vec<Row>, as Vec<Listed<CheckFacts>>;
    /// The risks (`risk list`).
    RISK_LIST: "risk-list" = Vec<Row>, as Vec<Listed<RiskFacts>>;
    /// The components (`component list`).
    COMPONENT_LIST: "component-list" = Vec<Row>, as Vec<Listed<ComponentFacts>>;
    /// The attestations that the program asks for (`attestation list`).
    ATTESTATION_LIST: "attestation-list" = Vec<Row>, as Vec<Listed<AttestationFacts>>;
    /// The exceptions of the ledger (`exception list`).
    EXCEPTION_LIST: "exception-list" = Vec<Row>, as Vec<Listed<ExceptionFacts>>;
    /// The frameworks, of the program and those that ship (`framework list`).
    FRAMEWORK_LIST: "framework-list" = Vec<FrameworkListed>;
    /// The pieces of evidence (`evidence list`).
    EVIDENCE_LIST: "evidence-list" = Vec<EvidenceListed<'static>>;
    /// One piece of evidence, with its runs (`evidence show`).
    EVIDENCE: "evidence" = EvidenceShown<'static>;

    /// A story and why it is so (`story show`, `explain`).
    STORY: "story" = Node;
    /// An epic and its stories (`epic show`, `explain`).
    EPIC: "epic" = Node;
    /// A sprint and its stories (`sprint show`, `explain`).
    SPRINT: "sprint" = Node;
    /// A control and why it is so (`control show`, `explain`).
    CONTROL: "control" = Node;
    /// A check and why it is so (`check show`, `explain`).
    CHECK_RECORD: "check-record" = Node;
    /// An attestation and what was stated (`attestation show`, `explain`).
    ATTESTATION: "attestation" = Node;
    /// A risk and what treats it (`risk show`, `explain`).
    RISK: "risk" = Node;
    /// A component and what it answers for (`component show`, `explain`).
    COMPONENT: "component" = Node;
    /// A framework (`explain`).
    FRAMEWORK: "framework" = Node;
    /// A party (`explain`).
    PARTY: "party" = Node;
    /// A persona (`explain`).
    PERSONA: "persona" = Node;
    /// An account (`explain`).
    ACCOUNT: "account" = Node;
    /// A repository (`explain`).
    REPOSITORY: "repository" = Node;
    /// A service (`explain`).
    SERVICE: "service" = Node;
    /// What a code or a status means (`explain CODE`).
    EXPLAIN: "explain" = explain::Meaning<'static>;
    /// An entry of the ledger (`explain entry:N`, `exception show`).
    ENTRY: "entry" = explain_entry::Shown<'static>;

    /// What proves a story, and what to do next (`story verify`).
    STORY_VERIFY: "story-verify" = story_verify::Proven;
    /// Draft stories for what is not proven (`story suggest`).
    STORY_SUGGEST: "story-suggest" = suggest::Answer<'static>;
    /// The plan of a sprint (`plan`).
    PLAN: "plan" = PlanAnswer<'static>;
    /// When the goals will be reached (`plan --forecast`).
    FORECAST: "forecast" = ForecastView;
    /// A sprint with its stories in columns (`sprint board`).
    BOARD: "board" = Board<'static>;
    /// What somebody should look at (`mine WHO`).
    MINE: "mine" = Mine;
    /// What each owner carries, and what nobody owns (`mine`).
    LOAD: "load" = Load;
    /// A change of the files, made or shown (`new`, `set`, `link`, `move` and their like).
    CHANGE: "change" = ChangeAnswer<'static>;

    /// A component that was taken in, or would be (`component add`).
    COMPONENT_ADD: "component-add" = ComponentAnswer<'static>;
    /// The services that components can be made of (`component services`).
    COMPONENT_SERVICES: "component-services" = Vec<ServiceListed<'static>>;
    /// What was seen and belongs to no component (`component unclaimed`).
    COMPONENT_UNCLAIMED: "component-unclaimed" = UnclaimedView;
    /// What roles may do and what they do (`permissions`).
    PERMISSIONS: "permissions" = Permissions;
    /// From template to deployment to result (`trace`).
    TRACE: "trace" = Trace;

    /// A framework that was taken in, or would be (`framework add`).
    FRAMEWORK_ADD: "framework-add" = FrameworkAnswer<'static>;
    /// A catalog that was taken in, or would be (`import framework`).
    IMPORT_FRAMEWORK: "import-framework" = FrameworkAnswer<'static>;
    /// A Statement of Applicability that was taken in, or would be (`import soa`).
    IMPORT_SOA: "import-soa" = SoaImport<'static>;
    /// Issues that were taken in, or would be (`import jira`).
    IMPORT_JIRA: "import-jira" = IssueImport<'static>;
    /// Issues that were taken in, or would be (`import github`).
    IMPORT_GITHUB: "import-github" = IssueImport<'static>;
    /// Issues that were taken in, or would be (`import linear`).
    IMPORT_LINEAR: "import-linear" = IssueImport<'static>;
    /// Issues that were taken in, or would be (`import csv`).
    IMPORT_CSV: "import-csv" = IssueImport<'static>;
}

/// Every kind, that of reports as well.
pub(super) fn all() -> impl Iterator<Item = NamedKind> {
    ALL.iter().chain(reports::ALL).copied()
}

/// What a script can rely on, and every kind, as Markdown.
pub(super) fn markdown() -> String {
    let mut out = String::from(CONTRACT);
    for kind in all() {
        // Writing to a string cannot fail.
        writeln!(out, "* `{}` {}", kind.name, kind.about.trim()).ok();
    }
    out
}

/// The kind of a record that is shown.
pub(super) fn of_record(named: &Named) -> &'static Kind<Node> {
    match named {
        Named::Story(_) => &STORY,
        Named::Epic(_) => &EPIC,
        Named::Sprint(_) => &SPRINT,
        Named::Control(_) => &CONTROL,
        Named::Check(_) => &CHECK_RECORD,
        Named::Attestation(_) => &ATTESTATION,
        Named::Risk(_) => &RISK,
        Named::Component(_) => &COMPONENT,
        Named::Framework(_) => &FRAMEWORK,
        Named::Party(_) => &PARTY,
        Named::Persona(_) => &PERSONA,
        Named::Account(_) => &ACCOUNT,
        Named::Repository(_) => &REPOSITORY,
        Named::Service(_) => &SERVICE,
    }
}

/// The kind of an import from a tracker.
pub(super) fn import_of(tracker: Tracker) -> &'static Kind<IssueImport<'static>> {
    match tracker {
        Tracker::Jira => &IMPORT_JIRA,
        Tracker::GitHub => &IMPORT_GITHUB,
        Tracker::Linear => &IMPORT_LINEAR,
        Tracker::Csv => &IMPORT_CSV,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;
    use storyproof::render::contract;

    use super::*;

    #[test]
    fn each_kind_has_a_name_of_its_own() {
        let names: Vec<&str> = all().map(|kind| kind.name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
    }

    #[test]
    fn every_key_of_every_answer_is_described() {
        let mut mute = BTreeSet::new();
        for kind in all() {
            undescribed(&contract::schema(kind), kind.name, &mut mute);
        }
        assert!(mute.is_empty(), "say what these are, where their types are: {mute:#?}");
    }

    /// Keys without a description; what has one value, or a type that is described, needs none.
    fn undescribed(schema: &Value, within: &str, mute: &mut BTreeSet<String>) {
        let Value::Object(map) = schema else { return };
        for (word, inner) in map {
            match (word.as_str(), inner) {
                ("properties", Value::Object(keys)) => {
                    for (key, what) in keys {
                        let is_said = ["description", "$ref", "const"]
                            .iter()
                            .any(|word| what.get(word).is_some());
                        if !is_said {
                            mute.insert(format!("{within}: {key}"));
                        }
                        undescribed(what, within, mute);
                    }
                }
                ("$defs", Value::Object(types)) => {
                    types.iter().for_each(|(name, of)| undescribed(of, name, mute));
                }
                (_, Value::Array(all)) => all.iter().for_each(|one| undescribed(one, within, mute)),
                (_, inner) => undescribed(inner, within, mute),
            }
        }
    }
}
