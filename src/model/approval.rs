//! `[[approval_rule]]`: who may approve what, up to which limit; in the manner of a CODEOWNERS file.

use wildmatch::WildMatch;

use super::Settings;
use crate::{
    evidence::Approvable,
    ids::{PartyId, RuleId},
    source::{Span, Spanned},
};

/// Where the allowed signers are unless `[approval] allowed_signers` says otherwise.
pub const ALLOWED_SIGNERS: &str = "controls/allowed_signers";

/// What the program says of approvals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApprovalSettings {
    /// `[approval] signatures = "required"`: a decision without a signature has no effect.
    pub required: bool,
    /// `[approval] allowed_signers`: the file that says whose key is whose, relative to the program.
    pub allowed_signers: Option<Spanned<String>>,
    /// Something in the table could not be read; no decision has effect then.
    pub broken: bool,
}

/// Who may approve records of a kind. Any rule that fits is enough; rules that name the record's
/// folder go before those that name none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalRule {
    /// `id`, such as `risk-medium`.
    pub id: Spanned<RuleId>,
    /// `kind`: what it is about.
    pub kind: Spanned<Approvable>,
    /// `roles`: the parties that may.
    pub roles: Vec<Spanned<PartyId>>,
    /// `paths`: only records of these files; `*` stands for any name, `**` for any folders.
    pub paths: Vec<Spanned<String>>,
    /// `max_score`: of a risk, the highest target score.
    pub max_score: Option<Spanned<u32>>,
    /// `max_points`: of a story or a sprint, the most points.
    pub max_points: Option<Spanned<u32>>,
    /// `max_days`: of an exception, the most days.
    pub max_days: Option<Spanned<u32>>,
    /// `owner_may`: whether the owner of a record may approve it. Who asks for an exception never may.
    pub owner_may: bool,
    /// Something in it could not be read or resolved; it allows nothing.
    pub broken: bool,
}

impl ApprovalRule {
    /// Whether it is about records of a kind in a file.
    pub fn is_about(&self, kind: Approvable, path: &str) -> bool {
        let fits = |pattern: &Spanned<String>| matches_path(pattern, path);
        self.kind.value == kind && (self.paths.is_empty() || self.paths.iter().any(fits))
    }

    /// The limit with the name of its key and the unit, when it has one for its kind.
    pub fn limit(&self) -> Option<(&'static str, u32)> {
        let (name, limit) = match self.kind.value {
            Approvable::Risk => ("max_score", &self.max_score),
            Approvable::Story | Approvable::Sprint => ("max_points", &self.max_points),
            Approvable::Exception => ("max_days", &self.max_days),
            _ => return None,
        };
        limit.as_ref().map(|limit| (name, limit.value))
    }

    /// The limit that a value is beyond. What does not say its value is beyond every limit.
    pub fn over(&self, size: Option<u32>) -> Option<u32> {
        let (_, most) = self.limit()?;
        size.is_none_or(|size| size > most).then_some(most)
    }

    /// The limits that stand in it and mean nothing for its kind.
    pub fn idle_limits(&self) -> Vec<&'static str> {
        let own = self.limit().map(|(name, _)| name);
        let set = [
            ("max_score", &self.max_score),
            ("max_points", &self.max_points),
            ("max_days", &self.max_days),
        ];
        let set = set.into_iter().filter(|(_, limit)| limit.is_some()).map(|(name, _)| name);
        set.filter(|name| Some(*name) != own).collect()
    }
}

impl Settings {
    /// Where the allowed signers are, and where somebody said so.
    pub fn allowed_signers(&self) -> (&str, Option<Span>) {
        match &self.approval.allowed_signers {
            Some(path) => (&path.value, Some(path.span)),
            None => (ALLOWED_SIGNERS, None),
        }
    }
}

/// Whether a pattern names a path: `*` stands for any part of a name, `**` for any folders, and a
/// pattern that ends in `/` for all that is below.
pub fn matches_path(pattern: &str, path: &str) -> bool {
    fn fits(pattern: &[&str], path: &[&str]) -> bool {
        match (pattern, path) {
            ([], []) | (["**"], _) => true,
            (["**", rest @ ..], _) => (0..=path.len()).any(|skip| fits(rest, &path[skip..])),
            ([name, rest @ ..], [part, below @ ..]) => {
                WildMatch::new(name).matches(part) && fits(rest, below)
            }
            _ => false,
        }
    }
    let pattern = match pattern.strip_suffix('/') {
        Some(folder) => format!("{folder}/**"),
        None => pattern.to_owned(),
    };
    let (pattern, path): (Vec<&str>, Vec<&str>) =
        (pattern.split('/').collect(), path.split('/').collect());
    fits(&pattern, &path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_fits_as_in_a_codeowners_file() {
        for (pattern, path, fits) in [
            ("stories/iam/**", "stories/iam/IAM-01.toml", true),
            ("stories/iam/", "stories/iam/deep/IAM-01.toml", true),
            ("stories/**/IAM-01.toml", "stories/IAM-01.toml", true),
            ("stories/*/IAM-*.toml", "stories/iam/IAM-01.toml", true),
            ("stories/*/IAM-*.toml", "stories/iam/deep/IAM-01.toml", false),
            ("stories/*", "stories/iam/IAM-01.toml", false),
            ("**", "controls/soa.toml", true),
            ("controls/soa.toml", "controls/soa.toml", true),
            ("controls/soa.toml", "controls/soa.toml.bak", false),
        ] {
            assert_eq!(matches_path(pattern, path), fits, "{pattern} {path}");
        }
    }
}
