//! `template/unproven-block`: no check shows that a block meets what it says.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::{Check, Marks},
    program::{Program, rules::RuleContext},
};

/// No check shows that a block meets what it says.
pub static RULE: Rule = Rule {
    code: "template/unproven-block",
    level: LintLevel::Warn,
    fixed: false,
    summary: "no check shows that a block meets the requirements it names",
    docs: r"## What it finds
A resource of a template that names requirements, while none of the checks it names proves any of
them; or it names no checks, and its requirements have none.

## Why it matters
The thread from requirement to code ends in the code: nothing looks at what it made.

## Example
```yaml
    Metadata:
      storyproof:
        controls: [aws-baseline/AB.LOG-01]
        checks: [root-mfa]
```

## What to do
Name a check that proves one of the requirements, or write such a check.
",
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for template in program.templates.values().filter(|template| !template.broken) {
        for block in template.blocks.iter().filter(|block| !block.marks.controls.is_empty()) {
            if !is_proven(program, &block.marks) {
                let title = format!(
                    "no check proves what the block `{}` says that it meets",
                    block.name.value
                );
                let help = "name a check of one of its controls under `checks`";
                found.push(Diagnostic::new(&RULE, title, block.name.span).help(help));
            }
        }
    }
    found
}

fn is_proven(program: &Program, marks: &Marks) -> bool {
    let proves = |check: &Check| {
        check.controls.iter().any(|control| marks.controls.iter().any(|c| c.value == control.value))
    };
    if marks.checks.is_empty() {
        return marks.controls.iter().any(|c| program.checks_of(&c.value).next().is_some());
    }
    marks.checks.iter().filter_map(|id| program.checks.get(&id.value)).any(proves)
}
