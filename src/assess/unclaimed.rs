//! Resources that evidence shows and that no component claims (SEED-09).
//!
//! One pass over what was observed, and one over the subjects: services and accounts are asked once
//! for each group, names once for each resource that is left. Inside a repository there are only
//! places; the repository itself is the resource.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashSet},
};

use super::claims::Claims;
use crate::{
    evidence::{History, IMAGE, REPOSITORY, Resource, RunRecord, resource, resource_name},
    ids::AccountId,
    program::Program,
    time::{AsOf, Day},
};

/// What evidence shows of the estate, against what components claim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unclaimed {
    /// How many components there are.
    pub components: usize,
    /// How many of them say which resources belong to them.
    pub claiming: usize,
    /// How many resources evidence shows.
    pub resources: u64,
    /// How many of them no component claims.
    pub unclaimed: u64,
    /// How many subjects are no part of an estate, as far as their names tell: tests, lines of code.
    pub no_resource: u64,
    /// The unclaimed, the largest group first.
    pub groups: Vec<UnclaimedGroup>,
}

/// Unclaimed resources of one account, service and type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnclaimedGroup {
    /// The account, when they live in one.
    pub account: Option<String>,
    /// Whether the program names the account.
    pub account_known: bool,
    /// The service.
    pub service: String,
    /// The type; empty when not known.
    pub kind: String,
    /// How many.
    pub count: u64,
    /// The first of their names.
    pub example: String,
    /// The day on which one of them was last seen.
    pub last_seen: Day,
}

/// A group while it is counted.
struct Group<'h> {
    is_claimed: bool,
    count: u64,
    example: &'h str,
    last_seen: Day,
}

/// Where a subject was last seen.
#[derive(Clone, Copy, Default)]
enum Seen {
    /// Nowhere that counts.
    #[default]
    Never,
    /// In a run of a repository or an image, of which it is a place.
    Inside,
    /// As a thing of its own.
    On(Day),
}

/// Finds what no component claims, in what was observed and known at two clocks. What was taken
/// back shows nothing.
pub fn unclaimed(program: &Program, history: &History, as_of: AsOf) -> Unclaimed {
    let claims = Claims::new(program);
    let taken_back: BTreeSet<u64> = (history.taken_back.iter())
        .filter(|later| later.counts_at(as_of.known))
        .map(|later| later.target)
        .collect();
    let counts = |record: &&RunRecord| {
        record.run.observed_at <= as_of.observed
            && record.recorded_at <= as_of.known
            && !taken_back.contains(&record.entry)
    };
    let mut seen = vec![Seen::Never; history.subjects.len()];
    let mut whole: BTreeMap<(&str, &str), Day> = BTreeMap::new();
    for record in history.runs.iter().filter(counts) {
        let scope = &record.run.scope;
        let day = record.run.observed_at.day();
        let repository = scope.repository.value().map(|name| (REPOSITORY, name.as_str()));
        let image = scope.digests.first().map(|digest| (IMAGE, digest.as_str()));
        let one = repository.or(image);
        whole.extend(one.map(|one| (one, day)));
        for observed in &record.observations {
            let Some(cell) = history.cells.get(observed.cell.0 as usize) else { continue };
            let Some(place) = seen.get_mut(cell.subject.0 as usize) else { continue };
            *place = match (one, *place) {
                (None, _) => Seen::On(day),
                (Some(_), Seen::Never) => Seen::Inside,
                (Some(_), earlier) => earlier,
            };
        }
    }
    let mut found = Unclaimed {
        components: program.components.len(),
        claiming: program.components.values().filter(|component| component.claims()).count(),
        ..Unclaimed::default()
    };
    let mut groups: BTreeMap<Resource<'_>, Group<'_>> = BTreeMap::new();
    add_whole(&whole, &claims, &mut groups, &mut found);
    add_subjects(history, &seen, &claims, &mut groups, &mut found);
    found.groups = in_order(program, groups);
    found
}

/// Repositories and images, each a resource as a whole.
fn add_whole<'h>(
    whole: &BTreeMap<(&'static str, &'h str), Day>,
    claims: &Claims<'_>,
    groups: &mut BTreeMap<Resource<'h>, Group<'h>>,
    found: &mut Unclaimed,
) {
    for ((service, name), day) in whole {
        let resource = Resource { account: None, service: (*service).into(), kind: "" };
        let by_name = if *service == REPOSITORY {
            !claims.of_repository(name).is_empty()
        } else {
            claims.has_name(name)
        };
        let is_claimed = claims.of_resource(&resource).next().is_some();
        let empty = Group { is_claimed, count: 0, example: name, last_seen: *day };
        let group = groups.entry(resource).or_insert(empty);
        add(group, name, *day, by_name, found);
    }
}

fn add_subjects<'h>(
    history: &'h History,
    seen: &[Seen],
    claims: &Claims<'_>,
    groups: &mut BTreeMap<Resource<'h>, Group<'h>>,
    found: &mut Unclaimed,
) {
    let mut named: HashSet<&str> = HashSet::new();
    for (subject, seen) in history.subjects.iter().zip(seen) {
        let Seen::On(day) = *seen else { continue };
        let Some(resource) = resource(subject) else {
            found.no_resource += 1;
            continue;
        };
        let name = resource_name(subject);
        // Two tools may have two words for the type of one thing.
        let is_new = named.insert(name);
        if !groups.contains_key(&resource) {
            let is_claimed = claims.of_resource(&resource).next().is_some();
            let empty = Group { is_claimed, count: 0, example: name, last_seen: day };
            groups.insert(resource.clone(), empty);
        }
        let Some(group) = groups.get_mut(&resource) else { continue };
        if is_new {
            let by_name = !group.is_claimed && claims.has_name(name);
            add(group, name, day, by_name, found);
        } else {
            group.last_seen = group.last_seen.max(day);
        }
    }
}

fn add<'h>(
    group: &mut Group<'h>,
    name: &'h str,
    day: Day,
    is_claimed: bool,
    found: &mut Unclaimed,
) {
    found.resources += 1;
    if group.is_claimed || is_claimed {
        return;
    }
    found.unclaimed += 1;
    if group.count == 0 || name < group.example {
        group.example = name;
    }
    group.count += 1;
    group.last_seen = group.last_seen.max(day);
}

/// The groups with something unclaimed in them, the largest first.
fn in_order(program: &Program, groups: BTreeMap<Resource<'_>, Group<'_>>) -> Vec<UnclaimedGroup> {
    let is_known = |account: &str| {
        AccountId::parse(account).is_ok_and(|id| program.accounts.contains_key(&id))
    };
    let open = groups.into_iter().filter(|(_, group)| group.count > 0);
    let mut groups: Vec<UnclaimedGroup> = open
        .map(|(resource, group)| UnclaimedGroup {
            account_known: resource.account.is_none_or(is_known),
            account: resource.account.map(str::to_owned),
            service: resource.service.into_owned(),
            kind: resource.kind.to_owned(),
            count: group.count,
            example: group.example.to_owned(),
            last_seen: group.last_seen,
        })
        .collect();
    groups.sort_by_key(|group| Reverse(group.count));
    groups
}
