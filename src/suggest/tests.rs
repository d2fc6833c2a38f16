//! What people and scanners wrote stays text in the files that are made of it.

use super::{Asked, Mint, Plan, plan, toml};
use crate::{diag::safe::is_unsafe, model, report::testing::Sample, source::Sources};

fn sample(text: &str, seed: u64) -> Plan {
    let sample = Sample::with_text(text);
    let inputs = sample.inputs();
    let asked = Asked { limit: 100, ..Asked::default() };
    let mut mint = Mint::new(inputs.program, std::iter::empty(), seed);
    plan(inputs.program, inputs.history, inputs.assessment, &asked, &mut mint)
}

#[test]
fn no_text_leaves_its_place_in_a_file() {
    for text in [
        "\"\"\"\n[[party]]\nid = \"evil\"\n",
        "'''\n# x\r\n[lints]\r",
        "`code` <script>alert(1)</script> [a](javascript:x)",
        "\u{1b}[31mred\u{202e}\u{0}\u{7f}",
        "\\u0022 \\\\ \\\"",
    ] {
        let plan = sample(text, 1);
        assert!(!plan.suggestions.is_empty());
        for (name, file) in toml::files(&plan) {
            assert!(!file.contains(is_unsafe), "{file:?}");
            let path = format!("stories/{name}.toml");
            let sources = Sources::from_texts([(path, file.clone())]);
            let (records, found) = model::decode(&sources);
            assert!(found.is_empty(), "{found:?}\n{file}");
            assert_eq!((records.stories.len(), records.parties.len()), (1, 0), "{file}");
            assert_eq!(records.stories[0].acceptance.len(), 1, "{file}");
        }
    }
}

#[test]
fn the_same_inputs_and_the_same_seed_give_the_same_plan() {
    assert_eq!(sample("text", 9), sample("text", 9));
    let ids = |plan: &Plan| -> Vec<String> {
        plan.suggestions.iter().map(|s| s.draft.id.to_string()).collect()
    };
    assert_ne!(ids(&sample("text", 9)), ids(&sample("text", 10)));
}

#[test]
fn a_check_that_fails_for_a_control_is_suggested_and_an_approved_exception_is_not() {
    let plan = sample("text", 1);
    let checks: Vec<String> = plan.suggestions.iter().map(|s| s.draft.what.id()).collect();
    assert!(checks.contains(&"turned".to_owned()), "{checks:?}");
    // An open story asks for the scan, so it is covered.
    assert!(plan.covered.iter().any(|cause| cause.what.id() == "scan"), "{:?}", plan.covered);
}
