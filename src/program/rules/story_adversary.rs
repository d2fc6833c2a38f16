//! `story/adversary`: an abuse story speaks for a friend, or a use story for an adversary.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::StoryKind,
    program::{Program, rules::RuleContext},
};

/// An abuse story speaks for a friend, or a use story for an adversary.
pub static RULE: Rule = Rule {
    code: "story/adversary",
    level: LintLevel::Deny,
    fixed: false,
    summary: "an abuse story speaks for a friend, or a use story for an adversary",
    docs: r#"## What it finds
An abuse story whose persona is not an adversary, and a use story whose persona is one.

## Why it matters
An abuse story is proven when somebody fails. Mixed up, a report says that an attacker was served.

## Example
```toml
[[story]]
id = "DET-07"
kind = "abuse"
persona = "developer"
```

## What to do
Name a persona with `adversary = true`, or set the right `kind`.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for story in program.stories.values() {
        let Some(link) = &story.persona else { continue };
        let Some(persona) = program.personas.get(&link.value) else { continue };
        let (title, help) = match (story.kind, persona.adversary) {
            (StoryKind::Abuse, false) => (
                format!("abuse story `{}` speaks for a friend", story.id.value),
                "name a persona with `adversary = true`",
            ),
            (StoryKind::Use, true) => (
                format!("story `{}` speaks for an adversary", story.id.value),
                "set `kind = \"abuse\"`, or name another persona",
            ),
            _ => continue,
        };
        found.push(Diagnostic::new(&RULE, title, link.span).help(help));
    }
    found
}
