//! gitleaks' own JSON (`--report-format json`), as gitleaks 8 writes it.
//!
//! Proves: each secret that was found, by rule, file and commit.
//!
//! Does not prove: that there are none. A clean run writes `[]` (old versions `null`), which says
//! neither which rules ran nor what was looked at; the SARIF form lists its rules, so use that
//! where the absence of findings is to pass.
//!
//! The secret and the text around it stand in the file. They are never taken over: neither the
//! message nor the subject holds them. A finding in the history is named by its commit and line,
//! which never change; one in a plain folder by its file and occurrence.

use serde::Deserialize;

use crate::{
    evidence::{Outcome, Severity},
    ingest::{
        error::{Failure, Problem},
        format::{Reader, Shape},
        json::{Str, objects, said},
        record::{Header, Recorder},
        whole::{self, Names},
        window::{Stop, Window},
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "gitleaks",
    versions: "gitleaks 8, `--report-format json`, best with `--redact`",
    proves: "each secret that was found, by rule, file and commit",
    does_not_prove: "that there are none: a clean report (`[]`) names no rules; SARIF does",
    names_accounts: false,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(outline.has_all(&["RuleID", "File"])
        && (outline.has("Fingerprint") || outline.has("Secret") || outline.has("Match")))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", remote = "Self")]
struct Leak<'a> {
    #[serde(borrow, default, rename = "RuleID")]
    rule_id: Option<Str<'a>>,
    #[serde(borrow, default)]
    description: Option<Str<'a>>,
    #[serde(default)]
    start_line: Option<i64>,
    #[serde(borrow, default)]
    file: Option<Str<'a>>,
    #[serde(borrow, default)]
    commit: Option<Str<'a>>,
    /// Looked at only to warn when it is not redacted.
    #[serde(borrow, default)]
    secret: Option<Str<'a>>,
}

objects!(Leak<'a>);

fn read(mut window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    recorder.begin("gitleaks")?;
    let mut names = Names::below(recorder, None);
    let mut shown = 0_u64;
    let count = window.each("a gitleaks finding", |text| {
        let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Leak<'_>>();
        let Some(leak) = stream.next() else { return Ok(0) };
        let leak = leak?;
        take(&leak, &mut names, recorder)?;
        shown += u64::from(said(&leak.secret).is_some_and(|secret| !secret.contains("REDACTED")));
        Ok(stream.byte_offset())
    })?;
    let mut warnings = Vec::new();
    if count == 0 {
        warnings.push(
            "the report is empty and names neither rules nor files, so it proves nothing; let \
             gitleaks write SARIF, which names its rules"
                .to_owned(),
        );
    }
    if shown > 0 {
        warnings
            .push(format!("the report shows {shown} secrets; write it with `gitleaks --redact`"));
    }
    recorder.end(Header { succeeded: count > 0, warnings, ..Header::default() })
}

fn take(leak: &Leak<'_>, names: &mut Names, recorder: &mut Recorder<'_>) -> Result<(), Stop> {
    let missing = |missing| Problem::Missing { what: "a gitleaks finding", missing };
    let rule = said(&leak.rule_id).ok_or(missing("`RuleID`"))?;
    let file = said(&leak.file).ok_or(missing("`File`"))?;
    let line = leak.start_line.unwrap_or_default();
    let uid = match said(&leak.commit) {
        Some(commit) => format!("{}@{commit}:{line}", names.thing(file)),
        None => names.place(rule, file, ""),
    };
    let mut result = whole::finding(rule, uid, "secret", Outcome::Fail);
    result.severity = Some(Severity::High);
    result.message = format!("{} (line {line})", said(&leak.description).unwrap_or(rule));
    recorder.result(&mut result)?;
    Ok(())
}
