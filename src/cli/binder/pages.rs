//! The reports that go along in a binder.
//!
//! A report that is to go along is one more [`Page`] in [`beside`]: where it stands, what it is, and
//! its bytes. Text is searched for secrets like everything else.

use storyproof::{
    binder::layout::Names,
    ids::FrameworkId,
    render::{self, audit::Table},
    report::{self, Audit, Inputs, binder::PageFile, results::Narrowed},
};

use crate::cli::{
    args::ReportFormat,
    failure::Failure,
    report_registers::{self, Register},
    workspace::Workspace,
};

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
    workspace: &Workspace,
    inputs: &Inputs<'_>,
    (audit, for_programs): (&Audit, &Audit),
    framework: &FrameworkId,
) -> Result<Vec<Page>, Failure> {
    let failed = |error: render::Error| Failure::because("cannot write a report", &error);
    let html = audit_path(framework);
    let json = html.replace(".html", ".json");
    let mut pages = vec![
        Page::text(
            html,
            "The audit report: every requirement with its status, reasons and evidence",
            render::audit::html(audit).map_err(failed)?,
        ),
        Page::text(
            json,
            "The same for programs",
            render::audit::json(for_programs).map_err(failed)?,
        ),
    ];
    pages.extend(tables(audit, framework).map_err(failed)?);
    let decided = inputs.program.applicability.keys().any(|c| c.framework == *framework);
    if decided {
        pages.extend(statement_of_applicability(inputs, framework).map_err(failed)?);
    }
    let duties = Register::responsibility(workspace, inputs, Some(framework));
    let risks = Register::Risks(report::risks(inputs));
    let narrowed = Narrowed { framework: Some(framework.clone()), check: None };
    let results = Register::Results(report::results(inputs, &narrowed));
    let registers = [
        (&duties, "responsibility", "The responsibility matrix: who does what, and who answers"),
        (&risks, "risks", "The risk register, with its treatment plan and what was accepted"),
    ];
    for (register, name, title) in registers {
        let page = report_registers::write(register, ReportFormat::Html).map_err(failed)?;
        pages.push(Page::text(format!("report/{name}.html"), title, page));
        let table = report_registers::write(register, ReportFormat::Csv).map_err(failed)?;
        pages.push(Page::text(format!("report/{name}.csv"), "The same for spreadsheets", table));
    }
    // Their page would run a script, and nothing in a binder runs.
    let table = report_registers::write(&results, ReportFormat::Csv).map_err(failed)?;
    let title = "Every subject of every check, for spreadsheets";
    pages.push(Page::text("report/results.csv".to_owned(), title, table));
    Ok(pages)
}

/// The tables of the audit report that it has.
fn tables(audit: &Audit, framework: &FrameworkId) -> Result<Vec<Page>, render::Error> {
    let titles = [
        (Table::Controls, "How each requirement was kept over the period, for spreadsheets"),
        (Table::Deviations, "Every deviation over the period, with what answers it"),
        (Table::Findings, "The findings, for spreadsheets"),
        (Table::Worksheets, "The worksheets of compensating controls and customized approaches"),
        (Table::Review, "The inputs of the management review, for spreadsheets"),
    ];
    let mut pages = Vec::new();
    for (table, title) in titles {
        if let Some(text) = render::audit::csv(audit, table)? {
            let end = format!("-{}.csv", table.name());
            pages.push(Page::text(audit_path(framework).replace(".html", &end), title, text));
        }
    }
    Ok(pages)
}

/// The Statement of Applicability, as a page and as the workbook that people work with.
fn statement_of_applicability(
    inputs: &Inputs<'_>,
    framework: &FrameworkId,
) -> Result<[Page; 2], render::Error> {
    let view = report::soa(inputs, framework, inputs.lang);
    let workbook =
        PageFile { file: "soa/soa.xlsx".to_owned(), title: "The same as a workbook".to_owned() };
    Ok([
        Page::text(
            "soa/soa.html".to_owned(),
            "The Statement of Applicability: what was decided of each control, and what is proven",
            render::soa::html(&view)?,
        ),
        Page { file: workbook, bytes: render::soa::xlsx(&view)?, text: false },
    ])
}
