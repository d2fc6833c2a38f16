//! `check/empty-population`: a check asks about a population of which there is no member.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::Population,
    program::{Program, rules::RuleContext},
};

/// A check asks about a population of which there is no member.
pub static RULE: Rule = Rule {
    code: "check/empty-population",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a check asks about a population of which there is no member",
    docs: r#"## What it finds
A check with a `population` of which the program has no member.

## Why it matters
A check over all accounts says nothing while no account is written down.

## Example
```toml
[[check]]
id = "root-mfa"
population = "accounts"
# and no [[account]]
```

## What to do
Add an `[[account]]` or `[[repository]]` for each member, a `[[component.responsibility]]` that
names one of the check's controls and is not the provider's alone, or a line to the inventory; or
remove `population`.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let report = program.checks.values().filter_map(|check| {
        let population = check.population.as_ref()?;
        let (is_empty, noun) = match &population.value {
            Population::Accounts | Population::Regions => (program.accounts.is_empty(), "account"),
            Population::Repositories => (program.repositories.is_empty(), "repository"),
            Population::Components => {
                (!program.components.values().any(|c| c.may_concern(check)), "component")
            }
            Population::Inventory(name) => {
                let inventory = program.inventories.get(name)?;
                if inventory.entries.is_empty() && !inventory.broken {
                    let title = format!("check `{}` asks about every entry of the inventory `{name}`, and there is none", check.id.value);
                    let help = "write one subject a line, or remove `population`";
                    return Some(Diagnostic::new(&RULE, title, population.span).help(help));
                }
                return None;
            }
        };
        // Members that could not be read have been reported.
        if !is_empty || program.incomplete_members.contains_key(&population.value) {
            return None;
        }
        let title =
            format!("check `{}` asks about every {noun}, and there is none", check.id.value);
        let help = format!("add an `[[{noun}]]`, or remove `population`");
        Some(Diagnostic::new(&RULE, title, population.span).help(help))
    });
    report.collect()
}
