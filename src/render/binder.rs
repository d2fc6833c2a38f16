//! The pages, tables and the README of a binder.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::Serialize;
use serde_json::Value;

use super::{Error, csv, html, json, kinds};
use crate::{
    diag::safe_text,
    report::{
        Binder, Frame,
        audit::view::ControlPart,
        binder::view::EvidenceLine,
        words::{count, instant},
    },
};

/// The index.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn index(view: &Binder) -> Result<String, Error> {
    html::page("binder.html", &view.frame, view)
}

/// The evidence index as a page.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn evidence(view: &Binder) -> Result<String, Error> {
    let frame = Frame { title: format!("Evidence index: {}", view.framework.title), ..bare(view) };
    html::page("binder_evidence.html", &frame, view)
}

/// The index for programs, in the envelope.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn manifest(view: &Binder) -> Result<String, Error> {
    json::report(&kinds::BINDER, &view.frame, view)
}

/// A frame without what belongs to the index alone.
fn bare(view: &Binder) -> Frame {
    Frame { chips: Vec::new(), ..view.frame.clone() }
}

/// The page of one control.
#[derive(Debug, Serialize)]
struct ControlPage<'a> {
    control: Value,
    report: &'a str,
    nouns: &'a str,
    before: Option<(&'a str, &'a str)>,
    after: Option<(&'a str, &'a str)>,
}

/// A page for each control, by the path of the page. What leads elsewhere in the audit report leads
/// there from here, and numbers lead to the files themselves.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn controls(view: &Binder, controls: &[&ControlPart]) -> Result<Vec<(String, String)>, Error> {
    let listed = view.requirements.iter().filter_map(|r| Some((r.id.as_str(), r.page.as_deref()?)));
    let listed: Vec<(&str, &str)> = listed.collect();
    let by_id: BTreeMap<&str, &&ControlPart> =
        controls.iter().map(|control| (control.id.as_str(), control)).collect();
    let files = numbers(view);
    let beside = |at: Option<usize>| {
        let (id, page) = listed.get(at?)?;
        Some((*id, page.rsplit('/').next().unwrap_or(page)))
    };
    let mut pages = Vec::new();
    for (at, (id, page)) in listed.iter().enumerate() {
        let Some(control) = by_id.get(id) else { continue };
        let mut value = serde_json::to_value(control)?;
        redirect(&mut value, &files, &view.report);
        value["earlier_at"] = format!("../{}#part:evidence", view.report).into();
        let frame = Frame { title: format!("{id} {}", control.title), ..bare(view) };
        let shown = ControlPage {
            control: value,
            report: &view.report,
            nouns: &view.framework.nouns,
            before: beside(at.checked_sub(1)),
            after: beside(at.checked_add(1)),
        };
        let text = html::page("binder_control.html", &frame, &shown)?;
        pages.push(((*page).to_owned(), text));
    }
    Ok(pages)
}

/// The files behind the numbers of the audit report.
fn numbers(view: &Binder) -> BTreeMap<&str, &str> {
    let evidence = view.evidence.iter().map(|line| (line.reference.as_str(), line.file.as_str()));
    let statements = view
        .statements
        .iter()
        .filter_map(|line| Some((line.in_report.as_deref()?, line.entry.file.as_str())));
    evidence.chain(statements).collect()
}

/// Leads every place inside the audit report to where it stands in the binder.
pub(super) fn redirect(value: &mut Value, files: &BTreeMap<&str, &str>, report: &str) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                match value {
                    Value::String(href) if key == "href" && href.starts_with('#') => {
                        let number = href.strip_prefix("#evidence:");
                        *href = match number.and_then(|number| files.get(number)) {
                            Some(file) => format!("../{file}"),
                            None => format!("../{report}{href}"),
                        };
                    }
                    _ => redirect(value, files, report),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|v| redirect(v, files, report)),
        _ => {}
    }
}

/// The evidence index as a table for spreadsheets.
///
/// # Errors
/// When it cannot be written.
pub fn table(view: &Binder) -> Result<String, Error> {
    let header = [
        "number",
        "file",
        "sha256",
        "bytes",
        "original_name",
        "format",
        "tools",
        "observed_first",
        "observed_last",
        "recorded_at",
        "results",
        "checks",
        "controls",
        "origin",
        "taken_back",
        "redacted",
        "entries",
        "proofs",
    ];
    csv::table(&header, view.evidence.iter().map(row))
}

fn row(line: &EvidenceLine) -> [String; 18] {
    let origin: Vec<String> =
        line.origin.iter().map(|(name, fact)| format!("{name}: {fact}")).collect();
    let entries: Vec<&str> = line.entries.iter().map(|entry| entry.file.as_str()).collect();
    let proofs: Vec<&str> = line.entries.iter().map(|entry| entry.proof.as_str()).collect();
    [
        line.reference.clone(),
        line.file.clone(),
        line.sha256.clone(),
        line.bytes.to_string(),
        line.file_name.clone(),
        line.format.clone(),
        line.tools.join("; "),
        line.first.to_string(),
        line.last.to_string(),
        line.recorded_at.to_string(),
        line.results.clone(),
        line.checks.join(" "),
        line.controls.join(" "),
        origin.join("; "),
        line.taken_back.clone().unwrap_or_default(),
        if line.redacted { "secrets taken out" } else { "" }.to_owned(),
        entries.join(" "),
        proofs.join(" "),
    ]
}

/// What is to be read first, for whoever has nothing but a text editor.
pub fn readme(view: &Binder) -> String {
    let line = |text: &str| safe_text(text).replace('\n', " ");
    let mut text = String::new();
    let (title, period) = (line(&view.framework.title), &view.period);
    let as_of = view.frame.as_of;
    // Writing to a string cannot fail.
    write!(
        text,
        "Evidence binder: {title}\n{}, {}\n{} to {}\n\nEvidence as of {}, as known at {}.\n",
        line(&view.frame.organization),
        line(&view.frame.program),
        period.start,
        period.end,
        instant(as_of.observed),
        instant(as_of.known)
    )
    .ok();
    write!(
        text,
        "{} of {} {} that are applicable and due are proven by what is in this folder:\n{} and {} of people.\n\n",
        view.total.proven,
        view.total.counted,
        view.framework.nouns,
        count(view.evidence.len(), "evidence file"),
        count(view.statements.len(), "statement"),
    )
    .ok();
    text.push_str(HOW);
    let head = view.frame.head.as_ref();
    let (size, root) = head.map_or((0, ""), |head| (head.size, head.root.as_str()));
    let signed = if view.signed { "SHA256SUMS is signed." } else { "SHA256SUMS is NOT signed." };
    let by = match view.checkpoint_by.join(", ") {
        by if by.is_empty() => "nobody".to_owned(),
        by => line(&by),
    };
    write!(
        text,
        "\nThis binder\n\n  ledger      {}\n  entries     {size}\n  root        {root}\n  signed by   {by}\n  {signed}\n",
        line(&view.origin)
    )
    .ok();
    for note in &view.notes {
        writeln!(text, "\n! {}", line(note)).ok();
    }
    if !view.replaced.is_empty() {
        writeln!(
            text,
            "\n! Secrets were taken out of {}; index.html lists them.",
            count(view.replaced.len(), "file")
        )
        .ok();
    }
    text
}

const HOW: &str = "\
How to read it

  index.html              open this in a browser; it needs no network and runs no script
  report/                 the audit report
  controls/               a page for each requirement
  evidence/               the files themselves: E-0012.json is what entry 12 of the ledger recorded,
                          E-0012.entry.json is that entry, E-0012.tlog-proof its proof
  evidence/index.csv      every file with its hash, its tool and what rests on it
  statements/             what people stated, accepted, decided and took back
  binder.json             the index for programs
  checkpoint              where the ledger stood: its name, its size, the root over its entries
  leaves.txt              the leaf hash of every entry of the ledger, one a line
  keys/                   keys that came with the binder, where there are any

XML and CSV files end in .txt, so that nothing in them acts when they are opened.

How to verify it, without storyproof

  1. Unpack the whole ZIP into a folder of its own.
  2. Linux, macOS:   sh verify.sh
     Windows:        powershell -ExecutionPolicy Bypass -File verify.ps1
     Both are plain text. They say what they could not check, and end with VERIFIED or NOT VERIFIED.
  3. By hand, every file:
       sha256sum -c SHA256SUMS
  4. By hand, who vouches for them, when there is a SHA256SUMS.sig. SIGNERS is a file in the format of
     ssh-keygen's allowed signers that you had from somewhere else, WHO a name in it:
       ssh-keygen -Y verify -f SIGNERS -I WHO -n binder@storyproof -s SHA256SUMS.sig < SHA256SUMS
  5. By hand, one entry. Its leaf hash is the SHA-256 of a zero byte and its bytes:
       (printf '\\0'; cat evidence/E-0012.entry.json) | sha256sum
     It stands in line 12 of leaves.txt. The proof has the index (from 0) and the hashes from the leaf
     to the root, in base64. A node is the SHA-256 of the byte 01, its left and its right hash
     (RFC 6962, section 2.1.1); the last one must be the third line of the checkpoint.
  6. The entry names its original: body.artifact.sha256 is the SHA-256 of evidence/E-0012.json.

What this proves, and what it cannot

  It proves that these entries stood in the ledger that the checkpoint names, and that these files are
  what the entries name. It does not prove when: whoever holds the ledger and its key could have
  written all of it anew. Compare the checkpoint with a copy that somebody else kept at the time, in
  git, in an earlier report or binder:
       sh verify.sh --since OLDER-CHECKPOINT
";
