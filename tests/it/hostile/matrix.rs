//! The matrix: every payload wherever a stranger can write, through the binary, into every report in
//! every form and everything that a terminal shows; and the control, in which the same payloads act.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read as _},
    sync::{Mutex, PoisonError},
};

use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;

use super::{
    browser::{self, Shown},
    exchanged, payloads, repository,
    world::{World, shows_nothing_that_acts},
};

/// A page or a table: what it is, and what stands in it.
type Named = (String, String);

/// Everything that a world gives.
#[derive(Default)]
struct Given {
    /// What is looked at by a browser.
    pages: Vec<Named>,
    /// Where pages of a binder may lead.
    inside: BTreeSet<String>,
    /// The fields that each output shows.
    marks: Vec<(String, BTreeSet<u64>)>,
}

impl Given {
    fn by(world: &World, kinds: &[String]) -> Self {
        let mut given = Self::default();
        for (report, form, bytes) in
            world.reports(kinds).into_iter().chain(exchanged::outputs(world))
        {
            let name = format!("{report} {form}");
            let said = if form == "xlsx" { only_strings(&bytes) } else { text(&bytes) };
            given.marks.push((name.clone(), payloads::marks(&said)));
            shows_nothing_that_acts(&said.replace('\r', ""), &[&name], false);
            match form {
                "html" => given.pages.push((name, said)),
                "md" => given.pages.push((name, markdown_as_html(&said))),
                "json" => is_json(&said),
                "lines" => said.lines().for_each(is_json),
                "csv" => no_formulas(&said),
                "xml" => exchanged::only_of_junit(&said),
                "commands" => exchanged::only_annotations(&said),
                "ics" => exchanged::only_of_calendars(&said),
                "xlsx" => {}
                form => panic!("nobody looks at {form}"),
            }
        }
        given.pages.push(("site index.html".to_owned(), text(&world.site())));
        for (path, bytes) in world.binder().iter() {
            given.inside.insert(path.to_owned());
            let name = format!("binder {path}");
            match path.rsplit('.').next() {
                Some("html") if !is_original(path) => given.pages.push((name, text(bytes))),
                Some("csv") if !is_original(path) => no_formulas(&text(bytes)),
                _ => {}
            }
        }
        given
    }

    /// Each output shows a good part of the fields that it shows without payloads; others now stand
    /// beyond the end of a list, or of a text, that is cut.
    fn shows_as_much_as(&self, plain: &Self) {
        assert_eq!(self.marks.len(), plain.marks.len());
        for ((name, here), (_, there)) in self.marks.iter().zip(&plain.marks) {
            // One table may have a single column of people's words, and so may what a gate says.
            let short = ["check ", "export summary", "sprint review"]
                .iter()
                .any(|begin| name.starts_with(begin));
            let one = short || name.ends_with(" csv");
            let least = if one { 1 } else { 3 };
            assert!(there.len() >= least, "{name} shows {there:?}, so nothing can be said of it");
            let both = here.intersection(there).count();
            assert!(3 * both >= there.len(), "{name} shows {here:?}, and not {there:?}");
        }
    }
}

fn is_json(text: &str) {
    serde_json::from_str::<serde::de::IgnoredAny>(text).unwrap();
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what is written is UTF-8")
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

/// As a wiki does that lets raw HTML through.
fn markdown_as_html(markdown: &str) -> String {
    let mut html = String::from("<!doctype html><body>");
    pulldown_cmark::html::push_html(&mut html, Parser::new_ext(markdown, Options::all()));
    html
}

/// What a browser makes of a world's pages is what it makes of them without payloads.
struct Harmless {
    elements: BTreeSet<String>,
    attributes: BTreeSet<String>,
    links: BTreeSet<String>,
}

impl Harmless {
    fn of(plain: &Given) -> Self {
        let (mut elements, mut attributes, mut links) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        elements.extend(OF_MARKDOWN.map(str::to_owned));
        attributes.extend(["class", "title", "start"].map(str::to_owned));
        let Shown { pages, asked } = browser::look(&texts(plain));
        for page in pages.iter().flatten() {
            assert!(page.whole && !page.ran && !page.left, "{page:?}");
            elements.extend(page.elements().map(str::to_owned));
            attributes.extend(page.attributes().map(str::to_owned));
            links.extend(page.links().map(str::to_owned));
        }
        assert_eq!(asked, [""; 0], "a page asks for something");
        Self { elements, attributes, links }
    }

    fn assert_dead(&self, given: &Given) {
        let Shown { pages, asked } = browser::look(&texts(given));
        assert_eq!(pages.len(), given.pages.len());
        for ((name, text), page) in given.pages.iter().zip(pages) {
            let page = page.unwrap();
            assert!(!page.ran && !page.made, "a payload ran in {name}: {text}");
            assert!(!page.left, "a payload led {name} away: {text}");
            assert!(page.whole, "a payload swallowed what follows in {name}: {text}");
            for element in page.elements() {
                assert!(self.elements.contains(element), "a payload made a <{element}> in {name}");
            }
            for attribute in page.attributes() {
                let known = self.attributes.contains(attribute);
                assert!(known, "a payload made {attribute}= in {name}");
            }
            for link in page.links() {
                let known = self.links.contains(link) || is_inside(link, name, &given.inside);
                assert!(known, "{name} leads away: {link}");
            }
        }
        assert_eq!(asked, [""; 0], "a page asked for something");
    }
}

/// Whether a link stays in the binder, or goes to the one place that people typed.
fn is_inside(link: &str, name: &str, inside: &BTreeSet<String>) -> bool {
    let Some(to) = link.strip_prefix("a href=") else { return false };
    let to = to.split('#').next().unwrap_or_default();
    let Some(path) = name.strip_prefix("binder ") else { return false };
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in to.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    inside.contains(&parts.join("/"))
}

fn texts(given: &Given) -> Vec<String> {
    given.pages.iter().map(|(_, text)| text.clone()).collect()
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
        for part in ["hyperlink", "externalReference", "ddeLink", "oleObject", "dataConsolidate"] {
            assert!(!xml.contains(&format!("<{part}")), "{name} has a {part}");
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
    let mut kinds = repository::below(&plain.place, &["report".to_owned()]);
    // A folder of the same pages, and one of its own.
    kinds.retain(|kind| kind != "site");
    let plain = Given::by(&plain, &kinds);
    let harmless = Harmless::of(&plain);
    // One browser at a time: each has as many processes as there are frames.
    let looking = Mutex::new(());
    payloads::groups().par_iter().enumerate().for_each(|(n, group)| {
        let world = World::of(group, n + 1);
        // Markup is nothing to a terminal; what acts on one stands together.
        if world.acts {
            terminal(&world);
        }
        let given = Given::by(&world, &kinds);
        given.shows_as_much_as(&plain);
        exchanged::imports(&world, group);
        let _one = looking.lock().unwrap_or_else(PoisonError::into_inner);
        harmless.assert_dead(&given);
    });
}

/// What stands around a payload in the control, where nothing makes it safe.
const AROUND: [(&str, &str); 16] = [
    ("", ""),
    ("<p title=\"", "\">x</p>"),
    ("<p title='", "'>x</p>"),
    ("<p title=x", ">x</p>"),
    ("<a href=\"", "\">x</a>"),
    ("<script>x='", "'</script>"),
    ("<script>x=\"", "\"</script>"),
    ("<script>x=`", "`</script>"),
    ("<script>/* ", " */</script>"),
    ("<script>document.write('", "')</script>"),
    ("<iframe srcdoc=\"", "\"></iframe>"),
    ("<!-- ", " -->"),
    ("<title>", "</title>"),
    ("<textarea>", "</textarea>"),
    ("<style>", "</style>"),
    ("<style>a { color: ", "; }</style>"),
];

/// Those of some payloads that act in one of these places.
fn acting(payloads: &[String]) -> Vec<String> {
    // Each has a host of its own, so that it is known who asked.
    let own =
        |(n, text): (usize, &String)| text.replace("evil.example", &format!("n{n}.evil.example"));
    let own: Vec<String> = payloads.iter().enumerate().map(own).collect();
    let mut pages: Vec<String> = own.iter().map(|text| markdown_as_html(text)).collect();
    for (before, after) in AROUND {
        pages.extend(own.iter().map(|text| ["<!doctype html>", before, text, after].concat()));
    }
    let Shown { pages, asked } = browser::look_until_it_acts(&pages, own.len());
    let acts = |n: &usize| {
        let mut shown = pages.iter().skip(*n).step_by(own.len()).flatten();
        let host = format!("n{n}.evil.example");
        let asks = |line: &String| {
            [format!("//{host}"), format!(" {host}:")].iter().any(|host| line.contains(host))
        };
        shown.any(|page| page.ran || page.left) || asked.iter().any(asks)
    };
    (0..own.len()).filter(acts).map(|n| payloads[n].clone()).collect()
}

/// The control: every payload acts where nothing stops it, in this very browser.
#[test]
fn the_same_payloads_act_where_nothing_stops_them() {
    let all = payloads::acting();
    let mut acted: BTreeSet<String> = BTreeSet::new();
    // What a browser does in its idle time may come too late on a busy machine.
    for _ in 0..3 {
        let idle: Vec<String> = all.iter().filter(|text| !acted.contains(*text)).cloned().collect();
        if !idle.is_empty() {
            acted.extend(acting(&idle));
        }
    }
    let idle: Vec<&String> = all.iter().filter(|text| !acted.contains(*text)).collect();
    assert!(acted.len() >= 150, "only {} act; those do not: {idle:#?}", acted.len());
    assert!(idle.is_empty(), "these act on no browser; put them into texts.jsonl: {idle:#?}");
}

/// What is explained, listed, shown and typed at a terminal.
const EXPLAINED: &str = "E-1 E S1 f/A.1 c-prowler t-junit data R-1 said paper team p 123456789012 app f \
     store failed entry:1 entry:2 entry:8 entry:14 entry:20 entry:26 entry:32 entry:38";
const LISTED: &str =
    "story epic sprint control check risk component attestation exception approval";
const TYPED: [&str; 29] = [
    "story show E-1",
    "epic show E",
    "sprint show S1",
    "control show f/A.1",
    "check show c-prowler",
    "risk show R-1",
    "component show data",
    "attestation show said",
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
    "plan",
    "plan --all",
    "plan --forecast",
    "sprint board S1",
    "epic roadmap",
    "mine",
    "mine team",
    "story verify E-1",
    "framework list",
];

/// Everything that a terminal shows, with and without colours.
fn terminal(world: &World) {
    let mut commands: Vec<String> = TYPED.map(str::to_owned).to_vec();
    commands.extend(EXPLAINED.split_whitespace().map(|id| format!("explain {id}")));
    commands.extend(LISTED.split_whitespace().map(|noun| format!("{noun} list")));
    commands.extend(world.approvals.iter().map(|entry| format!("approval show {entry}")));
    let colours = [("never", false), ("always", true)];
    for (n, command) in commands.iter().enumerate() {
        for format in ["human", "json"] {
            let (colour, coloured) = colours[(world.number + n) % 2];
            let mut args: Vec<&str> = command.split(' ').collect();
            args.extend(["--format", format, "--color", colour]);
            let said = world.place.run(&args);
            assert!(matches!(said.code, Some(0 | 1 | 4)), "{args:?}: {said:?}");
            shows_nothing_that_acts(&said.stdout, &args, coloured);
            shows_nothing_that_acts(&said.stderr, &args, false);
        }
    }
    no_formulas(&world.place.run(["evidence", "open", "1", "--results"]).ok().stdout);
}
