//! The audit report as plain data: what each part holds, in the order of the page.

use schemars::JsonSchema;
use serde::Serialize;

pub use super::{
    assessor::{AssessorPart, FindingRow, WorksheetPart},
    basis::{Basis, Limit, Member, Part, Tool},
    check::{CheckDefinition, CheckPart, Source, SubjectRow},
    control::{AttestationPart, ControlPart, Decision, Duty, MadeStatement, StoryPart},
    evidence::EvidenceRow,
    history::{Span, Strip},
    index::{Artifact, ArtifactRun, ExceptionRow, StatementRow},
    limits::{Limitation, Step},
    open::{Closer, Deviations, NotJudgedRow, OpenItem, Restored},
    period::PeriodPart,
    review::ReviewInput,
    sample::{Item, SamplePart},
    summary::{Count, Group, GroupList, Link, Section, StatusList, Tally},
};
use crate::report::{ApprovalsView, Frame, Register};

/// The audit report of one framework at one date, and over a period when it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Audit {
    /// What stands around the report.
    pub frame: Frame,
    /// The framework at its edition.
    pub framework: AuditedFramework,
    /// Part 1: what was looked at, and by which rules.
    pub basis: Basis,
    /// All controls that are judged.
    pub total: Tally,
    /// Part 2: counts by theme or main heading.
    pub groups: Vec<Group>,
    /// The controls behind each count.
    pub lists: Vec<StatusList>,
    /// How the controls were kept over a period, when the report is about one.
    pub period: Option<PeriodPart>,
    /// The findings, for a framework whose assessors report so.
    pub assessor: Option<AssessorPart>,
    /// The inputs of the management review, for a management system.
    pub review: Option<Vec<ReviewInput>>,
    /// A sample of the evidence, when one is asked for.
    pub sample: Option<SamplePart>,
    /// Part 3: the controls under their headings.
    pub sections: Vec<Section>,
    /// Part 4: what is not proven, worst first.
    pub open: Vec<OpenItem>,
    /// Controls that are not judged, with the reason.
    pub not_judged: Vec<NotJudgedRow>,
    /// What departs from the plain rule: exceptions, failures since restored, claims without
    /// proof.
    pub deviations: Deviations,
    /// What people stated, decided and took back, as far as it concerns this framework.
    pub register: Register,
    /// What of this framework is not approved, or has changed since it was.
    pub approvals: ApprovalsView,
    /// What each check asks, of whom, and how fresh.
    pub checks: Vec<CheckDefinition>,
    /// Part 5: every file of evidence, by reference number.
    pub artifacts: Vec<Artifact>,
    /// How many more files fed the checks of this framework and are not listed.
    pub artifacts_left_out: u64,
    /// Every statement that the report refers to.
    pub statements: Vec<StatementRow>,
    /// Part 6: what is not proven and what the report cannot tell.
    pub limitations: Vec<Limitation>,
    /// Part 7: how to verify the report.
    pub steps: Vec<Step>,
}

/// The framework that is reported on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AuditedFramework {
    /// Its id with the edition.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// What it calls one of its controls.
    pub noun: String,
    /// The same for several.
    pub nouns: String,
    /// Who answers for meeting it.
    pub owner: Option<String>,
    /// Where the framework itself can be had.
    pub url: Option<String>,
}
