//! Suggestions of visitors and apps, from the form and the API to what a curator finds.

use std::time::Duration;

use feedgate::inbox::{Decision, InboxFilter, SuggestionState};
use feedgate::store::Database;
use serde_json::json;

use super::html;
use super::subscriber::metric;
use super::suggesting::{JSON, Suggesting, below, good, location, moving, now, value_of};
use super::support::{SITE, TestGateway};

// ── API ──

#[tokio::test]
async fn an_app_suggests_a_report_and_sees_what_becomes_of_it() {
    let suggesting = Suggesting::new().await;
    let body = json!({
        "title": "A report that nobody has", "url": "https://example.org/nobody", "published": "2023-07",
        "authors": [{ "name": "Ana" }], "note": "It is about asylum.",
        "sender": { "name": "Ana", "email": "ana@example.org", "organization": "Rivers United" },
    });
    let created = suggesting.send(&body).await;
    created.assert_status(201).assert_header("content-type", "application/json");
    created.assert_header("cache-control", "no-store").assert_header("referrer-policy", "no-referrer");
    let status = created.json();
    assert_eq!(status["state"], "received");
    assert_eq!(status["status"], created.header("location").expect("a location"));
    assert_eq!(status["suggestions"][0]["fields"]["authors"][0]["name"], "Ana");
    assert!(!created.text().contains("ana@example.org"), "{created}");

    let status = suggesting.gateway.get(&location(&created)).await;
    status.assert_status(200).assert_header("x-robots-tag", "noindex");
    assert_eq!(status.json(), created.json());

    let inbox = suggesting.inbox().await;
    let found = inbox.list(InboxFilter::default()).await.expect("it works");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].sender.email.as_deref(), Some("ana@example.org"));
    assert_eq!(found[0].note.as_deref(), Some("It is about asylum."));
    let decline = Decision::Decline { words: "It is <b>about</b> rivers.".into() };
    inbox.decide(found[0].id, decline, "Berta", 0).await.expect("it is decided");
    let status = suggesting.gateway.get(&location(&created)).await.json();
    assert_eq!(
        (&status["state"], &status["suggestions"][0]["words"]),
        (&"declined".into(), &"It is <b>about</b> rivers.".into())
    );
    let page = suggesting.gateway.get(&below(status["page"].as_str().expect("a page"))).await;
    assert!(page.text().contains("It is &lt;b&gt;about&lt;/b&gt; rivers."), "{page}");
}

#[tokio::test]
async fn a_repeated_request_gets_the_same_answer_and_is_stored_once() {
    let suggesting = Suggesting::new().await;
    let key = "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"";
    let first = suggesting.send_with_key(key, &good()).await;
    first.assert_status(201);
    let again = suggesting.send_with_key(key, &good()).await;
    again.assert_status(201);
    assert_eq!((again.json(), again.header("location")), (first.json(), first.header("location")));
    let other = suggesting.send_with_key(key, &json!({ "title": "x", "doi": "10.1234/x" })).await;
    other.assert_status(422).assert_header("content-type", "application/problem+json");
    for short in ["1", "0123456789abcde", &"x".repeat(256), "0123456789 abcdef"] {
        suggesting.send_with_key(short, &good()).await.assert_status(400);
    }
    // Another key with the same report is another request.
    suggesting.send_with_key("another-key-of-sixteen", &good()).await.assert_status(409);
    assert_eq!(suggesting.inbox().await.list(InboxFilter::default()).await.expect("it works").len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_told_field_by_field() {
    let suggesting = Suggesting::new().await;
    let wrong = json!({
        "title": "", "url": "nowhere", "published": "soon", "topics": ["no-such-topic"], "added": "2024-01-01",
        "sender": { "email": "nobody" }, "note": "x".repeat(5_000),
    });
    let refused = suggesting.send(&wrong).await;
    refused.assert_status(422).assert_header("content-type", "application/problem+json");
    let problem = refused.json();
    let fields: Vec<&str> = problem["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .filter_map(|one| one["field"].as_str())
        .collect();
    for field in ["title", "url", "published", "topics", "added", "sender.email", "note"] {
        assert!(fields.contains(&field), "{field} in {problem}");
    }
    for (body, status) in [
        (json!({ "title": "A" }), 422),
        (json!({ "url": "https://example.org/" }), 422),
        (json!({ "title": "A", "doi": "10.1234/a", "url": "" }), 422),
        (json!({ "title": "A", "doi": "10.1234/a", "sender": { "email": " " } }), 422),
        (json!({ "title": "A", "doi": "10.1234/a", "language": null }), 422),
        (json!({ "title": 1, "doi": "10.1234/a" }), 422),
        (json!({ "title": "A", "doi": "10.1234/a", "sender": "me" }), 422),
        (json!({ "title": "A", "doi": "10.1234/a", "sender": { "phone": "1" } }), 422),
        (json!({ "title": "A", "doi": "10.1234/a", "note": [] }), 422),
        (json!({ "title": "A\u{0}", "doi": "10.1234/a" }), 422),
        (json!([]), 400),
    ] {
        suggesting.send(&body).await.assert_status(status);
    }
    let target = "/api/v1/suggestions";
    for body in ["", "{", "{\"title\": \"A\"", "\u{0}"] {
        suggesting.gateway.post(target, &JSON, body.into()).await.assert_status(400);
    }
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    suggesting.gateway.post(target, &JSON, format!("{{\"title\":{deep}}}").into()).await.assert_status(400);
    suggesting.gateway.post(target, &JSON, vec![b' '; 200_000]).await.assert_status(413);
    suggesting
        .gateway
        .post(target, &[("content-type", "text/plain")], b"{}".to_vec())
        .await
        .assert_status(415);
    suggesting.gateway.get(target).await.assert_status(405);
    assert!(!suggesting.folder.path().join("f.db").exists(), "nothing was stored");
}

#[tokio::test]
async fn a_report_that_is_there_already_is_answered_with_a_link_to_it() {
    let suggesting = Suggesting::of("every_field.json").await;
    let reports = suggesting.gateway.get("/api/v1/reports?limit=100").await.json();
    let reports = reports["reports"].as_array().expect("reports");
    let report = reports.iter().find(|one| one["url"].is_string()).expect("one with an address");
    let url = report["url"].as_str().expect("an address").replace("https://", "http://");
    for body in [
        json!({ "title": "x", "url": format!("{url}&utm_source=mail") }),
        json!({ "title": "x", "url": format!("{SITE}/reports/{}", report["id"].as_str().expect("an id")) }),
        json!({ "title": "x", "doi": "10.1234/x", "guid": report["entry_id"] }),
    ] {
        let refused = suggesting.send(&body).await;
        refused.assert_status(409);
        let existing = refused.json()["existing"].clone();
        assert_eq!(existing, format!("{SITE}/reports/{}", report["id"].as_str().expect("an id")), "{body}");
    }
    suggesting.send(&good()).await.assert_status(201);
    let waits = suggesting.send(&json!({ "title": "x", "url": "http://www.example.org/nobody/" })).await;
    waits.assert_status(409);
    assert_eq!(waits.json().get("existing"), None, "what others suggest is private");

    // Once it is accepted, its report is public, also if the curator corrected what identifies it.
    let accepted = report["id"].as_str().expect("an id").to_owned();
    let decision = Decision::Accept { report: accepted.clone(), fields: Default::default() };
    let inbox = suggesting.inbox().await;
    inbox.decide(1, decision, "Eva", 0).await.expect("it waits");
    inbox.close().await;
    let known = suggesting.send(&json!({ "title": "x", "url": "http://www.example.org/nobody/" })).await;
    assert_eq!(known.assert_status(409).json()["existing"], format!("{SITE}/reports/{accepted}"));
}

#[tokio::test]
async fn who_suggests_what_waits_is_told_so_without_a_private_address() {
    let suggesting = Suggesting::with(moving, |_| {}).await;
    let token = location(&suggesting.send(&good()).await);
    let form = suggesting.form(&[("title", "x"), ("address", "https://example.org/nobody")]).await;
    let told = suggesting.post("/suggest", &form).await;
    told.assert_status(409);
    assert!(
        told.text().contains("a curator is going to review it") && told.text().contains("href=\"/feed\""),
        "{told}"
    );
    assert!(!told.text().contains(token.rsplit('/').next().expect("a token")), "{told}");
}

#[tokio::test]
async fn nobody_finds_what_others_sent() {
    let suggesting = Suggesting::new().await;
    let created = suggesting.send(&good()).await;
    let own = location(&created);
    let token = own.rsplit('/').next().expect("a token");
    let mut other = token.to_owned();
    other.replace_range(0..1, if token.starts_with('A') { "B" } else { "A" });
    for token in [other.as_str(), "1", "short", &token[1..], &format!("{token}A")] {
        suggesting.gateway.get(&format!("/api/v1/suggestions/{token}")).await.assert_status(404);
        suggesting.gateway.get(&format!("/suggest/{token}")).await.assert_status(404);
        let form = [("do".to_owned(), "forget".to_owned())];
        suggesting.post(&format!("/suggest/{token}"), &form).await.assert_status(404);
    }
    for target in ["/", "/sitemap.xml", "/robots.txt", "/feed.atom", "/suggest", "/api/v1"] {
        assert!(!suggesting.gateway.get(target).await.text().contains(token), "{target}");
    }
    let metrics = suggesting.gateway.operator("/metrics").await;
    assert!(
        !metrics.text().contains(token) && metrics.text().contains("feedgate_inbox_received_total 1"),
        "{metrics}"
    );
}

// ── the form ──

const FILLED: [(&str, &str); 7] = [
    ("address", "https://example.org/nobody"),
    ("title", "A report that nobody has"),
    ("published", "2023"),
    ("note", "It is about asylum."),
    ("organization", "Rivers United"),
    ("name", "Ana"),
    ("email", "ana@example.org"),
];

#[tokio::test]
async fn a_visitor_suggests_a_report_corrects_it_and_takes_it_back() {
    let suggesting = Suggesting::with(moving, |_| {}).await;
    let sent = suggesting.post("/suggest", &suggesting.form(&FILLED).await).await;
    sent.assert_status(303).assert_header("cache-control", "no-store");
    let private = location(&sent);
    let page = suggesting.gateway.get(&private).await;
    page.assert_status(200).assert_header("cache-control", "no-store");
    page.assert_header("referrer-policy", "no-referrer").assert_header("x-robots-tag", "noindex");
    assert!(
        page.header("content-security-policy").is_some_and(|policy| policy.contains("default-src 'none'")),
        "{page}"
    );
    assert!(page.text().contains("noindex") && page.text().contains("ana@example.org"), "{page}");

    let id = value_of(&page, "suggestion");
    let correct = |title: &str| {
        let fields = [
            ("do", "correct"),
            ("suggestion", &id),
            (&format!("address-{id}"), "https://example.org/nobody"),
            (&format!("title-{id}"), title),
        ];
        fields.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    suggesting.post(&private, &correct("A better title")).await.assert_status(303);
    assert!(suggesting.gateway.get(&private).await.text().contains("A better title"));
    let wrong = suggesting.post(&private, &correct("")).await;
    wrong.assert_status(422);
    assert!(wrong.text().contains("Enter the title."), "{wrong}");

    let forget = [("do".to_owned(), "forget".to_owned())];
    suggesting.post(&private, &forget).await.assert_status(303);
    assert!(!suggesting.gateway.get(&private).await.text().contains("ana@example.org"));

    let take_back =
        [("do", "take-back"), ("suggestion", &id)].map(|(name, value)| (name.to_owned(), value.to_owned()));
    suggesting.post(&private, &take_back).await.assert_status(303);
    suggesting.post(&private, &take_back).await.assert_status(303);
    suggesting.post(&private, &correct("Too late")).await.assert_status(409);
    let found = suggesting
        .inbox()
        .await
        .list(InboxFilter { state: None, ..InboxFilter::default() })
        .await
        .expect("it works");
    assert_eq!(found[0].state, SuggestionState::TakenBack);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_stored_once() {
    let suggesting = Suggesting::with(moving, |_| {}).await;
    let form = suggesting.form(&FILLED).await;
    let first = suggesting.post("/suggest", &form).await;
    let second = suggesting.post("/suggest", &form).await;
    assert_eq!(location(&first), location(&second));
    let mut other = form.clone();
    other[1].1 = "https://example.org/other".into();
    let refused = suggesting.post("/suggest", &other).await;
    refused.assert_status(422);
    other[0].1 = value_of(&refused, "stamp");
    other[2].1 = "Another title".into();
    suggesting.post("/suggest", &other).await.assert_status(303);
}

#[tokio::test]
async fn errors_stand_beside_their_fields_and_nothing_typed_is_lost() {
    let suggesting = Suggesting::with(moving, |_| {}).await;
    let markup = "<script>alert('\"1\"')</script>";
    let fields = [
        ("address", "no \"address\" <i>"),
        ("title", ""),
        ("published", "<soon>"),
        ("note", &format!("{markup}\n</textarea>{}", "x".repeat(4_000))),
        ("organization", markup),
        ("name", markup),
        ("email", "<nobody>"),
    ];
    for (language, words) in [("en", "Enter the title."), ("es", "Escriba el título.")] {
        let form = suggesting.form(&fields).await;
        let page = suggesting.post(&format!("/{language}/suggest"), &form).await;
        page.assert_status(422);
        assert!(page.text().contains(words), "{page}");
        assert!(!page.text().contains(markup) && !page.text().contains("<soon>"), "{page}");
        for (name, typed) in fields.into_iter().filter(|(name, _)| *name != "note") {
            let shown = html::named(page.text(), "input").into_iter().find(|input| input.get("name") == name);
            assert_eq!(shown.expect("the field").get("value"), typed, "{name}");
        }
        assert!(page.text().contains(&"x".repeat(4_000)), "{page}");
        for name in ["address", "title", "published", "note", "email"] {
            assert!(page.text().contains(&format!("id=\"{name}-error\"")), "{name}: {page}");
        }
    }
}

#[tokio::test]
async fn a_form_of_a_program_is_refused_and_a_person_can_go_on() {
    let suggesting = Suggesting::new().await;
    // The clock stands still, so the form comes back at once.
    let early = suggesting.form(&FILLED).await;
    let refused = suggesting.post("/suggest", &early).await;
    refused.assert_status(422);
    assert!(refused.text().contains("very quickly"), "{refused}");
    assert_eq!(value_of(&refused, "stamp"), early[0].1, "the same form may be sent later");

    let suggesting = Suggesting::with(moving, |_| {}).await;
    let mut trapped = suggesting.form(&FILLED).await;
    trapped.push(("website".into(), "https://spam.example/".into()));
    let refused = suggesting.post("/suggest", &trapped).await;
    refused.assert_status(422);
    assert_eq!(value_of(&refused, "website"), "https://spam.example/");
    for stamp in ["", "x", "AAAA"] {
        let mut form = suggesting.form(&FILLED).await;
        form[0].1 = stamp.into();
        let refused = suggesting.post("/suggest", &form).await;
        refused.assert_status(422);
        form[0].1 = value_of(&refused, "stamp");
        assert_eq!(value_of(&refused, "title"), "A report that nobody has");
        if stamp == "AAAA" {
            suggesting.post("/suggest", &form).await.assert_status(303);
        }
    }
    assert_eq!(metric(&suggesting.gateway, "inbox_refused_total{reason=\"form\"}").await, 4);
}

#[tokio::test]
async fn a_form_that_needs_a_proof_is_taken_only_with_one() {
    let suggesting = Suggesting::with(moving, |config| config.inbox.proof_bits = 6).await;
    let mut form = suggesting.form(&FILLED).await;
    suggesting.post("/suggest", &form).await.assert_status(422);
    let stamp = form[0].1.clone();
    let number = (0..).map(|number: u32| number.to_string());
    let number =
        number.into_iter().find(|number| feedgate::inbox::is_proof(&stamp, number, 6)).expect("one of 64");
    form.push(("proof".into(), number));
    suggesting.post("/suggest", &form).await.assert_status(303);
}

#[tokio::test]
async fn what_cannot_be_taken_now_is_said_with_a_time_to_wait() {
    let limited =
        Suggesting::with(moving, |config| config.inbox.per_client = 2.try_into().expect("not 0")).await;
    for n in 0..2 {
        limited.send(&json!({ "title": "x", "doi": format!("10.1234/{n}") })).await.assert_status(201);
    }
    let refused = limited.send(&good()).await;
    assert!(refused.assert_status(429).header("retry-after").is_some(), "{refused}");
    let page = limited.post("/suggest", &limited.form(&FILLED).await).await;
    page.assert_status(429);
    assert_eq!(value_of(&page, "title"), "A report that nobody has");

    let full = Suggesting::with(moving, |config| config.inbox.waiting = 1).await;
    full.send(&json!({ "title": "x", "doi": "10.1234/x" })).await.assert_status(201);
    let refused = full.send(&good()).await;
    refused.assert_status(503).assert_header("retry-after", "3600");
    full.post("/suggest", &full.form(&FILLED).await).await.assert_status(503);

    let broken = Suggesting::with(moving, |config| {
        config.database = Database::File("/nonexistent/folder/f.db".into());
    });
    let broken = broken.await;
    broken.send(&good()).await.assert_status(503).assert_header("retry-after", "60");
    let page = broken.post("/suggest", &broken.form(&FILLED).await).await;
    page.assert_status(503);
    assert_eq!(value_of(&page, "title"), "A report that nobody has");
    assert_eq!(metric(&broken.gateway, "inbox_down").await, 1);
}

#[tokio::test]
async fn a_full_inbox_is_told_before_anything_is_typed() {
    let full = Suggesting::with(moving, |config| config.inbox.waiting = 1).await;
    let says_so = |page: &super::support::Reply| page.text().contains("The inbox is full");
    for target in ["/suggest", "/suggest/many"] {
        let page = full.gateway.get(target).await;
        assert!(!says_so(&page), "{page}");
    }
    full.send(&json!({ "title": "x", "doi": "10.1234/x" })).await.assert_status(201);
    for target in ["/suggest", "/suggest/many"] {
        let page = full.gateway.get(target).await;
        assert!(says_so(page.assert_status(200)), "{page}");
    }
    // A curator declines it with a command, which this process is not told of.
    let decline = Decision::Decline { words: String::new() };
    full.inbox().await.decide(1, decline, "Berta", 0).await.expect("it is decided");
    let page = full.gateway.get("/suggest").await;
    assert!(!says_so(&page), "{page}");
}

#[tokio::test]
async fn without_a_database_nobody_is_told_that_a_suggestion_was_not_received() {
    let suggesting = Suggesting::with(moving, |_| {}).await;
    let created = suggesting.send(&good()).await;
    let (api, page) = (location(&created), below(created.json()["page"].as_str().expect("a page")));
    let file = suggesting.folder.path().join("f.db");
    std::fs::rename(&file, file.with_extension("away")).expect("it is there");
    for target in [&api, &page, &format!("/es{page}")] {
        let shown = suggesting.gateway.get_with(target, &[("accept", "text/html")]).await;
        shown.assert_status(503).assert_header("retry-after", "60");
        let is_told = shown.text().contains("Nothing is lost.") || shown.text().contains("Nada se perdió.");
        assert!(is_told && !shown.text().contains("not received"), "{shown}");
    }
    for what in ["forget", "take-back", "correct", "sender"] {
        let form = [("do".to_owned(), what.to_owned()), ("suggestion".to_owned(), "1".to_owned())];
        let refused = suggesting.post(&page, &form).await;
        refused.assert_status(503);
        assert!(refused.text().contains("nothing was changed"), "{refused}");
    }
    std::fs::rename(file.with_extension("away"), &file).expect("it is there");
    suggesting.gateway.get(&page).await.assert_status(200);
}

#[tokio::test]
async fn the_words_of_forms_fit_what_happened() {
    let suggesting = Suggesting::with(moving, |config| config.inbox.proof_bits = 6).await;
    let form = suggesting.gateway.get("/suggest").await;
    assert!(form.text().contains("This form needs JavaScript"), "{form}");
    assert!(!form.text().contains("did not finish"), "{form}");
    assert!(!form.text().contains("aria-describedby=\" "), "{form}");
    let long = json!({ "title": "A", "doi": "10.1234/a", "abstract": "x".repeat(40_000) });
    let refused = suggesting.send(&long).await;
    refused.assert_status(422);
    let detail = refused.json()["detail"].as_str().expect("a text").to_owned();
    assert_eq!(detail, "These fields need a correction: abstract.");
}

#[tokio::test]
async fn every_page_links_to_the_form_unless_there_is_none() {
    let suggesting = Suggesting::new().await;
    let off = TestGateway::with("two_topics.json", |config| config.inbox.is_enabled = false, now).await;
    for target in ["/", "/topics/rivers", "/feed", "/share", "/nothing"] {
        let words = "Add your organization&apos;s content";
        let page = suggesting.gateway.get_with(target, &[("accept", "text/html")]).await;
        assert!(page.text().contains("href=\"/suggest\"") && page.text().contains(words), "{page}");
        let page = off.get_with(target, &[("accept", "text/html")]).await;
        assert!(!page.text().contains("href=\"/suggest"), "{page}");
    }
    for target in ["/suggest", "/suggest/many"] {
        off.get(target).await.assert_status(404);
    }
    off.post("/api/v1/suggestions", &JSON, b"{}".to_vec()).await.assert_status(404);
}

#[tokio::test]
async fn the_forms_work_by_keyboard_and_without_scripts() {
    let suggesting = Suggesting::new().await;
    for target in ["/suggest", "/es/suggest", "/suggest/many"] {
        let page = suggesting.gateway.get(target).await;
        page.assert_status(200).assert_header("cache-control", "no-store");
        let labels: Vec<String> =
            html::named(page.text(), "label").iter().map(|label| label.get("for").to_owned()).collect();
        for kind in ["input", "textarea"] {
            for field in html::named(page.text(), kind) {
                let is_seen = field.get("type") != "hidden";
                assert!(
                    !is_seen || labels.contains(&field.get("id").to_owned()),
                    "{target}: {:?}",
                    field.get("name")
                );
            }
        }
        assert!(!page.text().contains("onclick") && !page.text().contains("style=\""), "{page}");
    }
}

// ── nothing is lost ──

#[tokio::test]
async fn what_was_acknowledged_is_there_after_the_gateway_ended() {
    let suggesting = Suggesting::new().await;
    let mut all = Vec::new();
    for n in 0..20 {
        let created = suggesting.send(&json!({ "title": "x", "doi": format!("10.1234/{n}") })).await;
        all.push(location(created.assert_status(201)));
    }
    let Suggesting { gateway, folder, .. } = suggesting;
    drop(gateway);
    tokio::time::sleep(Duration::from_millis(200)).await;
    let database = Database::File(folder.path().join("f.db"));
    let again =
        TestGateway::with("../../config/collection.json", |config| config.database = database, now).await;
    for address in all {
        again.get(&address).await.assert_status(200);
    }
}

#[tokio::test]
async fn a_report_that_appears_later_is_not_revealed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("collection.json");
    let later = json!({
        "id": "secret-plan", "title": "What nobody knows about the rivers yet", "published": "2024",
        "added": "2034-01-01T00:00:00Z", "url": "https://example.org/plan",
    });
    let collection =
        json!({ "id": "rivers", "authority": "example.org,2023", "title": "Rivers", "reports": [later] });
    std::fs::write(&file, collection.to_string()).expect("a file");
    let suggesting = Suggesting::of_with(file.to_str().expect("UTF-8"), moving, |_| {}).await;
    let body = json!({ "title": "A guess", "url": "https://example.org/plan" });
    let reply = suggesting.send(&body).await;
    assert!(!reply.assert_status(201).text().contains("secret-plan"), "{}", reply.text());
    let page = reply.json()["page"].as_str().expect("an address").replace(SITE, "");

    // A curator accepts it as the report that is there already.
    let decision = Decision::Accept { report: "secret-plan".to_owned(), fields: Default::default() };
    let inbox = suggesting.inbox().await;
    inbox.decide(1, decision, "eva", now().unix()).await.expect("a decision");
    inbox.close().await;
    let again = suggesting.send(&body).await;
    assert!(!again.assert_status(409).text().contains("secret-plan"), "{}", again.text());
    let page = suggesting.gateway.get(&page).await;
    assert!(page.assert_status(200).text().contains("Accepted"), "{}", page.text());
    assert!(!page.text().contains("secret-plan"), "{}", page.text());
}

#[tokio::test]
async fn a_field_that_appears_twice_is_told() {
    let suggesting = Suggesting::new().await;
    let body = r#"{"title": "a", "title": "b", "url": "https://example.org/x", "sender": {"name": "a", "name": "b"}}"#;
    let reply = suggesting.gateway.post("/api/v1/suggestions", &JSON, body.into()).await;
    let errors = &reply.assert_status(422).json()["errors"];
    let fields: Vec<_> = errors.as_array().expect("a list").iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["title", "sender.name"]);
    assert_eq!(errors[0]["code"], "repeated-field");
}

#[tokio::test]
async fn scripts_of_other_sites_see_where_their_suggestion_is() {
    let suggesting = Suggesting::new().await;
    let reply = suggesting.send(&good()).await;
    reply.assert_status(201).assert_header("access-control-expose-headers", "location, retry-after");
}
