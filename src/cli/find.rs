//! Finding a record by what was typed: its id, the beginning of it, an alias or a former id.

use std::collections::BTreeSet;

use storyproof::{
    diag::Nearest,
    ids::{
        AccountId, AttestationId, CheckId, ComponentId, ControlRef, EpicId, FrameworkId, PartyId,
        PersonaId, RepositoryId, RiskId, ServiceId, SprintId, StoryId,
    },
    program::Program,
};

use super::failure::Failure;

/// What an id names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    Story(StoryId),
    Epic(EpicId),
    Sprint(SprintId),
    Control(ControlRef),
    Check(CheckId),
    Attestation(AttestationId),
    Risk(RiskId),
    Component(ComponentId),
    Framework(FrameworkId),
    Party(PartyId),
    Persona(PersonaId),
    Account(AccountId),
    Repository(RepositoryId),
    Service(ServiceId),
}

impl Named {
    /// The kind of record, for messages.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Story(_) => "story",
            Self::Epic(_) => "epic",
            Self::Sprint(_) => "sprint",
            Self::Control(_) => "control",
            Self::Check(_) => "check",
            Self::Attestation(_) => "attestation",
            Self::Risk(_) => "risk",
            Self::Component(_) => "component",
            Self::Framework(_) => "framework",
            Self::Party(_) => "party",
            Self::Persona(_) => "persona",
            Self::Account(_) => "account",
            Self::Repository(_) => "repository",
            Self::Service(_) => "service",
        }
    }
}

impl Named {
    /// Whether it has a status or holds what has one; the others are people and places.
    fn is_judged(&self) -> bool {
        !matches!(
            self,
            Self::Party(_)
                | Self::Persona(_)
                | Self::Account(_)
                | Self::Repository(_)
                | Self::Service(_)
        )
    }
}

/// Every name with what it names.
pub(super) fn names(program: &Program) -> Vec<(String, Named)> {
    let mut names: Vec<(String, Named)> = Vec::new();
    let mut add = |name: String, named: Named| names.push((name, named));
    for (id, story) in &program.stories {
        add(id.to_string(), Named::Story(id.clone()));
        for former in &story.formerly {
            add(former.value.to_string(), Named::Story(id.clone()));
        }
        if let Some(alias) = &story.alias {
            add(alias.value.clone(), Named::Story(id.clone()));
        }
    }
    for id in program.controls.keys() {
        add(id.to_string(), Named::Control(id.clone()));
        add(id.control.to_string(), Named::Control(id.clone()));
    }
    for (alias, id) in &program.aliases {
        add(alias.to_string(), Named::Control(id.clone()));
    }
    program.epics.keys().for_each(|id| add(id.to_string(), Named::Epic(id.clone())));
    program.checks.keys().for_each(|id| add(id.to_string(), Named::Check(id.clone())));
    program.attestations.keys().for_each(|id| add(id.to_string(), Named::Attestation(id.clone())));
    program.risks.keys().for_each(|id| add(id.to_string(), Named::Risk(id.clone())));
    program.components.keys().for_each(|id| add(id.to_string(), Named::Component(id.clone())));
    program.frameworks.keys().for_each(|id| add(id.to_string(), Named::Framework(id.clone())));
    program.parties.keys().for_each(|id| add(id.to_string(), Named::Party(id.clone())));
    program.personas.keys().for_each(|id| add(id.to_string(), Named::Persona(id.clone())));
    program.accounts.keys().for_each(|id| add(id.to_string(), Named::Account(id.clone())));
    program.repositories.keys().for_each(|id| add(id.to_string(), Named::Repository(id.clone())));
    program.services.keys().for_each(|id| add(id.to_string(), Named::Service(id.clone())));
    for sprint in &program.sprints {
        add(sprint.id.value.to_string(), Named::Sprint(sprint.id.value.clone()));
    }
    names
}

/// Finds the one record of these kinds that was meant. `kind:id` says the kind as well, for an id
/// that two records of different kinds have.
///
/// # Errors
/// When there is none (with the nearest name) or when several are meant (naming them).
pub(super) fn find(
    program: &Program,
    typed: &str,
    wanted: impl Fn(&Named) -> bool,
) -> Result<Named, Failure> {
    let mut names: Vec<(String, Named)> =
        names(program).into_iter().filter(|(_, named)| wanted(named)).collect();
    let mut typed = typed;
    if let Some((kind, id)) = typed.split_once(':')
        && names.iter().any(|(_, named)| named.kind() == kind)
    {
        names.retain(|(_, named)| named.kind() == kind);
        typed = id;
    }
    let begins =
        |name: &str| name.get(..typed.len()).is_some_and(|s| s.eq_ignore_ascii_case(typed));
    let matching = |fits: &dyn Fn(&str) -> bool, judged: bool| -> BTreeSet<&Named> {
        let all = names.iter().filter(|(name, named)| fits(name) && (!judged || named.is_judged()));
        all.map(|(_, named)| named).collect()
    };
    // A story is meant before a party of the same name, and a whole name before a beginning.
    let exact = |name: &str| name == typed;
    let mut found = matching(&exact, true);
    for (fits, judged) in
        [(&exact as &dyn Fn(&str) -> bool, false), (&begins, true), (&begins, false)]
    {
        if found.is_empty() && !typed.is_empty() {
            found = matching(fits, judged);
        }
    }
    let mut one = found.iter();
    match (one.next(), one.next()) {
        (Some(one), None) => Ok((*one).clone()),
        (Some(_), Some(_)) => Err(several(typed, &found)),
        (None, _) => {
            let failure = Failure::usage(format!("nothing is named `{typed}`"));
            let nearest =
                Nearest::default().find(typed, names.iter().map(|(name, _)| name.as_str()));
            Err(match nearest {
                Some(name) => failure.help(format!("did you mean `{name}`?")),
                None => failure.help("`storyproof story list`, `control list`, `check list` and their like show what there is"),
            })
        }
    }
}

/// The framework that was typed.
///
/// # Errors
/// When there is none of the name, or several.
pub(super) fn framework(program: &Program, typed: &str) -> Result<FrameworkId, Failure> {
    match find(program, typed, |named| matches!(named, Named::Framework(_)))? {
        Named::Framework(id) => Ok(id),
        _ => Err(Failure::usage(format!("`{typed}` is not a framework"))),
    }
}

fn several(typed: &str, found: &BTreeSet<&Named>) -> Failure {
    const SHOWN: usize = 8;
    let all: BTreeSet<String> = found
        .iter()
        .map(|named| match named {
            Named::Control(id) => id.to_string(),
            other => format!("{} ({})", name_of(other), other.kind()),
        })
        .collect();
    let more = all.len().saturating_sub(SHOWN);
    let mut list = all.into_iter().take(SHOWN).collect::<Vec<_>>().join(", ");
    if more > 0 {
        list = format!("{list} and {more} more");
    }
    Failure::usage(format!("`{typed}` could be several things: {list}")).help(
        "write more of the name; a control in full is `framework/control`, and `kind:id` says the kind, such as `party:aws`",
    )
}

/// The id as text.
pub(super) fn name_of(named: &Named) -> String {
    match named {
        Named::Story(id) => id.to_string(),
        Named::Epic(id) => id.to_string(),
        Named::Sprint(id) => id.to_string(),
        Named::Control(id) => id.to_string(),
        Named::Check(id) => id.to_string(),
        Named::Attestation(id) => id.to_string(),
        Named::Risk(id) => id.to_string(),
        Named::Component(id) => id.to_string(),
        Named::Framework(id) => id.to_string(),
        Named::Party(id) => id.to_string(),
        Named::Persona(id) => id.to_string(),
        Named::Account(id) => id.to_string(),
        Named::Repository(id) => id.to_string(),
        Named::Service(id) => id.to_string(),
    }
}
