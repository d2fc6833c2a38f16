//! `check/source`: a check says nothing about where its results come from.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::CheckSource,
    program::{Program, rules::RuleContext},
};

/// A check says nothing about where its results come from.
pub static RULE: Rule = Rule {
    code: "check/source",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a check says nothing about where its results come from",
    docs: r#"## What it finds
A check without a `[[check.source]]`; a source without `rules`, `document` or `pass_when`; a `json`
source without `pass_when` or `document`, or with `for_each` but no `subject`; another tool with
`pass_when`.

## Why it matters
No result can match it, so it can never pass.

## Example
```toml
[[check.source]]
tool = "prowler"
# which rules?
```

## What to do
Add the rule ids of the tool, the document's name, or the expression that decides.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for check in program.checks.values() {
        let id = &check.id.value;
        if check.sources.is_empty() {
            let title = format!("check `{id}` has no source");
            let help = "add a `[[check.source]]` with a tool and its rules";
            found.push(Diagnostic::new(&RULE, title, check.id.span).help(help));
        }
        for source in &check.sources {
            if let Some((trouble, help)) = trouble(source) {
                let title = format!("a source of check `{id}` {trouble}");
                let diagnostic = Diagnostic::new(&RULE, title, source.tool.span).help(help);
                found.push(diagnostic.context(check.id.span, "in this check"));
            }
        }
    }
    found
}

fn trouble(source: &CheckSource) -> Option<(&'static str, &'static str)> {
    let is_json = source.tool.value == "json";
    if is_json && source.pass_when.is_none() {
        return Some(("reads JSON without saying what passes", "add `pass_when`, an expression"));
    }
    if is_json && source.document.is_none() {
        return Some((
            "reads JSON without saying which document",
            "add `document`, the name under which it is submitted (`ingest --document`)",
        ));
    }
    if source.over.for_each.is_some() && source.over.subject.is_none() {
        return Some((
            "asks about each thing of a list without naming it",
            "add `subject`, an expression such as `item.Arn`",
        ));
    }
    if !is_json && source.pass_when.is_some() {
        return Some((
            "has `pass_when`, which only `json` has",
            "set `tool = \"json\"`, or remove it",
        ));
    }
    let is_empty = !is_json && source.rules.is_empty() && source.document.is_none();
    is_empty.then_some(("names no rules and no document", "add `rules`, the tool's rule ids"))
}
