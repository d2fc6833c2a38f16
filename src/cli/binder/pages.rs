//! The reports that go along in a binder.
//!
//! A report that is to go along is one more [`Page`] in [`beside`]: where it stands, what it is, and
//! its bytes. Text is searched for secrets like everything else.

use storyproof::{
    binder::layout::Names,
    ids::FrameworkId,
    render,
    report::{Audit, Inputs, binder::PageFile},
};

use crate::cli::failure::Failure;

/// A file that goes along.
pub(super) struct Page {
    pub(super) file: PageFile,
    pub(super) bytes: Vec<u8>,
    /// Whether it is text, in which secrets are looked for; a spreadsheet is packed.
    pub(super) text: bool,
}

impl Page {
    fn text(file: String, title: &str, text: String) -> Self {
        let file = PageFile { file, title: title.to_owned() };
        Self { file, bytes: text.into_bytes(), text: true }
    }
}

/// Where the audit report of a framework stands.
pub(super) fn audit_path(framework: &FrameworkId) -> String {
    format!("report/audit-{}.html", Names::default().name(framework.as_str()))
}

/// The reports of a framework: the audit report first.
pub(super) fn beside(
    _inputs: &Inputs<'_>,
    audit: &Audit,
    framework: &FrameworkId,
) -> Result<Vec<Page>, Failure> {
    let failed = |error: render::Error| Failure::because("cannot write a report", &error);
    let html = audit_path(framework);
    let json = html.replace(".html", ".json");
    Ok(vec![
        Page::text(
            html,
            "The audit report: every requirement with its status, reasons and evidence",
            render::audit::html(audit).map_err(failed)?,
        ),
        Page::text(json, "The same for programs", render::audit::json(audit).map_err(failed)?),
    ])
}
