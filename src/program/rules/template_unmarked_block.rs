//! `template/unmarked-block`: a resource of a template names no requirement.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// How many resources a message names.
const NAMED: usize = 5;

/// A resource of a template names no requirement.
pub static RULE: Rule = Rule {
    code: "template/unmarked-block",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a resource of a template names no requirement",
    docs: r"## What it finds
Resources of a component's template without `controls` in their `Metadata`.

## Why it matters
Nobody can say for which requirement such a block is there, or what is lost when it goes.

## Example
```yaml
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
```

## What to do
Name the requirements that the block meets:
```yaml
    Metadata:
      storyproof:
        controls: [aws-baseline/AB.LOG-01]
```
",
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let report = program.templates.values().filter(|template| !template.broken).filter_map(|t| {
        let bare: Vec<_> = t.blocks.iter().filter(|b| b.marks.controls.is_empty()).collect();
        let first = bare.first()?;
        let names: Vec<&str> = bare.iter().take(NAMED).map(|b| b.name.value.as_str()).collect();
        let more = bare.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let title = format!(
            "{} of {} resources of {} name no requirement: {}{more}",
            bare.len(),
            t.blocks.len(),
            t.path.value,
            names.join(", ")
        );
        let help = "add `Metadata: {storyproof: {controls: [...]}}` to each";
        Some(Diagnostic::new(&RULE, title, first.name.span).help(help))
    });
    report.collect()
}
