//! The Statement of Applicability as plain data.

use schemars::JsonSchema;
use serde::Serialize;

use super::Lang;
use crate::{
    assess::ImplementationStatus,
    ids::{ControlRef, StoryId},
    report::{Frame, frame::LegendRow, words::Word},
};

/// A Statement of Applicability.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Soa {
    /// What pins the report.
    pub frame: Frame,
    /// The language of its words.
    #[serde(skip)]
    pub lang: Lang,
    /// The framework.
    pub framework: StatedFramework,
    /// What the document says of itself.
    pub document: Vec<DocumentFact>,
    /// How many controls there are, by decision and by status.
    pub totals: Totals,
    /// Each control that the statement must decide.
    pub rows: Vec<SoaRow>,
    /// Controls of other frameworks that stories of risks name.
    pub beyond: Vec<SoaRow>,
    /// What is asked for and not proven.
    pub plan: Vec<PlanRow>,
    /// The risks that the rows name.
    pub risks: Vec<SoaRisk>,
    /// The evidence behind the reference numbers.
    pub evidence: Vec<EvidenceEntry>,
    /// What differs from an earlier statement.
    pub changes: Option<SoaChanges>,
    /// What each status means.
    pub statuses: Vec<LegendRow>,
}

/// The framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatedFramework {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// One fact about the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DocumentFact {
    /// What it is.
    pub label: &'static str,
    /// Its value; empty where somebody has to sign.
    pub text: String,
}

/// How many controls there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Totals {
    /// All of them.
    pub all: u64,
    /// Decided to apply.
    pub applicable: u64,
    /// Decided not to apply.
    pub excluded: u64,
    /// Not decided.
    pub undecided: u64,
    /// Met, attested or inherited.
    pub proven: u64,
    /// Asked for and due: what `proven` is a part of.
    pub counted: u64,
    /// By status, zeros left out.
    pub statuses: Vec<StatusTotal>,
    /// By theme, in the order of the framework.
    pub themes: Vec<ThemeTotal>,
}

/// A status with its controls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatusTotal {
    /// The status.
    pub status: Word,
    /// Where the list stands in a page.
    pub anchor: String,
    /// How many.
    pub count: u64,
    /// The controls.
    pub controls: Vec<ListedControl>,
}

/// A control in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ListedControl {
    /// Its id inside the framework.
    pub id: String,
    /// Where its row stands in a page.
    pub href: String,
}

/// A theme with its counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ThemeTotal {
    /// Its name.
    pub name: String,
    /// How many of each status, in the order of [`Totals::statuses`].
    pub counts: Vec<u64>,
    /// All of them.
    pub all: u64,
}

/// One control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SoaRow {
    /// Its full name.
    pub control: ControlRef,
    /// Its id as the table shows it: inside the framework, or in full beyond it.
    pub id: String,
    /// Where its row stands in a page.
    pub anchor: String,
    /// Its title, in our words.
    pub title: String,
    /// Its group.
    pub theme: String,
    /// The decision; `None` when there is none.
    pub decision: Option<SoaDecision>,
    /// How far it is implemented.
    pub status: Word,
    /// The same, to compare.
    #[serde(skip)]
    pub implementation: ImplementationStatus,
    /// Since when the control has had its status, as far as is known.
    pub since: Option<String>,
    /// Why.
    pub why: Vec<String>,
    /// How it is to be met, in words.
    pub how: String,
    /// The stories that work on it.
    pub stories: Vec<SoaStory>,
    /// The components that have a part in it.
    pub components: Vec<String>,
    /// The blocks of templates that name it, as `path: block`.
    pub templates: Vec<String>,
    /// The risks that its stories treat.
    pub risks: Vec<SoaRisk>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Who does it: `customer`, `provider` or `shared`, with the party that answers.
    pub responsibility: Vec<String>,
    /// The evidence that its status rests on, by reference.
    pub evidence: Vec<EvidenceLink>,
    /// The oldest day that the present proof rests on; of what is not proven, the last day on which
    /// it was.
    pub last_verified: Option<String>,
    /// When the first part of the proof must be renewed.
    pub next_review: Option<String>,
    /// Who approved the decision, and when; `None` when no approval is recorded.
    pub approval: Option<String>,
    /// Whether the decision as it stands now is approved.
    pub approved: bool,
}

/// What people decided of a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SoaDecision {
    /// Whether it applies.
    pub applicable: bool,
    /// What asks for it: `risk`, `law`, `contract`, `best-practice`.
    pub because: Vec<String>,
    /// Why it is in or out.
    pub reason: String,
    /// A short value over the three; see [`super::state`].
    pub state: String,
}

/// A story of a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SoaStory {
    /// Its id.
    pub id: StoryId,
    /// Its title.
    pub title: String,
    /// What people claim.
    pub claim: Word,
    /// What evidence says.
    pub proof: Word,
    /// When it is planned.
    pub sprint: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
}

/// A risk of a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SoaRisk {
    /// Its id.
    pub id: String,
    /// Where it stands in a page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// What is done about it.
    pub treatment: &'static str,
}

/// A reference number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceLink {
    /// The number.
    pub reference: String,
    /// Where it stands in the index.
    pub href: String,
}

/// A control of the implementation plan with one story, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlanRow {
    /// The control as its row shows it.
    pub id: String,
    /// Where its row stands in a page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// How far it is implemented.
    pub status: Word,
    /// Why.
    pub why: Vec<String>,
    /// A story that works on it and is not verified.
    pub story: Option<SoaStory>,
    /// Who answers for the story, or else for the control.
    pub owner: Option<String>,
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceEntry {
    /// Its reference number.
    pub reference: String,
    /// Where it stands in a page.
    pub anchor: String,
    /// `file` or `statement`, in the report's language.
    pub kind: &'static str,
    /// The file's name, or what is stated.
    pub name: String,
    /// The tool with its version, or the role that stated it.
    pub source: String,
    /// When it was true.
    pub observed_at: String,
    /// When the ledger learned it.
    pub recorded_at: String,
    /// The ledger's entry.
    pub entry: u64,
    /// The SHA-256 of the original bytes, where there are any.
    pub sha256: Option<String>,
    /// The controls that rest on it, as their rows show them.
    pub controls: Vec<String>,
}

/// What differs between two statements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SoaChanges {
    /// What the earlier statement was pinned by.
    pub since: Vec<DocumentFact>,
    /// Each difference: first decisions, then implementation, then evidence.
    pub rows: Vec<ChangeRow>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangeRow {
    /// The kind for programs: `decision`, `implementation`, `evidence-added`, `evidence-removed`,
    /// `control-added`, `control-removed`.
    pub kind: &'static str,
    /// The same for people.
    pub label: &'static str,
    /// The control or the reference number.
    pub what: String,
    /// Its title or name.
    pub title: String,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
    /// Why it is so now.
    pub why: Vec<String>,
}
