//! Opening: nothing is created by reading, and nothing is taken for a ledger that is none.

use std::{fs, path::Path};

use rusqlite::Connection;

use super::*;

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn reading_a_missing_ledger_creates_nothing() {
    let fixture = Fixture::new();
    assert!(matches!(Ledger::open_read(&fixture.path()), Err(Error::Missing { .. })));
    assert_eq!(names(fixture.dir.path()), [""; 0]);
    let empty = fixture.dir.path().join("empty.sqlite");
    fs::write(&empty, b"").unwrap();
    assert!(matches!(Ledger::open_read(&empty), Err(Error::Missing { .. })));
    assert_eq!(fs::read(&empty).unwrap(), b"");
}

#[test]
fn a_ledger_that_was_cut_off_is_not_taken_for_a_new_one() {
    let fixture = Fixture::new();
    record_results(&mut fixture.write(), 1, &[result(1, 1, Outcome::Pass)]);
    fs::write(fixture.path(), b"").unwrap();
    for opened in [Ledger::open_read(&fixture.path()), Ledger::open_write(&fixture.path())] {
        let error = opened.unwrap_err();
        assert!(matches!(error, Error::Emptied { .. }) && error.is_integrity(), "{error}");
    }
    assert_eq!(fs::read(fixture.path()).unwrap(), b"", "nothing hides it");
}

#[test]
fn a_new_ledger_is_taken_away_only_when_nothing_was_recorded() {
    let fixture = Fixture::new();
    assert!(fixture.write().discard_if_empty().unwrap());
    assert!(!fixture.path().exists());
    record_results(&mut fixture.write(), 1, &[result(1, 1, Outcome::Pass)]);
    assert!(!fixture.write().discard_if_empty().unwrap());
    assert_eq!(fixture.read().head().unwrap().size, 1);
    // Whoever had it open when it went away is told, and records nowhere.
    let other = Fixture::new();
    let (mut early, late) = (other.write(), other.write());
    assert!(late.discard_if_empty().unwrap());
    let told = early.append_attestation(clock(1), &takeback::statement(None)).unwrap_err();
    assert!(matches!(told, Error::Sqlite { .. }), "{told:?}");
    assert!(!other.path().exists());
}

#[test]
fn a_reader_cannot_write() {
    let fixture = Fixture::new();
    record_results(&mut fixture.write(), 1, &[result(1, 1, Outcome::Pass)]);
    let before = fs::read(fixture.path()).unwrap();
    let mut reader = fixture.read();
    assert!(matches!(reader.begin(clock(2)), Err(Error::ReadOnly { .. })));
    assert!(reader.check().unwrap().is_empty());
    drop(reader);
    assert_eq!(fs::read(fixture.path()).unwrap(), before);
    assert_eq!(names(fixture.path().parent().unwrap()), ["artifacts", "ledger.sqlite"]);
}

#[cfg(unix)]
#[test]
fn a_ledger_in_a_read_only_folder_can_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let fixture = Fixture::new();
    record_results(&mut fixture.write(), 1, &[result(1, 1, Outcome::Pass)]);
    let folder = fixture.path().parent().unwrap().to_owned();
    fs::set_permissions(fixture.path(), fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    let reader = fixture.read();
    assert_eq!(reader.head().unwrap().size, 1);
    assert_eq!(reader.check().unwrap(), []);
    assert_eq!(reader.rederive(&reread).unwrap(), []);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn another_program_s_file_is_refused_and_left_alone() {
    let fixture = Fixture::new();
    let path = fixture.dir.path().join("other.sqlite");
    let other = Connection::open(&path).unwrap();
    other.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (x)").unwrap();
    drop(other);
    let text = fixture.dir.path().join("notes.txt");
    fs::write(&text, "not a database, but long enough to look like one ".repeat(100)).unwrap();
    for path in [&path, &text] {
        let before = fs::read(path).unwrap();
        assert!(matches!(Ledger::open_write(path), Err(Error::Foreign { .. })), "{path:?}");
        assert!(matches!(Ledger::open_read(path), Err(Error::Foreign { .. })), "{path:?}");
        assert_eq!(fs::read(path).unwrap(), before);
    }
}

#[test]
fn a_newer_ledger_is_refused() {
    let fixture = Fixture::new();
    drop(fixture.write());
    let connection = Connection::open(fixture.path()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    for opened in [Ledger::open_read(&fixture.path()), Ledger::open_write(&fixture.path())] {
        assert!(matches!(opened, Err(Error::Newer { found: 99, known: 1, .. })));
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_ledger_is_refused_but_not_one_on_the_way() {
    let fixture = Fixture::new();
    drop(fixture.write());
    let link = fixture.dir.path().join("link.sqlite");
    std::os::unix::fs::symlink(fixture.path(), &link).unwrap();
    assert!(matches!(Ledger::open_read(&link), Err(Error::Sqlite { .. })));
    assert!(matches!(Ledger::open_write(&link), Err(Error::Sqlite { .. })));
    let folder = fixture.dir.path().join("folder");
    std::os::unix::fs::symlink(fixture.path().parent().unwrap(), &folder).unwrap();
    assert!(Ledger::open_read(&folder.join("ledger.sqlite")).is_ok());
}

#[test]
fn a_ledger_opens_by_a_bare_name() {
    assert_eq!(connection::folder_of(Path::new("ledger.sqlite")), Path::new("."));
}

#[test]
fn the_settings_are_those_that_keep_a_commit() {
    let fixture = Fixture::new();
    let ledger = fixture.write();
    let connection = &ledger.database.connection;
    let number = |name: &str| -> i64 {
        connection.pragma_query_value(None, name, |row| row.get(0)).unwrap()
    };
    let mode: String =
        connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "delete");
    for (name, value) in [
        ("synchronous", 3),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("mmap_size", 0),
        ("cache_size", -16384),
        ("busy_timeout", 120_000),
    ] {
        assert_eq!(number(name), value, "{name}");
    }
}

#[test]
fn a_write_that_was_cut_off_is_undone_by_the_next_reader() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    record_results(&mut ledger, 1, &[result(1, 1, Outcome::Pass)]);
    let head = ledger.head().unwrap();
    // A transaction so large that it spills into the file, frozen by copying file and journal.
    ledger.database.connection.execute_batch("PRAGMA cache_size = 10").unwrap();
    let mut recording = ledger.begin(clock(2)).unwrap();
    recording.begin_run("toy").unwrap();
    for n in 0..20_000u32 {
        let mut result = result(1, 1, Outcome::Fail);
        result.subject.uid = format!("arn:{n}");
        recording.result(&result).unwrap();
    }
    let frozen = fixture.dir.path().join("frozen");
    fs::create_dir(&frozen).unwrap();
    for name in ["ledger.sqlite", "ledger.sqlite-journal"] {
        fs::copy(fixture.path().with_file_name(name), frozen.join(name)).unwrap();
    }
    drop(recording);
    let reader = Ledger::open_read(&frozen.join("ledger.sqlite")).unwrap();
    assert_eq!(reader.head().unwrap(), head);
    assert_eq!(names(&frozen), ["ledger.sqlite"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_the_ledger_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    for error in [Ledger::open_read(&path).unwrap_err(), Ledger::open_write(&path).unwrap_err()] {
        assert!(matches!(error, Error::NoFile { .. }), "{error:?}");
    }
}
