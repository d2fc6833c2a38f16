//! `approval/bad-signer`: a line of the allowed signers cannot be read.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
    signature::AllowedSigners,
};

/// A line of the allowed signers cannot be read.
pub static RULE: Rule = Rule {
    code: "approval/bad-signer",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a line of the allowed signers cannot be read",
    docs: r#"## What it finds
A line of `controls/allowed_signers` that is no line of such a file, has a time without `Z`, or a
kind of key that does not verify here.

## Why it matters
Whoever it names cannot sign, and on another machine it may mean something else.

## Example
```text
risk-owner valid-before="20260630" ssh-ed25519 AAAAC3…
```

## What to do
Write `NAME namespaces="approval@storyproof" ssh-ed25519 AAAA…`, and end times with `Z`.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let Some(file) = &program.signers else { return Vec::new() };
    let (_, bad) = AllowedSigners::parse(&file.text);
    let report = bad.into_iter().map(|bad| {
        let title = format!("line {} of the allowed signers cannot be read", bad.line);
        let help = "write NAME namespaces=\"approval@storyproof\" ssh-ed25519 AAAA…";
        Diagnostic::new(&RULE, title, file.line(bad.line)).label(bad.why).help(help)
    });
    report.collect()
}
