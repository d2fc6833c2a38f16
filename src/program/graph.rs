//! The program: every record by its id, and who refers to whom.
//!
//! A link is written in one direction only; the other direction is derived here, once. Lookups in
//! that other direction give records in the natural order of their ids.

use std::collections::{BTreeMap, HashMap};

use crate::{
    evidence::Approvable,
    ids::{
        AccountId, AttestationId, CheckId, ComponentId, ControlId, ControlRef, EpicId, FrameworkId,
        InventoryId, MeasureId, PartyId, PersonaId, RepositoryId, ResponseId, RiskId, ServiceId,
        SprintId, StoryId, WorksheetId,
    },
    model::{
        Account, Applicability, ApprovalRule, Attestation, Cadence, Check, Component, Control,
        Crosswalk, Epic, Framework, Inventory, Measure, Party, Persona, Population, Repository,
        Response, Retired, Risk, Service, Settings, SignersFile, Sprint, Story, Template,
        Worksheet, matches_pattern,
    },
    source::Span,
    time::{Day, MaxAge},
};

/// Everything under one `storyproof.toml`, with every link resolved.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// `storyproof.toml`.
    pub settings: Settings,
    /// Catalogs.
    pub frameworks: BTreeMap<FrameworkId, Framework>,
    /// Their controls.
    pub controls: BTreeMap<ControlRef, Control>,
    /// Links between controls of two frameworks.
    pub crosswalks: Vec<Crosswalk>,
    /// Questions that machines answer.
    pub checks: BTreeMap<CheckId, Check>,
    /// Questions that people answer.
    pub attestations: BTreeMap<AttestationId, Attestation>,
    /// The Statement of Applicability.
    pub applicability: BTreeMap<ControlRef, Applicability>,
    /// Measures of effectiveness.
    pub measures: BTreeMap<MeasureId, Measure>,
    /// What management says to deviations.
    pub responses: BTreeMap<ResponseId, Response>,
    /// Compensating controls and customized approaches.
    pub worksheets: BTreeMap<WorksheetId, Worksheet>,
    /// Epics.
    pub epics: BTreeMap<EpicId, Epic>,
    /// Stories.
    pub stories: BTreeMap<StoryId, Story>,
    /// Sprints, by their first day.
    pub sprints: Vec<Sprint>,
    /// Personas.
    pub personas: BTreeMap<PersonaId, Persona>,
    /// Parties.
    pub parties: BTreeMap<PartyId, Party>,
    /// Components.
    pub components: BTreeMap<ComponentId, Component>,
    /// Accounts in scope.
    pub accounts: BTreeMap<AccountId, Account>,
    /// Repositories in scope.
    pub repositories: BTreeMap<RepositoryId, Repository>,
    /// Risks.
    pub risks: BTreeMap<RiskId, Risk>,
    /// What components are made of, and what that brings.
    pub services: BTreeMap<ServiceId, Service>,
    /// Who may approve what, in the order of files and lines.
    pub approval_rules: Vec<ApprovalRule>,
    /// Records that are gone; their ids stay taken.
    pub retired: Vec<Retired>,
    /// Whose key is whose, as it stands in the file of the allowed signers.
    pub signers: Option<SignersFile>,
    /// The files of the program by their paths, in the order of their ids.
    pub(super) paths: Vec<Box<str>>,
    /// Lists of things in scope.
    pub inventories: BTreeMap<InventoryId, Inventory>,
    /// Templates of components, by their paths from the root.
    pub templates: BTreeMap<String, Template>,
    /// Other ids of controls, with the control that answers to each.
    pub aliases: BTreeMap<ControlRef, ControlRef>,
    /// Ids that stories had before, with the story that has taken each along.
    pub former_stories: BTreeMap<StoryId, StoryId>,
    /// Accounts, repositories and components whose record could not be read, by what people wrote of them:
    /// members of a population that can never be proven.
    pub incomplete_members: BTreeMap<Population, Vec<String>>,
    /// How many errors reading and resolving found in the files.
    pub file_errors: usize,
    pub(super) links: Links,
}

/// Who refers to whom, backwards.
#[derive(Debug, Clone, Default)]
pub(super) struct Links {
    pub(super) control_checks: HashMap<ControlRef, Vec<CheckId>>,
    pub(super) control_attestations: HashMap<ControlRef, Vec<AttestationId>>,
    pub(super) control_stories: HashMap<ControlRef, Vec<StoryId>>,
    pub(super) risk_stories: HashMap<RiskId, Vec<StoryId>>,
    pub(super) epic_stories: HashMap<EpicId, Vec<StoryId>>,
    pub(super) sprint_stories: HashMap<SprintId, Vec<StoryId>>,
    pub(super) component_stories: HashMap<ComponentId, Vec<StoryId>>,
    pub(super) check_stories: HashMap<CheckId, Vec<StoryId>>,
    pub(super) attestation_stories: HashMap<AttestationId, Vec<StoryId>>,
    pub(super) dependent_stories: HashMap<StoryId, Vec<StoryId>>,
    pub(super) framework_controls: HashMap<FrameworkId, Vec<ControlRef>>,
    pub(super) control_children: HashMap<ControlRef, Vec<ControlRef>>,
    pub(super) serving_components: HashMap<ComponentId, Vec<ComponentId>>,
    pub(super) sprint_index: HashMap<SprintId, usize>,
}

/// The records of some ids; an id that is gone from the map, which only a caller can cause, is
/// left out.
fn records<'p, K: Ord, V>(
    map: &'p BTreeMap<K, V>,
    ids: Option<&'p Vec<K>>,
) -> impl Iterator<Item = &'p V> + Clone {
    ids.map(Vec::as_slice).unwrap_or_default().iter().filter_map(|id| map.get(id))
}

impl Program {
    /// The path of the file in which something stands, from the root; empty when it is not known.
    pub fn path(&self, span: Span) -> &str {
        self.paths.get(span.file.0 as usize).map_or("", |path| path)
    }

    /// The folder in which the stories of an epic stand, or would stand, from the root.
    pub fn folder_of(&self, epic: &EpicId) -> String {
        let mut folders = self.stories_of_epic(epic).filter_map(|story| {
            self.path(story.span).rsplit_once('/').map(|(folder, _)| folder.to_owned())
        });
        folders.next().unwrap_or_else(|| format!("stories/{}", epic.as_str().to_lowercase()))
    }

    /// A control by its id or one of its aliases.
    pub fn control(&self, id: &ControlRef) -> Option<&Control> {
        let by_id = self.controls.get(id);
        by_id.or_else(|| self.controls.get(self.aliases.get(id)?))
    }

    /// A sprint by its id.
    pub fn sprint(&self, id: &SprintId) -> Option<&Sprint> {
        self.sprints.get(*self.links.sprint_index.get(id)?)
    }

    /// Where a sprint stands in time.
    pub fn sprint_position(&self, id: &SprintId) -> Option<usize> {
        self.links.sprint_index.get(id).copied()
    }

    /// How long a result of a check counts by its own words, in seconds; `None` where the work
    /// decides: every sprint, every commit.
    pub fn counts_for(&self, check: &Check) -> Option<i64> {
        let days = match check.cadence.as_ref().map(|cadence| cadence.value) {
            Some(Cadence::EverySprint | Cadence::EveryCommit) => return None,
            Some(Cadence::Daily) => 1,
            Some(Cadence::Weekly) => 7,
            Some(Cadence::Monthly) => 31,
            Some(Cadence::Quarterly) => 92,
            Some(Cadence::EverySixMonths) => 184,
            Some(Cadence::Annual) => 366,
            None => {
                let own = check.max_age.as_ref().map_or(self.settings.max_age, |age| age.value);
                return Some(own.seconds());
            }
        };
        Some(days * 86_400)
    }

    /// A shorter time that results of a check count for, because a critical component rests on it,
    /// and the component.
    pub fn tightened(&self, check: &Check) -> Option<(MaxAge, &Component)> {
        let age = self.settings.critical_max_age.as_ref()?.value;
        if self.counts_for(check).is_some_and(|own| own <= age.seconds()) {
            return None;
        }
        Some((age, self.critical_for(check)?))
    }

    /// A critical component that rests on a check, as far as its duties can be read.
    pub fn critical_for(&self, check: &Check) -> Option<&Component> {
        self.components.values().find(|c| c.critical && c.may_concern(check))
    }

    /// The critical component for whose sake an exception from a check has no effect: `approver` is
    /// none of those who may approve one (`[evidence] critical_approvers`).
    pub fn not_theirs_to_approve(&self, check: &CheckId, approver: &str) -> Option<&Component> {
        let approvers = self.settings.critical_approvers.as_ref()?;
        let critical = self.critical_for(self.checks.get(check)?)?;
        let may = approvers.iter().any(|party| party.value.as_str() == approver);
        (!may).then_some(critical)
    }

    /// The rules that decide who approves a record of a kind in a file: those that name its folder,
    /// or else those that name none.
    pub fn approval_rules_for(&self, kind: Approvable, path: &str) -> Vec<&ApprovalRule> {
        let about = self.approval_rules.iter().filter(|rule| rule.is_about(kind, path));
        let (folder, general): (Vec<_>, Vec<_>) = about.partition(|rule| !rule.paths.is_empty());
        if folder.is_empty() { general } else { folder }
    }

    /// The checks that help to prove a control.
    pub fn checks_of(&self, control: &ControlRef) -> impl Iterator<Item = &Check> + Clone {
        records(&self.checks, self.links.control_checks.get(control))
    }

    /// The attestations that help to prove a control.
    pub fn attestations_of(
        &self,
        control: &ControlRef,
    ) -> impl Iterator<Item = &Attestation> + Clone {
        records(&self.attestations, self.links.control_attestations.get(control))
    }

    /// The decision on a control in the Statement of Applicability.
    pub fn applicability_of(&self, control: &ControlRef) -> Option<&Applicability> {
        self.applicability.get(control)
    }

    /// The controls directly below a control or heading.
    pub fn children_of(&self, control: &ControlRef) -> impl Iterator<Item = &Control> + Clone {
        records(&self.controls, self.links.control_children.get(control))
    }

    /// Every control of a framework, headings among them.
    pub fn controls_of(&self, framework: &FrameworkId) -> impl Iterator<Item = &Control> + Clone {
        records(&self.controls, self.links.framework_controls.get(framework))
    }

    /// The control above another.
    pub fn parent_of(&self, control: &Control) -> Option<&Control> {
        self.controls.get(&sibling(control, control.parent.as_deref()?))
    }

    /// The control that replaces another.
    pub fn successor_of(&self, control: &Control) -> Option<&Control> {
        self.control(&sibling(control, control.superseded_by.as_deref()?))
    }

    /// The stories that help to meet a control.
    pub fn stories_of_control(&self, id: &ControlRef) -> impl Iterator<Item = &Story> + Clone {
        records(&self.stories, self.links.control_stories.get(id))
    }

    /// The stories that treat a risk.
    pub fn stories_of_risk(&self, id: &RiskId) -> impl Iterator<Item = &Story> + Clone {
        records(&self.stories, self.links.risk_stories.get(id))
    }

    /// The stories of an epic.
    pub fn stories_of_epic(&self, id: &EpicId) -> impl Iterator<Item = &Story> + Clone {
        records(&self.stories, self.links.epic_stories.get(id))
    }

    /// The stories planned in a sprint.
    pub fn stories_of_sprint(&self, id: &SprintId) -> impl Iterator<Item = &Story> + Clone {
        records(&self.stories, self.links.sprint_stories.get(id))
    }

    /// The stories that touch a component.
    pub fn stories_of_component(&self, id: &ComponentId) -> impl Iterator<Item = &Story> + Clone {
        records(&self.stories, self.links.component_stories.get(id))
    }

    /// The stories with a criterion that a check proves.
    pub fn stories_of_check(&self, id: &CheckId) -> impl Iterator<Item = &Story> + Clone {
        records(&self.stories, self.links.check_stories.get(id))
    }

    /// The stories with a criterion that an attestation proves.
    pub fn stories_of_attestation(
        &self,
        id: &AttestationId,
    ) -> impl Iterator<Item = &Story> + Clone {
        records(&self.stories, self.links.attestation_stories.get(id))
    }

    /// The stories that must come after a story.
    pub fn stories_after(&self, id: &StoryId) -> impl Iterator<Item = &Story> + Clone {
        records(&self.stories, self.links.dependent_stories.get(id))
    }

    /// The components that serve a component, whose controls they meet for it.
    pub fn components_serving(&self, id: &ComponentId) -> impl Iterator<Item = &Component> + Clone {
        records(&self.components, self.links.serving_components.get(id))
    }
}

impl Program {
    /// Whether the Statement of Applicability must decide on a control: its framework says so, and
    /// it is no heading.
    pub fn needs_decision(&self, control: &Control) -> bool {
        let framework = self.frameworks.get(&control.id.framework);
        let patterns = framework.iter().flat_map(|f| &f.statement_of_applicability);
        let id = control.id.control.as_str();
        !control.heading && patterns.into_iter().any(|pattern| matches_pattern(pattern, id))
    }

    /// Whether a control is asked of us on a day: it is no heading, applies to our class of entity,
    /// and no control that is due has replaced it.
    pub fn is_asked_for(&self, control: &Control, day: Day) -> bool {
        let is_ended = control.applies_until.is_some_and(|until| until < day);
        let classes = &self.settings.classes;
        let is_ours = control.applies_to.as_ref().is_none_or(|class| classes.contains(class));
        let is_due = |c: &Control| c.effective_from.as_ref().is_none_or(|from| from.value <= day);
        let is_replaced = self.successor_of(control).is_some_and(is_due);
        !control.heading && (is_ours || is_ended) && !is_replaced
    }
}

/// A control of the same framework.
pub(super) fn sibling(control: &Control, id: &ControlId) -> ControlRef {
    ControlRef { framework: control.id.framework.clone(), control: id.clone() }
}
