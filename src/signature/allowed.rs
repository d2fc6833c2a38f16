//! The allowed signers: whose key is whose, for what, and from when until when.
//!
//! The form is that of `ssh-keygen(1)`, so that `ssh-keygen -Y verify -f` and git read the same
//! file. Two things that OpenSSH accepts are refused here, because they mean something else on
//! another machine or allow more than anybody reads out of them: a time without `Z` (it would be
//! local time), and `cert-authority` (certificates are not looked at).

use super::{
    public::PublicKey,
    sshsig::{SignatureError, SshSignature},
};
use crate::time::Instant;

/// The largest file that is read.
pub const MAX_FILE: usize = 1 << 20;

/// The file, line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedSigners {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    line: usize,
    principals: Vec<String>,
    /// Patterns; `None` allows any.
    namespaces: Option<Vec<String>>,
    after: Option<Instant>,
    before: Option<Instant>,
    key: PublicKey,
}

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct BadLine {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it, and what to write.
    pub why: String,
}

/// Whose signature it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The names that the file gives to the key, in its order.
    pub principals: Vec<String>,
    /// The fingerprint of the key.
    pub fingerprint: String,
}

impl AllowedSigners {
    /// Reads the file: all lines that can be read, and what is wrong with each other one.
    pub fn parse(text: &str) -> (Self, Vec<BadLine>) {
        let (mut read, mut bad) = (Self::default(), Vec::new());
        for (n, line) in text.lines().enumerate() {
            let line_number = n + 1;
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match entry(line_number, line) {
                Ok(entry) => read.entries.push(entry),
                Err(why) => bad.push(BadLine { line: line_number, why }),
            }
        }
        (read, bad)
    }

    /// Whether nobody may sign anything.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Each line's number, names and key, in file order.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &[String], &PublicKey)> {
        self.entries.iter().map(|entry| (entry.line, entry.principals.as_slice(), &entry.key))
    }

    /// Whose signature this is, when it is good, over this message, for this purpose, and by a key
    /// that may sign for it at this time.
    ///
    /// # Errors
    /// With the first of these that does not hold.
    pub fn check(
        &self,
        signature: &SshSignature,
        namespace: &str,
        message: &[u8],
        at: Instant,
    ) -> Result<Signer, SignatureError> {
        signature.verify(namespace, message)?;
        self.who(signature.key(), namespace, at)
    }

    /// Whose key this is, when it may sign for this purpose at this time.
    ///
    /// # Errors
    /// When it is nobody's, or may not.
    pub fn who(
        &self,
        key: &PublicKey,
        namespace: &str,
        at: Instant,
    ) -> Result<Signer, SignatureError> {
        let mut refused = SignatureError::Stranger(key.fingerprint());
        let mut principals: Vec<String> = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.key == *key) {
            match entry.allows(namespace, at) {
                Ok(()) => {
                    let new = entry.principals.iter().filter(|name| !principals.contains(name));
                    let new: Vec<String> = new.cloned().collect();
                    principals.extend(new);
                }
                Err(why) => refused = why,
            }
        }
        if principals.is_empty() {
            return Err(refused);
        }
        Ok(Signer { principals, fingerprint: key.fingerprint() })
    }
}

impl Entry {
    fn allows(&self, namespace: &str, at: Instant) -> Result<(), SignatureError> {
        let signer = self.principals.join(", ");
        if self.namespaces.as_ref().is_some_and(|allowed| !listed(allowed, namespace)) {
            return Err(SignatureError::NotFor { signer, namespace: namespace.to_owned() });
        }
        let not_then =
            |why| Err(SignatureError::NotThen { signer: signer.clone(), at: at.to_string(), why });
        match (self.after, self.before) {
            (Some(after), _) if at < after => not_then(format!("it is from {after}")),
            (_, Some(before)) if at > before => not_then(format!("it was until {before}")),
            _ => Ok(()),
        }
    }
}

/// Whether a list of patterns holds a name; one with `!` before it takes it out again.
fn listed(patterns: &[String], name: &str) -> bool {
    let fits = |pattern: &str| wildmatch::WildMatch::new(pattern).matches(name);
    let mut found = false;
    for pattern in patterns {
        match pattern.strip_prefix('!') {
            Some(pattern) if fits(pattern) => return false,
            Some(_) => {}
            None => found |= fits(pattern),
        }
    }
    found
}

fn entry(line: usize, text: &str) -> Result<Entry, String> {
    let (first, rest) = word(text)?;
    let principals: Vec<String> =
        unquoted(first).split(',').map(|name| name.trim().to_owned()).collect();
    if principals.iter().any(|name| name.is_empty() || name.contains(['*', '?', '!'])) {
        return Err(format!("`{first}` names no one; write the ids of those whose key it is"));
    }
    let is_key = ["ssh-", "ecdsa-", "sk-"].iter().any(|kind| rest.starts_with(kind));
    let (options, key) = if is_key { ("", rest) } else { word(rest)? };
    let key = PublicKey::parse(key).map_err(|error| error.to_string())?;
    let mut entry = Entry { line, principals, namespaces: None, after: None, before: None, key };
    for option in split(options).iter().filter(|option| !option.is_empty()) {
        set(&mut entry, option)?;
    }
    Ok(entry)
}

fn set(entry: &mut Entry, option: &str) -> Result<(), String> {
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    let value = unquoted(value);
    match name.to_ascii_lowercase().as_str() {
        "namespaces" => {
            entry.namespaces = Some(value.split(',').map(|n| n.trim().to_owned()).collect());
        }
        "valid-after" => entry.after = Some(moment(value)?),
        "valid-before" => entry.before = Some(moment(value)?),
        "cert-authority" => return Err("certificates are not looked at; name the key".to_owned()),
        other => return Err(format!("the option `{other}` is not known")),
    }
    Ok(())
}

/// `YYYYMMDD`, `YYYYMMDDHHMM` or `YYYYMMDDHHMMSS`, with `Z`.
fn moment(text: &str) -> Result<Instant, String> {
    let wrong = || format!("`{text}` is not a time; write one such as `20260630Z`");
    let digits = text.strip_suffix('Z').or_else(|| text.strip_suffix("UTC")).ok_or_else(|| {
        format!("`{text}` has no `Z` at its end, so it would mean another time on each machine")
    })?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let part = |from, to| digits.get(from..to).unwrap_or("00");
    let (seconds, minutes) = match digits.len() {
        8 => ("00", ("00", "00")),
        12 => ("00", (part(8, 10), part(10, 12))),
        14 => (part(12, 14), (part(8, 10), part(10, 12))),
        _ => return Err(wrong()),
    };
    let (hour, minute) = minutes;
    let (year, month, day) = (part(0, 4), part(4, 6), part(6, 8));
    format!("{year}-{month}-{day}T{hour}:{minute}:{seconds}Z").parse().map_err(|_| wrong())
}

/// The first word, in which blanks may stand between quotes, and what follows it.
fn word(text: &str) -> Result<(&str, &str), String> {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ' ' | '\t' if !quoted => {
                let (word, rest) = text.split_at(at);
                return Ok((word, rest.trim_start()));
            }
            _ => {}
        }
    }
    Err("it is not `NAMES [OPTIONS] KIND KEY`".to_owned())
}

/// Options, between commas that do not stand in quotes.
fn split(options: &str) -> Vec<String> {
    let (mut parts, mut quoted) = (vec![String::new()], false);
    for c in options.chars() {
        quoted ^= c == '"';
        match parts.last_mut() {
            Some(part) if c != ',' || quoted => part.push(c),
            _ => parts.push(String::new()),
        }
    }
    parts
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::*;

    const NAMESPACE: &str = "approval@storyproof";

    fn key(n: u8) -> SigningKey {
        SigningKey::from_bytes(&[n; 32])
    }

    fn allowed(text: &str) -> AllowedSigners {
        let (allowed, bad) = AllowedSigners::parse(text);
        assert_eq!(bad, []);
        allowed
    }

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_key_signs_for_whom_for_what_and_when_its_line_says() {
        let ours = PublicKey::of(&key(1));
        let file = format!(
            "# who signs\n\nrisk-owner,\"head of risk\" valid-after=\"20260101Z\",valid-before=\"202606301200Z\",namespaces=\"approval@*,!approval@elsewhere\" {ours} a comment\n"
        );
        // One name in quotes among others is no form of OpenSSH: quotes go round all of them.
        let file = file.replace("risk-owner,\"head of risk\"", "\"risk-owner,head of risk\"");
        let allowed = allowed(&file);
        let signature = SshSignature::sign(&key(1), NAMESPACE, b"text");
        let check = |at: &str| allowed.check(&signature, NAMESPACE, b"text", at.parse().unwrap());
        let signer = check("2026-03-01T00:00:00Z").unwrap();
        assert_eq!(signer.principals, ["risk-owner", "head of risk"]);
        assert_eq!(signer.fingerprint, ours.fingerprint());
        assert!(check("2026-01-01T00:00:00Z").is_ok(), "from the first second");
        assert!(check("2026-06-30T12:00:00Z").is_ok(), "up to the last");
        for (when, why) in [
            ("2025-12-31T23:59:59Z", "it is from 2026-01-01T00:00:00Z"),
            ("2026-06-30T12:00:01Z", "it was until 2026-06-30T12:00:00Z"),
        ] {
            match check(when) {
                Err(SignatureError::NotThen { why: found, .. }) => assert_eq!(found, why),
                other => panic!("{when} gave {other:?}"),
            }
        }
        for (namespace, message, expected) in [
            (
                NAMESPACE,
                "other",
                "it is not over this text: one of the two was changed after signing",
            ),
            (
                "binder@storyproof",
                "text",
                "it was made for `approval@storyproof`, not for `binder@storyproof`",
            ),
        ] {
            let now = at("2026-03-01T00:00:00Z");
            let error = allowed.check(&signature, namespace, message.as_bytes(), now).unwrap_err();
            assert_eq!(error.to_string(), expected);
        }
        let elsewhere = SshSignature::sign(&key(1), "approval@elsewhere", b"text");
        let now = at("2026-03-01T00:00:00Z");
        assert!(matches!(
            allowed.check(&elsewhere, "approval@elsewhere", b"text", now),
            Err(SignatureError::NotFor { .. })
        ));
        let stranger = SshSignature::sign(&key(2), NAMESPACE, b"text");
        assert!(matches!(
            allowed.check(&stranger, NAMESPACE, b"text", now),
            Err(SignatureError::Stranger(_))
        ));
    }

    #[test]
    fn a_second_line_for_a_key_can_allow_what_the_first_does_not() {
        let ours = PublicKey::of(&key(1));
        let allowed = allowed(&format!(
            "a valid-before=\"20200101Z\" {ours}\nb {ours}\nb namespaces=\"git\" {ours}\n"
        ));
        let signer = allowed.who(&ours, NAMESPACE, at("2026-01-01T00:00:00Z")).unwrap();
        assert_eq!(signer.principals, ["b"]);
        assert_eq!(allowed.lines().count(), 3);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_said_and_the_others_count() {
        let ours = PublicKey::of(&key(1)).to_string();
        let rows = [
            (format!("a valid-after=\"20260101\" {ours}"), "no `Z` at its end"),
            (format!("a valid-after=\"2026Z\" {ours}"), "is not a time"),
            (format!("a valid-after=\"20261301Z\" {ours}"), "is not a time"),
            (format!("a cert-authority {ours}"), "certificates are not looked at"),
            (format!("a no-such-option {ours}"), "`no-such-option` is not known"),
            (format!("* {ours}"), "names no one"),
            (format!("a,,b {ours}"), "names no one"),
            ("a ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==".to_owned(), "the kind `ssh-rsa`"),
            ("a ssh-ed25519 AAAA".to_owned(), "no public key"),
            ("a".to_owned(), "NAMES [OPTIONS] KIND KEY"),
            (format!("\"a {ours}"), "NAMES [OPTIONS] KIND KEY"),
            ("a -----BEGIN OPENSSH PRIVATE KEY-----".to_owned(), "secret key"),
        ];
        for (line, why) in rows {
            let (allowed, bad) = AllowedSigners::parse(&format!("{line}\nb {ours}\n"));
            assert_eq!(allowed.lines().map(|(n, ..)| n).collect::<Vec<_>>(), [2], "{line}");
            assert_eq!(bad.len(), 1, "{line}");
            assert_eq!(bad[0].line, 1);
            assert!(bad[0].why.contains(why), "{line}: {}", bad[0].why);
        }
    }
}
