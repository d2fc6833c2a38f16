//! Whether a link's target exists, and what was meant if it does not.

use std::{
    collections::{BTreeMap, HashSet},
    fmt::Display,
    hash::Hash,
};

use super::{
    ids::{incomplete, once},
    rules,
};
use crate::{
    diag::{Diagnostic, Nearest},
    ids::{
        AccountId, AttestationId, CheckId, ComponentId, ControlRef, EpicId, FrameworkId,
        InventoryId, PartyId, PersonaId, RepositoryId, RiskId, ServiceId, SprintId, StoryId,
    },
    model::Records,
    source::Spanned,
};

/// The ids of one kind of record.
pub(super) struct Names<T> {
    noun: &'static str,
    ids: HashSet<T>,
    /// Written somewhere, but too incomplete to keep: already reported.
    broken: HashSet<String>,
}

/// The ids of every kind of record that can be linked to.
pub(super) struct Known<'k> {
    pub(super) frameworks: Names<FrameworkId>,
    pub(super) controls: Names<ControlRef>,
    pub(super) checks: Names<CheckId>,
    pub(super) attestations: Names<AttestationId>,
    pub(super) epics: Names<EpicId>,
    pub(super) stories: Names<StoryId>,
    pub(super) sprints: Names<SprintId>,
    pub(super) personas: Names<PersonaId>,
    pub(super) parties: Names<PartyId>,
    pub(super) components: Names<ComponentId>,
    pub(super) risks: Names<RiskId>,
    pub(super) inventories: Names<InventoryId>,
    pub(super) accounts: Names<AccountId>,
    pub(super) repositories: Names<RepositoryId>,
    pub(super) services: Names<ServiceId>,
    pub(super) aliases: &'k BTreeMap<ControlRef, ControlRef>,
    pub(super) former: &'k BTreeMap<StoryId, StoryId>,
}

impl<'k> Known<'k> {
    pub(super) fn new(
        records: &Records,
        aliases: &'k BTreeMap<ControlRef, ControlRef>,
        former: &'k BTreeMap<StoryId, StoryId>,
    ) -> Self {
        macro_rules! names {
            ($list:ident, $noun:literal) => {{
                let ids = records.$list.iter().map(|record| record.id.value.clone());
                Names::new($noun, ids, records)
            }};
        }
        Self {
            frameworks: names!(frameworks, "framework"),
            controls: Names::new("control", records.controls.iter().map(|c| c.id.clone()), records),
            checks: names!(checks, "check"),
            attestations: names!(attestations, "attestation"),
            epics: names!(epics, "epic"),
            stories: names!(stories, "story"),
            sprints: names!(sprints, "sprint"),
            personas: names!(personas, "persona"),
            parties: names!(parties, "party"),
            components: names!(components, "component"),
            risks: names!(risks, "risk"),
            inventories: names!(inventories, "inventory"),
            accounts: names!(accounts, "account"),
            repositories: names!(repositories, "repository"),
            services: names!(services, "service"),
            aliases,
            former,
        }
    }
}

impl<T: Eq + Hash + Display> Names<T> {
    fn new(noun: &'static str, ids: impl Iterator<Item = T>, records: &Records) -> Self {
        let broken = incomplete(&records.incomplete, noun);
        Self { noun, ids: ids.collect(), broken: broken.into_iter().map(Into::into).collect() }
    }
}

/// The links while they are checked.
pub(super) struct Links<'k> {
    pub(super) known: &'k Known<'k>,
    pub(super) found: Vec<Diagnostic>,
    /// Controls that a record names which is no proof: see [`crate::model::decode::records::Lost`].
    pub(super) lost: Vec<Option<ControlRef>>,
    nearest: Nearest,
}

impl<'k> Links<'k> {
    pub(super) fn new(known: &'k Known<'k>) -> Self {
        Self { known, found: Vec::new(), lost: Vec::new(), nearest: Nearest::default() }
    }

    /// Whether a link leads somewhere; reported if not.
    pub(super) fn leads<T: Eq + Hash + Display>(
        &mut self,
        names: &Names<T>,
        link: &Spanned<T>,
    ) -> bool {
        if names.ids.contains(&link.value) {
            return true;
        }
        let name = link.value.to_string();
        if !names.broken.contains(&name) {
            let noun = names.noun;
            let title = format!("unknown {noun} `{name}`");
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_ID, title, link.span)
                .label(format!("no {noun} has this id"));
            let known = || names.ids.iter().map(ToString::to_string).collect();
            self.suggest(diagnostic, link, &name, known);
        }
        false
    }

    /// Keeps a link if it leads somewhere; `false` if it was dropped.
    pub(super) fn optional<T: Eq + Hash + Display>(
        &mut self,
        names: &Names<T>,
        link: &mut Option<Spanned<T>>,
    ) -> bool {
        let dropped = link.as_ref().is_some_and(|link| !self.leads(names, link));
        if dropped {
            *link = None;
        }
        !dropped
    }

    /// Keeps those links of a list that lead somewhere, each once; `false` if one was dropped.
    pub(super) fn list<T: Eq + Hash + Display + Clone>(
        &mut self,
        names: &Names<T>,
        list: &mut Vec<Spanned<T>>,
    ) -> bool {
        let before = list.len();
        list.retain(|link| self.leads(names, link));
        let all = list.len() == before;
        once(list, &mut self.found);
        all
    }

    /// Reports what stands twice in a list of names, and keeps the first.
    pub(super) fn once<T: Eq + Hash + Display + Clone>(&mut self, list: &mut Vec<Spanned<T>>) {
        once(list, &mut self.found);
    }

    /// Makes a control link lead to a control's own id; `false` if it leads nowhere.
    pub(super) fn control(&mut self, link: &mut Spanned<ControlRef>) -> bool {
        let names = &self.known.controls;
        if names.ids.contains(&link.value) {
            return true;
        }
        if let Some(own) = self.known.aliases.get(&link.value) {
            link.value = own.clone();
            return true;
        }
        let name = link.value.to_string();
        if names.broken.contains(&name) {
            return false;
        }
        let framework = &link.value.framework;
        if !self.known.frameworks.ids.contains(framework) {
            self.unknown_framework(link, &name);
            return false;
        }
        let diagnostic = Diagnostic::new(
            &rules::UNKNOWN_CONTROL,
            format!("unknown control `{name}`"),
            link.span,
        )
        .label("no control with this id");
        // ISO people leave out what tells clauses and Annex A apart.
        let prefixed = ["A.", "cl."].map(|prefix| format!("{framework}/{prefix}{}", link.control));
        let is_known = |name: &&String| {
            ControlRef::parse(name).is_ok_and(|control| names.ids.contains(&control))
        };
        let prefixed: Vec<&String> = prefixed.iter().filter(is_known).collect();
        if let [first, rest @ ..] = prefixed.as_slice() {
            let or = rest.iter().map(|name| format!(" or `{name}`"));
            let help = format!("did you mean `{first}`{}?", or.collect::<String>());
            self.found.push(diagnostic.help(help));
        } else {
            let ids = names.ids.iter().filter(|id| id.framework == *framework);
            self.suggest(diagnostic, link, &name, || ids.map(ToString::to_string).collect());
        }
        false
    }

    fn unknown_framework(&mut self, link: &Spanned<ControlRef>, name: &str) {
        let framework = &link.value.framework;
        if self.known.frameworks.broken.contains(framework.as_str()) {
            return;
        }
        let title = format!("unknown control `{name}`");
        let diagnostic = Diagnostic::new(&rules::UNKNOWN_CONTROL, title, link.span)
            .label(format!("no framework `{framework}`"));
        let ids = self.known.frameworks.ids.iter();
        let known = ids.map(|known| format!("{known}/{}", link.value.control));
        self.suggest(diagnostic, link, name, || known.collect());
    }

    /// Reports with the nearest known name, if there is one. The names come in any order.
    fn suggest<T>(
        &mut self,
        diagnostic: Diagnostic,
        link: &Spanned<T>,
        name: &str,
        known: impl FnOnce() -> Vec<String>,
    ) {
        if self.nearest.is_spent() {
            self.found.push(diagnostic);
            return;
        }
        let mut known = known();
        known.sort_unstable();
        let nearest = self.nearest.find(name, known.iter().map(String::as_str));
        self.found.push(match nearest {
            Some(name) => {
                let fixed = format!("\"{name}\"");
                diagnostic.did_you_mean(nearest).fix(link.span, fixed)
            }
            None if known.is_empty() => diagnostic,
            None if known.len() <= 12 => {
                let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                diagnostic.help(format!("known: {}", known.join(", ")))
            }
            None => diagnostic,
        });
    }

    /// Keeps those control links of a list that lead somewhere, each once.
    pub(super) fn controls(&mut self, list: &mut Vec<Spanned<ControlRef>>) {
        list.retain_mut(|link| self.control(link));
        once(list, &mut self.found);
    }

    /// Keeps those links to what a record proves that lead somewhere; `false` if one was dropped,
    /// which is then remembered: nobody knows which control it meant.
    pub(super) fn proven_controls(&mut self, list: &mut Vec<Spanned<ControlRef>>) -> bool {
        let mut dropped = Vec::new();
        list.retain_mut(|link| {
            let leads = self.control(link);
            if !leads {
                dropped.push(Some(link.value.clone()));
            }
            leads
        });
        once(list, &mut self.found);
        let all = dropped.is_empty();
        self.lost.append(&mut dropped);
        all
    }

    /// Makes story links lead to the id that a renumbered story has now.
    pub(super) fn stories(&mut self, list: &mut Vec<Spanned<StoryId>>) {
        for link in list.iter_mut() {
            let Some(now) = self.known.former.get(&link.value) else { continue };
            let title = format!("the story `{}` has another id now", link.value);
            let diagnostic = Diagnostic::new(&rules::RENAMED, title, link.span)
                .label("an id it had before")
                .help(format!("write `{now}`"))
                .fix(link.span, format!("\"{now}\""));
            self.found.push(diagnostic);
            link.value = now.clone();
        }
        self.list(&self.known.stories, list);
    }
}
