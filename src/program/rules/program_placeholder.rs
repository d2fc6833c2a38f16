//! `program/placeholder`: values of the example program still stand where ours should.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
    source::{Span, Spanned},
};

/// Values of the example program still stand where ours should.
pub static RULE: Rule = Rule {
    code: "program/placeholder",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a value of the example program stands where ours should",
    docs: r#"## What it finds
What `storyproof init` writes to be replaced: the account number 123456789012, the organization
`Our organization`, mail addresses at example.com, and the vendors whose names begin with `Example `.

## Why it matters
Evidence about your own account counts for nothing while the program names another, and nobody reads
mail at example.com.

## Example
```toml
[[account]]
id = "123456789012"
```

## What to do
Write your own values. A program that is meant as an example sets this code to `allow`.
"#,
};

/// The number of the account that `init` lays down; AWS uses it in its documentation.
const ACCOUNT: &str = "123456789012";

/// The organization of `init`.
const ORGANIZATION: &str = "Our organization";

/// A domain that belongs to nobody (RFC 2606).
const DOMAIN: &str = "example.com";

/// How the example's vendors are called.
const VENDOR: &str = "Example ";

/// How many names a message lists.
const SHOWN: usize = 5;

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(name) = &program.settings.organization
        && name.value == ORGANIZATION
    {
        let title = format!("the organization is still `{}`", name.value);
        found.push(report(title, name.span, "write the name of yours"));
    }
    found.extend(accounts(program));
    found.extend(parties(program));
    found
}

fn report(title: String, at: Span, help: &str) -> Diagnostic {
    Diagnostic::new(&RULE, title, at).help(help)
}

fn accounts(program: &Program) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for account in program.accounts.values() {
        let id = &account.id;
        if id.as_str() == ACCOUNT {
            let title = format!("account `{ACCOUNT}` is still the example's number");
            let help = "write the number of yours: `aws sts get-caller-identity --query Account`";
            found.push(report(title, id.span, help));
        }
        let contacts =
            [&account.security_contact, &account.billing_contact, &account.operations_contact];
        let mut open = contacts.into_iter().flatten().filter(|contact| is_placeholder(contact));
        if let Some(first) = open.next() {
            let n = 1 + open.count();
            let which = if n == 1 { "a contact".into() } else { format!("{n} contacts") };
            let title = format!("account `{}` still has {which} at {DOMAIN}", id.value);
            found.push(report(title, first.span, "write addresses that somebody reads"));
        }
    }
    found
}

fn is_placeholder(address: &Spanned<String>) -> bool {
    at_example(&address.value)
}

fn at_example(address: &str) -> bool {
    let domain = address.trim().rsplit('@').next().unwrap_or_default();
    domain.eq_ignore_ascii_case(DOMAIN)
}

/// One report for all parties with an address of the example, and one for its vendors.
fn parties(program: &Program) -> Vec<Diagnostic> {
    let parties = program.parties.values();
    let open = parties.clone().filter(|p| p.contact.as_deref().is_some_and(at_example));
    let open: Vec<_> = open.map(|party| &party.id).collect();
    let vendors = parties.filter(|p| p.kind.is_external() && p.name.starts_with(VENDOR));
    let vendors: Vec<_> = vendors.map(|party| &party.id).collect();
    let told = |ids: &[&Spanned<_>], what: &str, help: &str| {
        let first = ids.first()?;
        let names: Vec<String> =
            ids.iter().take(SHOWN).map(|id| format!("`{}`", id.value)).collect();
        let more = match ids.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Some(report(format!("{what}: {}{more}", names.join(", ")), first.span, help))
    };
    let contacts = format!("contacts at {DOMAIN}");
    [
        told(&open, &contacts, "write shared mailboxes or channels that somebody reads"),
        told(
            &vendors,
            "vendors of the example program",
            "write the names of yours, or remove them with what they answer for",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}
