//! Feeds, read back by independent parsers: feed-rs here, feedparser and libxml2 in `tests/readers`. The latter
//! also check every document against the rules of its specification.

use std::process::Command;

use feedgate::address::Format;
use feedgate::collection::{self, TopicIndex};
use feedgate::config::Config;
use feedgate::snapshot::Snapshot;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::reading::{ReadFeed, TODAY, read, said, unescaped, unescaped_if_html};
use super::support::{SITE, TestGateway, at, root};

/// Every case of `formats` but those whose feeds hold more than their reports, and the shipped collection.
const COLLECTIONS: [&str; 13] = [
    "abstract_html.json",
    "ampersands.json",
    "date_precisions.json",
    "empty_topic.json",
    "every_field.json",
    "guids.json",
    "markup_in_title.json",
    "old_report_added_today.json",
    "one_report.json",
    "same_second.json",
    "several_paragraphs.json",
    "withdrawn.json",
    "../../config/collection.json",
];

#[tokio::test]
async fn feed_rs_reads_in_every_format_what_the_collection_has() {
    for name in COLLECTIONS {
        let gateway = TestGateway::start(name).await;
        let snapshot = load(name);
        for (feed, topic) in feeds(&snapshot) {
            let mut contents = Vec::new();
            for format in Format::ALL {
                let mut told = read(&gateway.get(&with_extension(&feed, format)).await.body);
                let mut expected = said(snapshot.collection(), topic, format, SITE);
                if format == Format::Rss {
                    // feed-rs writes the language of RSS in lower case, and drops an enclosure next to a picture.
                    expected.language = expected.language.to_lowercase();
                    for (told, expected) in told.entries.iter().zip(&mut expected.entries) {
                        if told.content.contains("<figure>") {
                            expected.enclosures.clear();
                        }
                    }
                }
                contents.push(told.take_contents());
                assert_eq!(told, expected, "{name} {feed} as {format}");
            }
            assert!(contents.iter().all(|content| *content == contents[0]), "{name} {feed}: {contents:#?}");
        }
    }
}

#[tokio::test]
async fn feedparser_reads_in_every_format_what_the_collection_has() {
    let (mut gateways, mut asked, mut expected) = (Vec::new(), Vec::new(), Vec::new());
    for name in COLLECTIONS {
        let gateway = at_its_own_address(name, |_| {}).await;
        let snapshot = load(name);
        for (feed, topic) in feeds(&snapshot) {
            for format in Format::ALL {
                asked.push(format!("{}{}", gateway.base, with_extension(&feed, format)));
                expected.push((name, format, said(snapshot.collection(), topic, format, &gateway.base)));
            }
        }
        gateways.push(gateway);
    }

    let mut contents = Vec::new();
    let read: Vec<Read> = read_with_python(asked).await;
    for (read, (name, format, expected)) in read.into_iter().zip(expected) {
        assert!(read.faults.is_empty(), "{name}: {read:#?}");
        let mut told = read.told.unwrap_or_else(|| panic!("{name}: {}: {:?}", read.address, read.error));
        for entry in &mut told.entries {
            // Where there is only one of the two feedparser takes it for both.
            entry.summary = entry.summary.take().filter(|summary| *summary != entry.content);
        }
        if format == Format::Rss {
            told.description = unescaped_if_html(&told.description);
            told.entries.iter_mut().for_each(|entry| entry.summary = entry.summary.as_deref().map(unescaped));
        }
        contents.push((read.address, told.take_contents()));
        assert_eq!(told, expected, "{name} as {format}");
    }
    for formats in contents.chunks(Format::ALL.len()) {
        assert!(formats.iter().all(|(_, content)| *content == formats[0].1), "{formats:#?}");
    }
}

#[tokio::test]
async fn archives_closing_feeds_and_lists_keep_the_rules_too() {
    let archived = at_its_own_address("withdrawn.json", |config| {
        config.feed.archive_entries = std::num::NonZeroUsize::MIN;
        config.feed.archive_after_days = 0;
    });
    let (archived, closing) = (archived.await, at_its_own_address("retired_topic.json", |_| {}).await);
    let (markup, every_field) = (
        at_its_own_address("markup_in_title.json", |_| {}).await,
        at_its_own_address("every_field.json", |_| {}).await,
    );
    let mut asked: Vec<String> =
        [&closing, &markup, &every_field].map(|gateway| format!("{}/feeds.opml", gateway.base)).into();
    for format in Format::ALL {
        let address =
            |gateway: &TestGateway, name| format!("{}{}", gateway.base, with_extension(name, format));
        asked.extend(["/feed", "/archive/1", "/archive/2"].map(|name| address(&archived, name)));
        asked.extend(["/topics/dams/feed", "/topics/weirs/feed"].map(|name| address(&closing, name)));
    }

    let read: Vec<Read> = read_with_python(asked).await;
    for read in read {
        assert!(read.faults.is_empty() && read.error.is_none(), "{read:#?}");
    }
}

/// What `tests/readers/read_back.py` says of one document.
#[derive(Debug, Deserialize)]
struct Read {
    address: String,
    /// Rules that it breaks.
    faults: Vec<String>,
    /// Why it could not be read.
    error: Option<String>,
    /// Absent where it could not be read, and of documents that are not feeds.
    #[serde(flatten)]
    told: Option<ReadFeed>,
}

/// Has documents fetched, read and held against the rules of their specifications, in that order.
pub(crate) async fn read_with_python<T: DeserializeOwned>(addresses: Vec<String>) -> Vec<T> {
    let number = addresses.len();
    let run = move || {
        let script = root().join("tests/readers/read_back.py");
        let output = python_with_readers().arg(script).args(addresses).output();
        let output = output.expect("the readers can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let printed = tokio::task::spawn_blocking(run).await.expect("the readers run to their end");
    let lines = printed.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let read: Vec<T> = lines.map(|line| serde_json::from_slice(line).expect("a line per document")).collect();
    assert_eq!(read.len(), number);
    read
}

/// A gateway that believes its address to be the one it is reached at, so that a feed's link to itself
/// can be held against it.
pub(crate) async fn at_its_own_address(collection: &str, change: impl FnOnce(&mut Config)) -> TestGateway {
    let change = |config: &mut Config| {
        config.public_url = None;
        change(config);
    };
    TestGateway::with(collection, change, || at(TODAY)).await
}

/// The Python in which `tests/run` has installed the readers; it leaves no compiled files behind.
pub(crate) fn python_with_readers() -> Command {
    let python = root().join("tests/.venv/bin/python");
    assert!(
        python.exists(),
        "{} is missing: `tests/run` makes it, or `python3 -m venv tests/.venv && \
         tests/.venv/bin/pip install -r tests/readers/requirements.txt`",
        python.display()
    );
    let mut command = Command::new(python);
    command.arg("-B");
    command
}

pub(crate) fn load(name: &str) -> Snapshot {
    let path = root().join("tests/collections").join(name);
    let collection = collection::load(&path, u64::MAX);
    Snapshot::build(collection.unwrap_or_else(|error| panic!("{name}: {error:#?}")))
}

/// The collection's feed and one per topic, without their extensions.
fn feeds(snapshot: &Snapshot) -> Vec<(String, Option<TopicIndex>)> {
    let of_topics = snapshot.open_topics(at(TODAY));
    let of_topics = of_topics.map(|(index, topic)| (format!("/topics/{}/feed", topic.id), Some(index)));
    [("/feed".to_owned(), None)].into_iter().chain(of_topics).collect()
}

fn with_extension(name: &str, format: Format) -> String {
    format!("{name}.{}", format.extension())
}
