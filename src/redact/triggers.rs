//! What secrets begin with, or stand next to.

use super::tokens::{Alphabet, Token};

/// What to do where a trigger stands in the text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Trigger {
    /// A token with this beginning.
    Token(Token),
    /// A JSON web token.
    Jwt,
    /// A private key between its two lines.
    PrivateKey,
    /// An address, which may hold a password.
    Address,
    /// A name that a secret is assigned to with `=`.
    Assigned,
    /// The name of an AWS secret key.
    AwsSecret,
    /// An Azure client secret, which has this in its middle.
    AzureClient,
    /// A tool that reports secrets wrote this.
    Finder,
    /// A SARIF snippet, whose text is a secret in the reports of such a tool.
    Snippet,
}

use Alphabet::{Base64, Dashed, Dotted, Plain, Upper, Word};
use Trigger::{Address, Assigned, AwsSecret, AzureClient, Finder, Jwt, PrivateKey, Snippet};

const fn token(rule: &'static str, alphabet: Alphabet, min: usize, max: usize) -> Trigger {
    Trigger::Token(Token { rule, alphabet, min, max })
}

const AWS: Trigger = token("aws-access-key", Upper, 16, 16);
const GITHUB: Trigger = token("github-token", Plain, 36, 255);
const GITLAB: Trigger = token("gitlab-token", Dotted, 20, 255);
const SLACK: Trigger = token("slack-token", Dashed, 10, 255);
const AZURE: Trigger = token("azure-key", Base64, 40, 200);
const STRIPE: Trigger = token("stripe-key", Plain, 10, 255);

/// What is looked for in every text.
pub(super) const TRIGGERS: &[(&str, Trigger)] = &[
    ("AKIA", AWS),
    ("ASIA", AWS),
    ("ghp_", GITHUB),
    ("gho_", GITHUB),
    ("ghu_", GITHUB),
    ("ghs_", GITHUB),
    ("ghr_", GITHUB),
    ("github_pat_", token("github-token", Word, 22, 255)),
    ("glpat-", GITLAB),
    ("gldt-", GITLAB),
    ("glrt-", GITLAB),
    ("glcbt-", GITLAB),
    ("glptt-", GITLAB),
    ("glft-", GITLAB),
    ("glsoat-", GITLAB),
    ("xoxb-", SLACK),
    ("xoxp-", SLACK),
    ("xoxa-", SLACK),
    ("xoxr-", SLACK),
    ("xoxs-", SLACK),
    ("xoxe-", SLACK),
    ("xoxe.", token("slack-token", Dotted, 10, 512)),
    ("xapp-", SLACK),
    ("hooks.slack.com/services/", token("slack-token", Base64, 30, 255)),
    ("sk_live_", STRIPE),
    ("rk_live_", STRIPE),
    ("sk_test_", STRIPE),
    ("rk_test_", STRIPE),
    ("whsec_", token("stripe-key", Base64, 24, 255)),
    ("AIza", token("google-key", Dashed, 35, 35)),
    ("GOCSPX-", token("google-key", Dashed, 28, 28)),
    ("ya29.", token("google-key", Dotted, 20, 2048)),
    ("Q~", AzureClient),
    ("npm_", token("npm-token", Plain, 36, 36)),
    ("pypi-AgE", token("pypi-token", Dashed, 50, 2048)),
    ("eyJ", Jwt),
    ("-----BEGIN ", PrivateKey),
    ("://", Address),
    ("ecret_access_key", AwsSecret),
    ("ECRET_ACCESS_KEY", AwsSecret),
    ("ecretAccessKey", AwsSecret),
    ("secret_key", AwsSecret),
    ("SECRET_KEY", AwsSecret),
    ("secretKey", AwsSecret),
    ("SecretKey", AwsSecret),
    ("\"gitleaks\"", Finder),
    ("name=\"gitleaks\"", Finder),
    ("\"RuleID\"", Finder),
    ("&#34;RuleID&#34;", Finder),
    ("&quot;RuleID&quot;", Finder),
    ("rufflehog", Finder),
    ("\"DetectorName\"", Finder),
    ("\"snippet\"", Snippet),
];

/// What is looked for in the reports of tools that report secrets.
pub(super) const FIELDS: &[&str] = &[
    "Secret\"",
    "Match\"",
    "Raw\"",
    "RawV2\"",
    "Secret\\\"",
    "Match\\\"",
    "Secret&#34;",
    "Match&#34;",
    "Secret&quot;",
    "Match&quot;",
];

/// What may stand before a `=` that a secret follows, in any case.
pub(super) const ASSIGNED: &[(&str, Trigger)] = &[
    ("password", Assigned),
    ("passwd", Assigned),
    ("pwd", Assigned),
    ("_token", Assigned),
    ("-token", Assigned),
    ("authtoken", Assigned),
    ("secret", Assigned),
    ("api_key", Assigned),
    ("api-key", Assigned),
    ("apikey", Assigned),
    ("accountkey", AZURE),
    ("sharedaccesskey", AZURE),
    ("&sig", AZURE),
    ("?sig", AZURE),
    ("amp;sig", AZURE),
];
