//! `storyproof attest`: a person's statement into the ledger, with the document behind it.

use storyproof::{
    assess::{StatementFault, people::longest, statement_faults},
    evidence::{Attested, AttestedRecord, Paper, TakenBack, TakenBackHow},
    ids::AttestationId,
    ledger::Body,
    model::Attestation,
    report::Lang,
    say,
    time::Instant,
};

use super::{
    args::Attest,
    effect::{Before, Outcome},
    typed,
};
use crate::cli::{
    answers,
    args::Global,
    checkpoint::Seal,
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    workspace::{Workspace, ledger_failure},
};

pub(in crate::cli) fn run(args: &Attest, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let program = &workspace.program;
    let named = find::find(program, &args.id, |named| matches!(named, Named::Attestation(_)))?;
    let Named::Attestation(id) = named else {
        return Err(Failure::usage(format!("`{}` is no attestation", args.id)));
    };
    let Some(asked) = program.attestations.get(&id) else {
        return Err(Failure::usage(format!("`{id}` is no attestation")));
    };
    let mut attested = attested(args, &workspace, (&id, asked), env)?;
    let before = Before::new(&workspace, global, env)?;
    let body = Body::Attestation(Box::new(attested.clone()));
    if let Some(ledger) = &before.assessed.ledger {
        ledger.could_append(&body).map_err(|e| ledger_failure(&e))?;
    } else if let Some(entry) = args.corrects {
        return Err(Failure::usage(format!("there is no entry {entry} to correct: no ledger yet")));
    }
    let changes = before.changes(&workspace, |history| {
        let entry = before.next_entry();
        history.taken_back.extend(corrected(attested.corrects, entry));
        let recorded_at = env.clock.now;
        history.attestations.push(AttestedRecord {
            entry,
            recorded_at,
            attested: attested.clone(),
        });
        history.attestations.sort_by_key(|made| (made.attested.observed_at, made.entry));
    });
    let recorded = if args.dry_run {
        None
    } else {
        let done = Seal::around(&workspace, env, |ledger, env| {
            if let Some(file) = &args.document {
                // The bytes that are kept are those that the entry names, whatever was hashed before.
                let (name, kept) = typed::document(file, Some(ledger), env)?;
                attested.document = Some(name);
                attested.document_sha256 = Some(kept.sha256.to_string());
            }
            ledger.append_attestation(env.clock, &attested).map_err(|e| ledger_failure(&e))
        })?;
        Some((done.entry, done.recorded_at, done.head))
    };
    let notes = notes(asked, &attested, &before, env.clock.now);
    let outcome = Outcome {
        kind: answers::ATTEST,
        recorded,
        head: before.assessed.history.head.as_ref(),
        title: format!("{id}, by {}: {}", attested.by, attested.statement),
        facts: facts(&attested, Lang::En),
        body: attested.clone(),
        changes,
        notes,
    };
    outcome.answer(args.answer.format, env)?;
    Ok(Ended::Fine)
}

/// What a correction takes back.
pub(super) fn corrected(target: Option<u64>, entry: u64) -> Option<TakenBack> {
    let how = TakenBackHow::Corrected;
    target.map(|target| TakenBack { target, entry, recorded_at: Instant::MIN, how })
}

/// The statement as it will be recorded, checked by the rules under which it would count.
fn attested(
    args: &Attest,
    workspace: &Workspace,
    (id, asked): (&AttestationId, &Attestation),
    env: &Env,
) -> Result<Attested, Failure> {
    let program = &workspace.program;
    let by = match (&args.by, &asked.by) {
        (Some(by), _) => typed::party(program, "--by", by)?,
        (None, Some(party)) => party.value.to_string(),
        (None, None) => {
            return Err(Failure::usage(format!("nobody is named who states `{id}`"))
                .help("say who with --by ROLE, or write `by` in the [[attestation]]"));
        }
    };
    let (issuer, reference) = (
        typed::optional("--issuer", args.issuer.as_deref())?,
        typed::optional("--reference", args.reference.as_deref())?,
    );
    if args.kind.is_none() && (issuer.is_some() || reference.is_some()) {
        return Err(Failure::usage("--issuer and --reference need --kind")
            .help("say what document it is: --kind aoc, iso-certificate, soc-report or other"));
    }
    let document =
        args.document.as_ref().map(|file| typed::document(file, None, env)).transpose()?;
    let (document, sha256) = document.map(|(name, id)| (name, id.sha256.to_string())).unzip();
    let statement = args.statement.as_deref().unwrap_or(&asked.title);
    let observed_at = args.on.unwrap_or(env.clock.now);
    let mut attested = Attested {
        attestation: id.clone(),
        statement: typed::text("--statement", statement)?,
        by,
        method: args.method.word().to_owned(),
        observed_at,
        valid_until: args.valid_until.unwrap_or_else(|| observed_at.day()),
        document,
        document_sha256: sha256,
        url: args.url.as_deref().map(typed::url).transpose()?,
        period: args.period,
        paper: args.kind.map(|kind| Paper { kind: kind.into(), issuer, reference }),
        corrects: args.corrects,
    };
    if args.valid_until.is_none() {
        attested.valid_until = longest(program, &attested).ok_or_else(|| {
            Failure::usage(format!("nothing says how long `{id}` counts"))
                .help("say it with --valid-until DAY, or write `every` in the [[attestation]]")
        })?;
    }
    match statement_faults(program, asked, &attested, env.clock.now).first() {
        None => Ok(attested),
        Some(fault) => Err(refused(fault, id, &attested, env.clock.now)),
    }
}

fn refused(fault: &StatementFault, id: &AttestationId, said: &Attested, now: Instant) -> Failure {
    let (made, until) = (said.observed_at.day(), said.valid_until);
    let (message, help) = match fault {
        StatementFault::Unreadable => (
            format!("the [[attestation]] `{id}` has errors, so no statement of it counts"),
            "`storyproof check` shows them".to_owned(),
        ),
        StatementFault::WrongParty(asked) => (
            format!("`{id}` is asked of `{asked}`, not of `{}`", said.by),
            format!(
                "leave --by out, let `{asked}` state it, or change `by` in the [[attestation]]"
            ),
        ),
        StatementFault::InTheFuture => (
            format!("--on is {}, later than now ({now})", said.observed_at),
            "say when it was found to be true; --valid-until says how long it counts".to_owned(),
        ),
        StatementFault::TooLongAgo => (
            format!("--on is {}, before the year 2000", said.observed_at),
            "write the day as 2026-03-06".to_owned(),
        ),
        StatementFault::PeriodNotBegun => (
            format!("--period begins after the statement was made ({made})"),
            "give the days that it is about, or a later --on".to_owned(),
        ),
        StatementFault::PeriodNotOver => (
            format!("--period ends after the statement was made ({made})"),
            "nobody can state what has not happened: end it on that day, or give a later --on"
                .to_owned(),
        ),
        StatementFault::EndsBeforeItBegins => (
            format!("--valid-until is {until}, before the statement was made ({made})"),
            "give a later --valid-until".to_owned(),
        ),
        StatementFault::TooLong { longest } => (
            format!("--valid-until is {until}, longer than the program lets `{id}` count"),
            format!(
                "{longest} is the last day for a statement made on {made}; leave it out for that"
            ),
        ),
        StatementFault::NoPaper => (
            format!("`{id}` is a provider's attestation, and nothing says what document it is"),
            "add --kind aoc, iso-certificate, soc-report or other".to_owned(),
        ),
        StatementFault::NoDocument => (
            format!("`{id}` is a provider's attestation, and there is no document behind it"),
            "add --document FILE, or --url where it can be looked up".to_owned(),
        ),
        StatementFault::NotAProviders => (
            format!("`{id}` is no provider's attestation, so --kind does not apply"),
            "leave --kind, --issuer and --reference out".to_owned(),
        ),
    };
    Failure::usage(message).help(help)
}

/// A statement, fact by fact.
pub(in crate::cli) fn facts(said: &Attested, lang: Lang) -> Vec<(&'static str, String)> {
    let mut facts = vec![("method", said.method.clone()), ("made", said.observed_at.to_string())];
    let mut add = |name, text: Option<String>| facts.extend(text.map(|text| (name, text)));
    add("period", said.period.map(|period| lang.days(period.start, period.end)));
    add("counts until", Some(said.valid_until.to_string()));
    let kind = said.paper.as_ref().map(|paper| lang.one().text(paper.kind.word()).to_owned());
    add("kind", kind);
    add("issuer", said.paper.as_ref().and_then(|paper| paper.issuer.clone()));
    add("reference", said.paper.as_ref().and_then(|paper| paper.reference.clone()));
    add("document", said.document.clone());
    add("sha256", said.document_sha256.clone());
    add("url", said.url.clone());
    let replaced = |entry| say!(lang, "entry {0}, which counts no longer", entry);
    add("corrects", said.corrects.map(replaced));
    facts
}

fn notes(asked: &Attestation, said: &Attested, before: &Before, now: Instant) -> Vec<String> {
    let ended = (said.valid_until < now.day()).then(|| {
        format!("it ended on {}: it counts only for days up to that one", said.valid_until)
    });
    let no_document = said.document.is_none() && said.url.is_none();
    let wanted = asked.document.as_ref().filter(|_| no_document);
    let wanted = wanted.map(|name| format!("the program asks for a document behind it: {name}"));
    before.not_seen_yet(said.observed_at).into_iter().chain(ended).chain(wanted).collect()
}
