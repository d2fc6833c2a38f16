//! A small binder, and what can be done to it.

use super::{Known, verify};
use crate::{
    binder::{Files, layout, scripts},
    checkpoint::{Checkpoint, NoteKey, SignedNote, TlogProof},
    ledger::{Hash, leaf_hash, prove_inclusion, root},
};

const ENTRIES: [&str; 3] = [
    r#"{"v":1,"kind":"withdrawal","recorded_at":"2026-01-01T00:00:00Z","clock":"system","body":{"entry":9,"leaf_hash":"00","reason":"r","by":"b"}}"#,
    r#"{"v":1,"kind":"withdrawal","recorded_at":"2026-01-02T00:00:00Z","clock":"system","body":{"entry":9,"leaf_hash":"00","reason":"s","by":"b"}}"#,
    r#"{"v":1,"kind":"withdrawal","recorded_at":"2026-01-03T00:00:00Z","clock":"system","body":{"entry":9,"leaf_hash":"00","reason":"t","by":"b"}}"#,
];

fn key() -> NoteKey {
    NoteKey::from_seed("example.com/log", [7; 32])
}

/// A binder of three entries, without its sums; the manifest names them all.
fn files() -> Files {
    let leaves = ENTRIES.map(|entry| leaf_hash(entry.as_bytes()));
    let checkpoint = Checkpoint { origin: "example.com/log".into(), size: 3, root: root(&leaves) };
    let note = SignedNote::sign(&checkpoint.to_string(), &key()).to_string();
    let mut files = Files::default();
    let mut lines = Vec::new();
    for (index, entry) in ENTRIES.iter().enumerate() {
        let stem = format!("statements/{}", layout::number(index as u64 + 1));
        let path = prove_inclusion(&leaves, index).unwrap();
        let proof = TlogProof { index: index as u64, path, note: note.clone() };
        files.add(&format!("{stem}.entry.json"), *entry).unwrap();
        files.add(&format!("{stem}.tlog-proof"), proof.to_string()).unwrap();
        lines.push(format!(
            r#"{{"document":null,"entry":{{"entry":{},"file":"{stem}.entry.json","proof":"{stem}.tlog-proof","leaf_hash":"{}"}}}}"#,
            index + 1,
            leaves[index]
        ));
    }
    let manifest = format!(r#"{{"data":{{"evidence":[],"statements":[{}]}}}}"#, lines.join(","));
    let texts = leaves.map(|leaf| format!("{leaf}\n")).concat();
    for (path, text) in [
        (layout::CHECKPOINT, note.as_str()),
        (layout::LEAVES, &texts),
        (layout::MANIFEST, &manifest),
        (layout::README, "read"),
        (layout::INDEX, "<a href=\"README.txt#x\">read</a> <a href=\"https://example.com/\">x</a>"),
        (layout::EVIDENCE_CSV, "number,file,sha256\r\n"),
        (layout::VERIFY_SH, scripts::VERIFY_SH),
        (layout::VERIFY_PS1, scripts::VERIFY_PS1),
    ] {
        files.add(path, text).unwrap();
    }
    files
}

fn with(files: &Files, changes: &[(&str, Option<&str>)]) -> Files {
    let mut made = Files::default();
    for (path, bytes) in files.iter() {
        if !changes.iter().any(|(name, _)| *name == path) {
            made.add(path, bytes).unwrap();
        }
    }
    for (path, text) in changes {
        if let Some(text) = text {
            made.add(path, *text).unwrap();
        }
    }
    made
}

/// With sums over what is there, as an attacker would make them again.
fn summed(files: &Files) -> Files {
    with(files, &[(layout::SUMS, Some(&files.sums()))])
}

#[track_caller]
fn codes(files: &Files) -> Vec<&'static str> {
    verify(files, &Known::default()).findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn a_binder_as_it_was_made_is_verified() {
    let binder = summed(&files());
    let verdict = verify(&binder, &Known::default());
    assert_eq!(verdict.findings, []);
    assert_eq!(verdict.checkpoint.unwrap().size, 3);
    assert!(
        verdict.looked_at.iter().any(|line| line.contains("came with the binder"))
            || !verdict.notes.is_empty()
    );
    let keys = [key().verifier()];
    let verdict = verify(&binder, &Known { note_keys: &keys, reread: None });
    assert_eq!(verdict.findings, []);
    assert!(verdict.looked_at.iter().any(|line| line.contains("signed by example.com/log")));
    let others = [NoteKey::from_seed("other", [1; 32]).verifier()];
    let verdict = verify(&binder, &Known { note_keys: &others, reread: None });
    assert_eq!(verdict.findings[0].code, "checkpoint-signature");
}

#[test]
fn whatever_is_done_to_a_binder_is_found() {
    let good = files();
    let text = |path: &str| String::from_utf8(good.get(path).unwrap().to_vec()).unwrap();
    let (entry, proof) = ("statements/E-0002.entry.json", "statements/E-0002.tlog-proof");
    let moved = text("statements/E-0001.tlog-proof");
    let changed = text(entry).replace("\"s\"", "\"x\"");
    let step = text(proof).replacen("\n\n", &format!("\n{}\n\n", "A".repeat(43) + "="), 1);
    let checkpoint = text(layout::CHECKPOINT).replacen("\n3\n", "\n4\n", 1);
    let leaves = text(layout::LEAVES).replacen(&Hash::of(b"").to_string(), "", 1);
    let manifest = text(layout::MANIFEST).replacen("\"entry\":2,", "\"entry\":7,", 1);
    for (code, changes) in [
        ("proof", &[(entry, Some(changed.as_str()))][..]),
        ("proof", &[(proof, Some(moved.as_str()))]),
        ("proof", &[(proof, Some(step.as_str()))]),
        ("proof", &[(proof, Some("x"))]),
        ("proof", &[(proof, None)]),
        ("index", &[(entry, None), (proof, None)]),
        ("entry", &[(entry, Some("{}"))]),
        ("checkpoint", &[(layout::CHECKPOINT, Some("x"))]),
        ("proof", &[(layout::CHECKPOINT, Some(checkpoint.as_str()))]),
        ("leaves", &[(layout::LEAVES, Some(&leaves[65..]))]),
        ("leaves", &[(layout::LEAVES, Some("x"))]),
        ("index", &[(layout::MANIFEST, Some(manifest.as_str()))]),
        ("index", &[(layout::EVIDENCE_CSV, Some("number,file,sha256\r\nE-0001,a,b\r\n"))]),
        ("original-unnamed", &[("statements/E-0002.pdf", Some("x"))]),
        ("page", &[(layout::INDEX, Some("<SCRIPT>"))]),
        ("link", &[(layout::INDEX, Some("<a href=\"../x.html\">"))]),
        ("link", &[(layout::INDEX, Some("<a href=\"gone.html\">"))]),
        ("file-missing", &[(layout::README, None)]),
    ] {
        let found = codes(&summed(&with(&good, changes)));
        assert!(found.contains(&code), "{changes:?}: {found:?}");
    }
}

#[test]
fn what_is_not_in_the_sums_is_found() {
    let good = summed(&files());
    let sums = String::from_utf8(good.get(layout::SUMS).unwrap().to_vec()).unwrap();
    let other = Hash::of(b"other").to_string();
    for (code, changes) in [
        ("file-altered", &[(layout::README, Some("other"))][..]),
        ("file-missing", &[(layout::README, None)]),
        ("file-added", &[("soa/more.html", Some("x"))]),
        ("sums", &[(layout::SUMS, None)]),
        ("sums", &[(layout::SUMS, Some("x"))]),
        ("file-altered", &[(layout::SUMS, Some(&format!("{other}{}", &sums[64..])))]),
    ] {
        let found = codes(&with(&good, changes));
        assert!(found.contains(&code), "{changes:?}: {found:?}");
    }
}
