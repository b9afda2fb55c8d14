//! Independent feed readers follow a collection through ten edits, and miss nothing.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::changing::{PATIENCE, folder, rename_over, write};
use super::program::{Serving, run, serve, text};
use super::read_back::python_with_readers;
use super::support::root;

/// feedparser, polled through a pipe.
struct Feedparser {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    mode: &'static str,
}

impl Feedparser {
    fn start(address: &str, mode: &'static str) -> Feedparser {
        let mut command = python_with_readers();
        command.arg(root().join("tests/readers/follow.py")).args([address, mode]);
        let process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut process = process.expect("the reader can be run");
        let input = process.stdin.take().expect("it is piped");
        let output = BufReader::new(process.stdout.take().expect("it is piped"));
        Feedparser { process, input, output, mode }
    }

    /// The status of a poll, and everything that is known after it.
    fn poll(&mut self) -> (u64, BTreeSet<String>) {
        writeln!(self.input, "poll").expect("it reads");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("it answers");
        let told: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        let known = told["known"].as_array().expect("a list").iter();
        (
            told["status"].as_u64().expect("a status"),
            known.map(|id| id.as_str().expect("an id").to_owned()).collect(),
        )
    }
}

impl Drop for Feedparser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Programs that keep a copy of a file and its date alone.
struct Copies {
    folder: PathBuf,
    address: String,
}

impl Copies {
    /// What each of them has after it asked.
    fn poll(&self) -> [(&'static str, Vec<u8>); 2] {
        let (wget, curl) = (self.folder.join("wget"), self.folder.join("curl.atom"));
        let by_wget = ["-q", "-N", "-P", text(&wget), &self.address];
        run(Command::new("wget").args(by_wget)).assert_code(0);
        let by_curl = ["-sS", "-f", "-R", "-z", text(&curl), "-o", text(&curl), &self.address];
        run(Command::new("curl").args(by_curl)).assert_code(0);
        let read = |path: &Path| fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        [("wget -N", read(&wget.join("feed.atom"))), ("curl -z", read(&curl))]
    }
}

/// newsboat with a cache of its own.
struct Newsboat {
    folder: PathBuf,
}

impl Newsboat {
    fn new(root: &Path, address: &str) -> Newsboat {
        let folder = root.join("newsboat");
        fs::create_dir(&folder).expect("a folder");
        write(&folder.join("urls"), &format!("{address}\n"));
        write(&folder.join("config"), "");
        Newsboat { folder }
    }

    /// The ids of all items that it has after it asked.
    fn poll(&self) -> BTreeSet<String> {
        let [urls, cache, config] = ["urls", "cache.db", "config"].map(|name| self.folder.join(name));
        let of = ["-q", "-u", text(&urls), "-c", text(&cache), "-C", text(&config), "-x", "reload"];
        run(Command::new("newsboat").args(of).env("HOME", &self.folder)).assert_code(0);
        let cache = rusqlite::Connection::open(&cache).expect("newsboat's cache");
        let mut items = cache.prepare("SELECT guid FROM rss_item").expect("its table");
        let ids = items.query_map([], |row| row.get(0)).expect("its rows");
        ids.map(|id| id.expect("a text")).collect()
    }
}

fn report(number: usize, added: &str) -> Value {
    json!({ "id": format!("r{number}"), "title": format!("Report {number}"), "published": "2015", "added": added })
}

/// Ten edits: same-day dates, back-dated reports, corrections with and without a date, many at once, withdrawals.
fn edit(file: &mut Value, number: usize) {
    let reports = file["reports"].as_array_mut().expect("a list");
    let count = reports.len();
    match number {
        1 => reports.push(report(count, "2024-05-01")),
        2 => reports.push(report(count, "2024-05-01")),
        3 => reports[0]["title"] = json!("Corrected without a date"),
        4 => reports.push(report(count, "2015-01-01")),
        5 => reports.extend((0..60).map(|more| report(count + more, "2024-05-02T10:00:00Z"))),
        6 => {
            reports[1]["title"] = json!("Corrected with a date");
            reports[1]["updated"] = json!("2024-05-03");
        }
        7 => {
            let gone = reports.remove(2);
            file["withdrawn"] = json!([{ "id": gone["id"], "when": "2024-05-04" }]);
        }
        8 => reports.push(report(count + 1, "2024-05-02")),
        9 => reports.push(report(count + 1, "2014-05-02")),
        _ => reports.push(report(count + 1, "2024-05-05")),
    }
}

#[test]
fn readers_of_every_kind_miss_nothing_in_ten_edits() {
    let (_folder, root) = folder();
    let path = root.join("c.json");
    let mut file = json!({
        "id": "c", "authority": "example.org,2020", "title": "C",
        "reports": (0..5).map(|number| report(number, "2024-04-30")).collect::<Vec<_>>(),
    });
    write(&path, &file.to_string());
    let serving = Serving::start(&mut serve(text(&path)));
    let address = format!("http://{}/feed.atom", serving.address);
    let mut parsers = ["etag", "modified", "both", "neither"].map(|mode| Feedparser::start(&address, mode));
    let copies = Copies { folder: root.clone(), address: address.clone() };
    let newsboat = Newsboat::new(&root, &address);
    let mut ever: BTreeSet<String> = BTreeSet::new();
    let mut before = Vec::new();

    for number in 0..=10 {
        if number > 0 {
            edit(&mut file, number);
            rename_over(&path, &file.to_string());
        }
        let body = until_dated(&serving, &before);
        let reports = file["reports"].as_array().expect("a list").iter();
        ever.extend(
            reports.map(|report| format!("tag:example.org,2020:c/{}", report["id"].as_str().expect("an id"))),
        );
        for (name, copy) in copies.poll() {
            assert!(copy == body, "{name} has an old copy after edit {number}");
        }
        for parser in &mut parsers {
            let (status, known) = parser.poll();
            assert_eq!(status, 200, "{} after edit {number}", parser.mode);
            assert_eq!(known, ever, "{} after edit {number}", parser.mode);
            let (again, _) = parser.poll();
            assert_eq!(again, if parser.mode == "neither" { 200 } else { 304 }, "{}", parser.mode);
        }
        assert_eq!(newsboat.poll(), ever, "newsboat after edit {number}");
        before = body;
    }
}

/// The feed once it is another and has a date: within the second of a change it has none.
fn until_dated(serving: &Serving, before: &[u8]) -> Vec<u8> {
    let begun = Instant::now();
    loop {
        let (header, body) = serving.get("/feed.atom");
        if body != before && header.to_lowercase().contains("\nlast-modified:") {
            return body;
        }
        assert!(begun.elapsed() < PATIENCE, "{header}");
        thread::sleep(Duration::from_millis(50));
    }
}
