//! Files of a program that would cost much, mean two things, or bring code of their own: each is told
//! with its place or has no effect, within seconds.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use storyproof::diag::{HumanStyle, human, safe::is_unsafe};

use super::program;
use crate::cli::harness::{Place, evidence};

/// How many errors there are with this text in a file, and what they say.
fn told(path: &str, text: &str) -> (usize, String) {
    let mut files = program::plain();
    files.retain(|(known, _)| known != path);
    files.push((path.to_owned(), text.to_owned()));
    let began = Instant::now();
    let (report, sources) = program::check(&files);
    assert!(began.elapsed() < Duration::from_secs(30), "{path}: {:?}", began.elapsed());
    let said = human(&report, &sources, HumanStyle::default());
    assert!(said.len() < 20_000 && !said.contains(is_unsafe), "{path}: {} bytes", said.len());
    (report.errors(), said)
}

const PERSONA: &str = "[[persona]]\nid = \"x\"\nname = \"X\"\n";

#[test]
fn toml_that_nests_repeats_or_grows_is_told_with_its_place() {
    let deep = |n: usize, open: &str, close: &str| {
        format!("{PERSONA}deep = {}1{}\n", open.repeat(n), close.repeat(n))
    };
    let table = [
        ("lists in lists", deep(100, "[", "]")),
        ("many lists in lists", deep(100_000, "[", "]")),
        ("lists that do not end", format!("{PERSONA}deep = {}", "[".repeat(100_000))),
        ("tables in tables", deep(100, "{ a = ", " }")),
        ("many tables in tables", deep(100_000, "{ a = ", " }")),
        ("a long key", format!("{PERSONA}{}a = 1\n", "a.".repeat(100_000))),
        ("a long heading", format!("[{}a]\nb = 1\n", "a.".repeat(100_000))),
        ("a key twice", format!("{PERSONA}name = \"Y\"\n")),
        ("a key twice, quoted", format!("{PERSONA}\"n\\u0061me\" = \"Y\"\n")),
        ("a table over a list of tables", format!("{PERSONA}[persona]\nid = \"y\"\n")),
        ("an id twice", format!("{PERSONA}{PERSONA}")),
        ("an unknown key", format!("{PERSONA}__proto__ = 1\n")),
        ("a text without an end", format!("{PERSONA}description = \"{}", "x".repeat(1 << 20))),
        ("a lone carriage return", format!("{PERSONA}description = \"a\rb\"\n")),
        ("a control character", format!("{PERSONA}description = \"a\u{1b}b\"\n")),
        ("a NUL", format!("{PERSONA}\0")),
        ("a number too large", format!("{PERSONA}points = {}\n", "9".repeat(10_000))),
        ("a day that is none", "[[sprint]]\nid = \"x\"\nstart = 2026-02-30\n".to_owned()),
        ("ten megabytes", format!("{PERSONA}# {}\n", "x".repeat(10 << 20))),
    ];
    for (what, text) in table {
        let (errors, said) = told("stories/x.toml", &text);
        assert!(errors > 0, "{what} is taken");
        assert!(said.contains("stories/x.toml"), "{what}: {said}");
    }
    for (what, text) in [
        ("a byte order mark", format!("\u{feff}{PERSONA}")),
        ("lines that end as on Windows", PERSONA.replace('\n', "\r\n")),
        ("tabs", PERSONA.replace(" = ", "\t=\t")),
        ("no last line end", PERSONA.trim_end().to_owned()),
    ] {
        let (errors, said) = told("stories/x.toml", &text);
        assert_eq!(errors, 0, "{what}: {said}");
    }
}

#[test]
fn templates_that_grow_or_nest_are_told_or_read_at_once() {
    let laughs = (1..40).fold(String::from("a0: &a0 [x, x]\n"), |mut text, n| {
        writeln!(text, "a{n}: &a{n} [*a{}, *a{}, *a{}]", n - 1, n - 1, n - 1).unwrap();
        text
    });
    let resource = |inside: &str| {
        format!("Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Metadata: {inside}\n")
    };
    for (what, text) in [
        ("aliases of aliases", format!("{laughs}{}", resource("*a39"))),
        ("itself", "Resources: &r\n  Bucket: *r\n".to_owned()),
        ("depth", resource(&format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)))),
        (
            "depth by lines",
            (0..2_000).fold(String::new(), |text, n| text + &" ".repeat(n) + "a:\n"),
        ),
        ("a tag that runs", resource("!!python/object/apply:os.system [touch pwned]")),
        ("a merge", format!("base: &b {{Type: x}}\n{}", resource("{<<: *b}"))),
        ("two documents", format!("{}---\n{}", resource("{}"), resource("{}"))),
        ("no YAML", "\t{[}".to_owned()),
    ] {
        let (_, said) = told("infra/a.yaml", &text);
        assert!(said.len() < 20_000, "{what}: {said}");
    }
}

/// Templates are built in: what lies where ours lie is not read.
#[test]
fn no_template_of_a_program_becomes_a_report() {
    let place = Place::small();
    place.run(["ingest", &evidence("sarif/semgrep.sarif")]).ok();
    let forms = ["html", "md"];
    let report =
        || forms.map(|form| place.run(["report", "program", "--format", form]).ok().stdout);
    let before = report();
    for folder in ["reports/templates", "templates", ".storyproof/templates"] {
        for name in ["program", "frame", "base", "style"] {
            for ending in ["html", "md", "css"] {
                place.write(&format!("{folder}/{name}.{ending}"), "PWNED {{ view|safe }}");
            }
        }
    }
    assert!(before == report(), "a template was taken");
}

/// Patterns that people write for their own secrets come with the program, which anybody may have
/// written.
#[test]
fn patterns_of_a_program_are_quick_or_refused() {
    let place = Place::small();
    let settings = place.read("storyproof.toml");
    let text = "a".repeat(100_000) + "!";
    let case = format!(
        "<testsuite name='a'><testcase classname='b' name='c'><failure message='{text}'/></testcase></testsuite>"
    );
    place.write("x.xml", case);
    let mut refused = 0;
    for pattern in [
        "(a+)+$",
        "(a|aa)+$",
        "(.*a){20}!",
        "(?:a{1000}){1000}",
        "((a{100}){100}){100}",
        "\\w{5000}",
        &"(".repeat(10_000),
        &format!("{}a{}", "(".repeat(1_000), ")".repeat(1_000)),
        "(?s).*.*.*.*.*=.*",
        "\\p{L}{1000}",
        "(?P<x>a)(?P=x)",
        "",
    ] {
        let rule = format!("\n[[redaction]]\nid = \"x\"\npattern = '{pattern}'\n");
        place.write("storyproof.toml", settings.clone() + &rule);
        let began = Instant::now();
        let said = place.run(["ingest", "-n", "x.xml"]);
        assert!(began.elapsed() < Duration::from_mins(1), "{pattern}: {:?}", began.elapsed());
        assert!(matches!(said.code, Some(0 | 2)), "{pattern}: {said:?}");
        assert!(said.stderr.len() < 20_000, "{pattern}: {} bytes", said.stderr.len());
        refused += usize::from(said.code == Some(2));
    }
    assert!(refused >= 4, "{refused}");
}
