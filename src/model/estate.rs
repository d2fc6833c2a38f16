//! `[[party]]`, `[[component]]`, `[[service]]`, `[[account]]`, `[[repository]]` and `[[risk]]`: what there is,
//! who answers for it, and what could go wrong.

use super::{Check, Declared};
use crate::{
    ids::{
        AccountId, CheckId, ComponentId, ControlRef, InventoryId, PartyId, PersonaId, RepositoryId,
        RiskId, ServiceId,
    },
    source::Spanned,
    time::{Day, MaxAge},
};

/// Somebody who can own or answer for things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// `id`, such as `team-platform` or `aws`.
    pub id: Spanned<PartyId>,
    /// `name`.
    pub name: String,
    /// `kind`.
    pub kind: PartyKind,
    /// `contact`: a shared mailbox or a channel, never one person.
    pub contact: Option<String>,
    /// `members`: the roster of a team, as the kinds of people in it.
    pub members: Vec<Spanned<PersonaId>>,
}

/// What kind of party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartyKind {
    /// `team` of ours.
    Team,
    /// `role` of ours.
    Role,
    /// `provider`: a cloud provider.
    Provider,
    /// `msp`: a managed service provider.
    Msp,
    /// `isv`: a software vendor.
    Isv,
    /// `auditor`: independent of us.
    Auditor,
}

impl PartyKind {
    /// Whether the party is outside our organization.
    pub fn is_external(self) -> bool {
        matches!(self, Self::Provider | Self::Msp | Self::Isv | Self::Auditor)
    }
}

/// A part of the estate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// `id`, such as `aws-kms`.
    pub id: Spanned<ComponentId>,
    /// `name`.
    pub name: String,
    /// `party`: who runs or ships it.
    pub party: Option<Spanned<PartyId>>,
    /// `owner`: who answers for it on our side.
    pub owner: Option<Spanned<PartyId>>,
    /// `description`.
    pub description: String,
    /// `critical`: asks for fresher evidence and closer approval.
    pub critical: bool,
    /// `serves`: components whose controls it meets once for all.
    pub serves: Vec<Spanned<ComponentId>>,
    /// `subjects`: names of the subjects that belong to it, in which `*` stands for any text
    /// (`arn:aws:kms:*`). Its own id always does.
    pub subjects: Vec<Spanned<String>>,
    /// `services`: what it is made of; every resource of these services in an account of the
    /// program belongs to it.
    pub services: Vec<Spanned<ServiceId>>,
    /// `accounts`: only resources in these accounts are meant by `services`; without `services`,
    /// everything in them.
    pub accounts: Vec<Spanned<AccountId>>,
    /// `repositories`: source repositories that belong to it.
    pub repositories: Vec<Spanned<RepositoryId>>,
    /// `encryption`, `logging`: what people say of it, for the matrices.
    pub declared: Declared,
    /// `templates`: `CloudFormation` templates that make it, by their paths from the program's root.
    pub templates: Vec<Spanned<String>>,
    /// `stacks`: names of the stacks that its templates are deployed as; `*` at the end stands for
    /// any text. A stack whose tag names the template needs none.
    pub stacks: Vec<Spanned<String>>,
    /// `[[component.responsibility]]`: who does what for which controls.
    pub responsibilities: Vec<Responsibility>,
    /// Something in it could not be read or resolved; it may have a part in any control.
    pub broken: bool,
}

impl Component {
    /// Whether it says which resources belong to it.
    pub fn claims(&self) -> bool {
        !(self.subjects.is_empty()
            && self.services.is_empty()
            && self.accounts.is_empty()
            && self.repositories.is_empty())
    }

    /// Whether we have a duty in it for one of a check's controls, as far as it can be read.
    pub fn may_concern(&self, check: &Check) -> bool {
        let ours = |duty: &&Responsibility| duty.kind != ResponsibilityKind::Provider;
        let mut named = self.responsibilities.iter().filter(ours).flat_map(|duty| &duty.controls);
        let asked = &check.controls;
        self.broken || named.any(|p| asked.iter().any(|c| names_control(&p.value, &c.value)))
    }
}

/// A kind of service that components are made of, and what it brings into a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// `id`, such as `rds`; for AWS the service's name in an ARN where it has one.
    pub id: Spanned<ServiceId>,
    /// `name`.
    pub name: String,
    /// `also`: other names that people and tools have for it, such as `aurora`, or
    /// `service/type` of an ARN (`ec2/volume`).
    pub also: Vec<Spanned<String>>,
    /// `run_by`: the party that runs it, when it is not us.
    pub run_by: Option<Spanned<PartyId>>,
    /// `checks`: those that look at it.
    pub checks: Vec<Spanned<CheckId>>,
    /// `controls`: what it brings besides the controls of its checks.
    pub controls: Vec<Spanned<ControlRef>>,
    /// `provider_does`: the part of whoever runs it.
    pub provider_does: Option<String>,
    /// `customer_does`: our part.
    pub customer_does: Option<String>,
}

impl Service {
    /// Whether people or tools call it so, in any case.
    pub fn is_called(&self, name: &str) -> bool {
        let mut names = self.also.iter().map(|name| name.value.as_str());
        self.id.as_str().eq_ignore_ascii_case(name)
            || names.any(|other| other.eq_ignore_ascii_case(name))
    }
}

/// Who does what for some controls of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Responsibility {
    /// `controls`: control references; `*` at the end stands for any text
    /// (`pci-dss-4.0.1/9.*`, `aws-baseline/AB.ENC-*`).
    pub controls: Vec<Spanned<String>>,
    /// `kind`.
    pub kind: ResponsibilityKind,
    /// `accountable`: the one party that answers for it.
    pub accountable: Spanned<PartyId>,
    /// `provider`: who has the provider's part; the component's `party` when not said.
    pub provider: Option<Spanned<PartyId>>,
    /// `provider_does`: their part, needed when shared.
    pub provider_does: Option<String>,
    /// `customer_does`: our part, needed when shared.
    pub customer_does: Option<String>,
}

/// How a duty is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResponsibilityKind {
    /// `provider`: theirs alone.
    Provider,
    /// `customer`: ours alone.
    Customer,
    /// `shared`: both have a part.
    Shared,
}

/// A cloud account in scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// `id`: the provider's number for it.
    pub id: Spanned<AccountId>,
    /// `name`.
    pub name: String,
    /// `owner`: who answers for it.
    pub owner: Option<Spanned<PartyId>>,
    /// `deputy`: who answers when the owner cannot.
    pub deputy: Option<Spanned<PartyId>>,
    /// `environment`, such as `production`.
    pub environment: Option<String>,
    /// `support_plan`.
    pub support_plan: Option<String>,
    /// `contacts.security`.
    pub security_contact: Option<Spanned<String>>,
    /// `contacts.billing`.
    pub billing_contact: Option<Spanned<String>>,
    /// `contacts.operations`.
    pub operations_contact: Option<Spanned<String>>,
    /// `regions`: the regions in scope; those of `[program] regions` when not said.
    pub regions: Option<Vec<Spanned<String>>>,
    /// Something in it could not be read; it may have other regions as well.
    pub broken: bool,
}

/// A list of things in scope, kept as a file beside the program's own: `controls/inventory/NAME.csv`
/// (first column) or `.txt` (one a line).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    /// The file's name without its ending.
    pub id: Spanned<InventoryId>,
    /// The names of the subjects.
    pub entries: Vec<Spanned<String>>,
    /// Something in it could not be read: there are members that nobody knows.
    pub broken: bool,
}

/// A source repository in scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// `id`: as claimed with `--repository`.
    pub id: Spanned<RepositoryId>,
    /// `name`.
    pub name: String,
    /// `owner`.
    pub owner: Option<Spanned<PartyId>>,
    /// `path`: a local clone, relative to the program, whose commits `every commit` asks about. It
    /// is the folder that holds `.git`.
    pub path: Option<Spanned<String>>,
    /// `branch`: the branch whose commits count; what is checked out, when not said.
    pub branch: Option<Spanned<String>>,
    /// Something in it could not be read; its commits are not known.
    pub broken: bool,
}

/// Something that could go wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// `id`, such as `R-01`.
    pub id: Spanned<RiskId>,
    /// `title`.
    pub title: String,
    /// `description`.
    pub description: String,
    /// `owner`.
    pub owner: Option<Spanned<PartyId>>,
    /// `likelihood`, 1 to 5, before treatment.
    pub likelihood: Spanned<u32>,
    /// `impact`, 1 to 5, before treatment.
    pub impact: Spanned<u32>,
    /// `treatment`.
    pub treatment: Treatment,
    /// `target_likelihood`, 1 to 5, once its stories are verified.
    pub target_likelihood: Spanned<u32>,
    /// `target_impact`, 1 to 5, once its stories are verified.
    pub target_impact: Spanned<u32>,
    /// `reviewed`: the day on which its owner last looked at it.
    pub reviewed: Option<Spanned<Day>>,
    /// `review_every`: how long a look counts (`92d`).
    pub review_every: Option<Spanned<MaxAge>>,
}

/// What is done about a risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// `mitigate`.
    Mitigate,
    /// `accept`.
    Accept,
    /// `transfer`.
    Transfer,
    /// `avoid`.
    Avoid,
}

/// Whether a pattern of [`Responsibility::controls`] names this control.
pub fn names_control(pattern: &str, control: &ControlRef) -> bool {
    pattern.split_once('/').is_some_and(|(framework, id)| {
        framework == control.framework.as_str() && matches_pattern(id, control.control.as_str())
    })
}

/// Whether a pattern, in which `*` at the end stands for any text, matches an id.
pub fn matches_pattern(pattern: &str, id: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == id, |prefix| id.starts_with(prefix))
}
