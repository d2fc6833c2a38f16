//! `report site`, the pages of it in a real browser, workbooks and PDF.

use std::fs;

use serde_json::Value;

use super::{chromium::Chromium, harness::Place};

/// What a reader needs of every page, asked of the page itself: what is wrong, in words.
const FAULTS: &str = r#"(() => {
  const faults = [], all = selector => [...document.querySelectorAll(selector)];
  const seen = e => e.checkVisibility({ visibilityProperty: true });
  if (all("h1").length !== 1) faults.push("not one h1");
  let level = 0;
  for (const heading of all("h1,h2,h3,h4,h5,h6")) {
    const next = Number(heading.localName[1]);
    if (next > level + 1) faults.push(`from h${level} to h${next}: ${heading.textContent.slice(0, 40)}`);
    level = next;
  }
  for (const landmark of ["header", "main", "footer"]) if (all("body > " + landmark).length !== 1) faults.push("not one " + landmark);
  for (const nav of all("nav")) if (!nav.ariaLabel) faults.push("a nav without a name");
  const first = all("a[href],button,input,select,summary")[0];
  if (!first.classList.contains("skip") || !document.getElementById(first.hash.slice(1))) faults.push("no way to skip");
  for (const e of all("a[href],button,input,select,summary")) if (e.tabIndex < 0) faults.push("out of reach: " + e.outerHTML.slice(0, 80));
  for (const e of all("input,select")) if (!e.labels.length) faults.push("no label: " + e.outerHTML.slice(0, 80));
  for (const e of all("button")) if (!e.textContent.trim()) faults.push("a button without a name");
  for (const e of all("[onclick],[tabindex]")) faults.push("acts by itself: " + e.outerHTML.slice(0, 80));
  for (const e of all("th")) if (!e.hasAttribute("scope")) faults.push("a head of nothing: " + e.textContent.slice(0, 40));
  for (const e of all("svg")) if (seen(e) && !e.ariaHidden && !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby")) faults.push("a picture without words: " + e.outerHTML.slice(0, 80));
  if (document.documentElement.lang === "") faults.push("no language");
  return faults;
})()"#;

#[test]
fn every_kind_of_page_opens_from_the_disk_for_everybody() {
    let demo = Place::demo();
    let folder = tempfile::TempDir::new().unwrap();
    let site = folder.path().canonicalize().unwrap().join("site");
    let typed = ["report", "site", "-o", site.to_str().unwrap()];
    let said = demo.run(typed).ok();
    assert!(said.stderr.contains("pages to"), "{}", said.stderr);
    every_link_leads_to_a_page(&site);
    let pages = [
        "index.html",
        "program.html",
        "plan.html",
        "roadmap.html",
        "sprint-2026-S5.html",
        "audit-aws-baseline.html",
        "controls/pci-dss-4.0.1/8.4.2.html",
        "soa-iso27001-2022.html",
        "responsibility.html",
        "risks.html",
        "encryption.html",
        "traceability.html",
        "trace.html",
        "evidence.html",
        "results.html",
    ];
    let mut browser = Chromium::start();
    for page in pages {
        browser.open(&site.join(page), "");
        assert_eq!(browser.complaints(), [""; 0], "{page}");
        let faults = browser.value(FAULTS);
        assert_eq!(faults, Value::Array(Vec::new()), "{page}");
    }
    results_by_keyboard(&mut browser, &site);
    in_the_dark(&mut browser, &site);
    // The same inputs give the same bytes, and take the place of what was there.
    let index = fs::read(site.join("index.html")).unwrap();
    fs::write(site.join("mine.txt"), "mine").unwrap();
    demo.run(typed).code(2).complains(&["mine.txt", "--force"]);
    demo.run([&typed[..], &["--force"]].concat()).ok();
    assert_eq!(fs::read(site.join("index.html")).unwrap(), index);
    assert_eq!(fs::read(site.join("mine.txt")).unwrap(), b"mine");
}

fn every_link_leads_to_a_page(site: &std::path::Path) {
    for page in ["index.html", "controls/pci-dss-4.0.1/8.4.2.html", "audit-aws-baseline.html"] {
        let text = fs::read_to_string(site.join(page)).unwrap();
        let here = site.join(page);
        let links = text.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let mut others = 0;
        for link in links.filter(|link| !link.starts_with(['#', 'h'])) {
            let link = link.replace("&#x2f;", "/");
            let (file, place) = link.split_once('#').unwrap_or((&link, ""));
            let to = here.parent().unwrap().join(file);
            let there = fs::read_to_string(&to).unwrap_or_else(|_| panic!("{page}: {link}"));
            let is_filter = place.is_empty() || place.contains('=');
            assert!(is_filter || there.contains(&format!("id=\"{place}\"")), "{page}: {link}");
            others += 1;
        }
        assert!(others > 10, "{page} leads to {others} pages");
    }
}

/// The page of results: what its address says, what the keyboard reaches, what is printed.
fn results_by_keyboard(browser: &mut Chromium, site: &std::path::Path) {
    let page = site.join("results.html");
    browser.open(&page, "#status=failed&sort=subject");
    let told =
        browser.value("[...document.querySelectorAll('#rows tbody .st')].map(e => e.textContent)");
    let told = told.as_array().unwrap();
    assert!(!told.is_empty() && told.iter().all(|word| word == "✗ failed"), "{told:?}");
    let count = browser.value("document.getElementById('count').textContent");
    assert!(count.as_str().unwrap().contains(" of "), "{count}");
    let subjects =
        "[...document.querySelectorAll('#rows tbody .subject')].map(e => e.firstChild.data)";
    let subjects = browser.value(subjects);
    assert!(subjects.as_array().unwrap().is_sorted_by_key(|s| s.as_str().unwrap().to_owned()));
    let printed = "dispatchEvent(new Event('beforeprint')); const said = document.getElementById('printed').textContent; dispatchEvent(new Event('afterprint')); said";
    let printed = browser
        .value(&format!("(() => {{ {} return said }})()", printed.trim_end_matches(" said")));
    let printed = printed.as_str().unwrap();
    assert!(printed.contains("Status: failed"), "{printed}");

    // From the search field to the heads of the table, by Tab alone, and sorting by Enter.
    browser.value("document.getElementById('by-text').focus()");
    let mut reached = Vec::new();
    for _ in 0..12 {
        browser.press("Tab");
        let at = browser.value("document.activeElement.id || document.activeElement.textContent");
        reached.push(at.as_str().unwrap().to_owned());
    }
    for wanted in
        ["by-check", "by-status", "by-account", "by-component", "clear", "Subject and rule"]
    {
        assert!(reached.iter().any(|at| at == wanted), "{wanted} is not in {reached:?}");
    }
    browser.value("document.querySelector('#rows thead button').focus()");
    browser.press("Enter");
    assert_eq!(browser.value("location.hash"), "#status=failed&sort=check");
    assert_eq!(browser.value("document.querySelector('#rows th').ariaSort"), "ascending");
    browser.value("document.getElementById('clear').focus()");
    browser.press("Enter");
    let all = browser.value("document.getElementById('count').textContent");
    assert!(all.as_str().unwrap().starts_with("All "), "{all}");
    assert_eq!(browser.complaints(), [""; 0]);
}

/// In the dark, on a narrow screen: other colours, and nothing to be pushed sideways.
fn in_the_dark(browser: &mut Chromium, site: &std::path::Path) {
    let paper = "getComputedStyle(document.body).backgroundColor";
    let light = browser.value(paper);
    let dark =
        serde_json::json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
    browser.call("Emulation.setEmulatedMedia", dark);
    assert_ne!(browser.value(paper), light);
    let narrow =
        serde_json::json!({ "width": 375, "height": 800, "deviceScaleFactor": 1, "mobile": true });
    browser.call("Emulation.setDeviceMetricsOverride", narrow);
    for page in ["index.html", "results.html", "trace.html", "evidence.html"] {
        browser.open(&site.join(page), "");
        let width = browser.value("document.documentElement.scrollWidth");
        assert!(width.as_u64().unwrap() <= 380, "{page} is {width} wide");
    }
}

#[test]
fn a_pdf_has_pages_and_bookmarks_and_says_what_is_missing() {
    let place = Place::small();
    place.run(["report", "roadmap", "--allow-empty", "-o", "roadmap.pdf"]).ok();
    let pdf = fs::read(place.path("roadmap.pdf")).unwrap();
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.starts_with("%PDF-"));
    for part in ["/Outlines", "/MarkInfo", "/CreationDate"] {
        assert!(text.contains(part), "{part}");
    }
    let none = ["report", "roadmap", "-o", "x.pdf", "--browser", "no-such-browser"];
    place.run(none).code(2).complains(&["no-such-browser", "install Chromium", "-o report.html"]);
    assert!(!place.path("x.pdf").exists());
}

#[test]
fn workbooks_have_what_the_tables_and_the_pages_have() {
    let demo = Place::demo();
    let folder = tempfile::TempDir::new().unwrap();
    for (kind, sheet) in [
        ("risks", "Risks"),
        ("responsibility", "Responsibility"),
        ("traceability", "Threads"),
        ("trace", "Trace"),
        ("results", "Results"),
        ("evidence", "Evidence"),
        ("encryption", "Services"),
        ("logging", "Services"),
        ("plan", "Backlog"),
        ("program", "Measures"),
    ] {
        let file = folder.path().join(format!("{kind}.xlsx"));
        demo.run(["report", kind, "-o", file.to_str().unwrap()]).ok();
        let csv = demo.run(["report", kind, "--format", "csv"]).ok().stdout;
        let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(&file).unwrap();
        let names = calamine::Reader::sheet_names(&workbook);
        assert_eq!(names.first().map(String::as_str), Some("About"), "{kind}");
        let range = calamine::Reader::worksheet_range(&mut workbook, sheet).unwrap();
        let told: Vec<Vec<String>> =
            range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
        let rows: Vec<Vec<String>> =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        assert!(rows.len() > 1, "{kind}");
        assert_eq!(told, rows, "{kind}");
    }
    // The page counts what the table lists.
    let data = demo.run(["report", "results", "--format", "json"]).ok().data();
    let rows = data["rows"].as_array().unwrap().len() as u64;
    let counted: u64 =
        data["checks"].as_array().unwrap().iter().map(|c| c["count"].as_u64().unwrap()).sum();
    assert_eq!(rows, counted);
    let page = demo.run(["report", "results", "--format", "html"]).ok().stdout;
    assert!(page.contains(&format!("of {rows} results")), "the page says how many there are");
}
