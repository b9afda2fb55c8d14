//! The collection's own picture: a file beside the collection file, served by the gateway.

use serde_json::json;
use tempfile::TempDir;

use super::support::{SITE, TestGateway, root};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10\x08\x06\0\0\0";

/// A folder with a collection whose picture is in a file.
fn folder(name: &str, bytes: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let collection = json!({
        "id": "c", "authority": "example.org,2023", "title": "C",
        "image": { "url": name, "alt": "A <wave>", "creator": "Cleo" },
        "topics": [], "reports": [],
    });
    std::fs::write(folder.path().join(name), bytes).expect("a file");
    std::fs::write(folder.path().join("c.json"), collection.to_string()).expect("a file");
    folder
}

async fn gateway(folder: &TempDir) -> TestGateway {
    TestGateway::start(folder.path().join("c.json").to_str().expect("a plain path")).await
}

/// Where the API says that the picture is, as a target on this gateway.
async fn target(gateway: &TestGateway) -> String {
    let about = gateway.get("/api/v1/collection").await;
    let url = about.json()["image"]["url"].as_str().unwrap_or_else(|| panic!("{about}")).to_owned();
    url.strip_prefix(SITE).expect("on this host").to_owned()
}

#[tokio::test]
async fn the_shipped_picture_is_served_and_shown_with_its_size_and_description() {
    let gateway = TestGateway::shipped().await;

    let target = target(&gateway).await;
    let picture = gateway.get(&target).await;
    picture.assert_status(200).assert_header("content-type", "image/svg+xml");
    picture.assert_header("cache-control", "public, immutable, max-age=31536000");
    assert_eq!(picture.body, std::fs::read(root().join("config/immigration.svg")).expect("the picture"));
    let page = gateway.get("/").await;
    assert!(page.text().contains(&format!("{target}\" alt=\"Paths lead over blue hills")), "{page}");
    assert!(page.text().contains("\" width=\"960\" height=\"720\">"), "{page}");
    assert!(!gateway.get("/?q=asylum").await.text().contains(&target), "a search shows its results");
}

#[tokio::test]
async fn a_picture_in_any_format_of_browsers_is_served_under_a_name_that_changes_with_its_content() {
    let jpeg = b"\xff\xd8\xff\xc0\0\x11\x08\0\x10\0\x20\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xd9";
    let mut targets = Vec::new();
    for (name, bytes, media_type) in [
        ("a wave.png", PNG, "image/png"),
        ("ñ&\"<.png", &[PNG, b" "].concat(), "image/png"),
        ("wave.jpg", jpeg, "image/jpeg"),
        ("wave.txt", b"<svg viewBox='0 0 4 3'/>", "image/svg+xml"),
    ] {
        let folder = folder(name, bytes);
        let gateway = gateway(&folder).await;
        let target = target(&gateway).await;
        let picture = gateway.get(&target).await;
        picture.assert_status(200).assert_header("content-type", media_type);
        assert_eq!(picture.body, bytes, "{name}");
        let page = gateway.get("/").await;
        assert!(page.text().contains(&format!("{target}\" alt=\"A &lt;wave&gt;\"")), "{page}");
        targets.push(target);
    }
    let all = targets.len();
    targets.sort();
    targets.dedup();
    assert_eq!(targets.len(), all, "{targets:?}");
}

/// RSS 2.0 allows GIF, JPEG and PNG.
#[tokio::test]
async fn feeds_name_the_picture_unless_it_is_svg() {
    let folders = [folder("wave.png", PNG), folder("wave.svg", b"<svg/>")];
    for (folder, is_named) in folders.iter().zip([true, false]) {
        let gateway = gateway(folder).await;
        let target = target(&gateway).await;
        for (feed, element) in [("/feed.rss", "<image><url>"), ("/feed.atom", "<logo>")] {
            let feed = gateway.get(feed).await;
            assert_eq!(feed.text().contains(&format!("{element}{SITE}{target}</")), is_named, "{feed}");
            assert_eq!(feed.text().contains(element), is_named, "{feed}");
        }
    }
}

#[tokio::test]
async fn no_other_file_beside_the_collection_is_served() {
    let folder = folder("wave.png", PNG);
    let gateway = gateway(&folder).await;

    for target in
        ["/assets/wave.png", "/assets/c.json", "/assets/..%2Fc.json", "/wave.png", "/assets/picture.png"]
    {
        gateway.get(target).await.assert_status(404);
    }
}
