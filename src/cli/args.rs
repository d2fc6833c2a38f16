//! What can be typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use storyproof::time::{Day, Instant, parse_moment};

pub(crate) use super::language::Language;
pub(crate) use super::report_args::{Report, ReportFormat, ReportOutput, Reports};
pub(crate) use super::suggest_args::{Suggest, SuggestFormat};
use super::{
    help::{LIST_HELP, SHOW_HELP, STATUS_HELP, records_help},
    people::args::{self as people, Attest, Except, Withdraw},
    plan::args::{self as plan, Plan},
};

const AFTER_HELP: &str = "\
Start here:
  storyproof demo                    see a whole program with evidence and reports
  storyproof init my-program         begin your own
  storyproof status                  where the program stands, and what to do next

Exit codes: 0 fine; 1 findings; 2 usage, configuration or I/O; 3 integrity failure;
4 nothing was assessed; 70 a bug in storyproof.";

/// Run a security program like software: a story is done when evidence proves it.
#[derive(Debug, Parser)]
#[command(name = "storyproof", version, about, after_help = AFTER_HELP, max_term_width = 100)]
pub(crate) struct Args {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, ClapArgs)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Work in this directory
    #[arg(short = 'C', long = "directory", global = true, value_name = "DIR")]
    pub directory: Option<PathBuf>,
    /// Count only what was observed up to this day or instant [default: now]
    #[arg(long, global = true, value_name = "T", value_parser = moment, env = "STORYPROOF_AS_OF")]
    pub as_of: Option<Instant>,
    /// Count only what the ledger had recorded up to this day or instant [default: all of it]
    #[arg(long, global = true, value_name = "T", value_parser = moment, env = "STORYPROOF_KNOWN_AT")]
    pub known_at: Option<Instant>,
    /// Take this as the present time, and record that the clock was set (also `SOURCE_DATE_EPOCH`)
    #[arg(long, global = true, value_name = "T", value_parser = moment, env = "STORYPROOF_NOW", hide_env = true)]
    pub now: Option<Instant>,
    /// When to colour: auto, always or never (`NO_COLOR` is respected)
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub color: Colour,
    /// Say only what was asked for, and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

impl Global {
    /// Only an as-of.
    pub(crate) fn at(as_of: Instant) -> Self {
        Self {
            directory: None,
            as_of: Some(as_of),
            known_at: None,
            now: None,
            color: Colour::Auto,
            quiet: false,
        }
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// For whom a command answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs: one JSON envelope.
    Json,
}

/// Where a command's answer goes, and in which form.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Answer {
    /// Answer for people or for programs
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Lay out the example program, six sprints of evidence and every report
    #[command(after_help = "Example:\n  storyproof demo /tmp/demo")]
    Demo(Demo),
    /// Begin a program of your own: frameworks, baseline, checks and the first stories
    #[command(
        after_help = "Examples:\n  storyproof init\n  storyproof init my-program --name \"Our program\""
    )]
    Init(Init),
    /// Validate every file of the program, and gate on what evidence proves; or list and show its
    /// checks
    #[command(args_conflicts_with_subcommands = true, after_help = super::check_args::HELP)]
    Check(super::check_args::Check),
    /// Record scanner output in the ledger
    #[command(
        after_help = "Examples:\n  storyproof ingest output/prowler-*.ocsf.json\n  semgrep scan --sarif | storyproof ingest - --repository payments-app --commit $GIT_COMMIT\n  storyproof ingest prowler.ocsf.json --command \"prowler aws -M json-ocsf\" --host audit-1\n  storyproof ingest -n results.sarif            show what would be recorded\n\nThe CI job that submits a file is noted by itself. Secrets are taken out before anything is kept."
    )]
    Ingest(Ingest),
    /// Record what a person states, with the document behind it
    #[command(after_help = people::ATTEST_HELP)]
    Attest(Attest),
    /// Record an approved acceptance of failing subjects, for a while
    #[command(after_help = people::EXCEPT_HELP)]
    Except(Except),
    /// What one team, role or persona should look at; or who carries what, and what nobody owns
    #[command(after_help = super::mine::HELP)]
    Mine(super::mine::WhoArgs),
    /// The files that people write: new records, changes, links, moves.
    #[command(flatten)]
    Files(super::write::args::Files),
    /// Decide on the exact text of records, signed: stories, plans, risks, applicability, exceptions
    #[command(after_help = super::approval::args::APPROVE_HELP)]
    Approve(super::approval::args::Approve),
    /// Take back an entry of the ledger: it stays, and no longer counts
    #[command(after_help = people::WITHDRAW_HELP)]
    Withdraw(Withdraw),
    /// Where the program stands, and the next useful command
    #[command(after_help = STATUS_HELP)]
    Status(Answer),
    /// The next sprint: the backlog ranked by the written rule, the capacity filled, and a forecast
    #[command(after_help = plan::HELP)]
    Plan(Plan),
    /// Permissions granted and used, role by role, with their trend
    #[command(
        after_help = "Examples:\n  storyproof permissions\n  storyproof permissions --format json\n  aws iam get-service-last-accessed-details --job-id $ID | storyproof ingest - --subject $ROLE_ARN"
    )]
    Permissions(Answer),
    /// From requirement to code block to deployment to check to last result, and what leads nowhere
    #[command(
        after_help = "Examples:\n  storyproof trace                              every template\n  storyproof trace aws-baseline/AB.LOG-01       one requirement\n  storyproof trace cfn-logging                  one component\n  storyproof trace --format json -q > trace.json && storyproof ingest trace.json --document trace"
    )]
    Trace(Trace),
    /// Why: any id, status word, diagnostic code, ledger entry or SHA-256, down to the artifact
    #[command(
        after_help = "Examples:\n  storyproof explain IAM-01\n  storyproof explain pci-dss-4.0.1/8.4.2\n  storyproof explain root-mfa\n  storyproof explain stale\n  storyproof explain entry:57\n  storyproof explain 9f86d081        a file, by the beginning of its SHA-256\n  storyproof explain 123456789012    an account; also a party, a persona, a repository, a framework, a service\n  storyproof explain link/unknown-control\n  storyproof explain ci              a GitHub workflow, a GitLab job and a pre-commit hook"
    )]
    Explain(Explain),
    /// Write a report
    #[command(
        subcommand,
        after_help = "Examples:\n  storyproof report program -o program.html\n  storyproof report sprint 2026-S3 --format md\n  storyproof report plan -o plan.html\n  storyproof report audit pci-dss-4.0.1 --as-of 2026-03-31 -o audit.html\n  storyproof report encryption -o encryption.html\n  storyproof report responsibility pci-dss-4.0.1 -o responsibility.html\n  storyproof report risks -o risks.csv\n  storyproof report traceability --epic IAM --format md\n  storyproof report results -o results.html\n  storyproof report site -o reports/site                  all of them, as pages that name each other"
    )]
    Report(Reports),
    /// The same pages live in a browser, read-only, on this machine alone
    #[command(after_help = super::serve::args::HELP)]
    Serve(super::serve::args::Serve),
    /// Whether the ledger is what was recorded, and goes on from older checkpoints; whether a proof holds
    #[command(
        after_help = "Examples:\n  storyproof verify                                   the program's ledger, against its checkpoint\n  storyproof verify --checkpoint audit-2025.checkpoint\n  storyproof verify --head 887:3ca1c572631242da85cc9ca7e57cf2310dbe3395e2cec44079e38c87e2f30145\n  storyproof verify handed-over/ledger.sqlite --key 'example+1a2b3c4d+AR…'\n  storyproof verify proofs/E-0012.tlog-proof\n  storyproof verify audit.zip --allowed-signers signers      a binder\n\nExit code 3: something is not what was recorded. Nothing is asked of a network."
    )]
    Verify(Verify),
    /// Write where the ledger stands, signed; keep what others say of it; or make the key that signs
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = super::checkpoint::args::HELP
    )]
    Checkpoint(super::checkpoint::args::Checkpoint),
    /// The ledger itself: bring in what another one recorded
    #[command(subcommand, after_help = super::ledger::args::HELP)]
    Ledger(super::ledger::args::Ledgers),
    /// Take in a framework of your own, or edited decisions back from a table
    #[command(subcommand, after_help = super::import::args::IMPORT_HELP)]
    Import(super::import::args::Import),
    /// Frameworks and assessments in the forms of other programs: CSV, CISO Assistant, Prowler, OSCAL
    #[command(subcommand, after_help = super::export::args::HELP)]
    Export(super::export::args::Export),
    /// Frameworks: those of the program, and further ones that ship
    #[command(subcommand, after_help = super::framework::args::HELP)]
    Framework(super::framework::args::Frameworks),
    /// Everything that a framework's statuses rest on, in one ZIP for an auditor
    #[command(after_help = super::binder::args::HELP)]
    Binder(super::binder::args::Binder),
    /// Look at the installation, the program and the ledger
    #[command(
        after_help = "Examples:\n  storyproof doctor\n  storyproof doctor --deep       read every original artifact again"
    )]
    Doctor(Doctor),
    /// Evidence: every file in the ledger, what is known of it, and its original bytes
    #[command(subcommand, after_help = super::evidence::args::HELP)]
    Evidence(super::evidence::args::Evidence),
    /// Stories
    #[command(
        subcommand,
        after_help = "Examples:\n  storyproof story list --status contradicted\n  storyproof story show IAM-01\n  storyproof story suggest --why failing      draft stories for what is not proven\n  storyproof story verify IAM-01              what proves it, and what to run\n  storyproof new story epic=IAM title=\"Keys rotate\"        also set, edit, link, move, split, retire"
    )]
    Story(Stories),
    /// Epics, and the roadmap of them
    #[command(subcommand, after_help = super::sprint::args::EPIC_HELP)]
    Epic(super::sprint::args::Epics),
    /// Sprints: board and review
    #[command(subcommand, after_help = super::sprint::args::SPRINT_HELP)]
    Sprint(super::sprint::args::Sprints),
    /// Controls
    #[command(subcommand, after_help = records_help!("control"))]
    Control(Records),
    /// Risks
    #[command(subcommand, after_help = records_help!("risk"))]
    Risk(Records),
    /// Components: what there is, what something new brings, and what nobody claims
    #[command(subcommand, after_help = super::component::args::HELP)]
    Component(super::component::args::Components),
    /// What is asked of people, and where each statement stands (`attest` records one)
    #[command(subcommand, after_help = records_help!("attestation"))]
    Attestation(Records),
    /// What was accepted for a while, and where it stands (`except` records one)
    #[command(
        subcommand,
        after_help = "Examples:\n  storyproof exception list\n  storyproof exception show entry:57\n  storyproof except --help        to record one"
    )]
    Exception(Records),
    /// What is approved, what has changed since, and what nobody approved (`approve` records one)
    #[command(subcommand, after_help = super::approval::args::APPROVAL_HELP)]
    Approval(super::approval::args::Approvals),
    /// What helps with typing: schemas, completions, manual pages.
    #[command(flatten)]
    Typing(super::typing::args::Typing),
}

/// `storyproof trace`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Trace {
    /// A control, a component, a check or a template [default: all]
    #[arg(value_name = "WHAT")]
    pub what: Option<String>,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// `storyproof demo`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Demo {
    /// Where to lay it out; must not exist or be empty
    #[arg(default_value = "storyproof-demo")]
    pub dir: PathBuf,
}

/// `storyproof init`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Init {
    /// Where to begin; files that exist are kept
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// The program's name
    #[arg(long, default_value = "Security program")]
    pub name: String,
    /// The organization's name
    #[arg(long, default_value = "Our organization")]
    pub organization: String,
    /// The first day of the first sprint [default: today]
    #[arg(long, value_name = "DAY")]
    pub start: Option<Day>,
}

/// `storyproof ingest`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Ingest {
    /// Files to record; `-` is standard input
    #[arg(required_unless_present = "list_formats", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Read as this format instead of recognising it
    #[arg(long, value_name = "FORMAT")]
    pub input_format: Option<storyproof::ingest::Format>,
    /// The tool that wrote the file; a format's name is taken as the format
    #[arg(long, help_heading = "What the file does not say")]
    pub tool: Option<String>,
    /// The tool's version
    #[arg(long, help_heading = "What the file does not say")]
    pub tool_version: Option<String>,
    /// When the tool ran
    #[arg(long, value_name = "T", value_parser = instant, help_heading = "What the file does not say")]
    pub observed_at: Option<Instant>,
    /// The account that was looked at
    #[arg(long, help_heading = "What the file does not say")]
    pub account: Option<String>,
    /// The region that was looked at
    #[arg(long, help_heading = "What the file does not say")]
    pub region: Option<String>,
    /// The repository that was scanned or tested
    #[arg(long, help_heading = "What the file does not say")]
    pub repository: Option<String>,
    /// The commit that was scanned or tested
    #[arg(long, help_heading = "What the file does not say")]
    pub commit: Option<String>,
    /// Which document or test suite this is, for checks that ask for it by name
    #[arg(long, help_heading = "What the file does not say")]
    pub document: Option<String>,
    /// How the tool was called, with its parameters
    #[arg(long, value_name = "LINE", help_heading = "What the file does not say")]
    pub command: Option<String>,
    /// The system that the file was had from, such as `Security Hub, payments account`
    #[arg(long, value_name = "NAME", help_heading = "What the file does not say")]
    pub source_system: Option<String>,
    /// The machine that the tool ran on
    #[arg(long, help_heading = "What the file does not say")]
    pub host: Option<String>,
    /// The public key (PEM) that must have signed the file; an in-toto envelope without a signature
    /// by it is refused
    #[arg(long, value_name = "FILE", help_heading = "What the file does not say")]
    pub key: Option<PathBuf>,
    /// Do not note the CI job that submits the file
    #[arg(long)]
    pub no_ci: bool,
    /// What the file is about, where it does not say it itself: a role's ARN, a bucket
    #[arg(long, value_name = "ID", help_heading = "What the file does not say")]
    pub subject: Option<String>,
    /// The entry that this submission replaces; what that one said for anything no longer counts
    #[arg(long, value_name = "ENTRY", value_parser = people::entry)]
    pub corrects: Option<u64>,
    /// Show what would be recorded, and record nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// List the formats, with what each proves and does not prove
    #[arg(long)]
    pub list_formats: bool,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// `storyproof verify`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Verify {
    /// A ledger (`ledger.sqlite`), a proof (`.tlog-proof`) or a binder (`.zip`) [default: the
    /// program's ledger]
    #[arg(value_name = "WHAT")]
    pub what: Option<PathBuf>,
    /// An older checkpoint that the ledger must go on from
    #[arg(long = "checkpoint", value_name = "FILE")]
    pub checkpoints: Vec<PathBuf>,
    /// An older head, as a report prints it: how many entries, and the root over them
    #[arg(long = "head", value_name = "SIZE:ROOT")]
    pub heads: Vec<String>,
    /// A key that must have signed the checkpoints
    #[arg(long = "key", value_name = "NAME+ID+BASE64")]
    pub keys: Vec<String>,
    /// A witness whose word on when a head existed counts
    #[arg(long = "witness", value_name = "NAME+ID+BASE64", help_heading = "The word of others")]
    pub witnesses: Vec<String>,
    /// Which logs and how many witnesses are enough (C2SP tlog-policy)
    #[arg(long, value_name = "FILE", help_heading = "The word of others")]
    pub policy: Option<PathBuf>,
    /// Verify timestamps with openssl: the certificates that the authority's must lead to (PEM)
    #[arg(long, value_name = "FILE", help_heading = "The word of others")]
    pub tsa_ca: Option<PathBuf>,
    /// Certificates on the way there, when the tokens do not hold them (PEM)
    #[arg(long, value_name = "FILE", requires = "tsa_ca", help_heading = "The word of others")]
    pub untrusted: Option<PathBuf>,
    /// Whose SSH key is whose [default: `controls/allowed_signers` of the program]
    #[arg(long, value_name = "FILE", help_heading = "The word of others")]
    pub allowed_signers: Option<PathBuf>,
    /// When the key that signed a binder has to be valid [default: now]
    #[arg(long, value_name = "T", value_parser = moment, help_heading = "The word of others")]
    pub at: Option<Instant>,
    /// Do not derive the results again from the original artifacts
    #[arg(long)]
    pub quick: bool,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// `storyproof doctor`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Doctor {
    /// Read every original artifact again, and compare all that was derived from it
    #[arg(long)]
    pub deep: bool,
    /// Make every derived table of the ledger again from its entries and artifacts
    #[arg(long)]
    pub rebuild: bool,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// `storyproof explain`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Explain {
    /// An id, a status word, a diagnostic code, an entry of the ledger such as `entry:57`, or the
    /// beginning of a SHA-256; `kind:id` where two kinds share an id; `ci` for the page about CI
    #[arg(add = super::typing::shells::any_id())]
    pub what: String,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// What can be done with records.
#[derive(Debug, Subcommand)]
pub(crate) enum Records {
    /// List them
    #[command(after_help = LIST_HELP)]
    List(List),
    /// Show one of them
    #[command(after_help = SHOW_HELP)]
    Show {
        /// Its id, or the beginning of it
        #[arg(add = super::typing::shells::any_id())]
        id: String,
        /// Of a check: also count what happened to its findings after this day (or instant)
        #[arg(long, value_parser = moment, value_name = "DAY")]
        since: Option<Instant>,
        /// Answer for people or for programs
        #[command(flatten)]
        answer: Answer,
    },
}

/// What can be done with stories.
#[derive(Debug, Subcommand)]
pub(crate) enum Stories {
    /// What can be done with every kind of record
    #[command(flatten)]
    Records(Records),
    /// Draft stories for what is failing, stale, missing or uncovered
    #[command(
        after_help = "Examples:\n  storyproof story suggest                              what would be written, and why\n  storyproof story suggest --why failing --limit 3\n  storyproof story suggest --framework pci-dss-4.0.1 --format toml\n  storyproof story suggest --control aws-baseline/AB.ENC-01 --write"
    )]
    Suggest(Suggest),
    /// What proves one story, criterion by criterion, what is missing, and what to run for it
    #[command(after_help = super::story_verify::HELP)]
    Verify(super::story_verify::Verify),
}

/// Which records to list.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct List {
    /// Only those with this status
    #[arg(long, value_name = "WORD")]
    pub status: Option<String>,
    /// Only those of this framework, epic or sprint
    #[arg(long = "in", value_name = "ID")]
    pub within: Option<String>,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

fn moment(text: &str) -> Result<Instant, String> {
    parse_moment(text).map_err(|error| error.to_string())
}

/// A run happens at an instant: a bare day is taken as its first second, never as later than the
/// run can have been.
pub(super) fn instant(text: &str) -> Result<Instant, String> {
    match text.parse::<Day>() {
        Ok(day) if day.is_accepted() => Ok(day.start()),
        _ => text.parse::<Instant>().map_err(|error| error.to_string()),
    }
}
