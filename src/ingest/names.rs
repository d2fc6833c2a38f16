//! One name for each tool, whatever a report calls it.
//!
//! Checks name tools in lower case with dashes. Most reports need no more than that; the table
//! holds the names that would otherwise differ from what people call the tool.

/// What reports say, already in lower case with dashes, and what the tool is called.
const KNOWN: &[(&str, &str)] = &[
    ("anchore-grype", "grype"),
    ("codeql-command-line-toolchain", "codeql"),
    ("aws-security-hub", "security-hub"),
    ("aws-security-hub-cspm", "security-hub"),
    ("cloudformation-lint", "cfn-lint"),
    ("dependency-check-core", "dependency-check"),
    ("nextest", "cargo-nextest"),
    ("owasp-dependency-check", "dependency-check"),
    ("owasp-zap", "zap"),
    ("security-hub-cspm", "security-hub"),
    ("semgrep-oss", "semgrep"),
    ("semgrep-pro", "semgrep"),
    ("trivy-vulnerability-scanner", "trivy"),
    ("zap-by-checkmarx", "zap"),
];

/// A tool's name in lower case with dashes: `Semgrep OSS` is `semgrep`, `ESLint` is `eslint`.
/// Letters, digits, `.` and `+` stay; everything else separates.
pub fn tool_name(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars().take(200) {
        if c.is_alphanumeric() || matches!(c, '.' | '+') {
            name.extend(c.to_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_end_matches('-');
    let known = KNOWN.iter().find(|(said, _)| *said == name);
    known.map_or(name, |(_, called)| called).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_have_one_name() {
        for (said, name) in [
            ("Semgrep OSS", "semgrep"),
            ("ESLint", "eslint"),
            ("cfn-lint", "cfn-lint"),
            ("OWASP ZAP", "zap"),
            ("Microsoft (R) Visual C# Compiler", "microsoft-r-visual-c-compiler"),
            ("", ""),
            ("\u{202e}--", ""),
        ] {
            assert_eq!(tool_name(said), name);
        }
    }
}
