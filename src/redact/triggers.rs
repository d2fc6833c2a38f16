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
    /// A key whose value is a secret in the reports of such a tool.
    Value,
    /// A SARIF snippet, whose text is a secret in the reports of such a tool.
    Snippet,
}

use Alphabet::{Base64, Dashed, Dotted, Plain, Upper, Word};
use Trigger::{Address, Assigned, AwsSecret, AzureClient, Finder, Jwt, PrivateKey, Snippet, Value};

const fn token(rule: &'static str, alphabet: Alphabet, min: usize, max: usize) -> Trigger {
    Trigger::Token(Token { rule, alphabet, min, max })
}

const AWS: Trigger = token("aws-access-key", Upper, 16, 16);
const GITHUB: Trigger = token("github-token", Plain, 36, 255);
const GITLAB: Trigger = token("gitlab-token", Dotted, 20, 255);
const SLACK: Trigger = token("slack-token", Dashed, 10, 255);
const STRIPE: Trigger = token("stripe-key", Plain, 10, 255);

/// The texts that are looked for, and what each may begin.
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
    ("AccountKey=", token("azure-key", Base64, 40, 100)),
    ("SharedAccessKey=", token("azure-key", Base64, 40, 100)),
    ("&sig=", token("azure-key", Base64, 40, 200)),
    ("?sig=", token("azure-key", Base64, 40, 200)),
    ("amp;sig=", token("azure-key", Base64, 40, 200)),
    ("Q~", AzureClient),
    ("npm_", token("npm-token", Plain, 36, 36)),
    ("pypi-AgE", token("pypi-token", Dashed, 50, 2048)),
    ("eyJ", Jwt),
    ("-----BEGIN ", PrivateKey),
    ("://", Address),
    ("assword=", Assigned),
    ("ASSWORD=", Assigned),
    ("asswd=", Assigned),
    ("ASSWD=", Assigned),
    ("pwd=", Assigned),
    ("Pwd=", Assigned),
    ("_token=", Assigned),
    ("_TOKEN=", Assigned),
    ("-token=", Assigned),
    ("Token=", Assigned),
    ("secret=", Assigned),
    ("Secret=", Assigned),
    ("SECRET=", Assigned),
    ("api_key=", Assigned),
    ("API_KEY=", Assigned),
    ("apikey=", Assigned),
    ("apiKey=", Assigned),
    ("ApiKey=", Assigned),
    ("ecret_access_key", AwsSecret),
    ("ECRET_ACCESS_KEY", AwsSecret),
    ("ecretAccessKey", AwsSecret),
    ("aws_secret", AwsSecret),
    ("AWS_SECRET", AwsSecret),
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
    ("Secret\"", Value),
    ("Match\"", Value),
    ("Raw\"", Value),
    ("RawV2\"", Value),
    ("Secret\\\"", Value),
    ("Match\\\"", Value),
    ("Secret&#34;", Value),
    ("Match&#34;", Value),
    ("Secret&quot;", Value),
    ("Match&quot;", Value),
    ("\"snippet\"", Snippet),
];
