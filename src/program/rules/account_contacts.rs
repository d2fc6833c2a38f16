//! `account/contacts`: two roles of an account are the same.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
    source::Spanned,
};

/// Two roles of an account are the same.
pub static RULE: Rule = Rule {
    code: "account/contacts",
    level: LintLevel::Deny,
    fixed: false,
    summary: "two roles of an account are the same",
    docs: r#"## What it finds
An account with the same address for two of its contacts, or whose deputy is its owner.

## Why it matters
Separate contacts exist so that a security warning is not read by whoever pays the bill, and a deputy
so that somebody answers when the owner cannot.

## Example
```toml
[account.contacts]
security = "aws@example.com"
billing = "aws@example.com"
operations = "ops@example.com"
```

## What to do
Give each role a contact of its own.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for account in program.accounts.values() {
        let id = &account.id.value;
        if let (Some(owner), Some(deputy)) = (&account.owner, &account.deputy)
            && owner == deputy
        {
            let title = format!("the owner of account `{id}` is its own deputy");
            let diagnostic = Diagnostic::new(&RULE, title, deputy.span);
            found.push(diagnostic.context(owner.span, "the owner").help("name another deputy"));
        }
        let contacts = [
            ("security", &account.security_contact),
            ("billing", &account.billing_contact),
            ("operations", &account.operations_contact),
        ];
        let mut seen: Vec<(&str, &Spanned<String>)> = Vec::new();
        for (role, contact) in contacts {
            let Some(contact) = contact else { continue };
            let same = |(_, other): &&(&str, &Spanned<String>)| other.eq_ignore_ascii_case(contact);
            if let Some((other_role, other)) = seen.iter().find(same) {
                let title = format!("account `{id}` has one contact for {other_role} and {role}");
                let diagnostic = Diagnostic::new(&RULE, title, contact.span);
                let diagnostic = diagnostic.context(other.span, "the same here");
                found.push(diagnostic.help("give each role a contact of its own"));
            }
            seen.push((role, contact));
        }
    }
    found
}
