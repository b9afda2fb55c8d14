//! What curators change at the desk: what the file holds afterwards, and what readers see.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::changing::write;
use super::desk_browser::{DeskGateway, FILE, Filled};
use super::support::{Reply, TestGateway};

async fn feed(gateway: &TestGateway) -> Value {
    gateway.get("/feed.json").await.assert_status(200).json()
}

/// Asks until the feed is as it should be. A curator may wait for a second.
async fn until(gateway: &TestGateway, right: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let found = feed(gateway).await;
        if right(&found) {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{found:#}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn titles(feed: &Value) -> Vec<&str> {
    let items = feed["items"].as_array().expect("items");
    items.iter().map(|item| item["title"].as_str().expect("a title")).collect()
}

fn to(reply: &Reply, location: &str) {
    reply.assert_status(303).assert_header("location", location);
}

// — adding —

#[tokio::test]
async fn a_report_is_added_and_is_in_the_feed() {
    let desk = DeskGateway::of(FILE).await;
    let mut browser = desk.logged_in("Eva").await;
    let mut form = browser.open("/desk/add-report").await;
    form.set("title", "Three & <more>").set("published", "2024-05").set("kind", "brief");
    form.set("abstract", "A\r\n\r\nB").set("places", "Chad\r\nMali").check("topics", "floods");
    form.set("authors.0.name", "Ida")
        .set("files.0.url", "https://example.org/a.pdf")
        .set("files.0.bytes", "12");
    form.set("rights.text", "CC BY 4.0").set("doi", "10.1234/abc");

    let review = browser.send(&form, "review").await;
    assert_eq!(desk.text(), FILE, "nothing is written before the review");
    assert!(review.text().contains("Three &amp; &lt;more&gt;"), "{review}");
    let done = browser.send(&Filled::of(&review), "write").await;
    to(&done, "/desk/reports/three-more?done=added");

    let new = r#"    {
      "id": "three-more", "title": "Three & <more>", "published": "2024-05", "added": "2024-06-01T12:00:00Z",
"#;
    let text = desk.text();
    let json: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        json["reports"][0],
        serde_json::json!({
            "id": "three-more", "title": "Three & <more>", "published": "2024-05", "added": "2024-06-01T12:00:00Z",
            "abstract": "A\n\nB", "files": [{ "url": "https://example.org/a.pdf", "bytes": 12 }],
            "authors": [{ "name": "Ida" }], "topics": ["floods"], "places": ["Chad", "Mali"], "kind": "brief",
            "doi": "10.1234/abc", "rights": { "text": "CC BY 4.0" },
        }),
        "{text} {new}"
    );
    let rest = text
        .find("    {\n      \"id\": \"two\"")
        .or_else(|| text.find("{\n      \"id\": \"two\""))
        .expect("it is there");
    assert!(
        FILE.ends_with(&text[rest..])
            && FILE.starts_with(&text[..text.find("{\n      \"id\"").expect("it is there")])
    );
    let begun = Instant::now();
    let feed = until(&desk.gateway, |feed| titles(feed).contains(&"Three & <more>")).await;
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!(feed["items"][0]["date_published"], "2024-06-01T12:00:00Z");
    let page = browser.get("/desk/reports/three-more?done=added").await;
    assert!(page.text().contains("The report is added."), "{page}");
}

#[tokio::test]
async fn faults_are_told_next_to_their_fields_and_nothing_typed_is_lost() {
    let desk = DeskGateway::of(FILE).await;
    let mut browser = desk.logged_in("Eva").await;
    let mut form = browser.open("/desk/add-report").await;
    form.set("published", "May").set("url", "nowhere").set("doi", "doi:1").set("keywords", "a\r\nb");
    form.set("authors.0.name", "")
        .set("authors.3.name", "Ida")
        .set("authors.3.orcid", "1")
        .set("image.width", "wide");
    let page = browser.send(&form, "review").await;
    page.assert_status(422);
    let again = Filled::of(&page);
    for (name, value) in &form.pairs {
        if !value.is_empty() && name != "form" {
            assert_eq!(again.get(name).replace("\r\n", "\n"), value.replace("\r\n", "\n"), "{name}");
        }
    }
    for (field, fault) in [
        ("title", "field <code>title</code> is missing"),
        ("published", "<code>May</code> is not a date"),
        ("url", "<code>nowhere</code> cannot be used as an address"),
        ("doi", "is not a DOI"),
        ("authors.3.orcid", "<code>1</code> is not an ORCID"),
        ("image.width", "expected"),
    ] {
        let start = page
            .text()
            .find(&format!("id=\"{field}-errors\""))
            .unwrap_or_else(|| panic!("{field} in {page}"));
        let errors = &page.text()[start..];
        let errors = &errors[..errors.find("</div>").expect("it ends")];
        assert!(errors.contains(fault), "{field}: {errors}\n{page}");
        assert!(page.text().contains(&format!("<a href=\"#{field}\">")), "{field} is linked from the top");
    }
    assert_eq!(desk.text(), FILE);

    form.set("title", "Two again").set("published", "2024").set("url", "").set("doi", "");
    form.set("authors.3.orcid", "").set("image.width", "").set("id", "two");
    let taken = browser.send(&form, "review").await;
    taken.assert_status(422);
    assert!(taken.text().contains("The id “two” is already used."), "{taken}");
    form.set("id", "Not good");
    let wrong = browser.send(&form, "write").await;
    wrong.assert_status(422);
    assert!(wrong.text().contains("is not a valid id"), "{wrong}");
    form.set("id", "");
    to(&browser.write(&form).await, "/desk/reports/two-again?done=added");
}

#[tokio::test]
async fn more_rows_are_offered_without_a_script() {
    let desk = DeskGateway::of(FILE).await;
    let mut browser = desk.logged_in("Eva").await;
    let mut form = browser.open("/desk/add-report").await;
    assert!(!form.pairs.iter().any(|(name, _)| name == "authors.1.name"));
    form.set("title", "Typed").set("more", "authors");
    let page = browser.send(&form, "review").await;
    let more = Filled::of(page.assert_status(200));
    assert_eq!((more.get("authors.3.name"), more.get("title")), ("", "Typed"));
    assert!(page.text().contains("aria-label=\"Author 4\""), "{page}");
}

// — correcting —

#[tokio::test]
async fn a_correction_changes_only_what_was_typed() {
    let desk = DeskGateway::of(FILE).await;
    let mut browser = desk.logged_in("Eva").await;
    let form = browser.open("/desk/reports/two").await;
    assert_eq!((form.get("title"), form.get("abstract")), ("Two", "First.\r\n\r\nSecond."));

    let missing = browser.send(&form, "review").await;
    missing.assert_status(422);
    assert!(missing.text().contains("Say whether this change matters to readers."), "{missing}");
    let mut form = form;
    form.set("matters", "no");
    let nothing = browser.send(&form, "review").await;
    nothing.assert_status(422);
    assert!(nothing.text().contains("You changed nothing"), "{nothing}");

    form.set("title", "Two!").set("authors.1.name", "");
    to(&browser.write(&form).await, "/desk/reports/two?done=corrected");
    let expected = FILE
        .replace("\"Two\"", "\"Two!\"")
        .replace(r#"[{"name": "Eva Fuente"}, {"name": "Leo"}]"#, r#"[{"name": "Eva Fuente"}]"#);
    assert_eq!(desk.text(), expected);
    let feed = until(&desk.gateway, |feed| titles(feed)[0] == "Two!").await;
    assert_eq!(feed["items"][0]["date_modified"], "2021-05-01T10:00:00Z", "readers are not told: {feed:#}");

    let mut form = browser.open("/desk/reports/two").await;
    form.set("matters", "yes").set("doi", "10.1234/x");
    browser.write(&form).await.assert_status(303);
    let json: Value = serde_json::from_str(&desk.text()).expect("JSON");
    assert_eq!(json["reports"][0]["updated"], "2024-06-01T12:00:00Z");
    until(&desk.gateway, |feed| feed["items"][0]["date_modified"] == "2024-06-01T12:00:00Z").await;
    assert_eq!(json["reports"][0]["_mine"]["a"], 1);
}

#[tokio::test]
async fn a_report_is_withdrawn_with_its_reason_after_what_follows_was_listed() {
    let desk = DeskGateway::of(FILE).await;
    let mut browser = desk.logged_in("Eva").await;
    let page = browser.get("/desk/reports/two/withdraw").await;
    for follows in ["feeds of its topics", "410 Gone", "OAI-PMH", "WebSub", "never be used again"] {
        assert!(page.text().contains(follows), "{follows}: {page}");
    }
    let mut form = Filled::of(&page);
    form.set("reason", "A <copy> of “one”.");
    let review = browser.send(&form, "review").await;
    assert_eq!(desk.text(), FILE);
    to(&browser.send(&Filled::of(&review), "write").await, "/desk/reports?done=withdrew");
    let json: Value = serde_json::from_str(&desk.text()).expect("JSON");
    assert_eq!(json["withdrawn"][0]["id"], "two");
    assert_eq!(json["withdrawn"][0]["reason"], "A <copy> of “one”.");
    assert_eq!(json["withdrawn"][0]["when"], "2024-06-01T12:00:00Z");
    until(&desk.gateway, |feed| titles(feed) == ["One"]).await;
    desk.gateway.get("/reports/two").await.assert_status(410);
    browser.get("/desk/reports/two").await.assert_status(404);
    let again = browser.send(&form, "write").await;
    to(&again, "/desk/reports?done=before");
    let mut leo = desk.logged_in("Leo").await;
    form.set("form", leo.open("/desk/collection").await.get("form"));
    leo.send(&form, "write").await.assert_status(404);
}

// — topics and introduction —

#[tokio::test]
async fn topics_are_added_renamed_and_retired() {
    let desk = DeskGateway::of(FILE).await;
    let mut browser = desk.logged_in("Eva").await;
    let mut form = browser.open("/desk/add-topic").await;
    form.set("title", "Deep water").set("description", "What is deep.");
    to(&browser.write(&form).await, "/desk/topics?done=added-topic");
    let added = FILE.replace(
        r#"{"id": "floods", "title": "Floods"}"#,
        r#"{"id": "floods", "title": "Floods"}, {"id": "deep-water", "title": "Deep water", "description": "What is deep."}"#,
    );
    assert_eq!(desk.text(), added);
    let list = browser.get("/desk/topics?done=added-topic").await;
    assert!(list.text().contains("Deep water") && list.text().contains("The topic is added."), "{list}");

    let mut form = browser.open("/desk/topics/dams").await;
    form.set("id", "weirs").set("title", "Weirs");
    to(&browser.write(&form).await, "/desk/topics?done=changed-topic");
    let json: Value = serde_json::from_str(&desk.text()).expect("JSON");
    assert_eq!(
        json["topics"][0],
        serde_json::json!({ "id": "weirs", "title": "Weirs", "aliases": ["dams"] })
    );
    assert_eq!(json["reports"][0]["topics"], serde_json::json!(["weirs", "floods"]));
    desk.gateway.get("/topics/dams/feed.atom").await.assert_status(301);
    desk.gateway.get("/topics/weirs/feed.atom").await.assert_status(200);

    let mut form = browser.open("/desk/topics/floods").await;
    form.set("retired", "soon");
    let wrong = browser.send(&form, "review").await;
    wrong.assert_status(422);
    assert!(wrong.text().contains("<a href=\"#retired\">"), "{wrong}");
    form.set("retired", "2024-05-20").set("replaced_by", "weirs");
    browser.write(&form).await.assert_status(303);
    let json: Value = serde_json::from_str(&desk.text()).expect("JSON");
    assert_eq!(json["topics"][1]["retired"], "2024-05-20");
    assert_eq!(json["topics"][1]["replaced_by"], "weirs");
    form.set("id", "weirs");
    browser.send(&form, "review").await.assert_status(409);
    let mut taken = browser.open("/desk/topics/floods").await;
    taken.set("id", "dams");
    let taken = browser.send(&taken, "review").await;
    taken.assert_status(422);
    assert!(taken.text().contains("already the id or an alias"), "{taken}");
}

#[tokio::test]
async fn the_description_of_the_collection_is_edited() {
    let desk = DeskGateway::of(FILE).await;
    let mut browser = desk.logged_in("Eva").await;
    let mut form = browser.open("/desk/collection").await;
    assert_eq!(form.get("description"), "");
    form.set("description", "What it is.\r\n\r\n<b>More</b>.");
    to(&browser.write(&form).await, "/desk/collection?done=introduced");
    let json: Value = serde_json::from_str(&desk.text()).expect("JSON");
    assert_eq!(json["description"], "What it is.\n\n<b>More</b>.");
    until(&desk.gateway, |feed| {
        feed["description"] == "What it is. <b>More</b>." || feed["description"] == json["description"]
    })
    .await;
    let mut form = browser.open("/desk/collection").await;
    form.set("description", "");
    browser.write(&form).await.assert_status(303);
    assert_eq!(desk.text(), FILE);
}

#[tokio::test]
async fn the_details_of_the_collection_are_changed_field_by_field() {
    let desk = DeskGateway::of(FILE).await;
    let mut browser = desk.logged_in("Eva").await;
    let mut form = browser.open("/desk/collection").await;
    assert_eq!(form.get("title"), "C");
    form.set("title", "Rivers & lakes").set("home_page_url", "nowhere");
    form.set("curators.0.name", "Eva").set("curators.0.email", "eva");
    form.set("rights.text", "CC BY 4.0").set("rights.url", "https://creativecommons.org/licenses/by/4.0/");
    let refused = browser.send(&form, "write").await;
    refused.assert_status(422);
    for field in ["home_page_url", "curators.0.email"] {
        assert!(refused.text().contains(&format!("href=\"#{field}\"")), "{field}: {refused}");
    }
    assert_eq!(desk.text(), FILE);

    form.set("home_page_url", "https://example.org/").set("curators.0.email", "eva@example.org");
    to(&browser.write(&form).await, "/desk/collection?done=introduced");
    let json: Value = serde_json::from_str(&desk.text()).expect("JSON");
    assert_eq!((&json["title"], &json["id"]), (&"Rivers & lakes".into(), &"c".into()));
    assert_eq!(json["curators"], serde_json::json!([{ "name": "Eva", "email": "eva@example.org" }]));
    until(&desk.gateway, |feed| feed["title"] == "Rivers & lakes").await;

    let mut form = browser.open("/desk/collection").await;
    form.set("title", "");
    let refused = browser.send(&form, "write").await;
    refused.assert_status(422);
    assert!(refused.text().contains("href=\"#title\""), "{refused}");
    // A fault of a report is not one of these fields.
    write(&desk.file, &desk.text().replace("\"published\": \"2020\"", "\"published\": \"soon\""));
    let mut form = browser.open("/desk/collection").await;
    form.set("title", "Lakes");
    let refused = browser.send(&form, "write").await;
    refused.assert_status(422);
    assert!(!refused.text().contains("href=\"#published\"") && refused.text().contains("soon"), "{refused}");
}

// — history and escaping —

#[tokio::test]
async fn the_history_tells_who_did_what_with_the_diff() {
    let desk = DeskGateway::of(FILE).await;
    let mut eva = desk.logged_in("Eva").await;
    let empty = eva.get("/desk/history").await;
    assert!(empty.text().contains("Nobody has changed anything"), "{empty}");
    let mut form = eva.open("/desk/reports/two").await;
    form.set("title", "Zwei").set("matters", "no");
    eva.write(&form).await.assert_status(303);
    let mut leo = desk.logged_in("Leo").await;
    let mut form = leo.open("/desk/collection").await;
    form.set("description", "New.");
    leo.write(&form).await.assert_status(303);

    let history = leo.get("/desk/history").await;
    let (first, second) = (
        history.text().find("Leo changed the details of the collection"),
        history.text().find("Eva corrected “Zwei”"),
    );
    assert!(first.is_some() && first < second, "{history}");
    assert!(history.text().contains("2024-06-01T12:00:00Z"), "{history}");
    let address =
        history.text().split("href=\"/desk/history/").nth(2).and_then(|rest| rest.split('"').next());
    let change = leo.get(&format!("/desk/history/{}", address.expect("an address"))).await;
    assert!(change.text().contains("<span class=\"unseen\">Removed:</span>"), "{change}");
    assert!(
        change.text().contains("&quot;Zwei&quot;") && change.text().contains("&quot;Two&quot;"),
        "{change}"
    );
    leo.get("/desk/history/999").await.assert_status(404);
}

#[tokio::test]
async fn markup_in_any_field_stays_text() {
    let desk = DeskGateway::of(FILE).await;
    let mut browser = desk.logged_in("Eva").await;
    let form = browser.open("/desk/add-report").await;
    let bad = "\"><script>alert(1)</script><b x='";
    let mut all = form.clone();
    for (name, value) in &mut all.pairs {
        if name != "form" {
            *value = bad.to_owned();
        }
    }
    all.check("topics", bad);
    let mut pages = vec![browser.send(&all, "review").await];
    let mut good = form.clone();
    good.set("title", bad)
        .set("published", "2024")
        .set("abstract", bad)
        .set("keywords", bad)
        .set("places", bad);
    good.set("guid", bad)
        .set("authors.0.name", bad)
        .set("rights.text", bad)
        .set("image.alt", bad)
        .set("id", "bad");
    let review = browser.send(&good, "review").await;
    browser.send(&Filled::of(&review), "write").await.assert_status(303);
    pages.push(review);
    let mut topic = browser.open("/desk/add-topic").await;
    topic.set("title", bad).set("description", bad).set("id", "bad-topic");
    browser.write(&topic).await.assert_status(303);
    let mut leaving = browser.open("/desk/reports/one/withdraw").await;
    leaving.set("reason", bad);
    pages.push(browser.send(&leaving, "review").await);
    let mut login = desk.browser();
    pages.push(login.log_in(bad, bad).await);
    for target in [
        "/desk/reports",
        "/desk/reports/bad",
        "/desk/reports/bad/withdraw",
        "/desk/topics",
        "/desk/topics/bad-topic",
        "/desk/history",
        "/desk/history/1",
        "/desk/history/2",
        "/desk/add-report",
        "/desk/reports?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/desk?done=%3Cscript%3E",
    ] {
        pages.push(browser.get(target).await);
    }
    for page in &pages {
        assert!(!page.text().contains("<script") && !page.text().contains("<b x="), "{page}");
    }
    assert!(pages[1].text().contains("&lt;script&gt;"), "{}", pages[1]);
}

#[tokio::test]
async fn reports_are_found_by_words() {
    let desk = DeskGateway::of(FILE).await;
    let mut browser = desk.logged_in("Eva").await;
    let all = browser.get("/desk/reports").await;
    assert!(all.text().contains("/desk/reports/two") && all.text().contains("2 reports"), "{all}");
    let found = browser.get("/desk/reports?q=One").await;
    assert!(
        found.text().contains("/desk/reports/one\"") && !found.text().contains("/desk/reports/two\""),
        "{found}"
    );
    let desk = DeskGateway::of(&FILE.replace("\"id\": \"one\"", "\"id\": \"r-7\"")).await;
    let mut browser = desk.logged_in("Eva").await;
    let found = browser.get("/desk/reports?q=r-7").await;
    assert!(found.text().contains("/desk/reports/r-7\""), "{found}");
    let nothing = browser.get("/desk/reports?q=nothing").await;
    assert!(nothing.text().contains("There are no reports here."), "{nothing}");
}

// — twice —

#[tokio::test]
async fn a_change_that_is_sent_twice_is_made_once() {
    let desk = DeskGateway::of(FILE).await;
    let mut eva = desk.logged_in("Eva").await;
    let mut twice = async |path: &str, fill: &[(&str, &str)], done: [&str; 2]| {
        let mut form = eva.open(path).await;
        for (name, value) in fill {
            form.set(name, value);
        }
        let review = Filled::of(eva.send(&form, "review").await.assert_status(200));
        to(&eva.send(&review, "write").await, done[0]);
        let after = desk.text();
        for _ in 0..2 {
            to(&eva.send(&review, "write").await, done[1]);
        }
        assert_eq!(desk.text(), after, "{path}");
        let mut other = review.clone();
        other.set("title", "Something else").set("reason", "Another");
        let refused = eva.send(&other, "write").await;
        assert!(
            refused.status.as_u16() != 303 || path.starts_with("/desk/add") || path.ends_with("withdraw")
        );
    };
    let added = [("title", "Three"), ("published", "2024")];
    let three = ["/desk/reports/three?done=added", "/desk/reports/three?done=before"];
    twice("/desk/add-report", &added, three).await;
    let lakes = ["/desk/topics?done=added-topic", "/desk/topics?done=before"];
    twice("/desk/add-topic", &[("title", "Lakes")], lakes).await;
    let corrected = ["/desk/reports/two?done=corrected", "/desk/reports/two?done=before"];
    twice("/desk/reports/two", &[("title", "Corrected"), ("matters", "yes")], corrected).await;
    let renamed = ["/desk/topics?done=changed-topic", "/desk/topics?done=before"];
    twice("/desk/topics/dams", &[("id", "weirs"), ("title", "Weirs")], renamed).await;
    let about = ["/desk/collection?done=introduced", "/desk/collection?done=before"];
    twice("/desk/collection", &[("description", "New.")], about).await;
    let withdrawn = ["/desk/reports?done=withdrew", "/desk/reports?done=before"];
    twice("/desk/reports/one/withdraw", &[("reason", "Wrong")], withdrawn).await;
}
