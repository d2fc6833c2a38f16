//! Files that would cost much: deep, endless, growing, or not what they say. Each is refused or read
//! within seconds, and with a bounded memory.

use std::{
    fmt::Write as _,
    io::Read,
    time::{Duration, Instant},
};

use storyproof::{
    evidence::{Claims, Collected, TimeSource},
    ingest::{Format, Source, read},
    render::markdown_safe,
};

const MB: usize = 1 << 20;

/// Reads evidence from a stream that is made as it is read; why it was refused, if it was.
fn read_stream(bytes: impl Read + Send, format: Option<&str>) -> Option<String> {
    let claims = Claims::default();
    let now = "2026-12-01T00:00:00Z".parse().unwrap();
    let format: Option<Format> = format.map(|name| name.parse().unwrap());
    let source = Source {
        file_name: "report",
        format,
        claims: &claims,
        fallback_time: (now, TimeSource::FileTime),
        now,
    };
    let began = Instant::now();
    let found = read(bytes, &source, &mut Collected::default());
    assert!(began.elapsed() < Duration::from_mins(1), "{:?}", began.elapsed());
    found.err().map(|error| error.to_string())
}

fn is_refused(text: impl AsRef<[u8]>, format: &str) -> bool {
    read_stream(text.as_ref(), Some(format)).is_some()
}

#[test]
fn xml_that_grows_reaches_out_or_nests_is_refused() {
    let suite = |inside: &str| format!("<testsuite name='a'>{inside}</testsuite>");
    let entities: String = (1..50).fold(String::from("<!ENTITY e0 'x'>"), |mut text, n| {
        write!(text, "<!ENTITY e{n} '{}'>", format!("&e{};", n - 1).repeat(10)).unwrap();
        text
    });
    let laughs = format!("<!DOCTYPE t [{entities}]>{}", suite("<testcase name='&e49;'/>"));
    let quadratic = format!(
        "<!DOCTYPE t [<!ENTITY e '{}'>]>{}",
        "x".repeat(100_000),
        suite(&format!("<testcase name='{}'/>", "&e;".repeat(100_000)))
    );
    let outside = |address: &str| {
        format!(
            "<!DOCTYPE t [<!ENTITY e SYSTEM '{address}'>]>{}",
            suite("<testcase name='c'>&e;</testcase>")
        )
    };
    let table = [
        ("billion laughs", laughs),
        ("quadratic", quadratic),
        ("a file", outside("file:///etc/passwd")),
        ("an address", outside("http://evil.example/x")),
        (
            "parameter entity",
            format!("<!DOCTYPE t [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]>{}", suite("")),
        ),
        ("an empty DTD", format!("<!DOCTYPE t>{}", suite("<testcase name='c'/>"))),
        ("depth", "<testsuite>".repeat(100_000)),
        (
            "closed depth",
            format!("{}{}", "<testsuite>".repeat(100_000), "</testsuite>".repeat(100_000)),
        ),
        ("an endless name", format!("<{}", "a".repeat(40 * MB))),
        ("an endless attribute", suite(&format!("<testcase name='{}'/>", "a".repeat(40 * MB)))),
        (
            "include",
            "<x xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='/etc/passwd'/></x>"
                .into(),
        ),
    ];
    for (what, text) in table {
        for format in ["junit", "xccdf", "arf"] {
            assert!(is_refused(&text, format), "{what} is read as {format}");
        }
        let why = read_stream(text.as_bytes(), None);
        assert!(
            why.as_ref().is_some_and(|why| why.len() < 1000 && !why.contains("root:")),
            "{what}: {why:?}"
        );
    }
}

/// A SARIF document with something as the text of its one message.
fn sarif(message: &str) -> String {
    format!(
        r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"t"}}}},"results":[{{"ruleId":"r","message":{{"text":{message}}}}}]}}]}}"#
    )
}

#[test]
fn json_that_nests_repeats_or_lies_is_refused() {
    assert!(!is_refused(sarif("\"fine\""), "sarif"));
    for depth in [127, 128, 5_000, 100_000] {
        let nested = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(is_refused(sarif(&nested), "sarif"), "{depth}");
        assert!(
            is_refused(format!("{}{}", "{\"a\":".repeat(depth), "}".repeat(depth)), "json"),
            "{depth}"
        );
    }
    let table = [
        (
            "a key twice",
            sarif("\"a\"").replace("\"ruleId\":\"r\"", "\"ruleId\":\"r\",\"ruleId\":\"s\""),
        ),
        (
            "a key twice, escaped",
            sarif("\"a\"").replace("\"ruleId\":\"r\"", "\"ruleId\":\"r\",\"rule\\u0049d\":\"s\""),
        ),
        ("1e400", sarif("1e400")),
        ("NaN", sarif("NaN")),
        ("Infinity", sarif("-Infinity")),
        ("half a pair", sarif("\"\\ud800\"")),
        ("a comment", sarif("/* */ \"a\"")),
        ("a comma too many", sarif("\"a\"").replace("\"t\"}", "\"t\",}")),
        ("a control character", sarif("\"a\u{1}\"")),
        ("two documents", [sarif("\"a\""), sarif("\"a\"")].concat()),
        ("two marks", format!("\u{feff}\u{feff}{}", sarif("\"a\""))),
    ];
    for (what, text) in table {
        assert!(is_refused(&text, "sarif"), "{what}");
    }
    let mark = format!("\u{feff}{}", sarif("\"a\""));
    assert!(!is_refused(mark, "sarif"), "one byte order mark is left out");
}

#[test]
fn an_endless_string_is_refused_before_it_is_held() {
    let begin = sarif("\"").into_bytes();
    let begin = &begin[..begin.len() - 5];
    let endless =
        || std::io::Cursor::new(begin.to_vec()).chain(std::io::repeat(b'a').take(200 << 20));
    let why = read_stream(endless(), Some("sarif"));
    assert!(why.is_some(), "a string of 200 MB without an end");
    assert!(read_stream(std::io::repeat(b'[').take(200 << 20), None).is_some());
    assert!(read_stream(std::io::repeat(b'\n').take(200 << 20), None).is_some());
}

#[test]
fn notes_of_any_pattern_are_rendered_at_once() {
    let patterns = [
        "[^1]: ", "> ", "*a ", "**", "_", "[[", "![", "[a](", "[a](<", "`", "``", "~~~\n", "<",
        "<!--", "<a ", "&amp;", "- ", "1. ", "# ", "|", "| a ", "|-", "\\", "\n\n", "    ", "\t",
        "[a]: b\n", "***a ", "~~a", "[x]: <", "$", "a\u{301}", "\u{0}",
    ];
    for pattern in patterns {
        let text = pattern.repeat(MB / pattern.len());
        let began = Instant::now();
        let html = markdown_safe::to_html(&text);
        // An unoptimised build takes longer than the second that is asked for.
        let most = if cfg!(debug_assertions) { 10 } else { 1 };
        assert!(began.elapsed() < Duration::from_secs(most), "{pattern:?}: {:?}", began.elapsed());
        assert!(html.len() < 40 * markdown_safe::MAX_LEN, "{pattern:?} gives {} bytes", html.len());
    }
}

#[test]
fn patterns_that_would_run_for_ever_are_quick_or_refused() {
    use regex::bytes::RegexBuilder;
    let haystack = "a".repeat(100_000) + "!";
    for pattern in [
        "(a+)+$",
        "(a|aa)+$",
        "(a|a?)+$",
        "(.*a){20}",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(?:a{1000}){1000}",
        "((a{100}){100}){100}",
        "\\w{5000}",
    ] {
        let began = Instant::now();
        if let Ok(pattern) = RegexBuilder::new(pattern).size_limit(4 << 20).build() {
            pattern.is_match(haystack.as_bytes());
        }
        assert!(began.elapsed() < Duration::from_secs(10), "{pattern}: {:?}", began.elapsed());
    }
}
