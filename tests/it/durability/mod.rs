//! What is acknowledged stays, whatever happens to the process, the disk or the file.
//!
//! Every test here runs the real binary on a real small ledger and says which promise it keeps:
//!
//! * **acknowledged means durable:** an entry that was answered for is there, for good;
//! * **never half a batch:** an entry is there whole, with its artifact and all that follows
//!   from it, or not at all;
//! * **clean afterwards:** `verify` finds nothing, the same file can be recorded again, and the
//!   ledger then has the root that it would have had without the fault.
//!
//! | file | what is done to the ledger |
//! |---|---|
//! | [`sweep`] | SIGKILL before every call that writes; no space at every write; an I/O error at every sync |
//! | [`kills`] | SIGKILL at random moments, on one growing ledger |
//! | [`power`] | the power goes at every moment, with whatever was not yet synced lost, kept or torn |
//! | [`writers`] | many writers at once, and many first openers |
//! | [`disks`] | a full disk, a read-only one, a limit to the size of files, missing permissions |
//! | [`places`] | a folder, a link, a pipe, other files in the place of the ledger |
//! | [`flips`] | single flipped bits, truncations |
//! | [`versions`] | ledgers of older versions, and migrations that are interrupted |
//! | [`tamper`] | twelve ways to rewrite history |
//!
//! [`bench`] is the place all of them work in, [`trace`] reads what `strace` wrote, and [`disk`] is the model of
//! a disk that [`power`] replays it on.
//!
//! # Short and long
//!
//! `cargo test --test it durability -- --nocapture` runs the short forms and prints a line of
//! figures for each. The long forms, before a release, take these variables:
//!
//! | variable | what it does | short | long |
//! |---|---|---|---|
//! | `STORYPROOF_LONG=1` | the long form of every test here | | |
//! | `STORYPROOF_KILLS` | kills of `kills` | 100 | 1,000 |
//! | `STORYPROOF_IMAGES` | crash images of `power`, at least | 600 | 5,000 |
//! | `STORYPROOF_INGESTS` | ingests of each of the eight writers | 8 | 100 |
//! | `STORYPROOF_FLIPS` | flipped bits that `verify` is run on | 250 | 1,000 |
//! | `STORYPROOF_SEED` | other random moments, subsets and bits | 1 | 1 |
//!
//! The sweeps take every point in both forms. All of it needs `strace`, and the disks of their
//! own need root: without root that test says what it did not test.

mod bench;
mod disk;
mod disks;
mod flips;
mod kills;
mod places;
mod power;
mod sweep;
mod tamper;
mod trace;
mod versions;
mod writers;
