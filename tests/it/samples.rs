//! The sample reports under `reports/sample` are what the demo writes today.
//!
//! After a wanted change: `STORYPROOF_BLESS=1 cargo test --test it samples`, then read `git diff`.

use std::{env, fs, path::Path};

use assert_cmd::Command;

const SAMPLES: [&str; 10] = [
    "program.html",
    "program.md",
    "sprint-2026-S5.html",
    "encryption.html",
    "logging.html",
    "audit-aws-baseline.html",
    "soa.html",
    "responsibility.html",
    "risks.html",
    "traceability.html",
];

#[test]
fn the_sample_reports_are_what_the_demo_writes() {
    let dir = tempfile::tempdir().unwrap();
    let demo = dir.path().join("demo");
    Command::cargo_bin("storyproof")
        .unwrap()
        .env_remove("SOURCE_DATE_EPOCH")
        .arg("demo")
        .arg(&demo)
        .assert()
        .success();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/sample");
    #[expect(clippy::disallowed_methods, reason = "asks whether to bless")]
    let bless = env::var("STORYPROOF_BLESS").is_ok();
    for name in SAMPLES {
        let written = fs::read_to_string(demo.join("reports").join(name)).unwrap();
        if bless {
            fs::create_dir_all(&samples).unwrap();
            fs::write(samples.join(name), &written).unwrap();
            continue;
        }
        let kept = fs::read_to_string(samples.join(name)).unwrap_or_default();
        let first = kept.lines().zip(written.lines()).position(|(a, b)| a != b);
        assert!(
            kept == written,
            "reports/sample/{name} is not what the demo writes (first difference in line {:?}); \
             bless it with STORYPROOF_BLESS=1",
            first.map(|line| line + 1)
        );
    }
}
