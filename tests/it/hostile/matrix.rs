//! The matrix: every payload in every field of every record, scan, claim, statement, file name and
//! CI variable, through the binary, into every report in every form and everything a terminal shows.

use std::{
    collections::BTreeSet,
    fs,
    io::{Cursor, Read as _},
    process::Command,
    sync::OnceLock,
};

use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;
use storyproof::{
    binder::{Files, unpack},
    diag::safe::is_unsafe,
    ingest::Format,
};

use super::{browser, payloads, program, repository, scans};
use crate::cli::harness::{Answer, Place};

/// What reports are typed with beside their names, where there is more to type.
const MORE: [(&str, &[&str]); 3] = [("sprint", &["S1"]), ("sprint", &["S2"]), ("audit", &["f"])];
const FORMS: [&str; 5] = ["html", "md", "json", "csv", "xlsx"];

/// Variables that say which CI job this is, of one system for each.
const JOBS: [(&str, &[&str]); 3] = [
    (
        "GITHUB_ACTIONS",
        &[
            "GITHUB_SERVER_URL",
            "GITHUB_REPOSITORY",
            "GITHUB_RUN_ID",
            "GITHUB_JOB",
            "GITHUB_REF_NAME",
            "GITHUB_SHA",
            "GITHUB_ACTOR",
        ],
    ),
    (
        "GITLAB_CI",
        &[
            "CI_JOB_URL",
            "CI_PIPELINE_ID",
            "CI_JOB_NAME",
            "CI_PROJECT_PATH",
            "CI_COMMIT_REF_NAME",
            "CI_COMMIT_SHA",
            "GITLAB_USER_LOGIN",
        ],
    ),
    (
        "JENKINS_URL",
        &[
            "BUILD_URL",
            "BUILD_TAG",
            "JOB_NAME",
            "GIT_URL",
            "GIT_BRANCH",
            "GIT_COMMIT",
            "BUILD_USER_ID",
        ],
    ),
];

/// A program with a ledger in which a group of payloads stands wherever a stranger can write.
struct World {
    place: Place,
    number: usize,
    /// Whether its payloads would act on a terminal.
    acts: bool,
    /// The entries that are approvals.
    approvals: Vec<String>,
}

impl World {
    /// Whether it has no payloads, and is what the others are held against.
    fn is_plain(&self) -> bool {
        self.number == 0
    }

    /// Lays the program, and records all evidence.
    fn of(group: &[String], number: usize) -> Self {
        let acts = group.iter().any(|payload| payload.contains(is_unsafe));
        let mut world = Self { place: Place::empty(), number, acts, approvals: Vec::new() };
        for (path, text) in program::filled(group) {
            world.place.write(&path, text);
        }
        world.checks(group);
        world.scans(group);
        world.claims(group);
        world.people(group);
        world.approve(group);
        world
    }

    /// A check for each format's tool, so that what it says is shown.
    fn checks(&self, group: &[String]) {
        let mut text = String::new();
        for (n, format) in Format::all().enumerate() {
            let title = toml(&payloads::text(group, n));
            text.push_str(&format!(
                "[[check]]\nid = \"t-{format}\"\ntitle = {title}\ncontrols = [\"f/A.1\"]\nowner = \"team\"\n\
                 [[check.source]]\ntool = \"{}\"\nrules = [\"*\"]\n",
                tool(format)
            ));
        }
        self.place.write("controls/tools.toml", text);
        for (n, text) in payloads::typed(group, 200).iter().enumerate() {
            let name = text.replace('/', "\u{2044}");
            let persona = format!("[[persona]]\nid = \"x-{n}\"\nname = \"X\"\n");
            self.place.write(&format!("stories/{name}.toml"), persona);
        }
    }

    /// Runs a command that must do its work.
    fn run(&self, args: &[&str], group: &[String]) {
        let said = self.tries(args, group);
        assert!(said.is_none(), "{args:?}\n{}", said.unwrap_or_default());
    }

    /// Runs a command in a CI job; what it complains of when it refuses.
    fn tries(&self, args: &[&str], group: &[String]) -> Option<String> {
        let (system, names) = JOBS[self.number % JOBS.len()];
        let mut process: Command = self.place.process(args);
        process.env(system, "true");
        for (n, name) in names.iter().enumerate() {
            process.env(name, payloads::text(group, n).replace('\0', ""));
        }
        let output = process.output().unwrap();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        let code = output.status.code();
        assert!(matches!(code, Some(0..=2)), "{args:?}\n{out}\n{err}");
        shows_nothing_that_acts(&out, args, false);
        shows_nothing_that_acts(&err, args, false);
        (code == Some(2)).then_some(err)
    }

    fn scans(&self, group: &[String]) {
        let mut refused = Vec::new();
        for (n, scan) in scans::all().iter().enumerate() {
            let mut at = n;
            let bytes = scan.with(&mut || {
                at += 1;
                format!("{at} {}", payloads::text(group, at))
            });
            let name = format!("{}.scan", scan.format);
            self.place.write(&name, bytes);
            let format = scan.format.to_string();
            let args = ["ingest", "--input-format", &format, &name];
            refused.extend(self.tries(&args, group));
        }
        // Of Checkov's two paths the one in this file must not lead outside.
        let leads_outside = group.iter().any(|payload| payload.contains(".."));
        refused.retain(|said| {
            !(leads_outside && said.contains("checkov.scan: a Checkov result has no `file_path`"))
        });
        assert!(refused.is_empty(), "{refused:?}");
    }

    fn claims(&self, group: &[String]) {
        for (n, text) in payloads::typed(group, 500).iter().enumerate() {
            let case =
                format!("<testsuite name='a'><testcase classname='b' name='c{n}'/></testsuite>");
            let name = &text.replace('/', "\u{2044}").chars().take(80).collect::<String>();
            let name = &format!("{n} {name}.xml");
            self.place.write(name, case);
            let args = ["ingest", name, "--tool", text, "--tool-version", text, "--account", text];
            let more = ["--region", text, "--repository", text, "--commit", text, "--host", text];
            let last = ["--document", text, "--command", text, "--source-system", text];
            self.run(&[&args[..], &more, &last, &["--subject", text]].concat(), group);
        }
    }

    fn people(&self, group: &[String]) {
        for (n, text) in payloads::typed(group, 2_000).iter().enumerate() {
            let name = &text.replace('/', "\u{2044}").chars().take(80).collect::<String>();
            let paper = &format!("{n} {name}.pdf");
            self.place.write(paper, format!("the document {n}"));
            let url = &format!("https://example.com/{}", text.replace(char::is_whitespace, "+"));
            self.run(&["attest", "said", "--statement", text, "--document", paper], group);
            let args = ["attest", "paper", "--kind", "aoc", "--valid-until", "2027-01-01"];
            let more = ["--statement", text, "--url", url, "--issuer", text, "--reference", text];
            self.run(&[&args[..], &more].concat(), group);
            for subject in ["*", &format!("*{text}*")] {
                let args = ["except", "t-prowler-ocsf", "--subject", subject, "--reason", text];
                let more = ["--compensating", text, "--requested-by", "team"];
                let last = ["--approved-by", "lead", "--expires", "2027-01-01", "--risk", "R-1"];
                self.run(&[&args[..], &more, &last, &["--allow-unmatched"]].concat(), group);
            }
            self.run(&["withdraw", "2", "--reason", text, "--by", "lead"], group);
        }
    }

    fn approve(&mut self, group: &[String]) {
        for (n, text) in payloads::typed(group, 2_000).iter().enumerate() {
            let what = ["E-1", "R-1", "soa:f/A.1", "S1"][n % 4];
            let decision = ["approve", "reject"][n / 4 % 2];
            let args = ["approve", what, "--by", "lead", "--reason", text, "--decision", decision];
            let said = self.place.run(&args).ok().stdout;
            let entry = regex::Regex::new("entry (?:[0-9]+)").unwrap().find(&said);
            let entry = entry.unwrap_or_else(|| panic!("{said}")).as_str().replace("entry ", "");
            self.approvals.push(entry);
        }
    }

    /// Every report that there is, in every form that it has.
    fn known(&self) -> Vec<(Vec<String>, &'static str)> {
        let mut known = Vec::new();
        for kind in repository::below(&self.place, &["report".to_owned()]) {
            let more = MORE.iter().filter(|(of, _)| *of == kind).map(|(_, more)| *more);
            let more: Vec<&[&str]> = more.collect();
            for more in if more.is_empty() { vec![&[][..]] } else { more } {
                let report: Vec<String> =
                    [kind.as_str()].iter().chain(more).map(|&word| word.to_owned()).collect();
                for form in FORMS {
                    let said = self.report(&report, form);
                    let is_table = ["csv", "xlsx"].contains(&form);
                    if is_table && said.stderr.contains("no table form") {
                        continue;
                    }
                    assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
                    known.push((report.clone(), form));
                }
            }
        }
        assert!(known.len() > 20, "{known:?}");
        known
    }

    fn report(&self, report: &[String], form: &str) -> Answer {
        let file = file(report, form);
        let args = ["--format", form, "-o", &file].map(str::to_owned);
        self.place.run([&["report".to_owned()], report, &args].concat())
    }

    /// These reports, each with its form.
    fn reports(&self, known: &[(Vec<String>, &'static str)]) -> Vec<(&'static str, Vec<u8>)> {
        let written = known.iter().map(|(report, form)| {
            let said = self.report(report, form);
            assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
            (*form, fs::read(self.place.path(&file(report, form))).unwrap())
        });
        written.collect()
    }

    /// Every file of the binder, which has pages and tables of its own.
    fn binder(&self) -> Files {
        let said = self.place.run(["binder", "--framework", "f", "-o", "binder.zip"]);
        assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
        shows_nothing_that_acts(&said.stderr, &["binder"], false);
        unpack(&fs::read(self.place.path("binder.zip")).unwrap()).unwrap()
    }
}

fn file(report: &[String], form: &str) -> String {
    format!("out-{}.{form}", report.join("-"))
}

/// The tool that a format is the output of, as its good file says.
fn tool(format: Format) -> String {
    static TOOLS: OnceLock<Vec<(Format, String)>> = OnceLock::new();
    let tools =
        TOOLS.get_or_init(|| scans::all().iter().map(|scan| (scan.format, scan.tool())).collect());
    tools.iter().find(|(known, _)| *known == format).map_or("json".into(), |(_, tool)| tool.clone())
}

fn toml(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what is printed is UTF-8")
}

/// Nothing but our own colours may act on a terminal, and without colours nothing at all.
#[track_caller]
fn shows_nothing_that_acts(shown: &str, args: &[&str], coloured: bool) {
    let mut rest = shown.to_owned();
    if coloured {
        let own = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
        rest = own.replace_all(shown, "").into_owned();
    }
    if let Some(at) = rest.find(is_unsafe) {
        let near: String =
            rest[rest.floor_char_boundary(at.saturating_sub(60))..].chars().take(120).collect();
        panic!("{args:?} prints {near:?}");
    }
}

/// Elements that Markdown makes of notes, beside those of the page.
const OF_MARKDOWN: [&str; 26] = [
    "p",
    "pre",
    "code",
    "blockquote",
    "ul",
    "ol",
    "li",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "em",
    "strong",
    "del",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "br",
    "a",
    "div",
];

fn markdown_as_html(markdown: &str) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(markdown, Options::all()));
    html
}

/// `inside` are the files beside a page that it may lead to.
fn assert_dead(pages: &[String], harmless: &browser::Seen, inside: &BTreeSet<String>) {
    let seen = browser::look(pages);
    assert!(!seen.ran, "a payload ran");
    assert_eq!(seen.marks, pages.len() as u64, "a payload swallowed what follows");
    assert_eq!(seen.asked, [""; 0], "a page asked for something");
    let is_inside = |link: &str| {
        let to = link.strip_prefix("a href=").unwrap_or_default().trim_start_matches("../");
        let to = to.split('#').next().unwrap_or_default();
        ["", "evidence/", "report/"].iter().any(|folder| inside.contains(&format!("{folder}{to}")))
    };
    for link in &seen.links {
        assert!(harmless.links.contains(link) || is_inside(link), "a page leads away: {link}");
    }
    let fine = |name: &String, known: &[String], more: &[&str]| {
        known.contains(name) || more.contains(&&**name)
    };
    for name in &seen.elements {
        assert!(fine(name, &harmless.elements, &OF_MARKDOWN), "a payload made a <{name}>");
    }
    for name in &seen.attributes {
        assert!(
            fine(name, &harmless.attributes, &["class", "title", "start"]),
            "a payload made {name}="
        );
    }
}

/// What is looked at by a browser, and where its pages may lead.
#[derive(Default)]
struct Pages {
    html: Vec<String>,
    of_markdown: Vec<String>,
    of_binders: Vec<String>,
    inside: BTreeSet<String>,
}

impl Pages {
    fn add(&mut self, world: &World, known: &[(Vec<String>, &'static str)]) {
        for ((report, _), (form, bytes)) in known.iter().zip(world.reports(known)) {
            let said = if form == "xlsx" { only_strings(&bytes) } else { text(&bytes) };
            let found = said.matches("PWNED").count() + said.matches("evil").count();
            assert!(world.is_plain() || found > 20, "{report:?} {form} shows {found}");
            if !["csv", "xlsx"].contains(&form) {
                shows_nothing_that_acts(&said, &[form], false);
            }
            match form {
                "html" => self.html.push(said),
                "md" => self.of_markdown.push(markdown_as_html(&said)),
                "json" => drop(serde_json::from_str::<serde_json::Value>(&said).unwrap()),
                "csv" => no_formulas(&said),
                _ => {}
            }
        }
        let binder = world.binder();
        for (path, bytes) in binder.iter() {
            self.inside.insert(path.to_owned());
            match path.rsplit('.').next() {
                Some("html") if !is_original(path) => self.of_binders.push(text(bytes)),
                Some("csv") if !is_original(path) => no_formulas(&text(bytes)),
                _ => {}
            }
        }
    }
}

/// Whether a file of a binder is what somebody handed in.
fn is_original(path: &str) -> bool {
    path.rsplit('/').next().unwrap().starts_with("E-")
}

/// A table of ours: no cell begins as a formula does.
fn no_formulas(table: &str) {
    for row in csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes()).records() {
        for cell in &row.unwrap() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?} is a formula");
        }
    }
}

/// The texts of a workbook, which has no formulas, macros, or links to anywhere new.
fn only_strings(bytes: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut texts = String::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut xml = String::new();
        part.read_to_string(&mut xml).unwrap();
        if name.starts_with("xl/worksheets/") {
            assert!(!xml.contains("<f>") && !xml.contains("<f "), "{name} has a formula");
        }
        assert!(!name.contains("vba") && !name.contains("externalLinks"), "{name}");
        for target in xml.split("Target=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(!target.contains("evil") && !target.contains("PWNED"), "{name}: {target}");
        }
        if name == "xl/sharedStrings.xml" {
            texts = xml;
        }
    }
    texts
}

#[test]
fn no_payload_acts_in_any_output() {
    let plain = World::of(&["plain".to_owned()], 0);
    let known = plain.known();
    let mut harmless = Pages::default();
    harmless.add(&plain, &known);
    let worlds: Vec<World> = payloads::groups()
        .par_iter()
        .enumerate()
        .map(|(n, group)| {
            let world = World::of(group, n + 1);
            // Markup is nothing to a terminal; what acts on one is in a few groups.
            if n == 0 || world.acts {
                terminal(&world);
            }
            world
        })
        .collect();
    let all: Vec<Pages> = worlds
        .par_iter()
        .map(|world| {
            let mut pages = Pages::default();
            pages.add(world, &known);
            pages
        })
        .collect();
    let mut pages = Pages::default();
    for mut world in all {
        pages.html.append(&mut world.html);
        pages.of_markdown.append(&mut world.of_markdown);
        pages.of_binders.append(&mut world.of_binders);
        pages.inside.append(&mut world.inside);
    }
    let nothing = BTreeSet::new();
    assert_dead(&pages.html, &browser::look(&harmless.html), &nothing);
    assert_dead(&pages.of_markdown, &browser::look(&harmless.of_markdown), &nothing);
    assert_dead(&pages.of_binders, &browser::look(&harmless.of_binders), &pages.inside);
}

/// The control: the same texts, where nothing makes them safe.
#[test]
fn the_same_payloads_act_where_nothing_stops_them() {
    let all = payloads::all();
    let around = |before: &str, after: &str| {
        all.iter().map(|text| [before, text, after].concat()).collect::<Vec<_>>()
    };
    let rounds = [
        around("<p>", "</p>"),
        all.iter().map(|text| markdown_as_html(text)).collect(),
        around("<p title=\"", "\">x</p>"),
        around("<p title='", "'>x</p>"),
        around("<p title=", ">x</p>"),
        around("<a href=\"", "\">x</a>"),
        around("<script>x='", "'</script>"),
        around("<script>x=\"", "\"</script>"),
        around("<!-- ", " -->"),
        around("<textarea>", "</textarea>"),
        around("<style>", "</style>"),
    ];
    let (ran, asked) = browser::running(&rounds);
    let asked: BTreeSet<&String> = asked.iter().filter(|line| line.contains("evil")).collect();
    assert!(ran.len() >= 80, "{} run", ran.len());
    assert!(!asked.is_empty(), "none fetches");
}

/// Everything that a terminal shows, with and without colours.
fn terminal(world: &World) {
    let ids = ["E-1", "E", "S1", "f/A.1", "c-prowler", "t-junit", "data", "R-1", "said", "paper"];
    let more = ["team", "p", "123456789012", "app", "f", "store", "failed", "entry:1"];
    let entries: Vec<String> = (2..42).step_by(6).map(|n| format!("entry:{n}")).collect();
    let mut commands: Vec<Vec<&str>> = ids
        .iter()
        .chain(&more)
        .copied()
        .chain(entries.iter().map(String::as_str))
        .map(|id| vec!["explain", id])
        .collect();
    for noun in [
        "story",
        "epic",
        "sprint",
        "control",
        "check",
        "risk",
        "component",
        "attestation",
        "exception",
        "approval",
    ] {
        commands.push(vec![noun, "list"]);
    }
    for (noun, id) in [
        ("story", "E-1"),
        ("epic", "E"),
        ("sprint", "S1"),
        ("control", "f/A.1"),
        ("check", "c-prowler"),
        ("risk", "R-1"),
        ("component", "data"),
        ("attestation", "said"),
    ] {
        commands.push(vec![noun, "show", id]);
    }
    for line in [
        "status",
        "permissions",
        "trace",
        "evidence list",
        "evidence show 1",
        "evidence show 2",
        "doctor",
        "check",
        "verify",
        "component unclaimed",
        "component services",
        "story suggest",
    ] {
        commands.push(line.split(' ').collect());
    }
    commands.extend(world.approvals.iter().map(|entry| vec!["approval", "show", entry]));
    let colours = [("never", false), ("always", true)];
    for (n, command) in commands.iter().enumerate() {
        // Each command in both forms and both ways, in one world or another.
        let format = ["human", "json", "human"][(world.number + n) % 3];
        let (colour, coloured) = colours[(world.number / 2 + n) % 2];
        let args = [command, &["--format", format, "--color", colour][..]].concat();
        let said = world.place.run(&args);
        assert!(matches!(said.code, Some(0 | 1 | 4)), "{args:?}: {said:?}");
        shows_nothing_that_acts(&said.stdout, &args, coloured);
        shows_nothing_that_acts(&said.stderr, &args, false);
    }
    no_formulas(&world.place.run(["evidence", "open", "1", "--results"]).ok().stdout);
}
