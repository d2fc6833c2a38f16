//! A real browser, with nothing between a page and its mark but the page itself: the policy is taken
//! out, every element is clicked and passed over, and whatever wants the network meets a witness.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    process::Command,
    sync::{Arc, Mutex},
    thread,
};

use serde_json::Value;
use tempfile::TempDir;

/// Looks at the whole document, and leaves only what it found.
const LOOKER: &str = r##"<script id="looker">
window.addEventListener("load", () => {
  const found = { elements: {}, attributes: {}, links: [], marks: 0 };
  for (const e of document.querySelectorAll("*")) {
    if (e.id == "looker") continue;
    if (e.className == "mark" && e.parentElement == document.body) { found.marks++; continue; }
    found.elements[e.localName] = true;
    for (const a of e.attributes) {
      found.attributes[a.name] = true;
      const acts = ["href", "xlink:href", "src", "srcset", "action", "formaction", "data", "ping", "poster"];
      if (acts.includes(a.name) && !a.value.startsWith("#")) found.links.push(e.localName + " " + a.name + "=" + a.value);
    }
    for (const type of ["mouseover", "focus", "click", "toggle", "begin", "animationstart"])
      e.dispatchEvent(new Event(type));
    if (e.click && ["javascript:", "vbscript:", "data:"].includes(e.protocol)) e.click();
  }
  setTimeout(() => {
    const ran = window.PWNED !== undefined || document.title == "PWNED" || !!document.getElementById("pwned");
    found.ran = ran;
    const text = JSON.stringify(found);
    document.documentElement.innerHTML = "<body></body>";
    document.body.textContent = "FOUN" + "D" + btoa(unescape(encodeURIComponent(text))) + "END";
  }, 500);
});
</script>"##;

/// Shows each document in a frame of its own, round after round, and keeps who set a mark.
const FRAMES: &str = r##"<script>
const still = time => new Promise(done => setTimeout(done, time));
const poke = frame => {
  for (const e of frame.contentDocument.querySelectorAll("*")) {
    for (const type of ["mouseover", "focus", "click", "toggle", "begin", "animationstart"])
      e.dispatchEvent(new Event(type));
    if (e.click && ["javascript:", "vbscript:", "data:"].includes(e.protocol)) e.click();
  }
};
const ran = frame => frame.contentWindow.PWNED !== undefined || frame.contentDocument.title == "PWNED"
  || !!frame.contentDocument.getElementById("pwned");
addEventListener("load", async () => {
  const found = new Set();
  for (const round of ROUNDS) {
    const frames = new Map();
    round.forEach((text, n) => {
      if (found.has(n)) return;
      const frame = document.createElement("iframe");
      frame.sandbox = "allow-scripts allow-same-origin allow-forms";
      frame.srcdoc = text;
      frames.set(n, frame);
      document.body.append(frame);
    });
    await still(500);
    for (const frame of frames.values()) try { poke(frame) } catch { }
    await still(500);
    for (const [n, frame] of frames) { try { if (ran(frame)) found.add(n) } catch { } frame.remove() }
  }
  document.body.textContent = "FOUN" + "D" + btoa(JSON.stringify([...found])) + "END";
});
</script>"##;

/// Which of some texts run in at least one of some frames around them, and what they ask for.
pub(super) fn running(rounds: &[Vec<String>]) -> (Vec<u64>, Vec<String>) {
    let rounds = serde_json::to_string(rounds).unwrap().replace('<', "\\u003c");
    let page = format!(
        "<!doctype html><meta charset=\"utf-8\"><body><script>const ROUNDS = {rounds};</script>{FRAMES}"
    );
    let (found, asked) = shown(&page);
    (found.as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect(), asked)
}

/// What a browser made of some pages.
#[derive(Debug)]
pub(super) struct Seen {
    /// Whether a mark was set.
    pub(super) ran: bool,
    /// The names of all elements.
    pub(super) elements: Vec<String>,
    /// The names of all attributes.
    pub(super) attributes: Vec<String>,
    /// Whatever leads away from the page.
    pub(super) links: Vec<String>,
    /// How many pages ended where they should.
    pub(super) marks: u64,
    /// What was asked of the network.
    pub(super) asked: Vec<String>,
}

/// A page without its policy: the first meta of its head.
fn without_policy(page: &str) -> String {
    let Some(start) = page.find("<meta http-equiv=\"Content-Security-Policy\"") else {
        return page.to_owned();
    };
    let end = start + page[start..].find('>').unwrap() + 1;
    [&page[..start], &page[end..]].concat()
}

/// Shows pages to a browser, one below the other, each with a mark of ours behind it.
pub(super) fn look(pages: &[String]) -> Seen {
    let mut all = String::from("<!doctype html>\n<meta charset=\"utf-8\">\n<body>\n");
    for page in pages {
        all.push_str(&without_policy(page));
        all.push_str("\n<i class=\"mark\"></i>\n");
    }
    all.push_str(LOOKER);
    let (found, asked) = shown(&all);
    let names = |key: &str| found[key].as_object().unwrap().keys().cloned().collect();
    let links = found["links"].as_array().unwrap().iter();
    Seen {
        ran: found["ran"].as_bool().unwrap(),
        elements: names("elements"),
        attributes: names("attributes"),
        links: links.map(|link| link.as_str().unwrap().to_owned()).collect(),
        marks: found["marks"].as_u64().unwrap(),
        asked,
    }
}

/// What a page found of itself, and what was asked of the network.
fn shown(page: &str) -> (Value, Vec<String>) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("page.html");
    fs::write(&file, page).unwrap();
    let (address, asked) = witness();
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--disable-default-apps", "--disable-extensions", "--disable-dev-shm-usage"])
        .arg(format!("--user-data-dir={}", folder.path().join("user").display()))
        .arg(format!("--proxy-server=http://{address}"))
        .args(["--proxy-bypass-list=<-loopback>", "--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("file://{}", file.display()))
        .env("HOME", folder.path())
        .output()
        .expect("chromium is installed");
    let text = String::from_utf8_lossy(&output.stdout);
    let found = text.split_once("FOUND").and_then(|(_, rest)| rest.split_once("END"));
    let found = found.unwrap_or_else(|| {
        let said = String::from_utf8_lossy(&output.stderr);
        panic!("the browser said nothing: {}\n{said}", text.chars().take(500).collect::<String>())
    });
    let found = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, found.0).unwrap();
    let mut asked = asked.lock().unwrap().clone();
    // What the browser asks of its maker, whatever the page; no payload names that.
    asked.retain(|line| !["google.com", "googleapis.com"].iter().any(|own| line.contains(own)));
    (serde_json::from_slice(&found).unwrap(), asked)
}

/// Listens in the place of a proxy, and keeps the first line of whatever is asked.
fn witness() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut line = String::new();
            BufReader::new(stream).read_line(&mut line).ok();
            kept.lock().unwrap().push(line.trim().to_owned());
        }
    });
    (address, asked)
}

#[test]
fn the_browser_would_see_it() {
    let page = "<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src \
                'none'\"></head><body><script>PWNED=1</script><img src=http://evil.example/x.png>\
                <a href=javascript:1>x</a></body></html>";
    let seen = look(&[page.to_owned()]);
    assert!(seen.ran, "without its policy the page runs: {seen:?}");
    assert_eq!((seen.marks, seen.links.len()), (1, 2), "{seen:?}");
    assert!(seen.asked.iter().any(|line| line.contains("evil.example/x.png")), "{seen:?}");
    let clicked = "<a onclick=\"document.title='PWNED'\">x</a><!--".to_owned();
    let seen = look(&[clicked, "<p>swallowed</p>-->".to_owned()]);
    assert!(seen.ran, "{seen:?}");
    assert_eq!(
        (seen.marks, seen.asked.len()),
        (1, 0),
        "the first mark is in the comment: {seen:?}"
    );
}
