//! OAI-PMH: what harvesters get, and that they miss nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::changing::{folder, rename_over, until_titled, with_reports, write};
use super::operators::metric;
use super::program::text;
use super::read_back::{at_its_own_address, python_with_readers};
use super::support::{Reply, TestClock, TestGateway, root};

/// A collection with everything that a record can have, with odd texts, with withdrawals, and with closed topics.
const COLLECTIONS: [&str; 10] = [
    "abstract_html.json",
    "ampersands.json",
    "arabic.json",
    "every_field.json",
    "guids.json",
    "markup_in_title.json",
    "retired_topic.json",
    "withdrawn.json",
    "withdrawn_with_topics.json",
    "../../config/collection.json",
];

const DC: &str = "metadataPrefix=oai_dc";

async fn ask(gateway: &TestGateway, query: &str) -> Reply {
    let reply = gateway.get(&format!("/oai?{query}")).await;
    reply.assert_status(200).assert_header("content-type", "text/xml; charset=utf-8");
    reply
}

/// The code of the error in an answer.
async fn error(gateway: &TestGateway, query: &str) -> String {
    let reply = ask(gateway, query).await;
    all(reply.text(), "<error code=\"", "\"").concat()
}

/// What stands between two texts, each time.
fn all<'t>(text: &'t str, before: &'t str, after: &'t str) -> Vec<&'t str> {
    text.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
}

fn token(reply: &str) -> Option<String> {
    let token = reply.split("<resumptionToken").nth(1)?.split('>').nth(1)?.split('<').next()?;
    Some(token).filter(|token| !token.is_empty()).map(str::to_owned)
}

/// The records of an answer: id, and what it says.
fn records(reply: &str) -> Vec<(String, String)> {
    let records = all(reply, "<record>", "</record>").into_iter();
    records.map(|record| (all(record, "<identifier>", "<").concat(), record.to_owned())).collect()
}

/// A harvester as the protocol wants it: it remembers when its last harvest began, and asks for what is new since.
#[derive(Default)]
struct Harvester {
    from: Option<String>,
    held: BTreeMap<String, String>,
}

impl Harvester {
    /// Harvests until there is no token. Gives the ids that came, in order.
    async fn harvest(&mut self, gateway: &TestGateway) -> Vec<String> {
        let from = self.from.as_ref().map(|from| format!("&from={from}")).unwrap_or_default();
        let mut query = format!("verb=ListRecords&{DC}{from}");
        let (mut came, mut begun) = (Vec::new(), None);
        loop {
            let reply = ask(gateway, &query).await;
            begun.get_or_insert(all(reply.text(), "<responseDate>", "<").concat());
            for (id, record) in records(reply.text()) {
                came.push(id.clone());
                self.held.insert(id, record);
            }
            match token(reply.text()) {
                Some(token) => query = format!("verb=ListRecords&resumptionToken={token}"),
                None => break,
            }
        }
        self.from = begun;
        came
    }

    /// What it knows, without the dates.
    fn known(&self) -> BTreeMap<&str, String> {
        self.held.iter().map(|(id, record)| (id.as_str(), without_datestamp(record))).collect()
    }
}

fn without_datestamp(record: &str) -> String {
    let (before, rest) = record.split_once("<datestamp>").expect("each record has one");
    format!("{before}{}", rest.split_once("</datestamp>").expect("it ends").1)
}

/// Everything that the gateway has now.
async fn everything(gateway: &TestGateway) -> Harvester {
    let mut harvester = Harvester::default();
    harvester.harvest(gateway).await;
    harvester
}

#[tokio::test]
async fn every_reply_is_valid_by_the_schemas() {
    let mut replies = Vec::new();
    for name in COLLECTIONS {
        let gateway = TestGateway::start(name).await;
        let ids = ask(&gateway, &format!("verb=ListIdentifiers&{DC}")).await;
        let first = all(ids.text(), "<identifier>", "<").into_iter().next().unwrap_or_default().to_owned();
        for query in [
            "verb=Identify",
            "verb=ListSets",
            "verb=ListMetadataFormats",
            "verb=ListRecords&metadataPrefix=oai_dc",
            "verb=ListRecords&metadataPrefix=mods",
            "verb=ListIdentifiers&metadataPrefix=mods",
            &format!("verb=GetRecord&metadataPrefix=mods&identifier={first}"),
            &format!("verb=ListMetadataFormats&identifier={first}"),
            "verb=GetRecord&metadataPrefix=oai_dc&identifier=%3Cx%3E%26%22'",
            "verb=ListRecords&metadataPrefix=%3C%22",
            "verb=ListRecords",
            "verb=ListSets&resumptionToken=x",
            "",
        ] {
            replies.push(ask(&gateway, query).await.text().to_owned());
        }
    }
    assert_eq!(faults(&replies), "");

    // The check itself notices what is wrong.
    let broken = replies[0].replace("<deletedRecord>persistent<", "<deletedRecord>sometimes<");
    assert!(faults(&[broken]).contains("deletedRecord"));
}

/// What the schemas find wrong.
fn faults(replies: &[String]) -> String {
    let mut command = python_with_readers();
    let script = root().join("tests/readers/oai_valid.py");
    let mut run =
        command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it can be run");
    let replies = serde_json::to_vec(replies).expect("texts");
    run.stdin.take().expect("it is piped").write_all(&replies).expect("it reads");
    let output = run.wait_with_output().expect("it ends");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[tokio::test]
async fn four_harvesters_find_every_record_and_every_withdrawal() {
    // Many records, a few of each day.
    let (_folder, root_of_made) = folder();
    let made = root_of_made.join("made.json");
    let many = (0..400).map(|n| {
        let topic = if n % 3 == 0 { "roads" } else { "rivers" };
        dated(&format!("r{n}"), topic, &format!("Report <{n}> & more"), &format!("2020-01-{:02}", n % 28 + 1))
    });
    write(&made, &with_reports("Made", many.collect()));
    let sized = COLLECTIONS.into_iter().map(|name| (name, 3)).chain([(text(&made), 40)]);
    for (name, page_records) in sized {
        let gateway = at_its_own_address(name, |config| config.oai.page_records = page_records).await;
        let base = format!("{}/oai", gateway.base);
        let expected = everything(&gateway).await;
        let expected: BTreeSet<(String, bool)> = expected
            .held
            .iter()
            .map(|(id, record)| (id.clone(), record.contains("status=\"deleted\"")))
            .collect();
        for prefix in ["oai_dc", "mods"] {
            let mut python = python_with_readers();
            python.arg(root().join("tests/readers/oai_harvest.py")).args([&base, prefix]);
            let found: BTreeMap<String, Vec<Found>> =
                serde_json::from_slice(&printed(python).await).expect("JSON");
            assert_eq!(found.len(), 3);
            for (program, records) in found {
                let told: BTreeSet<_> = records.iter().map(|(id, gone, ..)| (id.clone(), *gone)).collect();
                assert_eq!(told, expected, "{program} {name} {prefix}");
                assert_eq!(records.len(), told.len(), "{program} {name} {prefix}: repeated records");
            }
        }
        let mut perl = Command::new("perl");
        perl.arg(root().join("tests/readers/oai_harvest.pl")).args([&base, "oai_dc"]);
        let lines = String::from_utf8(printed(perl).await).expect("UTF-8");
        let told: BTreeSet<(String, bool)> = lines
            .lines()
            .map(|line| line.split('\t').collect::<Vec<_>>())
            .map(|line| (line[0].to_owned(), line[1] == "deleted"))
            .collect();
        assert_eq!(told, expected, "HTTP::OAI {name}");
    }
}

/// A record as a harvester found it: id, whether it is deleted, date, sets.
type Found = (String, bool, String, Vec<String>);

async fn printed(mut command: Command) -> Vec<u8> {
    let run = move || command.output().expect("the program can be run: `tests/run` installs it");
    let output = tokio::task::spawn_blocking(run).await.expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[tokio::test]
async fn each_error_has_its_code() {
    let gateway = TestGateway::start("withdrawn_with_topics.json").await;
    for (query, code) in [
        ("", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("metadataPrefix=oai_dc", "badVerb"),
        ("verb=Identify&x=y", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&identifier=a", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=a", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-05-02&until=2024-05-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2024-05-01&until=2024-05-02T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=%00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=marc21&identifier=a", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=a", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=tag:example.org,2023:rivers/x", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=a", "idDoesNotExist"),
        ("verb=ListRecords&resumptionToken=a", "badResumptionToken"),
        ("verb=ListIdentifiers&resumptionToken=", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=a", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=lakes", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&from=2099-01-01", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&until=1999-01-01", "noRecordsMatch"),
    ] {
        assert_eq!(error(&gateway, query).await, code, "{query}");
        // The same with POST.
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let posted = gateway.post("/oai", &form, query.into()).await;
        assert_eq!(all(posted.text(), "<error code=\"", "\""), [code], "{query}");
        let is_repeated = posted.text().contains("<request>");
        assert_eq!(is_repeated, ["badVerb", "badArgument"].contains(&code), "{query}: {posted}");
    }
    let without_topics = TestGateway::start("one_report.json").await;
    for query in ["verb=ListSets", "verb=ListRecords&metadataPrefix=oai_dc&set=a"] {
        assert_eq!(error(&without_topics, query).await, "noSetHierarchy", "{query}");
    }
}

#[tokio::test]
async fn dates_include_both_ends_and_days_are_as_good_as_seconds() {
    let gateway = TestGateway::start("withdrawn_with_topics.json").await;
    let count = async |range: &str| {
        let reply = ask(&gateway, &format!("verb=ListIdentifiers&{DC}&{range}")).await;
        all(reply.text(), "<header", "</header>").len()
    };
    // Withdrawn at 10:00.
    assert_eq!(count("from=2024-05-04T10:00:00Z&until=2024-05-04T10:00:00Z").await, 1);
    assert_eq!(count("from=2024-05-04&until=2024-05-04").await, 2);
    assert_eq!(count("from=2024-05-04T10:00:01Z").await, 1);
    assert_eq!(count("until=2024-05-04T09:59:59Z").await, 3);
    assert_eq!(count("from=1990-01-01").await, 5);
}

#[tokio::test]
async fn a_set_is_found_by_its_old_name_and_a_withdrawal_is_in_its_sets() {
    let gateway = TestGateway::start("every_field.json").await;
    let by = async |set: &str| {
        let reply = ask(&gateway, &format!("verb=ListIdentifiers&{DC}&set={set}")).await;
        all(reply.text(), "<identifier>", "<").concat()
    };
    let snapshot = gateway.get("/api/v1/topics").await.json();
    let with_alias =
        snapshot["topics"].as_array().expect("topics").iter().find(|topic| topic["aliases"][0].is_string());
    let topic = with_alias.expect("a topic that was renamed");
    let alias = topic["aliases"][0].as_str().expect("a slug");
    assert_eq!(by(alias).await, by(topic["id"].as_str().expect("a slug")).await);

    let gateway = TestGateway::start("withdrawn_with_topics.json").await;
    let reply = ask(&gateway, &format!("verb=ListIdentifiers&{DC}&set=dams")).await;
    let ids = all(reply.text(), "/", "</identifier>");
    // `unknown` names no topics, so it may have been in each set.
    assert!(reply.text().contains("rivers/old-dams<") && reply.text().contains("rivers/unknown<"), "{ids:?}");
    assert!(
        !reply.text().contains("rivers/unfiled<") && !reply.text().contains("rivers/flood-maps<"),
        "{reply}"
    );
}

#[tokio::test]
async fn a_record_has_one_date_and_its_landing_page_first() {
    let gateway = TestGateway::start("every_field.json").await;
    let reply =
        ask(&gateway, &format!("verb=GetRecord&{DC}&identifier=tag:example.org,2023:rivers/el-agua")).await;
    assert_eq!(all(reply.text(), "<dc:date>", "<"), ["2021-03"]);
    assert_eq!(
        all(reply.text(), "<dc:identifier>", "<"),
        [
            "https://reports.example.org/reports/el-agua",
            "https://doi.org/10.1234/agua",
            "https://old.example/?p=7&amp;lang=es"
        ]
    );
    for name in COLLECTIONS {
        let gateway = TestGateway::start(name).await;
        for prefix in ["oai_dc", "mods"] {
            let reply = ask(&gateway, &format!("verb=ListRecords&metadataPrefix={prefix}")).await;
            let is_empty = reply.text().contains("></dc:") || reply.text().contains("/>");
            assert!(!is_empty && !reply.text().contains("&lt;p"), "{name} {prefix}: {reply}");
        }
    }
}

/// A report dated a day: its date means noon, whenever it was saved.
fn dated(id: &str, topic: &str, title: &str, added: &str) -> Value {
    json!({ "id": id, "title": title, "published": "2010-01-01", "added": added, "topics": [topic] })
}

#[tokio::test]
async fn who_asks_since_the_last_harvest_gets_every_change_and_no_other_record() {
    static CLOCK: TestClock = TestClock::new();
    CLOCK.set("2024-06-01T15:00:00Z");
    let (_folder, root) = folder();
    let file = root.join("c.json");
    let stable = || dated("stable", "rivers", "Never changed", "2023-01-01");
    let with = |description: &str, more: Vec<Value>| {
        let text = with_reports("Rivers", [vec![stable()], more].concat());
        let mut file: Value = serde_json::from_str(&text).expect("JSON");
        file["description"] = json!(description);
        file.to_string()
    };
    write(&file, &with("0", vec![]));
    let gateway = TestGateway::with(text(&file), |_| {}, || CLOCK.now()).await;
    let mut harvester = Harvester::default();
    harvester.harvest(&gateway).await;

    let withdrawn = |title: &str, reports: Vec<Value>, withdrawn: Value| {
        let mut file: Value = serde_json::from_str(&with(title, reports)).expect("JSON");
        file["withdrawn"] = withdrawn;
        file.to_string()
    };
    let renamed = |title: &str, reports: Vec<Value>| {
        with(title, reports).replace("\"title\":\"roads\"", "\"title\":\"streets\"")
    };
    let with_time = json!({ "id": "b", "title": "B", "published": "2010-01-01",
        "added": "2024-06-01T14:00:00Z", "topics": ["roads"] });
    let a = |title: &str, added: &str| dated("a", "roads", title, added);
    let edits: Vec<(&str, String, Vec<&str>)> = vec![
        (
            "saved at 16:00 and dated today, which means noon",
            with("1", vec![a("A", "2024-06-01")]),
            vec!["a"],
        ),
        ("corrected without a date", with("2", vec![a("Another", "2024-06-01")]), vec!["a"]),
        ("dated back", with("3", vec![a("Another", "2011-01-01")]), vec!["a"]),
        (
            "put under another topic",
            with("4", vec![dated("a", "rivers", "Another", "2011-01-01")]),
            vec!["a"],
        ),
        ("new with a time that has passed", with("5", vec![with_time.clone()]), vec!["b"]),
        (
            "withdrawn with the day of the decision",
            withdrawn("6", vec![with_time.clone()], json!([{ "id": "a", "when": "2024-05-01" }])),
            vec!["a"],
        ),
        (
            "its topics added to a withdrawal",
            withdrawn(
                "7",
                vec![with_time.clone()],
                json!([{ "id": "a", "when": "2024-05-01", "topics": ["rivers"] }]),
            ),
            vec!["a"],
        ),
        (
            "taken back from the withdrawn",
            with("8", vec![with_time.clone(), a("A", "2011-01-01")]),
            vec!["a"],
        ),
        ("a topic renamed", renamed("9", vec![with_time.clone(), a("A", "2011-01-01")]), vec!["a", "b"]),
        (
            "the collection renamed, which each record in MODS names",
            with("10", vec![with_time.clone(), a("A", "2011-01-01")]).replace("\"Rivers\"", "\"Lakes\""),
            vec!["a", "b", "stable"],
        ),
    ];
    for (number, (what, content, expected)) in edits.into_iter().enumerate() {
        CLOCK.advance(3_600);
        rename_over(&file, &content);
        until_described(&gateway, &(number + 1).to_string()).await;
        CLOCK.advance(60);

        let came = harvester.harvest(&gateway).await;
        let ids = came.iter().map(|id| id.rsplit('/').next().expect("an id")).collect::<BTreeSet<_>>();
        assert_eq!(ids, expected.into_iter().collect(), "{what}");
        let now = everything(&gateway).await;
        let mut known = harvester.known();
        // What was deleted from the file without a word is a fault of the file, which `check` tells.
        known.retain(|id, _| now.held.contains_key(*id));
        assert_eq!(known, now.known(), "{what}");
    }
    assert!(harvester.harvest(&gateway).await.is_empty(), "nothing changed");
}

/// Waits until the collection has a description.
async fn until_described(gateway: &TestGateway, description: &str) {
    let begun = std::time::Instant::now();
    while gateway.get("/api/v1/collection").await.json()["description"] != description {
        assert!(begun.elapsed() < super::changing::PATIENCE, "it was never described as {description}");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_harvest_goes_on_over_reloads_and_a_restart() {
    static CLOCK: TestClock = TestClock::new();
    let (_folder, root) = folder();
    let file = root.join("c.json");
    let reports = |changed: usize| -> Vec<Value> {
        (0..60)
            .map(|n| {
                let title =
                    if n < changed { format!("Report {n}, corrected") } else { format!("Report {n}") };
                dated(&format!("r{n}"), "rivers", &title, &format!("2020-01-{:02}", n % 28 + 1))
            })
            .collect()
    };
    write(&file, &with_reports("0", reports(0)));
    let start =
        async || TestGateway::with(text(&file), |config| config.oai.page_records = 2, || CLOCK.now()).await;
    let mut gateway = start().await;
    let mut came: Vec<(String, String)> = Vec::new();
    let mut query = format!("verb=ListRecords&{DC}");
    for page in 0.. {
        let reply = ask(&gateway, &query).await;
        came.extend(records(reply.text()));
        match token(reply.text()) {
            Some(token) => query = format!("verb=ListRecords&resumptionToken={token}"),
            None => break,
        }
        if (1..=10).contains(&page) {
            CLOCK.advance(60);
            rename_over(&file, &with_reports(&page.to_string(), reports(page)));
            until_titled(&gateway, &page.to_string()).await;
        }
        if page == 15 {
            gateway = start().await;
        }
    }
    let mut titles: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (id, record) in &came {
        let title = all(record, "<dc:title>", "<")[0];
        titles.entry(id.rsplit('/').next().expect("an id").to_owned()).or_default().push(title);
    }
    assert_eq!(titles.len(), 60);
    for n in 10..60 {
        assert_eq!(titles[&format!("r{n}")], [format!("Report {n}")], "what did not change came once");
    }
}

#[tokio::test]
async fn the_last_page_can_be_asked_for_again_and_counts_are_told() {
    let gateway = TestGateway::with(
        "withdrawn_with_topics.json",
        |config| config.oai.page_records = 2,
        || super::support::at("2024-06-01T12:00:00Z"),
    )
    .await;
    let first = ask(&gateway, &format!("verb=ListIdentifiers&{DC}")).await;
    assert!(first.text().contains("<resumptionToken completeListSize=\"5\" cursor=\"0\">"), "{first}");
    let second = format!("verb=ListIdentifiers&resumptionToken={}", token(first.text()).expect("more"));
    let second = ask(&gateway, &second).await;
    let last = format!("verb=ListIdentifiers&resumptionToken={}", token(second.text()).expect("more"));
    for _ in 0..2 {
        let reply = ask(&gateway, &last).await;
        assert!(
            reply.text().contains("<resumptionToken completeListSize=\"5\" cursor=\"4\"></resumptionToken>")
        );
        assert_eq!(all(reply.text(), "<header", "</header>").len(), 1);
    }
    // A token belongs to its verb.
    let token = token(first.text()).expect("more");
    assert_eq!(
        error(&gateway, &format!("verb=ListRecords&resumptionToken={token}")).await,
        "badResumptionToken"
    );
    // A list that fits has no token, and a whole number of pages has no empty page.
    let whole = ask(&gateway, &format!("verb=ListIdentifiers&{DC}&until=2024-05-02")).await;
    assert!(!whole.text().contains("resumptionToken"), "{whole}");
}

#[tokio::test]
async fn a_browser_gets_a_page_and_a_harvester_never_does() {
    let gateway = TestGateway::shipped().await;
    let browser = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8"), ("accept-language", "es")];
    let page = gateway.get_with("/oai", &browser).await;
    page.assert_status(200).assert_header("content-type", "text/html; charset=utf-8");
    assert!(
        page.text().contains("https://reports.example.org/oai?verb=ListRecords&amp;metadataPrefix=oai_dc")
    );
    assert!(page.text().contains("<html lang=\"es\""), "{page}");
    assert!(page.header("vary").is_some_and(|vary| vary.contains("accept,")), "{page}");
    let asked = gateway.get_with("/oai?verb=Identify", &browser).await;
    asked.assert_header("content-type", "text/xml; charset=utf-8").assert_header("cache-control", "no-store");
    assert_eq!(error(&gateway, "").await, "badVerb");
    gateway.head("/oai?verb=Identify").await.assert_status(200);
    let home = gateway.get("/").await;
    assert!(home.text().contains("href=\"/oai\""), "{home}");
}

#[tokio::test]
async fn only_forms_that_fit_are_accepted() {
    let gateway = TestGateway::shipped().await;
    let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
    let posted = gateway.post("/oai", &form, b"verb=Identify".to_vec()).await;
    assert_eq!(posted.text(), ask(&gateway, "verb=Identify").await.text());
    gateway.post("/oai", &[("content-type", "application/json")], b"{}".to_vec()).await.assert_status(415);
    gateway.post("/oai", &form, vec![b'a'; 5_000]).await.assert_status(413);
    gateway
        .ask(reqwest::Method::PUT, "/oai", &[])
        .await
        .assert_status(405)
        .assert_header("allow", "GET, HEAD, POST, OPTIONS");
}

#[tokio::test]
async fn lists_are_compressed_for_those_who_understand_it() {
    let gateway = TestGateway::shipped().await;
    let list = format!("/oai?verb=ListRecords&{DC}");
    let plain = gateway.get(&list).await;
    plain.assert_no_header("content-encoding");
    let coded = gateway.get_with(&list, &[("accept-encoding", "br, gzip")]).await;
    coded.assert_header("content-encoding", "gzip").assert_header("vary", "accept-encoding");
    assert!(coded.body.len() * 3 < plain.body.len(), "{} of {}", coded.body.len(), plain.body.len());
    let mut decoded = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&*coded.body), &mut decoded)
        .expect("gzip");
    assert_eq!(records(&decoded), records(plain.text()));
}

#[tokio::test]
async fn a_harvester_that_asks_too_much_is_told_to_wait_and_each_verb_is_counted() {
    let strict =
        |config: &mut feedgate::config::Config| config.rate.preset = feedgate::http::rate::Preset::Strict;
    let gateway =
        TestGateway::with("one_report.json", strict, || super::support::at("2024-06-01T12:00:00Z")).await;
    let list = format!("/oai?verb=ListRecords&{DC}");
    // A list counts as ten replies, and a client may have 33 at once.
    for _ in 0..3 {
        gateway.get(&list).await.assert_status(200);
    }
    let refused = gateway.get(&list).await;
    refused.assert_status(503);
    let wait: u64 = refused.header("retry-after").expect("a wait").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    gateway.get("/oai?verb=Identify").await.assert_status(200);
    let metrics = gateway.operator("/metrics").await;
    let counted = |verb: &str, status: u16| {
        metric(
            &metrics,
            &format!(
                "feedgate_requests_total{{kind=\"oai\",format=\"{verb}\",coding=\"identity\",status=\"{status}\"}}"
            ),
        )
    };
    assert_eq!(counted("ListRecords", 200), 3, "{metrics}");
    assert_eq!(counted("Identify", 200), 1, "{metrics}");
}
