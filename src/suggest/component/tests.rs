//! What answers for the controls of a new component, and that nothing about it is taken for granted.

use super::{Brought, Intake, New, Standing, intake, toml};
use crate::{
    assess::assess,
    diag::safe::is_unsafe,
    evidence::History,
    ids::{ComponentId, PartyId, ServiceId},
    model,
    program::Program,
    source::Sources,
    suggest::{Mint, draft::Proof},
    testing::{diagnose, sources, today},
    time::AsOf,
};

/// Services over the small program, whose components serve nobody; `kms` answers for A.1 with the
/// cloud, and the cloud alone for A.3, which is inherited.
const SERVICES: &str = r#"
//- controls/services.toml
[[service]]
id = "vault"
name = "Vault"
run_by = "cloud"
checks = ["root-mfa"]

[[service]]
id = "dynamodb"
name = "Table"
controls = ["fw-1/A.1", "fw-1/A.2", "fw-1/A.3"]

[[service]]
id = "paper"
name = "Paper"
controls = ["fw-1/A.1"]
"#;

const SHARED: &str = r#"
//- controls/shared.toml
[[component]]
id = "module"
name = "Module"
owner = "team"
serves = ["kms"]

[[component.responsibility]]
controls = ["fw-1/A.1"]
kind = "customer"
accountable = "team"
"#;

fn program(extra: &str) -> Program {
    let (program, found) = diagnose(&sources(&format!("{SERVICES}{extra}")));
    assert!(found.iter().all(|found| found.rule.code != "link/unknown-id"), "{found:?}");
    program
}

fn taken_in(program: &Program, name: &str, services: &[&str]) -> Intake {
    let as_of = AsOf { observed: today().end(), known: today().end() };
    let history = History::default();
    let assessment = assess(program, &history, as_of);
    let new = New {
        id: ComponentId::parse("new").unwrap(),
        name: name.into(),
        description: name.into(),
        services: services.iter().map(|id| ServiceId::parse(id).unwrap()).collect(),
        owner: PartyId::parse("team").unwrap(),
        party: None,
        critical: true,
        serves: Vec::new(),
        accounts: Vec::new(),
        repositories: Vec::new(),
        subjects: vec![name.into()],
    };
    let mut mint = Mint::new(program, std::iter::empty(), 1);
    intake(program, &history, &assessment, new, &mut mint).unwrap()
}

fn row<'i>(intake: &'i Intake, control: &str) -> &'i Brought {
    intake.controls.iter().find(|row| row.control.control.as_str() == control).unwrap()
}

#[test]
fn a_check_of_one_service_does_not_look_at_another() {
    let program = program("");
    let intake = taken_in(&program, "New", &["vault", "dynamodb"]);
    let found = row(&intake, "A.1");
    assert_eq!(found.standing, Standing::Checked);
    assert_eq!(found.checks.len(), 1);
    assert_eq!(found.lacking, [ServiceId::parse("dynamodb").unwrap()]);
    let drafts = intake.stories.iter().filter_map(|story| story.new_check.as_ref());
    let drafts: Vec<_> = drafts.collect();
    assert_eq!(drafts.len(), 1);
    assert!(drafts[0].sources["prowler"].iter().all(|c| c.rule.starts_with("dynamodb_")));
}

#[test]
fn what_is_inherited_or_excluded_asks_for_no_work() {
    let program = program("");
    let intake = taken_in(&program, "New", &["dynamodb"]);
    let inherited = row(&intake, "A.3");
    assert!(
        matches!(inherited.standing, Standing::Inherited { .. }) && inherited.lacking.is_empty()
    );
    assert_eq!(intake.excluded, 1);
    assert!(!intake.controls.iter().any(|row| row.control.control.as_str() == "A.2"));
}

#[test]
fn a_shared_component_is_named_and_its_proof_is_still_asked_for() {
    let program = program(SHARED);
    let intake = taken_in(&program, "New", &["vault"]);
    let by = ComponentId::parse("module").unwrap();
    assert_eq!(row(&intake, "A.1").standing, Standing::Shared { by });
    let text = toml::component(&program, &intake);
    assert!(text.contains("`module` meets 1 of these controls"), "{text}");
    assert!(intake.stories[0].acceptance.iter().any(|c| matches!(c.proof, Proof::Check(_))));
}

#[test]
fn every_story_asks_whether_anybody_has_looked_at_the_new_component() {
    let program = program("");
    let intake = taken_in(&program, "New", &["vault", "dynamodb", "paper"]);
    assert!(intake.stories.len() > 2, "{intake:#?}");
    for story in &intake.stories {
        let asks = |proof: &Proof| *proof == Proof::Attestation(intake.included.clone());
        assert!(story.acceptance.iter().any(|c| asks(&c.proof)) && story.acceptance.len() > 1);
    }
}

#[test]
fn an_id_that_is_taken_is_not_given_again() {
    let taken = "//- controls/x.toml\n[[attestation]]\nid = \"new-included\"\ntitle = \"X\"\nby = \"team\"\nevery = \"1w\"\n";
    let intake = taken_in(&program(taken), "New", &["vault"]);
    assert_eq!(intake.included.as_str(), "new-included-2");
}

#[test]
fn no_text_leaves_its_place_in_a_file() {
    let program = program(SHARED);
    for text in
        ["\"\"\"\n[[party]]\nid = \"evil\"\n", "# x\r\n[lints]\r", "\u{1b}[31m\u{202e}\u{0}"]
    {
        let intake = taken_in(&program, text, &["vault", "dynamodb", "paper"]);
        let component = toml::component(&program, &intake);
        let stories = intake.stories.iter().map(|story| toml::story(&intake, story));
        for file in stories.chain([component]) {
            assert!(!file.contains(is_unsafe), "{file:?}");
            let (records, found) =
                model::decode(&Sources::from_texts([("stories/x.toml", file.as_str())]));
            assert!(found.is_empty(), "{found:?}\n{file}");
            assert_eq!(
                (records.stories.len() + records.components.len(), records.parties.len()),
                (1, 0)
            );
        }
    }
}
