//! Small facts about a ledger that whoever relies on it should be told.

/// The version of `SQLite` that is linked, such as `3.54.1`.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}
