//! Bringing a ledger to a newer version: copied first, all at once, and again after a failure.

use std::fs;

use rusqlite::Connection;

use super::*;
use crate::ledger::{
    schema::{STEPS, Step, VERSION, user_version},
    upgrade::upgrade,
};

fn one_more(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("CREATE TABLE extra (x INTEGER) STRICT; INSERT INTO extra VALUES (1)")
}

fn half_done(connection: &Connection) -> rusqlite::Result<()> {
    one_more(connection)?;
    connection.execute_batch("CREATE TABLE entry (x)")
}

/// Today's steps and another.
fn newer(step: Step) -> Vec<Step> {
    STEPS.into_iter().chain([step]).collect()
}

fn filled() -> Fixture {
    let fixture = Fixture::new();
    record_results(&mut fixture.write(), 1, &[result(1, 1, Outcome::Pass)]);
    fixture
}

#[test]
fn an_older_ledger_is_kept_and_brought_up() {
    let fixture = filled();
    let before = dump(&fixture.read());
    let mut database = fixture.write().database;
    // What a process left that was killed while it copied.
    let mut stray = fixture.path().with_extension(format!("v{VERSION}.incoming-"));
    stray.as_mut_os_string().push(std::process::id().to_string());
    fs::write(&stray, "half a copy").unwrap();
    upgrade(&mut database, Some(VERSION), &newer(one_more)).unwrap();
    assert_eq!(user_version(&database.connection).unwrap(), VERSION + 1);
    drop(database);
    assert!(!stray.exists());
    let refused = Ledger::open_read(&fixture.path()).unwrap_err();
    assert!(matches!(refused, Error::Newer { .. }), "{refused}");
    // Beside it the older one, which today's program reads in full.
    let kept = fixture.path().with_extension(format!("v{VERSION}.sqlite"));
    let kept = Ledger::open_read(&kept).unwrap();
    assert_eq!(dump(&kept), before);
    assert_eq!(kept.check().unwrap(), []);
}

#[test]
fn a_step_that_fails_changes_nothing() {
    let fixture = filled();
    let before = dump(&fixture.read());
    let mut database = fixture.write().database;
    for _ in 0..2 {
        assert!(upgrade(&mut database, Some(VERSION), &newer(half_done)).is_err());
        assert_eq!(dump(&fixture.read()), before);
        assert_eq!(fixture.read().check().unwrap(), []);
    }
    // And then it goes well.
    upgrade(&mut database, Some(VERSION), &newer(one_more)).unwrap();
}

#[test]
fn a_copy_is_only_kept_of_the_version_that_it_is_called_by() {
    let fixture = filled();
    let mut database = fixture.write().database;
    upgrade(&mut database, Some(VERSION), &newer(one_more)).unwrap();
    let kept = fixture.path().with_extension(format!("v{VERSION}.sqlite"));
    let before = fs::read(&kept).unwrap();
    // Another process saw the older version, and comes too late.
    upgrade(&mut database, Some(VERSION), &newer(one_more)).unwrap();
    assert!(fs::read(&kept).unwrap() == before);
    assert_eq!(user_version(&database.connection).unwrap(), VERSION + 1);
}
