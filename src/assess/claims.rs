//! Which resources belong to which component, as the components' records say.
//!
//! A component claims what its `subjects` name, every resource of its `services` (in its `accounts`,
//! or in every account of the program), everything in its `accounts` when it names no services, and
//! its `repositories`. Its own id always belongs to it. What lives in an account that the program
//! does not name is claimed by name only. A record that could not be read in full claims
//! by name only: what narrows its services may be what is missing.

use std::collections::BTreeSet;

use regex::Regex;
use wildmatch::WildMatch;

use crate::{
    evidence::{Resource, Subject, resource, resource_name},
    ids::{AccountId, RepositoryId},
    model::{Component, Service},
    program::Program,
};

/// What the components of a program claim, ready to be asked often.
#[derive(Debug)]
pub struct Claims<'p> {
    program: &'p Program,
    components: Vec<Claim<'p>>,
    /// Every name and pattern in one, to be asked a million times; `None` when there are too many.
    any_name: Option<Regex>,
}

#[derive(Debug)]
struct Claim<'p> {
    id: &'p str,
    patterns: Vec<WildMatch>,
    services: Vec<&'p Service>,
    /// Names services, whether or not they could be resolved.
    by_service: bool,
    accounts: BTreeSet<&'p AccountId>,
    repositories: BTreeSet<&'p RepositoryId>,
}

impl<'p> Claims<'p> {
    /// The claims of every component, in the order of their ids.
    pub fn new(program: &'p Program) -> Self {
        let claim = |component| Claim::new(program, component);
        let patterns = program.components.values().flat_map(|component| {
            let subjects = component.subjects.iter().map(|pattern| as_regex(&pattern.value));
            subjects.chain([regex::escape(component.id.as_str())])
        });
        let any = patterns.collect::<Vec<_>>().join("|");
        Self {
            program,
            components: program.components.values().map(claim).collect(),
            any_name: Regex::new(&format!(r"(?s)\A(?:{any})\z")).ok(),
        }
    }

    /// The components that a repository belongs to.
    pub fn of_repository(&self, name: &str) -> Vec<&'p str> {
        let id = RepositoryId::parse(name).ok();
        let has = |claim: &&Claim<'_>| {
            claim.names(name) || id.as_ref().is_some_and(|id| claim.repositories.contains(id))
        };
        self.components.iter().filter(has).map(|claim| claim.id).collect()
    }

    /// The components that claim a kind of resource by its service or its account, whatever its name.
    pub fn of_resource(&self, found: &Resource<'_>) -> impl Iterator<Item = &'p str> {
        let is_ours = self.is_ours(found);
        let mine = self.components.iter().filter(move |claim| is_ours && claim.takes(found));
        mine.map(|claim| claim.id)
    }

    /// Whether a resource lives in an account of the program, or in none that is known.
    fn is_ours(&self, found: &Resource<'_>) -> bool {
        let accounts = &self.program.accounts;
        let is_named =
            |account| AccountId::parse(account).is_ok_and(|id| accounts.contains_key(&id));
        accounts.is_empty() || found.account.is_none_or(is_named)
    }

    /// The components that a subject belongs to.
    pub fn of_subject(&self, subject: &Subject) -> Vec<&'p str> {
        let found = resource(subject);
        let name = resource_name(subject);
        let is_ours = found.as_ref().is_some_and(|found| self.is_ours(found));
        let mine = self.components.iter().filter(|claim| {
            claim.names(&subject.uid)
                || found
                    .as_ref()
                    .is_some_and(|found| is_ours && claim.takes(found) || claim.names(name))
        });
        mine.map(|claim| claim.id).collect()
    }

    /// Whether a component claims this very name.
    pub fn has_name(&self, name: &str) -> bool {
        match &self.any_name {
            Some(any) => any.is_match(name),
            None => self.components.iter().any(|claim| claim.names(name)),
        }
    }
}

/// A pattern of `subjects` as a regular expression that matches the same names.
fn as_regex(pattern: &str) -> String {
    let one = |c: char| match c {
        '*' => ".*".to_owned(),
        '?' => ".".to_owned(),
        c => regex::escape(c.encode_utf8(&mut [0; 4])),
    };
    pattern.chars().map(one).collect()
}

impl<'p> Claim<'p> {
    fn new(program: &'p Program, component: &'p Component) -> Self {
        let patterns = component.subjects.iter().map(|pattern| WildMatch::new(&pattern.value));
        let whole = !component.broken;
        let services = component.services.iter().filter(|_| whole);
        let accounts = component.accounts.iter().filter(|_| whole);
        Self {
            id: component.id.value.as_str(),
            patterns: patterns.collect(),
            services: services.filter_map(|id| program.services.get(&id.value)).collect(),
            by_service: !component.services.is_empty(),
            accounts: accounts.map(|id| &id.value).collect(),
            repositories: component.repositories.iter().map(|id| &id.value).collect(),
        }
    }

    fn names(&self, name: &str) -> bool {
        self.id == name || self.patterns.iter().any(|pattern| pattern.matches(name))
    }

    fn takes(&self, found: &Resource<'_>) -> bool {
        let account = found.account.and_then(|account| AccountId::parse(account).ok());
        let in_accounts = account.is_some_and(|account| self.accounts.contains(&account));
        if !self.by_service {
            return in_accounts;
        }
        let is_of = |service: &&'p Service| {
            let also = service.also.iter().map(|name| name.value.as_str());
            also.chain([service.id.value.as_str()]).any(|name| found.is_called(name))
        };
        (self.accounts.is_empty() || in_accounts) && self.services.iter().any(is_of)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn one_expression_matches_what_the_patterns_match(
            pattern in "[a.*?(é]{0,6}", name in "[ab.(é\n]{0,6}"
        ) {
            let regex = Regex::new(&format!(r"(?s)\A(?:{})\z", as_regex(&pattern))).unwrap();
            prop_assert_eq!(regex.is_match(&name), WildMatch::new(&pattern).matches(&name));
        }
    }
}
