//! `storyproof verify`: whether a ledger is what was recorded, whether it goes on from older
//! checkpoints, whether a proof holds, and whether a binder is what was made; all of it offline.

use std::{
    fmt::Write as _,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    checkpoint::{Checkpoint, NoteError, NoteVerifier, TlogProof},
    evidence::{ClockFlags, LedgerHead},
    files::open_regular,
    ledger::{ArtifactHasher, Finding, Hash, Ledger, Reread, Seen, Verified, leaf_hash},
    program::Program,
    report::words::count,
    time::{AsOf, Instant},
};

use super::{
    answers,
    approval::Decisions,
    args::{self, Format},
    checkpoint::{Kept, Seal, Standing, standing, verifier},
    doctor::reread,
    env::Env,
    failure::{Ended, Failure},
    output, verify_alone,
    verify_binder::{binder, is_binder},
    verify_clocks, verify_merged,
    verify_others::Others,
    workspace::{Workspace, ledger_failure},
};

/// The largest proof or entry that is read.
const MOST: u64 = 4 << 20;

/// What was looked at, and what was found.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Verdict {
    /// Whether nothing was found.
    ok: bool,
    /// How many entries.
    pub(super) size: u64,
    /// The root over them.
    root: String,
    /// What is not as it was recorded.
    pub(super) findings: Vec<Finding>,
    /// What was looked at, in words.
    pub(super) looked_at: Vec<String>,
    /// Entries whose times are not simply the machine's word; `null` where no ledger was read.
    pub(super) clocks: Option<ClockFlags>,
    /// What people should know, which is no finding.
    pub(super) notes: Vec<String>,
}

impl Verdict {
    /// A verdict over so many entries with this root, before anything was looked at.
    pub(super) fn empty(size: u64, root: String) -> Self {
        let (findings, looked_at, notes) = (Vec::new(), Vec::new(), Vec::new());
        Self { ok: true, size, root, findings, looked_at, clocks: None, notes }
    }

    /// The same, when everything was looked at.
    pub(super) fn judged(mut self) -> Self {
        self.ok = self.findings.is_empty();
        self
    }

    pub(super) fn found(&mut self, code: &'static str, at: &str, expected: String, found: String) {
        self.findings.push(Finding { code, at: at.to_owned(), expected, found });
    }
}

pub(super) fn run(args: &args::Verify, env: &mut Env) -> Result<Ended, Failure> {
    let mut known = Vec::new();
    for text in &args.keys {
        known.push(verifier("--key", text)?);
    }
    let (verdict, as_of) = match &args.what {
        Some(path) if is_proof(&env.directory.join(path)) => {
            verify_alone::proof(args)?;
            let others = Others::of(args, None, None, env)?;
            (proof(args, &env.directory.join(path), &known, &others)?, None)
        }
        Some(path) if is_binder(&env.directory.join(path)) => {
            verify_alone::binder(args)?;
            let others = Others::of(args, None, None, env)?;
            (binder(args, &env.directory.join(path), &known, &others, env)?, None)
        }
        Some(path) => {
            let path = env.directory.join(path);
            let ledger = Ledger::open_read(&path).map_err(|e| ledger_failure(&e))?;
            let beside = path.with_extension("checkpoint");
            let others = Others::of(args, None, None, env)?;
            (self::ledger(args, &ledger, &beside, None, (known, &others), env)?, None)
        }
        None => {
            let workspace = Workspace::open(env)?;
            let seal = Seal::of(&workspace, env)?;
            known.extend(seal.trusted()?);
            let ledger = workspace.open_ledger(env)?.ok_or_else(|| {
                Failure::usage("there is no ledger yet, so nothing to verify")
                    .help("name a ledger or a proof, or record evidence with `storyproof ingest`")
            })?;
            let latest = ledger.latest_recorded().map_err(|e| ledger_failure(&e))?;
            let signers = workspace.root.join(workspace.program.settings.allowed_signers().0);
            let others = Others::of(args, Some(&seal), Some(signers), env)?;
            let (own, ours) = (&seal.file, Some((&seal, &workspace.program)));
            (self::ledger(args, &ledger, own, ours, (known, &others), env)?, latest)
        }
    };
    answer(args, &verdict, as_of, env)?;
    if verdict.ok {
        return Ok(Ended::Fine);
    }
    let n = count(verdict.findings.len(), "finding");
    Err(Failure::usage(format!("{n}: this is not what was recorded"))
        .integrity()
        .help("keep it as it is, and compare it with a backup or an older checkpoint"))
}

fn is_proof(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "tlog-proof")
}

/// A ledger: its entries, what follows from them, and the checkpoints that it must go on from.
fn ledger(
    args: &args::Verify,
    ledger: &Ledger,
    own: &Path,
    ours: Option<(&Seal, &Program)>,
    (known, others): (Vec<NoteVerifier>, &Others),
    env: &Env,
) -> Result<Verdict, Failure> {
    let program = ours.map(|(_, program)| program);
    let mut decisions = Decisions::new(program);
    let (mut verdict, seen) = read(args, ledger, &mut decisions)?;
    let held = Held { ledger, seen: seen.as_ref() };
    let trusted = !known.is_empty();
    let mut known = known;
    if let Some(key) = ours.map(|(seal, _)| seal.key()).transpose()?.flatten() {
        known.push(key.verifier());
    }
    let mut files: Vec<PathBuf> = args.checkpoints.iter().map(|f| env.directory.join(f)).collect();
    if own.exists() {
        files.push(own.to_owned());
    } else {
        verdict.notes.push(format!("there is no checkpoint at {}", own.display()));
    }
    for file in &files {
        against(&mut verdict, held, file, (&known, trusted))?;
    }
    for text in &args.heads {
        let old = typed_head(text)?;
        hold(&mut verdict, held, &format!("--head {text}"), &old)?;
    }
    others.look(&mut verdict, held, own, &files[..args.checkpoints.len()])?;
    verify_merged::look(&mut verdict, held, &known)?;
    // From entries that are not what was recorded nothing follows: those are read one by one, and the
    // first that cannot be ends it.
    if held.seen.is_none() {
        decisions = Decisions::new(program);
        decisions.look_at_all(ledger)?;
    }
    let decisions = decisions.looked();
    verdict.findings.extend(decisions.findings);
    verdict.looked_at.extend(decisions.at);
    verdict.notes.extend(decisions.notes);
    verify_clocks::look(&mut verdict, held)?;
    verdict.notes.push(
        "whoever holds the ledger and its key could have written all of it anew; only a checkpoint that somebody else kept shows that (--checkpoint FILE, --head SIZE:ROOT)"
            .into(),
    );
    verdict.ok = verdict.findings.is_empty();
    Ok(verdict)
}

/// Reads all of a ledger, once, with its decisions on the way.
fn read(
    args: &args::Verify,
    ledger: &Ledger,
    decisions: &mut Decisions,
) -> Result<(Verdict, Option<Seen>), Failure> {
    let reread: Option<&Reread<'_>> = if args.quick { None } else { Some(&reread) };
    let Verified { findings, seen } = ledger
        .verify(reread, &mut |seq, entry| decisions.look(seq, entry))
        .map_err(|e| ledger_failure(&e))?;
    let head = match &seen {
        Some(seen) => seen.head(),
        None => ledger.head().map_err(|e| ledger_failure(&e))?,
    };
    let mut verdict = Verdict::empty(head.size, head.root);
    verdict.findings = findings;
    // What was found contradicts that everything is right; the findings say what is not.
    if verdict.findings.is_empty() {
        verdict.looked_at.push(format!(
            "{}: bytes, hashes, order and artifacts of each, and the root over all",
            count(head.size, "entry")
        ));
        if reread.is_some() {
            verdict
                .looked_at
                .push("every result and status, derived again from the original artifacts".into());
        }
    }
    Ok((verdict, seen))
}

/// A ledger with what was seen when all of it was read; nothing when something was found then.
#[derive(Clone, Copy)]
pub(super) struct Held<'l> {
    pub(super) ledger: &'l Ledger,
    pub(super) seen: Option<&'l Seen>,
}

/// Holds the ledger against the checkpoint in a file.
fn against(
    verdict: &mut Verdict,
    held: Held<'_>,
    file: &Path,
    (known, trusted): (&[NoteVerifier], bool),
) -> Result<(), Failure> {
    let name = file.display().to_string();
    let kept = Kept::read(file)?
        .ok_or_else(|| Failure::usage(format!("there is no checkpoint at {name}")))?;
    let kept = match kept {
        Ok(kept) => kept,
        Err(error) => {
            verdict.found("checkpoint", &name, "a checkpoint".into(), error.to_string());
            return Ok(());
        }
    };
    let signed = match kept.note.as_ref().map(|note| (note, note.verify(known))) {
        None if trusted => {
            let expected = "a signature by a key that is trusted".to_owned();
            verdict.found("checkpoint-signature", &name, expected, "none".into());
            "not signed".to_owned()
        }
        None => "not signed".to_owned(),
        Some((_, Ok(verified))) => format!("signed by {}", verified.by.join(", ")),
        Some((note, Err(NoteError::Unknown(n)))) if !trusted => {
            let names: Vec<&str> = note.signatures.iter().map(|s| s.name.as_str()).collect();
            verdict.notes.push(format!(
                "{name} has {} by {}: no key here verifies any (--key, or `[ledger] keys`)",
                count(n, "signature"),
                names.join(", ")
            ));
            "signed by somebody who is not known here".to_owned()
        }
        Some((_, Err(error))) => {
            let expected = "a good signature by a key that is trusted".to_owned();
            verdict.found("checkpoint-signature", &name, expected, error.to_string());
            "not signed by a key that is trusted".to_owned()
        }
    };
    let before = verdict.findings.len();
    hold(verdict, held, &name, &kept.checkpoint)?;
    if verdict.findings.len() == before
        && let Some(last) = verdict.looked_at.last_mut()
    {
        *last = format!("{last}; {signed}");
    }
    Ok(())
}

/// Holds the ledger against an older head.
pub(super) fn hold(
    verdict: &mut Verdict,
    held: Held<'_>,
    name: &str,
    old: &Checkpoint,
) -> Result<(), Failure> {
    let size = count(old.size, "entry");
    let standing = match held.seen {
        Some(seen) => Standing::of(old, seen.root_at(old.size), seen.head().size),
        None => standing(held.ledger, old)?,
    };
    match standing {
        Standing::Continues => {
            verdict.looked_at.push(format!("{name}: its {size} are the beginning of these"));
        }
        Standing::Shorter(now) => {
            let found = format!("{}: entries were cut off", count(now, "entry"));
            verdict.found("checkpoint-size", name, size, found);
        }
        Standing::Differs(root) => {
            let expected = format!("the root {} over the first {size}", old.root);
            let found = format!("{root}: entries were changed, or this is another ledger");
            verdict.found("checkpoint-root", name, expected, found);
        }
    }
    Ok(())
}

/// `SIZE:ROOT`, as reports print them.
pub(super) fn typed_head(text: &str) -> Result<Checkpoint, Failure> {
    let wrong = || {
        Failure::usage(format!("--head `{text}` is not SIZE:ROOT")).help(
            "copy both from a report: how many entries, and the root in 64 hexadecimal digits",
        )
    };
    let (size, root) = text.split_once(':').ok_or_else(wrong)?;
    let size = size.parse().map_err(|_| wrong())?;
    let root: Hash = root.parse().map_err(|_| wrong())?;
    Ok(Checkpoint { origin: String::new(), size, root })
}

/// A proof: the entry beside it, under the checkpoint inside it.
fn proof(
    args: &args::Verify,
    path: &Path,
    known: &[NoteVerifier],
    others: &Others,
) -> Result<Verdict, Failure> {
    let name = path.display().to_string();
    let text = String::from_utf8(bytes(path)?)
        .map_err(|_| Failure::usage(format!("{name} is no text")))?;
    let bad = |error: &dyn std::error::Error| Failure::because(name.clone(), error);
    let proof = TlogProof::parse(&text).map_err(|error| bad(&error))?;
    let kept = Kept::parse(&proof.note).map_err(|error| bad(&error))?;
    let entry_path = path.with_extension("json");
    let entry = bytes(&entry_path)?;
    let leaf = leaf_hash(&entry);
    let mut verdict = Verdict {
        ok: true,
        size: kept.checkpoint.size,
        root: kept.checkpoint.root.to_string(),
        findings: Vec::new(),
        looked_at: Vec::new(),
        clocks: None,
        notes: Vec::new(),
    };
    let number = proof.index.saturating_add(1);
    if proof.proves(leaf, &kept.checkpoint) {
        let of = count(kept.checkpoint.size, "entry");
        verdict.looked_at.push(format!(
            "{} is entry {number} of {of} of {}",
            entry_path.display(),
            kept.checkpoint.origin
        ));
    } else {
        let expected = format!("entry {number} under the root {}", kept.checkpoint.root);
        let found = format!("an entry with the leaf hash {leaf}, which is not there");
        verdict.found("proof", &entry_path.display().to_string(), expected, found);
    }
    others.look_at(&mut verdict, path, &kept);
    match kept.note.map(|note| note.verify(known)) {
        Some(Ok(verified)) => {
            verdict
                .looked_at
                .push(format!("the checkpoint is signed by {}", verified.by.join(", ")));
        }
        Some(Err(error)) if !args.keys.is_empty() => {
            let expected = "a good signature by one of --key".to_owned();
            verdict.found("checkpoint-signature", &name, expected, error.to_string());
        }
        None if !args.keys.is_empty() => {
            let expected = "a signature by one of --key".to_owned();
            verdict.found("checkpoint-signature", &name, expected, "none".into());
        }
        _ => verdict.notes.push(
            "no key was given, so nobody vouches for the checkpoint: --key NAME+ID+BASE64".into(),
        ),
    }
    artifact(&mut verdict, path, &entry)?;
    verdict.ok = verdict.findings.is_empty();
    Ok(verdict)
}

/// The original beside the proof, when it was handed over with it.
fn artifact(verdict: &mut Verdict, path: &Path, entry: &[u8]) -> Result<(), Failure> {
    let json: serde_json::Value = serde_json::from_slice(entry).unwrap_or_default();
    let Some(expected) = json["body"]["artifact"]["sha256"].as_str() else { return Ok(()) };
    let original = path.with_extension("original");
    if !original.exists() {
        verdict.notes.push(format!("the original (SHA-256 {expected}) is not beside the proof"));
        return Ok(());
    }
    let found = hash_file(&original)?.to_string();
    let at = original.display().to_string();
    if found == expected {
        verdict.looked_at.push(format!("{at} has the SHA-256 that the entry names"));
    } else {
        verdict.found("artifact", &at, expected.to_owned(), found);
    }
    Ok(())
}

fn hash_file(path: &Path) -> Result<Hash, Failure> {
    let fail = |error| Failure::because(format!("cannot read {}", path.display()), &error);
    let mut hasher = ArtifactHasher::default();
    let mut file = open_regular(path).map_err(fail)?;
    io::copy(&mut file, &mut hasher).map_err(fail)?;
    Ok(hasher.finish().sha256)
}

pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let fail = |error| Failure::because(format!("cannot read {}", path.display()), &error);
    let file = open_regular(path).map_err(fail)?;
    let mut bytes = Vec::new();
    file.take(MOST).read_to_end(&mut bytes).map_err(fail)?;
    Ok(bytes)
}

fn answer(
    args: &args::Verify,
    verdict: &Verdict,
    latest: Option<Instant>,
    env: &mut Env,
) -> Result<(), Failure> {
    if args.answer.format == Format::Json {
        let at = latest.unwrap_or(env.clock.now);
        let head = LedgerHead { size: verdict.size, root: verdict.root.clone() };
        return output::json(
            env,
            &answers::VERIFY,
            AsOf { observed: at, known: at },
            Some(&head),
            verdict,
        );
    }
    let mut text = String::new();
    for line in &verdict.looked_at {
        writeln!(text, "✓ {line}").ok();
    }
    for Finding { code, at, expected, found } in &verdict.findings {
        writeln!(text, "✗ {code} at {at}\n    expected {expected}\n    found    {found}").ok();
    }
    for note in &verdict.notes {
        writeln!(text, "· {note}").ok();
    }
    let word = if verdict.ok { "verified" } else { "NOT what was recorded" };
    let size = count(verdict.size, "entry");
    // Writing to a string cannot fail.
    writeln!(text, "{word}: {size}, root {}", verdict.root).ok();
    env.answer(&text)
}
