//! The shipped collection: 26 reports on immigration, with the titles, dates and topics of their source.

use std::collections::BTreeSet;

use feedgate::address::Format;
use feedgate::config::Config;
use jiff::civil;
use serde_json::Value;

use super::reading::{ReadFeed, read};
use super::support::{SITE, TestGateway, at, root};

const REPORTS: usize = 26;
/// Some of them, for where the saved pages are not at hand.
const SOME: [(&str, &str); 4] = [
    (
        "Facing an Impossible Choice: Experiences of Asylum Seekers in Matamoros and Reynosa Two Months into \
         the Biden Asylum Ban",
        "2023-07-24",
    ),
    (
        "\"There Is a Target On Us\": The Impact of Anti-Black Racism on African Migrants at Mexico’s \
         Southern Border",
        "2021-01-18",
    ),
    (
        "How Guest Workers Affect Illegal Immigration: Mexican Visas and Mexican Border Apprehensions, \
         1943–2022",
        "2022-12-01",
    ),
    ("Many Happy Returns: Remittances and their Impact", "2010-02-10"),
];

#[tokio::test]
async fn every_report_has_the_title_and_date_it_was_published_with() {
    let gateway = TestGateway::shipped().await;

    for format in Format::ALL {
        let told: BTreeSet<_> = of_collection(&gateway, format)
            .await
            .entries
            .into_iter()
            .map(|entry| {
                let day = jiff::Timestamp::from_second(entry.published).expect("a time");
                (entry.title, day.to_zoned(jiff::tz::TimeZone::UTC).date())
            })
            .collect();

        assert_eq!(told.len(), REPORTS, "{format}");
        for (title, day) in SOME {
            let day: civil::Date = day.parse().expect("a day");
            assert!(told.contains(&(title.to_owned(), day)), "{title} as {format}");
        }
        let saved: BTreeSet<_> = saved_pages().into_iter().map(|saved| (saved.title, saved.day)).collect();
        assert!(saved.is_empty() || saved == told, "as {format}: {saved:#?}");
    }
}

#[tokio::test]
async fn every_report_is_filed_as_it_was_found_and_told_in_the_feeds_of_its_topics() {
    let gateway = TestGateway::shipped().await;
    let all = of_collection(&gateway, Format::Atom).await.entries;
    let file = file();
    let topics = file["topics"].as_array().expect("topics");
    let titles: BTreeSet<&str> = topics.iter().filter_map(|topic| topic["title"].as_str()).collect();

    for topic in topics {
        let (id, title) = (topic["id"].as_str().expect("an id"), topic["title"].as_str().expect("a title"));
        let filed = all.iter().filter(|entry| entry.categories.iter().any(|category| category == title));
        let filed: Vec<&String> = filed.map(|entry| &entry.id).collect();
        assert!(!filed.is_empty(), "{title} has no report");
        for format in Format::ALL {
            let address = format!("/topics/{id}/feed.{}", format.extension());
            let told = read(&gateway.get(&address).await.body).entries;
            assert_eq!(told.iter().map(|entry| &entry.id).collect::<Vec<_>>(), filed, "{address}");
        }
    }
    let topics_among = |words: &[String]| -> BTreeSet<&str> {
        titles.iter().copied().filter(|title| words.iter().any(|word| word == title)).collect()
    };
    for saved in saved_pages() {
        let entry = all.iter().find(|entry| entry.title == saved.title).expect("told by its title");
        assert_eq!(topics_among(&entry.categories), topics_among(&saved.words), "{}", saved.title);
    }
}

#[tokio::test]
async fn every_report_is_at_its_page() {
    let gateway = TestGateway::shipped().await;

    for entry in of_collection(&gateway, Format::JsonFeed).await.entries {
        let target = entry.page.strip_prefix(SITE).unwrap_or_else(|| panic!("{} is elsewhere", entry.page));
        gateway.get(target).await.assert_status(200);
        gateway.get(&format!("{target}/oembed")).await.assert_status(200);
    }
}

#[tokio::test]
async fn ids_are_the_same_in_all_formats_and_outlive_title_host_scheme_and_path() {
    let ids = |feed: ReadFeed| feed.entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>();
    let gateway = TestGateway::shipped().await;
    let before = ids(of_collection(&gateway, Format::Atom).await);
    assert!(before.iter().all(|id| id.starts_with("tag:example.org,2023:immigration/")), "{before:#?}");

    let mut collection: serde_json::Value = serde_json::from_slice(
        &std::fs::read(root().join("config/collection.json")).expect("the collection"),
    )
    .expect("JSON");
    collection["title"] = "Another title".into();
    // Its file is not in the folder of the changed collection.
    collection["image"].as_object_mut().expect("an image").remove("url");
    for report in collection["reports"].as_array_mut().expect("reports") {
        report["title"] = format!("{} (corrected)", report["title"].as_str().expect("a title")).into();
    }
    let changed = tempfile::NamedTempFile::new().expect("a temporary file");
    serde_json::to_writer(&changed, &collection).expect("a temporary file can be written");
    let elsewhere = |config: &mut Config| {
        config.collection = changed.path().to_owned().into();
        config.public_url = Some("http://elsewhere.example:8080/reports-of-ours/".parse().expect("a URL"));
    };
    let moved = TestGateway::with("", elsewhere, || at("2030-01-01T00:00:00Z")).await;

    for format in Format::ALL {
        assert_eq!(ids(of_collection(&gateway, format).await), before, "{format}");
        let address = format!("/reports-of-ours/feed.{}", format.extension());
        let after = read(&moved.get(&address).await.body);
        assert!(
            after.entries.iter().all(|entry| entry.title.ends_with("(corrected)")
                && entry.page.starts_with("http://elsewhere.example:8080/reports-of-ours/reports/")),
            "{after:#?}"
        );
        assert_eq!(ids(after), before, "{address}");
    }
}

/// Bridgy Fed looks at the first ten alone, and everyone shows what comes first as the news.
#[tokio::test]
async fn the_newest_comes_first_and_every_report_has_a_date_and_a_page_of_its_own() {
    let gateway = TestGateway::shipped().await;

    for format in Format::ALL {
        let feed = of_collection(&gateway, format).await;
        assert!(feed.entries.is_sorted_by_key(|entry| -entry.published), "{format}: {feed:#?}");
        let pages: BTreeSet<_> = feed.entries.iter().map(|entry| &entry.page).collect();
        assert_eq!(pages.len(), REPORTS, "{format}");
        let ids: BTreeSet<_> = feed.entries.iter().map(|entry| &entry.id).collect();
        assert_eq!(ids.len(), REPORTS, "{format}");
        for entry in &feed.entries {
            assert!(entry.page.starts_with(&format!("{SITE}/reports/")), "{format}: {entry:#?}");
            assert!(
                entry.published != 0 && !entry.title.is_empty() && !entry.content.is_empty(),
                "{entry:#?}"
            );
            assert!(entry.summary.is_some(), "{format}: {entry:#?}");
        }
    }
}

/// What the file holds.
fn file() -> Value {
    let bytes = std::fs::read(root().join("config/collection.json")).expect("the shipped collection");
    serde_json::from_slice(&bytes).expect("JSON")
}

async fn of_collection(gateway: &TestGateway, format: Format) -> ReadFeed {
    read(&gateway.get(&format!("/feed.{}", format.extension())).await.body)
}

/// A report as one of the saved pages has it.
struct Saved {
    title: String,
    day: civil::Date,
    /// What stands under the date, between semicolons: an abstract, and perhaps topics.
    words: Vec<String>,
}

/// The reports of the pages from which the facts were taken; none where the pages are not at hand.
fn saved_pages() -> Vec<Saved> {
    let mut found = Vec::new();
    let folder = std::fs::read_dir(root().join("../shared/seeds")).into_iter().flatten();
    for page in folder {
        let text = std::fs::read_to_string(page.expect("a page").path()).expect("a text");
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let dated: Vec<(usize, civil::Date)> = lines
            .iter()
            .enumerate()
            .filter_map(|(at, line)| Some((at, civil::Date::strptime("%B %d, %Y", line).ok()?)))
            .collect();
        for (nth, (at, day)) in dated.iter().enumerate() {
            let end = dated.get(nth + 1).map_or(lines.len(), |(next, _)| next - 1);
            found.push(Saved {
                title: lines[at - 1].to_owned(),
                day: *day,
                words: lines[at + 1..end]
                    .iter()
                    .flat_map(|line| line.split("; "))
                    .map(str::to_owned)
                    .collect(),
            });
        }
    }
    found
}
