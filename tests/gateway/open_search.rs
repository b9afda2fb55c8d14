//! OpenSearch: how browsers search here, and what they suggest while someone types.

use serde_json::json;

use super::support::{SITE, TestGateway, golden};

#[tokio::test]
async fn the_description_as_a_golden_file() {
    let gateway = TestGateway::start("search.json").await;

    let reply = gateway.get("/opensearch.xml").await;

    reply.assert_status(200).assert_header("content-type", "application/opensearchdescription+xml");
    golden("search/opensearch.xml", &reply.body);
}

#[tokio::test]
async fn a_long_title_is_cut_to_what_is_valid() {
    for collection in ["markup_in_title.json", "every_field.json", "one_report.json"] {
        let gateway = TestGateway::start(collection).await;
        let reply = gateway.get("/opensearch.xml").await;
        let text = |name: &str| {
            let text = reply.text().split(&format!("<{name}>")).nth(1).expect("the element");
            super::reading::unescaped(text.split('<').next().unwrap_or_default())
        };
        assert!((1..=16).contains(&text("ShortName").chars().count()), "{reply}");
        assert!((1..=48).contains(&text("LongName").chars().count()), "{reply}");
        assert!((1..=1024).contains(&text("Description").chars().count()), "{reply}");
    }
}

#[tokio::test]
async fn every_page_leads_to_the_description() {
    let gateway = TestGateway::start("search.json").await;

    for target in ["/", "/?q=water", "/topics/dams", "/reports/old-dams", "/feed"] {
        let page = gateway.get_with(target, &[("accept", "text/html")]).await;
        let link = "<link rel=\"search\" type=\"application/opensearchdescription+xml\" \
                    href=\"/opensearch.xml\" title=\"Rivers &amp; Roads\">";
        assert!(page.assert_status(200).text().contains(link), "{page}");
    }
}

#[tokio::test]
async fn what_is_suggested_leads_somewhere() {
    let gateway = TestGateway::start("search.json").await;

    let reply = gateway.get("/search/suggest?q=old+d").await;

    reply.assert_status(200).assert_header("content-type", "application/x-suggestions+json");
    let expected =
        json!(["old d", ["Old dams hold water"], ["Report"], [format!("{SITE}/reports/old-dams")]]);
    assert_eq!(reply.json(), expected, "{reply}");
    for (typed, text, kind, target) in [
        ("dam", "Dams & Weirs", "Topic", "/topics/dams"),
        ("dam", "Old dams hold water", "Report", "/reports/old-dams"),
        ("ada", "Ada River", "Author or publisher", "/?q=%22Ada+River%22"),
        ("wat", "Water & Co", "Author or publisher", "/?q=%22Water+%26+Co%22"),
    ] {
        let told = gateway.get(&format!("/search/suggest?q={typed}")).await.json();
        let at = told[1].as_array().into_iter().flatten().position(|one| one == text);
        let at = at.unwrap_or_else(|| panic!("{text} is not in {told}"));
        assert_eq!((&told[2][at], &told[3][at]), (&json!(kind), &json!(format!("{SITE}{target}"))), "{told}");
        gateway.get(target).await.assert_status(200);
    }
    // A topic that is gone leads nowhere; its reports do.
    let ferries = gateway.get("/search/suggest?q=ferr").await.json();
    assert_eq!(ferries[1], json!(["The last ferry"]));
    for (typed, told) in [("", ""), ("?q=", ""), ("?q=zzzz", "zzzz"), ("?q=%20", " "), ("?q=%22%5C", "\"\\")]
    {
        let reply = gateway.get(&format!("/search/suggest{typed}")).await;
        assert_eq!(reply.assert_status(200).json(), json!([told, [], [], []]), "{reply}");
    }
}

/// A browser takes no redirect while one types, and compares what comes back with what was typed.
#[tokio::test]
async fn any_spelling_of_what_is_typed_will_do() {
    let gateway = TestGateway::start("search.json").await;

    for spelling in
        ["/search/suggest?q=old%20d%20", "/search/suggest?client=x&q=old+d+", "/search/suggest/?q=old+d+"]
    {
        let reply = gateway.get(spelling).await;
        assert_eq!(reply.assert_status(200).json()[0], "old d ", "{reply}");
    }
}
