//! Hostile and odd TOML: read to its end, reported, never a panic.

use proptest::prelude::*;
use snapbox::assert_data_eq;

use crate::{
    diag::{
        HumanStyle, ReportView, human,
        safe::{is_unsafe, pretty_json},
        short,
    },
    source::{SourceFile, Sources},
    testing::{check, codes, files, report},
};

/// Codes of what is found in one file of a program that is otherwise empty.
fn found(text: &str) -> Vec<&'static str> {
    let settings = ("storyproof.toml", "[program]\nname = \"X\"\n");
    codes(&Sources::from_texts([settings, ("controls/x.toml", text)]))
}

#[test]
fn odd_but_lawful_files_are_read() {
    let party = "[[party]]\nid = \"p\"\nname = \"P\"\nkind = \"team\"\n";
    let odd = [
        String::new(),
        "# nothing\n".into(),
        format!("\u{feff}{party}"),
        party.replace('\n', "\r\n"),
        party.replace(" = ", "\t=\t"),
        "party = [{ id = \"p\", name = \"P\", kind = \"team\" }]".into(),
    ];
    for text in odd {
        let codes = found(&text);
        assert!(codes.is_empty() || codes == ["unused/party"], "{codes:?} in {text:?}");
    }
}

#[test]
fn hostile_files_are_reported() {
    let deep_list = format!("a = {}{}", "[".repeat(5_000), "]".repeat(5_000));
    let deep_table = format!("a = {}1{}", "{a=".repeat(5_000), "}".repeat(5_000));
    let deep_key = format!("{}a = 1", "a.".repeat(100_000));
    let many_errors = "= \n".repeat(20_000);
    let unknown = (0..3_000).map(|n| {
        format!("[[crosswalk]]\nfrom = \"a/{n}\"\nrelation = \"equal\"\nsource = \"x\"\n")
    });
    let table: [(&str, String, &str); 12] = [
        ("deep list", deep_list, "form/syntax"),
        ("deep table", deep_table, "form/syntax"),
        ("deep key", deep_key, "form/syntax"),
        ("many errors", many_errors, "form/syntax"),
        ("many unknown links", unknown.collect(), "link/unknown-control"),
        (
            "a key twice",
            "[[party]]\nid = \"p\"\nid = \"q\"\nname = \"P\"\nkind = \"team\"".into(),
            "form/syntax",
        ),
        ("cut off", "[[party]]\nid = \"p\"\nname = \"P".into(), "form/syntax"),
        ("an array of numbers", "party = [1, 2]".into(), "form/wrong-type"),
        ("a number for a table", "party = 1".into(), "form/wrong-type"),
        (
            "one bracket",
            "[party]\nid = \"p\"\nname = \"P\"\nkind = \"team\"".into(),
            "form/wrong-type",
        ),
        ("10 MB", format!("# {}", "x".repeat(10 << 20)), "file/too-large"),
        ("a null byte", "[[party]]\nid = \"p\0\"".into(), "form/syntax"),
    ];
    for (what, text, code) in table {
        let found = found(&text);
        assert!(found.contains(&code), "{what}: {found:?}");
    }
    let latin = SourceFile::from_bytes("controls/x.toml", b"title = \"caf\xe9\"".to_vec());
    assert_eq!(codes(&Sources::from_files([latin])), ["file/not-utf8"]);
}

#[test]
fn one_wrong_entry_costs_neither_its_list_nor_its_record() {
    let sources = Sources::from_texts([(
        "stories/E-01.toml",
        "[[story]]\nid = \"E-01\"\nepic = \"E\"\ntitle = \"T\"\npoints = \"3\"\nrisks = [1, \"R-01\", \"R 02\"]\n",
    )]);
    let (records, found) = crate::model::decode(&sources);
    assert_eq!(records.stories[0].risks.len(), 1);
    assert_eq!(found.len(), 3);
}

#[test]
fn every_mistake_of_a_file_is_shown_at_once() {
    assert_data_eq!(
        check(
            "//- stories/E-02.toml\n[[story]]\nid = 1.10\nepic = \"E\"\ntitel = \"T\"\nstatus = \"finished\"\n\
             done = \"2026-01-21\"\n[[check]]\nid = \"c\"\ntitle = \"C\"\nmax_age = 7\nowner = \"te am\"\n"
        ),
        snapbox::file!["../../testing/mistakes.txt"].raw()
    );
}

#[test]
fn what_people_write_cannot_reach_the_terminal() {
    let text = "[[party]]\nid = \"p\"\nname = \"P\"\nkind = \"\\u001b]52;c;x\\u0007\\u202e\u{9b}2J\u{202e}\"\n\
                \"\u{2066}k\\u001b[2J\" = 1\n";
    let sources = Sources::from_texts([("controls/a\u{1b}[2Jb.toml", text)]);
    let report = report(&sources);
    assert!(report.findings.len() >= 2);
    for out in [
        human(&report, &sources, HumanStyle::default()),
        short(&report, &sources),
        pretty_json(&ReportView::new(&report, &sources)).unwrap(),
    ] {
        assert!(!out.contains(is_unsafe), "{out:?}");
    }
    let colored = human(&report, &sources, HumanStyle { color: true, ..HumanStyle::default() });
    for after in colored.split('\u{1b}').skip(1) {
        assert!(after.starts_with('['), "{after:?}");
        let end = after.find(|c: char| c.is_ascii_alphabetic()).unwrap();
        assert!(after[end..].starts_with('m'), "{after:?}");
    }
}

#[test]
fn all_outputs_agree_on_the_count() {
    let sources = Sources::from_texts([("stories/E-01.toml", "[[story]]\nid = 1\nx = 2\n")]);
    let report = report(&sources);
    let count = report.findings.len();
    assert_eq!(short(&report, &sources).lines().count(), count + 1);
    let json = pretty_json(&ReportView::new(&report, &sources)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["diagnostics"].as_array().unwrap().len(), count);
    let human = human(&report, &sources, HumanStyle::default());
    let titles = human.lines().filter(|l| l.starts_with("error[") || l.starts_with("warning["));
    assert_eq!(titles.count(), count);
}

#[test]
fn json_says_where() {
    let sources = Sources::from_texts([("controls/x.toml", "[[party]]\nid = 12\n")]);
    assert_data_eq!(
        pretty_json(&ReportView::new(&report(&sources), &sources)).unwrap(),
        snapbox::file!["../../testing/where.json"].raw()
    );
}

/// A story, cut up and put together wrongly.
fn mutated() -> impl Strategy<Value = String> {
    let base = files(include_str!("../../testing/base.txt"));
    let text: Vec<u8> = base.into_iter().map(|(_, text)| text).collect::<String>().into_bytes();
    let pieces = [
        "\"",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "=",
        "\n",
        "#",
        "'''",
        "\"\"\"",
        "é",
        "\u{202e}",
        "1e9",
        "-1",
        ".",
        ",",
        "2026-01-01",
        "\\u",
    ];
    let edit = (any::<prop::sample::Index>(), 0..12_usize, prop::sample::select(pieces.to_vec()));
    (any::<prop::sample::Index>(), 20..900_usize, prop::collection::vec(edit, 1..6)).prop_map(
        move |(start, len, edits)| {
            let start = start.index(text.len());
            let mut piece = text[start..(start + len).min(text.len())].to_vec();
            for (at, cut, insert) in edits {
                let at = at.index(piece.len() + 1);
                let end = (at + cut).min(piece.len());
                piece.splice(at..end, insert.bytes());
            }
            String::from_utf8_lossy(&piece).into_owned()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_reader_panic(text in mutated()) {
        let sources = Sources::from_texts([("stories/E-01.toml", text)]);
        let report = report(&sources);
        let drawn = human(&report, &sources, HumanStyle::default());
        prop_assert!(!drawn.contains(is_unsafe));
    }
}
