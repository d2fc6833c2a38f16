//! `storyproof check`: everything that is wrong with the files, in one run, and the gate over what
//! evidence proves.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
};

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    diag::{HumanStyle, Levels, Outcome, Report, ReportView, Verdict, human},
    program::rules::gate::{GATE, GateWord, gate_rank},
    render::gate as render,
    report::gate,
};

use super::{
    answers,
    args::Global,
    check_args::{Check, CheckFormat},
    check_baseline::Since,
    env::Env,
    failure::{Ended, Failure},
    git_files, output,
    workspace::{Assessed, Workspace},
};

/// What `check` found, and what to make of it.
struct Found<'w> {
    workspace: &'w Workspace,
    assessed: &'w Assessed,
    report: Report,
    fail_on: Vec<&'static str>,
    since: Option<Since>,
    verdict: Verdict,
}

/// The answer for programs.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CheckAnswer")]
pub(super) struct Answer<'a> {
    #[serde(flatten)]
    found: ReportView<'a>,
    /// What follows from it.
    gate: Gate<'a>,
}

/// What follows from what was found.
#[derive(Serialize, JsonSchema)]
struct Gate<'a> {
    /// `passed`, `failed` or `nothing assessed`.
    verdict: &'static str,
    /// The words of `--fail-on`.
    fail_on: &'a [&'static str],
    /// The name of the baseline; `null` without one.
    baseline: Option<&'a str>,
}

pub(super) fn run(args: &Check, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = if args.staged { Workspace::open_staged(env)? } else { Workspace::open(env)? };
    let words: Vec<&GateWord> =
        GATE.iter().filter(|word| args.fail_on.iter().any(|typed| typed == word.word)).collect();
    let lints = &workspace.program.settings.lints;
    let levels = Levels::new(lints).failing_on(words.iter().map(|word| &word.rule));
    let assessed = workspace.weigh(global, env)?;
    let asked = gate(&assessed.inputs(&workspace.program), &levels);
    let mut report = workspace.check_also(env, Some(&assessed), asked, &levels);
    let fail_on: Vec<&'static str> = words.iter().map(|word| word.word).collect();
    let since = match &args.baseline {
        Some(name) => Some(Since::read(name, &workspace, &words, global, env)?),
        None => None,
    };
    if let Some(since) = &since {
        since.baseline.mark(&mut report, &workspace.sources, gate_rank);
    }
    let is_empty = assessed.history.runs.is_empty() && assessed.history.attestations.is_empty();
    let verdict = if report.errors() > 0 {
        Verdict::Failed
    } else if is_empty && !fail_on.is_empty() && !args.allow_empty {
        Verdict::Nothing
    } else {
        Verdict::Passed
    };
    let found =
        Found { workspace: &workspace, assessed: &assessed, report, fail_on, since, verdict };
    found.answer(args.format, env)?;
    if is_empty && !found.fail_on.is_empty() && !args.allow_empty {
        env.complain("warning: there is no evidence at these two clocks: nothing was assessed (--allow-empty accepts that)");
    }
    Ok(found.ended())
}

impl Found<'_> {
    fn ended(&self) -> Ended {
        let unreadable = self.report.findings.iter().any(|finding| finding.diagnostic.rule.fixed);
        match self.verdict {
            _ if unreadable => Ended::Partly,
            Verdict::Failed => Ended::Findings,
            Verdict::Nothing => Ended::Nothing,
            Verdict::Passed => Ended::Fine,
        }
    }

    fn outcome(&self) -> Outcome<'_> {
        let sources = &self.workspace.sources;
        let folder = git_files::folder(&self.workspace.root).unwrap_or_default();
        let outcome = Outcome::new(&self.report, sources, gate_rank, self.verdict);
        let mut outcome = outcome.within(&folder);
        outcome.fail_on.clone_from(&self.fail_on);
        outcome.baseline = self.since.as_ref().map(|since| since.name.as_str());
        outcome
    }

    fn answer(&self, format: CheckFormat, env: &mut Env) -> Result<(), Failure> {
        let unwritten = |error: &dyn std::error::Error| Failure::because("cannot write", error);
        match format {
            CheckFormat::Human => {
                let style = HumanStyle { color: env.colour, width: env.width, unicode: true };
                let mut text = human(&self.report, &self.workspace.sources, style);
                if !self.fail_on.is_empty() || self.since.is_some() {
                    let headline = self.outcome().headline();
                    text.push_str(&storyproof::diag::safe_line(&headline));
                    text.push('\n');
                }
                env.answer_styled(&text)
            }
            CheckFormat::Json => self.json(env),
            CheckFormat::Sarif => {
                env.answer(&render::sarif(&self.outcome()).map_err(|error| unwritten(&error))?)
            }
            CheckFormat::Junit => {
                env.answer(&render::junit(&self.outcome()).map_err(|error| unwritten(&error))?)
            }
            CheckFormat::Gitlab => {
                env.answer(&render::gitlab(&self.outcome()).map_err(|error| unwritten(&error))?)
            }
            CheckFormat::Md => {
                env.answer(&render::markdown(&self.outcome(), render::markdown::LIMIT))
            }
            CheckFormat::Github => {
                let outcome = self.outcome();
                add_summary(&outcome, env)?;
                env.answer(&render::github(&outcome))
            }
        }
    }

    fn json(&self, env: &mut Env) -> Result<(), Failure> {
        let data = Answer {
            found: ReportView::new(&self.report, &self.workspace.sources),
            gate: Gate {
                verdict: self.verdict.word(),
                fail_on: &self.fail_on,
                baseline: self.since.as_ref().map(|since| since.name.as_str()),
            },
        };
        let assessment = &self.assessed.assessment;
        output::json(env, &answers::CHECK, assessment.as_of, assessment.head.as_ref(), &data)
    }
}

/// Adds the summary to that of the step, where GitHub asks for one. The limit holds for all that
/// the step has said.
fn add_summary(outcome: &Outcome<'_>, env: &Env) -> Result<(), Failure> {
    let Some(path) = &env.step_summary else { return Ok(()) };
    let fail = |error| {
        Failure::because(format!("cannot add to GITHUB_STEP_SUMMARY, {}", path.display()), &error)
    };
    let before = fs::metadata(path).map_or(0, |file| file.len());
    let before = usize::try_from(before).unwrap_or(usize::MAX);
    let text = render::markdown(outcome, render::markdown::LIMIT.saturating_sub(before));
    let mut file = OpenOptions::new().append(true).create(true).open(path).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)
}
