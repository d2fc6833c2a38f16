//! The one script, of pages that are served live: it loads a page again when something changed, and
//! copies commands. The policy allows exactly these bytes by their hash; no data is ever in it.

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

const SCRIPT: &str = include_str!("../../../reports/assets/served.js");

/// The source expression that allows it.
pub(super) fn source() -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(SCRIPT.as_bytes())))
}

/// The element that runs it.
pub(super) fn element() -> String {
    format!("<script>{SCRIPT}</script>")
}
