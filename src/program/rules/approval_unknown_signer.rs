//! `approval/unknown-signer`: an allowed signer is nobody of the program.

use std::collections::BTreeSet;

use crate::{
    diag::{Diagnostic, LintLevel, Nearest, Rule},
    program::{Program, rules::RuleContext},
    signature::AllowedSigners,
};

/// An allowed signer is nobody of the program.
pub static RULE: Rule = Rule {
    code: "approval/unknown-signer",
    level: LintLevel::Warn,
    fixed: false,
    summary: "an allowed signer is nobody of the program",
    docs: r#"## What it finds
A name in `controls/allowed_signers` that is neither the id of a `[[party]]` nor that of a member of
one.

## Why it matters
What its key signs is never a decision of the program: the name is misspelt, or left over.

## Example
```text
risk-ower namespaces="approval@storyproof" ssh-ed25519 AAAAC3…
```

## What to do
Write the id of a party or of a member of one, or remove the line.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let Some(file) = &program.signers else { return Vec::new() };
    let parties = program.parties.values();
    let members = parties.clone().flat_map(|party| &party.members);
    let known: BTreeSet<&str> = parties
        .map(|party| party.id.value.as_str())
        .chain(members.map(|member| member.value.as_str()))
        .collect();
    let (signers, _) = AllowedSigners::parse(&file.text);
    let mut found = Vec::new();
    for (line, names, _) in signers.lines() {
        for name in names.iter().filter(|name| !known.contains(name.as_str())) {
            let title = format!("the allowed signer `{name}` is nobody of the program");
            let nearest = Nearest::default().find(name, known.iter().copied());
            let diagnostic = Diagnostic::new(&RULE, title, file.line(line));
            found.push(match nearest {
                Some(_) => diagnostic.did_you_mean(nearest),
                None => diagnostic.help("name a [[party]], or a member of one"),
            });
        }
    }
    found
}
