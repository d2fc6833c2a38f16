//! Who answers for each control: the duties of components and, where none names the control, the
//! owner in the decision on it. And what keeps a control from having exactly one such party.

use std::collections::BTreeMap;

use crate::{
    ids::{ControlRef, FrameworkId, PartyId},
    model::{Component, Control, Responsibility, ResponsibilityKind, names_control},
    program::Program,
    source::{Sources, Span, Spanned},
    time::Day,
};

/// A duty in a component that names a control.
#[derive(Debug, Clone, Copy)]
pub struct Duty<'p> {
    /// The component.
    pub component: &'p Component,
    /// The duty.
    pub responsibility: &'p Responsibility,
    /// The pattern that names the control.
    pub pattern: &'p Spanned<String>,
}

impl<'p> Duty<'p> {
    /// Who has the provider's part: the party that the duty names, or that runs the component.
    pub fn provider(&self) -> Option<&'p PartyId> {
        let named = self.responsibility.provider.as_ref().or(self.component.party.as_ref());
        named.map(|party| &party.value)
    }
}

/// The duties of all components, by the framework that they are about.
#[derive(Debug, Clone, Default)]
pub struct Duties<'p> {
    of: BTreeMap<&'p str, Vec<Duty<'p>>>,
}

impl<'p> Duties<'p> {
    /// The duties in a program.
    pub fn new(program: &'p Program) -> Self {
        let mut of: BTreeMap<&str, Vec<Duty<'_>>> = BTreeMap::new();
        for duty in duties(program) {
            let framework =
                duty.pattern.value.split_once('/').map_or("", |(framework, _)| framework);
            of.entry(framework).or_default().push(duty);
        }
        Self { of }
    }

    /// Every duty, once for each of its patterns.
    pub fn all(&self) -> impl Iterator<Item = Duty<'p>> + '_ {
        self.of.values().flatten().copied()
    }

    /// The duties that name a control, each once, in the order of components.
    pub fn of(&self, control: &ControlRef) -> Vec<Duty<'p>> {
        let all = self.of.get(control.framework.as_str()).map(Vec::as_slice).unwrap_or_default();
        let mut found: Vec<Duty<'p>> = Vec::new();
        for duty in all.iter().filter(|duty| names_control(&duty.pattern.value, control)) {
            let is_last = |last: &Duty<'_>| std::ptr::eq(last.responsibility, duty.responsibility);
            if !found.last().is_some_and(is_last) {
                found.push(*duty);
            }
        }
        found
    }
}

/// Every pattern of every duty.
fn duties(program: &Program) -> impl Iterator<Item = Duty<'_>> {
    program.components.values().flat_map(|component| {
        component.responsibilities.iter().flat_map(move |responsibility| {
            let patterns = responsibility.controls.iter();
            patterns.map(move |pattern| Duty { component, responsibility, pattern })
        })
    })
}

/// Who answers for a control, each with where that is said; nobody, or several, is a [`Flaw`].
///
/// Those are the accountable parties of the duties that name it. Where none does, it is the owner
/// in the decision on its applicability.
pub fn accountable<'p>(
    program: &'p Program,
    control: &ControlRef,
    named: &[Duty<'p>],
) -> BTreeMap<&'p PartyId, Span> {
    let mut parties = BTreeMap::new();
    for duty in named {
        parties.entry(&duty.responsibility.accountable.value).or_insert(duty.pattern.span);
    }
    if parties.is_empty() {
        let decision = program.applicability_of(control).and_then(|d| d.owner.as_ref());
        parties.extend(decision.map(|owner| (&owner.value, owner.span)));
    }
    parties
}

/// What keeps a requirement from having exactly one party that answers for it, or keeps people
/// from knowing who does what.
#[derive(Debug, Clone)]
pub enum Flaw<'p> {
    /// Nobody answers for a control.
    Nobody(&'p Control),
    /// Several parties answer for a control, each with where that is said.
    Several(&'p Control, BTreeMap<&'p PartyId, Span>),
    /// A shared duty of a component does not say what a side does: the keys that are missing.
    NoSplit(&'p Component, &'p Responsibility, Vec<&'static str>),
    /// A shared duty of a component does not say with whom.
    NoOtherSide(&'p Component, &'p Responsibility),
}

impl Flaw<'_> {
    /// Whether it is about a control of this framework.
    pub fn concerns(&self, framework: &FrameworkId) -> bool {
        match self {
            Self::Nobody(control) | Self::Several(control, _) => control.id.framework == *framework,
            Self::NoSplit(_, duty, _) | Self::NoOtherSide(_, duty) => {
                duty.controls.iter().any(|p| {
                    p.value.split_once('/').is_some_and(|(name, _)| name == framework.as_str())
                })
            }
        }
    }

    /// Where the files say so, or where they would say better.
    pub fn spans(&self) -> Vec<Span> {
        match self {
            Self::Nobody(control) => vec![control.id_span],
            Self::Several(_, parties) => parties.values().copied().collect(),
            Self::NoSplit(_, duty, _) | Self::NoOtherSide(_, duty) => {
                vec![duty.controls.first().map_or(duty.accountable.span, |pattern| pattern.span)]
            }
        }
    }

    /// The same as `file:line`, in the order of [`Flaw::spans`].
    pub fn places(&self, sources: &Sources) -> Vec<String> {
        let place =
            |span: Span| format!("{}:{}", sources.path(span.file), sources.places(span).0.line);
        self.spans().into_iter().map(place).collect()
    }
}

/// Every flaw in the duties for the controls that are asked of us on a day: first those without
/// exactly one accountable party, then shared duties that do not say who does what.
pub fn flaws(program: &Program, day: Day) -> Vec<Flaw<'_>> {
    let all = Duties::new(program);
    let mut found = Vec::new();
    for control in program.controls.values().filter(|control| is_asked(program, control, day)) {
        let parties = accountable(program, &control.id, &all.of(&control.id));
        match parties.len() {
            0 => found.push(Flaw::Nobody(control)),
            1 => {}
            _ => found.push(Flaw::Several(control, parties)),
        }
    }
    for component in program.components.values() {
        let shared = component.responsibilities.iter();
        for duty in shared.filter(|duty| duty.kind == ResponsibilityKind::Shared) {
            let missing = missing(duty);
            if !missing.is_empty() {
                found.push(Flaw::NoSplit(component, duty, missing));
            }
            if is_shared_with_nobody(program, component, duty) {
                found.push(Flaw::NoOtherSide(component, duty));
            }
        }
    }
    found
}

/// Whether a control is asked of us: not by its class, its successor or the decision on it.
fn is_asked(program: &Program, control: &Control, day: Day) -> bool {
    let decision = program.applicability_of(&control.id);
    program.is_asked_for(control, day) && decision.is_none_or(|decision| decision.applicable)
}

/// The parts that a shared duty must tell and does not.
fn missing(duty: &Responsibility) -> Vec<&'static str> {
    let sides = [("provider_does", &duty.provider_does), ("customer_does", &duty.customer_does)];
    sides.into_iter().filter(|(_, text)| text.is_none()).map(|(key, _)| key).collect()
}

/// Whether neither a shared duty nor its component says who outside of us has the other part.
fn is_shared_with_nobody(program: &Program, component: &Component, duty: &Responsibility) -> bool {
    let is_ours = |id: &PartyId| program.parties.get(id).is_some_and(|p| !p.kind.is_external());
    duty.provider.is_none() && component.party.as_ref().is_none_or(|party| is_ours(&party.value))
}
