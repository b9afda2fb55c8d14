//! How much rendering a feed allocates depends on the feed, not on the size of the collection.

use feedgate::address::{Format, Site};
use feedgate::collection;
use feedgate::feed;
use feedgate::render;
use feedgate::snapshot::Snapshot;
use serde_json::json;

use super::support::{SITE, at};

#[test]
fn rendering_allocates_the_same_from_a_collection_five_times_as_large() {
    let (small, large) = (made(1_000), made(5_000));
    for format in Format::ALL {
        // The first feed also makes what the program makes once, such as the messages of a language.
        allocated(&small, format);
        let (of_small, of_large) = (allocated(&small, format), allocated(&large, format));
        assert!(of_small.0 > 500, "{format}: only {} allocations were seen", of_small.0);
        assert_eq!(of_small, of_large, "{format}: allocations and bytes");
    }
}

/// Number and bytes of the allocations for a live feed of 50 entries.
fn allocated(snapshot: &Snapshot, format: Format) -> (u64, u64) {
    let site = Site::new(SITE.parse().expect("a URL"));
    let options = render::Options {
        site,
        refresh: render::Refresh { ttl_minutes: 60, card_cache_age_secs: 60 },
        push: Default::default(),
        takes_suggestions: false,
        preview: Default::default(),
    };
    let info = allocation_counter::measure(|| {
        let feed = feed::live(snapshot, None, at("2024-06-01T12:00:00Z"), &feed::Options::default());
        assert_eq!(feed.entries.len(), 50);
        drop(render::feed(&feed, format, &options));
    });
    (info.count_total, info.bytes_total)
}

/// Reports that differ in their ids and dates alone, all of one length. The live feed names its newest
/// archive, whose number has two digits from 1,000 reports up to 5,000.
fn made(reports: usize) -> Snapshot {
    let report = |at: usize| {
        json!({
            "id": format!("report-{at:05}"),
            "title": "A report like every other",
            "published": "2020-01-01",
            "added": jiff::Timestamp::from_second(1_000_000_000 + at as i64 * 24 * 60 * 60).expect("a time").to_string(),
            "abstract": "The same words in each of them.",
            "topics": ["one"],
            "authors": [{ "name": "An Author" }],
        })
    };
    let file = json!({
        "id": "made", "authority": "example.org,2023", "title": "Made",
        "topics": [{ "id": "one", "title": "One" }],
        "reports": (0..reports).map(report).collect::<Vec<_>>(),
    });
    let collection = collection::parse(file.to_string().into_bytes());
    Snapshot::build(collection.unwrap_or_else(|(_, faults)| panic!("{faults:#?}")))
}
