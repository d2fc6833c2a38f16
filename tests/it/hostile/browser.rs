//! A real browser, with nothing between a page and its mark but the page itself: the policy is taken
//! out, every element is clicked and passed over, and whatever wants the network meets a witness.
//!
//! The witness stands in the place of a proxy. It serves the pages, each in a folder of its own, keeps
//! a line of whatever else is asked for, and is told in the end what became of each page.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

use serde::Deserialize;
use tempfile::TempDir;

const DRIVER: &str = include_str!("browser.js");
/// Where the pages are, for the browser.
const HOST: &str = "http://pages.example/";
/// Where the pages' own policy begins.
const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\"";

/// What a browser made of one page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "as the page tells them, each by itself")]
pub(super) struct Seen {
    /// Whether something ran.
    pub(super) ran: bool,
    /// Whether a payload made an element of its own.
    pub(super) made: bool,
    /// Whether the page led its frame elsewhere.
    pub(super) left: bool,
    /// Whether the page ended where it should.
    pub(super) whole: bool,
    elements: serde_json::Map<String, serde_json::Value>,
    attributes: serde_json::Map<String, serde_json::Value>,
    links: serde_json::Map<String, serde_json::Value>,
}

impl Seen {
    /// The names of all elements.
    pub(super) fn elements(&self) -> impl Iterator<Item = &str> {
        self.elements.keys().map(String::as_str)
    }

    /// The names of all attributes.
    pub(super) fn attributes(&self) -> impl Iterator<Item = &str> {
        self.attributes.keys().map(String::as_str)
    }

    /// Whatever leads away from the page, as `a href=…`.
    pub(super) fn links(&self) -> impl Iterator<Item = &str> {
        self.links.keys().map(String::as_str)
    }
}

/// What a browser made of some pages.
#[derive(Debug)]
pub(super) struct Shown {
    /// Each page; none where the same payload had run in an earlier one.
    pub(super) pages: Vec<Option<Seen>>,
    /// What was asked of the network, whatever came of it.
    pub(super) asked: Vec<String>,
}

/// Shows pages to a browser, each in a frame of its own and without its policy.
pub(super) fn look(pages: &[String]) -> Shown {
    show(pages, 0, 6)
}

/// The same for many small pages; those so many places apart hold the same payload, which need not
/// act twice. What it fetches names a host that begins with `n` and its number.
pub(super) fn look_until_it_acts(pages: &[String], same_after: usize) -> Shown {
    show(pages, same_after, 48)
}

/// A page without its policy, which is there, and with a mark of ours behind it.
fn bare(page: &str) -> String {
    let mut page = page.to_owned();
    if let Some(start) = page.find(POLICY) {
        let end = start + page[start..].find('>').unwrap() + 1;
        page.replace_range(start..end, "");
    }
    page + "\n<i class=\"mark\"></i>"
}

fn show(pages: &[String], same_after: usize, at_once: usize) -> Shown {
    let driver = DRIVER.replace(
        "PAGES = 0, SAME_AFTER = 0, AT_ONCE = 0",
        &format!("PAGES = {}, SAME_AFTER = {same_after}, AT_ONCE = {at_once}", pages.len()),
    );
    let driver = format!("<!doctype html><meta charset=utf-8><body><script>{driver}</script>");
    let mut served: Vec<String> = pages.iter().map(|page| bare(page)).collect();
    served.push(driver);
    let (address, asked, told) = witness(served);
    let folder = TempDir::new().unwrap();
    let mut browser = Browser(
        Command::new("chromium")
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-sync"])
            .args(["--disable-component-update", "--disable-default-apps", "--disable-extensions"])
            .args(["--disable-dev-shm-usage", "--remote-debugging-port=0"])
            .arg(format!("--user-data-dir={}", folder.path().join("user").display()))
            .arg(format!("--proxy-server=http://{address}"))
            .arg("--proxy-bypass-list=<-loopback>")
            .arg(HOST)
            .env("HOME", folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromium is installed"),
    );
    let found = told.recv_timeout(Duration::from_mins(4)).expect("the browser tells what it saw");
    browser.end();
    let mut asked = asked.lock().unwrap().clone();
    // What the browser asks of its maker, whatever the page; no payload names that.
    let own = ["google.com", "googleapis.com", "gstatic.com", "/favicon.ico"];
    asked.retain(|line| !own.iter().any(|own| line.contains(own)));
    let pages: Vec<Option<Seen>> = serde_json::from_str(&found).unwrap();
    Shown { pages, asked }
}

/// Ended with the test, whatever happens.
struct Browser(Child);

impl Browser {
    fn end(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.end();
    }
}

type Asked = Arc<Mutex<Vec<String>>>;

/// Listens in the place of a proxy: serves the pages and after them the driver, keeps the first line
/// of whatever else is asked, and hands on what is told.
fn witness(served: Vec<String>) -> (String, Asked, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (asked, served) = (Asked::default(), Arc::new(served));
    let (tell, told) = mpsc::channel();
    let kept = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (kept, served, tell) = (Arc::clone(&kept), Arc::clone(&served), tell.clone());
            // Browsers open connections before they ask for anything.
            thread::spawn(move || serve(stream, &served, &kept, &tell));
        }
    });
    (address, asked, told)
}

/// Answers one request, and closes.
fn serve(stream: TcpStream, served: &[String], kept: &Asked, tell: &mpsc::Sender<String>) {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    if reader.read_line(&mut line).is_err() || line.is_empty() {
        return;
    }
    let mut header = String::new();
    while reader.read_line(&mut header).is_ok_and(|n| n > 2) {
        let lower = header.to_ascii_lowercase();
        if let Some(said) = lower.strip_prefix("content-length:") {
            length = said.trim().parse().unwrap_or(0);
        }
        header.clear();
    }
    let path = line.split(' ').nth(1).and_then(|url| url.strip_prefix(HOST));
    let page = match path {
        Some("") => served.last(),
        Some(path) => path.strip_suffix('/').and_then(|n| served.get(n.parse::<usize>().ok()?)),
        None => None,
    };
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok();
    let (status, answer) = match (page, path) {
        (Some(page), _) => ("200 OK", page.as_str()),
        (None, Some("asked")) => ("200 OK", &*kept.lock().unwrap().join("\n")),
        (None, Some("done")) => {
            tell.send(String::from_utf8(body).unwrap()).ok();
            ("200 OK", "")
        }
        (None, _) => {
            kept.lock().unwrap().push(line.trim().to_owned());
            ("404 Not Found", "")
        }
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        answer.len()
    );
    let mut stream = reader.into_inner();
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(answer.as_bytes())).ok();
}

#[test]
fn the_browser_would_see_it() {
    let page = format!(
        "<html><head>{POLICY} content=\"default-src 'none'\"></head><body><script>PWNED=1</script>\
         <img src=http://evil.example/x.png><a href=javascript:1>x</a></body></html>"
    );
    let clicked = "<a onclick=\"document.title='PWNED'\">x</a><!--".to_owned();
    let led = "<meta http-equiv=refresh content='0;url=http://evil.example/led'>".to_owned();
    let fine = "<!doctype html><p id=p>fine</p>".to_owned();
    let Shown { pages, asked } = look(&[page, clicked, led, fine]);
    let pages: Vec<Seen> = pages.into_iter().map(Option::unwrap).collect();
    assert!(pages[0].ran && pages[0].whole, "without its policy the page runs: {pages:?}");
    assert_eq!(pages[0].links().count(), 2, "{pages:?}");
    assert!(pages[1].ran && !pages[1].whole, "the mark is in the comment: {pages:?}");
    assert!(pages[2].left, "{pages:?}");
    assert!(!pages[3].ran && !pages[3].left && pages[3].whole, "{pages:?}");
    for path in ["x.png", "led"] {
        assert!(
            asked.iter().any(|line| line.contains(&format!("evil.example/{path}"))),
            "{asked:?}"
        );
    }
    assert_eq!(asked.len(), 2, "{asked:?}");
}
