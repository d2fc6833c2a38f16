//! `story/external-twice`: two stories name the same issue of a tracker.

use std::collections::BTreeMap;

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    ids::ExternalId,
    program::{Program, rules::RuleContext},
    source::Span,
};

/// Two stories name the same issue of a tracker.
pub static RULE: Rule = Rule {
    code: "story/external-twice",
    level: LintLevel::Deny,
    fixed: false,
    summary: "two stories name the same issue of a tracker",
    docs: r#"## What it finds
An entry of `external` that stands in two stories.

## Why it matters
The next import could change either. It takes the first, and the other seems to have no issue.

## Example
```toml
# stories/iam/IAM-01.toml
[[story]]
id = "IAM-01"
external = ["jira:SEC-12"]

# stories/iam/IAM-02.toml
[[story]]
id = "IAM-02"
external = ["jira:SEC-12"]
```

## What to do
Leave it in the story that the issue is about.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut first: BTreeMap<&ExternalId, Span> = BTreeMap::new();
    let mut found = Vec::new();
    for name in program.stories.values().flat_map(|story| &story.external) {
        match first.get(&name.value) {
            None => _ = first.insert(&name.value, name.span),
            Some(other) => found.push(
                Diagnostic::new(&RULE, format!("two stories are `{}`", name.value), name.span)
                    .context(*other, "first written here")
                    .help("leave it in the story that the issue is about"),
            ),
        }
    }
    found
}
