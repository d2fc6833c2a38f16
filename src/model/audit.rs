//! `[[response]]` and `[[worksheet]]`: what management says to a deviation, and how a requirement
//! is met in another way than it is written.
//!
//! Neither is evidence: no status rests on them. They say to an auditor what was thought, decided
//! and done about what the evidence shows.

use crate::{
    ids::{ControlRef, PartyId, ResponseId, RiskId, StoryId, WorksheetId},
    source::Spanned,
    time::Day,
};

/// What management says to a deviation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// `id`, such as `MR-01`.
    pub id: Spanned<ResponseId>,
    /// `controls`: whose deviation it answers.
    pub controls: Vec<Spanned<ControlRef>>,
    /// `during`: any day of the deviation.
    pub during: Day,
    /// `on`: the day on which it was given. Before that day nobody had said it.
    pub on: Day,
    /// `by`: who gave it.
    pub by: Option<Spanned<PartyId>>,
    /// `cause`: why it came to the deviation.
    pub cause: Option<String>,
    /// `text`: what was decided.
    pub text: String,
    /// `stories`: what is done about it.
    pub stories: Vec<Spanned<StoryId>>,
}

/// How a requirement is met in another way than it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// `compensating-control`: a constraint keeps us from meeting it as stated.
    CompensatingControl,
    /// `customized-approach`: its objective is met by a control of our own.
    CustomizedApproach,
}

/// The worksheet of a compensating control or of a customized approach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worksheet {
    /// `id`, such as `CCW-01`.
    pub id: Spanned<WorksheetId>,
    /// `kind`.
    pub kind: Method,
    /// `controls`: the requirements.
    pub controls: Vec<Spanned<ControlRef>>,
    /// `constraint`: why the requirement cannot be met as it is written.
    pub constraint: Option<String>,
    /// `objective`: what the requirement wants, and how that is reached.
    pub objective: Option<String>,
    /// `risk`: what is riskier than with the requirement as it is written.
    pub risk: Option<String>,
    /// `measures`: what is done instead: what, where, when, by whom.
    pub measures: Option<String>,
    /// `validation`: how it was tested.
    pub validation: Option<String>,
    /// `maintenance`: how it is kept working and watched, and what happens when it fails.
    pub maintenance: Option<String>,
    /// `analysis`: the targeted risk analysis, or where it is kept.
    pub analysis: Option<String>,
    /// `risks`: the register's risks.
    pub risks: Vec<Spanned<RiskId>>,
    /// `owner`: who answers for it.
    pub owner: Option<Spanned<PartyId>>,
    /// `requested_by`: who asked for it.
    pub requested_by: Option<Spanned<PartyId>>,
    /// `approved_by`: who approved it; never who asked.
    pub approved_by: Option<Spanned<PartyId>>,
    /// `approved`: the day of the approval.
    pub approved: Option<Spanned<Day>>,
    /// `expires`: the last day on which it counts, at most 12 months later.
    pub expires: Option<Spanned<Day>>,
    /// Something in it could not be read; it has no effect.
    pub broken: bool,
}

impl Worksheet {
    /// The fields that its kind asks for, each with what stands there.
    pub fn fields(&self) -> [(&'static str, Option<&str>); 6] {
        let first = match self.kind {
            Method::CompensatingControl => ("constraint", self.constraint.as_deref()),
            Method::CustomizedApproach => ("analysis", self.analysis.as_deref()),
        };
        [
            first,
            ("objective", self.objective.as_deref()),
            ("risk", self.risk.as_deref()),
            ("measures", self.measures.as_deref()),
            ("validation", self.validation.as_deref()),
            ("maintenance", self.maintenance.as_deref()),
        ]
    }

    /// The fields that its kind asks for and that say nothing.
    pub fn missing(&self) -> Vec<&'static str> {
        let said = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
        self.fields().into_iter().filter(|(_, text)| !said(*text)).map(|(name, _)| name).collect()
    }
}
