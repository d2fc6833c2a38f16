//! `check/expression`: an expression cannot be read.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// An expression cannot be read.
pub static RULE: Rule = Rule {
    code: "check/expression",
    level: LintLevel::Deny,
    fixed: false,
    summary: "an expression cannot be read",
    docs: r#"## What it finds
A `pass_when` that is not an expression.

## Why it matters
The check would end in an error for every document.

## Example
```toml
[[check.source]]
tool = "json"
pass_when = "SummaryMap.AccountMFAEnabled = 1"   # ==
```

## What to do
Correct the expression. `==` compares, `and`, `or` and `not` combine.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let language = minijinja::Environment::new();
    let mut found = Vec::new();
    for check in program.checks.values() {
        for expression in check.sources.iter().filter_map(|source| source.pass_when.as_ref()) {
            let Err(error) = language.compile_expression(expression) else { continue };
            let title = format!("the expression of check `{}` cannot be read", check.id.value);
            let why = error.detail().unwrap_or("not an expression").to_owned();
            found.push(Diagnostic::new(&RULE, title, expression.span).label(why));
        }
    }
    found
}
