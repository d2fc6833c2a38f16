//! Each format recognises its own files, and the list of formats is current.

use std::fmt::Write as _;

use super::*;

/// A file of each format, small and whole.
pub(super) const SAMPLES: [(&str, &str); 13] = [
    (
        "checkov",
        r#"{"check_type":"terraform","results":{"passed_checks":[{"check_id":"CKV_1","check_result":{"result":"PASSED"},"file_path":"/a.tf","resource":"b.é"}],"failed_checks":[],"skipped_checks":[],"parsing_errors":[]},"summary":{"passed":1,"failed":0,"skipped":0,"parsing_errors":0,"resource_count":1,"checkov_version":"3"}}"#,
    ),
    (
        "trivy",
        r#"{"SchemaVersion":2,"CreatedAt":"2026-11-23T14:00:00.000000005Z","ArtifactName":"acme/web:1","ArtifactType":"container_image","Metadata":{"ImageID":"sha256:ab"},"Results":[{"Target":"acme/web:1 (alpine 3)","Class":"os-pkgs","Type":"alpine","Vulnerabilities":[{"VulnerabilityID":"CVE-1","PkgName":"é","InstalledVersion":"1","Severity":"HIGH"}]}]}"#,
    ),
    (
        "grype",
        r#"{"matches":[{"vulnerability":{"id":"CVE-1","severity":"High"},"artifact":{"name":"é","version":"1","type":"deb"}}],"source":{"type":"image","target":{"userInput":"acme/web:1","imageID":"sha256:ab"}},"descriptor":{"name":"grype","version":"0.9","timestamp":"2026-11-23T14:00:00Z","db":{"built":"2026-11-23T01:00:00Z"}}}"#,
    ),
    (
        "gitleaks",
        r#"[{"RuleID":"key","Description":"A key","StartLine":3,"Match":"REDACTED","Secret":"REDACTED","File":"é.env","Commit":"","Fingerprint":"é.env:key:3"}]"#,
    ),
    (
        "bandit",
        r#"{"errors":[],"generated_at":"2026-11-23T14:35:10Z","metrics":{"_totals":{"loc":1},"é.py":{"loc":1,"nosec":0,"skipped_tests":0}},"results":[{"code":"1 x = é\n","filename":"é.py","issue_severity":"LOW","issue_text":"t","line_number":1,"test_id":"B1"}]}"#,
    ),
    (
        "semgrep",
        r#"{"version":"1.2","results":[{"check_id":"r","path":"é.py","start":{"line":1},"extra":{"message":"m","severity":"ERROR","lines":"requires login"}}],"errors":[],"paths":{"scanned":["é.py"]}}"#,
    ),
    (
        "npm-audit",
        r#"{"auditReportVersion":2,"vulnerabilities":{"é":{"name":"é","severity":"high","via":[{"source":1,"title":"t","url":"https://x/GHSA-a","severity":"high","range":"<1"}]}},"metadata":{"vulnerabilities":{"total":1},"dependencies":{"total":9}}}"#,
    ),
    (
        "pip-audit",
        r#"{"dependencies":[{"name":"é","version":"1","vulns":[{"id":"PYSEC-1","fix_versions":["2"]}]}],"fixes":[]}"#,
    ),
    (
        "cargo-audit",
        r#"{"database":{"advisory-count":7,"last-updated":"2026-11-19T00:00:00Z"},"lockfile":{"dependency-count":9},"settings":{"ignore":[]},"vulnerabilities":{"found":true,"count":1,"list":[{"advisory":{"id":"RUSTSEC-1","title":"é"},"package":{"name":"p","version":"1"}}]},"warnings":{}}"#,
    ),
    (
        "zap",
        r#"{"@version":"2.16","@generated":"Thu, 19 Nov 2026 10:53:11","site":[{"@name":"https://é.example","alerts":[{"pluginid":"10","name":"n","riskcode":"2","confidence":"2","instances":[{"uri":"https://é.example/?token=s3cret"}]}]}]}"#,
    ),
    (
        "cyclonedx-vex",
        r#"{"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"timestamp":"2026-11-23T14:00:00Z"},"vulnerabilities":[{"id":"CVE-1","analysis":{"state":"exploitable"},"affects":[{"ref":"pkg:npm/é@1"}]}]}"#,
    ),
    (
        "in-toto",
        r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"web","digest":{"gitCommit":"abcdef0123"}}],"predicateType":"https://in-toto.io/attestation/test-result/v0.1","predicate":{"result":"FAILED","configuration":[{"name":"é"}],"passedTests":["a"],"failedTests":["b"]}}"#,
    ),
    ("generic-csv", "ref_id,result,message\nR-1,fail,é\n"),
];

#[test]
fn each_format_recognises_its_own_files() {
    for (name, text) in SAMPLES {
        let (summary, _) = read_as(text.as_bytes(), &Asked::default())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(summary.format.name(), name);
    }
    for (file, name) in [
        ("prowler/subset-run1.ocsf.json.gz", "prowler-ocsf"),
        ("sarif/semgrep.sarif", "sarif"),
        ("junit/checkov.junit.xml", "junit"),
        ("checkov/results_json.json.gz", "checkov"),
        ("gitleaks/gitleaks-redacted.json", "gitleaks"),
        ("bandit/bandit.json", "bandit"),
        ("bandit/bandit-empty.json", "bandit"),
        ("semgrep/semgrep.json", "semgrep"),
        ("pip-audit/pip-audit.json", "pip-audit"),
        ("cargo-audit/cargo-audit-clean.json", "cargo-audit"),
    ] {
        assert_eq!(read_ok(file).0.format.name(), name, "{file}");
    }
}

/// The list in the documentation is written from the readers themselves; `STORYPROOF_BLESS=1`
/// renews it.
#[test]
fn the_list_of_formats_is_current() {
    let mut text =
        String::from("| format | versions | proves | does not prove |\n|---|---|---|---|\n");
    for format in Format::all() {
        let (proves, not) = (format.proves(), format.does_not_prove());
        writeln!(text, "| `{}` | {} | {proves} | {not} |", format.name(), format.versions())
            .unwrap();
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/ingest/FORMATS.md");
    if std::env::var_os("STORYPROOF_BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), text, "run the tests with STORYPROOF_BLESS=1");
}
