//! Warnings of reports that followers would miss, with the line and what to write.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use feedgate::collection::{self, Instant};
use feedgate::compare;
use feedgate::feed;
use feedgate::snapshot::Snapshot;
use serde_json::{Value, json};

use super::changing::{folder, rename_over, write};
use super::program::{Serving, feedgate, run, serve, text};
use super::support::{at, root};

const NOW: &str = "2024-06-01T12:00:00Z";

/// 120 reports, a day after the other, the newest of 2024-05-30; every second of them under `dams`. Two archives.
fn made() -> Value {
    let report = |number: i64| {
        let added = Instant::from_unix(at("2024-02-01T10:00:00Z").unix() + number * 86_400).expect("a day");
        json!({
            "id": format!("r{number}"), "title": format!("Report {number}"), "published": "2020", "added": added,
            "topics": if number % 2 == 0 { json!(["dams"]) } else { json!(["floods"]) },
        })
    };
    json!({
        "id": "c", "authority": "example.org,2020", "title": "C",
        "topics": [{ "id": "dams", "title": "Dams" }, { "id": "floods", "title": "Floods" }],
        "reports": (0..120).map(report).collect::<Vec<_>>(),
        "withdrawn": [],
    })
}

fn snapshot(file: &Value) -> Snapshot {
    let collection = collection::parse(file.to_string().into_bytes());
    Snapshot::build(collection.unwrap_or_else(|(_, faults)| panic!("{faults:#?}")).as_of(at(NOW)))
}

/// What is told of a step: code and report of each.
fn told(before: &Value, after: &Value) -> Vec<String> {
    let options = feed::Options::default();
    let warnings = compare::compare(&snapshot(before), &snapshot(after), at(NOW), &options);
    warnings
        .iter()
        .map(|warning| format!("{} {}", warning.words.code, warning.report().unwrap_or("-")))
        .collect()
}

fn edited(edit: impl FnOnce(&mut Value)) -> Vec<String> {
    let (before, mut after) = (made(), made());
    edit(&mut after);
    told(&before, &after)
}

fn reports(file: &mut Value) -> &mut Vec<Value> {
    file["reports"].as_array_mut().expect("a list")
}

fn new_report(added: Option<&str>) -> Value {
    let mut report = json!({ "id": "new", "title": "New", "published": "2015", "topics": ["dams"] });
    if let Some(added) = added {
        report["added"] = json!(added);
    }
    report
}

/// Takes a report out and withdraws it.
fn withdraw(file: &mut Value, id: &str, withdrawal: Value) {
    reports(file).retain(|report| report["id"] != id);
    let mut withdrawal = withdrawal;
    withdrawal["id"] = json!(id);
    file["withdrawn"].as_array_mut().expect("a list").push(withdrawal);
}

#[test]
fn what_reaches_followers_is_not_worth_a_word() {
    assert_eq!(edited(|_| {}), [""; 0]);
    assert_eq!(edited(|file| reports(file).push(new_report(Some(NOW)))), [""; 0]);
    let corrected = edited(|file| {
        reports(file)[119]["title"] = json!("Corrected");
        reports(file)[119]["updated"] = json!(NOW);
    });
    assert_eq!(corrected, [""; 0]);
    assert_eq!(edited(|file| withdraw(file, "r119", json!({ "when": NOW, "topics": ["floods"] }))), [""; 0]);
    assert_eq!(edited(|file| reports(file).reverse()), [""; 0]);
}

#[test]
fn each_kind_of_edit_that_hides_something_is_told() {
    let push = |added: Option<&'static str>| edited(move |file| reports(file).push(new_report(added)));
    // (a) a date that puts a new report where followers do not look.
    assert_eq!(push(None), ["into-archive new", "archives-changed -"]);
    assert_eq!(push(Some("2024-05-28")), ["behind new"]);
    // (b) a change without a date.
    let corrected = |at: usize| edited(move |file| reports(file)[at]["title"] = json!("Corrected"));
    assert_eq!(corrected(119), ["not-updated r119"]);
    assert_eq!(corrected(3), ["not-updated r3", "changed-in-archive r3", "archives-changed -"]);
    // (c) a date ahead.
    assert_eq!(push(Some("2024-06-03")), ["scheduled new"]);
    assert_eq!(edited(|file| reports(file)[119]["updated"] = json!("2024-06-03")), ["updated-ahead r119"]);
    assert_eq!(
        edited(|file| withdraw(file, "r119", json!({ "when": "2024-06-03" }))),
        ["withdrawn-ahead r119"]
    );
    // With a date, live documents show a change wherever the report stands.
    let filed = edited(|file| {
        reports(file)[1]["topics"] = json!(["floods", "dams"]);
        reports(file)[1]["updated"] = json!(NOW);
    });
    assert_eq!(filed, ["archives-changed -"]);
    assert_eq!(
        edited(|file| {
            reports(file).retain(|report| report["id"] != "r5");
        }),
        ["removed r5", "archives-changed -"]
    );
    assert_eq!(
        edited(|file| reports(file)[119]["guid"] = json!("urn:x:1")),
        ["not-updated r119", "other-id r119"]
    );
    assert_eq!(edited(|file| file["title"] = json!("D")), ["all-archives-changed -"]);
}

#[test]
fn withdrawals_that_followers_would_not_notice_are_told() {
    let left = |withdrawal: Value| edited(move |file| withdraw(file, "r119", withdrawal));
    // The report was added at 10 o'clock on 2024-05-30.
    assert_eq!(left(json!({ "when": "2024-05-29" })), ["withdrawn-before-update r119", "feed-goes-back -"]);
    assert_eq!(
        left(json!({ "when": "2020-01-01" })),
        [
            "withdrawn-into-archive r119",
            "withdrawn-before-update r119",
            "feed-goes-back -",
            "archives-changed -"
        ]
    );
    assert_eq!(
        left(json!({ "when": NOW, "topics": ["dams"] })),
        ["withdrawn-topics r119", "feed-goes-back -"]
    );

    let mut before = made();
    reports(&mut before)[119]["guid"] = json!("urn:x:1");
    let mut after = before.clone();
    withdraw(&mut after, "r119", json!({ "when": NOW }));
    assert_eq!(told(&before, &after), ["withdrawn-id r119"]);

    let (mut before, after) = (made(), made());
    withdraw(&mut before, "r119", json!({ "when": NOW }));
    assert!(told(&before, &after).contains(&"restored r119".to_owned()));
}

#[test]
fn ids_and_topics_that_followers_lose_are_told() {
    assert_eq!(edited(|file| file["authority"] = json!("example.org,2021"))[0], "other-ids -");
    let without_dams = |file: &mut Value| {
        file["topics"].as_array_mut().expect("a list").remove(0);
        for report in reports(file) {
            report["topics"] = json!(["floods"]);
        }
    };
    assert_eq!(edited(without_dams)[0], "topic-removed -");
    let retired = |day: &'static str| edited(move |file| file["topics"][0]["retired"] = json!(day));
    assert_eq!(retired("2020-01-01"), ["topic-closed -"]);
    assert_eq!(retired("2024-06-01"), [""; 0], "its followers see the notice");
    let renamed = edited(|file| {
        file["topics"][0] = json!({ "id": "weirs", "title": "Dams", "aliases": ["dams"] });
        for report in reports(file).iter_mut().step_by(2) {
            report["topics"] = json!(["weirs"]);
        }
    });
    assert_eq!(renamed, ["archives-changed -"], "an alias keeps followers");
}

#[test]
fn the_remedy_can_be_followed() {
    let (before, mut after) = (made(), made());
    reports(&mut after).push(new_report(None));
    let options = feed::Options::default();
    let told = compare::compare(&snapshot(&before), &snapshot(&after), at(NOW), &options);
    assert!(told[0].words.help.contains(&format!("\"added\": \"{NOW}\"")), "{told:?}");
    // A report dated by the day alone stands at noon; what joins in the morning stands behind it, and cannot be helped.
    let mut by_day = made();
    reports(&mut by_day)
        .push(json!({ "id": "day", "title": "D", "published": "2024", "added": "2024-06-02" }));
    let mut joined = by_day.clone();
    reports(&mut joined).push(new_report(Some(NOW)));
    assert_eq!(self::told(&by_day, &joined), [""; 0]);
    // A date that was far ahead by mistake is corrected without another warning.
    let mut ahead = made();
    reports(&mut ahead)[119]["updated"] = json!("2099-01-01");
    let mut corrected = ahead.clone();
    reports(&mut corrected)[119]["updated"] = json!(NOW);
    assert_eq!(self::told(&ahead, &corrected), [""; 0]);
    // At the end of the calendar there is no later date.
    let mut end = made();
    withdraw(&mut end, "r0", json!({ "when": "9999-12-30T22:00:00Z" }));
    assert!(self::told(&end, &made()).iter().any(|told| told.starts_with("restored")));
}

#[test]
fn more_reports_than_the_live_feed_holds_are_one_warning() {
    let many = |file: &mut Value| {
        let report =
            |number| json!({ "id": format!("n{number}"), "title": "N", "published": "2015", "added": NOW });
        reports(file).extend((0..1_500).map(report));
    };
    assert_eq!(edited(many), ["beyond-bounds -"]);
}

#[test]
fn an_archive_that_is_gone_is_told() {
    let mut before = made();
    for report in &mut reports(&mut before)[50..] {
        report["added"] = json!("2024-05-31T10:00:00Z");
    }
    let mut after = before.clone();
    withdraw(&mut after, "r3", json!({ "when": NOW, "topics": ["floods"] }));

    assert_eq!(told(&before, &after), ["archives-gone -"]);
}

#[test]
fn a_withdrawal_that_changes_or_vanishes_is_told() {
    let (mut before, mut after) = (made(), made());
    withdraw(&mut before, "r119", json!({ "when": NOW }));
    withdraw(&mut after, "r119", json!({ "when": NOW, "guid": "urn:x:1" }));
    assert_eq!(told(&before, &after), ["withdrawn-id r119"]);
    after["withdrawn"] = json!([]);
    assert_eq!(told(&before, &after), ["forgotten r119", "feed-goes-back -"]);
}

#[test]
fn every_warning_there_is_has_an_edit_that_shows_it() {
    let source = fs::read_to_string(root().join("src/compare/words.rs")).expect("the source");
    let codes: BTreeSet<&str> = source
        .split("words(\n")
        .skip(1)
        .filter_map(|call| call.trim_start().strip_prefix('"')?.split('"').next())
        .collect();
    let tests = fs::read_to_string(root().join("tests/gateway/warnings.rs")).expect("this file");

    assert!(codes.len() > 12, "{codes:?}");
    for code in codes {
        let shown = [" r", " new", " -"].iter().any(|after| tests.contains(&format!("\"{code}{after}")));
        assert!(shown || code == "filed-into-archive", "{code}");
    }
}

#[test]
fn a_report_filed_where_followers_do_not_look_is_told() {
    let mut before = made();
    for report in reports(&mut before) {
        report["topics"] = json!(["dams"]);
    }
    reports(&mut before)[0]["topics"] = json!([]);
    let mut after = before.clone();
    reports(&mut after)[0]["topics"] = json!(["dams"]);

    let silent = told(&before, &after);
    reports(&mut after)[0]["updated"] = json!(NOW);
    let dated = told(&before, &after);

    assert_eq!(
        silent[..3],
        ["not-updated r0", "changed-in-archive r0", "filed-into-archive r0"],
        "{silent:?}"
    );
    assert!(dated.iter().all(|told| told.starts_with("archives-changed")), "{dated:?}");
}

#[test]
fn check_compares_with_a_file_and_with_a_revision() {
    let (_folder, root) = folder();
    let (old, new) = (root.join("old.json"), root.join("c.json"));
    let pretty = |file: &Value| serde_json::to_string_pretty(file).expect("JSON");
    let mut file = made();
    write(&old, &pretty(&file));
    write(&new, &pretty(&file));
    let git = |arguments: &[&str]| {
        let git = Command::new("git")
            .arg("-C")
            .arg(&root)
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output();
        assert!(git.expect("git runs").status.success(), "{arguments:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "c.json"]);
    git(&["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "First"]);
    reports(&mut file).insert(0, new_report(None));
    write(&new, &pretty(&file));

    for since in [text(&old), "git:HEAD"] {
        let check = run(&mut feedgate(["check", text(&new), "--since", since, "--format", "json"]));
        let told = check.assert_code(0).json();
        let codes: Vec<_> =
            told.as_array().expect("a list").iter().map(|told| told["code"].as_str()).collect();
        assert_eq!(codes, [Some("archives-changed"), Some("into-archive")], "{told}");
        assert_eq!(told[1]["severity"], "warning");
        assert_eq!(told[1]["report"], "new");
        assert_eq!(told[1]["line"], 5, "the report has no `added` to point at, so it is pointed at itself");
        assert_eq!(told[0]["line"], Value::Null);
        run(&mut feedgate(["check", text(&new), "--since", since, "--strict"])).assert_code(1);
    }
    let people = run(&mut feedgate(["check", text(&new), "--since", "git:HEAD"]));
    people.assert_code(0);
    assert!(
        people.stderr.contains("warning[into-archive]: the date puts this new report into archive 1"),
        "{people}"
    );
    assert!(people.stderr.contains("c.json:5:5"), "{people}");
    assert!(people.stderr.contains("`feedgate stamp` writes it"), "{people}");
    assert!(people.stdout.ends_with(b"good; reports: 121, topics: 2, warnings: 1\n"), "{people}");
    run(&mut feedgate(["check", text(&new), "--since", "git:never"])).assert_code(2);
    run(&mut feedgate(["check", text(&new), "--since", text(&root.join("never.json"))])).assert_code(2);
    run(&mut feedgate(["check", text(&new), "--strict"])).assert_code(0);
}

#[test]
fn check_and_the_start_say_what_is_scheduled() {
    let (_folder, root) = folder();
    let path = root.join("c.json");
    let mut file = made();
    reports(&mut file).push(new_report(Some("2999-01-02T09:00:00Z")));
    write(&path, &file.to_string());

    let check = run(&mut feedgate(["check", text(&path)]));
    check.assert_code(0);
    let printed = String::from_utf8_lossy(&check.stdout);
    assert!(printed.contains("scheduled: new appears on 2999-01-02T09:00:00Z"), "{check}");
    run(&mut feedgate(["check", text(&path), "--strict"])).assert_code(1);

    let serving = Serving::start(&mut serve(text(&path)));
    let start = serving.log_so_far();
    let held = |line: &str| line.contains("WARN") && line.contains("is hidden until 2999-01-02T09:00:00Z");
    assert!(start.lines().any(held), "{start}");

    // A reload tells only what is new.
    reports(&mut file).push(json!({ "id": "old", "title": "Old", "published": "2011" }));
    rename_over(&path, &file.to_string());
    let lines = serving.log_until("into-archive");
    let last = lines.last().expect("a line");
    assert!(last.contains("WARN") && last.contains("line=1") && last.contains("report=\"old\""), "{last}");
    assert!(!lines.iter().any(|line| line.contains("is hidden")), "{lines:#?}");
}
