//! A ledger of many entries: verifying all of it, and proving one.

use std::{hint::black_box, time::Instant};

use storyproof::ledger::{Hash, Ledger, verify_inclusion};

use crate::{
    Result,
    measure::best,
    table::{Table, each, mebibytes},
    world::{World, ledger_bytes, storyproof},
};

/// How often a proof is verified to say how long once takes.
const TIMES: u32 = 10_000;

pub(super) fn run(world: &World) -> Result<Table> {
    let entries = world.entries;
    let folder = world.make("ledger", &format!("ledger-{entries}"), &[entries])?;
    let mut table = Table::new(format!("A ledger of {entries} entries"));
    let bytes = ledger_bytes(&folder)?;
    table.number("database", format!("{:.1} MiB", mebibytes(bytes)), "");
    table.number("database, an entry", format!("{:.0} B", each(bytes, entries)), "");
    let middle = format!("entry:{}", entries / 2);
    let commands: [(&[&str], &str); 4] = [
        (&["verify"], "5 s of CPU for 1,000,000"),
        (&["verify", "--quick"], ""),
        (&["checkpoint"], ""),
        (&["explain", &middle], ""),
    ];
    for (arguments, target) in commands {
        let used = best(world.runs, || storyproof(&folder, arguments))?;
        table.row(arguments.join(" "), used, "", target);
    }

    let ledger = Ledger::open_read(&folder.join(".storyproof/ledger.sqlite"))?;
    let proof = ledger.inclusion_proof(entries / 2)?;
    let hashes = proof.path.len() * Hash::of(b"").as_bytes().len();
    table.number("a proof's hashes", format!("{hashes} B"), "640 B for 1,000,000");
    let start = Instant::now();
    for _ in 0..TIMES {
        let (leaf, path) = (black_box(proof.leaf_hash), black_box(&proof.path));
        if !verify_inclusion(leaf, proof.index, proof.size, path, proof.root) {
            return Err("a proof does not hold".into());
        }
    }
    let once = start.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES);
    table.number("verifying a proof", format!("{once:.1} µs"), "10 µs");
    Ok(table)
}
