//! `storyproof component unclaimed`: what was seen in evidence and belongs to no component.

use storyproof::report::{unclaimed, unclaimed::UnclaimedView, words};

use super::args::Unclaimed;
use crate::cli::{
    answers,
    args::{Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output,
    table::table,
    workspace::Workspace,
};

pub(super) fn run(args: &Unclaimed, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let view = unclaimed(&assessed.inputs(&workspace.program), args.limit);
    if args.answer.format == Format::Json {
        let (as_of, head) = (assessed.assessment.as_of, assessed.history.head.as_ref());
        output::json(env, &answers::COMPONENT_UNCLAIMED, as_of, head, &view)?;
    } else {
        let text = human(&view, env.width);
        env.answer(&text)?;
    }
    Ok(workspace.ended())
}

fn human(view: &UnclaimedView, width: usize) -> String {
    let mut out = format!("{}\n", view.summary);
    if !view.rows.is_empty() {
        let rows: Vec<Vec<String>> = view
            .rows
            .iter()
            .map(|row| {
                let account = row.account.clone().unwrap_or_default();
                let unknown = if row.account_known { "" } else { " (not in the program)" };
                vec![
                    row.service.clone(),
                    row.kind.clone(),
                    format!("{account}{unknown}"),
                    row.count.to_string(),
                    row.last_seen.to_string(),
                    row.example.clone(),
                ]
            })
            .collect();
        let header = ["service", "type", "account", "resources", "last seen", "for example"];
        out = format!("{out}\n{}", table(&header, &rows, width));
    }
    if view.more > 0 {
        let groups = words::count(view.more as u64, "more group");
        let resources = words::count(view.more_resources, "resource");
        out = format!("{out}and {resources} in {groups}: raise --limit\n");
    }
    if view.attention {
        let of = words::count(view.components as u64, "component");
        out = format!(
            "{out}\n{} of {of} claim resources. {}\n  {}\n",
            view.claiming, view.remedy, view.command
        );
    }
    out
}
