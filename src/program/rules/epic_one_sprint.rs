//! `epic/one-sprint`: all stories of an epic are in one sprint.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    ids::SprintId,
    model::StoryStatus,
    program::{Program, rules::RuleContext},
};

/// All stories of an epic are in one sprint.
pub static RULE: Rule = Rule {
    code: "epic/one-sprint",
    level: LintLevel::Warn,
    fixed: false,
    summary: "all stories of an epic are in one sprint",
    docs: r#"## What it finds
An epic of two or more stories, all of them planned in the same sprint.

## Why it matters
An epic spans sprints: a first version, a hardened one, an optimised one. What fits in one sprint is a
story, or all the hardening was left out.

## Example
```toml
# IAM-01 and IAM-02, both with sprint = "2026-S1"
[[epic]]
id = "IAM"
```

## What to do
Plan what comes after the first version, or fold the epic into another.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let report = program.epics.values().filter_map(|epic| {
        let stories = program.stories_of_epic(&epic.id);
        let live = stories.filter(|story| story.status.value != StoryStatus::Dropped);
        let sprints: Option<Vec<&SprintId>> =
            live.map(|story| story.sprint.as_ref().map(|sprint| &sprint.value)).collect();
        let sprints = sprints.filter(|sprints| sprints.len() > 1)?;
        let (first, rest) = sprints.split_first()?;
        let title =
            format!("all {} stories of epic `{}` are in `{first}`", sprints.len(), epic.id.value);
        let help = "plan what comes after the first version, or fold the epic into another";
        let is_one = rest.iter().all(|sprint| sprint == first);
        is_one.then(|| Diagnostic::new(&RULE, title, epic.id.span).help(help))
    });
    report.collect()
}
