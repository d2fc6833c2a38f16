//! Paths that lead elsewhere, and what is no file, at every place where a path can stand.

use std::{
    fs,
    os::unix::fs::symlink,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use super::program;
use crate::cli::harness::{Place, evidence};

/// Paths by which a stranger would leave the program, or make it wait.
const PATHS: [&str; 30] = [
    "/etc/passwd",
    "/dev/zero",
    "/dev/stdin",
    "/proc/self/environ",
    "..",
    "../secret",
    "../../../../../../etc/passwd",
    "./../secret",
    "infra/../../secret",
    "infra/./.././../secret",
    "infra/link/../../secret",
    "link",
    "folder/secret",
    "loop",
    "dangling",
    "pipe",
    "zero",
    "sparse",
    "infra",
    "~",
    "~/secret",
    "C:\\secret",
    "\\\\server\\share",
    "//server/share",
    "..\\secret",
    "file:///etc/passwd",
    ".git/config",
    ".GIT/config",
    "%2e%2e/secret",
    "\u{ff0e}\u{ff0e}/secret",
];

/// What stands outside, and must stay there.
const SECRET: &str = "the-secret-outside";

/// A program in a folder with a secret beside it, and with everything that is no file.
struct Trap {
    place: Place,
}

impl Trap {
    fn new() -> Self {
        let place = Place::empty();
        for (path, text) in program::plain() {
            place.write(&format!("inside/{path}"), text);
        }
        let trap = Self { place };
        for ending in ["", ".yaml", ".csv"] {
            trap.place.write(&format!("secret{ending}"), SECRET);
            trap.odd("inside", ending);
        }
        trap.place.write("inside/.git/config", SECRET);
        symlink("..", trap.inside("folder")).unwrap();
        trap
    }

    fn inside(&self, path: &str) -> PathBuf {
        self.place.path("inside").join(path)
    }

    /// Lays whatever is no plain file into a folder.
    fn odd(&self, folder: &str, ending: &str) {
        let at = |name: &str| self.place.path(folder).join(format!("{name}{ending}"));
        symlink(self.place.path(&format!("secret{ending}")), at("link")).unwrap();
        symlink(at("loop"), at("loop")).unwrap();
        symlink("nowhere", at("dangling")).unwrap();
        symlink("/dev/zero", at("zero")).unwrap();
        assert!(Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        fs::File::create(at("sparse")).unwrap().set_len(100 << 30).unwrap();
    }

    /// Runs in the program: soon, without a bug, without the secret, and nothing outside changes.
    #[track_caller]
    fn run(&self, args: &[&str]) -> (i32, String) {
        let outside = self.outside();
        let began = Instant::now();
        let said = self.place.run([&["-C", "inside"], args].concat());
        assert!(began.elapsed() < Duration::from_mins(1), "{args:?} took {:?}", began.elapsed());
        assert!(matches!(said.code, Some(0..=4)), "{args:?}: {said:?}");
        for text in [&said.stdout, &said.stderr] {
            assert!(!text.contains(SECRET) && !text.contains("root:x:"), "{args:?}: {text}");
        }
        assert_eq!(self.outside(), outside, "{args:?} changed something outside");
        (said.code.unwrap(), said.stdout)
    }

    /// What lies outside of the program, with its length and target.
    fn outside(&self) -> Vec<(PathBuf, u64, Option<PathBuf>)> {
        let entries = fs::read_dir(self.place.path("")).unwrap().map(Result::unwrap);
        let mut found: Vec<_> = entries
            .filter(|entry| entry.file_name() != "inside")
            .map(|entry| {
                (entry.path(), entry.metadata().unwrap().len(), fs::read_link(entry.path()).ok())
            })
            .collect();
        found.sort();
        found
    }

    /// Replaces a text in a file of the program.
    fn set(&self, file: &str, from: &str, to: &str) {
        let (_, text) = program::plain().into_iter().find(|(path, _)| path == file).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(self.inside(file), text.replace(from, to)).unwrap();
    }
}

fn toml(path: &str) -> String {
    toml_edit::Value::from(path).to_string()
}

#[test]
fn no_template_is_read_from_elsewhere() {
    let trap = Trap::new();
    for path in PATHS {
        for path in [path.to_owned(), format!("{path}.yaml")] {
            trap.set("controls/estate.toml", "\"infra/a.yaml\"", &toml(&path));
            assert_eq!(trap.run(&["check"]).0, 2, "{path}");
        }
        trap.run(&["trace"]);
    }
}

#[test]
fn no_ledger_is_made_elsewhere() {
    let trap = Trap::new();
    let scan = evidence("sarif/semgrep.sarif");
    for path in PATHS {
        trap.set("storyproof.toml", "[ledger]\n", &format!("[ledger]\npath = {}\n", toml(path)));
        trap.run(&["ingest", &scan]);
        trap.run(&["status"]);
    }
    assert_eq!(fs::read_to_string(trap.inside(".git/config")).unwrap(), SECRET);
    assert_eq!(fs::read_dir(trap.inside(".git")).unwrap().count(), 1);
}

#[test]
fn no_clone_is_asked_for_more_than_commits() {
    let trap = Trap::new();
    for path in PATHS {
        trap.set("controls/estate.toml", "\"clone\"", &toml(path));
        trap.run(&["check"]);
        trap.run(&["status"]);
    }
}

#[test]
fn what_is_no_file_is_neither_inventory_nor_record() {
    let trap = Trap::new();
    for (folder, ending) in [
        ("inside/controls/inventory", ".csv"),
        ("inside/controls", ".toml"),
        ("inside/stories", ".toml"),
    ] {
        trap.place.write(&format!("secret{ending}"), SECRET);
        trap.odd(folder, ending);
    }
    let (_, shown) = trap.run(&["check"]);
    for name in ["link", "loop", "dangling", "zero", "pipe", "sparse"] {
        for place in ["controls/inventory", "controls", "stories"] {
            assert!(shown.contains(&format!("{place}/{name}.")), "{place}/{name}: {shown}");
        }
    }
    trap.run(&["report", "program"]);
    for name in ["link", "loop", "zero", "pipe", "sparse"] {
        fs::remove_file(trap.inside("storyproof.toml")).unwrap();
        fs::rename(trap.inside(name), trap.inside("storyproof.toml")).unwrap();
        assert_eq!(trap.run(&["check"]).0, 2, "{name}");
    }
}

#[test]
fn what_people_name_must_be_a_file() {
    let trap = Trap::new();
    for path in ["loop", "dangling", "pipe", "zero", "infra", "/dev/zero", "none"] {
        for args in [
            &["ingest", path][..],
            &["ingest", "-n", path],
            &["ingest", "--key", path, "x.xml"],
            &["attest", "said", "--document", path],
            &["verify", path],
            &["verify", "--checkpoint", path],
        ] {
            assert_eq!(trap.run(args).0, 2, "{args:?}");
        }
    }
    assert_eq!(trap.run(&["attest", "said", "--document", "sparse", "-n"]).0, 2);
}

#[test]
fn no_output_is_written_through_a_link() {
    let trap = Trap::new();
    for path in ["link", "loop", "dangling", "pipe", "zero"] {
        trap.run(&["report", "program", "--allow-empty", "-o", path]);
        let found = fs::symlink_metadata(trap.inside(path)).unwrap();
        assert!(found.is_file() && found.len() > 500, "{path} was replaced by the report");
    }
    assert_eq!(trap.run(&["report", "program", "-o", "infra"]).0, 2);
    trap.run(&["init", "begun"]);
    for path in ["begun/storyproof.toml", "begun/.gitignore"] {
        let path = trap.inside(path);
        fs::remove_file(&path).unwrap();
        symlink(trap.place.path("made-outside"), &path).unwrap();
    }
    fs::remove_dir_all(trap.inside("begun/stories")).unwrap();
    symlink(trap.place.path(""), trap.inside("begun/stories")).unwrap();
    trap.run(&["init", "begun"]);
    trap.run(&["story", "suggest", "--write", "--in", "stories/../.."]);
}

#[test]
fn nothing_beside_the_ledger_makes_a_command_wait() {
    let scan = evidence("sarif/semgrep.sarif");
    for odd in ["link", "loop", "dangling", "pipe", "zero", "sparse"] {
        for name in
            ["storyproof.checkpoint", ".storyproof/checkpoint.key", ".storyproof/redaction.key"]
        {
            let trap = Trap::new();
            trap.run(&["ingest", &scan]);
            fs::remove_file(trap.inside(name)).ok();
            fs::rename(trap.inside(odd), trap.inside(name)).unwrap();
            for args in [
                &["status"][..],
                &["ingest", &evidence("sarif/bandit.sarif")],
                &["checkpoint"],
                &["verify"],
                &["doctor", "--deep"],
            ] {
                trap.run(args);
            }
        }
        let trap = Trap::new();
        trap.run(&["ingest", &scan]);
        let artifacts = trap.inside(".storyproof/artifacts");
        let artifact = fs::read_dir(artifacts).unwrap().next().unwrap().unwrap().path();
        fs::remove_file(&artifact).unwrap();
        fs::rename(trap.inside(odd), artifact).unwrap();
        for args in
            [&["status"][..], &["evidence", "open", "1"], &["verify"], &["doctor", "--deep"]]
        {
            trap.run(args);
        }
    }
}
