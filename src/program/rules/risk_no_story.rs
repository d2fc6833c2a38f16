//! `risk/no-story`: a risk is to fall, but no story treats it.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A risk is to fall, but no story treats it.
pub static RULE: Rule = Rule {
    code: "risk/no-story",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a risk is to fall, but no story treats it",
    docs: r#"## What it finds
A risk whose target is below its present level while no story names it.

## Why it matters
A residual risk below the inherent one needs work that is verified. Without a story the lower number
is a wish.

## Example
```toml
[[risk]]
id = "R-09"
likelihood = 4
impact = 4
treatment = "mitigate"
target_likelihood = 1
target_impact = 4
```

## What to do
Name the risk in the stories that treat it, or set the target to what it is.
"#,
};

use super::common::is_live;

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let falling = program.risks.values().filter(|risk| {
        let is_lower = risk.target_likelihood < risk.likelihood || risk.target_impact < risk.impact;
        is_lower && !program.stories_of_risk(&risk.id).any(is_live)
    });
    let report = falling.map(|risk| {
        let title = format!("risk `{}` is to fall, but no story treats it", risk.id.value);
        Diagnostic::new(&RULE, title, risk.id.span)
            .help("name it in the `risks` of a story, or set the target to what it is")
    });
    report.collect()
}
