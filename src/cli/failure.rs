//! How a command ends: well, with findings, or with a failure that says what to do.

use std::{error::Error, fmt::Write as _, process::ExitCode};

/// How a command ended without failing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// All is well.
    Fine,
    /// There are findings: exit code 1.
    Findings,
    /// Part of the work failed, and it was said: exit code 2.
    Partly,
    /// Nothing was assessed: exit code 4.
    Nothing,
}

/// What kind of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The command line, a file of the program, or the machine.
    Usage,
    /// Something that was recorded is not what it was.
    Integrity,
    /// Nobody reads the answer any more: not a failure.
    Closed,
}

/// Why a command failed.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    /// What kind of failure.
    pub kind: Kind,
    message: String,
    help: Option<String>,
}

impl Failure {
    /// A failure of the command line, the files or the machine.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, message: message.into(), help: None }
    }

    /// The same with its causes.
    pub(crate) fn because(message: impl Into<String>, cause: &dyn Error) -> Self {
        let mut message = message.into();
        let mut next = Some(cause);
        while let Some(error) = next {
            // Writing to a string cannot fail.
            write!(message, ": {error}").ok();
            next = error.source();
        }
        Self::usage(message)
    }

    /// Adds what to do.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Makes it an integrity failure.
    #[must_use]
    pub(crate) fn integrity(mut self) -> Self {
        self.kind = Kind::Integrity;
        self
    }

    /// Nobody reads the answer any more.
    pub(crate) fn closed() -> Self {
        Self { kind: Kind::Closed, message: String::new(), help: None }
    }

    /// Whether it is an integrity failure.
    pub(crate) fn is_integrity(&self) -> bool {
        self.kind == Kind::Integrity
    }

    /// What happened.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// What to do.
    pub(crate) fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

/// The exit code: what scripts rely on. A panic is a bug of ours, and `main` answers it with 70.
pub(crate) fn exit_code(result: &Result<Ended, Failure>) -> ExitCode {
    ExitCode::from(match result {
        Ok(Ended::Fine) => 0,
        Ok(Ended::Findings) => 1,
        Ok(Ended::Partly) => 2,
        Ok(Ended::Nothing) => 4,
        Err(failure) => match failure.kind {
            Kind::Usage => 2,
            Kind::Integrity => 3,
            Kind::Closed => 0,
        },
    })
}
