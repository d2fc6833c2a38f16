//! Counts by status, and the lists behind each count.
//!
//! A group is a control's theme where the framework has themes, else the topmost heading above
//! it: the principal requirements of PCI DSS, the families of the baseline.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::control::{self, ControlPart};
use crate::{
    assess::ControlStatus,
    ids::{ControlRef, FrameworkId},
    model::Control,
    program::Program,
    report::{
        Inputs, anchors,
        lang::{Lang, say},
        words::{Word, Worded},
    },
};

/// How many controls have each status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tally {
    /// Met or inherited.
    pub proven: u64,
    /// Applicable and due.
    pub counted: u64,
    /// All of them.
    pub all: u64,
    /// Each status with its count, zeros included.
    pub counts: Vec<Count>,
}

/// One count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Count {
    /// The status.
    pub status: Word,
    /// How many.
    pub count: u64,
    /// Where the rows behind it stand.
    pub href: String,
}

/// Controls that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Where its controls begin.
    pub href: String,
    /// Its counts.
    pub tally: Tally,
}

/// A heading with the controls under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Section {
    /// The heading's id; empty for controls that stand under none.
    pub id: String,
    /// Its anchor.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// 1 for a main heading, 2 for one below it.
    pub level: u8,
    /// The counts of all controls below a main heading.
    pub tally: Option<Tally>,
    /// The controls that stand directly under it.
    pub controls: Vec<ControlPart>,
}

/// The controls of one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatusList {
    /// The status.
    pub status: Word,
    /// The anchor of the list.
    pub anchor: String,
    /// How many.
    pub count: u64,
    /// The controls by group.
    pub groups: Vec<GroupList>,
}

/// The controls of one status in one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GroupList {
    /// The group's name.
    pub name: String,
    /// The anchor of the list.
    pub anchor: String,
    /// The controls.
    pub controls: Vec<Link>,
}

/// A link to a control of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Link {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub href: String,
}

/// The controls of one framework, with their groups.
pub(super) struct Catalog<'a> {
    lang: Lang,
    program: &'a Program,
    /// Headings and controls in natural order.
    pub(super) all: Vec<&'a Control>,
    /// Each judged control: its group (an index into `groups`) and its status.
    pub(super) judged: Vec<(&'a Control, usize, ControlStatus)>,
    /// The groups' names with the first control or heading of each.
    groups: Vec<(String, String)>,
}

impl<'a> Catalog<'a> {
    pub(super) fn new(inputs: &Inputs<'a>, framework: &FrameworkId) -> Self {
        let program = inputs.program;
        let all: Vec<&Control> =
            program.controls.values().filter(|c| c.id.framework == *framework).collect();
        let mut catalog =
            Self { lang: inputs.lang, program, all, judged: Vec::new(), groups: Vec::new() };
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for control in catalog.all.clone() {
            let Some(judged) = inputs.assessment.controls.get(&control.id) else { continue };
            let (name, first) = catalog.group_of(control);
            let next = catalog.groups.len();
            let group = *places.entry(name.clone()).or_insert(next);
            if group == next {
                catalog.groups.push((name, first));
            }
            catalog.judged.push((control, group, judged.status));
        }
        catalog
    }

    /// The name of a control's group and the id where it begins.
    fn group_of(&self, control: &Control) -> (String, String) {
        let top = self.ancestors(control).last().copied();
        let first = top.map_or(&control.id, |top| &top.id).control.to_string();
        match (&control.theme, top) {
            (Some(theme), _) => (theme.clone(), first),
            (None, Some(top)) => (format!("{} {}", top.id.control, top.title), first),
            (None, None) => (say!(self.lang, "Others"), first),
        }
    }

    /// The headings above a control, nearest first. A heading that is its own parent ends it.
    pub(super) fn ancestors(&self, control: &Control) -> Vec<&'a Control> {
        let mut above: Vec<&Control> = Vec::new();
        let mut at = control.parent.as_ref();
        while let Some(parent) = at {
            let id = ControlRef {
                framework: control.id.framework.clone(),
                control: parent.value.clone(),
            };
            let Some(parent) = self.program.controls.get(&id) else { break };
            if parent.id == control.id || above.iter().any(|seen| seen.id == parent.id) {
                break;
            }
            above.push(parent);
            at = parent.parent.as_ref();
        }
        above
    }

    /// The counts of all controls.
    pub(super) fn total(&self) -> Tally {
        tally(self.judged.iter().map(|(_, _, status)| *status), status_anchor)
    }

    /// The counts of each group.
    pub(super) fn groups(&self) -> Vec<Group> {
        let groups = self.groups.iter().enumerate();
        groups
            .map(|(group, (name, first))| {
                let of_group = self.judged.iter().filter(|(_, g, _)| *g == group);
                let statuses = of_group.map(|(_, _, status)| *status);
                Group {
                    name: name.clone(),
                    href: anchors::href(first),
                    tally: tally(statuses, |status| group_anchor(status, group)),
                }
            })
            .collect()
    }

    /// The counts of the controls below a heading.
    pub(super) fn below(&self, heading: &Control) -> Tally {
        let below = self
            .judged
            .iter()
            .filter(|(control, ..)| self.ancestors(control).iter().any(|a| a.id == heading.id));
        tally(below.map(|(_, _, status)| *status), status_anchor)
    }

    /// The controls behind each count.
    pub(super) fn lists(&self) -> Vec<StatusList> {
        let lists = ControlStatus::ALL.into_iter().map(|status| {
            let groups: Vec<GroupList> = (0..self.groups.len())
                .map(|group| self.group_list(status, group))
                .filter(|list| !list.controls.is_empty())
                .collect();
            StatusList {
                status: status.word(),
                anchor: status_anchor(status),
                count: groups.iter().map(|list| list.controls.len() as u64).sum(),
                groups,
            }
        });
        lists.filter(|list| list.count > 0).collect()
    }

    fn group_list(&self, status: ControlStatus, group: usize) -> GroupList {
        let of_list = self.judged.iter().filter(|(_, g, s)| *g == group && *s == status);
        GroupList {
            name: self.groups.get(group).map(|(name, _)| name.clone()).unwrap_or_default(),
            anchor: group_anchor(status, group),
            controls: of_list.map(|(control, ..)| link(control)).collect(),
        }
    }
}

/// A link to a control.
pub(super) fn link(control: &Control) -> Link {
    Link {
        id: control.id.control.to_string(),
        title: control.title.clone(),
        href: anchors::href(&control::anchor(&control.id)),
    }
}

fn status_anchor(status: ControlStatus) -> String {
    format!("list:{}", status.word().status)
}

fn group_anchor(status: ControlStatus, group: usize) -> String {
    format!("list:{}:{group}", status.word().status)
}

fn tally(
    statuses: impl Iterator<Item = ControlStatus>,
    anchor: impl Fn(ControlStatus) -> String,
) -> Tally {
    let statuses: Vec<ControlStatus> = statuses.collect();
    let count = |wanted: fn(ControlStatus) -> bool| {
        statuses.iter().filter(|status| wanted(**status)).count() as u64
    };
    Tally {
        proven: count(ControlStatus::is_proof),
        counted: count(ControlStatus::is_counted),
        all: statuses.len() as u64,
        counts: ControlStatus::ALL
            .into_iter()
            .map(|status| Count {
                status: status.word(),
                count: statuses.iter().filter(|s| **s == status).count() as u64,
                href: anchors::href(&anchor(status)),
            })
            .collect(),
    }
}
