//! `[[party]]`, `[[component]]`, `[[service]]`, `[[account]]`, `[[repository]]` and `[[risk]]`.

use super::{
    Records,
    fields::Fields,
    file::{Misread, Record},
    matrix::declared,
};
use crate::{
    model::{Account, Component, Party, Repository, Responsibility, Risk, Service},
    source::Spanned,
};

impl Record for Party {
    const KEY: &'static str = "party";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let (id, kind) = (f.required("id"), f.required("kind"));
        let (name, contact) = (f.text("name"), f.optional("contact"));
        let members = f.list("members");
        Some(Self { id: id?, name, kind: kind?, contact, members })
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.parties
    }
}

impl Record for Component {
    const KEY: &'static str = "component";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let id = f.required("id");
        let duties = f.tables("responsibility", "responsibility");
        let component = Self {
            name: f.text("name"),
            party: f.optional("party"),
            owner: f.optional("owner"),
            description: f.optional("description").unwrap_or_default(),
            critical: f.optional("critical").unwrap_or_default(),
            serves: f.list("serves"),
            subjects: f.names("subjects"),
            services: f.list("services"),
            accounts: f.list("accounts"),
            repositories: f.list("repositories"),
            declared: declared(f),
            templates: f.names("templates"),
            stacks: f.names("stacks"),
            responsibilities: duties.into_iter().filter_map(responsibility).collect(),
            broken: false,
            id: id?,
        };
        Some(component)
    }

    fn mark_broken(&mut self, _: Misread) {
        self.broken = true;
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.components
    }
}

impl Record for Service {
    const KEY: &'static str = "service";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let (id, name) = (f.required("id"), f.text("name"));
        let (also, run_by) = (f.names("also"), f.optional("run_by"));
        let (checks, controls) = (f.list("checks"), f.list("controls"));
        let parts = (f.optional("provider_does"), f.optional("customer_does"));
        let (provider_does, customer_does) = parts;
        Some(Self { id: id?, name, also, run_by, checks, controls, provider_does, customer_does })
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.services
    }
}

fn responsibility(f: Fields<'_>) -> Option<Responsibility> {
    let controls = f.list("controls");
    let (kind, accountable) = (f.required("kind"), f.required("accountable"));
    let provider = f.optional("provider");
    let provider_does = f.optional("provider_does");
    let customer_does = f.optional("customer_does");
    f.finish();
    Some(Responsibility {
        controls,
        kind: kind?,
        accountable: accountable?,
        provider,
        provider_does,
        customer_does,
    })
}

impl Record for Account {
    const KEY: &'static str = "account";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let id = f.required("id");
        let contacts = f.table("contacts", "contacts");
        let contact = |key| contacts.as_ref().and_then(|contacts| contacts.optional(key));
        let account = Self {
            name: f.text("name"),
            owner: f.optional("owner"),
            deputy: f.optional("deputy"),
            environment: f.optional("environment"),
            support_plan: f.optional("support_plan"),
            security_contact: contact("security"),
            billing_contact: contact("billing"),
            operations_contact: contact("operations"),
            regions: f.optional_names("regions"),
            broken: false,
            id: id?,
        };
        if let Some(contacts) = contacts {
            contacts.finish();
        }
        Some(account)
    }

    fn mark_broken(&mut self, _: Misread) {
        self.broken = true;
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.accounts
    }
}

impl Record for Repository {
    const KEY: &'static str = "repository";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let id = f.required("id");
        let (name, owner) = (f.text("name"), f.optional("owner"));
        let (path, branch) = (f.place("path"), f.optional("branch"));
        Some(Self { id: id?, name, owner, path, branch, broken: false })
    }

    fn mark_broken(&mut self, _: Misread) {
        self.broken = true;
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.repositories
    }
}

impl Record for Risk {
    const KEY: &'static str = "risk";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let (id, treatment) = (f.required("id"), f.required("treatment"));
        let level = |key| -> Option<Spanned<u32>> { f.scale(key, 1..=5, f.required(key)) };
        let (likelihood, impact) = (level("likelihood"), level("impact"));
        let targets = (level("target_likelihood"), level("target_impact"));
        let reviews = (f.optional("reviewed"), f.optional("review_every"));
        let risk = Self {
            title: f.text("title"),
            description: f.optional("description").unwrap_or_default(),
            owner: f.optional("owner"),
            id: id?,
            treatment: treatment?,
            likelihood: likelihood?,
            impact: impact?,
            target_likelihood: targets.0?,
            target_impact: targets.1?,
            reviewed: reviews.0,
            review_every: reviews.1,
        };
        Some(risk)
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.risks
    }
}
