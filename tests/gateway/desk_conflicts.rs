//! The desk where somebody else is at the file too, or where it may not be written: nobody's change is lost.

use std::process::Command;

use serde_json::Value;

use super::changing::{folder, write};
use super::desk_browser::{Browser, DeskGateway, FILE, Filled, PASSWORD, ReadOnlyDesk, set_password};
use super::postgres::Postgres;
use super::program::text;
use super::support::{TestGateway, at};

// — two at once —

#[tokio::test]
async fn two_curators_who_correct_one_report_never_overwrite_each_other() {
    let desk = DeskGateway::of(FILE).await;
    let (mut eva, mut leo) = (desk.logged_in("Eva").await, desk.logged_in("Leo").await);
    let (mut of_eva, mut of_leo) = (eva.open("/desk/reports/two").await, leo.open("/desk/reports/two").await);
    of_eva.set("title", "Eva's title").set("kind", "brief").set("matters", "no");
    of_leo.set("title", "Leo's title").set("doi", "10.1234/leo").set("matters", "no");
    let review = leo.send(&of_leo, "review").await;
    eva.write(&of_eva).await.assert_status(303);
    let after_eva = desk.text();

    // He looked at the change before she wrote hers.
    let overtaken = leo.send(&Filled::of(&review), "write").await;
    overtaken.assert_status(409);
    assert_eq!(desk.text(), after_eva);
    assert!(overtaken.text().contains("Somebody else changed this"), "{overtaken}");
    assert!(overtaken.text().contains("Eva&apos;s title"), "both are shown: {overtaken}");
    let form = Filled::of(&overtaken);
    let shown = (form.get("title"), form.get("doi"), form.get("kind"), form.get("matters"));
    assert_eq!(shown, ("Leo's title", "10.1234/leo", "brief", "no"));
    leo.write(&form).await.assert_status(303);
    let json: Value = serde_json::from_str(&desk.text()).expect("JSON");
    let report = &json["reports"][0];
    assert_eq!(
        (&report["title"], &report["kind"], &report["doi"]),
        (&"Leo's title".into(), &"brief".into(), &"10.1234/leo".into())
    );
}

#[tokio::test]
async fn changes_of_different_reports_do_not_disturb_each_other() {
    let desk = DeskGateway::of(FILE).await;
    let (mut eva, mut leo) = (desk.logged_in("Eva").await, desk.logged_in("Leo").await);
    let (mut of_eva, mut of_leo) = (eva.open("/desk/reports/two").await, leo.open("/desk/reports/one").await);
    of_eva.set("title", "Zwei").set("matters", "no");
    of_leo.set("title", "Eins").set("matters", "no");
    let review = leo.send(&of_leo, "review").await;
    eva.write(&of_eva).await.assert_status(303);
    leo.send(&Filled::of(&review), "write").await.assert_status(303);
    assert_eq!(desk.text(), FILE.replace("\"Two\"", "\"Zwei\"").replace("\"One\"", "\"Eins\""));
}

#[tokio::test]
async fn a_file_edited_by_hand_between_form_and_write_is_never_overwritten() {
    let desk = DeskGateway::of(FILE).await;
    let mut browser = desk.logged_in("Eva").await;
    let mut form = browser.open("/desk/reports/two").await;
    form.set("title", "Zwei").set("matters", "no");
    let review = Filled::of(&browser.send(&form, "review").await);

    // Elsewhere in the file: both stay.
    let by_hand = FILE.replace("\"One\"", "\"By hand\"").replace("\"ours\"", "\"mine\"");
    write(&desk.file, &by_hand);
    browser.send(&review, "write").await.assert_status(303);
    assert_eq!(desk.text(), by_hand.replace("\"Two\"", "\"Zwei\""));

    // The same report: the curator is asked.
    let mut form = browser.open("/desk/reports/two").await;
    form.set("title", "Dos").set("matters", "no");
    let review = Filled::of(&browser.send(&form, "review").await);
    let by_hand = desk.text().replace("\"Zwei\"", "\"Deux\"");
    write(&desk.file, &by_hand);
    browser.send(&review, "write").await.assert_status(409);
    assert_eq!(desk.text(), by_hand);

    // The report is gone, and the file is broken.
    let gone = by_hand.replace("\"id\": \"two\"", "\"id\": \"twenty\"");
    write(&desk.file, &gone);
    let reply = browser.send(&review, "write").await;
    reply.assert_status(409);
    assert!(reply.text().contains("Somebody removed this from the file"), "{reply}");
    let broken = gone.replace("\"reports\": [", "\"reports\": [,");
    write(&desk.file, &broken);
    let reply = browser.send(&review, "write").await;
    assert!(matches!(reply.status.as_u16(), 422 | 503), "{reply}");
    assert_eq!(desk.text(), broken);
    browser.get("/desk/reports/two").await.assert_status(503);

    // Withdrawals and introductions are held back too.
    write(&desk.file, FILE);
    let mut leaving = browser.open("/desk/reports/one/withdraw").await;
    leaving.set("reason", "Why");
    let mut introduction = browser.open("/desk/collection").await;
    introduction.set("description", "Mine.");
    let by_hand = FILE
        .replace("\"One\"", "\"Uno\"")
        .replace("\"title\": \"C\",", "\"title\": \"C\", \"description\": \"Theirs.\",");
    write(&desk.file, &by_hand);
    browser.send(&leaving, "write").await.assert_status(409);
    let reply = browser.send(&introduction, "write").await;
    reply.assert_status(409);
    assert!(reply.text().contains("Theirs."), "{reply}");
    assert_eq!(desk.text(), by_hand);
}

#[tokio::test]
async fn many_changes_at_once_are_all_made() {
    let desk = DeskGateway::of(FILE).await;
    let mut writing = tokio::task::JoinSet::new();
    for number in 0..8 {
        let mut browser = desk.logged_in(if number % 2 == 0 { "Eva" } else { "Leo" }).await;
        let mut form = browser.open("/desk/add-report").await;
        form.set("title", &format!("Report {number}")).set("published", "2024").set("step", "write");
        let (admin, cookie) = (desk.gateway.admin.clone(), browser.cookie.clone().expect("a cookie"));
        writing.spawn(async move {
            let client =
                reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build();
            let request =
                client.expect("a client").post(format!("{admin}/desk/add-report")).header("cookie", cookie);
            let request =
                request.header("content-type", "application/x-www-form-urlencoded").body(form.encoded());
            request.send().await.expect("a reply").status().as_u16()
        });
    }
    while let Some(status) = writing.join_next().await {
        assert_eq!(status.expect("no panic"), 303);
    }
    let json: Value = serde_json::from_str(&desk.text()).expect("JSON");
    assert_eq!(json["reports"].as_array().map(Vec::len), Some(10));
    let mut browser = desk.logged_in("Eva").await;
    let history = browser.get("/desk/history").await;
    assert_eq!(history.text().matches("<li><a href=\"/desk/history/").count(), 8, "{history}");
}

// — patches —

#[tokio::test]
async fn where_the_desk_does_not_write_it_hands_out_a_patch() {
    let never = |config: &mut feedgate::config::Config| config.desk.writes = false;
    let desk = DeskGateway::with(FILE, never, || at("2024-06-01T12:00:00Z")).await;
    let mut browser = desk.logged_in("Eva").await;
    let mut form = browser.open("/desk/reports/two").await;
    form.set("title", "Zwei").set("matters", "no");
    let review = browser.send(&form, "review").await;
    assert!(
        review.text().contains("does not write the file") && !review.text().contains("value=\"write\""),
        "{review}"
    );
    browser.send(&Filled::of(&review), "write").await.assert_status(200);
    assert_eq!(desk.text(), FILE, "whatever is sent");

    let patch = browser.send(&Filled::of(&review), "patch").await;
    patch.assert_status(200).assert_header("content-type", "text/x-diff; charset=utf-8");
    patch.assert_header("content-disposition", "attachment; filename=\"collection.patch\"");
    let folder = desk.file.parent().expect("a folder");
    write(&folder.join("collection.patch"), patch.text());
    let git = Command::new("git").args(["apply", "-p0", "collection.patch"]).current_dir(folder).status();
    assert!(git.expect("git").success(), "{patch}");
    assert_eq!(desk.text(), FILE.replace("\"Two\"", "\"Zwei\""));
}

#[tokio::test]
async fn for_a_file_in_one_line_the_whole_new_file_is_handed_out() {
    let json: Value = serde_json::from_str(FILE).expect("JSON");
    let in_a_line = json.to_string().replace("First.", &"First. ".repeat(10_000));
    let desk = DeskGateway::of(&in_a_line).await;
    let mut browser = desk.logged_in("Eva").await;
    let mut form = browser.open("/desk/collection").await;
    form.set("description", "New.");
    let patch = browser.send(&form, "patch").await;
    patch.assert_status(200).assert_header("content-disposition", "attachment; filename=\"collection.json\"");
    assert_eq!(patch.json()["description"], "New.");
    assert_eq!(desk.text(), in_a_line);
}

#[tokio::test]
async fn a_file_that_the_gateway_may_not_write_is_patched_by_hand() {
    let desk = ReadOnlyDesk::start().await;
    let mut browser = desk.logged_in().await;
    let mut form = browser.open("/desk/reports/two").await;
    form.set("title", "Zwei").set("matters", "no");
    let review = browser.send(&form, "review").await;
    let refused = browser.send(&Filled::of(&review), "write").await;
    refused.assert_status(503);
    assert!(refused.text().contains("The server cannot write the collection file."), "{refused}");
    assert!(
        refused.text().contains("Permission denied") && !refused.text().contains("value=\"write\""),
        "{refused}"
    );
    let patch = browser.send(&Filled::of(&refused), "patch").await;
    patch.assert_status(200);
    assert!(patch.text().contains("+      \"id\": \"two\", \"title\": \"Zwei\""), "{patch}");
    assert_eq!(desk.text(), FILE);
    let history = browser.get("/desk/history").await;
    assert!(history.text().contains("Nobody has changed anything"), "{history}");
}

#[tokio::test]
async fn the_desk_works_with_postgresql() {
    let server = Postgres::start().await;
    let (_keeper, folder) = folder();
    let file = folder.join("c.json");
    write(&file, FILE);
    let database = server.database();
    let kept = database.clone();
    let set = |config: &mut feedgate::config::Config| {
        config.database = kept;
        config.hub.is_enabled = false;
    };
    let gateway = TestGateway::with(text(&file), set, || at("2024-06-01T12:00:00Z")).await;
    let mut browser = Browser { admin: &gateway.admin, cookie: None, fields: Vec::new() };
    let off = browser.get("/desk").await;
    assert!(off.text().contains("feedgate desk password NAME"), "{off}");
    set_password(&database, "Eva", PASSWORD).await;
    browser.log_in("Eva", "wrong horse battery").await.assert_status(403);
    browser.log_in("Eva", PASSWORD).await.assert_status(303);
    let mut form = browser.open("/desk/collection").await;
    form.set("description", "New.");
    browser.write(&form).await.assert_status(303);
    let history = browser.get("/desk/history").await;
    assert!(history.text().contains("Eva changed the details of the collection"), "{history}");
    set_password(&database, "Eva", PASSWORD).await;
    browser.get("/desk").await.assert_status(303);
}
