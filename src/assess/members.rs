//! Who must have a result: the members of a population, and for which of them a result speaks.
//!
//! A result speaks for a member by what its subject is (its account, its region, its name), never
//! by which run told last; only a repository is known from the run alone. Whoever could not be
//! read is a member all the same, and nothing speaks for it.

use std::collections::BTreeMap;

use super::claims::Claims;
use crate::{
    evidence::{CellId, History, RunRecord, Subject},
    ids::{AccountId, RepositoryId},
    model::{Account, Check, Population},
    program::Program,
};

/// What a program's populations consist of, and which subjects belong to which component.
#[derive(Debug)]
pub(super) struct Members<'a> {
    program: &'a Program,
    /// For each subject of the history the components that it belongs to; empty when no check asks.
    components: Vec<Vec<&'a str>>,
    /// For each subject of the history its account and region; empty when no check asks.
    regions: Vec<Option<String>>,
    /// What the components claim; `None` when no check asks.
    claims: Option<Claims<'a>>,
}

impl<'a> Members<'a> {
    pub(super) fn new(program: &'a Program, history: &History) -> Self {
        let populations = program.checks.values().filter_map(|check| check.population.as_ref());
        let asks = |wanted: &Population| populations.clone().any(|p| p.value == *wanted);
        let (components, regions) = (Vec::new(), Vec::new());
        let mut members = Self { program, components, regions, claims: None };
        if asks(&Population::Regions) {
            let place = |subject: &Subject| {
                let (account, region) = (subject.account.as_ref()?, subject.region.as_ref()?);
                Some(format!("{account}/{region}"))
            };
            members.regions = history.subjects.iter().map(place).collect();
        }
        if asks(&Population::Components) {
            let claims = Claims::new(program);
            members.components = history.subjects.iter().map(|s| claims.of_subject(s)).collect();
            members.claims = Some(claims);
        }
        members
    }

    /// The members of a check's population; `None` when it has none.
    pub(super) fn of(&self, check: &Check) -> Option<Vec<String>> {
        let program = self.program;
        let population = &check.population.as_ref()?.value;
        let mut members: Vec<String> = match population {
            Population::Accounts => program.accounts.keys().map(ToString::to_string).collect(),
            Population::Regions => {
                program.accounts.values().flat_map(|a| regions(program, a)).collect()
            }
            Population::Repositories => {
                let about = program.repositories.keys().filter(|id| check.is_about(id));
                about.map(ToString::to_string).collect()
            }
            Population::Components => (program.components.values())
                .filter(|component| component.may_concern(check))
                .map(|component| component.id.value.to_string())
                .collect(),
            Population::Inventory(name) => match program.inventories.get(name) {
                Some(inventory) => {
                    let entries = inventory.entries.iter().map(|entry| entry.value.clone());
                    let unread = inventory.broken.then(|| format!("unreadable in {name}"));
                    entries.chain(unread).collect()
                }
                None => vec![format!("inventory {name}")],
            },
        };
        let kept_as = match population {
            Population::Regions => &Population::Accounts,
            population => population,
        };
        let unread = program.incomplete_members.get(kept_as).into_iter().flatten();
        members.extend(unread.cloned());
        Some(members)
    }

    /// The members for which a cell speaks: one by itself, or several components.
    pub(super) fn of_cell<'m>(
        &'m self,
        population: &Population,
        cell: CellId,
        history: &'m History,
    ) -> (Option<&'m str>, &'m [&'a str]) {
        let place = history.cells.get(cell.0 as usize).map(|cell| cell.subject.0 as usize);
        let Some(place) = place else { return (None, &[]) };
        let subject = history.subjects.get(place);
        match population {
            Population::Accounts => (subject.and_then(|s| s.account.as_deref()), &[]),
            Population::Regions => (self.regions.get(place).and_then(Option::as_deref), &[]),
            // Told by the run, see `Judging`.
            Population::Repositories => (None, &[]),
            Population::Inventory(_) => (subject.map(|s| s.uid.as_str()), &[]),
            Population::Components => {
                (None, self.components.get(place).map(Vec::as_slice).unwrap_or_default())
            }
        }
    }

    /// The members for which a clean run of a repository speaks.
    pub(super) fn of_scope<'m>(&'m self, population: &Population, scope: &'m str) -> Vec<&'m str> {
        match population {
            Population::Repositories | Population::Inventory(_) => vec![scope],
            Population::Components => {
                self.claims.as_ref().map(|c| c.of_repository(scope)).unwrap_or_default()
            }
            Population::Accounts | Population::Regions => Vec::new(),
        }
    }
}

/// The regions of an account, as `account/region`. An account that names none, or that could not
/// be read, has one that nothing can speak for.
fn regions(program: &Program, account: &Account) -> Vec<String> {
    let id = &account.id.value;
    let named = account.regions.as_ref().unwrap_or(&program.settings.regions);
    let mut regions: Vec<String> =
        named.iter().map(|region| format!("{id}/{}", region.value)).collect();
    regions.sort();
    regions.dedup();
    if regions.is_empty() || account.broken {
        regions.push(format!("{id}/regions not known"));
    }
    regions
}

/// Accounts, regions and repositories that results are about and that the program does not name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unexpected {
    /// Accounts, each with how many runs named it.
    pub accounts: BTreeMap<String, u64>,
    /// Regions of accounts that the program names, as `account/region`; nothing unless it names regions.
    pub regions: BTreeMap<String, u64>,
    /// Repositories.
    pub repositories: BTreeMap<String, u64>,
}

/// What some runs saw that the program does not name.
pub fn unexpected<'r>(
    program: &Program,
    history: &History,
    runs: impl Iterator<Item = &'r RunRecord>,
) -> Unexpected {
    let mut found = Unexpected::default();
    let expected: Vec<String> =
        program.accounts.values().flat_map(|account| regions(program, account)).collect();
    let names_regions = |account: &AccountId| {
        let own = program.accounts.get(account).and_then(|a| a.regions.as_ref());
        !own.unwrap_or(&program.settings.regions).is_empty()
    };
    for record in runs {
        for account in &record.run.scope.accounts {
            if !AccountId::parse(account).is_ok_and(|id| program.accounts.contains_key(&id)) {
                *found.accounts.entry(account.clone()).or_default() += 1;
            }
        }
        if let Some(name) = record.run.scope.repository.value()
            && !RepositoryId::parse(name).is_ok_and(|id| program.repositories.contains_key(&id))
        {
            *found.repositories.entry(name.clone()).or_default() += 1;
        }
        let mut regions: Vec<String> = Vec::new();
        for observation in &record.observations {
            let Some(subject) = history.subject(observation.cell) else { continue };
            let (Some(account), Some(region)) = (&subject.account, &subject.region) else {
                continue;
            };
            let id = AccountId::parse(account);
            if id.is_ok_and(|id| program.accounts.contains_key(&id) && names_regions(&id)) {
                regions.push(format!("{account}/{region}"));
            }
        }
        regions.sort();
        regions.dedup();
        for region in regions.into_iter().filter(|region| !expected.contains(region)) {
            *found.regions.entry(region).or_default() += 1;
        }
    }
    found
}
