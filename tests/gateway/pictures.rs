//! A picture reaches every format with its credit, and its license is never taken for that of anything else.

use feed_rs::model::MediaObject;
use feedgate::address::Format;
use serde_json::{Value, json};

use super::reading::{live, snapshot};
use super::support::TestGateway;

const PICTURE: &str = "https://publisher.example/agua.jpg";
const BY_SA: &str = "https://creativecommons.org/licenses/by-sa/4.0/";

#[tokio::test]
async fn feed_rs_finds_a_report_s_picture_with_its_credit_in_rss_and_atom() {
    let gateway = TestGateway::start("every_field.json").await;

    for address in ["/feed.rss", "/feed.atom"] {
        let reply = gateway.get(address).await;
        let feed = feed_rs::parser::parse(&reply.body[..]).expect("a feed");
        let pictures = feed.entries[0].media.iter().flat_map(of_picture);
        let pictures: Vec<_> = pictures.collect();
        let expected = ["El río", "Un río", "Ola Brava", PICTURE].map(str::to_owned);
        assert!(pictures.contains(&expected), "{pictures:?} in {reply}");
    }
}

/// Title, description, credit and thumbnail of a picture.
fn of_picture(media: &MediaObject) -> Option<[String; 4]> {
    let is_picture = |content: &feed_rs::model::MediaContent| {
        content.url.as_ref().is_some_and(|url| url.as_str() == PICTURE)
            && (content.width, content.height) == (Some(600), Some(400))
    };
    media.content.iter().any(is_picture).then(|| {
        let text = |text: &Option<feed_rs::model::Text>| {
            text.as_ref().map(|text| text.content.clone()).unwrap_or_default()
        };
        let credit = media.credits.first().map(|credit| credit.entity.clone()).unwrap_or_default();
        let thumbnail = media.thumbnails.first().map(|thumbnail| thumbnail.image.uri.clone());
        [text(&media.title), text(&media.description), credit, thumbnail.unwrap_or_default()]
    })
}

#[tokio::test]
async fn the_license_of_a_picture_stands_within_its_own_element() {
    let gateway = TestGateway::start("every_field.json").await;
    let copyright = format!("<media:copyright url=\"{BY_SA}\">CC BY-SA 4.0</media:copyright>");

    for address in ["/feed.rss", "/feed.atom"] {
        let reply = gateway.get(address).await;
        let within = reply
            .text()
            .split("<media:content ")
            .nth(1)
            .and_then(|rest| rest.split("</media:content>").next().map(str::to_owned));
        assert!(within.is_some_and(|within| within.contains(&copyright)), "{reply}");
    }
}

#[tokio::test]
async fn json_feed_has_the_picture_and_its_credit() {
    let feed = TestGateway::start("every_field.json").await.get("/feed.json").await.json();

    let item = &feed["items"][0];
    assert_eq!(item["image"], PICTURE);
    let credit = format!("“El río” by Ola Brava, CC BY-SA 4.0, {BY_SA}");
    assert_eq!(item["_feedgate"]["image_credit"], credit);
}

/// For readers that know neither Media RSS nor JSON Feed's `image`, and to those who see the picture.
#[tokio::test]
async fn the_content_shows_the_picture_above_its_credit_in_every_format() {
    let gateway = TestGateway::start("every_field.json").await;
    let figure = format!(
        "<figure><img src=\"{PICTURE}\" alt=\"Un río\" width=\"600\" height=\"400\"><figcaption>“El río” by Ola \
         Brava, <a href=\"{BY_SA}\">CC BY-SA 4.0</a></figcaption></figure>"
    );

    for address in ["/feed.rss", "/feed.atom", "/feed.json"] {
        let reply = gateway.get(address).await;
        let feed = feed_rs::parser::parse(&reply.body[..]).expect("a feed");
        let content = feed.entries[0].content.as_ref().and_then(|content| content.body.clone());
        assert!(content.is_some_and(|content| content.starts_with(&figure)), "{reply}");
    }
}

#[test]
fn only_what_is_known_of_a_picture_is_told() {
    for (image, in_rss, in_content) in [
        (
            json!({ "url": "https://a.example/p.png" }),
            "<media:content medium=\"image\" url=\"https://a.example/p.png\"></media:content>\
             <media:thumbnail url=\"https://a.example/p.png\"></media:thumbnail>",
            "<figure><img src=\"https://a.example/p.png\" alt=\"\"></figure>",
        ),
        (
            json!({ "url": "https://a.example/p.png", "license_url": "https://l.example/?a&b" }),
            "<media:copyright url=\"https://l.example/?a&amp;b\">https://l.example/?a&amp;b</media:copyright>",
            "<figcaption><a href=\"https://l.example/?a&#38;b\">https://l.example/?a&amp;b</a></figcaption>",
        ),
        (
            json!({ "url": "https://a.example/p.png", "creator": "A & \"B\" <c>" }),
            "<media:credit>A &amp; &quot;B&quot; &lt;c&gt;</media:credit>",
            "<figcaption>A &amp; \"B\" &lt;c&gt;</figcaption>",
        ),
    ] {
        let rss = feed(&image, Format::Rss);
        assert!(rss.contains(in_rss) && rss.contains(in_content), "{rss}");
    }
    // A credit without its picture credits nothing that a feed shows.
    for format in Format::ALL {
        let feed = feed(&json!({ "creator": "Cleo" }), format);
        assert!(!feed.contains("media:") && !feed.contains("<figure"), "{feed}");
    }
}

/// The feed of one report with this picture.
fn feed(image: &Value, format: Format) -> String {
    let snapshot = snapshot(&json!({
        "id": "c", "authority": "example.org,2023", "title": "C",
        "reports": [{ "id": "a", "title": "A", "published": "2023", "abstract": "Text.", "image": image }],
    }));
    String::from_utf8(live(&snapshot, None, format)).expect("UTF-8")
}

/// The collection of the test has a picture under CC BY, and says of its metadata what `rights` says.
#[tokio::test]
async fn the_license_of_a_picture_is_not_that_of_the_collection() {
    let metadata = "CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/)";
    let gateway = TestGateway::start("every_field.json").await;

    for (address, element) in [
        ("/feed.rss", format!("<copyright>{metadata}</copyright>")),
        ("/feed.atom", format!("<rights>{metadata}</rights>")),
    ] {
        let reply = gateway.get(address).await;
        assert!(reply.text().contains(&element), "{reply}");
    }
    let json = gateway.get("/feed.json").await.json();
    assert_eq!(json["_feedgate"]["rights"]["text"], "CC0 1.0");
    let rss = gateway.get("/feed.rss").await;
    let credit = "<description>“Wave” by Cleo Delta, CC BY 4.0, https://creativecommons.org/licenses/by/4.0/";
    let image = rss.text().split("<image>").nth(1).and_then(|rest| rest.split("</image>").next());
    assert!(image.is_some_and(|image| image.contains(credit)), "{rss}");
}

#[tokio::test]
async fn a_collection_without_rights_claims_none_though_its_picture_has_a_license() {
    let gateway = TestGateway::shipped().await;

    for address in ["/feed.rss", "/feed.atom", "/archive/1.rss", "/feed.rss?q=asylum", "/feed.atom?q=asylum"]
    {
        let reply = gateway.get(address).await;
        for claim in ["<copyright>", "<rights>"] {
            let own = reply.text().split("<item>").next().and_then(|text| text.split("<entry>").next());
            assert!(own.is_some_and(|own| !own.contains(claim)), "{claim} in {reply}");
        }
    }
    let json = gateway.get("/feed.json").await.json();
    assert_eq!(json["_feedgate"].get("rights"), None);
    for page in ["/", "/reports/matamoros-reynosa-asylum-ban"] {
        let ld = super::metadata::json_ld(&gateway.get(page).await);
        assert_eq!(ld.get("license"), None, "{ld:#}");
    }
}

#[tokio::test]
async fn json_ld_credits_the_picture_within_the_picture() {
    let gateway = TestGateway::start("every_field.json").await;

    let report = super::metadata::json_ld(&gateway.get("/reports/el-agua").await);
    assert_eq!(report["license"], "https://creativecommons.org/licenses/by/4.0/");
    assert_eq!(
        report["image"],
        json!({
            "@type": "ImageObject", "contentUrl": PICTURE, "name": "El río", "caption": "Un río",
            "creditText": "“El río” by Ola Brava, CC BY-SA 4.0, https://creativecommons.org/licenses/by-sa/4.0/",
            "license": BY_SA, "width": 600, "height": 400,
        })
    );
    let home = super::metadata::json_ld(&gateway.get("/").await);
    assert_eq!(home["license"], "https://creativecommons.org/publicdomain/zero/1.0/");
    assert_eq!(home["image"]["license"], "https://creativecommons.org/licenses/by/4.0/");
}
