//! The commands that change the collection file, as people run them.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::thread;

use serde_json::Value;

use super::program::{Ended, feedgate, run, text};

/// A file as a curator wrote it: with tabs, on lines of its own style, without a final newline.
pub(crate) const FILE: &str = r#"{
	"_note": "ours",
	"id": "c", "authority": "example.org,2020", "title": "C",
	"topics": [ {"id": "dams", "title": "Dams"}, {"id": "floods", "title": "Floods"} ],
	"reports": [
		{
			"id": "two", "title": "Two", "published": "2021",
			"topics": ["dams", "floods"],
			"guid": "urn:two"
		},
		{"id": "one", "title": "One", "published": "2020", "_mine": { "a": 1 }}
	]
}"#;

/// A folder with a collection file.
pub(crate) fn file(content: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("c.json");
    fs::write(&path, content).expect("a file");
    (folder, path)
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("it can be read")
}

fn edit(path: &Path, arguments: &[&str]) -> Ended {
    run(&mut feedgate(["--collection", text(path)].into_iter().chain(arguments.iter().copied())))
}

/// What a date of now is replaced with, to compare texts.
fn without_now(text: &str) -> String {
    let Some((before, rest)) = text.split_once("\"when\": \"") else { return text.to_owned() };
    let (when, after) = rest.split_once('"').expect("a date ends");
    assert_eq!((when.len(), &when[19..]), (20, "Z"), "a time, to the second: {when}");
    format!("{before}\"when\": \"NOW\"{after}")
}

#[test]
fn a_withdrawal_is_shown_first_and_written_if_told() {
    let (_folder, path) = file(FILE);
    let arguments = ["withdraw", "two", "--reason", "A copy of \"one\"."];

    let shown = edit(&path, &arguments);
    shown.assert_code(0).assert_tells("--write");
    assert_eq!(read(&path), FILE, "nothing is written without --write");
    let diff = without_now(&shown.text().replace(text(&path), "c.json"));
    assert_eq!(
        diff,
        r#"--- c.json
+++ c.json
@@ -3,11 +3,16 @@
 	"id": "c", "authority": "example.org,2020", "title": "C",
 	"topics": [ {"id": "dams", "title": "Dams"}, {"id": "floods", "title": "Floods"} ],
 	"reports": [
+		{"id": "one", "title": "One", "published": "2020", "_mine": { "a": 1 }}
+	],
+	"withdrawn": [
 		{
-			"id": "two", "title": "Two", "published": "2021",
-			"topics": ["dams", "floods"],
-			"guid": "urn:two"
-		},
-		{"id": "one", "title": "One", "published": "2020", "_mine": { "a": 1 }}
+			"id": "two",
+			"when": "NOW",
+			"reason": "A copy of \"one\".",
+			"guid": "urn:two",
+			"title": "Two",
+			"topics": ["dams", "floods"]
+		}
 	]
 }
\ No newline at end of file
"#
    );

    let written = edit(&path, &[&arguments[..], &["--write"]].concat());
    written.assert_code(0);
    assert_eq!(written.text(), format!("{}: withdrew two\n", path.display()));
    let edited: Value = serde_json::from_str(&read(&path)).expect("JSON");
    assert_eq!(edited["withdrawn"][0]["id"], "two");
    assert_eq!(edited["reports"].as_array().map(Vec::len), Some(1));
    edit(&path, &["check", text(&path)]).assert_code(0);

    edit(&path, &arguments).assert_code(2).assert_tells("already withdrawn");
    edit(&path, &["withdraw", "ones"]).assert_code(2).assert_tells("did you mean `one`?");
}

#[test]
fn a_topic_is_renamed_wherever_it_is_named() {
    let (_folder, path) = file(FILE);
    let shown = edit(&path, &["rename-topic", "dams", "weirs"]);
    shown.assert_code(0);
    assert_eq!(read(&path), FILE);

    edit(&path, &["rename-topic", "dams", "weirs", "--write"]).assert_code(0);
    let expected = FILE
        .replace(
            r#"{"id": "dams", "title": "Dams"}"#,
            r#"{"id": "weirs", "title": "Dams", "aliases": ["dams"]}"#,
        )
        .replace(r#"["dams", "floods"]"#, r#"["weirs", "floods"]"#);
    assert_eq!(read(&path), expected);

    edit(&path, &["rename-topic", "weirs", "weirs", "--write"])
        .assert_code(0)
        .assert_tells("nothing to change");
    edit(&path, &["rename-topic", "weirs", "floods"]).assert_code(2).assert_tells("already the id");
    edit(&path, &["rename-topic", "weirs", "No Slug", "--write"]).assert_code(1).assert_tells("not-a-slug");
    assert_eq!(read(&path), expected);
}

#[test]
fn a_file_with_faults_is_not_changed_and_its_faults_are_told() {
    for (content, code) in
        [("{\"id\": ", "cut-short"), ("{\"id\": \"c\"}", "missing-field"), ("[]", "wrong-type")]
    {
        let (_folder, path) = file(content);
        let refused = edit(&path, &["withdraw", "one", "--write"]);
        // Without reports there is none to withdraw.
        match code {
            "missing-field" => refused.assert_code(2).assert_tells("there is no report `one`"),
            code => refused.assert_code(1).assert_tells(code),
        };
        assert_eq!(read(&path), content);
    }
    let (folder, _) = file(FILE);
    edit(&folder.path().join("missing.json"), &["withdraw", "one"])
        .assert_code(1)
        .assert_tells("cannot read");
}

#[test]
fn writers_at_the_same_time_each_make_their_change() {
    let reports = (0..8).map(|n| format!(r#"{{"id": "r{n}", "title": "R", "published": "2020"}}"#));
    let reports = reports.collect::<Vec<_>>().join(",\n");
    let content =
        format!(r#"{{"id": "c", "authority": "example.org,2020", "title": "C", "reports": [{reports}]}}"#);
    let (folder, path) = file(&content);

    thread::scope(|scope| {
        for n in 0..8 {
            let path = &path;
            scope.spawn(move || {
                edit(path, &["withdraw", &format!("r{n}"), "--write"]).assert_code(0).text().len()
            });
        }
    });

    let edited: Value = serde_json::from_str(&read(&path)).expect("JSON");
    assert_eq!(edited["reports"], serde_json::json!([]));
    assert_eq!(edited["withdrawn"].as_array().map(Vec::len), Some(8));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing else is left");
}

/// Root may write everywhere, so root runs the command as somebody else.
#[test]
fn where_nothing_may_be_written_that_is_told() {
    const NOBODY: u32 = 65_534;
    let (folder, path) = file(FILE);
    let allow = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("its owner may");
    };
    let withdraw = |arguments: &[&str]| {
        let all = ["--collection", text(&path), "withdraw", "one"].into_iter();
        let mut command = feedgate(all.chain(arguments.iter().copied()));
        if fs::metadata(&path).expect("it is there").uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        run(&mut command)
    };
    allow(folder.path(), 0o555);
    withdraw(&[]).assert_code(0);
    withdraw(&["--write"]).assert_code(1).assert_tells("Permission denied");
    allow(folder.path(), 0o777);
    allow(&path, 0o444);
    withdraw(&["--write"]).assert_code(1).assert_tells("Permission denied");
    assert_eq!(read(&path), FILE);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing else is left");
}

#[test]
fn a_report_is_added_from_flags_where_the_newest_are() {
    let (_folder, path) = file(FILE);
    let fields = [
        "add",
        "--title",
        "Año de \"ríos\"",
        "--published",
        "2026-03",
        "--topic",
        "dams",
        "--topic",
        "floods",
    ];
    let more = [
        "--author",
        "Eva Fuente <0000-0002-1825-0097>",
        "--publisher",
        "P <https://example.org/>",
        "--kind",
        "brief",
    ];
    let long: Vec<&str> = [&fields[..], &more[..]].concat();

    edit(&path, &long).assert_code(0).assert_tells("--write");
    assert_eq!(read(&path), FILE);
    edit(&path, &[&long[..], &["--write"]].concat()).assert_code(0);
    let edited = read(&path);
    let (before, after) = FILE.split_once("\t\t{\n\t\t\t\"id\": \"two\"").expect("the first report");
    assert!(edited.starts_with(before) && edited.ends_with(after), "{edited}");
    let report = &serde_json::from_str::<Value>(&edited).expect("JSON")["reports"][0];
    assert_eq!(report["id"], "ano-de-rios");
    assert_eq!(report["added"].as_str().map(str::len), Some(20));
    assert_eq!(report["authors"][0]["orcid"], "0000-0002-1825-0097");
    assert_eq!(report["publishers"][0]["url"], "https://example.org/");
    assert!(edited.contains("\t\t\t\"topics\": [\"dams\", \"floods\"],\n"), "{edited}");

    // The same title again gets an id of its own.
    edit(&path, &[&fields[..], &["--added", "2999-01-01T10:00:00Z", "--write"]].concat()).assert_code(0);
    let edited: Value = serde_json::from_str(&read(&path)).expect("JSON");
    assert_eq!(edited["reports"][0]["id"], "ano-de-rios-2");
    assert_eq!(edited["reports"][0]["added"], "2999-01-01T10:00:00Z");

    let unknown = ["add", "--title", "T", "--published", "2026", "--topic", "dam", "--write"];
    edit(&path, &unknown).assert_code(1).assert_tells("did you mean `dams`?");
    edit(&path, &["add", "--title", "T"]).assert_code(2).assert_tells("--published");
}

#[test]
fn a_file_is_laid_out_once_and_stays_so() {
    let (_folder, path) = file(FILE);
    let fmt = |arguments: &[&str]| {
        run(&mut feedgate(["fmt", text(&path)].into_iter().chain(arguments.iter().copied())))
    };
    fmt(&["--check"]).assert_code(1).assert_tells("--write");
    fmt(&[]).assert_code(0);
    assert_eq!(read(&path), FILE);

    fmt(&["--write"]).assert_code(0);
    let laid_out = read(&path);
    let value = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    assert_eq!(value(&laid_out), value(FILE));
    assert!(
        laid_out.starts_with("{\n  \"_note\": \"ours\",\n  \"id\": \"c\",\n")
            && laid_out.ends_with("  ]\n}\n"),
        "{laid_out}"
    );
    fmt(&["--check"]).assert_code(0);
    fmt(&["--write"]).assert_code(0).assert_tells("nothing to change");
    assert_eq!(read(&path), laid_out);
    run(&mut feedgate(["fmt", "config/collection.json", "--check"])).assert_code(0);
}
