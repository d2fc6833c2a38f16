//! `story/unproven-criterion`: an acceptance criterion has neither a check nor an attestation.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// An acceptance criterion has neither a check nor an attestation.
pub static RULE: Rule = Rule {
    code: "story/unproven-criterion",
    level: LintLevel::Deny,
    fixed: false,
    summary: "an acceptance criterion has neither a check nor an attestation",
    docs: r#"## What it finds
An acceptance criterion of a planned story that names nothing to prove it.

## Why it matters
A story is done when evidence proves it. A criterion without a check or an attestation can never be
proven, and so neither can its story.

## Example
```toml
[[story.acceptance]]
text = "Root MFA is on in every account"
```

## What to do
Name a check (`checks = ["root-mfa"]`) if machines can see it, an attestation if only people can.
"#,
};

use super::common::is_planned;

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for story in program.stories.values().filter(|story| is_planned(story)) {
        for criterion in &story.acceptance {
            if !criterion.broken && criterion.checks.is_empty() && criterion.attestation.is_none() {
                let title = format!("nothing proves this criterion of `{}`", story.id.value);
                let diagnostic = Diagnostic::new(&RULE, title, criterion.text.span)
                    .label("has neither a check nor an attestation")
                    .help(
                        "name `checks` if machines can see it, an `attestation` if only people can",
                    );
                found.push(diagnostic);
            }
        }
    }
    found
}
