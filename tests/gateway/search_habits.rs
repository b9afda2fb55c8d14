//! Habits of searching: pasted titles, odd texts, operators in capitals, and facets that are worth choosing.

use std::fs;

use serde_json::{Value, json};

use super::reading::snapshot;
use super::search::listed;
use super::support::{Reply, SITE, TestGateway, root};
use feedgate::query::Query;

fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The page for a text as a browser gets it: with redirects followed.
async fn searched(gateway: &TestGateway, text: &str) -> Reply {
    let mut reply = gateway.get(&format!("/?q={}", escaped(text))).await;
    for _ in 0..2 {
        if let Some(location) = reply.header("location") {
            reply = gateway.get(location.strip_prefix(SITE).expect("on this site")).await;
        }
    }
    reply
}

#[tokio::test]
async fn every_shipped_title_finds_its_report_first() {
    let gateway = TestGateway::shipped().await;
    let file = fs::read(root().join("config/collection.json")).expect("the collection");
    let file: Value = serde_json::from_slice(&file).expect("JSON");
    let reports = file["reports"].as_array().expect("reports");

    for report in reports {
        let title = report["title"].as_str().expect("a title");
        for typed in [title.to_owned(), title.to_uppercase(), title.to_lowercase(), format!("“{title}”")]
        {
            let page = searched(&gateway, &typed).await;
            let found = listed(page.assert_status(200));
            assert_eq!(found.first().map(String::as_str), report["id"].as_str(), "{typed}");
        }
    }
    assert_eq!(reports.len(), 26);
}

#[test]
fn every_title_of_a_large_collection_finds_its_report_first() {
    const WORDS: [&str; 24] = [
        "the",
        "of",
        "and",
        "asylum",
        "border",
        "rights",
        "(SOL)",
        "children",
        "cross-border",
        "U.S.",
        "Title",
        "42",
        "women’s",
        "–",
        "2010–2020:",
        "migración",
        "移民政策",
        "\"a target\"",
        "or",
        "not",
        "l’asile",
        "re-entry",
        "&",
        "work",
    ];
    let title = |at: usize| {
        let words = (0..1 + at % 33).map(|word| WORDS[(at * 31 + word * word * 7 + word * at) % WORDS.len()]);
        format!("{} no {at}", words.collect::<Vec<_>>().join(" "))
    };
    let report = |at: usize| json!({ "id": format!("r{at}"), "title": title(at), "published": "2020", "abstract": title(at + 1) });
    let snapshot = snapshot(&json!({
        "id": "made", "authority": "example.org,2023", "title": "Made", "topics": [],
        "reports": (0..400).map(report).collect::<Vec<_>>(),
    }));
    snapshot.build_index(None);

    for report in snapshot.collection().reports.iter() {
        let query = Query::read(&[("q".into(), (&*report.title).into())]).expect("a query");
        let hits = snapshot.closest_hits(&query).expect("an index");
        let first = hits.slice(0..1).first().map(|at| &snapshot.collection().reports[*at as usize].id);
        assert_eq!(first, Some(&report.id), "{}", report.title);
    }
}

#[tokio::test]
async fn nothing_typed_leads_to_an_error_and_it_stays_in_the_box() {
    let gateway = TestGateway::shipped().await;
    let words = "asylum seekers at the border ".repeat(69);

    for (typed, shown) in [
        ("\"asylum", "&quot;asylum&quot;"),
        ("asylum\" ban", "asylum &quot;ban&quot;"),
        ("???", "???"),
        ("-", "-"),
        ("\"\"", "&quot;&quot;"),
        ("((", "(("),
        ("the of and", "the of and"),
        ("OR", "&quot;OR&quot;"),
        ("NOT AND OR", "&quot;NOT&quot; &quot;AND&quot; &quot;OR&quot;"),
        ("asylum OR", "asylum"),
        ("asylum\u{0}\u{7}ban", "asylum ban"),
        ("🙂 asylum 👩‍👩‍👧", "🙂 asylum 👩‍👩‍👧"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("' OR 1=1 --", "&apos; OR 1=1"),
        (&"x".repeat(2_000), &"x".repeat(2_000)),
        (&words[..2_000], words[..2_000].trim()),
        ("a b c d e f g h i j k l m n", "a b c d e f g h i j k l m n"),
    ] {
        let page = searched(&gateway, typed).await;
        let text = page.assert_status(200).text();
        assert!(text.contains(&format!("name=\"q\" value=\"{shown}\"")), "{typed}: {page}");
        for path in ["/feed.atom", "/api/v1/reports", "/search/suggest"] {
            let reply = gateway.get(&format!("{path}?q={}", escaped(typed))).await;
            assert!(reply.status.as_u16() < 400, "{path} {typed}: {reply}");
        }
    }
}

#[tokio::test]
async fn what_has_some_words_is_shown_to_people_and_apps_and_not_to_followers() {
    let gateway = TestGateway::shipped().await;
    let told = "No report has all of these words: asylum children. 13 reports have some of them.";

    let page = gateway.get("/?q=asylum+children").await;
    assert!(page.assert_status(200).text().contains(told), "{page}");
    assert!(page.text().contains("<mark>Children</mark>"), "{page}");
    let spanish = gateway.get("/es?q=asylum+children").await;
    assert!(spanish.text().contains(
        "Ningún informe contiene todas estas palabras: asylum children. 13 informes contienen algunas."
    ));
    let list = gateway.get("/api/v1/reports?q=asylum+children&limit=3").await.json();
    assert_eq!((&list["matching"], &list["total"]), (&json!("some"), &json!(13)));
    // Page by page, each once.
    let mut ids = Vec::new();
    let mut next = Some(format!("{SITE}/api/v1/reports?q=asylum+children&limit=3"));
    while let Some(url) = next {
        let list = gateway.get(url.strip_prefix(SITE).expect("on this site")).await.json();
        assert_eq!(list["matching"], "some");
        ids.extend(
            list["reports"].as_array().expect("reports").iter().map(|report| report["id"].to_string()),
        );
        next = list["links"]["next"].as_str().map(str::to_owned);
    }
    let each: std::collections::HashSet<&String> = ids.iter().collect();
    assert_eq!((ids.len(), each.len()), (13, 13));

    assert_eq!(gateway.get("/api/v1/reports?q=asylum").await.json()["matching"], "all");
    assert_eq!(gateway.get("/api/v1/reports").await.json()["matching"], "all");
    let feed = gateway.get("/feed.json?q=asylum+children").await.json();
    assert_eq!(feed["items"], json!([]));
    let embed = gateway.get("/embed?q=asylum+children").await;
    assert!(embed.assert_status(200).text().contains("No reports yet"), "{embed}");
}

#[tokio::test]
async fn a_feed_of_alternatives_says_so_in_words() {
    let gateway = TestGateway::shipped().await;

    let feed = gateway.get("/feed.json?q=remittances+OR+caravans+-detention").await;
    let feed = feed.assert_status(200).json();

    let title = feed["title"].as_str().expect("a title");
    assert!(title.ends_with(": “remittances or caravans”, without “detention”"), "{title}");
    let page = gateway.get("/es?q=remittances+OR+caravans+-detention").await;
    assert!(page.text().contains("“remittances o caravans”, no “detention”"), "{page}");
}

#[tokio::test]
async fn the_only_value_of_a_facet_is_offered_if_it_narrows_on_page_and_api_alike() {
    let gateway = TestGateway::shipped().await;

    let page = gateway.get("/?q=asylum").await;
    let list = gateway.get("/api/v1/reports?q=asylum&limit=1&facets=true").await.json();

    let topics = list["facets"]["topic"].as_array().expect("values");
    assert_eq!(topics.len(), 1);
    assert!(topics[0]["count"].as_u64() < list["total"].as_u64());
    for (facet, values) in list["facets"].as_object().expect("facets") {
        for value in values.as_array().expect("values") {
            assert!(value["count"].as_u64() < list["total"].as_u64(), "{value}");
        }
        let is_there = page.text().contains(&format!("type=\"checkbox\" name=\"{facet}\""));
        assert_eq!(is_there, !values.as_array().expect("values").is_empty(), "{facet}");
    }
}
