//! Suggestions at the desk, from what a visitor sends to the feed or to the words of the curator who declined.

use std::time::{Duration, Instant};

use feedgate::config::Config;
use feedgate::inbox::{Inbox, Options as InboxOptions};
use feedgate::settings::FromSettings;
use feedgate::store::Database;
use serde_json::{Value, json};

use super::changing::{folder, write};
use super::desk_browser::{Browser, DeskGateway, FILE, Filled, PASSWORD, ReadOnlyDesk, set_password};
use super::postgres::Postgres;
use super::program::{feedgate, run, text};
use super::support::{Reply, SITE, TestGateway, at};

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

async fn desk_with(change: impl FnOnce(&mut Config)) -> DeskGateway {
    let set = |config: &mut Config| {
        config.inbox.per_client = 100_000.try_into().expect("not 0");
        config.inbox.per_minute = 100_000.try_into().expect("not 0");
        change(config);
    };
    DeskGateway::with(FILE, set, || at("2024-06-01T12:00:00Z")).await
}

async fn desk() -> DeskGateway {
    desk_with(|_| {}).await
}

/// Suggests a report as an app does. Returns the path of its status.
async fn suggest(desk: &DeskGateway, suggestion: Value) -> String {
    let reply = desk.gateway.post("/api/v1/suggestions", &JSON, suggestion.to_string().into()).await;
    let location = reply.assert_status(201).header("location").expect("an address");
    location.strip_prefix(SITE).unwrap_or(location).to_owned()
}

fn nobody() -> Value {
    json!({
        "title": "A report that nobody has", "url": "https://example.org/nobody", "published": "2023-07",
        "authors": [{ "name": "Ana" }], "note": "It is about rivers.\nReally.",
        "sender": { "name": "Ana Sender", "email": "ana@example.org", "organization": "Rivers United" },
    })
}

/// The inbox as another process uses it.
fn inbox(desk: &DeskGateway) -> Inbox {
    let runtime = tokio::runtime::Handle::current();
    Inbox::new(desk.database.clone(), "tag:example.org,2020:c/".into(), InboxOptions::defaults(), runtime)
}

/// Asks until the feed has a report. Returns how long that took.
async fn until_in_feed(gateway: &TestGateway, title: &str) -> Duration {
    let begun = Instant::now();
    loop {
        let feed = gateway.get("/feed.json").await.assert_status(200).json();
        if feed["items"].as_array().expect("items").iter().any(|item| item["title"] == title) {
            return begun.elapsed();
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{feed:#}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[track_caller]
fn assert_says(page: &Reply, status: u16, text: &str) {
    page.assert_status(status);
    assert!(page.text().contains(text), "{text} is not in {page}");
}

fn reports(desk: &DeskGateway) -> Vec<Value> {
    let json: Value = serde_json::from_str(&desk.text()).expect("JSON");
    json["reports"].as_array().expect("reports").clone()
}

// ── accept and decline ──

#[tokio::test]
async fn an_accepted_suggestion_is_in_the_feed_and_its_sender_sees_it() {
    let desk = desk().await;
    let status = suggest(&desk, nobody()).await;
    let mut eva = desk.logged_in("Eva").await;
    let list = eva.get("/desk/inbox").await;
    for text in ["Inbox (1)", "A report that nobody has", "Rivers United", "1 suggestion waits"] {
        assert_says(&list, 200, text);
    }
    assert!(!list.text().contains("ana@example.org"), "{list}");
    let page = eva.get("/desk/inbox/1").await;
    for text in ["Ana Sender", "Rivers United", "mailto:ana@example.org", "It is about rivers.", "Really."] {
        assert_says(&page, 200, text);
    }
    let mut form = Filled::of(&page);
    assert_eq!((form.get("published"), form.get("authors.0.name")), ("2023-07", "Ana"));
    form.set("kind", "brief").check("topics", "floods");
    let review = eva.send(&form, "review").await;
    assert_says(&review.clone(), 200, "nobody");
    assert_eq!(desk.text(), FILE, "nothing is written before the review");

    let done = eva.send(&Filled::of(&review), "write").await;
    done.assert_status(303).assert_header("location", "/desk/inbox/1?done=accepted");
    until_in_feed(&desk.gateway, "A report that nobody has").await;
    let added = reports(&desk).into_iter().find(|report| report["url"] == "https://example.org/nobody");
    let added = added.expect("it is there");
    assert_eq!(
        (&added["added"], &added["kind"], &added["topics"]),
        (&json!("2024-06-01T12:00:00Z"), &json!("brief"), &json!(["floods"]))
    );
    let told = desk.gateway.get(&status).await;
    let id = added["id"].as_str().expect("an id");
    assert_says(&told, 200, &format!("/reports/{id}"));

    assert_says(&eva.get("/desk/inbox/1?done=accepted").await, 200, "Eva accepted it as");
    assert_says(&eva.get("/desk/history").await, 200, "Eva accepted the suggestion");
    assert_says(&eva.get("/desk/inbox").await, 200, "There are no suggestions here.");
    assert_says(&eva.get("/desk/inbox?state=accepted").await, 200, "A report that nobody has");
}

/// From the click on the button to the feed. The file is noticed, loaded and indexed as in every reload.
#[tokio::test]
async fn an_accepted_suggestion_is_in_the_feed_within_a_second() {
    const TIMES: u32 = 5;
    let desk = desk().await;
    let mut eva = desk.logged_in("Eva").await;
    let mut took = Vec::new();
    for number in 1..=TIMES {
        let title = format!("Report {number} that nobody has");
        let suggestion = json!({ "title": title, "doi": format!("10.1234/{number}"), "published": "2023" });
        suggest(&desk, suggestion).await;
        let form = eva.open(&format!("/desk/inbox/{number}")).await;
        let review = eva.send(&form, "review").await;
        let begun = Instant::now();
        eva.send(&Filled::of(&review), "write").await.assert_status(303);
        until_in_feed(&desk.gateway, &title).await;
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    eprintln!("in the feed after {took:?}");
    assert!(took[TIMES as usize / 2] < Duration::from_secs(1), "{took:?}");
}

#[tokio::test]
async fn those_that_wait_are_listed_the_oldest_first_and_the_others_the_latest_first() {
    let desk = desk().await;
    for number in 1..=60 {
        let title = format!("Number {number}.");
        suggest(&desk, json!({ "title": title, "doi": format!("10.1234/{number}") })).await;
    }
    let mut eva = desk.logged_in("Eva").await;
    let listed = |page: &Reply| -> Vec<u32> {
        let after = page.text().split("Number ").skip(1);
        let mut numbers: Vec<u32> = after.filter_map(|rest| rest.split('.').next()?.parse().ok()).collect();
        numbers.dedup();
        numbers
    };
    let waiting = eva.get("/desk/inbox").await;
    assert_eq!(listed(&waiting), (1..=50).collect::<Vec<_>>());
    assert_says(&waiting, 200, "<time datetime=\"2024-06-01T12:00:00Z\">June 1, 2024");
    let all = eva.get("/desk/inbox?state=all").await;
    assert_eq!(listed(&all), (11..=60).rev().collect::<Vec<_>>());
    let rest = eva.get("/desk/inbox?state=all&after=11").await;
    assert_eq!(listed(&rest), (1..=10).rev().collect::<Vec<_>>());
    assert_says(&all, 200, "/desk/inbox?state=all&amp;after=11");
    let mut form = Filled::of(&waiting);
    form.check("suggestion", "3").check("suggestion", "7");
    eva.send(&form, "decline").await.assert_status(303);
    assert_eq!(listed(&eva.get("/desk/inbox?state=declined").await), [7, 3]);
    assert_eq!(listed(&eva.get("/desk/inbox?after=48").await), (49..=60).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_declined_suggestion_tells_its_sender_why_and_can_be_reopened() {
    let desk = desk().await;
    let status = suggest(&desk, nobody()).await;
    let mut eva = desk.logged_in("Eva").await;
    let mut form = eva.open("/desk/inbox/1").await;
    form.set("decline_words", "It is about <b>lakes</b>.");
    eva.send(&form, "decline").await.assert_header("location", "/desk/inbox/1?done=declined");
    let told = desk.gateway.get(&status).await;
    assert!(told.text().contains("lakes"), "{told}");
    let page = eva.get("/desk/inbox/1").await;
    assert_says(&page, 200, "It is about &lt;b&gt;lakes&lt;");
    assert_says(&eva.get("/desk/history").await, 200, "Eva declined the suggestion");

    let done = eva.send(&Filled::of(&page), "reopen").await;
    done.assert_header("location", "/desk/inbox/1?done=reopened");
    assert_says(&eva.get("/desk/inbox/1").await, 200, "It waits for a decision.");
    let told = desk.gateway.get(&status).await;
    assert!(!told.text().contains("lakes"), "{told}");
    assert_eq!(desk.text(), FILE);
}

#[tokio::test]
async fn an_accepted_report_must_be_withdrawn_before_the_decision_is_undone() {
    let desk = desk().await;
    suggest(&desk, nobody()).await;
    let mut eva = desk.logged_in("Eva").await;
    let form = eva.open("/desk/inbox/1").await;
    eva.write(&form).await.assert_status(303);
    until_in_feed(&desk.gateway, "A report that nobody has").await;
    assert_says(&eva.get("/desk/inbox/1").await, 200, "withdraw the report");
    assert_says(&eva.send(&form, "reopen").await, 409, "Withdraw it first.");
    let json: Value = eva_json(&desk);
    let id = json["id"].as_str().expect("an id");
    let withdraw = eva.open(&format!("/desk/reports/{id}/withdraw")).await;
    eva.write(&withdraw).await.assert_status(303);
    let page = eva.get("/desk/inbox/1").await;
    eva.send(&Filled::of(&page), "reopen").await.assert_header("location", "/desk/inbox/1?done=reopened");
}

fn eva_json(desk: &DeskGateway) -> Value {
    let added = reports(desk).into_iter().find(|report| report["url"] == "https://example.org/nobody");
    added.expect("it is there")
}

#[tokio::test]
async fn several_are_declined_with_one_text() {
    let desk = desk().await;
    let mut paths = Vec::new();
    for number in 1..=4 {
        let url = format!("https://spam.example/{number}");
        paths.push(suggest(&desk, json!({ "title": format!("Spam {number}"), "url": url })).await);
    }
    let (mut eva, mut leo) = (desk.logged_in("Eva").await, desk.logged_in("Leo").await);
    let mut form = eva.open("/desk/inbox").await;
    assert_says(&eva.send(&form, "decline").await, 422, "Nothing is chosen");
    form.check("suggestion", "1").check("suggestion", "2").check("suggestion", "4");
    form.check("suggestion", "nonsense").check("suggestion", "99").set("decline_words", "No advertisements.");
    let mut of_leo = leo.open("/desk/inbox/2").await;
    of_leo.set("decline_words", "Leo was first.");
    leo.send(&of_leo, "decline").await.assert_status(303);

    let done = eva.send(&form, "decline").await;
    done.assert_status(303).assert_header("location", "/desk/inbox?declined=2&others=1");
    let page = eva.get("/desk/inbox?declined=2&others=1").await;
    assert_says(&page, 200, "2 suggestions are declined. 1 other had been decided");
    assert!(page.text().contains("Spam 3") && !page.text().contains("Spam 4"), "{page}");
    for (path, words) in paths.iter().zip(["No advertisements.", "Leo was first.", "", "No advertisements."])
    {
        assert_says(&desk.gateway.get(path).await, 200, words);
    }
}

// ── two at once, crashes, files that cannot be written ──

#[tokio::test]
async fn who_decides_second_is_told_and_loses_nothing() {
    let desk = desk().await;
    suggest(&desk, nobody()).await;
    let (mut eva, mut leo) = (desk.logged_in("Eva").await, desk.logged_in("Leo").await);
    let mut of_leo = leo.open("/desk/inbox/1").await;
    of_leo.set("title", "As Leo types it").set("decline_words", "Leo's words");
    let review = leo.send(&of_leo, "review").await;
    let form = eva.open("/desk/inbox/1").await;
    eva.write(&form).await.assert_status(303);
    let after = desk.text();
    for step in ["decline", "review", "is-there", "patch"] {
        let refused = leo.send(&of_leo, step).await;
        assert_says(&refused, 409, "decided about this suggestion before you");
        assert_says(&refused, 409, "As Leo types it");
    }
    assert_says(&leo.send(&Filled::of(&review), "write").await, 409, "As Leo types it");
    assert_eq!(desk.text(), after);
}

#[tokio::test]
async fn two_who_accept_at_once_add_one_report() {
    let desk = desk().await;
    suggest(&desk, nobody()).await;
    let (mut eva, mut leo) = (desk.logged_in("Eva").await, desk.logged_in("Leo").await);
    let (mut of_eva, mut of_leo) = (eva.open("/desk/inbox/1").await, leo.open("/desk/inbox/1").await);
    of_eva.set("url", "https://example.org/eva").set("id", "of-eva");
    of_leo.set("url", "https://example.org/leo").set("id", "of-leo");
    let (one, other) = tokio::join!(eva.send(&of_eva, "write"), leo.send(&of_leo, "write"));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "{one} {other}");
    assert_eq!(reports(&desk).len(), 3);
}

#[tokio::test]
async fn where_the_system_refuses_to_write_nothing_is_lost_and_it_works_later() {
    let desk = ReadOnlyDesk::start().await;
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let address = format!("http://{}/api/v1/suggestions", desk.serving.address);
    let sent = client.post(address).header("content-type", "application/json").body(nobody().to_string());
    assert_eq!(sent.send().await.expect("a reply").status().as_u16(), 201);
    let mut eva = desk.logged_in().await;
    let mut form = eva.open("/desk/inbox/1").await;
    form.set("title", "As Eva corrects it");
    let review = eva.send(&form, "review").await;
    let refused = eva.send(&Filled::of(&review), "write").await;
    assert_says(&refused, 503, "The server cannot write the collection file.");
    assert!(!refused.text().contains("value=\"write\""), "{refused}");
    let kept = Filled::of(&refused);
    assert_eq!(kept.get("title"), "As Eva corrects it");
    assert_says(&eva.send(&kept, "patch").await, 200, "As Eva corrects it");
    assert_eq!(desk.text(), FILE);
    assert_says(&eva.get("/desk/inbox/1").await, 200, "It waits for a decision.");
    assert_says(&eva.get("/desk/history").await, 200, "Nobody has changed anything");

    desk.allow_writing();
    eva.send(&kept, "write").await.assert_header("location", "/desk/inbox/1?done=accepted");
    assert_eq!(desk.text().matches("As Eva corrects it").count(), 1);
}

#[tokio::test]
async fn after_a_crash_between_the_file_and_the_decision_nothing_is_added_twice() {
    let desk = desk().await;
    suggest(&desk, nobody()).await;
    let inbox = inbox(&desk);
    // What the desk had done when it was killed: the curator had corrected everything that identifies the report.
    inbox.begin_to_accept(1, "corrected", "Eva", 0).await.expect("it waits");
    let added = r#"{"id": "corrected", "title": "Corrected", "published": "2023", "url": "https://example.org/other"},
    {"id": "one","#;
    write(&desk.file, &FILE.replace(r#"{"id": "one","#, added));
    until_in_feed(&desk.gateway, "Corrected").await;

    let mut leo = desk.logged_in("Leo").await;
    let form = leo.open("/desk/inbox/1").await;
    let before = desk.text();
    leo.send(&form, "write").await.assert_header("location", "/desk/inbox/1?done=marked");
    assert_eq!(desk.text(), before);
    assert_says(&leo.get("/desk/inbox/1").await, 200, "It was accepted as");
    inbox.close().await;
}

#[tokio::test]
async fn a_report_that_somebody_added_by_hand_is_not_added_again() {
    let desk = desk().await;
    suggest(&desk, nobody()).await;
    let mut eva = desk.logged_in("Eva").await;
    let form = eva.open("/desk/inbox/1").await;
    let added = r#"{"id": "hand", "title": "By hand", "published": "2023", "url": "http://www.example.org/nobody/"},
    {"id": "one","#;
    write(&desk.file, &FILE.replace(r#"{"id": "one","#, added));
    let before = desk.text();
    let review = eva.send(&form, "review").await;
    assert_says(&review, 409, "The file has this report already, as “hand”.");
    assert_says(&review, 409, "It is in the file now</button>");
    eva.send(&form, "write").await.assert_header("location", "/desk/inbox/1?done=marked");
    assert_eq!(desk.text(), before);
}

#[tokio::test]
async fn what_the_sender_changed_after_the_review_is_not_accepted_unseen() {
    let desk = desk().await;
    let status = suggest(&desk, nobody()).await;
    let mut eva = desk.logged_in("Eva").await;
    let mut form = eva.open("/desk/inbox/1").await;
    form.set("places", "Chad");
    let token = status.rsplit('/').next().expect("a token");
    let Value::Object(fields) = json!({ "title": "Another title", "url": "https://example.org/nobody" })
    else {
        panic!("an object")
    };
    let new = feedgate::inbox::NewSuggestion { fields, note: None };
    let inbox = inbox(&desk);
    inbox.revise(token, 1, new, 0).await.expect("it waits");
    for step in ["write", "review", "patch"] {
        let refused = eva.send(&form, step).await;
        assert_says(&refused, 409, "The sender changed this suggestion");
        assert_says(&refused, 409, "Another title");
        assert_eq!(Filled::of(&refused).get("places"), "Chad");
    }
    assert_eq!(desk.text(), FILE);
    inbox.close().await;
}

#[tokio::test]
async fn what_the_sender_changed_comes_into_the_form_where_the_curator_changed_nothing() {
    let desk = desk().await;
    let status = suggest(&desk, nobody()).await;
    let mut eva = desk.logged_in("Eva").await;
    let mut form = eva.open("/desk/inbox/1").await;
    form.set("places", "Chad").set("published", "2023-08").set("decline_words", "Perhaps.");
    let token = status.rsplit('/').next().expect("a token");
    let Value::Object(fields) = json!({
        "title": "Another title", "url": "https://example.org/nobody", "published": "2022",
        "authors": [{ "name": "Ana" }, { "name": "Leo" }],
    }) else {
        panic!("an object")
    };
    let new = feedgate::inbox::NewSuggestion { fields, note: Some("A new note.".to_owned()) };
    let inbox = inbox(&desk);
    inbox.revise(token, 1, new, 0).await.expect("it waits");
    let shown = eva.send(&form, "review").await;
    assert_says(&shown, 409, "The sender changed this suggestion in the meantime");
    let merged = Filled::of(&shown);
    for (name, value) in [
        ("title", "Another title"),
        ("authors.1.name", "Leo"),
        ("places", "Chad"),
        ("published", "2023-08"),
        ("decline_words", "Perhaps."),
    ] {
        assert_eq!(merged.get(name), value, "{name}");
    }
    for text in [
        "Title: “A report that nobody has” is now “Another title”.",
        "Date of publication: “2023-07” is now “2022”.",
        "Authors: “Ana” is now “Ana, Leo”.",
        "is now “A new note.”.",
        "The sender writes now:</strong> <span dir=\"auto\">2022<",
    ] {
        assert_says(&shown, 409, text);
    }
    assert_eq!(shown.text().matches("The sender writes now:").count(), 1, "{shown}");
    eva.write(&merged).await.assert_header("location", "/desk/inbox/1?done=accepted");
    let added = eva_json(&desk);
    assert_eq!((&added["title"], &added["published"]), (&json!("Another title"), &json!("2023-08")));
    inbox.close().await;
}

#[tokio::test]
async fn a_button_that_is_pressed_twice_says_that_it_is_done() {
    let desk = desk().await;
    suggest(&desk, nobody()).await;
    suggest(&desk, json!({ "title": "Spam", "url": "https://spam.example/", "published": "2023" })).await;
    let (mut eva, mut leo) = (desk.logged_in("Eva").await, desk.logged_in("Leo").await);
    let form = eva.open("/desk/inbox/1").await;
    let review = Filled::of(&eva.send(&form, "review").await);
    eva.send(&review, "write").await.assert_header("location", "/desk/inbox/1?done=accepted");
    let after = desk.text();
    for _ in 0..2 {
        eva.send(&review, "write").await.assert_header("location", "/desk/inbox/1?done=before");
    }
    assert_says(&eva.get("/desk/inbox/1?done=before").await, 200, "You did this already");
    // With something else in the form, and for somebody else, it is not done.
    let mut other = review.clone();
    other.set("title", "Another title");
    assert_says(&eva.send(&other, "write").await, 409, "decided about this suggestion before you");
    let mut of_leo = review.clone();
    of_leo.set("form", leo.open("/desk/inbox").await.get("form"));
    assert_says(&leo.send(&of_leo, "write").await, 409, "decided about this suggestion before you");
    assert_eq!(desk.text(), after);

    let mut form = eva.open("/desk/inbox/2").await;
    form.set("decline_words", "No.");
    eva.send(&form, "decline").await.assert_header("location", "/desk/inbox/2?done=declined");
    eva.send(&form, "decline").await.assert_header("location", "/desk/inbox/2?done=before");
    let page = Filled::of(&eva.get("/desk/inbox/2").await);
    eva.send(&page, "reopen").await.assert_header("location", "/desk/inbox/2?done=reopened");
    eva.send(&page, "reopen").await.assert_header("location", "/desk/inbox/2?done=before");
}

#[tokio::test]
async fn where_the_desk_does_not_write_it_hands_out_a_patch_and_waits_for_the_report() {
    let desk = desk_with(|config| config.desk.writes = false).await;
    suggest(&desk, nobody()).await;
    let mut eva = desk.logged_in("Eva").await;
    let mut form = eva.open("/desk/inbox/1").await;
    form.set("url", "https://example.org/corrected").set("title", "Corrected");
    let review = eva.send(&form, "review").await;
    assert_says(&review, 200, "This desk does not write the file.");
    let form = Filled::of(&review);
    assert_says(&eva.send(&form, "write").await, 200, "This desk does not write the file.");
    let patch = eva.send(&form, "patch").await;
    patch.assert_header("content-disposition", "attachment; filename=\"collection.patch\"");
    assert!(patch.text().contains("https://example.org/corrected"), "{patch}");
    assert_says(&eva.send(&form, "is-there").await, 409, "does not serve this report yet");
    assert_eq!(desk.text(), FILE);

    let added = r#"{"id": "corrected", "title": "Corrected", "published": "2023", "url": "https://example.org/corrected"},
    {"id": "one","#;
    write(&desk.file, &FILE.replace(r#"{"id": "one","#, added));
    until_in_feed(&desk.gateway, "Corrected").await;
    eva.send(&eva_form(&mut desk.logged_in("Leo").await).await, "decline").await.assert_status(403);
    let form = eva.open("/desk/inbox/1").await;
    eva.send(&form, "is-there").await.assert_header("location", "/desk/inbox/1?done=marked");
}

async fn eva_form(browser: &mut super::desk_browser::Browser<'_>) -> Filled {
    browser.open("/desk/inbox/1").await
}

// ── what strangers write, and who may ──

#[tokio::test]
async fn markup_in_every_field_stays_text() {
    const BAD: &str = "<script>alert(1)</script>\"'&<b>";
    let desk = desk().await;
    let mut suggestion = json!({
        "title": BAD, "url": "https://example.org/a?x=<b>", "abstract": BAD, "note": BAD, "published": "2023",
        "authors": [{ "name": BAD }], "publishers": [{ "name": BAD }], "places": [BAD], "keywords": [BAD],
        "rights": { "text": BAD }, "sender": { "name": BAD, "organization": BAD },
    });
    let reply = desk.gateway.post("/api/v1/suggestions", &JSON, suggestion.to_string().into()).await;
    if reply.status.as_u16() == 422 {
        // An address with signs of markup may be refused; then there is nothing to show.
        suggestion["url"] = "https://example.org/a".into();
        suggest(&desk, suggestion).await;
    }
    let mut eva = desk.logged_in("Eva").await;
    let form = eva.open("/desk/inbox/1").await;
    let review = eva.send(&form, "review").await;
    let mut pages = vec![eva.get("/desk/inbox").await, eva.get("/desk/inbox/1").await, review];
    eva.send(&form, "decline").await.assert_status(303);
    pages.extend([eva.get("/desk/inbox/1").await, eva.get("/desk/history").await]);
    pages.push(eva.get("/desk/inbox?state=all").await);
    for page in pages {
        page.assert_status(200);
        assert!(!page.text().contains("<script") && !page.text().contains("\"'&<b>"), "{page}");
    }
}

#[tokio::test]
async fn forms_of_other_sites_decide_nothing() {
    let desk = desk().await;
    suggest(&desk, nobody()).await;
    let mut eva = desk.logged_in("Eva").await;
    let one = eva.open("/desk/inbox/1").await;
    let mut list = eva.open("/desk/inbox").await;
    list.check("suggestion", "1");
    for (form, steps) in
        [(one, &["write", "decline", "is-there", "reopen", "patch"][..]), (list, &["decline"])]
    {
        for step in steps {
            let mut forged = form.clone();
            forged.set("form", "wrong");
            eva.send(&forged, step).await.assert_status(403);
            forged.pairs.retain(|(name, _)| name != "form");
            eva.send(&forged, step).await.assert_status(403);
            desk.gateway.at_desk(&form.action, &[], Some(form.encoded())).await.assert_status(403);
        }
    }
    desk.gateway.at_desk("/desk/inbox", &[], None).await.assert_header("location", "/desk/login");
    assert_says(&eva.get("/desk/inbox/1").await, 200, "It waits for a decision.");
    assert_eq!(desk.text(), FILE);
    for nothing in ["/desk/inbox/2", "/desk/inbox/x", "/desk/inbox/99999999999999999999", "/desk/inbox/1/2"] {
        eva.get(nothing).await.assert_status(404);
    }
}

#[tokio::test]
async fn the_feed_of_the_inbox_needs_its_secret_and_tells_no_addresses() {
    let desk = desk().await;
    suggest(&desk, nobody()).await;
    for wrong in ["", "?key=", "?key=x", "?key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        desk.gateway.at_desk(&format!("/desk/inbox.atom{wrong}"), &[], None).await.assert_status(403);
    }
    let mut eva = desk.logged_in("Eva").await;
    let page = eva.get("/desk/inbox").await;
    let start = page.text().find("/desk/inbox.atom?key=").expect("a link");
    let path: String = page.text()[start..].chars().take_while(|sign| *sign != '"').collect();
    // Without the cookie.
    let feed = desk.gateway.at_desk(&path, &[], None).await;
    feed.assert_status(200).assert_header("content-type", "application/atom+xml; charset=utf-8");
    for text in ["A report that nobody has", "tag:example.org,2020:c/suggestions/1", "/desk/inbox/1"] {
        assert!(feed.text().contains(text), "{text} is not in {feed}");
    }
    for secret in ["ana@example.org", "Ana Sender", "It is about rivers"] {
        assert!(!feed.text().contains(secret), "{secret} is in {feed}");
    }
    let form = eva.open("/desk/inbox/1").await;
    eva.send(&form, "decline").await.assert_status(303);
    let feed = desk.gateway.at_desk(&path, &[], None).await;
    assert!(!feed.text().contains("A report that nobody has"), "{feed}");
}

#[tokio::test]
async fn a_desk_without_suggestions_has_no_inbox() {
    let desk = desk_with(|config| config.inbox.is_enabled = false).await;
    let mut eva = desk.logged_in("Eva").await;
    assert!(!eva.get("/desk").await.text().contains("Inbox"));
    eva.get("/desk/inbox").await.assert_status(404);
    eva.get("/desk/inbox.atom").await.assert_status(404);
}

#[tokio::test]
async fn the_inbox_of_the_desk_works_with_postgresql() {
    let server = Postgres::start().await;
    let (_keeper, folder) = folder();
    let file = folder.join("c.json");
    write(&file, FILE);
    let database = server.database();
    set_password(&database, "Eva", PASSWORD).await;
    let set = |config: &mut Config| config.database = database.clone();
    let gateway = TestGateway::with(text(&file), set, || at("2024-06-01T12:00:00Z")).await;
    for number in 1..=3 {
        let suggestion = json!({ "title": format!("Report {number}"), "doi": format!("10.1234/{number}"), "published": "2023" });
        gateway.post("/api/v1/suggestions", &JSON, suggestion.to_string().into()).await.assert_status(201);
    }
    let mut eva = Browser { admin: &gateway.admin, cookie: None, fields: Vec::new() };
    eva.log_in("Eva", PASSWORD).await.assert_status(303);
    let form = eva.open("/desk/inbox/1").await;
    let review = eva.send(&form, "review").await;
    let done = eva.send(&Filled::of(&review), "write").await;
    done.assert_header("location", "/desk/inbox/1?done=accepted");
    until_in_feed(&gateway, "Report 1").await;
    let mut list = eva.open("/desk/inbox").await;
    list.check("suggestion", "2").check("suggestion", "3").set("decline_words", "No.");
    let done = eva.send(&list, "decline").await;
    done.assert_header("location", "/desk/inbox?declined=2&others=0");
    let declined = eva.get("/desk/inbox?state=declined").await;
    let at = |title: &str| declined.text().find(title).expect("it is listed");
    assert!(at("Report 3") < at("Report 2"), "{declined}");
    let page = eva.get("/desk/inbox/2").await;
    eva.send(&Filled::of(&page), "reopen").await.assert_header("location", "/desk/inbox/2?done=reopened");
    assert_says(&eva.get("/desk/history").await, 200, "Eva accepted the suggestion");
}

// ── commands ──

#[tokio::test]
async fn operators_accept_and_decline_with_commands() {
    // The command looks at the real clock.
    let desk = DeskGateway::with(FILE, |_| {}, feedgate::gateway::now).await;
    let status = suggest(&desk, nobody()).await;
    let declined = suggest(&desk, json!({ "title": "Spam", "url": "https://spam.example/" })).await;
    let command = |arguments: &[&str]| {
        let first = ["--collection", text(&desk.file), "suggestions"];
        let mut command = feedgate(first.into_iter().chain(arguments.iter().copied()));
        let Database::File(database) = &desk.database else { panic!("a file") };
        command.env("FEEDGATE_STATE__DATABASE", database).env("USER", "ana").env_remove("SUDO_USER");
        run(&mut command)
    };
    let shown = command(&["accept", "1"]);
    assert!(shown.assert_code(0).text().contains("A report that nobody has"), "{shown}");
    assert_eq!(desk.text(), FILE, "it is only shown");
    let written = command(&["accept", "1", "--write"]);
    assert!(written.assert_code(0).text().contains("accepted suggestion 1"), "{written}");
    until_in_feed(&desk.gateway, "A report that nobody has").await;
    let id = eva_json(&desk)["id"].as_str().expect("an id").to_owned();
    assert_says(&desk.gateway.get(&status).await, 200, &format!("/reports/{id}"));
    command(&["accept", "1", "--write"]).assert_code(2).assert_tells("decided already");
    command(&["accept", "9", "--write"]).assert_code(2).assert_tells("there is no suggestion 9");
    command(&["accept", "2", "--write"]).assert_code(2).assert_tells("has no date of publication");

    let long = "x".repeat(4_001);
    command(&["decline", "2", "--words", &long]).assert_code(2).assert_tells("more than 4000 characters");
    let nameless = command(&["decline", "2", "--words", "", "--by", "<b>"]);
    nameless.assert_code(1).assert_tells("without < and >");
    command(&["decline", "2", "--words", "No advertisements.", "--by", "Eva Fuente"]).assert_code(0);
    assert_says(&desk.gateway.get(&declined).await, 200, "No advertisements.");
    command(&["decline", "2", "--words", ""]).assert_code(2).assert_tells("decided already");
    assert_eq!(reports(&desk).len(), 3);

    let mut eva = desk.logged_in("Eva").await;
    let history = eva.get("/desk/history").await;
    assert_says(&history, 200, "ana accepted the suggestion “A report that nobody has”");
    assert_says(&history, 200, "Eva Fuente declined the suggestion “Spam”");
    assert!(!history.text().contains("may be missing"), "{history}");
    assert_says(&eva.get("/desk/inbox/1").await, 200, "ana accepted it as");
    let change = history.text().split("href=\"/desk/history/").last().and_then(|rest| rest.split('"').next());
    let change = eva.get(&format!("/desk/history/{}", change.expect("a link"))).await;
    assert_says(&change, 200, "https://example.org/nobody");
}
