//! No follower misses a report: clients of every kind follow a feed through a thousand random edits.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::time::{Duration, Instant as Timer};

use feedgate::address::Format;
use feedgate::collection::{self, Instant};
use feedgate::compare;
use feedgate::config::Config;
use feedgate::feed::{self, Options};
use feedgate::render;
use feedgate::snapshot::Snapshot;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use super::changing::{PATIENCE, folder, rename_over, write};
use super::program::text;
use super::reading::render_options;
use super::support::{Reply, SITE, TestClock, TestGateway, at};

const EDITS: usize = 1_000;
/// Also on a machine that is busy the test ends in time; it has made fewer edits then, and says how many.
const MOST_TIME: Duration = Duration::from_secs(150);
/// Archives of ten, so that there are many.
const ARCHIVE_ENTRIES: usize = 10;
const PREFIX: &str = "tag:example.org,2020:c/";
const DAY: i64 = 86_400;

fn options() -> Options {
    Options { archive_entries: ARCHIVE_ENTRIES.try_into().expect("not 0"), ..Options::default() }
}

// — the curator —

/// A collection file and what can be done to it.
struct Curator {
    file: Value,
    random: Xoshiro256PlusPlus,
    made: usize,
    /// Reports that were removed, to be restored.
    gone: Vec<Value>,
}

impl Curator {
    fn new(seed: u64) -> Curator {
        let file = json!({
            "id": "c", "authority": "example.org,2020", "title": "C",
            "topics": [
                { "id": "dams", "title": "Dams" },
                { "id": "floods", "title": "Floods" },
                { "id": "edits", "title": "Edits", "aliases": ["edit-0"] },
            ],
            "reports": [], "withdrawn": [],
        });
        let random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut curator = Curator { file, random, made: 0, gone: Vec::new() };
        for day in 0..40 {
            let added = Instant::from_unix(at("2024-04-20T12:00:00Z").unix() + day * DAY).expect("a day");
            curator.add(json!(added));
        }
        curator
    }

    fn reports(&mut self) -> &mut Vec<Value> {
        self.file["reports"].as_array_mut().expect("a list")
    }

    fn topics(&mut self) -> Value {
        let all = [json!(["dams"]), json!(["floods"]), json!(["dams", "floods"]), json!([])];
        all.choose(&mut self.random).expect("one").clone()
    }

    fn add(&mut self, added: Value) {
        self.made += 1;
        let topics = self.topics();
        let report = json!({
            "id": format!("r{}", self.made), "title": format!("Report {}", self.made), "published": "2015-03",
            "added": added, "topics": topics,
        });
        self.reports().push(report);
    }

    /// Any report's place in the file, mostly one of the newest.
    fn any(&mut self) -> Option<usize> {
        let count = self.reports().len();
        let newest = count.saturating_sub(if self.random.random_bool(0.7) { 8 } else { count });
        (count > 0).then(|| self.random.random_range(newest..count))
    }

    /// The present as some curators write it: to the second, or the day alone.
    fn date(&mut self, now: Instant) -> Value {
        match self.random.random_bool(0.8) {
            true => json!(now),
            false => json!(now.to_string()[..10]),
        }
    }

    fn edit(&mut self, number: usize, now: Instant) {
        // By which the test sees that the edit is served.
        self.file["topics"][2]["aliases"] = json!([format!("edit-{number}")]);
        let later = |seconds: i64| json!(Instant::from_unix(now.unix() + seconds).expect("a time"));
        match self.random.random_range(0..100) {
            0..31 => {
                let date = self.date(now);
                self.add(date);
            }
            31..32 => {
                for _ in 0..self.random.random_range(50..=100) {
                    self.add(json!(now));
                }
            }
            32..38 => {
                let date = match self.random.random_range(0..3) {
                    0 => Value::Null,
                    1 => json!("2015-03-01"),
                    _ => later(-self.random.random_range(1..100) * DAY),
                };
                self.add(date);
            }
            38..44 => {
                let ahead = self.random.random_range(1..80 * DAY);
                self.add(later(ahead));
            }
            44..62 => {
                let Some(at) = self.any() else { return };
                let updated = self.random.random_bool(0.8).then(|| self.date(now));
                let report = &mut self.reports()[at];
                report["title"] = json!(format!(
                    "{} corrected in edit {number}",
                    report["id"].as_str().unwrap_or_default()
                ));
                report["updated"] = updated.unwrap_or(report["updated"].clone());
            }
            62..70 => {
                let Some(at) = self.any() else { return };
                let topics = self.topics();
                let report = &mut self.reports()[at];
                report["topics"] = topics;
                report["updated"] = json!(now);
            }
            70..82 => {
                let Some(at) = self.any() else { return };
                let report = self.reports().remove(at);
                let mut left = json!({ "id": report["id"], "when": self.date(now) });
                if self.random.random_bool(0.5) {
                    left["topics"] = report["topics"].clone();
                    left["title"] = report["title"].clone();
                }
                self.file["withdrawn"].as_array_mut().expect("a list").push(left);
                self.gone.push(report);
            }
            82..88 => {
                let Some(at) = self.any() else { return };
                let report = self.reports().remove(at);
                self.gone.push(report);
            }
            88..94 => {
                let Some(mut report) = self.gone.pop() else { return };
                let withdrawn = self.file["withdrawn"].as_array_mut().expect("a list");
                withdrawn.retain(|left| left["id"] != report["id"]);
                if self.random.random_bool(0.7) {
                    report["added"] = json!(now);
                    report["updated"] = json!(now);
                }
                self.reports().push(report);
            }
            _ => self.reports().reverse(),
        }
        // `updated` before `added` is a fault of the file, and so no edit that is served.
        for report in self.reports() {
            let (added, updated) = (report["added"].as_str().map(date), report["updated"].as_str().map(date));
            if updated.is_some_and(|updated| added.is_some_and(|added| updated < added)) {
                report["updated"] = report["added"].clone();
            }
        }
    }

    fn snapshot(&self, now: Instant) -> Snapshot {
        let collection = collection::parse(self.file.to_string().into_bytes());
        Snapshot::build(collection.unwrap_or_else(|(_, faults)| panic!("{faults:#?}")).as_of(now))
    }
}

fn date(text: &str) -> Instant {
    if text.len() == 10 { at(&format!("{text}T12:00:00Z")) } else { at(text) }
}

// — the followers —

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    TagOnly,
    DateOnly,
    Both,
    /// Sends the time of its own clock at which it asked last, as some readers do.
    OwnClock,
    Neither,
    /// Keeps the archives that it has seen, as RFC 5005 §4 allows.
    WalksArchives,
}

/// A client and everything that it learned.
struct Follower {
    kind: Kind,
    feed: &'static str,
    held: Option<Reply>,
    asked: Option<Instant>,
    /// Title and date of each entry.
    known: BTreeMap<String, (String, Instant)>,
    deleted: HashMap<String, Instant>,
    archives: BTreeSet<String>,
}

impl Follower {
    fn new(kind: Kind, feed: &'static str) -> Follower {
        let (known, deleted, archives) = Default::default();
        Follower { kind, feed, held: None, asked: None, known, deleted, archives }
    }

    /// Asks once. `truth` is what is served at that moment.
    async fn poll(&mut self, gateway: &TestGateway, truth: &Truth, now: Instant) {
        let mut fields = Vec::new();
        let validator = |name: &str| self.held.as_ref().and_then(|held| held.header(name)).map(str::to_owned);
        let (tag, date) = (validator("etag"), validator("last-modified"));
        if let (Kind::TagOnly | Kind::Both | Kind::WalksArchives, Some(tag)) = (self.kind, &tag) {
            fields.push(("if-none-match", tag.as_str()));
        }
        if let (Kind::DateOnly | Kind::Both, Some(date)) = (self.kind, &date) {
            fields.push(("if-modified-since", date.as_str()));
        }
        let asked = self.asked.replace(now).map(Instant::rfc9110);
        if let (Kind::OwnClock, Some(asked)) = (self.kind, &asked) {
            fields.push(("if-modified-since", asked.as_str()));
        }
        let reply = gateway.get_with(self.feed, &fields).await;
        if reply.status.as_u16() == 304 {
            let held = self.held.as_ref().expect("nobody sends 304 to who has nothing");
            assert!(
                held.body == truth.reply.body,
                "{:?} got 304 for bytes that it does not have: {reply}",
                self.kind
            );
            return;
        }
        reply.assert_status(200);
        assert!(reply.body == truth.reply.body, "{reply}");
        let mut archives = Vec::new();
        let mut next = truth.said.older.clone();
        while let Some(archive) = next.filter(|_| self.kind == Kind::WalksArchives) {
            if self.archives.contains(&archive) {
                break;
            }
            let reply = gateway.get(&archive).await;
            let said = Said::of(reply.assert_status(200));
            self.archives.insert(archive);
            next = said.older.clone();
            archives.push(said);
        }
        archives.iter().rev().chain([&truth.said]).for_each(|said| self.learn(said));
        self.held = Some(reply);
    }

    /// Takes over what a document says. Of an entry and a deletion the later one holds (RFC 6721 §3).
    fn learn(&mut self, said: &Said) {
        self.deleted.extend(said.deleted.iter().cloned());
        for (id, title, updated) in &said.entries {
            match self.known.get(id) {
                Some((_, known)) if known > updated => {}
                _ => drop(self.known.insert(id.clone(), (title.clone(), *updated))),
            }
        }
        self.known.retain(|id, (_, updated)| self.deleted.get(id).is_none_or(|when| *when < *updated));
    }
}

/// What is served at an address, and what it says.
struct Truth {
    reply: Reply,
    said: Said,
}

impl Truth {
    async fn of(gateway: &TestGateway, feed: &str) -> Truth {
        let reply = gateway.get(feed).await;
        Truth { said: Said::of(reply.assert_status(200)), reply }
    }
}

/// An Atom document as a parser that is not the writer's reads it.
struct Said {
    /// Id, title and date.
    entries: Vec<(String, String, Instant)>,
    deleted: Vec<(String, Instant)>,
    older: Option<String>,
}

impl Said {
    fn of(document: &Reply) -> Said {
        let deleted = document.text().split("<at:deleted-entry ref=\"").skip(1).map(|part| {
            let (id, rest) = part.split_once('"').expect("an attribute");
            let when =
                rest.split_once("when=\"").and_then(|(_, when)| when.split_once('"')).expect("a date").0;
            (id.to_owned(), at(when))
        });
        let parsed = feed_rs::parser::parse(&*document.body).expect("a feed");
        let entries = parsed.entries.into_iter().map(|entry| {
            let updated = Instant::from_unix(entry.updated.expect("a date").timestamp()).expect("a time");
            (entry.id, entry.title.map(|title| title.content).unwrap_or_default(), updated)
        });
        let older = parsed.links.iter().find(|link| link.rel.as_deref() == Some("prev-archive"));
        let older = older.map(|link| link.href.replace(SITE, ""));
        Said { entries: entries.collect(), deleted: deleted.collect(), older }
    }
}

// — the archives —

/// That every archive which is another than before was told of.
fn assert_told(before: &Snapshot, after: &Snapshot, told: &[String], random: &mut Xoshiro256PlusPlus) {
    let archive = |snapshot: &Snapshot, number| {
        let archive = feed::archive(snapshot, None, number, &options())?;
        Some(render::feed(&archive, Format::Atom, &render_options(SITE)).body)
    };
    let archives = feed::Documents::of(before, None, &options()).archives();
    let looked_at: BTreeSet<u32> = match archives {
        0 => BTreeSet::new(),
        _ => [1, archives].into_iter().chain((0..2).map(|_| random.random_range(1..=archives))).collect(),
    };
    for number in looked_at {
        if archive(before, number) != archive(after, number) {
            let is_told = told.iter().any(|message| {
                let numbers = message.strip_prefix("archive ").or(message.strip_prefix("archives "));
                let first = numbers.and_then(|rest| rest.split(' ').next()?.parse::<u32>().ok());
                message.contains("the collection's feed") && first.is_some_and(|first| first <= number)
            });
            assert!(is_told, "archive {number} changed, and it was told: {told:#?}");
        }
    }
}

// — all together —

async fn start(file: &Path, clock: fn() -> Instant) -> TestGateway {
    let change = |config: &mut Config| {
        config.feed = options();
        config.source.debounce = Duration::from_millis(1);
    };
    TestGateway::with(text(file), change, clock).await
}

async fn until_served(gateway: &TestGateway, edit: usize) {
    let begun = Timer::now();
    while gateway.get(&format!("/topics/edit-{edit}")).await.status.as_u16() == 404 {
        assert!(begun.elapsed() < PATIENCE, "edit {edit} is never served");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn through_a_thousand_edits_every_client_learns_what_the_collection_holds() {
    static CLOCK: TestClock = TestClock::new();
    let seed = std::env::var("FEEDGATE_FOLLOW_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| RandomState::new().hash_one(0));
    println!("FEEDGATE_FOLLOW_SEED={seed} makes the same edits again");
    let begun = Timer::now();
    let (_folder, root) = folder();
    let path = root.join("c.json");
    let mut curator = Curator::new(seed);
    let mut chance = Xoshiro256PlusPlus::seed_from_u64(seed ^ 1);
    write(&path, &curator.file.to_string());
    let mut gateway = start(&path, || CLOCK.now()).await;
    let kinds =
        [Kind::TagOnly, Kind::DateOnly, Kind::Both, Kind::OwnClock, Kind::Neither, Kind::WalksArchives];
    let feeds = ["/feed.atom", "/topics/dams/feed.atom"];
    let mut followers: Vec<Follower> =
        feeds.iter().flat_map(|feed| kinds.map(|kind| Follower::new(kind, feed))).collect();
    let mut warned: BTreeSet<String> = BTreeSet::new();
    let (mut polled_at, mut edits) = (CLOCK.now().unix(), 0);
    let mut snapshot = curator.snapshot(CLOCK.now());
    let archived = |snapshot: &Snapshot| -> Vec<String> {
        let documents = feed::Documents::of(snapshot, None, &options());
        let reports = snapshot.collection().reports.iter();
        let archived = reports.filter(|report| documents.part_of(report) != feed::Part::Live);
        archived.map(|report| format!("{PREFIX}{}", report.id)).collect()
    };
    // Those who do not read archives never hear of these.
    warned.extend(archived(&snapshot));
    for follower in &mut followers {
        let truth = Truth::of(&gateway, follower.feed).await;
        follower.poll(&gateway, &truth, CLOCK.now()).await;
    }

    while edits < EDITS && begun.elapsed() < MOST_TIME {
        edits += 1;
        let seconds = match chance.random_range(0..4) {
            0 => chance.random_range(0..3),
            1 => chance.random_range(1..3_600),
            2 => chance.random_range(1..3) * DAY,
            _ => chance.random_range(1..12 * DAY),
        };
        CLOCK.advance(seconds);
        curator.edit(edits, CLOCK.now());
        rename_over(&path, &curator.file.to_string());
        if chance.random_bool(0.03) {
            drop(gateway);
            gateway = start(&path, || CLOCK.now()).await;
        }
        until_served(&gateway, edits).await;
        let new = curator.snapshot(CLOCK.now());
        let told = compare::compare(&snapshot, &new, CLOCK.now(), &options());
        warned.extend(told.iter().filter_map(|warning| Some(format!("{PREFIX}{}", warning.report()?))));
        let messages: Vec<String> = told.iter().map(|warning| warning.words.message.clone()).collect();
        assert_told(&snapshot, &new, &messages, &mut chance);
        snapshot = new;
        let must = CLOCK.now().unix() - polled_at > 12 * DAY || edits % 4 == 0;
        let truths = [Truth::of(&gateway, feeds[0]).await, Truth::of(&gateway, feeds[1]).await];
        for follower in &mut followers {
            if must || chance.random_bool(0.5) {
                let truth = &truths[usize::from(follower.feed == feeds[1])];
                follower.poll(&gateway, truth, CLOCK.now()).await;
            }
        }
        if must {
            polled_at = CLOCK.now().unix();
        }
    }
    // One more second, and what was not dated yet is.
    CLOCK.advance(2);
    for follower in &mut followers {
        let truth = Truth::of(&gateway, follower.feed).await;
        follower.poll(&gateway, &truth, CLOCK.now()).await;
        follower.poll(&gateway, &truth, CLOCK.now()).await;
    }

    println!(
        "{edits} edits in {:?}, of {} reports {} were told of",
        begun.elapsed(),
        curator.made,
        warned.len()
    );
    assert!(edits >= 100, "only {edits} edits were made in {MOST_TIME:?}");
    assert!(warned.len() < curator.made * 2 / 3, "nearly everything was told of, so little is proved");
    for follower in &followers {
        let topic = (follower.feed == feeds[1]).then_some("dams");
        let held: BTreeMap<String, String> = snapshot
            .collection()
            .reports
            .iter()
            .filter(|report| {
                let slug = |topic| snapshot.collection().topic(topic).id.as_str();
                topic.is_none() || report.topics.iter().any(|index| Some(slug(*index)) == topic)
            })
            .map(|report| (format!("{PREFIX}{}", report.id), report.title.to_string()))
            .filter(|(id, _)| !warned.contains(id))
            .collect();
        let known: BTreeMap<String, String> = follower
            .known
            .iter()
            .map(|(id, (title, _))| (id.clone(), title.clone()))
            // What was filed under another topic stays where it was read.
            .filter(|(id, _)| !warned.contains(id) && (topic.is_none() || held.contains_key(id)))
            .collect();
        let differs = |(id, title): &(&String, &String)| known.get(*id) != Some(*title);
        let missing: Vec<_> = held.iter().filter(differs).collect();
        let too_much: Vec<_> = known.keys().filter(|id| !held.contains_key(*id)).collect();
        let (kind, feed) = (follower.kind, follower.feed);
        assert!(
            missing.is_empty() && too_much.is_empty(),
            "{kind:?} of {feed} lacks {missing:?} and still has {too_much:?}"
        );
    }
}
