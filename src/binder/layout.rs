//! Which file stands where in a binder, and names that every system can write.
//!
//! `E-0012` is entry 12 of the ledger, in every file name, page and table. All that belongs to an
//! entry has the same beginning: `E-0012.json` (the original), `E-0012.entry.json` (the entry's own
//! bytes), `E-0012.tlog-proof`.

use std::collections::BTreeSet;

/// The first thing to read.
pub const README: &str = "README.txt";
/// The first thing to open in a browser.
pub const INDEX: &str = "index.html";
/// The index for programs.
pub const MANIFEST: &str = "binder.json";
/// The sums over every other file but the signature.
pub const SUMS: &str = "SHA256SUMS";
/// The signature over the sums (SSHSIG).
pub const SIGNATURE: &str = "SHA256SUMS.sig";
/// The leaf hash of every entry of the ledger, one a line: what older heads are held against.
pub const LEAVES: &str = "leaves.txt";
/// The signed head under which every entry is proven.
pub const CHECKPOINT: &str = "checkpoint";
/// Who vouches for the head with an SSH key (SSHSIG, over the checkpoint's first three lines).
pub const CHECKPOINT_SIGNATURE: &str = "checkpoint.sig";
/// The keys that sign checkpoints, one a line.
pub const NOTE_KEYS: &str = "keys/note-keys.txt";
/// Who may sign, as OpenSSH writes it.
pub const ALLOWED_SIGNERS: &str = "keys/allowed_signers";
/// For machines with a POSIX shell.
pub const VERIFY_SH: &str = "verify.sh";
/// For machines with PowerShell.
pub const VERIFY_PS1: &str = "verify.ps1";
/// Files of evidence, with entries and proofs.
pub const EVIDENCE: &str = "evidence";
/// What people stated and decided, with entries and proofs.
pub const STATEMENTS: &str = "statements";
/// The evidence index as a table for spreadsheets.
pub const EVIDENCE_CSV: &str = "evidence/index.csv";
/// The evidence index as a page.
pub const EVIDENCE_HTML: &str = "evidence/index.html";

/// What stands between an original's number and its ending when its text was redacted.
pub const REDACTED: &str = ".redacted";
/// How an entry's own bytes end.
pub const ENTRY: &str = ".entry.json";
/// How an entry ends from which secrets had to be taken out.
pub const ENTRY_REDACTED: &str = ".entry.redacted.json";
/// How the leaf hash of such an entry ends.
pub const LEAF: &str = ".leaf";
/// How a proof ends.
pub const PROOF: &str = ".tlog-proof";

/// The longest name inside a folder: some systems stop at 260 characters for the whole path.
const LONGEST: usize = 60;
/// The longest path inside the binder.
const LONGEST_PATH: usize = 160;

/// The number of an entry, as every file and page writes it.
pub fn number(entry: u64) -> String {
    format!("E-{entry:04}")
}

/// The entry that a file belongs to by its name.
pub fn entry_of(path: &str) -> Option<u64> {
    let name = path.rsplit('/').next()?.strip_prefix("E-")?;
    let digits = name.split('.').next()?;
    let entry: u64 = digits.parse().ok()?;
    (number(entry) == format!("E-{digits}")).then_some(entry)
}

/// The ending of an original in one of our formats. What a browser or a spreadsheet would act on
/// ends in `.txt`, so that it opens as the text that it is.
pub fn ending(format: &str, bytes: &[u8]) -> &'static str {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{' | b'[') => "json",
        Some(b'<') => "xml.txt",
        _ if bytes.starts_with(&[0x1f, 0x8b]) => "gz",
        _ if format.contains("csv") => "csv.txt",
        _ if std::str::from_utf8(bytes).is_ok() => "txt",
        _ => "bin",
    }
}

/// The ending of a document that a person named: only what opens as itself keeps its own.
pub fn document_ending(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("pdf") => "pdf",
        Some("png") => "png",
        Some("jpg" | "jpeg") => "jpg",
        Some("docx") => "docx",
        Some("xlsx") => "xlsx",
        Some("json") => "json",
        Some("csv") => "csv.txt",
        Some("txt" | "md" | "log" | "html" | "htm" | "svg" | "xml" | "toml" | "yaml" | "yml") => {
            "txt"
        }
        _ => "bin",
    }
}

/// Gives out file names made from ids: no two alike, not even on systems that ignore case.
#[derive(Debug, Default)]
pub struct Names(BTreeSet<String>);

impl Names {
    /// A name for an id, without its ending.
    pub fn name(&mut self, id: &str) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
        let mut base: String = id.chars().map(plain).take(LONGEST - 12).collect();
        base = base.trim_matches('.').to_owned();
        if base.is_empty() || base.starts_with('-') || is_device(&base) {
            base = format!("_{base}");
        }
        let mut name = base.clone();
        let mut next = 2;
        while !self.0.insert(name.to_ascii_lowercase()) {
            name = format!("{base}-{next}");
            next += 1;
        }
        name
    }
}

/// Names that Windows keeps for devices, whatever follows after a dot.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let numbered = |prefix: &str| {
        let rest = stem.strip_prefix(prefix);
        rest.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    ["con", "prn", "aux", "nul"].contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}

/// Whether a path can stand in a binder: plain ASCII, below the top, short, and writable anywhere.
pub fn is_path(path: &str) -> bool {
    let part = |part: &str| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
        !part.is_empty()
            && part.len() <= LONGEST
            && part.bytes().all(plain)
            && !part.starts_with(['.', '-'])
            && !part.ends_with('.')
            && !is_device(part)
    };
    path.len() <= LONGEST_PATH && path.split('/').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_writable_everywhere_and_no_two_are_alike() {
        let mut names = Names::default();
        let given = ["A.8.8", "a.8.8", "CON", "lpt1.x", "..", "a/b", "日本", &"x".repeat(64)];
        let made = given.map(|id| names.name(id));
        assert_eq!(made[..7], ["A.8.8", "a.8.8-2", "_CON", "_lpt1.x", "_", "a-b", "_--"]);
        for name in &made {
            assert!(is_path(&format!("controls/{name}.html")), "{name}");
        }
    }

    #[test]
    fn paths_stay_inside() {
        for good in ["README.txt", "evidence/E-0012.json", "controls/A.8.8.html"] {
            assert!(is_path(good), "{good}");
        }
        let long = "x".repeat(61);
        for bad in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a//b",
            "a/",
            "C:/x",
            "C:x",
            "a\\b",
            ".hidden",
            "a\0b",
            "a b",
            "é",
            "a/nul",
            "COM1.txt",
            "x.",
            "./x",
            "-rf",
            &long,
        ] {
            assert!(!is_path(bad), "{bad}");
        }
    }

    #[test]
    fn an_entry_is_told_by_its_name_alone() {
        assert_eq!(entry_of("evidence/E-0012.entry.json"), Some(12));
        assert_eq!(entry_of("E-12345.tlog-proof"), Some(12345));
        for bad in ["evidence/E-12.json", "E-00012.json", "E-.json", "x/index.csv", "E-+012.x"] {
            assert_eq!(entry_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn nothing_ends_in_what_a_browser_runs() {
        assert_eq!(ending("sarif", b"\xef\xbb\xbf {\"a\":1}"), "json");
        assert_eq!(ending("junit", b"<testsuite/>"), "xml.txt");
        assert_eq!(ending("generic-csv", b"a,b\n"), "csv.txt");
        assert_eq!(ending("lynis", b"# report\n"), "txt");
        assert_eq!(ending("x", &[0xff, 0]), "bin");
        assert_eq!(document_ending("a.PDF"), "pdf");
        assert_eq!(document_ending("a.html"), "txt");
        assert_eq!(document_ending("a.exe"), "bin");
    }
}
