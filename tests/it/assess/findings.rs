//! Evidence that does not fit the files: each rule with what triggers it and what does not.

use storyproof::{
    assess::assess,
    evidence::{History, Outcome},
    ids::PartyId,
    program::Program,
    report::findings,
};

use super::world::*;

fn codes(program: &Program, history: &History, day: u32) -> Vec<&'static str> {
    let assessment = assess(program, history, as_of(day));
    let found = findings(program, history, &assessment);
    found.into_iter().map(|diagnostic| diagnostic.rule.code).collect()
}

#[test]
fn a_provider_attestation_that_has_ended_is_named() {
    let mut program = empty_program();
    program.attestations.insert(attestation_id(0), attestation(0, &[]));
    let mut history = empty_history();
    history.attestations = vec![attested(0, 0, 3)];
    assert!(codes(&program, &history, 4).is_empty(), "a statement of our own");
    let provider = Some(sp(PartyId::parse("aws").unwrap()));
    program.attestations.get_mut(&attestation_id(0)).unwrap().provider = provider;
    assert!(codes(&program, &history, 3).is_empty());
    assert_eq!(codes(&program, &history, 4), ["evidence/provider-attestation-expired"]);
}

#[test]
fn an_exception_that_does_not_count_or_covers_nothing_is_named() {
    let mut program = empty_program();
    let sources = vec![source("prowler", &["r0".into()], false, None)];
    program.checks.insert(check_id(0), check(0, &[], 7, sources));
    let mut history = empty_history();
    history.runs = vec![run(0, true, vec![saw(0, Outcome::Fail)])];
    let with = |history: &mut History, subject, days, approver| {
        history.exceptions = vec![excepted(0, subject, 0, days, approver)];
        codes(&program, history, 0)
    };
    assert!(with(&mut history, "arn:*", 30, "approver").is_empty());
    assert_eq!(with(&mut history, "arn:*", 30, "asker"), ["evidence/exception-without-effect"]);
    assert_eq!(with(&mut history, "arn:*", 400, "approver"), ["evidence/exception-without-effect"]);
    assert_eq!(with(&mut history, "other", 30, "approver"), ["evidence/exception-unused"]);
    assert!(codes(&program, &history, 31).is_empty(), "it has ended");
}
