//! From the assessment to the ZIP.

use std::io::Read as _;

use storyproof::{
    binder::{
        layout::{
            ALLOWED_SIGNERS, CHECKPOINT, CHECKPOINT_SIGNATURE, EVIDENCE_CSV, EVIDENCE_HTML, INDEX,
            LEAVES, MANIFEST, NOTE_KEYS, Names, README, SIGNATURE, SUMS, VERIFY_PS1, VERIFY_SH,
        },
        scripts,
        unpack::MAX_TOTAL,
    },
    checkpoint::NoteVerifier,
    evidence::LedgerHead,
    files::open_regular,
    ids::FrameworkId,
    ledger::Ledger,
    render,
    report::{
        self, Audit, Inputs,
        audit::{Asked, view::ControlPart},
        binder::{Binder as View, PageFile, ReplacedFile, cited, point},
        words::count,
    },
    signature::{SshSignature, namespace},
    time::Period,
};

use super::{
    args::Binder,
    collect::{Collector, unpackable},
    pages::{self, audit_path},
    scan::Scan,
};
use crate::cli::{
    args::Global,
    checkpoint::{Heads, Kept, Seal, signature_file},
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    output, period, signing,
    workspace::{Assessed, Workspace},
};

/// The most entries whose leaf hashes go along.
const MAX_LEAVES: u64 = 200_000;

pub(in crate::cli) fn run(args: &Binder, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let framework = framework(&workspace, args.framework.as_deref())?;
    let global = period::clocks(args.period, global, &workspace, env)?;
    let since = args.period.map(|period| period.start);
    let assessed = workspace.assess_since(&global, since, env)?;
    let ledger = assessed.ledger.as_ref().ok_or_else(|| {
        Failure::usage("there is no ledger, so there is nothing to hand over")
            .help("`storyproof ingest FILE` records evidence")
    })?;
    let seal = Seal::of(&workspace, env)?;
    seal.guard(ledger)?;
    let redact = args.redact.as_ref().map(|path| env.directory.join(path));
    let scan = Scan::of(&workspace, ledger.path(), redact.as_deref())?;
    let making = Making { workspace: &workspace, assessed: &assessed, framework, seal: &seal };
    let zip = making.zip(args, (ledger, &scan), env)?;
    let path = env.directory.join(&args.output);
    output::write_file(&path, &zip)?;
    env.say(&format!(
        "wrote {}; `storyproof verify {}` verifies it, and so does verify.sh inside",
        path.display(),
        args.output.display()
    ));
    let nothing = assessed.history.runs.is_empty() && assessed.history.attestations.is_empty();
    if nothing && !args.allow_empty {
        env.complain("warning: there is no evidence at these two clocks: the binder says what is claimed, and proves nothing (--allow-empty accepts that)");
        return Ok(Ended::Nothing);
    }
    Ok(workspace.ended())
}

/// The framework that was meant, or the only one that the program aims at.
fn framework(workspace: &Workspace, typed: Option<&str>) -> Result<FrameworkId, Failure> {
    let program = &workspace.program;
    if let Some(typed) = typed {
        let named = find::find(program, typed, |n| matches!(n, Named::Framework(_)))?;
        return match named {
            Named::Framework(id) => Ok(id),
            _ => Err(Failure::usage(format!("`{typed}` is not a framework"))),
        };
    }
    let targets: Vec<&FrameworkId> =
        program.settings.targets.iter().map(|target| &target.framework.value).collect();
    if let [only] = targets[..] {
        return Ok(only.clone());
    }
    let all: Vec<String> = program.frameworks.keys().map(ToString::to_string).collect();
    Err(Failure::usage("a binder is about one framework")
        .help(format!("add --framework with one of: {}", all.join(", "))))
}

struct Making<'m> {
    workspace: &'m Workspace,
    assessed: &'m Assessed,
    framework: FrameworkId,
    seal: &'m Seal,
}

impl Making<'_> {
    fn zip(
        &self,
        args: &Binder,
        (ledger, scan): (&Ledger, &Scan),
        env: &mut Env,
    ) -> Result<Vec<u8>, Failure> {
        let english = self.assessed.inputs(&self.workspace.program);
        let inputs = Inputs { lang: args.lang.lang(), ..english };
        let head = inputs
            .assessment
            .head
            .clone()
            .unwrap_or(LedgerHead { size: 0, root: storyproof::ledger::root(&[]).to_string() });
        let (note, by) = self.note(ledger, &head)?;
        let period = self.period(args, env)?;
        let asked = Asked { period: Some(period), sample: None };
        let mut audit = report::audit_over(&inputs, &self.framework, &asked);
        let mut cited = cited(&inputs, &audit, period);
        let mut collector = Collector::new(ledger, &head, (scan, &note))?;
        for file in &cited.files {
            collector.evidence(file, &self.assessed.history)?;
        }
        collector.statements(&mut cited)?;
        point(&mut audit, &collector.contents);
        // What programs read is English.
        let other = (inputs.lang != english.lang).then(|| {
            let mut audit = report::audit_over(&english, &self.framework, &asked);
            point(&mut audit, &collector.contents);
            audit
        });
        let for_programs = other.as_ref().unwrap_or(&audit);
        self.beside(&inputs, (&audit, for_programs), scan, &mut collector)?;
        let contents = &mut collector.contents;
        note.lines().next().unwrap_or_default().clone_into(&mut contents.origin);
        contents.checkpoint_by = by;
        contents.signed = args.sign_with.is_some();
        self.fixed(&note, &mut collector, env)?;
        let mut names = Names::default();
        let controls: Vec<&ControlPart> = controls_of(&audit);
        let contents = &mut collector.contents;
        contents.controls = controls
            .iter()
            .map(|control| {
                (control.id.clone(), format!("controls/{}.html", names.name(&control.id)))
            })
            .collect();
        let contents = std::mem::take(contents);
        let report = audit_path(&self.framework);
        let over = (period, cited.outside);
        let index_of =
            |inputs, audit, contents| report::binder(inputs, audit, over, &report, contents);
        let index = index_of(&english, for_programs, contents.clone());
        let view = index_of(&inputs, &audit, contents);
        pages_of((&view, &index), &controls, scan, &mut collector, env)?;
        sums(args, &mut collector, env)?;
        said(&view, &collector, env);
        collector.files.pack().map_err(unpackable)
    }

    /// The days that the evidence is of.
    fn period(&self, args: &Binder, env: &mut Env) -> Result<Period, Failure> {
        let as_of = self.assessed.assessment.as_of.observed.day();
        let first = self.assessed.history.runs.first().map(|record| record.run.observed_at.day());
        let whole = Period { start: first.unwrap_or(as_of).min(as_of), end: as_of };
        args.period.map_or(Ok(whole), |typed| period::until(typed, as_of, env))
    }

    /// The checkpoint of the ledger as it is known, and who signed it. Those that are kept of this
    /// head are taken, the latest and the one that others saw: they may have more signatures than
    /// ours.
    fn note(&self, ledger: &Ledger, head: &LedgerHead) -> Result<(String, Vec<String>), Failure> {
        let now = self.seal.now(ledger, head)?;
        let seen = Heads::beside(&self.seal.file).file(now.size, "checkpoint");
        let kept = [Kept::read(&self.seal.file)?, Kept::read(&seen)?];
        let kept = kept.into_iter().flatten().filter_map(Result::ok);
        let mut notes = kept.filter(|kept| kept.checkpoint == now).filter_map(|kept| kept.note);
        if let Some(mut note) = notes.next() {
            for more in notes.filter(|more| more.text == note.text).collect::<Vec<_>>() {
                for signature in more.signatures {
                    if !note.signatures.contains(&signature) {
                        note.signatures.push(signature);
                    }
                }
            }
            let by = note.signatures.iter().map(|signature| signature.name.clone()).collect();
            return Ok((note.to_string(), by));
        }
        let by = self.seal.key()?.map(|key| key.verifier().name().to_owned());
        Ok((self.seal.text(&now)?, by.into_iter().collect()))
    }

    /// The SSH signature beside the kept checkpoint, when it is over this one.
    fn vouched(&self, note: &str) -> Result<Option<Vec<u8>>, Failure> {
        let file = signature_file(&self.seal.file);
        let Ok(kept) = Kept::parse(note) else { return Ok(None) };
        if !file.exists() {
            return Ok(None);
        }
        let mut text = String::new();
        open_regular(&file)
            .and_then(|file| file.take(1 << 16).read_to_string(&mut text))
            .map_err(|error| Failure::because(format!("cannot read {}", file.display()), &error))?;
        let signed = SshSignature::parse(&text).and_then(|made| {
            made.verify(namespace::CHECKPOINT, kept.checkpoint.to_string().as_bytes())
        });
        Ok(signed.is_ok().then(|| text.into_bytes()))
    }

    /// The reports that go along.
    fn beside(
        &self,
        inputs: &Inputs<'_>,
        audits: (&Audit, &Audit),
        scan: &Scan,
        collector: &mut Collector<'_>,
    ) -> Result<(), Failure> {
        let fixed = [
            (README, "What this is, how to read it and how to verify it, for a text editor"),
            (EVIDENCE_HTML, "The evidence index: every file with its hash, its tool and its proof"),
            (EVIDENCE_CSV, "The same for spreadsheets"),
        ];
        let page =
            |(file, title): (&str, &str)| PageFile { file: file.into(), title: title.into() };
        collector.contents.pages.push(page(fixed[0]));
        for made in pages::beside(self.workspace, inputs, audits, &self.framework)? {
            let clean = if made.text { scan.clean(&made.bytes)? } else { None };
            let path = made.file.file.clone();
            if let Some(clean) = clean {
                collector.contents.replaced.push(ReplacedFile {
                    file: path.clone(),
                    of: "the same page".to_owned(),
                    taken_out: clean.taken_out,
                });
                collector.add(&path, clean.bytes)?;
            } else {
                collector.add(&path, made.bytes)?;
            }
            collector.contents.pages.push(made.file);
        }
        collector.contents.pages.extend(fixed[1..].iter().map(|fixed| page(*fixed)));
        Ok(())
    }

    /// What is the same for every framework: checkpoint, leaf hashes, keys and scripts.
    fn fixed(
        &self,
        note: &str,
        collector: &mut Collector<'_>,
        env: &mut Env,
    ) -> Result<(), Failure> {
        let mut listed = vec![
            (MANIFEST, "This index for programs"),
            (CHECKPOINT, "Where the ledger stood: the head under which every entry is proven"),
        ];
        collector.add(CHECKPOINT, note)?;
        if let Some(signature) = self.vouched(note)? {
            collector.add(CHECKPOINT_SIGNATURE, signature)?;
            listed.push((
                CHECKPOINT_SIGNATURE,
                "Who vouches for that head (SSHSIG, namespace checkpoint@storyproof)",
            ));
        }
        if collector.leaves.len() as u64 <= MAX_LEAVES {
            let lines: Vec<String> =
                collector.leaves.iter().map(|leaf| format!("{leaf}\n")).collect();
            collector.add(LEAVES, lines.concat())?;
            listed.push((
                LEAVES,
                "The leaf hash of every entry: what older checkpoints are held against",
            ));
        } else {
            env.say("note: the ledger is too long for leaves.txt, so this binder cannot be held against older checkpoints");
        }
        let mut keys = self.seal.trusted()?;
        keys.extend(self.seal.key()?.map(|key| key.verifier()));
        let mut lines: Vec<String> = keys.iter().map(NoteVerifier::to_string).collect();
        lines.sort();
        lines.dedup();
        if !lines.is_empty() {
            collector.add(NOTE_KEYS, format!("{}\n", lines.join("\n")))?;
            listed.push((NOTE_KEYS, "The keys that sign checkpoints, as this program trusts them"));
        }
        if let Some(signers) = &self.workspace.program.signers {
            collector.add(ALLOWED_SIGNERS, signers.text.clone())?;
            listed.push((ALLOWED_SIGNERS, "Whose key is whose, as this program has it"));
        }
        collector.add(VERIFY_SH, scripts::VERIFY_SH)?;
        collector.add(VERIFY_PS1, scripts::VERIFY_PS1)?;
        listed.extend([
            (VERIFY_SH, "Verifies all of this on Linux and macOS"),
            (VERIFY_PS1, "Verifies all of this on Windows, but for the checkpoint's signature"),
            (SUMS, "The SHA-256 of every other file"),
        ]);
        if collector.contents.signed {
            listed.push((
                SIGNATURE,
                "Who vouches for the sums (SSHSIG, namespace binder@storyproof)",
            ));
        }
        let pages = listed.into_iter();
        let page =
            |(file, title): (&str, &str)| PageFile { file: file.into(), title: title.into() };
        collector.contents.pages.extend(pages.map(page));
        Ok(())
    }
}

fn controls_of(audit: &Audit) -> Vec<&ControlPart> {
    audit.sections.iter().flat_map(|section| &section.controls).collect()
}

/// The pages that name what was collected.
fn pages_of(
    (view, for_programs): (&View, &View),
    controls: &[&ControlPart],
    scan: &Scan,
    collector: &mut Collector<'_>,
    env: &mut Env,
) -> Result<(), Failure> {
    let failed = |error: render::Error| Failure::because("cannot write the index", &error);
    let mut texts = vec![
        (README.to_owned(), render::binder::readme(for_programs)),
        (INDEX.to_owned(), render::binder::index(view).map_err(failed)?),
        (MANIFEST.to_owned(), render::binder::manifest(for_programs).map_err(failed)?),
        (EVIDENCE_HTML.to_owned(), render::binder::evidence(view).map_err(failed)?),
        (EVIDENCE_CSV.to_owned(), render::binder::table(view).map_err(failed)?),
    ];
    texts.extend(render::binder::controls(view, controls).map_err(failed)?);
    for (path, text) in texts {
        let bytes = match scan.clean(text.as_bytes())? {
            None => text.into_bytes(),
            Some(clean) => {
                env.complain(&format!(
                    "warning: secrets were taken out of {path}: {}",
                    clean.taken_out
                ));
                clean.bytes
            }
        };
        collector.add(&path, bytes)?;
    }
    Ok(())
}

/// The sums over all of it, and who vouches for them.
fn sums(args: &Binder, collector: &mut Collector<'_>, env: &Env) -> Result<(), Failure> {
    let sums = collector.files.sums();
    if let Some(key) = &args.sign_with {
        let key = env.directory.join(key);
        let signature = signing::sign(&key, namespace::BINDER, sums.as_bytes())?;
        collector.add(SIGNATURE, signature)?;
    }
    collector.add(SUMS, sums)
}

/// Says what is in it, and what was not as one may expect.
fn said(view: &View, collector: &Collector<'_>, env: &mut Env) {
    let files = &collector.files;
    env.say(&format!(
        "{}: {}, {}, {} in all, {} bytes",
        view.framework.id,
        count(view.evidence.len(), "evidence file"),
        count(view.statements.len(), "statement"),
        count(files.len(), "file"),
        files.bytes()
    ));
    for replaced in &view.replaced {
        env.complain(&format!(
            "warning: secrets were taken out of {}: {}",
            replaced.file, replaced.taken_out
        ));
    }
    if !view.signed {
        env.say("note: nobody signed it; --sign-with KEY does");
    }
    if files.bytes() > MAX_TOTAL {
        env.complain("warning: its files are larger than 256 MiB together, so `storyproof verify` will not read it; verify.sh and verify.ps1 do. A shorter --period makes it smaller");
    }
}
