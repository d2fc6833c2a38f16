//! A JSON document of any tool, such as the AWS CLI, kept for the expressions of checks.
//!
//! Proves: whatever `pass_when` of a `json` source makes of it; that is decided when statuses are,
//! so a changed expression judges old documents anew.
//!
//! Does not prove: anything by itself. Such a document seldom says of which account it tells and
//! when, so that is for `--account`, `--region`, `--subject` and `--observed-at` to say.
//!
//! * It is read only when it is asked for (`--document NAME`, and no other reader knows the file),
//!   since every JSON file would fit.
//! * What is absent leaves no output, but a line on standard error: that line is a document too.
//!   See [`document`](crate::ingest::document()).

use crate::{
    evidence::{Outcome, ScanResult, Subject},
    ingest::{
        document::{CLI_ERROR, CREDENTIAL_REPORT, whole},
        error::{Failure, Problem},
        format::{Reader, Shape},
        record::{Header, Recorder},
        window::Window,
    },
};

pub(in crate::ingest) static READER: Reader = Reader {
    name: "json",
    versions: "any JSON with `--document NAME`: of the AWS CLI also its error messages, and the \
               IAM credential report as CSV",
    proves: "what a check's expression (`pass_when`) makes of it",
    does_not_prove: "anything without an expression that asks for the document by its name",
    names_accounts: false,
    recognise,
    read,
};

/// Whether a file that no reader recognises could be a document.
pub(in crate::ingest) fn may_be_one(prefix: &str) -> bool {
    let text = prefix.trim_start();
    text.starts_with(['{', '['])
        || text.starts_with(CREDENTIAL_REPORT)
        || text.chars().take(200).collect::<String>().contains(CLI_ERROR)
}

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(_: &Shape<'_>) -> Result<bool, Problem> {
    Ok(false)
}

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    recorder.begin_guessed("json")?;
    let document = whole(window)?;
    let message = document.get("Error").and_then(|error| error.get("Code")?.as_str()).map_or_else(
        || "the document is kept; checks that ask for it evaluate it".to_owned(),
        |code| format!("the document is the error {code}; checks that ask for it evaluate it"),
    );
    recorder.result(&mut ScanResult {
        rule: "document".into(),
        subject: Subject {
            uid: recorder.document_subject(),
            kind: "document".into(),
            account: None,
            region: None,
        },
        outcome: Outcome::Informational,
        muted: false,
        severity: None,
        message,
    })?;
    recorder.end(Header { succeeded: true, ..Header::default() })
}
