//! `storyproof report audit`: a framework at a date, and over a period.

use clap::{Args as ClapArgs, ValueEnum};
use storyproof::{
    ids::{CheckId, FrameworkId},
    render::{self, audit::Table},
    report::{
        self, Audit as View, Inputs,
        audit::{Asked, Population, SampleAsked},
    },
    time::Period,
};

use super::{
    args::{Global, ReportFormat, ReportOutput},
    env::Env,
    failure::Failure,
    find::{self, Named},
    period,
    workspace::Workspace,
};

pub(crate) const HELP: &str = "\
Examples:
  storyproof report audit pci-dss-4.0.1 -o pci.html                            at a date
  storyproof report audit pci-dss-4.0.1 --period 2026-01-01..2026-12-31 -o pci-2026.html
  storyproof report audit pci-dss-4.0.1 --period 2026-01-01..2026-12-31 -o pci-2026.xlsx
  storyproof report audit iso27001-2022 --period 2026-01-01..2026-06-30 --table deviations --format csv
  storyproof report audit --sample 25 --seed 'what the auditor says' --table population --format csv

Over a period each control has its status day by day, as a report as of that day says it; the share
of days met, the longest failure, the days to restore, the runs that its checks owed and had; and
each deviation with the stories and the [[response]] that answer it. A framework with
assessed_as = \"pci-dss\" has the four findings and the [[worksheet]]s of other methods; one with
\"management-system\" has the inputs of its management review.

A sample is drawn by its seed and by nothing else: whoever has the population draws the same.
Auditors choose the size; third parties name 20 to 40 for what runs daily, 5 to 10 for what runs
weekly. Nothing prescribes one.";

/// `storyproof report audit`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Audit {
    /// The framework [default: the first target]
    #[arg(value_name = "FRAMEWORK")]
    pub framework: Option<String>,
    /// Say also how it was kept on these days; the last is the as-of, unless that is given
    #[arg(long, value_name = "FROM..TO", value_parser = period::typed)]
    pub period: Option<Period>,
    /// Draw a sample of this size
    #[arg(long, value_name = "SIZE")]
    pub sample: Option<u64>,
    /// What it is drawn from: `runs`, `runs:CHECK` or `subjects:CHECK`, those of the period
    #[arg(long, value_name = "WHAT", default_value = "runs", requires = "sample")]
    pub sample_of: String,
    /// What the draw follows from [default: the root of the ledger]
    #[arg(long, value_name = "TEXT", requires = "sample")]
    pub seed: Option<String>,
    /// Which table CSV has
    #[arg(long, value_enum, default_value_t, value_name = "TABLE")]
    pub table: Which,
    /// Where to and in which form
    #[command(flatten)]
    pub output: ReportOutput,
}

/// A table of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Which {
    /// Each control, as it stands or as it was kept.
    #[default]
    Controls,
    /// Each deviation over the period.
    Deviations,
    /// The findings of assessors.
    Findings,
    /// Worksheets of compensating controls and customized approaches.
    Worksheets,
    /// The inputs of the management review.
    Review,
    /// The population of the sample, with what was drawn.
    Population,
}

impl Which {
    pub(super) fn table(self) -> Table {
        match self {
            Self::Controls => Table::Controls,
            Self::Deviations => Table::Deviations,
            Self::Findings => Table::Findings,
            Self::Worksheets => Table::Worksheets,
            Self::Review => Table::Review,
            Self::Population => Table::Population,
        }
    }
}

/// The view that is asked for.
pub(super) fn view(
    args: &Audit,
    framework: &FrameworkId,
    workspace: &Workspace,
    inputs: &Inputs<'_>,
    env: &mut Env,
) -> Result<View, Failure> {
    let today = inputs.assessment.as_of.observed.day();
    let period = args.period.map(|typed| period::until(typed, today, env)).transpose()?;
    let sample = args.sample.map(|size| sample(args, size, workspace)).transpose()?;
    if sample.as_ref().is_some_and(|asked| !names_framework(asked, framework, workspace)) {
        return Err(Failure::usage(format!("that check names no control of {framework}"))
            .help("`storyproof check list` shows what each names"));
    }
    Ok(report::audit_over(inputs, framework, &Asked { period, sample }))
}

fn sample(args: &Audit, size: u64, workspace: &Workspace) -> Result<SampleAsked, Failure> {
    let check = |typed: &str| match find::find(&workspace.program, typed, is_check)? {
        Named::Check(id) => Ok(id),
        _ => Err(Failure::usage(format!("`{typed}` is not a check"))),
    };
    let of = match args.sample_of.split_once(':') {
        None if args.sample_of == "runs" => Population::Runs,
        Some(("runs", typed)) => Population::RunsOf(check(typed)?),
        Some(("subjects", typed)) => Population::SubjectsOf(check(typed)?),
        _ => {
            return Err(Failure::usage(format!("there is no population `{}`", args.sample_of))
                .help("write `runs`, `runs:CHECK` or `subjects:CHECK`"));
        }
    };
    Ok(SampleAsked { of, size, seed: args.seed.clone() })
}

fn is_check(named: &Named) -> bool {
    matches!(named, Named::Check(_))
}

fn names_framework(asked: &SampleAsked, framework: &FrameworkId, workspace: &Workspace) -> bool {
    let named = |id: &CheckId| {
        let check = workspace.program.checks.get(id);
        check.is_some_and(|c| c.controls.iter().any(|c| c.value.framework == *framework))
    };
    match &asked.of {
        Population::Runs => true,
        Population::RunsOf(id) | Population::SubjectsOf(id) => named(id),
    }
}

/// The clocks that the report is at.
pub(super) fn clocks(
    args: &Audit,
    global: &Global,
    workspace: &Workspace,
    env: &Env,
) -> Result<Global, Failure> {
    period::clocks(args.period, global, workspace, env)
}

/// Writes it in one form; CSV is one of its tables.
pub(super) fn write(view: &View, table: Table, format: ReportFormat) -> Result<Vec<u8>, Failure> {
    let failed = |error: render::Error| Failure::because("cannot write the report", &error);
    let text = match format {
        ReportFormat::Html | ReportFormat::Pdf => render::audit::html(view),
        ReportFormat::Md => render::audit::markdown(view),
        ReportFormat::Json => render::audit::json(view),
        ReportFormat::Xlsx => return render::audit::xlsx(view).map_err(failed),
        ReportFormat::Csv => {
            let csv = render::audit::csv(view, table).map_err(failed)?;
            let missing = || {
                Failure::usage(format!("this report has no table `{}`", table.name())).help(
                    "deviations need --period, a population needs --sample, findings and \
                     worksheets a framework with assessed_as = \"pci-dss\", review one with \
                     \"management-system\"",
                )
            };
            return csv.map(String::into_bytes).ok_or_else(missing);
        }
    };
    text.map(String::into_bytes).map_err(failed)
}
