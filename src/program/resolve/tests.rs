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
