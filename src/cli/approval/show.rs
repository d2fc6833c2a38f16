//! `storyproof approval show` and `export`: the exact text of a decision, its signature, and the
//! standard command that verifies both.

use std::{fmt::Write as _, path::Path};

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    approval::message,
    assess::approvals,
    evidence::{Approval, ApprovalRecord},
    report::{Lang, approvals::standing_words, register::quoted},
    signature::namespace,
    time::Instant,
};

use super::draft::facts;
use crate::cli::{
    answers,
    args::{Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output,
    workspace::{Assessed, Workspace},
};

/// The answer for programs.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ApprovalShown")]
pub(in crate::cli) struct Shown<'a> {
    /// The entry of the ledger.
    entry: u64,
    /// When the ledger recorded it.
    recorded_at: Instant,
    /// Whether it counts, in words.
    standing: &'a str,
    /// The decision, as the entry tells it.
    approval: &'a Approval,
    /// The exact text that was signed, or would have been.
    signed_text: &'a str,
    /// What verifies it without storyproof, one command a line.
    verify: &'a [String],
}

/// A decision of the ledger with where it stands.
fn find(
    entry: u64,
    workspace: &Workspace,
    assessed: &Assessed,
) -> Result<(ApprovalRecord, String), Failure> {
    let as_of = assessed.assessment.as_of;
    let judged = approvals(&workspace.program, &assessed.history, as_of);
    let mut all = assessed.history.approvals.iter().zip(&judged.standings);
    let (made, standing) = all.find(|(made, _)| made.entry == entry).ok_or_else(|| {
        Failure::usage(format!(
            "entry {entry} is no decision on a record, as of {}",
            as_of.observed
        ))
        .help("`storyproof approval list` names the entries; `--as-of` looks at a later day")
    })?;
    let (word, sentence) = standing_words(Lang::En, standing, made.approval.decision);
    Ok((made.clone(), format!("{} {}: {sentence}", word.glyph, word.word)))
}

pub(super) fn show(
    entry: u64,
    format: Format,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let (made, standing) = find(entry, &workspace, &assessed)?;
    let text = message(&made.approval);
    let signers = workspace.program.settings.allowed_signers().0;
    let commands = commands(&made, signers);
    if format == Format::Json {
        let data = Shown {
            entry,
            recorded_at: made.recorded_at,
            standing: &standing,
            approval: &made.approval,
            signed_text: &text,
            verify: &commands,
        };
        let head = assessed.history.head.as_ref();
        output::json(env, &answers::APPROVAL, assessed.assessment.as_of, head, &data)?;
        return Ok(Ended::Fine);
    }
    let mut out = format!("entry {entry}: {}\n", made.approval.record);
    let mut all = vec![("recorded", made.recorded_at.to_string()), ("now", standing)];
    all.extend(facts(&made.approval, Lang::En));
    for (name, text) in all {
        // Writing to a string cannot fail.
        writeln!(out, "    {name:<11} {text}").ok();
    }
    writeln!(out, "\nThe text that was signed:\n").ok();
    for line in text.lines() {
        writeln!(out, "    {line}").ok();
    }
    if let Some(signed) = &made.approval.signed {
        writeln!(out, "\n{}", signed.signature.trim_end()).ok();
    }
    writeln!(out, "\nTo verify it without storyproof:").ok();
    for line in &commands {
        writeln!(out, "    {line}").ok();
    }
    env.answer(&out)?;
    Ok(Ended::Fine)
}

/// The names of the files that `export` writes.
fn names(entry: u64) -> [String; 3] {
    [
        format!("approval-{entry}.txt"),
        format!("approval-{entry}.txt.sig"),
        format!("approval-{entry}.record.txt"),
    ]
}

/// What verifies a decision, in the folder of an export.
fn commands(made: &ApprovalRecord, signers: &str) -> Vec<String> {
    let Approval { by, fingerprint, signed, .. } = &made.approval;
    let [text, signature, record] = names(made.entry);
    let mut lines = vec![format!("storyproof approval export {} -o DIR && cd DIR", made.entry)];
    if signed.is_some() {
        let at: String =
            made.recorded_at.to_string().chars().filter(char::is_ascii_digit).take(14).collect();
        lines.push(format!(
            "ssh-keygen -Y verify -f allowed_signers -I {} -n {} -O verify-time={at}Z -s {signature} < {text}",
            quoted(by),
            namespace::APPROVAL
        ));
    } else {
        lines.push("it is not signed: nobody vouches for it but the ledger".to_owned());
    }
    let digest = fingerprint.strip_prefix("v1:").unwrap_or(fingerprint);
    lines.push(format!("sha256sum {record}    # {digest}"));
    lines.push(format!("# allowed_signers is a copy of {signers}: compare it with git"));
    lines
}

pub(super) fn export(
    entry: u64,
    folder: &Path,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let (made, _) = find(entry, &workspace, &assessed)?;
    let folder = env.directory.join(folder);
    let [text, signature, record] = names(entry);
    let mut files = vec![(text, message(&made.approval)), (record, made.approval.text.clone())];
    files.extend(made.approval.signed.as_ref().map(|s| (signature, s.signature.clone())));
    let signers = workspace.program.signers.as_ref().map(|file| file.text.clone());
    files.extend(signers.map(|text| ("allowed_signers".to_owned(), text)));
    let mut out = String::new();
    for (name, text) in &files {
        let path = folder.join(name);
        output::write_file(&path, text.as_bytes())?;
        writeln!(out, "{}", path.display()).ok();
    }
    let signers = workspace.program.settings.allowed_signers().0;
    for line in commands(&made, signers).iter().skip(1) {
        env.say(line);
    }
    env.answer(&out)?;
    Ok(Ended::Fine)
}
