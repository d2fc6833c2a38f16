//! Issues in, stories out, and back again without a change.

use std::{collections::BTreeMap, path::Path};

use super::{
    Asked, Field, FileEdit, IssueRow,
    IssueVerdict::{self, New, Refused},
    Issues, Prefer, Tracker, TrackerPlan, Wanted, edit, out, plan, read,
};
use crate::{
    ids::{EpicId, PartyId, StoryId},
    model::{self, Story},
    program::{self, Program},
    source::Sources,
    time::Day,
};

/// A program of a few files, which changes as imports are written.
struct Place {
    files: BTreeMap<String, String>,
    program: Program,
    sources: Sources,
}

/// What is said of an import.
#[derive(Default)]
struct How {
    wanted: Wanted,
    prefer: Option<Prefer>,
    anyway: bool,
    map: Vec<(String, Field)>,
}

const STORY: &str = "# Why it is here.\n\n[[story]]\nid = \"IAM-01\"\nepic = \"IAM\"\ntitle = \"Root is locked\"  # short\n\
persona = \"owner\"\nwant = \"root locked away\"\nso_that = \"nobody takes the account\"\nsprint = \"S1\"\npoints = 3\n\
owner = \"team\"\nstatus = \"doing\"\nstarted = 2026-01-14\nnotes = \"See the runbook.\"\n\n# what must be so\n\
[[story.acceptance]]\ntext = \"Root MFA is on\"\nchecks = [\"root-mfa\"]\n";

const SHARED: &str = "[[epic]]\nid = \"IAM\"\ntitle = \"Access\"\nowner = \"team\"\n\n[[epic]]\nid = \"NET\"\ntitle = \"Network\"\n\n\
[[sprint]]\nid = \"S1\"\nstart = 2026-01-12\nend = 2026-01-23\n\n[[sprint]]\nid = \"S2\"\nstart = 2026-01-26\nend = 2026-02-06\n\n\
[[persona]]\nid = \"owner\"\nname = \"account owner\"\n\n\
[[party]]\nid = \"team\"\nname = \"Platform team\"\nkind = \"team\"\ncontact = \"team@example.com\"\n\n\
[[check]]\nid = \"root-mfa\"\ntitle = \"Root has MFA\"\n";

impl Place {
    fn new() -> Self {
        Self::of([("stories/shared.toml", SHARED), ("stories/iam/IAM-01.toml", STORY)])
    }

    fn of<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let settings = ("storyproof.toml", "[program]\nname = \"P\"\norganization = \"O\"\n");
        let files = files.into_iter().chain([settings]);
        Self::with(files.map(|(path, text)| (path.to_owned(), text.to_owned())).collect())
    }

    fn with(files: BTreeMap<String, String>) -> Self {
        let sources = Sources::from_texts(files.iter());
        let (records, found) = model::decode(&sources);
        assert!(found.is_empty(), "{found:#?}");
        let (program, _) = program::resolve(records);
        Self { files, program, sources }
    }

    fn asked<'a>(how: &'a How, taken: &'a [String]) -> Asked<'a> {
        let today: Day = "2026-01-21".parse().unwrap();
        let How { wanted, prefer, anyway, .. } = how;
        Asked { wanted, prefer: *prefer, anyway: *anyway, seed: 7, today, taken }
    }

    fn plan(&self, tracker: Tracker, text: &str, how: &How) -> (TrackerPlan, Vec<FileEdit>) {
        let issues = read(tracker, text.as_bytes(), &how.map).unwrap();
        let plan = plan(&self.program, &issues, Self::asked(how, &[]));
        let edits = edit(&self.program, &self.sources, &plan, &|_| String::new()).unwrap();
        (plan, edits)
    }

    /// Writes an import, and the same again, which must change nothing.
    fn import(&mut self, tracker: Tracker, text: &str, how: &How) -> TrackerPlan {
        let (plan, edits) = self.plan(tracker, text, how);
        for file in edits {
            assert_eq!(self.files.get(&file.path), file.before.as_ref(), "{}", file.path);
            self.files.insert(file.path, file.after);
        }
        *self = Self::with(std::mem::take(&mut self.files));
        let (_, again) = self.plan(tracker, text, how);
        assert_eq!(again, [], "the same again changes something");
        plan
    }

    fn story(&self, id: &str) -> &Story {
        &self.program.stories[&StoryId::parse(id).unwrap()]
    }
}

fn verdicts(plan: &TrackerPlan) -> Vec<IssueVerdict> {
    plan.rows.iter().map(|row| row.verdict).collect()
}

fn fields(row: &IssueRow) -> Vec<Field> {
    row.changes.iter().map(|change| change.field).collect()
}

fn epic(id: &str) -> Wanted {
    Wanted { epic: EpicId::parse(id).ok(), ..Wanted::default() }
}

const JIRA: &str = "Summary,Issue key,Issue id,Issue Type,Status,Priority,Assignee,Created,Resolved,Labels,Labels,Description,Custom field (Story Points),Sprint,Sprint,Parent,Parent key,Watchers\r\n\
Access reviews,SEC-1,10001,Epic,To Do,High,,12/Jan/26 9:14 AM,,,,,,,,,,ann\r\n\
\"Review, quarterly\",SEC-2,10002,Story,In Progress,High,team@example.com,12/Jan/26 9:14 AM,,iso,q1,\"Line one\nline two\",5.0,S1,S2,10001,SEC-1,ann\r\n\
Old keys go,SEC-3,10003,Sub-task,Waiting,Low,Ann,12/Jan/26 9:14 AM,,,,'=1+1,13,Sprint 9,,10002,SEC-2,\r\n\
Nothing above,SEC-4,10004,Task,Done,Low,,12/Jan/26 9:14 AM,14/Jan/26 9:14 AM,,,,,,,,,\r\n\
too,many,cells,in,this,row,1,2,3,4,5,6,7,8,9,10,11,12,13\r\n";

#[test]
fn a_first_import_makes_stories_and_says_what_it_does_not_know() {
    let mut place = Place::new();
    let plan = place.import(Tracker::Jira, JIRA, &How { wanted: epic("NET"), ..How::default() });
    assert_eq!(verdicts(&plan), [New, New, New, New, Refused]);
    let why = plan.rows[4].why.as_deref().unwrap();
    assert!(plan.rows[4].line == 7 && why.contains("quotes"), "{why}");
    let unknown: Vec<(Field, &str)> =
        plan.unknown.iter().map(|unknown| (unknown.field, unknown.text.as_str())).collect();
    assert_eq!(
        unknown,
        [
            (Field::Status, "Waiting"),
            (Field::Sprint, "Sprint 9"),
            (Field::Points, "13"),
            (Field::Owner, "Ann"),
        ]
    );
    assert!(place.program.epics.contains_key(&EpicId::parse("SEC-1").unwrap()));
    let review = place.story("SEC-2");
    assert_eq!((review.epic.as_str(), review.title.as_str()), ("SEC-1", "Review, quarterly"));
    assert_eq!(review.sprint.as_ref().unwrap().as_str(), "S2", "the last of several");
    assert_eq!(review.points.as_ref().unwrap().value, 5);
    assert_eq!(review.owner.as_ref().unwrap().as_str(), "team");
    assert_eq!(review.external[0].as_str(), "jira:SEC-2");
    assert_eq!(place.story("SEC-3").epic.as_str(), "SEC-1", "through the story above it");
    assert_eq!(place.story("SEC-3").notes.as_deref(), Some("=1+1"), "text, never a formula");
    assert_eq!(place.story("SEC-4").epic.as_str(), "NET");
    // A claim that `check` would refuse waits.
    assert_eq!(review.status.word(), "draft");
    assert!(plan.rows[3].notes[0].contains("claimed to be done"), "{:?}", plan.rows[3].notes);
    let text = &place.files["stories/sec-1/SEC-2.toml"];
    for kept in
        ["[story.x.jira]", "Priority = \"High\"", "\"iso\",", "Created = \"12/Jan/26 9:14 AM\""]
    {
        assert!(text.contains(kept), "{kept}:\n{text}");
    }
    assert!(!text.contains("Watchers"), "{text}");
}

#[test]
fn claims_come_in_when_they_are_asked_for_or_the_story_is_whole() {
    let mut place = Place::new();
    let how = How { wanted: epic("NET"), anyway: true, ..How::default() };
    place.import(Tracker::Jira, JIRA, &how);
    let done = place.story("SEC-4");
    assert_eq!((done.status.word(), done.done.is_some()), ("done", true));
    assert_eq!(place.story("SEC-3").points.as_ref().unwrap().value, 13);

    let mut place = Place::new();
    let how = How { wanted: epic("NET"), ..How::default() };
    place.import(Tracker::Jira, JIRA, &how);
    let whole = place.files["stories/sec-1/SEC-2.toml"].replace(
        "title =",
        "persona = \"owner\"\nwant = \"w\"\nso_that = \"s\"\nacceptance = [{ text = \"t\", checks = [\"root-mfa\"] }]\ntitle =",
    );
    place.files.insert("stories/sec-1/SEC-2.toml".into(), whole);
    place = Place::with(place.files);
    let plan = place.import(Tracker::Jira, JIRA, &how);
    assert_eq!(fields(&plan.rows[1]), [Field::Status]);
    assert_eq!(place.story("SEC-2").status.word(), "doing");
}

#[test]
fn only_what_the_tracker_changed_comes_in_and_the_rest_stays() {
    let mut place = Place::new();
    let how = How { wanted: epic("NET"), ..How::default() };
    place.import(Tracker::Jira, JIRA, &how);
    let path = "stories/sec-1/SEC-2.toml";
    // People write beside it: a comment, a criterion, and another size.
    let text = place.files[path].replace("points = 5", "points = 8 # after refinement");
    let text = format!("# Ours.\n{text}\n[[story.acceptance]]\ntext = \"It is reviewed\"\n");
    place.files.insert(path.into(), text);
    place = Place::with(place.files);
    let plan = place.import(Tracker::Jira, JIRA, &how);
    assert_eq!(plan.rows[1].verdict, IssueVerdict::Unchanged, "{:?}", plan.rows[1]);

    let moved = JIRA.replace("\"Review, quarterly\"", "Review each month").replace("S1,S2", "S1,");
    let plan = place.import(Tracker::Jira, &moved, &how);
    assert_eq!(
        fields(&plan.rows[1]),
        [Field::Epic; 0].into_iter().chain([Field::Title, Field::Sprint]).collect::<Vec<_>>()
    );
    let text = &place.files[path];
    for kept in ["# Ours.", "points = 8 # after refinement", "It is reviewed", "sprint = \"S1\""] {
        assert!(text.contains(kept), "{kept}:\n{text}");
    }
    assert!(text.contains("title = \"Review each month\""), "{text}");
    assert!(!text.contains("moved"), "S2 has not begun:\n{text}");

    // Both sides changed the size: it stays, until somebody settles it.
    let resized = moved.replace("5.0", "2");
    let plan = place.import(Tracker::Jira, &resized, &how);
    let row = &plan.rows[1];
    assert_eq!((row.verdict, row.conflicts[0].field), (IssueVerdict::Conflict, Field::Points));
    assert!(place.files[path].contains("points = 8 #"));
    let theirs = How { prefer: Some(Prefer::Tracker), wanted: epic("NET"), ..How::default() };
    let mut other = Place::with(place.files.clone());
    other.import(Tracker::Jira, &resized, &theirs);
    assert!(other.files[path].contains("points = 2 # after refinement"));
    let ours = How { prefer: Some(Prefer::Files), wanted: epic("NET"), ..How::default() };
    place.import(Tracker::Jira, &resized, &ours);
    let plan = place.import(Tracker::Jira, &resized, &how);
    assert_eq!(plan.rows[1].verdict, IssueVerdict::Unchanged);
    assert!(place.files[path].contains("points = 8 #"));

    // S1 has begun: leaving it is history.
    let plan = place.import(Tracker::Jira, &resized.replace("S1,,10001", "S2,,10001"), &how);
    assert_eq!(fields(&plan.rows[1]), [Field::Sprint]);
    assert!(
        place.files[path].contains("{ on = 2026-01-21, from = \"S1\" }"),
        "{}",
        place.files[path]
    );
}

/// What an export writes.
fn exported(place: &Place, tracker: Tracker) -> String {
    let stories: Vec<&Story> = place.program.stories.values().collect();
    match tracker {
        Tracker::Jira => out::jira(&place.program, &stories).unwrap(),
        Tracker::GitHub => out::github(&place.program, &stories),
        Tracker::Linear => out::linear(&place.program, &stories).unwrap(),
        Tracker::Csv => out::csv(&place.program, &stories).unwrap(),
    }
}

fn assert_round_trip(place: &Place, name: &str) {
    for tracker in Tracker::ALL {
        let text = exported(place, tracker);
        let (plan, edits) = place.plan(tracker, &text, &How::default());
        let odd = plan.rows.iter().find(|row| row.verdict != IssueVerdict::Unchanged);
        assert!(odd.is_none(), "{name}, {tracker:?}: {odd:#?}");
        assert_eq!(edits, [], "{name}, {tracker:?}");
        assert!(plan.unknown.is_empty(), "{name}, {tracker:?}: {:?}", plan.unknown);
        assert!(plan.rows.len() >= place.program.stories.len(), "{name}, {tracker:?}");
    }
}

#[test]
fn what_goes_out_of_the_example_comes_back_without_a_change() {
    let sources = Sources::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let files = sources.iter().filter(|(_, file)| file.path.ends_with(".toml"));
    let files = files.map(|(_, file)| (file.path.to_string(), file.text.clone())).collect();
    assert_round_trip(&Place::with(files), "example");
}

/// Texts that break tables, markup and terminals.
const HOSTILE: [&str; 12] = [
    "=1+1",
    "-2+3",
    "'=quoted",
    "a,b;c\td",
    "say \"x\"",
    "one\ntwo\n\nfour",
    "win\r\ndows",
    "lone\rreturn",
    "適用宣言書 é 🦀",
    "\u{feff}mark \u{202e}turned",
    "storyproof IAM-02: what stands above is kept in its file, notes stand below",
    "\u{1b}[31mred\u{7}",
];

fn hostile() -> Place {
    let mut files = vec![("stories/shared.toml".to_owned(), SHARED.to_owned())];
    for (at, text) in HOSTILE.iter().enumerate() {
        let long = format!("{text} {}", "x,\"y\"\n".repeat(if at == 3 { 4_000 } else { 2 }));
        let quoted = |text: &str| toml_edit::Value::from(text).to_string();
        let mut story = format!(
            "[[story]]\nid = \"H-{at}\"\nepic = \"IAM\"\ntitle = {}\nnotes = {}\n",
            quoted(text),
            quoted(&long),
        );
        if at % 2 == 0 {
            let more = format!(
                "want = {0}\nso_that = {0}\nsprint = \"S1\"\nowner = \"team\"\npoints = 0\n[[story.acceptance]]\ntext = {0}\n",
                quoted(text)
            );
            story.push_str(&more);
        }
        let story =
            if at % 3 == 0 { format!("\u{feff}{}", story.replace('\n', "\r\n")) } else { story };
        files.push((format!("stories/H-{at}.toml"), story));
    }
    files.push((
        "storyproof.toml".to_owned(),
        "[program]\nname = \"P\"\norganization = \"O\"\n".to_owned(),
    ));
    Place::with(files.into_iter().collect())
}

#[test]
fn what_goes_out_of_a_hostile_program_comes_back_without_a_change() {
    let place = hostile();
    assert_round_trip(&place, "hostile");
    // As a spreadsheet saves it: with a mark and other line ends.
    for tracker in [Tracker::Jira, Tracker::Linear, Tracker::Csv] {
        let text = format!("\u{feff}{}", exported(&place, tracker).replace("\r\n", "\n"));
        let (plan, edits) = place.plan(tracker, &text, &How::default());
        assert!(edits.is_empty() && !plan.has_trouble(), "{tracker:?}");
    }
    for tracker in [Tracker::Jira, Tracker::Linear, Tracker::Csv] {
        let text = exported(&place, tracker);
        for record in csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap) {
            let formulas =
                record.iter().find(|cell| cell.starts_with(crate::render::csv::TRIGGERS));
            assert_eq!(formulas, None);
        }
    }
}

#[test]
fn what_came_from_a_tracker_goes_out_and_comes_back() {
    let mut place = Place::new();
    place.import(Tracker::Jira, JIRA, &How { wanted: epic("NET"), ..How::default() });
    assert_round_trip(&place, "imported");
    let text = exported(&place, Tracker::Jira);
    assert!(text.contains("team@example.com"), "the tracker's own word for a person:\n{text}");
}

#[test]
fn an_edited_export_changes_what_was_edited_unless_the_story_went_on() {
    let mut place = Place::new();
    let text = exported(&place, Tracker::Csv);
    let edited =
        text.replace("Root is locked", "Root is locked away").replace(",doing,", ",draft,");
    let plan = place.import(Tracker::Csv, &edited, &How::default());
    assert_eq!(fields(&plan.rows[0]), [Field::Title, Field::Status]);
    assert!(
        place.files["stories/iam/IAM-01.toml"].contains("title = \"Root is locked away\"  # short")
    );
    assert!(!place.files["stories/iam/IAM-01.toml"].contains("story.x"), "no tracker knows it");
    // The same old table once more, edited otherwise: nobody can tell who is right.
    let late = text.replace("Root is locked", "Root has no keys");
    let (plan, edits) = place.plan(Tracker::Csv, &late, &How::default());
    assert_eq!((verdicts(&plan), edits), (vec![IssueVerdict::Conflict], Vec::new()));
}

#[test]
fn an_issue_made_from_an_export_is_found_again_by_its_text() {
    let mut place = Place::new();
    let line: serde_json::Value = serde_json::from_str(&exported(&place, Tracker::GitHub)).unwrap();
    let body = line["body"].as_str().unwrap();
    assert!(body.starts_with("As account owner, I want root locked away, so that"), "{body}");
    let issue = |number: u32, title: &str| {
        serde_json::json!({
            "number": number, "title": title, "body": body, "state": "OPEN", "stateReason": "",
            "labels": [{ "name": "bug" }, { "name": "points:3" }], "assignees": [{ "login": "ann" }],
            "milestone": { "title": "S1", "number": 1 },
            "url": format!("https://github.com/example/app/issues/{number}"),
        })
    };
    let list = serde_json::json!([issue(7, "Root is locked")]).to_string();
    let plan = place.import(Tracker::GitHub, &list, &How::default());
    assert_eq!(fields(&plan.rows[0]), [Field::Key]);
    let story = place.story("IAM-01");
    assert_eq!(story.external[0].as_str(), "github:example/app#7");
    assert_eq!((story.status.word(), story.notes.as_deref()), ("doing", Some("See the runbook.")));
    assert_round_trip(&place, "made on GitHub");
    // Another issue that says that it is the same story does not become it.
    let other = serde_json::json!([issue(8, "Mine now")]).to_string();
    let (plan, edits) = place.plan(Tracker::GitHub, &other, &How::default());
    assert_eq!((verdicts(&plan), edits), (vec![Refused], Vec::new()));
    // Closed there: a claim that waits for its day, and then is taken.
    let mut closed = issue(7, "Root is locked");
    closed["state"] = "CLOSED".into();
    let (plan, _) = place.plan(Tracker::GitHub, &closed.to_string(), &How::default());
    assert!(plan.rows[0].notes[0].contains("the day on which it was done"), "{:?}", plan.rows[0]);
    closed["closedAt"] = "2026-01-20T10:00:00Z".into();
    let plan = place.import(Tracker::GitHub, &closed.to_string(), &How::default());
    assert_eq!(fields(&plan.rows[0]), [Field::Status, Field::Done]);
    let again = place.import(Tracker::GitHub, &list, &How::default());
    assert_eq!(fields(&again.rows[0]), [Field::Status, Field::Done], "reopened");
    assert_eq!(
        (place.story("IAM-01").status.word(), place.story("IAM-01").done.is_none()),
        ("doing", true)
    );
}

#[test]
fn items_of_a_project_say_iteration_status_and_size() {
    let item = serde_json::json!({
        "id": "PVTI_1", "title": "Logs are kept", "status": "In Progress", "estimate": 2,
        "assignees": ["ann"], "labels": ["epic:NET"], "milestone": null,
        "iteration": { "title": "S2", "startDate": "2026-01-26", "duration": 14 },
        "content": { "type": "Issue", "number": 9, "title": "Logs are kept", "body": "Text",
            "repository": "example/app", "url": "https://github.com/example/app/issues/9" },
        "repository": "https://github.com/example/app",
    });
    let list = serde_json::json!({ "items": [item], "totalCount": 1 }).to_string();
    let mut place = Place::new();
    let people = vec![("ann".to_owned(), PartyId::parse("team").unwrap())];
    let how =
        How { wanted: Wanted { people, ..Wanted::default() }, anyway: true, ..How::default() };
    let plan = place.import(Tracker::GitHub, &list, &how);
    assert_eq!(verdicts(&plan), [New]);
    let story = place.program.stories.values().find(|story| story.epic.as_str() == "NET").unwrap();
    assert_eq!(story.external[0].as_str(), "github:example/app#9");
    assert_eq!(story.sprint.as_ref().unwrap().as_str(), "S2");
    assert_eq!((story.status.word(), story.points.as_ref().unwrap().value), ("doing", 2));
    assert_eq!(story.owner.as_ref().unwrap().as_str(), "team");
}

#[test]
fn linear_and_other_tables_come_in_by_their_own_columns() {
    let linear = "\"ID\",\"Team\",\"Title\",\"Description\",\"Status\",\"Estimate\",\"Priority\",\"Project ID\",\"Project\",\"Assignee\",\"Labels\",\"Cycle Number\",\"Cycle Name\",\"Created\",\"Started\",\"Completed\",\"Canceled\",\"Parent issue\"\n\
        \"ENG-7\",\"Eng\",\"Rotate keys\",\"\",\"Backlog\",\"3\",\"High\",\"p1\",\"Network\",\"team\",\"a, b\",\"4\",\"\",\"2026-01-14T09:14:00.000Z\",\"\",\"\",\"\",\"\"\n";
    let mut place = Place::new();
    let plan = place.import(Tracker::Linear, linear, &How::default());
    assert_eq!(verdicts(&plan), [New]);
    assert_eq!(place.story("ENG-7").epic.as_str(), "NET", "by the title of the epic");
    let table = "Ticket;Headline;Size;Theme\nT-1;Trail is on;2;Network\n;No id;;\nT-1;Twice;;\n";
    let named =
        |pairs: [(&str, Field); 4]| pairs.map(|(name, field)| (name.to_owned(), field)).into();
    let map = named([
        ("ticket", Field::Key),
        ("Headline", Field::Title),
        ("Size", Field::Points),
        ("Theme", Field::Epic),
    ]);
    let how = How { map, ..How::default() };
    let plan = place.import(Tracker::Csv, table, &how);
    assert_eq!(verdicts(&plan), [New, Refused, Refused]);
    assert!(plan.rows[1].why.as_deref().unwrap().contains("--map COLUMN=key"));
    assert!(plan.rows[2].why.as_deref().unwrap().contains("line 2 is the same issue"));
    assert_eq!(place.story("T-1").points.as_ref().unwrap().value, 2);
}

#[test]
fn what_may_be_missing_or_cannot_be_read_is_said() {
    let rows = |n: usize| {
        let list: Vec<_> = (0..n).map(|n| serde_json::json!({ "title": "t", "id": n })).collect();
        read(Tracker::GitHub, serde_json::to_string(&list).unwrap().as_bytes(), &[]).unwrap()
    };
    let warned = |issues: Issues| !issues.warnings.is_empty();
    assert!(warned(rows(30)) && !warned(rows(29)) && !warned(rows(31)));
    let jira = format!("Summary\n{}", "t\n".repeat(1_000));
    assert!(warned(read(Tracker::Jira, jira.as_bytes(), &[]).unwrap()));
    let error = |tracker, text: &str| read(tracker, text.as_bytes(), &[]).unwrap_err().to_string();
    assert!(error(Tracker::GitHub, "[{").contains("no JSON"), "{}", error(Tracker::GitHub, "[{"));
    assert!(error(Tracker::Jira, "Key\nA-1\n").contains("title"));
    assert!(error(Tracker::Csv, "").contains("heading"));
    let none = read(Tracker::Jira, b"Summary\n", &[("Size".to_owned(), Field::Points)]);
    assert!(none.unwrap_err().to_string().contains("no column `Size`"));
}

#[test]
fn five_thousand_rows_are_compared_at_once() {
    let mut rows =
        "Summary,Issue key,Issue Type,Status,Parent,Custom field (Story Points),Labels\n"
            .to_owned();
    for n in 0..5_000 {
        let row = format!("Story {n},SEC-{n},Story,To Do,IAM,3,a\n");
        rows.push_str(&row);
    }
    let mut place = Place::new();
    let plan = place.import(Tracker::Jira, &rows, &How::default());
    assert_eq!(plan.count(New), 5_000);
    assert_eq!(place.program.stories.len(), 5_001);
}
