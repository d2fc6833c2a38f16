//! `storyproof withdraw`: takes back an earlier entry, which stays where it is.

use storyproof::{
    evidence::{TakenBack, TakenBackHow, Withdrawn},
    ledger::{Body, Entry},
    report::Lang,
    say,
};

use super::{
    args::Withdraw,
    effect::{Before, Outcome},
    typed,
};
use crate::cli::{
    answers,
    args::Global,
    checkpoint::Seal,
    env::Env,
    failure::{Ended, Failure},
    workspace::{Workspace, ledger_failure},
};

pub(in crate::cli) fn run(
    args: &Withdraw,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let by = typed::party(&workspace.program, "--by", &args.by)?;
    let reason = typed::text("--reason", &args.reason)?;
    let before = Before::new(&workspace, global, env)?;
    let Some(ledger) = &before.assessed.ledger else {
        return Err(Failure::usage("there is no ledger, so nothing to withdraw")
            .help("`storyproof ingest FILE` begins one"));
    };
    let stored = ledger.entry(args.entry).map_err(|e| ledger_failure(&e))?;
    let target = stored.decode(ledger.path()).map_err(|e| ledger_failure(&e))?;
    let withdrawn = Withdrawn {
        entry: args.entry,
        leaf_hash: stored.leaf_hash.to_string(),
        reason: reason.clone(),
        by: by.clone(),
    };
    let body = Body::Withdrawal(Box::new(withdrawn.clone()));
    ledger.could_append(&body).map_err(|e| ledger_failure(&e))?;
    let changes = before.changes(&workspace, |history| {
        history.taken_back.push(TakenBack {
            target: args.entry,
            entry: before.next_entry(),
            recorded_at: env.clock.now,
            how: TakenBackHow::Withdrawn { reason: reason.clone(), by: by.clone() },
        });
    });
    let recorded = if args.dry_run {
        None
    } else {
        let done = Seal::around(&workspace, env, |ledger, env| {
            ledger.append_withdrawal(env.clock, &withdrawn).map_err(|e| ledger_failure(&e))
        })?;
        Some((done.entry, done.recorded_at, done.head))
    };
    let outcome = Outcome {
        kind: answers::WITHDRAW,
        recorded,
        head: before.assessed.history.head.as_ref(),
        title: format!("entry {} withdrawn by {by}: {reason}", args.entry),
        facts: vec![
            ("it told", told(&target, Lang::En)),
            ("leaf hash", withdrawn.leaf_hash.clone()),
            ("from now on", consequence(&target).to_owned()),
        ],
        body: withdrawn.clone(),
        changes,
        notes: Vec::new(),
    };
    outcome.answer(args.answer.format, env)?;
    Ok(Ended::Fine)
}

/// What an entry told, in one line.
pub(in crate::cli) fn told(entry: &Entry, lang: Lang) -> String {
    match &entry.body {
        Body::Ingest(ingest) => {
            let tools: Vec<&str> = ingest.runs.iter().map(|run| run.run.tool_name()).collect();
            format!("{} ({})", ingest.artifact.file_name, tools.join(", "))
        }
        Body::Attestation(said) => {
            let (id, by, text) = (&said.attestation, &said.by, &said.statement);
            say!(lang, "the statement {0}, by {1}: {2}", id, by, text)
        }
        Body::Exception(granted) => say!(
            lang,
            "an exception from {0} for {1}, until {2}",
            granted.check,
            granted.subjects.join(", "),
            granted.expires
        ),
        Body::Approval(made) => say!(
            lang,
            "the decision to {0} {1}, by {2}: {3}",
            lang.one().text(made.decision.word()),
            made.record,
            made.by,
            made.reason
        ),
        Body::Withdrawal(taken) => {
            say!(lang, "entry {0} was withdrawn: {1}", taken.entry, taken.reason)
        }
    }
}

fn consequence(entry: &Entry) -> &'static str {
    match entry.body {
        Body::Ingest(_) => {
            "its passes do not count; what failed in it is an error until a later scan answers"
        }
        _ => "it does not count, on any day",
    }
}
