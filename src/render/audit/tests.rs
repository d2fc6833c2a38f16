//! The same numbers in every form, and a sample that anybody can draw again.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Table, csv, html, json, markdown, xlsx};
use crate::{
    report::{
        Audit,
        audit::{Asked, Population, SampleAsked, audit_over},
        testing::Sample,
    },
    time::Period,
};

fn view() -> Audit {
    let period =
        Period { start: "2026-01-05".parse().unwrap(), end: "2026-01-20".parse().unwrap() };
    let sample =
        SampleAsked { of: Population::Runs, size: 2, seed: Some("it's a seed".to_owned()) };
    let asked = Asked { period: Some(period), sample: Some(sample) };
    audit_over(&Sample::with_answers("plain").inputs(), &"f".parse().unwrap(), &asked)
}

/// The rows of a table by their first cell.
fn rows(view: &Audit, table: Table) -> BTreeMap<String, BTreeMap<String, String>> {
    let text = csv(view, table).unwrap().unwrap();
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let row = |row: ::csv::StringRecord| {
        let cells = heads.iter().map(str::to_owned).zip(row.iter().map(str::to_owned));
        (row[0].to_owned(), cells.collect())
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn data(view: &Audit) -> Value {
    let text = json(view).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["data"].clone()
}

#[test]
fn a_period_counts_days_and_names_each_deviation_with_what_answers_it() {
    let view = view();
    let period = view.period.as_ref().unwrap();
    let kept: Vec<_> = period
        .controls
        .iter()
        .map(|row| {
            let strip = &row.strip;
            let text = strip.text.as_str();
            (row.control.id.as_str(), text, strip.proven_days, strip.counted_days)
        })
        .collect();
    assert_eq!(
        kept,
        [
            ("1", "◷◷✓✓✓✓✓✓✓✓✓✓✓✓✓✓", 14, 16),
            ("2", "◷◷✗✗✗✗✗✗✗✗✗✗✗✗✗✗", 0, 16),
            ("3", "◷◷◷◷◷✓✓✓✓✓✓✓✓✓✓✓", 11, 16),
            ("4", "––––––––––––––––", 0, 0),
        ]
    );
    let told: Vec<String> = period
        .deviations
        .iter()
        .map(|d| {
            let responses: Vec<_> = d.responses.iter().map(|r| r.id.as_str()).collect();
            let checks: Vec<_> = d.checks.iter().map(|c| c.id.as_str()).collect();
            let until = d.until.map_or("lasts".to_owned(), |day| day.to_string());
            format!("{} {} {until} {} {checks:?} {responses:?}", d.reference, d.worst.word, d.days)
        })
        .collect();
    assert_eq!(
        told,
        [
            r#"2:2026-01-05 failing lasts 16 ["bad", "turned", "scan"] ["MR-1"]"#,
            "3:2026-01-05 unproven 2026-01-09 5 [] []",
            r#"1:2026-01-05 unproven 2026-01-06 2 ["good"] []"#,
        ]
    );
    let total = &period.total;
    assert_eq!((total.met_days, total.counted_days, total.nonconformities), (25, 48, 1));
    assert_eq!((total.ended, total.open, total.unanswered), (2, 1, 2));
}

#[test]
fn every_form_has_the_same_numbers() {
    let view = view();
    let (data, page, text) = (data(&view), html(&view).unwrap(), markdown(&view).unwrap());
    let kept = rows(&view, Table::Controls);
    let number = |value: &Value| value.as_u64().map_or_else(String::new, |n| n.to_string());
    for row in data["period"]["controls"].as_array().unwrap() {
        let id = row["control"]["id"].as_str().unwrap();
        let cells = &kept[id];
        assert_eq!(cells["days met"], number(&row["strip"]["proven_days"]), "{id}");
        assert_eq!(cells["days counted"], number(&row["strip"]["counted_days"]), "{id}");
        assert_eq!(cells["longest failure (days)"], number(&row["strip"]["longest_failure"]));
        assert_eq!(cells["mean days to restore"], number(&row["mean_days_to_restore"]), "{id}");
        assert_eq!(cells["runs expected"], number(&row["runs"]["expected"]), "{id}");
        assert_eq!(cells["missed"], number(&row["runs"]["missed"]), "{id}");
        let met = format!("{} of {}", cells["days met"], cells["days counted"]);
        assert!(page.contains(&format!("<small>{met}</small>")), "{id}: {met}");
        assert!(text.contains(&format!("| {} ({met}) |", cells["share of days met"])), "{id}");
        assert!(text.contains(&cells["day by day"]), "{id}");
    }
    let deviations = rows(&view, Table::Deviations);
    assert_eq!(deviations.len(), data["period"]["deviations"].as_array().unwrap().len());
    for (reference, cells) in &deviations {
        assert!(page.contains(&format!(">{reference}</a>")), "{reference}");
        assert!(text.contains(&format!("| {reference} |")), "{reference}");
        assert_eq!(cells["management response"].contains("MR-1"), reference.starts_with("2:"));
    }
    let findings = rows(&view, Table::Findings);
    for count in data["assessor"]["counts"].as_array().unwrap() {
        let word = count["finding"]["word"].as_str().unwrap();
        let n = findings.values().filter(|row| row["finding"] == word).count() as u64;
        assert_eq!(number(&count["count"]), n.to_string(), "{word}");
        assert!(text.contains(&format!("{word}: **{n}**")), "{word}");
    }
    assert_eq!(findings["1"]["method"], "compensating control W-1");
    assert_eq!(findings["2"]["method"], "defined approach");
    assert_eq!(findings["2"]["finding"], "Not in Place");
    assert_eq!(rows(&view, Table::Population).len(), 3);
    assert!(xlsx(&view).unwrap().starts_with(b"PK"), "a workbook is a ZIP");
    assert!(csv(&view, Table::Review).unwrap().is_none(), "no management system");
}

#[test]
fn a_sample_is_told_with_all_that_draws_it_again() {
    let view = view();
    let drawn = view.sample.as_ref().unwrap();
    assert_eq!((drawn.count, drawn.drawn.len()), (3, 2));
    let numbers: Vec<_> = drawn.items.iter().map(|item| item.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
    let command =
        view.steps.iter().find_map(|s| s.command.as_ref().filter(|c| c.contains("audit")));
    let command = command.unwrap();
    let rest =
        " --period 2026-01-05..2026-01-20 --sample 2 --sample-of runs --seed 'it'\\''s a seed'";
    assert!(command.ends_with(rest), "{command}");
    assert_eq!(json(&self::view()).unwrap(), json(&view).unwrap());
}
