//! Catalogs come in from every form, go out and come back, and nothing changes by it.

use std::collections::BTreeMap;

use super::{
    Asked, Catalog, CatalogError, Field, FrameworkPlan, LinkVerdict, RowVerdict, edit, out, plan,
    read,
};
use crate::{
    ids::FrameworkId, model, program, program::Program, report::oscal::Stamp, source::Sources,
    time::Day,
};

const BASE: [(&str, &str); 3] = [
    ("storyproof.toml", "[program]\nname = \"Example\"\norganization = \"Example Pay\"\n"),
    (
        "controls/frameworks/iso.toml",
        "[[framework]]\nid = \"iso\"\ntitle = \"ISO\"\n\n[[control]]\nframework = \"iso\"\nid = \"A.5.1\"\ntitle = \"Policies\"\n\n[[control]]\nframework = \"iso\"\nid = \"A.8.5\"\ntitle = \"Authentication\"\n",
    ),
    (
        "controls/checks/root.toml",
        "# Root.\n[[check]]\nid = \"root-mfa\"\ntitle = \"Root has MFA\"\ncontrols = [\"iso/A.8.5\"] # ours\n\n[[check.source]]\ntool = \"prowler\"\nrules = [\"iam_root_mfa_enabled\", \"iam_root_hardware_mfa_enabled\"]\n",
    ),
];

const CSV: &str = "id,title,parent,heading,mode,summary,max_age,checks,intersects,extra\r
1,Access,,yes,,,,,,x\r
1.1,\"Root, locked\",1,,auto,Nobody uses root.,7d,root-mfa,iso/A.8.5 iso/A.9.9,\r
1.10,Policies,1,,manual,,,nothing,iso/a.5.1,\r
";

struct World {
    files: BTreeMap<String, String>,
}

impl World {
    fn new() -> Self {
        Self { files: BASE.map(|(path, text)| (path.to_owned(), text.to_owned())).into() }
    }

    fn sources(&self) -> Sources {
        Sources::from_texts(self.files.clone())
    }

    fn program(&self) -> Program {
        let (records, found) = model::decode(&self.sources());
        let (program, more) = program::resolve(records);
        assert!(found.is_empty() && more.is_empty(), "{found:?} {more:?}");
        program
    }

    fn plan(&self, id: &str, bytes: &[u8]) -> FrameworkPlan {
        let program = self.program();
        let base = FrameworkId::parse("iso").unwrap();
        let catalog = read(bytes, Asked { program: &program, base: Some(&base) }).unwrap();
        plan(&program, &FrameworkId::parse(id).unwrap(), &catalog, &BTreeMap::new())
    }

    /// Takes a file in.
    fn take(&mut self, id: &str, bytes: &[u8]) -> FrameworkPlan {
        let plan = self.plan(id, bytes);
        assert!(!plan.has_trouble(), "{plan:?}");
        let files = edit(&self.program(), &self.sources(), &plan).unwrap();
        self.files.extend(files);
        self.program();
        plan
    }

    /// Every form of a framework.
    fn forms(&self, id: &str) -> Vec<(&'static str, String)> {
        let (program, id) = (self.program(), FrameworkId::parse(id).unwrap());
        let stamp = Stamp { at: "2026-01-01".parse::<Day>().unwrap().start() };
        vec![
            ("csv", out::csv(&program, &id).unwrap()),
            ("ciso", out::ciso(&program, &id)),
            ("prowler", out::prowler(&program, &id).to_string()),
            ("oscal", out::catalog(&program, &id, stamp).to_string()),
        ]
    }
}

fn counts(plan: &FrameworkPlan) -> ([usize; 4], [usize; 3]) {
    (RowVerdict::ALL.map(|v| plan.count(v)), LinkVerdict::ALL.map(|v| plan.count_links(v)))
}

#[test]
fn a_table_comes_in_and_a_second_time_changes_nothing() {
    let mut world = World::new();
    let taken = world.take("own", CSV.as_bytes());
    assert_eq!(counts(&taken), ([3, 0, 0, 0], [3, 0, 2]));
    assert_eq!(taken.unknown_columns, ["extra"]);
    let program = world.program();
    let control = &program.controls[&"own/1.1".parse().unwrap()];
    assert_eq!(control.title, "Root, locked");
    assert_eq!(control.mode, model::Mode::Auto);
    assert_eq!(program.checks_of(&control.id).count(), 1);
    assert!(program.controls[&"own/1".parse().unwrap()].heading);
    assert_ne!(program.controls[&"own/1.10".parse().unwrap()].title, control.title);
    let check = &world.files["controls/checks/root.toml"];
    assert!(check.contains("controls = [\"iso/A.8.5\", \"own/1.1\"] # ours"), "{check}");
    let again = world.plan("own", CSV.as_bytes());
    assert_eq!(counts(&again), ([0, 0, 3, 0], [0, 3, 2]));
    assert_eq!(edit(&world.program(), &world.sources(), &again).unwrap(), []);
}

#[test]
fn every_form_goes_out_and_back_and_changes_nothing() {
    let mut world = World::new();
    world.take("own", CSV.as_bytes());
    for id in ["own", "iso"] {
        for (form, text) in world.forms(id) {
            let plan = world.plan(id, text.as_bytes());
            let (rows, links) = counts(&plan);
            assert_eq!((rows[0], rows[1], rows[3]), (0, 0, 0), "{id} {form}: {plan:?}\n{text}");
            assert_eq!((links[0], links[2]), (0, 0), "{id} {form}: {:?}", plan.links);
            assert!(plan.head.is_empty(), "{id} {form}: {:?}", plan.head);
            assert!(rows[2] > 0 && plan.left_out.is_empty());
        }
    }
}

#[test]
fn what_every_form_holds_comes_out_of_an_empty_program_as_it_went_in() {
    let mut world = World::new();
    world.take("own", CSV.as_bytes());
    for (form, text) in world.forms("own") {
        let mut other = World::new();
        other.take("own", text.as_bytes());
        let again: BTreeMap<_, _> = other.forms("own").into_iter().collect();
        if form == "prowler" {
            // It has no tree: what stands below something is told by the theme.
            assert!(text.contains("\"Section\":\"Access\""));
            assert_eq!(again[form], text);
        } else {
            assert_eq!(again[form], text, "{form}");
        }
    }
}

const PROWLER: &str = r#"{
  "Framework": "House", "Version": "2.0", "Provider": "AWS", "Description": "Our rules",
  "Requirements": [
    {"Id": "h_1", "Name": "Root", "Description": "Root has a second factor",
     "Attributes": [{"Section": "1 Access", "SubSection": "1.1 Root"}],
     "Checks": ["iam_root_mfa_enabled"]},
    {"Id": "h_2", "Description": "Buckets \ud83d\udd12 locked", "Attributes": [],
     "Checks": ["s3_locked", "s3_locked"]},
    {"Id": "h 3", "Description": "People are trained", "Attributes": [{}], "Checks": []}
  ]
}"#;

#[test]
fn rules_of_a_scanner_become_links_to_our_checks_or_a_check_of_their_own() {
    let mut world = World::new();
    let plan = world.take("house", PROWLER.as_bytes());
    assert_eq!(counts(&plan), ([3, 0, 0, 0], [2, 0, 0]));
    assert_eq!(plan.head[0].after, "House 2.0");
    let program = world.program();
    let control = |id: &str| &program.controls[&format!("house/{id}").parse().unwrap()];
    assert_eq!(control("h_1").theme.as_deref(), Some("1 Access / 1.1 Root"));
    assert_eq!(control("h_1").mode, model::Mode::Mixed);
    assert_eq!(control("h_2").title, "Buckets 🔒 locked");
    assert_eq!(control("h-3").mode, model::Mode::Manual);
    let checks =
        |id: &str| program.checks_of(&control(id).id).map(|c| c.id.to_string()).collect::<Vec<_>>();
    assert_eq!((checks("h_1"), checks("h_2")), (vec!["root-mfa".into()], vec!["s3-locked".into()]));
    assert_eq!(counts(&world.plan("house", PROWLER.as_bytes())), ([0, 0, 3, 0], [0, 3, 0]));
}

const OSCAL: &str = r##"{"catalog": {"uuid": "x", "metadata": {"title": "SP", "oscal-version": "1.1.3"},
 "groups": [{"id": "ac", "title": "Access Control", "controls": [
  {"id": "ac-1", "title": "Policy", "props": [{"name": "label", "value": "AC-1"}],
   "parts": [{"name": "statement", "prose": "Do:", "parts": [
     {"name": "item", "props": [{"name": "label", "value": "a."}], "prose": "write {{ insert: param, p }};"}]}],
   "links": [{"href": "#ac-2", "rel": "related"}],
   "controls": [{"id": "ac-1.1", "title": "More"}]},
  {"id": "ac-3.2", "title": "Old",
   "props": [{"name": "status", "value": "withdrawn"}]}]}]}}"##;

#[test]
fn a_catalog_in_oscal_keeps_its_tree_and_leaves_out_what_is_withdrawn() {
    let mut world = World::new();
    let plan = world.take("sp", OSCAL.as_bytes());
    assert_eq!(counts(&plan), ([3, 0, 0, 0], [0, 0, 0]));
    assert_eq!(plan.left_out, [(8, "ac-3.2 is withdrawn".to_owned())]);
    let program = world.program();
    let control = &program.controls[&"sp/ac-1".parse().unwrap()];
    assert_eq!(control.summary.as_deref(), Some("Do:\na. write […];"));
    assert_eq!(program.parent_of(control).unwrap().title, "Access Control");
    let below: Vec<_> = program.children_of(&control.id).map(|c| c.title.as_str()).collect();
    assert_eq!(below, ["More"]);
}

#[test]
fn a_profile_selects_from_a_framework_of_the_program() {
    let mut world = World::new();
    let profile = r#"{"profile": {"metadata": {"title": "Low"}, "imports": [{"href": "x.json",
        "include-controls": [{"with-ids": ["a.5.1", "a.7.7"]}]}]}}"#;
    let plan = world.take("low", profile.as_bytes());
    assert_eq!(counts(&plan), ([1, 0, 0, 0], [1, 0, 0]));
    assert_eq!(plan.left_out, [(2, "`iso` has no control `a.7.7`".to_owned())]);
    let walk = &world.program().crosswalks[0];
    assert_eq!(
        (walk.relation, walk.to[0].to_string()),
        (model::Relation::Equal, "iso/A.5.1".into())
    );
    let program = world.program();
    let none = read(profile.as_bytes(), Asked { program: &program, base: None });
    assert!(matches!(none, Err(CatalogError::NoBase)));
}

#[test]
fn rows_that_cannot_be_taken_say_why_and_stop_the_whole() {
    let world = World::new();
    let table = "id,title,parent,mode,effective_from\n1,One,,maybe,\n1,Again,,,\n2,Two,9,,\n3,Three,3,,\n((,Four,,,\n5,Five,,,soon\n6,Six,,,2026-01-01\nAC-2(1),Seven,,,\n";
    let plan = world.plan("own", table.as_bytes());
    let notes: Vec<(usize, Option<&str>)> =
        plan.rows.iter().map(|row| (row.line, row.note.as_deref())).collect();
    assert!(notes[0].1.unwrap().contains("maybe"), "{notes:?}");
    assert_eq!(notes[1], (3, Some("the id stands in an earlier row too")));
    assert_eq!(notes[2], (4, Some("there is no `9` for it to stand below")));
    assert_eq!(notes[3], (5, Some("it stands below itself")));
    assert!(notes[4].1.unwrap().contains("letters or digits"), "{notes:?}");
    assert!(notes[5].1.is_some(), "{notes:?}");
    assert_eq!(notes[6], (8, None));
    assert_eq!(
        (plan.rows[7].control.as_str(), plan.rows[7].written.as_deref()),
        ("AC-2.1", Some("AC-2(1)"))
    );
    assert!(plan.has_trouble());
}

#[test]
fn what_is_no_catalog_is_refused_with_its_line() {
    let program = World::new().program();
    let asked = Asked { program: &program, base: None };
    let said = |text: &str| read(text.as_bytes(), asked).unwrap_err().to_string();
    assert!(
        said("{\n \"catalog\": [1,\n").starts_with("line "),
        "{}",
        said("{\n \"catalog\": [1,\n")
    );
    assert!(said("urn: a\nobjects: b\n  c: [\n").starts_with("line 3: this is not YAML"));
    assert!(said("{\"a\": 1}").starts_with("the file is none of"));
    assert!(said("title,summary\na,b\n").starts_with("the file is none of"));
    assert!(said("id,ref,title\n1,1,a\n").starts_with("line 1: two columns"));
    assert!(said("").contains("no heading"));
    assert!(read(b"\xff\xfeid", asked).is_err());
    assert!(read(b"PK\x03\x04", asked).is_err());
    let deep = format!("objects: {}", "[".repeat(100));
    assert!(said(&deep).contains("deep"));
}

#[test]
fn an_alias_of_yaml_is_not_followed() {
    let bomb = "objects:\n  framework:\n    requirement_nodes:\n    - &a {urn: 'u:x:1', ref_id: '1', name: One, description: &d [x, x]}\n    - *a\n    - {urn: 'u:x:2', ref_id: '2', name: *d, assessable: false}\n";
    let program = World::new().program();
    let read = read(bomb.as_bytes(), Asked { program: &program, base: None }).unwrap();
    assert_eq!(read.entries.len(), 3);
    assert!(read.entries[1].fault.is_some(), "an alias is no node");
    assert_eq!(read.entries[2].fields[&Field::Title], "2");
}

#[test]
fn mappings_of_a_library_become_crosswalks_as_far_as_both_ends_are_there() {
    let library = "urn: urn:x:risk:library:a\nobjects:\n  framework:\n    urn: urn:x:risk:framework:a\n    name: A\n    requirement_nodes:\n    - {urn: 'urn:x:risk:req_node:a:one', ref_id: One, assessable: true, name: First}\n  requirement_mapping_sets:\n  - name: Somebody\n    target_framework_urn: urn:x:risk:framework:ISO\n    requirement_mappings:\n    - {source_requirement_urn: 'urn:x:risk:req_node:a:one', target_requirement_urn: 'urn:x:risk:req_node:iso:a.5.1', relationship: intersect}\n    - {source_requirement_urn: 'urn:x:risk:req_node:a:one', target_requirement_urn: 'urn:x:risk:req_node:iso:a.5.2', relationship: subset}\n    - {source_requirement_urn: 'urn:x:risk:req_node:a:one', target_requirement_urn: 'urn:x:risk:req_node:iso:a.5.1', relationship: not_related}\n";
    let mut world = World::new();
    let plan = world.take("a", library.as_bytes());
    assert_eq!(counts(&plan), ([1, 0, 0, 0], [1, 0, 1]));
    assert_eq!(plan.left_out, [(14, "a mapping whose relationship is `not_related`".to_owned())]);
    let walk = &world.program().crosswalks[0];
    assert_eq!((walk.source.as_str(), walk.to[0].to_string()), ("Somebody", "iso/A.5.1".into()));
}

#[test]
fn a_field_that_the_file_does_not_have_stays() {
    let mut world = World::new();
    world.take("own", CSV.as_bytes());
    let plan = world.take("own", b"id,title\n1.1,Root is locked\n");
    assert_eq!(counts(&plan), ([0, 1, 0, 0], [0, 0, 0]));
    assert_eq!(plan.only_in_files, 2);
    let catalog = Catalog::of(&world.program(), &FrameworkId::parse("own").unwrap());
    let entry = catalog.entry("1.1").unwrap();
    assert_eq!(entry.fields[&Field::Title], "Root is locked");
    assert_eq!(entry.fields[&Field::MaxAge], "7d");
}
