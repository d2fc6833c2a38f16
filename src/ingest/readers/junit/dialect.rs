//! Which tool wrote a JUnit file. Nothing in the format says so, but every tool has a habit.

/// What was seen up to the first test case.
#[derive(Debug, Default)]
pub(super) struct Hints {
    /// The root element's `name` attribute.
    pub(super) root_name: String,
    /// Whether the root element has any attribute.
    pub(super) root_attributes: bool,
    /// The first suite's `name`.
    pub(super) suite_name: String,
    /// The first suite's `package`.
    pub(super) suite_package: String,
    /// The first suite's schema, as surefire writes it.
    pub(super) suite_schema: String,
    /// A property that Go's converters write.
    pub(super) go_version: bool,
    /// The first test case's `classname`.
    pub(super) class_name: String,
}

/// The tool's name, or `junit` when nothing gives it away.
pub(super) fn tool(hints: &Hints) -> &'static str {
    let root = hints.root_name.as_str();
    let suite = hints.suite_name.as_str();
    match (root, suite) {
        ("pytest tests", _) | (_, "pytest") => return "pytest",
        ("nextest-run", _) => return "cargo-nextest",
        ("trivy", _) => return "trivy",
        ("jest tests", _) => return "jest",
        ("Mocha Tests", _) => return "mocha",
        ("vitest tests", _) => return "vitest",
        ("AllTests", _) => return "googletest",
        (_, "CloudFormation Lint") => return "cfn-lint",
        (_, "semgrep results") => return "semgrep",
        (_, "gitleaks") => return "gitleaks",
        (_, "bandit") => return "bandit",
        ("ruff", _) => return "ruff",
        _ => {}
    }
    if root.eq_ignore_ascii_case("hadolint") || suite.eq_ignore_ascii_case("hadolint") {
        return "hadolint";
    }
    match hints.suite_package.as_str() {
        "org.ruff" => return "ruff",
        "org.eslint" => return "eslint",
        _ => {}
    }
    if suite.ends_with(" scan") && hints.root_attributes {
        return "checkov";
    }
    if hints.suite_schema.contains("surefire") {
        return "maven-surefire";
    }
    if hints.go_version {
        return "go-test";
    }
    if !hints.root_attributes && matches!(hints.class_name.as_str(), "test" | "suite") {
        return "node-test";
    }
    "junit"
}

/// Whether [`tool`] goes by a habit that several tools share, so that it is only a guess.
pub(super) fn is_guess(tool: &str) -> bool {
    matches!(tool, "junit" | "checkov" | "maven-surefire" | "go-test" | "node-test")
}

/// Whether the tool writes what it found as `<error>`, where others mean that a test broke.
pub(super) fn errors_are_findings(tool: &str) -> bool {
    tool == "bandit"
}
