//! Share cards: what oEmbed 1.0 promises to consumers, and how they find the card.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;
use url::form_urlencoded;

use super::support::{Reply, SITE, TestGateway, at};

const REPORT: &str = "/reports/el-agua/oembed";

/// The address of the card for a page, asked for as a consumer would.
fn card_for(page: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("url", page).finish();
    format!("/oembed?{query}")
}

/// The members of a card in XML, by a reader that is not the writer's own way round.
fn members(reply: &Reply) -> BTreeMap<String, String> {
    let mut reader = Reader::from_str(reply.text());
    let mut members = BTreeMap::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {reply}")) {
            Event::Start(element) if element.name().as_ref() == b"oembed" => {}
            Event::Start(element) => {
                let name = String::from_utf8(element.name().as_ref().to_vec()).expect("a plain name");
                let text = reader.read_text(element.name()).expect("an element that ends");
                let text = unescape(&text.decode().expect("UTF-8")).expect("known entities").into_owned();
                assert!(members.insert(name, text).is_none(), "twice the same member: {reply}");
            }
            Event::Eof => return members,
            _ => {}
        }
    }
}

/// The elements of a card's html in their order, as the host page's parser would meet them.
fn elements(html: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut reader = Reader::from_str(html);
    let mut elements = Vec::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {html}")) {
            Event::Start(element) | Event::Empty(element) => elements.push(element_of(&element)),
            Event::Eof => return elements,
            _ => {}
        }
    }
}

fn element_of(element: &BytesStart<'_>) -> (String, BTreeMap<String, String>) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let attributes = element.attributes().map(|attribute| {
        let attribute = attribute.expect("name and value");
        let value = unescape(&text(&attribute.value)).expect("known entities").into_owned();
        (text(attribute.key.as_ref()), value)
    });
    (text(element.name().as_ref()), attributes.collect())
}

fn html(card: &Value) -> Vec<(String, BTreeMap<String, String>)> {
    elements(card["html"].as_str().expect("html"))
}

#[tokio::test]
async fn a_card_has_every_member_that_is_required() {
    let gateway = TestGateway::start("every_field.json").await;

    for target in [card_for(SITE), "/topics/dams/oembed".to_owned(), REPORT.to_owned()] {
        let reply = gateway.get(&target).await;
        let card = reply.json();

        reply.assert_status(200).assert_header("content-type", "application/json");
        assert_eq!(card["version"], "1.0", "{reply}");
        assert_eq!(card["type"], "rich", "{reply}");
        assert!(card["html"].is_string() && card["width"].is_u64() && card["height"].is_u64(), "{reply}");
        assert!(card["cache_age"].is_u64(), "{reply}");
        assert_eq!(card["provider_name"], "Rivers", "{reply}");
        assert_eq!(card["provider_url"], "https://reports.example.org/", "{reply}");
    }
}

#[tokio::test]
async fn a_card_says_the_same_in_xml_as_in_json() {
    for (collection, page) in [
        ("every_field.json", "https://reports.example.org/reports/el-agua"),
        ("every_field.json", "https://reports.example.org/"),
        ("markup_in_title.json", "https://reports.example.org/reports/markup"),
        ("markup_in_title.json", "https://reports.example.org/topics/r-d"),
    ] {
        let gateway = TestGateway::start(collection).await;
        let json = gateway.get(&card_for(page)).await;
        let xml = gateway.get(&format!("{}&format=xml", card_for(page))).await;

        xml.assert_status(200).assert_header("content-type", "text/xml; charset=utf-8");
        let as_text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let Value::Object(expected) = json.json() else { panic!("{json}") };
        let expected: BTreeMap<_, _> =
            expected.iter().map(|(name, value)| (name.clone(), as_text(value))).collect();
        assert_eq!(members(&xml), expected, "{xml}");
    }
}

#[tokio::test]
async fn a_card_is_no_larger_than_asked_for() {
    let gateway = TestGateway::start("every_field.json").await;

    for (query, width, height) in [
        ("", 600, 310),
        ("?maxwidth=320", 320, 310),
        ("?maxheight=200", 600, 200),
        ("?maxwidth=320&maxheight=200", 320, 200),
        ("?maxwidth=5000&maxheight=5000", 600, 310),
        ("?maxwidth=1&maxheight=1", 1, 1),
    ] {
        let reply = gateway.get(&format!("{REPORT}{query}")).await;
        let card = reply.json();

        assert_eq!((card["width"].as_u64(), card["height"].as_u64()), (Some(width), Some(height)), "{reply}");
        let (_, frame) = html(&card).pop().expect("a frame");
        let size = (frame["width"].as_str(), frame["height"].as_str());
        assert_eq!(size, (&*width.to_string(), &*height.to_string()), "{reply}");
    }
}

#[tokio::test]
async fn a_thumbnail_is_there_with_its_size_if_it_fits() {
    let gateway = TestGateway::start("every_field.json").await;

    for query in ["", "?maxwidth=600", "?maxheight=400", "?maxwidth=600&maxheight=400"] {
        let reply = gateway.get(&format!("{REPORT}{query}")).await;
        let card = reply.json();
        assert_eq!(card["thumbnail_url"], "https://publisher.example/agua.jpg", "{reply}");
        assert_eq!(
            (&card["thumbnail_width"], &card["thumbnail_height"]),
            (&600.into(), &400.into()),
            "{reply}"
        );
    }
    // A card that feedgate draws has smaller sizes.
    for (query, width) in
        [("?maxwidth=599", 400), ("?maxheight=399", 600), ("?maxwidth=600&maxheight=200", 240)]
    {
        let reply = gateway.get(&format!("{REPORT}{query}")).await;
        let card = reply.json();
        assert_eq!(card["thumbnail_width"], width, "{reply}");
        let url = card["thumbnail_url"].as_str().expect("an address");
        assert!(url.starts_with("https://reports.example.org/reports/el-agua/card.png?"), "{reply}");
    }
    // The collection's picture is 88 pixels wide.
    let reply = gateway.get(&format!("{REPORT}?maxwidth=239")).await;
    assert_eq!(reply.json()["thumbnail_url"], "https://rivers.example/logo.png", "{reply}");
    let reply = gateway.get(&format!("{REPORT}?maxwidth=87")).await;
    assert!(!reply.text().contains("thumbnail"), "{reply}");
}

#[tokio::test]
async fn a_picture_of_unknown_size_is_not_offered_as_thumbnail() {
    let gateway = TestGateway::start("image_of_unknown_size.json").await;

    let reply = gateway.get("/reports/floods/oembed").await;

    assert!(!reply.assert_status(200).text().contains("floods.jpg"), "{reply}");
}

#[tokio::test]
async fn a_page_is_known_by_any_address_that_leads_to_it() {
    let gateway = TestGateway::start("two_topics.json").await;
    let known = gateway.get(&card_for("https://reports.example.org/topics/dams")).await;
    known.assert_status(200);

    for page in [
        "http://reports.example.org/topics/dams",
        "https://REPORTS.example.org/topics/dams",
        "https://reports.example.org:443/topics/dams",
        "https://reports.example.org/topics/dams/",
        "https://reports.example.org/topics/dams#reports",
        "https://reports.example.org/topics/dams?page=1&utm_source=x",
        "https://reports.example.org/topics/%64ams",
        "https://reports.example.org/topics/weirs",
        "https://reports.example.org/topics/dams/feed",
        "https://reports.example.org/topics/dams/embed",
        "https://reports.example.org/topics/dams/feed.rss",
        "https://reports.example.org/topics/weirs/feed.atom",
        "https://reports.example.org/topics/dams/feed/",
        "https://reports.example.org/category/dams/feed/rss2/",
    ] {
        let reply = gateway.get(&card_for(page)).await;
        reply.assert_status(200);
        assert_eq!(reply.json(), known.json(), "{reply}");
    }
}

#[tokio::test]
async fn a_feed_an_archive_an_embed_and_a_citation_have_the_card_of_their_page() {
    let gateway = TestGateway::start("two_topics.json").await;
    let card = async |address: &str| {
        let reply = gateway.get(&card_for(&format!("{SITE}{address}"))).await;
        reply.assert_status(200);
        reply.json()
    };

    for (address, page) in [
        ("/feed.json", "/"),
        ("/embed", "/"),
        ("/archive/1.atom", "/"),
        ("/feed.rss?q=dams", "/?q=dams"),
        ("/embed?q=dams", "/?q=dams"),
    ] {
        assert_eq!(card(address).await, card(page).await, "{address}");
    }
    let cited = gateway.get(&card_for(&format!("{SITE}/reports/old-dams.bib"))).await;
    assert_eq!(cited.json(), gateway.get("/reports/old-dams/oembed").await.json());
}

#[tokio::test]
async fn the_card_of_an_embed_frames_that_embed() {
    let gateway = TestGateway::start("two_topics.json").await;
    let embed = "/topics/dams/embed/headline?count=3&theme=dark";

    let page = gateway.get(embed).await;
    let links = page.headers("link");
    let link = links.iter().find(|field| field.contains("json+oembed")).expect("a link to the card");
    let target = link.strip_prefix(&format!("<{SITE}")).and_then(|link| link.split('>').next());
    let card = gateway.get(target.expect("on this site")).await;

    card.assert_status(200);
    let elements = html(&card.json());
    let frame = elements.iter().find(|(name, _)| name == "iframe").expect("a frame");
    assert_eq!(frame.1.get("src").map(String::as_str), Some(&*format!("{SITE}{embed}")), "{card}");
}

/// WordPress reads what stands at a pasted address as HTML, and takes the first `<link>` with the type of a card
/// (`WP_oEmbed::discover`).
#[tokio::test]
async fn an_atom_feed_leads_wordpress_to_the_card_of_its_page() {
    let gateway = TestGateway::start("two_topics.json").await;

    for (feed, page) in
        [("/feed.atom", "/"), ("/topics/dams/feed.atom", "/topics/dams"), ("/feed.atom?q=dams", "/?q=dams")]
    {
        let feed = gateway.get(feed).await;
        let card = feed.text().split("<link ").find(|link| link.contains("json+oembed"));
        let card = card.and_then(|link| link.split("href=\"").nth(1)?.split('"').next()).expect("a card");
        let card = card.replace("&amp;", "&");
        let card = gateway.get(card.strip_prefix(SITE).expect("on this site")).await;
        let of_page = gateway.get(&card_for(&format!("{SITE}{page}"))).await;
        assert_eq!(card.json(), of_page.json(), "{page}");
    }
}

#[tokio::test]
async fn every_card_that_the_api_links_to_is_there() {
    let gateway = TestGateway::start("two_topics.json").await;

    for endpoint in ["collection", "topics/dams", "reports/old-dams"] {
        let reply = gateway.get(&format!("/api/v1/{endpoint}")).await;
        let reply = reply.json();
        for name in ["card", "embed", "page"] {
            let url = reply["links"][name].as_str().expect("a link");
            gateway.get(url.strip_prefix(SITE).expect("on this site")).await.assert_status(200);
        }
    }
}

#[tokio::test]
async fn the_short_form_is_the_same_card() {
    let gateway = TestGateway::start("two_topics.json").await;

    for page in ["/topics/dams", "/reports/old-dams"] {
        let long = gateway.get(&card_for(&format!("{SITE}{page}"))).await;
        let short = gateway.get(&format!("{page}/oembed")).await;
        assert!(short.body == long.body, "{short}\nis not\n{long}");
    }
}

#[tokio::test]
async fn what_has_no_card_is_not_found() {
    let gateway = TestGateway::start("two_topics.json").await;

    for page in [
        "https://elsewhere.example/topics/dams",
        "https://reports.example.org:8443/",
        "https://reports.example.org/topics/never",
        "https://reports.example.org/topics/never/feed.rss",
        "https://reports.example.org/feeds.opml",
        "https://x@reports.example.org/",
        "https://reports.example.org/oembed",
        "https://reports.example.org.evil.example/",
        "ftp://reports.example.org/",
        "/topics/dams",
        "javascript:alert(1)",
        "dams",
    ] {
        gateway.get(&card_for(page)).await.assert_status(404);
    }
}

#[tokio::test]
async fn parameters_may_stand_in_any_order_with_others_between() {
    let gateway = TestGateway::start("two_topics.json").await;
    let page = "https%3A%2F%2Freports.example.org%2F";
    let known = gateway.get(&format!("/oembed?url={page}&format=xml&maxwidth=300")).await;

    for query in [
        format!("maxwidth=300&format=xml&url={page}"),
        format!("format=xml&dnt=1&url={page}&maxwidth=300&theme=dark"),
        format!("url={page}&url=https%3A%2F%2Felsewhere.example%2F&format=xml&maxwidth=300&maxheight="),
        "url=https://reports.example.org/&format=xml&maxwidth=300".to_owned(),
    ] {
        let reply = gateway.get(&format!("/oembed?{query}")).await;
        reply.assert_status(200);
        assert!(reply.body == known.body, "{reply}");
    }
}

#[tokio::test]
async fn the_html_is_a_quote_and_a_frame_and_nothing_else() {
    let gateway = TestGateway::start("two_topics.json").await;

    for (page, frame) in [
        ("/", "https://reports.example.org/embed"),
        ("/topics/dams", "https://reports.example.org/topics/dams/embed"),
        ("/reports/old-dams", "https://reports.example.org/reports/old-dams/embed"),
    ] {
        let reply = gateway.get(&card_for(&format!("{SITE}{page}"))).await;
        let card = reply.json();
        let html = html(&card);
        let [(quote, quoted), (link, linked), (iframe, framed)] = html.as_slice() else { panic!("{reply}") };

        // WordPress drops a blockquote with attributes, and shows the frame only behind a quote.
        assert_eq!((quote.as_str(), quoted.len()), ("blockquote", 0), "{reply}");
        assert_eq!((link.as_str(), linked["href"].as_str()), ("a", &*format!("{SITE}{page}")), "{reply}");
        assert_eq!((iframe.as_str(), framed["src"].as_str()), ("iframe", frame), "{reply}");
        assert_eq!(framed["title"], card["title"].as_str().expect("a title"), "{reply}");
        assert!(framed["sandbox"].split(' ').any(|allowed| allowed == "allow-scripts"), "{reply}");
        assert!(!framed["sandbox"].contains("allow-same-origin"), "{reply}");
        let path = frame.strip_prefix(SITE).expect("on this site");
        gateway.get(path).await.assert_status(200).assert_no_header("x-frame-options");
    }
}

#[tokio::test]
async fn markup_in_a_title_stays_text_in_the_html() {
    let gateway = TestGateway::start("markup_in_title.json").await;

    for target in ["/reports/markup/oembed", "/topics/r-d/oembed"] {
        let reply = gateway.get(target).await;
        let card = reply.json();
        let html = html(&card);

        let names: Vec<&str> = html.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["blockquote", "a", "iframe"], "{reply}");
        assert_eq!(html[2].1["title"], card["title"].as_str().expect("a title"), "{reply}");
    }
}

#[tokio::test]
async fn a_page_leads_to_its_card_in_its_head_and_in_its_header() {
    let gateway = TestGateway::start("markup_in_title.json").await;

    for page in [
        "/",
        "/topics/r-d",
        "/reports/markup",
        "/embed",
        "/topics/r-d/embed?count=3",
        "/reports/markup/embed",
    ] {
        let reply = gateway.get(page).await;
        for (media_type, format) in [("application/json+oembed", "json"), ("text/xml+oembed", "xml")] {
            let in_head =
                reply.text().split("<link ").find(|tag| tag.contains(&format!("type=\"{media_type}\"")));
            let in_head =
                in_head.and_then(|tag| tag.split_once("href=\"")?.1.split('"').next()).expect("a link");
            let in_head = unescape(in_head).expect("known entities").into_owned();
            let links = reply.headers("link");
            let in_header = links.iter().find(|field| field.contains(&format!("; type=\"{media_type}\"")));
            let in_header = in_header.and_then(|field| field.strip_prefix('<')?.split('>').next());
            assert_eq!(Some(in_head.as_str()), in_header, "{reply}");

            // Discovery is by url and format and nothing else (oEmbed §4).
            let query = in_head.strip_prefix("https://reports.example.org/oembed?").expect("the endpoint");
            let parameters: Vec<(String, String)> =
                form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            let expected = [("url", format!("{SITE}{page}")), ("format", format.to_owned())];
            assert_eq!(parameters, expected.map(|(name, value)| (name.to_owned(), value)), "{reply}");
            gateway.get(in_head.strip_prefix(SITE).expect("on this site")).await.assert_status(200);
        }
    }
}

#[tokio::test]
async fn a_page_further_down_leads_to_the_card_of_the_first() {
    let collection = super::support::many_reports(30);
    let gateway = TestGateway::start(collection.path().to_str().expect("a plain path")).await;

    let reply = gateway.get("/topics/rivers/page/2").await;

    let card = "<https://reports.example.org/oembed?url=https%3A%2F%2Freports.example.org%2Ftopics%2Frivers&format=json>";
    assert!(reply.headers("link").iter().any(|field| field.starts_with(card)), "{reply}");
}

#[tokio::test]
async fn how_long_a_card_is_kept_is_a_setting() {
    let change = |config: &mut feedgate::config::Config| config.refresh.card_cache_age_secs = 60;
    let gateway = TestGateway::with("two_topics.json", change, || at("2024-06-01T12:00:00Z")).await;

    assert_eq!(gateway.get("/topics/dams/oembed").await.json()["cache_age"], 60);
}

#[tokio::test]
async fn whoever_stands_behind_a_report_is_its_author() {
    let gateway = TestGateway::start("authors_and_publishers.json").await;

    let author = |card: Value| (card["author_name"].clone(), card["author_url"].clone());
    let of = async |target: &str| author(gateway.get(target).await.json());

    assert_eq!(of(&card_for(SITE)).await, ("Ada Bank".into(), "https://ada.example/".into()));
    assert_eq!(of("/reports/of-authors/oembed").await, ("Eva Fuente, Gil Hondo".into(), Value::Null));
    assert_eq!(
        of("/reports/of-a-publisher/oembed").await,
        ("Ribera".into(), "https://ribera.example/".into())
    );
}
