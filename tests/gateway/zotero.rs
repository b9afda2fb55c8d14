//! What Zotero takes from a report's page: by unAPI the whole item, and by its tags as much as tags can say.
//!
//! It was tried with Zotero's translation server: `unAPI` is asked before `Embedded Metadata`, and of the formats it
//! takes its own RDF first. `citations` holds that every format says the same.

use feedgate::address::CitationFormat;

use super::html;
use super::support::{Reply, SITE, TestGateway};

/// The formats that Zotero's translator `unAPI` knows, best first.
const ZOTERO_PREFERS: [&str; 3] = ["rdf_zotero", "ris", "bibtex"];

#[tokio::test]
async fn zotero_is_led_from_a_page_to_its_own_rdf() {
    let gateway = TestGateway::start("every_field.json").await;
    let page = gateway.get("/reports/el-agua").await;
    let servers = html::named(page.text(), "link");
    let server: Vec<_> = servers.iter().filter(|link| link.get("rel") == "unapi-server").collect();
    let [server] = server.as_slice() else { panic!("one server in {page}") };
    let server = server.get("href").strip_prefix(SITE).expect("on this host").to_owned();
    let marks = html::named(page.text(), "abbr");
    let [mark] = marks.as_slice() else { panic!("one id in {page}") };
    assert_eq!(mark.get("class"), "unapi-id");

    let offered = formats(&gateway.get(&server).await);
    let best = ZOTERO_PREFERS.into_iter().find(|name| offered.iter().any(|(offered, _)| offered == name));
    assert_eq!(best, Some("rdf_zotero"));
    // Zotero follows the redirect to the canonical address.
    let moved = gateway.get(&format!("{server}?id={}&format=rdf_zotero", mark.get("title"))).await;
    let target =
        moved.header("location").and_then(|to| to.strip_prefix(SITE)).expect("a redirect").to_owned();
    let item = gateway.get(&target).await;
    item.assert_status(200).assert_header("content-type", "application/rdf+xml; charset=utf-8");
    assert!(item.text().contains("<dc:title>El agua</dc:title>"), "{item}");
}

/// Names and media types of the formats in a list.
fn formats(list: &Reply) -> Vec<(String, String)> {
    list.assert_status(200).assert_header("content-type", "application/xml; charset=utf-8");
    let quoted = |line: &str| line.split('"').map(str::to_owned).collect::<Vec<_>>();
    let lines = list.text().lines().map(str::trim).filter(|line| line.starts_with("<format "));
    lines.map(quoted).map(|parts| (parts[1].clone(), parts[3].clone())).collect()
}

#[tokio::test]
async fn unapi_lists_the_formats_in_general_and_of_a_report_and_gives_each() {
    let gateway = TestGateway::start("every_field.json").await;

    let general = gateway.get("/unapi").await;
    let of_report = gateway.get("/unapi?id=el-agua").await;
    assert!(general.text().contains("<formats>"), "{general}");
    assert!(of_report.text().contains("<formats id=\"el-agua\">"), "{of_report}");
    let listed = formats(&general);
    assert_eq!(listed, formats(&of_report));
    assert_eq!(listed.len(), CitationFormat::ALL.len());
    for (name, media_type) in listed {
        let moved = gateway.get(&format!("/unapi?id=el-agua&format={name}")).await;
        let target = moved.header("location").and_then(|to| to.strip_prefix(SITE)).expect("a redirect");
        let file = gateway.get(target).await;
        let sent = file.assert_status(200).header("content-type").expect("a type");
        assert_eq!(sent.split(';').next(), Some(&*media_type), "{name}");
    }
}

#[tokio::test]
async fn unapi_refuses_ids_and_formats_that_there_are_not() {
    let gateway = TestGateway::start("withdrawn.json").await;

    gateway.get("/unapi?id=third").await.assert_status(200);
    for (target, status) in [
        ("/unapi?id=never", 404),
        ("/unapi?id=latest", 410),
        ("/unapi?id=..%2F..%2Fetc", 404),
        ("/unapi?id=%3Cb%3E", 404),
        ("/unapi?id=third&format=mods", 400),
        ("/unapi?format=MODS", 400),
        ("/reports/latest.rdf", 410),
        ("/reports/never.rdf", 404),
    ] {
        gateway.get(target).await.assert_status(status);
    }
}

#[tokio::test]
async fn only_the_page_of_a_report_names_the_server() {
    let gateway = TestGateway::start("every_field.json").await;

    for target in ["/", "/topics/dams", "/embed", "/reports/el-agua/embed", "/share"] {
        let page = gateway.get(target).await;
        assert!(!page.assert_status(200).text().contains("unapi"), "{page}");
    }
}

/// For Zotero where unAPI is not reached, and for other software that reads the same tags.
#[tokio::test]
async fn the_tags_of_a_page_have_the_whole_abstract_one_institution_and_no_place_in_an_archive() {
    let gateway = TestGateway::shipped().await;
    let api = gateway.get("/api/v1/reports/matamoros-reynosa-asylum-ban").await.json();
    let page = gateway.get("/reports/matamoros-reynosa-asylum-ban").await;

    let summary =
        api["abstract"].as_str().expect("an abstract").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(summary.chars().count() > 200, "as long that it would be cut: {summary}");
    assert_eq!(tags(&page, "citation_abstract"), tags(&page, "DC.description"));
    assert_eq!(tags(&page, "DC.description"), [summary]);
    assert_eq!(
        tags(&page, "citation_technical_report_institution"),
        ["National Immigration Project; Together & Free"]
    );
    assert_eq!(tags(&page, "DC.coverage"), [""; 0]);
    assert!(tags(&page, "DCTERMS.spatial").contains(&"Mexico".to_owned()), "{page}");
}

/// An institution would make a report of it.
#[tokio::test]
async fn a_dataset_is_one_by_its_tags() {
    let page = TestGateway::start("citations.json").await.get("/reports/data").await;

    assert_eq!(tags(&page, "DC.type")[0], "Dataset");
    assert_eq!(tags(&page, "citation_publisher"), ["Q"]);
    assert_eq!(tags(&page, "citation_technical_report_institution"), [""; 0]);
}

/// The contents of a page's tags of a name, unescaped.
fn tags(page: &Reply, name: &str) -> Vec<String> {
    let metas = html::named(page.text(), "meta");
    metas.iter().filter(|meta| meta.get("name") == name).map(|meta| meta.get("content").to_owned()).collect()
}
