//! A JSON document read whole, as an expression sees it.
//!
//! JSON is taken as it is. Three other things that the AWS CLI gives become JSON:
//!
//! * the error that it prints on standard error when something is absent (`An error occurred
//!   (NoSuchEntity) when calling the GetAccountPasswordPolicy operation: …`) becomes
//!   `{"Error": {"Code", "Operation", "Message"}}`: what is absent leaves no output, so the error
//!   is the evidence;
//! * the IAM credential report, as CSV or as `{"Content": base64}`, becomes a list of objects;
//! * one JSON value a line becomes a list.

use std::io::Read;

use base64::Engine as _;
use serde_json::{Map, Value, json};

use super::{
    decode::Text,
    error::{Error, Failure, Problem},
    json::problem,
    sniff::refuse_what_is_no_report,
    window::{Window, position_of},
};

/// The largest document.
const MAX_DOCUMENT: usize = 64 << 20;
/// How the AWS CLI begins the line that says why there is no output.
pub(super) const CLI_ERROR: &str = "An error occurred (";
/// How the IAM credential report begins.
pub(super) const CREDENTIAL_REPORT: &str = "user,arn,user_creation_time";

/// Reads a document from the bytes of its artifact.
///
/// # Errors
/// When the bytes are no document: the same as when the file was first read.
pub fn document(input: impl Read, file_name: &str) -> Result<Value, Error> {
    let read = || {
        let mut window = Window::new(Text::new(input)?);
        refuse_what_is_no_report(window.prefix()?)?;
        whole(window)
    };
    read().map_err(|Failure { position, problem }: Failure| Error {
        file: file_name.to_owned(),
        position,
        problem,
    })
}

/// Reads the rest of a window as one document.
pub(super) fn whole(window: Window<'_>) -> Result<Value, Failure> {
    let large = Problem::TooLarge { what: "the document", limit: "64 MiB" };
    let text = window.whole(MAX_DOCUMENT, large)?;
    if let Some(error) = cli_error(&text) {
        return Ok(error);
    }
    if text.starts_with(CREDENTIAL_REPORT) {
        return rows(&text).map_err(Into::into);
    }
    let value = parse(&text)?;
    if !value.is_object() && !value.is_array() {
        let found = "a single value".to_owned();
        return Err(Problem::Unexpected { expected: "an object or a list", found }.into());
    }
    match value.get("Content").and_then(Value::as_str).and_then(credential_report) {
        Some(report) => rows(&report).map_err(Into::into),
        None => Ok(value),
    }
}

/// One JSON value, or a list of one value a line.
fn parse(text: &str) -> Result<Value, Failure> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let broken = |error: &serde_json::Error| {
        Failure::at(position_of(text, error), problem("the document", error))
    };
    let Some(first) = values.next() else { return Err(Problem::Empty.into()) };
    let first = first.map_err(|error| broken(&error))?;
    let mut all = vec![first];
    for value in values {
        all.push(value.map_err(|error| broken(&error))?);
    }
    Ok(if all.len() == 1 { all.swap_remove(0) } else { Value::Array(all) })
}

/// What the AWS CLI says when a call failed.
fn cli_error(text: &str) -> Option<Value> {
    let text = text.trim();
    // Anything else in the file and it is not this message alone.
    let start = text.find(CLI_ERROR).filter(|at| *at < 200 && text.len() < 16 << 10)?;
    if text.starts_with(['{', '[']) {
        return None;
    }
    let (code, rest) = text[start + CLI_ERROR.len()..].split_once(')')?;
    let (_, rest) = rest.split_once("when calling the ")?;
    let (operation, message) = rest.split_once(" operation")?;
    let message = match message.split_once("): ") {
        Some((retries, message)) if retries.starts_with(" (reached") => message,
        _ => message.split_once(": ").map_or("", |(_, message)| message),
    };
    Some(json!({"Error": {"Code": code, "Operation": operation, "Message": message.trim()}}))
}

fn credential_report(content: &str) -> Option<String> {
    let bytes = base64::engine::general_purpose::STANDARD.decode(content.trim()).ok()?;
    String::from_utf8(bytes).ok().filter(|text| text.starts_with(CREDENTIAL_REPORT))
}

/// The rows of the credential report as objects. Its fields hold names, times and words: none is
/// quoted, so a quote or a row of another length is a report that is not understood.
fn rows(text: &str) -> Result<Value, Problem> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let names: Vec<&str> = lines.next().unwrap_or_default().split(',').map(str::trim).collect();
    let mut rows = Vec::new();
    for line in lines {
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        if fields.len() != names.len() || line.contains('"') {
            return Err(Problem::Unexpected {
                expected: "a row of the credential report with as many fields as its header",
                found: format!(
                    "a row with {} fields, where {} are named",
                    fields.len(),
                    names.len()
                ),
            });
        }
        let fields = names
            .iter()
            .zip(fields)
            .map(|(name, field)| ((*name).to_owned(), Value::String(field.to_owned())));
        rows.push(Value::Object(fields.collect::<Map<_, _>>()));
    }
    Ok(Value::Array(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Value, Error> {
        document(text.as_bytes(), "x")
    }

    #[test]
    fn an_error_of_the_cli_is_a_document() {
        let text = "\nAn error occurred (NoSuchEntity) when calling the GetAccountPasswordPolicy \
                    operation (reached max retries: 4): The policy: none.\n";
        let error = &read(text).unwrap()["Error"];
        assert_eq!(error["Code"], "NoSuchEntity");
        assert_eq!(error["Operation"], "GetAccountPasswordPolicy");
        assert_eq!(error["Message"], "The policy: none.");
        let quoted = r#"{"log": "An error occurred (X) when calling the Y operation: z"}"#;
        assert!(read(quoted).unwrap().get("Error").is_none());
    }

    #[test]
    fn the_credential_report_is_a_list_however_it_comes() {
        let csv = "user,arn,user_creation_time,mfa_active\n<root_account>,arn:r,t,true\nana,arn:a,t,false\n";
        let list = read(csv).unwrap();
        assert_eq!(list[0]["user"], "<root_account>");
        assert_eq!(list[1]["mfa_active"], "false");
        let packed = base64::engine::general_purpose::STANDARD.encode(csv);
        assert_eq!(read(&json!({"Content": packed}).to_string()).unwrap(), list);
        assert!(read("user,arn,user_creation_time\na,b\n").is_err());
        assert_eq!(read(r#"{"Content": "aGVsbG8="}"#).unwrap()["Content"], "aGVsbG8=");
    }

    #[test]
    fn lines_are_a_list_and_what_is_no_document_is_refused() {
        assert_eq!(read("{\"a\":1}\n{\"a\":2}\n").unwrap(), json!([{"a": 1}, {"a": 2}]));
        for text in ["", "null", "{\"a\":1", "{\"a\":1} x", "<html></html>", "hello"] {
            assert!(read(text).is_err(), "{text}");
        }
        let deep = "[".repeat(100_000);
        assert!(read(&deep).is_err());
    }
}
