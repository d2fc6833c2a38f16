//! Verifying tokens of RFC 3161 with `openssl ts`, which is found on the `PATH` and never named by the
//! program's files.

use std::{
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use storyproof::{checkpoint::timestamp, ledger::Hash, time::Instant};

use crate::cli::failure::Failure;

/// Whom the user trusts with time.
pub(in crate::cli) struct Authority {
    /// The certificates that the authority's must lead to.
    pub(in crate::cli) ca: PathBuf,
    /// Certificates on the way there.
    pub(in crate::cli) untrusted: Option<PathBuf>,
}

/// The time of a token over this hash, as `openssl ts` verifies it; in words why not.
///
/// # Errors
/// When `openssl` cannot be run.
pub(in crate::cli) fn verified(
    token: &Path,
    bytes: &[u8],
    digest: &Hash,
    authority: &Authority,
) -> Result<Result<Instant, String>, Failure> {
    let mut command = Command::new("openssl");
    command.args(["ts", "-verify", "-digest", &digest.to_string(), "-in"]).arg(token);
    command.arg("-CAfile").arg(&authority.ca);
    if let Some(chain) = &authority.untrusted {
        command.arg("-untrusted").arg(chain);
    }
    let output = command.stdin(Stdio::null()).output().map_err(|error| {
        let failure = Failure::because("cannot run openssl, which verifies timestamps", &error);
        match error.kind() {
            io::ErrorKind::NotFound => failure.help("install OpenSSL (`apt-get install openssl`)"),
            _ => failure,
        }
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Ok(Err(reasons(&said)));
    }
    // What was verified is over this hash, so the time behind it is the one that was signed.
    Ok(timestamp::time(bytes, digest).ok_or_else(|| "its time cannot be read".to_owned()))
}

/// What went wrong, from lines such as `80…:error:17800064:time stamp routines:f:message imprint
/// mismatch:file.c:…`.
fn reasons(said: &str) -> String {
    let errors = said.lines().filter(|line| line.contains(":error:"));
    let mut reasons: Vec<&str> = errors.filter_map(|line| line.split(':').nth(5)).collect();
    reasons.dedup();
    if reasons.is_empty() { "openssl refuses it".to_owned() } else { reasons.join("; ") }
}
