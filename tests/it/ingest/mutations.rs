//! Changed samples: no reader may panic, hang or give an endless message.
//!
//! The seeds are all files under `tests/fixtures/evidence`, each with the format that it is
//! recognised as; a new format with a sample is tested without a line here. In CI each reader gets
//! a few thousand inputs. The long form takes as many as it is told, and prints the slowest input
//! of each reader, which may take no second:
//!
//! ```text
//! STORYPROOF_FUZZ=1000000 cargo test --release --test it mutations -- --nocapture
//! ```
//!
//! `STORYPROOF_FUZZ_SECONDS` ends the long form earlier, `STORYPROOF_FUZZ_SEED` gives it other
//! inputs, and `STORYPROOF_FUZZ_ONLY=asff,lynis` leaves the other readers out.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use storyproof::ingest::Format;

use super::{Asked, GOOD, read_as, samples::samples};

/// Inputs for each reader in the short form.
const SHORT: u64 = 1_500;
/// Larger files are slow to read, and change little.
const MAX_SEED: usize = 40_000;
/// How many seeds a format has at most: the smallest.
const MAX_SEEDS: usize = 12;

/// The longest that an input may take.
pub(crate) const LONGEST: Duration = Duration::from_secs(1);

/// How long the same work takes at best: that it took long once may be the machine.
pub(crate) fn again(mut work: impl FnMut()) -> Duration {
    let mut once = || {
        let started = Instant::now();
        work();
        started.elapsed()
    };
    (0..5).map(|_| once()).min().unwrap()
}

/// A small generator of numbers that are the same on every machine.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

const PIECES: [&[u8]; 24] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b",",
    b":",
    b"null",
    b"-1",
    b"1e999",
    b"\\ud800",
    b"<",
    b"\xff",
    b"&#x0;",
    b"</",
    b"/>",
    b"]]>",
    b"\n",
    b"|",
    b"=",
    b"\"\"",
    b"\"9999-12-31T23:59:59Z\"",
    b"18446744073709551615",
    b"true",
];

pub(crate) fn changed(seed: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + numbers.below(8)).min(bytes.len());
        match numbers.below(6) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..at, PIECES[numbers.below(PIECES.len())].to_vec())),
            2 => {
                let copy = bytes[at..end].to_vec();
                let to = numbers.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            3 => {
                let piece = PIECES[numbers.below(PIECES.len())];
                drop(bytes.splice(at..end, piece.to_vec()));
            }
            // A longer stretch is lost, or stands twice.
            4 => {
                let end = (at + numbers.below(400)).min(bytes.len());
                if numbers.below(2) == 0 {
                    drop(bytes.drain(at..end));
                } else {
                    let copy = bytes[at..end].to_vec();
                    bytes.splice(end..end, copy);
                }
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(numbers.below(256)).unwrap();
                }
            }
        }
    }
    bytes
}

/// The seeds of each format, smallest first.
fn seeds() -> BTreeMap<&'static str, Vec<Vec<u8>>> {
    let mut seeds: BTreeMap<&str, Vec<Vec<u8>>> = BTreeMap::new();
    for sample in samples() {
        // What is refused is a seed of the format whose folder it lies in.
        let format = match read_as(&sample.bytes, &Asked::default()) {
            Ok((summary, _)) => Some(summary.format),
            Err(_) => sample.folder.parse().ok(),
        };
        if let Some(format) = format {
            seeds.entry(format.name()).or_default().push(sample.bytes);
        }
    }
    for (name, text) in GOOD {
        let format = Format::all().find(|format| format.name().starts_with(name)).unwrap();
        seeds.entry(format.name()).or_default().push(text.as_bytes().to_vec());
    }
    // A document is read only when it is asked for, so no sample is recognised as one.
    let document = [
        r#"{"SummaryMap":{"AccountMFAEnabled":1},"é":[1.5,null,{"NextToken":""}]}"#,
        "An error occurred (NoSuchEntity) when calling the GetAccountPasswordPolicy operation: é",
        "user,arn,user_creation_time,mfa_active\n<root_account>,arn:r,t,true\nana,arn:a,t,false\n",
        r#"{"Content":"dXNlcixhcm4sdXNlcl9jcmVhdGlvbl90aW1lCmEsYixjCg=="}"#,
    ];
    seeds.insert("json", document.map(|text| text.as_bytes().to_vec()).to_vec());
    for seeds in seeds.values_mut() {
        seeds.sort_by_key(Vec::len);
        let small = seeds.iter().filter(|seed| seed.len() <= MAX_SEED).count();
        seeds.truncate(small.clamp(1, MAX_SEEDS));
    }
    seeds
}

#[expect(clippy::disallowed_methods, reason = "how the long form is asked for")]
pub(crate) fn text(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

pub(crate) fn number(name: &str) -> Option<u64> {
    let text = text(name)?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

#[test]
fn no_change_to_a_file_makes_a_reader_panic() {
    let long = number("STORYPROOF_FUZZ");
    let per_reader = long.unwrap_or(SHORT);
    let limit = Duration::from_secs(number("STORYPROOF_FUZZ_SECONDS").unwrap_or(u64::MAX));
    let mut numbers = Numbers(number("STORYPROOF_FUZZ_SEED").unwrap_or(20_261_123));
    let mut seeds = seeds();
    for format in Format::all() {
        assert!(seeds.contains_key(format.name()), "{format} has no sample, so nothing tests it");
    }
    if let Some(only) = text("STORYPROOF_FUZZ_ONLY") {
        seeds.retain(|name, _| only.split(',').any(|wanted| wanted == *name));
        assert!(!seeds.is_empty(), "STORYPROOF_FUZZ_ONLY names no reader: {only}");
    }
    let share = limit / u32::try_from(seeds.len()).unwrap();
    for (name, seeds) in &seeds {
        let format = name.parse().unwrap();
        let began = Instant::now();
        let (mut inputs, mut accepted, mut slowest) = (0, 0_u64, (Duration::ZERO, Vec::new()));
        while inputs < per_reader && began.elapsed() < share {
            // Small seeds more often than large ones.
            let seed = numbers.below(seeds.len()).min(numbers.below(seeds.len()));
            let bytes = changed(&seeds[seed], &mut numbers);
            let format = Some(format).filter(|_| numbers.below(2) == 0);
            let started = Instant::now();
            match read_as(&bytes, &Asked { format, ..Asked::default() }) {
                Ok(_) => accepted += 1,
                Err(error) => assert!(error.to_string().len() < 1000, "{error}"),
            }
            let mut took = started.elapsed();
            if took > LONGEST {
                took = again(|| drop(read_as(&bytes, &Asked { format, ..Asked::default() })));
            }
            if took > slowest.0 {
                slowest = (took, bytes);
            }
            inputs += 1;
        }
        if long.is_some() {
            let (took, bytes) = &slowest;
            println!(
                "{name}: {inputs} inputs, {accepted} read, the slowest in {took:?} ({} bytes)",
                bytes.len()
            );
            assert!(*took < LONGEST, "{:?}", String::from_utf8_lossy(bytes));
        }
    }
}
