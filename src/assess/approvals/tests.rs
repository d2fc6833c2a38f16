//! Who may approve what, what counts, and what changes it: without a ledger and without `ssh-keygen`.

use ed25519_dalek::SigningKey;
use proptest::prelude::*;

use super::{ApprovalFault, ApprovalStanding, ApprovalState, approvals};
use crate::{
    approval::{fingerprint, message, rests_on, text},
    evidence::{
        Approvable, Approval, ApprovalRecord, Decision, ExceptionGranted, ExceptionRecord, History,
        RecordRef, Signed, TakenBack, TakenBackHow,
    },
    program::Program,
    signature::{PublicKey, SshSignature, namespace},
    testing::{diagnose, sources},
    time::{AsOf, Instant},
};

const RULES: &str = r#"//- controls/rules.toml
[[party]]
id = "boss"
name = "Boss"
kind = "role"
members = ["guard"]

[[party]]
id = "risk-owner"
name = "Who owns risk"
kind = "role"

[[persona]]
id = "guard"
name = "Guard"
security = true

[[risk]]
id = "R-02"
title = "Small"
owner = "deputies"
likelihood = 2
impact = 3
treatment = "accept"
target_likelihood = 2
target_impact = 2

[[approval_rule]]
id = "story"
kind = "story"
roles = ["boss"]
max_points = 5

[[approval_rule]]
id = "risk-small"
kind = "risk"
roles = ["team"]
max_score = 4
owner_may = true

[[approval_rule]]
id = "risk"
kind = "risk"
roles = ["risk-owner", "team"]

[[approval_rule]]
id = "review"
kind = "check"
roles = ["boss", "team"]
paths = ["controls/checks.toml"]
"#;

fn program(more: &str) -> Program {
    diagnose(&sources(&format!("{RULES}{more}"))).0
}

fn at(day: u32) -> Instant {
    format!("2026-02-{day:02}T12:00:00Z").parse().unwrap()
}

fn as_of(day: u32) -> AsOf {
    AsOf { observed: at(day), known: at(day) }
}

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn signers(lines: &[(&str, u8)]) -> String {
    let line = |(options, n): &(&str, u8)| format!("{options} {}\n", PublicKey::of(&key(*n)));
    format!("//- controls/allowed_signers\n{}", lines.iter().map(line).collect::<String>())
}

/// A decision on a record as the program has it.
fn made(
    program: &Program,
    history: &History,
    (kind, id): (Approvable, &str),
    (by, role): (&str, &str),
    day: u32,
) -> ApprovalRecord {
    let record = RecordRef::new(kind, id);
    let text = text(program, history, &record).unwrap();
    let approval = Approval {
        decision: Decision::Approve,
        fingerprint: fingerprint(&text),
        rests_on: rests_on(program, history, &record),
        by: by.into(),
        role: role.into(),
        reason: "because".into(),
        observed_at: at(day),
        signed: None,
        corrects: None,
        text,
        record,
    };
    ApprovalRecord {
        entry: u64::from(day),
        recorded_at: at(day),
        about: approval.record.clone(),
        approval,
    }
}

fn sign(made: &mut ApprovalRecord, n: u8, namespace: &str) {
    let signed = SshSignature::sign(&key(n), namespace, message(&made.approval).as_bytes());
    made.approval.signed =
        Some(Signed { public_key: signed.key().to_string(), signature: signed.to_string() });
}

fn judged(program: &Program, approvals_made: Vec<ApprovalRecord>, day: u32) -> super::Approvals {
    let history = History { approvals: approvals_made, ..History::default() };
    approvals(program, &history, as_of(day))
}

fn state(judged: &super::Approvals, kind: Approvable, id: &str) -> Option<ApprovalState> {
    judged.records.get(&RecordRef::new(kind, id)).map(|record| record.state)
}

const STORY: (Approvable, &str) = (Approvable::Story, "E-01");

#[test]
fn the_rules_say_who_may_up_to_which_limit() {
    let program = program("");
    let none = History::default();
    let may = ApprovalStanding::Counts;
    let not = |fault| ApprovalStanding::NoEffect(vec![fault]);
    let risk = |id| (Approvable::Risk, id);
    let over = |limit, most, size| ApprovalFault::OverLimit { limit, most, size };
    for (record, who, expected) in [
        (STORY, ("boss", "boss"), may.clone()),
        (STORY, ("guard", "boss"), may.clone()),
        (STORY, ("guard", "risk-owner"), not(ApprovalFault::NotMember)),
        (STORY, ("team", "team"), not(ApprovalFault::NotAllowed(vec!["boss".into()]))),
        (STORY, ("nobody", "nobody"), not(ApprovalFault::UnknownParty)),
        (risk("R-01"), ("risk-owner", "risk-owner"), may.clone()),
        // `team` owns R-01; the rule that lets owners approve ends at 4, and its target is 5.
        (risk("R-01"), ("team", "team"), not(ApprovalFault::SamePerson("team".into()))),
        (risk("R-02"), ("team", "team"), may.clone()),
        ((Approvable::Check, "root-mfa"), ("boss", "boss"), may.clone()),
        (
            (Approvable::Check, "root-mfa"),
            ("team", "team"),
            not(ApprovalFault::SamePerson("team".into())),
        ),
        // No rule is about controls: any party may.
        ((Approvable::Control, "fw-1/A.1"), ("deputies", "deputies"), may.clone()),
    ] {
        let judged = judged(&program, vec![made(&program, &none, record, who, 3)], 4);
        let found = match &judged.standings[0] {
            ApprovalStanding::NoEffect(faults) if faults.len() > 1 => not(faults[0].clone()),
            found => found.clone(),
        };
        assert_eq!(found, expected, "{record:?} {who:?}");
    }
    let large = self::program(
        "//- stories/E-01.toml\n[[story]]\nid = \"E-01\"\nepic = \"E\"\ntitle = \"T\"\nstatus = \"ready\"\npoints = 8\n",
    );
    let judged = judged(&large, vec![made(&large, &none, STORY, ("boss", "boss"), 3)], 4);
    assert_eq!(judged.standings[0], not(over("max_points", 5, Some(8))));
    assert_eq!(state(&judged, STORY.0, STORY.1), Some(ApprovalState::Refused));
}

#[test]
fn a_broken_rule_lets_nobody_approve_anything() {
    let program = program(
        "//- controls/more.toml\n[[approval_rule]]\nid = \"x\"\nkind = \"story\"\nroles = [\"boss\"]\nmaxpoints = 3\n",
    );
    let judged =
        judged(&program, vec![made(&program, &History::default(), STORY, ("boss", "boss"), 3)], 4);
    assert_eq!(
        judged.standings[0],
        ApprovalStanding::NoEffect(vec![ApprovalFault::RulesUnreadable])
    );
}

#[test]
fn whoever_asks_for_an_exception_never_approves_it_and_who_it_names_does() {
    let program = program("//- storyproof.toml\n[program]\nname = \"X\"\n");
    let granted = ExceptionGranted {
        check: "root-mfa".parse().unwrap(),
        subjects: vec!["*".into()],
        reason: "soon".into(),
        requested_by: "team".into(),
        approved_by: "boss".into(),
        observed_at: at(1),
        expires: at(20).day(),
        compensating: Vec::new(),
        risk: None,
        corrects: None,
    };
    let exceptions = vec![ExceptionRecord { entry: 2, recorded_at: at(1), exception: granted }];
    let history = History { exceptions, ..History::default() };
    for (who, expected) in [
        ("boss", None),
        ("team", Some(ApprovalFault::SamePerson("team".into()))),
        ("deputies", Some(ApprovalFault::NotApprover("boss".into()))),
    ] {
        let made = made(&program, &history, (Approvable::Exception, "2"), (who, who), 3);
        let history = History { approvals: vec![made], ..history.clone() };
        let judged = approvals(&program, &history, as_of(4));
        let expected = expected
            .map_or(ApprovalStanding::Counts, |fault| ApprovalStanding::NoEffect(vec![fault]));
        assert_eq!(judged.standings[0], expected, "{who}");
    }
}

#[test]
fn a_signature_must_be_for_approvals_over_this_text_by_a_key_of_whoever_decided_valid_then() {
    let required =
        "//- storyproof.toml\n[program]\nname = \"X\"\n[approval]\nsignatures = \"required\"\n";
    let file = signers(&[
        ("guard namespaces=\"approval@storyproof\"", 1),
        ("team", 2),
        ("boss valid-before=\"20260205Z\"", 3),
        ("boss namespaces=\"git\"", 4),
    ]);
    let program = program(&format!("{required}{file}"));
    let none = History::default();
    let decision = |by| made(&program, &none, STORY, (by, "boss"), 10);
    let faults = |made: ApprovalRecord| match &judged(&program, vec![made], 11).standings[0] {
        ApprovalStanding::NoEffect(faults) => faults.clone(),
        ApprovalStanding::Counts => Vec::new(),
        other => panic!("{other:?}"),
    };
    assert_eq!(faults(decision("guard")), [ApprovalFault::Unsigned]);
    let signed = |by, n, namespace| {
        let mut made = decision(by);
        sign(&mut made, n, namespace);
        made
    };
    let ours = namespace::APPROVAL;
    assert_eq!(faults(signed("guard", 1, ours)), []);
    let names = vec!["team".to_owned()];
    assert_eq!(faults(signed("guard", 2, ours)), [ApprovalFault::NotTheSigner(names)]);
    for (by, n, namespace) in
        [("guard", 1, "git"), ("boss", 3, ours), ("boss", 4, ours), ("boss", 5, ours)]
    {
        let found = faults(signed(by, n, namespace));
        assert!(
            matches!(found.as_slice(), [ApprovalFault::Signer(_) | ApprovalFault::BadSignature(_)]),
            "{by} {n} {namespace} gave {found:?}"
        );
    }
    // A key that has ended is not revived by an earlier date.
    let mut back = decision("boss");
    back.approval.observed_at = at(4);
    sign(&mut back, 3, ours);
    assert!(matches!(faults(back.clone()).as_slice(), [ApprovalFault::Signer(_)]));
    back.recorded_at = at(4);
    assert_eq!(faults(back), [], "what it signed while it was valid still counts");
}

#[test]
fn what_is_changed_after_signing_has_no_effect() {
    let file = signers(&[("guard", 1)]);
    let program = program(&file);
    let none = History::default();
    let signed = || {
        let mut made = made(&program, &none, STORY, ("guard", "boss"), 10);
        sign(&mut made, 1, namespace::APPROVAL);
        made
    };
    let faults = |made: ApprovalRecord| match &judged(&program, vec![made], 11).standings[0] {
        ApprovalStanding::NoEffect(faults) => faults.clone(),
        other => panic!("{other:?}"),
    };
    let changes: [fn(&mut Approval); 5] = [
        |a| a.reason.push('x'),
        |a| a.role = "team".into(),
        |a| a.observed_at = at(9),
        |a| a.rests_on.clear(),
        |a| a.decision = Decision::Reject,
    ];
    for change in changes {
        let mut altered = signed();
        change(&mut altered.approval);
        assert!(
            matches!(faults(altered)[0], ApprovalFault::BadSignature(_)),
            "what was signed is no longer what stands there"
        );
    }
    let mut altered = signed();
    altered.approval.text.push_str("more\n  text\n");
    assert!(faults(altered).contains(&ApprovalFault::TextAltered));
    let mut other = signed();
    other.approval.record.id = "E-02".into();
    assert!(!faults(other).is_empty());
}

#[test]
fn a_change_makes_suspect_until_it_is_approved_again() {
    let before = program("");
    let none = History::default();
    let first = made(&before, &none, STORY, ("boss", "boss"), 3);
    let is = |program: &Program, made: &[ApprovalRecord]| {
        let judged = judged(program, made.to_vec(), 20);
        let record = judged.records[&RecordRef::new(STORY.0, STORY.1)].clone();
        (record.state, record.changed, record.links.len())
    };
    let made_of = std::slice::from_ref(&first);
    assert_eq!(is(&before, made_of), (ApprovalState::Approved, false, 0));
    let story = "//- stories/E-01.toml\n[[story]]\nid = \"E-01\"\nepic = \"E\"\ntitle = \"Other\"\nstatus = \"done\"\npoints = 3\ncontrols = [\"fw-1/A.1\"]\n";
    let changed = program(story);
    let (state, own, _) = is(&changed, made_of);
    assert_eq!((state, own), (ApprovalState::Suspect, true));
    let again = made(&changed, &none, STORY, ("boss", "boss"), 9);
    assert_eq!(is(&changed, &[first.clone(), again.clone()]).0, ApprovalState::Approved);
    assert_eq!(is(&before, &[first.clone(), again]).0, ApprovalState::Approved, "it was once");
    // What it rests on: a control that says something else now.
    let mut moved = first.clone();
    assert!(!moved.approval.rests_on.is_empty());
    moved.approval.rests_on[0].fingerprint = fingerprint("what it said then");
    let (state, own, links) = is(&before, &[moved]);
    assert_eq!((state, own, links), (ApprovalState::Suspect, false, 1));
}

#[test]
fn a_rejection_ends_what_was_approved_even_when_it_is_taken_back() {
    let program = program("");
    let none = History::default();
    let yes = made(&program, &none, STORY, ("boss", "boss"), 3);
    let mut no = made(&program, &none, STORY, ("boss", "boss"), 4);
    no.approval.decision = Decision::Reject;
    let both = vec![yes.clone(), no.clone()];
    let judged_now = judged(&program, both.clone(), 10);
    assert_eq!(state(&judged_now, STORY.0, STORY.1), Some(ApprovalState::Rejected));
    assert_eq!(judged_now.standings[0], ApprovalStanding::Ended { entry: 4 });
    assert_eq!(
        state(&judged(&program, both.clone(), 3), STORY.0, STORY.1),
        Some(ApprovalState::Approved),
        "as it was known before"
    );
    let taken = TakenBack {
        target: 4,
        entry: 5,
        recorded_at: at(5),
        how: TakenBackHow::Withdrawn { reason: "a slip".into(), by: "boss".into() },
    };
    let history = History { approvals: both, taken_back: vec![taken], ..History::default() };
    let judged = approvals(&program, &history, as_of(10));
    assert_eq!(state(&judged, STORY.0, STORY.1), Some(ApprovalState::Unapproved));
    // Somebody who may not reject ends nothing.
    no.approval.role = "team".into();
    no.approval.by = "team".into();
    let judged = self::judged(&program, vec![yes, no], 10);
    assert_eq!(state(&judged, STORY.0, STORY.1), Some(ApprovalState::Approved));
}

/// A decision of a generated history.
#[derive(Debug, Clone)]
struct Step {
    /// Whether it was made on another text than the record has now.
    changed: bool,
    /// Whether whoever made it may.
    may: bool,
    decision: Decision,
}

fn step() -> impl Strategy<Value = Step> {
    let decision = prop_oneof![4 => Just(Decision::Approve), 1 => Just(Decision::Reject)];
    (any::<bool>(), any::<bool>(), decision).prop_map(|(changed, may, decision)| Step {
        changed,
        may,
        decision,
    })
}

proptest! {
    /// Invariant 1: neither withdrawing nor removing an approval makes anything better.
    #[test]
    fn without_an_approval_nothing_is_better(
        steps in proptest::collection::vec(step(), 1..8),
        gone in 0_usize..8,
        withdrawn: bool,
    ) {
        let program = program("");
        let none = History::default();
        let mut history = History::default();
        for (n, step) in (1_u32..).zip(&steps) {
            let who = if step.may { ("boss", "boss") } else { ("team", "team") };
            let mut one = made(&program, &none, STORY, who, n);
            if step.changed {
                one.approval.text = one.approval.text.replace("Root", "Another");
                one.approval.fingerprint = fingerprint(&one.approval.text);
            }
            one.approval.decision = step.decision;
            history.approvals.push(one);
        }
        let is_good = |history: &History| {
            let judged = approvals(&program, history, as_of(28));
            let state = state(&judged, STORY.0, STORY.1);
            match state {
                Some(ApprovalState::Approved) => 2,
                Some(ApprovalState::Suspect) => 1,
                _ => 0,
            }
        };
        let before = is_good(&history);
        let index = gone % steps.len();
        let mut after = history.clone();
        if withdrawn {
            after.taken_back.push(TakenBack {
                target: history.approvals[index].entry,
                entry: 100,
                recorded_at: at(27),
                how: TakenBackHow::Withdrawn { reason: "r".into(), by: "boss".into() },
            });
        } else if steps[index].decision == Decision::Approve {
            after.approvals.remove(index);
        }
        prop_assert!(is_good(&after) <= before, "{steps:?} without {index}");
    }
}
