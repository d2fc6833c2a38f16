//! The program and the ledger as they are now, and the page that is asked for.

use std::{path::PathBuf, rc::Rc};

use storyproof::{
    diag::{HumanStyle, human},
    render,
    report::{
        Frame, Inputs, Lang,
        served::{Act, Place, Places, Served, Trouble},
    },
    say,
    source::Stamp,
    time::{AsOf, Day, Instant},
};

use super::{
    asked::{Asked, encoded},
    home,
    http::{Answer, Status},
    list, record, report,
};
use crate::cli::{
    args::Global,
    env::Env,
    failure::Failure,
    workspace::{Assessed, Workspace},
};

/// How many assessments are kept beside each other.
const KEPT: usize = 4;
/// How old an assessment as of now may become, in seconds.
const MAX_AGE: i64 = 60;
/// The columns of a page, for findings.
const COLUMNS: usize = 110;

/// Why there is no page.
pub(super) enum Stop {
    /// Nothing has this address.
    Missing,
    /// What is asked for cannot be said.
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<render::Error> for Stop {
    fn from(error: render::Error) -> Self {
        Self::Failed(Failure::because("cannot write the page", &error))
    }
}

/// At which clocks something was assessed.
#[derive(Debug, PartialEq, Eq)]
struct Clocks {
    as_of: Option<Instant>,
    known_at: Option<Instant>,
    since: Option<Day>,
}

/// What was found when the files were read last.
enum Read {
    Fine(Rc<Workspace>),
    Broken(Rc<Workspace>, String),
    Failed(Failure),
}

/// The program and the ledger as they are now.
pub(super) struct Site<'e> {
    lang: Lang,
    global: &'e Global,
    env: &'e mut Env,
    root: PathBuf,
    read: Read,
    stamp: Option<Stamp>,
    kept: Vec<(Clocks, Instant, Rc<Assessed>)>,
    /// How many states there were.
    number: u64,
    was_broken: bool,
    mended: bool,
}

/// What a page is made from.
pub(super) struct Making<'s> {
    pub(super) asked: &'s Asked,
    pub(super) workspace: Rc<Workspace>,
    pub(super) assessed: Rc<Assessed>,
    pub(super) served: Served,
    pub(super) global: Global,
    pub(super) lang: Lang,
}

/// What the reports of a page are made from.
pub(super) fn inputs<'a>(
    workspace: &'a Workspace,
    assessed: &'a Assessed,
    lang: Lang,
    served: Option<&'a Served>,
) -> Inputs<'a> {
    Inputs { lang, served, ..assessed.inputs(&workspace.program) }
}

impl<'e> Site<'e> {
    /// Reads the program; that there is none is a failure.
    pub(super) fn open(lang: Lang, global: &'e Global, env: &'e mut Env) -> Result<Self, Failure> {
        let workspace = Workspace::open(env)?;
        let mut site = Self {
            lang,
            global,
            env,
            root: workspace.root.clone(),
            read: Read::Fine(Rc::new(workspace)),
            stamp: None,
            kept: Vec::new(),
            number: 0,
            was_broken: false,
            mended: false,
        };
        site.look();
        Ok(site)
    }

    /// The present state of files and ledger, in a word that no other server has.
    pub(super) fn state(&self) -> String {
        format!("{:x}-{}", self.env.seed, self.number)
    }

    pub(super) fn say(&mut self, text: &str) {
        self.env.say(text);
    }

    pub(super) fn answer(&mut self, text: &str) -> Result<(), Failure> {
        self.env.answer(text)
    }

    /// What files and ledger look like from outside.
    fn stamped(&self) -> Stamp {
        let mut beside = vec![self.root.join(".git/logs/HEAD")];
        if let Read::Fine(workspace) | Read::Broken(workspace, _) = &self.read {
            beside.extend(workspace.ledger_path(self.env));
            let files = workspace.sources.iter();
            beside.extend(files.map(|(_, file)| self.root.join(&*file.path)));
        }
        Stamp::of(&self.root, beside)
    }

    /// Reads everything again when something changed.
    pub(super) fn look(&mut self) {
        let mut now = self.stamped();
        if self.stamp.as_ref() == Some(&now) {
            return;
        }
        self.number += 1;
        self.kept.clear();
        // Something may be written while it is read, and what is read says which files there are.
        for _ in 0..3 {
            self.read = self.read_again();
            let before = std::mem::replace(&mut now, self.stamped());
            let is_whole = before == now;
            self.stamp = Some(before);
            if is_whole {
                break;
            }
        }
        let is_broken = !matches!(self.read, Read::Fine(_));
        self.mended = self.was_broken && !is_broken;
        self.was_broken = is_broken;
    }

    fn read_again(&self) -> Read {
        let workspace = match Workspace::open(self.env) {
            Ok(workspace) => workspace,
            Err(failure) => return Read::Failed(failure),
        };
        let style = HumanStyle { width: COLUMNS, ..HumanStyle::default() };
        match workspace.trouble().map(|report| human(&report, &workspace.sources, style)) {
            Some(found) => Read::Broken(Rc::new(workspace), found),
            None => Read::Fine(Rc::new(workspace)),
        }
    }

    /// What has changed, in a line for the terminal.
    pub(super) fn news(&self) -> &'static str {
        match &self.read {
            Read::Fine(_) if self.mended => "changed: the files have no errors any more",
            Read::Fine(_) => "changed: pages are loaded again",
            Read::Broken(..) | Read::Failed(_) => "changed: every page shows what is wrong",
        }
    }

    /// The answer to what is asked for.
    pub(super) fn page(&mut self, target: &str) -> Answer {
        self.env.tick();
        self.look();
        let lang = self.lang;
        let asked = match Asked::parse(target) {
            Ok(asked) => asked,
            Err(why) => {
                let title = lang.text("This cannot be shown");
                let trouble = Failure::usage(why);
                return self.trouble(Status::BAD_REQUEST, title, &trouble, None, "");
            }
        };
        let query = asked.query();
        let workspace = match &self.read {
            Read::Fine(workspace) => Rc::clone(workspace),
            Read::Broken(_, found) => {
                let why = Failure::usage(say!(
                    lang,
                    "The program's files have errors. Pages come back by themselves when they are mended."
                ));
                let (title, found) = (lang.text("The files have errors"), Some(found.clone()));
                return self.trouble(Status::BUSY, title, &why, found, &query);
            }
            Read::Failed(failure) => {
                let (title, why) = (lang.text("The program cannot be read"), failure.clone());
                return self.trouble(Status::BUSY, title, &why, None, &query);
            }
        };
        match self.make(&asked, workspace) {
            Ok(html) => Answer::page(Status::OK, html),
            Err(Stop::Missing) => {
                let why = Failure::usage(say!(lang, "Nothing has this address."));
                let title = lang.text("There is no such page");
                self.trouble(Status::NOT_FOUND, title, &why, None, &query)
            }
            Err(Stop::Failed(why)) => {
                let status = if why.is_integrity() { Status::FAILED } else { Status::NOT_FOUND };
                self.trouble(status, lang.text("This cannot be shown"), &why, None, &query)
            }
        }
    }

    fn make(&mut self, asked: &Asked, workspace: Rc<Workspace>) -> Result<String, Stop> {
        let at = |asked: &Option<(Instant, String)>| asked.as_ref().map(|(at, _)| *at);
        let mut global = Global {
            as_of: at(&asked.as_of).or(self.global.as_of),
            known_at: at(&asked.known_at).or(self.global.known_at),
            ..self.global.clone()
        };
        if asked.period.is_some() {
            global = report::clocks(asked, &global, &workspace, self.env)?;
        }
        let since = asked.period.map(|period| period.start);
        let assessed = self.assessed(&global, since, &workspace)?;
        let mut served = self.served(&asked.query());
        served.as_of = asked.as_of.as_ref().map(|(_, text)| text.clone()).unwrap_or_default();
        served.known_at = asked.known_at.as_ref().map(|(_, text)| text.clone()).unwrap_or_default();
        served.places = places(&workspace, asked, self.lang);
        if self.mended {
            let notice = say!(self.lang, "The program's files had errors; they are mended.");
            served.notice = Some(notice);
        }
        let lang = self.lang;
        let making = Making { asked, workspace, assessed, served, global, lang };
        match &*asked.page {
            "" if asked.of.is_empty() => home::page(making, self.env),
            "list" => list::page(making),
            page if report::KINDS.contains(&page) => report::page(making, self.env),
            _ if !asked.of.is_empty() => record::page(making),
            _ => Err(Stop::Missing),
        }
    }

    /// The assessment at these clocks; the one of now is not older than a minute.
    fn assessed(
        &mut self,
        global: &Global,
        since: Option<Day>,
        workspace: &Workspace,
    ) -> Result<Rc<Assessed>, Failure> {
        let clocks = Clocks { as_of: global.as_of, known_at: global.known_at, since };
        let now = self.env.clock.now;
        let is_old = |at: Instant| now.unix() - at.unix() > MAX_AGE;
        self.kept.retain(|(clocks, at, _)| clocks.as_of.is_some() || !is_old(*at));
        if let Some((_, _, kept)) = self.kept.iter().find(|(kept, ..)| *kept == clocks) {
            return Ok(Rc::clone(kept));
        }
        let assessed = Rc::new(workspace.weigh_since(global, since, self.env)?);
        if self.kept.len() >= KEPT {
            self.kept.remove(0);
        }
        self.kept.push((clocks, now, Rc::clone(&assessed)));
        Ok(assessed)
    }

    fn served(&self, query: &str) -> Served {
        Served {
            state: self.state(),
            query: query.to_owned(),
            as_of: String::new(),
            known_at: String::new(),
            places: Vec::new(),
            acts: Vec::new(),
            acts_open: false,
            notice: None,
        }
    }

    /// A page that says what is in the way.
    fn trouble(
        &self,
        status: Status,
        title: &str,
        why: &Failure,
        findings: Option<String>,
        query: &str,
    ) -> Answer {
        let now = self.env.clock.now;
        let mut served = self.served(query);
        let entrance = place(self.lang.text("Entrance"), "/", query);
        served.places.push(Places { title: String::new(), links: vec![entrance] });
        if findings.is_some() {
            let command = "storyproof check".to_owned();
            served.acts.push(Act { what: say!(self.lang, "The same in a terminal"), command });
        }
        let view = Trouble {
            frame: Frame::bare(self.lang, title, AsOf { observed: now, known: now }, served),
            message: why.message().to_owned(),
            help: why.advice().map(str::to_owned),
            findings,
        };
        match render::served::trouble(&view) {
            Ok(html) => Answer::page(status, html),
            Err(error) => Answer::text(Status::FAILED, &error.to_string()),
        }
    }
}

/// A place, with the clocks.
pub(super) fn place(text: &str, path: &str, query: &str) -> Place {
    Place { text: text.to_owned(), href: format!("{path}{query}"), here: false }
}

/// Everything that can be gone to.
fn places(workspace: &Workspace, asked: &Asked, lang: Lang) -> Vec<Places> {
    let (program, query) = (&workspace.program, asked.query());
    let of = |title: &str, links: Vec<(String, String)>| Places {
        title: title.to_owned(),
        links: links.iter().map(|(text, path)| place(text, path, &query)).collect(),
    };
    let pair = |text: &str, path: &str| (text.to_owned(), path.to_owned());
    let frameworks = |page: &str| {
        let all = program.frameworks.values();
        let path = |id: &str| format!("/{page}/{}", encoded(id));
        all.map(|f| (f.title.clone(), path(f.id.value.as_str()))).collect::<Vec<_>>()
    };
    let sprints = program.sprints.iter().rev();
    let sprints = sprints
        .map(|s| (s.id.value.to_string(), format!("/sprint/{}", encoded(s.id.value.as_str()))));
    let lists = list::KINDS
        .iter()
        .map(|(name, plural, _)| (lang.text(plural).to_owned(), format!("/list/{name}")));
    let first = [
        (lang.text("Entrance"), "/"),
        (lang.text("Program"), "/program"),
        (lang.text("Board"), "/board"),
    ];
    let next = [(lang.text("Plan"), "/plan"), (lang.text("Roadmap"), "/roadmap")];
    let matrices = [
        (lang.text("Responsibility"), "/responsibility"),
        (lang.text("Encryption"), "/encryption"),
        (lang.text("Logging"), "/logging"),
    ];
    let registers = [(lang.text("Risks"), "/risks"), (lang.text("Traceability"), "/traceability")];
    let pairs = |all: &[(&str, &str)]| all.iter().map(|(text, path)| pair(text, path)).collect();
    let mut all = vec![
        of("", pairs(&first)),
        of(lang.text("Sprints"), sprints.collect()),
        of("", pairs(&next)),
        of(lang.text("Audit"), frameworks("audit")),
        of(lang.text("SoA"), frameworks("soa")),
        of(lang.text("Matrices"), pairs(&matrices)),
        of("", pairs(&registers)),
        of(lang.text("Records"), lists.collect()),
    ];
    let here = if asked.of.is_empty() {
        format!("/{}{query}", asked.page)
    } else {
        format!("/{}/{}{query}", asked.page, encoded(&asked.of))
    };
    for link in all.iter_mut().flat_map(|group| &mut group.links) {
        link.here = link.href == here;
    }
    all.retain(|group| !group.links.is_empty());
    all
}
