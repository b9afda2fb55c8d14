//! What the W3C feed validator (github.com/w3c/feedvalidator) warns of, held without it.
//!
//! Every format was validated with it without a warning, but for what the validator cannot know: the namespace of
//! tombstones (RFC 6721), and equal dates, which are the collection's own. `tests/readers/rules.py` holds the rules
//! that a parser can check, in every feed that `read_back` reads.

use std::collections::BTreeSet;

use feedgate::address::Format;
use quick_xml::events::Event;
use serde_json::json;

use super::reading::{live, snapshot};
use super::support::{Reply, TestGateway, at};

/// A namespace that is declared and not used is noise, and an unknown one draws a warning.
#[tokio::test]
async fn a_feed_declares_the_namespaces_that_it_uses_and_no_others() {
    let archived = |config: &mut feedgate::config::Config| {
        config.feed.archive_entries = std::num::NonZeroUsize::MIN;
        config.feed.archive_after_days = 0;
    };
    let now = || at("2024-06-01T12:00:00Z");
    for (collection, addresses) in [
        ("one_report.json", &["/feed.rss", "/feed.atom"][..]),
        ("every_field.json", &["/feed.rss", "/feed.atom", "/topics/dams/feed.rss", "/feed.atom?q=agua"]),
        ("empty_topic.json", &["/topics/dams/feed.rss", "/topics/dams/feed.atom"]),
        ("retired_topic.json", &["/topics/dams/feed.rss", "/topics/dams/feed.atom"]),
        ("guids.json", &["/feed.rss", "/feed.atom", "/archive/1.rss", "/archive/1.atom", "/archive/6.atom"]),
    ] {
        let gateway = match collection {
            "guids.json" => TestGateway::with(collection, archived, now).await,
            _ => TestGateway::start(collection).await,
        };
        for address in addresses {
            let reply = gateway.get(address).await;
            let (declared, used) = namespaces(reply.assert_status(200));
            assert_eq!(declared, used, "{collection} {reply}");
        }
    }
}

/// The prefixes that a document declares, and those of its elements.
fn namespaces(reply: &Reply) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut reader = quick_xml::Reader::from_str(reply.text());
    let (mut declared, mut used) = (BTreeSet::new(), BTreeSet::new());
    loop {
        match reader.read_event().expect("XML") {
            Event::Start(element) | Event::Empty(element) => {
                let name = String::from_utf8(element.name().as_ref().to_vec()).expect("UTF-8");
                used.extend(name.split_once(':').map(|(prefix, _)| prefix.to_owned()));
                for attribute in element.attributes() {
                    let key = attribute.expect("an attribute").key.as_ref().to_vec();
                    let key = String::from_utf8(key).expect("UTF-8");
                    declared.extend(key.strip_prefix("xmlns:").map(str::to_owned));
                }
            }
            Event::Eof => return (declared, used),
            _ => {}
        }
    }
}

#[test]
fn the_description_of_a_channel_is_plain_text() {
    for (description, told) in [
        ("Rivers & roads", "Rivers &amp; roads"),
        ("It's \"new\"", "It&apos;s &quot;new&quot;"),
        ("a < b, c > d", "a &lt; b, c &gt; d"),
        // Readers that parse it as HTML would swallow `<b>`, and show `&amp;` as another text.
        ("the <b> element", "the &amp;lt;b&amp;gt; element"),
        ("write &amp;", "write &amp;amp;amp;"),
    ] {
        let file = json!({
            "id": "c", "authority": "example.org,2023", "title": "C", "description": description, "reports": [],
        });
        let rss = String::from_utf8(live(&snapshot(&file), None, Format::Rss)).expect("UTF-8");
        assert!(rss.contains(&format!("<description>{told}</description>")), "{description}: {rss}");
        let atom = String::from_utf8(live(&snapshot(&file), None, Format::Atom)).expect("UTF-8");
        let plain = quick_xml::escape::escape(description);
        assert!(atom.contains(&format!("<subtitle>{plain}</subtitle>")), "{description}: {atom}");
    }
}

#[test]
fn quotation_marks_in_the_text_of_an_item_are_not_escaped_as_html() {
    let snapshot = snapshot(&json!({
        "id": "c", "authority": "example.org,2023", "title": "C",
        "reports": [{
            "id": "a", "title": "It's \"A\"", "published": "2023", "url": "https://a.example/?b='c'",
            "abstract": "It's \"new\" & <b>.\n\n'Second'.",
            "files": [{ "url": "https://a.example/f.pdf", "title": "The \"file\"" }],
            "publishers": [{ "name": "P's" }],
        }],
    }));
    let content = "<p>It's \"new\" &amp; &lt;b&gt;.</p><p>'Second'.</p>\
                   <p><a href=\"https://a.example/?b=&#39;c&#39;\">P's</a></p>\
                   <ul><li><a href=\"https://a.example/f.pdf\">The \"file\"</a></li></ul>";

    let rss = String::from_utf8(live(&snapshot, None, Format::Rss)).expect("UTF-8");
    assert!(rss.contains(&format!("<content:encoded><![CDATA[{content}]]>")), "{rss}");
    assert!(rss.contains("<description><![CDATA[It's \"new\" &amp; &lt;b&gt;. 'Second'.]]>"), "{rss}");
    let json: serde_json::Value =
        serde_json::from_slice(&live(&snapshot, None, Format::JsonFeed)).expect("JSON");
    assert_eq!(json["items"][0]["content_html"], content);
}

#[tokio::test]
async fn the_example_in_the_description_of_the_search_finds_something() {
    for (collection, example) in [
        ("../../config/collection.json", "Refugees%20%26%20Asylum%20Seekers"),
        ("search.json", "Dams%20%26%20Weirs"),
        ("every_field.json", "Floods"),
        ("one_report.json", "Floods"),
    ] {
        let gateway = TestGateway::start(collection).await;
        let description = gateway.get("/opensearch.xml").await;
        let element = format!("<Query role=\"example\" searchTerms=\"{example}\"/>");
        assert!(description.text().contains(&element), "{collection}: {description}");
        let found = gateway.get(&format!("/?q={}", example.replace("%20", "+"))).await;
        assert!(found.assert_status(200).text().contains("href=\"/reports/"), "{found}");
    }
}
