//! Properties of any collection: whatever its texts are, every feed is well formed and contains them unchanged.
//!
//! The tests run in process and without sockets, because each property is tried on many collections.

use std::cmp::Reverse;
use std::path::Path;

use feedgate::address::{CardFormat, CardOptions, Format};
use feedgate::collection::{self, Abstract, Collection, paragraphs};
use feedgate::render::shown::Shown;
use feedgate::render::{self, oembed, opml};
use feedgate::snapshot::Snapshot;
use proptest::collection::vec;
use proptest::option;
use serde_json::{Value, json};

use super::arbitrary::{file_of_reports, file_of_texts, for_all, html, instant, one_line, published, text};
use super::read_back::python_with_readers;
use super::reading::{TODAY, live, read, render_options, said, snapshot, topic, unescaped};
use super::support::{SITE, at, root};
use super::well_formed::{assert_well_formed, attributes, texts};

#[test]
fn whatever_a_collection_says_comes_back_from_every_format() {
    let documents = tempfile::tempdir().expect("a folder");
    let written = std::cell::Cell::new(0);
    let keep = |document: &[u8]| {
        let path = documents.path().join(format!("{}.xml", written.get()));
        std::fs::write(path, document).expect("a document can be written");
        written.set(written.get() + 1);
    };

    for_all(256, file_of_texts(), |file| {
        let snapshot = snapshot(&file);
        let collection = snapshot.collection();
        assert_texts_are_kept(&file, collection);
        let feeds = [None, Some(topic(&snapshot, "t0"))];
        for (topic, format) in feeds.into_iter().flat_map(|topic| Format::ALL.map(|format| (topic, format))) {
            let document = live(&snapshot, topic, format);
            let mut told = read(&document);
            let contents = told.take_contents();
            assert_eq!(told, said(collection, topic, format, SITE), "{format}");
            for (content, entry) in contents.iter().zip(&told.entries) {
                let report =
                    &collection.reports[collection.position(last_segment(&entry.page)).expect("its own")];
                assert_eq!(text_of_content(content), text_of_report(report), "{format}");
            }
            match format {
                Format::JsonFeed => drop(serde_json::from_slice::<Value>(&document).expect("JSON")),
                _ => keep(assert_well_formed(&document)),
            }
        }
        assert_other_texts_are_told(&snapshot);
        keep(assert_well_formed(&opml_of(&snapshot)));
        keep(assert_well_formed(&card_of(&snapshot)));
    });

    let checked = python_with_readers()
        .args([&root().join("tests/readers/well_formed.py"), documents.path()])
        .output()
        .expect("libxml2 can be run");
    assert!(checked.status.success() && checked.stdout.is_empty(), "{checked:?}");
}

/// Of a picture, XML has every text in an element of its own, and the content shows title, creator and license.
#[test]
fn whatever_a_picture_and_a_guid_say_every_feed_tells() {
    let texts_of_picture = (option::of(text()), option::of(text()), option::of(text()), option::of(text()));
    for_all(256, (text(), texts_of_picture), |(guid, (alt, title, creator, license))| {
        let file = file_of_reports(vec![json!({
            "id": "r", "title": "T", "published": "2023", "guid": guid, "image": {
                "url": "https://example.org/p.png?a=1&b='2'", "alt": alt, "title": title, "creator": creator,
                "license": license,
            },
        })]);
        let snapshot = snapshot(&file);
        let [rss, atom] = [Format::Rss, Format::Atom].map(|format| live(&snapshot, None, format));
        for (name, told) in
            [("title", &title), ("description", &alt), ("credit", &creator), ("copyright", &license)]
        {
            let told: Vec<String> = told.iter().map(|text| one_line(text)).collect();
            for document in [&rss, &atom] {
                assert_eq!(texts(assert_well_formed(document), &format!("media:{name}")), told);
            }
        }
        let kept = guid.trim().replace(['\r', '\n', '\t'], " ");
        assert_eq!(texts(&rss, "guid"), [kept.as_str()]);
        let json: Value = serde_json::from_slice(&live(&snapshot, None, Format::JsonFeed)).expect("JSON");
        assert_eq!(json["items"][0]["id"], kept);
        let content = json["items"][0]["content_html"].as_str().expect("content");
        let credit: String =
            super::html::named(content, "figcaption").into_iter().map(|of| of.text).collect();
        for told in [&title, &creator, &license].into_iter().flatten() {
            assert!(credit.contains(&one_line(told)), "{told:?} in {content}");
        }
        assert_eq!(super::html::elements(content).iter().filter(|element| element.name == "img").count(), 1);
        assert_eq!(texts(&atom, "id").len(), 2);
    });
}

/// An abstract in HTML is sanitised once and for all, and every format tells it as it is then.
#[test]
fn whatever_html_an_abstract_is_every_feed_stays_whole() {
    for_all(512, html(), |html| {
        let file = file_of_reports(vec![json!({
            "id": "r", "title": "T", "published": "2023", "abstract_html": html,
        })]);
        // A character reference may name a character that XML forbids; that is a fault, told elsewhere.
        let Ok(collection) = collection::parse(file.to_string().into_bytes()) else { return };
        let sanitised = html_of(&collection);
        let snapshot = Snapshot::build(collection);
        for format in Format::ALL {
            let document = live(&snapshot, None, format);
            let told = read(&document);
            if format != Format::JsonFeed {
                assert_well_formed(&document);
            }
            let mut expected = said(snapshot.collection(), None, format, SITE);
            expected.entries[0].content = match sanitised.is_empty() {
                true => "T".to_owned(),
                false => sanitised.clone(),
            };
            assert_eq!(told, expected, "{format}");
        }
        let again = file_of_reports(vec![json!({
            "id": "r", "title": "T", "published": "2023", "abstract_html": sanitised,
        })]);
        let again = collection::parse(again.to_string().into_bytes()).expect("what was clean stays clean");
        assert_eq!(html_of(&again), sanitised);
    });
}

#[test]
fn whatever_the_dates_are_the_newest_comes_first_and_all_formats_tell_the_same() {
    let report = (published(), option::of(instant()), "[ab]");
    for_all(512, vec(report, 1..8), |reports| {
        let reports = reports.into_iter().enumerate().map(|(at, (published, added, prefix))| {
            json!({ "id": format!("{prefix}{at}"), "title": "T", "published": published, "added": added })
        });
        let file = file_of_reports(reports.collect());
        let snapshot = snapshot(&file);

        let reports = &snapshot.collection().reports;
        assert!(reports.iter().is_sorted_by_key(|report| (
            Reverse(report.added),
            Reverse(report.published),
            &*report.id
        )));

        for format in Format::ALL {
            let document = live(&snapshot, None, format);
            let mut told = read(&document);
            told.take_contents();
            assert_eq!(told, said(snapshot.collection(), None, format, SITE), "{format}");
        }
        let rss = live(&snapshot, None, Format::Rss);
        for (date, report) in texts(&rss, "pubDate").iter().zip(reports.iter()) {
            let days = report.added.unix().div_euclid(24 * 60 * 60);
            // 1970-01-01 was a Thursday.
            let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][days.rem_euclid(7) as usize];
            assert_eq!(&date[..3], weekday, "{date}");
        }
        for (issued, report) in texts(&rss, "dcterms:available").iter().zip(reports.iter()) {
            let raw = file["reports"].as_array().into_iter().flatten().find(|raw| raw["id"] == *report.id);
            let raw = raw.and_then(|raw| raw["published"].as_str()).expect("its own date");
            // To the second a date is told in UTC; otherwise as it was written.
            assert!(issued == raw || raw.len() > 10, "{issued} of {raw}");
        }
    });
}

// — what must hold —

/// A collection holds the very texts of its file, but for white space.
fn assert_texts_are_kept(file: &Value, collection: &Collection) {
    let same = |raw: &Value, kept: &str| assert_eq!(kept, one_line(raw.as_str().expect("a text")));
    same(&file["title"], &collection.about.title);
    assert_eq!(collection.about.description.as_deref(), file["description"].as_str().map(lines).as_deref());
    for (raw, curator) in list(&file["curators"]).zip(&collection.about.curators) {
        same(&raw["name"], &curator.name);
    }
    for (raw, topic) in list(&file["topics"]).zip(&collection.topics) {
        same(&raw["title"], &topic.title);
        assert_eq!(topic.description.as_deref(), raw["description"].as_str().map(lines).as_deref());
    }
    for raw in list(&file["reports"]) {
        let position = collection.position(raw["id"].as_str().expect("an id")).expect("a report of the file");
        let report = &collection.reports[position];
        same(&raw["title"], &report.title);
        let summary = report.summary.as_ref().map(|summary| match summary {
            Abstract::Text(text) | Abstract::Html(text) => &**text,
        });
        assert_eq!(summary, raw["abstract"].as_str().map(lines).as_deref());
        assert_eq!(report.authors.len(), list(&raw["authors"]).count());
        list(&raw["authors"]).zip(&report.authors).for_each(|(raw, author)| same(&raw["name"], &author.name));
        list(&raw["publishers"]).zip(&report.publishers).for_each(|(raw, of)| same(&raw["name"], &of.name));
        list(&raw["keywords"]).zip(&report.keywords).for_each(|(raw, keyword)| same(raw, keyword));
        list(&raw["places"]).zip(&report.places).for_each(|(raw, place)| same(raw, place));
    }
}

/// What feed-rs has no field for, or makes something of its own of.
fn assert_other_texts_are_told(snapshot: &Snapshot) {
    let Collection { about, topics, reports, withdrawn, .. } = snapshot.collection();
    let [rss, atom] = [Format::Rss, Format::Atom].map(|format| live(snapshot, None, format));
    let json: Value = serde_json::from_slice(&live(snapshot, None, Format::JsonFeed)).expect("JSON");
    let publishers: Vec<_> =
        reports.iter().flat_map(|report| &report.publishers).map(|of| of.name.to_string()).collect();
    assert_eq!(texts(&rss, "dc:publisher"), publishers);
    assert_eq!(texts(&atom, "dc:publisher"), publishers);
    let authors: Vec<_> =
        reports.iter().flat_map(|report| report.by()).map(|by| by.name.to_owned()).collect();
    assert_eq!(texts(&rss, "dc:creator"), authors);
    let rights: Vec<_> = reports.iter().filter_map(|report| report.rights()?.text.as_deref()).collect();
    assert_eq!(texts(&rss, "dc:rights"), rights);
    let of_metadata = about.rights.as_ref().and_then(|rights| rights.text.as_deref());
    assert_eq!(texts(&rss, "copyright"), Vec::from_iter(of_metadata));
    assert_eq!(texts(&atom, "rights"), of_metadata.into_iter().chain(rights).collect::<Vec<_>>());
    let reasons: Vec<_> = withdrawn.iter().filter_map(|withdrawal| withdrawal.reason.as_deref()).collect();
    assert_eq!(texts(&atom, "at:comment"), reasons);
    let editors = about.curators.first().map(|curator| format!("a@example.org ({})", curator.name));
    assert_eq!(texts(&rss, "managingEditor"), editors.into_iter().collect::<Vec<_>>());
    for (item, report) in list(&json["items"]).zip(reports.iter()) {
        assert_eq!(
            list(&item["_feedgate"]["places"]).filter_map(Value::as_str).collect::<Vec<_>>(),
            words(&report.places)
        );
        let publishers =
            list(&item["_feedgate"]["publishers"]).filter_map(|publisher| publisher["name"].as_str());
        assert!(publishers.eq(report.publishers.iter().map(|publisher| &*publisher.name)));
        assert_eq!(item["language"].as_str(), report.language.as_deref());
    }
    let outlines = attributes(&opml_of(snapshot), "outline", "text");
    let topics = topics.iter().map(|topic| format!("{}: {}", about.title, topic.title));
    assert!(outlines.into_iter().eq([about.title.to_string()].into_iter().chain(topics)));
}

// — reading —

fn opml_of(snapshot: &Snapshot) -> Vec<u8> {
    opml::render(snapshot, at(TODAY), &render_options(SITE)).body
}

fn card_of(snapshot: &Snapshot) -> Vec<u8> {
    let as_xml = CardOptions { format: CardFormat::Xml, ..CardOptions::default() };
    let report = Shown::Report(&snapshot.collection().reports[0]);
    let document: render::Document = oembed::render(snapshot, report, &as_xml, &render_options(SITE));
    document.body
}

/// The paragraphs of a content, or the title that stands for them.
fn text_of_content(content: &str) -> Vec<String> {
    let paragraphs = content.split("<p>").filter(|part| !part.is_empty());
    paragraphs.map(|part| unescaped(part.strip_suffix("</p>").unwrap_or(part))).collect()
}

fn text_of_report(report: &feedgate::collection::Report) -> Vec<String> {
    match &report.summary {
        Some(Abstract::Text(text)) => paragraphs(text).map(|paragraph| paragraph.into_owned()).collect(),
        _ => vec![report.title.to_string()],
    }
}

fn html_of(collection: &Collection) -> String {
    match &collection.reports[0].summary {
        Some(Abstract::Html(html)) => html.to_string(),
        _ => String::new(),
    }
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn words(words: &[std::sync::Arc<str>]) -> Vec<&str> {
    words.iter().map(|word| &**word).collect()
}

fn last_segment(page: &str) -> &str {
    Path::new(page).file_name().and_then(|name| name.to_str()).expect("a page of a report")
}
