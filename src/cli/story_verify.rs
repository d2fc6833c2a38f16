//! `storyproof story verify`: what proves one story, criterion by criterion, what is missing, and
//! what to run for it.

use std::fmt::Write as _;

use clap::Args as ClapArgs;
use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    assess::{AttestationStatus, CheckStatus, Proof},
    ids::StoryId,
    model::{Check, CheckSource},
    report::{
        Inputs, reasons,
        register::quoted,
        words::{self, Word, Worded},
    },
};

use super::{
    answers,
    args::{Answer, Format, Global},
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    output,
    typing::shells,
    workspace::Workspace,
};

pub(super) const HELP: &str = "\
Examples:
  storyproof story verify IAM-01
  storyproof story verify IAM-01 --as-of 2026-03-31
  storyproof story verify IAM-01 --format json

Exit code 0 when every criterion is proven, 1 when one is not.";

/// How many rules of a tool are named.
const SHOWN: usize = 4;

/// `storyproof story verify`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Verify {
    /// The story
    #[arg(add = shells::stories())]
    pub id: String,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// A story with what proves it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Proven {
    /// The story.
    id: StoryId,
    /// Its title.
    title: String,
    /// Whether people claim that it is done.
    claimed: bool,
    /// What evidence says.
    status: Word,
    /// Its acceptance criteria, in order.
    criteria: Vec<Asked>,
}

/// A criterion.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CriterionProven")]
struct Asked {
    /// What is to be so.
    text: String,
    /// Whether it is proven.
    proven: bool,
    /// What it rests on.
    proofs: Vec<Piece>,
    /// What to do when nothing proves it at all.
    next: Vec<String>,
}

/// A check or an attestation that it rests on.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ProofOfCriterion")]
struct Piece {
    /// `check` or `attestation`.
    kind: &'static str,
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// Where it stands.
    status: Word,
    /// Why.
    why: String,
    /// What to do, when it proves nothing.
    next: Vec<String>,
}

pub(super) fn run(args: &Verify, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let named = find::find(&workspace.program, &args.id, |named| matches!(named, Named::Story(_)))?;
    let assessed = workspace.assess(global, env)?;
    let inputs = assessed.inputs(&workspace.program);
    let proven = match &named {
        Named::Story(id) => proven(&inputs, id),
        _ => None,
    };
    let proven = proven.ok_or_else(|| Failure::usage(format!("`{}` is not judged", args.id)))?;
    match args.answer.format {
        Format::Human => env.answer(&human(&proven))?,
        Format::Json => {
            let head = assessed.history.head.as_ref();
            output::json(env, &answers::STORY_VERIFY, assessed.assessment.as_of, head, &proven)?;
        }
    }
    let is_proven = proven.status == Proof::Verified.word();
    Ok(if is_proven { workspace.ended() } else { Ended::Findings })
}

fn proven(inputs: &Inputs<'_>, id: &StoryId) -> Option<Proven> {
    let story = inputs.program.stories.get(id)?;
    let judged = inputs.assessment.stories.get(id)?;
    let mut criteria = Vec::new();
    for (n, (criterion, proof)) in story.acceptance.iter().zip(&judged.criteria).enumerate() {
        let mut proofs: Vec<Piece> = Vec::new();
        for (check, status) in &proof.checks {
            let record = inputs.program.checks.get(check)?;
            proofs.push(by_check(inputs, record, *status));
        }
        if let Some((attestation, status)) = &proof.attestation {
            let record = inputs.program.attestations.get(attestation)?;
            let is_live = matches!(status, AttestationStatus::Live { .. });
            let next = format!("storyproof attest {attestation} --statement \"…\" --document FILE");
            proofs.push(Piece {
                kind: "attestation",
                id: attestation.to_string(),
                title: record.title.clone(),
                status: status.word(),
                why: reasons::attestation(inputs, attestation),
                next: if is_live { Vec::new() } else { vec![next] },
            });
        }
        let next = if proofs.is_empty() {
            vec![format!("storyproof link {id} CHECK --criterion {}", n + 1)]
        } else {
            Vec::new()
        };
        let text = criterion.text.value.clone();
        criteria.push(Asked { text, proven: proof.proven, proofs, next });
    }
    Some(Proven {
        id: id.clone(),
        title: story.title.value.clone(),
        claimed: judged.claimed,
        status: judged.proof.word(),
        criteria,
    })
}

fn by_check(inputs: &Inputs<'_>, check: &Check, status: CheckStatus) -> Piece {
    let id = &check.id.value;
    let fine = [CheckStatus::Passed, CheckStatus::NotApplicable].contains(&status);
    let mut next = Vec::new();
    if !fine {
        if status == CheckStatus::Failed {
            next.push(format!(
                "storyproof explain {id}        which subjects fail; mend them, then"
            ));
        }
        next.extend(check.sources.iter().map(submission));
        if check.sources.is_empty() {
            next.push(format!(
                "storyproof edit {id}        no tool answers it: add [[check.source]]"
            ));
        }
    }
    Piece {
        kind: "check",
        id: id.to_string(),
        title: check.title.clone(),
        status: status.word(),
        why: reasons::check(inputs, id).into_iter().next().unwrap_or_default(),
        next,
    }
}

/// How a result of this source is brought in.
fn submission(source: &CheckSource) -> String {
    let document =
        source.document.as_ref().map(|name| format!(" --document {}", quoted(&name.value)));
    let rules: Vec<String> = source.rules.iter().map(|rule| rule.value.clone()).collect();
    let rules = if rules.is_empty() {
        String::new()
    } else {
        format!(": {}", words::some_of(&rules, SHOWN))
    };
    let tool = &source.tool.value;
    format!("storyproof ingest FILE{}        output of {tool}{rules}", document.unwrap_or_default())
}

fn human(proven: &Proven) -> String {
    let claimed = if proven.claimed { "claimed done" } else { "not claimed done" };
    let Word { glyph, word, .. } = proven.status;
    let mut out = format!("{}  {}\n{glyph} {word}, {claimed}\n", proven.id, proven.title);
    // Writing to a string cannot fail.
    for (n, asked) in proven.criteria.iter().enumerate() {
        let word = words::proven(asked.proven);
        writeln!(out, "\n{}. {}\n   {} {}", n + 1, asked.text, word.glyph, word.word).ok();
        for piece in &asked.proofs {
            let Piece { kind, id, title, status, why, .. } = piece;
            writeln!(out, "   {kind} {id}: {} {}: {title}", status.glyph, status.word).ok();
            writeln!(out, "     {why}").ok();
            for next in &piece.next {
                writeln!(out, "     $ {next}").ok();
            }
        }
        if asked.proofs.is_empty() {
            out.push_str("   nothing proves it: no check and no attestation is named\n");
        }
        for next in &asked.next {
            writeln!(out, "     $ {next}").ok();
        }
    }
    if proven.criteria.is_empty() {
        writeln!(
            out,
            "\nIt has no acceptance criteria, so nothing can prove it.\n  $ storyproof set {} 'acceptance+=What must be so'",
            proven.id
        )
        .ok();
    }
    out
}
