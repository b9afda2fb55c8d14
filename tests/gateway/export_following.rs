//! `feedgate export --follow`: files stay in step with the collection.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::changing::{PATIENCE, folder, rename_over, titled, write};
use super::export::{exported, files};
use super::program::{feedgate, text};
use super::support::SITE;

/// A program that follows a collection, which ends when it is dropped.
struct Follower {
    process: Child,
    said: Receiver<String>,
}

impl Follower {
    fn start(files: &Path, collection: &Path) -> Follower {
        let arguments = ["export", text(files), "--follow", "--public-url", SITE];
        let mut command: Command = feedgate(arguments.into_iter().chain(["--collection", text(collection)]));
        let mut process =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program can be run");
        let (say, said) = mpsc::channel();
        let (out, errors) = (process.stdout.take(), process.stderr.take());
        let hear = |lines: Box<dyn BufRead + Send>, say: mpsc::Sender<String>| {
            thread::spawn(move || lines.lines().map_while(Result::ok).try_for_each(|line| say.send(line)))
        };
        hear(Box::new(BufReader::new(out.expect("it is piped"))), say.clone());
        hear(Box::new(BufReader::new(errors.expect("it is piped"))), say);
        Follower { process, said }
    }

    #[track_caller]
    fn wait_for(&self, part: &str) {
        let mut lines = Vec::new();
        loop {
            let line = self.said.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|error| panic!("{part:?} was not said: {error}: {lines:#?}"));
            if line.contains(part) {
                return;
            }
            lines.push(line);
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn what_was_refused_is_undone_when_the_collection_is_put_back() {
    let (_kept, path) = folder();
    let (public, collection) = (path.join("public"), path.join("collection.json"));
    write(&collection, &titled("One"));
    let follower = Follower::start(&public, &collection);
    follower.wait_for(" written, 0 deleted");
    let other = json!({
        "id": "made", "authority": "example.org,2023", "title": "Another", "topics": [], "reports": [],
    });
    rename_over(&collection, &other.to_string());
    follower.wait_for("add --yes");
    rename_over(&collection, &titled("One"));
    follower.wait_for(" written, 0 deleted");
    drop(follower);
    let fresh = path.join("fresh");
    exported(&fresh, text(&collection), SITE, &[]).assert_code(0);
    assert_eq!(files(&public), files(&fresh));
}

#[test]
fn a_change_is_exported_a_fault_is_told_and_a_scheduled_report_appears() {
    let (_kept, path) = folder();
    let (public, collection) = (path.join("public"), path.join("collection.json"));
    write(&collection, &titled("One"));
    let follower = Follower::start(&public, &collection);
    follower.wait_for(" written, 0 deleted");
    let feed = || fs::read_to_string(public.join("feed.json")).expect("a feed");
    assert!(feed().contains("\"One\""), "{}", feed());

    let begun = Instant::now();
    rename_over(&collection, &titled("Two"));
    follower.wait_for(" written, 0 deleted");
    assert!(feed().contains("\"Two\""), "{}", feed());
    // Generous, for machines that are busy.
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());

    rename_over(&collection, "{ \"id\": ");
    follower.wait_for("the files stay as they are");
    assert!(feed().contains("\"Two\""), "{}", feed());

    let soon = jiff::Timestamp::now().as_second() + 4;
    let soon = jiff::Timestamp::from_second(soon).expect("a time").to_string();
    let mut file: serde_json::Value = serde_json::from_str(&titled("Three")).expect("JSON");
    let topic = file["topics"][0]["id"].clone();
    let scheduled =
        json!({ "id": "later", "title": "Later", "published": "2024", "added": soon, "topics": [topic] });
    file["reports"].as_array_mut().expect("a list").push(scheduled);
    rename_over(&collection, &file.to_string());
    follower.wait_for(" written");
    assert!(!feed().contains("\"Later\""), "{}", feed());
    follower.wait_for(" written");
    assert!(feed().contains("\"Later\""), "{}", feed());

    // Nobody else writes meanwhile.
    drop(follower);
    let fresh = path.join("fresh");
    exported(&fresh, text(&collection), SITE, &[]).assert_code(0);
    assert_eq!(files(&public), files(&fresh));
}
