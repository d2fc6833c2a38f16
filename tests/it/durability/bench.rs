//! A small program with a ledger to ill-treat, and what must hold of it afterwards.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::{Duration, UNIX_EPOCH},
};

use base64::{Engine as _, prelude::BASE64_STANDARD as STANDARD};
use storyproof::ledger::{Ledger, root};

use crate::cli::harness::{Place, copy};

/// The ledger of a place.
pub(super) const LEDGER: &str = ".storyproof/ledger.sqlite";
/// Its checkpoint.
pub(super) const CHECKPOINT: &str = "storyproof.checkpoint";

/// How many of something, by a variable of the environment: see the room's page.
pub(super) fn many(variable: &str, short: usize, long: usize) -> usize {
    let asked = std::env::var_os(variable).map(|text| {
        let text = text.into_string().unwrap_or_default();
        text.parse().unwrap_or_else(|_| panic!("{variable} is `{text}`, no number"))
    });
    let is_long = std::env::var_os("STORYPROOF_LONG").is_some_and(|long| long == "1");
    asked.unwrap_or(if is_long { long } else { short })
}

/// Numbers that are the same on every machine, other ones for every purpose.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(purpose: u64) -> Self {
        Self((u64::try_from(many("STORYPROOF_SEED", 1, 1)).unwrap() << 16) | purpose)
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 16).unwrap() % n
    }
}

/// A program in memory, where the machine has such a folder: a kill does the same to a ledger
/// there, and thousands of syncs take no time.
pub(super) fn place() -> Place {
    Place::small_in(&memory())
}

/// A folder in memory, or else any.
pub(super) fn memory() -> PathBuf {
    let shared = Path::new("/dev/shm");
    if shared.is_dir() { shared.to_owned() } else { std::env::temp_dir() }
}

/// Writes the scan number `n` into a place: five results with messages, all of them new. Gives its
/// name.
pub(super) fn scan(place: &Place, n: usize) -> String {
    let name = format!("scan-{n}.xml");
    let mut cases = String::new();
    for case in 0..5 {
        let failed =
            if case == 0 { format!("<failure message=\"not {n}\"/>") } else { String::new() };
        let name = format!("classname=\"rule{n}\" name=\"case{case}\"");
        cases = cases + "<testcase " + &name + ">" + &failed + "</testcase>";
    }
    let text = format!(
        "<testsuite name=\"scan {n}\" timestamp=\"2026-03-10T08:00:00Z\">{cases}</testsuite>"
    );
    place.write(&name, text);
    date(&place.path(&name));
    name
}

/// Gives a file the time that all have: an entry holds it, and roots are compared.
fn date(path: &Path) {
    let time = UNIX_EPOCH + Duration::from_secs(1_760_000_000);
    fs::File::options().append(true).open(path).unwrap().set_modified(time).unwrap();
}

/// Records the scan number `n`, which must go well.
pub(super) fn record(place: &Place, n: usize) {
    let name = scan(place, n);
    place.run(["ingest", &name]).ok();
}

/// A copy of a place, in memory.
pub(super) fn copied(from: &Place) -> Place {
    let place = Place::empty_in(&memory());
    copy(&from.path(""), &place.path(""));
    for entry in fs::read_dir(place.path("")).unwrap().map(Result::unwrap) {
        if entry.path().extension().is_some_and(|ending| ending == "xml") {
            date(&entry.path());
        }
    }
    place
}

/// How many entries a ledger has, and the root over the first `n` of them for each `n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Roots(pub(super) Vec<String>);

impl Roots {
    /// Of a ledger that nothing happened to.
    pub(super) fn of(place: &Place) -> Self {
        let ledger = Ledger::open_read(&place.path(LEDGER)).unwrap();
        let leaves: Vec<_> = (1..=ledger.head().unwrap().size)
            .map(|seq| ledger.entry(seq).unwrap().leaf_hash)
            .collect();
        Self((0..=leaves.len()).map(|n| root(&leaves[..n]).to_string()).collect())
    }

    pub(super) fn size(&self) -> usize {
        self.0.len() - 1
    }
}

/// Runs `verify`, which must find nothing, and gives how many entries there are. A ledger that is
/// not there yet has none.
#[track_caller]
pub(super) fn verified(place: &Place, what: &str) -> (usize, String) {
    let answer = place.run(["verify", "--format", "json"]);
    if answer.code == Some(2) && answer.stderr.contains("there is no ledger yet") {
        return (0, String::new());
    }
    assert_eq!(answer.code, Some(0), "{what}: {answer:?}");
    let data = answer.ok().data();
    assert_eq!(data["ok"], true, "{what}: {data}");
    let size = usize::try_from(data["size"].as_u64().unwrap()).unwrap();
    (size, data["root"].as_str().unwrap().to_owned())
}

/// A command of the binary, run by another program.
pub(super) fn under<I: IntoIterator<Item: AsRef<OsStr>>>(
    wrapper: &str,
    options: I,
    command: &Command,
) -> Output {
    let mut process = Command::new(wrapper);
    process.args(options).arg(command.get_program()).args(command.get_args()).env_clear();
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            process.env(name, value);
        }
    }
    if let Some(folder) = command.get_current_dir() {
        process.current_dir(folder);
    }
    process.output().unwrap_or_else(|error| panic!("{wrapper} is needed for this test: {error}"))
}

/// What a command printed, for messages of tests.
pub(super) fn said(output: &Output) -> String {
    format!(
        "{}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// The size and the root that a checkpoint claims; `None` when there is none. One that is cut off
/// claims more than anybody has.
pub(super) fn checkpoint(place: &Path) -> Option<(usize, String)> {
    let text = fs::read_to_string(place.join(CHECKPOINT)).ok()?;
    let lines: Vec<&str> = text.lines().collect();
    let [_, size, root, ..] = lines[..] else { return Some((usize::MAX, text)) };
    let root = STANDARD.decode(root).unwrap();
    let root = root.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    Some((size.parse().unwrap(), root))
}
