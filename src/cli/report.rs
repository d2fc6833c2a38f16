//! `storyproof report`: a view of the assessment in the form that is asked for.

use std::path::Path;

use storyproof::{
    ids::{FrameworkId, SprintId},
    plan::Asked,
    render::{self, audit::Table, book, html, json, markdown},
    report::{self, Audit, Inputs, Lang, Matrix, Roadmap, Soa, traceability::Within},
};

use super::{
    args::{Global, Report, ReportFormat, ReportOutput, Reports},
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    output, pdf, plan, report_audit,
    report_registers::{self, Register},
    report_rows, report_soa, site,
    workspace::Workspace,
};

pub(super) fn run(args: &Reports, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    match args {
        Reports::One(args) => one(args, global, env),
        Reports::Site(args) => site::run(args, global, env),
    }
}

fn one(args: &Report, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let (global, since) = match args {
        Report::Audit(args) => (
            &report_audit::clocks(args, global, &workspace, env)?,
            args.period.map(|period| period.start),
        ),
        _ => (global, None),
    };
    let assessed = workspace.assess_since(global, since, env)?;
    let output = output_of(args);
    let format = format_of(output);
    let lang = if format == ReportFormat::Json { Lang::En } else { output.lang.lang() };
    let inputs = Inputs { lang, ..assessed.inputs(&workspace.program) };
    let what = asked(args, global, &workspace, &inputs, env)?;
    let bytes = match format {
        ReportFormat::Pdf => {
            let page = write(&what, &inputs, ReportFormat::Html)?;
            let browser = output.browser.as_deref();
            pdf::print(&page, browser, inputs.assessment.as_of.observed, env)?
        }
        format => write(&what, &inputs, format)?,
    };
    deliver(&bytes, format, output, env)?;
    let assessed_nothing =
        assessed.history.runs.is_empty() && assessed.history.attestations.is_empty();
    if assessed_nothing && !output.allow_empty {
        env.complain("warning: there is no evidence at these two clocks: the report says what is claimed, and proves nothing (--allow-empty accepts that)");
        return Ok(Ended::Nothing);
    }
    Ok(workspace.ended())
}

/// Where a report goes, and in which form.
fn output_of(args: &Report) -> &ReportOutput {
    match args {
        Report::Program(output)
        | Report::Roadmap(output)
        | Report::Encryption(output)
        | Report::Logging(output)
        | Report::Risks(output)
        | Report::Evidence(output)
        | Report::Sprint { output, .. }
        | Report::Plan { output, .. }
        | Report::Responsibility { output, .. }
        | Report::Traceability { output, .. } => output,
        Report::Results(args) => &args.output,
        Report::Trace(args) => &args.output,
        Report::Soa(args) => &args.output,
        Report::Audit(args) => &args.output,
    }
}

/// The report that was asked for.
fn asked(
    args: &Report,
    global: &Global,
    workspace: &Workspace,
    inputs: &Inputs<'_>,
    env: &mut Env,
) -> Result<What, Failure> {
    Ok(match args {
        Report::Program(_) => What::Program,
        Report::Sprint { sprint, .. } => {
            What::Sprint(sprint_of(workspace, inputs, sprint.as_deref())?)
        }
        Report::Responsibility { framework, .. } => {
            let framework = report_registers::framework(workspace, framework.as_deref())?;
            let view = Register::responsibility(workspace, inputs, framework.as_ref());
            What::Register(Box::new(view))
        }
        Report::Risks(_) => What::Register(Box::new(Register::Risks(report::risks(inputs)))),
        Report::Traceability { framework, epic, .. } => {
            let within = Within {
                framework: report_registers::framework(workspace, framework.as_deref())?,
                epic: report_registers::epic(workspace, epic.as_deref())?,
            };
            let view = Register::Traceability(report::traceability(inputs, &within));
            What::Register(Box::new(view))
        }
        Report::Results(args) => {
            What::Register(Box::new(report_rows::results(args, workspace, inputs)?))
        }
        Report::Trace(args) => {
            What::Register(Box::new(report_rows::trace(args, workspace, inputs)?))
        }
        Report::Evidence(_) => {
            let view = Register::Evidence(report::evidence_index(inputs));
            What::Register(Box::new(view))
        }
        Report::Plan { aim, .. } => What::Plan(plan::asked(aim, workspace)?),
        Report::Roadmap(_) => What::Roadmap,
        Report::Encryption(_) => What::Encryption,
        Report::Logging(_) => What::Logging,
        Report::Soa(args) => {
            What::Soa(Box::new(report_soa::view(args, workspace, inputs, global, env)?))
        }
        Report::Audit(args) => {
            let framework = framework_of(workspace, args.framework.as_deref())?;
            let view = report_audit::view(args, &framework, workspace, inputs, env)?;
            What::Audit(Box::new(view), args.table.table())
        }
    })
}

/// Writes a report to its file, or as the answer.
fn deliver(
    bytes: &[u8],
    format: ReportFormat,
    output: &ReportOutput,
    env: &mut Env,
) -> Result<(), Failure> {
    match &output.output {
        Some(path) if path.as_os_str() != "-" => {
            let path = env.directory.join(path);
            output::write_file(&path, bytes)?;
            env.say(&format!("wrote {}", path.display()));
        }
        Some(_) if is_packed(format) => env.answer_bytes(bytes)?,
        None if is_packed(format) => {
            return Err(Failure::usage("this form is no text for a terminal")
                .help("name a file: `-o soa.xlsx`; or `-o -` to hand it on"));
        }
        // RFC 4180 ends lines with CRLF, which is not to become visible.
        _ if format == ReportFormat::Csv => env.answer_bytes(bytes)?,
        _ => env.answer(&String::from_utf8_lossy(bytes))?,
    }
    Ok(())
}

fn is_packed(format: ReportFormat) -> bool {
    matches!(format, ReportFormat::Xlsx | ReportFormat::Pdf)
}

/// A report that can be written.
#[derive(Debug, Clone)]
pub(super) enum What {
    Program,
    Sprint(SprintId),
    Audit(Box<Audit>, Table),
    Plan(Asked),
    Roadmap,
    Encryption,
    Logging,
    Soa(Box<Soa>),
    Register(Box<Register>),
}

/// Writes a report in one form.
pub(super) fn write(
    what: &What,
    inputs: &Inputs<'_>,
    format: ReportFormat,
) -> Result<Vec<u8>, Failure> {
    let text = match what {
        What::Soa(view) => return soa(view, format).map_err(|error| unwritten(&error)),
        What::Audit(view, table) => return report_audit::write(view, *table, format),
        What::Register(view) if format == ReportFormat::Xlsx => {
            return report_registers::workbook(view).map_err(|error| unwritten(&error));
        }
        What::Register(view) => report_registers::write(view, format),
        _ if matches!(format, ReportFormat::Xlsx | ReportFormat::Csv) => {
            return tables(what, inputs, format);
        }
        What::Program => {
            let view = report::program(inputs);
            match format {
                ReportFormat::Html => html::program(&view),
                ReportFormat::Md => markdown::program(&view),
                _ => json::program(&view),
            }
        }
        What::Sprint(id) => {
            let view = report::sprint(inputs, id)
                .ok_or_else(|| Failure::usage(format!("there is no sprint `{id}`")))?;
            match format {
                ReportFormat::Html => html::sprint(&view),
                ReportFormat::Md => markdown::sprint(&view),
                _ => json::sprint(&view),
            }
        }
        What::Plan(asked) => {
            let view = report::plan(inputs, asked).map_err(|why| plan::refused(&why))?;
            match format {
                ReportFormat::Html => render::plan::html(&view),
                ReportFormat::Md => render::plan::markdown(&view),
                _ => render::plan::json(&view),
            }
        }
        What::Roadmap => roadmap(&report::roadmap(inputs), format),
        What::Encryption => matrix(&report::encryption(inputs), format),
        What::Logging => matrix(&report::logging(inputs), format),
    };
    text.map(String::into_bytes).map_err(|error| unwritten(&error))
}

/// Writes a report that has tables beside its pages as one.
fn tables(what: &What, inputs: &Inputs<'_>, format: ReportFormat) -> Result<Vec<u8>, Failure> {
    fn write(view: &impl book::Tables, format: ReportFormat) -> Result<Vec<u8>, Failure> {
        let bytes = match format {
            ReportFormat::Xlsx => book::xlsx(view),
            _ => book::csv(view).map(String::into_bytes),
        };
        bytes.map_err(|error| unwritten(&error))
    }
    match what {
        What::Program => write(&report::program(inputs), format),
        What::Plan(asked) => {
            write(&report::plan(inputs, asked).map_err(|why| plan::refused(&why))?, format)
        }
        What::Encryption => write(&report::encryption(inputs), format),
        What::Logging => write(&report::logging(inputs), format),
        _ => {
            Err(Failure::usage("this report has no table form")
                .help("write it as html, md or json"))
        }
    }
}

fn unwritten(error: &render::Error) -> Failure {
    Failure::because("cannot write the report", error)
}

fn soa(view: &Soa, format: ReportFormat) -> Result<Vec<u8>, render::Error> {
    match format {
        ReportFormat::Html | ReportFormat::Pdf => render::soa::html(view).map(String::into_bytes),
        ReportFormat::Md => render::soa::markdown(view).map(String::into_bytes),
        ReportFormat::Json => render::soa::json(view).map(String::into_bytes),
        ReportFormat::Csv => render::soa::csv(view).map(String::into_bytes),
        ReportFormat::Xlsx => render::soa::xlsx(view),
    }
}

fn roadmap(view: &Roadmap, format: ReportFormat) -> Result<String, render::Error> {
    match format {
        ReportFormat::Html => render::roadmap::html(view),
        ReportFormat::Md => render::roadmap::markdown(view),
        _ => render::roadmap::json(view),
    }
}

fn matrix(view: &Matrix, format: ReportFormat) -> Result<String, render::Error> {
    match format {
        ReportFormat::Html => html::matrix(view),
        ReportFormat::Md => markdown::matrix(view),
        _ => json::matrix(view),
    }
}

fn format_of(output: &ReportOutput) -> ReportFormat {
    let ending = |path: &Path| {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "html" | "htm" => Some(ReportFormat::Html),
            "json" => Some(ReportFormat::Json),
            "xlsx" => Some(ReportFormat::Xlsx),
            "csv" => Some(ReportFormat::Csv),
            "pdf" => Some(ReportFormat::Pdf),
            _ => None,
        }
    };
    let named = output.output.as_deref().and_then(ending);
    output.format.or(named).unwrap_or(ReportFormat::Md)
}

/// The sprint that was typed, or else the latest that has begun.
pub(super) fn sprint_of(
    workspace: &Workspace,
    inputs: &Inputs<'_>,
    typed: Option<&str>,
) -> Result<SprintId, Failure> {
    if let Some(typed) = typed {
        let named = find::find(&workspace.program, typed, |n| matches!(n, Named::Sprint(_)))?;
        return match named {
            Named::Sprint(id) => Ok(id),
            _ => Err(Failure::usage(format!("`{typed}` is not a sprint"))),
        };
    }
    let today = inputs.assessment.as_of.observed.day();
    let begun = workspace.program.sprints.iter().rev().find(|s| s.start.value <= today);
    let sprint = begun.or(workspace.program.sprints.first());
    sprint.map(|sprint| sprint.id.value.clone()).ok_or_else(|| {
        Failure::usage("the program has no sprint")
            .help("write `[[sprint]]` in stories/sprints.toml")
    })
}

pub(super) fn framework_of(
    workspace: &Workspace,
    typed: Option<&str>,
) -> Result<FrameworkId, Failure> {
    let program = &workspace.program;
    if let Some(typed) = typed {
        find::framework(program, typed)
    } else {
        let target = program.settings.targets.first().map(|t| t.framework.value.clone());
        target.or_else(|| program.frameworks.keys().next().cloned()).ok_or_else(|| {
            Failure::usage("the program has no framework").help("`storyproof init` lays down three")
        })
    }
}
