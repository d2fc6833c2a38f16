//! The yardstick of reading: the least that an honest reader of a Prowler file must do.
//!
//! It reads the file in large pieces, parses the fields that decide a result, hashes every byte,
//! on one thread, and keeps nothing. There is no check for odd files here: it is not a reader.

use std::{collections::BTreeMap, fs::File, io::Read as _, path::Path};

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::Result;

#[derive(Deserialize)]
struct Finding<'a> {
    metadata: Metadata<'a>,
    status_code: &'a str,
    #[serde(borrow)]
    resources: Vec<Resource<'a>>,
    cloud: Cloud<'a>,
    time: i64,
}

#[derive(Deserialize)]
struct Metadata<'a> {
    event_code: &'a str,
}

#[derive(Deserialize)]
struct Resource<'a> {
    uid: &'a str,
    region: &'a str,
}

#[derive(Deserialize)]
struct Cloud<'a> {
    #[serde(borrow)]
    account: Account<'a>,
}

#[derive(Deserialize)]
struct Account<'a> {
    uid: &'a str,
}

/// Reads a file and says what was in it.
pub(crate) fn read(path: &Path) -> Result<()> {
    const PIECE: u64 = 1 << 20;
    let mut file = File::open(path)?;
    let (mut hash, mut counts, mut length) = (Sha256::new(), BTreeMap::new(), 0);
    let (mut window, mut at) = (Vec::new(), 0);
    loop {
        window.drain(..at);
        at = 0;
        let old = window.len();
        let more = file.by_ref().take(PIECE).read_to_end(&mut window)?;
        hash.update(&window[old..]);
        if more == 0 {
            break;
        }
        while let Some((finding, after)) = next(&window, at)? {
            *counts.entry(finding.status_code.to_owned()).or_insert(0u64) += 1;
            length += finding.metadata.event_code.len() + finding.cloud.account.uid.len();
            let resources = finding.resources.iter();
            length += resources.map(|one| one.uid.len() + one.region.len()).sum::<usize>();
            length += usize::from(finding.time > 0);
            at = after;
        }
    }
    println!("{counts:?} {length} {:x?}", hash.finalize());
    Ok(())
}

/// The finding after a place, with the place after it; `None` when it does not end here.
fn next(window: &[u8], at: usize) -> Result<Option<(Finding<'_>, usize)>> {
    let start = at + window[at..].iter().take_while(|byte| b"[,] \n".contains(byte)).count();
    let mut stream = serde_json::Deserializer::from_slice(&window[start..]).into_iter();
    match stream.next() {
        None => Ok(None),
        Some(Ok(finding)) => Ok(Some((finding, start + stream.byte_offset()))),
        Some(Err(error)) if error.is_eof() => Ok(None),
        Some(Err(error)) => Err(error.into()),
    }
}
