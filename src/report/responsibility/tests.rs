//! The matrix of a small program: who answers, how it is split, and what is wrong stands first.

use crate::{
    program::Flaw,
    report::{
        self, ResponsibilityMatrix, anchors, responsibility::row::RequirementRow, testing::Sample,
    },
};

fn matrix(sample: &Sample) -> ResponsibilityMatrix {
    let places = |flaw: &Flaw<'_>| flaw.spans().iter().map(|_| "x.toml:1".to_owned()).collect();
    report::responsibility(&sample.inputs(), None, &places)
}

fn now() -> ResponsibilityMatrix {
    matrix(&Sample::with_duties("x", "2026-01-20T18:00:00Z"))
}

fn row<'m>(matrix: &'m ResponsibilityMatrix, id: &str) -> &'m RequirementRow {
    let mut rows = matrix.frameworks.iter().flat_map(|part| &part.rows);
    rows.find(|row| row.short == id).unwrap()
}

#[test]
fn each_requirement_says_how_it_is_split_and_who_answers() {
    let matrix = now();
    assert_eq!(matrix.columns, ["We", "Cloud provider", "MSP", "Not named"]);
    assert_eq!(matrix.frameworks[0].columns, matrix.columns[..3], "4 does not apply");
    let shared = row(&matrix, "1");
    assert_eq!((shared.class.word, shared.csa), ("shared by all three", None));
    let parts: Vec<usize> = shared.cells.iter().map(|cell| cell.parts.len()).collect();
    assert_eq!(parts, [2, 1, 1, 0], "we in two components, the cloud provider and the MSP in one");
    assert!(shared.cells[0].parts.iter().all(|part| part.accountable));
    assert!(!shared.cells[1].parts[0].accountable);
    assert_eq!(shared.cells[1].parts[0].serves, ["shop"]);
    let names: Vec<&str> = shared.accountable.iter().map(|party| party.id.as_str()).collect();
    assert_eq!(names, ["team"]);
    let excluded = row(&matrix, "4");
    assert_eq!((excluded.class.word, excluded.csa), ("not applicable", Some("N/A")));
    let unowned = row(&matrix, "3");
    assert_eq!((unowned.class.word, unowned.accountable.len()), ("nobody's", 0));
}

#[test]
fn what_has_not_exactly_one_party_stands_first_with_its_places() {
    let matrix = now();
    let kinds: Vec<(&str, usize)> =
        matrix.flaws.iter().map(|flaw| (flaw.kind, flaw.places.len())).collect();
    assert_eq!(kinds, [("several", 2), ("nobody", 1), ("no-split", 1), ("no-other-side", 1)]);
    assert_eq!((matrix.settled, matrix.applicable), (1, 3));
    let classes: u64 = matrix.classes.iter().map(|class| class.count).sum();
    assert_eq!(classes, 4, "every requirement has one class");
}

#[test]
fn a_part_of_somebody_else_rests_on_their_attestation_until_it_ends() {
    let matrix = now();
    let papers = &row(&matrix, "1").papers;
    let of = |party: &str| papers.iter().find(|paper| paper.party == party).unwrap();
    let paper = of("cloud");
    assert_eq!((paper.status.word, paper.reference.as_deref()), ("live", Some("entry:7")));
    assert_eq!(paper.until, "2026-02-10".parse().ok());
    assert!(paper.note.as_ref().unwrap().contains("does not name"));
    let missing = of("watch");
    assert!(
        missing.attention && missing.note.as_ref().unwrap().contains("asks for no attestation")
    );
    let later = self::matrix(&Sample::with_duties("x", "2026-03-01T18:00:00Z"));
    let cloud = later.parties.iter().find(|party| party.id.as_str() == "cloud").unwrap();
    assert_eq!((cloud.papers[0].status.word, cloud.papers[0].attention), ("expired", true));
    assert_eq!(cloud.papers[0].standing, "EXPIRED on 2026-02-10, 19 days ago");
    assert_eq!((cloud.accountable, cloud.part), (1, 2));
}

#[test]
fn a_shared_component_says_whom_it_serves_and_what_they_lack() {
    let matrix = now();
    let [keys] = matrix.shared.as_slice() else { panic!("{:?}", matrix.shared) };
    assert_eq!((keys.id.as_str(), keys.serves.as_slice()), ("keys", &["shop".to_owned()][..]));
    assert_eq!((keys.met, keys.of), (1, 2), "requirement 2 fails for it and for the shop");
    assert_eq!(keys.open[0].href, anchors::href(&row(&matrix, "2").anchor));
}

#[test]
fn one_framework_can_stand_alone_and_an_unknown_one_is_empty() {
    let sample = Sample::with_duties("x", "2026-01-20T18:00:00Z");
    let only = |id: &str| {
        report::responsibility(&sample.inputs(), Some(&id.parse().unwrap()), &|_| Vec::new())
    };
    assert_eq!(only("f").applicable, 3);
    let none = only("g");
    assert_eq!((none.applicable, none.flaws.len()), (0, 0));
}
