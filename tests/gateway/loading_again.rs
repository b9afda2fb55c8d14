//! A file that is loaded after another one gives the same result as if it were loaded first: the same reports in
//! the same order with the same revisions, or the same faults.

use std::cell::Cell;

use feedgate::collection::{self, Report};
use feedgate::snapshot::{Named, Snapshot};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::arbitrary::for_all;

/// Enough for some blocks of reports that are taken over or made anew together.
const REPORTS: usize = 600;

#[test]
fn a_file_is_the_same_whatever_was_loaded_before_it() {
    let (good, faulty) = (Cell::new(0), Cell::new(0));
    for_all(64, vec(vec(edit(), 1..4), 1..5), |saved| {
        let mut file = made();
        let first = collection::parse(bytes(&file)).unwrap_or_else(|(_, faults)| panic!("{faults:#?}"));
        let mut earlier = Snapshot::build(first);
        for edits in saved {
            let mut edited = file.clone();
            edits.into_iter().for_each(|edit| edit.make(&mut edited));
            match assert_same_again(bytes(&edited), &earlier) {
                None => faulty.set(faulty.get() + 1),
                Some(snapshot) => {
                    good.set(good.get() + 1);
                    (file, earlier) = (edited, snapshot);
                }
            }
        }
    });
    assert!(good.get() > 20 && faulty.get() > 20, "{good:?} were good, {faulty:?} were not");
}

/// What came of the file after another, if it is good.
fn assert_same_again(file: Vec<u8>, earlier: &Snapshot) -> Option<Snapshot> {
    let again = collection::parse_again(file.clone(), earlier.collection());
    let (first, again) = match (collection::parse(file), again) {
        (Ok(first), Ok(again)) => (first, again),
        (Err(first), Err(again)) => {
            assert!(!first.1.is_empty());
            assert_eq!(again.1, first.1);
            assert!(again.0 == first.0);
            return None;
        }
        (first, again) => panic!("first {:#?}, again {:#?}", first.err(), again.err()),
    };
    // All that either holds, with the order of the reports and where each is found by its id.
    assert!(format!("{again:?}") == format!("{first:?}"), "{again:#?} is not {first:#?}");
    let missing = |id: &str| again.position(id).is_none();
    let before = earlier.collection().reports.iter().map(|report| &*report.id);
    let mut gone: Vec<_> = before.filter(|id| missing(id)).collect();
    gone.sort_unstable();
    let changes = again.changes_since(earlier.collection());
    let removed: Vec<_> = changes.removed.iter().map(|report| &*report.id).collect();
    assert_eq!(removed, gone);
    let new = |report: &&Report| earlier.collection().position(&report.id).is_none();
    assert_eq!(changes.added.len(), again.reports.iter().filter(new).count());
    let (first, again) = (Snapshot::build(first), Snapshot::build(again));
    assert_eq!(revisions(&again), revisions(&first));
    Some(again)
}

fn revisions(snapshot: &Snapshot) -> Vec<String> {
    let topics = snapshot.collection().topics.iter().map(|topic| match snapshot.named(&topic.id) {
        Some(Named::Topic(topic)) => snapshot.topic_revision(topic).to_string(),
        other => panic!("{other:?}"),
    });
    topics.chain([snapshot.revision().to_string()]).collect()
}

// — files, and what curators do to them —

/// A file by its parts: the head and the text of each report.
#[derive(Clone)]
struct File {
    head: Value,
    reports: Vec<Value>,
    /// What stands between two reports.
    between: &'static str,
    cut_short: bool,
}

fn made() -> File {
    let report = |at: usize| {
        let topics = [&["a"][..], &["b", "a"], &["c"], &[]][at % 4];
        json!({
            "id": format!("r{at}"), "title": "T", "published": format!("{}", 2000 + at % 20),
            "language": "es", "keywords": [format!("k{}", at % 7)], "topics": topics,
        })
    };
    let head = json!({
        "id": "made", "authority": "example.org,2023", "title": "Made", "withdrawn": [],
        "topics": [
            { "id": "a", "title": "A" }, { "id": "b", "title": "B" }, { "id": "c", "title": "C" },
            { "id": "d", "title": "D" },
        ],
    });
    File { head, reports: (0..REPORTS).map(report).collect(), between: ",\n", cut_short: false }
}

fn bytes(file: &File) -> Vec<u8> {
    let head = file.head.to_string();
    let reports: Vec<_> = file.reports.iter().map(Value::to_string).collect();
    let head = head.strip_suffix('}').expect("an object");
    let mut text = format!("{head},\"reports\":[{}]}}", reports.join(file.between));
    if file.cut_short {
        text.truncate(text.len() / 2);
    }
    text.into_bytes()
}

/// What a curator does between two saves. After some the file is faulty, if others do not mend it.
#[derive(Clone, Debug)]
enum Edit {
    Insert(Index, u8),
    Set(Index, &'static str, Value),
    Delete(Index, usize),
    Move(Index, Index),
    Turn,
    Withdraw(Index),
    WithdrawAndKeep(Index),
    Repeat(Index, Index),
    Guid(Index, Option<Index>),
    Head(&'static str, Value),
    Between(&'static str),
    CutShort,
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    let field = prop_oneof![
        8 => Just(("title", json!("Changed"))),
        4 => Just(("added", json!("2024-05-02"))),
        4 => Just(("topics", json!(["a", "c"]))),
        2 => Just(("language", json!("en"))),
        1 => Just(("title", json!(7))),
        1 => Just(("published", json!("2023-02-30"))),
        1 => Just(("topics", json!(["e"]))),
        1 => Just(("titel", json!("Misspelt"))),
    ];
    let topic = |id: &str, title: &str| json!({ "id": id, "title": title });
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|id| topic(id, &id.to_uppercase()));
    let head = prop_oneof![
        3 => Just(("title", json!("Another"))),
        2 => Just(("language", json!("es"))),
        2 => Just(("topics", json!([a, b, topic("c", "Sea"), d]))),
        2 => Just(("topics", json!([a, b, c, d, topic("e", "E")]))),
        2 => Just(("topics", json!([a, b, c]))),
        2 => Just(("topics", json!([b, a, c, d]))),
        1 => Just(("topics", json!([a, { "id": "b", "title": "B", "aliases": ["d"] }, c]))),
        1 => Just(("topics", json!([a, c, d]))),
        1 => Just(("topics", json!([a, { "id": "b" }, c, d]))),
        1 => Just(("topics", json!("none"))),
        1 => Just(("authority", json!("nobody"))),
        1 => Just(("titel", json!("Misspelt"))),
    ];
    prop_oneof![
        6 => (at(), any::<u8>()).prop_map(|(at, number)| Edit::Insert(at, number)),
        8 => (at(), field).prop_map(|(at, (field, value))| Edit::Set(at, field, value)),
        4 => (at(), prop_oneof![4 => 1..3usize, 1 => 1..REPORTS]).prop_map(|(at, count)| Edit::Delete(at, count)),
        3 => (at(), at()).prop_map(|(from, to)| Edit::Move(from, to)),
        1 => Just(Edit::Turn),
        4 => at().prop_map(Edit::Withdraw),
        2 => at().prop_map(Edit::WithdrawAndKeep),
        2 => (at(), at()).prop_map(|(from, to)| Edit::Repeat(from, to)),
        3 => (at(), prop::option::of(at())).prop_map(|(at, of)| Edit::Guid(at, of)),
        6 => head.prop_map(|(field, value)| Edit::Head(field, value)),
        1 => prop::sample::select(vec![",", " , "]).prop_map(Edit::Between),
        1 => Just(Edit::CutShort),
    ]
}

impl Edit {
    fn make(self, file: &mut File) {
        let reports = &mut file.reports;
        let count = reports.len();
        if count == 0 {
            return;
        }
        match self {
            Edit::Insert(at, number) => {
                let report = json!({ "id": format!("new{number}"), "title": "New", "published": "2023" });
                reports.insert(at.index(count + 1), report);
            }
            Edit::Set(at, field, value) => reports[at.index(count)][field] = value,
            Edit::Delete(at, length) => {
                let start = at.index(count);
                drop(reports.drain(start..count.min(start + length)));
            }
            Edit::Move(from, to) => {
                let report = reports.remove(from.index(count));
                reports.insert(to.index(count), report);
            }
            Edit::Turn => reports.reverse(),
            Edit::Withdraw(at) => {
                let report = reports.remove(at.index(count));
                withdraw(&mut file.head, &report);
            }
            Edit::WithdrawAndKeep(at) => withdraw(&mut file.head, &reports[at.index(count)]),
            Edit::Repeat(from, to) => {
                let report = reports[from.index(count)].clone();
                reports.insert(to.index(count + 1), report);
            }
            Edit::Guid(at, None) => reports[at.index(count)]["guid"] = json!("https://example.org/?p=1"),
            Edit::Guid(at, Some(of)) => {
                let other = reports[of.index(count)]["id"].as_str().expect("an id");
                let guid = format!("tag:example.org,2023:made/{other}");
                reports[at.index(count)]["guid"] = json!(guid);
            }
            Edit::Head(field, value) => file.head[field] = value,
            Edit::Between(between) => file.between = between,
            Edit::CutShort => file.cut_short = true,
        }
    }
}

fn withdraw(head: &mut Value, report: &Value) {
    let withdrawn = head["withdrawn"].as_array_mut().expect("a list");
    withdrawn.push(json!({ "id": report["id"], "when": "2024-01-01" }));
}
