//! `check/unknown-rule`: a check names a rule that its tool does not have.

use crate::{
    diag::{Diagnostic, LintLevel, Nearest, Rule},
    program::{Program, rules::RuleContext},
};

/// A check names a rule that its tool does not have.
pub static RULE: Rule = Rule {
    code: "check/unknown-rule",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a check names a rule that its tool does not have",
    docs: r#"## What it finds
A rule id of Prowler that is not among the ids of its AWS checks as this version of storyproof knows
them.

## Why it matters
A misspelt rule matches no result: the check would never run, or silently ask less than it says.

## Example
```toml
[[check.source]]
tool = "prowler"
rules = ["iam_root_mfa_enable"]
```

## What to do
Correct the id; the nearest known one is suggested. If the rule is newer than storyproof, set this
code to `allow`.
"#,
};

/// The ids, one a line, in order.
const PROWLER: &str = include_str!("known/prowler.txt");

/// The ids of Prowler's AWS checks, in order.
pub fn known_rules() -> impl Iterator<Item = &'static str> {
    PROWLER.lines().filter(|line| !line.starts_with('#'))
}

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let nearest = Nearest::default();
    let known: Vec<&str> = known_rules().collect();
    let mut found = Vec::new();
    for check in program.checks.values() {
        for source in check.sources.iter().filter(|source| source.tool.value == "prowler") {
            for rule in source.rules.iter().filter(|rule| !is_known(rule, &known)) {
                let title = format!("prowler has no rule `{}`", rule.value);
                let diagnostic = Diagnostic::new(&RULE, title, rule.span)
                    .context(check.id.span, "in this check");
                let name = nearest.find(rule, known.iter().copied());
                found.push(match name {
                    Some(id) => diagnostic.did_you_mean(name).fix(rule.span, format!("\"{id}\"")),
                    None => diagnostic.help("look it up with `prowler aws --list-checks`"),
                });
            }
        }
    }
    found
}

fn is_known(rule: &str, known: &[&str]) -> bool {
    if rule.contains('*') {
        let pattern = wildmatch::WildMatch::new(rule);
        return known.iter().any(|id| pattern.matches(id));
    }
    known.binary_search(&rule).is_ok()
}
