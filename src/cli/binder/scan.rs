//! Nothing leaves with a secret in it: what is handed over is searched once more, by the built-in
//! rules, the program's and those of `--redact`.

use std::{
    io::{self, Cursor, Read as _},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use storyproof::{
    files::open_regular,
    model::{self, RedactionSettings},
    redact::{Key, OwnRule, Redactor},
    source::Sources,
};

use crate::cli::{failure::Failure, redaction::Redaction, workspace::Workspace};

/// More than any file of rules has.
const MOST: u64 = 1 << 20;

/// A text that had secrets in it.
pub(super) struct Clean {
    pub(super) bytes: Vec<u8>,
    /// What was taken out: each rule with its count.
    pub(super) taken_out: String,
}

pub(super) struct Scan(Redaction);

impl Scan {
    pub(super) fn of(
        workspace: &Workspace,
        ledger: &Path,
        more: Option<&Path>,
    ) -> Result<Self, Failure> {
        let more = more.map(read).transpose()?.unwrap_or_default();
        Redaction::and(workspace, ledger, &more).map(Self)
    }

    /// The same without its secrets; `None` when it has none.
    pub(super) fn clean(&self, bytes: &[u8]) -> Result<Option<Clean>, Failure> {
        let Some(rules) = &self.0.rules else { return Ok(None) };
        let (asked, reading) = (AtomicBool::new(false), AtomicBool::new(true));
        let key = || -> io::Result<Key> {
            if reading.load(Ordering::Relaxed) || asked.load(Ordering::Relaxed) {
                asked.store(true, Ordering::Relaxed);
                return self.0.key();
            }
            // No secret was found, so what is hashed at the end is thrown away: no key is made for
            // it.
            Ok(Key::from_bytes([0; 32]))
        };
        let failed = |error: io::Error| Failure::because("cannot search for secrets", &error);
        let mut clean = Vec::new();
        let mut redactor = Redactor::new(Cursor::new(bytes.to_vec()), rules, &key);
        redactor.read_to_end(&mut clean).map_err(failed)?;
        reading.store(false, Ordering::Relaxed);
        let found = redactor.finish().map_err(failed)?;
        if found.counts.is_empty() {
            return Ok(None);
        }
        let each: Vec<String> =
            found.counts.iter().map(|(rule, n)| format!("{n} {rule}")).collect();
        Ok(Some(Clean { bytes: clean, taken_out: each.join(", ") }))
    }
}

/// The rules of a file, written as in `storyproof.toml`.
fn read(path: &Path) -> Result<Vec<OwnRule>, Failure> {
    let name = path.display();
    let mut text = String::new();
    open_regular(path)
        .and_then(|file| file.take(MOST).read_to_string(&mut text))
        .map_err(|error| Failure::because(format!("cannot read {name}"), &error))?;
    let sources = Sources::from_texts([("storyproof.toml", text.as_str())]);
    let (records, _) = model::decode(&sources);
    let RedactionSettings { rules, broken, .. } = &records.settings.redaction;
    if *broken || rules.is_empty() {
        return Err(Failure::usage(format!("{name} has no redaction rules that can be read"))
            .help("write `[[redaction]]` with `id` and `pattern`, as in storyproof.toml"));
    }
    let rules = rules.iter().map(|rule| OwnRule {
        id: rule.id.clone(),
        pattern: rule.pattern.value.clone(),
        hashed: rule.hashed,
    });
    Ok(rules.collect())
}
