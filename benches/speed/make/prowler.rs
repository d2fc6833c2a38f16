//! Prowler files of any size, scaled from a real one.
//!
//! Real are every text, rule, severity, compliance map, the order of keys and the layout.
//! Synthetic are account numbers, regions, resource names, scan ids and times, and which findings
//! change from day to day: each day one in two hundred, and a tenth of those come or go.

use std::{
    io::{Read as _, Write},
    path::Path,
};

use flate2::read::GzDecoder;
use serde_json::{Value, json};

use super::mix;
use crate::Result;

const FILE: &str = "tests/fixtures/evidence/prowler/full-run1.ocsf.json.gz";
const REGIONS: [&str; 8] = [
    "eu-west-1",
    "us-east-1",
    "eu-central-1",
    "us-west-2",
    "eu-west-2",
    "ap-southeast-2",
    "eu-north-1",
    "us-east-2",
];
/// The first day, 2025-04-04, at two in the morning.
const START: u64 = 1_743_732_000;
const DAY: u64 = 86_400;
/// What is filled in is marked in a template by this and a letter; JSON texts never hold it.
const MARK: char = '\u{1}';

/// The findings of a real file, cut where something is filled in.
pub(crate) struct Sample(Vec<Template>);

struct Template {
    /// Each with what comes before it; the last one only has that.
    parts: Vec<(Option<Blank>, String)>,
    name: String,
    region: usize,
    verdict: String,
}

#[derive(Clone, Copy)]
enum Blank {
    Account,
    Region,
    Name,
    Verdict,
    Time,
    Clock,
    Scan,
}

impl Sample {
    /// The findings as they are, about 9 KB each.
    pub(crate) fn whole() -> Result<Self> {
        Self::read(|text, _| Ok(text.to_owned()))
    }

    /// The findings with only those fields that a reader looks at, about 1 KB each.
    pub(crate) fn lean() -> Result<Self> {
        Self::read(|_, finding| Ok(serde_json::to_string(&lean(finding))?))
    }

    fn read(form: impl Fn(&str, &Value) -> Result<String>) -> Result<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
        let mut text = String::new();
        GzDecoder::new(std::fs::File::open(path)?).read_to_string(&mut text)?;
        let text = text.trim().strip_prefix("[{").and_then(|text| text.strip_suffix("}]"));
        let texts = text.ok_or("the sample is not an array of objects")?.split("\n},{\n");
        let template = |text: &str| {
            let text = format!("{{\n{}\n}}", text.trim_matches('\n'));
            let finding = serde_json::from_str(&text)?;
            Template::cut(&form(&text, &finding)?, &finding)
        };
        texts.map(template).collect::<Result<_>>().map(Self)
    }

    /// Writes the scan of one day over this many resources' rules.
    pub(crate) fn write(&self, out: &mut impl Write, findings: u64, day: u64) -> Result<()> {
        let mut comma = "[";
        for number in 0..findings {
            let (block, at) = (number / self.0.len() as u64, number % self.0.len() as u64);
            let (changed, absent) = changes(number, day);
            if absent {
                continue;
            }
            write!(out, "{comma}")?;
            self.0[usize::try_from(at)?].write(out, block, day, changed)?;
            comma = ",";
        }
        writeln!(out, "]")?;
        Ok(())
    }
}

/// Whether a finding's verdict differs on a day from that of the first, and whether it is absent.
fn changes(finding: u64, day: u64) -> (bool, bool) {
    let mut changed = (false, false);
    for day in 1..=day {
        let chance = mix(&[finding, day]) % 2000;
        changed.0 ^= (1..10).contains(&chance);
        changed.1 ^= chance == 0;
    }
    changed
}

fn lean(finding: &Value) -> Value {
    let keep = |value: &Value, keys: &[&str]| -> Value {
        keys.iter().map(|key| ((*key).to_owned(), value[*key].clone())).collect()
    };
    let fields = ["class_uid", "severity", "status", "status_code", "status_detail", "time"];
    let mut lean = keep(finding, &fields);
    lean["metadata"] = keep(&finding["metadata"], &["event_code", "product"]);
    lean["resources"] = json!([keep(&finding["resources"][0], &["name", "uid", "type", "region"])]);
    lean["cloud"] = json!({ "account": { "uid": finding["cloud"]["account"]["uid"] } });
    lean["unmapped"] = json!({ "scan_id": finding["unmapped"]["scan_id"] });
    lean
}

impl Template {
    fn cut(text: &str, finding: &Value) -> Result<Self> {
        let field = |at: &str| {
            let value = finding.pointer(at).and_then(Value::as_str);
            value.ok_or_else(|| format!("a finding of the sample has no {at}"))
        };
        let (account, region) = (field("/cloud/account/uid")?, field("/cloud/region")?);
        let (name, verdict) = (field("/resources/0/name")?, field("/status_code")?);
        let mut text = text.to_owned();
        let mut blank = |found: &str, letter: char| {
            text = text.replace(found, &format!("{MARK}{letter}"));
        };
        if name.len() >= 6 && name != account && name != region {
            blank(name, 'N');
        }
        blank(account, 'A');
        blank(&format!("\"{region}"), 'r');
        blank(&format!(":{region}"), 'R');
        blank(&finding["time"].to_string(), 'T');
        blank(field("/time_dt")?, 'D');
        blank(field("/unmapped/scan_id")?, 'S');
        blank(&format!("\"{verdict}\""), 'V');
        Ok(Self {
            parts: parts(&text)?,
            name: name.to_owned(),
            region: REGIONS.iter().position(|known| *known == region).unwrap_or(0),
            verdict: verdict.to_owned(),
        })
    }

    fn write(&self, out: &mut impl Write, block: u64, day: u64, changed: bool) -> Result<()> {
        // Each block of findings is a region of an account: no two findings are the same.
        let account = 100_000_000_000 + mix(&[block / 8]) % 899_999_999_999;
        let region = REGIONS[(self.region + usize::try_from(block % 8)?) % 8];
        let time = START + day * DAY;
        for (blank, text) in &self.parts {
            out.write_all(text.as_bytes())?;
            match blank {
                None => {}
                Some(Blank::Account) => write!(out, "{account}")?,
                Some(Blank::Region) => write!(out, "{region}")?,
                Some(Blank::Name) => {
                    write!(out, "{}-{:06x}", self.name, mix(&[block]) & 0xff_ffff)?;
                }
                Some(Blank::Verdict) => write!(out, "\"{}\"", self.verdict(changed))?,
                Some(Blank::Time) => write!(out, "{time}")?,
                Some(Blank::Clock) => write!(out, "2025-04-04T02:00:00.{day:06}")?,
                Some(Blank::Scan) => write!(out, "01a208ce-8ba0-707e-99b4-{day:012}")?,
            }
        }
        Ok(())
    }

    fn verdict(&self, changed: bool) -> &str {
        match self.verdict.as_str() {
            "PASS" if changed => "FAIL",
            "FAIL" if changed => "PASS",
            same => same,
        }
    }
}

fn parts(text: &str) -> Result<Vec<(Option<Blank>, String)>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(MARK) {
        let letter = after.chars().next().ok_or("a mark without a letter")?;
        rest = &after[1..];
        let (blank, lead) = match letter {
            'N' => (Blank::Name, ""),
            'A' => (Blank::Account, ""),
            'r' => (Blank::Region, "\""),
            'R' => (Blank::Region, ":"),
            'T' => (Blank::Time, ""),
            'D' => (Blank::Clock, ""),
            'S' => (Blank::Scan, ""),
            'V' => (Blank::Verdict, ""),
            other => return Err(format!("a mark with {other}").into()),
        };
        parts.push((Some(blank), format!("{before}{lead}")));
    }
    parts.push((None, rest.to_owned()));
    Ok(parts)
}
