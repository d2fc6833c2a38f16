//! Examples that several commands share.

pub(super) const LIST_HELP: &str = "\
Examples, for any kind of record:
  storyproof story list --in 2026-S3
  storyproof control list --in pci-dss-4.0.1 --status failing
  storyproof check list --format json";

pub(super) const SHOW_HELP: &str = "\
Examples, for any kind of record:
  storyproof story show IAM-01
  storyproof control show pci-dss-4.0.1/8.4.2
  storyproof check show root-mfa --since 2026-03-01
  storyproof risk show R-01 --format json";

pub(super) const STATUS_HELP: &str = "\
Examples:
  storyproof status
  storyproof status --as-of 2026-03-31
  storyproof status --format json";

/// The help of a kind of record that can be listed and shown, and how it is written.
macro_rules! records_help {
    ($noun:literal) => {
        concat!(
            "Examples:\n  storyproof ",
            $noun,
            " list\n  storyproof ",
            $noun,
            " show ID\n\nTo write: storyproof new ",
            $noun,
            " …, set, edit, link, retire."
        )
    };
}

pub(super) use records_help;
