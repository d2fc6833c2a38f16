//! Pages that are served live: every payload in the pages that only exist there, in a real browser
//! and without the policy that would stop it.

use super::{browser, payloads, program, world::World};
use crate::cli::{
    harness::Place,
    serve::{Live, links},
};

/// The pages of some records, and of what lists them.
const OF_RECORDS: [&str; 12] = [
    "/",
    "/plan",
    "/list/story",
    "/list/risk",
    "/list/approval",
    "/story/E-1",
    "/epic/E",
    "/control/f/A.1",
    "/risk/R-1",
    "/component/data",
    "/attestation/said",
    "/party/team",
];

#[test]
fn no_payload_acts_in_a_page_that_is_served() {
    let mut names = Vec::new();
    let mut pages = Vec::new();
    let mut add = |live: &Live, path: &str, status: u16| {
        let page = live.get(path);
        assert_eq!(page.status, status, "{path}: {}", page.body);
        names.push(path.to_owned());
        pages.push(page.body);
    };
    let groups = payloads::groups();
    for group in &groups {
        let place = Place::empty();
        for (path, text) in program::filled(group) {
            place.write(&path, text);
        }
        let live = Live::of(&place, &[]);
        OF_RECORDS.iter().for_each(|path| add(&live, path, 200));
        let title = toml_edit::Value::from(payloads::text(group, 3));
        place.write("stories/broken.toml", format!("[[story]]\nid = {title}\nx = {title}\n"));
        add(&live, "/program", 503);
    }
    // What scans, statements and people wrote stands in a ledger.
    let world = World::of(&groups[0], 1);
    let live = Live::of(&world.place, &[]);
    for path in
        ["/list/evidence", "/list/exception", "/list/attestation", "/program", "/traceability"]
    {
        add(&live, path, 200);
    }
    let told = live.get("/list/evidence");
    for path in links(&told).iter().filter(|path| path.starts_with("/evidence/")).take(8) {
        add(&live, path, 200);
        add(&live, &path.replace("evidence", "entry"), 200);
    }
    for path in links(&live.get("/list/check")).iter().filter(|path| path.starts_with("/check/")) {
        add(&live, path, 200);
    }
    drop(live);
    let seen = browser::look(&pages);
    for ((name, page), seen) in names.iter().zip(&pages).zip(seen.pages) {
        let seen = seen.unwrap();
        assert!(!seen.ran && !seen.made, "a payload ran in {name}: {page}");
        assert!(!seen.left, "a payload led {name} away: {page}");
        assert!(seen.whole, "a payload swallowed what follows in {name}: {page}");
        for link in seen.links().filter(|link| !link.starts_with("a href=#")) {
            let ours = link.starts_with("a href=/") && !link.starts_with("a href=//");
            assert!(ours || link.starts_with("a href=https://"), "{name} leads away: {link}");
        }
    }
    // Our own script asks whether something changed.
    let asked: Vec<&String> = seen.asked.iter().filter(|line| !line.contains("/events ")).collect();
    assert!(asked.is_empty(), "a page asks for something: {asked:?}");
}
