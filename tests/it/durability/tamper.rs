//! Twelve ways to rewrite history, each through the binary.
//!
//! **Promise kept:** each is found, with the exit code of an integrity failure, and the finding
//! says what and where. The first six show in the ledger by itself or against the checkpoint that
//! lies beside it; whoever can write both can hide what comes after, and that shows only against a
//! checkpoint that somebody else kept.

use std::fs;

use rusqlite::Connection;

use super::bench::{CHECKPOINT, LEDGER, record};
use crate::cli::harness::Place;

/// One way.
struct Case {
    what: &'static str,
    /// What is done to a signed ledger of four entries.
    does: fn(&Place),
    /// What is verified.
    verify: &'static [&'static str],
    /// The finding, and a part of where it is.
    finds: (&'static str, &'static str),
}

const KEPT: &[&str] = &["verify", "--checkpoint", "kept.checkpoint"];

const CASES: [Case; 12] = [
    Case {
        what: "an entry is updated",
        does: |place| {
            entries(
                place,
                "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), 'scan-2', 'skan-2') AS BLOB) WHERE seq = 2",
            );
        },
        verify: &["verify"],
        finds: ("leaf-hash", "entry 2"),
    },
    Case {
        what: "an entry is deleted",
        does: |place| entries(place, "DELETE FROM entry WHERE seq = 2"),
        verify: &["verify"],
        finds: ("sequence", "after entry 1"),
    },
    Case {
        what: "an entry is inserted",
        does: |place| {
            entries(place, "INSERT INTO entry SELECT 5, leaf_hash, bytes FROM entry WHERE seq = 4");
        },
        verify: &["verify"],
        finds: ("listing", "entry 5"),
    },
    Case {
        what: "the bytes of two entries are swapped",
        does: |place| {
            entries(
                place,
                "CREATE TEMP TABLE t AS SELECT seq, bytes FROM entry; UPDATE entry SET bytes = (SELECT bytes FROM t WHERE t.seq = 5 - entry.seq) WHERE seq IN (2, 3)",
            );
        },
        verify: &["verify"],
        finds: ("leaf-hash", "entry 3"),
    },
    Case {
        what: "entries are put into another order",
        does: |place| {
            entries(
                place,
                "UPDATE entry SET seq = seq + 100; UPDATE entry SET seq = CASE seq WHEN 102 THEN 3 WHEN 103 THEN 2 ELSE seq - 100 END",
            );
        },
        verify: &["verify"],
        finds: ("checkpoint-root", CHECKPOINT),
    },
    Case {
        what: "an entry is updated and hashed again, without the key",
        does: |place| {
            entries(
                place,
                "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), 'scan-2', 'skan-2') AS BLOB) WHERE seq = 2",
            );
            hash_again(place, 2);
            place.run(["doctor", "--rebuild"]).ok();
        },
        verify: &["verify"],
        finds: ("checkpoint-root", CHECKPOINT),
    },
    Case {
        what: "the tail is cut off, and what follows from it made anew",
        does: |place| {
            entries(place, "DELETE FROM entry WHERE seq = 4");
            place.run(["doctor", "--rebuild"]).ok();
        },
        verify: &["verify"],
        finds: ("checkpoint-size", CHECKPOINT),
    },
    Case {
        what: "an older file is put back, with the checkpoint of its time",
        does: |place| {
            fs::copy(place.path("old.sqlite"), place.path(LEDGER)).unwrap();
            fs::copy(place.path("old.checkpoint"), place.path(CHECKPOINT)).unwrap();
            place.run(["verify"]).ok();
        },
        verify: KEPT,
        finds: ("checkpoint-size", "kept.checkpoint"),
    },
    Case {
        what: "all of it is written anew, with the key",
        does: |place| {
            fs::remove_dir_all(place.path(".storyproof/artifacts")).unwrap();
            fs::remove_file(place.path(LEDGER)).unwrap();
            fs::remove_file(place.path(CHECKPOINT)).unwrap();
            for n in [1, 3, 2, 4] {
                record(place, n);
            }
            place.run(["verify"]).ok();
        },
        verify: KEPT,
        finds: ("checkpoint-root", "kept.checkpoint"),
    },
    Case {
        what: "the key is swapped for another of the same name",
        does: |place| {
            fs::remove_file(place.path(".storyproof/checkpoint.key")).unwrap();
            place.run(["checkpoint", "key", "--name", "example.com/log"]).ok();
            record(place, 5);
            // Whoever trusts only what the program names has no use for the new key.
            fs::remove_file(place.path(".storyproof/checkpoint.key")).unwrap();
        },
        verify: &["verify"],
        finds: ("checkpoint-signature", CHECKPOINT),
    },
    Case {
        what: "a checkpoint is edited",
        does: |place| {
            let text = place.read("kept.checkpoint");
            place.write("kept.checkpoint", text.replacen("\n3\n", "\n2\n", 1));
        },
        verify: KEPT,
        finds: ("checkpoint-signature", "kept.checkpoint"),
    },
    Case {
        what: "a proof is edited",
        does: |place| {
            let text = place.read("proof/E-0002.tlog-proof");
            place.write("proof/E-0002.tlog-proof", text.replacen("index 1", "index 2", 1));
        },
        verify: &["verify", "proof/E-0002.tlog-proof"],
        finds: ("proof", "E-0002"),
    },
];

/// A program with a signed ledger of four entries; `kept.checkpoint` is of the first three, and
/// `old.sqlite` and `old.checkpoint` of the first two.
fn signed() -> Place {
    let place = super::bench::place();
    let said = place.run(["checkpoint", "key", "--name", "example.com/log"]).ok();
    let settings = place.read("storyproof.toml");
    let keys = format!("{settings}\n[ledger]\nkeys = [\"{}\"]\n", said.stdout.trim());
    place.write("storyproof.toml", keys);
    for n in 1..=4 {
        record(&place, n);
        let keep = |from: &str, to: &str| fs::copy(place.path(from), place.path(to)).unwrap();
        match n {
            2 => {
                keep(LEDGER, "old.sqlite");
                keep(CHECKPOINT, "old.checkpoint");
            }
            3 => _ = keep(CHECKPOINT, "kept.checkpoint"),
            _ => {}
        }
    }
    place.run(["evidence", "prove", "E-2", "-o", "proof"]).ok();
    place
}

/// Changes the entries past the triggers, and puts those back so that only the change can be found.
fn entries(place: &Place, sql: &str) {
    let ledger = Connection::open(place.path(LEDGER)).unwrap();
    let triggers: Vec<(String, String)> = ledger
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (name, _) in &triggers {
        ledger.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    ledger.execute_batch(sql).unwrap();
    for (_, sql) in &triggers {
        ledger.execute_batch(sql).unwrap();
    }
}

/// Gives an entry the leaf hash of the bytes that it has now.
fn hash_again(place: &Place, seq: u32) {
    let ledger = Connection::open(place.path(LEDGER)).unwrap();
    let bytes: Vec<u8> = ledger
        .query_row("SELECT bytes FROM entry WHERE seq = ?1", [seq], |row| row.get(0))
        .unwrap();
    drop(ledger);
    let leaf = storyproof::ledger::leaf_hash(&bytes);
    entries(place, &format!("UPDATE entry SET leaf_hash = x'{leaf}' WHERE seq = {seq}"));
}

#[test]
fn each_of_twelve_ways_is_found() {
    let untouched = signed();
    for args in [&["verify"][..], KEPT, &["verify", "proof/E-0002.tlog-proof"]] {
        untouched.run(args).ok();
    }
    for Case { what, does, verify, finds: (code, at) } in CASES {
        let place = signed();
        does(&place);
        let answer = place.run([verify, &["--format", "json"]].concat());
        assert_eq!(answer.code, Some(3), "{what}: {answer:?}");
        let data = answer.code(3).data();
        assert_eq!(data["ok"], false, "{what}");
        let found =
            data["findings"].as_array().unwrap().iter().any(|finding| {
                finding["code"] == code && finding["at"].as_str().unwrap().contains(at)
            });
        assert!(found, "{what}: {code} at {at} is not among {}", data["findings"]);
        println!("tamper: {what}: exit 3, {code} at {at}");
    }
}
