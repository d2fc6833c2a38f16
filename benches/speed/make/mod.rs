//! Inputs, the same on every machine.

mod backlog;
mod ledger;
mod prowler;

use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::Path,
};

use crate::Result;

/// Makes one input.
pub(crate) fn make(what: &str, to: &Path, numbers: &[u64]) -> Result<()> {
    match (what, numbers) {
        ("scan", [findings, day]) => scan(&prowler::Sample::whole()?, to, *findings, *day),
        ("days", [findings, days]) => {
            fs::create_dir_all(to)?;
            let sample = prowler::Sample::lean()?;
            for day in 0..*days {
                scan(&sample, &to.join(format!("day-{day:03}.ocsf.json")), *findings, day)?;
            }
            Ok(())
        }
        ("backlog", [stories]) => backlog::write(to, *stories),
        ("ledger", [entries]) => ledger::write(to, *entries),
        _ => Err(format!("cannot make {what} with {} numbers", numbers.len()).into()),
    }
}

fn scan(sample: &prowler::Sample, to: &Path, findings: u64, day: u64) -> Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(to)?);
    sample.write(&mut out, findings, day)?;
    out.flush()?;
    Ok(())
}

/// A number that looks random and follows from others.
fn mix(numbers: &[u64]) -> u64 {
    numbers.iter().fold(0x9e37_79b9_7f4a_7c15, |mixed, number| {
        let mut z = (mixed ^ number).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    })
}
