//! `[[party]]`, `[[component]]`, `[[account]]`, `[[repository]]` and `[[risk]]`: what there is,
//! who answers for it, and what could go wrong.

use crate::{
    ids::{AccountId, ComponentId, ControlRef, PartyId, RepositoryId, RiskId},
    source::Spanned,
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
    /// `[[component.responsibility]]`: who does what for which controls.
    pub responsibilities: Vec<Responsibility>,
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
