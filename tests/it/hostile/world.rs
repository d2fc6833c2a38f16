//! A program with a ledger in which payloads stand wherever a stranger can write: every record, scan,
//! claim, statement, file name and CI variable; and every report that can be made of it.

use std::{fmt::Write as _, fs, process::Command, sync::OnceLock};

use storyproof::{
    binder::{Files, unpack},
    diag::safe::is_unsafe,
    ingest::Format,
};

use super::{payloads, program, scans};
use crate::cli::harness::Place;

/// What reports are typed with beside their names, where there is more to type.
const MORE: [(&str, &str); 3] = [("sprint", "S1"), ("sprint", "S2"), ("audit", "f")];
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
pub(super) struct World {
    pub(super) place: Place,
    pub(super) number: usize,
    /// Whether its payloads would act on a terminal.
    pub(super) acts: bool,
    /// The entries that are approvals.
    pub(super) approvals: Vec<String>,
}

impl World {
    /// Lays the program, and records all evidence.
    pub(super) fn of(group: &[String], number: usize) -> Self {
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
            write!(
                text,
                "[[check]]\nid = \"t-{format}\"\ntitle = {title}\ncontrols = [\"f/A.1\"]\nowner = \"team\"\n\
                 [[check.source]]\ntool = \"{}\"\nrules = [\"*\"]\n",
                tool(format)
            )
            .unwrap();
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
        let mut process: Command = self.place.process(joined(args));
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
                payloads::text(group, at)
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
            self.run(&["withdraw", &(n + 2).to_string(), "--reason", text, "--by", "lead"], group);
        }
    }

    fn approve(&mut self, group: &[String]) {
        let number = regex::Regex::new("entry [0-9]+").unwrap();
        for (n, text) in payloads::typed(group, 2_000).iter().enumerate() {
            let what = ["E-1", "R-1", "soa:f/A.1", "S1"][n % 4];
            let decision = ["approve", "reject"][n / 4 % 2];
            let args = ["approve", what, "--by", "lead", "--reason", text, "--decision", decision];
            let said = self.place.run(joined(&args)).ok().stdout;
            let entry = number.find(&said);
            let entry = entry.unwrap_or_else(|| panic!("{said}")).as_str().replace("entry ", "");
            self.approvals.push(entry);
        }
    }

    /// The languages of its reports: both side by side in the first world, which has no payloads,
    /// and in one of three of the others.
    fn language(&self) -> &'static str {
        ["en,ja", "ja", "en"][self.number % 3]
    }

    /// Reports of these kinds in every form that they have.
    pub(super) fn reports(&self, kinds: &[String]) -> Vec<(String, &'static str, Vec<u8>)> {
        let mut reports = Vec::new();
        for kind in kinds {
            let more = MORE.iter().filter(|(of, _)| of == kind).map(|(_, more)| *more);
            let more: Vec<&str> = more.collect();
            for more in if more.is_empty() { vec![""] } else { more } {
                for form in FORMS {
                    let file = format!("out-{kind}{more}.{form}");
                    let mut args = vec!["report", kind, "--lang", self.language()];
                    args.extend(Some(more).filter(|more| !more.is_empty()));
                    args.extend(["--format", form, "-o", &file]);
                    let said = self.place.run(args);
                    let has_none = ["no table form", "does not come as a workbook"];
                    let is_table = ["csv", "xlsx"].contains(&form);
                    if is_table && has_none.iter().any(|none| said.stderr.contains(none)) {
                        continue;
                    }
                    assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
                    let bytes = fs::read(self.place.path(&file)).unwrap();
                    reports.push((format!("{kind} {more}"), form, bytes));
                }
            }
        }
        assert!(reports.len() > 35, "{}", reports.len());
        reports
    }

    /// The first page of the site; the others are the reports.
    pub(super) fn site(&self) -> Vec<u8> {
        let said = self.place.run(["report", "site", "--lang", self.language(), "-o", "out-site"]);
        assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
        fs::read(self.place.path("out-site/index.html")).unwrap()
    }

    /// Every file of the binder, which has pages and tables of its own.
    pub(super) fn binder(&self) -> Files {
        let args = ["binder", "--framework", "f", "--lang", self.language(), "-o", "binder.zip"];
        let said = self.place.run(args);
        assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
        shows_nothing_that_acts(&said.stderr, &["binder"], false);
        unpack(&fs::read(self.place.path("binder.zip")).unwrap()).unwrap()
    }
}

/// Each option with its value in one word: the value may begin as an option does.
fn joined(args: &[&str]) -> Vec<String> {
    let mut words = Vec::new();
    let mut args = args.iter();
    while let Some(word) = args.next() {
        match args.as_slice().first().filter(|_| word.starts_with("--")) {
            Some(value) => {
                words.push(format!("{word}={value}"));
                args.next();
            }
            None => words.push((*word).to_owned()),
        }
    }
    words
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
pub(super) fn shows_nothing_that_acts(shown: &str, args: &[&str], coloured: bool) {
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
