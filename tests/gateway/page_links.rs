//! Pages lead on: to all values of a facet, to each topic once, and to what else there is of a publisher or a place.

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::html::named;
use super::support::{Reply, TestGateway, root};

async fn gateway(reports: Value) -> (TestGateway, NamedTempFile) {
    let collection = json!({
        "id": "c", "authority": "example.org,2023", "title": "C",
        "topics": [{ "id": "rivers", "title": "Rivers" }, { "id": "roads", "title": "Roads" }],
        "reports": reports,
    });
    let file = NamedTempFile::new().expect("a temporary file");
    serde_json::to_writer(&file, &collection).expect("a temporary file can be written");
    (TestGateway::start(file.path().to_str().expect("a plain path")).await, file)
}

/// The target of the link with that text.
fn link(page: &Reply, text: &str) -> Option<String> {
    let mut links = named(page.text(), "a").into_iter();
    links.find(|link| link.text.trim() == text).map(|link| link.get("href").to_owned())
}

/// The titles of the reports in a list.
fn titles(page: &Reply) -> Vec<String> {
    let mut titles: Vec<_> =
        named(page.text(), "h3").into_iter().map(|title| title.text.trim().to_owned()).collect();
    titles.sort();
    titles
}

#[tokio::test]
async fn every_place_and_publisher_can_be_chosen_on_the_page_of_the_collection() {
    let file = std::fs::read(root().join("config/collection.json")).expect("the collection");
    let file: Value = serde_json::from_slice(&file).expect("JSON");
    let page = TestGateway::shipped().await.get("/").await;
    let inputs = named(page.text(), "input");

    let reports = file["reports"].as_array().expect("reports");
    let list = |report: &Value, key: &str| report[key].as_array().cloned().unwrap_or_default();
    let places =
        reports.iter().flat_map(|report| list(report, "places")).map(|place| ("place", place.clone()));
    let publishers = reports.iter().flat_map(|report| list(report, "publishers"));
    let publishers = publishers.map(|publisher| ("publisher", publisher["name"].clone()));
    for (facet, value) in places.chain(publishers) {
        let offered = inputs
            .iter()
            .filter(|input| input.get("name") == facet && Some(input.get("value")) == value.as_str());
        assert_eq!(offered.count(), 1, "{facet} {value} in {page}");
    }
}

#[tokio::test]
async fn values_beyond_the_most_are_counted_and_a_chosen_one_is_listed() {
    let places: Vec<_> = (0..510).map(|place| format!("Place {place:03}")).collect();
    let reports: Vec<_> = places
        .chunks(30)
        .enumerate()
        .map(|(at, places)| json!({ "id": format!("r{at}"), "title": "R", "published": "2023", "places": places }))
        .collect();
    let (gateway, _file) = gateway(reports.into()).await;

    let page = gateway.get("/").await;
    assert!(page.text().contains("10 more values are not listed."), "{page}");
    let page = gateway.get("/?place=Place+509").await;
    assert!(page.text().contains("value=\"Place 509\" checked>"), "{page}");
}

#[tokio::test]
async fn each_topic_is_listed_once() {
    let gateway = TestGateway::shipped().await;

    for (target, links, choices) in [("/", 1, 0), ("/?sort=oldest", 1, 0), ("/?q=asylum", 0, 1)] {
        let page = gateway.get(target).await;
        let topics = page
            .text()
            .split("<nav class=\"topics\"")
            .nth(1)
            .map_or("", |rest| rest.split("</nav>").next().unwrap_or_default());
        assert_eq!(topics.matches("\"/topics/refugees-asylum-seekers\"").count(), links, "{page}");
        let offered = page.text().matches("name=\"topic\" value=\"refugees-asylum-seekers\"").count();
        assert_eq!(offered, choices, "{page}");
    }
}

#[tokio::test]
async fn publishers_and_places_of_a_report_lead_to_all_their_reports() {
    let names = ["Ebro", "Año & Co, \"Sur\"", "a+b #1/2?", "<b>"];
    let report = |id: &str, name: &str| {
        json!({ "id": id, "title": id, "published": "2023", "places": [name],
                "publishers": [{ "name": format!("{name} Press"), "url": "https://press.example/" }] })
    };
    let reports = names
        .iter()
        .enumerate()
        .flat_map(|(at, name)| ["a", "b"].map(|part| report(&format!("{part}{at}"), name)));
    let (gateway, _file) = gateway(reports.collect()).await;

    for (at, name) in names.iter().enumerate() {
        let page = gateway.get(&format!("/reports/a{at}")).await;
        for text in [(*name).to_owned(), format!("{name} Press")] {
            let target = link(&page, &text).unwrap_or_else(|| panic!("{text} in {page}"));
            let found = gateway.get(&target).await;
            assert_eq!(
                titles(&found.assert_status(200).clone()),
                [format!("a{at}"), format!("b{at}")],
                "{found}"
            );
        }
        let site = link(&page, &format!("Website: {name} Press"));
        assert_eq!(site.as_deref(), Some("https://press.example/"), "{page}");
    }
}

/// In an address, a hyphen before a value leaves it out.
#[tokio::test]
async fn a_name_that_no_address_can_ask_for_is_no_link() {
    let report =
        json!({ "id": "a", "title": "A", "published": "2023", "places": ["-Ebro", "x".repeat(2000)] });
    let (gateway, _file) = gateway(json!([report])).await;

    let page = gateway.get("/reports/a").await;
    assert!(page.assert_status(200).text().contains("-Ebro"), "{page}");
    assert_eq!(link(&page, "-Ebro"), None);
}

#[tokio::test]
async fn a_topic_leads_to_its_reports_about_each_of_its_places() {
    let report = |id: &str, topic: &str, places: &[&str]| json!({ "id": id, "title": id, "published": "2023", "topics": [topic], "places": places });
    let (gateway, _file) = gateway(json!([
        report("a", "rivers", &["Ebro", "Duero"]),
        report("b", "rivers", &["Ebro"]),
        report("c", "roads", &["Ebro", "Tajo"]),
    ]))
    .await;

    let page = gateway.get("/topics/rivers").await;
    for (place, expected) in [("Ebro", &["a", "b"][..]), ("Duero", &["a"])] {
        let target = link(&page, place).unwrap_or_else(|| panic!("{place} in {page}"));
        assert_eq!(titles(&gateway.get(&target).await), expected, "{target}");
    }
    let counts = page.text().matches("Ebro</a> <span class=\"count\">2</span>").count();
    assert_eq!((counts, link(&page, "Tajo")), (1, None), "{page}");
}
