//! The share doctor's page: what is examined, and what it says about addresses that are not.

use super::support::{Reply, SITE, TestGateway};

/// Asks the doctor about an address of the gateway.
async fn examined(gateway: &TestGateway, target: &str, more: &str) -> Reply {
    let url = reqwest::Url::parse_with_params("http://x/share/doctor", [("url", format!("{SITE}{target}"))]);
    let url = url.expect("a URL");
    gateway.get(&format!("{}?{}{more}", url.path(), url.query().unwrap_or_default())).await
}

#[tokio::test]
async fn no_page_of_the_shipped_collection_is_broken_for_anybody() {
    let gateway = TestGateway::shipped().await;

    for page in [
        "/",
        "/?q=asylum&topic=refugees-asylum-seekers",
        "/topics/women",
        "/reports/lives-at-risk-asylum-ban",
        "/es/reports/lives-at-risk-asylum-ban",
    ] {
        let examined = examined(&gateway, page, "").await;
        examined.assert_status(200);
        let verdicts =
            |verdict: &str| examined.text().matches(&format!("class=\"verdict {verdict}\"")).count();
        assert_eq!(verdicts("good") + verdicts("lacking"), 8, "{examined}");
        assert_eq!(verdicts("broken"), 0, "{examined}");
    }
}

#[tokio::test]
async fn what_is_no_page_of_this_gateway_is_not_examined() {
    let gateway = TestGateway::shipped().await;
    let form = gateway.get("/share/doctor").await;
    form.assert_status(200);
    assert!(form.text().contains("name=\"url\" value=\"\"") && !form.text().contains("notice"), "{form}");

    for target in
        ["/nothing", "/feed.atom", "/oembed?url=x", "/reports/nothing", "/topics/nothing", "/share/doctor"]
    {
        let examined = examined(&gateway, target, "").await;
        examined.assert_status(200);
        assert!(examined.text().contains("This site has no page at that address."), "{examined}");
    }
    for url in
        ["https%3A%2F%2Felsewhere.example%2F", "javascript%3Aalert(1)", "%22%3E%3Cscript%3E", "x", "%00"]
    {
        let examined = gateway.get(&format!("/share/doctor?url={url}")).await;
        examined.assert_status(200);
        assert!(examined.text().contains("This site has no page at that address."), "{examined}");
        assert!(!examined.text().contains("<script>"), "{examined}");
    }
}

#[tokio::test]
async fn what_is_told_is_in_the_language_of_the_page() {
    let gateway = TestGateway::shipped().await;

    let examined = examined(&gateway, "/", "&lang=es").await;
    assert!(examined.text().contains("<html lang=\"es\""), "{examined}");
    assert!(!examined.text().contains("La página no tiene imagen."), "{examined}");
    assert!(examined.text().contains("<span class=\"verdict good\">funciona</span>"), "{examined}");
}

/// A registry and a search engine know the doctor's page by nothing.
#[tokio::test]
async fn search_engines_are_kept_from_it() {
    let gateway = TestGateway::shipped().await;

    let examined = examined(&gateway, "/", "").await;
    assert!(examined.text().contains("<meta name=\"robots\" content=\"noindex\">"), "{examined}");
}
