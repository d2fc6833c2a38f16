//! `storyproof permissions`: what every role may do and what it does.

use std::fmt::Write as _;

use storyproof::{
    diag::safe_text,
    report::permissions::{Permissions, UseAt, permissions},
};

use super::{
    answers,
    args::{Answer, Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output,
    table::table,
    workspace::Workspace,
};

/// How many unused services a row names.
const NAMED: usize = 6;

pub(super) fn run(args: &Answer, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let inputs = assessed.inputs(&workspace.program);
    let view = permissions(&inputs);
    if args.format == Format::Json {
        let as_of = assessed.assessment.as_of;
        output::json(env, &answers::PERMISSIONS, as_of, assessed.history.head.as_ref(), &view)?;
    } else {
        let text = text(&view, env.width);
        env.answer(&text)?;
    }
    Ok(if view.roles.is_empty() { Ended::Nothing } else { workspace.ended() })
}

fn text(view: &Permissions, width: usize) -> String {
    if view.roles.is_empty() {
        return "No last-accessed report is recorded.\n\n  \
                aws iam generate-service-last-accessed-details --arn ROLE\n  \
                aws iam get-service-last-accessed-details --job-id ID | \
                storyproof ingest - --subject ROLE\n"
            .into();
    }
    let rows: Vec<Vec<String>> = view
        .roles
        .iter()
        .map(|role| {
            let mut unused: Vec<&str> =
                role.unused.iter().take(NAMED).map(|grant| grant.service.as_str()).collect();
            let more = role.unused.len().saturating_sub(NAMED);
            let more = format!("and {more} more");
            if role.unused.len() > NAMED {
                unused.push(&more);
            }
            vec![
                safe_text(&role.name).into_owned(),
                format!("{} of {}", role.used, role.granted),
                trend(&role.trend),
                role.observed.to_string(),
                safe_text(&unused.join(", ")).into_owned(),
            ]
        })
        .collect();
    let mut out =
        table(&["role", "used", "reports before", "as of", "granted and not used"], &rows, width);
    let percent = view.used_percent.map(|percent| format!(" ({percent} %)")).unwrap_or_default();
    // Writing to a string cannot fail.
    writeln!(
        out,
        "\n{} of {} granted services are used{percent}, over {} roles.",
        view.used,
        view.granted,
        view.roles.len()
    )
    .ok();
    out
}

/// The share used in the reports before the newest, oldest first.
fn trend(trend: &[UseAt]) -> String {
    let before = trend.split_last().map_or(&[][..], |(_, before)| before);
    let shares = before.iter().map(|at| format!("{}/{}", at.used, at.granted));
    shares.collect::<Vec<_>>().join(" ")
}
