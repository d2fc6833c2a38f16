//! `story/control-not-due`: a story serves a control that is not in force, without saying why.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::{Control, Story},
    program::{Program, rules::RuleContext},
    time::Day,
};

/// A story serves a control that is not in force, without saying why.
pub static RULE: Rule = Rule {
    code: "story/control-not-due",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a story serves a control that is not in force, without saying why",
    docs: r#"## What it finds
A planned story that names a control which is not due by the end of its sprint, or which another
control has replaced, while the story's notes do not mention that control.

## Why it matters
Work for a requirement that is not yet, or no longer, in force may be right. Whoever reads the plan
needs to know why.

## Example
```toml
[[story]]
id = "IAM-05"
controls = ["pci-dss-4.0.1/8.3.10.1"]   # replaced
```

## What to do
Name the control that is in force, or mention this one in `notes` and say why.
"#,
};

use super::common::is_planned;

pub(super) fn check(program: &Program, context: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for story in program.stories.values().filter(|story| is_planned(story)) {
        let day = sprint_end(program, story).unwrap_or(context.today);
        for link in &story.controls {
            let Some(control) = program.controls.get(&link.value) else { continue };
            let Some((trouble, help)) = trouble(program, control, day) else { continue };
            let id = link.control.as_str();
            if story.notes.as_ref().is_some_and(|notes| notes.contains(id)) {
                continue;
            }
            let title = format!("`{}` {trouble}", link.value);
            let diagnostic = Diagnostic::new(&RULE, title, link.span)
                .context(story.id.span, "in this story")
                .help(format!("{help}, or say in `notes` why the story serves {id}"));
            found.push(diagnostic);
        }
    }
    found
}

fn sprint_end(program: &Program, story: &Story) -> Option<Day> {
    Some(program.sprint(story.sprint.as_ref()?)?.end.value)
}

fn trouble(program: &Program, control: &Control, day: Day) -> Option<(String, String)> {
    let is_due = |control: &Control| control.effective_from.as_ref().is_none_or(|f| f.value <= day);
    if let Some(from) = control.effective_from.as_ref().filter(|_| !is_due(control)) {
        let whole = control.effective_part.is_none();
        let trouble = format!("is not due before {}", from.value);
        return whole.then(|| (trouble, "plan it nearer to that day".into()));
    }
    let successor = program.successor_of(control).filter(|successor| is_due(successor))?;
    Some(("is replaced".into(), format!("name `{}`", successor.id)))
}
