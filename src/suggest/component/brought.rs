//! The controls that a component's services bring, and what answers for each already.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::{Assessment, ControlStatus},
    ids::{
        AccountId, AttestationId, CheckId, ComponentId, ControlRef, PartyId, RepositoryId,
        ServiceId,
    },
    model::{Component, Control, Implementation, Mode, ResponsibilityKind, Service, names_control},
    program::{Program, rules::check_unknown_rule},
};

use super::stories::is_about;

/// A component that is to be taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct New {
    /// Its id, which nothing has yet.
    pub id: ComponentId,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub description: String,
    /// What it is made of.
    pub services: Vec<ServiceId>,
    /// Who answers for it.
    pub owner: PartyId,
    /// Who runs it, when it is not the owner.
    pub party: Option<PartyId>,
    /// Whether it is critical.
    pub critical: bool,
    /// The components that it will serve.
    pub serves: Vec<ComponentId>,
    /// The accounts that its services are meant in.
    pub accounts: Vec<AccountId>,
    /// Its repositories.
    pub repositories: Vec<RepositoryId>,
    /// Names of its resources.
    pub subjects: Vec<String>,
}

/// What answers for a control that a new component brings, the least work first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum Standing {
    /// A provider answers for it.
    Inherited {
        /// The provider.
        from: PartyId,
        /// The component through which; none when the Statement of Applicability says so.
        through: Option<ComponentId>,
    },
    /// A shared component meets it once for those it serves; it does not serve this one yet.
    Shared {
        /// The component.
        by: ComponentId,
    },
    /// Checks that look at the service ask for it.
    Checked,
    /// People state it, program-wide.
    Stated,
    /// Nothing that looks at this service.
    Lacking,
}

/// A control that a new component brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Brought {
    /// The control.
    pub control: ControlRef,
    /// Its title.
    pub title: String,
    /// The services that bring it; none when only the provider does.
    pub services: Vec<ServiceId>,
    /// What answers for it.
    #[serde(flatten)]
    pub standing: Standing,
    /// The checks that look at these services and ask for it.
    pub checks: Vec<CheckId>,
    /// Those of the services that no check looks at for this control, though machines could.
    pub lacking: Vec<ServiceId>,
    /// The statements that ask for it.
    pub attestations: Vec<AttestationId>,
    /// How the control stands now, in the whole program.
    pub status: ControlStatus,
}

/// The services that bring a control, each with its checks that ask for it.
type Asked = BTreeMap<ServiceId, BTreeSet<CheckId>>;

/// The controls, in the order of what answers for them, and how many were left out because the
/// Statement of Applicability excludes them.
pub fn brought(program: &Program, assessment: &Assessment, new: &New) -> (Vec<Brought>, usize) {
    let mut by_control: BTreeMap<ControlRef, Asked> = BTreeMap::new();
    for service in new.services.iter().filter_map(|id| program.services.get(id)) {
        for (control, check) in of_service(program, service) {
            let asked = by_control.entry(control).or_default();
            let checks = asked.entry(service.id.value.clone()).or_default();
            checks.extend(check);
        }
    }
    let ours = by_control.keys().cloned().collect();
    for control in inherited(program, new, &ours) {
        by_control.entry(control).or_default();
    }
    let mut excluded = 0;
    let mut all: Vec<Brought> = Vec::new();
    for (id, asked) in by_control {
        let (Some(control), Some(judged)) =
            (program.controls.get(&id), assessment.controls.get(&id))
        else {
            continue;
        };
        if judged.status == ControlStatus::Excluded {
            excluded += 1;
            continue;
        }
        let attestations = program.attestations_of(&id).map(|a| a.id.value.clone());
        let attestations: Vec<AttestationId> = attestations.collect();
        let by_other = standing(program, new, &id);
        let lacks = |(service, checks): &(&ServiceId, &BTreeSet<CheckId>)| {
            let service = program.services.get(*service);
            checks.is_empty() && !service.is_some_and(|s| is_stated(s, control, &attestations))
        };
        let is_inherited = matches!(by_other, Some(Standing::Inherited { .. }));
        let lacking = asked.iter().filter(lacks).map(|(service, _)| service.clone());
        let lacking: Vec<ServiceId> = lacking.filter(|_| !is_inherited).collect();
        let checks: BTreeSet<CheckId> = asked.values().flatten().cloned().collect();
        let standing = by_other.unwrap_or(match (checks.is_empty(), lacking.is_empty()) {
            (false, _) => Standing::Checked,
            (true, true) => Standing::Stated,
            (true, false) => Standing::Lacking,
        });
        all.push(Brought {
            standing,
            title: control.title.clone(),
            services: asked.keys().cloned().collect(),
            checks: Vec::from_iter(checks),
            lacking,
            attestations,
            status: judged.status,
            control: id,
        });
    }
    all.sort_by(|a, b| (&a.standing, &a.control).cmp(&(&b.standing, &b.control)));
    (all, excluded)
}

/// The controls of a service: those of its checks, each with the check, and its own.
fn of_service<'a>(
    program: &'a Program,
    service: &'a Service,
) -> impl Iterator<Item = (ControlRef, Option<CheckId>)> + 'a {
    let checks = service.checks.iter().filter_map(|check| program.checks.get(&check.value));
    let checked = checks.flat_map(|check| {
        let id = check.id.value.clone();
        check.controls.iter().map(move |control| (control.value.clone(), Some(id.clone())))
    });
    checked.chain(service.controls.iter().map(|control| (control.value.clone(), None)))
}

/// The controls that whoever runs the new component answers for alone, in what they run already;
/// without those that the services bring themselves.
fn inherited(program: &Program, new: &New, ours: &BTreeSet<ControlRef>) -> Vec<ControlRef> {
    let Some(party) = &new.party else { return Vec::new() };
    let patterns: Vec<&str> = providers(program, party).flat_map(|(_, p)| p).collect();
    let is_theirs = |id: &ControlRef| patterns.iter().any(|p| names_control(p, id));
    let controls = program.controls.values().filter(|control| !control.heading);
    let ids = controls.map(|control| &control.id);
    ids.filter(|id| !ours.contains(id) && is_theirs(id)).cloned().collect()
}

/// The components that a party runs, with what it answers for alone in each.
fn providers<'a>(
    program: &'a Program,
    party: &'a PartyId,
) -> impl Iterator<Item = (&'a Component, Vec<&'a str>)> {
    let run = program.components.values();
    let run = run.filter(move |c| c.party.as_ref().is_some_and(|p| p.value == *party));
    run.map(|component| {
        (component, patterns(component, |kind| kind == ResponsibilityKind::Provider))
    })
}

fn patterns(component: &Component, wanted: impl Fn(ResponsibilityKind) -> bool) -> Vec<&str> {
    let duties = component.responsibilities.iter().filter(|duty| wanted(duty.kind));
    duties.flat_map(|duty| &duty.controls).map(|pattern| pattern.value.as_str()).collect()
}

/// Who else answers for a control: a provider, or a component that serves others.
fn standing(program: &Program, new: &New, id: &ControlRef) -> Option<Standing> {
    let decision = program.applicability.get(id).filter(|decision| {
        !decision.broken && decision.implementation == Implementation::Inherited
    });
    if let Some(from) = decision.and_then(|decision| decision.inherited_from.as_ref()) {
        return Some(Standing::Inherited { from: from.value.clone(), through: None });
    }
    if let Some(party) = &new.party {
        let mut theirs = providers(program, party);
        let found = theirs.find(|(_, patterns)| patterns.iter().any(|p| names_control(p, id)));
        if let Some((component, _)) = found {
            let through = Some(component.id.value.clone());
            return Some(Standing::Inherited { from: party.clone(), through });
        }
    }
    let ours = |kind| kind != ResponsibilityKind::Provider;
    let mut shared = program.components.values().filter(|c| !c.serves.is_empty());
    let meets = |c: &&Component| patterns(c, ours).iter().any(|p| names_control(p, id));
    shared.find(meets).map(|component| Standing::Shared { by: component.id.value.clone() })
}

/// Whether people state what a control asks of a service, for the program as a whole: because the
/// control is theirs, or because no scanner has rules about the service.
fn is_stated(service: &Service, control: &Control, attestations: &[AttestationId]) -> bool {
    let is_theirs = match control.mode {
        Mode::Auto => false,
        Mode::Manual => true,
        Mode::Mixed => !check_unknown_rule::known_rules().any(|rule| is_about(service, rule)),
    };
    is_theirs && !attestations.is_empty()
}
