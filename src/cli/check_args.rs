//! What can be typed after `storyproof check`.

use clap::{Args as ClapArgs, ValueEnum, builder::PossibleValuesParser};
use storyproof::program::rules::gate::GATE;

use super::args::Records;

pub(super) const HELP: &str = "\
Words of --fail-on; what is wrong with the files (invalid) fails in any case:
  checks        failed, error, never-run, incomplete, stale, excepted
  stories       contradicted, regressed, unverified (claimed done)
  controls      failing, gap, planned, unproven
  attestations  missing, expired
  approvals     rejected, refused, not-approved, suspect
  `storyproof explain WORD` says what each means; `[lints]` lets a program fail on them for good.

Examples:
  storyproof check
  storyproof check --fail-on failed,error,stale,regressed
  storyproof check --fail-on failed,stale --baseline 2026-02-28    only what got worse since
  storyproof check --fail-on failed,stale --baseline origin/main   only what this branch made worse
  storyproof check --fail-on failed,stale --format sarif > storyproof.sarif
  storyproof check --staged                                        in a pre-commit hook
  storyproof check list --status failed

`storyproof explain ci` has a GitHub workflow, a GitLab job and a pre-commit hook, ready to copy.

Exit codes: 0 nothing found; 1 something found; 2 usage, or a file that cannot be read;
3 integrity failure; 4 --fail-on asks about evidence, and there is none.";

/// The word of `--fail-on` for what fails in any case.
const INVALID: &str = "invalid";

/// In which form `check` answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people.
    #[default]
    Human,
    /// For programs: one JSON envelope; also what `--baseline` reads.
    Json,
    /// SARIF 2.1.0, for code scanning; at most 5,000 results.
    Sarif,
    /// A JUnit test report.
    Junit,
    /// Annotations of a GitHub workflow, and the summary of its step.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
    /// A summary in Markdown.
    #[value(alias = "markdown")]
    Md,
}

/// `storyproof check`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Check {
    /// List or show checks instead of validating
    #[command(subcommand)]
    pub records: Option<Records>,
    /// Fail on these statuses as well; several are separated by commas [default: only errors of the
    /// files]
    #[arg(long, value_name = "WORDS", value_delimiter = ',', value_parser = words(), hide_possible_values = true)]
    pub fail_on: Vec<String>,
    /// Fail only on what got worse since a day or an instant (evidence as of then), a file that an
    /// earlier `check --format json` wrote, or a git revision (files and evidence as of that
    /// commit); what was there before is listed as known
    #[arg(long, value_name = "REF")]
    pub baseline: Option<String>,
    /// Look at the files as the next commit will have them, for a pre-commit hook
    #[arg(long)]
    pub staged: bool,
    /// Accept that there is no evidence (else the exit code is 4 where --fail-on asks about it)
    #[arg(long)]
    pub allow_empty: bool,
    /// Answer for people, for programs or for a CI system
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: CheckFormat,
}

fn words() -> PossibleValuesParser {
    let words = GATE.iter().map(|word| word.word);
    std::iter::once(INVALID).chain(words).collect::<Vec<_>>().into()
}
