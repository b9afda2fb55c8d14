//! The request target: whatever is asked for, it is no address, or one that has one way to write it.

use bolero::check;
use feedgate::address::{Localized, Site};
use feedgate::config::Config;

use super::TEST_TIME;
use super::pool::{Pool, Recipe};
use super::support::SITE;

/// An address of each kind, and spellings of some.
const TARGETS: [&str; 33] = [
    "/",
    "/page/2",
    "/es/page/2",
    "/topics/a-b",
    "/topics/a-b/page/3",
    "/reports/r1",
    "/feed.rss",
    "/feed.atom",
    "/feed.json",
    "/topics/a/feed.json",
    "/archive/1.rss",
    "/topics/a/archive/12.atom",
    "/feed",
    "/topics/a/feed",
    "/topics/a/oembed",
    "/reports/r/oembed.xml?maxwidth=300",
    "/es/embed/list?q=asylum",
    "/oembed?url=https%3A%2F%2Fexample.org%2F%3Fa%3Db&format=json&maxheight=200",
    "/oembed?url=https%3A%2F%2Freports.example.org%2Ftopics%2Fa&maxwidth=4294967296",
    "/embed",
    "/topics/a/embed?theme=dark",
    "/reports/r/embed",
    "/feeds.opml",
    "/assets/page.0123456789abcdef.css",
    "/topics/%61/?utm_source=x&page=",
    "/topics/a//",
    "/?q=asylum+%22title+42%22+-ban&topic=a&topic=-b&place=El+Paso&sort=newest&view=grid&page=3",
    "/feed.atom?q=asylum&kind=brief&language=es-MX&year=2023",
    "/archive/1.json?publisher=A+%26+B&year=-2020",
    "/feed?language=en&place=-Mexico",
    "/opensearch.xml",
    "/search/suggest?q=asy",
    "/?year=2022&q=%E2%80%9Ca%20b%E2%80%9D&sort=relevance",
];

#[rustfmt::skip]
const WORDS: [&str; 72] = [
    "/", "//", "?", "&", "=", ";", "#", "+", "%", "%2F", "%2f", "%3F", "%25", "%252F", "%00", "%0A", "%0d%0a",
    "%FF", "%C3%A9", "%zz", ".", "..", "/../", "-", "_", "~", ":", "@", "*", "é", "\u{feff}", "\0", "\n", " ",
    "\"", "<", "topics", "reports", "feed", "archive", "assets", "oembed", "embed", "feeds.opml", ".atom",
    "q=", "topic=", "place=", "publisher=", "kind=", "language=", "year=", "sort=", "view=", "en-Latn-x-a", "2023",
    "%22", "“", "--", "%E2%80%83", "%EF%BF%BF", "page=", "url=", "format=", "theme=light", "maxwidth=", "maxheight=", "0", "-1", "4294967295",
    "4294967296", "99999999999999999999",
];

#[test]
fn any_target_is_no_address_or_one_that_has_one_way_to_write_it() {
    let bytes = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    let pool = Pool { seeds: bytes(&TARGETS), words: bytes(&WORDS) };
    check!()
        .with_test_time(TEST_TIME)
        .with_type::<Recipe>()
        .map(move |recipe| pool.input(&recipe))
        .for_each(|target| assert_one_spelling(&String::from_utf8_lossy(&target.0)));
}

fn assert_one_spelling(target: &str) {
    let parsed = parse(target);
    // What a page's whole address leads to is a page of this gateway, however it is written.
    let site = Site::new(SITE.parse().expect("a URL"));
    let _ = site.page(target);
    let _ = site.page(&format!("{SITE}{target}"));
    let Ok(address) = parsed else { return };
    // Longer ones are refused before they are read.
    if target.len() > Config::default().limits.target_bytes {
        return;
    }
    let printed = address.to_string();

    assert_eq!(parse(&printed).as_ref(), Ok(&address), "{printed:?} is not what {target:?} is");
    let uri = printed.parse::<hyper::Uri>();
    assert!(uri.is_ok_and(|uri| uri.to_string() == printed), "{printed:?} is no request target");
    assert_eq!(site.url_in(&address.address, address.language), format!("{SITE}{printed}"));
    assert!(!site.is_other_spelling(&printed, &address), "{printed:?} would be moved to itself");
}

fn parse(target: &str) -> Result<Localized, feedgate::address::NoAddress> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Localized::parse(path, query)
}
