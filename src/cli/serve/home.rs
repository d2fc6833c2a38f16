//! The entrance: where each of the people begins, what is open, and the next useful commands.

use storyproof::{
    render,
    report::{
        self, Frame, Inputs, ProgramReport,
        frame::control_chips,
        served::{Entry, Home, OpenRow},
    },
};

use super::{
    acts::act,
    asked::encoded,
    site::{Making, Stop, place},
};
use crate::cli::{env::Env, status};

/// How much of what is open stands here.
const SHOWN: usize = 15;

/// The entrance.
pub(super) fn page(making: Making<'_>, env: &Env) -> Result<String, Stop> {
    let Making { asked, workspace, assessed, mut served, .. } = making;
    let view = report::program(&assessed.inputs(&workspace.program));
    let next = status::next(&workspace, &assessed, &view, env);
    served.acts = next.into_iter().map(|next| act(next.why, next.command)).collect();
    served.acts_open = true;
    let query = asked.query();
    let mut open = open(&view, &query);
    let more = open.len().saturating_sub(SHOWN);
    open.truncate(SHOWN);
    let inputs = Inputs { served: Some(&served), ..assessed.inputs(&workspace.program) };
    let mut frame = Frame::new(&inputs, "home", view.frame.program.clone());
    let statuses = inputs.assessment.controls.values().map(|control| control.status);
    frame.chips = control_chips(statuses, |_| format!("/list/control{query}"));
    let head = &view.headline;
    let points = [head.proven.points, head.claimed.points, head.difference.points];
    Ok(render::served::home(&Home {
        frame,
        points,
        entries: entries(&workspace.program, &query),
        open,
        more,
    })?)
}

fn open(view: &ProgramReport, query: &str) -> Vec<OpenRow> {
    let slipped = view.slipped.iter().map(|row| OpenRow {
        id: row.story.text.clone(),
        href: format!("/story/{}{query}", encoded(&row.story.text)),
        title: row.title.clone(),
        status: Some(row.proof),
        why: row.reason.clone(),
        since: row.since.map(|day| day.to_string()).unwrap_or_default(),
    });
    let overlooked = view.overlooked.iter().map(|row| OpenRow {
        id: row.check.text.clone(),
        href: format!("/check/{}{query}", encoded(&row.check.text)),
        title: row.title.clone(),
        status: None,
        why: row.what.clone(),
        since: row.which.clone(),
    });
    slipped.chain(overlooked).collect()
}

fn entries(program: &storyproof::program::Program, query: &str) -> Vec<Entry> {
    let link = |text: &str, path: &str, what: &str| (place(text, path, query), what.to_owned());
    let manager = vec![
        link("Board", "/board", "the sprint: claimed beside proven, and what slipped back"),
        link("Plan", "/plan", "the next sprint, by the written rule"),
        link("Roadmap", "/roadmap", "epics over sprints"),
        link("Program", "/program", "one page for management"),
        link("Risks", "/risks", "the register, with its trend"),
    ];
    let mut auditor: Vec<_> = program
        .frameworks
        .values()
        .map(|framework| {
            let path = format!("/audit/{}", encoded(framework.id.value.as_str()));
            link(&framework.title, &path, "every control with its evidence")
        })
        .collect();
    auditor.push(link("Statement of Applicability", "/soa", "each decision with its reason"));
    auditor.push(link("Evidence", "/list/evidence", "every file in the ledger"));
    auditor.push(link("Approvals", "/list/approval", "who approved what, and what changed since"));
    let engineer = vec![
        link("Checks", "/list/check", "what machines answer, and what fails"),
        link("Stories", "/list/story", "with what proves them"),
        link(
            "Traceability",
            "/traceability",
            "story, control, check, evidence; and what leads nowhere",
        ),
        link("Encryption", "/encryption", "service by service"),
        link("Logging", "/logging", "service by service"),
    ];
    vec![
        Entry { who: "Security program manager", links: manager },
        Entry { who: "Auditor", links: auditor },
        Entry { who: "Engineer", links: engineer },
    ]
}
