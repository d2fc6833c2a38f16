//! `link/heading`: a heading is named where a control is meant.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    ids::ControlRef,
    program::{Program, rules::RuleContext},
    source::Spanned,
};

/// A heading is named where a control is meant.
pub static RULE: Rule = Rule {
    code: "link/heading",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a heading is named where a control is meant",
    docs: r#"## What it finds
A story, a check, an attestation or a decision that names a heading.

## Why it matters
Headings only group controls and are never judged, so the link has no effect.

## Example
```toml
[[story]]
id = "IAM-01"
controls = ["pci-dss-4.0.1/8.4"]   # holds 8.4.1 to 8.4.3
```

## What to do
Name the controls below it that are meant.
"#,
};

use super::common::some_of;

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let stories = program.stories.values().flat_map(|story| &story.controls);
    let checks = program.checks.values().flat_map(|check| &check.controls);
    let attestations = program.attestations.values().flat_map(|a| &a.controls);
    let decisions = program.applicability.values().map(|decision| &decision.control);
    let links = stories.chain(checks).chain(attestations).chain(decisions);
    links.filter_map(|link| heading(program, link)).collect()
}

fn heading(program: &Program, link: &Spanned<ControlRef>) -> Option<Diagnostic> {
    program.controls.get(&link.value).filter(|control| control.heading)?;
    let title = format!("`{}` is a heading", link.value);
    let below = program.children_of(&link.value).map(|child| format!("`{}`", child.id.control));
    let below = some_of(below);
    let help = if below.is_empty() {
        "remove it".into()
    } else {
        format!("name the controls below it that are meant: {below}")
    };
    Some(Diagnostic::new(&RULE, title, link.span).label("never judged").help(help))
}
