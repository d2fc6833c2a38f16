//! How fast storyproof is, over its whole length: the release binary on large inputs.
//!
//! `cargo bench` runs everything at the short size; see `benches/README.md`. Inputs are made, and
//! yardsticks run, by this same program in processes of their own, so that what is measured of
//! one says nothing about another.
#![expect(clippy::print_stdout, reason = "tables on standard output are what this is for")]

mod cases;
mod floor;
mod make;
mod measure;
mod table;
mod world;

use std::{error::Error, path::Path, process::ExitCode};

use world::World;

/// Whatever goes wrong ends the program.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "cargo bench -- [start] [backlog] [ingest] [ledger] [year] [reports] \
                     [--findings N] [--stories N] [--days N] \
                     [--entries N] [--runs N]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}\nusage: {USAGE}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["make", what, to, numbers @ ..] => {
            let numbers: std::result::Result<Vec<u64>, _> =
                numbers.iter().map(|number| number.parse()).collect();
            make::make(what, Path::new(to), &numbers?)
        }
        ["floor", file] => floor::read(Path::new(file)),
        // Cargo names it when it measures, and not when it runs every target as a test.
        _ if arguments.contains(&"--bench") => cases::run(&World::new(arguments)?),
        _ => Ok(()),
    }
}
