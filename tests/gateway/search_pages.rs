//! The page of a search: its form, its filters with counts, and its links.

use super::support::{Reply, SITE, TestGateway};

const COLLECTION: &str = "search.json";

#[track_caller]
fn assert_shows(page: &Reply, markup: &str) {
    assert!(page.text().contains(markup), "{markup}\n\n{page}");
}

#[track_caller]
fn assert_lacks(page: &Reply, markup: &str) {
    assert!(!page.text().contains(markup), "{markup}\n\n{page}");
}

/// Every link with a relation, from the head.
fn feeds(page: &Reply) -> Vec<&str> {
    let lines = page.text().lines().filter(|line| line.starts_with("<link rel=\"alternate\""));
    let feeds = lines.filter(|line| !line.contains("oembed") && !line.contains("hreflang"));
    feeds
        .map(|line| line.split("href=\"").nth(1).expect("an address").split('"').next().unwrap_or(""))
        .collect()
}

#[tokio::test]
async fn a_page_names_the_feeds_of_what_it_shows() {
    let gateway = TestGateway::start(COLLECTION).await;

    for (page, query) in [
        ("/", ""),
        ("/?sort=oldest", ""),
        ("/?q=water&sort=title&view=grid", "?q=water"),
        ("/?topic=dams&topic=-floods", "?topic=dams&amp;topic=-floods"),
    ] {
        let page = gateway.get(page).await;
        page.assert_status(200);
        let expected = ["atom", "rss", "json"].map(|extension| format!("{SITE}/feed.{extension}{query}"));
        assert_eq!(feeds(&page), expected, "{page}");
    }
}

#[tokio::test]
async fn only_the_collection_itself_is_for_search_engines() {
    let gateway = TestGateway::start(COLLECTION).await;

    for (target, is_indexed) in [
        ("/", true),
        ("/topics/dams", true),
        ("/feed", true),
        ("/?q=water", false),
        ("/?sort=oldest", false),
        ("/?view=grid", false),
        ("/feed?q=water", false),
    ] {
        let page = gateway.get_with(target, &[("accept", "text/html")]).await;
        page.assert_status(200);
        let told = page.text().contains("<meta name=\"robots\" content=\"noindex\">");
        assert_eq!(told, !is_indexed, "{page}");
        assert_eq!(page.text().contains("application/ld+json"), is_indexed && target != "/feed", "{page}");
    }
}

#[tokio::test]
async fn filters_are_counted_without_their_own() {
    let gateway = TestGateway::start(COLLECTION).await;

    let page = gateway.get("/?topic=dams&kind=case-study").await;

    let value = |name: &str, value: &str, checked: &str, label: &str, count: u32| {
        format!(
            "<label><input form=\"search\" type=\"checkbox\" name=\"{name}\" value=\"{value}\"{checked}> \
             <span>{label}</span> <span class=\"count\">{count}</span></label>"
        )
    };
    assert_shows(&page, &value("topic", "dams", " checked", "Dams &amp; Weirs", 1));
    assert_shows(&page, &value("topic", "floods", "", "Floods", 1));
    assert_shows(&page, &value("kind", "case-study", " checked", "Case studies", 1));
    assert_shows(&page, "2 active");
    let everything = gateway.get("/").await;
    assert_shows(&everything, &value("kind", "case-study", "", "Case studies", 1));
    assert_shows(&everything, &value("language", "es", "", "Spanish", 1));
    // A topic that is gone is no choice, though its reports are there.
    assert_lacks(&everything, "value=\"ferries\"");
    assert_lacks(&gateway.get("/?q=water").await, "value=\"ferries\"");
}

#[tokio::test]
async fn what_is_chosen_stays_a_choice_also_where_it_finds_nothing() {
    let gateway = TestGateway::start(COLLECTION).await;

    let page = gateway.get("/?q=zzzz&topic=-floods&publisher=%22%3E%3Cb%3E&sort=newest&view=grid").await;

    assert_shows(&page, "No results found");
    assert_shows(&page, "value=\"&quot;&gt;&lt;b&gt;\" checked>");
    assert_shows(&page, "<input type=\"hidden\" name=\"topic\" value=\"-floods\">");
    assert_shows(&page, "<input type=\"hidden\" name=\"sort\" value=\"newest\">");
    assert_shows(&page, "<input type=\"hidden\" name=\"view\" value=\"grid\">");
    assert_shows(&page, "<a class=\"button\" href=\"/?view=grid\">Show all reports</a>");
    assert_lacks(&page, "<b>");
}

#[tokio::test]
async fn each_thing_looked_for_can_be_taken_away() {
    let gateway = TestGateway::start(COLLECTION).await;

    let page = gateway.get("/?q=water&topic=floods&topic=-dams").await;

    for (label, without) in [
        ("“water”", "/?topic=floods&amp;topic=-dams"),
        ("Floods", "/?q=water&amp;topic=-dams"),
        ("not Dams &amp; Weirs", "/?q=water&amp;topic=floods"),
    ] {
        let chip = format!(
            "<li><a href=\"{without}\"><span class=\"unseen\">Remove </span>{label} <span aria-hidden=\"true\">×</span></a></li>"
        );
        assert_shows(&page, &chip);
    }
    // What is left out is kept as it is, and is no choice beside.
    assert_lacks(&page, "name=\"topic\" value=\"dams\"");
    assert_shows(&page, "<a class=\"clear\" href=\"/\">Clear all</a>");
    assert_shows(
        &page,
        "<a href=\"/feed?q=water&amp;topic=floods&amp;topic=-dams\">Subscribe to this search</a>",
    );
}

#[tokio::test]
async fn pages_of_a_search_keep_the_search() {
    let file = super::support::many_reports(60);
    let gateway = TestGateway::start(file.path().to_str().expect("a plain path")).await;

    let page = gateway.get("/?topic=rivers&sort=title&view=grid&page=2").await;

    assert_shows(page.assert_status(200), "60 results found");
    assert_shows(&page, "<a rel=\"prev\" href=\"/?topic=rivers&amp;sort=title&amp;view=grid\">Previous</a>");
    assert_shows(&page, "<span>Page 2 of 3</span>");
    assert_shows(
        &page,
        "<a rel=\"next\" href=\"/?topic=rivers&amp;sort=title&amp;view=grid&amp;page=3\">Next</a>",
    );
    assert_shows(
        &page,
        "<a href=\"/?topic=rivers&amp;sort=title&amp;view=grid\" aria-current=\"true\">Title</a>",
    );
    gateway.get("/?topic=rivers&page=4").await.assert_status(404);
}

#[tokio::test]
async fn a_form_may_lead_to_this_host_alone() {
    let gateway = TestGateway::start(COLLECTION).await;

    let page = gateway.get("/?q=water").await;

    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("form-action 'self' https://reports.example.org;"), "{page}");
    assert!(policy.contains("default-src 'none'") && policy.contains("; script-src 'self';"), "{page}");
}

/// Proxies turn a reply away whose header is longer than they take.
#[tokio::test]
async fn a_long_search_has_no_long_header() {
    let gateway = TestGateway::start(COLLECTION).await;
    let names: String = (10..25).map(|n| format!("&place={n}{}", "x".repeat(190))).collect();
    let names = names.replacen('&', "", 1);

    for target in [format!("/?{names}"), format!("/feed.atom?{names}")] {
        let reply = gateway.get(&target).await;
        reply.assert_status(200);
        let bytes: usize = reply.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        assert!(bytes < 4096, "{bytes} bytes");
    }
}
