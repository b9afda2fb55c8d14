//! Dates that programs write into the file: by `feedgate stamp`, and by the gateway itself.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::changing::{folder, rename_over, report, titled, with_reports, write};
use super::program::{Ended, Serving, feedgate, run, serve, text};

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(identity).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null");
    let ended = git.output().expect("git runs");
    assert!(ended.status.success(), "{arguments:?}: {ended:?}");
}

fn stamp(path: &Path, arguments: &[&str]) -> Ended {
    run(&mut feedgate(["stamp", text(path)].into_iter().chain(arguments.iter().copied())))
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("it can be read")).expect("JSON")
}

/// A time to the second, of today.
fn is_now(date: &Value) -> bool {
    let date = date.as_str().unwrap_or_default();
    date.len() == "2026-11-26T10:00:00Z".len() && date.ends_with('Z') && date > "2026-01-01"
}

fn pretty(content: &str) -> String {
    serde_json::to_string_pretty(&serde_json::from_str::<Value>(content).expect("JSON")).expect("JSON")
}

#[test]
fn new_reports_are_stamped_since_the_last_commit() {
    let (_folder, root) = folder();
    let path = root.join("c.json");
    write(&path, &pretty(&titled("one")));
    stamp(&path, &[]).assert_code(2).assert_tells("--since FILE");
    git(&root, &["init", "-q"]);
    git(&root, &["add", "c.json"]);
    git(&root, &["commit", "-qm", "First"]);
    stamp(&path, &["--write"]).assert_code(0).assert_tells("nothing to change");

    let mut dated = report("dated", "roads", "Dated");
    dated["added"] = json!("2025-01-01");
    let mut future = report("future", "roads", "Future");
    future["published"] = json!("2999");
    let reports = vec![
        report("a", "rivers", "A, mended"),
        report("b", "roads", "B"),
        report("new", "roads", "New"),
        dated,
        future,
    ];
    let edited = pretty(&with_reports("one", reports));
    write(&path, &edited);

    let shown = stamp(&path, &[]);
    shown.assert_code(0).assert_tells("future is left as it is");
    let added: Vec<&str> = shown.text().lines().filter(|line| line.starts_with(['+', '-'])).skip(2).collect();
    assert!(matches!(added[..], [line] if line.starts_with("+      \"added\": \"")), "{shown}");
    assert_eq!(fs::read_to_string(&path).expect("it can be read"), edited);

    stamp(&path, &["--write"]).assert_code(0);
    let stamped = read(&path);
    assert!(is_now(&stamped["reports"][2]["added"]), "{stamped}");
    for (nth, added) in [(0, None), (1, None), (3, Some("2025-01-01")), (4, None)] {
        assert_eq!(stamped["reports"][nth].get("added").and_then(Value::as_str), added, "{stamped}");
    }
    assert_eq!(stamped["reports"][0].get("updated"), None);

    // Changes too, if asked; and once is enough.
    stamp(&path, &["--updated", "--write"]).assert_code(0);
    let stamped = read(&path);
    assert!(is_now(&stamped["reports"][0]["updated"]), "{stamped}");
    assert_eq!(
        stamped["reports"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|report| report.get("updated").is_some())
            .count(),
        1
    );
    stamp(&path, &["--updated", "--write"]).assert_code(0).assert_tells("nothing to change");
    let check = run(&mut feedgate(["check", text(&path), "--since", "git:HEAD"]));
    assert!(!check.stderr.contains("not-updated") && !check.stderr.contains("into-archive"), "{check}");
}

#[test]
fn new_reports_are_stamped_since_a_file_and_a_renamed_topic_is_no_change() {
    let (_folder, root) = folder();
    let (old, path) = (root.join("old.json"), root.join("c.json"));
    write(&old, &titled("one"));
    write(&path, &titled("one"));
    run(&mut feedgate(["--collection", text(&path), "rename-topic", "roads", "paths", "--write"]))
        .assert_code(0);
    let since = ["--since", text(&old), "--updated", "--write"];
    stamp(&path, &since).assert_code(0).assert_tells("nothing to change");

    write(&path, &with_reports("one", vec![report("a", "rivers", "A"), report("new", "rivers", "New")]));
    stamp(&path, &since).assert_code(0);
    assert!(is_now(&read(&path)["reports"][1]["added"]));
    write(&path, "{");
    stamp(&path, &since).assert_code(1).assert_tells("cut-short");
}

fn serving(path: &Path) -> Serving {
    Serving::start(serve(text(path)).env("FEEDGATE_RELOAD__STAMP", "true"))
}

#[test]
fn the_gateway_stamps_new_reports_if_told_and_reloads_once() {
    let (_folder, root) = folder();
    let path = root.join("c.json");
    write(&path, &titled("one"));
    let serving = serving(&path);

    let reports = ["a", "b", "new"].map(|id| report(id, "roads", id));
    rename_over(&path, &with_reports("one", reports.to_vec()));
    let lines = serving.log_until("collection reloaded");
    assert!(
        lines
            .iter()
            .any(|line| line.contains("wrote `added` into new reports") && line.contains("reports=1")),
        "{lines:#?}"
    );
    let stamped = read(&path);
    assert!(is_now(&stamped["reports"][2]["added"]), "{stamped}");
    assert_eq!(stamped["reports"][0].get("added"), None);

    serving.signal("HUP");
    let lines = serving.log_until("collection unchanged");
    assert!(
        !lines.iter().any(|line| line.contains("collection reloaded") || line.contains("into-archive")),
        "{lines:#?}"
    );
    let (_, feed) = serving.get("/feed.json");
    let feed: Value = serde_json::from_slice(&feed).expect("JSON");
    assert!(feed["items"][0]["id"].as_str().is_some_and(|id| id.ends_with("/new")), "{feed}");
}

#[test]
fn a_gateway_that_may_not_write_says_so_and_serves_the_file_as_it_is() {
    let (_folder, root) = folder();
    let path = root.join("c.json");
    write(&path, &titled("one"));
    let serving = serving(&path);
    // No file of this name can be written.
    fs::create_dir(root.join(format!(".c.json.{}.new", serving.id()))).expect("a folder");

    let changed = with_reports("two", vec![report("new", "roads", "New")]);
    rename_over(&path, &changed);
    let lines = serving.log_until("collection reloaded");
    let warning = lines.iter().find(|line| line.contains("cannot write `added`"));
    assert!(warning.is_some_and(|line| line.contains("WARN") && line.contains("reload.stamp")), "{lines:#?}");
    assert_eq!(fs::read_to_string(&path).expect("it can be read"), changed);
}

#[test]
fn a_file_with_faults_is_told_once_and_not_stamped() {
    let (_folder, root) = folder();
    let path = root.join("c.json");
    write(&path, &titled("one"));
    let serving = serving(&path);
    let bad = with_reports("two", vec![report("new", "roods", "New")]);
    rename_over(&path, &bad);
    let lines = serving.log_until("could not be reloaded");
    assert!(!lines.iter().any(|line| line.contains("added")), "{lines:#?}");
    assert_eq!(fs::read_to_string(&path).expect("it can be read"), bad);
}
