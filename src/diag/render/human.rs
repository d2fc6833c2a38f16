//! Findings for people, drawn as the Rust compiler draws its own.

use std::{collections::BTreeSet, ops::Range};

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet,
    renderer::DecorStyle,
};

use super::snippet::{Window, window};
use crate::{
    diag::{
        Diagnostic, Finding, Label, LintLevel, Report, SetBy,
        safe::{safe_line, safe_text},
    },
    source::{FileId, Sources, Span},
};

/// How findings are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HumanStyle {
    /// Whether to use colours.
    pub color: bool,
    /// Whether to draw with line characters or with ASCII.
    pub unicode: bool,
    /// How many columns there are.
    pub width: usize,
}

impl Default for HumanStyle {
    fn default() -> Self {
        Self { color: false, unicode: true, width: 100 }
    }
}

/// Every finding with its place in the file, then the summary.
pub fn human(report: &Report, sources: &Sources, style: HumanStyle) -> String {
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let decor = if style.unicode { DecorStyle::Unicode } else { DecorStyle::Ascii };
    let renderer = renderer.decor_style(decor).term_width(style.width);
    let mut out = String::new();
    let mut said = BTreeSet::new();
    for finding in report.findings.iter().filter(|finding| !finding.known) {
        let level_note = said.insert(finding.diagnostic.rule.code).then(|| note(finding, sources));
        let groups = groups(finding, level_note.flatten(), sources);
        out.push_str(&renderer.render(&groups));
        out.push_str("\n\n");
    }
    for finding in report.findings.iter().filter(|finding| finding.known) {
        let line = format!(
            "known[{}]: {}\n",
            finding.diagnostic.rule.code,
            safe_line(&finding.diagnostic.title)
        );
        out.push_str(&line);
    }
    out.push_str(&report.summary());
    out.push('\n');
    out
}

/// Who says how loud a rule is; nothing where nobody can change it.
fn note(finding: &Finding, sources: &Sources) -> Option<String> {
    let code = finding.diagnostic.rule.code;
    let word = finding.level.word();
    match finding.set_by {
        _ if finding.diagnostic.rule.fixed => None,
        SetBy::FailOn => Some(format!("`{code}` fails by --fail-on")),
        SetBy::Default => Some(format!("`{code}` is `{word}` by default")),
        SetBy::Settings(span) => {
            let line = sources.places(span).0.line;
            Some(format!("`{code}` is `{word}` by {}:{line}", sources.path(span.file)))
        }
    }
}

fn groups<'r>(finding: &'r Finding, note: Option<String>, sources: &'r Sources) -> Vec<Group<'r>> {
    let diagnostic = &finding.diagnostic;
    let level = if finding.level == LintLevel::Deny { Level::ERROR } else { Level::WARNING };
    let title = level.primary_title(safe_line(&diagnostic.title)).id(diagnostic.rule.code);
    let mut problem = title.elements(snippets(diagnostic, sources));
    if let Some(note) = note {
        problem = problem.element(Level::NOTE.message(safe_text(&note).into_owned()));
    }
    let mut groups = vec![problem];
    groups.extend(help(diagnostic, sources));
    groups
}

/// One snippet a file, the primary place first.
fn snippets<'r>(diagnostic: &'r Diagnostic, sources: &'r Sources) -> Vec<Element<'r>> {
    let labels: Vec<(AnnotationKind, &Label)> =
        std::iter::once((AnnotationKind::Primary, &diagnostic.primary))
            .chain(diagnostic.context.iter().map(|label| (AnnotationKind::Context, label)))
            .collect();
    let mut files: Vec<FileId> = Vec::new();
    for (_, label) in &labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    let snippet = |file: FileId| {
        let inside = labels.iter().filter(|(_, label)| label.span.file == file);
        let inside: Vec<&(AnnotationKind, &Label)> = inside.collect();
        snippet(file, &inside, sources)
    };
    files.into_iter().map(snippet).collect()
}

fn snippet<'r>(
    file: FileId,
    labels: &[&(AnnotationKind, &'r Label)],
    sources: &'r Sources,
) -> Element<'r> {
    let path = safe_line(sources.path(file));
    let Some(source) = sources.file(file).filter(|source| !source.text.is_empty()) else {
        return Origin::path(path).into();
    };
    let spans: Vec<Range<usize>> = labels.iter().map(|(_, label)| label.span.range()).collect();
    let Window { text, first_line, spans } = window(source, &spans);
    let annotations = labels.iter().zip(spans).map(|((kind, label), span)| -> Annotation<'r> {
        let annotation = kind.span(span);
        if label.text.is_empty() { annotation } else { annotation.label(safe_line(&label.text)) }
    });
    let annotations: Vec<Annotation<'r>> = annotations.collect();
    Snippet::source(text).path(path).line_start(first_line).annotations(annotations).into()
}

fn help<'r>(diagnostic: &'r Diagnostic, sources: &'r Sources) -> Option<Group<'r>> {
    let fix = diagnostic.fix.as_ref();
    let text = diagnostic.help.as_deref().or(fix.map(|_| "write"))?;
    let title = Level::HELP.secondary_title(safe_text(text));
    let Some(fix) = fix else { return Some(Group::with_title(title)) };
    let file = sources.file(fix.span.file)?;
    let Span { start, end, .. } = fix.span;
    let span = start as usize..end as usize;
    let Window { text, first_line, spans } = window(file, std::slice::from_ref(&span));
    let patches = spans.into_iter().map(|span| Patch::new(span, safe_text(&fix.replacement)));
    let snippet = Snippet::source(text).line_start(first_line).patches(patches);
    Some(title.element(snippet.path(safe_line(&file.path))))
}
