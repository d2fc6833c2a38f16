//! What `storyproof verify` makes of the word of others: witnesses and timestamps, which say that a
//! head existed at a time; SSH signatures, which say who vouches for one; and a policy, which says
//! how much of it is enough.

use std::path::{Path, PathBuf};

use storyproof::{
    checkpoint::{Policy, SignedNote, Witness, timestamp},
    ledger::{Hash, Ledger},
    report::words::count,
    signature::{AllowedSigners, SshSignature, namespace},
};

use super::{
    args,
    checkpoint::{Authority, Heads, Kept, Seal, signature_file, verified, witness},
    env::Env,
    failure::Failure,
    signing,
    verify::{Held, Verdict, bytes, hold},
    workspace::ledger_failure,
};

/// Whom the user trusts, and with what.
pub(super) struct Others {
    witnesses: Vec<Witness>,
    policy: Option<Policy>,
    authority: Option<Authority>,
    signers: Option<AllowedSigners>,
}

/// A checkpoint that was looked at.
struct Looked<'a> {
    name: String,
    file: &'a Path,
    kept: &'a Kept,
}

impl Others {
    /// What was typed, and what the program says.
    pub(super) fn of(
        args: &args::Verify,
        seal: Option<&Seal>,
        signers: Option<PathBuf>,
        env: &Env,
    ) -> Result<Self, Failure> {
        let mut witnesses = seal.map(Seal::witnesses).transpose()?.unwrap_or_default();
        for text in &args.witnesses {
            witnesses.push(witness("--witness", text)?);
        }
        let policy = args.policy.as_ref().map(|path| {
            let text = String::from_utf8(bytes(&env.directory.join(path))?);
            let shown = path.display();
            let text = text.map_err(|_| Failure::usage(format!("{shown} is no text")))?;
            Policy::parse(&text).map_err(|error| Failure::because(format!("{shown}"), &error))
        });
        let authority = args.tsa_ca.as_ref().map(|ca| Authority {
            ca: env.directory.join(ca),
            untrusted: args.untrusted.as_ref().map(|chain| env.directory.join(chain)),
        });
        let typed = args.allowed_signers.as_ref().map(|path| env.directory.join(path));
        let signers = match (typed, signers) {
            (Some(path), _) => Some(signing::allowed_signers(&path)?.ok_or_else(|| {
                Failure::usage(format!("there are no allowed signers at {}", path.display()))
            })?),
            (None, Some(path)) => signing::allowed_signers(&path)?,
            (None, None) => None,
        };
        Ok(Self { witnesses, policy: policy.transpose()?, authority, signers })
    }

    /// Holds a ledger against what others say of its heads: of its own checkpoint, of those that are
    /// kept beside it, and of those that were named.
    pub(super) fn look(
        &self,
        verdict: &mut Verdict,
        held: Held<'_>,
        own: &Path,
        named: &[PathBuf],
    ) -> Result<(), Failure> {
        let mut all: Vec<(PathBuf, Kept)> = Vec::new();
        for head in Heads::beside(own).list()? {
            let name = head.file.display().to_string();
            match head.kept {
                Ok(kept) => {
                    hold(verdict, held, &name, &kept.checkpoint)?;
                    all.push((head.file, kept));
                }
                Err(error) => {
                    verdict.found("checkpoint", &name, "a checkpoint".into(), error.to_string());
                }
            }
        }
        let more = named.iter().map(PathBuf::as_path).chain([own]);
        for file in more {
            // What cannot be read was found before.
            all.extend(Kept::read(file)?.and_then(Result::ok).map(|kept| (file.to_owned(), kept)));
        }
        let heads = Heads::beside(own);
        for (file, kept) in &all {
            let looked = Looked { name: file.display().to_string(), file, kept };
            self.seen(verdict, &looked);
            self.signed(verdict, &looked, held.ledger)?;
            let token = heads.file(kept.checkpoint.size, "tsr");
            if file.with_extension("tsr") == token && token.exists() {
                self.stamped(verdict, &looked, &token)?;
            }
        }
        self.accepted(verdict, &all, named);
        Ok(())
    }

    /// The same for the checkpoint of a proof or of a binder, which is the only one there.
    pub(super) fn look_at(&self, verdict: &mut Verdict, file: &Path, kept: &Kept) {
        let looked = Looked { name: file.display().to_string(), file, kept };
        let before = (verdict.looked_at.len(), verdict.findings.len());
        self.seen(verdict, &looked);
        if !self.witnesses.is_empty() && before == (verdict.looked_at.len(), verdict.findings.len())
        {
            let at = &looked.name;
            verdict.notes.push(format!("{at}: no witness that was named has seen it"));
        }
        if let Some(policy) = &self.policy {
            judge(verdict, policy, &looked);
        }
    }

    fn seen(&self, verdict: &mut Verdict, looked: &Looked<'_>) {
        let Some(note) = &looked.kept.note else { return };
        for witness in &self.witnesses {
            match witness.saw(note) {
                Ok(None) => {}
                Ok(Some(at)) => {
                    let entries = count(looked.kept.checkpoint.size, "entry");
                    verdict.looked_at.push(format!(
                        "{}: its {entries} existed at {at} at the latest: witness {witness}",
                        looked.name
                    ));
                }
                Err(error) => {
                    let expected = format!("a good signature by the witness {witness}");
                    verdict.found("witness", &looked.name, expected, error.to_string());
                }
            }
        }
    }

    fn stamped(
        &self,
        verdict: &mut Verdict,
        looked: &Looked<'_>,
        file: &Path,
    ) -> Result<(), Failure> {
        let name = file.display().to_string();
        let token = bytes(file)?;
        let digest = Hash::of(looked.kept.checkpoint.to_string().as_bytes());
        let entries = count(looked.kept.checkpoint.size, "entry");
        let Some(authority) = &self.authority else {
            let says = match timestamp::time(&token, &digest) {
                Some(at) => format!("says that {entries} existed at {at}"),
                None => "is about something else".to_owned(),
            };
            verdict.notes.push(format!("{name} {says}, and was not verified: name the authority's certificates with --tsa-ca"));
            return Ok(());
        };
        match verified(file, &token, &digest, authority)? {
            Ok(at) => verdict.looked_at.push(format!(
                "{name}: {entries} existed at {at} at the latest: a timestamp that leads to {}",
                authority.ca.display()
            )),
            Err(why) => {
                let expected = format!("a timestamp over {digest} that leads to --tsa-ca");
                verdict.found("timestamp", &name, expected, why);
            }
        }
        Ok(())
    }

    /// The SSH signature beside a checkpoint.
    fn signed(
        &self,
        verdict: &mut Verdict,
        looked: &Looked<'_>,
        ledger: &Ledger,
    ) -> Result<(), Failure> {
        let beside = signature_file(looked.file);
        if !beside.exists() {
            return Ok(());
        }
        let name = beside.display().to_string();
        let Kept { checkpoint, .. } = looked.kept;
        let text = String::from_utf8_lossy(&bytes(&beside)?).into_owned();
        let message = checkpoint.to_string();
        let purpose = namespace::CHECKPOINT;
        let judged = SshSignature::parse(&text).and_then(|made| {
            made.verify(purpose, message.as_bytes())?;
            Ok(made)
        });
        let made = match judged {
            Ok(made) => made,
            Err(error) => {
                let expected = "a good SSH signature over the checkpoint's three lines".to_owned();
                verdict.found("checkpoint-signature", &name, expected, error.to_string());
                return Ok(());
            }
        };
        let print = made.fingerprint();
        let Some(signers) = &self.signers else {
            verdict.notes.push(format!(
                "{name} is a good signature by the SSH key {print}, and nobody says whose that is: --allowed-signers FILE"
            ));
            return Ok(());
        };
        // The ledger's own word on when: whoever has the key can claim an earlier time.
        let entry = ledger.entry(checkpoint.size).and_then(|stored| stored.decode(ledger.path()));
        let at = match entry {
            Ok(entry) => entry.recorded_at,
            Err(error) if error.is_integrity() => return Ok(()),
            Err(storyproof::ledger::Error::NoEntry { .. }) => return Ok(()),
            Err(error) => return Err(ledger_failure(&error)),
        };
        match signers.check(&made, purpose, message.as_bytes(), at) {
            Ok(signer) => verdict
                .looked_at
                .push(format!("{name}: signed by {} ({print})", signer.principals.join(", "))),
            Err(error) => {
                let expected = format!("a signature by a key that was allowed to at {at}");
                verdict.found("checkpoint-signature", &name, expected, error.to_string());
            }
        }
        Ok(())
    }

    /// Insists that the policy accepts each checkpoint that was named, and else the largest one that
    /// it does accept: what is recorded after it is under nobody's word yet.
    fn accepted(&self, verdict: &mut Verdict, all: &[(PathBuf, Kept)], named: &[PathBuf]) {
        let Some(policy) = &self.policy else { return };
        let accepts = |kept: &Kept| policy.judge(&note(kept), &kept.checkpoint).is_ok();
        let largest = all.iter().filter(|(_, kept)| accepts(kept));
        let largest = largest.max_by_key(|(_, kept)| kept.checkpoint.size);
        let newest = all.iter().max_by_key(|(_, kept)| kept.checkpoint.size);
        for (file, kept) in all.iter().filter(|(file, _)| named.contains(file)) {
            judge(verdict, policy, &Looked { name: file.display().to_string(), file, kept });
        }
        match (largest, newest) {
            (Some((file, kept)), _) if !named.contains(file) => {
                judge(verdict, policy, &Looked { name: file.display().to_string(), file, kept });
            }
            (None, Some((file, kept))) if !named.contains(file) => {
                judge(verdict, policy, &Looked { name: file.display().to_string(), file, kept });
            }
            (None, None) => {
                let expected = "a checkpoint that the policy accepts".to_owned();
                verdict.found("policy", "the ledger", expected, "no checkpoint".to_owned());
            }
            _ => {}
        }
        if let Some((_, kept)) = largest {
            let later = verdict.size.saturating_sub(kept.checkpoint.size);
            if later > 0 {
                let entries = count(later, "entry");
                verdict
                    .notes
                    .push(format!("{entries} came after the head that the policy accepts"));
            }
        }
    }
}

/// The note of a checkpoint; one that nobody signed has no signatures.
fn note(kept: &Kept) -> SignedNote {
    let unsigned = || SignedNote { text: kept.checkpoint.to_string(), signatures: Vec::new() };
    kept.note.clone().unwrap_or_else(unsigned)
}

fn judge(verdict: &mut Verdict, policy: &Policy, looked: &Looked<'_>) {
    let Looked { name, kept, .. } = looked;
    match policy.judge(&note(kept), &kept.checkpoint) {
        Ok(accepted) => {
            let seen = accepted.seen.iter().map(|(who, at)| format!("{who} at {at}"));
            let by: Vec<String> = accepted.by.iter().cloned().chain(seen).collect();
            let by = if by.is_empty() { "which asks for nobody".to_owned() } else { by.join(", ") };
            let entries = count(kept.checkpoint.size, "entry");
            verdict.looked_at.push(format!("{name}: the policy accepts its {entries}: {by}"));
        }
        Err(error) => {
            let expected = "a checkpoint that the policy accepts".to_owned();
            verdict.found("policy", name, expected, error.to_string());
        }
    }
}
