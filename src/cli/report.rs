//! `storyproof report`: a view of the assessment as HTML, Markdown or JSON.

use std::path::Path;

use storyproof::{
    ids::{FrameworkId, SprintId},
    plan::Asked,
    render::{self, html, json, markdown},
    report::{self, Inputs, Matrix},
};

use super::{
    args::{Global, Report, ReportFormat, ReportOutput},
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    output, plan,
    workspace::Workspace,
};

pub(super) fn run(args: &Report, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let inputs = assessed.inputs(&workspace.program);
    let (what, output) = match args {
        Report::Program(output) => (What::Program, output),
        Report::Sprint { sprint, output } => {
            (What::Sprint(sprint_of(&workspace, &inputs, sprint.as_deref())?), output)
        }
        Report::Plan { aim, output } => (What::Plan(plan::asked(aim, &workspace)?), output),
        Report::Encryption(output) => (What::Encryption, output),
        Report::Logging(output) => (What::Logging, output),
        Report::Audit { framework, output } => {
            (What::Audit(framework_of(&workspace, framework.as_deref())?), output)
        }
    };
    let format = format_of(output);
    let text = write(&what, &inputs, format)?;
    match &output.output {
        Some(path) if path.as_os_str() != "-" => {
            let path = env.directory.join(path);
            output::write_file(&path, text.as_bytes())?;
            env.say(&format!("wrote {}", path.display()));
        }
        _ => env.answer(&text)?,
    }
    let assessed_nothing =
        assessed.history.runs.is_empty() && assessed.history.attestations.is_empty();
    if assessed_nothing && !output.allow_empty {
        env.complain("warning: there is no evidence at these two clocks: the report says what is claimed, and proves nothing (--allow-empty accepts that)");
        return Ok(Ended::Nothing);
    }
    Ok(workspace.ended())
}

/// A report that can be written.
#[derive(Debug, Clone)]
pub(super) enum What {
    Program,
    Sprint(SprintId),
    Audit(FrameworkId),
    Plan(Asked),
    Encryption,
    Logging,
}

/// Writes a report in one form.
pub(super) fn write(
    what: &What,
    inputs: &Inputs<'_>,
    format: ReportFormat,
) -> Result<String, Failure> {
    let text = match what {
        What::Program => {
            let view = report::program(inputs);
            match format {
                ReportFormat::Html => html::program(&view),
                ReportFormat::Md => markdown::program(&view),
                ReportFormat::Json => json::program(&view),
            }
        }
        What::Sprint(id) => {
            let view = report::sprint(inputs, id)
                .ok_or_else(|| Failure::usage(format!("there is no sprint `{id}`")))?;
            match format {
                ReportFormat::Html => html::sprint(&view),
                ReportFormat::Md => markdown::sprint(&view),
                ReportFormat::Json => json::sprint(&view),
            }
        }
        What::Plan(asked) => {
            let view = report::plan(inputs, asked).map_err(|why| plan::refused(&why))?;
            match format {
                ReportFormat::Html => render::plan::html(&view),
                ReportFormat::Md => render::plan::markdown(&view),
                ReportFormat::Json => render::plan::json(&view),
            }
        }
        What::Encryption => matrix(&report::encryption(inputs), format),
        What::Logging => matrix(&report::logging(inputs), format),
        What::Audit(id) => {
            let view = report::audit(inputs, id);
            match format {
                ReportFormat::Html => render::audit::html(&view),
                ReportFormat::Md => render::audit::markdown(&view),
                ReportFormat::Json => render::audit::json(&view),
            }
        }
    };
    text.map_err(|error: render::Error| Failure::because("cannot write the report", &error))
}

fn matrix(view: &Matrix, format: ReportFormat) -> Result<String, render::Error> {
    match format {
        ReportFormat::Html => html::matrix(view),
        ReportFormat::Md => markdown::matrix(view),
        ReportFormat::Json => json::matrix(view),
    }
}

fn format_of(output: &ReportOutput) -> ReportFormat {
    let ending = |path: &Path| {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "html" | "htm" => Some(ReportFormat::Html),
            "json" => Some(ReportFormat::Json),
            _ => None,
        }
    };
    let named = output.output.as_deref().and_then(ending);
    output.format.or(named).unwrap_or(ReportFormat::Md)
}

fn sprint_of(
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

fn framework_of(workspace: &Workspace, typed: Option<&str>) -> Result<FrameworkId, Failure> {
    let program = &workspace.program;
    if let Some(typed) = typed {
        let named = find::find(program, typed, |n| matches!(n, Named::Framework(_)))?;
        match named {
            Named::Framework(id) => Ok(id),
            _ => Err(Failure::usage(format!("`{typed}` is not a framework"))),
        }
    } else {
        let target = program.settings.targets.first().map(|t| t.framework.value.clone());
        target.or_else(|| program.frameworks.keys().next().cloned()).ok_or_else(|| {
            Failure::usage("the program has no framework").help("`storyproof init` lays down three")
        })
    }
}
