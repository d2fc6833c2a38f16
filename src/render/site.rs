//! The pages of a site that no report has by itself: the index, the page of a control, and the list of
//! checks when their results stand on pages of their own.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Error, binder::redirect, html};
use crate::report::{
    Frame, Results,
    audit::view::ControlPart,
    results::CheckResults,
    site::{SiteIndex, up},
};

/// The index.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn index(view: &SiteIndex) -> Result<String, Error> {
    html::page("site.html", &view.frame, view)
}

/// Where the page of a control stands among the others.
#[derive(Debug, Clone, Copy)]
pub struct Among<'a> {
    /// Its path.
    pub path: &'a str,
    /// The path of the audit report.
    pub audit: &'a str,
    /// The title of the framework.
    pub framework: &'a str,
    /// What the framework calls its controls.
    pub nouns: &'a str,
    /// The control before it: its id and its file.
    pub before: Option<(&'a str, &'a str)>,
    /// The control after it.
    pub after: Option<(&'a str, &'a str)>,
}

#[derive(Serialize)]
struct ControlPage<'a> {
    control: Value,
    audit: String,
    framework: &'a str,
    nouns: &'a str,
    before: Option<(&'a str, &'a str)>,
    after: Option<(&'a str, &'a str)>,
}

/// The page of one control. What leads elsewhere in the audit report leads there from here.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn control(frame: &Frame, control: &ControlPart, among: &Among<'_>) -> Result<String, Error> {
    let audit = format!("{}{}", up(among.path), among.audit);
    let mut value = serde_json::to_value(control)?;
    // What leads up one folder there leads up as far as it must here.
    let from = audit.strip_prefix("../").unwrap_or(&audit);
    redirect(&mut value, &BTreeMap::new(), from);
    value["earlier_at"] = format!("{audit}#part:evidence").into();
    let Among { framework, nouns, before, after, .. } = *among;
    html::page(
        "site_control.html",
        frame,
        &ControlPage { control: value, audit, framework, nouns, before, after },
    )
}

#[derive(Serialize)]
struct Checks<'a> {
    count: usize,
    checks: &'a [CheckResults],
}

/// The list of checks, each leading to the page with its results.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn results(view: &Results, checks: &[CheckResults]) -> Result<String, Error> {
    let shown = Checks { count: view.rows.len(), checks };
    html::page("site_results.html", &view.frame, &shown)
}
