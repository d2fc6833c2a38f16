//! From the audit report and what was collected to the index.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    contents::{Contents, EvidenceFile, StatementFile},
    view::{Binder, EvidenceLine, FileLink, Requirement, StatementLine},
};
use crate::{
    evidence::{Counts, RunRecord},
    report::{
        Audit, Frame, Inputs,
        audit::view::{ControlPart, Section},
        lang::{Lang, say},
        origin,
        register::taken_back,
        words::Word,
    },
    time::Period,
};

/// The index of a binder.
pub fn binder(
    inputs: &Inputs<'_>,
    audit: &Audit,
    (period, outside): (Period, u64),
    report: &str,
    contents: Contents,
) -> Binder {
    let mut frame = Frame::new(
        inputs,
        "binder",
        say!(inputs.lang, "Evidence binder: {0}", audit.framework.title),
    );
    frame.chips.clone_from(&audit.frame.chips);
    for chip in &mut frame.chips {
        chip.href = format!("{report}{}", chip.href);
    }
    let mut total = audit.total.clone();
    for count in &mut total.counts {
        count.href = format!("{report}{}", count.href);
    }
    let files = Files::of(audit, &contents);
    let evidence = contents.evidence.iter().filter_map(|file| line(inputs, audit, file));
    let statements = contents.statements.iter().map(|file| statement(audit, file));
    Binder {
        requirements: requirements(inputs.lang, audit, &files),
        evidence: evidence.collect(),
        statements: statements.collect(),
        frame,
        framework: audit.framework.clone(),
        period,
        total,
        report: report.to_owned(),
        outside,
        pages: contents.pages,
        replaced: contents.replaced,
        origin: contents.origin,
        checkpoint_by: contents.checkpoint_by,
        signed: contents.signed,
        notes: contents.notes,
    }
}

/// Lets the numbers of an audit report lead to the files of the binder that it goes into.
pub fn point(audit: &mut Audit, contents: &Contents) {
    for artifact in &mut audit.artifacts {
        let file = contents.evidence.iter().find(|file| file.reference == artifact.reference);
        artifact.file = file.map(|file| file.file.clone());
    }
    for made in &mut audit.statements {
        let file = contents.statements.iter().find(|file| file.entry.entry == made.entry);
        made.file = file.map(|file| file.entry.file.clone());
    }
}

/// Where the numbers of the audit report stand in the binder.
struct Files<'c> {
    evidence: BTreeMap<&'c str, &'c str>,
    /// By number in the report: `S-001`, `X-001`.
    statements: BTreeMap<&'c str, FileLink>,
    controls: BTreeMap<&'c str, &'c str>,
}

impl<'c> Files<'c> {
    fn of(audit: &'c Audit, contents: &'c Contents) -> Self {
        let by_entry: BTreeMap<u64, FileLink> = contents
            .statements
            .iter()
            .map(|file| {
                let label = number(file.entry.entry);
                (file.entry.entry, FileLink { label, file: file.entry.file.clone() })
            })
            .collect();
        let made = audit.statements.iter().map(|row| (row.reference.as_str(), row.entry));
        let excepted =
            audit.deviations.exceptions.iter().map(|row| (row.reference.as_str(), row.entry));
        let named = made.chain(excepted);
        Self {
            evidence: contents
                .evidence
                .iter()
                .map(|file| (file.reference.as_str(), file.file.as_str()))
                .collect(),
            statements: named
                .filter_map(|(reference, entry)| Some((reference, by_entry.get(&entry)?.clone())))
                .collect(),
            controls: contents.controls.iter().map(|(id, page)| (&**id, &**page)).collect(),
        }
    }

    fn of_control(&self, control: &ControlPart) -> (Vec<FileLink>, Vec<FileLink>) {
        let mut evidence = BTreeSet::new();
        let mut statements = BTreeSet::new();
        for reference in references(control) {
            if let Some(file) = self.evidence.get(reference) {
                evidence.insert(FileLink { label: reference.into(), file: (*file).into() });
            }
            statements.extend(self.statements.get(reference).cloned());
        }
        (evidence.into_iter().collect(), statements.into_iter().collect())
    }
}

/// Every number that stands under a control.
fn references(control: &ControlPart) -> impl Iterator<Item = &str> {
    let rows = control.evidence.iter().map(|row| row.reference.as_str());
    let subjects = control.checks.iter().flat_map(|check| &check.subjects);
    let subjects = subjects.map(|subject| subject.reference.as_str());
    let made = control.attestations.iter().filter_map(|part| part.statement.as_ref());
    let made = made.map(|statement| statement.reference.as_str());
    let excepted = control.exceptions.iter().map(|link| link.id.as_str());
    rows.chain(subjects).chain(made).chain(excepted)
}

fn number(entry: u64) -> String {
    format!("E-{entry:04}")
}

fn requirements(lang: Lang, audit: &Audit, files: &Files<'_>) -> Vec<Requirement> {
    let mut rows = Vec::new();
    for section in &audit.sections {
        rows.push(heading(section));
        rows.extend(section.controls.iter().map(|control| requirement(control, files)));
    }
    let listed: Vec<_> = audit.not_judged.iter().filter(|row| row.anchor.is_some()).collect();
    if !listed.is_empty() {
        rows.push(Requirement {
            title: say!(lang, "Listed only: they apply to other kinds of organization"),
            ..empty(1)
        });
    }
    rows.extend(listed.into_iter().map(|row| Requirement {
        id: row.control.id.clone(),
        title: row.control.title.clone(),
        status: Some(row.status),
        reason: row.reasons.first().cloned(),
        ..empty(0)
    }));
    rows
}

fn empty(level: u8) -> Requirement {
    Requirement {
        id: String::new(),
        title: String::new(),
        level,
        status: None,
        since: None,
        reason: None,
        page: None,
        evidence: Vec::new(),
        statements: Vec::new(),
    }
}

fn heading(section: &Section) -> Requirement {
    Requirement { id: section.id.clone(), title: section.title.clone(), ..empty(section.level) }
}

fn requirement(control: &ControlPart, files: &Files<'_>) -> Requirement {
    let (evidence, statements) = files.of_control(control);
    Requirement {
        id: control.id.clone(),
        title: control.title.clone(),
        level: 0,
        status: Some(control.status),
        since: control.since,
        reason: control.reasons.first().cloned(),
        page: files.controls.get(control.id.as_str()).map(|page| (*page).to_owned()),
        evidence,
        statements,
    }
}

fn line(inputs: &Inputs<'_>, audit: &Audit, file: &EvidenceFile) -> Option<EvidenceLine> {
    let entries: BTreeSet<u64> = file.entries.iter().map(|entry| entry.entry).collect();
    let all = inputs.history.runs.iter().filter(|record| entries.contains(&record.entry));
    let records: Vec<&RunRecord> = all.collect();
    let first = records.iter().min_by_key(|record| record.entry)?;
    let (known, lang) = (inputs.assessment.as_of.known, inputs.lang);
    let mut counts = Counts::default();
    let mut tools = BTreeSet::new();
    let mut facts = origin::origin(lang, &first.origin);
    for record in &records {
        counts.merge(&record.run.counts);
        let version = record.run.version.value().cloned();
        let version = version.unwrap_or_else(|| say!(lang, "version not stated"));
        tools.insert(format!("{} {version}", record.run.tool_name()));
        facts.extend(origin::made(lang, &record.run));
    }
    facts.dedup();
    let index = audit.artifacts.iter().find(|artifact| artifact.reference == file.reference);
    let checks: BTreeSet<String> = index
        .iter()
        .flat_map(|artifact| &artifact.runs)
        .flat_map(|run| run.checks.iter().map(ToString::to_string))
        .collect();
    let controls = audit.sections.iter().flat_map(|section| &section.controls);
    let rests = |control: &&ControlPart| references(control).any(|r| r == file.reference);
    Some(EvidenceLine {
        reference: file.reference.clone(),
        file: file.file.clone(),
        redacted: file.redacted,
        sha256: first.artifact.clone(),
        bytes: first.origin.bytes,
        file_name: first.file_name.clone(),
        format: first.run.format.clone(),
        tools: tools.into_iter().collect(),
        first: records.iter().map(|record| record.run.observed_at).min()?,
        last: records.iter().map(|record| record.run.observed_at).max()?,
        recorded_at: first.recorded_at,
        results: lang.counts(&counts),
        origin: facts,
        checks: checks.into_iter().collect(),
        controls: controls.filter(rests).map(|control| control.id.clone()).collect(),
        taken_back: inputs
            .history
            .taken_back(first.entry, known)
            .map(|later| taken_back(lang, later)),
        entries: file.entries.clone(),
    })
}

fn statement(audit: &Audit, file: &StatementFile) -> StatementLine {
    let entry = file.entry.entry;
    let made = audit.statements.iter().find(|row| row.entry == entry);
    let excepted = audit.deviations.exceptions.iter().find(|row| row.entry == entry);
    let (state, standing) = standing(audit, entry);
    let body = &file.body;
    StatementLine {
        reference: number(entry),
        in_report: made
            .map(|row| row.reference.clone())
            .or(excepted.map(|row| row.reference.clone())),
        kind: file.kind.clone(),
        about: about(&file.kind, body),
        by: first_of(body, &["by", "approved_by", "approver"]),
        said: first_of(body, &["statement", "reason", "why"]),
        recorded_at: file.recorded_at.clone(),
        state,
        standing,
        document: file.document.clone(),
        document_sha256: body["document_sha256"].as_str().map(str::to_owned),
        redacted: file.redacted,
        entry: file.entry.clone(),
    }
}

fn standing(audit: &Audit, entry: u64) -> (Option<Word>, String) {
    let register = &audit.register;
    if let Some(row) = register.statements.iter().find(|row| row.entry == entry) {
        return (Some(row.state), row.standing.clone());
    }
    if let Some(row) = register.exceptions.iter().find(|row| row.entry == entry) {
        return (Some(row.state), row.standing.clone());
    }
    (None, String::new())
}

/// What an entry is about, whatever kind it is.
fn about(kind: &str, body: &Value) -> String {
    if let Some(target) = body["entry"].as_u64().filter(|_| kind == "withdrawal") {
        return number(target);
    }
    let named = first_of(body, &["attestation", "check", "id", "record"]);
    let of = body["kind"].as_str().or(body["what"].as_str());
    match of {
        Some(of) if !named.is_empty() => format!("{of} {named}"),
        _ => named,
    }
}

fn first_of(body: &Value, keys: &[&str]) -> String {
    let text = keys.iter().find_map(|key| body[*key].as_str());
    text.unwrap_or_default().to_owned()
}
