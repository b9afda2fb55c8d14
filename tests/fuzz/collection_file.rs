//! The collection file: whatever it holds, it becomes a collection that every format can tell, or faults
//! that stand in it.

use std::path::Path;
use std::sync::Arc;

use bolero::check;
use feedgate::address::{
    Address, CardFormat, CardOptions, EmbedOptions, Format, Localized, Scope, ShareOptions, Site, Subject,
};
use feedgate::collection::{self, Collection};
use feedgate::page::Look;
use feedgate::resource::{self, Found};
use feedgate::snapshot::Snapshot;
use feedgate::words::{Language, Preferences};
use feedgate::{feed, render};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::TEST_TIME;
use super::faults::assert_stand_in;
use super::pool::{Pool, Recipe};
use super::support::{SITE, at, root};

/// Values that are near a rule, and signs that are near the end of one.
#[rustfmt::skip]
const WORDS: [&str; 72] = [
    "{", "}", "[", "]", ":", ",", "\"", "\\", "null", "true", "0", "-1", "1e999", "18446744073709551616",
    "\"\"", "\" \"", "\"id\"", "\"title\"", "\"reports\"", "\"topics\"", "\"withdrawn\"", "\"added\"",
    "\"updated\"", "\"published\"", "\"abstract\"", "\"abstract_html\"", "\"guid\"", "\"retired\"",
    "\"aliases\"", "\"replaced_by\"", "\"image\"", "\"files\"", "\"_own\"", "\"rivers\"", "\"floods\"",
    "\"2023\"", "\"2023-02-30\"", "\"0001-01-01\"", "\"9999-12-31\"", "\"9999-12-31T23:59:60Z\"",
    "\"2023-07-24T10:00:00+14:00\"", "\"0000-00-00\"", "\"-001\"", "\"2024-02-29T24:00:00Z\"",
    "\"https://\"", "\"https://a.example/%zz?a=b&c#d\"", "\"https://[::1]/\"", "\"tag:a,2020:x\"",
    "\"mailto:a@b\"", "\"javascript:x\"", "\"urn:x:]]>\"", "\"0000-0002-1825-0097\"", "\"10.1234/a<b&c\"",
    "\"en\"", "\"zh-Hant-x-y\"", "\"a/b; c=\\\"d\\\"\"", "\"a@b.example\"", "\"<p>]]>&amp;<b>\"",
    "\"<plaintext>\"", "\"&#1;&#xFFFE;\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\ufffe\"", "\"\u{301}\u{202e}\"",
    "\u{feff}", "é", "\n", "\r\n", "\t", "[[[[[[[[[[[[[[[[", "{\"a\":", "\u{10ffff}",
];

#[test]
fn any_file_is_a_collection_that_every_format_can_tell_or_has_faults() {
    let pool = Pool { seeds: files(), words: WORDS.map(|word| word.as_bytes().to_vec()).to_vec() };
    check!().with_test_time(TEST_TIME).with_type::<Recipe>().map(move |recipe| pool.input(&recipe)).for_each(
        |file| match collection::parse(file.0.clone()) {
            Ok(collection) => {
                assert_nothing_is_left_out(&file.0, &collection);
                assert_every_format_tells(collection);
            }
            Err((text, faults)) => assert_stand_in(&file.0, &text, &faults),
        },
    );
}

/// The collection that ships, and those of the tests, good and bad.
fn files() -> Vec<Vec<u8>> {
    let of_folder = |folder: &str| {
        let files = std::fs::read_dir(root().join(folder)).expect("a folder of collections");
        let mut paths: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
        paths.retain(|path| path.is_file());
        // In the same order everywhere, so that a seed means the same input everywhere.
        paths.sort();
        paths
    };
    let mut paths = of_folder("tests/collections");
    paths.extend(of_folder("tests/collections/bad"));
    paths.push(root().join("config/collection.json"));
    assert!(paths.len() > 20, "{paths:?}");
    let read =
        |path: &Path| std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    paths.iter().map(|path| read(path)).collect()
}

fn assert_nothing_is_left_out(file: &[u8], collection: &Collection) {
    let json = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    let json: serde_json::Value = serde_json::from_slice(json).expect("a collection is JSON");
    let count = |list: &str| json[list].as_array().map_or(0, Vec::len);
    assert_eq!(count("topics"), collection.topics.len());
    assert_eq!(count("reports"), collection.reports.len());
    assert_eq!(count("withdrawn"), collection.withdrawn.len());
}

fn assert_every_format_tells(collection: Collection) {
    let site = Site::new(SITE.parse().expect("a URL"));
    let options = resource::Options {
        look: Arc::new(Look::own(&site)),
        hosted: Default::default(),
        moved: Default::default(),
        render: render::Options {
            site,
            refresh: render::Refresh { ttl_minutes: 60, card_cache_age_secs: 60 },
            push: Default::default(),
            takes_suggestions: false,
            preview: Default::default(),
        },
        feed: feed::Options {
            archive_entries: 2.try_into().expect("not 0"),
            archive_after_days: 0,
            ..Default::default()
        },
        api: Default::default(),
        oai: Default::default(),
    };
    let now = at("2024-06-01T12:00:00Z");
    let snapshot = Snapshot::build(collection);
    for address in addresses(snapshot.collection()) {
        match resource::find(&snapshot, &address, &Preferences::default(), now, &options) {
            Found::Resource(resource) => {
                let document = resource.document(&snapshot, now, &options);
                let document = document.unwrap_or_else(|| panic!("there is nothing at {address}"));
                assert_well_formed(document.media_type, &document.body);
            }
            Found::Gone => {}
            Found::Nothing if matches!(address.address, Address::Archive(..)) => {}
            other => panic!("{address} is {other:?}"),
        }
    }
}

/// Of the collection, its first topic and its first report.
fn addresses(collection: &Collection) -> Vec<Localized> {
    let mut scopes = vec![Scope::Collection];
    scopes.extend(collection.topics.first().map(|topic| Scope::Topic(topic.id.clone())));
    let mut addresses = vec![Address::Outline];
    for scope in &scopes {
        for format in Format::ALL {
            addresses.push(Address::Feed(scope.clone(), format));
            addresses.push(Address::Archive(scope.clone(), format, 1));
        }
        addresses.push(Address::page_of(scope));
        addresses.push(Address::Subscribe(scope.clone()));
        addresses.extend(of_card(&scope.subject()));
    }
    if let Some(report) = collection.reports.iter().next() {
        addresses.push(Address::Report((*report.id).into()));
        addresses.extend(of_card(&Subject::Report((*report.id).into())));
    }
    let in_spanish = scopes.iter().map(|scope| Address::page_of(scope).in_language(Some(Language::Spanish)));
    addresses.into_iter().map(Localized::from).chain(in_spanish).collect()
}

fn of_card(subject: &Subject) -> [Address; 5] {
    let card = |format| Address::Card(subject.clone(), CardOptions { format, ..CardOptions::default() });
    [
        card(CardFormat::Json),
        card(CardFormat::Xml),
        Address::Embed(subject.clone(), EmbedOptions::default()),
        Address::Share(subject.clone(), ShareOptions::default()),
        Address::Doctor(Some(format!("{SITE}{}", subject.page()))),
    ]
}

fn assert_well_formed(media_type: &str, body: &[u8]) {
    let shown = || String::from_utf8_lossy(body);
    if media_type.contains("json") {
        let read = serde_json::from_slice::<serde_json::Value>(body);
        assert!(read.is_ok(), "{read:?} of {}", shown());
    }
    if media_type.contains("xml") && !media_type.contains("html") {
        let mut reader = Reader::from_reader(body);
        loop {
            match reader.read_event() {
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{error} of {}", shown()),
            }
        }
    }
}
