//! What `feedgate check` reports: every fault of a file, each with its place.

use std::collections::BTreeSet;
use std::fs;

use super::program::{Ended, collection, feedgate, run, text};
use super::support::root;

/// Each bad file with all its faults, by line, column and code.
const BAD: [(&str, &[&str]); 11] = [
    ("empty", &["1:1 empty"]),
    ("cut_short", &["4:20 cut-short"]),
    ("comma_too_many", &["3:21 syntax"]),
    ("not_utf8", &["3:15 not-utf-8"]),
    ("not_an_object", &["2:3 wrong-type"]),
    (
        "shape",
        &[
            "1:1 missing-field",
            "4:3 unknown-field",
            "5:3 repeated-field",
            "6:23 out-of-range",
            "6:36 out-of-range",
            "8:5 missing-field",
            "10:16 wrong-type",
            "11:15 not-one-of",
            "12:19 wrong-type",
            "13:17 missing-field",
            "13:28 out-of-range",
            "14:7 unknown-field",
            "16:5 wrong-type",
        ],
    ),
    (
        "texts",
        &[
            "4:12 empty-text",
            "5:18 forbidden-character",
            "9:16 forbidden-character",
            "11:24 forbidden-character",
            "12:29 empty-text",
            "14:42 syntax",
        ],
    ),
    (
        "ids",
        &[
            "2:9 not-a-slug",
            "3:16 not-an-authority",
            "7:13 repeated-id",
            "8:13 not-a-slug",
            "8:29 repeated-guid",
            "9:13 still-present",
            "10:30 withdrawn-guid",
            "14:13 repeated-id",
            "16:55 unknown-topic",
        ],
    ),
    (
        "topics",
        &[
            "6:75 not-retired",
            "7:54 clashing-topic",
            "7:103 replaced-by-itself",
            "8:13 clashing-topic",
            "8:87 unknown-topic",
            "11:82 unknown-topic",
            "11:99 alias-of-topic",
            "11:108 repeated-topic",
        ],
    ),
    (
        "dates",
        &[
            "5:58 not-a-date",
            "7:55 not-a-date",
            "8:55 impossible-date",
            "9:72 not-a-date",
            "10:97 updated-before-added",
        ],
    ),
    (
        "values",
        &[
            "5:15 not-a-language",
            "6:47 not-an-email",
            "7:13 no-rights",
            "8:21 no-picture",
            "8:42 half-a-size",
            "15:24 both-abstracts",
            "16:14 not-an-address",
            "17:68 not-a-media-type",
            "19:42 orcid-check-digit",
            "20:41 orcid-form",
            "22:14 not-a-doi",
            "24:66 not-a-doi",
        ],
    ),
];
/// Faults of files too large to keep; the tests that bear their names make them.
const MADE: [&str; 2] = ["too-deep", "too-large"];

pub(crate) fn bad(name: &str) -> String {
    collection(&format!("bad/{name}.json"))
}

fn check_for_programs(file: &str) -> Ended {
    run(&mut feedgate(["check", "--format", "json", file]))
}

/// A check's faults as the table above writes them.
fn faults(check: &Ended) -> Vec<String> {
    let list = check.json();
    let list = list.as_array().unwrap_or_else(|| panic!("no list: {check}"));
    list.iter()
        .map(|fault| {
            format!("{}:{} {}", fault["line"], fault["column"], fault["code"].as_str().unwrap_or("none"))
        })
        .collect()
}

/// A file in a folder of its own, and the folder.
fn made(content: impl AsRef<[u8]>) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("made.json");
    fs::write(&file, content).expect("a temporary folder can be written to");
    let file = text(&file).to_owned();
    (folder, file)
}

#[test]
fn all_faults_of_a_file_are_told_at_once_with_their_places() {
    for (name, expected) in BAD {
        let check = check_for_programs(&bad(name));
        check.assert_code(1);
        assert_eq!(faults(&check), expected, "{check}");
    }
}

#[test]
fn faults_come_in_the_order_of_the_file() {
    for (name, _) in BAD {
        let check = check_for_programs(&bad(name));
        let places = check.json();
        let places = places.as_array().into_iter().flatten();
        let places: Vec<_> = places.map(|fault| (fault["line"].as_u64(), fault["column"].as_u64())).collect();
        assert!(places.is_sorted(), "{check}");
    }
}

#[test]
fn every_fault_there_is_has_a_file_that_shows_it() {
    let source = fs::read_to_string(root().join("src/collection/fault.rs")).expect("the source");
    let codes = source.split("words(").skip(1).filter_map(|call| {
        let code = call.trim_start().strip_prefix('"')?.split('"').next()?;
        code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-').then_some(code)
    });
    let there_are: BTreeSet<&str> = codes.collect();
    let shown = BAD.iter().flat_map(|(_, faults)| *faults).filter_map(|fault| Some(fault.split_once(' ')?.1));

    assert!(there_are.len() > 30, "the test no longer reads the source: {there_are:?}");
    assert_eq!(shown.chain(MADE).collect::<BTreeSet<_>>(), there_are);
}

#[test]
fn programs_are_told_what_people_are_told() {
    let check = check_for_programs(&bad("ids"));

    let repeated = &check.json()[2];
    let expected = serde_json::json!({
        "file": "tests/collections/bad/ids.json",
        "line": 7,
        "column": 13,
        "report": "floods",
        "severity": "error",
        "code": "repeated-id",
        "message": "the id `floods` is already used",
        "help": "each id can be used only once: choose another id here",
        "first_line": 6,
    });
    assert_eq!(repeated, &expected, "{check}");
}

#[test]
fn people_are_shown_each_fault_where_it_stands() {
    for (name, expected) in BAD {
        let check = run(&mut feedgate(["check", &bad(name)]));

        check.assert_code(1);
        assert!(check.stdout.is_empty(), "{check}");
        for fault in expected {
            let (place, code) = fault.split_once(' ').expect("a place and a code");
            check.assert_tells(&format!("error[{code}]: ")).assert_tells(&format!("{}:{place}\n", bad(name)));
        }
        let faults = if expected.len() == 1 { "error" } else { "errors" };
        check.assert_tells(&format!("{}: {} {faults}\n", bad(name), expected.len()));
    }
}

#[test]
fn a_fault_is_shown_with_its_line_and_what_to_do() {
    let check = run(&mut feedgate(["check", &bad("topics")]));

    check.assert_tells(
        "\
error[clashing-topic]: `floods` is already the id or an alias of a topic
 --> tests/collections/bad/topics.json:8:13
  |
8 |     { \"id\": \"floods\", \"title\": \"More floods\", \"retired\": \"2024-01-01\", \"replaced_by\": \"geology\" }
  |             ^^^^^^^^
  |
  = note: it appears first in line 7
  = help: choose another name: each id and alias can belong to only one topic
",
    );
}

#[test]
fn a_fault_in_one_long_line_is_shown_with_what_is_around_it() {
    let filler = "x".repeat(100_000);
    let (_folder, file) = made(format!(
        r#"{{"id": "rivers", "authority": "example.org,2023", "title": "{filler}", "language": "??", "_after": "{filler}", "reports": []}}"#
    ));

    let check = run(&mut feedgate(["check", &file]));

    check.assert_code(1).assert_tells("made.json:1:100076").assert_tells("\"language\": \"??\"");
    assert!(check.stderr.len() < 2_000, "{} bytes to show one fault", check.stderr.len());
}

#[test]
fn too_deep() {
    const DEEP: usize = 100_000;
    let (open, close) = ("[".repeat(DEEP), "]".repeat(DEEP));
    let (objects, ends) = (r#"{"a":"#.repeat(DEEP), "}".repeat(DEEP));
    let head = r#""id": "rivers", "authority": "example.org,2023", "title": "Rivers""#;

    for (content, before, code) in [
        (format!("{open}{close}"), "", "wrong-type"),
        (format!("{{{head}, \"reports\": [], \"_note\": {open}{close}}}"), "[], ", "too-deep"),
        (format!("{{{head}, \"reports\": [], \"topics\": {open}{close}}}"), "\"topics\": [", "wrong-type"),
        (format!("{{{head}, \"reports\": {open}{close}}}"), "\"reports\": [", "wrong-type"),
        (
            format!(
                "{{{head}, \"reports\": [{{\"id\": \"a\", \"title\": \"A\", \"published\": \"2023\", \"_\": {objects}1{ends}}}]}}"
            ),
            "\"2023\", ",
            "too-deep",
        ),
    ] {
        let column = content.find(before).expect("it is there") + before.len() + 1;
        let (_folder, file) = made(content);
        let check = check_for_programs(&file);
        check.assert_code(1);
        assert_eq!(faults(&check), [format!("1:{column} {code}")]);
    }
}

#[test]
fn too_large() {
    let file = collection("one_report.json");
    let mut command = feedgate(["check", "--format", "json", &file]);

    let check = run(command.env("FEEDGATE_LIMITS__FILE_BYTES", "10"));

    check.assert_code(1);
    assert_eq!(faults(&check), ["1:1 too-large"], "{check}");
}

#[test]
fn a_byte_order_mark_is_no_fault() {
    let collection = fs::read(root().join(collection("one_report.json"))).expect("a collection");
    let (_folder, file) = made([b"\xEF\xBB\xBF", collection.as_slice()].concat());

    run(&mut feedgate(["check", &file])).assert_code(0);
}

#[test]
fn a_good_file_is_said_to_be_good() {
    let file = collection("two_topics.json");

    let check = run(&mut feedgate(["check", &file]));
    check.assert_code(0);
    assert_eq!(check.text(), "tests/collections/two_topics.json: good; reports: 2, topics: 2\n");

    let check = check_for_programs(&file);
    check.assert_code(0);
    assert_eq!(check.text(), "[]\n");
}

#[test]
fn of_several_files_each_is_checked() {
    let (good, bad, missing) = (collection("two_topics.json"), bad("empty"), collection("never_was.json"));

    let check = run(&mut feedgate(["check", &bad, &missing, &good]));
    check
        .assert_code(1)
        .assert_tells("error[empty]")
        .assert_tells("cannot read collection tests/collections/never_was");
    assert_eq!(check.text(), "tests/collections/two_topics.json: good; reports: 2, topics: 2\n");

    let check = run(&mut feedgate(["check", "--format", "json", &bad, &missing, &good]));
    check.assert_code(1);
    assert_eq!(faults(&check), ["1:1 empty", "null:null unreadable"], "{check}");
}

#[test]
fn without_a_file_the_collection_of_the_settings_is_checked() {
    let check = run(&mut feedgate(["check"]));

    check.assert_code(0);
    assert!(check.text().contains("config/collection.json: good; reports: 26"), "{check}");
}
