//! Something else where the ledger should be.
//!
//! **Promises kept:** nothing is taken for a ledger that is none; whatever lies there is left as it
//! is; no command waits for it; the message names it. Where the evidence of a ledger lies beside it,
//! that is an integrity failure.

use std::{fs, path::Path, process::Command};

use rusqlite::Connection;

use super::bench::{LEDGER, place, record, scan};

/// What lies there, how it is made, the exit code with and without evidence beside it, and words of
/// the message.
struct Case {
    what: &'static str,
    make: fn(&Path),
    alone: i32,
    beside: i32,
    says: &'static str,
}

const CASES: [Case; 9] = [
    Case {
        what: "a folder",
        make: |path| fs::create_dir(path).unwrap(),
        alone: 2,
        beside: 2,
        says: "ledger.sqlite",
    },
    Case {
        what: "a link to another ledger",
        make: |path| {
            fs::write(path.with_file_name("elsewhere"), b"").unwrap();
            link(path);
        },
        alone: 2,
        beside: 2,
        says: "ledger.sqlite",
    },
    Case { what: "a link to nowhere", make: link, alone: 2, beside: 2, says: "leads outside" },
    Case {
        what: "a pipe",
        make: |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
        alone: 2,
        beside: 2,
        says: "ledger.sqlite",
    },
    Case {
        what: "a text",
        make: |path| fs::write(path, "minutes of the meeting\n".repeat(400)).unwrap(),
        alone: 2,
        beside: 3,
        says: "is not a storyproof ledger",
    },
    Case {
        what: "a short text",
        make: |path| fs::write(path, "xy").unwrap(),
        alone: 2,
        beside: 3,
        says: "is not a storyproof ledger",
    },
    Case {
        what: "an archive",
        make: |path| {
            fs::write(path, [b"PK\x03\x04".repeat(3_000), vec![0; 8_000]].concat()).unwrap();
        },
        alone: 2,
        beside: 3,
        says: "is not a storyproof ledger",
    },
    Case {
        what: "a database of another program",
        make: |path| {
            let other = Connection::open(path).unwrap();
            other.execute_batch("PRAGMA application_id = 7; CREATE TABLE mine (a);").unwrap();
        },
        alone: 2,
        beside: 3,
        says: "is not a storyproof ledger",
    },
    Case {
        what: "a ledger of a newer version",
        make: |path| {
            let newer = Connection::open(path).unwrap();
            let sql = "PRAGMA application_id = 1936749158; PRAGMA user_version = 99; CREATE TABLE entry (a);";
            newer.execute_batch(sql).unwrap();
        },
        alone: 2,
        beside: 2,
        says: "use a newer storyproof",
    },
];

fn link(path: &Path) {
    std::os::unix::fs::symlink(path.with_file_name("elsewhere"), path).unwrap();
}

/// What lies at a path, to see that it stays.
fn looks(path: &Path) -> (String, Vec<u8>) {
    let meta = fs::symlink_metadata(path).unwrap();
    let kind = format!("{:?} {}", meta.file_type(), meta.len());
    (kind, if meta.is_file() { fs::read(path).unwrap() } else { Vec::new() })
}

#[test]
fn whatever_is_no_ledger_is_refused_and_kept() {
    for Case { what, make, alone, beside, says } in CASES {
        for (evidence, code) in [(false, alone), (true, beside)] {
            let place = place();
            record(&place, 1);
            if evidence {
                fs::remove_file(place.path(LEDGER)).unwrap();
            } else {
                fs::remove_dir_all(place.path(".storyproof")).unwrap();
                fs::create_dir(place.path(".storyproof")).unwrap();
            }
            make(&place.path(LEDGER));
            let before = looks(&place.path(LEDGER));
            let name = scan(&place, 2);
            let commands: [&[&str]; 5] = [
                &["ingest", &name],
                &["verify"],
                &["status"],
                &["doctor"],
                &["withdraw", "1", "--reason", "r", "--by", "b"],
            ];
            for command in commands {
                let answer = place.run(command);
                let told = format!("{what}, evidence {evidence}, {command:?}: {answer:?}");
                assert_eq!(answer.code, Some(code), "{told}");
                assert!(answer.stderr.contains(says), "{told}");
                assert!(answer.stderr.contains(".storyproof"), "{told}");
                assert_eq!(looks(&place.path(LEDGER)), before, "{told}");
            }
            let elsewhere = fs::metadata(place.path(".storyproof/elsewhere"));
            assert!(elsewhere.map_or(0, |meta| meta.len()) == 0, "{what}");
        }
    }
    println!("places: {} things that are no ledger, each refused and kept", CASES.len());
}

/// An empty file is what a first writer leaves that was stopped: it is no ledger yet, unless
/// evidence lies beside it.
#[test]
fn an_empty_file_is_a_beginning_only_where_no_evidence_is() {
    let place = place();
    place.write(LEDGER, "");
    place.run(["verify"]).code(2).complains(&["there is no ledger yet"]);
    record(&place, 1);
    place.run(["verify"]).ok();
    place.write(LEDGER, "");
    for command in [&["verify"][..], &["status"], &["ingest", "scan-1.xml"]] {
        place.run(command).code(3).complains(&["is empty, though the evidence"]);
    }
}
