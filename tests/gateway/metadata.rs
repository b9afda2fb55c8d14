//! Metadata about the site and its pages for programs: sitemap, robots, manifest, icon, and the tags in a page's
//! head.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::Stdio;

use serde::Deserialize;
use serde_json::Value;

use super::html;
use super::read_back::{at_its_own_address, python_with_readers, read_with_python};
use super::support::{Reply, SITE, TestGateway, at, golden, many_reports, root};

/// What `tests/readers/read_back.py` says of a sitemap.
#[derive(Debug, Deserialize)]
struct Sitemap {
    faults: Vec<String>,
    index: bool,
    listed: Vec<Listed>,
}

#[derive(Debug, Deserialize)]
struct Listed {
    address: String,
    changed: Option<String>,
}

async fn sitemap(address: String) -> Sitemap {
    let sitemap: Sitemap = read_with_python(vec![address]).await.remove(0);
    assert!(sitemap.faults.is_empty(), "{sitemap:#?}");
    sitemap
}

#[tokio::test]
async fn every_page_of_the_sitemap_answers_and_no_page_is_missing() {
    let gateway = at_its_own_address("../../config/collection.json", |_| {}).await;

    let listed = sitemap(format!("{}/sitemap.xml", gateway.base)).await.listed;

    for page in &listed {
        let target = page.address.strip_prefix(&gateway.base).expect("on this host");
        let reply = gateway.get(target).await;
        reply.assert_status(200).assert_header("content-type", "text/html; charset=utf-8");
        assert!(page.changed.is_some() && !reply.text().contains("noindex"), "{page:?}");
    }
    let file = std::fs::read(root().join("config/collection.json")).expect("the shipped collection");
    let file: Value = serde_json::from_slice(&file).expect("JSON");
    let count = |name: &str| file[name].as_array().expect("a list").len();
    let addresses: BTreeSet<_> = listed.iter().map(|page| &page.address).collect();
    assert_eq!(addresses.len(), 1 + count("topics") + count("reports"));
}

#[tokio::test]
async fn the_sitemap_says_when_each_page_changed() {
    let gateway = TestGateway::start("every_field.json").await;
    let reply = gateway.get("/sitemap.xml").await;

    reply.assert_status(200).assert_header("content-type", "application/xml; charset=utf-8");
    golden("every_field/sitemap.xml", &reply.body);
    gateway.get("/sitemap/1.xml").await.assert_status(404);
}

#[tokio::test]
async fn a_topic_that_is_gone_is_in_no_sitemap() {
    let before = TestGateway::start("retired_topic.json").await.get("/sitemap.xml").await;
    let later = || at("2024-09-01T12:00:00Z");
    let after = TestGateway::with("retired_topic.json", |_| {}, later).await.get("/sitemap.xml").await;

    for topic in ["dams", "weirs"] {
        let address = format!("<loc>{SITE}/topics/{topic}</loc>");
        assert!(before.text().contains(&address), "{before}");
        assert!(!after.text().contains(&address), "{after}");
    }
    assert!(after.text().contains("/topics/walls</loc>"), "{after}");
}

#[tokio::test]
async fn beyond_50_000_pages_the_sitemap_is_an_index_of_its_parts() {
    // With the collection's page and the topic's one too many for one list.
    let file = many_reports(49_999);
    let gateway = at_its_own_address(file.path().to_str().expect("UTF-8"), |_| {}).await;

    let index = sitemap(format!("{}/sitemap.xml", gateway.base)).await;
    let parts: Vec<_> = index.listed.iter().map(|part| part.address.clone()).collect();
    assert!(index.index);
    assert_eq!(parts, [1, 2].map(|part| format!("{}/sitemap/{part}.xml", gateway.base)));

    let mut listed = Vec::new();
    for (part, told) in parts.into_iter().zip(&index.listed) {
        let part = sitemap(part).await;
        assert!(!part.index);
        assert_eq!(part.listed.iter().map(|page| &page.changed).max(), Some(&told.changed));
        listed.push(part.listed);
    }
    assert_eq!(listed.iter().map(Vec::len).collect::<Vec<_>>(), [50_000, 1]);
    // The newest is alone in the last, so that the first stays as it is.
    assert_eq!(listed[1][0].address, format!("{}/reports/report-49999", gateway.base));
    let all: BTreeSet<_> = listed.iter().flatten().map(|page| &page.address).collect();
    assert_eq!(all.len(), 50_001);
    gateway.get("/sitemap/3.xml").await.assert_status(404);
}

#[tokio::test]
async fn crawlers_are_kept_from_searches_alone() {
    let gateway = TestGateway::start("every_field.json").await;
    let robots = gateway.get("/robots.txt").await;
    robots.assert_status(200).assert_header("content-type", "text/plain; charset=utf-8");
    golden("every_field/robots.txt", &robots.body);

    let open = [
        "/",
        "/page/2",
        "/topics/dams",
        "/topics/dams/page/2",
        "/reports/el-agua",
        "/reports/el-agua.bib",
        "/feed.atom",
        "/feed.atom?q=agua",
        "/archive/1.rss",
        "/oembed?url=https%3A%2F%2Freports.example.org%2F",
        "/embed",
        "/topics/dams/embed",
        "/embed.js",
        "/topics/dams/share",
        "/sitemap.xml",
        "/api/v1/",
        "/api/v1/reports/el-agua",
    ];
    let searches = [
        "/?q=agua",
        "/?topic=dams&page=2",
        "/?view=grid",
        "/embed?q=agua",
        "/share?q=agua&style=list",
        "/share?width=300",
        "/search/suggest?q=ag",
        "/api/v1/reports?q=agua",
        "/topics/dams/embed?theme=dark",
        "/reports/el-agua/share?form=html",
        "/api/v1/reports?cursor=x",
    ];
    let all = [&open[..], &searches].concat();
    assert_eq!(allowed(&robots, "protego", "Googlebot", &all), open);
    // It shows cards of what somebody shared, which may be a search.
    assert_eq!(allowed(&robots, "protego", "Twitterbot", &all), all);
    // It knows no wildcards, so it is kept from less, and still from searches.
    let simple = allowed(&robots, "urllib", "Googlebot", &all);
    assert_eq!(simple[..open.len()], open);
    assert_eq!(simple[open.len()..], searches[7..]);
}

/// What a reader of `robots.txt` lets a crawler fetch.
fn allowed<'t>(robots: &Reply, reader: &str, crawler: &str, targets: &[&'t str]) -> Vec<&'t str> {
    let script = root().join("tests/readers/robots.py");
    let addresses = targets.iter().map(|target| format!("{SITE}{target}"));
    let mut command = python_with_readers();
    command.arg(script).args([reader, crawler]).args(addresses).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("the reader can be run");
    child.stdin.take().expect("a pipe").write_all(&robots.body).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let printed: Vec<&str> = printed.lines().filter_map(|line| line.strip_prefix(SITE)).collect();
    targets.iter().filter(|target| printed.contains(*target)).copied().collect()
}

#[tokio::test]
async fn whoever_guesses_at_the_icon_is_led_to_it() {
    let gateway = TestGateway::start("every_field.json").await;

    let guessed = gateway.get("/favicon.ico").await;
    guessed.assert_status(301).assert_header("location", &format!("{SITE}/favicon.svg"));
    let icon = gateway.get("/favicon.svg").await;
    icon.assert_status(200).assert_header("content-type", "image/svg+xml");
    for page in ["/", "/reports/el-agua", "/embed"] {
        let page = gateway.get(page).await;
        assert!(page.text().contains(" href=\"/favicon.svg\">"), "{page}");
    }
}

#[tokio::test]
async fn a_page_links_to_a_manifest_that_it_may_load() {
    let gateway = TestGateway::start("every_field.json").await;

    let page = gateway.get("/").await;
    assert!(page.text().contains("<link rel=\"manifest\" href=\"/manifest.webmanifest\">"), "{page}");
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("manifest-src 'self'"), "{page}");
    let manifest = gateway.get("/manifest.webmanifest").await;
    manifest.assert_status(200).assert_header("content-type", "application/manifest+json");
    golden("every_field/manifest.webmanifest", &manifest.body);
    let icon = manifest.json()["icons"][0]["src"].as_str().expect("an icon").to_owned();
    gateway.get(&icon).await.assert_status(200);
}

/// `rel=license` speaks of what the page is about (HTML, link type `license`), and the footer's rights are the collection's.
#[tokio::test]
async fn a_report_has_the_license_of_its_own_and_no_other() {
    let page = TestGateway::start("every_field.json").await.get("/reports/el-agua").await;

    let links = html::named(page.text(), "a");
    let to = |license: &str| links.iter().filter(|link| link.get("href") == license).collect::<Vec<_>>();
    let own = to("https://creativecommons.org/licenses/by/4.0/");
    assert!(own.iter().any(|link| link.get("rel") == "license"), "{page}");
    let of_collection = to("https://creativecommons.org/publicdomain/zero/1.0/");
    assert!(!of_collection.is_empty(), "{page}");
    assert!(of_collection.iter().all(|link| link.get("rel") != "license"), "{page}");
}

#[tokio::test]
async fn a_report_is_described_in_dublin_core() {
    let gateway = TestGateway::start("every_field.json").await;
    let page = gateway.get("/reports/el-agua").await;

    assert_eq!(
        metas(&page, "name", "DC"),
        [
            ("DC.title", "El agua"),
            ("DC.creator", "Eva Fuente"),
            ("DC.creator", "Gil Hondo"),
            ("DC.creator", "Inés Juncal"),
            ("DC.publisher", "Ribera"),
            ("DC.publisher", "Cauce"),
            ("DC.date", "2021-03"),
            ("DC.type", "Report"),
            ("DC.type", "Text"),
            ("DC.identifier", "https://reports.example.org/reports/el-agua"),
            ("DC.identifier", "https://doi.org/10.1234/agua"),
            ("DC.source", "https://publisher.example/agua?a=1&amp;b=2"),
            ("DC.language", "es"),
            ("DC.subject", "Dams"),
            ("DC.subject", "Floods"),
            ("DC.subject", "crecidas"),
            ("DC.subject", "aforos"),
            ("DCTERMS.spatial", "Ebro"),
            ("DCTERMS.spatial", "Duero"),
            ("DC.description", "Crece. Y baja."),
            ("DC.format", "application/epub+zip"),
            ("DC.format", "application/pdf"),
            ("DC.rights", "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"),
        ]
    );
}

#[tokio::test]
async fn a_shared_report_has_a_card_with_its_dates_and_picture() {
    let gateway = TestGateway::start("every_field.json").await;
    let page = gateway.get("/reports/el-agua").await;

    assert_eq!(
        metas(&page, "property", "og:"),
        [
            ("og:type", "article"),
            ("og:title", "El agua"),
            ("og:site_name", "Rivers"),
            ("og:url", "https://reports.example.org/reports/el-agua"),
            ("og:description", "Crece. Y baja."),
            ("og:image", "https://publisher.example/agua.jpg"),
            ("og:image:type", "image/jpeg"),
            ("og:image:alt", "Un río"),
            ("og:image:width", "600"),
            ("og:image:height", "400"),
        ]
    );
    assert_eq!(
        metas(&page, "property", "article:"),
        [
            ("article:published_time", "2021-03"),
            ("article:modified_time", "2024-05-20T08:30:00Z"),
            ("article:author", "https://eva.example/"),
            ("article:author", "https://orcid.org/0000-0002-1694-233X"),
            ("article:section", "Dams"),
            ("article:tag", "crecidas"),
            ("article:tag", "aforos"),
        ]
    );
    assert_eq!(metas(&page, "name", "twitter:"), [("twitter:card", "summary_large_image")]);
    let home = gateway.get("/").await;
    assert_eq!(metas(&home, "name", "twitter:"), [("twitter:card", "summary_large_image")]);
}

#[tokio::test]
async fn every_page_has_a_description_for_previews() {
    let gateway = TestGateway::start("two_topics.json").await;

    for page in ["/", "/?q=dams", "/topics/dams", "/reports/old-dams", "/share", "/share/doctor", "/api"] {
        for language in ["en", "es"] {
            let fields = [("accept", "text/html"), ("accept-language", language)];
            let reply = gateway.get_with(page, &fields).await;
            let described: Vec<_> = metas(&reply, "property", "og:description");
            assert!(matches!(described.as_slice(), [(_, text)] if !text.is_empty()), "{page}: {reply}");
        }
    }
    let of = async |page: &str| {
        let reply = gateway.get(page).await;
        metas(&reply, "property", "og:description").first().map(|(_, text)| (*text).to_owned())
    };
    assert_eq!(of("/topics/dams").await.as_deref(), Some("Reports about “Dams” in the collection “Rivers”."));
    assert_eq!(of("/reports/old-dams").await.as_deref(), Some("A report in the collection “Rivers”."));
    assert_eq!(of("/").await.as_deref(), Some("Rivers"));
    assert_eq!(
        of("/es/topics/dams").await.as_deref(),
        Some("Informes sobre «Dams» en la colección «Rivers».")
    );
}

/// Names and values of a page's meta elements whose names begin so; the values as the page escapes them.
fn metas<'p>(page: &'p Reply, attribute: &str, prefix: &str) -> Vec<(&'p str, &'p str)> {
    let start = format!("<meta {attribute}=\"{prefix}");
    let of_line = |line: &'p str| {
        line.starts_with(&start).then_some(())?;
        let mut quoted = line.split('"').skip(1).step_by(2);
        Some((quoted.next()?, quoted.next()?))
    };
    page.text().lines().filter_map(of_line).collect()
}

#[tokio::test]
async fn pages_say_in_json_ld_what_they_are_of_and_what_lies_above() {
    let gateway = TestGateway::start("every_field.json").await;

    let home = json_ld(&gateway.get("/").await);
    assert_eq!(home["@type"], "CollectionPage");
    assert_eq!(home["mainEntity"]["@type"], "DataFeed");
    assert!(home.get("breadcrumb").is_none(), "{home:#}");

    let topic = json_ld(&gateway.get("/topics/dams").await);
    assert_eq!(topic["mainEntity"]["@id"], format!("{SITE}/topics/dams/feed.atom"));
    for download in topic["mainEntity"]["distribution"].as_array().expect("downloads") {
        let target = download["contentUrl"].as_str().and_then(|url| url.strip_prefix(SITE)).expect("ours");
        let media_type = download["encodingFormat"].as_str().expect("a type");
        let feed = gateway.get(target).await;
        assert!(feed.header("content-type").is_some_and(|sent| sent.starts_with(media_type)), "{feed}");
    }
    let report = json_ld(&gateway.get("/reports/el-agua").await);
    assert_eq!(report["@type"], "Report");
    for (page, crumbs) in [
        (format!("{SITE}/topics/dams"), &topic["breadcrumb"]),
        (format!("{SITE}/reports/el-agua"), &report["mainEntityOfPage"]["breadcrumb"]),
    ] {
        assert_eq!(crumbs["@type"], "BreadcrumbList");
        let items = crumbs["itemListElement"].as_array().expect("crumbs");
        let way: Vec<_> =
            items.iter().map(|item| (item["position"].as_u64(), item["item"].as_str())).collect();
        assert_eq!(way, [(Some(1), Some("https://reports.example.org/")), (Some(2), Some(&*page))]);
    }
}

pub(crate) fn json_ld(page: &Reply) -> Value {
    let after = page.text().split_once("<script type=\"application/ld+json\">").expect("JSON-LD").1;
    serde_json::from_str(after.split("</script>").next().unwrap_or_default()).expect("JSON")
}
