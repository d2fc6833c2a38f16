//! Signatures seen from outside: `ssh-keygen` accepts what is signed here, and what it signs is
//! accepted here; what one refuses, the other refuses too.

use std::{
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

use ed25519_dalek::SigningKey;
use storyproof::{
    signature::{AllowedSigners, PublicKey, SignatureError, SshSignature},
    time::Instant,
};
use tempfile::TempDir;

const NAMESPACE: &str = "approval@storyproof";
const MESSAGE: &[u8] = b"approve the exception\n";

struct Keys {
    folder: TempDir,
}

impl Keys {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes a key of a kind and gives its public half.
    fn make(&self, name: &str, kind: &[&str]) -> String {
        let mut keygen = Command::new("ssh-keygen");
        keygen.args(["-q", "-N", "", "-C", "", "-f"]).arg(self.path(name)).args(kind);
        assert!(keygen.status().expect("ssh-keygen is installed").success());
        fs::read_to_string(self.path(&format!("{name}.pub"))).unwrap().trim().to_owned()
    }

    fn sign(&self, name: &str, namespace: &str, message: &[u8]) -> String {
        let mut keygen = Command::new("ssh-keygen");
        keygen.args(["-Y", "sign", "-n", namespace, "-f"]).arg(self.path(name));
        let (good, signature) = feed(&mut keygen, message);
        assert!(good);
        signature
    }

    /// Whether `ssh-keygen` accepts a signature of this principal, at this time.
    fn accepts(&self, allowed: &str, signature: &str, message: &[u8], at: &str) -> bool {
        fs::write(self.path("allowed"), allowed).unwrap();
        fs::write(self.path("sig"), signature).unwrap();
        let mut keygen = Command::new("ssh-keygen");
        keygen.args(["-Y", "verify", "-I", "risk-owner", "-n", NAMESPACE]);
        keygen.arg(format!("-Overify-time={at}"));
        keygen.arg("-f").arg(self.path("allowed")).arg("-s").arg(self.path("sig"));
        feed(&mut keygen, message).0
    }
}

fn feed(command: &mut Command, message: &[u8]) -> (bool, String) {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("ssh-keygen is installed");
    child.stdin.take().unwrap().write_all(message).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

fn ours(allowed: &str, signature: &str, message: &[u8], at: &str) -> Result<(), SignatureError> {
    let (allowed, bad) = AllowedSigners::parse(allowed);
    assert_eq!(bad, []);
    let at: Instant = at.parse().unwrap();
    let signature = SshSignature::parse(signature)?;
    let signer = allowed.check(&signature, NAMESPACE, message, at)?;
    assert_eq!(signer.principals, ["risk-owner"]);
    Ok(())
}

/// What is asked: a name, the allowed signers, the signature, the message, the time as each program
/// writes it, and the answer.
type Row<'a> = (&'a str, String, &'a str, &'a [u8], (&'a str, &'a str), bool);

/// The same question put to both programs, for every way in which it can be no.
#[track_caller]
fn both_agree(keys: &Keys, public: &str, other: &str, sign: &dyn Fn(&str, &[u8]) -> String) {
    let good = sign(NAMESPACE, MESSAGE);
    let wrong_purpose = sign("git", MESSAGE);
    let line = |options: &str, key: &str| format!("risk-owner {options} {key}\n");
    let dated = "valid-after=\"20260101Z\",valid-before=\"20260701Z\"";
    let march = ("20260301Z", "2026-03-01T00:00:00Z");
    let august = ("20260801Z", "2026-08-01T00:00:00Z");
    let rows: [Row<'_>; 8] = [
        ("good", line("", public), &good, MESSAGE, march, true),
        ("in its time", line(dated, public), &good, MESSAGE, march, true),
        ("too late", line(dated, public), &good, MESSAGE, august, false),
        ("for this", line("namespaces=\"approval@*\"", public), &good, MESSAGE, march, true),
        ("for another", line("namespaces=\"git\"", public), &good, MESSAGE, march, false),
        ("signed for another", line("", public), &wrong_purpose, MESSAGE, march, false),
        ("another text", line("", public), &good, b"approve all\n", march, false),
        ("another key", line("", other), &good, MESSAGE, march, false),
    ];
    for (what, allowed, signature, message, (theirs_at, ours_at), expected) in rows {
        assert_eq!(keys.accepts(&allowed, signature, message, theirs_at), expected, "{what}");
        let found = ours(&allowed, signature, message, ours_at);
        assert_eq!(found.is_ok(), expected, "{what}: {found:?}");
    }
}

#[test]
fn what_ssh_keygen_signs_is_judged_here_as_it_judges_it() {
    let keys = Keys::new();
    let other = keys.make("other", &["-t", "ed25519"]);
    for (name, kind) in [("ed", &["-t", "ed25519"][..]), ("ec", &["-t", "ecdsa", "-b", "256"])] {
        let public = keys.make(name, kind);
        both_agree(&keys, &public, &other, &|namespace, message| {
            keys.sign(name, namespace, message)
        });
    }
}

#[test]
fn what_is_signed_here_is_judged_by_ssh_keygen_as_here() {
    let keys = Keys::new();
    let other = keys.make("other", &["-t", "ed25519"]);
    let key = SigningKey::from_bytes(&[5; 32]);
    let public = PublicKey::of(&key).to_string();
    both_agree(&keys, &public, &other, &|namespace, message| {
        SshSignature::sign(&key, namespace, message).to_string()
    });
}

#[test]
fn the_fingerprint_is_the_one_that_ssh_keygen_prints() {
    let keys = Keys::new();
    let public = keys.make("key", &["-t", "ed25519"]);
    let mut keygen = Command::new("ssh-keygen");
    keygen.args(["-l", "-f"]).arg(keys.path("key.pub"));
    let said = String::from_utf8(keygen.output().unwrap().stdout).unwrap();
    let ours = PublicKey::parse(&public).unwrap().fingerprint();
    assert_eq!(said.split(' ').nth(1), Some(ours.as_str()));
}

#[test]
fn keys_of_other_kinds_are_refused_by_name() {
    let keys = Keys::new();
    for (name, kind, word) in [
        ("rsa", &["-t", "rsa", "-b", "2048"][..], "`ssh-rsa`"),
        ("p384", &["-t", "ecdsa", "-b", "384"], "`ecdsa-sha2-nistp384`"),
    ] {
        keys.make(name, kind);
        let error = SshSignature::parse(&keys.sign(name, NAMESPACE, MESSAGE)).unwrap_err();
        assert!(error.to_string().contains(word), "{error}");
    }
}

/// A key on a token cannot be made without one; what its signature looks like is made by hand after
/// OpenSSH's `PROTOCOL.u2f`.
#[test]
fn a_key_on_a_token_must_have_been_touched() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use ed25519_dalek::Signer as _;
    use sha2::{Digest as _, Sha256, Sha512};

    fn string(bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
        [&length[..], bytes].concat()
    }
    let kind = b"sk-ssh-ed25519@openssh.com";
    let key = SigningKey::from_bytes(&[9; 32]);
    let public = [string(kind), string(key.verifying_key().as_bytes()), string(b"ssh:")].concat();
    let signature = |flags: u8| {
        let hash = Sha512::digest(MESSAGE);
        let data = [
            b"SSHSIG".to_vec(),
            string(NAMESPACE.as_bytes()),
            string(b""),
            string(b"sha512"),
            string(&hash),
        ]
        .concat();
        let tail = [flags, 0, 0, 0, 3];
        let signed = [&Sha256::digest(b"ssh:")[..], &tail, &Sha256::digest(&data)[..]].concat();
        let made = [string(kind), string(&key.sign(&signed).to_bytes()), tail.to_vec()].concat();
        let blob = [
            b"SSHSIG".to_vec(),
            vec![0, 0, 0, 1],
            string(&public),
            string(NAMESPACE.as_bytes()),
            string(b""),
            string(b"sha512"),
            string(&made),
        ]
        .concat();
        format!(
            "-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n",
            STANDARD.encode(blob)
        )
    };
    let keys = Keys::new();
    let line = format!("risk-owner sk-ssh-ed25519@openssh.com {}\n", STANDARD.encode(&public));
    let at = "2026-03-01T00:00:00Z";
    assert_eq!(ours(&line, &signature(1), MESSAGE, at), Ok(()));
    assert!(keys.accepts(&line, &signature(1), MESSAGE, "20260301Z"));
    assert_eq!(ours(&line, &signature(0), MESSAGE, at), Err(SignatureError::Bad));
}
