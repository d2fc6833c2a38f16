//! `story/too-large`: a story has more points than a story may have.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A story has more points than a story may have.
pub static RULE: Rule = Rule {
    code: "story/too-large",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a story has more points than a story may have",
    docs: r#"## What it finds
A story with more points than `[program] story_points` allows, 8 by default.

## Why it matters
A large story hides its risk, does not fit in a sprint beside others, and is proven all at once or
not at all.

## Example
```toml
[[story]]
id = "NET-02"
points = 13
```

## What to do
Split it into stories that are each worth proving.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let limit = program.settings.story_points;
    let sized = program.stories.values().filter_map(|story| Some((story, story.points.as_ref()?)));
    let large = sized.filter(|(_, points)| points.value > limit);
    let report = large.map(|(story, points)| {
        let title = format!("story `{}` has {} points", story.id.value, points.value);
        Diagnostic::new(&RULE, title, points.span)
            .label(format!("more than the {limit} that a story may have"))
            .help("split it into stories that are each worth proving")
    });
    report.collect()
}
