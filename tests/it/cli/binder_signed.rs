//! Who vouches for a binder: the signature over its sums, SSH signatures and witnesses under its
//! checkpoint, and entries that came from another machine.

use std::fs;

use super::{
    binder::{Files, lay, made, place, rezip, script, summed, unzip},
    harness::Place,
    witnessed::{line, text, witness},
};

const CHECKPOINT: &str = "storyproof.checkpoint";

/// Lets the key of these tests sign checkpoints as well.
fn recorder(place: &Place) {
    let signer = place.read("signer.pub");
    let purposes = "binder@storyproof,checkpoint@storyproof";
    place.write("controls/allowed_signers", format!("recorder namespaces=\"{purposes}\" {signer}"));
    place.run(["checkpoint", "--sign-with", "signer"]).ok();
}

/// What both verifiers say of some files, and with which exit code.
fn both(place: &Place, files: &Files, args: &[&str]) -> ((i32, String), (Option<i32>, String)) {
    let folder = place.path("unpacked");
    lay(files, &folder);
    fs::write(place.path("both.zip"), rezip(files)).unwrap();
    let own = place.run([&["verify", "both.zip"], args].concat());
    (script(&folder, &[]), (own.code, own.stdout + &own.stderr))
}

#[test]
fn a_signed_binder_made_twice_is_the_same() {
    let place = place();
    recorder(&place);
    let first = made(&place, &["--sign-with", "signer"]);
    let again = made(
        &place,
        &[
            "--sign-with",
            "signer",
            "--now",
            "2027-03-01T00:00:00Z",
            "--as-of",
            "2026-12-01T12:00:00Z",
            "--known-at",
            "2026-12-01T12:00:00Z",
        ],
    );
    // Not `assert_eq!`, which would print both.
    assert!(first == made(&place, &["--sign-with", "signer"]), "the same inputs give other bytes");
    let (one, two) = (unzip(&first), unzip(&again));
    let differ: Vec<&String> = one.keys().filter(|path| one.get(*path) != two.get(*path)).collect();
    assert!(first == again, "another day, the same clocks, and {differ:?} differ");
}

#[test]
fn the_ssh_signature_over_the_checkpoint_is_verified_by_both() {
    let place = place();
    recorder(&place);
    let good = unzip(&made(&place, &["--sign-with", "signer"]));
    assert!(good.contains_key("checkpoint.sig"), "{:?}", good.keys());
    let ((code, said), (own, ours)) = both(&place, &good, &[]);
    assert_eq!((code, own), (0, Some(0)), "{said}\n{ours}");
    assert!(said.contains("the checkpoint is signed with the SSH key of recorder"), "{said}");
    assert!(ours.contains("checkpoint is signed by recorder, key SHA256:"), "{ours}");
    // By a stranger, for another purpose, over another head, and no signature at all.
    place.run(["checkpoint", "--sign-with", "stranger"]).ok();
    let strange = place.read("storyproof.checkpoint.sig");
    let changes = [
        strange,
        String::from_utf8(good["SHA256SUMS.sig"].clone()).unwrap(),
        String::from_utf8(good["checkpoint.sig"].clone())
            .unwrap()
            .replacen("U1NIU0lH", "U1NIU0lI", 1),
        "no signature".to_owned(),
    ];
    for (n, changed) in changes.into_iter().enumerate() {
        let mut files = good.clone();
        files.remove("SHA256SUMS.sig");
        files.insert("checkpoint.sig".into(), changed.into_bytes());
        summed(&mut files);
        let ((code, said), (own, ours)) = both(&place, &files, &[]);
        assert_eq!((code, own), (1, Some(3)), "{n}: {said}\n{ours}");
        assert!(said.contains("FAILED       checkpoint.sig"), "{n}: {said}");
        assert!(ours.contains("signature at checkpoint.sig"), "{n}: {ours}");
    }
}

#[test]
fn entries_of_another_machine_are_proven_in_a_binder() {
    let ours = place();
    let theirs = Place::small();
    theirs.write("laptop.xml", "<testsuite name='x' timestamp='2026-03-15T08:00:00'><testcase classname='t' name='laptop'/></testsuite>");
    theirs.run(["ingest", "laptop.xml", "--now", "2026-03-16"]).ok();
    ours.run(["ledger", "merge", theirs.path("").to_str().unwrap()]).ok();
    let good = unzip(&made(&ours, &["--sign-with", "signer"]));
    let entry = "evidence/E-0006.entry.json";
    let merged = String::from_utf8(good[entry].clone()).unwrap();
    assert!(merged.starts_with("{\"v\":2,"), "{merged}");
    let ((code, said), (own, own_said)) = both(&ours, &good, &[]);
    assert_eq!((code, own), (0, Some(0)), "{said}\n{own_said}");
    // Whatever is changed in it, or in its original, shows without the sums as well.
    for (path, from, to) in [
        (entry, "laptop.xml", "server.xml"),
        (entry, "2026-03-16", "2026-03-17"),
        (entry, "\"v\":2", "\"v\":1"),
        ("evidence/E-0006.xml.txt", "laptop", "server"),
    ] {
        let mut files = good.clone();
        files.remove("SHA256SUMS.sig");
        let text = String::from_utf8(files[path].clone()).unwrap();
        assert!(text.contains(from), "{path} has {from}: {text}");
        files.insert(path.to_owned(), text.replace(from, to).into_bytes());
        summed(&mut files);
        let ((code, said), (own, own_said)) = both(&ours, &files, &[]);
        assert_eq!((code, own), (1, Some(3)), "{path} {from}: {said}\n{own_said}");
    }
}

#[test]
fn witnesses_and_policies_are_held_against_a_binder() {
    let place = place();
    let (known, other) = (witness("w.example", 7), witness("x.example", 9));
    let settings = place.read("storyproof.toml") + &format!("witnesses = [\"{known}\"]\n");
    place.write("storyproof.toml", settings);
    let note = place.read(CHECKPOINT);
    // 2026-12-01T00:00:00Z.
    let seen = line("w.example", 7, &text(&note), 1_796_083_200);
    place.write("cosigned.txt", format!("{note}{seen}"));
    place.run(["checkpoint", "witness", "--add", "cosigned.txt"]).ok();
    let key = place.run(["checkpoint", "key"]).ok().stdout;
    let policy = |name: &str, who: &str| {
        let words = format!("log {}\nwitness w {who}\nquorum w\n", key.trim());
        place.write(name, words);
    };
    policy("good.txt", &known);
    policy("other.txt", &other);
    made(&place, &[]);
    let said = place.run(["verify", "b.zip", "--witness", &known]).ok().stdout;
    assert!(
        said.contains("existed at 2026-12-01T00:00:00Z at the latest: witness w.example"),
        "{said}"
    );
    let said = place.run(["verify", "b.zip", "--witness", &other]).ok().stdout;
    assert!(said.contains("no witness that was named has seen it"), "{said}");
    let said = place.run(["verify", "b.zip", "--policy", "good.txt"]).ok().stdout;
    assert!(said.contains("the policy accepts its 5 entries"), "{said}");
    let said = place.run(["verify", "b.zip", "--policy", "other.txt"]).code(3).stdout;
    assert!(said.contains("policy at checkpoint"), "{said}");
    // A witness's word that is not its own.
    let mut files = unzip(&made(&place, &[]));
    let bad = line("w.example", 7, &text(&note), 1_796_083_201).replace('\u{2014}', "");
    let good = seen.replace('\u{2014}', "");
    let stamp = |line: &str| line.trim().rsplit(' ').next().unwrap().to_owned();
    // The time of one with the signature of the other.
    let mixed = stamp(&bad)[..16].to_owned() + &stamp(&good)[16..];
    for bytes in files.values_mut() {
        if let Ok(text) = std::str::from_utf8(bytes) {
            *bytes = text.replace(&stamp(&good), &mixed).into_bytes();
        }
    }
    summed(&mut files);
    fs::write(place.path("mixed.zip"), rezip(&files)).unwrap();
    place.run(["verify", "mixed.zip"]).ok();
    let said = place.run(["verify", "mixed.zip", "--witness", &known]).code(3).stdout;
    assert!(said.contains("witness at checkpoint"), "{said}");
}

#[test]
fn what_cannot_be_looked_at_is_refused() {
    let place = place();
    made(&place, &[]);
    place.run(["evidence", "prove", "E-1", "-o", "proofs"]).ok();
    place.write("ca.pem", "");
    let proof = "proofs/E-0001.tlog-proof";
    place.run(["verify", proof]).ok();
    for (what, option, value) in [
        ("b.zip", "--tsa-ca", "ca.pem"),
        (proof, "--tsa-ca", "ca.pem"),
        (proof, "--checkpoint", "old.checkpoint"),
        (proof, "--head", "3:00"),
        (proof, "--allowed-signers", "controls/allowed_signers"),
    ] {
        let said = place.run(["verify", what, option, value]).code(2);
        said.complains(&[option, "cannot be looked at", "help: "]);
    }
}
