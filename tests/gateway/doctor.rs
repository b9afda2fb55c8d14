//! The share doctor's findings on real pages, and whether WordPress itself agrees.

use feedgate::doctor::told::{Consumer, FactValue, Name, Verdict};
use feedgate::doctor::{Evidence, Finding, examine};
use feedgate::render::Link;
use serde_json::{Value as Json, json};

use super::program::{collection, feedgate, run};
use super::support::{SITE, TestGateway, root};

/// What the doctor says of what a gateway really sends.
async fn examined(gateway: &TestGateway, page: &str) -> Vec<Finding> {
    let reply = gateway.get(page).await;
    let below = page.trim_end_matches('/');
    let query = url::form_urlencoded::byte_serialize(format!("{SITE}{page}").as_bytes()).collect::<String>();
    let card = gateway.get(&format!("/oembed?url={query}")).await;
    let embed = gateway.get(&format!("{below}/embed")).await;
    for reply in [&reply, &card, &embed] {
        reply.assert_status(200);
    }
    let evidence = Evidence {
        address: &format!("{SITE}{page}"),
        base: &format!("{SITE}/"),
        page: &reply.body,
        links: &reply.headers("link").into_iter().flat_map(links).collect::<Vec<_>>(),
        card: Some(&card.body),
        embed: Some(&embed.body),
    };
    examine(&evidence).findings
}

/// Links of a header, as far as feeds and cards need them.
fn links(field: &str) -> Vec<Link> {
    let link = |text: &str| {
        let (href, rest) = text.trim().strip_prefix('<')?.split_once('>')?;
        let media_type = rest.split("type=\"").nth(1)?.split('"').next()?.to_owned();
        let rel = if rest.contains("rel=\"alternate\"") { "alternate" } else { "other" };
        Some(Link { rel, href: href.into(), media_type: Some(media_type.into()), title: None })
    };
    field
        .split(", <")
        .map(|text| format!("<{}", text.trim_start_matches('<')))
        .filter_map(|text| link(&text))
        .collect()
}

#[tokio::test]
async fn nothing_is_broken_in_the_collection_that_ships() {
    let gateway = TestGateway::shipped().await;
    let file = std::fs::read(root().join("config/collection.json")).expect("the shipped collection");
    let file: Json = serde_json::from_slice(&file).expect("JSON");
    let ids = |list: &str| {
        let all = file[list].as_array().expect("a list").iter();
        all.map(|one| format!("/{list}/{}", one["id"].as_str().expect("an id"))).collect::<Vec<_>>()
    };
    let pages: Vec<_> = std::iter::once("/".to_owned()).chain(ids("topics")).chain(ids("reports")).collect();
    assert!(pages.len() > 27, "{pages:?}");

    for page in pages {
        for finding in examined(&gateway, &page).await {
            assert!(finding.verdict < Verdict::Broken, "{page}: {finding:#?}");
            // These lack nothing, whatever the collection says.
            if matches!(finding.consumer, Consumer::WordPress | Consumer::Drupal | Consumer::FeedReaders) {
                assert_eq!(finding.verdict, Verdict::Good, "{page}: {finding:#?}");
            }
        }
    }
}

#[test]
fn the_command_says_what_everyone_makes_of_a_page() {
    let file = collection("every_field.json");
    let settings = ["--collection", &*file, "--public-url", SITE];

    for address in
        ["/", "/?q=agua", "/topics/dams", "/reports/el-agua", "https://reports.example.org/reports/el-agua"]
    {
        let doctor = run(feedgate(["doctor", address]).args(settings));
        doctor.assert_code(0);
        let told: Vec<_> = doctor.text().lines().filter(|line| !line.starts_with(' ')).collect();
        let verdicts = told.iter().filter_map(|line| line.split_whitespace().next()).collect::<Vec<_>>();
        assert_eq!(verdicts.len(), Consumer::ALL.len(), "{doctor}");
        assert!(verdicts.iter().all(|verdict| ["good", "lacking"].contains(verdict)), "{doctor}");
    }
    let report = run(feedgate(["doctor", "/reports/el-agua"]).args(settings));
    let entry = report.text().split_once("Entry for the registry  ").expect("an entry").1;
    let entry = entry.split("\n\n").next().unwrap_or_default();
    let entry: Json = serde_json::from_str(entry).expect("JSON that can be copied");
    assert_eq!(entry["endpoints"][0]["url"], json!(format!("{SITE}/oembed")), "{entry}");
}

#[test]
fn the_exit_code_says_whether_something_is_broken() {
    let file = collection("every_field.json");
    let doctor = |address, public_url| {
        run(&mut feedgate(["doctor", address, "--collection", &file, "--public-url", public_url]))
    };

    // WordPress asks others at no such port.
    let broken = doctor("/", "https://reports.example.org:8443/");
    broken.assert_code(1);
    assert!(broken.text().contains("broken   WordPress\n"), "{broken}");
    for (address, why) in [
        ("/feed.atom", "only pages of the collection, a topic or a report are examined"),
        ("/topics/dams/embed", "only pages of the collection, a topic or a report are examined"),
        ("/reports/never", "there is nothing at this address"),
        ("/nothing/at/all", "this is no address of the gateway"),
    ] {
        let refused = doctor(address, SITE);
        refused.assert_code(2).assert_tells(why);
        assert!(refused.stdout.is_empty(), "{refused}");
    }
    run(&mut feedgate(["doctor"])).assert_code(2);
}

/// `tests/readers/wordpress.json` holds cards and what WordPress 6.1.9 made of them; `wordpress.php` beside
/// it asks another one.
#[test]
fn wordpress_makes_of_cards_what_the_doctor_says() {
    let cases = std::fs::read(root().join("tests/readers/wordpress.json")).expect("the cases");
    let cases: Vec<Json> = serde_json::from_slice(&cases).expect("JSON");
    assert!(cases.len() > 15, "{}", cases.len());

    for case in cases {
        let page = "<head><link type=application/json+oembed href=https://a.example/oembed?url=x></head>";
        let card = json!({ "version": "1.0", "type": "rich", "html": case["html"], "title": case["title"] });
        let findings = examine(&Evidence {
            address: "https://a.example/x",
            base: "https://a.example/",
            page: page.as_bytes(),
            links: &[],
            card: Some(card.to_string().as_bytes()),
            embed: Some(b""),
        })
        .findings;
        let finding = findings.iter().find(|finding| finding.consumer == Consumer::WordPress).expect("one");
        let html = finding.facts.iter().find_map(|fact| match (&fact.name, &fact.value) {
            (Name::Html, FactValue::Code(html)) => Some(html.as_str()),
            _ => None,
        });
        assert_eq!(html.map(alike), case["shown"].as_str().map(alike), "{case:#}");
        if html.is_none() {
            assert_eq!(finding.verdict, Verdict::Broken, "{finding:#?}");
        }
    }
}

/// References to characters in one spelling, and how newer versions hide a frame.
fn alike(html: &str) -> String {
    html.replace("&#038;", "&amp;")
        .replace("&#38;", "&amp;")
        .replace("&#039;", "&#39;")
        .replace("&#60;", "&lt;")
        .replace("&#62;", "&gt;")
        .replace("clip: rect(1px, 1px, 1px, 1px);", "visibility: hidden;")
}
