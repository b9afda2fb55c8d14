//! What every address answers, by GET and HEAD, over HTTP/1.1 and HTTP/2.

use std::collections::BTreeSet;

use super::support::{SITE, TestGateway, at, many_reports, without_date};

const HTML: &str = "text/html; charset=utf-8";
const ATOM: &str = "application/atom+xml; charset=utf-8";
const RSS: &str = "application/rss+xml; charset=utf-8";
const JSON_FEED: &str = "application/feed+json";
const JSON: &str = "application/json";
const XML: &str = "text/xml; charset=utf-8";
const OPML: &str = "text/x-opml; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// One address of each kind, in a collection long enough for pages and archives, with its type.
const ADDRESSES: [(&str, &str); 40] = [
    ("/", HTML),
    ("/page/2", HTML),
    ("/topics/rivers", HTML),
    ("/topics/rivers/page/2", HTML),
    ("/reports/report-1", HTML),
    ("/feed.rss", RSS),
    ("/feed.atom", ATOM),
    ("/feed.json", JSON_FEED),
    ("/topics/rivers/feed.rss", RSS),
    ("/topics/rivers/feed.atom", ATOM),
    ("/topics/rivers/feed.json", JSON_FEED),
    ("/archive/1.rss", RSS),
    ("/archive/1.atom", ATOM),
    ("/archive/1.json", JSON_FEED),
    ("/archive/2.rss", RSS),
    ("/archive/2.atom", ATOM),
    ("/archive/2.json", JSON_FEED),
    ("/topics/rivers/archive/1.rss", RSS),
    ("/topics/rivers/archive/1.atom", ATOM),
    ("/topics/rivers/archive/1.json", JSON_FEED),
    ("/topics/rivers/archive/2.rss", RSS),
    ("/topics/rivers/archive/2.atom", ATOM),
    ("/topics/rivers/archive/2.json", JSON_FEED),
    ("/feed", ATOM),
    ("/topics/rivers/feed", ATOM),
    ("/oembed?url=https%3A%2F%2Freports.example.org%2Freports%2Freport-1", JSON),
    ("/oembed?url=https%3A%2F%2Freports.example.org%2F&format=json&maxwidth=320&maxheight=240", JSON),
    ("/oembed?url=https%3A%2F%2Freports.example.org%2Ftopics%2Frivers&format=xml", XML),
    ("/topics/rivers/oembed", JSON),
    ("/topics/rivers/oembed?format=xml", XML),
    ("/topics/rivers/oembed.xml", XML),
    ("/oembed.json", JSON),
    ("/reports/report-1/oembed", JSON),
    ("/reports/report-1/oembed?format=xml", XML),
    ("/embed", HTML),
    ("/embed?theme=dark", HTML),
    ("/topics/rivers/embed", HTML),
    ("/reports/report-1/embed", HTML),
    ("/reports/report-1/embed?theme=light", HTML),
    ("/feeds.opml", OPML),
];

/// Three documents of 50 reports and one of the rest: the live feed and two archives.
async fn gateway() -> TestGateway {
    let collection = many_reports(160);
    TestGateway::start(collection.path().to_str().expect("a plain path")).await
}

/// The addresses above, and the files that pages need, whose names only a page knows.
async fn addresses(gateway: &TestGateway) -> Vec<(String, &'static str)> {
    let home = gateway.get("/").await;
    let media_type = |name: &str| match name.rsplit('.').next() {
        Some("css") => CSS,
        Some("svg") => SVG,
        Some("js") => SCRIPT,
        _ => panic!("of which type is {name}?"),
    };
    let assets = links(home.text()).filter(|link| link.starts_with("/assets/"));
    let assets: Vec<_> = assets.map(|name| (name.to_owned(), media_type(name))).collect();
    assert!(!assets.is_empty(), "{home}");
    let known = ADDRESSES.map(|(target, media_type)| (target.to_owned(), media_type));
    known.into_iter().chain(assets).collect()
}

/// What a document in HTML or XML links to.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let attribute = |name: &'static str| text.split(name).skip(1).filter_map(|rest| rest.split('"').next());
    attribute("href=\"").chain(attribute("src=\"")).chain(attribute("Url=\""))
}

fn is_embed(target: &str) -> bool {
    target.contains("/embed")
}

#[tokio::test]
async fn every_address_answers_with_its_type() {
    let gateway = gateway().await;

    for (target, media_type) in addresses(&gateway).await {
        let reply = gateway.get(&target).await;

        reply.assert_status(200).assert_header("content-type", media_type);
        reply.assert_header("content-length", &reply.body.len().to_string());
        assert!(!reply.body.is_empty(), "{reply}");
    }
}

#[tokio::test]
async fn head_has_the_header_of_get() {
    let gateway = gateway().await;

    for (target, _) in addresses(&gateway).await {
        let (get, head) = (gateway.get(&target).await, gateway.head(&target).await);

        assert_eq!(without_date(&head), without_date(&get), "{target}");
        assert!(head.body.is_empty(), "{head}");
    }
}

#[tokio::test]
async fn http_2_on_the_same_port_sends_the_same() {
    let gateway = gateway().await;
    let addresses = addresses(&gateway).await;
    let mut one = Vec::new();
    for (target, _) in &addresses {
        one.push(gateway.get_with(target, &[("accept-encoding", "br")]).await);
    }

    let gateway = gateway.over_http_2();

    for ((target, _), one) in addresses.iter().zip(one) {
        let two = gateway.get_with(target, &[("accept-encoding", "br")]).await;
        assert_eq!(two.version, reqwest::Version::HTTP_2);
        assert_eq!((two.status, without_date(&two)), (one.status, without_date(&one)), "{target}");
        assert!(two.body == one.body, "{target}: other bytes over HTTP/2");
        let head = gateway.ask(reqwest::Method::HEAD, target, &[("accept-encoding", "br")]).await;
        assert_eq!(without_date(&head), without_date(&two), "{target}");
    }
}

#[tokio::test]
async fn any_origin_may_read_every_reply() {
    let gateway = gateway().await;

    for (target, _) in addresses(&gateway).await {
        let reply = gateway.get_with(&target, &[("origin", "https://elsewhere.example")]).await;

        reply.assert_header("access-control-allow-origin", "*");
        reply.assert_header("access-control-expose-headers", "etag, link, content-location");
    }
}

#[tokio::test]
async fn every_reply_says_how_a_cache_must_treat_it_and_keeps_its_type() {
    let gateway = gateway().await;

    for (target, media_type) in addresses(&gateway).await {
        let reply = gateway.get(&target).await;

        let vary = match media_type {
            HTML => "accept-encoding, accept-language",
            _ if target.ends_with("/feed") => "accept, accept-encoding",
            _ => "accept-encoding",
        };
        reply.assert_header("vary", vary);
        reply.assert_header("x-content-type-options", "nosniff");
        reply.assert_no_header("set-cookie");
    }
}

#[tokio::test]
async fn a_page_loads_nothing_from_elsewhere_and_only_an_embed_may_be_framed() {
    let gateway = gateway().await;

    for (target, media_type) in addresses(&gateway).await.into_iter().filter(|(_, kind)| *kind == HTML) {
        let reply = gateway.get(&target).await;

        reply.assert_header("content-type", media_type);
        reply.assert_header("referrer-policy", "strict-origin-when-cross-origin");
        let policy = reply.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'none';"), "{reply}");
        match is_embed(&target) {
            true => {
                reply.assert_no_header("x-frame-options");
                reply.assert_header("cross-origin-resource-policy", "cross-origin");
                assert!(policy.ends_with("frame-ancestors *"), "{reply}");
            }
            false => {
                reply.assert_header("x-frame-options", "DENY");
                assert!(policy.ends_with("frame-ancestors 'none'"), "{reply}");
            }
        }
    }
}

#[tokio::test]
async fn data_has_no_field_that_means_something_only_for_pages() {
    let gateway = gateway().await;

    for (target, media_type) in addresses(&gateway).await.into_iter().filter(|(_, kind)| *kind != HTML) {
        let reply = gateway.get(&target).await;

        reply.assert_no_header("x-frame-options");
        // A browser shows XML as a document, in which scripts could run.
        match media_type.contains("xml") {
            true => reply.assert_header("content-security-policy", "default-src 'none'"),
            false => reply.assert_no_header("content-security-policy"),
        };
        match media_type {
            CSS | SCRIPT | SVG => reply.assert_header("cross-origin-resource-policy", "cross-origin"),
            _ => reply.assert_no_header("cross-origin-resource-policy").assert_no_header("referrer-policy"),
        };
    }
}

#[tokio::test]
async fn an_asset_is_kept_for_ever_and_everything_else_for_five_minutes() {
    let gateway = gateway().await;

    for (target, media_type) in addresses(&gateway).await {
        let lifetime = match media_type {
            CSS | SCRIPT | SVG => "public, immutable, max-age=31536000",
            _ => "public, max-age=300",
        };
        gateway.get(&target).await.assert_header("cache-control", lifetime);
    }
}

#[tokio::test]
async fn the_lifetime_is_a_setting() {
    let clock = || at("2024-06-01T12:00:00Z");
    let gateway =
        TestGateway::with("two_topics.json", |config| config.freshness.max_age_secs = 60, clock).await;

    gateway.get("/feed.atom").await.assert_header("cache-control", "public, max-age=60");
}

#[tokio::test]
async fn no_link_of_the_collection_that_ships_is_dead() {
    let gateway = TestGateway::shipped().await;
    let mut to_follow = vec!["/".to_owned()];
    let mut followed = BTreeSet::new();

    while let Some(target) = to_follow.pop() {
        if !followed.insert(target.clone()) {
            continue;
        }
        let reply = gateway.get_with(&target, &[("accept", "text/html, */*;q=0.8")]).await;
        reply.assert_status(200);
        let own = |link: &str| link.strip_prefix(SITE).unwrap_or(link).to_owned();
        let text = String::from_utf8_lossy(&reply.body);
        let links = links(&text).map(|link| own(&link.replace("&#38;", "&").replace("&amp;", "&")));
        to_follow.extend(links.filter(|link| link.starts_with('/') && !link.starts_with("//")));
    }

    assert!(followed.len() > 100, "{followed:?}");
}

#[tokio::test]
async fn link_fields_say_what_the_feed_says() {
    let gateway = gateway().await;

    let reply = gateway.get("/topics/rivers/archive/2.atom").await;

    assert_eq!(
        reply.headers("link"),
        [
            "<https://reports.example.org/topics/rivers/archive/2.atom>; rel=\"self\"; type=\"application/atom+xml\"",
            "<https://reports.example.org/topics/rivers>; rel=\"alternate\"; type=\"text/html\"",
            "<https://reports.example.org/topics/rivers/archive/1.atom>; rel=\"prev-archive\"; type=\"application/atom+xml\"",
            "<https://reports.example.org/topics/rivers/feed.atom>; rel=\"current\"; type=\"application/atom+xml\"",
        ],
        "{reply}"
    );
    for field in reply.headers("link") {
        let (href, rel) = (between(field, "<", ">"), between(field, "rel=\"", "\""));
        let written = [format!("rel=\"{rel}\""), format!("href=\"{href}\"")];
        let element = |line: &&str| written.iter().all(|attribute| line.contains(attribute));
        assert!(reply.text().split('<').any(|tag| element(&tag)), "{field} is not within {reply}");
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(inner, _)| inner)
}
