//! `settings/fixed-level`: a level is set that cannot be changed.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A level is set that cannot be changed.
pub static RULE: Rule = Rule {
    code: "settings/fixed-level",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a level is set that cannot be changed",
    docs: r#"## What it finds
A key of `[lints]` whose diagnostic is always an error.

## Why it matters
What cannot be read is missing from every report. Turned down, it would be missing without a word.

## Example
```toml
[lints]
"form/syntax" = "allow"
```

## What to do
Remove the line, and correct what it was to hide.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let lints = program.settings.lints.iter();
    let fixed = lints.filter(|(code, _)| super::find_rule(code).is_some_and(|rule| rule.fixed));
    let report = fixed.map(|(code, level)| {
        let title = format!("the level of `{code}` cannot be changed");
        Diagnostic::new(&RULE, title, level.span).help("remove the line")
    });
    report.collect()
}
