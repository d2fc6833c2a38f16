//! Witnesses, timestamps, SSH signatures and policies: the word of others on where a ledger stood.

use std::{fs, path::Path, process::Command};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256};

use super::harness::Place;

const CHECKPOINT: &str = "storyproof.checkpoint";

/// A key of a kind, as it is published: `name+id+base64(kind ‖ key)`.
fn id(name: &str, key: &SigningKey) -> [u8; 4] {
    let public = key.verifying_key();
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', 4]).chain_update(public);
    hash.finalize()[..4].try_into().unwrap()
}

pub(super) fn witness(name: &str, seed: u8) -> String {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let packed = STANDARD.encode([&[4][..], key.verifying_key().as_bytes()].concat());
    format!("{name}+{:08x}+{packed}", u32::from_be_bytes(id(name, &key)))
}

/// A witness's line under the three lines of a checkpoint.
pub(super) fn line(name: &str, seed: u8, text: &str, at: u64) -> String {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let made = key.sign(format!("cosignature/v1\ntime {at}\n{text}").as_bytes());
    let bytes = [&id(name, &key)[..], &at.to_be_bytes(), &made.to_bytes()].concat();
    format!("\u{2014} {name} {}\n", STANDARD.encode(bytes))
}

pub(super) fn text(note: &str) -> String {
    note.split_inclusive('\n').take(3).collect()
}

fn settings(place: &Place, more: &str) {
    let program = "[program]\nname = \"Small\"\norganization = \"Example Pay\"\n";
    place.write("storyproof.toml", format!("{program}\n[ledger]\n{more}\n"));
}

fn scan(n: u32) -> String {
    format!(
        "<testsuite name=\"x\" timestamp=\"2026-03-1{n}T08:00:00\"><testcase classname=\"t\" name=\"n{n}\"/></testsuite>"
    )
}

fn record(place: &Place, n: u32) {
    place.write("scan.xml", scan(n));
    place.run(["ingest", "scan.xml"]).ok();
}

/// The same with an SSH key that signs the checkpoint; what was said beside the answer.
fn record_signed(place: &Place, n: u32, key: &str) -> String {
    place.write("scan.xml", scan(n));
    let mut ingest = place.process(["ingest", "scan.xml"]);
    let output = ingest.env("STORYPROOF_SSH_KEY", key).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// No file of a program makes anybody sign: it may be a stranger's.
#[test]
fn a_program_s_files_cannot_name_the_key_that_signs() {
    let place = Place::small();
    ssh_key(&place, "id");
    settings(&place, "ssh_key = \"id\"");
    let said = place.run(["check"]).code(2).stdout;
    assert!(said.contains("unknown key `ssh_key`"), "{said}");
    place.write("scan.xml", scan(1));
    place.run(["ingest", "scan.xml"]).ok();
    assert!(!place.path("storyproof.checkpoint.sig").exists());
}

/// A ledger of two entries with a name and a key, and what else the settings say.
fn place(more: &str) -> Place {
    let place = Place::small();
    settings(&place, &format!("origin = \"a.example/log\"\n{more}"));
    place.run(["checkpoint", "key"]).ok();
    record(&place, 1);
    record(&place, 2);
    place
}

#[test]
fn what_a_witness_saw_is_kept_and_says_when_a_head_existed() {
    let w = witness("w.example", 7);
    let place = place(&format!("witnesses = [\"{w}\"]"));
    let note = place.read(CHECKPOINT);
    let body = text(&note);
    // 2026-12-01T00:00:00Z.
    let signed = format!("{note}{}", line("w.example", 7, &body, 1_796_083_200));
    place.write("cosigned.txt", &signed);
    let said = place.run(["checkpoint", "witness", "--add", "cosigned.txt"]).ok();
    assert!(
        said.stdout.contains("2 entries existed at 2026-12-01T00:00:00Z at the latest: w.example+"),
        "{}",
        said.stdout
    );
    assert_eq!(place.read("storyproof.checkpoints/2.checkpoint"), signed);
    // The witness's line alone, from standard input, keeps ours beside it.
    let alone = format!("{body}\n{}", line("w.example", 7, &body, 1_796_083_200));
    place.run_on(alone, ["checkpoint", "witness", "--add", "-"]).ok();
    assert_eq!(place.read("storyproof.checkpoints/2.checkpoint"), signed);
    // The ledger goes on; what was seen stays so.
    record(&place, 3);
    let said = place.run(["verify"]).ok().stdout;
    assert!(said.contains("2.checkpoint: its 2 entries existed at 2026-12-01T00:00:00Z at the latest: witness w.example+"), "{said}");
    let said = place.run(["checkpoint", "witness", "--format", "json"]).ok().data();
    assert_eq!((&said[0]["size"], &said[0]["at"]), (&2.into(), &"2026-12-01T00:00:00Z".into()));
}

#[test]
fn a_witness_that_is_wrong_or_not_known_is_not_kept() {
    let w = witness("w.example", 7);
    let place = place(&format!("witnesses = [\"{w}\"]"));
    let note = place.read(CHECKPOINT);
    let body = text(&note);
    let add = |note: String| {
        place.write("cosigned.txt", note);
        place.run(["checkpoint", "witness", "--add", "cosigned.txt"])
    };
    // By the known witness, over something else.
    let wrong = line("w.example", 7, "a.example/log\n9\nAAAA\n", 1);
    add(format!("{note}{wrong}")).code(3).complains(&["not good"]);
    // By somebody else, under the same name and under another.
    add(format!("{note}{}", line("w.example", 8, &body, 1)))
        .code(2)
        .complains(&["is known", "witnesses"]);
    add(note.clone()).code(2).complains(&["is known"]);
    // Of another ledger, and of a head that this one never had.
    let other = body.replace("a.example/log", "b.example/log");
    add(format!("{other}\n{}", line("w.example", 7, &other, 1)))
        .code(2)
        .complains(&["another ledger"]);
    let never = body.replace("\n2\n", "\n1\n");
    add(format!("{never}\n{}", line("w.example", 7, &never, 1))).code(3).complains(&["never had"]);
    assert!(!place.path("storyproof.checkpoints").exists(), "nothing was kept");
    // One that was kept and changed since shows.
    add(format!("{note}{}", line("w.example", 7, &body, 1_796_083_200))).ok();
    let kept = place.read("storyproof.checkpoints/2.checkpoint");
    place.write("storyproof.checkpoints/2.checkpoint", format!("{note}{wrong}"));
    let said = place.run(["verify", "--quick"]).code(3).stdout;
    assert!(said.contains("✗ witness at") && said.contains("2.checkpoint"), "{said}");
    place.write("storyproof.checkpoints/2.checkpoint", kept.replace("\n2\n", "\n1\n"));
    let said = place.run(["verify", "--quick"]).code(3).stdout;
    assert!(said.contains("✗ checkpoint-root at"), "{said}");
    place.write("storyproof.checkpoints/2.checkpoint", "<<<<<<<\n");
    place.run(["verify", "--quick"]).code(3);
}

#[test]
fn a_policy_says_how_many_witnesses_are_enough() {
    let place = place("");
    let key = place.run(["checkpoint", "key"]).ok().stdout;
    let note = place.read(CHECKPOINT);
    let body = text(&note);
    let witnesses = (1..=3u8).fold(String::new(), |all, n| {
        all + &format!("witness w{n} {}\n", witness(&format!("w{n}.example"), n))
    });
    let policy = |quorum: &str| {
        let group = "group two 2 w1 w2 w3\n";
        place.write(
            "policy.txt",
            format!("log {}\n{witnesses}{group}quorum {quorum}\n", key.trim()),
        );
    };
    let seen = |by: &[u8]| {
        let lines: String =
            by.iter().map(|n| line(&format!("w{n}.example"), *n, &body, 1_796_083_200)).collect();
        place.write("seen.checkpoint", format!("{note}{lines}"));
    };
    let verify = ["verify", "--quick", "--policy", "policy.txt", "--checkpoint", "seen.checkpoint"];
    policy("none");
    place.run(["verify", "--quick", "--policy", "policy.txt"]).ok();
    policy("two");
    let said = place.run(["verify", "--quick", "--policy", "policy.txt"]).code(3).stdout;
    assert!(
        said.contains("✗ policy at") && said.contains("quorum `two` is not met by nobody"),
        "{said}"
    );
    seen(&[2]);
    let said = place.run(verify).code(3).stdout;
    assert!(said.contains("is not met by w2"), "{said}");
    seen(&[1, 3]);
    let said = place.run(verify).ok().stdout;
    assert!(said.contains("the policy accepts its 2 entries: a.example/log+"), "{said}");
    assert!(said.contains("w3.example+"), "{said}");
    // What came after the head that the policy accepts is said.
    record(&place, 3);
    let said = place.run(verify).ok().stdout;
    assert!(said.contains("1 entry came after the head"), "{said}");
    // A proof is held against it too.
    place.run(["evidence", "prove", "E-1", "-o", "proofs"]).ok();
    let proof = ["verify", "proofs/E-0001.tlog-proof", "--policy", "policy.txt"];
    place.run(proof).code(3);
    policy("none");
    place.run(proof).ok();
    place.write("policy.txt", "quorum two\n");
    place.run(verify).code(2).complains(&["policy.txt", "line 1", "not defined"]);
}

fn openssl(place: &Place, args: &[&str]) {
    let mut command = Command::new("openssl");
    let output =
        command.args(args).current_dir(place.path("")).env("OPENSSL_CONF", "/dev/null").output();
    let output = output.expect("openssl is installed");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// What `openssl` needs to know of an authority.
const AUTHORITY: &str = "
[req]
distinguished_name=dn
[dn]
[ca]
basicConstraints=critical,CA:TRUE
[stamps]
extendedKeyUsage=critical,timeStamping
[tsa]
default_tsa=policy
[policy]
serial=serial
signer_digest=sha256
digests=sha256
default_policy=1.2.3.4.1
ordering=no
tsa_name=no
ess_cert_id_chain=no
";

/// A timestamp authority of our own: its certificate's issuer, and what `answer` needs.
fn authority(place: &Place, ca: &str) {
    place.write("tsa.cnf", AUTHORITY);
    place.write("serial", "01\n");
    let key = "req -config tsa.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    for line in [
        format!("{key} -x509 -extensions ca -subj /CN=CA -days 30 -keyout ca.key -out {ca}.pem"),
        format!("{key} -subj /CN=TSA -keyout tsa.key -out tsa.csr"),
        format!(
            "x509 -req -in tsa.csr -CA {ca}.pem -CAkey ca.key -CAcreateserial -days 30 -extfile tsa.cnf -extensions stamps -out tsa.pem"
        ),
    ] {
        openssl(place, &line.split(' ').collect::<Vec<_>>());
    }
}

fn answer(place: &Place, request: &str, answer: &str) {
    openssl(
        place,
        &[
            "ts",
            "-reply",
            "-config",
            "tsa.cnf",
            "-queryfile",
            request,
            "-signer",
            "tsa.pem",
            "-inkey",
            "tsa.key",
            "-out",
            answer,
        ],
    );
}

#[test]
fn a_timestamp_is_asked_for_kept_and_verified() {
    let place = place("");
    let said = place.run(["checkpoint", "timestamp", "--request"]).ok().stdout;
    assert!(said.trim().ends_with("storyproof.checkpoints/2.tsq"), "{said}");
    authority(&place, "ca");
    answer(&place, "storyproof.checkpoints/2.tsq", "answer.tsr");
    // The ledger has gone on when the answer comes.
    record(&place, 3);
    let add = ["checkpoint", "timestamp", "--add", "answer.tsr", "--tsa-ca", "ca.pem"];
    let said = place.run(add).ok().stdout;
    assert!(said.starts_with("2 entries existed at 20"), "{said}");
    let bytes = fs::read(place.path("storyproof.checkpoints/2.tsr")).unwrap();
    assert_eq!(bytes, fs::read(place.path("answer.tsr")).unwrap());
    let said = place.run(["verify", "--quick"]).ok().stdout;
    assert!(
        said.contains("2.tsr says that 2 entries existed at 20") && said.contains("--tsa-ca"),
        "{said}"
    );
    let verify = ["verify", "--quick", "--tsa-ca", "ca.pem"];
    let said = place.run(verify).ok().stdout;
    assert!(said.contains("at the latest: a timestamp that leads to"), "{said}");
    // By somebody else's certificates, changed, or about something else.
    let other = Place::empty();
    authority(&other, "other");
    fs::copy(other.path("other.pem"), place.path("other.pem")).unwrap();
    let said = place.run(["verify", "--quick", "--tsa-ca", "other.pem"]).code(3).stdout;
    assert!(said.contains("✗ timestamp at"), "{said}");
    let place_add =
        |ca: &str| place.run(["checkpoint", "timestamp", "--add", "answer.tsr", "--tsa-ca", ca]);
    place_add("other.pem").code(3).complains(&["does not verify"]);
    let mut changed = bytes.clone();
    *changed.last_mut().unwrap() ^= 1;
    place.write("storyproof.checkpoints/2.tsr", &changed);
    place.run(verify).code(3);
    openssl(&place, &["ts", "-query", "-data", "storyproof.toml", "-sha256", "-out", "else.tsq"]);
    answer(&place, "else.tsq", "answer.tsr");
    place_add("ca.pem").code(2).complains(&["none of the heads"]);
    fs::copy(place.path("answer.tsr"), place.path("storyproof.checkpoints/2.tsr")).unwrap();
    place.run(verify).code(3);
    // Without openssl.
    place.write("storyproof.checkpoints/2.tsr", &bytes);
    let mut bare = place.process(verify);
    let output = bare.env("PATH", place.path("")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("cannot run openssl") && said.contains("install OpenSSL"), "{said}");
}

fn ssh_key(place: &Place, name: &str) -> String {
    let file = place.path(name);
    let args = ["-q", "-t", "ed25519", "-N", "", "-C", "k", "-f"];
    let made = Command::new("ssh-keygen").args(args).arg(&file).output();
    assert!(made.expect("ssh-keygen is installed").status.success());
    fs::read_to_string(file.with_extension("pub")).unwrap().trim().to_owned()
}

/// Whether OpenSSH itself accepts a signature.
fn accepts(place: &Place, message: &Path, signature: &str) -> bool {
    let mut command = Command::new("ssh-keygen");
    command.args(["-Y", "verify", "-n", "checkpoint@storyproof", "-I", "recorder", "-f"]);
    command.arg(place.path("controls/allowed_signers")).arg("-s").arg(place.path(signature));
    command.stdin(fs::File::open(message).unwrap()).output().unwrap().status.success()
}

#[test]
fn an_ssh_key_signs_each_checkpoint_and_openssh_accepts_it() {
    let place = Place::small();
    let key = ssh_key(&place, "id");
    settings(&place, "origin = \"a.example/log\"");
    record_signed(&place, 1, "id");
    let note = place.read(CHECKPOINT);
    assert!(place.read("storyproof.checkpoint.sig").starts_with("-----BEGIN SSH SIGNATURE-----\n"));
    let said = place.run(["verify", "--quick"]).ok().stdout;
    assert!(said.contains("good signature by the SSH key SHA256:"), "{said}");
    let allowed = |options: &str| {
        place.write("controls/allowed_signers", format!("recorder {options}{key}\n"));
    };
    allowed("namespaces=\"checkpoint@storyproof\" ");
    let said = place.run(["verify", "--quick"]).ok().stdout;
    assert!(said.contains("storyproof.checkpoint.sig: signed by recorder (SHA256:"), "{said}");
    place.write("body", text(&note));
    assert!(accepts(&place, &place.path("body"), "storyproof.checkpoint.sig"));
    // A key that may not, that is not valid then, or that is somebody else's.
    for options in
        ["namespaces=\"git\" ", "valid-after=\"20270101Z\" ", "valid-before=\"20260101Z\" "]
    {
        allowed(options);
        let said = place.run(["verify", "--quick"]).code(3).stdout;
        assert!(said.contains("✗ checkpoint-signature at"), "{options}: {said}");
    }
    allowed("");
    let other = ssh_key(&place, "other");
    place.write("others", format!("somebody {other}\n"));
    place.run(["verify", "--quick", "--allowed-signers", "others"]).code(3);
    // With each recording, and with another key.
    record_signed(&place, 2, "id");
    place.run(["verify", "--quick"]).ok();
    record_signed(&place, 3, "other");
    place.run(["verify", "--quick"]).code(3);
    place.run(["verify", "--quick", "--allowed-signers", "others"]).ok();
    place.run(["checkpoint", "--sign-with", "id"]).ok();
    place.run(["verify", "--quick"]).ok();
    // Over another text it is no signature.
    let good = place.read("storyproof.checkpoint.sig");
    place.write("storyproof.checkpoint.sig", "rubbish");
    place.run(["verify", "--quick"]).code(3);
    place.write("storyproof.checkpoint.sig", good);
    record(&place, 4);
    assert!(!place.path("storyproof.checkpoint.sig").exists(), "it was of another head");
}

#[test]
fn what_cannot_be_signed_is_recorded_and_said() {
    let place = Place::small();
    let said = record_signed(&place, 1, "gone");
    for words in ["was not signed with the SSH key", "gone", "`storyproof checkpoint` signs it"] {
        assert!(said.contains(words), "{words:?} is not in:\n{said}");
    }
    assert!(place.read(CHECKPOINT).contains("\n1\n"), "the checkpoint is there");
    assert!(!place.path("storyproof.checkpoint.sig").exists());
    place.run(["verify", "--quick"]).ok();
}
