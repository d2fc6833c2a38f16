//! What resolving promises to everything after it.

use crate::{
    ids::{ControlRef, FrameworkId, StoryId},
    model,
    program::{Program, resolve},
    testing::{report, sources},
};

fn program(overlay: &str) -> Program {
    resolve(model::decode(&sources(overlay)).0).0
}

fn control(text: &str) -> ControlRef {
    ControlRef::parse(text).unwrap()
}

const ISO: &str = "//- controls/iso.toml
[[framework]]
id = \"iso\"
title = \"ISO\"
[[control]]
framework = \"iso\"
id = \"A.5.10\"
title = \"Ten\"
[[control]]
framework = \"iso\"
id = \"A.5.1\"
title = \"One\"
aliases = [\"A.5.0\"]
[[control]]
framework = \"iso\"
id = \"cl.5.1\"
title = \"Clause\"
";

fn serving(links: &str) -> String {
    format!(
        "{ISO}//- stories/E-03.toml\n[[story]]\nid = \"E-03\"\nepic = \"nowhere\"\ntitle = \"T\"\n\
         persona = \"nobody\"\ncontrols = [{links}]\n"
    )
}

#[test]
fn an_alias_leads_to_its_control() {
    let program = program(&serving("\"iso/A.5.0\""));
    let stories: Vec<&str> =
        program.stories_of_control(&control("iso/A.5.1")).map(|s| s.id.as_str()).collect();
    assert_eq!(stories, ["E-03"]);
    assert!(program.control(&control("iso/A.5.0")).is_some());
}

#[test]
fn controls_come_in_the_order_in_which_people_count() {
    let program = program(ISO);
    let iso = FrameworkId::parse("iso").unwrap();
    let ids: Vec<&str> = program.controls_of(&iso).map(|c| c.id.control.as_str()).collect();
    assert_eq!(ids, ["A.5.1", "A.5.10", "cl.5.1"]);
}

#[test]
fn no_link_dangles() {
    let program = program(&serving("\"iso/A.5.99\", \"iso/cl.5.1\""));
    let story = &program.stories[&StoryId::parse("E-03").unwrap()];
    assert!(story.persona.is_none());
    assert!(program.epics.contains_key(&story.epic.value), "an epic stands in");
    assert!(story.controls.iter().all(|link| program.controls.contains_key(&link.value)));
    assert_eq!(story.controls.len(), 1);
}

#[test]
fn a_clause_number_without_its_prefix_gets_both_suggestions() {
    let report = report(&sources(&serving("\"iso/5.1\"")));
    let mut findings = report.findings.iter().map(|finding| &finding.diagnostic);
    let found = findings.find(|found| found.rule.code == "link/unknown-control").unwrap();
    assert_eq!(found.help.as_deref(), Some("did you mean `iso/A.5.1` or `iso/cl.5.1`?"));
}

#[test]
fn a_link_to_an_incomplete_record_is_not_reported_again() {
    let text = "//- stories/E-03.toml\n[[story]]\nid = \"E-03\"\nepic = \"G\"\ntitle = \"T\"\n\
                sprint = \"S9\"\n//- stories/s.toml\n[[sprint]]\nid = \"S9\"\nstart = 2026-04-01\n\
                [[epic]]\nid = \"G\"\ntitle = \"G\"\nowner = \"team\"\n";
    let report = report(&sources(text));
    let codes: Vec<&str> = report.findings.iter().map(|f| f.diagnostic.rule.code).collect();
    assert!(codes.contains(&"form/missing-key"), "{codes:?}");
    assert!(!codes.contains(&"link/unknown-id"), "{codes:?}");
}

/// The small program with one more check, and whatever else is wrong in the same file.
fn with_check(lines: &str) -> Program {
    program(&format!(
        "//- controls/x.toml\n[[check]]\nid = \"c\"\ntitle = \"C\"\n{lines}\n\
         [[check.source]]\ntool = \"semgrep\"\nrules = [\"*\"]\n"
    ))
}

fn is_broken(program: &Program, check: &str) -> bool {
    program.checks[&crate::ids::CheckId::parse(check).unwrap()].broken
}

// Invariants 1, 4 and 10: what could not be read or resolved can only un-prove.

#[test]
fn a_check_with_a_mistake_is_broken() {
    assert!(!is_broken(&with_check("controls = [\"fw-1/A.1\"]"), "c"));
    for lines in [
        "population = \"acounts\"",
        "populaton = \"accounts\"",
        "max_age = \"7x\"",
        "controls = [\"fw-1/A.9\"]",
        "controls = [\"fw-1/A.1\", 2]",
        "population = accounts",
        "[[check.source]]\nrules = [\"r\"]",
    ] {
        let program = with_check(lines);
        assert!(is_broken(&program, "c"), "{lines}");
        assert!(program.file_errors > 0, "{lines}");
    }
}

#[test]
fn a_criterion_with_a_mistake_is_broken() {
    let criteria = |lines: &str| {
        let text = format!(
            "//- stories/E-03.toml\n[[story]]\nid = \"E-03\"\nepic = \"E\"\ntitle = \"T\"\n{lines}\n"
        );
        let program = program(&text);
        program.stories[&StoryId::parse("E-03").unwrap()].acceptance.clone()
    };
    let good = "{ text = \"x\", checks = [\"root-mfa\"] }";
    assert!(criteria(&format!("acceptance = [{good}]")).iter().all(|c| !c.broken));
    for lines in [
        "acceptance = [{ text = \"x\", checks = [\"root-mfa\", \"typo\"] }]".to_owned(),
        "acceptance = [{ text = \"x\", checks = [\"root-mfa\"], attestation = \"nope\" }]".into(),
        "acceptance = [{ text = \"x\", checks = [\"root-mfa\"], check = \"y\" }]".into(),
        format!("acceptance = [{good}, \"and this\"]"),
        format!("acceptance = [{good}]\n[[story.aceptance]]\ntext = \"y\""),
        format!("acceptance = [{good}]\nnotes = no"),
        "acceptance = 1".into(),
    ] {
        assert!(criteria(&lines).iter().any(|c| c.broken), "{lines}");
    }
}

#[test]
fn a_member_that_could_not_be_read_stays_in_its_population() {
    use model::Population::{Accounts, Repositories};
    let members =
        |text: &str| program(&format!("//- controls/x.toml\n{text}\n")).incomplete_members;
    assert!(members("").is_empty());
    assert_eq!(members("[[account]]\nid = 2222\nname = \"n\"")[&Accounts], ["2222"]);
    assert_eq!(members("[[account]]\nname = \"n\"")[&Accounts], ["n"]);
    assert_eq!(members("account = [1]")[&Accounts], ["account"]);
    assert_eq!(members("[[acount]]\nid = \"222233334444\"")[&Accounts], ["acount"]);
    // A file that is no TOML may have held any of them.
    let unread = members("[[account]\nid = \"222233334444\"");
    assert!(unread[&Accounts].contains(&"controls/x.toml".to_owned()));
    assert_eq!(members("[[repository]]\nid = 7")[&Repositories], ["7"]);
}

#[test]
fn a_lost_link_makes_doubtful_what_it_may_have_meant() {
    let doubtful = |program: &Program| {
        let doubtful = program.controls.values().filter(|control| control.doubtful);
        doubtful.map(|control| control.id.control.to_string()).collect::<Vec<_>>()
    };
    assert!(doubtful(&with_check("controls = [\"fw-1/A.1\"]")).is_empty());
    assert_eq!(doubtful(&with_check("controls = [\"fw-1/A.11\"]")).len(), 4);
    assert_eq!(doubtful(&with_check("controls = [\"fw-2/A.1\"]")).len(), 4);
    let lost = "//- controls/x.toml\n[[check]]\nid = 5\ncontrols = [\"fw-1/A.1\"]\n";
    assert_eq!(doubtful(&program(lost)), ["A.1"]);
}

#[test]
fn a_misread_decision_or_attestation_decides_nothing() {
    let said = |lines: &str| {
        let text = format!(
            "//- controls/x.toml\n[[attestation]]\nid = \"a\"\ntitle = \"A\"\nby = \"team\"\n{lines}\n"
        );
        let program = program(&text);
        program.attestations[&crate::ids::AttestationId::parse("a").unwrap()].broken
    };
    assert!(!said("every = \"1w\""));
    assert!(said("every = 7") && said("evry = \"1w\"") && said("controls = [\"fw-1/A.9\"]"));
    let decided = |lines: &str| {
        let text = format!(
            "//- controls/soa.toml\n[[applicability]]\ncontrol = \"fw-1/A.1\"\n\
             applicable = false\nreason = \"r\"\n{lines}\n"
        );
        program(&text).applicability[&control("fw-1/A.1")].broken
    };
    assert!(!decided(""));
    assert!(decided("implementation = \"exclude\"") && decided("attestation = \"nope\""));
    assert!(decided("[[applicability]]\ncontrol = \"fw-1/A.1\"\napplicable = true"));
}

#[test]
fn misread_settings_prove_nothing_by_default() {
    let with = |lines: &str| {
        let file = format!("//- storyproof.toml\n[program]\nname = \"X\"\n{lines}\n");
        let check = "//- controls/x.toml\n[[check]]\nid = \"c\"\ntitle = \"C\"\n";
        is_broken(&program(&format!("{file}{check}")), "c")
    };
    assert!(!with("[evidence]\nmax_age = \"1d\""));
    assert!(with("[evidence]\nmax_age = \"1\"") && with("[evidense]\nmax_age = \"1d\""));
}
