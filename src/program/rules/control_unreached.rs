//! `control/unreached`: controls of a target are reached by nothing.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    ids::ControlRef,
    model::{Control, Implementation, ResponsibilityKind, names_control},
    program::{Program, rules::RuleContext},
};

/// Controls of a target are reached by nothing.
pub static RULE: Rule = Rule {
    code: "control/unreached",
    level: LintLevel::Warn,
    fixed: false,
    summary: "controls of a target are reached by nothing",
    docs: r#"## What it finds
Controls of a framework with a `[[target]]` that no story names and nobody else meets: no provider,
no existing process, no decision to exclude them. Headings, controls for other classes of entity and
replaced controls do not count.

## Why it matters
On the day of the audit they are gaps.

## Example
```toml
[[target]]
framework = "aws-baseline"
date = 2026-04-03
# and no story names aws-baseline/AB.NET-04
```

## What to do
Name them in stories, or record why they need none with `[[applicability]]`.
"#,
};

use super::common::{is_live, some_of};

pub(super) fn check(program: &Program, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    let patterns = provider_patterns(program);
    let report = program.settings.targets.iter().filter_map(|target| {
        let asked = program.controls_of(&target.framework);
        let asked = asked.filter(|control| program.is_asked_for(control, context.today));
        let open = asked.filter(|control| !is_reached(program, control, &patterns));
        let open: Vec<&ControlRef> = open.map(|control| &control.id).collect();
        let names = open.iter().map(|id| format!("`{}`", id.control));
        let names = (!open.is_empty()).then(|| some_of(names))?;
        let (noun, framework) = (noun(open.len()), &target.framework.value);
        let title = format!("{} of `{framework}` {noun} reached by nothing", count(open.len()));
        let diagnostic =
            Diagnostic::new(&RULE, title, target.framework.span).label("to be proven").help(
                format!("name them in stories, or decide on them in `[[applicability]]`: {names}"),
            );
        Some(diagnostic)
    });
    report.collect()
}

fn noun(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

fn count(count: usize) -> String {
    if count == 1 { "1 control".into() } else { format!("{count} controls") }
}

fn is_reached(program: &Program, control: &Control, patterns: &[&str]) -> bool {
    let decided = program.applicability_of(&control.id).is_some_and(|decision| {
        !decision.applicable || decision.implementation != Implementation::Story
    });
    decided
        || program.stories_of_control(&control.id).any(is_live)
        || patterns.iter().any(|pattern| names_control(pattern, &control.id))
}

/// What providers do alone.
fn provider_patterns(program: &Program) -> Vec<&str> {
    let duties = program.components.values().flat_map(|component| &component.responsibilities);
    let theirs = duties.filter(|duty| duty.kind == ResponsibilityKind::Provider);
    theirs.flat_map(|duty| duty.controls.iter().map(|pattern| pattern.as_str())).collect()
}
