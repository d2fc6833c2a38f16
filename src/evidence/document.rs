//! Documents that expressions are evaluated over, as they were read from their artifacts.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value;

/// The document behind each artifact, by the artifact's SHA-256 in hex, or why there is none: the
/// artifact is missing or altered, or cannot be read. What is not here was not looked for.
pub type Documents = BTreeMap<String, Result<Arc<Value>, String>>;
