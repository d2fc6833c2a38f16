//! `storyproof approve`: a decision for each record, shown, signed and recorded.

use std::{fmt::Write as _, io::Read as _, path::Path};

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    approval::message,
    diag::safe_text,
    evidence::{Approval, Signed},
    files::open_regular,
    ledger::Body,
    report::{ApprovalRow, Lang, approval_rows},
    signature::{SshSignature, namespace},
    time::{AsOf, Instant},
};

use super::{
    args::Approve,
    draft::{self, facts},
    target::targets,
};
use crate::cli::{
    answers,
    args::{Format, Global},
    checkpoint::Seal,
    env::Env,
    failure::{Ended, Failure},
    output, signing,
    workspace::{Assessed, Workspace, ledger_failure},
};

/// The largest signature that is read.
const MOST: u64 = 32 << 10;

/// A decision with the entry that holds it, once one does.
struct Done {
    decision: Approval,
    before: Option<ApprovalRow>,
    entry: Option<u64>,
}

/// A decision, for programs.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct Decided<'a> {
    /// Whether it was recorded; not so in a dry run.
    recorded: bool,
    /// The new entry; `null` in a dry run.
    entry: Option<u64>,
    /// Where the record stood before.
    before: Option<&'a ApprovalRow>,
    /// What the entry tells.
    body: &'a Approval,
}

pub(in crate::cli) fn run(
    args: &Approve,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let (program, history, now) = (&workspace.program, &assessed.history, env.clock.now);
    let records = targets(program, history, &args.ids)?;
    let single = args.signature.is_some() || args.text.is_some() || args.corrects.is_some();
    if single && records.len() > 1 {
        return Err(Failure::usage("--signature, --text and --corrects go with one record")
            .help("decide on the records one by one"));
    }
    let who = draft::who(program, args)?;
    let mut decisions = Vec::new();
    for record in records {
        let decision = draft::draft(program, history, record, (args, &who), now)?;
        draft::refuse(program, history, &decision, now, false)?;
        decisions.push(decision);
    }
    if let (Some(file), [decision]) = (&args.text, decisions.as_slice()) {
        return write_text(file, decision, env);
    }
    if !args.dry_run {
        for decision in &mut decisions {
            decision.signed = sign(args, decision, env)?;
            draft::refuse(program, history, decision, now, true)?;
        }
    }
    let done = record(args, decisions, &workspace, &assessed, env)?;
    answer(args, &done, &assessed, env)?;
    Ok(Ended::Fine)
}

/// The exact text that is signed, for another machine.
fn write_text(file: &Path, decision: &Approval, env: &mut Env) -> Result<Ended, Failure> {
    let text = message(decision);
    if file == Path::new("-") {
        if safe_text(&text) != text {
            return Err(Failure::usage("the text has characters that a terminal would act on")
                .help("write it to a file: --text FILE"));
        }
        env.answer(&text)?;
        return Ok(Ended::Fine);
    }
    output::write_file(&env.directory.join(file), text.as_bytes())?;
    let name = file.display();
    env.say(&format!(
        "wrote {name}\n  sign it:    ssh-keygen -Y sign -n {} -f KEY {name}\n  record it:  the same command with --at {} --signature {name}.sig",
        namespace::APPROVAL, decision.observed_at
    ));
    Ok(Ended::Fine)
}

fn sign(args: &Approve, decision: &Approval, env: &Env) -> Result<Option<Signed>, Failure> {
    let text = message(decision);
    let armoured = if let Some(key) = &args.sign_with {
        signing::sign(&env.directory.join(key), namespace::APPROVAL, text.as_bytes())?
    } else if let Some(file) = &args.signature {
        let path = env.directory.join(file);
        let fail = |e| Failure::because(format!("cannot read {}", file.display()), &e);
        let mut text = String::new();
        open_regular(&path).map_err(fail)?.take(MOST).read_to_string(&mut text).map_err(fail)?;
        text
    } else {
        return Ok(None);
    };
    let signature = SshSignature::parse(&armoured)
        .map_err(|error| Failure::because("the signature cannot be used", &error))?;
    Ok(Some(Signed { public_key: signature.key().to_string(), signature: signature.to_string() }))
}

fn record(
    args: &Approve,
    decisions: Vec<Approval>,
    workspace: &Workspace,
    assessed: &Assessed,
    env: &mut Env,
) -> Result<Vec<Done>, Failure> {
    let (_, rows) = approval_rows(&assessed.inputs(&workspace.program));
    for decision in &decisions {
        let body = Body::Approval(Box::new(decision.clone()));
        match (&assessed.ledger, decision.corrects) {
            (Some(ledger), _) => ledger.could_append(&body).map_err(|e| ledger_failure(&e))?,
            (None, Some(entry)) => {
                let message = format!("there is no entry {entry} to correct: no ledger yet");
                return Err(Failure::usage(message));
            }
            (None, None) => {}
        }
    }
    let before =
        |decision: &Approval| rows.iter().find(|row| row.record == decision.record).cloned();
    let mut done: Vec<Done> = decisions
        .into_iter()
        .map(|decision| Done { before: before(&decision), decision, entry: None })
        .collect();
    if args.dry_run {
        return Ok(done);
    }
    let decisions: Vec<Approval> = done.iter().map(|one| one.decision.clone()).collect();
    let recorded = Seal::around(workspace, env, |ledger, env| {
        ledger.append_approvals(env.clock, &decisions).map_err(|e| ledger_failure(&e))
    })?;
    if let Some((first, _)) = recorded {
        for (entry, one) in (first..).zip(&mut done) {
            one.entry = Some(entry);
        }
    }
    Ok(done)
}

fn answer(
    args: &Approve,
    done: &[Done],
    assessed: &Assessed,
    env: &mut Env,
) -> Result<(), Failure> {
    let observed = assessed.assessment.as_of.observed;
    if args.answer.format == Format::Json {
        let now = AsOf { observed: env.clock.now, known: env.clock.now };
        let data: Vec<Decided<'_>> = done
            .iter()
            .map(|one| Decided {
                recorded: one.entry.is_some(),
                entry: one.entry,
                before: one.before.as_ref(),
                body: &one.decision,
            })
            .collect();
        return output::json(env, &answers::APPROVE, now, assessed.history.head.as_ref(), &data);
    }
    env.answer(&text(args, done, observed))
}

/// For people.
fn text(args: &Approve, done: &[Done], observed: Instant) -> String {
    let mut out = String::new();
    for one in done {
        let what = match one.entry {
            Some(entry) => format!("Recorded as entry {entry}: {}", one.decision.record),
            None => format!("Would record (nothing recorded): {}", one.decision.record),
        };
        // Writing to a string cannot fail.
        writeln!(out, "{what}").ok();
        let mut facts = facts(&one.decision, Lang::En);
        if args.dry_run {
            facts.retain(|(name, _)| *name != "signed");
            let signed = args.sign_with.as_ref().map(|key| format!("with {}", key.display()));
            let signed =
                signed.unwrap_or_else(|| "only with --sign-with KEY, or --signature FILE".into());
            facts.push(("signed", signed));
        }
        if let Some(before) = &one.before {
            facts.push((
                "until now",
                format!("{} {}: {}", before.state.glyph, before.state.word, before.standing),
            ));
        }
        if one.decision.observed_at > observed {
            let day = one.decision.observed_at.day();
            facts.push((
                "note",
                format!("the program is seen as of {}: look with --as-of {day}", observed.day()),
            ));
        }
        for (name, text) in facts {
            writeln!(out, "  {name:<12} {text}").ok();
        }
        let changes: Vec<&String> = one.before.iter().flat_map(|before| &before.changes).collect();
        if !changes.is_empty() {
            writeln!(out, "  changed since the last approval").ok();
        }
        for line in changes {
            writeln!(out, "    {line}").ok();
        }
        if args.dry_run {
            writeln!(out, "  the text").ok();
            for line in one.decision.text.lines() {
                writeln!(out, "    {line}").ok();
            }
        }
    }
    out
}
