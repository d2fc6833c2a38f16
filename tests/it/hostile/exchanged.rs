//! What goes to other programs, and what comes from them: the formats of CI systems, of trackers and
//! of calendars with payloads in every field of the program, and tables of trackers and catalogs in
//! which every cell is a payload.

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    payloads,
    world::{World, shows_nothing_that_acts},
};

/// What CI systems are told, by the form that it has.
const GATES: [(&str, &str); 5] =
    [("sarif", "json"), ("junit", "xml"), ("github", "commands"), ("gitlab", "json"), ("md", "md")];

/// What other programs are given, by the form that it has.
const EXPORTS: [(&str, &str); 8] = [
    ("export jira", "csv"),
    ("export linear", "csv"),
    ("export csv", "csv"),
    ("export github", "lines"),
    ("export ics", "ics"),
    ("export summary", "md"),
    ("sprint review S1", "md"),
    ("sprint review S2", "md"),
];

/// All of it, by name and form.
pub(super) fn outputs(world: &World) -> Vec<(String, &'static str, Vec<u8>)> {
    let fail_on = "failed,error,never-run,incomplete,stale,contradicted,unverified";
    let gates = GATES.map(|(format, form)| {
        let args = ["check", "--fail-on", fail_on, "--format", format];
        let said = world.place.run(args);
        assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
        shows_nothing_that_acts(&said.stderr, &args, false);
        (format!("check {format}"), form, said.stdout.into_bytes())
    });
    let exports = EXPORTS.map(|(what, form)| {
        let args: Vec<&str> = what.split(' ').collect();
        let said = world.place.run(&args).ok();
        shows_nothing_that_acts(&said.stderr, &args, false);
        (what.to_owned(), form, said.stdout.into_bytes())
    });
    gates.into_iter().chain(exports).collect()
}

/// XML of ours: whole, and with elements that JUnit's form has.
pub(super) fn only_of_junit(xml: &str) {
    let known =
        ["testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out"];
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        use quick_xml::events::Event;
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => {
                let name = element.local_name();
                assert!(known.contains(&name.as_ref()), "a payload made a <{}>", name.as_ref());
            }
            Event::DocType(_) | Event::PI(_) => {
                panic!("a payload made more than an element: {xml}")
            }
            Event::Eof => break,
            _ => {}
        }
    }
}

/// Workflow commands of ours: annotations, each on a line of its own.
pub(super) fn only_annotations(lines: &str) {
    for line in lines.split(['\n', '\r']).filter(|line| !line.is_empty()) {
        let known = ["::error file=", "::warning file=", "::error title=storyproof"];
        let more = ["::warning title=storyproof", "::notice title=storyproof"];
        assert!(known.iter().chain(&more).any(|begin| line.starts_with(begin)), "{line:?}");
        // A property ends at the first `,` and a command's head at the first `::`.
        let head = line.trim_start_matches(':').split("::").next().unwrap();
        let names = head.split_once(' ').unwrap().1.split(',').map(|pair| pair.split('=').next());
        let names: BTreeSet<&str> = names.flatten().collect();
        let ours = ["file", "line", "col", "endLine", "endColumn", "title"];
        assert!(names.iter().all(|name| ours.contains(name)), "{names:?} in {line:?}");
    }
}

/// A calendar of ours (RFC 5545): every line a property that we write, and as many ends as begins.
pub(super) fn only_of_calendars(text: &str) {
    let whole = text.replace("\r\n ", "");
    let mut open = Vec::new();
    let known = [
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "NAME",
        "X-WR-CALNAME",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "DESCRIPTION",
        "CATEGORIES",
        "TRANSP",
        "URL",
    ];
    for line in whole.split(['\n', '\r']).filter(|line| !line.is_empty()) {
        let name = line.split([':', ';']).next().unwrap();
        assert!(known.contains(&name), "a payload made {line:?}");
        match line.split_once(':').unwrap() {
            ("BEGIN", what) => open.push(what.to_owned()),
            ("END", what) => assert_eq!(open.pop().as_deref(), Some(what), "{whole}"),
            _ => {}
        }
    }
    assert!(open.is_empty() && whole.contains("BEGIN:VEVENT"), "{open:?}");
}

/// A table of a tracker or a catalog: what the command is called, its file, and what else is typed.
struct Table {
    command: &'static str,
    file: &'static str,
    bytes: Vec<u8>,
    more: &'static [&'static str],
}

/// Every cell is a payload, but for some keys and ids that let a row in.
fn tables(group: &[String]) -> Vec<Table> {
    let mut at = 0;
    let mut text = || {
        at += 1;
        // A table with this character is refused whole.
        payloads::text(group, at).replace('\0', "")
    };
    let jira = "Issue key,Summary,Issue Type,Status,Parent,Assignee,Description,Labels,Sprint,Story \
                Points,Custom field (Team)";
    let linear = "ID,Title,Description,Status,Estimate,Assignee,Labels,Cycle Name,Parent issue";
    let csv = "key,title,notes,type,epic,status,sprint,points,owner,started,done";
    let issue = |number: u64, text: &mut dyn FnMut() -> String| {
        json!({
            "number": number, "title": text(), "body": text(), "labels": [{"name": text()}],
            "milestone": {"title": text()}, "assignees": [{"login": text()}], "state": text(),
            "stateReason": text(), "url": format!("https://github.com/o/r/issues/{number}"),
            "repository": text(),
        })
    };
    let issues = json!([issue(1, &mut text), issue(2, &mut text), {"number": text()}]);
    let epic: &[&str] = &["--epic", "E", "--anyway"];
    let catalog: &[&str] = &["--id", "imported"];
    vec![
        Table { command: "jira", file: "jira.csv", bytes: table(jira, &mut text), more: epic },
        Table {
            command: "linear",
            file: "linear.csv",
            bytes: table(linear, &mut text),
            more: epic,
        },
        Table { command: "csv", file: "any.csv", bytes: table(csv, &mut text), more: epic },
        Table {
            command: "github",
            file: "github.json",
            bytes: issues.to_string().into_bytes(),
            more: epic,
        },
        Table {
            command: "framework",
            file: "catalog.csv",
            bytes: table("id,title,summary,parent,notes", &mut text),
            more: catalog,
        },
    ]
}

/// Two rows with a key, two without a lawful one, and one that is too short; and a column that
/// nobody knows.
fn table(heading: &str, text: &mut dyn FnMut() -> String) -> Vec<u8> {
    let columns = heading.split(',').count();
    let mut writer = csv::WriterBuilder::new();
    // A heading full of semicolons is taken for one of cells, unless it is quoted.
    let writer = writer.flexible(true).quote_style(csv::QuoteStyle::Always);
    let mut writer = writer.from_writer(Vec::new());
    let heading = heading.split(',').map(|name| name.trim().to_owned());
    writer.write_record(heading.chain([text()])).unwrap();
    for key in ["K-1", "K-2", "", ""] {
        let first = if key.is_empty() { text() } else { key.to_owned() };
        let rest: Vec<String> = (0..columns).map(|_| text()).collect();
        writer.write_record([first].into_iter().chain(rest)).unwrap();
    }
    writer.write_record([text(), text()]).unwrap();
    writer.into_inner().unwrap()
}

/// What an import answers, before and after it writes; the program is still one afterwards.
pub(super) fn imports(world: &World, group: &[String]) {
    for Table { command, file, bytes, more } in tables(group) {
        world.place.write(file, bytes);
        let import = [&["import", command, file][..], more].concat();
        for last in [&["--all"][..], &["--format", "json"], &["--write"]] {
            let args = [&import[..], last].concat();
            let said = world.place.run(&args);
            assert!(matches!(said.code, Some(0 | 1)), "{args:?}: {said:?}");
            // For people long texts are cut, mostly before their mark.
            let shows = last != ["--format", "json"] || payloads::marks(&said.stdout).len() > 3;
            assert!(shows, "{args:?} shows hardly a cell: {said:?}");
            shows_nothing_that_acts(&said.stdout, &args, false);
            shows_nothing_that_acts(&said.stderr, &args, false);
        }
    }
    let said = world.place.run(["check", "--format", "json"]);
    assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
}
