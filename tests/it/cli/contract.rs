//! The contract of answers in JSON: each is what the schema of its kind says, there is no kind
//! without a schema, and what a schema does not say is refused.
//!
//! Every answer that any test reads is held against its schema as well: see [`insist`].

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Read as _,
    sync::OnceLock,
};

use jsonschema::Validator;
use serde_json::{Value, json};

use super::harness::{Answer, Place, evidence};

/// The schemas of all kinds, as the binary prints them.
fn schemas() -> &'static BTreeMap<String, Value> {
    static SCHEMAS: OnceLock<BTreeMap<String, Value>> = OnceLock::new();
    SCHEMAS.get_or_init(|| {
        let place = Place::empty();
        place.run(["schema", "--answers", "-o", "."]).ok();
        let files = place.files(".").into_iter();
        let schemas = files.map(|(path, bytes)| {
            let kind = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (kind, serde_json::from_slice(&bytes).unwrap())
        });
        schemas.collect()
    })
}

fn validator(kind: &str) -> &'static Validator {
    static VALIDATORS: OnceLock<BTreeMap<String, OnceLock<Validator>>> = OnceLock::new();
    let all = VALIDATORS
        .get_or_init(|| schemas().keys().map(|kind| (kind.clone(), OnceLock::new())).collect());
    let cell = all.get(kind).unwrap_or_else(|| panic!("the kind {kind:?} has no schema"));
    cell.get_or_init(|| jsonschema::draft202012::new(&schemas()[kind]).unwrap())
}

/// What is wrong with an answer.
fn errors(answer: &Value) -> Vec<String> {
    let kind = answer["kind"].as_str().expect("an answer has a kind");
    let errors = validator(kind).iter_errors(answer);
    errors.map(|error| format!("{kind} {}: {error}", error.instance_path())).collect()
}

/// Insists that an answer is what the schema of its kind says.
#[track_caller]
pub(crate) fn insist(answer: &Value) {
    let errors = errors(answer);
    assert!(errors.is_empty(), "{:#?}", &errors[..errors.len().min(5)]);
}

/// An answer, and what kind it is.
#[track_caller]
fn kind_of(line: &str, answer: Answer) -> String {
    let Answer { code, stdout, stderr } = answer;
    assert!(matches!(code, Some(0 | 1 | 4)), "{line}: {code:?} {stderr}");
    let answer: Value = serde_json::from_str(&stdout).unwrap_or_else(|e| panic!("{line}: {e}"));
    insist(&answer);
    answer["kind"].as_str().unwrap().to_owned()
}

fn kind(place: &Place, line: &str) -> String {
    let words = line.split(' ').chain(["--format", "json"]);
    kind_of(line, place.run(words))
}

/// What has much to say over the demo. Other tests read its lists, which are held against their
/// schemas there.
const DEMO: [&str; 43] = [
    "status",
    "check",
    "approve CMP-03 --by program-manager --reason R -n",
    "approval list",
    "approval show 13",
    "attest acceptable-use -n",
    "except code-scan --subject * --reason R --requested-by team-platform --approved-by risk-owner --expires 2026-12-31 -n",
    "withdraw 12 --reason R --by program-manager -n",
    "verify --quick",
    "doctor",
    "attestation list",
    "exception list",
    "framework list",
    "evidence list",
    "evidence show E-1039",
    "story show IAM-01",
    "control show pci-dss-4.0.1/8.4.2",
    "check show root-mfa --since 2026-03-01",
    "component show aws-iam",
    "exception show entry:339",
    "explain entry:13",
    "story verify IAM-01",
    "story suggest",
    "plan",
    "plan --forecast",
    "sprint board",
    "mine team-platform",
    "mine",
    "component add orders-db --title Orders --services rds,kms --owner team-payments",
    "permissions",
    "trace",
    "report program",
    "report sprint",
    "report plan",
    "report encryption",
    "report logging",
    "report responsibility",
    "report risks",
    "report results",
    "report trace",
    "report evidence",
    "report soa aws-baseline",
    "report audit aws-baseline --period 2026-01-01..2026-03-31 --sample 5",
];

/// What a new program can be asked, with little to say.
const NEW: [&str; 46] = [
    "status",
    "check",
    "doctor",
    "ingest --list-formats",
    "story list",
    "epic list",
    "sprint list",
    "control list",
    "check list",
    "risk list",
    "component list",
    "attestation list",
    "exception list",
    "approval list",
    "framework list",
    "evidence list",
    "epic show IAM",
    "risk show R-01",
    "sprint show 2026-S1",
    "explain iso27001-2022",
    "explain team-platform",
    "explain persona:account-owner",
    "explain 123456789012",
    "explain app",
    "explain s3",
    "explain acceptable-use",
    "import soa soa.csv",
    "explain stale",
    "plan",
    "plan --forecast",
    "epic roadmap",
    "sprint board",
    "mine",
    "permissions",
    "trace",
    "story suggest",
    "component services",
    "component unclaimed",
    "framework add nist-csf-2.0",
    "report program",
    "report sprint",
    "report risks",
    "report traceability",
    "report results",
    "report soa iso27001-2022",
    "report audit",
];

#[test]
fn every_kind_of_answer_is_what_its_schema_says() {
    let demo = Place::demo();
    let mut seen: BTreeSet<String> = DEMO.iter().map(|line| kind(&demo, line)).collect();
    let new = Place::empty();
    new.run(["init"]).ok();
    new.write("controls/estate.toml", "[[repository]]\nid = \"app\"\nname = \"App\"\n");
    new.run(["report", "soa", "-o", "soa.csv", "--allow-empty"]).ok();
    seen.extend(NEW.iter().map(|line| kind(&new, line)));
    seen.extend(small_ones());
    let known: BTreeSet<String> = schemas().keys().cloned().collect();
    assert_eq!(seen, known, "each kind is tried, and no other is written");
}

/// Kinds that need files of their own.
fn small_ones() -> BTreeSet<String> {
    let place = Place::small();
    let scan = evidence("junit/nextest.junit.xml");
    let ingest = kind(&place, &format!("ingest {scan} --repository app --commit abc"));
    let mut seen = BTreeSet::from([ingest]);
    for (tracker, text) in [
        ("jira", "Issue key,Summary,Issue Type\nSEC-1,Lock it,Story\n"),
        ("github", "{\"number\":1,\"title\":\"Lock it\",\"state\":\"OPEN\"}\n"),
        ("linear", "ID,Title,Status\nSEC-1,Lock it,Todo\n"),
        ("csv", "id,title\nSEC-1,Lock it\n"),
    ] {
        place.write("issues", text);
        seen.insert(kind(&place, &format!("import {tracker} issues --epic IAM")));
    }
    place.write("controls.csv", "id,title\nH.1,House rule\n");
    let other = Place::small();
    for line in [
        "import framework controls.csv --id house",
        "set IAM-01 points=3",
        "checkpoint",
        "checkpoint witness",
    ] {
        seen.insert(kind(&place, line));
    }
    let ledger = place.path(".storyproof/ledger.sqlite");
    seen.insert(kind(&other, &format!("ledger merge -n {}", ledger.display())));
    place.run(["binder", "--framework", "base", "-o", "binder.zip"]).ok();
    let file = fs::File::open(place.path("binder.zip")).unwrap();
    let mut binder = zip::ZipArchive::new(file).unwrap();
    let mut manifest = String::new();
    for n in 0..binder.len() {
        let mut file = binder.by_index(n).unwrap();
        if file.name().unwrap().ends_with("binder.json") {
            file.read_to_string(&mut manifest).unwrap();
        }
    }
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    insist(&manifest);
    seen.insert(manifest["kind"].as_str().unwrap().to_owned());
    seen
}

/// What makes an answer another one.
type Change<'a> = &'a dyn Fn(&mut Value);

#[test]
fn a_schema_is_a_contract() {
    for (kind, schema) in schemas() {
        assert!(jsonschema::meta::is_valid(schema), "{kind}");
    }
    let place = Place::small();
    let said = place.run(["story", "list", "--format", "json"]).ok().stdout;
    let answer: Value = serde_json::from_str(&said).unwrap();
    insist(&answer);
    let wrong = |change: Change<'_>| {
        let mut answer = answer.clone();
        change(&mut answer);
        errors(&answer)
    };
    let row = "/data/0";
    let changes: [(&str, Change<'_>); 7] = [
        ("a key is added", &|a| a.pointer_mut(row).unwrap()["more"] = json!(1)),
        ("a status is not one", &|a| a.pointer_mut(row).unwrap()["status"] = json!("green")),
        ("a number is a text", &|a| a.pointer_mut(row).unwrap()["points"] = json!("3")),
        ("a list is null", &|a| a.pointer_mut(row).unwrap()["controls"] = Value::Null),
        ("an id is none", &|a| a.pointer_mut(row).unwrap()["epic"] = json!("a b")),
        ("the version is another", &|a| a["schema_version"] = json!(2)),
        ("the envelope says more", &|a| a["generated"] = json!(true)),
    ];
    for (what, change) in changes {
        assert!(!wrong(change).is_empty(), "{what}");
    }
    let without = |key: &str| {
        wrong(&|a: &mut Value| {
            a.pointer_mut(row).unwrap().as_object_mut().unwrap().remove(key).unwrap();
        })
    };
    for key in ["id", "status", "reasons", "points", "since"] {
        assert!(!without(key).is_empty(), "{key} is missing");
    }
    // One schema for all says the same.
    let all: Value = serde_json::from_str(&place.run(["schema", "--answers"]).ok().stdout).unwrap();
    let all = jsonschema::draft202012::new(&all).unwrap();
    assert!(all.is_valid(&answer));
    let mut other = answer.clone();
    other["kind"] = json!("check-list");
    assert!(!all.is_valid(&other), "a story is no check");
}

#[test]
fn a_command_that_cannot_answer_says_nothing_on_standard_output() {
    let place = Place::small();
    for line in
        ["story show no-such", "evidence show E-1", "report sprint", "story list --status x"]
    {
        let said = place.run(line.split(' ').chain(["--format", "json"])).code(2);
        assert_eq!(said.stdout, "", "{line}");
        assert!(said.stderr.starts_with("error: "), "{line}: {}", said.stderr);
    }
    let said = place.run(["schema", "--answers", "storylist"]).code(2);
    said.complains(&["there is no schema `storylist`", "did you mean `story-list`?"]);
}
