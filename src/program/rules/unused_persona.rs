//! `unused/persona`: no story speaks for a persona.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    ids::PersonaId,
    program::{Program, rules::RuleContext},
};

/// No story speaks for a persona.
pub static RULE: Rule = Rule {
    code: "unused/persona",
    level: LintLevel::Warn,
    fixed: false,
    summary: "no story speaks for a persona",
    docs: r#"## What it finds
A persona that no story names.

## Why it matters
Either nobody has asked what they need, or the persona is not one.

## Example
```toml
[[persona]]
id = "auditor"
name = "Auditor"
```

## What to do
Write a story for them, or remove the persona.
"#,
};

use std::collections::HashSet;

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let stories = program.stories.values();
    let named: HashSet<&PersonaId> =
        stories.filter_map(|story| story.persona.as_ref()).map(|link| &link.value).collect();
    let dead = program.personas.values().filter(|persona| !named.contains(&persona.id.value));
    let report = dead.map(|persona| {
        let title = format!("no story speaks for persona `{}`", persona.id.value);
        Diagnostic::new(&RULE, title, persona.id.span).help("write a story for them, or remove it")
    });
    report.collect()
}
