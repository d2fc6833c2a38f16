//! What is only put together by the command line speaks Japanese too: pages that are served live, sites
//! and calendars.

use std::{collections::BTreeSet, fs};

use super::{
    harness::Place,
    serve::{Live, Page, links},
};

/// The texts of a page, without its style, its scripts and what is code.
fn texts(page: &str) -> BTreeSet<String> {
    let body = page.split_once("</style>").map_or(page, |(_, body)| body);
    let body = body.split_once("<script").map_or(body, |(body, _)| body);
    let parts = body.split('<').filter(|part| !part.starts_with("code"));
    let parts = parts.filter_map(|part| part.split_once('>'));
    let plain = |text: &str| {
        let text = text.replace("&#x27;", "'").replace("&#x2f;", "/").replace("&quot;", "\"");
        text.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    parts.map(|(_, text)| plain(text)).filter(|text| !text.is_empty()).collect()
}

/// Whether three English words stand beside each other: no name of ours has so many.
fn is_english(text: &str) -> bool {
    let is_word = |word: &str| {
        let bare = word.trim_matches([',', '.', ':', ';', '(', ')', '?', '!', '\'', '“', '”']);
        !bare.is_empty() && bare.chars().all(|c| c.is_ascii_alphabetic() || c == '\'')
    };
    let words: Vec<&str> = text.split(' ').collect();
    words.windows(3).any(|three| three.iter().all(|word| is_word(word)))
}

/// What people and tools wrote in a program, as one text.
fn written(place: &Place) -> String {
    let mut all = String::new();
    let mut folders = vec![place.path("stories"), place.path("controls")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                all.push_str(&text);
            }
        }
    }
    all.push_str(&place.read("storyproof.toml"));
    for kind in ["results", "evidence"] {
        all.push_str(&place.run(["report", kind, "--format", "csv"]).ok().stdout);
    }
    for kind in ["attestation", "exception", "approval"] {
        all.push_str(&place.run([kind, "list", "--format", "json"]).ok().stdout);
    }
    all.replace("\\\"", "\"").replace("\"\"", "\"").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is English in both languages and was written by nobody.
fn left(english: &Page, japanese: &Page, written: &str) -> Vec<String> {
    let (english, japanese) = (texts(&english.body), texts(&japanese.body));
    let ours = japanese.intersection(&english).filter(|text| is_english(text));
    let known =
        |text: &str| written.contains(text.trim_matches(['“', '”', ',', '.', ';', ':', ' ']));
    // A title behind its id, a name before it, and what stands beside each other.
    let is_theirs = |text: &str| {
        let behind = text.split_once(' ').is_some_and(|(_, behind)| known(behind));
        let parts = text.replace(" (", ": ").replace(" · ", ": ");
        behind || text.starts_with("storyproof ") || known(text) || parts.split(": ").all(known)
    };
    ours.filter(|text| !is_theirs(text)).cloned().collect()
}

#[test]
fn served_pages_sites_and_calendars_speak_japanese() {
    let demo = Place::demo();
    let written = written(&demo);
    let (english, japanese) = (Live::of(&demo, &[]), Live::of(&demo, &["--lang", "ja"]));
    let pages = [
        "/",
        "/board",
        "/list/story",
        "/list/check",
        "/list/risk",
        "/list/exception",
        "/list/approval",
        "/list/evidence",
        "/story/IAM-01",
        "/epic/IAM",
        "/sprint/2026-S5",
        "/control/aws-baseline/AB.ROOT-01",
        "/check/root-mfa",
        "/risk/R-01",
        "/component/aws-iam",
        "/framework/pci-dss-4.0.1",
        "/entry/1",
        "/nothing/here",
        "/?as-of=2026-02-06",
    ];
    let files = links(&english.get("/list/evidence"));
    let file = files.iter().find(|path| path.starts_with("/evidence/")).unwrap();
    for path in pages.into_iter().chain([&**file]) {
        let (one, other) = (english.get(path), japanese.get(path));
        assert_eq!(one.status, other.status, "{path}");
        assert!(other.body.contains("<html lang=\"ja\">"), "{path}");
        assert_eq!(left(&one, &other, &written), [""; 0], "{path}");
    }
    let entrance = japanese.get("/").body;
    for words in ["役割別の入口", "data-copy=\"コピー\"", "data-live=\"接続中\""] {
        assert!(entrance.contains(words), "{words}");
    }
    let file = japanese.get("/risks").body;
    assert!(file.contains("storyproof report risks --lang ja -o risks.html"));

    let folder = tempfile::TempDir::new().unwrap();
    let site = folder.path().canonicalize().unwrap().join("site");
    let typed =
        ["report", "site", "--lang", "en,ja", "--allow-empty", "-o", site.to_str().unwrap()];
    Place::small().run(typed).ok();
    let index = fs::read_to_string(site.join("index.html")).unwrap();
    for words in ["<html lang=\"en\">", "Overview / 概要", "Planning / 計画", "Risks / リスク"]
    {
        assert!(index.replace("&#x2f;", "/").contains(words), "{words}");
    }
    let days = demo.run(["export", "ics", "--as-of", "2026-03-13", "--lang", "ja"]).ok().stdout;
    assert!(days.contains("SUMMARY:監査期日："), "{days}");
}
