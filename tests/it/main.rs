//! One test binary: each file here is a room of the house seen from outside.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod assess;
mod ingest;
