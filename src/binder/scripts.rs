//! The scripts that verify a binder with standard tools only. They are part of every binder, and the
//! same in each made by one version of this program.

/// For POSIX shells.
pub const VERIFY_SH: &str = include_str!("scripts/verify.sh");
/// For Windows PowerShell 5.1 and PowerShell 7.
pub const VERIFY_PS1: &str = include_str!("scripts/verify.ps1");
