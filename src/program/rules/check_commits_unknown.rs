//! `check/commits-unknown`: a check asks for a run for every commit, and no commits are known.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::Cadence,
    program::{Program, rules::RuleContext},
};

/// A check asks for a run for every commit, and no commits are known.
pub static RULE: Rule = Rule {
    code: "check/commits-unknown",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a check asks for a run for every commit, and no commits are known",
    docs: r#"## What it finds
A check with `cadence = "every commit"` while no `[[repository]]` has a `path`.

## Why it matters
Which commits there are is read from a local clone. Without one only the age of the last scan is
looked at: a commit that nobody scanned goes unseen.

## Example
```toml
[[check]]
id = "merge-scan"
cadence = "every commit"

[[repository]]
id = "payments-app"
```

## What to do
Write `path = "../payments-app"` in the repository: the folder that holds its `.git`, from the
program's folder on. `branch` names the branch, when it is not what is checked out.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    if program.repositories.values().any(|repository| repository.path.is_some()) {
        return Vec::new();
    }
    let report = program.checks.values().filter_map(|check| {
        let cadence = check.cadence.as_ref().filter(|c| c.value == Cadence::EveryCommit)?;
        let title = format!("check `{}` asks for every commit, and none is known", check.id.value);
        let help = "write `path` in a `[[repository]]`: its local clone";
        Some(Diagnostic::new(&RULE, title, cadence.span).help(help))
    });
    report.collect()
}
