//! `storyproof check`: everything that is wrong with the files, in one run.

use storyproof::{
    diag::{HumanStyle, human, json},
    time::AsOf,
};

use super::{
    args::{Answer, Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output,
    workspace::Workspace,
};

pub(super) fn run(args: &Answer, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.weigh(global, env)?;
    let report = workspace.check(env, Some(&assessed));
    match args.format {
        Format::Human => {
            let style = HumanStyle { color: env.colour, width: env.width, unicode: true };
            let text = human(&report, &workspace.sources, style);
            env.answer_styled(&text)?;
        }
        Format::Json => {
            let text = json(&report, &workspace.sources)
                .map_err(|error| Failure::because("cannot write JSON", &error))?;
            let data: serde_json::Value = serde_json::from_str(&text)
                .map_err(|error| Failure::because("cannot write JSON", &error))?;
            let now = AsOf { observed: env.clock.now, known: env.clock.now };
            output::json(env, "check", now, None, &data)?;
        }
    }
    let unreadable = report.findings.iter().any(|finding| finding.diagnostic.rule.fixed);
    Ok(if unreadable {
        Ended::Partly
    } else if report.errors() > 0 {
        Ended::Findings
    } else {
        Ended::Fine
    })
}
