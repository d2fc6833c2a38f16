//! `[[framework]]`, `[[control]]`, `[[crosswalk]]`, `[[check]]`, `[[attestation]]`,
//! `[[applicability]]` and `[[measure]]`: what is asked, and what proves it.

use super::{Reference, Shows};
use crate::{
    evidence::Severity,
    ids::{
        AttestationId, CheckId, ControlId, ControlRef, FrameworkId, InventoryId, MeasureId,
        PartyId, RepositoryId,
    },
    source::{Span, Spanned},
    time::{Day, MaxAge},
};

/// A catalog of controls at one edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Framework {
    /// `id`, such as `iso27001-2022`.
    pub id: Spanned<FrameworkId>,
    /// `title`, such as `ISO/IEC 27001:2022`.
    pub title: String,
    /// `publisher`.
    pub publisher: String,
    /// `noun`: what the framework calls one of its controls (`control`, `requirement`).
    pub noun: String,
    /// `owner`: who answers for meeting it.
    pub owner: Option<Spanned<PartyId>>,
    /// `url`: where the framework itself can be had.
    pub url: Option<String>,
    /// `statement_of_applicability`: patterns (`A.*`) of the controls that need a decision.
    pub statement_of_applicability: Vec<String>,
    /// `assessed_as`: how its assessors report, when they have words of their own.
    pub assessed_as: Option<AssessedAs>,
    /// `notes`, Markdown.
    pub notes: Option<String>,
}

/// How the assessors of a framework report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AssessedAs {
    /// `pci-dss`: four findings, and the method by which each requirement is met.
    PciDss,
    /// `management-system`: an ISO management system, with the inputs of its management review.
    ManagementSystem,
}

/// How a control can be proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// `auto`: machines see all of it.
    Auto,
    /// `mixed`: machines see a part; a person must attest the rest.
    Mixed,
    /// `manual`: only people can see it.
    Manual,
}

/// One requirement of a framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// `framework` and `id` together.
    pub id: ControlRef,
    /// Where the id was written.
    pub id_span: Span,
    /// `title`, in our own words.
    pub title: String,
    /// `summary`, in our own words.
    pub summary: Option<String>,
    /// `parent`: the control or heading above it.
    pub parent: Option<Spanned<ControlId>>,
    /// `heading`: it only groups others and is never judged.
    pub heading: bool,
    /// `theme`: a group for summaries, when it is not the parent (`Organizational`).
    pub theme: Option<String>,
    /// `mode`, `mixed` by default.
    pub mode: Mode,
    /// `max_age`: the longest age of proof, when the control itself sets one.
    pub max_age: Option<Spanned<MaxAge>>,
    /// `frequency`: how often the framework asks for it, in our own words (`12 months`, `TRA`).
    pub frequency: Option<String>,
    /// `effective_from`: not due before this day.
    pub effective_from: Option<Spanned<Day>>,
    /// `effective_part`: what becomes due then, when not the whole (`bullet`).
    pub effective_part: Option<String>,
    /// `superseded_by`: the control that replaces it once that one is due.
    pub superseded_by: Option<Spanned<ControlId>>,
    /// `applies_to`: only to this class of entity (see [`super::Settings::classes`]).
    pub applies_to: Option<Spanned<String>>,
    /// `applies_until`: the class limit of `applies_to` ends on this day.
    pub applies_until: Option<Day>,
    /// `aliases`: other ids under which it is known.
    pub aliases: Vec<Spanned<ControlId>>,
    /// `references`: where somebody can read on.
    pub references: Vec<Reference>,
    /// `responsibility`: the usual split (`customer`, `shared`, `inherited`), a suggestion only.
    pub responsibility: Option<String>,
    /// `notes`, Markdown.
    pub notes: Option<String>,
    /// Something in it could not be read or resolved; it is never met.
    pub broken: bool,
    /// A check or an attestation was lost, or a link of one, that may have meant this control; what
    /// it would say is unknown, so the control is never met.
    pub doubtful: bool,
}

impl Control {
    /// Says that something in it could not be read. What would keep it from being asked of us is
    /// forgotten with it: it may be what was misread.
    pub fn set_broken(&mut self) {
        self.broken = true;
        self.effective_from = None;
        self.superseded_by = None;
        self.applies_to = None;
    }
}

/// How two controls relate. It suggests work and never sets a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// `equal`.
    Equal,
    /// `subset`: the first is inside the second.
    Subset,
    /// `superset`: the first holds the second.
    Superset,
    /// `intersects`.
    Intersects,
}

/// A typed link between controls of two frameworks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crosswalk {
    /// `from`.
    pub from: Spanned<ControlRef>,
    /// `to`.
    pub to: Vec<Spanned<ControlRef>>,
    /// `relation`.
    pub relation: Relation,
    /// `source`: who says so.
    pub source: String,
}

/// A question that machines answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// `id`, such as `root-mfa`.
    pub id: Spanned<CheckId>,
    /// `title`.
    pub title: String,
    /// `controls`: what its answer helps to prove.
    pub controls: Vec<Spanned<ControlRef>>,
    /// `repositories`: the only ones that it is about, for `every commit` and for the population
    /// `repositories`; all of them when none is named.
    pub repositories: Vec<Spanned<RepositoryId>>,
    /// `population`: what must all have a result.
    pub population: Option<Spanned<Population>>,
    /// `max_age`: how old a result may be; the program's default when neither this nor
    /// `cadence` is given.
    pub max_age: Option<Spanned<MaxAge>>,
    /// `cadence`: a rhythm instead of an age.
    pub cadence: Option<Spanned<Cadence>>,
    /// `owner`.
    pub owner: Option<Spanned<PartyId>>,
    /// `shows`: the cells of the encryption and the logging matrix that it answers.
    pub shows: Vec<Shows>,
    /// `[[check.source]]`: where its results come from.
    pub sources: Vec<CheckSource>,
    /// `notes`, Markdown.
    pub notes: Option<String>,
    /// Something in it could not be read or resolved; it is never proof.
    pub broken: bool,
}

impl Check {
    /// Whether a repository of the program is one that it is about.
    pub fn is_about(&self, repository: &RepositoryId) -> bool {
        self.repositories.is_empty() || self.repositories.iter().any(|id| id.value == *repository)
    }
}

/// What must all have a result before a check can pass.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Population {
    /// `accounts`: every `[[account]]`.
    Accounts,
    /// `regions`: every region of every `[[account]]`, as `account/region`.
    Regions,
    /// `repositories`: every `[[repository]]`.
    Repositories,
    /// `components`: every `[[component]]` in which we have a duty (`customer` or `shared`) for one
    /// of the check's controls. A result speaks for those whose id or `subjects` its subject matches.
    Components,
    /// `inventory:NAME`: every entry of `controls/inventory/NAME.csv` or `.txt`. A result speaks
    /// for the entry that is its subject's name.
    Inventory(InventoryId),
}

/// A rhythm in which results must arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cadence {
    /// `every sprint`: a result inside each sprint's dates; the open sprint is not counted yet.
    EverySprint,
    /// `every commit`: a result for the newest commit of every repository whose commits are known.
    EveryCommit,
    /// `daily`: a result on every day; the open day is not counted yet.
    Daily,
    /// `weekly`: at most 7 days from result to result.
    Weekly,
    /// `monthly`: at most 31 days.
    Monthly,
    /// `quarterly`: at most 92 days.
    Quarterly,
    /// `every six months`: at most 184 days.
    EverySixMonths,
    /// `annual`: until the same date of the next year.
    Annual,
}

/// Where a check's results come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckSource {
    /// `tool`: the tool's name (`prowler`, `semgrep`), or the name of a format (`sarif`, `junit`)
    /// for any tool that writes it.
    pub tool: Spanned<String>,
    /// `rules`: the tool's rule ids; `*` stands for any text.
    pub rules: Vec<Spanned<String>>,
    /// `optional`: those of `rules` that may be silent, because a tool says nothing about a kind of
    /// resource that is not there. Every other rule that is written out must have answered.
    pub optional: Vec<Spanned<String>>,
    /// `document`: only runs submitted under this name (`--document`).
    pub document: Option<Spanned<String>>,
    /// `level`: only failing results at or above this level count as failing.
    pub level: Option<Severity>,
    /// `absence = "passes"`: no finding passes, from a run whose coverage is known.
    pub absence_passes: bool,
    /// `pass_when`: an expression over a JSON document, for `tool = "json"`.
    pub pass_when: Option<Spanned<String>>,
    /// What `pass_when` is asked of.
    pub over: Over,
}

/// What an expression is asked of: the document as a whole, or each thing that it lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Over {
    /// `for_each`: an expression that gives the list of things; each is `item`.
    pub for_each: Option<Spanned<String>>,
    /// `where`: which things are asked about.
    pub only: Option<Spanned<String>>,
    /// `subject`: what a thing is called, from run to run.
    pub subject: Option<Spanned<String>>,
    /// `message`: words for a fail.
    pub message: Option<Spanned<String>>,
    /// `with`: other documents of the same account that the expressions need.
    pub with: Vec<Spanned<String>>,
    /// `empty`: what a list without things to ask about means.
    pub empty: Empty,
}

impl CheckSource {
    /// Every expression of the source.
    pub fn expressions(&self) -> impl Iterator<Item = &Spanned<String>> {
        let Over { for_each, only, subject, message, .. } = &self.over;
        [&self.pass_when, for_each, only, subject, message].into_iter().flatten()
    }
}

/// What a list without anything to ask about means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Empty {
    /// Nothing was evaluated, so nothing is proven.
    #[default]
    Nothing,
    /// `passes`.
    Passes,
    /// `fails`: there must be at least one.
    Fails,
    /// `not-applicable`.
    NotApplicable,
}

/// What is to be attested, by whom and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// `id`, such as `root-device-custody`.
    pub id: Spanned<AttestationId>,
    /// `title`: the statement that is asked for.
    pub title: String,
    /// `by`: the role that can say it; for a provider's attestation the provider.
    pub by: Option<Spanned<PartyId>>,
    /// `every`: how long one statement counts at most.
    pub every: Option<Spanned<MaxAge>>,
    /// `controls`: what it helps to prove.
    pub controls: Vec<Spanned<ControlRef>>,
    /// `provider`: it is a provider's attestation (AOC, certificate, SOC report) of this party;
    /// controls are then inherited through `[[applicability]]`.
    pub provider: Option<Spanned<PartyId>>,
    /// `document`: what document should stand behind it.
    pub document: Option<String>,
    /// `shows`: the cells of the encryption and the logging matrix that it answers.
    pub shows: Vec<Shows>,
    /// Something in it could not be read or resolved; it is never live.
    pub broken: bool,
}

/// The decision on one control in the Statement of Applicability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicability {
    /// `control`.
    pub control: Spanned<ControlRef>,
    /// `applicable`.
    pub applicable: bool,
    /// `reason`: why it is in or out.
    pub reason: Option<Spanned<String>>,
    /// `because`: reasons for inclusion out of `risk`, `law`, `contract`, `best-practice`.
    pub because: Vec<Spanned<String>>,
    /// `implementation`.
    pub implementation: Implementation,
    /// `process`: the existing process that meets it.
    pub process: Option<String>,
    /// `inherited_from`: the party whose attestation covers it.
    pub inherited_from: Option<Spanned<PartyId>>,
    /// `attestation`: the provider's attestation that covers it.
    pub attestation: Option<Spanned<AttestationId>>,
    /// `owner`.
    pub owner: Option<Spanned<PartyId>>,
    /// `references`: where somebody can read on.
    pub references: Vec<Reference>,
    /// Something in it could not be read or resolved; it neither excludes nor inherits,
    /// and its control is never met.
    pub broken: bool,
}

/// How an applicable control is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Implementation {
    /// `story`: by stories of this program.
    Story,
    /// `process`: by a process that existed before.
    Process,
    /// `inherited`: by a provider.
    Inherited,
    /// `excluded`: not applicable.
    Excluded,
}

/// A measure of effectiveness with its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// `id`.
    pub id: Spanned<MeasureId>,
    /// `title`.
    pub title: String,
    /// `kind`: `coverage`, `freshness`, `failing-age`, `lead-time`, `machine-share`,
    /// `repeat-findings` or `verified-share`.
    pub kind: Spanned<String>,
    /// `target`: the value to reach.
    pub target: f64,
    /// `direction`: whether more is better (`at-least`) or less (`at-most`).
    pub at_least: bool,
    /// `owner`.
    pub owner: Option<Spanned<PartyId>>,
}
