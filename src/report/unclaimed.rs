//! Resources that evidence shows and that no component claims, for reports and the command line.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Inputs,
    lang::{Lang, say},
    words,
};
use crate::{
    assess::{self, Unclaimed},
    time::Day,
};

/// What was seen and belongs to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnclaimedView {
    /// What there is to know, in one sentence.
    pub summary: String,
    /// Whether somebody must do something.
    pub attention: bool,
    /// How many components there are.
    pub components: usize,
    /// How many of them say which resources belong to them.
    pub claiming: usize,
    /// How many resources evidence shows.
    pub resources: u64,
    /// How many of them no component claims.
    pub unclaimed: u64,
    /// How many subjects are no part of an estate: tests, lines of code, documents.
    pub no_resource: u64,
    /// The unclaimed by account, service and type, the largest group first.
    pub rows: Vec<UnclaimedRow>,
    /// How many more groups there are.
    pub more: usize,
    /// How many resources are in these.
    pub more_resources: u64,
    /// What to do.
    pub remedy: String,
    /// The command for something new.
    pub command: &'static str,
}

/// Unclaimed resources of one account, service and type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnclaimedRow {
    /// The account, when they live in one.
    pub account: Option<String>,
    /// Whether the program names the account.
    pub account_known: bool,
    /// The service.
    pub service: String,
    /// Whether the program describes the service, so that a component can be made of it.
    pub service_known: bool,
    /// The type; empty when not known.
    pub kind: String,
    /// How many.
    pub count: u64,
    /// One of their names.
    pub example: String,
    /// The day on which one of them was last seen.
    pub last_seen: Day,
}

const COMMAND: &str = "storyproof component add ID --title NAME --services SERVICE,… --owner PARTY";

/// The view, with at most so many groups.
pub fn unclaimed(inputs: &Inputs<'_>, most: usize) -> UnclaimedView {
    let (program, history) = (inputs.program, inputs.history);
    let found = assess::unclaimed(program, history, inputs.assessment.as_of);
    let is_service = |name: &str| program.services.values().any(|service| service.is_called(name));
    let row = |group: &assess::UnclaimedGroup| UnclaimedRow {
        account: group.account.clone(),
        account_known: group.account_known,
        service: group.service.clone(),
        service_known: is_service(&group.service)
            || is_service(&format!("{}/{}", group.service, group.kind)),
        kind: group.kind.clone(),
        count: group.count,
        example: group.example.clone(),
        last_seen: group.last_seen,
    };
    let left = found.groups.iter().skip(most);
    UnclaimedView {
        summary: summary(inputs.lang, &found),
        attention: found.unclaimed > 0 || found.claiming == 0,
        components: found.components,
        claiming: found.claiming,
        resources: found.resources,
        unclaimed: found.unclaimed,
        no_resource: found.no_resource,
        rows: found.groups.iter().take(most).map(row).collect(),
        more: found.groups.len().saturating_sub(most),
        more_resources: left.map(|group| group.count).sum(),
        remedy: say!(
            inputs.lang,
            "Name them in the component that they belong to (its services, accounts, repositories or subjects), or take a new component in:"
        ),
        command: COMMAND,
    }
}

/// What is not there is never told as if all were well.
fn summary(lang: Lang, found: &Unclaimed) -> String {
    let resources = lang.count(found.resources, "resource");
    let all = match found.resources {
        1 => say!(lang, "{0} was seen", resources),
        _ => say!(lang, "{0} were seen", resources),
    };
    let others = lang.count(found.no_resource, "other subject");
    let others = match found.no_resource {
        0 => String::new(),
        1 => say!(
            lang,
            "{0} is no part of an estate as far as its name tells: tests, lines of code, documents.",
            others
        ),
        _ => say!(
            lang,
            "{0} are no part of an estate as far as their names tell: tests, lines of code, documents.",
            others
        ),
    };
    let first = if found.resources == 0 && found.no_resource == 0 {
        say!(lang, "No evidence shows anything yet, so nothing can be said.")
    } else if found.resources == 0 {
        say!(lang, "No resource can be told from the evidence.")
    } else if found.claiming == 0 {
        say!(
            lang,
            "No component says which resources belong to it: {0}, and nobody claims one.",
            all
        )
    } else if found.unclaimed == 0 {
        say!(
            lang,
            "{0}, and each belongs to a component. What no scan looked at is not among them.",
            all
        )
    } else if found.unclaimed == 1 {
        say!(lang, "{0}; {1} belongs to no component.", all, 1)
    } else {
        say!(lang, "{0}; {1} belong to no component.", all, words::number(found.unclaimed))
    };
    lang.sentences(&first, &others)
}
