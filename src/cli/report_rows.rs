//! `storyproof report results` and `storyproof report trace`: what can be typed, and their views.

use clap::Args as ClapArgs;
use storyproof::report::{self, Inputs, results::Narrowed};

use super::{
    args::ReportOutput,
    failure::Failure,
    report_registers::{self, Register},
    trace,
    workspace::Workspace,
};

/// The examples under `storyproof report results --help`.
pub(crate) const RESULTS_HELP: &str = "\
Examples:
  storyproof report results -o results.html            filter, sort and print a hundred thousand rows
  storyproof report results --check root-mfa --format csv
  storyproof report results --framework pci-dss-4.0.1 -o pci-results.xlsx

The page runs one script of fixed bytes, works from a file, and fetches nothing. What stands in its
filter stands in its address too: a link to it shows the same rows. Without the script, and in
Markdown, it shows the first of them.";

/// The examples under `storyproof report trace --help`.
pub(crate) const TRACE_HELP: &str = "\
Examples:
  storyproof report trace -o trace.html
  storyproof report trace cfn-logging --format csv

`storyproof trace` shows the same in the terminal.";

/// `storyproof report results`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Results {
    /// Only checks that name a control of this framework
    #[arg(long, value_name = "FRAMEWORK")]
    framework: Option<String>,
    /// Only this check
    #[arg(long, value_name = "CHECK")]
    check: Option<String>,
    /// Where to and in which form
    #[command(flatten)]
    pub(super) output: ReportOutput,
}

/// `storyproof report trace`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Trace {
    /// A control, a component, a check or a template [default: all]
    #[arg(value_name = "WHAT")]
    what: Option<String>,
    /// Where to and in which form
    #[command(flatten)]
    pub(super) output: ReportOutput,
}

/// Every result that is asked about.
pub(super) fn results(
    args: &Results,
    workspace: &Workspace,
    inputs: &Inputs<'_>,
) -> Result<Register, Failure> {
    let narrowed = Narrowed {
        framework: report_registers::framework(workspace, args.framework.as_deref())?,
        check: report_registers::check(workspace, args.check.as_deref())?,
    };
    Ok(Register::Results(report::results(inputs, &narrowed)))
}

/// Every thread that is asked about.
pub(super) fn trace(
    args: &Trace,
    workspace: &Workspace,
    inputs: &Inputs<'_>,
) -> Result<Register, Failure> {
    let about = args.what.as_deref().map(|what| trace::about(workspace, what)).transpose()?;
    Ok(Register::Trace(report::trace_report(inputs, about.as_ref())))
}
