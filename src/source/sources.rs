//! All files of a program, read once.

use std::{
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use super::{
    FileId, Place, SourceFile, Span, Trouble,
    text::MAX_FILE,
    walk::{self, Entry},
};
use crate::files;

/// The file that marks the root of a program.
pub const ROOT_FILE: &str = "storyproof.toml";

/// Threads that read files. More than the machine has cores: on a cold disk they wait, and
/// waiting costs no core.
const READERS: usize = 8;

/// Fewer files than this are read without threads.
const FEW: usize = 64;

/// Why a program could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// There is no `storyproof.toml`.
    #[error("no {ROOT_FILE} in {}", root.display())]
    NoProgram {
        /// Where it was looked for.
        root: PathBuf,
    },
    /// A folder could not be listed.
    #[error("cannot list {}", path.display())]
    List {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The readers could not be started.
    #[error("cannot start the threads that read files")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// The files of a program, in the order of their paths; behind them those that records name.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Reads `storyproof.toml` and every `.toml` file below `stories/` and `controls/`. Hidden
    /// files are skipped; what cannot be read is kept with its [`Trouble`].
    ///
    /// # Errors
    /// Fails when there is no `storyproof.toml`, or a folder cannot be listed.
    pub fn read(root: &Path) -> Result<Self, SourceError> {
        let entries = walk::entries(root)?;
        if !entries.iter().any(|entry| entry.path == ROOT_FILE) {
            return Err(SourceError::NoProgram { root: root.into() });
        }
        let read = |entry: &Entry| read_file(root, entry);
        let files = if entries.len() < FEW {
            entries.iter().map(read).collect()
        } else {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(READERS).build()?;
            pool.install(|| entries.par_iter().with_min_len(32).map(read).collect())
        };
        Ok(Self { files })
    }

    /// Reads further files, which records name by their path from the root, behind those there
    /// are. A path that leaves the program, by its parts or by a link, is not opened.
    pub fn read_also<'p>(&mut self, root: &Path, paths: impl IntoIterator<Item = &'p str>) {
        for path in paths {
            if self.find(path).is_none() {
                self.files.push(read_file(root, &walk::named(root, path)));
            }
        }
    }

    /// Adds files that records name and that were read elsewhere, behind those there are.
    pub fn add(&mut self, files: impl IntoIterator<Item = SourceFile>) {
        for file in files {
            if self.find(&file.path).is_none() {
                self.files.push(file);
            }
        }
    }

    /// The file at a path from the root.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.files.iter().position(|file| &*file.path == path).map(id)
    }

    /// Takes paths and texts instead of a folder: for tests, the example program and programs at
    /// a git revision.
    pub fn from_texts<P: AsRef<str>, T: Into<String>>(
        texts: impl IntoIterator<Item = (P, T)>,
    ) -> Self {
        let file = |(path, text): (P, T)| SourceFile::new(path.as_ref(), capped(text.into()));
        Self::from_files(texts.into_iter().map(file))
    }

    /// Takes files that were read elsewhere.
    pub fn from_files(files: impl IntoIterator<Item = SourceFile>) -> Self {
        let mut files: Vec<SourceFile> = files.into_iter().collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// Every file with its id.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (id(at), file))
    }

    /// The file of an id, if this is where the id came from.
    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The path of a file, relative to the root.
    pub fn path(&self, id: FileId) -> &str {
        self.file(id).map_or("", |file| &file.path)
    }

    /// The text at a span.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).and_then(|file| file.text.get(span.range())).unwrap_or_default()
    }

    /// Where a span begins and ends.
    pub fn places(&self, span: Span) -> (Place, Place) {
        let place = |byte: u32| {
            let file = self.file(span.file);
            file.map_or(Place { line: 1, column: 1 }, |file| file.place(byte as usize))
        };
        (place(span.start), place(span.end))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

fn id(at: usize) -> FileId {
    FileId(u32::try_from(at).unwrap_or(u32::MAX))
}

fn capped(text: String) -> Result<String, Trouble> {
    if text.len() as u64 > MAX_FILE { Err(Trouble::TooLarge) } else { Ok(text) }
}

fn read_file(root: &Path, entry: &Entry) -> SourceFile {
    let bytes = match &entry.trouble {
        Some(trouble) => Err(trouble.clone()),
        None => read_bytes(&root.join(&entry.path)),
    };
    match bytes {
        Ok(bytes) => SourceFile::from_bytes(&entry.path, bytes),
        Err(trouble) => SourceFile::new(&entry.path, Err(trouble)),
    }
}

/// Reads at most [`MAX_FILE`] bytes, by reading and not by trusting the file's stated size.
fn read_bytes(path: &Path) -> Result<Vec<u8>, Trouble> {
    let unreadable = |e: std::io::Error| Trouble::Unreadable(e.kind().to_string());
    let file = files::open_regular(path).map_err(|error| match error.kind() {
        ErrorKind::InvalidInput => Trouble::NotRegular,
        _ => unreadable(error),
    })?;
    let metadata = file.metadata().map_err(unreadable)?;
    let expected = usize::try_from(metadata.len().min(MAX_FILE)).unwrap_or(0);
    // One byte more than expected, so that the end is seen without growing the buffer.
    let mut bytes = Vec::with_capacity(expected + 1);
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(Trouble::TooLarge);
    }
    Ok(bytes)
}

/// The nearest folder at or above `start` that holds a `storyproof.toml`.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    let found = start.ancestors().find(|folder| folder.join(ROOT_FILE).is_file())?;
    Some(found.to_path_buf())
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::*;

    fn program() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("stories/iam")).unwrap();
        fs::write(dir.path().join(ROOT_FILE), "[program]\n").unwrap();
        fs::write(dir.path().join("stories/iam/IAM-01.toml"), "# a story\n").unwrap();
        dir
    }

    fn troubles(root: &Path) -> Vec<(String, Trouble)> {
        let sources = Sources::read(root).unwrap();
        let troubled = sources.iter().filter_map(|(_, file)| {
            file.trouble.clone().map(|trouble| (file.path.to_string(), trouble))
        });
        troubled.collect()
    }

    #[test]
    fn paths_are_relative_sorted_and_without_hidden_files() {
        let dir = program();
        fs::create_dir_all(dir.path().join("controls/.cache")).unwrap();
        for hidden in ["controls/.cache/x.toml", "controls/.x.toml", "controls/README.md"] {
            fs::write(dir.path().join(hidden), "").unwrap();
        }
        fs::write(dir.path().join("controls/b.toml"), "").unwrap();
        let sources = Sources::read(dir.path()).unwrap();
        let paths: Vec<&str> = sources.iter().map(|(id, _)| sources.path(id)).collect();
        assert_eq!(paths, ["controls/b.toml", "stories/iam/IAM-01.toml", "storyproof.toml"]);
    }

    #[test]
    fn the_root_is_found_by_walking_up() {
        let dir = program();
        let below = dir.path().join("stories/iam");
        assert_eq!(find_root(&below).as_deref(), Some(dir.path()));
        assert!(matches!(Sources::read(&below), Err(SourceError::NoProgram { .. })));
    }

    #[test]
    fn what_cannot_be_read_is_kept_with_its_trouble() {
        let dir = program();
        let stories = dir.path().join("stories");
        fs::write(stories.join("latin.toml"), b"title = \"caf\xe9\"").unwrap();
        let big = File::create(stories.join("huge.toml")).unwrap();
        big.set_len(100 << 30).unwrap();
        assert_eq!(
            troubles(dir.path()),
            [
                ("stories/huge.toml".into(), Trouble::TooLarge),
                ("stories/latin.toml".into(), Trouble::NotUtf8(12)),
            ]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_may_not_leave_the_program() {
        use std::os::unix::fs::symlink;
        let dir = program();
        let stories = dir.path().join("stories");
        let links = [
            ("a.toml", "/etc/passwd"),
            ("b.toml", "/dev/zero"),
            ("c.toml", "c.toml"),
            ("d.toml", "missing"),
            ("e.toml", "../../../../../../etc/passwd"),
            ("f", ".."),
            ("ok.toml", "iam/IAM-01.toml"),
        ];
        for (name, target) in links {
            symlink(target, stories.join(name)).unwrap();
        }
        let found = troubles(dir.path());
        let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
        let expected = ["a", "b", "c", "d", "e"].map(|name| format!("stories/{name}.toml"));
        assert_eq!(paths[..5], expected);
        assert_eq!(paths[5], "stories/f");
        assert!(found.iter().all(|(_, trouble)| *trouble == Trouble::Link));
    }

    #[cfg(unix)]
    #[test]
    fn a_named_file_is_read_only_inside_the_program() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.yaml"), "secret").unwrap();
        let dir = program();
        let root = dir.path();
        fs::create_dir_all(root.join("infra")).unwrap();
        fs::create_dir_all(root.join(".git")).unwrap();
        fs::write(root.join("infra/a.yaml"), "Resources: {}").unwrap();
        fs::write(root.join(".git/config.yaml"), "secret").unwrap();
        symlink(outside.path().join("secret.yaml"), root.join("infra/link.yaml")).unwrap();
        symlink(outside.path(), root.join("infra/folder")).unwrap();
        let made = std::process::Command::new("mkfifo").arg(root.join("infra/pipe.yaml")).status();
        assert!(made.unwrap().success());
        let absolute = outside.path().join("secret.yaml").display().to_string();
        let mut sources = Sources::read(root).unwrap();
        let refused = [
            "infra/link.yaml",
            "infra/folder/secret.yaml",
            "../x.yaml",
            &absolute,
            ".git/config.yaml",
        ];
        sources.read_also(
            root,
            ["infra/a.yaml", "infra/a.yaml", "infra/none.yaml", "infra/pipe.yaml"],
        );
        sources.read_also(root, refused);
        let text = |path| sources.file(sources.find(path).unwrap()).unwrap().text.as_str();
        let trouble = |path| sources.file(sources.find(path).unwrap()).unwrap().trouble.clone();
        assert_eq!(text("infra/a.yaml"), "Resources: {}");
        assert!(matches!(trouble("infra/none.yaml"), Some(Trouble::Unreadable(_))));
        assert_eq!(trouble("infra/pipe.yaml"), Some(Trouble::NotRegular), "and nothing hangs");
        for path in refused {
            assert_eq!((text(path), trouble(path)), ("", Some(Trouble::Link)), "{path}");
        }
        assert_eq!(sources.len(), 2 + 3 + refused.len());
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_does_not_hang_the_reader() {
        let dir = program();
        let pipe = dir.path().join("stories/pipe.toml");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if made.is_ok_and(|status| status.success()) {
            assert_eq!(troubles(dir.path()), [("stories/pipe.toml".into(), Trouble::NotRegular)]);
        }
    }
}
