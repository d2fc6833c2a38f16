//! Every reader against every way in which a file can be odd, as one table.
//!
//! The table itself is `tests/fixtures/evidence/oddities.md`, for people to read: a row for each
//! reader, a column for each oddity. Renew it with `STORYPROOF_BLESS=1` and read what changed.
//! Whatever the table says, no oddity may turn a good file into one that passes more.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use storyproof::{
    evidence::Counts,
    ingest::{Format, Summary},
};

use super::{Asked, GOOD, read_as, samples::samples};

/// What is done to a good file.
type Oddity = fn(&[u8]) -> Option<Vec<u8>>;

const ODDITIES: [(&str, Oddity); 11] = [
    ("BOM", |bytes| Some([b"\xef\xbb\xbf", bytes].concat())),
    ("UTF-16", |bytes| {
        let text = std::str::from_utf8(bytes).ok()?;
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        Some(units.flat_map(u16::to_le_bytes).collect())
    }),
    ("CRLF", |bytes| {
        let text = std::str::from_utf8(bytes).ok()?;
        Some(text.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes())
    }),
    ("blank end", |bytes| Some([bytes, b"\n\n  \n"].concat())),
    ("cut", |bytes| Some(bytes[..bytes.len() / 2].to_vec())),
    ("last byte lost", |bytes| Some(bytes.trim_ascii_end().split_last()?.1.to_vec())),
    ("twice", |bytes| Some([bytes, bytes].concat())),
    ("text after", |bytes| Some([bytes, b" rest"].concat())),
    ("NUL inside", |bytes| {
        let middle = bytes.len() / 2;
        Some([&bytes[..middle], b"\0", &bytes[middle..]].concat())
    }),
    ("{}", |_| Some(b"{}".to_vec())),
    ("nothing", |_| Some(Vec::new())),
];

/// The good file of each reader: its smallest sample that has results.
pub(crate) fn good() -> BTreeMap<&'static str, Vec<u8>> {
    let mut good: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    good.insert("json", br#"{"SummaryMap": {"AccountMFAEnabled": 1}}"#.to_vec());
    let written = GOOD.iter().map(|(_, text)| text.as_bytes().to_vec());
    let files = samples().into_iter().map(|sample| sample.bytes).chain(written);
    for bytes in files.filter(|bytes| !bytes.is_empty()) {
        let Ok((summary, _)) = read_as(&bytes, &Asked::default()) else { continue };
        let name = summary.format.name();
        // Few readers have no results at all: what they read are usage reports.
        let rank = |bytes: &Vec<u8>, results: u64| (results == 0, bytes.len());
        let of = |known: &Vec<u8>| {
            let (summary, _) = read_as(known, &Asked::default()).unwrap();
            rank(known, summary.counts().total())
        };
        let mine = rank(&bytes, summary.counts().total());
        if name != "json" && good.get(name).is_none_or(|known| of(known) > mine) {
            good.insert(name, bytes);
        }
    }
    good
}

/// What an odd file is, beside the good one.
fn word(before: &Counts, after: Option<&Summary>) -> &'static str {
    let Some(summary) = after else { return "refused" };
    let counts = summary.counts();
    let doubted = summary.runs.iter().any(|run| !run.succeeded || !run.warnings.is_empty());
    match () {
        () if counts == *before && doubted => "same, doubted",
        () if counts == *before => "same",
        () if counts.total() == 0 && doubted => "none, doubted",
        () if counts.total() == 0 => "none",
        () if doubted => "other, doubted",
        () => "other",
    }
}

#[test]
fn no_oddity_makes_a_file_pass_more() {
    let good = good();
    let mut table = String::from("| format |");
    for (name, _) in ODDITIES {
        write!(table, " {name} |").unwrap();
    }
    writeln!(table, "\n|---|{}", "---|".repeat(ODDITIES.len())).unwrap();
    for format in Format::all() {
        let bytes = good.get(format.name());
        let bytes = bytes.unwrap_or_else(|| panic!("{format} has no good file, so no row"));
        let asked = || Asked { format: Some(format), ..Asked::default() };
        let (before, _) = read_as(bytes, &asked()).unwrap();
        let before = before.counts();
        write!(table, "| {format} |").unwrap();
        for (oddity, change) in ODDITIES {
            let Some(odd) = change(bytes) else {
                table.push_str(" not text |");
                continue;
            };
            let after = read_as(&odd, &asked()).ok().map(|(summary, _)| summary);
            if let Some(summary) = &after {
                let counts = summary.counts();
                let times = if oddity == "twice" { 2 } else { 1 };
                assert!(counts.pass <= before.pass * times, "{format}, {oddity}: {counts:?}");
                // Fewer fails without a word would be a hidden fail.
                let whole = summary.runs.iter().all(|run| run.succeeded && run.warnings.is_empty());
                assert!(
                    counts.fail >= before.fail || !whole || oddity == "NUL inside",
                    "{format}, {oddity}: {counts:?} instead of {before:?}, and nothing is said"
                );
            }
            write!(table, " {} |", word(&before, after.as_ref())).unwrap();
        }
        table.push('\n');
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/evidence/oddities.md");
    if std::env::var_os("STORYPROOF_BLESS").is_some() {
        fs::write(&path, &table).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, table, "read what changed, then renew it with STORYPROOF_BLESS=1");
}
