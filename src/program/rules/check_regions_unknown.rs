//! `check/regions-unknown`: a check asks about every region, and an account names none.

use crate::{
    diag::{Diagnostic, LintLevel, Rule},
    model::Population,
    program::{Program, rules::RuleContext},
};

/// A check asks about every region, and an account names none.
pub static RULE: Rule = Rule {
    code: "check/regions-unknown",
    level: LintLevel::Deny,
    fixed: false,
    summary: "a check asks about every region, and an account names none",
    docs: r#"## What it finds
A check with `population = "regions"` while an `[[account]]` has no `regions`, and `[program]` has
none either.

## Why it matters
Nobody knows where to look, so the check can never pass.

## Example
```toml
[[check]]
id = "ebs-encryption"
population = "regions"

[[account]]
id = "123456789012"
```

## What to do
Write `regions = ["eu-central-1"]` in the account, or in `[program]` for all accounts.
"#,
};

pub(super) fn check(program: &Program, _: &RuleContext<'_>) -> Vec<Diagnostic> {
    let by_region = program.checks.values().find_map(|check| {
        let population = check.population.as_ref()?;
        (population.value == Population::Regions).then_some((check, population.span))
    });
    let Some((check, span)) = by_region else { return Vec::new() };
    let named = |regions: &[_]| !regions.is_empty();
    let without = program.accounts.values().filter(|account| {
        let own = account.regions.as_deref();
        !own.map_or_else(|| named(&program.settings.regions), named)
    });
    let report = without.map(|account| {
        let id = &account.id;
        let title = format!("account `{}` names no region", id.value);
        Diagnostic::new(&RULE, title, id.span)
            .context(span, format!("`{}` asks about every region", check.id.value))
            .help("add `regions = [\"…\"]`, or `[program] regions` for all accounts")
    });
    report.collect()
}
