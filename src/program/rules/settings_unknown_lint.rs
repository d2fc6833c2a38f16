//! `settings/unknown-lint`: a level is set for a code that does not exist.

use crate::{
    diag::{Diagnostic, LintLevel, Nearest, Rule},
    program::{Program, rules::RuleContext},
};

/// A level is set for a code that does not exist.
pub static RULE: Rule = Rule {
    code: "settings/unknown-lint",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a level is set for a code that does not exist",
    docs: r#"## What it finds
A key of `[lints]` that is no diagnostic code.

## Why it matters
The level that it sets has no effect.

## Example
```toml
[lints]
"storys/too-large" = "warn"
```

## What to do
Correct the code; the nearest known one is suggested.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let nearest = Nearest::default();
    let codes: Vec<&str> = super::RULES.iter().map(|rule| rule.code).collect();
    let lints = program.settings.lints.iter();
    let unknown = lints.filter(|(code, _)| !codes.contains(&code.as_str()));
    let report = unknown.map(|(code, level)| {
        let title = format!("unknown diagnostic code `{code}`");
        let diagnostic = Diagnostic::new(&RULE, title, level.span);
        let name = nearest.find(code, codes.iter().copied());
        match name {
            Some(known) => diagnostic.did_you_mean(name).fix(level.span, format!("\"{known}\"")),
            None => diagnostic.help("a code looks like `story/too-large`"),
        }
    });
    report.collect()
}
