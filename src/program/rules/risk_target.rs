//! `risk/target`: a risk is to be worse after treatment than before.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    program::{Program, rules::RuleContext},
};

/// A risk is to be worse after treatment than before.
pub static RULE: Rule = Rule {
    code: "risk/target",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a risk is to be worse after treatment than before",
    docs: r#"## What it finds
A risk whose target likelihood or impact is above its present one.

## Why it matters
Treatment lowers a risk. If the target is higher, the two were mixed up, and the register shows the
wrong one as residual.

## Example
```toml
[[risk]]
id = "R-01"
likelihood = 2
target_likelihood = 4
```

## What to do
Correct the two numbers.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for risk in program.risks.values() {
        let pairs = [
            ("likelihood", &risk.likelihood, &risk.target_likelihood),
            ("impact", &risk.impact, &risk.target_impact),
        ];
        for (word, now, target) in pairs.into_iter().filter(|(_, now, target)| target > now) {
            let title = format!("the {word} of risk `{}` is to rise", risk.id.value);
            let diagnostic = Diagnostic::new(&RULE, title, target.span)
                .label(format!("from {} to {}", now.value, target.value))
                .context(now.span, "before treatment")
                .help("correct the two numbers");
            found.push(diagnostic);
        }
    }
    found
}
