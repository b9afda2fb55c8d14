//! Tests that an export stopped at any step does no harm, and that what is left out of a run has not changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::place::{NewFile, OWN, Target};
use super::{ExportError, ExportOutcome, Exported, Writing, run};
use crate::address::Site;
use crate::collection::{Instant, parse};
use crate::config::Config;
use crate::gateway;
use crate::outgoing;
use crate::snapshot::Snapshot;

const SITE: &str = "https://example.org/";

/// A place in memory. After so many steps it refuses everything, as if the program had been killed.
struct Memory {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    left: AtomicUsize,
}

impl Memory {
    fn new(files: BTreeMap<String, Vec<u8>>) -> Memory {
        Memory { files: Mutex::new(files), left: AtomicUsize::new(usize::MAX) }
    }

    fn step(&self, name: &str) -> Result<(), ExportError> {
        let left = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        let killed = |_| ExportError::File { what: "reach", name: name.to_owned(), source: "killed".into() };
        left.map(|_| ()).map_err(killed)
    }

    fn steps_left(&self) -> usize {
        self.left.load(Ordering::Relaxed)
    }

    fn all(&self) -> BTreeMap<String, Vec<u8>> {
        self.files.lock().expect("no test panics while it holds it").clone()
    }

    /// The files that visitors can see. Assets of the version before may be among them.
    fn shown(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.all();
        files.retain(|name, _| !name.starts_with(OWN) && !name.starts_with("assets/"));
        files
    }
}

impl Target for Memory {
    fn read(&self, name: &str) -> Result<Option<String>, ExportError> {
        self.step(name)?;
        let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).expect("a text");
        Ok(self.files.lock().expect("no test panics while it holds it").get(name).map(text))
    }

    fn write(&self, file: NewFile<'_>) -> Result<(), ExportError> {
        self.step(file.name)?;
        let mut files = self.files.lock().expect("no test panics while it holds it");
        files.insert(file.name.to_owned(), file.bytes.to_vec());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), ExportError> {
        self.step(name)?;
        self.files.lock().expect("no test panics while it holds it").remove(name);
        Ok(())
    }

    fn has_others(&self) -> Result<bool, ExportError> {
        Ok(!self.shown().is_empty())
    }

    fn keeps_attributes(&self) -> bool {
        false
    }

    fn full_name(&self, name: &str) -> String {
        name.to_owned()
    }
}

/// 2024-06-01T12:00:00Z.
fn now() -> Instant {
    Instant::from_unix(1_717_243_200).expect("an instant")
}

fn report(id: &str, day: usize, topics: &[&str]) -> Value {
    json!({
        "id": id, "title": format!("Report {id}"), "topics": topics,
        "published": format!("2023-{:02}-{:02}", 1 + day / 28, 1 + day % 28),
    })
}

fn collection(reports: &[Value]) -> Value {
    let topic = |id: &str| json!({ "id": id, "title": format!("Topic {id}") });
    let topics: Vec<Value> = ["a", "b", "c"].map(topic).into();
    json!({
        "id": "made", "authority": "example.org,2023", "title": "Made", "topics": topics, "reports": reports,
    })
}

/// Brings the files up to date with a collection, with few entries in an archive so that there are some.
#[track_caller]
fn export_to(target: &Memory, file: &Value) -> Result<ExportOutcome, ExportError> {
    let parsed = parse(file.to_string().into_bytes()).unwrap_or_else(|(_, faults)| panic!("{faults:#?}"));
    let snapshot = Snapshot::build(parsed.as_of(now()));
    let mut config = Config::default();
    config.feed.archive_entries = 3.try_into().expect("not 0");
    let site = Site::of_files(SITE.parse().expect("a URL"), None);
    let options = gateway::resource_options(&config, site).expect("a look");
    let freshness = config.freshness;
    let exported = Exported { snapshot: &snapshot, now: now(), options: &options, freshness, program: 1 };
    let outgoing = outgoing::Options::default();
    let writing = Writing { concurrency: 1, most_deleted_percent: 100, all: false, gzip: false, outgoing };
    run(&exported, target, (&writing, "memory"), &|_| {})
}

fn fresh(file: &Value) -> Memory {
    let target = Memory::new(BTreeMap::new());
    export_to(&target, file).expect("an export");
    target
}

#[track_caller]
fn assert_shows(target: &Memory, file: &Value, when: &str) {
    let (shown, wanted) = (target.shown(), fresh(file).shown());
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&shown), names(&wanted), "{when}");
    for (name, bytes) in wanted {
        let (shown, wanted) = (String::from_utf8_lossy(&shown[&name]), String::from_utf8_lossy(&bytes));
        assert_eq!(shown, wanted, "{name} {when}");
    }
}

/// The files that a page or feed refers to.
fn referred_to<'t>(text: &'t str, known: &'t BTreeSet<String>) -> impl Iterator<Item = &'t str> {
    let links = text.split('"').filter_map(|part| part.strip_prefix(SITE).or(part.strip_prefix('/')));
    let names = |link: &'t str| {
        let link = link.split(['?', '#']).next().unwrap_or_default();
        known.iter().filter(move |name| {
            name.as_str() == link || [".html", ".json"].iter().any(|end| name.strip_suffix(end) == Some(link))
        })
    };
    links.flat_map(names).map(String::as_str)
}

/// What a file is about: a report, a topic, or all of them. Files about the same refer to each other.
fn about(name: &str) -> &str {
    let bare = name.strip_prefix("es/").or(name.strip_prefix("en/")).unwrap_or(name);
    let bare = bare.strip_prefix("api/v1/").unwrap_or(bare);
    let is_of_one = bare.starts_with("reports/") || bare.starts_with("topics/");
    let end = bare.match_indices(['/', '.']).nth(1).map_or(bare.len(), |(at, _)| at);
    if is_of_one { &bare[..end] } else { "" }
}

#[test]
fn stopped_at_any_step_nothing_refers_to_what_is_not_there_and_the_next_run_reaches_the_same_state() {
    let before = collection(&[report("one", 0, &["a"]), report("two", 1, &["a", "b"])]);
    let mut after = collection(&[report("two", 1, &["b"]), report("three", 2, &["a"])]);
    after["withdrawn"] = json!([{ "id": "one", "when": "2024-01-01", "reason": "It was wrong." }]);
    let held = fresh(&before);
    let whole = Memory::new(held.all());
    whole.left.store(1_000_000, Ordering::Relaxed);
    export_to(&whole, &after).expect("an export");
    let steps = 1_000_000 - whole.steps_left();
    let known: BTreeSet<String> = held.shown().into_keys().chain(whole.shown().into_keys()).collect();

    assert!(steps > 100, "{steps}");
    for stop in (0..steps).step_by(4) {
        let target = Memory::new(held.all());
        target.left.store(stop, Ordering::Relaxed);
        export_to(&target, &after).expect_err("it was stopped");
        target.left.store(usize::MAX, Ordering::Relaxed);
        let shown = target.shown();
        for (name, bytes) in &shown {
            let text = String::from_utf8_lossy(bytes);
            let missing =
                referred_to(&text, &known).find(|to| about(to) != about(name) && !shown.contains_key(*to));
            assert_eq!(missing, None, "{name} refers to it after {stop} steps");
        }
        // The next run may find the change, or that it was undone.
        let next = if stop % 8 == 0 { &after } else { &before };
        export_to(&target, next).expect("an export");
        assert_shows(&target, next, &format!("after {stop} steps"));
    }
}

#[test]
fn whatever_changes_the_files_are_those_of_a_fresh_export() {
    let topics = [&["a"][..], &["b", "a"], &["c"]];
    let reports: Vec<Value> = (0..30).map(|at| report(&format!("report-{at}"), at, topics[at % 3])).collect();
    let mut file = collection(&reports);
    let target = Memory::new(BTreeMap::new());
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 12] = [
        ("nothing", |_| {}),
        ("a title", |file| file["reports"][3]["title"] = json!("Another title")),
        ("an abstract", |file| file["reports"][29]["abstract"] = json!("What it says.")),
        ("a new report", |file| {
            let all = file["reports"].as_array_mut().expect("a list");
            all.push(report("new", 100, &["a"]));
        }),
        ("a report that is old and new", |file| {
            let all = file["reports"].as_array_mut().expect("a list");
            all.push(report("old", 0, &["c"]));
        }),
        ("other topics", |file| file["reports"][7]["topics"] = json!(["c", "b"])),
        ("a topic's title", |file| file["topics"][1]["title"] = json!("Borders")),
        ("a former id", |file| file["topics"][1]["aliases"] = json!(["former"])),
        ("a withdrawal", |file| {
            file["reports"].as_array_mut().expect("a list").remove(5);
            file["withdrawn"] = json!([{ "id": "report-5", "when": "2024-02-01" }]);
        }),
        ("a retired topic", |file| {
            file["topics"][2]["retired"] = json!("2024-05-01");
            file["topics"][2]["replaced_by"] = json!("a");
        }),
        ("a closed topic", |file| file["topics"][2]["retired"] = json!("2020-05-01")),
        ("the collection's title", |file| file["title"] = json!("Made again")),
    ];
    for (what, change) in changes {
        change(&mut file);
        let outcome = export_to(&target, &file).expect("an export");
        assert_shows(&target, &file, what);
        assert_eq!(outcome.files, fresh(&file).shown().len() + assets(&target) - RULES, "{what}");
    }
}

/// The files for web servers: pages for statuses and rules.
const RULES: usize = 4;

/// The assets of the latest version.
fn assets(target: &Memory) -> usize {
    target.all().keys().filter(|name| name.starts_with("assets/")).count()
}

#[test]
fn a_collection_that_grows_gets_a_finer_manifest_and_loses_no_file() {
    let reports: Vec<Value> = (0..140).map(|at| report(&format!("report-{at}"), at, &["a"])).collect();
    let (small, large) = (collection(&reports[..2]), collection(&reports));
    let held = fresh(&small);
    for stop in [0, 8, 12, 16, 20, 24, 28, 40, 80] {
        let target = Memory::new(held.all());
        target.left.store(stop, Ordering::Relaxed);
        export_to(&target, &large).expect_err("it was stopped");
        target.left.store(usize::MAX, Ordering::Relaxed);
        export_to(&target, &small).expect("an export");
        assert_shows(&target, &small, &format!("after {stop} steps"));
    }
    // Another collection, which is not finished, and then the first one again.
    let others: Vec<Value> = (0..140).map(|at| report(&format!("other-{at}"), at, &["b"])).collect();
    for stop in [16, 60, 240, 960, 2_200] {
        let target = Memory::new(held.all());
        target.left.store(stop, Ordering::Relaxed);
        export_to(&target, &collection(&others)).expect_err("it was stopped");
        target.left.store(usize::MAX, Ordering::Relaxed);
        export_to(&target, &small).expect("an export");
        assert_shows(&target, &small, &format!("with the first reports again after {stop} steps"));
    }
    export_to(&held, &large).expect("an export");
    let shards =
        held.all().into_keys().filter(|name| name.starts_with(".feedgate/manifest/reports-")).count();

    assert_eq!(shards, 6, "five shards and an index, and none of the old division");
    assert_eq!(export_to(&held, &large).expect("an export").written, 0);
    let outcome = export_to(&held, &small).expect("an export");
    assert_shows(&held, &small, "with few reports again");
    assert!(outcome.deleted > 2_000, "{outcome:?}");
}
