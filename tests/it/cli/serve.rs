//! `storyproof serve`: every page, who may ask for it and how, what happens when files change.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::harness::{Place, evidence};

/// A server, which ends with the test.
pub(crate) struct Live {
    child: Child,
    pub(crate) host: String,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Live {
    /// Serves a program on a free port.
    pub(crate) fn of(place: &Place, args: &[&str]) -> Self {
        let mut process = place.process([&["serve", "--port", "0"], args].concat());
        let child = process.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = child.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let host = line.trim().strip_prefix("http://").and_then(|rest| rest.strip_suffix('/'));
        let host = host.unwrap_or_else(|| panic!("{line:?} is no address")).to_owned();
        Self { child, host }
    }

    /// Sends bytes as they are; the whole answer.
    fn sent(&self, request: &str) -> Page {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(2))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).expect("pages are UTF-8");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer:?}"));
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_lowercase(), value.to_owned())
        };
        Page { status, headers: lines.map(header).collect(), body: body.to_owned() }
    }

    pub(crate) fn get(&self, path: &str) -> Page {
        self.sent(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host))
    }

    /// Listens for changes: each state that is told.
    fn events(&self) -> impl Iterator<Item = String> + use<> {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        write!(stream, "GET /events HTTP/1.1\r\nHost: {}\r\n\r\n", self.host).unwrap();
        let lines = BufReader::new(stream).lines().map_while(Result::ok);
        lines.filter_map(|line| line.strip_prefix("data: ").map(str::to_owned))
    }

    fn interrupt(mut self) -> Option<i32> {
        Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(30) {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("it does not end");
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Where a page leads inside the server, without what comes behind `#`.
pub(crate) fn links(page: &Page) -> BTreeSet<String> {
    // Markup writes a slash that was data in another way.
    let body = page.body.replace("&#x2f;", "/").replace("&amp;", "&");
    let hrefs = body.split("href=\"/").skip(1);
    let paths = hrefs.map(|rest| rest.split(['"', '#']).next().unwrap());
    paths.map(|path| format!("/{path}")).collect()
}

/// What every page has and none may have.
fn assert_is_ours(path: &str, page: &Page) {
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    let has = |name: &str, value: &str| {
        assert_eq!(page.headers.get(name).map(String::as_str), Some(value), "{path}: {name}");
    };
    has("content-type", "text/html; charset=utf-8");
    has("x-content-type-options", "nosniff");
    has("referrer-policy", "no-referrer");
    has("cross-origin-resource-policy", "same-origin");
    has("cache-control", "no-store");
    has("content-length", &page.body.len().to_string());
    let policy = &page.headers["content-security-policy"];
    let stated = format!("content=\"{}\"", policy.replace("; frame-ancestors 'none'", ""));
    assert!(page.body.contains(&stated), "{path}: the page states another policy than {policy}");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"));
    for (what, most) in [(" src=", 0), ("<link", 0), ("url(", 0), ("@import", 0), ("<script", 1)] {
        assert!(page.body.matches(what).count() <= most, "{path} has {what}");
    }
}

#[test]
fn every_page_is_there_and_leads_to_others() {
    let live = Live::of(&Place::demo(), &[]);
    let (mut open, mut seen) = (VecDeque::from(["/".to_owned()]), BTreeSet::new());
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(path) = open.pop_front() {
        // Two of each kind, and every report.
        let kind = path.split('/').nth(1).unwrap().to_owned();
        let most = if ["audit", "list"].contains(&&*kind) { 20 } else { 2 };
        let count = kinds.entry(kind).or_default();
        if *count >= most || !seen.insert(path.clone()) {
            continue;
        }
        *count += 1;
        let page = live.get(&path);
        assert_is_ours(&path, &page);
        open.extend(links(&page));
    }
    let expected = "attestation audit board check component control encryption entry epic evidence \
                    framework list logging party plan program responsibility risk risks roadmap \
                    service soa sprint story traceability";
    let expected: BTreeSet<&str> = expected.split_whitespace().collect();
    let found: BTreeSet<&str> =
        kinds.keys().map(String::as_str).filter(|k| !k.is_empty()).collect();
    assert!(found.is_superset(&expected), "{:?}", expected.difference(&found));
    // The clocks go on behind every link, and are those of the command line.
    let page = live.get("/audit/aws-baseline?period=2026-01-12..2026-02-06&known-at=2026-03-01");
    assert_is_ours("a period", &page);
    assert!(page.body.contains("Over the period") && page.body.contains("2026-02-06"));
    let page = live.get("/story/IAM-01?as-of=2026-02-01");
    assert!(links(&page).iter().all(|path| path.ends_with("?as-of=2026-02-01")), "{page:?}");
    let told = Place::demo().run(["explain", "IAM-01", "--as-of", "2026-02-01"]).ok().stdout;
    let reason = told.lines().nth(1).unwrap().trim();
    let text: String =
        page.body.split('<').filter_map(|part| Some(part.split_once('>')?.1)).collect();
    let text = text.replace("&#x2f;", "/");
    assert!(text.contains(reason), "the page does not say {reason:?}: {text}");
}

/// Paths that would be files, or lead out of the folder, if a path were ever one.
const NO_PAGES: [&str; 33] = [
    "/nope",
    "/secret.txt",
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/stories/secret.toml",
    "/list/../../secret.txt",
    "/list/story/x",
    "/list/",
    "/story/",
    "/story/..%2f..%2fstories%2fsecret.toml",
    "/story/IAM",
    "/story/iam-01",
    "/story/IAM-01/",
    "/story/%00",
    "/story/%3Cscript%3Ealert(1)%3C/script%3E",
    "/control/base",
    "/evidence//etc/passwd",
    "/evidence/file:///etc/passwd",
    "/evidence/0",
    "/evidence/99999999999999999999",
    "/entry/-1",
    "/audit/",
    "/audit/..",
    "/soa/C:%5Cwindows",
    "/sprint/%5C%5Chost%5Cshare",
    "/program/x",
    "//etc/passwd",
    "/etc/passwd",
    "/.storyproof/ledger.sqlite",
    "/storyproof.toml",
    "/events/",
    "/favicon.ico",
];

#[test]
fn nobody_else_is_answered_and_no_path_is_a_file() {
    let place = Place::small();
    place.write("secret.txt", "a-secret-text");
    place.write("stories/secret.toml", "# a-secret-text\n");
    let live = Live::of(&place, &[]);
    let host = live.host.clone();
    let local = host.replace("127.0.0.1", "localhost");
    let ask = |line: &str, host: &str| live.sent(&format!("{line}\r\nHost: {host}\r\n\r\n"));
    assert_eq!(ask("GET / HTTP/1.1", &local).status, 200);
    for other in ["evil.example", "127.0.0.1", "127.0.0.1:1", "[::1]:80", "localhost.evil.example"]
    {
        let page = ask("GET / HTTP/1.1", other);
        assert_eq!((page.status, page.body.contains("Small")), (421, false), "{other}");
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get"] {
        let page = ask(&format!("{method} / HTTP/1.1"), &host);
        assert_eq!(page.status, 405, "{method}");
        assert_eq!(page.headers["allow"], "GET, HEAD");
    }
    let head = ask("HEAD / HTTP/1.1", &host);
    assert!(head.status == 200 && head.body.is_empty(), "{head:?}");
    assert_eq!(head.headers["content-length"], live.get("/").body.len().to_string());
    for path in NO_PAGES {
        let page = live.get(path);
        assert_eq!(page.status, 404, "{path}: {}", page.body);
        assert!(!page.body.contains("a-secret-text") && !page.body.contains("root:"), "{path}");
        assert!(!page.body.contains("<script>alert"), "{path}");
    }
    for path in ["/%ff", "/?x=1", "/?as-of=yesterday", "/program?period=1..2", "/story/%ff"] {
        assert_eq!(live.get(path).status, 400, "{path}");
    }
    assert_eq!(
        place.files(".").iter().filter(|(path, _)| path.ends_with("ledger.sqlite")).count(),
        0
    );
}

#[test]
fn a_page_loads_again_when_files_or_the_ledger_change() {
    let place = Place::small();
    let live = Live::of(&place, &[]);
    let mut events = live.events();
    let first = events.next().unwrap();
    assert!(live.get("/story/IAM-01").body.contains(&format!("data-state=\"{first}\"")));
    let story = place.read("stories/IAM-01.toml");
    place.write("stories/IAM-01.toml", story.replace("locked away", "locked far away"));
    let second = events.next().unwrap();
    let page = live.get("/story/IAM-01");
    assert!(second != first && page.body.contains("locked far away"), "{page:?}");
    assert!(page.body.contains(&format!("data-state=\"{second}\"")));
    place.run(["ingest", &evidence("prowler/subset-run1.ocsf.json.gz")]).ok();
    // Recording takes several steps, and a slow machine sees more than one of them.
    let is_shown = |state: &String| live.get("/").body.contains(&format!("data-state=\"{state}\""));
    let third = events.find(is_shown).unwrap();
    assert!(
        third != second && live.get("/list/evidence").body.contains("subset-run1.ocsf.json.gz")
    );
    // With errors there is no page but what is wrong; it comes back, and says so.
    let broken = story.replace("status = \"draft\"", "status = \"<img src=x>\"");
    place.write("stories/IAM-01.toml", broken);
    let fourth = events.next().unwrap();
    for path in ["/", "/program", "/nope"] {
        let page = live.get(path);
        assert_eq!(page.status, 503, "{page:?}");
        assert!(
            page.body.contains("stories&#x2f;IAM-01.toml") && page.body.contains("&lt;img src=x")
        );
        assert!(
            page.body.contains(&format!("data-state=\"{fourth}\"")) && !page.body.contains("<img")
        );
    }
    place.write("stories/IAM-01.toml", &story);
    let fifth = events.next().unwrap();
    let page = live.get("/");
    assert!(page.status == 200 && page.body.contains("they are mended"), "{page:?}");
    // A program that is gone is no page either, and may come again.
    let settings = place.read("storyproof.toml");
    std::fs::remove_file(place.path("storyproof.toml")).unwrap();
    assert_ne!(events.next().unwrap(), fifth);
    assert_eq!(live.get("/").status, 503);
    place.write("storyproof.toml", settings);
    events.next().unwrap();
    assert_eq!(live.get("/").status, 200);
    assert_eq!(live.interrupt(), Some(0));
    assert_eq!(events.next(), None, "whoever waited is let go");
}

#[test]
fn many_may_ask_at_once_and_one_port_has_one_server() {
    let place = Place::small();
    let live = Live::of(&place, &[]);
    // Some who never say what they want, and some who say too much.
    let idle: Vec<TcpStream> = (0..200).map(|_| TcpStream::connect(&live.host).unwrap()).collect();
    let long = format!("GET / HTTP/1.1\r\nHost: {}\r\nX: {}", live.host, "x".repeat(20_000));
    assert_eq!(live.sent(&long).status, 431);
    thread::scope(|scope| {
        let ask = || (0..5).all(|_| live.get("/story/IAM-01").status == 200);
        let all: Vec<_> = (0..12).map(|_| scope.spawn(ask)).collect();
        assert!(all.into_iter().all(|one| one.join().unwrap()));
    });
    drop(idle);
    let port = live.host.rsplit(':').next().unwrap();
    let said = place.run(["serve", "--port", port]).code(2);
    said.complains(&["cannot listen on 127.0.0.1:", "choose another --port"]);
    assert_eq!(said.stdout, "");
    Place::empty().run(["serve"]).code(2).complains(&["no storyproof.toml"]);
}
