//! `storyproof report soa`: the Statement of Applicability, and what changed since an earlier one.

use clap::Args as ClapArgs;
use storyproof::{
    ids::FrameworkId,
    report::{self, Inputs, Soa as View, soa::changes},
    time::{Instant, parse_moment},
};

use super::{
    args::{Global, ReportOutput},
    env::Env,
    failure::Failure,
    find,
    workspace::Workspace,
};

pub(crate) const HELP: &str = "\
Examples:
  storyproof report soa -o soa.xlsx                        the workbook, for people who edit it
  storyproof report soa -o soa.html --since 2026-01-23     with what changed since that day
  storyproof report soa --format csv --lang ja
  storyproof import soa soa.xlsx                           take edited decisions back

Decisions and reasons are read from [[applicability]]; how far a control is implemented is
derived from evidence and never typed.";

/// The framework whose statement is written when none is named, as far as the program has it.
const USUAL: &str = "iso27001-2022";

/// `storyproof report soa`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Soa {
    /// The framework [default: iso27001-2022, or the one that asks for a statement]
    #[arg(value_name = "FRAMEWORK")]
    pub framework: Option<String>,
    /// Say also what changed since this day or instant
    #[arg(long, value_name = "DAY", value_parser = moment)]
    pub since: Option<Instant>,
    /// Where to and in which form
    #[command(flatten)]
    pub output: ReportOutput,
}

fn moment(text: &str) -> Result<Instant, String> {
    parse_moment(text).map_err(|error| error.to_string())
}

/// The view that is asked for.
pub(super) fn view(
    args: &Soa,
    workspace: &Workspace,
    inputs: &Inputs<'_>,
    global: &Global,
    env: &Env,
) -> Result<View, Failure> {
    let framework = framework(workspace, args.framework.as_deref())?;
    let lang = inputs.lang;
    let mut view = report::soa(inputs, &framework, lang);
    if let Some(since) = args.since {
        if since > inputs.assessment.as_of.observed {
            return Err(Failure::usage("`--since` lies after the day of the report"));
        }
        let before = workspace.weigh(&Global { as_of: Some(since), ..global.clone() }, env)?;
        let before = report::soa(&before.inputs(&workspace.program), &framework, lang);
        view.changes = Some(changes(&before, &view));
    }
    Ok(view)
}

/// The framework that was typed; the usual one; or the first that asks for a statement.
pub(super) fn framework(
    workspace: &Workspace,
    typed: Option<&str>,
) -> Result<FrameworkId, Failure> {
    let program = &workspace.program;
    if let Some(typed) = typed {
        return find::framework(program, typed);
    }
    let usual = USUAL.parse::<FrameworkId>().ok().filter(|id| program.frameworks.contains_key(id));
    let asks = || {
        let mut all = program.frameworks.values();
        all.find(|framework| !framework.statement_of_applicability.is_empty())
    };
    usual.or_else(|| asks().map(|framework| framework.id.value.clone())).ok_or_else(|| {
        Failure::usage("no framework of the program asks for a Statement of Applicability")
            .help("name one: `storyproof report soa FRAMEWORK`")
    })
}
