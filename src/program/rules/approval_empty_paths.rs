//! `approval/empty-paths`: the paths of an approval rule name no record.

use std::collections::BTreeSet;

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    evidence::Approvable,
    model::matches_path,
    program::{Program, rules::RuleContext},
    source::Span,
};

/// The paths of an approval rule name no record.
pub static RULE: Rule = Rule {
    code: "approval/empty-paths",
    level: LintLevel::Warn,
    fixed: false,
    summary: "the paths of an approval rule name no record",
    docs: r#"## What it finds
A pattern in `paths` that no file with a record of the rule's kind fits.

## Why it matters
A folder that was renamed falls back to the general rules, which may allow more.

## Example
```toml
[[approval_rule]]
id = "story-pipeline"
kind = "story"
paths = ["stories/pipeline/**"]   # the folder is stories/pipe
roles = ["team-payments"]
```

## What to do
Correct the pattern: `*` stands for any name, `**` for any folders, as in a CODEOWNERS file.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in &program.approval_rules {
        let files = files(program, rule.kind.value);
        for pattern in &rule.paths {
            if !files.iter().any(|path| matches_path(pattern, path)) {
                let kind = rule.kind.value.word();
                let title = format!("no {kind} stands in a file of `{}`", pattern.value);
                let help =
                    "`*` stands for any name, `**` for any folders; write paths from the root";
                found.push(Diagnostic::new(&RULE, title, pattern.span).help(help));
            }
        }
    }
    found
}

fn files(program: &Program, kind: Approvable) -> BTreeSet<&str> {
    let spans: Vec<Span> = match kind {
        Approvable::Story => program.stories.values().map(|r| r.id.span).collect(),
        Approvable::Sprint => program.sprints.iter().map(|r| r.id.span).collect(),
        Approvable::Risk => program.risks.values().map(|r| r.id.span).collect(),
        Approvable::Applicability => {
            program.applicability.values().map(|r| r.control.span).collect()
        }
        Approvable::Exception | Approvable::Check => {
            program.checks.values().map(|r| r.id.span).collect()
        }
        Approvable::Control => program.controls.values().map(|r| r.id_span).collect(),
        Approvable::Attestation => program.attestations.values().map(|r| r.id.span).collect(),
    };
    spans.into_iter().map(|span| program.path(span)).collect()
}
