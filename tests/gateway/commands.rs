//! The commands of the program, except `check`.

use std::fs;
use std::net::TcpListener;

use serde_json::Value;

use super::checking::bad;
use super::program::{Serving, collection, feedgate, run, serve, text};
use super::support::root;

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

    again.assert_code(1).assert_tells("collection.json already exists");
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
        "/gate/reports/old-dams/oembed.xml?maxwidth=300",
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
        (&file, "/reports/latest", "was withdrawn from this collection on May 4, 2024"),
        (&file, "/nothing/at/all", "not an address of this gateway"),
        (&file, "/?page=x", "not an address of this gateway"),
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

    render.assert_code(1).assert_tells("set --public-url, or a port");
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

    render.assert_code(1).assert_tells("bad/topics.json: 8 errors");
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

    serve.assert_code(1).assert_tells("error[alias-of-topic]").assert_tells("bad/topics.json: 8 errors");
    assert!(!serve.stderr.contains("cannot listen"), "{serve}");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("a port").to_string();

    let serve = run(&mut feedgate(["serve", "--listen", &address]));

    serve
        .assert_code(1)
        .assert_tells(&format!("error: cannot listen on {address}: "))
        .assert_tells("help: another program, perhaps another gateway, already uses this port")
        .assert_tells("--listen, FEEDGATE_LISTEN, or `listen` in the settings file\n");
}

#[test]
fn a_second_gateway_on_one_machine_is_told_which_setting_changes_the_admin_port() {
    let file = collection("two_topics.json");
    let first = Serving::start(&mut serve(&file));

    let second = run(serve(&file).env("FEEDGATE_ADMIN__LISTEN", &first.admin));

    second
        .assert_code(1)
        .assert_tells(&format!("error: cannot listen on {}: ", first.admin))
        .assert_tells("help: another program, perhaps another gateway, already uses this port")
        .assert_tells(
            "--admin-listen, FEEDGATE_ADMIN__LISTEN, or `admin.listen` in the settings file, or `off`",
        );
    for free in ["127.0.0.1:0", "off"] {
        drop(Serving::start(serve(&file).env("FEEDGATE_ADMIN__LISTEN", free)));
    }
}

#[test]
fn an_address_that_this_machine_does_not_have_is_told() {
    // RFC 5737: for documentation only.
    let serve = run(&mut feedgate(["serve", "--listen", "192.0.2.1:8080"]));

    serve.assert_code(1).assert_tells("help: this machine does not have this address");
}

#[test]
fn without_a_collection_one_is_told_how_to_begin() {
    let folder = tempfile::tempdir().expect("a temporary folder");

    let serve = run(feedgate([]).current_dir(folder.path()));

    serve.assert_code(1).assert_tells("config/collection.json").assert_tells("feedgate init DIR");
}
