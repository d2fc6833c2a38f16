//! `storyproof verify BINDER.zip`: what the scripts inside do, and more.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use storyproof::{
    binder::{
        self, Files, Known,
        layout::{ALLOWED_SIGNERS, CHECKPOINT, CHECKPOINT_SIGNATURE, SIGNATURE, SUMS},
        unpack::MAX_TOTAL,
    },
    checkpoint::{Checkpoint, NoteVerifier},
    files::open_regular,
    ledger::{Finding, Hash, root},
    report::words::count,
    signature::{AllowedSigners, SignatureError, SshSignature, namespace},
    time::Instant,
};

use super::{
    args,
    checkpoint::Kept,
    doctor::reread,
    env::Env,
    failure::Failure,
    signing,
    verify::{Verdict, typed_head},
};

/// Whether a file is a ZIP, by its name or its first bytes.
pub(super) fn is_binder(path: &Path) -> bool {
    let named = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    named || begins_as_zip(path).unwrap_or(false)
}

fn begins_as_zip(path: &Path) -> Option<bool> {
    let mut first = [0; 2];
    let mut file = open_regular(path).ok()?;
    file.read_exact(&mut first).ok()?;
    Some(first == *b"PK")
}

/// Verifies a binder.
pub(super) fn binder(
    args: &args::Verify,
    path: &Path,
    known: &[NoteVerifier],
    env: &Env,
) -> Result<Verdict, Failure> {
    let name = path.display().to_string();
    let files = match binder::unpack(&bytes(path)?) {
        Ok(files) => files,
        Err(error) => {
            let mut verdict = Verdict::empty(0, Hash::of(b"").to_string());
            verdict.found("zip", &name, "a binder".to_owned(), error.to_string());
            return Ok(verdict.judged());
        }
    };
    let known = Known { note_keys: known, reread: if args.quick { None } else { Some(&reread) } };
    let looked = binder::verify(&files, &known);
    let (size, root) = match &looked.checkpoint {
        Some(checkpoint) => (checkpoint.size, checkpoint.root.to_string()),
        None => (0, Hash::of(b"").to_string()),
    };
    let mut verdict = Verdict::empty(size, root);
    verdict.findings = looked.findings;
    verdict.looked_at = looked.looked_at;
    verdict.notes = looked.notes;
    signatures(args, &files, looked.checkpoint.as_ref(), &mut verdict, env)?;
    if let Some(checkpoint) = &looked.checkpoint {
        older(args, &files, checkpoint, &mut verdict, env)?;
    }
    Ok(verdict.judged())
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let fail = |error| Failure::because(format!("cannot read {}", path.display()), &error);
    let file = open_regular(path).map_err(fail)?;
    let mut bytes = Vec::new();
    file.take(MAX_TOTAL + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > MAX_TOTAL {
        return Err(Failure::usage(format!("{} is larger than 256 MiB", path.display()))
            .help("unpack it, and run verify.sh or verify.ps1 in it"));
    }
    Ok(bytes)
}

/// A signature in a binder: where it stands, over what, and for what.
struct Vouched<'v> {
    file: &'static str,
    of: &'static str,
    message: &'v [u8],
    namespace: &'static str,
}

/// Who vouches for the sums, and for the checkpoint.
fn signatures(
    args: &args::Verify,
    files: &Files,
    checkpoint: Option<&Checkpoint>,
    verdict: &mut Verdict,
    env: &Env,
) -> Result<(), Failure> {
    let given = match &args.allowed_signers {
        Some(path) => {
            let path = env.directory.join(path);
            let signers = signing::allowed_signers(&path)?;
            let none = || Failure::usage(format!("there is no {}", path.display()));
            Some(signers.ok_or_else(none)?)
        }
        None => None,
    };
    let inside = files.get(ALLOWED_SIGNERS);
    let inside = inside.map(|bytes| AllowedSigners::parse(&String::from_utf8_lossy(bytes)).0);
    let signers = (given.as_ref(), inside.as_ref());
    let at = args.at.unwrap_or(env.clock.now);
    match (files.get(SIGNATURE), files.get(SUMS)) {
        (Some(text), Some(message)) => {
            let (file, of, namespace) = (SIGNATURE, SUMS, namespace::BINDER);
            judge(text, &Vouched { file, of, message, namespace }, signers, at, verdict);
        }
        _ if given.is_some() => {
            let expected = "a signature by one of --allowed-signers".to_owned();
            verdict.found("signature", SIGNATURE, expected, "none".to_owned());
        }
        _ => verdict.notes.push(format!(
            "nobody signed {SUMS}: pages and indexes are as good as the word of whoever handed them over"
        )),
    }
    if let (Some(text), Some(checkpoint)) = (files.get(CHECKPOINT_SIGNATURE), checkpoint) {
        let message = checkpoint.to_string();
        let (file, of, namespace) = (CHECKPOINT_SIGNATURE, CHECKPOINT, namespace::CHECKPOINT);
        let vouched = Vouched { file, of, message: message.as_bytes(), namespace };
        judge(text, &vouched, signers, at, verdict);
    }
    Ok(())
}

/// One signature: whether it is good, and whose it is, by the list that was given or else by the one
/// that came along.
fn judge(
    text: &[u8],
    vouched: &Vouched<'_>,
    (given, inside): (Option<&AllowedSigners>, Option<&AllowedSigners>),
    at: Instant,
    verdict: &mut Verdict,
) {
    let Vouched { file, of, message, namespace } = vouched;
    let made = SshSignature::parse(&String::from_utf8_lossy(text)).and_then(|made| {
        made.verify(namespace, message)?;
        Ok(made)
    });
    let said = |signers: &AllowedSigners, made: &SshSignature| {
        let who = signers.check(made, namespace, message, at)?;
        Ok(format!("{of} is signed by {}, key {}", who.principals.join(", "), who.fingerprint))
    };
    let outcome: Result<String, SignatureError> = made.and_then(|made| match (given, inside) {
        (Some(signers), _) => said(signers, &made),
        (None, Some(signers)) => said(signers, &made).map(|words| {
            format!("{words}; that list of signers came with the binder: compare it, or use --allowed-signers FILE")
        }),
        (None, None) => Ok(format!(
            "{of} is signed by the key {}; ask its owner whose that is, and use --allowed-signers FILE",
            made.fingerprint()
        )),
    });
    match outcome {
        Ok(words) => verdict.looked_at.push(words),
        Err(error) => {
            let expected = format!("a good signature over {of}, for {namespace}");
            verdict.found("signature", file, expected, error.to_string());
        }
    }
}

/// Holds the binder against checkpoints that were kept elsewhere.
fn older(
    args: &args::Verify,
    files: &Files,
    checkpoint: &Checkpoint,
    verdict: &mut Verdict,
    env: &Env,
) -> Result<(), Failure> {
    let leaves = binder::verify::run::leaves(files);
    for file in &args.checkpoints {
        let path: PathBuf = env.directory.join(file);
        let name = path.display().to_string();
        let kept = Kept::read(&path)?
            .ok_or_else(|| Failure::usage(format!("there is no checkpoint at {name}")))?;
        match kept {
            Ok(kept) => hold(&name, &kept.checkpoint, checkpoint, leaves.as_deref(), verdict),
            Err(error) => {
                verdict.found("checkpoint", &name, "a checkpoint".to_owned(), error.to_string());
            }
        }
    }
    for text in &args.heads {
        let old = typed_head(text)?;
        hold(&format!("--head {text}"), &old, checkpoint, leaves.as_deref(), verdict);
    }
    Ok(())
}

fn hold(
    name: &str,
    old: &Checkpoint,
    now: &Checkpoint,
    leaves: Option<&[Hash]>,
    verdict: &mut Verdict,
) {
    let size = count(old.size, "entry");
    if old.size > now.size {
        let found = format!("{}: entries were cut off", count(now.size, "entry"));
        return verdict.found("checkpoint-size", name, size, found);
    }
    let first = usize::try_from(old.size).ok();
    let found = if old.size == now.size {
        Some(now.root)
    } else {
        leaves.and_then(|leaves| leaves.get(..first?)).map(root)
    };
    match found {
        Some(found) if found == old.root => {
            verdict.looked_at.push(format!("{name}: its {size} are the beginning of these"));
        }
        Some(found) => {
            let expected = format!("the root {} over the first {size}", old.root);
            let found = format!("{found}: entries were changed, or this is another ledger");
            verdict.found("checkpoint-root", name, expected, found);
        }
        None => {
            // Asked for, and not to be had: that is no success.
            let found = Finding {
                code: "leaves",
                at: name.to_owned(),
                expected: "leaf hashes to hold it against".to_owned(),
                found: "a binder without leaves.txt".to_owned(),
            };
            verdict.findings.push(found);
        }
    }
}
