//! One canonical address for each resource: other spellings, old slugs, and a public URL with a path.

use std::path::Path;

use feedgate::config::{self, Flags};
use reqwest::Method;

use super::support::{Reply, SITE, TestGateway, at};

#[track_caller]
fn assert_moved(reply: &Reply, to: &str) {
    reply.assert_status(301).assert_header("location", to);
    reply.assert_header("cache-control", "public, max-age=300").assert_header("vary", "accept-encoding");
    reply.assert_header("access-control-allow-origin", "*");
    assert!(reply.body.is_empty(), "{reply}");
}

/// A gateway that the world reaches at https://example.org/gate/.
async fn below_a_path() -> TestGateway {
    let change = |config: &mut feedgate::config::Config| {
        config.public_url = Some("https://example.org/gate/".parse().expect("a URL"));
    };
    TestGateway::with("two_topics.json", change, || at("2024-06-01T12:00:00Z")).await
}

#[tokio::test]
async fn another_spelling_is_redirected_to_the_canonical_address() {
    let gateway = TestGateway::start("two_topics.json").await;

    for (spelling, canonical) in [
        ("/topics/dams/", "/topics/dams"),
        ("/reports/old-dams/", "/reports/old-dams"),
        ("/feed.rss/", "/feed.rss"),
        ("/topics/%64ams", "/topics/dams"),
        ("/%66eed.atom", "/feed.atom"),
        ("/topics%2Fdams", "/topics/dams"),
        ("/?page=1", "/"),
        ("/?page=01", "/"),
        ("/?", "/"),
        ("/?page=", "/"),
        ("/?page=1&page=7", "/"),
        ("/page/1", "/"),
        ("/topics/dams/page/01/", "/topics/dams"),
        ("/es/", "/es"),
        ("/?lang=es", "/es"),
        ("/topics/dams?lang=es", "/es/topics/dams"),
        ("/es/topics/dams?lang=en", "/es/topics/dams"),
        ("/es/feed.rss", "/feed.rss"),
        ("/embed?style=list&count=3", "/embed/list?count=3"),
        ("/topics/dams/embed/card", "/topics/dams/embed"),
        ("/reports/old-dams/embed/list", "/reports/old-dams/embed"),
        ("/?utm_source=x", "/"),
        ("/feed.json?v=2", "/feed.json"),
        ("/topics/dams/feed.rss?page=2", "/topics/dams/feed.rss"),
        ("/embed?theme=dark&theme=light", "/embed?theme=dark"),
        ("/embed?a=b&theme=dark", "/embed?theme=dark"),
        ("/embed?theme=%64ark", "/embed?theme=dark"),
        ("/feeds.opml?&&", "/feeds.opml"),
        ("/topics/dams/feed/", "/topics/dams/feed"),
    ] {
        let canonical = format!("{SITE}{canonical}");
        assert_moved(&gateway.get(spelling).await, &canonical);
        assert_moved(&gateway.head(spelling).await, &canonical);
    }
}

#[tokio::test]
async fn a_redirect_leads_to_an_address_that_answers() {
    let gateway = TestGateway::start("two_topics.json").await;

    for spelling in ["/topics/weirs/feed.atom/?x", "/topics/%77eirs?page=1", "/topics/weirs/embed?theme=dark"]
    {
        let mut target = spelling.to_owned();
        let mut hops = 0;
        let reply = loop {
            let reply = gateway.get(&target).await;
            let Some(location) = reply.header("location") else { break reply };
            target = location.strip_prefix(SITE).expect("on this site").to_owned();
            hops += 1;
            assert!(hops <= 2, "{spelling} leads in circles: {reply}");
        };
        reply.assert_status(200);
    }
}

#[tokio::test]
async fn every_address_of_an_old_slug_leads_to_the_same_of_its_topic() {
    let change = |config: &mut feedgate::config::Config| {
        config.feed.archive_entries = std::num::NonZeroUsize::MIN;
        config.feed.archive_after_days = 0;
    };
    let clock = || at("2024-06-01T12:00:00Z");
    let gateway = TestGateway::with("two_topics.json", change, clock).await;

    for rest in [
        "",
        "/feed",
        "/feed.rss",
        "/feed.atom",
        "/feed.json",
        "/archive/1.rss",
        "/archive/1.atom",
        "/archive/1.json",
        "/oembed",
        "/oembed.xml?maxwidth=300",
        "/embed",
        "/embed?theme=dark",
    ] {
        let reply = gateway.get(&format!("/topics/weirs{rest}")).await;
        assert_moved(&reply, &format!("{SITE}/topics/dams{rest}"));
    }
}

#[tokio::test]
async fn the_feed_of_an_old_slug_stays_a_choice() {
    let gateway = TestGateway::start("two_topics.json").await;

    for accepted in ["application/rss+xml", "text/html", "*/*"] {
        let reply = gateway.get_with("/topics/weirs/feed", &[("accept", accepted)]).await;
        assert_moved(&reply, "https://reports.example.org/topics/dams/feed");
    }
}

#[tokio::test]
async fn a_page_past_the_last_and_an_archive_past_the_newest_are_not_there() {
    let gateway = TestGateway::start("two_topics.json").await;

    for target in ["/page/2", "/topics/dams/page/2", "/archive/1.rss", "/topics/dams/archive/1.atom"] {
        gateway.get(target).await.assert_status(404);
    }
}

#[tokio::test]
async fn a_public_url_may_have_a_path() {
    let gateway = below_a_path().await;

    for target in [
        "/",
        "/topics/dams",
        "/reports/old-dams",
        "/feed.rss",
        "/topics/dams/feed.json",
        "/feed",
        "/oembed?url=https%3A%2F%2Fexample.org%2Fgate%2Freports%2Fold-dams",
        "/oembed?url=https%3A%2F%2Fexample.org%2Fgate",
        "/topics/dams/oembed",
        "/embed",
        "/feeds.opml",
    ] {
        gateway.get(&format!("/gate{target}")).await.assert_status(200);
        gateway.get(target).await.assert_status(404);
    }
    for outside in ["/gatefeed.rss", "/gate2/", "/Gate/", "/gate/gate/"] {
        gateway.get(outside).await.assert_status(404);
    }
}

#[tokio::test]
async fn every_address_that_is_sent_lies_below_the_public_url() {
    let gateway = below_a_path().await;

    for target in
        ["/gate/", "/gate/topics/dams", "/gate/reports/old-dams", "/gate/feed.atom", "/gate/feeds.opml"]
    {
        let reply = gateway.get(target).await;
        let text = reply.text();
        for start in ["href=\"", "src=\"", "Url=\""] {
            for (at, _) in text.match_indices(start) {
                let address = &text[at + start.len()..];
                let below = address.starts_with("/gate/") || address.starts_with("https://example.org/gate/");
                let within = address.starts_with('#');
                assert!(below || within, "{}: {reply}", &address[..address.len().min(60)]);
            }
        }
        // What a thing is has a name elsewhere, and no page of the gateway.
        for link in reply.headers("link").into_iter().filter(|link| !link.contains("rel=\"type\"")) {
            assert!(link.starts_with("<https://example.org/gate/"), "{reply}");
        }
    }
}

#[tokio::test]
async fn the_stylesheet_of_a_page_is_there() {
    let gateway = below_a_path().await;
    let home = gateway.get("/gate/").await;
    let after = home.text().split_once("rel=\"stylesheet\" href=\"").expect("a stylesheet").1;

    let stylesheet = gateway.get(after.split('"').next().unwrap_or_default()).await;

    stylesheet.assert_status(200).assert_header("content-type", "text/css; charset=utf-8");
}

#[tokio::test]
async fn the_public_url_without_its_slash_leads_to_the_one_with_it() {
    let gateway = below_a_path().await;

    assert_moved(&gateway.get("/gate").await, "https://example.org/gate/");
    assert_moved(&gateway.get("/gate?utm=x").await, "https://example.org/gate/");
    assert_moved(&gateway.get("/gate/topics/weirs").await, "https://example.org/gate/topics/dams");
}

#[tokio::test]
async fn a_preflight_is_told_that_any_script_may_ask() {
    let gateway = TestGateway::start("two_topics.json").await;
    let fields = [
        ("origin", "https://elsewhere.example"),
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "if-none-match"),
    ];

    for target in ["/", "/feed.json", "/topics/dams/oembed", "/reports/old-dams"] {
        let reply = gateway.ask(Method::OPTIONS, target, &fields).await;

        reply.assert_status(204);
        reply.assert_header("access-control-allow-origin", "*");
        reply.assert_header("access-control-allow-methods", "GET, HEAD, OPTIONS");
        reply.assert_header("access-control-allow-headers", "*");
        reply.assert_header("access-control-max-age", "86400");
        reply.assert_header("allow", "GET, HEAD, OPTIONS");
        assert!(reply.body.is_empty(), "{reply}");
    }
}

/// A gateway that knows two old addresses of its collection.
async fn with_old_addresses() -> TestGateway {
    let (_folder, file) = super::settings::file_of(
        "[addresses.moved]\n\
         \"/?option=com_content&id=7\" = \"/topics/dams/feed.rss\"\n\
         \"/node/12\" = \"/reports/old-dams\"\n\
         \"/press\" = \"https://press.example.org/?a=b\"\n",
    );
    let read = config::read(Some(Path::new(&file)), &Flags::default()).expect("good settings");
    TestGateway::with("two_topics.json", |config| config.moved = read.moved, || at("2024-06-01T12:00:00Z"))
        .await
}

#[tokio::test]
async fn an_old_address_that_the_settings_name_is_redirected() {
    let gateway = with_old_addresses().await;

    for (old, to) in [
        ("/?option=com_content&id=7", "https://reports.example.org/topics/dams/feed.rss"),
        ("/?id=7&option=com_content&utm_source=x", "https://reports.example.org/topics/dams/feed.rss"),
        ("/node/12/", "https://reports.example.org/reports/old-dams"),
        ("/press", "https://press.example.org/?a=b"),
    ] {
        assert_moved(&gateway.get(old).await, to);
        assert_moved(&gateway.head(old).await, to);
        gateway.ask(Method::POST, old, &[]).await.assert_status(308).assert_header("location", to);
    }
    gateway
        .get("/?option=com_content&id=8")
        .await
        .assert_status(301)
        .assert_header("location", &format!("{SITE}/"));
    gateway.get("/node/13").await.assert_status(404);
}

#[tokio::test]
async fn feeds_at_the_usual_addresses_of_other_software_are_found() {
    let gateway = TestGateway::start("two_topics.json").await;

    for old in [
        "/feed/",
        "/feed/rss2/",
        "/?feed=rss2",
        "/?feed=atom",
        "/category/dams/feed/",
        "/tag/dams/feed/rss2/",
        "/topic/dams/feed/",
        "/index.php/feed/",
        "/rss.xml",
        "/atom.xml",
        "/feed.xml",
        "/index.xml",
        "/topics/dams/index.xml",
        "/?format=feed&type=rss",
    ] {
        let moved = gateway.get(old).await;
        moved.assert_status(301);
        let to = moved
            .header("location")
            .and_then(|to| to.strip_prefix(SITE))
            .expect("an address here")
            .to_owned();
        let feed = gateway.get(&to).await;
        feed.assert_status(200);
        assert!(feed.header("content-type").is_some_and(|kind| kind.contains("xml")), "{old}: {feed}");
        assert_eq!(to.contains("dams"), old.contains("dams"), "{old} leads to {to}");
    }
}
