//! Pages speak the visitor's language: from the path, from `Accept-Language`, or else the collection's own.

use super::support::{Reply, TestGateway, many_reports};

fn language(page: &Reply) -> &str {
    let rest = page.text().split("<html lang=\"").nth(1).unwrap_or_else(|| panic!("{page}"));
    rest.split('"').next().expect("split gives one at least")
}

#[tokio::test]
async fn a_page_is_in_the_language_that_the_browser_likes_best() {
    let gateway = TestGateway::shipped().await;

    for (accepted, spoken, words) in [
        ("es-MX,es;q=0.9,en;q=0.8", "es", "26 informes"),
        ("en-GB,en;q=0.9", "en", "26 reports"),
        ("fr,de;q=0.5", "en", "26 reports"),
        ("", "en", "26 reports"),
    ] {
        let page = gateway.get_with("/", &[("accept-language", accepted)]).await;
        page.assert_status(200).assert_header("vary", "accept-encoding, accept-language");
        assert_eq!(language(&page), spoken, "{accepted:?}");
        assert!(page.text().contains(words), "{page}");
    }
}

#[tokio::test]
async fn who_says_nothing_is_spoken_to_as_the_collection_speaks() {
    let gateway = TestGateway::start("rios.json").await;

    let page = gateway.get("/reports/presas").await;
    assert_eq!(language(&page), "es");
    assert!(page.text().contains("4 de marzo de 2021"), "{page}");
    assert_eq!(language(&gateway.get_with("/", &[("accept-language", "en")]).await), "en");
}

#[tokio::test]
async fn a_language_that_was_chosen_is_kept_by_every_link_to_a_page() {
    let gateway = TestGateway::shipped().await;

    let page = gateway.get_with("/es?q=asylum", &[("accept-language", "en")]).await;
    page.assert_header("vary", "accept-encoding, accept-language");
    assert_eq!(language(&page), "es");
    let links =
        page.text().split("<a ").skip(1).filter_map(|rest| rest.split("href=\"").nth(1)?.split('"').next());
    let mut pages = 0;
    for link in links.filter(|link| link.starts_with('/')) {
        if link.contains("opml") || link == "/en" || link.starts_with("/en?") {
            continue;
        }
        assert!(link == "/es" || link.starts_with("/es/") || link.starts_with("/es?"), "{link}");
        pages += 1;
    }
    assert!(pages > 20, "{page}");
    assert!(page.text().contains("action=\"/es\">") && !page.text().contains("name=\"lang\""), "{page}");
}

#[tokio::test]
async fn each_language_has_an_address_of_its_own_and_names_the_others() {
    let gateway = TestGateway::shipped().await;

    let page = gateway.get("/es/topics/women").await;
    for line in [
        "<link rel=\"canonical\" href=\"https://reports.example.org/es/topics/women\">",
        "<link rel=\"alternate\" hreflang=\"en\" href=\"https://reports.example.org/en/topics/women\">",
        "<link rel=\"alternate\" hreflang=\"es\" href=\"https://reports.example.org/es/topics/women\">",
        "<link rel=\"alternate\" hreflang=\"x-default\" href=\"https://reports.example.org/topics/women\">",
    ] {
        assert!(page.text().contains(line), "{line}: {page}");
    }
}

#[tokio::test]
async fn a_language_that_is_not_spoken_is_refused_and_on_what_has_no_words_dropped() {
    let gateway = TestGateway::shipped().await;

    let refused = gateway.get("/?lang=fr").await;
    refused.assert_status(400);
    assert!(refused.text().contains("The parameter lang must be en or es."), "{refused}");
    for (asked, canonical) in [
        ("/feed.atom?lang=es", "/feed.atom"),
        ("/?lang=es&page=2", "/es/page/2"),
        ("/reports/lives-at-risk-asylum-ban?lang=es&x=y", "/es/reports/lives-at-risk-asylum-ban"),
        ("/es/feed.atom", "/feed.atom"),
    ] {
        let moved = gateway.get(asked).await;
        moved.assert_status(301);
        moved.assert_header("location", &format!("https://reports.example.org{canonical}"));
    }
}

#[tokio::test]
async fn a_page_says_in_its_language_what_a_parameter_may_be_and_text_says_it_in_english() {
    let gateway = TestGateway::shipped().await;
    let refused = async |target: &str, accept: &str| {
        let reply = gateway.get_with(target, &[("accept", accept), ("accept-language", "es")]).await;
        reply.assert_status(400);
        reply
    };

    for (target, spanish, english) in [
        (
            "/?page=0",
            "El parámetro page no es válido. Valor permitido: un número entero, 1 o mayor.",
            "The parameter page must be a whole number, 1 or greater.",
        ),
        ("/?sort=best", "newest, oldest, title o relevance.", "newest, oldest, title, or relevance."),
        (
            "/?year=23",
            "El parámetro year no es válido. Valor permitido: un año de cuatro cifras.",
            "The parameter year must be a year with four digits.",
        ),
    ] {
        let page = refused(target, "text/html").await;
        let text = refused(target, "text/plain").await;
        assert!(page.text().contains(spanish) && page.text().contains("Parámetro no válido"), "{page}");
        assert!(text.text().contains(english) && text.text().contains("Invalid parameter"), "{text}");
    }
}

#[tokio::test]
async fn a_page_credits_a_picture_in_its_language() {
    let (shipped, other) = (TestGateway::shipped().await, TestGateway::start("every_field.json").await);

    for (gateway, target, credit) in [
        (&shipped, "/en", "“Paths across a border”, MIT OR Apache-2.0"),
        (&shipped, "/es", "«Paths across a border», MIT OR Apache-2.0"),
        (&other, "/en/reports/el-agua", "“El río” by Ola Brava, CC BY-SA 4.0"),
        (&other, "/es/reports/el-agua", "«El río», de Ola Brava, CC BY-SA 4.0"),
    ] {
        let page = gateway.get(target).await;
        assert!(page.text().contains(credit), "{credit}\n\n{page}");
    }
}

/// The texts of the collection stay as they are, and say in which language that is.
#[tokio::test]
async fn what_comes_from_the_collection_is_marked_where_the_page_speaks_otherwise() {
    let gateway = TestGateway::shipped().await;

    let page = gateway.get("/es").await;
    assert!(page.text().contains("<h1 lang=\"en\">Immigration</h1>"), "{page}");
    let page = gateway.get("/en").await;
    assert!(page.text().contains("<h1>Immigration</h1>"), "{page}");
}

#[tokio::test]
async fn a_refusal_is_in_the_visitors_language_too() {
    let gateway = TestGateway::shipped().await;

    let page = gateway.get_with("/nothing", &[("accept", "text/html"), ("accept-language", "es")]).await;
    page.assert_status(404);
    assert!(page.text().contains("<h1>Página no encontrada</h1>"), "{page}");
}

#[tokio::test]
async fn each_language_has_a_tag_of_its_own() {
    let gateway = TestGateway::shipped().await;
    let tags = |replies: [Reply; 2]| replies.map(|reply| reply.header("etag").expect("a tag").to_owned());

    let negotiated = [
        gateway.get_with("/", &[("accept-language", "es")]).await,
        gateway.get_with("/", &[("accept-language", "en")]).await,
    ];
    let [spanish, english] = tags(negotiated);
    assert_ne!(spanish, english);
    let again = gateway.get_with("/", &[("accept-language", "en"), ("if-none-match", &spanish)]).await;
    again.assert_status(200);
}

#[tokio::test]
async fn dates_are_written_as_in_the_visitors_region() {
    let gateway = TestGateway::shipped().await;
    let report = "/reports/matamoros-reynosa-asylum-ban";

    for (target, accepted, date) in [
        ("", "en-US,en;q=0.9", "July 24, 2023"),
        ("", "en-GB,en;q=0.9", "24 July 2023"),
        ("", "en-AU", "24 July 2023"),
        ("", "en", "July 24, 2023"),
        ("", "fr-FR,en-IE;q=0.3", "24 July 2023"),
        ("", "es-MX,en-GB;q=0.9", "24 de julio de 2023"),
        ("/en", "es-ES,en-GB;q=0.1", "24 July 2023"),
        ("/en", "es-ES", "July 24, 2023"),
        ("", "", "July 24, 2023"),
        ("", "en-;q=1,;;,en--GB,\u{e9}", "July 24, 2023"),
    ] {
        for place in [report, "/reports/matamoros-reynosa-asylum-ban/embed"] {
            let page = gateway.get_with(&format!("{target}{place}"), &[("accept-language", accepted)]).await;
            page.assert_status(200).assert_header("vary", "accept-encoding, accept-language");
            let dates: Vec<_> =
                page.text().split("<time").skip(1).filter(|rest| rest.contains("2023")).collect();
            assert!(dates[0].contains(&format!(">{date}</time>")), "{accepted:?}: {page}");
        }
    }
    let british = [("accept", "text/html"), ("accept-language", "en-GB")];
    let withdrawn = TestGateway::start("withdrawn.json").await;
    let gone = withdrawn.get_with("/reports/latest", &british).await;
    assert!(gone.assert_status(410).text().contains("on 4 May 2024."), "{gone}");
}

#[tokio::test]
async fn numbers_are_written_as_in_the_visitors_region() {
    let file = many_reports(1_234);
    let gateway = TestGateway::start(file.path().to_str().expect("a plain path")).await;

    for (accepted, number) in [
        ("en-US", "1,234 reports"),
        ("en-IN", "1,234 reports"),
        ("es-MX", "1,234 informes"),
        ("es-AR", "1.234 informes"),
        ("es-ES", "1234 informes"),
    ] {
        let page = gateway.get_with("/", &[("accept-language", accepted)]).await;
        assert!(page.text().contains(number), "{accepted}: {page}");
    }
}

/// Regions that share a way of writing share an entry of the cache.
#[tokio::test]
async fn replies_for_regions_are_kept_apart_where_they_differ_and_only_there() {
    let gateway = TestGateway::shipped().await;
    let get = async |accepted: &str| gateway.get_with("/", &[("accept-language", accepted)]).await;

    let first = [get("en-US").await, get("en-GB").await, get("es-MX").await, get("es-ES").await];
    let again = [get("en-US").await, get("en-GB").await, get("es-MX").await, get("es-ES").await];
    for (first, again) in first.iter().zip(&again) {
        assert_eq!(first.body, again.body, "{first}");
        assert_eq!(first.header("etag"), again.header("etag"), "{first}");
    }
    let [american, british, ..] = first;
    assert_ne!(american.body, british.body);
    assert_eq!(british.body, get("en-AU").await.body);
    let tag = british.header("etag").expect("a tag");
    for (accepted, status) in [("en-US", 200), ("en-GB", 304), ("en-NZ", 304)] {
        let reply = gateway.get_with("/", &[("accept-language", accepted), ("if-none-match", tag)]).await;
        reply.assert_status(status).assert_header("vary", "accept-encoding, accept-language");
    }
}

#[tokio::test]
async fn a_collection_runs_as_its_language_does() {
    let gateway = TestGateway::start("arabic.json").await;

    for page in ["/", "/topics/water", "/reports/nile", "/embed"] {
        let page = gateway.get(page).await;
        assert!(page.text().contains("<html lang=\"en\" dir=\"rtl\">"), "{page}");
    }
}

/// What is suggested is told in the page's language.
#[tokio::test]
async fn suggestions_are_in_the_language_of_the_page() {
    let gateway = TestGateway::shipped().await;

    let suggested = gateway.get("/es/search/suggest?q=women").await;
    let [_, _, kinds, addresses] =
        serde_json::from_value::<[serde_json::Value; 4]>(suggested.assert_status(200).json()).expect("four");
    assert_eq!(kinds[0], "Tema");
    assert_eq!(addresses[0], "https://reports.example.org/es/topics/women");
}
