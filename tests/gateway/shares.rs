//! Embedding the collection in other sites: embeds of every subject in every style, cards of searches, and the
//! script that sizes frames.

use feedgate::address::{EmbedOptions, EmbedStyle, ShareOptions};
use feedgate::query::Query;
use feedgate::render::share::{self, Wanted};
use feedgate::render::shown::Shown;
use feedgate::snapshot::{Named, Snapshot};
use feedgate::words::Locale;
use serde_json::json;
use url::{Url, form_urlencoded};

use super::html::{elements, named};
use super::reading::{render_options, snapshot};
use super::search_feeds::ids;
use super::support::{Reply, SITE, TestGateway};

const COLLECTION: &str = "search.json";

/// The card for a page, as a consumer would ask for it.
async fn card_for(gateway: &TestGateway, page: &str) -> Reply {
    let page = format!("{SITE}{page}");
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("url", &page).finish();
    gateway.get(&format!("/oembed?{query}")).await
}

/// The ids of the reports that a document of HTML leads to, in their order.
fn reports(html: &str) -> Vec<String> {
    let links = named(html, "a").into_iter();
    links.filter_map(|link| Some(link.get("href").rsplit_once("/reports/")?.1.to_owned())).collect()
}

#[tokio::test]
async fn an_embed_of_a_search_shows_what_its_feed_holds() {
    let gateway = TestGateway::start(COLLECTION).await;

    for query in ["q=water", "topic=dams", "q=water&topic=floods&place=-Delta", "language=es", "year=1999"] {
        let feed = ids(gateway.get(&format!("/feed.atom?{query}")).await.assert_status(200));
        let feed: Vec<&str> = feed.iter().filter_map(|id| Some(id.rsplit_once('/')?.1)).collect();
        let embed = gateway.get(&format!("/embed/headline?{query}&count=20")).await;

        embed.assert_status(200).assert_no_header("x-frame-options");
        assert_eq!(reports(embed.text()), feed, "{embed}");
    }
}

#[tokio::test]
async fn an_embed_shows_the_newest_of_as_many_as_are_wanted() {
    let collection = super::support::many_reports(30);
    let gateway = TestGateway::start(collection.path().to_str().expect("a plain path")).await;

    for subject in ["/embed?", "/topics/rivers/embed?", "/embed?q=report&"] {
        for (count, shown) in [("", 5), ("count=1", 1), ("count=20", 20)] {
            let target = format!("{subject}{count}");
            let embed = gateway.get(target.trim_end_matches(['?', '&'])).await;
            let newest: Vec<String> = (0..shown).map(|at| format!("report-{}", 30 - at)).collect();
            assert_eq!(reports(embed.assert_status(200).text()), newest, "{embed}");
        }
    }
}

#[tokio::test]
async fn a_search_page_has_a_card_of_that_search() {
    let gateway = TestGateway::start(COLLECTION).await;

    for (page, embed, title) in [
        ("/?q=water", "/embed?q=water", "Rivers & Roads: “water”"),
        ("/?q=water&sort=oldest&view=grid&page=3", "/embed?q=water", "Rivers & Roads: “water”"),
        (
            "/?page=2&topic=dams&q=water",
            "/embed?q=water&topic=dams",
            "Rivers & Roads: “water” in Dams & Weirs",
        ),
        ("/feed?topic=dams", "/embed?topic=dams", "Rivers & Roads: reports in Dams & Weirs"),
        // An old name of a topic.
        ("/?topic=weirs", "/embed?topic=dams", "Rivers & Roads: reports in Dams & Weirs"),
        ("/?q=%3Cb%3E%26", "/embed?q=%3Cb%3E%26", "Rivers & Roads: “<b>&”"),
        // Not there, or not a search: the collection.
        ("/?sort=title", "/embed", "Rivers & Roads"),
        ("/?utm_source=newsletter", "/embed", "Rivers & Roads"),
        ("/?year=23", "/embed", "Rivers & Roads"),
        ("/?q=water&page=1001", "/embed", "Rivers & Roads"),
    ] {
        let reply = card_for(&gateway, page).await;
        let card = reply.assert_status(200).json();
        assert_eq!(card["title"], title, "{reply}");
        let html = card["html"].as_str().expect("html");
        assert_eq!(frame(html), Some(format!("{SITE}{embed}")), "{reply}");
        gateway.get(embed).await.assert_status(200);
    }
    card_for(&gateway, "/?topic=never-was").await.assert_status(404);
    card_for(&gateway, "/?topic=ferries").await.assert_status(410);
    card_for(&gateway, "/?topic=-ferries").await.assert_status(200);
}

/// The address that the frame in some HTML shows.
fn frame(html: &str) -> Option<String> {
    named(html, "iframe").first().map(|frame| frame.get("src").to_owned())
}

#[tokio::test]
async fn a_card_for_an_embed_frames_it_as_it_is() {
    let gateway = TestGateway::start(COLLECTION).await;
    let of = async |page: &str| card_for(&gateway, page).await.assert_status(200).json();

    let usual = of("/embed").await;
    assert_eq!(usual["height"], of("/").await["height"]);
    for embed in ["/embed/list?count=10", "/topics/dams/embed?count=12&theme=dark", "/embed?q=water&count=8"]
    {
        let card = of(embed).await;
        assert_eq!(frame(card["html"].as_str().expect("html")), Some(format!("{SITE}{embed}")), "{card}");
        assert!(card["height"].as_u64() > usual["height"].as_u64(), "{card}");
    }
}

#[tokio::test]
async fn an_embed_has_one_address() {
    let gateway = TestGateway::start(COLLECTION).await;

    for (spelling, canonical) in [
        ("/embed?count=5&style=card", "/embed"),
        ("/embed?count=7&style=list&topic=dams&q=water&sort=title", "/embed/list?q=water&topic=dams&count=7"),
        ("/reports/old-dams/embed?style=list&count=7", "/reports/old-dams/embed"),
        ("/topics/weirs/embed?count=7", "/topics/dams/embed?count=7"),
        ("/embed?topic=weirs&count=7", "/embed?topic=dams&count=7"),
        ("/embed.js?v=2", "/embed.js"),
    ] {
        let reply = gateway.get(spelling).await;
        reply.assert_status(301).assert_header("location", &format!("{SITE}{canonical}"));
        gateway.get(canonical).await.assert_status(200);
    }
    gateway.get("/embed?topic=never-was").await.assert_status(404);
    gateway.get("/embed?topic=ferries").await.assert_status(410);
}

#[tokio::test]
async fn what_makes_no_sense_is_named_and_what_is_allowed_too() {
    let gateway = TestGateway::start(COLLECTION).await;

    for (query, name, allowed) in [
        ("style=grid", "style", "card, list, or headline"),
        ("style=%3Cscript%3Ealert(1)%3C/script%3E", "style", "card, list, or headline"),
        ("count=0", "count", "a whole number from 1 to 20"),
        ("count=21", "count", "a whole number from 1 to 20"),
        ("count=%2B5", "count", "a whole number from 1 to 20"),
        ("count=18446744073709551621", "count", "a whole number from 1 to 20"),
        ("theme=blue", "theme", "light or dark"),
        ("theme=%00", "theme", "light or dark"),
    ] {
        for subject in ["", "/topics/dams", "/reports/old-dams"] {
            let reply = gateway.get(&format!("{subject}/embed?{query}")).await;
            reply.assert_status(400);
            assert!(reply.text().contains(name) && reply.text().contains(allowed), "{reply}");
        }
    }
}

#[tokio::test]
async fn the_script_stands_where_sites_look_for_it_and_calls_nobody() {
    let gateway = TestGateway::start(COLLECTION).await;

    let script = gateway.get_with("/embed.js", &[("accept-encoding", "br")]).await;
    script.assert_status(200).assert_header("content-type", "text/javascript; charset=utf-8");
    script.assert_header("cache-control", "public, max-age=300");
    script.assert_header("cross-origin-resource-policy", "cross-origin");
    assert!(script.body.len() < 1_500, "{} bytes on the wire", script.body.len());
    let script = gateway.get("/embed.js").await;
    for foreign in ["fetch", "XMLHttpRequest", "sendBeacon", "cookie", "Storage", "http:", "https:", "eval"] {
        assert!(!script.text().contains(foreign), "{foreign}: {script}");
    }
}

#[test]
fn the_code_to_paste_holds_any_text() {
    let snapshot = hostile();
    snapshot.build_index(None);
    let query = Query::read(&[("q".into(), "\"><script>".into())]).expect("a query");
    let Some(Named::Topic(topic)) = snapshot.named("t") else { panic!("there is no topic") };
    let report = &snapshot.collection().reports[0];
    for shown in [Shown::Collection, Shown::Topic(topic), Shown::Report(report), Shown::Search(&query)] {
        for (style, locale) in EmbedStyle::ALL.into_iter().zip(Locale::ALL.into_iter().cycle()) {
            let embed = EmbedOptions { style, ..EmbedOptions::default() };
            let share = ShareOptions { embed, ..ShareOptions::default() };
            let wanted = Wanted { shown, share, locale, is_chosen: true };
            let code = share::code(&snapshot, &wanted, &render_options(SITE));

            let frames = elements(&code.frame);
            let [frame] = frames.as_slice() else { panic!("{code:#?}") };
            assert_eq!((frame.get("src"), frame.get("title")), (&*code.embed, &*code.title), "{code:#?}");
            let list = elements(&code.list);
            let known = ["div", "h3", "a", "ul", "li", "br", "p"];
            assert!(list.iter().all(|element| known.contains(&&*element.name)), "{code:#?}");
            assert_eq!(list[0].get("data-feedgate-embed"), code.embed, "{code:#?}");
            assert_eq!(named(&code.list, "h3")[0].text, code.title, "{code:#?}");
            let scripts = elements(&code.script);
            assert_eq!(
                (scripts.len(), scripts[0].get("src")),
                (1, &*format!("{SITE}/embed.js")),
                "{code:#?}"
            );
            assert!(Url::parse(&code.card).is_ok(), "{code:#?}");
        }
    }
}

const HOSTILE: &str = "</textarea></title><script>alert(1)</script>\"' onload=x {{ 1 }} & < > ]]> --> ${x}";

/// A collection whose every text would break out of where it stands, if it could.
fn hostile() -> Snapshot {
    snapshot(&json!({
        "id": "hostile",
        "authority": "example.org,2020",
        "title": HOSTILE,
        "description": HOSTILE,
        "topics": [{ "id": "t", "title": HOSTILE, "description": HOSTILE }],
        "reports": [{
            "id": "r", "title": HOSTILE, "published": "2023", "abstract": HOSTILE, "topics": ["t"],
            "authors": [{ "name": HOSTILE }], "language": "es",
        }],
    }))
}
