//! Pages that are served live: every payload in the pages that only exist there, in a real browser
//! and without the policy that would stop it.

use super::{browser, payloads, program, scans};
use crate::cli::{harness::Place, serve::Live};

/// The pages of some records, and of what lists them.
const PAGES: [&str; 17] = [
    "/",
    "/plan",
    "/list/story",
    "/list/risk",
    "/list/approval",
    "/list/attestation",
    "/list/evidence",
    "/story/E-1",
    "/epic/E",
    "/control/f/A.1",
    "/check/c-prowler",
    "/risk/R-1",
    "/component/data",
    "/attestation/said",
    "/party/team",
    "/evidence/1",
    "/entry/1",
];

/// A program and a scan with a group of payloads wherever they take any text.
fn place(group: &[String]) -> Place {
    let place = Place::empty();
    for (path, text) in program::filled(group) {
        place.write(&path, text);
    }
    let scan = scans::all().iter().find(|scan| scan.format.to_string() == "prowler-ocsf").unwrap();
    let mut at = 0;
    let bytes = scan.with(&mut || {
        at += 1;
        payloads::text(group, at)
    });
    place.write("scan.json", bytes);
    place.run(["ingest", "--input-format", "prowler-ocsf", "scan.json"]).ok();
    place
}

#[test]
fn no_payload_acts_in_a_page_that_is_served() {
    let mut names = Vec::new();
    let mut pages = Vec::new();
    for group in &payloads::groups() {
        let place = place(group);
        let live = Live::of(&place, &[]);
        let mut add = |path: &str, status: u16| {
            let page = live.get(path);
            assert_eq!(page.status, status, "{path}: {}", page.body);
            names.push(path.to_owned());
            pages.push(page.body);
        };
        for path in PAGES {
            add(path, 200);
        }
        let title = toml_edit::Value::from(payloads::text(group, 3));
        place.write("stories/broken.toml", format!("[[story]]\nid = {title}\nx = {title}\n"));
        add("/program", 503);
    }
    let seen = browser::look(&pages);
    for ((name, page), seen) in names.iter().zip(&pages).zip(seen.pages) {
        let seen = seen.unwrap();
        assert!(!seen.ran && !seen.made, "a payload ran in {name}: {page}");
        assert!(!seen.left, "a payload led {name} away: {page}");
        assert!(seen.whole, "a payload swallowed what follows in {name}: {page}");
        for link in seen.links().filter(|link| !link.starts_with("a href=#")) {
            let ours = link.starts_with("a href=/") && !link.starts_with("a href=//");
            assert!(ours, "{name} leads away: {link}");
        }
    }
    // Our own script asks whether something changed, and somebody pressed the button of our form.
    let ours = |line: &&String| line.contains("/events ") || line.contains("/?as-of=&known-at= ");
    let asked: Vec<&String> = seen.asked.iter().filter(|line| !ours(line)).collect();
    assert!(asked.is_empty(), "a page asks for something: {asked:?}");
}
