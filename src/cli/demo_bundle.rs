//! What an AWS account said on one day, for the demo: many documents of the AWS CLI in one file,
//! each recorded as somebody would who had run the command.
//!
//! A bundle is gzipped JSON: what each output file was called, and its text. The documents carry no
//! time of their own; when they were collected stands in the timeline.

use std::{collections::BTreeMap, io::Read as _};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::read::GzDecoder;
use serde::Deserialize;
use storyproof::{evidence::Claims, time::Instant};

use super::{demo_dates::redate, failure::Failure};

/// Documents that were collected together.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bundle {
    pub(super) at: Instant,
    pub(super) file: String,
    /// When the commands really ran: the times in the documents move from there to `at`.
    ran: Instant,
    claims: Claims,
}

/// One document, ready to be recorded.
pub(super) struct Document {
    pub(super) file: String,
    pub(super) text: String,
    pub(super) claims: Claims,
}

impl Bundle {
    /// Every document of the bundle, by the names of their files. `names` says which document a
    /// file is, by how the file's name begins; what follows is what the document is about.
    pub(super) fn documents(
        &self,
        bytes: &[u8],
        names: &BTreeMap<String, String>,
    ) -> Result<Vec<Document>, Failure> {
        let broken = |error: &dyn std::error::Error| {
            Failure::because(format!("the demo's {} is broken", self.file), error)
        };
        let mut text = String::new();
        GzDecoder::new(bytes).read_to_string(&mut text).map_err(|error| broken(&error))?;
        let files: BTreeMap<String, String> =
            serde_json::from_str(&text).map_err(|error| broken(&error))?;
        files.into_iter().map(|(file, text)| self.document(file, &text, names)).collect()
    }

    fn document(
        &self,
        file: String,
        text: &str,
        names: &BTreeMap<String, String>,
    ) -> Result<Document, Failure> {
        let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
        // The longest beginning is the most exact.
        let fitting = names.iter().filter(|(start, _)| stem.starts_with(start.as_str()));
        let (start, document) = fitting
            .max_by_key(|(start, _)| start.len())
            .ok_or_else(|| Failure::usage(format!("the demo's timeline has no name for {file}")))?;
        let subject = stem.get(start.len()..).map(|rest| rest.trim_start_matches('-'));
        let claims = Claims {
            observed_at: Some(self.at),
            document: Some(document.clone()),
            subject: subject.filter(|subject| !subject.is_empty()).map(Into::into),
            ..self.claims.clone()
        };
        let text = redate(&self.credential_report(text), self.ran, self.at);
        Ok(Document { file, text, claims })
    }

    /// The times of a credential report lie inside its base64.
    fn credential_report(&self, text: &str) -> String {
        let content = text.split_once("\"Content\": \"").and_then(|(_, rest)| rest.split_once('"'));
        let Some((packed, _)) = content else { return text.to_owned() };
        let report = STANDARD.decode(packed).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        report.map_or_else(
            || text.to_owned(),
            |report| text.replace(packed, &STANDARD.encode(redate(&report, self.ran, self.at))),
        )
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    #[test]
    fn a_bundle_unfolds_into_named_documents_with_their_times_moved() {
        let bundle: Bundle = toml::from_str(
            "at = '2026-01-16T02:30:00Z'\nfile = 'x.json.gz'\nran = '2026-11-23T14:30:00Z'\n\
             claims = { account = '123456789012' }",
        )
        .unwrap();
        let report = STANDARD.encode("user,created\na,2026-11-22T14:30:00+00:00\n");
        let files = serde_json::json!({
            "iam-get-credential-report.json": format!("{{\"Content\": \"{report}\"}}"),
            "kms-list-keys.json": "{\"At\": \"2026-11-23T14:30:00Z\"}",
            "kms-describe-key-1-2.json": "{}",
        });
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(files.to_string().as_bytes()).unwrap();
        let names = [
            ("iam-get-credential-report", "report"),
            ("kms-list", "no"),
            ("kms-list-keys", "keys"),
            ("kms-describe-key", "key"),
        ];
        let names = names.map(|(start, name)| (start.to_owned(), name.to_owned())).into();
        let documents = bundle.documents(&packed.finish().unwrap(), &names).unwrap();
        let told: Vec<_> = documents
            .iter()
            .map(|d| (d.claims.document.as_deref().unwrap(), d.claims.subject.as_deref()))
            .collect();
        assert_eq!(told, [("report", None), ("key", Some("1-2")), ("keys", None)]);
        assert!(documents.iter().all(|d| d.claims.account.as_deref() == Some("123456789012")));
        assert_eq!(documents[2].text, "{\"At\": \"2026-01-16T02:30:00Z\"}");
        let moved = STANDARD.encode("user,created\na,2026-01-15T02:30:00+00:00\n");
        assert_eq!(documents[0].text, format!("{{\"Content\": \"{moved}\"}}"));
        let error = bundle
            .documents(&GzEncoder::new(Vec::new(), Compression::fast()).finish().unwrap(), &names);
        assert!(error.is_err(), "an empty file is no bundle");
    }
}
