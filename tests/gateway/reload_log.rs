//! What the log tells operators about a reload.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::changing::{folder, many, rename_over, report, titled, with_reports, write};
use super::program::{Serving, feedgate, run, serve, text};

fn serving(file: &Path) -> Serving {
    Serving::start(&mut serve(text(file)))
}

/// The lines of a log that tell of something, without what they all begin with.
fn told(lines: &[String], level: &str) -> Vec<String> {
    let told = lines.iter().filter_map(|line| line.split_once(level));
    told.map(|(_, rest)| rest.trim().to_owned()).collect()
}

#[test]
fn a_hangup_reloads_whether_the_file_changed_or_not() {
    let (_folder, root) = folder();
    for (folder, title) in [("now", "one"), ("next", "two")] {
        fs::create_dir_all(root.join(folder).join("b")).expect("folders");
        write(&root.join(folder).join("b/c.json"), &titled(title));
    }
    let serving = serving(&root.join("now/b/c.json"));

    serving.signal("HUP");
    serving.log_until("collection unchanged");
    // In a way of which the system does not tell.
    fs::rename(root.join("now"), root.join("before")).expect("the same folder");
    fs::rename(root.join("next"), root.join("now")).expect("the same folder");
    serving.signal("HUP");
    serving.log_until("collection reloaded");

    let (_, feed) = serving.get("/feed.json");
    assert!(String::from_utf8_lossy(&feed).contains("two"));
}

#[test]
fn every_fault_of_a_bad_file_is_told_once_as_the_check_tells_it() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let serving = serving(&file);
    let bad = titled("two").replace("2024-01-01", "2024-13-01").replace("roads", "roods");

    rename_over(&file, &bad);
    serving.log_until("could not be reloaded");
    // A word of the system that means nothing.
    write(&root.join("other"), "");
    serving.signal("HUP");
    let first = serving.log_until("reload requested by SIGHUP");
    let second = serving.log_until("could not be reloaded");
    rename_over(&file, &titled("three"));
    let third = serving.log_until("collection reloaded");

    let check = run(&mut feedgate(["check", text(&file)]));
    check.assert_code(0);
    write(&file, &bad);
    let check = run(&mut feedgate(["check", text(&file)])).stderr;
    let (faults, _) = check.trim_end().rsplit_once('\n').expect("the last line counts them");
    assert!(faults.contains("the date `2024-13-01` does not exist"), "{faults}");
    let faults: Vec<&str> = faults.lines().collect();
    for after in [&first, &third] {
        assert_eq!(after[..faults.len()], faults);
    }
    assert!(told(&second[..1], "ERROR").len() <= 1, "{second:#?}");
    assert_eq!(told(&[first, second, third].concat(), "ERROR").len(), 1);
}

#[test]
fn what_was_asked_for_is_built_anew_before_the_swap_if_it_changed_and_kept_if_not() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let serving = serving(&file);
    for topic in ["rivers", "roads"] {
        serving.get(&format!("/topics/{topic}/feed.atom"));
    }

    let reports = vec![report("a", "rivers", "A, mended"), report("b", "roads", "B")];
    rename_over(&file, &with_reports("one", reports));

    let lines = serving.log_until("collection reloaded");
    assert!(lines.last().is_some_and(|line| line.contains("warmed=1")), "{lines:#?}");
    let (_, feed) = serving.get("/topics/rivers/feed.atom");
    assert!(String::from_utf8_lossy(&feed).contains("A, mended"));
}

#[test]
fn reports_that_vanish_are_named_up_to_a_hundred_and_withdrawn_ones_are_not() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &with_reports("one", many(103)));
    let serving = serving(&file);

    let mut left: Value = serde_json::from_str(&with_reports("two", vec![])).expect("JSON");
    left["withdrawn"] = json!([{ "id": "r0", "when": "2024-05-01" }]);
    rename_over(&file, &left.to_string());
    let mut lines = serving.log_until("more warnings");
    rename_over(&file, &titled("three"));
    serving.log_until("collection reloaded");
    rename_over(&file, &with_reports("four", vec![report("a", "rivers", "A")]));
    let later = serving.log_until("is no longer there");

    let more = lines.pop().expect("a line");
    assert!(more.contains("WARN") && more.ends_with("more=2"), "{more}");
    let named = told(&lines, "WARN");
    assert_eq!(named.len(), 100, "{named:#?}");
    for (at, line) in named.iter().enumerate() {
        assert!(line.starts_with("a report is no longer there"), "{line}");
        assert!(!line.contains("report=\"r0\""), "{line}");
        assert!(line.contains(" report=\"r"), "{at}: {line}");
    }
    assert!(told(&later, "WARN").pop().is_some_and(|line| line.contains("report=\"b\"")), "{later:#?}");
}
