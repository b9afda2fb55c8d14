//! What holds of any collection: whatever its texts are, every feed is well formed and tells them
//! unchanged; whatever its file is, it becomes a collection or at least one fault.
//!
//! In process and without sockets, because each property is tried on many collections.

use std::cmp::Reverse;
use std::path::Path;

use feedgate::address::{CardFormat, CardOptions, Format};
use feedgate::collection::{self, Abstract, Collection, paragraphs};
use feedgate::render::oembed::{self, Shown};
use feedgate::render::{self, opml};
use feedgate::snapshot::Snapshot;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

use super::read_back::python_with_readers;
use super::reading::{TODAY, live, read, render_options, said, snapshot, topic, unescaped};
use super::support::{SITE, at, root};

/// What goes wrong in texts: markup, half of it, white space of all kinds, characters that join, turn or
/// hide others, the last and the oddest that XML allows.
#[rustfmt::skip]
const TROUBLE: [&str; 48] = [
    "&", "<", ">", "\"", "'", "&amp;", "&#38;", "&nbsp;", "]]>", "]]", "<![CDATA[", "<b>", "</title>",
    "<!--", "-->", "<?x", "{{", "\\", "%20", "\u{301}", "e\u{301}", "\u{200d}", "👩\u{200d}👧", "\u{202e}",
    "\u{2066}", "\u{feff}", "\u{fffd}", "\u{7f}", "\u{80}", "\u{85}", "\u{9f}", "\u{a0}", "\u{ad}",
    "\u{200b}", "\u{2028}", "\u{2029}", "\u{3000}", "\t", "\n", "\n\n", "\n \n", "\r\n", "\r", "  ",
    "\u{e000}", "\u{fdd0}", "\u{1ffff}", "\u{10ffff}",
];

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
        for (issued, report) in texts(&rss, "prism:publicationDate").iter().zip(reports.iter()) {
            let raw = file["reports"].as_array().into_iter().flatten().find(|raw| raw["id"] == *report.id);
            let raw = raw.and_then(|raw| raw["published"].as_str()).expect("its own date");
            // To the second a date is told in UTC; otherwise as it was written.
            assert!(issued == raw || raw.len() > 10, "{issued} of {raw}");
        }
    });
}

#[test]
fn any_bytes_are_a_collection_or_have_a_fault() {
    for_all(4_096, vec(any::<u8>(), 0..64), assert_good_or_faulty);
    for_all(
        4_096,
        vec(select(&PIECES[..]), 0..24).prop_map(|pieces| pieces.concat().into_bytes()),
        assert_good_or_faulty,
    );
}

#[test]
fn a_good_file_that_was_damaged_is_a_collection_or_has_a_fault() {
    let files = ["every_field.json", "markup_in_title.json", "retired_topic.json", "withdrawn.json"];
    for_all(1_024, (select(files.to_vec()), vec(damage(), 1..4)), |(name, damages)| {
        let file = std::fs::read(root().join("tests/collections").join(name));
        let mut file = file.unwrap_or_else(|error| panic!("{name}: {error}"));
        for damage in damages {
            damage.inflict(&mut file);
        }
        assert_good_or_faulty(file);
    });
}

/// Runs a test on arbitrary values, so many of them, and shows the smallest on which it fails.
pub(crate) fn for_all<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value)) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let tested = TestRunner::new(config).run(&strategy, |value| {
        test(value);
        Ok(())
    });
    tested.unwrap_or_else(|error| panic!("{error}"));
}

// — arbitrary collections —

/// Any text that a collection may hold, and that says something once it is folded to one line.
fn text() -> impl Strategy<Value = String> {
    let allowed = |c: &char| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    let piece = prop_oneof![
        2 => any::<char>().prop_filter("XML forbids it", allowed).prop_map(String::from),
        2 => proptest::char::range(' ', '~').prop_map(String::from),
        3 => select(&TROUBLE[..]).prop_map(str::to_owned),
    ];
    vec(piece, 1..10).prop_map(|pieces| {
        let text = pieces.concat();
        // Characters without width alone would be an empty title.
        if text.chars().any(char::is_alphanumeric) { text } else { text + "x" }
    })
}

/// Words, each once: a repeated one says nothing and is left out.
fn any_words() -> impl Strategy<Value = Vec<String>> {
    vec(text(), 0..3).prop_map(|mut words| {
        let mut seen = std::collections::HashSet::new();
        words.retain(|word| seen.insert(one_line(word)));
        words
    })
}

pub(crate) fn file_of_texts() -> impl Strategy<Value = Value> {
    let curators = vec(text().prop_map(|name| json!({ "name": name, "email": "a@example.org" })), 0..3);
    let about = (text(), option::of(text()), curators, option::of(text()), option::of(text()));
    let topics = vec((text(), option::of(text())), 1..3);
    (about, topics, vec(report(), 1..4), option::of(text())).prop_map(|(about, topics, reports, reason)| {
        let (title, description, curators, rights, credit) = about;
        let topics = topics.into_iter().enumerate().map(|(at, (title, description))| {
            json!({ "id": format!("t{at}"), "title": title, "description": description })
        });
        let reports = reports.into_iter().enumerate().map(|(at, mut report)| {
            report["id"] = json!(format!("r{at}"));
            report
        });
        json!({
            "id": "texts", "authority": "example.org,2023",
            "title": title, "description": description, "curators": curators,
            "rights": rights.map(|text| json!({ "text": text })),
            "image": credit.map(|creator| json!({ "creator": creator })),
            "topics": topics.collect::<Vec<_>>(),
            "reports": reports.collect::<Vec<_>>(),
            "withdrawn": [{ "id": "gone", "when": "2023-07-24", "reason": reason }],
        })
    })
}

fn report() -> impl Strategy<Value = Value> {
    let names = || vec(text().prop_map(|name| json!({ "name": name })), 0..3);
    let language = select(vec!["en", "es-MX", "zh-Hant", "ar"]);
    (
        text(),
        option::of(text()),
        names(),
        names(),
        any_words(),
        any_words(),
        option::of(text()),
        language,
        any::<bool>(),
    )
        .prop_map(|(title, summary, authors, publishers, keywords, places, rights, language, filed)| {
            json!({
                "title": title, "published": "2023-07-24", "abstract": summary,
                "authors": authors, "publishers": publishers, "keywords": keywords, "places": places,
                "rights": rights.map(|text| json!({ "text": text })),
                "language": language, "topics": if filed { vec!["t0"] } else { vec![] },
            })
        })
}

fn file_of_reports(reports: Vec<Value>) -> Value {
    json!({ "id": "made", "authority": "example.org,2023", "title": "Made", "reports": reports })
}

/// Markup as it may come out of any editor, or out of malice.
fn html() -> impl Strategy<Value = String> {
    #[rustfmt::skip]
    const MARKUP: [&str; 29] = [
        "<p>", "</p>", "<b>", "</b>", "<ul><li>", "</ul>", "<br>", "<hr>", "<table><tr><td>", "</table>",
        "<a href=\"https://example.org/?a=1&amp;b=2\">", "<a href=/relative>", "<a href='javascript:x'>",
        "</a>", "<script>", "</script>", "<style>", "<svg><p>", "<math><mi>", "<img src=x onerror=y>",
        "<!-- x -->", "<template>", "<textarea>", "<title>", "<plaintext>", "&#1;", "&#xFFFE;",
        "&notanentity;", "<details><summary>",
    ];
    let piece = prop_oneof![text(), select(&MARKUP[..]).prop_map(str::to_owned)];
    // html5ever takes one at the beginning for a byte order mark, and drops it.
    vec(piece, 0..12).prop_map(|pieces| pieces.concat().replace('\u{feff}', ""))
}

/// A date of publication in any of the four forms, from the year 1 on.
fn published() -> impl Strategy<Value = String> {
    // Of all years, and some in which they meet.
    let year = || prop_oneof![1..9999i32, 2022..2024i32];
    prop_oneof![
        year().prop_map(|year| format!("{year:04}")),
        (year(), 1..13, 1..29).prop_flat_map(|(year, month, day)| select(vec![
            format!("{year:04}-{month:02}"),
            format!("{year:04}-{month:02}-{day:02}"),
        ])),
        instant(),
    ]
}

/// A day or a time; few of them, so that some are the same.
fn instant() -> impl Strategy<Value = String> {
    prop_oneof![
        (1900..2100i32, 1..13, 1..29).prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}")),
        (0..3, 0..60, -12..13).prop_map(|(hour, second, offset)| {
            let sign = if offset < 0 { '-' } else { '+' };
            format!("2024-05-02T{:02}:00:{second:02}{sign}{:02}:00", 10 + hour, i32::abs(offset))
        }),
    ]
}

/// What JSON is made of, whole and broken.
#[rustfmt::skip]
const PIECES: [&str; 34] = [
    "{", "}", "[", "]", ":", ",", "\"", "\\", "null", "true", "0", "-1", "1e999", "\"\"", "\"id\"",
    "\"reports\"", "\"title\":\"x\"", "{\"id\":\"a\",", "\"topics\":[", "\"published\":\"9999-12-31\"",
    "\"\\ud800\"", "\"\\u0000\"", "\u{feff}", "é", "\n", "\r\n", " ", "\t", "\0", "[[[[[[[[", "{\"a\":",
    "\"\\n\"", "\u{10ffff}", "\"guid\":\"a:b\"",
];

/// Something that happens to files.
#[derive(Clone, Debug)]
enum Damage {
    Lost(Index, usize),
    CutShort(Index),
    Added(Index, &'static str),
    Replaced(Index, u8),
    Doubled(Index, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (any::<Index>(), 1..40usize).prop_map(|(at, length)| Damage::Lost(at, length)),
        any::<Index>().prop_map(Damage::CutShort),
        (any::<Index>(), select(&PIECES[..])).prop_map(|(at, piece)| Damage::Added(at, piece)),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Replaced(at, byte)),
        (any::<Index>(), 1..200usize).prop_map(|(at, length)| Damage::Doubled(at, length)),
    ]
}

impl Damage {
    fn inflict(self, file: &mut Vec<u8>) {
        if file.is_empty() {
            return;
        }
        let range =
            |at: Index, length: usize| at.index(file.len())..(at.index(file.len()) + length).min(file.len());
        match self {
            Damage::Lost(at, length) => drop(file.drain(range(at, length))),
            Damage::CutShort(at) => file.truncate(at.index(file.len())),
            Damage::Added(at, piece) => {
                let at = at.index(file.len());
                file.splice(at..at, piece.bytes());
            }
            Damage::Replaced(at, byte) => {
                let at = at.index(file.len());
                file[at] = byte;
            }
            Damage::Doubled(at, length) => file.extend_from_within(range(at, length)),
        }
    }
}

// — what must hold —

/// A good file can be served; the faults of one that is not lie in it, in its order, with their lines.
fn assert_good_or_faulty(file: Vec<u8>) {
    let (text, faults) = match collection::parse(file.clone()) {
        Ok(collection) => {
            let snapshot = Snapshot::build(collection);
            // Not with feed-rs: of some damaged mail addresses it panics.
            assert_well_formed(&live(&snapshot, None, Format::Atom));
            assert_well_formed(&live(&snapshot, None, Format::Rss));
            return;
        }
        Err(faulty) => faulty,
    };
    assert!(!faults.is_empty());
    assert!(file.starts_with(text.as_bytes()), "{text:?}");
    assert!(faults.is_sorted_by_key(|fault| fault.span.start), "{faults:#?}");
    for fault in faults {
        let firsts = fault.first.iter().map(|(line, span)| (*line, span));
        for (line, span) in [(fault.line, &fault.span)].into_iter().chain(firsts) {
            let before = text.get(..span.start).unwrap_or_else(|| panic!("{fault:#?} is not in {text:?}"));
            assert!(text.get(span.clone()).is_some(), "{fault:#?} is not in {text:?}");
            assert_eq!(line, before.matches('\n').count() + 1, "{fault:#?}");
        }
        let line = text[..fault.span.start].rsplit('\n').next().unwrap_or_default();
        assert_eq!(fault.column, line.chars().count() + 1, "{fault:#?}");
        assert!(!fault.problem.words().help.is_empty(), "{fault:#?}");
    }
}

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
    let of_image = about.image.as_ref().and_then(|image| image.creator.as_deref());
    let line = of_metadata.into_iter().chain(of_image).collect::<Vec<_>>().join(" · ");
    let line: Vec<_> = Some(line).filter(|line| !line.is_empty()).into_iter().collect();
    assert_eq!(texts(&rss, "copyright"), line);
    assert_eq!(texts(&atom, "rights"), line.iter().map(String::as_str).chain(rights).collect::<Vec<_>>());
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

fn assert_well_formed(document: &[u8]) -> &[u8] {
    let text = std::str::from_utf8(document).expect("UTF-8");
    let forbidden = |c: char| c < ' ' && !matches!(c, '\t' | '\n') || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert!(!text.contains(forbidden), "{text:?}");
    walk(document, |_| {});
    document
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

/// Follows a document event by event, to its end and with every check that quick-xml has.
fn walk<'d>(document: &'d [u8], mut see: impl FnMut(&Event<'d>)) {
    let mut reader = Reader::from_reader(document);
    reader.config_mut().enable_all_checks(true);
    let mut depth = 0;
    loop {
        let event = reader
            .read_event()
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(document)));
        match &event {
            Event::Start(element) => {
                depth += 1;
                element.attributes().for_each(|attribute| drop(attribute.expect("an attribute")));
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
        see(&event);
    }
    assert_eq!(depth, 0);
}

/// The texts of all elements of a name that hold nothing but text.
fn texts(document: &[u8], name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<String> = None;
    walk(document, |event| match event {
        Event::Start(element) if element.name().as_ref() == name.as_bytes() => open = Some(String::new()),
        Event::End(element) if element.name().as_ref() == name.as_bytes() => found.extend(open.take()),
        Event::Text(text) => open.iter_mut().for_each(|open| *open += &text.decode().expect("UTF-8")),
        Event::CData(text) => open.iter_mut().for_each(|open| *open += &text.decode().expect("UTF-8")),
        Event::GeneralRef(reference) => {
            let name = reference.decode().expect("UTF-8");
            open.iter_mut().for_each(|open| *open += &unescaped(&format!("&{name};")));
        }
        _ => {}
    });
    found
}

fn attributes(document: &[u8], name: &str, attribute: &str) -> Vec<String> {
    let mut found = Vec::new();
    walk(document, |event| match event {
        Event::Start(element) | Event::Empty(element) if element.name().as_ref() == name.as_bytes() => {
            let value = element.try_get_attribute(attribute).expect("attributes").expect("that attribute");
            found.push(unescaped(std::str::from_utf8(&value.value).expect("UTF-8")));
        }
        _ => {}
    });
    found
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

/// White space folded as the collection's own words for it say, written once more.
fn one_line(text: &str) -> String {
    let breaks = [' ', '\t', '\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    text.trim().split(breaks).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
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
