//! Requests in, answers out: one of each a connection, under limits.
//!
//! `httparse`, which hyper reads with as well, reads the head. A body is never read: what asks for a
//! page has none, and after the answer the connection is closed, so nothing can hide behind it.

use std::{
    io::{self, Read as _, Write as _},
    net::{Shutdown, TcpStream},
    time::{Duration, Instant},
};

use super::address::Hosts;

/// The longest head of a request, in bytes.
const MAX_HEAD: usize = 16 << 10;
/// The most headers.
const MAX_HEADERS: usize = 64;
/// How long a request may take to arrive.
const TO_READ: Duration = Duration::from_secs(10);
/// How long an answer may take to leave.
const TO_WRITE: Duration = Duration::from_mins(1);
/// How much is read of what comes after the head, so that the answer is not lost with it, and for how
/// long.
const DRAINED: usize = 256 << 10;
const TO_DRAIN: Duration = Duration::from_millis(500);

/// A page that is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// Whether only the head of the answer is wanted.
    pub(super) head_only: bool,
    /// The path with its query, as it came.
    pub(super) target: String,
}

/// How an answer begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Status(pub(super) u16, pub(super) &'static str);

impl Status {
    pub(super) const OK: Self = Self(200, "OK");
    pub(super) const BAD_REQUEST: Self = Self(400, "Bad Request");
    pub(super) const NOT_FOUND: Self = Self(404, "Not Found");
    pub(super) const NOT_ALLOWED: Self = Self(405, "Method Not Allowed");
    pub(super) const TIMEOUT: Self = Self(408, "Request Timeout");
    pub(super) const MISDIRECTED: Self = Self(421, "Misdirected Request");
    pub(super) const TOO_LARGE: Self = Self(431, "Request Header Fields Too Large");
    pub(super) const FAILED: Self = Self(500, "Internal Server Error");
    pub(super) const BUSY: Self = Self(503, "Service Unavailable");
}

/// Why a request gets no page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It is answered with this status.
    With(Status),
    /// Nobody is there any more.
    Gone,
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: Status,
    pub(super) kind: &'static str,
    /// What a page may do.
    pub(super) policy: String,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// A page, with the policy that it states.
    pub(super) fn page(status: Status, html: String) -> Self {
        let stated = storyproof::render::served::policy(&html).unwrap_or("default-src 'none'");
        let policy = format!("{stated}; frame-ancestors 'none'");
        Self { status, kind: "text/html; charset=utf-8", policy, body: html.into_bytes() }
    }

    /// A line of text.
    pub(super) fn text(status: Status, text: &str) -> Self {
        Self {
            status,
            kind: "text/plain; charset=utf-8",
            policy: "default-src 'none'; frame-ancestors 'none'".to_owned(),
            body: format!("{text}\n").into_bytes(),
        }
    }

    /// What is said when there is no page.
    pub(super) fn refusal(status: Status) -> Self {
        let Status(code, reason) = status;
        let why = match code {
            405 => ": pages are only read here (GET and HEAD)",
            421 => ": this server answers to 127.0.0.1 and localhost, with its port",
            _ => "",
        };
        Self::text(status, &format!("{code} {reason}{why}"))
    }

    fn head(&self, length: Option<usize>) -> String {
        let Status(code, reason) = self.status;
        let allow = if code == 405 { "Allow: GET, HEAD\r\n" } else { "" };
        let length = length.map(|n| format!("Content-Length: {n}\r\n")).unwrap_or_default();
        format!(
            "HTTP/1.1 {code} {reason}\r\nContent-Type: {}\r\n{length}{allow}Connection: close\r\n\
             Cache-Control: no-store\r\nContent-Security-Policy: {}\r\n\
             X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n\
             Referrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\n\
             Cross-Origin-Opener-Policy: same-origin\r\n\r\n",
            self.kind, self.policy
        )
    }

    /// Sends it, and closes.
    pub(super) fn send(&self, stream: &mut TcpStream, head_only: bool) {
        let until = Instant::now() + TO_WRITE;
        let head = self.head(Some(self.body.len()));
        let body = if head_only { &[][..] } else { &self.body };
        // Whoever does not take it does not want it.
        write(stream, head.as_bytes(), until).and_then(|()| write(stream, body, until)).ok();
        close(stream);
    }

    /// Sends the beginning of an answer that goes on.
    pub(super) fn begin_stream(stream: &mut TcpStream) -> io::Result<()> {
        let answer = Self { kind: "text/event-stream", ..Self::text(Status::OK, "") };
        write(stream, answer.head(None).as_bytes(), Instant::now() + TO_READ)
    }
}

/// Writes all of it before an instant: not as slowly as somebody likes to take it.
pub(super) fn write(stream: &mut TcpStream, mut bytes: &[u8], until: Instant) -> io::Result<()> {
    while !bytes.is_empty() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_write_timeout(Some(left))?;
        let written = stream.write(bytes)?;
        bytes = bytes.get(written..).filter(|_| written > 0).ok_or(io::ErrorKind::WriteZero)?;
    }
    Ok(())
}

/// Closes so that what was sent arrives: what the other side still sends is read and dropped first.
fn close(stream: &mut TcpStream) {
    stream.shutdown(Shutdown::Write).ok();
    let until = Instant::now() + TO_DRAIN;
    let (mut buffer, mut drained) = ([0; 4 << 10], 0);
    while drained < DRAINED {
        let left = until.saturating_duration_since(Instant::now());
        // Not as long as somebody likes to go on sending.
        if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
            return;
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(n) => drained += n,
        }
    }
}

/// Reads one request.
pub(super) fn read(stream: &mut TcpStream, hosts: Hosts) -> Result<Request, Refused> {
    let until = Instant::now() + TO_READ;
    let mut head = Vec::new();
    let mut buffer = [0; 4 << 10];
    loop {
        if let Some(request) = parse(&head, hosts)? {
            return Ok(request);
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Refused::With(Status::TIMEOUT));
        }
        stream.set_read_timeout(Some(left)).map_err(|_| Refused::Gone)?;
        match stream.read(&mut buffer) {
            Ok(0) => return Err(Refused::Gone),
            Ok(n) => head.extend_from_slice(buffer.get(..n).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // The whole time is over, which the next turn says.
            Err(error)
                if [io::ErrorKind::WouldBlock, io::ErrorKind::TimedOut].contains(&error.kind()) => {
            }
            Err(_) => return Err(Refused::Gone),
        }
    }
}

/// A request, when all of its head is there.
fn parse(bytes: &[u8], hosts: Hosts) -> Result<Option<Request>, Refused> {
    let bad = || Refused::With(Status::BAD_REQUEST);
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(bytes) {
        Ok(httparse::Status::Partial) if bytes.len() < MAX_HEAD => return Ok(None),
        Ok(httparse::Status::Complete(length)) if length <= MAX_HEAD => {}
        Ok(_) | Err(httparse::Error::TooManyHeaders) => {
            return Err(Refused::With(Status::TOO_LARGE));
        }
        Err(_) => return Err(bad()),
    }
    let named = |name: &'static str| {
        let all = request.headers.iter();
        all.filter(move |header| header.name.eq_ignore_ascii_case(name))
    };
    // Exactly one, also from a browser that speaks HTTP/1.0.
    let mut hosts_named = named("host");
    let (Some(host), None) = (hosts_named.next(), hosts_named.next()) else { return Err(bad()) };
    if !std::str::from_utf8(host.value).is_ok_and(|host| hosts.has(host)) {
        return Err(Refused::With(Status::MISDIRECTED));
    }
    let head_only = match request.method {
        Some("GET") => false,
        Some("HEAD") => true,
        _ => return Err(Refused::With(Status::NOT_ALLOWED)),
    };
    let has_body = named("content-length").any(|header| header.value != b"0")
        || named("transfer-encoding").next().is_some();
    // A path alone: a whole URL is for a proxy, which this is not.
    let target = request.path.filter(|path| path.starts_with('/') && !has_body).ok_or_else(bad)?;
    Ok(Some(Request { head_only, target: target.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::serve::address::listen;

    fn parsed(text: &str, hosts: Hosts) -> Result<Option<Request>, Refused> {
        parse(text.as_bytes(), hosts)
    }

    #[test]
    fn who_goes_on_sending_is_not_listened_to_for_long() {
        let (listener, hosts) = listen(0).unwrap();
        let mut outside = TcpStream::connect(hosts.address()).unwrap();
        let (mut inside, _) = listener.accept().unwrap();
        let sends = std::thread::spawn(move || {
            while outside.write_all(b"x").is_ok() {
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        let begun = Instant::now();
        close(&mut inside);
        assert!(begun.elapsed() < TO_DRAIN * 4, "{:?}", begun.elapsed());
        drop(inside);
        sends.join().unwrap();
    }

    #[test]
    fn only_whole_plain_questions_are_answered() {
        let (_listener, hosts) = listen(0).unwrap();
        let host = format!("Host: {}\r\n", hosts.address());
        let fine = |text: String| parsed(&text, hosts).unwrap().unwrap();
        let get = fine(format!("GET /a?b=c HTTP/1.1\r\n{host}Accept: */*\r\n\r\n"));
        assert_eq!(get, Request { head_only: false, target: "/a?b=c".into() });
        assert!(fine(format!("HEAD / HTTP/1.0\r\nhost: {}\r\n\r\n", hosts.address())).head_only);
        let many = "a: b\r\n".repeat(MAX_HEADERS + 1);
        let long = format!("a: {}\r\n", "x".repeat(MAX_HEAD));
        for (text, status) in [
            (format!("GET / HTTP/1.1\r\n{many}{host}\r\n"), Status::TOO_LARGE),
            (format!("GET / HTTP/1.1\r\n{host}{long}\r\n"), Status::TOO_LARGE),
            (format!("GET / HTTP/1.1\r\n{host}{long}"), Status::TOO_LARGE),
            (format!("GET /{}", "x".repeat(MAX_HEAD)), Status::TOO_LARGE),
            ("GET / HTTP/1.1\r\n\r\n".into(), Status::BAD_REQUEST),
            (format!("GET / HTTP/1.1\r\n{host}{host}\r\n"), Status::BAD_REQUEST),
            (
                format!("GET http://{}/ HTTP/1.1\r\n{host}\r\n", hosts.address()),
                Status::BAD_REQUEST,
            ),
            (format!("GET * HTTP/1.1\r\n{host}\r\n"), Status::BAD_REQUEST),
            (format!("GET / HTTP/1.1\r\n{host}Content-Length: 4\r\n\r\n"), Status::BAD_REQUEST),
            (
                format!("GET / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n"),
                Status::BAD_REQUEST,
            ),
            (format!("GET / HTTP/1.1\r\n{host} folded: x\r\n\r\n"), Status::BAD_REQUEST),
            ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n".into(), Status::MISDIRECTED),
            ("GET / HTTP/1.1\r\nHost: \r\n\r\n".into(), Status::MISDIRECTED),
            (format!("POST / HTTP/1.1\r\n{host}\r\n"), Status::NOT_ALLOWED),
            (format!("OPTIONS / HTTP/1.1\r\n{host}\r\n"), Status::NOT_ALLOWED),
            (format!("CONNECT x:1 HTTP/1.1\r\n{host}\r\n"), Status::NOT_ALLOWED),
            ("\u{16}\u{3}\u{1}".into(), Status::BAD_REQUEST),
        ] {
            assert_eq!(parsed(&text, hosts), Err(Refused::With(status)), "{text:.80}");
        }
        assert_eq!(parsed(&format!("GET / HTTP/1.1\r\n{host}"), hosts), Ok(None));
        assert_eq!(parsed("", hosts), Ok(None));
    }
}
