//! The statement says the same in every form, a workbook is read back as it was meant, and no text
//! becomes a formula.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use super::{csv, html, json, markdown, xlsx};
use crate::{
    exchange::{soa as back, table},
    render::csv::TRIGGERS,
    report::{
        self, Soa,
        soa::{Label, Lang, changes},
        testing::Sample,
    },
};

fn soa(text: &str, lang: Lang) -> Soa {
    let of = |sample: Sample| report::soa(&sample.inputs(), &"f".parse().unwrap(), lang);
    let mut soa = of(Sample::with_text(text));
    soa.changes = Some(changes(&of(Sample::at(text, "2026-01-12T18:00:00Z")), &soa));
    soa
}

/// The parts of a workbook, by their names.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        parts.insert(part.name().unwrap().into_owned(), text);
    }
    parts
}

fn tally<'t>(statuses: impl Iterator<Item = &'t str>) -> BTreeMap<String, u64> {
    let mut tally = BTreeMap::new();
    for status in statuses.filter(|status| !status.is_empty()) {
        *tally.entry(status.to_owned()).or_default() += 1;
    }
    tally
}

#[test]
fn every_form_counts_the_same() {
    for lang in Lang::ALL {
        let soa = soa("plain", lang);
        let expected: BTreeMap<String, u64> =
            soa.totals.statuses.iter().map(|t| (t.status.word.to_owned(), t.count)).collect();
        let heading = Label::Implementation.text(lang);
        let statuses = |bytes: &[u8]| {
            let table = table::read(bytes, &[Label::Statement.text(lang.one())]).unwrap();
            let at = table.heading.iter().position(|text| text == heading).unwrap();
            tally(table.rows.iter().map(|(_, cells)| cells[at].as_str()))
        };
        assert_eq!(statuses(&xlsx(&soa).unwrap()), expected);
        assert_eq!(statuses(csv(&soa).unwrap().as_bytes()), expected);
        let json: serde_json::Value = serde_json::from_str(&json(&soa).unwrap()).unwrap();
        let rows = json["data"]["rows"].as_array().unwrap();
        let words = rows.iter().map(|row| row["status"]["word"].as_str().unwrap());
        assert_eq!(tally(words), expected);
        let (html, markdown) = (html(&soa).unwrap(), markdown(&soa).unwrap());
        for (word, count) in expected {
            let chip = format!("<b>{count}</b> {}</a>", word.replace('/', "&#x2f;"));
            assert!(html.contains(&chip), "{chip} is not in the page");
            let chip = format!(" **{count}** {word}");
            assert!(markdown.contains(&chip), "{chip} is not in the Markdown");
        }
        for row in &soa.rows {
            let anchor = row.anchor.replace('/', "&#x2f;");
            assert!(html.contains(&format!("id=\"{anchor}\"")), "{anchor}");
        }
    }
}

#[test]
fn the_same_view_gives_the_same_workbook() {
    let soa = soa("plain", Lang::En);
    let first = xlsx(&soa).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert!(first == xlsx(&soa).unwrap(), "two seconds later other bytes");
    assert!(parts(&first)["docProps/core.xml"].contains("2026-01-20T00:00:00Z"));
}

#[test]
fn a_workbook_is_made_to_be_read_filtered_printed_and_edited() {
    let bytes = xlsx(&soa("plain", Lang::En)).unwrap();
    let parts = parts(&bytes);
    let sheet = &parts["xl/worksheets/sheet3.xml"];
    for wanted in [
        "<pane xSplit=\"2\" ySplit=\"1\"",
        "<autoFilter ref=\"A1:W5\"/>",
        "fitToHeight=\"0\"",
        "orientation=\"landscape\"",
        "&amp;P / &amp;N",
        "<dataValidation type=\"list\"",
        "<formula1>\"yes,no\"</formula1>",
    ] {
        assert!(sheet.contains(wanted), "{wanted} is not in {sheet}");
    }
    let book = &parts["xl/workbook.xml"];
    assert!(
        book.contains("'SoA'!$A:$B,'SoA'!$1:$1") || book.contains("SoA!$A:$B,SoA!$1:$1"),
        "{book}"
    );
    assert!(!parts.values().any(|part| part.contains("<mergeCell")), "no cells are merged");
    for name in ["Document control", "Dashboard", "SoA", "Implementation plan", "Legend"] {
        assert!(book.contains(&format!("name=\"{name}\"")), "{name} is not in {book}");
    }
}

#[test]
fn no_text_becomes_a_formula_or_breaks_a_table() {
    for text in
        ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "\t=1", "＝1", "a\u{0}\u{202e}b", "]]>&<x>"]
    {
        for lang in Lang::ALL {
            let soa = soa(text, lang);
            let bytes = xlsx(&soa).unwrap();
            for (name, part) in parts(&bytes) {
                let has_formula = part.contains("<f>") || part.contains("<f ");
                assert!(!has_formula, "{name} has a formula for {text:?}");
            }
            let sheets: Vec<&str> = [
                Label::DocumentControl,
                Label::Statement,
                Label::Plan,
                Label::EvidenceIndex,
                Label::Changes,
            ]
            .map(|label| label.text(lang.one()))
            .to_vec();
            for sheet in sheets {
                let table = table::read(&bytes, &[sheet]).unwrap();
                let cells = table.rows.iter().flat_map(|(_, cells)| cells);
                for cell in cells.chain(&table.heading) {
                    assert!(!cell.starts_with(TRIGGERS), "{cell:?} in {sheet}");
                }
            }
            let written = csv(&soa).unwrap();
            let table = table::read(written.as_bytes(), &[]).unwrap();
            assert_eq!(table.rows.len(), soa.rows.len() + soa.beyond.len());
            for cell in table.rows.iter().flat_map(|(_, cells)| cells) {
                assert!(!cell.starts_with(TRIGGERS), "{cell:?}");
            }
        }
    }
}

#[test]
fn what_was_written_comes_back_as_it_was() {
    for text in ["plain", "=1+1", "'=1", " two\r\nlines ", "_x0041_ <b>", "a\u{202e}b", "決定"] {
        for lang in Lang::ALL {
            let sample = Sample::with_text(text);
            let inputs = sample.inputs();
            let soa = report::soa(&inputs, &"f".parse().unwrap(), lang);
            let sheet = [Label::Statement.text(lang.one())];
            for bytes in [xlsx(&soa).unwrap(), csv(&soa).unwrap().into_bytes()] {
                let table = table::read(&bytes, &sheet).unwrap();
                let mapping = back::mapping(&table.heading).unwrap();
                assert!(mapping.because.is_some() && mapping.state.is_some());
                let plan = back::plan(inputs.program, &"f".parse().unwrap(), &table, mapping);
                assert_eq!(plan.rows.len(), 4);
                for row in plan.rows {
                    assert_eq!(row.verdict, back::Verdict::Unchanged, "{text:?}: {row:?}");
                }
            }
        }
    }
}
