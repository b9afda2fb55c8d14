//! The pages for sharing a collection: the preview is what a site gets with the code.

use std::collections::BTreeSet;

use serde_json::json;
use url::form_urlencoded;

use super::html::{Element, elements, named};
use super::support::{Reply, SITE, TestGateway, golden};

const COLLECTION: &str = "search.json";
/// A page of every subject, in every form and style and with every other choice somewhere.
const PAGES: [&str; 12] = [
    "/share",
    "/share?style=list&count=3&theme=dark&width=320",
    "/share?style=headline&count=20&width=1200&form=html",
    "/share?form=html",
    "/share?q=water&topic=floods&place=-Delta",
    "/share?q=water&style=list&form=html",
    "/share?q=nothing+has+this&form=html",
    "/topics/dams/share?count=1&theme=light",
    "/es/topics/dams/share?style=list&form=html",
    "/reports/old-dams/share",
    "/en/reports/old-dams/share?style=headline&width=200",
    "/reports/old-dams/share?form=html",
];

fn by_id(page: &Reply, id: &str) -> Element {
    let element = elements(page.text()).into_iter().find(|element| element.get("id") == id);
    element.unwrap_or_else(|| panic!("no {id}: {page}"))
}

fn below(address: &str) -> &str {
    address.strip_prefix(SITE).unwrap_or_else(|| panic!("{address} is not on this site"))
}

fn links(html: &str) -> Vec<String> {
    named(html, "a").iter().map(|link| link.get("href").to_owned()).collect()
}

#[tokio::test]
async fn what_the_code_shows_is_what_the_site_gets() {
    let gateway = TestGateway::start(COLLECTION).await;

    for target in PAGES {
        let page = gateway.get(target).await;
        page.assert_status(200).assert_header("x-frame-options", "DENY");
        let code = by_id(&page, "paste").text;
        let address = match target.contains("form=html") {
            false => {
                let [code, preview] = [&code, page.text()].map(|html| named(html, "iframe"));
                let ([code], [preview]) = (code.as_slice(), preview.as_slice()) else { panic!("{page}") };
                // A page's policy knows no style that is written within; its stylesheet says the same.
                let mut code = code.clone();
                assert_eq!(code.attributes.remove("style").as_deref(), Some("border:0;max-width:100%"));
                assert_eq!(code.attributes, preview.attributes, "{page}");
                code.get("src").to_owned()
            }
            true => {
                let list = &elements(&code)[0];
                assert_eq!(list.text.trim(), plain_preview(&page).text.trim(), "{page}");
                list.get("data-feedgate-embed").to_owned()
            }
        };
        let embed = gateway.get(below(&address)).await;
        embed.assert_status(200).assert_no_header("x-frame-options");
        let card = gateway.get(below(&by_id(&page, "card").text)).await;
        let card = card.assert_status(200).json();
        let framed = named(card["html"].as_str().expect("html"), "iframe");
        assert_eq!(framed[0].get("src"), address, "{page}");
        assert_eq!(
            framed[0].get("sandbox"),
            named(page.text(), "iframe")
                .first()
                .map_or(framed[0].get("sandbox"), |frame| frame.get("sandbox"))
        );
    }
}

fn plain_preview(page: &Reply) -> Element {
    let plain = elements(page.text()).into_iter().find(|element| element.get("class") == "plain");
    plain.unwrap_or_else(|| panic!("no preview: {page}"))
}

#[tokio::test]
async fn the_list_leads_where_the_embed_leads() {
    let gateway = TestGateway::start(COLLECTION).await;

    for target in PAGES.into_iter().filter(|target| target.contains("form=html")) {
        let page = gateway.get(target).await;
        let code = by_id(&page, "paste").text;
        let embed = gateway.get(below(elements(&code)[0].get("data-feedgate-embed"))).await;

        let of_embed: BTreeSet<String> =
            links(embed.text()).into_iter().map(|href| format!("{SITE}{href}")).collect();
        let of_list: BTreeSet<String> = links(&code).into_iter().collect();
        assert_eq!(of_list.len(), of_embed.len(), "{page}\n{embed}");
        let same = |list: &String| of_embed.iter().any(|embed| embed.trim_start_matches(SITE) == below(list));
        assert!(of_list.iter().all(same), "{of_list:#?}\n{of_embed:#?}");
    }
}

#[tokio::test]
async fn the_form_as_it_stands_leads_to_the_page_on_which_it_stands() {
    let gateway = TestGateway::start(COLLECTION).await;

    for target in PAGES {
        let page = gateway.get(target).await;
        let sent = gateway.get(&submitted(&page)).await;
        match sent.header("location") {
            Some(location) => assert_eq!(below(location), target, "{page}"),
            None => assert_eq!(submitted(&page), target, "{page}"),
        }
    }
}

/// Where a browser without scripts goes with the form.
fn submitted(page: &Reply) -> String {
    let form = named(page.text(), "form").into_iter().find(|form| form.get("class") == "choices");
    let mut fields = form_urlencoded::Serializer::new(String::new());
    let mut select = String::new();
    for element in elements(page.text()) {
        let is_on = !matches!(element.get("type"), "radio") || element.attributes.contains_key("checked");
        match &*element.name {
            "select" => select = element.get("name").to_owned(),
            "option" if element.attributes.contains_key("selected") => {
                fields.append_pair(&select, element.get("value"));
            }
            "input" if is_on => drop(fields.append_pair(element.get("name"), element.get("value"))),
            _ => {}
        }
    }
    format!("{}?{}", form.expect("the form").get("action"), fields.finish())
}

#[tokio::test]
async fn what_is_offered_can_be_had_and_means_something() {
    let gateway = TestGateway::start(COLLECTION).await;

    for subject in ["", "/topics/dams", "/reports/old-dams"] {
        let share = format!("{subject}/share");
        let page = gateway.get(&share).await;
        let offered: Vec<(String, String)> = elements(page.text())
            .into_iter()
            .filter(|element| matches!(element.get("type"), "radio"))
            .map(|element| (element.get("name").to_owned(), element.get("value").to_owned()))
            .collect();
        let mut seen = BTreeSet::new();
        for (name, value) in &offered {
            let target = format!("{share}?{name}={value}");
            let reply = gateway.get(&target).await;
            let reply = match reply.header("location") {
                Some(usual) => gateway.get(below(usual)).await,
                None => reply,
            };
            reply.assert_status(200);
            if name == "style" {
                assert!(seen.insert(by_id(&reply, "paste").text), "{value} is the same as another: {reply}");
            }
        }
        let is_report = subject.starts_with("/reports");
        assert_eq!(offered.len(), if is_report { 4 } else { 5 }, "{page}");
        assert_eq!(page.text().contains("name=\"count\""), !is_report, "{page}");
    }
}

#[tokio::test]
async fn a_chosen_language_is_kept_and_no_other_is_pasted() {
    let gateway = TestGateway::start(COLLECTION).await;

    let chosen = gateway.get("/es/topics/dams/share").await;
    assert!(chosen.text().contains("<html lang=\"es\"") && chosen.text().contains("Compartir"), "{chosen}");
    assert!(by_id(&chosen, "paste").text.contains("/es/topics/dams/embed"), "{chosen}");
    let preferred = gateway.get_with("/topics/dams/share", &[("accept-language", "es")]).await;
    assert!(preferred.text().contains("<html lang=\"es\""), "{preferred}");
    preferred.assert_header("vary", "accept-encoding, accept-language");
    assert!(!by_id(&preferred, "paste").text.contains("/es/"), "{preferred}");
    let list = gateway.get("/es/share?form=html").await;
    assert!(by_id(&list, "paste").text.contains("24 de julio de 2023"), "{list}");
}

#[tokio::test]
async fn every_page_leads_to_the_page_that_shares_it() {
    let gateway = TestGateway::start(COLLECTION).await;

    for (page, share) in [
        ("/", "/share"),
        ("/es", "/es/share"),
        ("/?q=water&topic=dams&sort=oldest&view=grid", "/share?q=water&topic=dams"),
        ("/topics/dams", "/topics/dams/share"),
        ("/reports/old-dams", "/reports/old-dams/share"),
    ] {
        let page = gateway.get(page).await;
        assert!(links(page.text()).iter().any(|href| href == share), "{share}: {page}");
        gateway.get(share).await.assert_status(200);
    }
}

#[tokio::test]
async fn a_page_that_shares_frames_what_is_here_and_nothing_else_and_is_not_searched() {
    let gateway = TestGateway::start(COLLECTION).await;

    let page = gateway.get("/share").await;
    let policy = page.header("content-security-policy").expect("a policy");
    let frames = policy.split("; ").find(|rule| rule.starts_with("frame-src")).expect("a rule for frames");
    assert_eq!(frames, format!("frame-src 'self' {SITE}"));
    assert!(policy.contains("frame-ancestors 'none'"), "{page}");
    assert!(!page.text().contains(" style=\""), "{page}");
    assert!(page.text().contains("<meta name=\"robots\" content=\"noindex\">"), "{page}");
}

#[tokio::test]
async fn what_has_moved_or_left_cannot_be_shared() {
    let gateway = TestGateway::start(COLLECTION).await;

    for (from, to) in [
        ("/es/topics/weirs/share?count=7", "/es/topics/dams/share?count=7"),
        ("/share?topic=weirs&form=html", "/share?topic=dams&form=html"),
        ("/share?form=frame&width=600&count=5&style=card&theme=&q=+", "/share"),
    ] {
        gateway.get(from).await.assert_status(301).assert_header("location", &format!("{SITE}{to}"));
    }
    gateway.get("/share?topic=ferries").await.assert_status(410);
    gateway.get("/topics/ferries/share").await.assert_status(410);
    gateway.get("/reports/dry-year/share").await.assert_status(410);
    gateway.get("/reports/never-was/share").await.assert_status(404);
    gateway.get("/share?topic=never-was").await.assert_status(404);
    for (query, name) in [
        ("width=199", "width"),
        ("width=1201", "width"),
        ("width=100%25", "width"),
        ("form=%22%3E%3Cscript%3E", "form"),
        ("style=grid", "style"),
        ("count=0", "count"),
        ("theme=blue", "theme"),
        ("lang=xx", "lang"),
    ] {
        let reply = gateway.get(&format!("/share?{query}")).await;
        assert!(reply.assert_status(400).text().contains(name), "{reply}");
    }
}

#[tokio::test]
async fn markup_stays_text_in_every_field_of_the_page() {
    let hostile = "</textarea></title><script>alert(1)</script>\"' onload=x {{ 1 }} & < > ]]> -->";
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let collection = json!({
        "id": "hostile",
        "authority": "example.org,2020",
        "title": hostile,
        "topics": [{ "id": "t", "title": hostile }],
        "reports": [{
            "id": "r", "title": hostile, "published": "2023", "abstract": hostile, "topics": ["t"],
            "authors": [{ "name": hostile }],
        }],
    });
    serde_json::to_writer(&file, &collection).expect("a temporary file can be written");
    let gateway = TestGateway::start(file.path().to_str().expect("a plain path")).await;

    for share in [
        "/share",
        "/share?style=list&form=html",
        "/topics/t/share?form=html",
        "/reports/r/share",
        "/reports/r/share?form=html",
        "/share?q=%3C%2Ftextarea%3E%3Cscript%3E",
        "/share?q=alert&form=html",
    ] {
        let page = gateway.get(share).await;
        let page = match page.header("location") {
            Some(location) => gateway.get(below(location)).await,
            None => page,
        };
        page.assert_status(200);
        let of_names = |name: &str| named(page.text(), name).len();
        // The pages' own, and never one from a text.
        assert_eq!(of_names("script"), 1, "{page}");
        assert_eq!(of_names("textarea"), 3, "{page}");
        assert!(
            !elements(page.text()).iter().any(|element| element.attributes.contains_key("onload")),
            "{page}"
        );
        let code = by_id(&page, "paste").text;
        assert!(named(&code, "script").is_empty(), "{page}");
        if !share.contains("?q=%3C") {
            let title = match named(&code, "iframe").first() {
                Some(frame) => frame.get("title").to_owned(),
                None => named(&code, "h3")[0].text.clone(),
            };
            assert!(title.contains(hostile) || share.contains("q="), "{title}: {page}");
        }
    }
}

#[tokio::test]
async fn the_code_to_paste_as_golden_files() {
    let gateway = TestGateway::start("every_field.json").await;

    for (name, target) in [
        ("frame", "/share"),
        ("frame_of_report", "/reports/el-agua/share?theme=dark&width=320"),
        ("list", "/es/topics/dams/share?style=list&form=html"),
        ("list_of_report", "/reports/el-agua/share?form=html"),
    ] {
        let page = gateway.get(target).await;
        let code = by_id(page.assert_status(200), "paste").text + "\n";
        golden(&format!("every_field/share/{name}.html"), code.as_bytes());
    }
    let script = by_id(&gateway.get("/share").await, "script").text;
    assert_eq!(script, format!("<script async src=\"{SITE}/embed.js\"></script>"));
}
