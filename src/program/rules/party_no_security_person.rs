//! `party/no-security-person`: nobody on a team's roster works on security.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// Nobody on a team's roster works on security.
pub static RULE: Rule = Rule {
    code: "party/no-security-person",
    level: LintLevel::Warn,
    fixed: false,
    summary: "nobody on a team's roster works on security",
    docs: r#"## What it finds
A party with `members`, none of which is a persona with `security = true`.

## Why it matters
Security that sits elsewhere is asked late. A security person in each team takes part in its
planning and answers the same day.

## Example
```toml
[[party]]
id = "team-payments"
kind = "team"
members = ["app-developer"]
```

## What to do
Add the persona of the security person to the roster, or say `security = true` of one that is.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let without = program.parties.values().filter(|party| {
        let mut members = party.members.iter().filter_map(|id| program.personas.get(&id.value));
        !party.members.is_empty() && !members.any(|persona| persona.security)
    });
    let report = without.map(|party| {
        let title = format!("nobody on the roster of `{}` works on security", party.id.value);
        let help = "add a persona with `security = true` to its `members`";
        Diagnostic::new(&RULE, title, party.id.span).help(help)
    });
    report.collect()
}
