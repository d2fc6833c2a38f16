//! `verify`, `checkpoint` and `evidence prove`: what somebody can do to a ledger, and how it shows.
//! The table of twelve ways is in `tests/it/durability/tamper.rs`.

use std::fs;

use super::harness::{Place, Said};

const LEDGER: &str = ".storyproof/ledger.sqlite";
const CHECKPOINT: &str = "storyproof.checkpoint";

/// A program with a signed ledger of four entries; `old.checkpoint` is of the first three, and
/// `old.sqlite` is the ledger of the first two.
fn place() -> Place {
    let place = Place::small();
    let said = place.run(["checkpoint", "key", "--name", "example.com/log"]).ok();
    let key = said.stdout.trim().to_owned();
    let settings = place.read("storyproof.toml");
    place.write("storyproof.toml", format!("{settings}\n[ledger]\nkeys = [\"{key}\"]\n"));
    for n in 1..=4 {
        record(&place, n);
        if n == 2 {
            fs::copy(place.path(LEDGER), place.path("old.sqlite")).unwrap();
        }
        if n == 3 {
            fs::copy(place.path(CHECKPOINT), place.path("old.checkpoint")).unwrap();
        }
    }
    place
}

fn record(place: &Place, n: u32) {
    let text = format!(
        "<testsuite name=\"x\" timestamp=\"2026-03-1{n}T08:00:00\"><testcase classname=\"t\" name=\"n{n}\"/></testsuite>"
    );
    place.write("scan.xml", text);
    place.run(["ingest", "scan.xml"]).ok();
}

/// The finding of `verify`, which must end with 3.
#[track_caller]
fn refused<const N: usize>(place: &Place, args: [&str; N]) -> Said {
    let mut all = vec!["verify"];
    all.extend(args);
    place.run(all).code(3)
}

#[test]
fn a_ledger_that_is_what_was_recorded_is_verified() {
    let place = place();
    let said = place.run(["verify", "--checkpoint", "old.checkpoint"]).ok().stdout;
    for words in [
        "✓ 4 entries",
        "derived again from the original artifacts",
        "its 3 entries are the beginning of these; signed by example.com/log+",
        "its 4 entries are the beginning of these; signed by example.com/log+",
        "only a checkpoint that somebody else kept",
        "verified: 4 entries, root ",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let said = place.run(["verify", "--format", "json"]).ok().data();
    assert_eq!((said["ok"].as_bool(), said["size"].as_u64()), (Some(true), Some(4)));
    assert_eq!(said["findings"].as_array().unwrap().len(), 0);
    // A head as a report prints it.
    let head = format!("4:{}", said["root"].as_str().unwrap());
    place.run(["verify", "--head", &head]).ok();
    refused(&place, ["--head", &head.replace("4:", "3:")]);
    place.run(["verify", "--head", "4"]).code(2).complains(&["SIZE:ROOT"]);
    // Somebody else's copy, without the program.
    fs::copy(place.path(LEDGER), place.path("copy.sqlite")).unwrap();
    fs::create_dir(place.path("elsewhere")).unwrap();
    let copied = place.run(["-C", "elsewhere", "verify", "--quick", &path(&place, "copy.sqlite")]);
    assert!(copied.stdout.contains("4 entries"), "{}{}", copied.stdout, copied.stderr);
}

fn path(place: &Place, name: &str) -> String {
    place.path(name).to_str().unwrap().to_owned()
}

#[test]
fn a_ledger_written_anew_shows_against_an_older_checkpoint() {
    // Rolled back to an older file, with its artifacts as they were.
    let place = place();
    fs::copy(place.path("old.sqlite"), place.path(LEDGER)).unwrap();
    let said = refused(&place, []).stdout;
    assert!(said.contains("checkpoint-size") && said.contains("entries were cut off"), "{said}");
    // Nothing is recorded on top of it.
    place.write("more.xml", "<testsuite name=\"x\"><testcase name=\"more\"/></testsuite>");
    let said = place.run(["ingest", "more.xml"]).code(3);
    said.complains(&["does not go on", "nothing was recorded"]);
    assert_eq!(place.run(["verify", "--quick", "--format", "json"]).code(3).data()["size"], 2);
    for command in [
        vec!["withdraw", "1", "--reason", "r", "--by", "b"],
        vec!["checkpoint"],
        vec!["evidence", "prove", "E-1"],
    ] {
        assert_ne!(place.run(&command).code, Some(0), "{command:?}");
    }

    // Written anew, with the key: the checkpoint in the program is renewed too, an older one is not.
    let place = self::place();
    fs::remove_dir_all(place.path(".storyproof/artifacts")).unwrap();
    fs::remove_file(place.path(LEDGER)).unwrap();
    fs::remove_file(place.path(CHECKPOINT)).unwrap();
    for n in [1, 3, 2, 4] {
        record(&place, n);
    }
    place.run(["verify"]).ok();
    let said = refused(&place, ["--checkpoint", "old.checkpoint"]).stdout;
    assert!(said.contains("checkpoint-root"), "{said}");
}

#[test]
fn a_checkpoint_that_was_changed_or_signed_by_somebody_else_shows() {
    let place = place();
    let good = place.read(CHECKPOINT);
    let lines: Vec<&str> = good.lines().collect();
    let older = place.read("old.checkpoint");
    let other_root = older.lines().nth(2).unwrap();
    let changes = [
        ("the root", good.replace(lines[2], other_root)),
        ("the size", good.replacen("\n4\n", "\n3\n", 1)),
        ("the origin", good.replacen(lines[0], "storyproof.invalid/other", 1)),
        ("the signature taken away", good.split("\n\n").next().unwrap().to_owned() + "\n"),
        (
            "a signature of another text",
            good.split("\n\n").next().unwrap().to_owned()
                + "\n\n"
                + older.split("\n\n").nth(1).unwrap(),
        ),
        ("no checkpoint", "<<<<<<< HEAD\n".to_owned()),
    ];
    for (what, changed) in changes {
        place.write(CHECKPOINT, changed);
        let said = refused(&place, ["--quick"]).stdout;
        assert!(said.contains("✗ checkpoint"), "{what}: {said}");
    }
    // Another key under the same name.
    place.write(CHECKPOINT, &good);
    place.run(["verify", "--quick"]).ok();
    fs::remove_file(place.path(".storyproof/checkpoint.key")).unwrap();
    place.run(["checkpoint", "key", "--name", "example.com/log"]).ok();
    place.run(["checkpoint"]).ok();
    let settings = place.read("storyproof.toml");
    let said = place.run(["verify", "--quick"]);
    // Our own key is known too, so what it signed is good; who trusts only the program's keys is told.
    assert_eq!(said.code, Some(0), "{}{}", said.stdout, said.stderr);
    fs::remove_file(place.path(".storyproof/checkpoint.key")).unwrap();
    let said = refused(&place, ["--quick"]).stdout;
    assert!(said.contains("checkpoint-signature"), "{said}");
    place.write("storyproof.toml", settings.replace("keys = [\"example", "keys = [\"exomple"));
    place.run(["verify", "--quick"]).code(2).complains(&["`[ledger] keys`", "id does not belong"]);
}

#[test]
fn clocks_that_were_wrong_are_named_and_counted() {
    let place = Place::small();
    let at = |now: &str, n: u32| {
        let text = format!(
            "<testsuite name=\"x\" timestamp=\"2026-03-1{n}T08:00:00\"><testcase classname=\"t\" name=\"n{n}\"/></testsuite>"
        );
        place.write("scan.xml", text);
        place.run(["--now", now, "ingest", "scan.xml"]).ok();
    };
    at("2026-03-20", 1);
    at("2026-03-11", 2);
    at("2026-03-21", 3);
    let said = place.run(["verify"]).ok().stdout;
    for words in [
        "1 entry recorded while the clock showed less than before: their time is no proof: 2",
        "1 entry recorded before what they tell of was observed, as they say: 2",
        "3 entries recorded under a clock that was set by hand",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let clocks = place.run(["verify", "--format", "json"]).ok().data()["clocks"].take();
    let expected =
        serde_json::json!({"overridden": 3, "went_back": [2], "ahead": [2], "elsewhere": []});
    assert_eq!(clocks, expected);
    let said = place.run(["explain", "entry:2"]).ok().stdout;
    for words in ["set by hand", "showed less than before", "before what it tells of was observed"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let said = place.run(["explain", "entry:2", "--format", "json"]).ok().data();
    let expected = serde_json::json!(["overridden", "went-back", "recorded-before-observed"]);
    assert_eq!(said["clock"], expected);
    let page = place.run(["report", "program"]).ok().stdout;
    assert!(page.contains("recorded before what it tells of was observed"), "{page}");
}

#[test]
fn a_checkpoint_of_another_ledger_is_kept_and_said() {
    let place = Place::small();
    record(&place, 1);
    let unsigned = place.read(CHECKPOINT);
    assert_eq!(unsigned.lines().count(), 3, "nobody signed: {unsigned}");
    let foreign = unsigned.replacen("storyproof.invalid/", "example.com/", 1);
    place.write(CHECKPOINT, &foreign);
    place.write("b.xml", "<testsuite name=\"x\"><testcase name=\"b\"/></testsuite>");
    let said = place.run(["ingest", "b.xml"]).ok();
    said.complains(&["was not renewed: it is of another ledger, example.com/"]);
    assert_eq!(place.read(CHECKPOINT), foreign);
    // A merge left its marks: kept too, and said.
    place.write(CHECKPOINT, "<<<<<<< HEAD\n");
    place.write("c.xml", "<testsuite name=\"x\"><testcase name=\"c\"/></testsuite>");
    place.run(["ingest", "c.xml"]).ok().complains(&["was not renewed: it is no checkpoint"]);
}

#[test]
fn a_name_of_our_own_keeps_a_lost_ledger_from_being_begun_again() {
    let place = Place::small();
    let settings = place.read("storyproof.toml");
    place.write("storyproof.toml", format!("{settings}\n[ledger]\norigin = \"example.com/log\"\n"));
    record(&place, 1);
    assert!(place.read(CHECKPOINT).starts_with("example.com/log\n1\n"));
    fs::remove_dir_all(place.path(".storyproof")).unwrap();
    place.write("b.xml", "<testsuite name=\"x\"><testcase name=\"b\"/></testsuite>");
    place.run(["ingest", "b.xml"]).code(3).complains(&["the ledger is empty"]);
    assert!(!place.path(LEDGER).exists(), "no empty ledger is left behind");
    place.write("storyproof.toml", format!("{settings}\n[ledger]\norigin = \"a b\"\n"));
    place.run(["ingest", "b.xml"]).code(2).complains(&["`[ledger] origin`"]);
}

#[test]
fn evidence_is_proven_without_the_ledger() {
    let place = place();
    let key = place.run(["checkpoint", "key"]).ok().stdout;
    place.run(["evidence", "prove", "E-2", "-o", "proofs"]).ok();
    // Somewhere that has neither ledger nor program.
    let alone = Place::empty();
    for ending in ["json", "original", "tlog-proof"] {
        alone.write(&format!("E-0002.{ending}"), place.read(&format!("proofs/E-0002.{ending}")));
    }
    let verify = ["verify", "E-0002.tlog-proof", "--key", key.trim()];
    let said = alone.run(verify).ok().stdout;
    for words in [
        "is entry 2 of 4 entries",
        "signed by example.com/log+",
        "the SHA-256 that the entry names",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let nobody = alone.run(["verify", "E-0002.tlog-proof"]).ok().stdout;
    assert!(nobody.contains("nobody vouches"), "{nobody}");
    // Whatever of it is changed shows.
    for ending in ["json", "original", "tlog-proof"] {
        let name = format!("E-0002.{ending}");
        let good = alone.read(&name);
        for at in (0..good.len()).step_by(good.len() / 40 + 1) {
            let mut bytes = good.clone().into_bytes();
            bytes[at] ^= 1;
            alone.write(&name, bytes);
            let code = alone.run(verify).code;
            assert!(matches!(code, Some(2 | 3)), "{name}, byte {at}: {code:?}");
        }
        alone.write(&name, good);
    }
    let other = Place::small().run(["checkpoint", "key", "--name", "x"]).ok().stdout;
    alone.run(["verify", "E-0002.tlog-proof", "--key", other.trim()]).code(3);
}

#[test]
fn the_key_is_its_owner_s_and_is_never_replaced() {
    let place = Place::small();
    let first = place.run(["checkpoint", "key", "--name", "a"]).ok();
    let again = place.run(["checkpoint", "key", "--name", "b"]).ok();
    assert_eq!(first.stdout, again.stdout);
    assert!(again.stderr.contains("already there"), "{}", again.stderr);
    let secret = place.read(".storyproof/checkpoint.key");
    assert!(secret.starts_with("PRIVATE+KEY+a+"));
    assert!(!first.stdout.contains("PRIVATE") && !first.stderr.contains("PRIVATE+KEY"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(place.path(".storyproof/checkpoint.key")).unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
    }
    place.write(".storyproof/checkpoint.key", "PRIVATE+KEY+a+00000000+AAAA\n");
    place.run(["checkpoint", "key"]).code(2).complains(&["checkpoint.key", "no key", "backup"]);
    place.run(["checkpoint", "key", "--name", "a b"]).code(2);
}
