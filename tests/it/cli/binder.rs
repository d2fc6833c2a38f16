//! `binder`, its scripts, and `verify BINDER.zip`: what an auditor gets, and what is found when
//! anything of it was changed.

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Read as _, Write as _},
    path::Path,
    process::Command,
};

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use storyproof::{
    checkpoint::{Checkpoint, TlogProof},
    ledger::{Hash, leaf_hash, prove_inclusion, root},
};

use super::harness::Place;

/// The script as it is here.
const SCRIPT: &str = storyproof::binder::scripts::VERIFY_SH;

pub(super) type Files = BTreeMap<String, Vec<u8>>;

pub(super) fn unzip(bytes: &[u8]) -> Files {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = Files::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    files
}

pub(super) fn rezip(files: &Files) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        zip.start_file(path, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The sums as somebody who changed files would make them again.
pub(super) fn summed(files: &mut Files) {
    let mut text = String::new();
    for (path, bytes) in files.iter().filter(|(path, _)| !path.starts_with("SHA256SUMS")) {
        let hash = Sha256::digest(bytes).iter().fold(String::new(), |t, b| t + &format!("{b:02x}"));
        text += &[hash.as_str(), "  ", path, "\n"].concat();
    }
    files.insert("SHA256SUMS".into(), text.into_bytes());
}

pub(super) fn lay(files: &Files, folder: &Path) {
    fs::remove_dir_all(folder).ok();
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Runs `verify.sh` where storyproof is not on the path, and gives its exit code with what it says.
pub(super) fn script(folder: &Path, args: &[&str]) -> (i32, String) {
    let mut sh = Command::new("sh");
    sh.arg("verify.sh").args(args).current_dir(folder).env_clear().env("PATH", "/usr/bin:/bin");
    let output = sh.output().expect("there is a shell");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code().unwrap(), said + &String::from_utf8_lossy(&output.stderr))
}

const SETTINGS: &str = "\n[ledger]\norigin = \"example.com/log\"\nkeys = [\"KEY\"]\n";

/// A program with evidence in two formats, a statement with its document, an exception and a
/// withdrawal; a signed checkpoint, an older one, a key that may sign binders and one that may not.
pub(super) fn place() -> Place {
    let place = Place::small();
    let checks = place.read("controls/checks.toml");
    let more = "\n[[check.source]]\ntool = \"junit\"\nrules = [\"*\"]\n\n[[attestation]]\nid = \"safe\"\ntitle = \"The device is in the safe\"\ncontrols = [\"base/B.1\"]\nevery = \"366d\"\n";
    place.write("controls/checks.toml", checks + more);
    let key = place.run(["checkpoint", "key", "--name", "example.com/log"]).ok().stdout;
    let settings = place.read("storyproof.toml") + &SETTINGS.replace("KEY", key.trim());
    place.write("storyproof.toml", settings);
    for (n, name) in [(1, "scan.xml"), (2, "=1+1.xml"), (3, "<b>.xml")] {
        place.write(
            name,
            format!("<testsuite name=\"x\" timestamp=\"2026-03-1{n}T08:00:00\"><testcase classname=\"t\" name=\"n{n}\"><failure message=\"host-{n}.corp.example\"/></testcase></testsuite>"),
        );
        place.run(["ingest", name]).ok();
    }
    fs::copy(place.path("storyproof.checkpoint"), place.path("old.checkpoint")).unwrap();
    place.write("safe.txt", "number 12");
    place
        .run([
            "attest",
            "safe",
            "--statement",
            "It is there.",
            "--by",
            "owner",
            "--method",
            "examine",
            "--document",
            "safe.txt",
            "--on",
            "2026-03-12",
            "--valid-until",
            "2026-12-31",
        ])
        .ok();
    place.run(["withdraw", "2", "--reason", "wrong host", "--by", "owner"]).ok();
    for name in ["signer", "stranger"] {
        let mut keygen = Command::new("ssh-keygen");
        keygen.args(["-q", "-t", "ed25519", "-N", "", "-C", "", "-f"]).arg(place.path(name));
        assert!(keygen.status().expect("ssh-keygen is installed").success());
    }
    let signer = place.read("signer.pub");
    let signers = format!("program-manager namespaces=\"binder@storyproof\" {signer}");
    place.write("controls/allowed_signers", signers);
    place
}

pub(super) fn made(place: &Place, args: &[&str]) -> Vec<u8> {
    let mut all = vec!["binder", "--framework", "base", "-o", "b.zip"];
    all.extend(args);
    place.run(all).ok();
    fs::read(place.path("b.zip")).unwrap()
}

#[test]
fn the_demo_s_binder_is_whole_the_same_twice_and_verified_without_storyproof() {
    let demo = Place::demo();
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo-binder");
    fs::create_dir_all(&out).unwrap();
    let make = |name: &str, now: &str| {
        let path = out.join(name);
        let file = path.to_str().unwrap();
        let args = ["binder", "--framework", "pci-dss-4.0.1", "-o", file, "--now", now];
        demo.run(args).ok();
        fs::read(path).unwrap()
    };
    let zip = make("one.zip", "2026-12-01");
    // Not `assert_eq!`, which would print both.
    assert!(zip == make("two.zip", "2027-06-01"), "the same inputs give other bytes");
    let files = unzip(&zip);
    let manifest: Value = serde_json::from_slice(&files["binder.json"]).unwrap();
    let evidence = manifest["data"]["evidence"].as_array().unwrap();
    assert!(evidence.len() > 200, "{}", evidence.len());
    for line in evidence {
        let (file, sha256) = (line["file"].as_str().unwrap(), line["sha256"].as_str().unwrap());
        let found = Hash::of(&files[file]).to_string();
        assert_eq!(found, sha256, "{file}");
    }
    // Every requirement of the report, with its status.
    let report = demo.run(["report", "audit", "pci-dss-4.0.1", "--format", "json"]).ok().data();
    let listed = manifest["data"]["requirements"].as_array().unwrap();
    let judged = listed.iter().filter(|row| row["level"] == 0).count() as u64;
    assert_eq!(Some(judged), report["total"]["all"].as_u64());
    let index = String::from_utf8(files["index.html"].clone()).unwrap();
    for text in ["<a href=\"controls&#x2f;8.4.2.html\">8.4.2</a>", "sh verify.sh"] {
        assert!(index.contains(text), "{text}");
    }
    let of_mfa = listed.iter().find(|row| row["id"] == "8.4.2").unwrap();
    let behind = of_mfa["evidence"].as_array().unwrap();
    assert!(!behind.is_empty());
    for number in behind.iter().map(|link| link["label"].as_str().unwrap()) {
        assert!(index.contains(&format!(">{number}</a>")), "{number}");
    }
    for (path, bytes) in files.iter().filter(|(path, _)| path.contains(".html")) {
        let text = String::from_utf8_lossy(bytes);
        let policy =
            "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'";
        assert!(text.contains(policy) && !text.contains("<script"), "{path}");
    }
    let one = out.join("one.zip");
    let said = demo.run(["verify", one.to_str().unwrap()]).ok().stdout;
    assert!(said.contains("their results are those that the entries bind"), "{said}");
    let folder = out.join("unpacked");
    lay(&files, &folder);
    let (code, said) = script(&folder, &[]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("VERIFIED: ") && !said.contains("FAILED"), "{said}");
    let unzipped = Command::new("unzip").arg("-tq").arg(&one).output();
    assert!(unzipped.expect("unzip is installed").status.success());
}

#[test]
fn a_binder_grows_not_when_the_ledger_does() {
    let place = place();
    let known = ["--as-of", "2026-04-01", "--known-at", "2026-12-01T12:00:00Z"];
    let first = made(&place, &known);
    place.write(
        "more.xml",
        "<testsuite name=\"x\"><testcase classname=\"t\" name=\"n9\"/></testsuite>",
    );
    place.run(["ingest", "more.xml", "--now", "2026-12-02"]).ok();
    let mut files = unzip(&made(&place, &known));
    // The same checkpoint is signed anew: Ed25519 gives the same bytes.
    assert!(unzip(&first) == files);
    files.retain(|path, _| path.starts_with("evidence/E-"));
    assert!(files.contains_key("evidence/E-0001.xml.txt"), "{:?}", files.keys());
}

#[test]
fn what_is_inside_is_told_and_leads_nowhere_else() {
    let place = place();
    let files = unzip(&made(&place, &[]));
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    for name in [
        "README.txt",
        "controls/B.1.html",
        "evidence/E-0003.tlog-proof",
        "keys/allowed_signers",
        "keys/note-keys.txt",
        "leaves.txt",
        "statements/E-0004.entry.json",
        "statements/E-0004.txt",
        "statements/E-0005.entry.json",
        "report/audit-base.html",
        "report/audit-base.json",
    ] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert_eq!(files["statements/E-0004.txt"], b"number 12");
    let table = String::from_utf8(files["evidence/index.csv"].clone()).unwrap();
    assert!(table.contains(",'=1+1.xml,"), "{table}");
    let page = String::from_utf8(files["evidence/index.html"].clone()).unwrap();
    assert!(page.contains("&lt;b&gt;.xml") && !page.contains("<b>.xml"), "{page}");
    assert!(page.contains("withdrawn by entry 5 (owner: wrong host)"), "{page}");
    let readme = String::from_utf8(files["README.txt"].clone()).unwrap();
    assert!(readme.contains("example.com/log") && readme.contains("NOT signed"), "{readme}");
}

/// One change of one file each: what it is, which file, and its new bytes, if any.
fn changes(good: &Files, stranger: &Files) -> Vec<(&'static str, &'static str, Option<Vec<u8>>)> {
    let text = |path: &str| String::from_utf8(good[path].clone()).unwrap();
    let (original, entry) = ("evidence/E-0001.xml.txt", "evidence/E-0001.entry.json");
    let (proof, checkpoint) = ("evidence/E-0001.tlog-proof", "checkpoint");
    let other_root = text(checkpoint).replacen("\n5\n", "\n4\n", 1);
    let sums = text("SHA256SUMS");
    vec![
        ("an original", original, Some(text(original).replace("host-1", "host-9").into())),
        ("an entry", entry, Some(text(entry).replace("scan.xml", "skin.xml").into())),
        ("a proof", proof, Some(text(proof).replace("index 0", "index 1").into())),
        ("another's proof", proof, Some(good["evidence/E-0002.tlog-proof"].clone())),
        ("the checkpoint", checkpoint, Some(other_root.into())),
        ("a page", "index.html", Some(text("index.html").replace("B.1", "B.2").into())),
        ("a file removed", original, None),
        ("a proof removed", proof, None),
        ("a file added", "soa/more.html", Some(b"x".to_vec())),
        ("the sums", "SHA256SUMS", Some(sums.replacen(&sums[..8], "00000000", 1).into())),
        ("the signature", "SHA256SUMS.sig", Some(stranger["SHA256SUMS.sig"].clone())),
    ]
}

/// What somebody can do to a binder, and what both verifiers say.
#[test]
fn whatever_is_changed_is_found_by_the_script_and_by_storyproof() {
    let place = place();
    let good = unzip(&made(&place, &["--sign-with", "signer"]));
    let folder = place.path("unpacked");
    let verify = |files: &Files, args: &[&str]| {
        lay(files, &folder);
        let (code, said) = script(&folder, args);
        fs::write(place.path("changed.zip"), rezip(files)).unwrap();
        // The script's option is shorter.
        let told: Vec<&str> =
            args.iter().map(|a| if *a == "--signers" { "--allowed-signers" } else { a }).collect();
        let own = place.run([&["verify", "changed.zip"], &told[..]].concat());
        (code, said, own)
    };
    let signers = place.path("controls/allowed_signers");
    let signers = ["--signers", signers.to_str().unwrap()];
    let (code, said, own) = verify(&good, &signers);
    assert_eq!((code, own.code), (0, Some(0)), "{said}\n{}\n{}", own.stdout, own.stderr);
    assert!(said.contains("SHA256SUMS is signed by program-manager"), "{said}");
    assert!(said.contains("checkpoint is signed by example.com/log"), "{said}");
    assert!(own.stdout.contains("is signed by program-manager, key SHA256:"), "{}", own.stdout);
    let stranger = unzip(&made(&place, &["--sign-with", "stranger"]));
    for (what, path, bytes) in changes(&good, &stranger) {
        let mut files = good.clone();
        match bytes {
            Some(bytes) => drop(files.insert(path.to_owned(), bytes)),
            None => drop(files.remove(path)),
        }
        let (code, said, own) = verify(&files, &signers);
        assert_eq!(code, 1, "{what}: {said}");
        assert!(said.contains("FAILED") && said.contains("NOT VERIFIED"), "{what}: {said}");
        assert_eq!(own.code, Some(3), "{what}: {}{}", own.stdout, own.stderr);
        assert!(own.stdout.contains("expected"), "{what}: {}", own.stdout);
        // With the sums made again there is the signature, and without it the proofs, for all but
        // the words about the evidence.
        if path.starts_with("SHA256SUMS") {
            continue;
        }
        summed(&mut files);
        let (code, said, own) = verify(&files, &signers);
        assert_eq!((code, own.code), (1, Some(3)), "{what}, summed: {said}\n{}", own.stdout);
        files.remove("SHA256SUMS.sig");
        let (code, said, own) = verify(&files, &[]);
        if ["a page", "a file added"].contains(&what) {
            assert!(said.contains("NOT CHECKED  nobody signed SHA256SUMS"), "{what}: {said}");
        } else {
            assert_eq!((code, own.code), (1, Some(3)), "{what}, bare: {said}\n{}", own.stdout);
        }
    }
    // Signed by a key that nobody lets sign binders.
    let (code, said, own) = verify(&stranger, &signers);
    assert_eq!((code, own.code), (1, Some(3)), "{said}\n{}", own.stdout);
    // Nobody signed, and a signature was asked for.
    let (code, said, own) = verify(&unzip(&made(&place, &[])), &signers);
    assert_eq!((code, own.code), (1, Some(3)), "{said}\n{}", own.stdout);
}

/// The smallest folder that the script looks at: this entry of a ledger of so many.
fn alone(leaves: &[Hash], entries: &[String]) -> Files {
    let checkpoint =
        Checkpoint { origin: "a.example".into(), size: leaves.len() as u64, root: root(leaves) };
    let mut files = Files::from([("checkpoint".into(), checkpoint.to_string().into_bytes())]);
    for (index, entry) in entries.iter().enumerate() {
        let path = prove_inclusion(leaves, index).unwrap();
        let proof = TlogProof { index: index as u64, path, note: checkpoint.to_string() };
        let stem = format!("statements/E-{:04}", index + 1);
        files.insert(format!("{stem}.entry.json"), entry.clone().into_bytes());
        files.insert(format!("{stem}.tlog-proof"), proof.to_string().into_bytes());
    }
    files
}

#[test]
fn the_script_proves_every_entry_of_every_size_and_nothing_else() {
    let place = Place::empty();
    let folder = place.path("unpacked");
    for size in (1..=13).chain([16, 17, 31, 32, 33]) {
        let entries: Vec<String> =
            (0..size).map(|n| format!("{{\"v\":1,\"kind\":\"withdrawal\",\"n\":{n}}}")).collect();
        let leaves: Vec<Hash> = entries.iter().map(|e| leaf_hash(e.as_bytes())).collect();
        let mut files = alone(&leaves, &entries);
        files.insert("verify.sh".into(), SCRIPT.into());
        summed(&mut files);
        lay(&files, &folder);
        let (code, said) = script(&folder, &[]);
        assert_eq!(code, 0, "{size}: {said}");
        assert!(
            said.contains(&format!("VERIFIED: {} files, {size} entries", 2 * size + 2)),
            "{said}"
        );
    }
    // A proof with any one of its steps changed, left out or added to.
    let entries: Vec<String> =
        (0..11).map(|n| format!("{{\"v\":1,\"kind\":\"withdrawal\",\"n\":{n}}}")).collect();
    let leaves: Vec<Hash> = entries.iter().map(|entry| leaf_hash(entry.as_bytes())).collect();
    for index in [0, 7, 8, 10] {
        let good = alone(&leaves, &entries);
        let name = format!("statements/E-{:04}.tlog-proof", index + 1);
        let text = String::from_utf8(good[&name].clone()).unwrap();
        let proof = TlogProof::parse(&text).unwrap();
        let other = leaf_hash(b"other");
        let mut changed: Vec<Vec<Hash>> = vec![[&proof.path[..], &[other]].concat()];
        for at in 0..proof.path.len() {
            let mut path = proof.path.clone();
            path[at] = other;
            changed.push(path.clone());
            path.remove(at);
            changed.push(path);
        }
        for path in changed {
            let mut files = good.clone();
            let bad = TlogProof { path, ..proof.clone() };
            files.insert(name.clone(), bad.to_string().into_bytes());
            files.insert("verify.sh".into(), SCRIPT.into());
            summed(&mut files);
            lay(&files, &folder);
            let (code, said) = script(&folder, &[]);
            assert_eq!(code, 1, "{index}: {said}");
            let place = format!("FAILED       {name}: expected entry {} of 11", index + 1);
            assert!(said.contains(&place), "{said}");
        }
    }
}

#[test]
fn an_older_checkpoint_and_a_key_from_elsewhere_are_held_against_a_binder() {
    let place = place();
    let files = unzip(&made(&place, &[]));
    let folder = place.path("unpacked");
    lay(&files, &folder);
    let old = place.path("old.checkpoint");
    let (code, said) = script(&folder, &["--since", old.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("the 3 entries of") && said.contains("are the beginning of these"),
        "{said}"
    );
    let said = place.run(["verify", "b.zip", "--checkpoint", "old.checkpoint"]).ok().stdout;
    assert!(said.contains("its 3 entries are the beginning of these"), "{said}");
    // One of another ledger, and one that is longer.
    let text = place.read("old.checkpoint");
    let root = text.lines().nth(2).unwrap();
    let other = text.replace(root, place.read("storyproof.checkpoint").lines().nth(2).unwrap());
    place.write("other.checkpoint", other);
    place.write("longer.checkpoint", text.replacen("\n3\n", "\n9\n", 1));
    for name in ["other.checkpoint", "longer.checkpoint"] {
        let path = place.path(name);
        let (code, said) = script(&folder, &["--since", path.to_str().unwrap()]);
        assert_eq!(code, 1, "{name}: {said}");
        place.run(["verify", "b.zip", "--checkpoint", name]).code(3);
    }
    // The key of the log, and another one of the same name.
    let key = place.run(["checkpoint", "key"]).ok().stdout;
    let (code, said) = script(&folder, &["--key", key.trim()]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("the checkpoint is signed by example.com/log"), "{said}");
    place.run(["verify", "b.zip", "--key", key.trim()]).ok();
    let other = Place::small();
    let other = other.run(["checkpoint", "key", "--name", "example.com/log"]).ok().stdout;
    let (code, said) = script(&folder, &["--key", other.trim()]);
    assert_eq!(code, 1, "{said}");
    place.run(["verify", "b.zip", "--key", other.trim()]).code(3);
    // What programs read.
    let data = place.run(["verify", "b.zip", "--format", "json"]).ok().data();
    assert_eq!((data["ok"].as_bool(), data["size"].as_u64()), (Some(true), Some(5)));
}

#[test]
fn secrets_do_not_leave_and_their_absence_is_told() {
    let place = place();
    place.write(
        "outside.toml",
        "[[redaction]]\nid = \"host-name\"\npattern = 'host-\\d\\.corp\\.example'\n",
    );
    let files = unzip(&made(&place, &["--redact", "outside.toml"]));
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(".corp.example"), "{path}");
    }
    let original = String::from_utf8(files["evidence/E-0001.redacted.xml.txt"].clone()).unwrap();
    assert!(original.contains("[redacted:host-name:"), "{original}");
    let index = String::from_utf8(files["index.html"].clone()).unwrap();
    assert!(index.contains("Secrets taken out") && index.contains("1 host-name"), "{index}");
    let said = place.run(["verify", "b.zip"]).ok().stdout;
    assert!(said.contains("entry 1 proves the original, SHA-256"), "{said}");
    let folder = place.path("unpacked");
    lay(&files, &folder);
    let (code, said) = script(&folder, &[]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("NOT CHECKED  evidence/E-0001.redacted"), "{said}");
    // The redacted text is no proof of itself: exchanged, it shows by the sums alone.
    assert!(made(&place, &["--redact", "outside.toml"]) == fs::read(place.path("b.zip")).unwrap());
    place.write("outside.toml", "[[redaction]]\nid = \"x\"\npattern = '('\n");
    let args = ["binder", "--framework", "base", "-o", "c.zip", "--redact", "outside.toml"];
    place.run(args).code(2).complains(&["outside.toml"]);
    assert!(!place.path("c.zip").exists());
}

#[test]
fn a_binder_needs_a_framework_a_ledger_and_evidence() {
    let place = Place::small();
    place.run(["binder", "-o", "b.zip"]).code(2).complains(&["--framework", "base"]);
    let args = ["binder", "--framework", "base", "-o", "b.zip"];
    place.run(args).code(2).complains(&["there is no ledger"]);
    place.write("scan.xml", "<testsuite name=\"x\"><testcase name=\"n\"/></testsuite>");
    place.run(["ingest", "scan.xml"]).ok();
    let early = [&args[..], &["--as-of", "2020-01-01"]].concat();
    place.run(&early).code(4).complains(&["proves nothing"]);
    place.run([&early[..], &["--allow-empty"]].concat()).ok();
    place.run(["verify", "b.zip"]).ok();
    let bad = [&args[..], &["--period", "2026-02-01..2026-01-01"]].concat();
    place.run(bad).code(2).complains(&["ends before it begins"]);
    place.write("no.zip", "not a ZIP");
    place.run(["verify", "no.zip"]).code(3);
}
