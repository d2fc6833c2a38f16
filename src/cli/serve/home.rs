//! The entrance: where each of the people begins, what is open, and the next useful commands.

use storyproof::{
    render,
    report::{
        self, Frame, Lang, ProgramReport,
        frame::control_chips,
        served::{Entry, Home, OpenRow},
    },
    say,
};

use super::{
    acts::act,
    asked::encoded,
    site::{Making, Stop, inputs, place},
};
use crate::cli::{env::Env, status};

/// How much of what is open stands here.
const SHOWN: usize = 15;

/// The entrance.
pub(super) fn page(making: Making<'_>, env: &Env) -> Result<String, Stop> {
    let Making { asked, workspace, assessed, mut served, lang, .. } = making;
    let view = report::program(&inputs(&workspace, &assessed, lang, None));
    let next = status::next(&workspace, &assessed, &view, env);
    served.acts = next.into_iter().map(|next| act(next.why, next.command)).collect();
    served.acts_open = true;
    let query = asked.query();
    let mut open = open(&view, &query);
    let more = open.len().saturating_sub(SHOWN);
    open.truncate(SHOWN);
    let inputs = inputs(&workspace, &assessed, lang, Some(&served));
    let mut frame = Frame::new(&inputs, "home", view.frame.program.clone());
    let statuses = inputs.assessment.controls.values().map(|control| control.status);
    frame.chips = control_chips(statuses, |_| format!("/list/control{query}"));
    let head = &view.headline;
    let points = [head.proven.points, head.claimed.points, head.difference.points];
    Ok(render::served::home(&Home {
        frame,
        points,
        entries: entries(&workspace.program, &query, lang),
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

fn entries(program: &storyproof::program::Program, query: &str, lang: Lang) -> Vec<Entry> {
    let link = |(text, path, what): (&str, &str, &str)| (place(text, path, query), what.to_owned());
    let of = |who: &str, links: Vec<_>| Entry { who: who.to_owned(), links };
    let mut auditor: Vec<_> = program
        .frameworks
        .values()
        .map(|framework| {
            let path = format!("/audit/{}", encoded(framework.id.value.as_str()));
            let what = say!(lang, "every control with its evidence");
            link((&framework.title, &path, &what))
        })
        .collect();
    auditor.extend(for_auditors(lang).map(link));
    vec![
        of(lang.text("Security program manager"), for_managers(lang).map(link).to_vec()),
        of(lang.text("Auditor"), auditor),
        of(lang.text("Engineer"), for_engineers(lang).map(link).to_vec()),
    ]
}

/// What it is called, where it is, and what is there.
type Link = (&'static str, &'static str, &'static str);

fn for_managers(lang: Lang) -> [Link; 5] {
    [
        (
            lang.text("Board"),
            "/board",
            lang.text("the sprint: claimed beside proven, and what slipped back"),
        ),
        (lang.text("Plan"), "/plan", lang.text("the next sprint, by the written rule")),
        (lang.text("Roadmap"), "/roadmap", lang.text("epics over sprints")),
        (lang.text("Program"), "/program", lang.text("one page for management")),
        (lang.text("Risks"), "/risks", lang.text("the register, with its trend")),
    ]
}

fn for_auditors(lang: Lang) -> [Link; 3] {
    [
        (
            lang.text("Statement of Applicability"),
            "/soa",
            lang.text("each decision with its reason"),
        ),
        (lang.text("Evidence"), "/list/evidence", lang.text("every file in the ledger")),
        (
            lang.text("Approvals"),
            "/list/approval",
            lang.text("who approved what, and what changed since"),
        ),
    ]
}

fn for_engineers(lang: Lang) -> [Link; 5] {
    [
        (lang.text("Checks"), "/list/check", lang.text("what machines answer, and what fails")),
        (lang.text("Stories"), "/list/story", lang.text("with what proves them")),
        (
            lang.text("Traceability"),
            "/traceability",
            lang.text("story, control, check, evidence; and what leads nowhere"),
        ),
        (lang.text("Encryption"), "/encryption", lang.text("service by service")),
        (lang.text("Logging"), "/logging", lang.text("service by service")),
    ]
}
