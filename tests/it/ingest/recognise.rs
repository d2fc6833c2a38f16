//! Every sample file is recognised by its content.

use super::{Asked, read_as, samples::samples};

/// That no second reader says yes is tested beside the readers, where they can be asked one by one.
#[test]
fn each_sample_is_recognised_and_read() {
    let formats: std::collections::BTreeSet<String> = samples()
        .iter()
        .filter(|sample| sample.folder != "hostile")
        .map(|sample| match read_as(&sample.bytes, &Asked::default()) {
            Ok((summary, _)) => summary.format.name().to_owned(),
            Err(error) => {
                assert!(!error.help().is_empty());
                // A sample may be there to be refused, but never for want of a reader.
                let words = error.to_string();
                assert!(!words.contains("unknown format"), "{}: {words}", sample.name);
                assert!(!words.contains("does not read"), "{}: {words}", sample.name);
                String::new()
            }
        })
        .collect();
    for folder in [
        "arf",
        "hdf",
        "junit",
        "kube-bench",
        "lynis",
        "oscal-ar",
        "powerpipe",
        "saf-attestation",
        "sarif",
        "xccdf",
    ] {
        assert!(formats.contains(folder), "{folder} is recognised by nobody");
    }
}
