//! Reports as pages: what `storyproof report` writes, with what stands around a page.

use storyproof::{
    ids::{FrameworkId, SprintId},
    render,
    report::{self, Inputs, Lang, served::Act, traceability::Within},
    say,
};

use super::{
    acts::act,
    asked::Asked,
    links::Links,
    site::{Making, Stop, inputs},
};
use crate::cli::{
    args::{Global, ReportFormat},
    env::Env,
    failure::Failure,
    find::{self, Named},
    period,
    plan::{self, args::PlanAim},
    report::{What, sprint_of, write},
    report_registers::{self, Register},
    report_soa,
    workspace::Workspace,
};

/// The kinds of page that are reports.
pub(super) const KINDS: [&str; 12] = [
    "program",
    "board",
    "sprint",
    "plan",
    "roadmap",
    "audit",
    "soa",
    "responsibility",
    "encryption",
    "logging",
    "risks",
    "traceability",
];

/// The clocks of a report over a period.
pub(super) fn clocks(
    asked: &Asked,
    global: &Global,
    workspace: &Workspace,
    env: &Env,
) -> Result<Global, Failure> {
    period::clocks(asked.period, global, workspace, env)
}

/// A report.
pub(super) fn page(making: Making<'_>, env: &mut Env) -> Result<String, Stop> {
    let Making { asked, workspace, assessed, mut served, global, lang } = making;
    let links = Links::of(&workspace.program, &asked.query());
    served.acts = acts(asked, &workspace, &inputs(&workspace, &assessed, lang, None), &global);
    let inputs = inputs(&workspace, &assessed, lang, Some(&served));
    let what = what(asked, &workspace, &inputs, env)?;
    let bytes = write(&what, &inputs, ReportFormat::Html)?;
    Ok(render::served::with_links(&String::from_utf8_lossy(&bytes), lang, |kind, id| {
        links.page(kind, id)
    }))
}

fn what(
    asked: &Asked,
    workspace: &Workspace,
    inputs: &Inputs<'_>,
    env: &mut Env,
) -> Result<What, Stop> {
    let of = Some(asked.of.as_str()).filter(|of| !of.is_empty());
    let takes_one = ["sprint", "plan", "audit", "soa", "responsibility"];
    if of.is_some() && !takes_one.contains(&&*asked.page) {
        return Err(Stop::Missing);
    }
    Ok(match &*asked.page {
        "program" => What::Program,
        "board" => What::Sprint(sprint_of(workspace, inputs, None)?),
        "sprint" => What::Sprint(sprint(workspace, of)?),
        "plan" => {
            let sprint = of.map(|of| sprint(workspace, Some(of))).transpose()?;
            let sprint = sprint.map(|id| id.to_string());
            let aim = PlanAim { sprint, capacity: None, carry_over: false };
            What::Plan(plan::asked(&aim, workspace)?)
        }
        "roadmap" => What::Roadmap,
        "audit" => {
            let framework = framework(workspace, of)?.ok_or(Stop::Missing)?;
            let today = inputs.assessment.as_of.observed.day();
            let period = asked.period.map(|typed| period::until(typed, today, env)).transpose()?;
            let over = report::audit::Asked { period, sample: None };
            let view = report::audit_over(inputs, &framework, &over);
            What::Audit(Box::new(view), render::audit::Table::Controls)
        }
        "soa" => {
            let framework = match framework(workspace, of)? {
                Some(framework) => framework,
                None => report_soa::framework(workspace, None)?,
            };
            What::Soa(Box::new(report::soa(inputs, &framework, inputs.lang)))
        }
        "responsibility" => {
            let framework = framework(workspace, of)?;
            let view = Register::responsibility(workspace, inputs, framework.as_ref());
            What::Register(Box::new(view))
        }
        "encryption" => What::Encryption,
        "logging" => What::Logging,
        "risks" => What::Register(Box::new(Register::Risks(report::risks(inputs)))),
        "traceability" => {
            let within = Within {
                framework: report_registers::framework(workspace, asked.framework.as_deref())?,
                epic: report_registers::epic(workspace, asked.epic.as_deref())?,
            };
            let view = Register::Traceability(report::traceability(inputs, &within));
            What::Register(Box::new(view))
        }
        _ => return Err(Stop::Missing),
    })
}

/// The sprint of exactly this id: an address names one thing.
fn sprint(workspace: &Workspace, typed: Option<&str>) -> Result<SprintId, Stop> {
    let typed = typed.ok_or(Stop::Missing)?;
    let named = find::find(&workspace.program, typed, |n| matches!(n, Named::Sprint(_)));
    match named {
        Ok(Named::Sprint(id)) if id.as_str() == typed => Ok(id),
        _ => Err(Stop::Missing),
    }
}

/// The framework of exactly this id, if one is named.
fn framework(workspace: &Workspace, typed: Option<&str>) -> Result<Option<FrameworkId>, Stop> {
    let Some(typed) = typed else { return Ok(None) };
    let known = workspace.program.frameworks.keys().find(|id| id.as_str() == typed);
    known.cloned().map(Some).ok_or(Stop::Missing)
}

/// The sprint that a plan is of: the one that is asked for, or the next.
fn planned(asked: &Asked, workspace: &Workspace, inputs: &Inputs<'_>) -> String {
    if !asked.of.is_empty() {
        return asked.of.clone();
    }
    let aim = PlanAim { sprint: None, capacity: None, carry_over: false };
    let next = plan::asked(&aim, workspace).ok();
    let view = next.and_then(|next| report::plan(inputs, &next).ok());
    view.map(|view| view.sprint.id.to_string()).unwrap_or_default()
}

/// The commands about a report.
fn acts(asked: &Asked, workspace: &Workspace, inputs: &Inputs<'_>, global: &Global) -> Vec<Act> {
    let of = if asked.of.is_empty() { String::new() } else { format!(" {}", asked.of) };
    let lang = inputs.lang;
    // An address that names nothing gets no page, and so no command.
    let mut acts = Vec::new();
    match &*asked.page {
        "plan" => {
            let next = planned(asked, workspace, inputs);
            if !next.is_empty() {
                acts.push(act(
                    say!(lang, "Write the sprint into the chosen stories"),
                    format!("storyproof plan {next} --write"),
                ));
                acts.push(act(
                    say!(lang, "Approve the plan of the sprint"),
                    format!("storyproof approve sprint:{next} --by ROLE --reason 'WHY'"),
                ));
            }
        }
        "board" | "sprint" => {
            let id = match &*asked.of {
                "" => {
                    sprint_of(workspace, inputs, None).map(|id| id.to_string()).unwrap_or_default()
                }
                of => of.to_owned(),
            };
            acts.push(act(
                say!(lang, "The review as a message"),
                format!("storyproof sprint review {id}"),
            ));
            acts.push(act(
                say!(lang, "Approve the sprint as it stands"),
                format!("storyproof approve sprint:{id} --by ROLE --reason 'WHY'"),
            ));
        }
        "soa" => acts.push(act(
            say!(lang, "Edit the decisions in a workbook, and take them back"),
            format!("storyproof report soa{of} -o soa.xlsx && storyproof import soa soa.xlsx"),
        )),
        "audit" => acts.push(act(
            say!(lang, "Everything that the statuses rest on, for an auditor"),
            format!("storyproof binder --framework{of} -o binder.zip"),
        )),
        _ => {}
    }
    let report = if asked.page == "board" { "sprint" } else { &*asked.page };
    let period = asked.period.map(|p| format!(" --period {}..{}", p.start, p.end));
    let clocks =
        [("as-of", global.as_of.filter(|_| period.is_none())), ("known-at", global.known_at)];
    let clocks: String =
        clocks.iter().filter_map(|(name, at)| at.map(|at| format!(" --{name} {at}"))).collect();
    let period = period.unwrap_or_default();
    let language = match lang {
        Lang::En => "",
        Lang::Ja => " --lang ja",
        Lang::Both => " --lang en,ja",
    };
    acts.push(act(
        say!(lang, "This page as a file"),
        format!("storyproof report {report}{of}{period}{clocks}{language} -o {report}.html"),
    ));
    acts
}
