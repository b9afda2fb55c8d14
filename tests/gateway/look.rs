//! The look of pages: its settings, and the templates of operators.

use std::fs;
use std::path::PathBuf;

use feedgate::config::Config;
use feedgate::gateway::{Gateway, StartError};
use feedgate::page::Color;

use super::program::{feedgate, run, text};
use super::support::{TestGateway, at};

async fn with(change: impl FnOnce(&mut Config)) -> TestGateway {
    TestGateway::with("two_topics.json", change, || at("2024-06-01T12:00:00Z")).await
}

fn file(name: &str, content: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name);
    fs::write(&path, content).expect("a temporary folder can be written to");
    (folder, path)
}

#[tokio::test]
async fn name_links_and_footer_stand_on_every_page_and_are_escaped() {
    let gateway = with(|config| {
        config.look.name = Some("Reports <& more>".into());
        config.look.footer = Some("Kept by <us>".into());
        config.look.links =
            serde_json::from_str(r#"[{"title": "About <us>", "url": "https://a.example/?b&c"}]"#)
                .expect("links");
    })
    .await;

    for page in ["/", "/topics/dams", "/feed", "/api"] {
        let page = gateway.get_with(page, &[("accept", "text/html")]).await;
        page.assert_status(200);
        for shown in [
            "Reports &lt;&amp; more&gt;</a>",
            "<p>Kept by &lt;us&gt;</p>",
            "<a href=\"https://a.example/?b&amp;c\">About &lt;us&gt;</a>",
        ] {
            assert!(page.text().contains(shown), "{shown}: {page}");
        }
    }
}

#[tokio::test]
async fn colors_and_rules_come_last_in_the_stylesheet_and_give_it_another_name() {
    let plain = with(|_| {}).await;
    let (_folder, path) = file("look.css", b"h1{font-family:serif}");
    let gateway = with(|config| {
        config.look.accent = Some(Color::on_light("#7a1f5c").expect("a color"));
        config.look.stylesheet = Some(path);
    })
    .await;

    let stylesheet = |page: &str| {
        let rest = page.split("<link rel=\"stylesheet\" href=\"").nth(1).expect("a stylesheet");
        rest.split('"').next().expect("an address").to_owned()
    };
    let [own, other] = [stylesheet(plain.get("/").await.text()), stylesheet(gateway.get("/").await.text())];
    assert_ne!(own, other);
    gateway.get(&own).await.assert_status(404);
    let style = gateway.get(&other).await;
    let end = ":root{--accent:light-dark(#7a1f5c,#8ab8f0)}\nh1{font-family:serif}";
    assert!(style.text().ends_with(end), "{style}");
    // A card holds its style within, and its policy must allow just that.
    let card = gateway.get("/embed").await;
    assert!(card.text().contains("light-dark(#7a1f5c,#8ab8f0)"), "{card}");
    let policies = [plain.get("/embed").await, card]
        .map(|card| card.header("content-security-policy").map(str::to_owned));
    assert_ne!(policies[0], policies[1]);
}

#[tokio::test]
async fn a_logo_is_served_under_the_name_of_its_content() {
    let (_folder, path) = file("logo", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let gateway = with(|config| config.look.logo = Some(path)).await;

    let page = gateway.get("/").await;
    let logo =
        page.text().split("<img src=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a logo");
    let logo = gateway.get(logo).await;
    logo.assert_status(200).assert_header("content-type", "image/svg+xml");
    logo.assert_header("cache-control", "public, immutable, max-age=31536000");
}

#[tokio::test]
async fn a_template_of_the_operators_takes_the_place_of_feedgates_own() {
    let (_folder, path) = file(
        "topic.html",
        b"{% extends \"base.html\" %}{% block main %}<h1>Our {{ heading }}</h1>{% endblock %}",
    );
    let folder = path.parent().map(PathBuf::from);
    let gateway = with(|config| config.look.templates = folder).await;

    let page = gateway.get("/topics/dams").await;
    assert!(page.text().contains("<h1>Our Dams</h1>"), "{page}");
    gateway.get("/").await.assert_status(200);
}

/// Readers cannot mend a template, so they get the page all the same.
#[tokio::test]
async fn a_template_that_fails_gives_way_to_feedgates_own() {
    let (_folder, path) = file("topic.html", b"{{ there.is.nothing }}");
    let folder = path.parent().map(PathBuf::from);
    let gateway = with(|config| config.look.templates = folder).await;

    let page = gateway.get("/topics/dams").await;
    page.assert_status(200);
    assert!(page.text().contains("<h1>Dams</h1>"), "{page}");
}

#[test]
fn what_is_wrong_with_the_look_is_told_before_anything_is_bound() {
    let (_folder, template) = file("home.html", b"<h1>\n{% if %}");
    let templates = template.parent().expect("a folder");
    let (_folder, logo) = file("logo.png", b"GIF89a");
    for (setting, value, fault) in [
        ("FEEDGATE_LOOK__TEMPLATES", text(templates), "home.html, line 2: "),
        ("FEEDGATE_LOOK__LOGO", text(&logo), "must be a picture in SVG, PNG, JPEG or WebP"),
        ("FEEDGATE_LOOK__LOGO", "/nowhere/logo.svg", "cannot read /nowhere/logo.svg"),
        ("FEEDGATE_LOOK__ACCENT", "#8ab8f0", "cannot be read on #ffffff: its contrast is 2.1 to 1"),
        ("FEEDGATE_LOOK__NAME", "", "must not be empty"),
        ("FEEDGATE_LOOK__LINKS", "[{title=\"x\", url=\"javascript:alert(1)\"}]", "is neither a full address"),
    ] {
        let ended =
            run(feedgate(["serve", "--listen", "127.0.0.1:0", "--admin-listen", "off"]).env(setting, value));
        assert!(ended.stdout.is_empty());
        assert!(ended.stderr.contains(fault), "{fault}: {}", ended.stderr);
    }
}

/// What is written to begin with is what is served without it.
/// Nothing is bound for a look that is wrong: a port that is taken is not even noticed.
#[tokio::test]
async fn a_fault_of_the_look_comes_before_a_port_that_is_taken() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let mut config = Config {
        collection: super::support::root().join("config/collection.json").into(),
        listen: taken.local_addr().expect("it is bound"),
        admin_listen: None,
        ..Config::default()
    };
    let port = Gateway::start(&config).await.expect_err("the port is taken");
    assert!(matches!(port, StartError::Bind { .. }), "{port:?}");

    config.look.templates = Some("no/such/folder".into());
    let look = Gateway::start(&config).await.expect_err("there are no templates");
    assert!(matches!(look, StartError::Look(_)), "{look:?}");
}

#[tokio::test]
async fn the_templates_that_are_written_are_feedgates_own() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let templates = folder.path().join("templates");
    let ended = run(&mut feedgate(["templates", text(&templates)]));
    ended.assert_code(0);
    run(&mut feedgate(["templates", text(&templates)])).assert_code(1);

    let own = with(|_| {}).await;
    let written = with(|config| config.look.templates = Some(templates)).await;
    for page in ["/", "/topics/dams", "/embed"] {
        assert_eq!(own.get(page).await.text(), written.get(page).await.text());
    }
}
