//! `approval/idle-limit`: a limit means nothing for the kind of an approval rule.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    evidence::Approvable,
    program::{Program, rules::RuleContext},
};

/// A limit means nothing for the kind of an approval rule.
pub static RULE: Rule = Rule {
    code: "approval/idle-limit",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a limit means nothing for the kind of an approval rule",
    docs: r#"## What it finds
A limit that records of the rule's kind do not have: `max_score` is for risks, `max_points` for
stories and sprints, `max_days` for exceptions.

## Why it matters
Whoever wrote it believes that something is limited, and it is not.

## Example
```toml
[[approval_rule]]
id = "story"
kind = "story"
roles = ["program-manager"]
max_score = 9
```

## What to do
Write the limit of the kind, or leave it out.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in &program.approval_rules {
        for limit in rule.idle_limits() {
            let (id, kind) = (&rule.id.value, rule.kind.value.word());
            let title = format!("`{limit}` limits nothing in the approval rule `{id}`");
            let help = match rule.kind.value {
                Approvable::Risk => "a risk is limited by `max_score`, its target score",
                Approvable::Story | Approvable::Sprint => "it is limited by `max_points`",
                Approvable::Exception => "an exception is limited by `max_days`",
                _ => "records of this kind have no size; leave the limit out",
            };
            let label = format!("it is about records of the kind `{kind}`");
            found.push(Diagnostic::new(&RULE, title, rule.kind.span).label(label).help(help));
        }
    }
    found
}
