//! What a result is about: a file, and a place in it that stays the same when lines move.
//!
//! Line numbers change with every commit, and the fingerprints that tools write cannot be trusted
//! (one popular scanner writes the same one on every result). A place is named by the file's path
//! below the root of the repository, a hash of the code there (of the message, when the tool
//! shows no code) and an occurrence number: `app/payments.py#6b86b273ff34fce1:1`. The rule has
//! no part in it, so that two rules about one line share a subject.
//!
//! Absolute paths are cut at a root that the file names, at the checkout folder of a known CI
//! service, or at a folder named like the claimed repository. What stays absolute is said in a
//! warning, because such places change when the checkout moves.

use std::collections::BTreeMap;

use super::document::{ArtifactLocation, Finding, Location, Run};
use crate::{
    evidence::Subject,
    ingest::{json::said, record::short_hash},
};

/// Gives each result its subject.
pub(super) struct Places<'d, 'a> {
    run: &'d Run<'a>,
    roots: Vec<String>,
    /// The repository as claimed or read, in full.
    whole: Option<&'d str>,
    repository: Option<&'d str>,
    /// How often a rule was seen at a place with this hash.
    seen: BTreeMap<(String, String), u32>,
    /// A path that could not be made relative.
    pub(super) absolute: Option<String>,
}

impl<'d, 'a> Places<'d, 'a> {
    /// `repository` is what the submitter named: `web`, `acme/web` or a URL.
    pub(super) fn of(run: &'d Run<'a>, repository: Option<&'d str>) -> Self {
        let bases = run.original_uri_base_ids.iter().flat_map(|bases| &bases.0);
        let working = run.invocations.iter().flatten().filter_map(|i| i.working_directory.as_ref());
        let mapped = run.version_control_provenance.iter().flatten();
        let mapped = mapped.filter_map(|provenance| provenance.mapped_to.as_ref());
        let uris = bases.map(|(_, location)| location).chain(working).chain(mapped);
        let mut roots: Vec<String> = uris
            .filter_map(|location| said(&location.uri))
            .map(|uri| format!("{}/", plain(uri).trim_end_matches('/')))
            .filter(|root| is_absolute(root) && root.len() > 1)
            .collect();
        roots.sort_by_key(|root| std::cmp::Reverse(root.len()));
        let name = repository.and_then(|name| {
            let last = name.trim_end_matches('/').rsplit(['/', ':']).next()?;
            Some(last.trim_end_matches(".git")).filter(|name| !name.is_empty())
        });
        Self {
            run,
            roots,
            whole: repository,
            repository: name,
            seen: BTreeMap::new(),
            absolute: None,
        }
    }

    /// The subject of a result, and its line.
    pub(super) fn subject(
        &mut self,
        rule: &str,
        finding: &Finding<'a>,
        message: &str,
    ) -> (Subject, Option<i64>) {
        let location = finding.locations.iter().flatten().next();
        let physical = location.and_then(|location| location.physical_location.as_ref());
        let region = physical.and_then(|physical| physical.region.as_ref());
        let path = physical
            .and_then(|physical| physical.artifact_location.as_ref())
            .and_then(|artifact| self.path(artifact));
        let logical = location.and_then(logical_name);
        let (base, kind) = match (path, logical) {
            (Some(path), _) => (path, "source location"),
            (None, Some(name)) => (name, "code element"),
            (None, None) => (self.repository.unwrap_or("(no location)").to_owned(), "run"),
        };
        let snippet = region.and_then(|r| r.snippet.as_ref()).and_then(|s| said(&s.text));
        let place = format!("{base}#{}", fingerprint(snippet.unwrap_or(message)));
        let occurrence = self.seen.entry((rule.to_owned(), place.clone())).or_default();
        *occurrence += 1;
        // The same path in two repositories is two places.
        let owner = self.whole.map(|name| format!("{name}:")).unwrap_or_default();
        let uid = format!("{owner}{place}:{occurrence}");
        let subject = Subject { uid, kind: kind.into(), account: None, region: None };
        (subject, region.and_then(|region| region.start_line))
    }

    fn path(&mut self, location: &ArtifactLocation<'a>) -> Option<String> {
        let uri = said(&location.uri).or_else(|| {
            let index = usize::try_from(location.index?).ok()?;
            let artifact = self.run.artifacts.as_ref()?.get(index)?;
            said(&artifact.location.as_ref()?.uri)
        })?;
        // A base whose own address is not written down is the root, by the tool's convention.
        let base = said(&location.uri_base_id)
            .and_then(|id| self.run.original_uri_base_ids.as_ref()?.get(id))
            .and_then(|base| said(&base.uri));
        let full = match base {
            Some(base) if !uri.contains("://") && !is_absolute(uri) => {
                format!("{}/{uri}", base.trim_end_matches('/'))
            }
            _ => uri.to_owned(),
        };
        Some(self.below_root(&plain(&full)))
    }

    fn below_root(&mut self, path: &str) -> String {
        if !is_absolute(path) {
            return path.trim_start_matches("./").to_owned();
        }
        if let Some(rest) = self.roots.iter().find_map(|root| path.strip_prefix(root.as_str())) {
            return rest.to_owned();
        }
        if let Some(rest) = below_checkout(path) {
            return rest.to_owned();
        }
        let folder = self.repository.map(|name| format!("/{name}/"));
        if let Some((_, rest)) = folder.and_then(|folder| path.split_once(folder.as_str())) {
            return rest.to_owned();
        }
        self.absolute.get_or_insert_with(|| path.to_owned());
        path.to_owned()
    }
}

fn logical_name(location: &Location<'_>) -> Option<String> {
    let logical = location.logical_locations.as_ref()?.first()?;
    said(&logical.fully_qualified_name).or(said(&logical.name)).map(Into::into)
}

/// A path or URI without `file://`, with forward slashes.
fn plain(uri: &str) -> String {
    let path = uri.strip_prefix("file://").unwrap_or(uri);
    let path = path.strip_prefix("localhost/").map_or(path.to_owned(), |rest| format!("/{rest}"));
    path.replace('\\', "/")
}

fn is_absolute(path: &str) -> bool {
    let drive = path.as_bytes();
    path.starts_with('/')
        || (drive.len() > 2
            && drive[0].is_ascii_alphabetic()
            && drive[1] == b':'
            && drive[2] == b'/')
}

/// What follows the checkout folder of a CI service: GitHub's `/home/runner/work/NAME/NAME/` and
/// `/github/workspace/`, GitLab's `/builds/GROUP/NAME/`.
fn below_checkout(path: &str) -> Option<&str> {
    if let Some(rest) = path.strip_prefix("/github/workspace/") {
        return Some(rest);
    }
    let work =
        ["/home/runner/work/", "/builds/"].iter().find_map(|root| path.strip_prefix(root))?;
    work.splitn(3, '/').nth(2)
}

/// A short hash of the code, or of the message. White space does not count, so that a place
/// survives another indentation.
fn fingerprint(text: &str) -> String {
    short_hash(text.split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(run: &str, repository: Option<&str>, uri: &str) -> String {
        let run: Run<'_> = serde_json::from_str(run).unwrap();
        Places::of(&run, repository).below_root(&plain(uri))
    }

    #[test]
    fn paths_are_cut_at_the_root() {
        let bare = r#"{"tool": {"driver": {}}}"#;
        assert_eq!(path(bare, None, "./src/a.js"), "src/a.js");
        assert_eq!(path(bare, None, "file:///home/runner/work/web/web/src/a.js"), "src/a.js");
        assert_eq!(path(bare, None, "/builds/acme/web/src/a.js"), "src/a.js");
        assert_eq!(path(bare, Some("acme/web"), "file:///tmp/x/web/src/a.js"), "src/a.js");
        assert_eq!(path(bare, None, "file:///C:\\x\\a.js"), "/C:/x/a.js");
        let based = r#"{"tool": {"driver": {}},
            "originalUriBaseIds": {"SRCROOT": {"uri": "file:///build/app"}}}"#;
        assert_eq!(path(based, None, "file:///build/app/a.js"), "a.js");
        assert_eq!(path(based, None, "/build/application/a.js"), "/build/application/a.js");
    }
}
