//! `storyproof except`: an approved, expiring acceptance of named failing subjects.

use std::collections::BTreeSet;

use storyproof::{
    assess::{CheckAssessment, ExceptionFault, exception_faults, fits},
    evidence::{ExceptionGranted, ExceptionRecord, History},
    ids::{CheckId, RiskId},
    ledger::Body,
    program::Program,
    report::Lang,
    say,
};

use super::{
    args::Except,
    attest::corrected,
    effect::{Before, Outcome},
    typed,
};
use crate::cli::{
    answers,
    args::Global,
    checkpoint::Seal,
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named, name_of},
    workspace::{Workspace, ledger_failure},
};

/// How many subjects of a pattern are named.
const SHOWN: usize = 8;
/// How many patterns one exception takes: what needs more is not an exception.
const MOST: usize = 50;

pub(in crate::cli) fn run(args: &Except, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let program = &workspace.program;
    let named = find::find(program, &args.check, |named| matches!(named, Named::Check(_)))?;
    let Named::Check(check) = named else {
        return Err(Failure::usage(format!("`{}` is no check", args.check)));
    };
    let granted = granted(args, program, check, env)?;
    let before = Before::new(&workspace, global, env)?;
    let body = Body::Exception(Box::new(granted.clone()));
    if let Some(ledger) = &before.assessed.ledger {
        ledger.could_append(&body).map_err(|e| ledger_failure(&e))?;
    } else if let Some(entry) = args.corrects {
        return Err(Failure::usage(format!("there is no entry {entry} to correct: no ledger yet")));
    }
    let matched = matched(args, &granted, &before)?;
    let changes = before.changes(&workspace, |history| {
        let entry = before.next_entry();
        history.taken_back.extend(corrected(granted.corrects, entry));
        let recorded_at = env.clock.now;
        history.exceptions.push(ExceptionRecord { entry, recorded_at, exception: granted.clone() });
    });
    let recorded = if args.dry_run {
        None
    } else {
        let done = Seal::around(&workspace, env, |ledger, env| {
            ledger.append_exception(env.clock, &granted).map_err(|e| ledger_failure(&e))
        })?;
        Some((done.entry, done.recorded_at, done.head))
    };
    let entry = recorded.as_ref().map_or(before.next_entry(), |(entry, ..)| *entry);
    let unsigned = program.settings.approval.required.then(|| {
        let by = &granted.approved_by;
        format!("it counts once it is signed: storyproof approve entry:{entry} --by {by}")
    });
    let outcome = Outcome {
        kind: answers::EXCEPT,
        recorded,
        head: before.assessed.history.head.as_ref(),
        title: format!("exception from {} until {}", granted.check, granted.expires),
        facts: facts(&granted, Lang::En).into_iter().chain(covers(matched)).collect(),
        body: granted.clone(),
        changes,
        notes: before.not_seen_yet(granted.observed_at).into_iter().chain(unsigned).collect(),
    };
    outcome.answer(args.answer.format, env)?;
    Ok(Ended::Fine)
}

/// The exception as it will be recorded, checked by the rules under which it would count.
fn granted(
    args: &Except,
    program: &Program,
    check: CheckId,
    env: &Env,
) -> Result<ExceptionGranted, Failure> {
    if args.subjects.len() > MOST {
        return Err(Failure::usage(format!("more than {MOST} --subject"))
            .help("write patterns with `*`, or mend what fails"));
    }
    let texts = |option, typed: &[String]| -> Result<Vec<String>, Failure> {
        typed.iter().map(|typed| typed::text(option, typed)).collect()
    };
    let granted = ExceptionGranted {
        check,
        subjects: texts("--subject", &args.subjects)?,
        reason: typed::text("--reason", &args.reason)?,
        requested_by: typed::party(program, "--requested-by", &args.requested_by)?,
        approved_by: typed::party(program, "--approved-by", &args.approved_by)?,
        observed_at: args.from.unwrap_or(env.clock.now),
        expires: args.expires,
        compensating: texts("--compensating", &args.compensating)?,
        risk: args.risk.as_deref().map(|typed| risk(program, typed)).transpose()?,
        corrects: args.corrects,
    };
    match exception_faults(program, &granted).first() {
        None => Ok(granted),
        Some(fault) => Err(refused(*fault, program, &granted)),
    }
}

fn risk(program: &Program, typed: &str) -> Result<RiskId, Failure> {
    let named = find::find(program, typed, |named| matches!(named, Named::Risk(_)))?;
    match named {
        Named::Risk(id) => Ok(id),
        other => Err(Failure::usage(format!("`{}` is no risk", name_of(&other)))),
    }
}

fn refused(fault: ExceptionFault, program: &Program, granted: &ExceptionGranted) -> Failure {
    let (begins, ends) = (granted.observed_at.day(), granted.expires);
    match fault {
        ExceptionFault::SamePerson => Failure::usage(format!(
            "`{}` asks for the exception and approves it",
            granted.approved_by
        ))
        .help("let somebody else approve it: --approved-by is never --requested-by"),
        ExceptionFault::NotTheirs => {
            let settings = &program.settings;
            let may: Vec<&str> =
                settings.critical_approvers.iter().flatten().map(|p| p.value.as_str()).collect();
            let help = match may.as_slice() {
                [] => "`[evidence] critical_approvers` is empty: nobody may".to_owned(),
                may => format!(
                    "--approved-by is one of: {} (`[evidence] critical_approvers`)",
                    may.join(", ")
                ),
            };
            let critical = program.not_theirs_to_approve(&granted.check, &granted.approved_by);
            let critical = critical.map(|c| c.id.value.to_string()).unwrap_or_default();
            Failure::usage(format!(
                "`{}` may not approve an exception from `{}`: {critical} is critical and rests on it",
                granted.approved_by, granted.check
            ))
            .help(help)
        }
        ExceptionFault::EndsBeforeItBegins => {
            Failure::usage(format!("--expires is {ends}, before the exception begins ({begins})"))
                .help("give a later --expires")
        }
        ExceptionFault::TooLong { longest } => {
            Failure::usage(format!("--expires is {ends}, more than twelve months after {begins}"))
                .help(format!("{longest} is the last day; ask again when it ends"))
        }
    }
}

/// Which failing subjects each pattern fits. A pattern that fits none is a slip, unless said not.
fn matched(
    args: &Except,
    granted: &ExceptionGranted,
    before: &Before,
) -> Result<Vec<(String, Vec<String>)>, Failure> {
    let judged = before.assessment().checks.get(&granted.check);
    let failing = failing(judged, &before.assessed.history);
    let mut matched = Vec::new();
    for pattern in &granted.subjects {
        let fitting: Vec<String> =
            failing.iter().filter(|uid| fits(pattern, uid)).map(|uid| (*uid).to_owned()).collect();
        if fitting.is_empty() && !args.allow_unmatched {
            let some: Vec<&str> = failing.iter().copied().take(SHOWN).collect();
            let help = match some.as_slice() {
                [] => format!(
                    "nothing fails in `{}` now; --allow-unmatched records it all the same",
                    granted.check
                ),
                some => format!(
                    "these fail: {}; --allow-unmatched records it all the same",
                    some.join(", ")
                ),
            };
            let message = format!("no failing subject of `{}` fits `{pattern}`", granted.check);
            return Err(Failure::usage(message).help(help));
        }
        matched.push((pattern.clone(), fitting));
    }
    Ok(matched)
}

/// The subjects that fail in a check now, accepted or muted or neither.
fn failing<'a>(judged: Option<&CheckAssessment>, history: &'a History) -> BTreeSet<&'a str> {
    let Some(judged) = judged else { return BTreeSet::new() };
    let excepted = judged.excepted.iter().map(|cell| &cell.fact);
    let facts = judged.failing.iter().chain(excepted);
    facts.filter_map(|fact| Some(history.subject(fact.cell)?.uid.as_str())).collect()
}

/// An exception, fact by fact.
pub(in crate::cli) fn facts(granted: &ExceptionGranted, lang: Lang) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("reason", granted.reason.clone()),
        ("asked by", granted.requested_by.clone()),
        ("approved by", granted.approved_by.clone()),
        ("counts", say!(lang, "from {0} to {1}", granted.observed_at, granted.expires)),
    ];
    facts.extend(granted.compensating.iter().map(|text| ("instead", text.clone())));
    facts.extend(granted.risk.as_ref().map(|risk| ("risk", risk.to_string())));
    let replaced = |entry| ("corrects", say!(lang, "entry {0}, which counts no longer", entry));
    facts.extend(granted.corrects.map(replaced));
    facts
}

/// What each pattern fits.
fn covers(matched: Vec<(String, Vec<String>)>) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    for (pattern, fitting) in matched {
        let more = fitting.len().saturating_sub(SHOWN);
        let mut list = fitting.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
        if more > 0 {
            list = format!("{list} and {more} more");
        }
        let list = if list.is_empty() { "nothing that fails now".to_owned() } else { list };
        facts.push(("covers", format!("{pattern} fits {list}")));
    }
    facts
}
