//! `settings/ledger-path`: the ledger lies outside the program.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// The ledger lies outside the program.
pub static RULE: Rule = Rule {
    code: "settings/ledger-path",
    level: LintLevel::Deny,
    fixed: false,
    summary: "the ledger lies outside the program",
    docs: r#"## What it finds
A `[ledger] path` that is absolute, goes up with `..`, or holds a drive, a backslash or a control
character.

## Why it matters
A program that is cloned from elsewhere must not make storyproof write outside its own folder.

## Example
```toml
[ledger]
path = "../../elsewhere/ledger.sqlite"
```

## What to do
Write a path below the program's folder. To keep the ledger elsewhere on this machine, set
`STORYPROOF_LEDGER`.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let path = program.settings.ledger.iter().filter(|path| !stays_inside(path));
    let report = path.map(|path| {
        let title = format!("the ledger `{}` lies outside the program", path.value);
        let help = "write a path below the program's folder, or set `STORYPROOF_LEDGER`";
        Diagnostic::new(&RULE, title, path.span).help(help)
    });
    report.collect()
}

/// Whether a path can only lead to a place below where it starts, on any system.
pub fn stays_inside(path: &str) -> bool {
    let is_plain = |part: &str| !matches!(part, "" | "." | "..");
    !path.contains(['\\', ':']) && !path.contains(char::is_control) && path.split('/').all(is_plain)
}
