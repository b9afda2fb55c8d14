//! Abstracts in lists: the beginning first, the rest on request, and the words of a search marked.

use serde_json::json;
use tempfile::NamedTempFile;

use super::html::named;
use super::support::{Reply, TestGateway};

/// A collection of a report with a long abstract, in whose second paragraph herons stand.
fn file() -> NamedTempFile {
    let sentence =
        |about: &str| format!("This sentence is about {about} and about what they do all day long.");
    let first = ["otters", "beavers", "trouts", "eels", "frogs", "newts"].map(sentence).join(" ");
    let second = ["swans & geese", "ducks", "a heron", "crows"].map(sentence).join(" ");
    let collection = json!({
        "id": "c", "authority": "example.org,2023", "title": "C", "topics": [{ "id": "rivers", "title": "Rivers" }],
        "reports": [
            { "id": "long", "title": "Otters & <herons>", "published": "2023", "topics": ["rivers"],
              "abstract": format!("{first}\n\n{second}") },
            { "id": "short", "title": "Otters", "published": "2022", "topics": ["rivers"], "abstract": "Of otters." },
        ],
    });
    let file = NamedTempFile::new().expect("a temporary file");
    serde_json::to_writer(&file, &collection).expect("a temporary file can be written");
    file
}

async fn gateway(file: &NamedTempFile) -> TestGateway {
    TestGateway::start(file.path().to_str().expect("a plain path")).await
}

fn marked(page: &Reply) -> Vec<String> {
    named(page.text(), "mark").into_iter().map(|mark| mark.text).collect()
}

#[tokio::test]
async fn a_long_abstract_is_whole_on_request_in_every_list() {
    let file = file();
    let gateway = gateway(&file).await;

    for target in ["/", "/?view=grid", "/topics/rivers", "/es"] {
        let page = gateway.get(target).await;
        let shown = page.text().split("class=\"excerpt\"").nth(1).expect("an abstract");
        let (shown, rest) = shown.split_once("<details>").expect("a rest");
        let (rest, _) = rest.split_once("</details>").expect("its end");
        assert!(shown.contains("what they do all day long.<span class=\"cut\"> …</span></p>"), "{page}");
        assert!(shown.contains("otters") && !shown.contains("newts"), "{page}");
        assert!(
            rest.contains("newts") && rest.contains("swans &amp; geese") && rest.contains("crows"),
            "{page}"
        );
        assert!(rest.contains(if target.ends_with("es") { "Mostrar más" } else { "Show more" }), "{page}");
        assert_eq!(page.text().matches("class=\"excerpt\"").count(), 2);
        assert_eq!(page.text().matches("<details>").count(), 1, "{page}");
        assert_eq!(marked(&page), [""; 0], "{page}");
    }
}

#[tokio::test]
async fn what_was_looked_for_is_marked_in_titles_and_abstracts() {
    let file = file();
    let gateway = gateway(&file).await;

    let page = gateway.get("/?q=otter").await;
    assert_eq!(marked(&page), ["Otters", "otters", "Otters", "otters"], "{page}");
    assert!(page.text().contains("<mark>Otters</mark> &amp; &lt;herons&gt;</a>"), "{page}");
    // Topics and filters are not words that were looked for.
    assert_eq!(marked(&gateway.get("/?topic=rivers").await), [""; 0]);
}

#[tokio::test]
async fn a_match_beyond_the_beginning_is_seen() {
    let file = file();
    let gateway = gateway(&file).await;

    let page = gateway.get("/?q=crow").await;
    let part = page.text().split("class=\"excerpt part\"").nth(1).unwrap_or_else(|| panic!("{page}"));
    let (shown, rest) = part.split_once("<details>").expect("the whole");
    assert!(
        shown.contains("<p><span class=\"cut\">… </span>This sentence is about <mark>crows</mark>"),
        "{page}"
    );
    assert!(rest.contains("about otters") && rest.contains("<mark>crows</mark>"), "{page}");
    // The title has it already, and still the abstract is shown where it stands.
    let page = gateway.get("/?q=herons").await;
    assert_eq!(marked(&page)[0], "herons");
    assert!(page.text().contains("This sentence is about a <mark>heron</mark>"), "{page}");
}
