//! `story/dependency-cycle`: stories depend on each other in a circle.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// Stories depend on each other in a circle.
pub static RULE: Rule = Rule {
    code: "story/dependency-cycle",
    level: LintLevel::Deny,
    fixed: false,
    summary: "stories depend on each other in a circle",
    docs: r#"## What it finds
Stories that depend on each other, directly or through others.

## Why it matters
None of them can be first, so none can be planned.

## Example
```toml
# IAM-01 depends on IAM-02, and IAM-02 on IAM-01
[[story]]
id = "IAM-01"
depends_on = ["IAM-02"]
```

## What to do
Remove the dependency that is not real, or split a story so that its first half comes first.
"#,
};

use super::cycles::cycles;

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let stories: Vec<_> = program.stories.values().collect();
    let links = stories.iter().map(|s| (&s.id.value, s.depends_on.iter().map(|d| &d.value)));
    let report = cycles(links).into_iter().filter_map(|round| {
        let story = program.stories.get(*round.first()?)?;
        let next = round.get(1).or(round.first())?;
        let link = story.depends_on.iter().find(|link| link.value == **next)?;
        let path: Vec<String> = round.iter().map(|id| format!("`{id}`")).collect();
        let title = format!("{} → `{}` is a circle", path.join(" → "), story.id.value);
        Some(
            Diagnostic::new(&RULE, title, link.span)
                .label("one of the dependencies in it")
                .help("remove the dependency that is not real"),
        )
    });
    report.collect()
}
