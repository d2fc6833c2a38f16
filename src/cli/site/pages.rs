//! Which pages a site has, and their bytes. All are made from the same inputs, so all have the same
//! two clocks and the same head of the ledger.

use std::collections::BTreeMap;

use storyproof::{
    binder::layout::Names,
    ids::{CheckId, FrameworkId},
    plan::Asked as Planned,
    program::Flaw,
    render::{self, site::Among},
    report::{
        self, Audit, Frame, Inputs, Results,
        audit::{Asked, view::ControlPart},
        lang::Lang,
        results::{CheckResults, Narrowed},
        site::{INDEX, SiteMap, SitePage, lead_to_results, site_index, up},
        traceability::Within,
    },
    say,
    time::Period,
};

use crate::cli::{failure::Failure, workspace::Workspace};

/// The page of all results, or of the checks when they are too many for one page.
const RESULTS: &str = "results.html";
/// The size of a page of results above which each check gets a page of its own.
const SPLIT: usize = 5_000_000;
/// How many controls a framework has when each gets a page of its own.
const LARGE: usize = 50;

/// The pages of a site.
pub(super) struct Pages<'a> {
    inputs: &'a Inputs<'a>,
    workspace: &'a Workspace,
    map: SiteMap,
    names: Names,
    /// The bytes of each page, by its path.
    pub(super) files: BTreeMap<String, Vec<u8>>,
}

/// Where the pages of the results stand.
struct ResultPages {
    all: Results,
    /// The page of each check, when each has one.
    of_check: BTreeMap<CheckId, String>,
}

impl ResultPages {
    /// Where the results of a check stand, from a page.
    fn place(&self, check: &CheckId, from: &str) -> Option<String> {
        self.all.checks.iter().find(|row| row.id == *check && row.count > 0)?;
        let up = up(from);
        Some(match self.of_check.get(check) {
            Some(page) => format!("{up}{page}"),
            None => format!("{up}{RESULTS}#check={check}"),
        })
    }
}

impl<'a> Pages<'a> {
    /// Every page.
    pub(super) fn of(
        workspace: &'a Workspace,
        inputs: &'a Inputs<'a>,
        period: Option<Period>,
    ) -> Result<Self, Failure> {
        let mut pages = Self {
            inputs,
            workspace,
            map: SiteMap { lang: inputs.lang, pages: Vec::new() },
            names: Names::default(),
            files: BTreeMap::new(),
        };
        let audits = pages.name_all();
        pages.program()?;
        let results = pages.results()?;
        for (framework, path) in &audits {
            pages.audit(framework, path, period, &results)?;
        }
        pages.registers()?;
        let index = site_index(inputs, &pages.map, &audits);
        pages.put(INDEX, render::site::index(&index))?;
        Ok(pages)
    }

    /// Names every page that the index lists. Gives the audit report of each framework.
    fn name_all(&mut self) -> Vec<(FrameworkId, String)> {
        let (program, lang) = (self.inputs.program, self.inputs.lang);
        let planning = "Planning";
        for page in planning_pages(lang) {
            if page.path != "plan.html" || report::plan(self.inputs, &planned()).is_ok() {
                self.name(&page, planning);
            }
        }
        for sprint in &program.sprints {
            let id = &sprint.id.value;
            let path = self.path("sprint-", id.as_str());
            let title = say!(lang, "Sprint {0}", id);
            let tells = sprint.goal.clone();
            self.map.pages.push(SitePage { path, title, tells, short: None, part: planning });
        }
        let audits: Vec<(FrameworkId, String)> = (program.frameworks.keys())
            .map(|id| (id.clone(), self.path("audit-", id.as_str())))
            .collect();
        for (id, path) in &audits {
            let title = say!(lang, "Audit report: {0}", self.title(id));
            let short = say!(lang, "Audit {0}", id);
            let tells = say!(
                lang,
                "Every requirement with its status, its reasons and the evidence behind it."
            );
            self.name(&Named { path, title: &title, short: &short, tells: &tells }, "Frameworks");
            if self.decides(id) {
                let path = self.path("soa-", id.as_str());
                let title = say!(lang, "Statement of Applicability: {0}", self.title(id));
                let short = say!(lang, "SoA {0}", id);
                let tells = say!(
                    lang,
                    "What was decided of each control and why, and how far it is proven."
                );
                let page = Named { path: &path, title: &title, short: &short, tells: &tells };
                self.name(&page, "Frameworks");
            }
        }
        for page in registers(lang) {
            self.name(&page, "Registers");
        }
        audits
    }

    fn name(&mut self, page: &Named<'_>, part: &'static str) {
        self.map.pages.push(SitePage {
            path: page.path.to_owned(),
            title: page.title.to_owned(),
            tells: page.tells.to_owned(),
            short: Some(page.short.to_owned()),
            part,
        });
    }

    /// A path for an id, that no other id has on any system.
    fn path(&mut self, before: &str, id: &str) -> String {
        format!("{}.html", self.names.name(&format!("{before}{id}")))
    }

    fn title(&self, framework: &FrameworkId) -> &'a str {
        self.inputs.program.frameworks.get(framework).map_or("", |framework| &framework.title)
    }

    /// Whether a framework has decisions on applicability.
    fn decides(&self, framework: &FrameworkId) -> bool {
        self.inputs.program.applicability.keys().any(|control| control.framework == *framework)
    }

    fn put(&mut self, path: &str, text: Result<String, render::Error>) -> Result<(), Failure> {
        let text =
            text.map_err(|error| Failure::because(format!("cannot write {path}"), &error))?;
        self.files.insert(path.to_owned(), text.into_bytes());
        Ok(())
    }

    /// Lets the page at a path lead to the others.
    fn lead(&self, frame: &mut Frame, path: &str) {
        frame.site = Some(self.map.at(path));
    }

    fn program(&mut self) -> Result<(), Failure> {
        let inputs = self.inputs;
        let mut view = report::program(inputs);
        self.lead(&mut view.frame, "program.html");
        self.put("program.html", render::html::program(&view))?;
        if let Ok(mut view) = report::plan(inputs, &planned()) {
            self.lead(&mut view.frame, "plan.html");
            self.put("plan.html", render::plan::html(&view))?;
        }
        let mut view = report::roadmap(inputs);
        self.lead(&mut view.frame, "roadmap.html");
        self.put("roadmap.html", render::roadmap::html(&view))?;
        let sprints = self.map.pages.iter().filter(|page| page.path.starts_with("sprint-"));
        let paths: Vec<String> = sprints.map(|page| page.path.clone()).collect();
        for (sprint, path) in inputs.program.sprints.iter().zip(paths) {
            if let Some(mut view) = report::sprint(inputs, &sprint.id.value) {
                self.lead(&mut view.frame, &path);
                self.put(&path, render::html::sprint(&view))?;
            }
        }
        Ok(())
    }

    /// The results: on one page, or on a page for each check when that one would be too large.
    fn results(&mut self) -> Result<ResultPages, Failure> {
        let mut all = report::results(self.inputs, &Narrowed::default());
        self.lead(&mut all.frame, RESULTS);
        let whole = render::results::html(&all);
        if !whole.as_ref().is_ok_and(|text| text.len() > SPLIT) {
            self.put(RESULTS, whole)?;
            return Ok(ResultPages { all, of_check: BTreeMap::new() });
        }
        let (mut names, mut of_check, mut listed) = (Names::default(), BTreeMap::new(), Vec::new());
        for check in &all.checks {
            let mut row = CheckResults { href: String::new(), ..check.clone() };
            if check.count > 0 {
                let path = format!("results/{}.html", names.name(check.id.as_str()));
                let mut view = all.only(check);
                self.lead(&mut view.frame, &path);
                self.put(&path, render::results::html(&view))?;
                row.href.clone_from(&path);
                of_check.insert(check.id.clone(), path);
            }
            listed.push(row);
        }
        self.put(RESULTS, render::site::results(&all, &listed))?;
        Ok(ResultPages { all, of_check })
    }

    fn audit(
        &mut self,
        framework: &FrameworkId,
        path: &str,
        period: Option<Period>,
        results: &ResultPages,
    ) -> Result<(), Failure> {
        let asked = Asked { period, sample: None };
        let mut view = report::audit_over(self.inputs, framework, &asked);
        self.lead(&mut view.frame, path);
        lead_to_results(&mut view, |check| results.place(check, path));
        self.put(path, render::audit::html(&view))?;
        self.controls(framework, path, &mut view, results)?;
        if self.decides(framework) {
            let mut view = report::soa(self.inputs, framework, self.inputs.lang);
            let page = self
                .map
                .pages
                .iter()
                .find(|page| page.path.eq_ignore_ascii_case(&format!("soa-{framework}.html")));
            if let Some(path) = page.map(|page| page.path.clone()) {
                self.lead(&mut view.frame, &path);
                self.put(&path, render::soa::html(&view))?;
            }
        }
        Ok(())
    }

    /// A page for each control of a large framework.
    fn controls(
        &mut self,
        framework: &FrameworkId,
        audit: &str,
        view: &mut Audit,
        results: &ResultPages,
    ) -> Result<(), Failure> {
        let stem = audit.trim_end_matches(".html").trim_start_matches("audit-");
        let folder = format!("controls/{stem}");
        // Every page of the folder is as deep as any other.
        let here = format!("{folder}/{INDEX}");
        lead_to_results(view, |check| results.place(check, &here));
        let controls: Vec<&ControlPart> =
            view.sections.iter().flat_map(|section| &section.controls).collect();
        if controls.len() <= LARGE {
            return Ok(());
        }
        let mut names = Names::default();
        let files: Vec<(&str, String)> = controls
            .iter()
            .map(|control| (control.id.as_str(), format!("{}.html", names.name(&control.id))))
            .collect();
        let beside = |at: Option<usize>| files.get(at?).map(|(id, file)| (*id, file.as_str()));
        for (at, control) in controls.iter().enumerate() {
            let Some((id, file)) = files.get(at) else { continue };
            let path = format!("{folder}/{file}");
            let mut frame = Frame {
                title: format!("{framework} {id}: {}", control.title),
                chips: Vec::new(),
                ..view.frame.clone()
            };
            self.lead(&mut frame, &path);
            let among = Among {
                path: &path,
                audit,
                framework: &view.framework.title,
                nouns: &view.framework.nouns,
                before: beside(at.checked_sub(1)),
                after: beside(at.checked_add(1)),
            };
            let text = render::site::control(&frame, control, &among);
            self.put(&path, text)?;
        }
        Ok(())
    }

    fn registers(&mut self) -> Result<(), Failure> {
        let inputs = self.inputs;
        let places = |flaw: &Flaw<'_>| flaw.places(&self.workspace.sources);
        let mut view = report::responsibility(inputs, None, &places);
        self.lead(&mut view.frame, "responsibility.html");
        self.put("responsibility.html", render::responsibility::html(&view))?;
        let mut view = report::risks(inputs);
        self.lead(&mut view.frame, "risks.html");
        self.put("risks.html", render::risks::html(&view))?;
        for (path, mut view) in [
            ("encryption.html", report::encryption(inputs)),
            ("logging.html", report::logging(inputs)),
        ] {
            self.lead(&mut view.frame, path);
            self.put(path, render::html::matrix(&view))?;
        }
        let mut view = report::traceability(inputs, &Within::default());
        self.lead(&mut view.frame, "traceability.html");
        self.put("traceability.html", render::traceability::html(&view))?;
        let mut view = report::trace_report(inputs, None);
        self.lead(&mut view.frame, "trace.html");
        self.put("trace.html", render::trace::html(&view))?;
        let mut view = report::evidence_index(inputs);
        self.lead(&mut view.frame, "evidence.html");
        self.put("evidence.html", render::evidence::html(&view))
    }
}

/// The next sprint, as it would be planned.
fn planned() -> Planned {
    Planned { sprint: None, capacity: None, carry_over: false }
}

/// A page with what it is called.
struct Named<'a> {
    path: &'a str,
    title: &'a str,
    short: &'a str,
    tells: &'a str,
}

impl<'a> Named<'a> {
    /// A page that is called the same everywhere.
    fn new(path: &'a str, title: &'a str, tells: &'a str) -> Self {
        Self { path, title, short: title, tells }
    }
}

/// The pages about work.
fn planning_pages(lang: Lang) -> [Named<'static>; 3] {
    [
        Named {
            short: lang.text("Program"),
            ..Named::new(
                "program.html",
                lang.text("The program"),
                lang.text("Proven beside claimed, coverage, risks, what slipped back: one page."),
            )
        },
        Named {
            short: lang.text("Plan"),
            ..Named::new(
                "plan.html",
                lang.text("The plan of the next sprint"),
                lang.text(
                    "What fits, what was chosen and left out, and when the goals will be reached.",
                ),
            )
        },
        Named::new(
            "roadmap.html",
            lang.text("Roadmap"),
            lang.text("Each epic over the sprints, with the layers that are reached."),
        ),
    ]
}

/// The registers.
fn registers(lang: Lang) -> [Named<'static>; 8] {
    [
        Named::new(
            "responsibility.html",
            lang.text("Responsibility"),
            lang.text("Who does what for each requirement, and who answers."),
        ),
        Named::new(
            "risks.html",
            lang.text("Risks"),
            lang.text(
                "Each risk with its treatment, what is verified of it, and what was accepted.",
            ),
        ),
        Named::new(
            "encryption.html",
            lang.text("Encryption"),
            lang.text("At rest and in transit, key owner and rotation, service by service."),
        ),
        Named::new(
            "logging.html",
            lang.text("Logging"),
            lang.text("Whether it is on, where it goes, how long it stays, and who reads it."),
        ),
        Named::new(
            "traceability.html",
            lang.text("Traceability"),
            lang.text("Story, control, check and evidence, linked both ways."),
        ),
        Named::new(
            "trace.html",
            lang.text("Trace"),
            lang.text("Requirement, block of a template, deployment, check and last result."),
        ),
        Named::new(
            "evidence.html",
            lang.text("Evidence"),
            lang.text("Every file in the ledger, and which checks it fed."),
        ),
        Named::new(
            RESULTS,
            lang.text("Results"),
            lang.text("Every subject of every check, to be filtered and sorted."),
        ),
    ]
}
