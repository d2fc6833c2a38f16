//! The artifacts: the original bytes, unchanged, each in a file named by their SHA-256.
//!
//! They lie beside the ledger in `artifacts/<sha256>.zst`, compressed; `zstd -dc FILE |
//! sha256sum` shows without storyproof that a file is what its name says. The store keeps
//! one promise: **a file under its final name is complete and on the disk.** A file is written
//! under a temporary name in the same folder, synced, renamed, and then the folder is synced.
//! After a crash there may be a temporary file, which nobody reads and a later writer sweeps, or
//! an artifact that no entry names, which the next submission of the same bytes uses. That reads
//! the file first: one that was damaged since is replaced.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process,
    sync::{
        Arc, Once,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sha2::{Digest as _, Sha256};

use super::{
    error::{Error, Result},
    folder::{make_dir, sync_dir},
    hash::Hash,
};
use crate::files;

/// Scanner output compresses 60 times at this level; higher ones cost far more than they save.
const LEVEL: i32 = 3;

/// How temporary files begin.
const TEMPORARY: &str = ".incoming-";

/// No writer takes this long: an older temporary file is one that a killed process left.
const STRAY: Duration = Duration::from_hours(24);

/// Some bytes by their hash and length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArtifactId {
    /// The SHA-256 of the bytes.
    pub sha256: Hash,
    /// How many bytes.
    pub bytes: u64,
}

/// An artifact that is in the store and on the disk. Only [`ArtifactWriter::finish`] makes one,
/// so an entry cannot name an artifact that a crash could still take away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredArtifact(ArtifactId);

impl StoredArtifact {
    /// The hash and the length.
    pub fn id(&self) -> ArtifactId {
        self.0
    }
}

/// The folder of a ledger's artifacts.
#[derive(Debug, Clone)]
pub struct Artifacts {
    dir: PathBuf,
    /// Whether stray temporary files were looked for.
    swept: Arc<Once>,
}

impl Artifacts {
    /// The artifacts of the ledger in this folder. Touches nothing.
    pub fn beside(ledger_dir: &Path) -> Self {
        Self { dir: ledger_dir.join("artifacts"), swept: Arc::new(Once::new()) }
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.dir
    }

    /// Whether no artifact is in it, as far as it can be looked at.
    pub(super) fn is_empty(&self) -> bool {
        let Ok(mut entries) = fs::read_dir(&self.dir) else { return true };
        let is_artifact = |entry: &fs::DirEntry| {
            Path::new(&entry.file_name()).extension() == Some("zst".as_ref())
        };
        !entries.any(|entry| entry.is_ok_and(|entry| is_artifact(&entry)))
    }

    /// Where an artifact is kept.
    pub fn path(&self, sha256: Hash) -> PathBuf {
        self.dir.join(format!("{sha256}.zst"))
    }

    /// Starts to write an artifact; makes the folder if there is none.
    pub fn writer(&self) -> Result<ArtifactWriter> {
        make_dir(&self.dir)?;
        let (path, file) = temporary(&self.dir)?;
        let temporary = Temporary { path: Some(path.clone()) };
        self.swept.call_once(|| sweep(&self.dir, &file));
        let mut encoder = zstd::Encoder::new(file, LEVEL).map_err(fail("compress to", &path))?;
        encoder.include_checksum(true).map_err(fail("compress to", &path))?;
        Ok(ArtifactWriter {
            store: self.clone(),
            hasher: ArtifactHasher::default(),
            encoder,
            temporary,
        })
    }

    /// Opens an artifact to read its original bytes.
    pub fn open(&self, sha256: Hash) -> Result<Box<dyn Read + Send>> {
        let path = self.path(sha256);
        let file = files::open_regular(&path).map_err(fail("open the artifact", &path))?;
        let reader = zstd::Decoder::new(file).map_err(fail("open the artifact", &path))?;
        Ok(Box::new(reader))
    }

    /// The original bytes of an artifact, if they are what its name says.
    ///
    /// # Errors
    /// When there is no such artifact, when it is larger than `limit`, or when its bytes are not
    /// those that were recorded.
    pub fn bytes(&self, sha256: &str, limit: u64) -> Result<Vec<u8>> {
        let path = self.dir.join(format!("{sha256}.zst"));
        let altered = |found: String| Error::Altered {
            path: path.clone(),
            at: "the artifact".into(),
            expected: sha256.to_owned(),
            found,
        };
        let named = sha256.parse::<Hash>().map_err(|_| altered("no hash".into()))?;
        let mut bytes = Vec::new();
        let mut reader = self.open(named)?.take(limit.saturating_add(1));
        reader.read_to_end(&mut bytes).map_err(fail("read the artifact", &path))?;
        let found = Hash::of(&bytes);
        if found == named { Ok(bytes) } else { Err(altered(found.to_string())) }
    }

    /// Whether a file is there under this name; says nothing about what is in it.
    pub fn contains(&self, sha256: Hash) -> bool {
        self.path(sha256).is_file()
    }

    /// Reads an artifact to its end and says what its bytes are; the caller compares.
    ///
    /// Stops shortly after `limit` bytes, so that a crafted file cannot expand for ever.
    pub fn verify(&self, sha256: Hash, limit: u64) -> Result<ArtifactId> {
        let mut hasher = ArtifactHasher::default();
        let mut reader = self.open(sha256)?.take(limit.saturating_add(1));
        io::copy(&mut reader, &mut hasher)
            .map_err(fail("read the artifact", &self.path(sha256)))?;
        Ok(hasher.finish())
    }
}

/// Takes an artifact's bytes in one pass: hashes them and stores them compressed.
pub struct ArtifactWriter {
    store: Artifacts,
    hasher: ArtifactHasher,
    encoder: zstd::Encoder<'static, File>,
    temporary: Temporary,
}

impl fmt::Debug for ArtifactWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArtifactWriter").field("to", &self.temporary).finish_non_exhaustive()
    }
}

impl Write for ArtifactWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.encoder.write(bytes)?;
        self.hasher.write_all(&bytes[..written])?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        // Flushing would end a compressed block early; `finish` is what makes bytes durable.
        Ok(())
    }
}

impl ArtifactWriter {
    /// Ends the artifact and makes it durable under its final name.
    pub fn finish(self) -> Result<StoredArtifact> {
        let Self { store, hasher, encoder, mut temporary } = self;
        let id = hasher.finish();
        let path = store.path(id.sha256);
        let scratch = temporary.path.clone().unwrap_or_else(|| path.clone());
        let file = encoder.finish().map_err(fail("write", &scratch))?;
        // A link in this place is not ours, wherever it leads: the rename replaces it.
        let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
        if is_file && store.verify(id.sha256, id.bytes).is_ok_and(|found| found == id) {
            // The same bytes are here already and stay as they are. Whoever wrote them may have
            // been stopped before they were durable, so that is made sure of here.
            let kept = files::open_regular(&path).map_err(fail("open the artifact", &path))?;
            kept.sync_all().map_err(fail("sync", &path))?;
        } else {
            file.sync_all().map_err(fail("sync", &scratch))?;
            // True now: the bytes are on the disk, under a name that nobody reads. A crash here
            // leaves a stray temporary file.
            fs::rename(&scratch, &path).map_err(fail("rename into place", &path))?;
            temporary.path = None;
        }
        // True now: the file has its final name, but the folder may still forget it. A crash
        // here loses the artifact, and no entry names it yet.
        sync_dir(&store.dir)?;
        // True now: the artifact outlives a crash, so an entry may name it.
        Ok(StoredArtifact(id))
    }
}

/// Hashes bytes and keeps none: for dry runs, which have no store to write to.
#[derive(Debug, Default)]
pub struct ArtifactHasher {
    sha256: Sha256,
    bytes: u64,
}

impl Write for ArtifactHasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sha256.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl ArtifactHasher {
    /// What was written.
    pub fn finish(self) -> ArtifactId {
        ArtifactId { sha256: Hash::finish(self.sha256), bytes: self.bytes }
    }
}

/// A temporary file that is removed unless it was renamed.
#[derive(Debug)]
struct Temporary {
    path: Option<PathBuf>,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // Nothing reads a stray temporary file, so failing to remove it harms nobody.
            drop(fs::remove_file(path));
        }
    }
}

/// Removes the temporary files that killed processes left, judged by the time of a new one: both
/// times are of the same clock. Nothing reads them, so failing to remove one harms nobody.
fn sweep(dir: &Path, new: &File) {
    let Ok(now) = new.metadata().and_then(|meta| meta.modified()) else { return };
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let is_temporary = entry.file_name().to_string_lossy().starts_with(TEMPORARY);
        let modified = entry.metadata().ok().filter(fs::Metadata::is_file);
        let age = modified.and_then(|meta| now.duration_since(meta.modified().ok()?).ok());
        if is_temporary && age.is_some_and(|age| age > STRAY) {
            drop(fs::remove_file(entry.path()));
        }
    }
}

/// Creates a file that no other writer has, in this process or another.
fn temporary(dir: &Path) -> Result<(PathBuf, File)> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = dir.join(format!("{TEMPORARY}{}-{number}", process::id()));
        // Process ids repeat across reboots and containers; `create_new` is what decides.
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(fail("create", &path)(error)),
        }
    }
}

pub(super) fn fail(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Io { operation, path: path.into(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Artifacts) {
        let dir = tempfile::tempdir().unwrap();
        let store = Artifacts::beside(dir.path());
        (dir, store)
    }

    fn put(store: &Artifacts, bytes: &[u8]) -> ArtifactId {
        let mut writer = store.writer().unwrap();
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap().id()
    }

    fn names(store: &Artifacts) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(&store.dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_written_is_read_back_under_its_hash() {
        let (_dir, store) = store();
        for bytes in [&b""[..], b"abc", &vec![7; 3_000_000]] {
            let id = put(&store, bytes);
            assert_eq!(id, ArtifactId { sha256: Hash::of(bytes), bytes: bytes.len() as u64 });
            let mut read = Vec::new();
            store.open(id.sha256).unwrap().read_to_end(&mut read).unwrap();
            assert_eq!(read, bytes);
            assert_eq!(store.verify(id.sha256, id.bytes).unwrap(), id);
            let mut hasher = ArtifactHasher::default();
            hasher.write_all(bytes).unwrap();
            assert_eq!(hasher.finish(), id);
        }
    }

    #[test]
    fn a_dropped_writer_leaves_nothing() {
        let (_dir, store) = store();
        let mut writer = store.writer().unwrap();
        writer.write_all(b"half").unwrap();
        assert_eq!(names(&store).len(), 1);
        drop(writer);
        assert_eq!(names(&store), [""; 0]);
    }

    #[test]
    fn the_same_bytes_are_kept_once_and_the_first_file_stays() {
        let (_dir, store) = store();
        let id = put(&store, b"abc");
        // Compressed in another way: a second write would show.
        let first = zstd::encode_all(&b"abc"[..], 19).unwrap();
        fs::write(store.path(id.sha256), &first).unwrap();
        assert_eq!(put(&store, b"abc"), id);
        assert_eq!(fs::read(store.path(id.sha256)).unwrap(), first);
        assert_eq!(names(&store), [format!("{}.zst", id.sha256)]);
    }

    #[test]
    fn a_file_with_other_bytes_is_replaced() {
        let (_dir, store) = store();
        let id = put(&store, b"abc");
        let other = zstd::encode_all(&b"abd"[..], 3).unwrap();
        let longer = zstd::encode_all(&b"abcd"[..], 3).unwrap();
        for wrong in [&b"mark"[..], b"", &other, &longer] {
            fs::write(store.path(id.sha256), wrong).unwrap();
            assert_eq!(put(&store, b"abc"), id);
            assert_eq!(store.verify(id.sha256, id.bytes).unwrap(), id);
        }
        assert_eq!(names(&store), [format!("{}.zst", id.sha256)]);
    }

    #[test]
    fn what_killed_writers_left_is_swept_after_a_day() {
        let (_dir, store) = store();
        fs::create_dir(&store.dir).unwrap();
        for (name, hours) in [(".incoming-1-0", 25), (".incoming-2-0", 23), ("other", 25)] {
            let file = File::create(store.dir.join(name)).unwrap();
            let now = file.metadata().unwrap().modified().unwrap();
            file.set_modified(now - Duration::from_hours(hours)).unwrap();
        }
        let id = put(&store, b"abc");
        assert_eq!(
            names(&store).into_iter().collect::<std::collections::BTreeSet<_>>(),
            [".incoming-2-0".into(), format!("{}.zst", id.sha256), "other".into()].into()
        );
    }

    #[test]
    fn an_expanding_file_is_stopped_at_its_limit() {
        let (_dir, store) = store();
        let id = put(&store, &vec![0; 5_000_000]);
        assert_eq!(store.verify(id.sha256, 1000).unwrap().bytes, 1001);
    }

    #[test]
    fn writers_at_work_together_do_not_disturb_each_other() {
        let (_dir, store) = store();
        std::thread::scope(|scope| {
            for n in 0..8u8 {
                let store = &store;
                scope.spawn(move || {
                    for m in 0..10u8 {
                        put(store, &[m]);
                        put(store, &[n, m]);
                    }
                });
            }
        });
        assert_eq!(names(&store).len(), 90);
    }
}
