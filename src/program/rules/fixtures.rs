//! For every rule that text can break: files that break it, and files that do not.

/// A rule's fixtures: its code, what triggers it, what does not. Both are laid over the small
/// program of the tests, in which every rule has something to look at; an empty text is that
/// program as it is.
pub(super) type Fixture = (&'static str, String, String);

fn fixture(code: &'static str, bad: &str, good: &str) -> Fixture {
    (code, bad.into(), good.into())
}

/// A third story, whole but for these lines: `key = value` replaces a line, `-key` removes it.
fn story(lines: &[&str]) -> String {
    let usual = [
        "id = \"E-03\"",
        "epic = \"E\"",
        "title = \"Third\"",
        "persona = \"developer\"",
        "want = \"more\"",
        "so_that = \"it is better\"",
        "sprint = \"S2\"",
        "points = 2",
        "owner = \"team\"",
        "status = \"ready\"",
        "acceptance = [{ text = \"It is\", checks = [\"root-mfa\"] }]",
    ];
    let key = |line: &str| line.trim_start_matches('-').split(' ').next().map(str::to_owned);
    let kept = usual.iter().filter(|line| !lines.iter().any(|other| key(other) == key(line)));
    let changed = lines.iter().filter(|line| !line.starts_with('-'));
    let lines: Vec<&str> = kept.chain(changed).copied().collect();
    format!("//- stories/E-03.toml\n[[story]]\n{}\n", lines.join("\n"))
}

/// A rule about one story.
fn of_story(code: &'static str, bad: &[&str], good: &[&str]) -> Fixture {
    (code, story(bad), story(good))
}

/// A rule about records in a file of their own.
pub(super) fn extra(code: &'static str, bad: &str, good: &str) -> Fixture {
    let file = |text: &str| {
        if text.is_empty() { String::new() } else { format!("//- controls/x.toml\n{text}\n") }
    };
    (code, file(bad), file(good))
}

const TEAM: &str = "owner = \"team\"";

/// Fixtures of every rule.
pub(super) fn all() -> Vec<Fixture> {
    [
        form(),
        links(),
        stories(),
        backlog(),
        catalog(),
        checks(),
        settings(),
        estate(),
        accountable(),
        templates(),
        unused(),
        super::fixtures_approval::all(),
    ]
    .concat()
}

fn form() -> Vec<Fixture> {
    vec![
        extra("form/syntax", "[[risk]\nid = \"R", "# only a remark"),
        extra(
            "form/unknown-key",
            "[[party]]\nid = \"team-x\"\nname = \"X\"\nkind = \"team\"\nmail = \"x\"",
            "",
        ),
        extra("form/unknown-table", "[[partys]]\nid = \"team-x\"", ""),
        extra("form/missing-key", "[[party]]\nid = \"team-x\"\nkind = \"team\"", ""),
        of_story("form/wrong-type", &["done = \"2026-01-21\""], &[]),
        of_story("form/bad-id", &["epic = 1.10"], &[]),
        of_story("form/bad-value", &["layer = 4"], &["layer = 3"]),
        (
            "form/too-long",
            story(&[&format!("notes = \"{}\"", "x".repeat(70_000))]),
            story(&[&format!("notes = \"{}\"", "x".repeat(60_000))]),
        ),
    ]
}

fn links() -> Vec<Fixture> {
    vec![
        extra("id/duplicate", "[[party]]\nid = \"team\"\nname = \"Again\"\nkind = \"team\"", ""),
        of_story("id/retired", &["formerly = [\"E-01\"]"], &["formerly = [\"OLD-1\"]"]),
        of_story("id/ambiguous-alias", &["alias = \"E-01\""], &["alias = \"third\""]),
        of_story(
            "link/unknown-control",
            &["controls = [\"fw-1/A.11\"]"],
            &["controls = [\"fw-1/A.1\"]"],
        ),
        of_story("link/unknown-id", &["risks = [\"R-02\"]"], &["risks = [\"R-01\"]"]),
        of_story(
            "link/renamed",
            &["formerly = [\"OLD-1\"]", "depends_on = [\"OLD-1\"]"],
            &["depends_on = [\"E-01\"]"],
        ),
        of_story("link/repeated", &["risks = [\"R-01\", \"R-01\"]"], &["risks = [\"R-01\"]"]),
        of_story("link/heading", &["controls = [\"fw-1/A\"]"], &["controls = [\"fw-1/A.1\"]"]),
        extra(
            "link/empty-pattern",
            "[[component]]\nid = \"c\"\nname = \"C\"\nowner = \"team\"\n[[component.responsibility]]\n\
             controls = [\"fw-1/9.*\"]\nkind = \"customer\"\naccountable = \"team\"",
            "",
        ),
        extra(
            "control/parent-loop",
            "[[control]]\nframework = \"fw-1\"\nid = \"B\"\ntitle = \"B\"\nheading = true\nparent = \"C\"\n\
             [[control]]\nframework = \"fw-1\"\nid = \"C\"\ntitle = \"C\"\nheading = true\nparent = \"B\"",
            "",
        ),
    ]
}

fn stories() -> Vec<Fixture> {
    let renamed = story(&[]).replace("E-03.toml", "third.toml");
    let replaced = |notes: &str| {
        format!(
            "{}//- controls/x.toml\n[[control]]\nframework = \"fw-1\"\nid = \"B.1\"\ntitle = \"Old\"\n\
             superseded_by = \"A.1\"\n",
            story(&["controls = [\"fw-1/B.1\"]", notes])
        )
    };
    vec![
        ("story/file-name", renamed, story(&[])),
        (
            "story/external-twice",
            format!(
                "{}{}",
                story(&["external = [\"jira:A-1\"]"]),
                story(&["external = [\"jira:A-1\"]", "id = \"E-04\""])
                    .replace("E-03.toml", "E-04.toml")
            ),
            story(&["external = [\"jira:A-1\", \"linear:A-1\"]"]),
        ),
        of_story("story/not-ready", &["-owner", "-points"], &[]),
        of_story("story/draft", &["status = \"draft\"", "-persona"], &["status = \"draft\""]),
        of_story(
            "story/unproven-criterion",
            &["acceptance = [{ text = \"It is\" }]"],
            &["acceptance = [{ text = \"It is\", attestation = \"custody\" }]"],
        ),
        of_story("story/too-large", &["points = 9"], &["points = 7"]),
        of_story(
            "story/adversary",
            &["kind = \"abuse\""],
            &["kind = \"abuse\"", "persona = \"thief\""],
        ),
        of_story(
            "story/later-dependency",
            &["sprint = \"S1\"", "depends_on = [\"E-02\"]"],
            &["depends_on = [\"E-02\"]"],
        ),
        of_story(
            "story/dependency-cycle",
            &["depends_on = [\"E-03\"]"],
            &["depends_on = [\"E-01\"]"],
        ),
        of_story(
            "story/done-date",
            &["sprint = \"S1\"", "status = \"done\""],
            &["sprint = \"S1\"", "status = \"done\"", "done = 2026-01-20"],
        ),
        of_story(
            "story/dates-out-of-order",
            &["started = 2026-01-20", "done = 2026-01-13"],
            &["started = 2026-01-13", "done = 2026-01-13"],
        ),
        of_story("story/future-date", &["started = 2062-01-20"], &["started = 2026-03-06"]),
        of_story(
            "story/done-outside-sprint",
            &["status = \"done\"", "done = 2026-01-24", "sprint = \"S1\""],
            &["status = \"done\"", "done = 2026-01-23", "sprint = \"S1\""],
        ),
        ("story/control-not-due", replaced(""), replaced("notes = \"B.1 until the tool is gone\"")),
    ]
}

fn backlog() -> Vec<Fixture> {
    let sprint = |start: &str, end: &str, more: &str| {
        format!("[[sprint]]\nid = \"S3\"\nstart = {start}\nend = {end}\n{more}")
    };
    let later = sprint("2026-03-23", "2026-04-03", "");
    let epic = "[[epic]]\nid = \"F\"\ntitle = \"Another\"\nowner = \"team\"\n";
    let of_epic = |one: &str, two: &str| {
        let whole = |id: &str, sprint: &str| {
            let sprint = format!("sprint = \"{sprint}\"");
            story(&[&format!("id = \"{id}\""), "epic = \"F\"", &sprint])
                .replace("E-03.toml", &format!("{id}.toml"))
        };
        format!("//- controls/x.toml\n{epic}{}{}", whole("F-01", one), whole("F-02", two))
    };
    vec![
        of_story("sprint/over-capacity", &["points = 8"], &["points = 7"]),
        extra("sprint/overlap", &sprint("2026-03-20", "2026-03-27", ""), &later),
        extra("sprint/dates", &sprint("2026-03-23", "2026-04-06", ""), &later),
        extra(
            "sprint/commitment",
            &sprint("2026-02-02", "2026-02-06", ""),
            &sprint("2026-02-02", "2026-02-06", "committed = []"),
        ),
        ("epic/one-sprint", of_epic("S1", "S1"), of_epic("S1", "S2")),
        extra("epic/empty", epic, ""),
        extra(
            "risk/target",
            "[[risk]]\nid = \"R-02\"\ntitle = \"Loss\"\nowner = \"team\"\nlikelihood = 2\nimpact = 2\n\
             treatment = \"accept\"\ntarget_likelihood = 3\ntarget_impact = 2",
            "",
        ),
        extra(
            "risk/no-story",
            "[[risk]]\nid = \"R-02\"\ntitle = \"Loss\"\nowner = \"team\"\nlikelihood = 2\nimpact = 2\n\
             treatment = \"mitigate\"\ntarget_likelihood = 1\ntarget_impact = 2",
            "",
        ),
    ]
}

fn catalog() -> Vec<Fixture> {
    let control = "[[control]]\nframework = \"fw-1\"\nid = \"A.4\"\ntitle = \"Fourth\"\n";
    let decided =
        |lines: &str| format!("{control}[[applicability]]\ncontrol = \"fw-1/A.4\"\n{lines}");
    let excluded = decided("applicable = false\nreason = \"no offices\"");
    let for_a_risk = |line: &str| {
        let decided = decided("applicable = true\nreason = \"x\"\nbecause = [\"risk\"]");
        let story = story(&["controls = [\"fw-1/A.4\"]", line]);
        format!("//- controls/x.toml\n{decided}\n{story}")
    };
    vec![
        extra("soa/undecided", control, &excluded),
        extra("soa/no-reason", &decided("applicable = false"), &excluded),
        extra(
            "soa/contradiction",
            &decided("applicable = false\nreason = \"x\"\nimplementation = \"story\""),
            &excluded,
        ),
        extra("soa/no-because", &decided("applicable = true\nreason = \"x\""), &excluded),
        extra(
            "soa/because-of-excluded",
            &decided("applicable = false\nreason = \"x\"\nbecause = [\"law\"]"),
            &excluded,
        ),
        ("soa/risk-not-named", for_a_risk("notes = \"x\""), for_a_risk("risks = [\"R-01\"]")),
        extra("soa/no-story", &decided("applicable = true\nreason = \"x\""), &excluded),
        extra("control/unreached", control, &excluded),
    ]
}

fn checks() -> Vec<Fixture> {
    let check = |lines: &str| {
        format!(
            "[[check]]\nid = \"c\"\ntitle = \"C\"\ncontrols = [\"fw-1/A.1\"]\nowner = \"team\"\n{lines}"
        )
    };
    let source = |lines: &str| check(&format!("[[check.source]]\n{lines}"));
    let critical = |is_critical: &str| {
        let check = check("max_age = \"8d\"");
        format!(
            "//- storyproof.toml\n[program]\nname = \"X\"\n[evidence]\ncritical_max_age = \"7d\"\n\
             //- controls/x.toml\n{check}\n[[component]]\nid = \"c\"\nname = \"C\"\n\
             owner = \"team\"\ncritical = {is_critical}\n[[component.responsibility]]\n\
             controls = [\"fw-1/A.1\"]\nkind = \"customer\"\naccountable = \"team\"\n"
        )
    };
    vec![
        extra(
            "check/source",
            &source("tool = \"semgrep\""),
            &source("tool = \"semgrep\"\nrules = [\"*\"]"),
        ),
        extra(
            "check/unknown-rule",
            &source("tool = \"prowler\"\nrules = [\"iam_root_mfa_enable\"]"),
            &source("tool = \"prowler\"\nrules = [\"iam_root_*\"]"),
        ),
        extra(
            "check/expression",
            &source("tool = \"json\"\ndocument = \"d\"\npass_when = \"a | lenght == 1\""),
            &source("tool = \"json\"\ndocument = \"d\"\npass_when = \"a | length == 1\""),
        ),
        extra(
            "check/two-limits",
            &check("max_age = \"7d\"\ncadence = \"every sprint\""),
            &check("cadence = \"every sprint\""),
        ),
        fixture("check/critical-slow", &critical("true"), &critical("false")),
        fixture("check/empty-population", "//- controls/estate.toml\n", ""),
        extra("check/regions-unknown", &check("population = \"regions\""), &check("")),
        extra(
            "check/commits-unknown",
            &check("cadence = \"every commit\""),
            &check("cadence = \"weekly\""),
        ),
        extra(
            "attestation/open-ended",
            "[[attestation]]\nid = \"a\"\ntitle = \"A\"\nby = \"team\"\ncontrols = [\"fw-1/A.1\"]",
            "",
        ),
    ]
}

fn settings() -> Vec<Fixture> {
    let settings = |lines: &str| format!("//- storyproof.toml\n[program]\nname = \"X\"\n{lines}\n");
    vec![
        (
            "settings/unknown-lint",
            settings("[lints]\n\"story/to-large\" = \"warn\""),
            settings("[lints]\n\"story/too-large\" = \"warn\""),
        ),
        (
            "settings/fixed-level",
            settings("[lints]\n\"form/syntax\" = \"allow\""),
            settings("[lints]\n\"story/too-large\" = \"allow\""),
        ),
        (
            "settings/ledger-path",
            settings("[ledger]\npath = \"../x.sqlite\""),
            settings("[ledger]\npath = \"state/x.sqlite\""),
        ),
        (
            "program/placeholder",
            settings("organization = \"Our organization\""),
            settings("organization = \"Ours\""),
        ),
        extra(
            "program/placeholder",
            "[[account]]\nid = \"123456789012\"\nname = \"a\"",
            "[[account]]\nid = \"210987654321\"\nname = \"a\"",
        ),
        extra(
            "program/placeholder",
            "[[party]]\nid = \"team-x\"\nname = \"X\"\nkind = \"team\"\ncontact = \"x@example.com\"",
            "[[party]]\nid = \"team-x\"\nname = \"Example X\"\nkind = \"team\"\ncontact = \"x@notexample.com\"",
        ),
        extra(
            "program/placeholder",
            "[[party]]\nid = \"vendor\"\nname = \"Example Vendor\"\nkind = \"isv\"",
            "[[party]]\nid = \"vendor\"\nname = \"Vendor\"\nkind = \"isv\"",
        ),
        extra(
            "program/placeholder",
            "[[account]]\nid = \"210987654321\"\nname = \"a\"\ncontacts = { security = \"x@example.com\" }",
            "[[account]]\nid = \"210987654321\"\nname = \"a\"\ncontacts = { security = \"x@pay.test\" }",
        ),
    ]
}

/// A control that nobody answers for.
const FOURTH: &str = "[[control]]\nframework = \"fw-1\"\nid = \"A.4\"\ntitle = \"Fourth\"";

fn estate() -> Vec<Fixture> {
    let component = |lines: &str| format!("[[component]]\nid = \"c\"\nname = \"C\"\n{lines}");
    let duty = |who: &str, lines: &str| {
        format!(
            "[[component.responsibility]]\ncontrols = [\"fw-1/A.*\"]\naccountable = \"{who}\"\n{lines}\n"
        )
    };
    let duties = |other: &str| {
        component(&format!(
            "{TEAM}\n{}{}",
            duty("team", "kind = \"customer\""),
            duty(other, "kind = \"customer\"")
        ))
    };
    let account = |lines: &str| {
        format!(
            "[[account]]\nid = \"444455556666\"\nname = \"test\"\nowner = \"team\"\nsupport_plan = \"business\"\n{lines}"
        )
    };
    let contacts = "contacts = { security = \"a@x\", billing = \"b@x\", operations = \"c@x\" }";
    let same = "contacts = { security = \"a@x\", billing = \"A@X\", operations = \"c@x\" }";
    let full = account(&format!("deputy = \"deputies\"\n{contacts}"));
    let shared = |lines: &str| {
        component(&format!("{TEAM}\n{}", duty("team", &format!("kind = \"shared\"\n{lines}"))))
    };
    vec![
        extra("component/no-accountable", &component(""), &component(TEAM)),
        extra(
            "component/shared-without-split",
            &shared("provider_does = \"x\""),
            &shared("provider_does = \"x\"\ncustomer_does = \"y\""),
        ),
        extra("component/two-accountable", &duties("deputies"), &duties("team")),
        extra(
            "component/serves-cycle",
            &component("owner = \"team\"\nserves = [\"c\"]"),
            &component("owner = \"team\"\nserves = [\"kms\"]"),
        ),
        extra(
            "owner/missing",
            "[[repository]]\nid = \"r\"\nname = \"R\"",
            "[[repository]]\nid = \"r\"\nname = \"R\"\nowner = \"team\"",
        ),
        extra("account/incomplete", &account(contacts), &full),
        extra("account/contacts", &account(&format!("deputy = \"deputies\"\n{same}")), &full),
    ]
}

/// Who answers for a control, over all components.
fn accountable() -> Vec<Fixture> {
    let component = |duty: &str| {
        format!(
            "[[component]]\nid = \"c\"\nname = \"C\"\n{TEAM}\n[[component.responsibility]]\n{duty}\n"
        )
    };
    let ours = |control: &str, who: &str| {
        component(&format!(
            "controls = [\"fw-1/{control}\"]\naccountable = \"{who}\"\nkind = \"customer\""
        ))
    };
    let shared = |line: &str| {
        component(&format!(
            "controls = [\"fw-1/A.1\"]\naccountable = \"team\"\nkind = \"shared\"\n\
             provider_does = \"x\"\ncustomer_does = \"y\"\n{line}"
        ))
    };
    let decided = "[[applicability]]\ncontrol = \"fw-1/A.4\"\napplicable = true";
    vec![
        extra("component/shared-with-nobody", &shared(""), &shared("provider = \"cloud\"")),
        extra("control/two-accountable", &ours("A.1", "deputies"), &ours("A.1", "team")),
        extra("control/no-accountable", FOURTH, &format!("{FOURTH}\n{}", ours("A.4", "team"))),
        extra(
            "control/no-accountable",
            &format!("{FOURTH}\n{decided}"),
            &format!("{FOURTH}\n{decided}\nowner = \"team\""),
        ),
    ]
}

fn templates() -> Vec<Fixture> {
    let with = |metadata: &str| {
        format!(
            "//- controls/x.toml\n[[component]]\nid = \"module\"\nname = \"Module\"\nowner = \"team\"\n\
             templates = [\"infra/keys.yaml\"]\n//- infra/keys.yaml\nResources:\n  Key:\n    \
             Type: AWS::KMS::Key\n    Metadata:\n      storyproof:\n        {metadata}\n"
        )
    };
    let fine = with("controls: [fw-1/A.1]");
    let named = fine.replace("A.1]", "A.1]\n        checks: [root-mfa]");
    vec![
        ("form/template", fine.replace("Resources:", "Resource:"), fine.clone()),
        ("form/template", fine.replace("infra/keys.yaml\"", "infra/key.yaml\""), fine.clone()),
        ("form/template", fine.replace("keys.yaml", "keys.txt"), fine.clone()),
        ("form/template", fine.replace("[fw-1/A.1]", "[fw-1/A.1"), fine.clone()),
        ("form/template", fine.replace("  Key:\n", "  Key: *key\n  Other:\n"), fine.clone()),
        ("form/unknown-key", with("control: [fw-1/A.1]"), fine.clone()),
        ("form/wrong-type", with("controls: {a: b}"), fine.clone()),
        ("form/bad-id", with("controls: [A.1]"), fine.clone()),
        ("link/unknown-control", with("controls: [fw-1/A.9]"), fine.clone()),
        ("link/unknown-id", named.replace("root-mfa", "root-mfb"), named.clone()),
        ("template/unmarked-block", with("controls: []"), fine.clone()),
        ("template/unproven-block", with("controls: [fw-1/A.3]"), fine.clone()),
        ("template/unproven-block", named.replace("A.1]", "A.3]"), named),
    ]
}

fn unused() -> Vec<Fixture> {
    let source = "[[check.source]]\ntool = \"semgrep\"\nrules = [\"*\"]";
    let check = |lines: &str| {
        format!("[[check]]\nid = \"c\"\ntitle = \"C\"\nowner = \"team\"\n{lines}{source}")
    };
    let said = "[[attestation]]\nid = \"a\"\ntitle = \"A\"\nby = \"team\"\nevery = \"1w\"\n";
    vec![
        extra("unused/check", &check(""), &check("controls = [\"fw-1/A.1\"]\n")),
        extra("unused/attestation", said, &format!("{said}controls = [\"fw-1/A.1\"]")),
        fixture(
            "party/no-security-person",
            "//- controls/x.toml\n[[party]]\nid = \"p\"\nname = \"P\"\nkind = \"team\"\n\
             members = [\"developer\"]\n",
            "//- controls/x.toml\n[[party]]\nid = \"p\"\nname = \"P\"\nkind = \"team\"\n\
             members = [\"developer\", \"guard\"]\n[[persona]]\nid = \"guard\"\nname = \"Guard\"\n\
             security = true\n",
        ),
        fixture(
            "unused/party",
            "//- controls/x.toml\n[[party]]\nid = \"p\"\nname = \"P\"\nkind = \"team\"\n",
            "",
        ),
        fixture(
            "unused/persona",
            "//- stories/x.toml\n[[persona]]\nid = \"p\"\nname = \"P\"\n",
            "",
        ),
    ]
}
