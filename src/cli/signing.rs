//! Signing with the SSH keys that people have, and the file which says whose key is whose.
//!
//! `ssh-keygen` signs, so that passphrases, agents and tokens work as they always do; it is found on
//! the `PATH` and never named by the program's files. What it made is read and verified here.

use std::{
    io::{self, Read as _, Write as _},
    path::Path,
    process::{Command, Stdio},
};

use storyproof::{
    files::open_regular,
    signature::{AllowedSigners, SshSignature, allowed},
};

use super::failure::Failure;

/// Signs a message with the key in this file: a secret key, or a public one whose secret the agent
/// holds. Gives the signature in its armour.
///
/// # Errors
/// When `ssh-keygen` is not there or does not sign, and when the key is of a kind that does not
/// verify here.
pub(super) fn sign(key: &Path, namespace: &str, message: &[u8]) -> Result<String, Failure> {
    let mut command = Command::new("ssh-keygen");
    command.args(["-Y", "sign", "-n", namespace, "-f"]).arg(key);
    let failed = |error: &io::Error| {
        let message = "cannot run ssh-keygen, which signs".to_owned();
        Failure::because(message, error).help("install OpenSSH (`apt-get install openssh-client`)")
    };
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error))?;
    // It may give up before it has read the message; what it says then tells more.
    let sent = child.stdin.take().map(|mut stdin| stdin.write_all(message));
    let output = child.wait_with_output().map_err(|error| failed(&error))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim();
        return Err(Failure::usage(format!("{} did not sign: {said}", key.display()))
            .help("name your SSH key, such as ~/.ssh/id_ed25519"));
    }
    if let Some(Err(error)) = sent {
        return Err(failed(&error));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let made = SshSignature::parse(&text).and_then(|made| made.verify(namespace, message));
    made.map_err(|error| Failure::because(format!("what {} signed", key.display()), &error))?;
    Ok(text)
}

/// Whose key is whose, by the program's file; `None` when there is none.
///
/// # Errors
/// When a line of it cannot be read: whoever it names could not sign.
pub(super) fn allowed_signers(path: &Path) -> Result<Option<AllowedSigners>, Failure> {
    let mut text = String::new();
    let limit = u64::try_from(allowed::MAX_FILE).unwrap_or(u64::MAX);
    match open_regular(path).and_then(|file| file.take(limit).read_to_string(&mut text)) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(Failure::because(format!("cannot read {}", path.display()), &error));
        }
    }
    let (allowed, bad) = AllowedSigners::parse(&text);
    let Some(first) = bad.first() else { return Ok(Some(allowed)) };
    let place = format!("{}:{}", path.display(), first.line);
    Err(Failure::usage(format!("{place}: {}", first.why)).help(
        "write a line such as `risk-owner namespaces=\"approval@storyproof\" ssh-ed25519 AAAA…`",
    ))
}
