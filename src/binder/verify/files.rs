//! Every file against the sums, and the sums against the files.

use super::verdict::Verdict;
use crate::{
    binder::{
        layout::{CHECKPOINT, INDEX, MANIFEST, README, SUMS, VERIFY_PS1, VERIFY_SH},
        pack::Files,
        scripts,
        sums::{self, is_listed},
    },
    ledger::Hash,
};

pub(super) fn check(binder: &Files, verdict: &mut Verdict) {
    let before = verdict.findings.len();
    let Some(bytes) = binder.get(SUMS) else {
        return verdict.find("sums", SUMS, "the sums over every other file", "no such file");
    };
    let parsed = std::str::from_utf8(bytes).map_err(|_| (1, "it is no text".to_owned()));
    let listed = match parsed.and_then(sums::read) {
        Ok(listed) => listed,
        Err((line, why)) => {
            return verdict.find("sums", format!("{SUMS}, line {line}"), "`HASH  FILE`", why);
        }
    };
    for (path, expected) in &listed {
        match binder.get(path).map(Hash::of) {
            Some(found) if found == *expected => {}
            Some(found) => verdict.find("file-altered", path, expected, found),
            None => verdict.find("file-missing", path, expected, "no such file"),
        }
    }
    for (path, bytes) in binder.iter().filter(|(path, _)| is_listed(path)) {
        if !listed.contains_key(path) {
            let found = format!("a file with the SHA-256 {}", Hash::of(bytes));
            verdict.find("file-added", path, format!("nothing: {SUMS} does not name it"), found);
        }
    }
    for path in [README, INDEX, MANIFEST, CHECKPOINT, VERIFY_SH, VERIFY_PS1] {
        if binder.get(path).is_none() && !listed.contains_key(path) {
            verdict.find("file-missing", path, "a file that every binder has", "no such file");
        }
    }
    for (path, ours) in [(VERIFY_SH, scripts::VERIFY_SH), (VERIFY_PS1, scripts::VERIFY_PS1)] {
        if binder.get(path).is_some_and(|there| there != ours.as_bytes()) {
            verdict.notes.push(format!(
                "{path} is not the script of this storyproof: another version made it, or somebody changed it"
            ));
        }
    }
    let all = listed.len();
    verdict.looked(
        before,
        format!("{all} files: each has the SHA-256 in {SUMS}, and there are no others"),
    );
}
