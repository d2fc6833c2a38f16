//! The list of all formats.

use crate::ingest::format::Reader;

/// Every format, in the order in which they are listed and tried.
pub(in crate::ingest) static READERS: &[&Reader] = &[
    &super::prowler_ocsf::READER,
    &super::prowler_csv::READER,
    &super::prowler_compliance::READER,
    &super::ocsf_compliance::READER,
    &super::asff::READER,
    &super::aws_config::READER,
    &super::aws_config_items::READER,
    &super::sarif::READER,
    &super::junit::READER,
    &super::iam_last_accessed::READER,
    &super::access_analyzer::READER,
    &super::codedeploy::READER,
    &super::cloudformation_stacks::READER,
    &super::cloudformation_drift::READER,
    &super::xccdf::XCCDF,
    &super::xccdf::ARF,
    &super::kube_bench::READER,
    &super::powerpipe::READER,
    &super::lynis::READER,
    &super::json_document::READER,
    &super::checkov::READER,
    &super::trivy::READER,
    &super::grype::READER,
    &super::gitleaks::READER,
    &super::bandit::READER,
    &super::semgrep::READER,
    &super::npm_audit::READER,
    &super::pip_audit::READER,
    &super::cargo_audit::READER,
    &super::zap::READER,
    &super::cyclonedx_vex::READER,
    &super::in_toto::READER,
    &super::generic_csv::READER,
    &super::hdf::READER,
    &super::saf_attestation::READER,
    &super::oscal_ar::READER,
];

#[cfg(test)]
mod tests {
    use std::{fs, io::Read, path::Path};

    use super::READERS;
    use crate::ingest::{format::Shape, outline::Outline, sniff};

    /// Which readers take a file for theirs.
    fn recognised_by(text: &str) -> Vec<&'static str> {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let outline = Outline::of(text);
        let shape = match text.as_bytes().first() {
            Some(b'{' | b'[') => Shape::Json(&outline),
            Some(b'<') => match sniff::root_element(text) {
                Some(root) => Shape::Xml { root: root.rsplit(':').next().unwrap_or(root), text },
                None => return Vec::new(),
            },
            _ => Shape::Lines { first: text.lines().next().unwrap_or_default(), text },
        };
        let says_yes =
            READERS.iter().filter(|reader| !matches!((reader.recognise)(&shape), Ok(false)));
        says_yes.map(|reader| reader.name).collect()
    }

    #[test]
    fn no_two_readers_take_one_sample_for_theirs() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/evidence");
        let mut open = vec![root];
        let mut seen = 0;
        while let Some(folder) = open.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    open.push(path);
                    continue;
                }
                let mut bytes = fs::read(&path).unwrap();
                if bytes.starts_with(&[0x1f, 0x8b]) {
                    let packed = std::mem::take(&mut bytes);
                    // The truncated one gives what it has.
                    let _ = flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut bytes);
                }
                let text = String::from_utf8_lossy(&bytes);
                let who = recognised_by(&text[..text.floor_char_boundary(1 << 20)]);
                assert!(who.len() <= 1, "{}: {who:?}", path.display());
                seen += who.len();
            }
        }
        assert!(seen > 30, "{seen}");
    }
}
