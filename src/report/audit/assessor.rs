//! What an assessor of PCI DSS fills in: the finding of each requirement, the method by which it is
//! met, the numbers of the evidence behind it, and who is responsible.
//!
//! The finding follows from the status ([`crate::assess::finding`](fn@crate::assess::finding)). A
//! worksheet changes none: it names the method, and only as long as it counts.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    control::{ControlPart, party},
    summary::{self, Catalog, Link, Section},
};
use crate::{
    assess::{Finding, finding, worksheet_faults},
    ids::{ControlRef, PartyId},
    model::{AssessedAs, Control, Worksheet},
    report::{
        Inputs, anchors,
        lang::{Lang, say},
        reasons,
        words::{self, Word, Worded},
    },
    time::Day,
};

/// The findings of a framework, with what stands behind them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AssessorPart {
    /// How many of each finding.
    pub counts: Vec<FindingCount>,
    /// Each requirement.
    pub rows: Vec<FindingRow>,
    /// Every worksheet that names a requirement.
    pub worksheets: Vec<WorksheetPart>,
}

/// How many requirements have a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingCount {
    /// The finding.
    pub finding: Word,
    /// How many.
    pub count: u64,
    /// What it means.
    pub meaning: &'static str,
}

/// The finding of one requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingRow {
    /// The requirement.
    pub control: Link,
    /// The finding.
    pub finding: Word,
    /// The status that it follows from.
    pub status: Word,
    /// Since when.
    pub since: Option<Day>,
    /// The worksheets that count, each with its method; without one it is the defined approach.
    pub methods: Vec<MethodFlag>,
    /// The numbers of evidence, statements and exceptions behind it.
    pub evidence: Vec<Reference>,
    /// Who is responsible, and for what kind of part.
    pub responsible: Vec<String>,
    /// Why.
    pub why: Vec<String>,
}

/// A method other than the defined approach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MethodFlag {
    /// Its name.
    pub method: &'static str,
    /// The worksheet.
    pub worksheet: String,
    /// Where that stands.
    pub href: String,
}

/// An evidence reference number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Reference {
    /// The number.
    pub id: String,
    /// Where it stands.
    pub href: String,
}

/// A worksheet as the report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WorksheetPart {
    /// Its id.
    pub id: String,
    /// Its anchor.
    pub anchor: String,
    /// Its method.
    pub method: &'static str,
    /// The requirements of this framework.
    pub controls: Vec<Link>,
    /// Whether it counts.
    pub state: Word,
    /// Why it does not.
    pub faults: Vec<String>,
    /// What it says, field by field; `None` where it says nothing.
    pub fields: Vec<(&'static str, Option<String>)>,
    /// The register's risks.
    pub risks: Vec<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Who asked for it.
    pub requested_by: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved: Option<Day>,
    /// The last day on which it counts.
    pub expires: Option<Day>,
}

/// The part of a framework whose assessors report so; `None` for the others.
pub(super) fn assessor(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    sections: &[Section],
) -> Option<AssessorPart> {
    let framework = catalog.all.first()?.id.framework.clone();
    let assessed_as = inputs.program.frameworks.get(&framework)?.assessed_as;
    if assessed_as != Some(AssessedAs::PciDss) {
        return None;
    }
    let today = inputs.assessment.as_of.observed.day();
    let worksheets: Vec<&Worksheet> = (inputs.program.worksheets.values())
        .filter(|sheet| sheet.controls.iter().any(|c| c.value.framework == framework))
        .collect();
    let counting: Vec<&Worksheet> =
        worksheets.iter().copied().filter(|s| worksheet_faults(s, today).is_empty()).collect();
    let parts: BTreeMap<&str, &ControlPart> =
        sections.iter().flat_map(|s| &s.controls).map(|part| (part.id.as_str(), part)).collect();
    let mut rows = Vec::new();
    let mut found: Vec<Finding> = Vec::new();
    for (control, _, status) in &catalog.judged {
        let Some(judged) = inputs.assessment.controls.get(&control.id) else { continue };
        let finding = finding(judged);
        let part = parts.get(control.id.control.as_str());
        found.push(finding);
        rows.push(FindingRow {
            control: summary::link(control),
            finding: finding.word(),
            status: status.word(),
            since: judged.since,
            methods: counting
                .iter()
                .filter_map(|sheet| flag(inputs.lang, sheet, &control.id))
                .collect(),
            evidence: part.map(|part| evidence(part)).unwrap_or_default(),
            responsible: part.map(|part| responsible(inputs.lang, part)).unwrap_or_default(),
            why: match part {
                Some(part) => part.reasons.clone(),
                None => reasons::control(inputs, &control.id),
            },
        });
    }
    let count = |finding: Finding| FindingCount {
        finding: finding.word(),
        count: found.iter().filter(|f| **f == finding).count() as u64,
        meaning: finding.meaning(),
    };
    let catalogued: Vec<&Control> = catalog.judged.iter().map(|(c, ..)| *c).collect();
    Some(AssessorPart {
        counts: Finding::ALL.into_iter().map(count).collect(),
        rows,
        worksheets: worksheets
            .into_iter()
            .map(|sheet| worksheet(inputs, sheet, today, &catalogued))
            .collect(),
    })
}

fn anchor(sheet: &Worksheet) -> String {
    format!("worksheet:{}", sheet.id.value)
}

fn flag(lang: Lang, sheet: &Worksheet, control: &ControlRef) -> Option<MethodFlag> {
    sheet.controls.iter().any(|named| named.value == *control).then(|| MethodFlag {
        method: words::method(lang, sheet.kind),
        worksheet: sheet.id.value.to_string(),
        href: anchors::href(&anchor(sheet)),
    })
}

/// The numbers behind a requirement: files, statements, exceptions.
fn evidence(part: &ControlPart) -> Vec<Reference> {
    let files = part.evidence.iter().map(|row| (&row.reference, &row.href));
    let made = part.attestations.iter().filter_map(|a| a.statement.as_ref());
    let statements = made.map(|made| (&made.reference, &made.href));
    let exceptions = part.exceptions.iter().map(|link| (&link.id, &link.href));
    let all = files.chain(statements).chain(exceptions);
    let all: BTreeSet<Reference> =
        all.map(|(id, href)| Reference { id: id.clone(), href: href.clone() }).collect();
    all.into_iter().collect()
}

/// Who is responsible: each accountable party with the kinds of its parts, or the owner.
fn responsible(lang: Lang, part: &ControlPart) -> Vec<String> {
    let mut parties: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for duty in &part.duties {
        parties.entry(&duty.accountable).or_default().insert(duty.kind);
    }
    if parties.is_empty() {
        return part.decision.iter().filter_map(|decision| decision.owner.clone()).collect();
    }
    let told = parties.into_iter().map(|(name, kinds)| {
        let kinds: Vec<&str> = kinds.into_iter().collect();
        say!(lang, "{0}: {1}##whose part, what", name, lang.list(&kinds))
    });
    told.collect()
}

fn worksheet(
    inputs: &Inputs<'_>,
    sheet: &Worksheet,
    today: Day,
    controls: &[&Control],
) -> WorksheetPart {
    let (faults, lang) = (worksheet_faults(sheet, today), inputs.lang);
    let named = |control: &&&Control| sheet.controls.iter().any(|c| c.value == control.id);
    let who = |id: Option<&PartyId>| id.map(|id| party(inputs.program, id));
    WorksheetPart {
        id: sheet.id.value.to_string(),
        anchor: anchor(sheet),
        method: words::method(lang, sheet.kind),
        controls: controls.iter().filter(named).map(|control| summary::link(control)).collect(),
        state: words::worksheet_state(faults.is_empty()),
        faults: faults.iter().map(|fault| words::worksheet_fault(lang, fault)).collect(),
        fields: sheet
            .fields()
            .into_iter()
            .map(|(name, text)| (words::worksheet_field(lang, name), text.map(str::to_owned)))
            .collect(),
        risks: sheet.risks.iter().map(|risk| risk.value.to_string()).collect(),
        owner: who(sheet.owner.as_ref().map(|id| &id.value)),
        requested_by: who(sheet.requested_by.as_ref().map(|id| &id.value)),
        approved_by: who(sheet.approved_by.as_ref().map(|id| &id.value)),
        approved: sheet.approved.as_ref().map(|day| day.value),
        expires: sheet.expires.as_ref().map(|day| day.value),
    }
}
