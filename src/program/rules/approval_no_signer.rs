//! `approval/no-signer`: nobody whom an approval rule names can sign.

use std::collections::BTreeSet;

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    ids::PartyId,
    program::{Program, rules::RuleContext},
    signature::AllowedSigners,
};

/// Nobody whom an approval rule names can sign.
pub static RULE: Rule = Rule {
    code: "approval/no-signer",
    level: LintLevel::Warn,
    fixed: false,
    summary: "nobody whom an approval rule names can sign",
    docs: r#"## What it finds
Where the program demands signatures: an `[[approval_rule]]` of whose roles none, and no member of
one, has a key in the allowed signers.

## Why it matters
Nothing that the rule is about can be approved.

## Example
```toml
[approval]
signatures = "required"

[[approval_rule]]
id = "risk"
kind = "risk"
roles = ["risk-owner"]   # and no line for risk-owner in controls/allowed_signers
```

## What to do
Add a line with the key of somebody who may to `controls/allowed_signers`.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    if !program.settings.approval.required {
        return Vec::new();
    }
    let text = program.signers.as_ref().map(|file| file.text.as_str()).unwrap_or_default();
    let (signers, _) = AllowedSigners::parse(text);
    let names: BTreeSet<&str> =
        signers.lines().flat_map(|(_, names, _)| names).map(String::as_str).collect();
    let can_sign = |role: &PartyId| {
        let members = program.parties.get(role).map(|party| party.members.as_slice());
        let mut members = members.into_iter().flatten();
        names.contains(role.as_str()) || members.any(|m| names.contains(m.value.as_str()))
    };
    let rules = program.approval_rules.iter().filter(|rule| !rule.roles.is_empty());
    let without = rules.filter(|rule| !rule.roles.iter().any(|role| can_sign(&role.value)));
    let report = without.map(|rule| {
        let title = format!("nobody whom the approval rule `{}` names can sign", rule.id.value);
        let (path, _) = program.settings.allowed_signers();
        let help = format!("add a line with the key of one of them to {path}");
        Diagnostic::new(&RULE, title, rule.id.span).help(help)
    });
    report.collect()
}
