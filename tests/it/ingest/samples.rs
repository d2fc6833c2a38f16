//! All sample files, unpacked, each with the folder that it lies in. A new format needs no line
//! here: its files are found.

use std::{fs, io::Read, path::Path};

/// A file under `tests/fixtures/evidence`.
pub(super) struct Sample {
    /// Its path below that folder.
    pub(super) name: String,
    /// The folder, such as `sarif`, or `hostile`.
    pub(super) folder: String,
    /// What is in it, after `gunzip` where it is packed and whole.
    pub(super) bytes: Vec<u8>,
}

/// Every sample, in the order of names.
pub(super) fn samples() -> Vec<Sample> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/evidence");
    let mut open = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_none_or(|ending| ending != "md") {
                found.push(sample(&root, &path));
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(found.len() > 30, "the samples are there");
    found
}

fn sample(root: &Path, path: &Path) -> Sample {
    let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    let folder = name.split('/').next().unwrap().to_owned();
    let packed = fs::read(path).unwrap();
    let mut bytes = Vec::new();
    let unpacked = packed.starts_with(&[0x1f, 0x8b])
        && flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut bytes).is_ok();
    Sample { name, folder, bytes: if unpacked { bytes } else { packed } }
}
