//! Sources on the servers of others are read to their end: a repository made with pyoai, Python's own web server, and
//! another feedgate.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use feedgate::import::{Harvest, HarvestOptions};

use super::read_back::{at_its_own_address, python_with_readers};
use super::support::root;

/// A program that serves until it is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// Starts a program that says first where it listens.
    fn start(command: &mut Command) -> (Server, String) {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let mut line = String::new();
        let output = child.stdout.take().expect("it is piped");
        let server = Server(child);
        BufReader::new(output).read_line(&mut line).expect("its first line");
        (server, line.trim().to_owned())
    }
}

fn harvest(address: &str, set: Option<&str>, from: Option<&str>) -> Harvest {
    let (set, from) = (set.map(str::to_owned), from.map(str::to_owned));
    let options = HarvestOptions { allow_private: true, set, from, ..HarvestOptions::default() };
    Harvest::new(address, options).expect("an address")
}

async fn pages(harvest: &mut Harvest) -> Vec<String> {
    let mut pages = Vec::new();
    while let Some(page) = harvest.next_page().await.expect("a page") {
        pages.push(String::from_utf8(page).expect("UTF-8"));
    }
    pages
}

/// The numbers of records on pages, in order.
fn numbers(pages: &[String]) -> Vec<usize> {
    let after = pages.iter().flat_map(|page| page.split("oai:pyoai.example:").skip(1));
    let number = |rest: &str| rest.split('<').next().and_then(|number| number.parse().ok());
    after.map(|rest| number(rest).expect("a number")).collect()
}

#[tokio::test]
async fn a_repository_of_pyoai_is_read_to_its_end() {
    let script = root().join("tests/readers/repository.py");
    let (_server, address) = Server::start(python_with_readers().arg(script));

    let mut all = harvest(&address, None, None);
    let read = pages(&mut all).await;
    assert_eq!(numbers(&read), Vec::from_iter(0..55));
    assert_eq!(read.len(), 6);
    assert!(read[0].contains("status=\"deleted\"") && read[0].contains("Ñuñoa"));
    assert!(all.is_oai());
    let next_from = all.next_from().expect("when it answered").to_owned();

    let mut even = harvest(&address, Some("even"), Some("2024-02-01T00:00:00Z"));
    assert_eq!(numbers(&pages(&mut even).await), Vec::from_iter((32..55).step_by(2)));
    // Nothing has changed since the last time.
    let again = pages(&mut harvest(&format!("{address}?verb=ListRecords"), None, Some(&next_from))).await;
    assert!(again.len() == 1 && again[0].contains("noRecordsMatch"), "{again:?}");
}

#[tokio::test]
async fn a_file_on_pythons_web_server_is_one_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let feed = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Días</title></channel></rss>";
    std::fs::write(folder.path().join("feed.xml"), feed).expect("a file");
    let mut python = python_with_readers();
    python.args(["-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]).current_dir(folder.path());
    let (_server, line) = Server::start(&mut python);
    let base = line.split(['(', ')']).nth(1).expect("its address");

    let mut plain = harvest(&format!("{base}feed.xml"), None, None);
    assert_eq!(pages(&mut plain).await, [feed]);
    assert!(!plain.is_oai());
}

#[tokio::test]
async fn the_lists_of_another_feedgate_are_read_page_by_page() {
    let gateway = at_its_own_address("search.json", |_| {}).await;
    let mut harvest = harvest(&format!("{}/api/v1/reports?limit=1", gateway.base), None, None);
    let (mut ids, mut pages) = (Vec::new(), 0);
    while let Some(page) = harvest.next_page().await.expect("a page") {
        let list: serde_json::Value = serde_json::from_slice(&page).expect("JSON");
        let reports = list["reports"].as_array().expect("reports");
        ids.extend(reports.iter().map(|report| report["id"].as_str().expect("an id").to_owned()));
        if let Some(next) = list["links"]["next"].as_str() {
            harvest.follow(next).expect("an address");
        }
        pages += 1;
    }
    let all = gateway.get("/api/v1/reports?limit=100").await.json();
    assert_eq!(ids.len(), all["reports"].as_array().expect("reports").len());
    assert_eq!(BTreeSet::from_iter(&ids).len(), ids.len());
    assert!(pages > 2, "{pages}");
}

#[tokio::test]
async fn the_repository_of_another_feedgate_is_read_to_its_end() {
    let gateway =
        at_its_own_address("../../config/collection.json", |config| config.oai.page_records = 4).await;
    let mut all = harvest(&format!("{}/oai", gateway.base), None, None);
    let read = pages(&mut all).await;
    let records: usize = read.iter().map(|page| page.matches("<record>").count()).sum();
    assert_eq!((records, read.len()), (26, 7));
    assert!(all.is_oai());

    let next_from = all.next_from().expect("when it answered").to_owned();
    let again =
        pages(&mut harvest(&format!("{}/oai?verb=Identify", gateway.base), None, Some(&next_from))).await;
    assert!(again.len() == 1 && again[0].contains("noRecordsMatch"), "{again:?}");
}
