//! What the program answers on the command line.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;

use serde_json::Value;

use super::program::{Ended, Serving, collection, feedgate, run, text};
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
            "7:31 not-a-uri",
            "8:13 not-a-slug",
            "8:29 repeated-guid",
            "9:13 still-present",
            "11:66 repeated-id",
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
            "8:21 not-an-address",
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

fn bad(name: &str) -> String {
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
        "code": "repeated-id",
        "message": "id `floods` is already taken",
        "help": "every id is given once; give this one another",
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
        let faults = if expected.len() == 1 { "fault" } else { "faults" };
        check.assert_tells(&format!("{}: {} {faults}\n", bad(name), expected.len()));
    }
}

#[test]
fn a_fault_is_shown_with_its_line_and_what_to_do() {
    let check = run(&mut feedgate(["check", &bad("topics")]));

    check.assert_tells(
        "\
error[clashing-topic]: `floods` already names a topic
 --> tests/collections/bad/topics.json:8:13
  |
8 |     { \"id\": \"floods\", \"title\": \"More floods\", \"retired\": \"2024-01-01\", \"replaced_by\": \"geology\" }
  |             ^^^^^^^^
  |
  = note: it stands first in line 7
  = help: a topic's id and its aliases each belong to one topic alone
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

#[test]
fn the_schema_is_the_file_that_ships() {
    let schema = run(&mut feedgate(["schema"]));

    let file = fs::read_to_string(root().join("config/collection.schema.json")).expect("the schema");
    schema.assert_code(0);
    assert_eq!(schema.text(), file, "`feedgate schema > config/collection.schema.json` writes it anew");
}

#[test]
fn the_schema_accepts_every_collection_that_is_good() {
    let schema = jsonschema::validator_for(&run(&mut feedgate(["schema"])).json()).expect("a schema");
    let files = fs::read_dir(root().join("tests/collections")).expect("the collections");
    let files = files.map(|entry| entry.expect("an entry").path());
    let files: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .chain([root().join("config/collection.json"), root().join("src/command/init/collection.json")])
        .collect();

    assert!(files.len() > 5, "{files:?}");
    for file in files {
        run(&mut feedgate(["check", text(&file)])).assert_code(0);
        let collection: Value = serde_json::from_slice(&fs::read(&file).expect("a file")).expect("JSON");
        let faults: Vec<_> = schema.iter_errors(&collection).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{}: {faults:?}", file.display());
    }
}

#[test]
fn the_schema_refuses_what_is_misshapen() {
    let schema = jsonschema::validator_for(&run(&mut feedgate(["schema"])).json()).expect("a schema");

    for name in ["not_an_object", "shape", "ids"] {
        let collection = fs::read(root().join(bad(name))).expect("a file");
        let collection: Value = serde_json::from_slice(&collection).expect("JSON");
        assert!(!schema.is_valid(&collection), "{name}");
    }
}

#[test]
fn init_makes_a_collection_that_can_be_served() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let own = folder.path().join("own");

    run(&mut feedgate(["init", text(&own)])).assert_code(0);

    let mut names: Vec<_> = fs::read_dir(own.join("config"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["collection.json", "collection.schema.json", "feedgate.toml"]);
    run(feedgate(["check"]).current_dir(&own)).assert_code(0);
    let serving = Serving::start(feedgate(["--listen", "127.0.0.1:0"]).current_dir(&own));
    let (header, body) = serving.get("/topics/first-topic/feed.atom");
    assert!(header.starts_with("HTTP/1.1 200 OK\r\n"), "{header}");
    assert!(String::from_utf8_lossy(&body).contains("The first report"));
}

#[test]
fn init_overwrites_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = folder.path().join("config");
    fs::create_dir(&config).expect("a folder");
    fs::write(config.join("collection.json"), "mine").expect("a file");

    let again = run(&mut feedgate(["init", text(folder.path())]));

    again.assert_code(1).assert_tells("collection.json is there already");
    assert_eq!(fs::read_to_string(config.join("collection.json")).expect("a file"), "mine");
    assert_eq!(fs::read_dir(&config).expect("a folder").count(), 1);
}

#[test]
fn render_prints_what_a_get_would_send() {
    let file = collection("two_topics.json");
    let settings =
        ["--collection", &file, "--listen", "127.0.0.1:0", "--public-url", "https://example.org/gate/"];
    let serving = Serving::start(&mut feedgate(settings));

    for target in [
        "/gate/",
        "/gate/feed.rss",
        "/gate/topics/dams/feed.atom",
        "/gate/feed.json",
        "/gate/feed",
        "/gate/reports/old-dams",
        "/gate/reports/old-dams/oembed?format=xml&maxwidth=300",
        "/gate/oembed?url=https%3A%2F%2Fexample.org%2Fgate%2F&format=json",
        "/gate/topics/dams/embed?theme=dark",
        "/gate/feeds.opml",
    ] {
        let (header, body) = serving.get(target);
        assert!(header.starts_with("HTTP/1.1 200 OK\r\n"), "{target}: {header}");
        for address in [target.to_owned(), format!("https://example.org{target}")] {
            let render = run(feedgate(["render", &address]).args(settings));
            render.assert_code(0);
            assert!(render.stdout == body, "{render}");
        }
    }
}

#[test]
fn render_says_why_there_is_nothing_to_print() {
    let file = collection("withdrawn.json");
    let two_topics = collection("two_topics.json");

    for (file, address, why) in [
        (&file, "/reports/never", "there is nothing at this address"),
        (&file, "/reports/latest", "it was there once, and is gone"),
        (&file, "/nothing/at/all", "this is no address of the gateway"),
        (&file, "/?page=x", "this is no address of the gateway"),
        (&file, "https://elsewhere.example/", "addresses of this gateway begin with /"),
        (&two_topics, "/topics/weirs/feed.rss", "moved to /topics/dams/feed.rss"),
        (&two_topics, "/?page=1", "moved to /"),
    ] {
        let render = run(&mut feedgate(["render", address, "--collection", file]));
        render.assert_code(1).assert_tells(why);
        assert!(render.stdout.is_empty(), "{render}");
    }
}

#[test]
fn render_wants_to_know_what_addresses_begin_with() {
    let render = run(&mut feedgate(["render", "/feed.rss", "--listen", "127.0.0.1:0"]));

    render.assert_code(1).assert_tells("set --public-url or a port");
}

#[test]
fn an_address_with_a_zone_is_listened_on_and_named_without_it() {
    let render = run(&mut feedgate(["render", "/feed.json", "--listen", "[::1%1]:8080"]));

    render.assert_code(0);
    let feed: serde_json::Value = serde_json::from_slice(&render.stdout).expect("JSON");
    assert_eq!(feed["feed_url"], "http://[::1]:8080/feed.json");
}

#[test]
fn render_of_a_bad_collection_tells_its_faults() {
    let render = run(&mut feedgate(["render", "/feed.rss", "--collection", &bad("topics")]));

    render.assert_code(1).assert_tells("bad/topics.json: 8 faults");
    assert!(render.stdout.is_empty(), "{render}");
}

#[test]
fn serve_says_which_port_was_free() {
    let file = collection("two_topics.json");

    for command in [vec!["serve"], vec![]] {
        let serving =
            Serving::start(feedgate(command).args(["--collection", &file, "--listen", "127.0.0.1:0"]));
        let (header, body) = serving.get("/feed.json");

        assert!(header.starts_with("HTTP/1.1 200 OK\r\n"), "{header}");
        let feed: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(feed["feed_url"], format!("http://{}/feed.json", serving.address));
    }
}

#[test]
fn a_bad_collection_is_told_before_anything_is_bound() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let taken = taken.local_addr().expect("a port").to_string();

    let serve = run(&mut feedgate(["serve", "--listen", &taken, "--collection", &bad("topics")]));

    serve.assert_code(1).assert_tells("error[alias-of-topic]").assert_tells("bad/topics.json: 8 faults");
    assert!(!serve.stderr.contains("cannot listen"), "{serve}");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("a port").to_string();

    let serve = run(&mut feedgate(["serve", "--listen", &address]));

    serve.assert_code(1).assert_tells(&format!("error: cannot listen on {address}: "));
}

#[test]
fn without_a_collection_one_is_told_how_to_begin() {
    let folder = tempfile::tempdir().expect("a temporary folder");

    let serve = run(feedgate([]).current_dir(folder.path()));

    serve.assert_code(1).assert_tells("config/collection.json").assert_tells("feedgate init DIR");
}
