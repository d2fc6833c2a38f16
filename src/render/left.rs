//! No English of a template is left in a Japanese page, table or Markdown, and what people wrote
//! stays data in each language.

use super::{
    audit,
    book::{self, Tables as _},
    evidence, html, ics, markdown, plan, responsibility, results, risks, roadmap, served, site,
    soa,
    tests::ASKED,
    trace, traceability,
};
use crate::report::{
    self, Inputs, Lang,
    audit::{Asked, Population, SampleAsked},
    lang::left::english,
    results::Narrowed,
    served::{
        Act, Block, Entry, Fact, Home, ListPage, ListRow, OpenRow, Piece, Place, Places,
        RecordPage, Served, Trouble,
    },
    site::{SiteMap, SitePage, site_index},
    testing::Sample,
    traceability::Within,
    words::Word,
};

/// What people wrote, in marks that [`english`] leaves out.
const OWN: &str = "⟦Nobody's own words⟧";

/// Every page and every Markdown of a sample, and the tables.
fn written(lang: Lang, text: &str) -> Vec<(&'static str, String)> {
    let sample = Sample::with_duties(text, "2026-01-20T18:00:00Z");
    let inputs = Inputs { lang, ..sample.inputs() };
    let framework = "f".parse().unwrap();
    let days = "2026-01-05".parse().unwrap()..="2026-01-16".parse().unwrap();
    let period = Some(crate::time::Period { start: *days.start(), end: *days.end() });
    let drawn = SampleAsked { of: Population::Runs, size: 2, seed: None };
    let asked = Asked { period, sample: Some(drawn) };
    let program = report::program(&inputs);
    let sprint = report::sprint(&inputs, &"S1".parse().unwrap()).unwrap();
    let planned = report::plan(&inputs, &ASKED).unwrap();
    let (ahead, matrix) = (report::roadmap(&inputs), report::encryption(&inputs));
    let duties = report::responsibility(&inputs, None, &|_| Vec::new());
    let register = report::risks(&inputs);
    let threads = report::traceability(&inputs, &Within::default());
    let stated = report::soa(&inputs, &framework, lang);
    let audited = report::audit_over(&inputs, &framework, &asked);
    let mut written = vec![
        ("program.html", html::program(&program).unwrap()),
        ("program.md", markdown::program(&program).unwrap()),
        ("sprint.html", html::sprint(&sprint).unwrap()),
        ("sprint.md", markdown::sprint(&sprint).unwrap()),
        ("review.md", markdown::review(&sprint).unwrap()),
        ("plan.html", plan::html(&planned).unwrap()),
        ("plan.md", plan::markdown(&planned).unwrap()),
        ("roadmap.html", roadmap::html(&ahead).unwrap()),
        ("roadmap.md", roadmap::markdown(&ahead).unwrap()),
        ("matrix.html", html::matrix(&matrix).unwrap()),
        ("matrix.md", markdown::matrix(&matrix).unwrap()),
        ("responsibility.html", responsibility::html(&duties).unwrap()),
        ("responsibility.md", responsibility::markdown(&duties).unwrap()),
        ("responsibility.csv", responsibility::csv(&duties).unwrap()),
        ("risks.html", risks::html(&register).unwrap()),
        ("risks.md", risks::markdown(&register).unwrap()),
        ("risks.csv", risks::csv(&register).unwrap()),
        ("traceability.html", traceability::html(&threads).unwrap()),
        ("traceability.md", traceability::markdown(&threads).unwrap()),
        ("traceability.csv", traceability::csv(&threads).unwrap()),
        ("soa.html", soa::html(&stated).unwrap()),
        ("soa.md", soa::markdown(&stated).unwrap()),
        ("audit.html", audit::html(&audited).unwrap()),
        ("audit.md", audit::markdown(&audited).unwrap()),
        ("audit.csv", audit::csv(&audited, audit::Table::Controls).unwrap().unwrap()),
    ];
    written.extend([
        ("program.csv", book::csv(&program).unwrap()),
        ("plan.csv", book::csv(&planned).unwrap()),
        ("matrix.csv", book::csv(&matrix).unwrap()),
    ]);
    written.extend(of_rows(&inputs));
    written.extend(of_a_site(&inputs));
    written.extend(served_live(&inputs, text));
    written.push(("calendar.ics", ics(&report::calendar(&inputs))));
    written
}

/// The pages that only a site has.
fn of_a_site(inputs: &Inputs<'_>) -> Vec<(&'static str, String)> {
    let page = |part| SitePage {
        path: "p.html".to_owned(),
        title: OWN.to_owned(),
        tells: OWN.to_owned(),
        short: Some(OWN.to_owned()),
        part,
    };
    let pages = ["Planning", "Frameworks", "Registers"].map(page).to_vec();
    let map = SiteMap { lang: inputs.lang, pages };
    let framework = "f".parse().unwrap();
    let audited = report::audit(inputs, &framework);
    let index = site_index(inputs, &map, &[(framework, "audit-f.html".to_owned())]);
    let control = &audited.sections[0].controls[0];
    let among = site::Among {
        path: "controls/f/1.html",
        audit: "audit-f.html",
        framework: &audited.framework.title,
        nouns: &audited.framework.nouns,
        before: Some(("0", "0.html")),
        after: Some(("2", "2.html")),
    };
    let frame = report::Frame { title: OWN.to_owned(), ..index.frame.clone() };
    let stands = report::results(inputs, &Narrowed::default());
    vec![
        ("site.html", site::index(&index).unwrap()),
        ("control.html", site::control(&frame, control, &among).unwrap()),
        ("checks.html", site::results(&stands, &stands.checks).unwrap()),
    ]
}

/// What stands around a page that is served live.
fn around(text: &str) -> Served {
    let own = || text.to_owned();
    let place = Place { text: own(), href: "/x".to_owned(), here: true };
    Served {
        state: "1".to_owned(),
        query: String::new(),
        as_of: "2026-01-20".to_owned(),
        known_at: "2026-01-20".to_owned(),
        places: vec![Places { title: own(), links: vec![place] }],
        acts: vec![Act { what: own(), command: "storyproof check".to_owned() }],
        acts_open: true,
        notice: Some(own()),
    }
}

/// A record that rests on another.
fn record(text: &str, status: Word) -> Block {
    let own = || text.to_owned();
    let piece = || vec![Piece { text: own(), href: None }];
    let block = |kind: &str, below| Block {
        kind: kind.to_owned(),
        id: own(),
        href: None,
        title: own(),
        status: Some(status),
        reasons: vec![piece()],
        facts: vec![Fact { name: "tool says".to_owned(), text: piece() }],
        below,
    };
    block("story", vec![block("check", Vec::new())])
}

/// The pages that are only served live, each with all that may stand on it.
fn served_live(inputs: &Inputs<'_>, text: &str) -> Vec<(&'static str, String)> {
    let own = || text.to_owned();
    let around = around(text);
    let inputs = Inputs { served: Some(&around), ..*inputs };
    let frame = report::Frame::new(&inputs, "served", text);
    let status = frame.legend[0].rows[0].status;
    let place = Place { text: own(), href: "/x".to_owned(), here: false };
    let entry = Entry { who: own(), links: vec![(place, own())] };
    let open = OpenRow {
        id: own(),
        href: "/x".to_owned(),
        title: own(),
        status: Some(status),
        why: own(),
        since: own(),
    };
    let row = ListRow {
        id: own(),
        href: None,
        status,
        beside: own(),
        title: own(),
        reasons: vec![own()],
    };
    let home = |open| Home {
        frame: frame.clone(),
        points: [1, 2, 1],
        entries: vec![entry.clone()],
        open,
        more: 3,
    };
    let list = |rows| ListPage { frame: frame.clone(), noun: "story", rows };
    let record = record(text, status);
    let as_of = inputs.assessment.as_of;
    let bare = report::Frame::bare(inputs.lang, text, as_of, around.clone());
    let trouble = Trouble { frame: bare, message: own(), help: Some(own()), findings: Some(own()) };
    let program = html::program(&report::program(&inputs)).unwrap();
    let to = |_: &str, id: &str| Some(format!("/{id}"));
    vec![
        ("home.html", served::home(&home(vec![open])).unwrap()),
        ("nothing.html", served::home(&home(Vec::new())).unwrap()),
        ("list.html", served::list(&list(vec![row])).unwrap()),
        ("none.html", served::list(&list(Vec::new())).unwrap()),
        ("record.html", served::record(&RecordPage { frame: frame.clone(), record }).unwrap()),
        ("trouble.html", served::trouble(&trouble).unwrap()),
        ("linked.html", served::with_links(&program, inputs.lang, to)),
    ]
}

/// The reports of single results, threads and files.
fn of_rows(inputs: &Inputs<'_>) -> Vec<(&'static str, String)> {
    let narrowed = Narrowed { framework: Some("f".parse().unwrap()), check: None };
    let stands = report::results(inputs, &narrowed);
    let (traced, files) = (report::trace_report(inputs, None), report::evidence_index(inputs));
    vec![
        ("results.html", without_rows(&results::html(&stands).unwrap())),
        ("results.md", results::markdown(&stands).unwrap()),
        ("results.csv", results::csv(&stands).unwrap()),
        ("trace.html", trace::html(&traced).unwrap()),
        ("trace.md", trace::markdown(&traced).unwrap()),
        ("trace.csv", trace::csv(&traced).unwrap()),
        ("evidence.html", evidence::html(&files).unwrap()),
        ("evidence.md", evidence::markdown(&files).unwrap()),
        ("evidence.csv", book::csv(&files).unwrap()),
    ]
}

/// Every workbook of a sample.
fn workbooks(lang: Lang) -> Vec<Vec<u8>> {
    let sample = Sample::with_duties(OWN, "2026-01-20T18:00:00Z");
    let inputs = Inputs { lang, ..sample.inputs() };
    let made = [
        book::xlsx(&report::program(&inputs)),
        book::xlsx(&report::plan(&inputs, &ASKED).unwrap()),
        book::xlsx(&report::encryption(&inputs)),
        book::xlsx(&report::responsibility(&inputs, None, &|_| Vec::new())),
        book::xlsx(&report::risks(&inputs)),
        book::xlsx(&report::traceability(&inputs, &Within::default())),
        book::xlsx(&report::results(&inputs, &Narrowed::default())),
        book::xlsx(&report::trace_report(&inputs, None)),
        book::xlsx(&report::evidence_index(&inputs)),
    ];
    made.into_iter().map(Result::unwrap).collect()
}

/// A page without its rows as data and the script that shows them.
fn without_rows(page: &str) -> String {
    let (page, _) = page.split_once("<script type=\"application/json\"").unwrap();
    page.to_owned()
}

/// The texts of a page, with those of its attributes that people read.
fn texts(page: &str) -> Vec<String> {
    let body = page.split_once("</style>").map_or(page, |(_, body)| body);
    // What a script says comes from attributes.
    let body = body.split_once("<script>").map_or(body, |(body, _)| body);
    let plain = body.replace("&#x27;", "'").replace("&#x2f;", "/").replace("<code>", "`");
    let plain = plain.replace("</code>", "`");
    let mut texts = Vec::new();
    for part in plain.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        texts.extend(text.lines().map(str::to_owned));
        for name in ATTRIBUTES {
            let value = tag.split_once(name).and_then(|(_, rest)| rest.split('"').next());
            texts.extend(value.map(str::to_owned));
        }
    }
    texts
}

/// The attributes that people read, some of them by way of a script.
const ATTRIBUTES: [&str; 14] = [
    "aria-label=\"",
    "title=\"",
    "data-label=\"",
    "data-all=\"",
    "data-some=\"",
    "data-first=\"",
    "data-none=\"",
    "data-page=\"",
    "data-live=\"",
    "data-lost=\"",
    "data-copy=\"",
    "data-copied=\"",
    "data-selected=\"",
    "placeholder=\"",
];

/// What a file is: `html`.
fn form(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}

/// Ids of the sample, which stand beside each other in lists, and a name of others.
fn is_name(word: &str) -> bool {
    let names = [
        "bad", "good", "turned", "scan", "keys", "soc", "till", "paper", "said", "Cloud",
        "Controls", "Matrix",
    ];
    names.contains(&word.trim_end_matches([',', ';', '.']))
}

fn left(lang: Lang) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in written(lang, OWN) {
        let parts = match form(name) {
            "html" => texts(&text),
            // A long line of a calendar goes on in the next.
            "ics" => text.replace("\r\n ", "").split(['\r', '\\']).map(str::to_owned).collect(),
            "csv" => text.lines().flat_map(|l| l.split(',').map(str::to_owned)).collect(),
            _ => text.split(['\n', '|']).map(str::to_owned).collect(),
        };
        for part in parts.iter().filter(|part| !part.contains("storyproof ")) {
            let ours = english(part).filter(|words| !words.split(' ').all(is_name));
            found.extend(ours.map(|words| format!("{name}: {words}: {part}")));
        }
    }
    found.sort();
    found.dedup();
    found
}

#[test]
fn no_english_is_left_in_what_is_written_in_japanese() {
    let found = left(Lang::Ja);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_same_look_finds_english_in_english() {
    let found = left(Lang::En);
    assert!(found.len() > 400, "only {}", found.len());
}

#[test]
fn what_people_wrote_stays_data_in_each_language() {
    for text in ["<script>alert(1)</script>", "\"><b>x</b>", "{0} {1}", "By status"] {
        for lang in [Lang::Ja, Lang::Both] {
            for (name, written) in written(lang, text) {
                let is_live = written.contains("<script>alert") || written.contains("<b>x</b>");
                let is_text = ["csv", "ics"].contains(&form(name));
                assert!(is_text || !is_live, "{name}");
                let is_page = form(name) == "html";
                let shown = !is_page || !text.starts_with("By") || written.contains("By status");
                assert!(shown, "{name} translates what people wrote");
            }
        }
    }
}

#[test]
fn a_page_in_both_languages_has_both_words() {
    for (name, text) in written(Lang::Both, OWN).iter().filter(|(n, _)| form(n) == "html") {
        assert!(text.contains("<html lang=\"en\">"), "{name}");
        let heads = text.matches(" / ").count() + text.matches(" &#x2f; ").count();
        assert!(heads > 5, "{name} has {heads} heads in both languages");
    }
    let japanese = written(Lang::Ja, OWN);
    assert!(japanese[0].1.contains("<html lang=\"ja\">"));
}

#[test]
fn a_workbook_is_made_in_each_language() {
    let english = workbooks(Lang::En);
    for lang in [Lang::Ja, Lang::Both] {
        let made = workbooks(lang);
        assert!(made.iter().zip(&english).all(|(one, other)| one != other), "{lang:?}");
    }
}

#[test]
fn the_tables_of_workbooks_have_no_english_heads_in_japanese() {
    let sample = Sample::with_duties(OWN, "2026-01-20T18:00:00Z");
    let inputs = Inputs { lang: Lang::Ja, ..sample.inputs() };
    let tables = [
        report::program(&inputs).tables(),
        report::plan(&inputs, &ASKED).unwrap().tables(),
        report::encryption(&inputs).tables(),
        report::responsibility(&inputs, None, &|_| Vec::new()).tables(),
        report::risks(&inputs).tables(),
        report::traceability(&inputs, &Within::default()).tables(),
        report::results(&inputs, &Narrowed::default()).tables(),
        report::trace_report(&inputs, None).tables(),
        report::evidence_index(&inputs).tables(),
    ];
    // The same in each language, and the ids of sprints.
    let alike = ["ID", "SHA-256", "CSAの区分", "S1", "S2"];
    let heads = tables.iter().flatten().flat_map(|table| {
        let heads = table.heads.iter().map(|(head, ..)| head.as_str());
        heads.chain([table.name])
    });
    let english = |head: &&str| head.is_ascii() && !alike.contains(head);
    let left: Vec<&str> = heads.filter(english).collect();
    assert!(left.is_empty(), "{left:?}");
}
