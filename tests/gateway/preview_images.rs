//! Preview images: what other software shows beside a link to a page.

use std::fs;
use std::path::Path;

use feedgate::config::Config;
use feedgate::gateway::{Gateway, StartError};
use feedgate::page::Color;
use reqwest::Method;
use serde_json::{Value, json};

use super::metadata::json_ld;
use super::operators::metric;
use super::support::{Reply, SITE, TestGateway, at, root, without_date};

const CARDS: [&str; 3] = ["/card.png", "/topics/dams/card.png", "/reports/el-agua/card.png"];

/// Serves a collection with other settings.
async fn serving(collection: &Value, change: impl FnOnce(&mut Config)) -> TestGateway {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    serde_json::to_writer(&file, collection).expect("a temporary file can be written");
    let path = file.path().to_str().expect("UTF-8").to_owned();
    TestGateway::with(&path, change, || at("2024-06-01T12:00:00Z")).await
}

/// A collection of one report, at `/reports/one`, in one topic, at `/topics/dams`.
fn with_report(report: Value) -> Value {
    let mut whole = json!({ "id": "one", "published": "2023-07-24", "topics": ["dams"], "title": "One" });
    whole.as_object_mut().expect("an object").extend(report.as_object().expect("an object").clone());
    json!({
        "id": "rivers", "authority": "example.org,2023", "title": "Rivers",
        "topics": [{ "id": "dams", "title": "Dams" }, { "id": "empty", "title": "Nothing yet" }],
        "reports": [whole],
    })
}

/// Width and height of a PNG file, by a decoder that feedgate does not write with, and its first pixel.
fn decoded(file: &[u8]) -> ((usize, usize), [u8; 3]) {
    let mut decoder = zune_png::PngDecoder::new(zune_png::zune_core::bytestream::ZCursor::new(file));
    let pixels = decoder.decode().expect("a PNG file").u8().expect("8 bits a channel");
    (decoder.dimensions().expect("a size"), [pixels[0], pixels[1], pixels[2]])
}

/// The value of a page's meta element, as the page escapes it.
fn meta<'p>(page: &'p Reply, name: &str) -> Option<&'p str> {
    let start =
        [format!("<meta property=\"{name}\" content=\""), format!("<meta name=\"{name}\" content=\"")];
    let line =
        page.text().lines().find_map(|line| start.iter().find_map(|start| line.split(&**start).nth(1)))?;
    line.split('"').next()
}

/// The address below the public URL that a page names as its image.
fn own_image(page: &Reply) -> Option<String> {
    meta(page, "og:image")?.strip_prefix(SITE).map(|image| image.replace("&amp;", "&"))
}

#[tokio::test]
async fn a_card_is_a_png_file_of_the_size_that_was_asked_for() {
    let gateway = TestGateway::start("every_field.json").await;

    for card in CARDS {
        for (query, size) in [
            ("", (1200, 630)),
            ("?width=600", (600, 315)),
            ("?width=400", (400, 210)),
            ("?width=240", (240, 126)),
        ] {
            let reply = gateway.get_with(&format!("{card}{query}"), &[("accept-encoding", "br, gzip")]).await;
            reply.assert_status(200).assert_header("content-type", "image/png");
            // It is compressed already, so nothing depends on the request.
            reply.assert_no_header("content-encoding").assert_no_header("vary");
            reply.assert_header("access-control-allow-origin", "*");
            reply.assert_header("cross-origin-resource-policy", "cross-origin");
            assert_eq!(decoded(&reply.body).0, size, "{card}{query}");
            assert!(reply.body.len() < 60_000, "{card}{query}: {} bytes", reply.body.len());
        }
    }
}

#[tokio::test]
async fn a_client_that_has_a_card_is_not_sent_it_again() {
    let gateway = TestGateway::start("every_field.json").await;

    for card in CARDS {
        let sent = gateway.get(card).await;
        let head = gateway.head(card).await;
        assert_eq!(without_date(&head), without_date(&sent), "{head}");
        assert!(head.body.is_empty() && gateway.get(card).await.body == sent.body);

        let tag = sent.header("etag").expect("a tag");
        assert!(tag.starts_with('"') && sent.header("cache-control").is_some(), "{sent}");
        for fields in [
            [("if-none-match", tag), ("accept-encoding", "zstd")],
            [("if-none-match", "*"), ("accept-encoding", "br")],
        ] {
            let unmodified = gateway.get_with(card, &fields).await;
            unmodified.assert_status(304).assert_header("etag", tag);
            assert!(unmodified.body.is_empty());
        }
        gateway.get_with(card, &[("if-none-match", "\"other\"")]).await.assert_status(200);
    }
}

#[tokio::test]
async fn a_width_that_cards_do_not_have_is_refused_with_those_that_they_have() {
    let gateway = TestGateway::start("every_field.json").await;

    for width in [
        "0",
        "-1",
        "1",
        "601",
        "1199",
        "2400",
        "99999999999999999999",
        "600px",
        "6e2",
        "large",
        "%00",
        "600,400",
    ] {
        for card in CARDS {
            let target = format!("{card}?width={width}");
            let reply = gateway.get_with(&target, &[("accept", "application/problem+json")]).await;
            let problem = reply.assert_status(400).json();
            assert_eq!(problem["parameter"], "width", "{reply}");
            for allowed in ["1200", "600", "400", "240"] {
                assert!(problem["allowed"].to_string().contains(allowed), "{reply}");
            }
        }
    }
}

#[tokio::test]
async fn other_spellings_lead_to_the_card() {
    let gateway = TestGateway::start("every_field.json").await;

    for (spelling, card) in [
        ("/card.png?width=1200", "/card.png"),
        ("/card.png?lang=es", "/card.png"),
        ("/card.png?q=water&page=2", "/card.png"),
        ("/card.png?v=zz", "/card.png"),
        ("/topics/high-water/card.png", "/topics/floods/card.png"),
        ("/topics/dams/card.png?v=00ab12cd&width=400", "/topics/dams/card.png?width=400&v=00ab12cd"),
    ] {
        let reply = gateway.get(spelling).await;
        assert!(reply.status.is_redirection(), "{reply}");
        let location = reply.header("location").expect("a location");
        assert!(location == card || location == format!("{SITE}{card}"), "{reply}");
    }
}

#[tokio::test]
async fn there_is_no_card_of_what_is_not_there() {
    let gateway = TestGateway::start("withdrawn.json").await;

    for (card, status) in [
        ("/reports/latest/card.png", 410),
        ("/reports/never/card.png", 404),
        ("/topics/never/card.png", 404),
        ("/reports/first/card.png/", 308),
        ("/card.jpg", 404),
        ("/feed/card.png", 404),
        ("/reports/card.png", 404),
    ] {
        let reply = gateway.get(card).await;
        let is_expected = reply.status == status || (status == 308 && reply.status.is_redirection());
        assert!(is_expected && !reply.body.starts_with(b"\x89PNG"), "{status}: {reply}");
    }
    gateway.ask(Method::POST, "/card.png", &[]).await.assert_status(405);

    let years_later = || at("2034-06-01T12:00:00Z");
    let retired = TestGateway::with("retired_topic.json", |_| {}, years_later).await;
    for topic in ["dams", "weirs"] {
        let [card, feed] = ["card.png", "feed.rss"].map(|name| format!("/topics/{topic}/{name}"));
        let (card, feed) = (retired.get(&card).await, retired.get(&feed).await);
        assert!(card.status == feed.status && card.status != 200, "{card} {feed}");
    }
}

/// Whoever makes up hashes gets the card that is there, and nothing is drawn or kept for it.
#[tokio::test]
async fn any_hash_has_the_current_card_which_is_drawn_once() {
    let gateway = TestGateway::start("every_field.json").await;
    let card = gateway.get("/reports/el-agua/card.png").await;
    let builds = async || metric(&gateway.operator("/metrics").await, "feedgate_build_seconds_count");
    let before = builds().await;
    assert!(before > 0);

    for number in 0..40_u32 {
        let target = format!("/reports/el-agua/card.png?v={:08x}", number.wrapping_mul(0x9e37_79b9));
        let coding = ["br", "gzip", "identity"][number as usize % 3];
        let reply = gateway.get_with(&target, &[("accept-encoding", coding)]).await;
        assert_eq!((&reply.body, reply.header("etag")), (&card.body, card.header("etag")), "{reply}");
    }

    assert_eq!(builds().await, before);
}

#[tokio::test]
async fn the_image_that_a_page_names_is_there_as_the_page_says() {
    let gateway = TestGateway::start("two_topics.json").await;

    for page in
        ["/", "/topics/dams", "/reports/old-dams", "/?topic=dams", "/feed", "/share", "/topics/dams/share"]
    {
        let page = gateway.get_with(page, &[("accept", "text/html")]).await;
        let target = own_image(page.assert_status(200)).unwrap_or_else(|| panic!("no card: {page}"));
        assert!(target.contains("/card.png?v="), "{page}");
        let image = gateway.get(&target).await;
        let content_type = meta(&page, "og:image:type").expect("a content type");
        image.assert_status(200).assert_header("content-type", content_type);
        let side = |name| meta(&page, name).and_then(|side| side.parse::<usize>().ok()).expect("pixels");
        assert_eq!(decoded(&image.body).0, (side("og:image:width"), side("og:image:height")), "{page}");
        assert!(meta(&page, "og:image:alt").is_some_and(|alt| !alt.is_empty()), "{page}");
        assert_eq!(meta(&page, "twitter:card"), Some("summary_large_image"), "{page}");
    }
}

#[tokio::test]
async fn oembed_and_json_ld_name_the_image_of_the_page() {
    let gateway = TestGateway::start("two_topics.json").await;

    for path in ["/", "/topics/dams", "/reports/old-dams"] {
        let page = gateway.get_with(path, &[("accept", "text/html")]).await;
        let image = meta(page.assert_status(200), "og:image").expect("an image").replace("&amp;", "&");
        let card = gateway.get(&format!("{}/oembed", path.trim_end_matches('/'))).await;
        let card = match path {
            "/" => gateway.get(&format!("/oembed?url={SITE}/")).await,
            _ => card,
        };
        let card = card.assert_status(200).json();
        assert_eq!(card["thumbnail_url"], image, "{page}");
        assert_eq!((&card["thumbnail_width"], &card["thumbnail_height"]), (&json!(1200), &json!(630)));
        let ld = json_ld(&page);
        assert_eq!(
            (&ld["image"]["url"], &ld["image"]["width"], &ld["image"]["height"]),
            (&json!(image), &json!(1200), &json!(630)),
            "{page}"
        );
    }
}

#[tokio::test]
async fn oembed_names_the_largest_card_within_the_limits() {
    let gateway = TestGateway::start("two_topics.json").await;

    for (limits, size) in [
        ("maxwidth=1200&maxheight=630", Some((1200, 630))),
        ("maxwidth=1199", Some((600, 315))),
        ("maxheight=314", Some((400, 210))),
        ("maxwidth=5000&maxheight=126", Some((240, 126))),
        ("maxwidth=239", None),
        ("maxheight=1", None),
    ] {
        let reply = gateway.get(&format!("/topics/dams/oembed?{limits}")).await;
        let card = reply.json();
        let Some((width, height)) = size else {
            assert!(!reply.text().contains("thumbnail"), "{reply}");
            continue;
        };
        assert_eq!(
            (&card["thumbnail_width"], &card["thumbnail_height"]),
            (&json!(width), &json!(height)),
            "{reply}"
        );
        let target =
            card["thumbnail_url"].as_str().and_then(|url| url.strip_prefix(SITE)).expect("an address");
        let image = gateway.get(target).await;
        assert_eq!(decoded(&image.assert_status(200).body).0, (width, height), "{reply}");
    }
}

#[tokio::test]
async fn a_picture_is_the_image_of_its_report_if_previews_show_it_large() {
    let picture = |name: &str, size: Option<(u32, u32)>| {
        let mut image = json!({ "url": format!("https://p.example/{name}"), "alt": "A dam" });
        if let Some((width, height)) = size {
            image["width"] = width.into();
            image["height"] = height.into();
        }
        image
    };
    for (image, media_type) in [
        (picture("large.jpg", Some((1600, 900))), Some("image/jpeg")),
        (picture("LARGE.JPEG?a=1&b=2#c", Some((600, 315))), Some("image/jpeg")),
        (picture("large.png", Some((630, 504))), Some("image/png")),
        (picture("large.webp", Some((4000, 2000))), Some("image/webp")),
        (picture("large", Some((1200, 630))), None),
    ] {
        let gateway = serving(&with_report(json!({ "image": image })), |_| {}).await;
        let page = gateway.get("/reports/one").await;
        let url = meta(&page, "og:image").map(|url| url.replace("&amp;", "&"));
        assert_eq!(url.as_deref(), image["url"].as_str(), "{page}");
        assert_eq!(meta(&page, "og:image:type"), media_type, "{page}");
        assert_eq!(meta(&page, "og:image:alt"), Some("A dam"), "{page}");
        assert_eq!(meta(&page, "twitter:card"), Some("summary_large_image"), "{page}");
        assert_eq!(gateway.get("/reports/one/oembed").await.json()["thumbnail_url"], image["url"]);
    }
    for image in [
        picture("small.jpg", Some((599, 400))),
        picture("flat.jpg", Some((1200, 314))),
        picture("cover.png", Some((1200, 1600))),
        picture("square.png", Some((1000, 1000))),
        picture("drawing.svg", Some((1600, 900))),
        picture("drawing.SVG?v=2", Some((1600, 900))),
        picture("new.avif", Some((1600, 900))),
        picture("unknown.jpg", None),
        picture("enormous.jpg", Some((u32::MAX, u32::MAX))),
    ] {
        let gateway = serving(&with_report(json!({ "image": image })), |_| {}).await;
        let page = gateway.get("/reports/one").await;
        let card = own_image(&page).unwrap_or_else(|| panic!("{image}: {page}"));
        assert!(card.starts_with("/reports/one/card.png?v="), "{page}");
        gateway.get(&card).await.assert_status(200);
        assert_eq!(meta(&page, "twitter:card"), Some("summary_large_image"), "{page}");
    }
}

#[tokio::test]
async fn the_collections_picture_is_the_image_of_its_own_pages_if_it_is_large_enough() {
    let of = |image: Value| {
        let mut collection = with_report(json!({}));
        collection["image"] = image;
        collection
    };
    let large = json!({ "url": "https://p.example/large.jpg", "width": 1600, "height": 900 });
    let gateway = serving(&of(large), |_| {}).await;
    for page in ["/", "/?q=one"] {
        let page = gateway.get(page).await;
        assert_eq!(meta(&page, "og:image"), Some("https://p.example/large.jpg"), "{page}");
    }
    // These have titles of their own.
    for page in ["/topics/dams", "/reports/one"] {
        assert!(own_image(&gateway.get(page).await).is_some_and(|card| card.starts_with(page)));
    }

    let small = json!({ "url": "https://p.example/small.jpg", "width": 300, "height": 200 });
    let home = serving(&of(small), |_| {}).await.get("/").await;
    assert!(own_image(&home).is_some_and(|card| card.starts_with("/card.png?v=")), "{home}");
}

/// Other software shows everyone the same image, so it does not depend on who asks.
#[tokio::test]
async fn a_card_is_in_the_language_of_the_collection() {
    let mut collection = with_report(json!({ "title": "Presas" }));
    collection["language"] = "es".into();
    let spanish = serving(&collection, |_| {}).await;
    collection["language"] = "en".into();
    let english = serving(&collection, |_| {}).await;

    let alt = async |gateway: &TestGateway, target: &str, asked: &str| {
        let page = gateway.get_with(target, &[("accept-language", asked)]).await;
        meta(&page, "og:image:alt").expect("an alternative text").to_owned()
    };
    for (gateway, date) in [(&spanish, "24 de julio de 2023"), (&english, "July 24, 2023")] {
        for (target, asked) in [("/reports/one", "en"), ("/reports/one", "es"), ("/es/reports/one", "en")] {
            assert_eq!(alt(gateway, target, asked).await, format!("Presas · {date} · Rivers"), "{target}");
        }
        let [en, es] = ["en", "es"].map(|asked| [("accept-language", asked)]);
        let card = "/reports/one/card.png";
        assert_eq!(gateway.get_with(card, &en).await.body, gateway.get_with(card, &es).await.body);
    }
    let [spanish, english] =
        [spanish.get("/reports/one/card.png").await, english.get("/reports/one/card.png").await];
    assert_ne!(spanish.body, english.body);
}

#[tokio::test]
async fn any_title_in_the_letters_of_the_fonts_has_a_card() {
    let long = "Review of the Cost of Enforcement & Détention ".repeat(12);
    let word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(4);
    for title in [
        &*long,
        &*word,
        "A",
        "7",
        "<b>&amp;\"'</b>",
        "Người nhập cư",
        "Мигранты",
        "Μετανάστες",
        "👩‍👩‍👧 Families, apart 🌍",
        "C\u{327}a\u{302} et la\u{300}",
        "\u{202e}turned",
        "\u{301}\u{301} marks first",
        "Ɓaŋa ɛ̃ ɔ́",
        "Rights (权)",
    ] {
        let gateway = serving(&with_report(json!({ "title": title })), |_| {}).await;
        let page = gateway.get("/reports/one").await;
        let card = own_image(page.assert_status(200)).unwrap_or_else(|| panic!("{title}: {page}"));
        let card = gateway.get(&card).await;
        assert_eq!(decoded(&card.assert_status(200).body).0, (1200, 630), "{title}");
    }
}

/// A card of empty boxes would be worse than none.
#[tokio::test]
async fn a_title_that_no_font_has_gets_any_picture_that_there_is_or_none() {
    for title in ["移民與匯款", "הגירה ומקלט", "نهر النيل: تقرير", "👩‍👩‍👧🌍", "ประเทศไทย", "हिन्दी"]
    {
        let plain = serving(&with_report(json!({ "title": title })), |_| {}).await;
        let page = plain.get("/reports/one").await;
        assert_eq!(meta(page.assert_status(200), "og:image"), None, "{page}");
        assert_eq!(meta(&page, "twitter:card"), Some("summary"), "{page}");
        plain.get("/reports/one/card.png").await.assert_status(404);
        assert!(!plain.get("/reports/one/oembed").await.assert_status(200).text().contains("thumbnail"));

        let image = json!({ "url": "https://p.example/cover.jpg", "width": 400, "height": 600 });
        let pictured = serving(&with_report(json!({ "title": title, "image": image })), |_| {}).await;
        let page = pictured.get("/reports/one").await;
        assert_eq!(meta(&page, "og:image"), Some("https://p.example/cover.jpg"), "{page}");
        assert_eq!(meta(&page, "twitter:card"), Some("summary"), "{page}");
    }
}

#[tokio::test]
async fn a_topic_without_reports_has_a_card() {
    let gateway = serving(&with_report(json!({})), |_| {}).await;

    let card = own_image(&gateway.get("/topics/empty").await).expect("a card");

    assert_eq!(decoded(&gateway.get(&card).await.assert_status(200).body).0, (1200, 630));
}

#[tokio::test]
async fn what_a_card_looks_like_decides_its_address() {
    let plain = serving(&with_report(json!({})), |_| {}).await;
    let again = serving(&with_report(json!({ "abstract": "Not on the card." })), |_| {}).await;
    let accent =
        |config: &mut Config| config.look.accent = Some(Color::on_light("#7a1f5c").expect("a color"));
    let name = |config: &mut Config| config.look.name = Some("A name".into());
    let fonts = |config: &mut Config| config.look.fonts = Some(own_fonts());
    let others = [
        serving(&with_report(json!({ "title": "Two" })), |_| {}).await,
        serving(&with_report(json!({ "published": "2023-07-25" })), |_| {}).await,
        serving(&with_report(json!({ "publishers": [{ "name": "P" }] })), |_| {}).await,
        serving(&with_report(json!({})), accent).await,
        serving(&with_report(json!({})), name).await,
        serving(&with_report(json!({})), fonts).await,
    ];

    let image = async |gateway: &TestGateway| own_image(&gateway.get("/reports/one").await).expect("a card");
    let mut addresses = vec![image(&plain).await];
    assert_eq!(image(&again).await, addresses[0]);
    for other in &others {
        let address = image(other).await;
        assert!(!addresses.contains(&address), "{address} again");
        addresses.push(address);
    }
    assert_eq!(decoded(&plain.get("/card.png").await.body).1, [0x0b, 0x57, 0xa4]);
    assert_eq!(decoded(&others[3].get("/card.png").await.body).1, [0x7a, 0x1f, 0x5c]);
}

/// A folder of fonts that is always there.
fn own_fonts() -> std::path::PathBuf {
    root().join("src/render/preview_image/fonts")
}

#[tokio::test]
async fn a_folder_without_usable_fonts_is_told_before_anything_is_served() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let within = |name: &str, files: &[(&str, &[u8])]| {
        let path = folder.path().join(name);
        fs::create_dir(&path).expect("a folder");
        files.iter().for_each(|(name, file)| fs::write(path.join(name), file).expect("a file"));
        path
    };
    let font = fs::read(own_fonts().join("Inter-Medium.otf")).expect("a font");
    for (path, told) in [
        (Path::new("no/such/folder").to_owned(), "cannot read no/such/folder"),
        (within("empty", &[]), "has no font files; add files whose names end in .ttf"),
        (within("others", &[("readme.txt", b"x"), ("font.woff2", b"x")]), "has no font files"),
        (
            within("page", &[("page.ttf", b"<html></html>")]),
            "page.ttf in the folder of `look.fonts` is not a TrueType",
        ),
        (within("second", &[("a.otf", &font), ("b.otf", b"")]), "b.otf in the folder of `look.fonts` is not"),
    ] {
        let mut config =
            Config { listen: ([127, 0, 0, 1], 0).into(), admin_listen: None, ..Config::default() };
        config.collection = root().join("config/collection.json").into();
        config.look.fonts = Some(path);
        let error = Gateway::start(&config).await.expect_err(told);
        let StartError::Look(error) = error else { panic!("{error:?}") };
        assert!(error.to_string().contains(told), "{told}: {error}");
    }

    // Other files beside the fonts are ignored.
    let good = within("good", &[("a.otf", &font), ("notes.txt", b"x")]);
    let gateway = serving(&with_report(json!({})), |config| config.look.fonts = Some(good)).await;
    gateway.get("/reports/one/card.png").await.assert_status(200);
}
