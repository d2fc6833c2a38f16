//! What `storyproof verify` cannot look at when a proof or a binder is all that there is. It is
//! refused: to leave it out would pass for having done it.

use super::{args, failure::Failure};

const WHOLE: &str = "verify the ledger, or a binder, which has the leaf hash of every entry";
const TOKEN: &str = "verify the ledger, which keeps timestamps beside its checkpoint; or the token itself with `openssl ts -verify`";

/// An option, whether it was typed, why it means nothing, and what helps.
type Asked = (&'static str, bool, &'static str, &'static str);

/// A proof has one entry, and the checkpoint that it stands under.
pub(super) fn proof(args: &args::Verify) -> Result<(), Failure> {
    let one = "a proof holds one entry, and not those before it";
    refuse([
        ("--checkpoint", !args.checkpoints.is_empty(), one, WHOLE),
        ("--head", !args.heads.is_empty(), one, WHOLE),
        (
            "--allowed-signers",
            args.allowed_signers.is_some(),
            "a proof holds no SSH signature",
            WHOLE,
        ),
        ("--tsa-ca", args.tsa_ca.is_some(), "a proof holds no timestamp", TOKEN),
    ])
}

/// A binder has everything but timestamps.
pub(super) fn binder(args: &args::Verify) -> Result<(), Failure> {
    refuse([("--tsa-ca", args.tsa_ca.is_some(), "a binder holds no timestamp", TOKEN)])
}

fn refuse<const N: usize>(asked: [Asked; N]) -> Result<(), Failure> {
    match asked.into_iter().find(|(_, typed, ..)| *typed) {
        Some((option, _, why, help)) => {
            Err(Failure::usage(format!("{why}, so `{option}` cannot be looked at")).help(help))
        }
        None => Ok(()),
    }
}
