//! Where things are, and how large they are to be.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Result, measure};

/// The commands take this as the present: the day up to which the example program is written.
pub(crate) const NOW: &str = "2026-04-03T12:00:00Z";

/// Where things are, and how large they are to be.
pub(crate) struct World {
    /// The folder of this checkout.
    pub(crate) source: PathBuf,
    /// The folder for inputs and ledgers, under `target`.
    pub(crate) scratch: PathBuf,
    /// The names of the cases to run; all of them when empty.
    pub(crate) cases: Vec<String>,
    pub(crate) findings: u64,
    pub(crate) stories: u64,
    pub(crate) days: u64,
    pub(crate) entries: u64,
    pub(crate) runs: u32,
}

impl World {
    /// Takes what was typed.
    pub(crate) fn new(arguments: &[&str]) -> Result<Self> {
        let mut world = Self {
            source: PathBuf::from(env!("CARGO_MANIFEST_DIR")),
            scratch: PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench"),
            cases: Vec::new(),
            findings: 10_000,
            stories: 10_000,
            days: 365,
            entries: 100_000,
            runs: 5,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut number = || -> Result<u64> {
                let text = arguments.next().ok_or("a number is missing")?;
                Ok(text.replace('_', "").parse()?)
            };
            match *argument {
                "--bench" => {}
                "--findings" => world.findings = number()?,
                "--stories" => world.stories = number()?,
                "--days" => world.days = number()?,
                "--entries" => world.entries = number()?,
                "--runs" => world.runs = u32::try_from(number()?)?,
                case if case.starts_with('-') => return Err(format!("unknown: {case}").into()),
                case => world.cases.push(case.into()),
            }
        }
        fs::create_dir_all(&world.scratch)?;
        Ok(world)
    }

    /// Makes an input, unless it is there.
    pub(crate) fn make(&self, what: &str, name: &str, numbers: &[u64]) -> Result<PathBuf> {
        let path = self.scratch.join(name);
        if !path.exists() {
            let mut command = Command::new(std::env::current_exe()?);
            command.args(["make", what]).arg(&path).args(numbers.iter().map(ToString::to_string));
            measure::once(&mut command)?;
        }
        Ok(path)
    }

    /// A fresh copy of the example program, without a ledger.
    pub(crate) fn example(&self, name: &str) -> Result<PathBuf> {
        let folder = self.scratch.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        fs::copy(self.source.join("storyproof.toml"), folder.join("storyproof.toml"))?;
        for part in ["stories", "controls"] {
            copy(&self.source.join(part), &folder.join(part))?;
        }
        Ok(folder)
    }
}

/// A command of storyproof in a folder.
pub(crate) fn storyproof<S: AsRef<OsStr>>(
    folder: &Path,
    arguments: impl IntoIterator<Item = S>,
) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_storyproof"));
    command.current_dir(folder).args(["--now", NOW, "-q"]).args(arguments);
    command
}

/// The yardstick on a file.
pub(crate) fn floor(file: &Path) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("floor").arg(file);
    Ok(command)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// The size of a ledger's database.
pub(crate) fn ledger_bytes(folder: &Path) -> Result<u64> {
    Ok(fs::metadata(folder.join(".storyproof/ledger.sqlite"))?.len())
}
