//! Secrets out of evidence, before anything is kept.
//!
//! Scanner output holds what scanners find: keys, tokens, card numbers. A [`Redactor`] stands
//! between the file and everything that reads or stores it, so that neither the ledger nor the
//! artifact store, a report or a message can hold what it takes out. A match becomes
//! `[redacted:RULE:HASH]`, where HASH is a keyed hash of the secret ([`Key`]): whoever holds the
//! key sees that two secrets are one, and nobody else can try out guesses.
//!
//! * `triggers` lists what the built-in rules look for, `tokens` and `values` recognise it,
//!   `cards` finds card numbers;
//! * `scan` finds every match in a piece of text: one pass over the beginnings
//!   of secrets, one over the signs of assignments, one over digits, and the program's own patterns;
//! * `stream` does this to a file of any size, piece by piece;
//! * `packed` looks into gzip and UTF-16, where bytes hide the text.
//!
//! What is caught: AWS access keys, and secret keys next to their names; tokens of GitHub, GitLab,
//! Slack, Stripe, Google, Azure, npm and `PyPI` by their beginnings; JSON web tokens; private keys;
//! passwords in addresses (`user:password@host`) and in assignments with `=`; card numbers with
//! an issuer's beginning and a right check digit; what gitleaks and trufflehog say that they
//! found. What is not: secrets without a form of their own (a password in prose or in a JSON
//! value), secrets written in another encoding (base64, `\u0041`), and pieces of secrets. A
//! program adds rules for those of its own.

mod cards;
mod key;
mod packed;
mod place;
mod rules;
mod scan;
mod stream;
mod tokens;
mod triggers;
mod values;

#[cfg(test)]
mod tests;

pub use key::{Key, KeySource};
pub use rules::{OwnRule, Rules, RulesError};
pub use stream::Redactor;
