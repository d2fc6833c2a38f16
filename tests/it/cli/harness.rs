//! A place to run the binary in: a folder of its own, no environment, a fixed clock and width.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command as Process,
    sync::OnceLock,
    time::Duration,
};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

use super::contract::insist;

/// The present, for every command.
pub(crate) const NOW: &str = "2026-12-01T12:00:00Z";

/// A program of two checks, one story and one control.
const SMALL: [(&str, &str); 3] = [
    ("storyproof.toml", "[program]\nname = \"Small\"\norganization = \"Example Pay\"\n"),
    (
        "controls/checks.toml",
        r#"
[[framework]]
id = "base"
title = "Baseline"

[[control]]
framework = "base"
id = "B.1"
title = "Root is locked"

[[check]]
id = "root-mfa"
title = "Root has MFA"
controls = ["base/B.1"]
max_age = "30d"

[[check.source]]
tool = "prowler"
rules = ["iam_root_mfa_enabled"]

[[check]]
id = "no-findings"
title = "No finding is open"
controls = ["base/B.1"]

[[check.source]]
tool = "semgrep"
rules = ["*"]
level = "error"
"#,
    ),
    (
        "stories/IAM-01.toml",
        r#"
[[epic]]
id = "IAM"
title = "Access"

[[story]]
id = "IAM-01"
epic = "IAM"
title = "Root is locked away"
status = "draft"
controls = ["base/B.1"]

[[story.acceptance]]
text = "Root MFA is on"
checks = ["root-mfa"]
"#,
    ),
];

/// A folder to run commands in.
pub(crate) struct Place {
    /// `None` for the one demo that all tests look at.
    _folder: Option<TempDir>,
    root: PathBuf,
}

impl Place {
    pub(crate) fn empty() -> Self {
        Self::empty_in(&std::env::temp_dir())
    }

    /// An empty folder below this one.
    pub(crate) fn empty_in(folder: &Path) -> Self {
        let folder = TempDir::new_in(folder).unwrap();
        let root = folder.path().canonicalize().unwrap();
        Self { _folder: Some(folder), root }
    }

    /// A folder of somebody else, who takes it away.
    pub(crate) fn at(folder: &Path) -> Self {
        Self { _folder: None, root: folder.canonicalize().unwrap() }
    }

    /// A small program without a ledger.
    pub(crate) fn small() -> Self {
        Self::small_in(&std::env::temp_dir())
    }

    /// The same in a folder below this one.
    pub(crate) fn small_in(folder: &Path) -> Self {
        let place = Self::empty_in(folder);
        for (path, text) in SMALL {
            place.write(path, text);
        }
        place
    }

    /// The demo, laid out once for all tests. Only to look at: see [`Place::demo_to_change`].
    pub(crate) fn demo() -> Self {
        static DEMO: OnceLock<PathBuf> = OnceLock::new();
        let root = DEMO.get_or_init(|| {
            let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo");
            fs::remove_dir_all(&root).ok();
            fs::create_dir_all(&root).unwrap();
            let root = root.canonicalize().unwrap();
            Self { _folder: None, root: root.clone() }.run(["demo", "."]).ok();
            root
        });
        Self { _folder: None, root: root.clone() }
    }

    /// A copy of the demo.
    pub(crate) fn demo_to_change() -> Self {
        let place = Self::empty();
        copy(&Self::demo().root, &place.root);
        place
    }

    /// Lets decisions count that nobody has signed.
    pub(crate) fn demands_no_signatures(&self) {
        let settings = self.read("storyproof.toml");
        assert!(settings.contains("signatures = \"required\""));
        self.write("storyproof.toml", settings.replace("\"required\"", "\"optional\""));
    }

    /// Lets only decisions count that somebody has signed.
    pub(crate) fn demand_signatures(&self) {
        let settings = self.read("storyproof.toml");
        assert!(settings.contains("signatures = \"optional\""));
        self.write("storyproof.toml", settings.replace("\"optional\"", "\"required\""));
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Every file with its bytes.
    pub(crate) fn files(&self, folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let root = self.path(folder);
        let mut found = Vec::new();
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.file_type().unwrap().is_dir() {
                    open.push(entry.path());
                } else {
                    let path = entry.path().strip_prefix(&root).unwrap().to_owned();
                    found.push((path, fs::read(entry.path()).unwrap()));
                }
            }
        }
        found.sort();
        found
    }

    pub(crate) fn has_ledger(&self) -> bool {
        self.path(".storyproof").exists()
    }

    pub(crate) fn run<I: IntoIterator<Item: AsRef<OsStr>>>(&self, args: I) -> Answer {
        self.run_on("", args)
    }

    /// Runs with something on standard input.
    pub(crate) fn run_on<I: IntoIterator<Item: AsRef<OsStr>>>(
        &self,
        input: impl Into<Vec<u8>>,
        args: I,
    ) -> Answer {
        let mut command = Command::from_std(self.process(args));
        let output = command.write_stdin(input).timeout(Duration::from_mins(5)).output().unwrap();
        let redacted = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("what is printed is UTF-8");
            text.replace(self.root.to_str().unwrap(), "[PLACE]")
        };
        Answer {
            code: output.status.code(),
            stdout: redacted(output.stdout),
            stderr: redacted(output.stderr),
        }
    }

    /// The command itself, for tests that need the running process.
    pub(crate) fn process<I: IntoIterator<Item: AsRef<OsStr>>>(&self, args: I) -> Process {
        let mut process = Process::new(assert_cmd::cargo::cargo_bin!("storyproof"));
        process.args(args).current_dir(&self.root);
        self.hermetic(&mut process);
        process.envs([("COLUMNS", "100"), ("STORYPROOF_NOW", NOW)]);
        process
    }

    pub(crate) fn git<const N: usize>(&self, args: [&str; N]) {
        self.git_says(args);
    }

    pub(crate) fn git_says<const N: usize>(&self, args: [&str; N]) -> String {
        let mut git = Process::new("git");
        git.arg("-C").arg(&self.root).args(["-c", "user.name=A", "-c", "user.email=a@example.com"]);
        self.hermetic(git.args(args));
        let output = git.output().expect("git is installed");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn hermetic(&self, process: &mut Process) {
        process.env_clear();
        // Where git is found; nothing else is taken over.
        process.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        process.env("HOME", &self.root).envs([
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_TERMINAL_PROMPT", "0"),
        ]);
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A fixture with real scanner output.
pub(crate) fn evidence(name: &str) -> String {
    format!("{}/tests/fixtures/evidence/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// How a command ended.
#[derive(Debug)]
#[must_use = "compare what was printed, or say how it should have ended"]
pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Answer {
    /// Insists on an exit code; what was printed stands in the message.
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Said {
        let Self { code: was, stdout, stderr } = self;
        assert_eq!(was, Some(code), "\n--- stdout\n{stdout}\n--- stderr\n{stderr}");
        Said { stdout, stderr }
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Said {
        self.code(0)
    }
}

/// What a command printed.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Said {
    /// The data in the envelope, once that is what the schema of its kind says.
    #[track_caller]
    pub(crate) fn data(&self) -> Value {
        let mut envelope: Value = serde_json::from_str(&self.stdout).expect("JSON on stdout");
        insist(&envelope);
        envelope["data"].take()
    }

    #[track_caller]
    pub(crate) fn complains(&self, words: &[&str]) {
        for word in words {
            assert!(self.stderr.contains(word), "{word:?} is not in:\n{}", self.stderr);
        }
    }
}
