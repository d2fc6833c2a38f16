//! The matrix: every payload in every field of every record, scan, claim, statement, file name and
//! CI variable, through the binary, into every report in every form and everything a terminal shows.

use std::{process::Command, sync::OnceLock};

use pulldown_cmark::{Options, Parser};
use storyproof::{diag::safe::is_unsafe, ingest::Format};

use super::{browser, payloads, program, scans};
use crate::cli::harness::Place;

const REPORTS: [&[&str]; 6] = [
    &["program"],
    &["sprint", "S1"],
    &["sprint", "S2"],
    &["encryption"],
    &["logging"],
    &["audit", "f"],
];
const FORMS: [&str; 3] = ["html", "md", "json"];

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
}

impl World {
    /// Lays the program, and records all evidence.
    fn of(group: &[String], number: usize) -> Self {
        let acts = group.iter().any(|payload| payload.contains(is_unsafe));
        let world = Self { place: Place::empty(), number, acts };
        for (path, text) in program::filled(group) {
            world.place.write(&path, text);
        }
        world.checks(group);
        world.scans(group);
        world.claims(group);
        world.people(group);
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
            refused.extend(self.tries(&["ingest", "--input-format", &format, &name], group));
        }
        // A payload may be no path or no address where one must stand.
        assert!(refused.len() <= 2, "{refused:?}");
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

    /// Every report in one form.
    fn reports(&self, form: &str) -> Vec<String> {
        let written = REPORTS.iter().map(|report| {
            let file = format!("out-{}.{form}", report.join("-"));
            let args = [&["report"], *report, &["--format", form, "-o", &file]].concat();
            let said = self.place.run(args);
            assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
            self.place.read(&file)
        });
        written.collect()
    }
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

fn assert_dead(pages: &[String], harmless: &browser::Seen) {
    let seen = browser::look(pages);
    assert!(!seen.ran, "a payload ran");
    assert_eq!(seen.marks, pages.len() as u64, "a payload swallowed what follows");
    assert_eq!(seen.asked, [""; 0], "a page asked for something");
    assert_eq!(seen.links, harmless.links, "a page leads away");
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

fn worlds() -> Vec<World> {
    payloads::groups().iter().enumerate().map(|(n, group)| World::of(group, n)).collect()
}

#[test]
fn no_payload_acts_in_any_output() {
    let plain = World::of(&["plain".to_owned()], 0);
    let harmless = browser::look(&plain.reports("html"));
    let of_markdown: Vec<String> =
        plain.reports("md").iter().map(|md| markdown_as_html(md)).collect();
    let harmless_markdown = browser::look(&of_markdown);
    let (mut pages, mut rendered) = (Vec::new(), Vec::new());
    for world in worlds() {
        for form in FORMS {
            for text in world.reports(form) {
                assert!(
                    text.matches("PWNED").count() + text.matches("evil").count() > 20,
                    "{form}"
                );
                shows_nothing_that_acts(&text, &[form], false);
                match form {
                    "html" => pages.push(text),
                    "md" => rendered.push(markdown_as_html(&text)),
                    _ => drop(serde_json::from_str::<serde_json::Value>(&text).unwrap()),
                }
            }
        }
        // Markup is nothing to a terminal; what acts on one is in a few groups.
        if world.number == 0 || world.acts {
            terminal(&world);
        }
    }
    assert_dead(&pages, &harmless);
    assert_dead(&rendered, &harmless_markdown);
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
        "component unclaimed",
        "component services",
        "story suggest",
    ] {
        commands.push(line.split(' ').collect());
    }
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
    let said = world.place.run(["evidence", "open", "1", "--results"]).ok();
    for row in csv::Reader::from_reader(said.stdout.as_bytes()).records() {
        for cell in &row.unwrap() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?} is a formula");
        }
    }
}
