//! Citations: how reference managers find and read them.

use feedgate::address::CitationFormat;
use feedgate::collection::{Abstract, Collection, Kind, Report, in_one_line, plain_text};
use feedgate::render::citation;
use serde::Deserialize;
use serde_json::Value;

use super::arbitrary::{file_of_texts, for_all};
use super::read_back::{at_its_own_address, load, read_with_python};
use super::reading::{render_options, snapshot};
use super::support::{Reply, SITE, TestGateway, golden};

const COLLECTIONS: [&str; 6] = [
    "abstract_html.json",
    "citations.json",
    "date_precisions.json",
    "every_field.json",
    "markup_in_title.json",
    "../../config/collection.json",
];

/// What `tests/readers/citations.py` says of a citation.
#[derive(Debug, PartialEq, Deserialize)]
struct Told {
    faults: Vec<String>,
    kind: String,
    key: String,
    title: String,
    authors: Vec<String>,
    date: String,
    publishers: Vec<String>,
    genre: String,
    doi: Option<String>,
    /// Where the report is: the publisher's page, or the page on this host.
    address: String,
    language: String,
    subjects: Vec<String>,
    summary: Option<String>,
}

/// What there is to say of a report.
fn said(collection: &Collection, report: &Report, format: CitationFormat, base: &str) -> Told {
    let topics = report.topics.iter().map(|topic| collection.topic(*topic).title.to_string());
    let words = report.keywords.iter().chain(&report.places).map(|word| word.to_string());
    let page = format!("{base}/reports/{}", report.id);
    Told {
        faults: Vec::new(),
        kind: entry_type(report.kind, format).to_owned(),
        key: report.id.to_string(),
        title: report.title.to_string(),
        authors: report.authors.iter().map(|author| author.name.to_string()).collect(),
        date: report.published.to_string().chars().take(10).collect(),
        publishers: report.publishers.iter().map(|publisher| publisher.name.to_string()).collect(),
        genre: match report.kind {
            None | Some(Kind::Report | Kind::Other) => "Report".into(),
            Some(kind) => capitalized(&kind.name().replace('-', " ")),
        },
        doi: report.doi().map(str::to_owned),
        address: report.url.as_ref().map_or(page, |url| url.to_string()),
        language: report.language.as_deref().unwrap_or(&collection.about.language).to_owned(),
        subjects: topics.chain(words).collect(),
        summary: report.summary.as_ref().map(|summary| match summary {
            Abstract::Text(text) => in_one_line(text),
            Abstract::Html(html) => in_one_line(&plain_text(html)),
        }),
    }
}

fn entry_type(kind: Option<Kind>, format: CitationFormat) -> &'static str {
    use CitationFormat::{Bibtex, CslJson, Ris, ZoteroRdf};
    match (kind, format) {
        (Some(Kind::Dataset), Bibtex) => "misc",
        (Some(Kind::Dataset), CslJson | ZoteroRdf) => "dataset",
        (Some(Kind::Dataset), Ris) => "DATA",
        (_, Bibtex) => "techreport",
        (_, CslJson | ZoteroRdf) => "report",
        (_, Ris) => "RPRT",
    }
}

fn capitalized(text: &str) -> String {
    let (first, rest) = text.split_at(1);
    first.to_uppercase() + rest
}

#[tokio::test]
async fn readers_of_every_format_find_what_the_collection_has() {
    let (mut gateways, mut asked, mut expected) = (Vec::new(), Vec::new(), Vec::new());
    for name in COLLECTIONS {
        let gateway = at_its_own_address(name, |_| {}).await;
        let snapshot = load(name);
        let collection = snapshot.collection();
        for report in collection.reports.iter() {
            for format in CitationFormat::ALL {
                asked.push(format!("{}/reports/{}.{}", gateway.base, report.id, format.extension()));
                expected.push((asked.len() - 1, said(collection, report, format, &gateway.base)));
            }
        }
        gateways.push(gateway);
    }

    let told: Vec<Told> = read_with_python(asked.clone()).await;

    for (told, (at, expected)) in told.into_iter().zip(expected) {
        assert_eq!(told, expected, "{}", asked[at]);
    }
}

/// What `tests/readers/citations.py` makes of a title where a style puts it in small letters.
#[derive(Deserialize)]
struct Lowered {
    lowered: String,
}

#[tokio::test]
async fn a_style_may_change_the_case_of_all_words_but_those_that_must_keep_their_capitals() {
    let gateway = at_its_own_address("citations.json", |_| {}).await;
    let shipped = at_its_own_address("../../config/collection.json", |_| {}).await;
    let titles = [
        (&gateway, "capitals", "the ACLU on H-2A workers and DACA: McAllen’s COVID-19 response"),
        (&gateway, "nombres", "la ACLU y los trabajadores H-2A en México"),
        (
            &shipped,
            "mandatory-cbp-one",
            "USA: mandatory use of CBP one application violates the right to seek asylum",
        ),
        (
            &shipped,
            "everywhere-border",
            "the everywhere border: digital migration control infrastructure in the Americas",
        ),
    ];
    let formats = [CitationFormat::Bibtex, CitationFormat::CslJson];
    let addresses = titles.iter().flat_map(|(gateway, report, _)| {
        formats.map(|format| format!("{}/reports/{report}.{}", gateway.base, format.extension()))
    });

    let read: Vec<Lowered> = read_with_python(addresses.collect()).await;

    for (read, (_, report, lowered)) in read.chunks(formats.len()).zip(titles) {
        for read in read {
            assert_eq!(read.lowered, lowered, "{report}");
        }
    }
}

#[test]
fn whatever_a_collection_says_its_citations_stay_whole() {
    for_all(256, file_of_texts(), |file| {
        let snapshot = snapshot(&file);
        for report in snapshot.collection().reports.iter() {
            let [bibtex, ris, csl_json, rdf] = CitationFormat::ALL.map(|format| {
                let document = citation::render(&snapshot, report, format, &render_options(SITE));
                String::from_utf8(document.body).expect("UTF-8")
            });
            assert_braces_balance(&bibtex);
            let lines: Vec<&str> = ris.strip_suffix("\r\n").expect("an end").split("\r\n").collect();
            for line in &lines {
                assert!(line.get(2..6) == Some("  - ") && !line.contains(['\r', '\n']), "{ris}");
            }
            assert_eq!(lines.iter().filter(|line| **line == "ER  - ").count(), 1, "{ris}");
            let items: Value = serde_json::from_str(&csl_json).expect("JSON");
            let element = format!("<dc:title>{}</dc:title>", quick_xml::escape::escape(&*report.title));
            assert!(rdf.contains(&element), "{rdf}");
            let title = items[0]["title"].as_str().expect("a title");
            assert_eq!(title.replace("<span class=\"nocase\">", "").replace("</span>", ""), *report.title);
        }
    });
}

/// BibTeX counts every brace, escaped or not; the entry ends where they are even.
fn assert_braces_balance(entry: &str) {
    let mut depth = 0;
    for (at, c) in entry.char_indices() {
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        assert!(depth > 0 || c != '}' || at + 2 == entry.len(), "it ends too early: {entry}");
    }
    assert_eq!(depth, 0, "{entry}");
}

#[tokio::test]
async fn a_report_with_every_field_is_cited_in_full() {
    let gateway = TestGateway::start("every_field.json").await;

    for (extension, media_type) in [
        ("bib", "application/x-bibtex; charset=utf-8"),
        ("ris", "application/x-research-info-systems; charset=utf-8"),
        ("csl.json", "application/vnd.citationstyles.csl+json"),
        ("rdf", "application/rdf+xml; charset=utf-8"),
    ] {
        let reply = gateway.get(&format!("/reports/el-agua.{extension}")).await;

        reply.assert_status(200).assert_header("content-type", media_type);
        reply.assert_header(
            "link",
            &format!("<{SITE}/reports/el-agua>; rel=\"describes\"; type=\"text/html\""),
        );
        golden(&format!("every_field/report.{extension}"), &reply.body);
    }
}

#[tokio::test]
async fn what_tex_has_another_use_for_is_cited_as_it_is() {
    let gateway = TestGateway::start("citations.json").await;

    for report in ["signs", "capitals", "nombres", "data", "other"] {
        for format in CitationFormat::ALL {
            let reply = gateway.get(&format!("/reports/{report}.{}", format.extension())).await;
            golden(&format!("citations/{report}.{}", format.extension()), &reply.body);
        }
    }
}

#[tokio::test]
async fn a_report_that_left_is_cited_no_more() {
    let gateway = TestGateway::start("withdrawn.json").await;

    for format in CitationFormat::ALL {
        let extension = format.extension();
        gateway.get(&format!("/reports/latest.{extension}")).await.assert_status(410);
        gateway.get(&format!("/reports/never.{extension}")).await.assert_status(404);
        gateway.get(&format!("/reports/third.{extension}")).await.assert_status(200);
    }
}

#[tokio::test]
async fn a_page_cites_its_report_in_words_and_offers_every_format() {
    let gateway = TestGateway::start("every_field.json").await;
    let page = gateway.get("/reports/el-agua").await;

    let words = "Eva Fuente, Gil Hondo, &amp; Inés Juncal. (2021, March). El agua [Evaluation]. Ribera; Cauce. \
                 https://doi.org/10.1234/agua<";
    assert!(page.text().contains(words), "{page}");
    for format in CitationFormat::FOR_DOWNLOAD {
        let link = format!("<a href=\"/reports/el-agua.{}\" download>", format.extension());
        assert!(page.text().contains(&link), "{page}");
    }
}

#[tokio::test]
async fn a_report_without_authors_is_cited_by_its_publisher_and_without_that_by_its_title() {
    let gateway = TestGateway::start("citations.json").await;

    for (report, words) in [
        ("data", "Q. (2020, November). Data [Dataset]. https://reports.example.org/reports/data"),
        ("other", "Other. (0999). https://reports.example.org/reports/other"),
        (
            "signs",
            "García Márquez, E., Health and Welfare {Ltd}, Ministry of Health, Kenya, &amp; Gil Hondo. (2021, March 4). ",
        ),
    ] {
        let page = gateway.get(&format!("/reports/{report}")).await;
        assert!(page.text().contains(&format!(">{words}")), "{page}");
    }
}

/// The relations of FAIR Signposting level 1, and the collection.
#[tokio::test]
async fn the_header_of_a_page_is_a_signpost() {
    let gateway = TestGateway::start("every_field.json").await;
    let page = gateway.get("/reports/el-agua").await;

    assert_eq!(
        signposts(&page),
        [
            "<https://doi.org/10.1234/agua>; rel=\"cite-as\"",
            "<https://schema.org/AboutPage>; rel=\"type\"",
            "<https://schema.org/Report>; rel=\"type\"",
            "<https://reports.example.org/reports/el-agua.bib>; rel=\"describedby\"; type=\"application/x-bibtex\"",
            "<https://reports.example.org/reports/el-agua.ris>; rel=\"describedby\"; \
             type=\"application/x-research-info-systems\"",
            "<https://reports.example.org/reports/el-agua.csl.json>; rel=\"describedby\"; \
             type=\"application/vnd.citationstyles.csl+json\"",
            "<https://reports.example.org/oai?verb=GetRecord&metadataPrefix=mods&\
             identifier=tag%3Aexample.org%2C2023%3Arivers%2Fel-agua>; rel=\"describedby\"; type=\"text/xml\"",
            "<https://creativecommons.org/licenses/by/4.0/>; rel=\"license\"",
            "<https://reports.example.org/>; rel=\"collection\"; type=\"text/html\"",
            "<https://orcid.org/0000-0002-1825-0097>; rel=\"author\"",
            "<https://orcid.org/0000-0002-1694-233X>; rel=\"author\"",
            "<https://publisher.example/agua.epub>; rel=\"item\"; type=\"application/epub+zip\"",
            "<https://publisher.example/agua.pdf>; rel=\"item\"; type=\"application/pdf\"",
            "<https://publisher.example/data>; rel=\"item\"",
        ]
    );
}

fn signposts(page: &Reply) -> Vec<&str> {
    page.headers("link").into_iter().filter(|link| !link.contains("rel=\"alternate\"")).collect()
}
