//! `check/expression`: an expression cannot be read.

use std::ops::Range;

use crate::{
    diag::{Diagnostic, LintLevel, Nearest, Rule},
    expression::{Language, UnknownWord, unknown_words},
    model::CheckSource,
    program::{Program, rules::RuleContext},
    source::{Span, Spanned},
};

/// An expression cannot be read.
pub static RULE: Rule = Rule {
    code: "check/expression",
    level: LintLevel::Deny,
    fixed: false,
    summary: "an expression cannot be read",
    docs: r#"## What it finds
A `pass_when`, `for_each`, `where`, `subject` or `message` that is not an expression, or that names a
filter, a test or a function that expressions do not have.

## Why it matters
The check would end in an error for every document.

## Example
```toml
[[check.source]]
tool = "json"
pass_when = "SummaryMap.AccountMFAEnabled = 1"   # ==
```

## What to do
Correct the expression. `==` compares, `and`, `or` and `not` combine; `is defined` asks whether a
field is there, which must be asked before it is read; `days_since(time)` counts from the moment at
which the document was observed.
"#,
};

pub(super) fn check(program: &Program, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    let language = Language::default();
    let mut found = Vec::new();
    for check in program.checks.values() {
        for expression in check.sources.iter().flat_map(CheckSource::expressions) {
            let place = |range: &Range<usize>| place_of(expression, range, context);
            if let Err(trouble) = language.compile(&expression.value) {
                let title = format!("an expression of check `{}` cannot be read", check.id.value);
                let span = trouble.range.as_ref().map_or(expression.span, place);
                found.push(Diagnostic::new(&RULE, title, span).label(trouble.why));
            }
            for UnknownWord { word, kind, known, range } in unknown_words(&expression.value) {
                let title = format!("expressions have no {kind} `{word}`");
                let diagnostic = Diagnostic::new(&RULE, title, place(&range))
                    .context(check.id.span, "in this check");
                let name = Nearest::default().find(&word, known.iter().copied());
                found.push(match name {
                    Some(name) => diagnostic.did_you_mean(Some(name)),
                    None => diagnostic.help(format!("there are {}", known.join(", "))),
                });
            }
        }
    }
    found
}

/// A part of an expression as a place in the file: the whole where it is written with escapes.
fn place_of(expression: &Spanned<String>, range: &Range<usize>, context: &RuleContext<'_>) -> Span {
    let span = expression.span;
    let text = context.sources.text(span);
    let Some(at) = text.find(expression.value.as_str()) else { return span };
    let start = span.range().start + at;
    let narrow = |n: usize| u32::try_from(start + n).unwrap_or(u32::MAX);
    if range.start >= range.end || range.end > expression.value.len() {
        return span;
    }
    Span { file: span.file, start: narrow(range.start), end: narrow(range.end) }
}
