//! Frameworks: those that ship, and those that people bring, in every report without code.

use std::collections::BTreeMap;

use super::harness::Place;

/// What is known of each catalog beside the example program: headings, controls, crosswalks' ends.
const SHIPPED: [(&str, usize, usize); 4] = [
    // 6 functions and 22 categories; 106 subcategories (NIST CSWP 29).
    ("nist-csf-2.0", 28, 106),
    // 20 families; 298 base controls and 709 enhancements that are not withdrawn (SP 800-53 Rev. 5).
    ("nist-800-53r5", 20, 1007),
    // 20 groups; 33 common criteria, 3 of availability, 2 of confidentiality, 5 of processing
    // integrity, 18 of privacy.
    ("soc2-2017", 20, 61),
    ("cis-aws-7.0.0", 10, 70),
];

#[test]
fn every_catalog_that_ships_is_whole_and_can_be_added() {
    let place = Place::demo_to_change();
    let before = place.run(["check"]).code;
    for (id, headings, controls) in SHIPPED {
        let plan = place.run(["framework", "add", id, "--format", "json"]).ok().data();
        let rows = plan["rows"].as_array().unwrap();
        assert_eq!(rows.len(), headings + controls, "{id}");
        let heads = rows.iter().filter(|row| {
            row["changes"].as_array().unwrap().iter().any(|change| change["key"] == "heading")
        });
        assert_eq!(heads.count(), headings, "{id}");
        let ids: std::collections::BTreeSet<&str> =
            rows.iter().map(|row| row["control"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), rows.len(), "{id}: an id stands twice");
        // Every link leads somewhere: the example has all frameworks that crosswalks lead to.
        for link in plan["links"].as_array().unwrap() {
            assert_eq!(link["verdict"], "new", "{id}: {link}");
        }
        place.run(["framework", "add", id, "--write"]).ok();
        let again = place.run(["framework", "add", id]).ok().stdout;
        assert!(again.contains("Nothing to change."), "{again}");
        let report = place.run(["report", "audit", id, "--format", "md"]);
        assert!(matches!(report.code, Some(0 | 4)), "{id}: {report:?}");
        assert!(report.stdout.lines().count() > controls, "{id}");
        let list = place.run(["control", "list", "--in", id, "--format", "json"]).ok().data();
        let listed = list.as_array().unwrap().iter().filter(|row| row["status"] != "heading");
        assert_eq!(listed.count(), controls, "{id}");
    }
    assert_eq!(place.run(["check"]).code, before, "the catalogs say something wrong");
}

#[test]
fn the_families_of_800_53_have_as_many_controls_as_nist_counts() {
    let place = Place::demo();
    let plan = place.run(["framework", "add", "nist-800-53r5", "--format", "json"]).ok().data();
    let mut base: BTreeMap<String, usize> = BTreeMap::new();
    let mut enhancements = 0;
    for row in plan["rows"].as_array().unwrap() {
        let id = row["control"].as_str().unwrap();
        match id.split_once('-') {
            Some((_, number)) if number.contains('.') => enhancements += 1,
            Some((family, _)) => *base.entry(family.to_owned()).or_default() += 1,
            None => {}
        }
    }
    assert_eq!(base.len(), 20);
    assert_eq!((base.values().sum::<usize>(), enhancements), (298, 709));
    // PT, PM and SR were new in Revision 5, and nothing of SR is withdrawn.
    assert_eq!((base["AC"], base["PM"], base["PT"], base["SR"]), (23, 32, 8, 12));
}

#[test]
fn a_framework_of_ones_own_is_in_every_report_without_code() {
    let place = Place::demo_to_change();
    place.write(
        "own.csv",
        "id,title,parent,heading,mode,checks,intersects\nH,House rules,,yes,,,\nH.1,Root is locked,H,,auto,root-mfa,iso27001-2022/A.8.5\nH.2,People are trained,H,,manual,,\n",
    );
    let typed = ["import", "framework", "own.csv", "--id", "house", "--title", "House rules 2026"];
    let said = place.run(typed).ok().stdout;
    assert!(said.contains("3 rows: 3 new.") && said.contains("--write"), "{said}");
    assert!(said.contains("line 3: H.1: new: Root is locked"), "{said}");
    place.run(["control", "show", "house/H.1"]).code(2);
    let written = [&typed[..], &["--statement-of-applicability", "H.*", "--write"]].concat();
    place.run(&written).ok();
    place.run(["report", "audit", "house", "-o", "audit.html"]).ok();
    assert!(place.read("audit.html").contains("House rules 2026"));
    let shown = place.run(["control", "show", "house/H.1"]).ok().stdout;
    assert!(shown.contains("root-mfa"), "{shown}");
    let soa = place.run(["report", "soa", "house", "--format", "csv"]).ok().stdout;
    assert!(soa.contains("H.2"), "{soa}");
    let program = place.run(["report", "program", "--format", "md"]).ok().stdout;
    assert!(program.contains("House rules 2026"), "{program}");
    let traced = place.run(["explain", "house/H.2"]).ok().stdout;
    assert!(traced.contains("People are trained"), "{traced}");
}

#[test]
fn what_cannot_be_taken_is_said_with_its_line_and_nothing_is_written() {
    let place = Place::small();
    place.write("bad.csv", "id,title,parent\n1,One,7\n");
    let said = place.run(["import", "framework", "bad.csv", "--id", "x", "--write"]).code(1);
    assert!(said.stdout.contains("line 2: 1: invalid: there is no `7`"), "{}", said.stdout);
    assert!(!place.path("controls/frameworks/x.toml").exists());
    place.write("bad.yaml", "urn: a\nobjects: [\n");
    let said = place.run(["import", "framework", "bad.yaml", "--id", "x"]).code(2);
    assert!(said.stderr.contains("line 3"), "{}", said.stderr);
    let said = place.run(["import", "framework", "bad.csv", "--id", "../x"]).code(2);
    assert!(said.stderr.contains("--id"), "{}", said.stderr);
    place.write("fine.csv", "id,title\n1,One\n");
    let said = place.run(["import", "framework", "fine.csv", "--id", ".x", "--write"]).code(2);
    assert!(said.stderr.contains("dot"), "{}", said.stderr);
    place.write("controls/frameworks/x.toml.kept", "");
    place.run(["import", "framework", "fine.csv", "--id", "x", "--write"]).ok();
    assert!(place.read("controls/frameworks/x.toml").contains("id = \"1\""));
}

#[test]
fn a_framework_goes_out_in_every_form_and_back_and_changes_nothing() {
    let place = Place::demo_to_change();
    for id in ["aws-baseline", "iso27001-2022", "pci-dss-4.0.1"] {
        for format in ["csv", "ciso-assistant", "prowler"] {
            let text = place.run(["export", "framework", id, "--format", format]).ok().stdout;
            let path = format!("{id}.{format}");
            place.write(&path, &text);
            let typed = ["import", "framework", &path, "--id", id];
            let said = place.run(typed).ok().stdout;
            assert!(said.contains("Nothing to change."), "{id} as {format}: {said}");
        }
        let text = place.run(["export", "oscal", "catalog", id]).ok().stdout;
        place.write("catalog.json", &text);
        let said = place.run(["import", "framework", "catalog.json", "--id", id]).ok().stdout;
        assert!(said.contains("Nothing to change."), "{id} as OSCAL: {said}");
    }
}
