//! `storyproof explain` for what is not judged itself: frameworks, parties, personas, accounts,
//! repositories and services, each with what hangs on it.

use storyproof::{
    assess::{ControlStatus, Proof},
    ids::{
        AccountId, ControlRef, FrameworkId, PartyId, PersonaId, RepositoryId, ServiceId, StoryId,
    },
    model::Component,
    report::{
        Inputs, Lang,
        words::{self, Worded as _},
    },
    say,
    time::Day,
};

use super::{explain::Node, explain_component::kind, find::Named};

/// How many names a line lists before the rest is counted.
const SHOWN: usize = 8;

/// What is to be said of a record that is not judged itself.
pub(super) fn node(inputs: &Inputs<'_>, named: &Named) -> Option<Node> {
    match named {
        Named::Framework(id) => framework(inputs, id),
        Named::Party(id) => party(inputs, id),
        Named::Persona(id) => persona(inputs, id),
        Named::Account(id) => account(inputs, id),
        Named::Repository(id) => repository(inputs, id),
        Named::Service(id) => service(inputs, id),
        _ => None,
    }
}

/// Lists names as a fact of a record, in a language.
struct Lists(Lang);

impl Lists {
    fn add<T: ToString>(
        &self,
        node: &mut Node,
        name: &'static str,
        items: impl Iterator<Item = T>,
    ) {
        let items: Vec<String> = items.map(|item| item.to_string()).collect();
        if !items.is_empty() {
            node.fact(name, self.0.some_of(&items, SHOWN));
        }
    }
}

fn framework(inputs: &Inputs<'_>, id: &FrameworkId) -> Option<Node> {
    let lists = Lists(inputs.lang);
    let framework = inputs.program.frameworks.get(id)?;
    let mut node = Node::new("framework", id, &framework.title);
    let judged = inputs.assessment.controls.iter().filter(|(c, _)| c.framework == *id);
    let statuses: Vec<ControlStatus> = judged.map(|(_, control)| control.status).collect();
    for status in ControlStatus::ALL {
        let n = statuses.iter().filter(|other| **other == status).count();
        if n > 0 {
            let mut below = Node::new("controls", words::number(n as u64), "");
            below = below.status(status.word());
            node.below.push(below);
        }
    }
    let targets = inputs.program.settings.targets.iter();
    let dates = targets.filter(|t| t.framework.value == *id).map(|t| t.date);
    lists.add(&mut node, "due", dates);
    if let Some(owner) = &framework.owner {
        node.fact("owner", owner.value.to_string());
    }
    node.fact("list", format!("storyproof control list --in {id}"));
    Some(node)
}

fn party(inputs: &Inputs<'_>, id: &PartyId) -> Option<Node> {
    let lists = Lists(inputs.lang);
    let party = inputs.program.parties.get(id)?;
    let program = inputs.program;
    let mut node = Node::new("party", id, &party.name);
    node.fact("kind", kind(party.kind, inputs.lang));
    if let Some(contact) = &party.contact {
        node.fact("contact", contact.clone());
    }
    let members = party.members.iter().filter_map(|id| program.personas.get(&id.value));
    let members = members.map(|persona| {
        if persona.security {
            say!(inputs.lang, "{0} (security)", persona.name)
        } else {
            persona.name.clone()
        }
    });
    lists.add(&mut node, "roster", members);
    let is = |owner: Option<&PartyId>| owner == Some(id);
    let stories = program.stories.iter();
    let stories = stories.filter(|(_, s)| is(s.owner.as_ref().map(|o| &o.value)));
    lists.add(&mut node, "stories", stories.map(|(id, _)| id));
    let components = program.components.iter();
    let owned = components.clone().filter(|(_, c)| is(c.owner.as_ref().map(|o| &o.value)));
    lists.add(&mut node, "owns", owned.map(|(id, _)| id));
    let run = components.clone().filter(|(_, c)| is(c.party.as_ref().map(|p| &p.value)));
    lists.add(&mut node, "runs", run.map(|(id, _)| id));
    let answers = |c: &Component| c.responsibilities.iter().any(|d| d.accountable.value == *id);
    lists.add(&mut node, "answers on", components.filter(|(_, c)| answers(c)).map(|(id, _)| id));
    let stated = program.attestations.iter();
    let stated = stated.filter(|(_, a)| is(a.by.as_ref().map(|by| &by.value)));
    lists.add(&mut node, "states", stated.map(|(id, _)| id));
    let accounts = program.accounts.iter();
    let accounts = accounts.filter(|(_, a)| {
        is(a.owner.as_ref().map(|o| &o.value)) || is(a.deputy.as_ref().map(|d| &d.value))
    });
    lists.add(&mut node, "accounts", accounts.map(|(id, _)| id));
    let risks = program.risks.iter().filter(|(_, r)| is(r.owner.as_ref().map(|o| &o.value)));
    lists.add(&mut node, "risks", risks.map(|(id, _)| id));
    Some(node)
}

fn persona(inputs: &Inputs<'_>, id: &PersonaId) -> Option<Node> {
    let persona = inputs.program.personas.get(id)?;
    let mut node = Node::new("persona", id, &persona.name);
    if persona.adversary {
        let told = say!(inputs.lang, "an adversary: what it wants must not come true");
        node.fact("kind", told);
    }
    let stories = inputs.program.stories.iter();
    let wanted = stories.filter(|(_, s)| s.persona.as_ref().is_some_and(|p| p.value == *id));
    node.below = wanted.filter_map(|(id, _)| story(inputs, id)).collect();
    Some(node)
}

fn story(inputs: &Inputs<'_>, id: &StoryId) -> Option<Node> {
    let story = inputs.program.stories.get(id)?;
    let proof: Proof = inputs.assessment.stories.get(id)?.proof;
    Some(Node::new("story", id, &story.title).status(proof.word()))
}

fn account(inputs: &Inputs<'_>, id: &AccountId) -> Option<Node> {
    let account = inputs.program.accounts.get(id)?;
    let mut node = Node::new("account", id, &account.name);
    let nobody = inputs.lang.text("nobody");
    let people = [("owner", &account.owner), ("deputy", &account.deputy)];
    for (name, party) in people {
        node.fact(name, party.as_ref().map_or(nobody, |party| party.value.as_str()));
    }
    let facts = [("kind", &account.environment), ("support", &account.support_plan)];
    for (name, text) in facts {
        if let Some(text) = text {
            node.fact(name, text.clone());
        }
    }
    let runs = inputs.history.runs.iter();
    let runs = runs.filter(|record| record.run.scope.accounts.contains(id.as_str()));
    seen(
        inputs.lang,
        &mut node,
        runs.map(|record| (record.run.tool_name(), record.run.observed_at.day())),
    );
    Some(node)
}

fn repository(inputs: &Inputs<'_>, id: &RepositoryId) -> Option<Node> {
    let repository = inputs.program.repositories.get(id)?;
    let mut node = Node::new("repository", id, &repository.name);
    let owner = repository.owner.as_ref();
    let nobody = inputs.lang.text("nobody");
    node.fact("owner", owner.map_or(nobody, |party| party.value.as_str()));
    if let Some(path) = &repository.path {
        node.fact("clone", path.value.clone());
    }
    let runs = inputs.history.runs.iter().filter(|record| {
        record.run.scope.repository.value().is_some_and(|name| name == id.as_str())
    });
    seen(
        inputs.lang,
        &mut node,
        runs.map(|record| (record.run.tool_name(), record.run.observed_at.day())),
    );
    Some(node)
}

/// The runs that looked at something.
fn seen<'r>(lang: Lang, node: &mut Node, runs: impl Iterator<Item = (&'r str, Day)>) {
    let mut tools: Vec<&str> = Vec::new();
    let (mut count, mut last) = (0_u64, None);
    for (tool, day) in runs {
        count += 1;
        last = last.max(Some(day));
        if !tools.contains(&tool) {
            tools.push(tool);
        }
    }
    match last {
        Some(day) => {
            let runs = lang.count(count, "run");
            node.fact("evidence", say!(lang, "{0}, the last on {1}", runs, day));
            node.fact("tools", lang.some_of(&tools, SHOWN));
        }
        None => node.fact("evidence", say!(lang, "none: no run in the ledger names it")),
    }
}

fn service(inputs: &Inputs<'_>, id: &ServiceId) -> Option<Node> {
    let lists = Lists(inputs.lang);
    let service = inputs.program.services.get(id)?;
    let mut node = Node::new("service", id, &service.name);
    lists.add(&mut node, "also", service.also.iter().map(|name| &name.value));
    if let Some(party) = &service.run_by {
        node.fact("run by", party.value.to_string());
    }
    lists.add(&mut node, "checks", service.checks.iter().map(|check| &check.value));
    let controls: Vec<&ControlRef> = service.controls.iter().map(|c| &c.value).collect();
    lists.add(&mut node, "controls", controls.into_iter());
    let made_of_it = inputs.program.components.iter();
    let made_of_it = made_of_it.filter(|(_, c)| c.services.iter().any(|s| s.value == *id));
    lists.add(&mut node, "components", made_of_it.map(|(id, _)| id));
    node.fact(
        "take in",
        format!("storyproof component add ID --title NAME --services {id} --owner PARTY"),
    );
    Some(node)
}

/// What a component says belongs to it.
pub(super) fn claims(component: &Component, lang: Lang) -> Vec<(&'static str, String)> {
    let names = |items: Vec<&str>| lang.some_of(&items, SHOWN);
    let all = [
        ("services", names(component.services.iter().map(|id| id.as_str()).collect())),
        ("accounts", names(component.accounts.iter().map(|id| id.as_str()).collect())),
        ("repositories", names(component.repositories.iter().map(|id| id.as_str()).collect())),
        ("subjects", names(component.subjects.iter().map(|name| name.value.as_str()).collect())),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}
