//! Small facts about a ledger that whoever relies on it should be told.

use std::path::Path;

/// The version of `SQLite` that is linked, such as `3.54.1`.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// The kind of file system that a file or folder lies on, where its locks and syncs are not to be
/// relied on: one that reaches over a network, or is some program's. `None` for a local one, and
/// where nobody can tell.
pub fn unreliable_file_system(path: &Path) -> Option<&'static str> {
    #[cfg(target_os = "linux")]
    {
        let magic = rustix::fs::statfs(path).ok()?.f_type;
        unreliable(u32::try_from(magic).ok()?)
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = path;
        None
    }
}

/// By the number that a file system calls itself by: see `statfs(2)`.
#[cfg(target_os = "linux")]
fn unreliable(magic: u32) -> Option<&'static str> {
    Some(match magic {
        0x6969 => "NFS",
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => "SMB",
        0x6573_5546 => "FUSE",
        0x0102_1997 => "9P",
        0x5346_414f => "AFS",
        0x00c3_6400 => "Ceph",
        _ => return None,
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn networks_are_told_from_disks() {
        for (magic, name) in [
            (0x6969, Some("NFS")),
            (0xff53_4d42, Some("SMB")),
            (0x6573_5546, Some("FUSE")),
            // ext4, tmpfs, overlayfs, btrfs, xfs
            (0xef53, None),
            (0x0102_1994, None),
            (0x794c_7630, None),
            (0x9123_683e, None),
            (0x5846_5342, None),
        ] {
            assert_eq!(unreliable(magic), name, "{magic:x}");
        }
        assert_eq!(unreliable_file_system(Path::new("/proc")), None);
        assert_eq!(unreliable_file_system(Path::new("/nowhere")), None);
    }
}
