//! What people and scanners wrote stays data in every format, and the same inputs give the same
//! bytes (invariants 5 and 9).

use base64::{Engine, prelude::BASE64_STANDARD};
use pulldown_cmark::{Event, Options, Parser};
use sha2::{Digest, Sha256};

use super::{
    audit, book, csv, evidence, html, json, markdown, plan, responsibility, results, risks, soa,
    trace, traceability,
};
use crate::{
    plan::Asked,
    report::{
        self, Soa,
        audit::{Asked as AuditAsked, Population, SampleAsked},
        results::Narrowed,
        soa::{Lang, changes},
        testing::Sample,
        traceability::Within,
    },
    time::Period,
};

/// Texts that want to be more than text, somewhere.
const HOSTILE: [&str; 46] = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><input name=x>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<a href=javascript:alert(1)>x</a>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext></mtext><script>alert(1)</script></math>",
    "<!--#exec cmd=x-->",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "\"><b>x</b>",
    "'><b>x</b>",
    "` onmouseover=alert(1) `",
    "x\" style=\"background:url(//evil)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "&\u{0};<b>",
    "\u{feff}<b>",
    "\u{202e}>b<\u{202c}",
    "\u{1b}[31mred\u{1b}]8;;http://evil\u{7}",
    "{{ 7 * 7 }}{% include 'base.html' %}",
    "{{ view }}{# x #}",
    "\\\"}*{background:url(//evil)}",
    "*/ } body { display: none } /*",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "<https://evil.example>",
    "https://evil.example www.evil.example a@evil.example",
    "@everyone #1 `code` **bold** _em_ ~~del~~ $x$",
    "a | b | c\n| --- | --- |\n| d | e |",
    "x\n\n# heading\n\n- item\n\n> quote\n\n```\nfence",
    "- a",
    "1. a",
    "+ a",
    "    indented",
    "=1+1",
    "x\\",
];

/// A Statement of Applicability, with what changed since a day before the last scan.
fn stated(sample: &Sample, lang: Lang) -> Soa {
    let of = |sample: &Sample| report::soa(&sample.inputs(), &"f".parse().unwrap(), lang);
    let mut soa = of(sample);
    soa.changes = Some(changes(&of(&Sample::at("before", "2026-01-12T18:00:00Z")), &soa));
    soa
}

/// The next sprint, with room for something.
pub(super) const ASKED: Asked = Asked { sprint: None, capacity: Some(10), carry_over: true };

fn all_html(text: &str) -> Vec<String> {
    let sample = Sample::with_text(text);
    let inputs = sample.inputs();
    let sprint = report::sprint(&inputs, &"S1".parse().unwrap()).unwrap();
    vec![
        html::program(&report::program(&inputs)).unwrap(),
        html::sprint(&sprint).unwrap(),
        html::matrix(&report::encryption(&inputs)).unwrap(),
        html::matrix(&report::logging(&inputs)).unwrap(),
        soa::html(&stated(&sample, Lang::En)).unwrap(),
        soa::html(&stated(&sample, Lang::Ja)).unwrap(),
        audit::html(&report::audit(&inputs, &"f".parse().unwrap())).unwrap(),
        audit::html(&over_a_period(text)).unwrap(),
        plan::html(&report::plan(&inputs, &ASKED).unwrap()).unwrap(),
    ]
    .into_iter()
    .chain(registers(text).map(|[html, ..]| html))
    .collect()
}

/// The registers of a program with duties: as HTML, Markdown, JSON and CSV.
fn registers(text: &str) -> [[String; 4]; 5] {
    let sample = Sample::with_duties(text, "2026-01-20T18:00:00Z");
    let inputs = sample.inputs();
    let places = |_: &crate::program::Flaw<'_>| vec![format!("controls/{text}.toml:1")];
    let duties = report::responsibility(&inputs, None, &places);
    let register = report::risks(&inputs);
    let threads = report::traceability(&inputs, &Within::default());
    [
        [
            responsibility::html(&duties).unwrap(),
            responsibility::markdown(&duties).unwrap(),
            responsibility::json(&duties).unwrap(),
            responsibility::csv(&duties).unwrap(),
        ],
        [
            risks::html(&register).unwrap(),
            risks::markdown(&register).unwrap(),
            risks::json(&register).unwrap(),
            risks::csv(&register).unwrap(),
        ],
        [
            traceability::html(&threads).unwrap(),
            traceability::markdown(&threads).unwrap(),
            traceability::json(&threads).unwrap(),
            traceability::csv(&threads).unwrap(),
        ],
        [
            trace::html(&report::trace_report(&inputs, None)).unwrap(),
            trace::markdown(&report::trace_report(&inputs, None)).unwrap(),
            trace::json(&report::trace_report(&inputs, None)).unwrap(),
            trace::csv(&report::trace_report(&inputs, None)).unwrap(),
        ],
        [
            evidence::html(&report::evidence_index(&inputs)).unwrap(),
            evidence::markdown(&report::evidence_index(&inputs)).unwrap(),
            evidence::json(&report::evidence_index(&inputs)).unwrap(),
            book::csv(&report::evidence_index(&inputs)).unwrap(),
        ],
    ]
}

fn all_markdown(text: &str) -> Vec<String> {
    let sample = Sample::with_text(text);
    let inputs = sample.inputs();
    let sprint = report::sprint(&inputs, &"S1".parse().unwrap()).unwrap();
    vec![
        markdown::program(&report::program(&inputs)).unwrap(),
        markdown::sprint(&sprint).unwrap(),
        markdown::matrix(&report::encryption(&inputs)).unwrap(),
        markdown::matrix(&report::logging(&inputs)).unwrap(),
        soa::markdown(&stated(&sample, Lang::En)).unwrap(),
        audit::markdown(&report::audit(&inputs, &"f".parse().unwrap())).unwrap(),
        audit::markdown(&over_a_period(text)).unwrap(),
        plan::markdown(&report::plan(&inputs, &ASKED).unwrap()).unwrap(),
    ]
    .into_iter()
    .chain(registers(text).map(|[_, markdown, ..]| markdown))
    .collect()
}

/// Every tag with its attributes' names, and the values of attributes that can act. Text and
/// other values are left out; so is the style sheet, which a hash pins.
fn skeleton(html: &str) -> Vec<String> {
    let mut rest = html;
    let mut tags = Vec::new();
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = tag_end(rest);
        let tag = bare(&rest[..end]);
        if tag.starts_with("<style") {
            rest = &rest[rest.find("</style>").expect("a style ends")..];
        } else if tag.starts_with("<div class=\"prose\"") {
            rest = &rest[rest.find("</div>").expect("notes end")..];
        } else {
            rest = &rest[end..];
        }
        tags.push(tag);
    }
    tags
}

/// One past the `>` that ends a tag; one inside quotes does not.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            (None, '>') => return at + 1,
            _ => {}
        }
    }
    panic!("a tag does not end: {}", &tag[..tag.len().min(200)]);
}

/// A tag without the values of its attributes, but for `href`, `class` and `id`.
fn bare(tag: &str) -> String {
    let mut text = String::new();
    for (i, part) in tag.split('"').enumerate() {
        let acts = [" href=", " class=", " id=", " src="].iter().any(|name| text.ends_with(name));
        if i % 2 == 0 {
            text.push_str(part);
        } else if acts {
            text.extend(["\"", part, "\""]);
        }
    }
    text
}

#[test]
fn no_text_becomes_markup_in_html() {
    let harmless: Vec<_> = all_html("plain").iter().map(|html| skeleton(html)).collect();
    for text in HOSTILE {
        for (html, harmless) in all_html(text).iter().zip(&harmless) {
            assert_eq!(&skeleton(html), harmless, "{text:?} changes the page");
            assert!(!html.contains("<script"), "{text:?} brings a script");
        }
    }
}

#[test]
fn links_of_a_page_stay_on_it() {
    for html in all_html("plain") {
        for tag in skeleton(&html) {
            if let Some((_, href)) = tag.split_once(" href=\"") {
                assert!(href.starts_with('#'), "{tag}");
            }
            assert!(!tag.contains(" src="), "{tag}");
        }
    }
}

#[test]
fn every_link_of_a_page_has_its_rows() {
    for html in all_html("plain") {
        let tags = skeleton(&html);
        let value = |tag: &str, name: &str| {
            let (_, rest) = tag.split_once(name)?;
            rest.split_once('"').map(|(value, _)| value.to_owned())
        };
        let mut ids: Vec<String> = tags.iter().filter_map(|tag| value(tag, " id=\"")).collect();
        for href in tags.iter().filter_map(|tag| value(tag, " href=\"#")) {
            assert!(ids.contains(&href), "nothing stands at #{href}");
        }
        let all = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all, "an id stands twice");
    }
}

/// The structure of Markdown: every event but text.
fn events(text: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    let mut events = Vec::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Text(_) => {}
            Event::Html(html) | Event::InlineHtml(html) => panic!("live HTML: {html}"),
            event => events.push(format!("{event:?}")),
        }
    }
    events
}

#[test]
fn no_text_becomes_markup_in_markdown() {
    let harmless: Vec<_> = all_markdown("plain").iter().map(|text| events(text)).collect();
    for text in HOSTILE {
        for (markdown, harmless) in all_markdown(text).iter().zip(&harmless) {
            assert_eq!(&events(markdown), harmless, "{text:?} changes\n{markdown}");
        }
    }
}

#[test]
fn no_text_becomes_a_formula_in_a_table() {
    for text in HOSTILE.into_iter().chain(["+1", "-1", "@SUM(A1)", "\t=1", "＝1"]) {
        for [.., table] in registers(text) {
            let mut rows = ::csv::Reader::from_reader(table.as_bytes());
            for row in rows.records() {
                for cell in &row.unwrap() {
                    assert!(!cell.trim_start().starts_with(csv::TRIGGERS), "{text:?}: {cell:?}");
                }
            }
        }
    }
}

#[test]
fn a_register_is_the_same_twice() {
    assert_eq!(registers("plain"), registers("plain"));
}

#[test]
fn the_policy_stands_first_and_allows_exactly_the_style_of_the_page() {
    for text in ["plain", "</style><script>alert(1)</script>"] {
        for html in all_html(text) {
            let (_, head) = html.split_once("<head>").unwrap();
            assert!(head.starts_with("<meta http-equiv=\"Content-Security-Policy\""));
            let (_, style) = html.split_once("<style>").unwrap();
            let (style, rest) = style.split_once("</style>").unwrap();
            let hash = BASE64_STANDARD.encode(Sha256::digest(style.as_bytes()));
            let policy = format!(
                "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; \
                 form-action 'none'"
            );
            assert!(head.contains(&policy), "{policy}");
            assert!(!rest.contains("<style"), "one style sheet only");
        }
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let formats = || {
        let sample = Sample::with_text("plain");
        let inputs = sample.inputs();
        let soa = stated(&sample, Lang::En);
        let program = report::program(&inputs);
        let audited = report::audit(&inputs, &"f".parse().unwrap());
        let sprint = report::sprint(&inputs, &"S1".parse().unwrap()).unwrap();
        [
            html::program(&program).unwrap(),
            html::sprint(&sprint).unwrap(),
            markdown::program(&program).unwrap(),
            markdown::sprint(&sprint).unwrap(),
            json::program(&program).unwrap(),
            json::sprint(&sprint).unwrap(),
            audit::html(&audited).unwrap(),
            audit::markdown(&audited).unwrap(),
            audit::json(&audited).unwrap(),
            soa::html(&soa).unwrap(),
            soa::markdown(&soa).unwrap(),
            soa::json(&soa).unwrap(),
            soa::csv(&soa).unwrap(),
        ]
    };
    assert_eq!(formats(), formats());
}

#[test]
fn json_comes_in_the_envelope() {
    let sample = Sample::with_text("plain");
    let text = json::program(&report::program(&sample.inputs())).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["schema_version"], 1);
    assert_eq!(value["kind"], "program");
    assert_eq!(value["as_of"]["observed"], "2026-01-20T18:00:00Z");
    assert_eq!(value["ledger_head"]["size"], 5);
    assert_eq!(value["data"]["headline"]["proven"]["points"], 3);
}

/// The audit report with everything that a period, an assessor and a sample add.
fn over_a_period(text: &str) -> report::Audit {
    let days = ["2026-01-05", "2026-01-20"].map(|day| day.parse().unwrap());
    let period = Period { start: days[0], end: days[1] };
    let sample = SampleAsked {
        of: Population::SubjectsOf("good".parse().unwrap()),
        size: 1,
        seed: Some(text.to_owned()),
    };
    let asked = AuditAsked { period: Some(period), sample: Some(sample) };
    report::audit_over(&Sample::with_answers(text).inputs(), &"f".parse().unwrap(), &asked)
}

/// The results of a sample, as a page.
fn rows(text: &str) -> String {
    let sample = Sample::with_text(text);
    results::html(&report::results(&sample.inputs(), &Narrowed::default())).unwrap()
}

/// A page without its two script elements, and what stands in each.
fn without_scripts(page: &str) -> (String, [&str; 2]) {
    let (head, rest) = page.split_once("<script type=\"application/json\" id=\"data\">").unwrap();
    let (data, rest) = rest.split_once("</script>").unwrap();
    let (between, rest) = rest.split_once("<script>").unwrap();
    let (script, tail) = rest.split_once("</script>").unwrap();
    (format!("{head}{between}{tail}"), [data, script])
}

#[test]
fn rows_are_data_beside_one_script_that_the_policy_names() {
    let plain = rows("plain");
    let (harmless, [_, script]) = without_scripts(&plain);
    let harmless = skeleton(&harmless);
    for text in HOSTILE {
        let page = rows(text);
        assert_eq!(page.matches("<script").count(), 2, "{text:?} brings a script");
        let (still, [data, same]) = without_scripts(&page);
        assert_eq!(skeleton(&still), harmless, "{text:?} changes the page");
        assert_eq!(same, script, "{text:?} changes the script");
        assert!(!data.contains(['<', '>', '&']), "{text:?} could be markup in the data");
        serde_json::from_str::<serde_json::Value>(data).unwrap();
        let hash = BASE64_STANDARD.encode(Sha256::digest(script.as_bytes()));
        let (_, head) = page.split_once("<head>").unwrap();
        let (policy, _) = head.split_once("\">").unwrap();
        assert!(policy.ends_with(&format!("; script-src 'sha256-{hash}'")), "{policy}");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    }
}

#[test]
fn a_workbook_has_the_rows_of_the_table_and_no_formula() {
    let sample = Sample::with_text("=1+1");
    let view = report::results(&sample.inputs(), &Narrowed::default());
    let table = book::csv(&view).unwrap();
    let rows: Vec<_> =
        ::csv::Reader::from_reader(table.as_bytes()).into_records().flatten().collect();
    let bytes = book::xlsx(&view).unwrap();
    assert_eq!(bytes, book::xlsx(&view).unwrap(), "the same twice");
    let mut workbook: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut workbook, "Results").unwrap();
    let told: Vec<Vec<String>> =
        sheet.rows().skip(1).map(|row| row.iter().map(ToString::to_string).collect()).collect();
    assert_eq!(told.len(), rows.len());
    for (told, row) in told.iter().zip(&rows) {
        assert_eq!(told, &row.iter().map(str::to_owned).collect::<Vec<_>>());
    }
    let formulas = calamine::Reader::worksheet_formula(&mut workbook, "Results").unwrap();
    assert!(formulas.is_empty());
}
