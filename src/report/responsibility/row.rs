//! One requirement: its class, the party that answers, what each party does, and the attestations
//! that the parts of others rest on.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    class::{Class, Side},
    parties::{Paper, Papers},
};
use crate::{
    assess::ControlStatus,
    ids::{ComponentId, ControlRef, PartyId},
    model::{Control, ResponsibilityKind},
    program::{Duties, Duty, accountable::accountable},
    report::{
        Inputs, anchors,
        lang::{Lang, say},
        rows,
        words::{Word, Worded},
    },
};

/// A requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RequirementRow {
    /// Its full name.
    pub id: ControlRef,
    /// Its name inside the framework.
    pub short: String,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// Its status.
    pub status: Word,
    /// How it is split.
    pub class: Word,
    /// The CSA's name for that.
    pub csa: Option<&'static str>,
    /// Who answers for it: one party, unless something is wrong.
    pub accountable: Vec<PartyName>,
    /// Who does what, in the order of the columns.
    pub cells: Vec<SideCell>,
    /// The attestations that the parts of others rest on.
    pub papers: Vec<Paper>,
}

/// A party by its id and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartyName {
    /// Its id.
    pub id: PartyId,
    /// Its name.
    pub name: String,
}

/// What one side does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SideCell {
    /// The side.
    pub side: &'static str,
    /// Its parts.
    pub parts: Vec<Part>,
}

/// What one party does in one component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Part {
    /// The party; `None` where nobody says which.
    pub id: Option<PartyId>,
    /// Its name.
    pub party: String,
    /// Whether it is the one that answers for the requirement.
    pub accountable: bool,
    /// What it does.
    pub does: String,
    /// The component.
    pub component: String,
    /// The components that this one serves: they inherit what it meets.
    pub serves: Vec<String>,
}

/// What rows are made from.
pub(super) struct Builder<'a> {
    pub(super) inputs: &'a Inputs<'a>,
    pub(super) duties: Duties<'a>,
    pub(super) papers: Papers<'a>,
    pub(super) sides: Vec<Side>,
}

/// A part before it is put into words.
struct Share<'a> {
    side: Side,
    party: Option<&'a PartyId>,
    does: String,
    duty: Duty<'a>,
}

impl<'a> Builder<'a> {
    /// The row of a control; headings have none.
    pub(super) fn row(&self, control: &'a Control) -> Option<RequirementRow> {
        let judged = self.inputs.assessment.controls.get(&control.id)?;
        let named = self.duties.of(&control.id);
        let answering = accountable(self.inputs.program, &control.id, &named);
        let shares: Vec<Share<'_>> = named.iter().flat_map(|duty| self.shares(*duty)).collect();
        let mut sides: BTreeSet<Side> = shares.iter().map(|share| share.side).collect();
        if shares.is_empty() {
            // Without a duty, whoever owns the decision does what there is to do.
            sides.extend(answering.keys().map(|party| self.side(party)));
        }
        let applies = judged.status != ControlStatus::Excluded;
        let class = if applies { Class::of(&sides) } else { Class::NotApplicable };
        let outside: BTreeSet<&PartyId> = shares
            .iter()
            .filter(|share| share.side != Side::We)
            .filter_map(|share| share.party)
            .collect();
        Some(RequirementRow {
            id: control.id.clone(),
            short: control.id.control.to_string(),
            anchor: anchors::control(&control.id),
            title: control.title.clone(),
            status: judged.status.word(),
            class: class.word(),
            csa: class.csa().map(|csa| self.inputs.lang.text(csa)),
            accountable: answering.keys().map(|id| self.name(id)).collect(),
            cells: self.cells(&shares, &answering),
            papers: self.papers.of(self.inputs, &control.id, &outside),
        })
    }

    fn cells<S>(&self, shares: &[Share<'a>], answering: &BTreeMap<&PartyId, S>) -> Vec<SideCell> {
        let part = |share: &Share<'a>| Part {
            id: share.party.cloned(),
            party: share.party.map_or_else(
                || say!(self.inputs.lang, "nobody is named"),
                |party| rows::party(self.inputs, party),
            ),
            accountable: share.party.is_some_and(|party| answering.contains_key(party)),
            does: share.does.clone(),
            component: share.duty.component.id.value.to_string(),
            serves: share.duty.component.serves.iter().map(|id| id.value.to_string()).collect(),
        };
        let cell = |side: &Side| SideCell {
            side: side.title(self.inputs.lang),
            parts: shares.iter().filter(|share| share.side == *side).map(part).collect(),
        };
        self.sides.iter().map(cell).collect()
    }

    /// The parts that a duty gives to parties.
    fn shares(&self, duty: Duty<'a>) -> Vec<Share<'a>> {
        let (said, lang) = (duty.responsibility, self.inputs.lang);
        let accountable = &said.accountable.value;
        let theirs = said.provider_does.clone();
        let ours = said.customer_does.clone();
        let share = |party: Option<&'a PartyId>, does: String| {
            let side = party.map_or(Side::Unnamed, |party| self.side(party));
            Share { side, party, does, duty }
        };
        match said.kind {
            ResponsibilityKind::Customer => vec![share(Some(accountable), or_all(lang, ours))],
            ResponsibilityKind::Provider => {
                let provider = said.provider.as_ref().map_or(accountable, |party| &party.value);
                let mut shares = vec![share(Some(provider), or_all(lang, theirs))];
                if provider != accountable {
                    let does = ours.unwrap_or_else(|| say!(lang, "answers for it"));
                    shares.push(share(Some(accountable), does));
                }
                shares
            }
            ResponsibilityKind::Shared => {
                let is_outside = |id: &&PartyId| self.side(id) != Side::We;
                let named = said.provider.as_ref().map(|party| &party.value);
                let other = named.or_else(|| duty.provider().filter(is_outside));
                let owner = duty.component.owner.as_ref().map(|owner| &owner.value);
                let we = Some(accountable).filter(|id| self.side(id) == Side::We).or(owner);
                vec![share(we, or_nothing(lang, ours)), share(other, or_nothing(lang, theirs))]
            }
        }
    }

    /// The sides that have a part in a duty.
    pub(super) fn sides_of(&self, duty: Duty<'a>) -> Vec<Side> {
        self.shares(duty).iter().map(|share| share.side).collect()
    }

    fn name(&self, party: &PartyId) -> PartyName {
        PartyName { id: party.clone(), name: rows::party(self.inputs, party) }
    }

    fn side(&self, party: &PartyId) -> Side {
        let known = self.inputs.program.parties.get(party);
        known.map_or(Side::Unnamed, |party| party.kind.into())
    }
}

/// The components that some rows name, by id.
pub(super) fn components(rows: &[RequirementRow]) -> BTreeSet<ComponentId> {
    let parts = rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.parts);
    parts.filter_map(|part| ComponentId::parse(&part.component).ok()).collect()
}

fn or_all(lang: Lang, does: Option<String>) -> String {
    does.unwrap_or_else(|| say!(lang, "all of it here"))
}

fn or_nothing(lang: Lang, does: Option<String>) -> String {
    does.unwrap_or_else(|| say!(lang, "not said"))
}
