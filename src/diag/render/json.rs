//! The same findings for programs.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    diag::{Finding, LintLevel, Report, SetBy, baseline::fingerprint},
    source::{Place, Sources, Span},
};

/// Everything that is wrong with the files.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FindingsView")]
pub struct ReportView<'r> {
    /// How many errors, but those that a baseline knows.
    errors: usize,
    /// How many warnings, but those that a baseline knows.
    warnings: usize,
    /// How many findings the baseline knows.
    known: usize,
    /// The same in words.
    summary: String,
    /// Each finding, in file order.
    diagnostics: Vec<FindingView<'r>>,
}

/// One thing that is wrong.
#[derive(Debug, Serialize, JsonSchema)]
struct FindingView<'r> {
    /// The code of the rule, for `storyproof explain` and `[lints]`.
    code: &'static str,
    /// `error` or `warning`.
    level: &'static str,
    /// What set the level: `default`, `--fail-on`, or a place in the settings.
    level_set_by: String,
    /// Whether it was there at the baseline.
    known: bool,
    /// The record that it is about.
    about: Option<&'r str>,
    /// What of it is wrong, when more than one thing is.
    parts: &'r [String],
    /// What stays the same while the finding does, wherever it moves in the file.
    fingerprint: String,
    /// What is wrong.
    title: &'r str,
    /// Why; may be empty.
    label: &'r str,
    /// Where.
    at: PlaceView<'r>,
    /// Other places that it has to do with.
    context: Vec<LabelView<'r>>,
    /// What to do.
    help: Option<&'r str>,
    /// A change that mends it.
    fix: Option<FixView<'r>>,
}

/// Another place that a finding has to do with.
#[derive(Debug, Serialize, JsonSchema)]
struct LabelView<'r> {
    /// What is there.
    label: &'r str,
    /// Where.
    at: PlaceView<'r>,
}

/// A change that mends a finding.
#[derive(Debug, Serialize, JsonSchema)]
struct FixView<'r> {
    /// What to write there instead.
    replacement: &'r str,
    /// Where.
    at: PlaceView<'r>,
}

/// A place in a file.
#[derive(Debug, Serialize, JsonSchema)]
struct PlaceView<'r> {
    /// The file, from the program's root.
    path: &'r str,
    /// The line, from 1.
    line: usize,
    /// The column in characters, from 1.
    column: usize,
    /// Where it ends, one column further.
    end: EndView,
}

/// The end of a place.
#[derive(Debug, Serialize, JsonSchema)]
struct EndView {
    /// The line, from 1.
    line: usize,
    /// The column in characters, from 1.
    column: usize,
}

impl<'r> ReportView<'r> {
    /// What a report says, with its places in the files.
    pub fn new(report: &'r Report, sources: &'r Sources) -> Self {
        let findings = report.findings.iter();
        Self {
            errors: report.errors(),
            warnings: report.warnings(),
            known: report.known(),
            summary: report.summary(),
            diagnostics: findings.map(|finding| finding_view(finding, sources)).collect(),
        }
    }
}

fn finding_view<'r>(finding: &'r Finding, sources: &'r Sources) -> FindingView<'r> {
    let diagnostic = &finding.diagnostic;
    let context = diagnostic.context.iter();
    let context =
        context.map(|label| LabelView { label: &label.text, at: at(label.span, sources) });
    FindingView {
        code: diagnostic.rule.code,
        level: if finding.level == LintLevel::Deny { "error" } else { "warning" },
        level_set_by: match finding.set_by {
            SetBy::Default => "default".into(),
            SetBy::FailOn => "--fail-on".into(),
            SetBy::Settings(span) => {
                format!("{}:{}", sources.path(span.file), sources.places(span).0.line)
            }
        },
        known: finding.known,
        about: diagnostic.about.as_deref(),
        parts: &diagnostic.parts,
        fingerprint: fingerprint(diagnostic, sources),
        title: &diagnostic.title,
        label: &diagnostic.primary.text,
        at: at(diagnostic.primary.span, sources),
        context: context.collect(),
        help: diagnostic.help.as_deref(),
        fix: diagnostic
            .fix
            .as_ref()
            .map(|fix| FixView { replacement: &fix.replacement, at: at(fix.span, sources) }),
    }
}

fn at(span: Span, sources: &Sources) -> PlaceView<'_> {
    let (Place { line, column }, end) = sources.places(span);
    PlaceView {
        path: sources.path(span.file),
        line,
        column,
        end: EndView { line: end.line, column: end.column },
    }
}
