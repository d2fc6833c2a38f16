//! The program on one page, however many stories it has.
//!
//! Of some hundred stories each has its row. Of more, the page has the sums by sprint and by epic, the
//! first rows of each group, among them every story that another part of the page names first, and says
//! where all of them stand; a page of megabytes is one that nobody opens.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{chart, page::page_with_chart};
use crate::{
    render::Error,
    report::{ProgramReport, program::work::WorkRow},
};

/// How many stories a page shows one by one.
const MANY: usize = 500;
/// How many rows of a list a page shows that cannot show all.
const SHOWN: usize = 100;
/// How many stories it names beside a control.
const NAMED: usize = 6;
/// How a link to the row of a story begins.
const LINK: &str = "<a href=\"#story:";

#[derive(Serialize)]
struct Page<'a> {
    #[serde(flatten)]
    view: &'a ProgramReport,
    short: Option<Short<'a>>,
}

/// What a page says that does not show every story.
#[derive(Serialize)]
struct Short<'a> {
    /// How many stories there are.
    stories: usize,
    /// How many of each group are left out.
    groups: Vec<usize>,
    /// How many that slipped back are left out.
    slipped: usize,
    /// How many stories it names beside a control.
    named: usize,
    sprints: &'a [WorkRow],
    epics: &'a [WorkRow],
    /// How many epics are left out.
    more_epics: usize,
}

/// The program on one page.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn program(view: &ProgramReport) -> Result<String, Error> {
    let stories: usize = view.stories.iter().map(|group| group.rows.len()).sum();
    let chart = chart::burn_up(&view.burn_up);
    if stories <= MANY {
        let page = Page { view, short: None };
        return page_with_chart("program.html", &view.frame, &page, chart);
    }
    let mut shown = view.clone();
    shown.slipped.truncate(SHOWN);
    let first: BTreeSet<&str> = shown.slipped.iter().map(|row| row.story.text.as_str()).collect();
    let mut groups = Vec::new();
    for group in &mut shown.stories {
        let all = group.rows.len();
        let mut room = SHOWN;
        group.rows.retain(|row| {
            let is_shown = room > 0 || first.contains(row.id.as_str());
            room = room.saturating_sub(1);
            is_shown
        });
        groups.push(all - group.rows.len());
    }
    let short = Short {
        stories,
        groups,
        slipped: view.slipped.len() - shown.slipped.len(),
        named: NAMED,
        sprints: &view.work.sprints,
        epics: view.work.epics.get(..SHOWN).unwrap_or(&view.work.epics),
        more_epics: view.work.epics.len().saturating_sub(SHOWN),
    };
    let page = Page { view: &shown, short: Some(short) };
    let text = page_with_chart("program.html", &view.frame, &page, chart)?;
    Ok(without_dead_links(&text))
}

/// A page in which what names a story leads to its row only when it has one.
fn without_dead_links(page: &str) -> String {
    let rows: BTreeSet<&str> =
        page.split(" id=\"story:").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(LINK) {
        out.push_str(before);
        rest = after;
        let id = after.split('"').next().unwrap_or_default();
        let link = after.split_once('>').and_then(|(_, inside)| inside.split_once("</a>"));
        match link {
            Some((text, behind)) if !rows.contains(id) => {
                out.push_str(text);
                rest = behind;
            }
            _ => out.push_str(LINK),
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{self, program::StoryGroup, testing::Sample};

    /// A program of so many stories, each like the first that is claimed without proof.
    fn large(stories: usize) -> ProgramReport {
        let sample = Sample::with_text("plain");
        let mut view = report::program(&sample.inputs());
        let group: &mut StoryGroup = &mut view.stories[1];
        let one = group.rows[0].clone();
        group.rows = (0..stories)
            .map(|n| {
                let id = format!("L-{n:05}");
                report::rows::StoryRow {
                    anchor: format!("story:{id}"),
                    id: id.parse().unwrap(),
                    ..one.clone()
                }
            })
            .collect();
        let slipped = view.slipped[0].clone();
        view.slipped = (0..stories)
            .map(|n| {
                let id = format!("L-{:05}", stories - 1 - n);
                let story = report::rows::Link { href: format!("#story:{id}"), text: id };
                report::program::slipped::SlippedRow { story, ..slipped.clone() }
            })
            .collect();
        view
    }

    #[test]
    fn a_page_of_many_stories_stays_small_and_says_what_it_leaves_out() {
        let page = program(&large(10_000)).unwrap();
        assert!(page.len() < 500_000, "{} bytes", page.len());
        // The longest that slipped back are the last by their ids: they are shown, and led to.
        for id in ["L-00000", "L-00099", "L-09999", "L-09900"] {
            assert!(page.contains(&format!("id=\"story:{id}\"")), "{id}");
        }
        assert!(!page.contains("L-05000"));
        assert!(page.contains("and 9,800 more"), "a list says how much it leaves out");
        assert!(page.contains("storyproof report program -o program.xlsx"));
        let rows: BTreeSet<&str> =
            page.split(" id=\"story:").skip(1).filter_map(|row| row.split('"').next()).collect();
        let links = page.split("href=\"#story:").skip(1);
        assert!(links.filter_map(|link| link.split('"').next()).all(|id| rows.contains(id)));
    }

    #[test]
    fn a_page_of_some_stories_has_them_all() {
        let page = program(&large(400)).unwrap();
        assert_eq!(page.matches(" id=\"story:L-").count(), 400);
        assert!(!page.contains("program.xlsx"));
    }
}
