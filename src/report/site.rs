//! How the pages of a site name each other: which there are, and how each leads to the others.
//!
//! Paths are relative to the folder of the site, and links relative to the page that holds them, so
//! that a site works from a disk, from a file share and from a server alike.

use serde::Serialize;

use super::{
    Audit, Frame, Inputs, Lang, frame,
    words::{self, Word},
};
use crate::{
    assess::ControlStatus,
    ids::{CheckId, FrameworkId},
};

/// The path of the first page.
pub const INDEX: &str = "index.html";

/// How the page of a report leads to the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Site {
    /// The links that stand on each page.
    pub links: Vec<SiteLink>,
}

/// A link that stands on each page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteLink {
    /// What it is called.
    pub text: String,
    /// Where it leads, from the page that holds it.
    pub href: String,
    /// Whether it leads to this page.
    pub here: bool,
}

/// A page that the index lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SitePage {
    /// Its path.
    pub path: String,
    /// Its title.
    pub title: String,
    /// What it tells, in a sentence.
    pub tells: String,
    /// What it is called on each page; nothing when only the index names it.
    pub short: Option<String>,
    /// The heading that it stands under, in English.
    pub part: &'static str,
}

/// The pages of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteMap {
    /// The language of the pages' own words.
    pub lang: Lang,
    /// The pages, in the order of the index.
    pub pages: Vec<SitePage>,
}

impl SiteMap {
    /// How the page at a path leads to the others.
    pub fn at(&self, path: &str) -> Site {
        let up = up(path);
        let link = |text: &str, to: &str| SiteLink {
            text: text.to_owned(),
            href: format!("{up}{to}"),
            here: to == path,
        };
        let named =
            self.pages.iter().filter_map(|page| Some(link(page.short.as_ref()?, &page.path)));
        Site {
            links: std::iter::once(link(self.lang.text("Overview"), INDEX)).chain(named).collect(),
        }
    }
}

/// The way from a page up to the folder of the site.
pub fn up(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

/// The first page of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteIndex {
    /// What pins the report.
    pub frame: Frame,
    /// Each framework with how far it is proven.
    pub frameworks: Vec<FrameworkLine>,
    /// The pages, by heading.
    pub parts: Vec<SitePart>,
}

/// A framework with how far it is proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrameworkLine {
    /// Its title.
    pub title: String,
    /// Where its audit report stands.
    pub href: String,
    /// How many of its controls are proven.
    pub proven: u64,
    /// How many are applicable and due.
    pub counted: u64,
    /// The same as a part of a hundred.
    pub percent: String,
    /// How many of each status.
    pub counts: Vec<(Word, u64)>,
}

/// Pages under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SitePart {
    /// The heading, in English.
    pub title: &'static str,
    /// Its anchor.
    pub anchor: String,
    /// The pages.
    pub pages: Vec<SitePage>,
}

/// The first page, over the pages and the audit report of each framework.
pub fn site_index(
    inputs: &Inputs<'_>,
    map: &SiteMap,
    audits: &[(FrameworkId, String)],
) -> SiteIndex {
    let mut frame = Frame::new(inputs, "site", inputs.lang.text("Reports"));
    frame.site = Some(map.at(INDEX));
    let mut parts: Vec<SitePart> = Vec::new();
    for page in &map.pages {
        match parts.last_mut().filter(|part| part.title == page.part) {
            Some(part) => part.pages.push(page.clone()),
            None => parts.push(SitePart {
                title: page.part,
                anchor: page.part.to_lowercase().replace(' ', "-"),
                pages: vec![page.clone()],
            }),
        }
    }
    let frameworks = audits.iter().map(|(id, path)| framework(inputs, id, path)).collect();
    SiteIndex { frame, frameworks, parts }
}

fn framework(inputs: &Inputs<'_>, id: &FrameworkId, path: &str) -> FrameworkLine {
    let of_framework = inputs.assessment.controls.iter().filter(|(c, _)| c.framework == *id);
    let statuses: Vec<ControlStatus> = of_framework.map(|(_, judged)| judged.status).collect();
    let count = |keeps: fn(&ControlStatus) -> bool| {
        statuses.iter().filter(|status| keeps(status)).count() as u64
    };
    let (proven, counted) =
        (count(|status| status.is_proof()), count(|status| status.is_counted()));
    let chips = frame::control_chips(statuses.iter().copied(), |_| String::new());
    FrameworkLine {
        title: inputs
            .program
            .frameworks
            .get(id)
            .map_or_else(|| id.to_string(), |f| f.title.clone()),
        href: path.to_owned(),
        proven,
        counted,
        percent: words::percent(proven, counted),
        counts: chips.into_iter().map(|chip| (chip.status, chip.count)).collect(),
    }
}

/// Leads each check of an audit report to where every result of it stands.
pub fn lead_to_results(audit: &mut Audit, place: impl Fn(&CheckId) -> Option<String>) {
    let controls = audit.sections.iter_mut().flat_map(|section| &mut section.controls);
    for check in controls.flat_map(|control| &mut control.checks) {
        check.results = place(&check.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_leads_to_the_others_from_where_it_stands() {
        let page = |path: &str, short: Option<&str>| SitePage {
            path: path.to_owned(),
            title: String::new(),
            tells: String::new(),
            short: short.map(str::to_owned),
            part: "",
        };
        let pages = vec![page("risks.html", Some("Risks")), page("sprint-1.html", None)];
        let map = SiteMap { lang: Lang::Ja, pages };
        let told = |path: &str| -> Vec<(String, bool)> {
            map.at(path).links.into_iter().map(|link| (link.href, link.here)).collect()
        };
        assert_eq!(
            told("risks.html"),
            [("index.html".to_owned(), false), ("risks.html".to_owned(), true)]
        );
        assert_eq!(told("controls/f/1.html")[1], ("../../risks.html".to_owned(), false));
    }
}
