//! The page that explains how to subscribe, for each feed.

use super::html::{Element, named};
use super::support::{Reply, SITE, TestGateway};

const BROWSER: [(&str, &str); 1] = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];

fn input(page: &Reply) -> Element {
    let found = named(page.text(), "input").into_iter().find(|input| input.get("id") == "address");
    found.unwrap_or_else(|| panic!("{page}"))
}

#[tokio::test]
async fn a_browser_gets_the_address_and_a_reader_the_feed() {
    let gateway = TestGateway::start("search.json").await;

    for (target, feed) in [
        ("/feed", "/feed.atom"),
        ("/topics/dams/feed", "/topics/dams/feed.atom"),
        ("/feed?q=water&topic=dams", "/feed.atom?q=water&topic=dams"),
    ] {
        let page = gateway.get_with(target, &BROWSER).await;
        page.assert_status(200).assert_header("content-type", "text/html; charset=utf-8");
        let address = input(&page);
        assert_eq!(address.get("value"), format!("{SITE}{feed}"), "{page}");
        // It can be selected without a script, and with one the button copies it.
        assert!(address.attributes.contains_key("readonly"));
        for extension in ["atom", "rss", "json"] {
            let other = feed.replace(".atom", &format!(".{extension}")).replace('&', "&amp;");
            assert!(page.text().contains(&format!("<a href=\"{SITE}{other}\"><code>")), "{other} in {page}");
        }
        assert!(page.text().contains("href=\"/feeds.opml\""), "{page}");
        let feed = gateway.get_with(target, &[("accept", "application/rss+xml")]).await;
        feed.assert_status(200).assert_header("content-type", "application/rss+xml; charset=utf-8");
    }
}

#[tokio::test]
async fn readers_of_every_kind_are_told_of_the_feed_that_the_page_is_of() {
    let gateway = TestGateway::start("search.json").await;

    let page = gateway.get_with("/topics/dams/feed", &BROWSER).await;
    let links: Vec<String> = named(page.text(), "a").iter().map(|link| link.get("href").to_owned()).collect();
    for link in [
        "https://feedly.com/i/subscription/feed%2Fhttps%3A%2F%2Freports.example.org%2Ftopics%2Fdams%2Ffeed.atom",
        "https://theoldreader.com/feeds/subscribe?url=https%3A%2F%2Freports.example.org%2Ftopics%2Fdams%2Ffeed.atom",
        "feed:https://reports.example.org/topics/dams/feed.atom",
        "unread://feeds?url=https%3A%2F%2Freports.example.org%2Ftopics%2Fdams%2Ffeed.atom",
    ] {
        assert!(links.iter().any(|href| href == link), "{link} in {links:#?}");
    }
    for text in ["In the browser", "On a computer", "On a phone or tablet", "macOS", "Android"] {
        assert!(page.text().contains(text), "{text} in {page}");
    }
    let page = gateway.get_with("/es/topics/dams/feed", &BROWSER).await;
    for text in ["En el navegador", "En una computadora", "Dirección del canal", "Copiar"] {
        assert!(page.text().contains(text), "{text} in {page}");
    }
}

#[tokio::test]
async fn the_page_asks_no_other_host_for_anything() {
    let gateway = TestGateway::start("search.json").await;

    let page = gateway.get_with("/feed", &BROWSER).await;
    for element in ["img", "script", "link", "iframe"] {
        for found in named(page.text(), element) {
            let loads =
                matches!(found.get("rel"), "stylesheet" | "icon" | "manifest" | "preload" | "preconnect");
            let address = if element == "link" && loads { found.get("href") } else { found.get("src") };
            assert!(address.is_empty() || address.starts_with('/'), "{found:?}");
        }
    }
}
