//! `evidence/*`: what the ledger holds does not fit what the files say. The rules stand here with
//! all others, so that `[lints]` and `explain` know them; [`crate::report::findings`] finds them,
//! since this room knows no evidence.

use crate::diag::{LintLevel, Rule};

/// A provider's attestation that counted has ended.
pub static PROVIDER_ATTESTATION_EXPIRED: Rule = Rule {
    code: "evidence/provider-attestation-expired",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a provider's attestation has ended",
    docs: r#"## What it finds
An `[[attestation]]` with a `provider` whose latest recorded statement has ended.

## Why it matters
What is inherited from the provider is unproven from that day on.

## Example
```toml
[[attestation]]
id = "firewall-aoc"
provider = "isv-firewall"
```

## What to do
Ask the provider for the current one, and record it.
"#,
};

/// An exception that has no effect.
pub static EXCEPTION_WITHOUT_EFFECT: Rule = Rule {
    code: "evidence/exception-without-effect",
    level: LintLevel::Deny,
    fixed: false,
    summary: "an exception was granted in a way that does not count",
    docs: r#"## What it finds
A recorded exception whose approver is its requester, or that lasts more than twelve months.

## Why it matters
It has no effect: the failing subjects it names count as failing.

## Example
```toml
[[check]]
id = "buckets-not-public"
```
with an exception that `team-payments` asked for and approved.

## What to do
Let somebody else approve it, with an end at most twelve months ahead, and record it again.
"#,
};

/// A live exception that covers nothing.
pub static EXCEPTION_UNUSED: Rule = Rule {
    code: "evidence/exception-unused",
    level: LintLevel::Warn,
    fixed: false,
    summary: "a live exception covers no failing subject",
    docs: r#"## What it finds
An exception that counts today, and no subject of its check that fails and that it names.

## Why it matters
It would silently accept whatever fails next under that name.

## Example
```toml
[[check]]
id = "buckets-not-public"
```
with an exception for `arn:aws:s3:::old-bucket`, which is gone.

## What to do
Withdraw it; or correct its subjects, if it was meant for others.
"#,
};
