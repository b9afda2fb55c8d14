//! Content next to a report or topic: related reports, neighboring topics, feeds, and text to copy.

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::html::named;
use super::support::{Reply, SITE, TestGateway};

/// A file of a collection in which `changed` is done to the reports.
fn file(change: impl FnOnce(&mut Vec<Value>)) -> NamedTempFile {
    let mut reports = vec![
        json!({ "id": "courts", "title": "Courts at the border", "published": "2023-03-01", "topics": ["asylum"] }),
        json!({ "id": "camps", "title": "Camps", "published": "2023-02-01", "topics": ["asylum", "women"],
            "authors": [{ "name": "Ada River" }] }),
        json!({ "id": "borders", "title": "Border courts, again", "published": "2023-01-01", "topics": ["asylum"],
            "language": "es" }),
        json!({ "id": "wages", "title": "Wages", "published": "2022-01-01", "topics": ["work"] }),
    ];
    change(&mut reports);
    let topics = ["asylum", "women", "work"].map(|id| json!({ "id": id, "title": format!("The {id}") }));
    let collection = json!({
        "id": "c", "authority": "example.org,2023", "title": "C", "topics": topics, "reports": reports,
    });
    let file = NamedTempFile::new().expect("a temporary file");
    serde_json::to_writer(&file, &collection).expect("a temporary file can be written");
    file
}

async fn gateway(file: &NamedTempFile) -> TestGateway {
    TestGateway::start(file.path().to_str().expect("a plain path")).await
}

/// What a page says is related.
fn related(page: &Reply) -> Vec<String> {
    let section = page.text().split("<section class=\"related\"").nth(1).unwrap_or_default();
    let section = section.split("</section>").next().unwrap_or_default();
    named(section, "a").iter().map(|link| link.get("href").to_owned()).collect()
}

#[tokio::test]
async fn a_report_leads_to_what_is_related_to_it() {
    let file = file(|_| {});
    let gateway = gateway(&file).await;

    let page = gateway.get("/reports/courts").await;
    assert_eq!(related(&page), ["/reports/borders", "/reports/camps"], "{page}");
    assert!(page.text().contains("<a href=\"/reports/borders\" lang=\"es\" dir=\"auto\">"), "{page}");
    assert!(page.text().contains("February 1, 2023</time> · Ada River"), "{page}");
    let page = gateway.get("/reports/wages").await;
    assert_eq!(related(&page), [""; 0], "{page}");
    assert!(!page.text().contains("Related reports"), "{page}");
    let page = gateway.get("/es/reports/courts").await;
    assert!(page.text().contains("Informes relacionados"), "{page}");
    assert_eq!(related(&page), ["/es/reports/borders", "/es/reports/camps"], "{page}");
}

#[tokio::test]
async fn a_page_changes_with_what_is_related_and_not_with_what_is_not() {
    const TARGETS: [&str; 4] =
        ["/reports/courts", "/reports/courts.bib", "/reports/courts/embed", "/api/v1/reports/courts"];
    async fn tags(file: &NamedTempFile) -> Vec<String> {
        let gateway = gateway(file).await;
        let mut tags = Vec::new();
        for target in TARGETS {
            let reply = gateway.get(target).await;
            tags.push(reply.assert_status(200).header("etag").expect("a tag").to_owned());
        }
        tags
    }
    let before = tags(&file(|_| {})).await;

    assert_eq!(tags(&file(|reports| reports[3]["title"] = json!("Pay"))).await, before);
    // What was added among the topic's reports and is less related than others are.
    let others = |reports: &mut Vec<Value>| {
        reports.push(json!({ "id": "pay", "title": "Pay", "published": "2021-01-01", "topics": ["work"] }));
    };
    assert_eq!(tags(&file(others)).await, before);
    let after = tags(&file(|reports| reports[1]["title"] = json!("Tents"))).await;
    assert_ne!(after[0], before[0]);
    assert_eq!(after[1..], before[1..]);
}

#[tokio::test]
async fn what_is_related_is_there_before_there_is_an_index() {
    let file = file(|_| {});
    let gateway = gateway(&file).await;
    let served = gateway.get("/reports/courts").await;

    // `render` builds no index for what needs none.
    let command = std::process::Command::new(env!("CARGO_BIN_EXE_feedgate"))
        .args(["--public-url", SITE, "--collection"])
        .arg(file.path())
        .args(["render", "/reports/courts"])
        .output()
        .expect("the program runs");
    assert_eq!(String::from_utf8_lossy(&command.stdout), served.text());
}

#[tokio::test]
async fn a_report_can_be_cited_without_leaving_its_page() {
    let gateway = TestGateway::start("every_field.json").await;
    let report =
        gateway.get("/api/v1/reports").await.json()["reports"][0]["id"].as_str().expect("an id").to_owned();

    let page = gateway.get(&format!("/reports/{report}")).await;
    let texts: Vec<String> = named(page.text(), "pre").into_iter().map(|pre| pre.text).collect();
    for (at, extension) in ["bib", "ris", "csl.json"].into_iter().enumerate() {
        let target = format!("/reports/{report}.{extension}");
        let file = gateway.get(&target).await;
        // A parser drops a line break at the start of such an element, and reads all line breaks as one.
        assert_eq!(texts[at].trim(), file.text().replace("\r\n", "\n").trim(), "{extension}");
        assert!(page.text().contains(&format!("<a href=\"{target}\" download>")), "{page}");
    }
    let address = named(page.text(), "input");
    let address = address.iter().find(|input| input.get("id") == "address").expect("the address");
    assert_eq!(address.get("value"), format!("{SITE}/reports/{report}"));
    assert!(address.attributes.contains_key("readonly"));
    assert_eq!(
        named(page.text(), "button").len(),
        5,
        "the address, how it is cited, and that in three formats"
    );
    assert!(page.text().contains(&format!("href=\"/reports/{report}/share\"")), "{page}");
}

#[tokio::test]
async fn a_topic_leads_to_its_feeds_and_to_topics_beside_it() {
    let file = file(|_| {});
    let gateway = gateway(&file).await;

    let page = gateway.get("/topics/asylum").await;
    for extension in ["atom", "rss", "json"] {
        let link = format!("<a href=\"{SITE}/topics/asylum/feed.{extension}\">");
        assert!(page.text().contains(&link), "{link} in {page}");
    }
    let beside =
        "<li><a href=\"/topics/women\">The women</a> <span class=\"count\">1 report in both</span></li>";
    assert!(page.text().contains(beside), "{page}");
    assert!(!page.text().contains("/topics/work\""), "{page}");
    let page = gateway.get("/topics/work").await;
    assert!(!page.text().contains("Often together"), "{page}");
}
