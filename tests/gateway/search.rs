//! Search: every parameter with good, odd and hostile values, before and after the index is built.

use feedgate::address::Localized;
use feedgate::collection;
use feedgate::config::Config;
use feedgate::gateway;
use feedgate::resource::{self, Found};
use feedgate::snapshot::Snapshot;
use feedgate::words::Preferences;

use super::support::{Reply, SITE, TestGateway, at, root};

const COLLECTION: &str = "search.json";

/// The ids of the reports that a page lists, in its order.
pub(crate) fn listed(page: &Reply) -> Vec<String> {
    let items = page.text().split("<h3><a href=\"").skip(1);
    let href = |item: &str| item.split('"').next().unwrap_or_default().to_owned();
    items.map(|item| href(item).rsplit('/').next().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn words_and_filters_narrow_and_values_of_one_facet_widen() {
    let gateway = TestGateway::start(COLLECTION).await;

    for (query, found) in [
        ("q=water&sort=newest", &["high-water", "presas", "old-dams"][..]),
        ("q=water&sort=oldest", &["old-dams", "presas", "high-water"]),
        ("q=water&sort=title", &["high-water", "old-dams", "presas"]),
        ("q=%22hold+water%22", &["old-dams"]),
        ("q=water+-delta&sort=newest", &["presas", "old-dams"]),
        ("topic=dams", &["presas", "old-dams"]),
        ("topic=dams&topic=floods", &["high-water", "presas", "old-dams"]),
        ("topic=dams&topic=-floods", &["presas"]),
        ("topic=-ferries&sort=oldest", &["old-dams", "presas", "high-water"]),
        ("place=El+Paso", &["high-water", "old-dams"]),
        ("publisher=Water+%26+Co", &["high-water", "presas"]),
        ("publisher=-Water+%26+Co", &["old-dams", "last-ferry"]),
        ("kind=brief&kind=case-study", &["high-water", "old-dams"]),
        ("language=es", &["presas"]),
        ("year=2021&year=2019", &["presas", "last-ferry"]),
        ("year=-2023", &["presas", "last-ferry"]),
        ("topic=floods&kind=brief&year=2023", &["high-water"]),
        (
            "q=water&topic=floods&place=Delta&publisher=Water+%26+Co&kind=brief&language=en&year=2023",
            &["high-water"],
        ),
        ("place=Nowhere", &[]),
        ("q=zzzz", &[]),
        ("year=1900", &[]),
        ("language=fr", &[]),
        ("sort=title", &["high-water", "old-dams", "presas", "last-ferry"]),
        ("view=grid", &["high-water", "presas", "old-dams", "last-ferry"]),
    ] {
        let canonical = followed(&gateway, &format!("/?{query}")).await;
        canonical.assert_status(200);
        assert_eq!(listed(&canonical), found, "{query}: {canonical}");
    }
}

/// What is there, or where it has moved to.
async fn followed(gateway: &TestGateway, target: &str) -> Reply {
    let reply = gateway.get(target).await;
    match reply.header("location") {
        Some(location) => gateway.get(location.strip_prefix(SITE).expect("on this site")).await,
        None => reply,
    }
}

#[tokio::test]
async fn odd_values_are_moved_to_the_canonical_address() {
    let gateway = TestGateway::start(COLLECTION).await;

    for (odd, canonical) in [
        ("/?topic=floods&q=water", "/?q=water&topic=floods"),
        ("/?q=++high%09water++", "/?q=high+water"),
        ("/?q=high%20water", "/?q=high+water"),
        ("/?q=%E2%80%9Chold%20water", "/?q=%22hold+water%22"),
        ("/?q=a%00b", "/?q=a+b"),
        ("/?q=%FF", "/?q=%EF%BF%BD"),
        ("/?q=%EF%BF%BF", "/"),
        ("/?q=NOT+water", "/?q=-water"),
        ("/?q=high+AND+water", "/?q=high+water"),
        ("/?q=(high+OR+delta)+AND+water", "/?q=high+OR+delta+water"),
        ("/?q=&topic=&place=&publisher=&kind=&language=&year=&sort=&view=&page=", "/"),
        ("/?topic=floods&topic=dams&topic=floods", "/?topic=dams&topic=floods"),
        ("/?topic=-floods&topic=dams", "/?topic=dams&topic=-floods"),
        ("/?topic=weirs", "/?topic=dams"),
        ("/?q=a&topic=-weirs", "/?q=a&topic=-dams"),
        ("/?language=ES-mx", "/?language=es-MX"),
        ("/?year=2023&sort=newest&view=list&page=1", "/?year=2023"),
        ("/?q=water&sort=relevance", "/?q=water"),
        ("/?page=01&view=grid", "/?view=grid"),
        ("/?utm_source=x&q=water#top", "/?q=water"),
        ("/feed.atom?sort=oldest&view=grid&page=3&q=water", "/feed.atom?q=water"),
        ("/feed.json?sort=title", "/feed.json"),
        ("/feed.rss?topic=weirs", "/feed.rss?topic=dams"),
        ("/feed?kind=brief&q=water", "/feed?q=water&kind=brief"),
        ("/archive/1.atom?topic=weirs", "/archive/1.atom?topic=dams"),
    ] {
        let reply = gateway.get(odd).await;
        reply.assert_status(301).assert_header("location", &format!("{SITE}{canonical}"));
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_the_parameter_named() {
    let gateway = TestGateway::start(COLLECTION).await;
    let long = "x".repeat(201);
    let years: String = (1000..1025).map(|year| format!("&year={year}")).collect();

    for (parameter, value) in [
        ("topic", "A"),
        ("topic", "-"),
        ("topic", "%3Cscript%3E"),
        ("place", &long),
        ("place", "a%00b"),
        ("place", "%EF%BF%BE"),
        ("publisher", "-"),
        ("publisher", "a%0D%0Ab"),
        ("kind", "novel"),
        ("language", "e"),
        ("language", "en_US%00"),
        ("year", "23"),
        ("year", "20231"),
        ("year", "-"),
        ("year", "٢٠٢٣"),
        ("year", &format!("1999{years}")),
        ("sort", "best"),
        ("sort", "Relevance"),
    ] {
        for path in ["/", "/feed.atom", "/feed", "/archive/1.json"] {
            let reply =
                gateway.get_with(&format!("{path}?{parameter}={value}"), &[("accept", "text/plain")]).await;
            reply.assert_status(400);
            let told = format!("The parameter {parameter} must be ");
            assert!(reply.text().contains(&told), "{reply}");
            assert!(!reply.text().contains("script"), "nothing of the request: {reply}");
        }
    }
    for (parameter, target) in [
        ("view", "/?view=table"),
        ("page", "/?page=0"),
        ("page", "/?page=-1"),
        ("page", "/?q=water&page=1001"),
        ("page", "/?sort=oldest&page=4294967295"),
    ] {
        let reply = gateway.get(target).await;
        reply.assert_status(400);
        assert!(reply.text().contains(&format!("The parameter {parameter} must be ")), "{reply}");
    }
}

#[tokio::test]
async fn past_the_last_page_and_the_newest_archive_there_is_nothing() {
    let gateway = TestGateway::start(COLLECTION).await;

    for target in ["/?q=water&page=2", "/?q=water&page=1000", "/?q=zzzz&page=2", "/archive/1.rss?q=water"] {
        for _ in 0..2 {
            gateway.get(target).await.assert_status(404);
        }
    }
}

#[tokio::test]
async fn the_topics_of_a_query_must_be_there() {
    let gateway = TestGateway::start(COLLECTION).await;

    for path in ["/", "/feed.atom", "/feed", "/feed.json"] {
        gateway.get(&format!("{path}?topic=never")).await.assert_status(404);
        gateway.get(&format!("{path}?topic=-never")).await.assert_status(404);
        gateway.get(&format!("{path}?topic=ferries")).await.assert_status(410);
        // Its reports are still there, and may still be left out.
        gateway.get(&format!("{path}?topic=-ferries")).await.assert_status(200);
    }
}

#[tokio::test]
async fn a_search_can_be_told_from_the_collection_by_whoever_counts() {
    let gateway = TestGateway::start(COLLECTION).await;
    gateway.get("/?q=water").await.assert_status(200);

    let metrics = gateway.operator("/metrics").await;

    assert!(metrics.text().contains("kind=\"search\",format=\"html\""), "{metrics}");
    assert!(metrics.text().contains("feedgate_search_ready 1\n"), "{metrics}");
    assert_eq!(gateway.operator("/readyz").await.json()["search"], "ready");
}

fn shipped() -> Snapshot {
    let path = root().join("config/collection.json");
    Snapshot::build(collection::load(&path, u64::MAX).expect("it is good"))
}

#[tokio::test]
async fn until_there_is_an_index_searches_wait_and_all_else_is_served() {
    let gateway = TestGateway::without_index().await;
    let searches = [
        "/?q=asylum",
        "/?sort=oldest",
        "/?year=2023&view=grid",
        "/feed.atom?q=asylum",
        "/feed.rss?topic=women",
        "/archive/1.json?q=asylum",
        "/search/suggest?q=asy",
        "/api/v1/reports?q=asylum",
        "/api/v1/reports?topic=women&facets=true",
        "/api/v1/reports?sort=oldest",
    ];
    let others = [
        "/",
        "/page/2",
        "/?view=grid",
        "/feed.atom",
        "/topics/women/feed.rss",
        "/topics/women",
        "/embed",
        "/feeds.opml",
        "/opensearch.xml",
        "/feed",
        "/api/v1/topics/refugees-asylum-seekers",
        "/api/v1/reports/ending-mandatory-detention",
        "/api/v1/reports",
        "/api/v1/reports?limit=3&facets=true&fields=title&highlights=true",
        "/api/v1/openapi.json",
        "/api",
    ];

    for target in searches {
        let reply = gateway.get(target).await;
        reply.assert_status(503).assert_header("retry-after", "5").assert_header("cache-control", "no-store");
        reply.assert_no_header("etag");
    }
    gateway.get("/?q=asylum&topic=never").await.assert_status(404);
    gateway.get("/?kind=novel").await.assert_status(400);
    assert_eq!(gateway.operator("/readyz").await.json()["search"], "preparing");

    let indexed = TestGateway::shipped().await;
    for target in searches.into_iter().filter(|target| !target.starts_with("/archive")) {
        indexed.get(target).await.assert_status(200);
    }
    for target in others {
        let before = gateway.get(target).await;
        before.assert_status(200);
        let after = indexed.get(target).await;
        assert_eq!(after.header("etag"), before.header("etag"), "{target}");
    }
}

#[test]
fn what_needs_an_index_is_not_there_yet() {
    let snapshot = shipped();
    let config = Config { public_url: Some(SITE.parse().expect("a URL")), ..Config::default() };
    let options = gateway::resource_options(&config, gateway::site(&config, config.listen)).expect("a look");
    let find = |path: &str, query: &str| {
        let address = Localized::parse(path, query).expect("an address");
        resource::find(&snapshot, &address, &Preferences::default(), at("2024-06-01T12:00:00Z"), &options)
    };

    assert_eq!(find("/", "q=asylum"), Found::NotYet);
    assert!(matches!(find("/", ""), Found::Resource(_)));
    assert!(matches!(find("/feed", "q=asylum"), Found::Resource(_)));
    snapshot.build_index(None);
    assert!(matches!(find("/", "q=asylum"), Found::Resource(_)));
}
