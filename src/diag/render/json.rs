//! The same findings for programs.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    diag::{Finding, LintLevel, Report, SetBy, baseline::fingerprint, safe::safe_json},
    source::{Place, Sources, Span},
};

#[derive(Serialize, JsonSchema)]
struct ReportView<'r> {
    errors: usize,
    warnings: usize,
    known: usize,
    summary: String,
    diagnostics: Vec<FindingView<'r>>,
}

#[derive(Serialize, JsonSchema)]
struct FindingView<'r> {
    code: &'static str,
    level: &'static str,
    level_set_by: String,
    known: bool,
    about: Option<&'r str>,
    parts: &'r [String],
    fingerprint: String,
    title: &'r str,
    label: &'r str,
    at: PlaceView<'r>,
    context: Vec<LabelView<'r>>,
    help: Option<&'r str>,
    fix: Option<FixView<'r>>,
}

#[derive(Serialize, JsonSchema)]
struct LabelView<'r> {
    label: &'r str,
    at: PlaceView<'r>,
}

#[derive(Serialize, JsonSchema)]
struct FixView<'r> {
    replacement: &'r str,
    at: PlaceView<'r>,
}

#[derive(Serialize, JsonSchema)]
struct PlaceView<'r> {
    path: &'r str,
    line: usize,
    column: usize,
    end: EndView,
}

#[derive(Serialize, JsonSchema)]
struct EndView {
    line: usize,
    column: usize,
}

/// The report as one JSON object. Text stays as it was written; characters that are unsafe in a
/// terminal are escaped as JSON allows.
///
/// # Errors
/// Fails only if memory for the text cannot be had.
pub fn json(report: &Report, sources: &Sources) -> serde_json::Result<String> {
    let view = ReportView {
        errors: report.errors(),
        warnings: report.warnings(),
        known: report.known(),
        summary: report.summary(),
        diagnostics: report.findings.iter().map(|finding| finding_view(finding, sources)).collect(),
    };
    let mut text = serde_json::to_string_pretty(&view)?;
    text.push('\n');
    Ok(safe_json(&text).into_owned())
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
