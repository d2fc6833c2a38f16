//! `soa/risk-not-named`: a control is in for a risk, but no risk leads to it.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::Implementation,
    program::{Program, rules::RuleContext},
};

use super::common::is_live;

/// A control is in for a risk, but no risk leads to it.
pub static RULE: Rule = Rule {
    code: "soa/risk-not-named",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a control is in for a risk, but no risk leads to it",
    docs: r#"## What it finds
A control that `because` puts in for a risk and that stories are to meet, while none of its stories
treats a risk.

## Why it matters
The statement must follow from the risk treatment. An auditor asks: for which risk?

## Example
```toml
[[applicability]]
control = "iso27001-2022/A.5.7"
applicable = true
because = ["risk"]
# and the stories that name A.5.7 have no `risks`
```

## What to do
Name the risk in `risks` of a story that meets the control, or correct `because`.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let by_story = program
        .applicability
        .values()
        .filter(|decision| decision.applicable && decision.implementation == Implementation::Story);
    let report = by_story.filter_map(|decision| {
        let word = decision.because.iter().find(|word| word.value == "risk")?;
        // Without any story another rule has its say.
        let mut stories = program.stories_of_control(&decision.control).filter(|s| is_live(s));
        let has_story = stories.clone().next().is_some();
        let has_risk = stories.any(|story| !story.risks.is_empty());
        (has_story && !has_risk).then(|| {
            let title = format!("no risk leads to `{}`", decision.control.value);
            Diagnostic::new(&RULE, title, word.span)
                .help("name the risk in `risks` of a story that meets it, or correct `because`")
        })
    });
    report.collect()
}
