//! `account/incomplete`: an account lacks an owner, a deputy, a contact or a support plan.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// An account lacks an owner, a deputy, a contact or a support plan.
pub static RULE: Rule = Rule {
    code: "account/incomplete",
    level: LintLevel::Deny,
    fixed: false,
    summary: "an account lacks an owner, a deputy, a contact or a support plan",
    docs: r#"## What it finds
An account without `owner`, `deputy`, `support_plan`, or one of the contacts `security`, `billing`
and `operations`.

## Why it matters
In an incident the provider writes to these contacts, and only the support plan decides how fast it
answers.

## Example
```toml
[[account]]
id = "111122223333"
name = "prod-pay"
owner = "team-platform"
```

## What to do
Add what is missing.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let report = program.accounts.values().filter_map(|account| {
        let facts = [
            ("owner", account.owner.is_some()),
            ("deputy", account.deputy.is_some()),
            ("support_plan", account.support_plan.is_some()),
            ("contacts.security", account.security_contact.is_some()),
            ("contacts.billing", account.billing_contact.is_some()),
            ("contacts.operations", account.operations_contact.is_some()),
        ];
        let missing = facts.iter().filter(|(_, is_there)| !is_there);
        let missing: Vec<String> = missing.map(|(key, _)| format!("`{key}`")).collect();
        let title = format!("account `{}` lacks {}", account.id.value, missing.join(", "));
        let diagnostic = Diagnostic::new(&RULE, title, account.id.span).help("add what is missing");
        (!missing.is_empty()).then_some(diagnostic)
    });
    report.collect()
}
