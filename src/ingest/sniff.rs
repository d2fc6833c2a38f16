//! Recognising a format by its content.
//!
//! The file's name says nothing: `report.json` is written by everyone. What decides is the shape
//! of the beginning: which keys a JSON document has, which root an XML document has, how a line
//! starts. Formats that are known but not read are named, so that nobody has to guess why a good
//! file is refused.

use super::{
    error::{Problem, quote},
    format::{Format, Shape},
    outline::Outline,
    readers::READERS,
};

/// Refuses what is no report in any format, and recognises the format of the rest.
pub(super) fn sniff(prefix: &str) -> Result<Format, Problem> {
    refuse_what_is_no_report(prefix)?;
    let text = prefix.trim_start();
    match text.as_bytes().first() {
        Some(b'{' | b'[') => json(text),
        Some(b'<') => xml(text),
        _ => lines(text),
    }
}

/// Refuses empty files, `null` and web pages; also done when the format was named.
pub(super) fn refuse_what_is_no_report(prefix: &str) -> Result<(), Problem> {
    let text = prefix.trim_start();
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    if text.trim_end() == "null" {
        return Err(Problem::Null);
    }
    let start: String = text.chars().take(4096).collect::<String>().to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return Err(Problem::WebPage);
    }
    Ok(())
}

fn json(text: &str) -> Result<Format, Problem> {
    let after = text.strip_prefix('[').unwrap_or(text).trim();
    if after == "]" {
        return Err(Problem::Ambiguous);
    }
    let outline = Outline::of(text);
    if let Some(format) = read_formats(&Shape::Json(&outline))? {
        return Ok(format);
    }
    let known = |rows: &'static [Row]| rows.iter().find(|(keys, _)| outline.has_all(keys));
    if let Some((_, name)) = known(OTHER_JSON) {
        return Err(Problem::NotRead(name));
    }
    match known(ERROR_DOCUMENTS) {
        Some((_, name)) if outline.top_keys().len() < 5 => Err(Problem::ErrorDocument(name)),
        _ => Err(Problem::Unknown { found: describe(&outline, text) }),
    }
}

/// The format whose reader recognises the file.
fn read_formats(shape: &Shape<'_>) -> Result<Option<Format>, Problem> {
    for reader in READERS {
        if (reader.recognise)(shape)? {
            return Ok(Some(Format::of(reader)));
        }
    }
    Ok(None)
}

/// Keys that a document must all have, and its name.
type Row = (&'static [&'static str], &'static str);

const ERROR_DOCUMENTS: &[Row] = &[
    (&["error", "message"], "an error document"),
    (&["statusCode", "message"], "an error document of a web service"),
    (&["error"], "an error document"),
];

const OTHER_JSON: &[Row] = &[
    (&["CheckID", "StatusExtended"], "Prowler 3's own JSON"),
    (&["spdxVersion"], "an SPDX bill of materials"),
    (&["ConfigurationRecordersStatus"], "the AWS CLI's JSON"),
    (&["results", "plugins_used"], "a detect-secrets baseline"),
    (&["results.packages"], "an OSV-Scanner report"),
    (&["code", "column", "file", "level"], "hadolint's or shellcheck's own JSON"),
    (&["customerGUID", "clusterName"], "kubescape's own JSON"),
    (&["vulnerabilities", "packageManager"], "Snyk's own JSON"),
    (&["findings.findingArn"], "Amazon Inspector findings"),
    (&["filePath", "messages"], "ESLint's own JSON"),
    (&["AccountId", "SummaryMap"], "the AWS CLI's JSON"),
    (&["SummaryMap"], "the AWS CLI's JSON"),
];

fn describe(outline: &Outline, text: &str) -> String {
    let keys = outline.top_keys();
    let kind = if outline.list { "a JSON array of objects" } else { "a JSON object" };
    if keys.is_empty() {
        return format!("it begins with {}", quote(text.lines().next().unwrap_or_default()));
    }
    let keys: Vec<String> = keys.into_iter().map(quote).collect();
    format!("{kind} with the keys {}", keys.join(", "))
}

fn xml(text: &str) -> Result<Format, Problem> {
    let Some(root) = root_element(text) else {
        return Err(Problem::Unknown { found: "XML without a root element".into() });
    };
    let local = root.rsplit(':').next().unwrap_or(root);
    if let Some(format) = read_formats(&Shape::Xml { root: local, text })? {
        return Ok(format);
    }
    match local {
        "test-run" | "test-results" => Err(Problem::NotRead("NUnit results")),
        "checkstyle" => Err(Problem::NotRead("a checkstyle report")),
        "OWASPZAPReport" => Err(Problem::NotRead("a ZAP report in XML; its JSON report is read")),
        "analysis" => Err(Problem::NotRead("an OWASP dependency-check XML report")),
        "BugCollection" => Err(Problem::NotRead("a SpotBugs report")),
        "nmaprun" => Err(Problem::NotRead("an nmap report")),
        _ => Err(Problem::Unknown { found: format!("XML with the root element {}", quote(root)) }),
    }
}

/// The name of the first element, past declarations, comments and a DTD.
pub(super) fn root_element(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = &rest[rest.find('<')? + 1..];
        let skip_to = match rest.as_bytes().first()? {
            b'?' => "?>",
            b'!' if rest.starts_with("!--") => "-->",
            b'!' => ">",
            c if c.is_ascii_alphabetic() || *c == b'_' => {
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
                return Some(&rest[..end.unwrap_or(rest.len())]);
            }
            _ => return None,
        };
        rest = &rest[rest.find(skip_to)?..];
    }
}

fn lines(text: &str) -> Result<Format, Problem> {
    let first = text.lines().next().unwrap_or_default();
    if let Some(format) = read_formats(&Shape::Lines { first, text })? {
        return Ok(format);
    }
    if first.starts_with("user,arn,user_creation_time") {
        return Err(Problem::NotRead("an IAM credential report"));
    }
    Err(Problem::Unknown { found: format!("it begins with {}", quote(first)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_report_is_named() {
        assert!(matches!(sniff(" \n"), Err(Problem::Empty)));
        assert!(matches!(sniff("null\n"), Err(Problem::Null)));
        assert!(matches!(sniff("[ ]\n"), Err(Problem::Ambiguous)));
        assert!(matches!(sniff("\n<!DOCTYPE HTML><html>"), Err(Problem::WebPage)));
    }

    #[test]
    fn formats_are_recognised_by_content() {
        let prowler = r#"[{"metadata": {"event_code": "x", "product": {"name": "Prowler"}}}]"#;
        let name = |text: &str| sniff(text).unwrap().name();
        assert_eq!(name(prowler), "prowler-ocsf");
        assert_eq!(name(r#"{"runs": [{"tool": {"driver": {"#), "sarif");
        assert_eq!(name(r#"{"version": "2.1.0", "runs": []}"#), "sarif");
        assert_eq!(name("<?xml version='1.0'?><!-- x --><testsuites/>"), "junit");
        assert_eq!(name("<!DOCTYPE t [<!ENTITY x 'y'>]><testsuite>"), "junit");
    }

    #[test]
    fn what_is_known_but_not_read_is_named() {
        for (text, name) in [
            (r#"{"spdxVersion": "x"}"#, "SPDX"),
            (r#"{"error": {"code": "E405", "summary": "x"}}"#, "error document"),
            ("<Benchmark xmlns='x'>", "XCCDF 1.1 or 1.2"),
            (r#"{"version": "1.0.0", "runs": [{"tool": {"name": "x"}}]}"#, "SARIF version 1"),
            (r#"[{"class_uid": 2001, "metadata": {"product": {"name": "X"}}}]"#, "OCSF"),
            (r#"{"hello": 1}"#, "\"hello\""),
        ] {
            let problem = sniff(text).unwrap_err().to_string();
            assert!(problem.contains(name), "{text}: {problem}");
        }
    }
}
