//! Reports from elsewhere come into the collection file, as people import them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use feedgate::import::HarvestLimits;
use serde_json::{Map, Value, json};

use super::editing::{file, read};
use super::program::{Ended, feedgate, run, text};
use super::read_back::at_its_own_address;
use super::support::root;

/// A collection without reports.
pub(crate) const EMPTY: &str = r#"{
  "id": "test",
  "authority": "example.org,2023",
  "title": "Test",
  "topics": [
    {"id": "asylum", "title": "Asylum"},
    {"id": "borders", "title": "Walls & Borders"}
  ],
  "reports": []
}
"#;

pub(crate) fn import(collection: &Path, arguments: &[&str]) -> Ended {
    run(&mut feedgate(
        ["import", "--collection", text(collection)].into_iter().chain(arguments.iter().copied()),
    ))
}

pub(crate) fn reports(collection: &Path) -> Vec<Map<String, Value>> {
    let file: Value = serde_json::from_str(&read(collection)).expect("JSON");
    let reports = file["reports"].as_array().expect("reports").clone();
    reports.into_iter().map(|report| report.as_object().expect("an object").clone()).collect()
}

/// A report without what an import adds of its own.
pub(crate) fn plain(report: &Map<String, Value>) -> Value {
    let own = ["added", "updated", "_imported"];
    Value::Object(report.clone().into_iter().filter(|(name, _)| !own.contains(&name.as_str())).collect())
}

/// Writes a source beside the collection.
pub(crate) fn source(collection: &Path, name: &str, content: &str) -> String {
    let path = collection.parent().expect("a folder").join(name);
    fs::write(&path, content).expect("a file");
    text(&path).to_owned()
}

/// The reports that a source alone gives.
pub(crate) fn imported(name: &str, content: &str) -> Vec<Value> {
    let (_folder, path) = file(EMPTY);
    let library = source(&path, name, content);
    import(&path, &[&library, "--write", "--quiet"]);
    reports(&path).iter().map(plain).collect()
}

const RIS: &str = "\
TY  - RPRT
TI  - After the Flood
AU  - Fuente, Eva
PY  - 2023
DA  - 2023/07/24/
DO  - 10.1234/flood
KW  - Asylum
KW  - Rivers
ER  -\u{20}

TY  - RPRT
TI  - No date
ER  -\u{20}

TY  - RPRT
TI  - Dams of the North
PY  - 2015
UR  - https://www.example.org/dams/
ER  -\u{20}
";

#[test]
fn a_library_is_shown_then_written_and_the_second_time_nothing_changes() {
    let (_folder, path) = file(EMPTY);
    let library = source(&path, "library.ris", RIS);

    let shown = import(&path, &[&library]);
    shown.assert_code(1).assert_tells("not changed yet").assert_tells("2 new").assert_tells("1 broken");
    shown.assert_tells("line 11 (record 2): \"No date\": it has no date of publication that can be read");
    assert_eq!(read(&path), EMPTY, "nothing is written without --write");
    assert!(shown.text().contains("+    {\"id\": \"after-the-flood\""), "{}", shown.text());

    let ended = import(&path, &[&library, "--write"]);
    ended.assert_code(1);
    assert!(ended.text().ends_with(": imported 2 and changed 0\n"), "{}", ended.text());
    let written = read(&path);
    let all = reports(&path);
    assert_eq!(
        all.iter().map(plain).collect::<Vec<_>>(),
        [
            json!({
                "id": "after-the-flood", "title": "After the Flood", "published": "2023-07-24",
                "authors": [{"name": "Eva Fuente"}], "topics": ["asylum"], "keywords": ["Rivers"],
                "kind": "report", "doi": "10.1234/flood",
            }),
            json!({
                "id": "dams-of-the-north", "title": "Dams of the North", "published": "2015",
                "url": "https://www.example.org/dams/", "kind": "report",
            }),
        ]
    );
    let added = all[0]["added"].as_str().expect("a date");
    assert!(added.len() == 20 && added.ends_with('Z'), "to the second: {added}");

    import(&path, &[&library, "--write"])
        .assert_code(1)
        .assert_tells("nothing to change")
        .assert_tells("2 unchanged");
    assert_eq!(read(&path), written, "not one byte");
    run(&mut feedgate(["check", text(&path)])).assert_code(0);
}

#[test]
fn what_the_source_changes_is_updated_and_what_the_curator_changed_stays() {
    let (_folder, path) = file(EMPTY);
    let library = source(&path, "library.ris", RIS);
    import(&path, &[&library, "--write"]);

    let by_hand = read(&path).replace("\"After the Flood\"", "\"After the Flood, Revised\"");
    fs::write(&path, &by_hand).expect("a file");
    let changed = RIS
        .replace("TI  - After the Flood", "TI  - Behind the Flood")
        .replace("AU  - Fuente, Eva", "AU  - Ruiz, Ana")
        .replace("TI  - No date", "TI  - No date\nPY  - 2020")
        .replace("PY  - 2015", "PY  - 2015\nAB  - A survey.");
    fs::write(&library, changed).expect("a file");

    let ended = import(&path, &[&library, "--write"]);
    ended.assert_code(0).assert_tells("1 new, 2 changed");
    ended.assert_tells(
        "after-the-flood: `title` stays as it is: it was changed by hand, and the source has changed",
    );
    let all: BTreeMap<String, Map<String, Value>> = reports(&path)
        .into_iter()
        .map(|report| (report["id"].as_str().expect("an id").to_owned(), report))
        .collect();
    let flood = &all["after-the-flood"];
    assert_eq!(flood["title"], "After the Flood, Revised");
    assert_eq!(flood["authors"], json!([{"name": "Ana Ruiz"}]));
    assert!(flood["updated"].as_str() >= flood["added"].as_str(), "{flood:?}");
    assert_eq!(all["dams-of-the-north"]["abstract"], "A survey.");
    assert_eq!(all["no-date"]["published"], "2020");

    // A field that the source no longer has goes, if it was never edited here.
    fs::write(&library, RIS).expect("a file");
    import(&path, &[&library, "--write"]).assert_code(1).assert_tells("2 changed");
    assert!(!reports(&path).iter().any(|report| report.contains_key("abstract")));
}

#[test]
fn a_change_that_no_reader_notices_sets_no_date() {
    let (_folder, path) = file(EMPTY);
    let library = source(&path, "library.ris", RIS);
    import(&path, &[&library, "--write"]);
    // The same values, written in another way.
    fs::write(
        &library,
        RIS.replace("AU  - Fuente, Eva", "A1  - Eva  Fuente").replace("2023/07/24/", "2023-07-24"),
    )
    .expect("a file");
    let before = read(&path);
    import(&path, &[&library, "--write"]).assert_tells("nothing to change");
    assert_eq!(read(&path), before);
}

#[test]
fn what_the_collection_has_is_known_by_its_guid_its_doi_or_its_address() {
    let existing = EMPTY.replace(
        "\"reports\": []",
        r#""reports": [
    {"id": "one", "title": "One", "published": "2020", "guid": "https://blog.example/?p=1"},
    {"id": "two", "title": "Two", "published": "2020", "doi": "10.1234/TWO"},
    {"id": "three", "title": "Three", "published": "2020", "url": "http://example.org/three"},
    {"id": "four", "title": "Four", "published": "2020"}
  ]"#,
    );
    let (_folder, path) = file(&existing);
    let csv = source(
        &path,
        "t.csv",
        "Title,Year,GUID,DOI,URL\n\
         Other,2020,https://blog.example/?p=1,,\n\
         Other,2020,,https://doi.org/10.1234/two,\n\
         Other,2020,,,https://www.example.org/three/?utm_source=x\n\
         Other,2020,\"tag:example.org,2023:test/four\",,\n\
         Other,2020,,,http://127.0.0.1:8080/reports/four\n\
         FOUR!,2020,,,\n",
    );
    let mut command = feedgate([
        "import",
        "--collection",
        text(&path),
        "--public-url",
        "http://127.0.0.1:8080/",
        &csv,
        "--write",
    ]);
    let ended = run(&mut command);
    ended
        .assert_code(0)
        .assert_tells("4 already there, 1 similar, 1 repeated")
        .assert_tells("it has the title and the year of four");
    assert_eq!(read(&path), existing);

    import(&path, &[&csv, "--similar", "add", "--write"]).assert_tells("2 new");
    assert_eq!(reports(&path).len(), 6);
}

#[test]
fn what_was_withdrawn_does_not_come_back() {
    let (_folder, path) = file(EMPTY);
    let library = source(&path, "library.ris", RIS);
    import(&path, &[&library, "--write"]);
    let retitled = read(&path).replace("\"After the Flood\"", "\"Another title\"");
    fs::write(&path, retitled).expect("a file");
    for id in ["after-the-flood", "dams-of-the-north"] {
        run(&mut feedgate(["withdraw", id, "--collection", text(&path), "--write"])).assert_code(0);
    }
    let before = read(&path);
    let ended = import(&path, &[&library, "--write"]);
    ended.assert_tells("2 withdrawn before").assert_tells("nothing to change");
    assert_eq!(read(&path), before);
}

#[test]
fn subjects_become_topics_once_the_curator_says_which() {
    let (folder, path) = file(EMPTY);
    let library = source(&path, "library.ris", RIS);
    let subjects = folder.path().join("subjects.toml");

    import(&path, &[&library]).assert_tells("1 subject is no topic yet").assert_tells("--write-subjects");
    assert!(!subjects.exists());
    import(&path, &[&library, "--write-subjects"]);
    assert_eq!(read(&path), EMPTY);
    let written = read(&subjects);
    assert!(written.ends_with("\n\"Rivers\" = \"\"  # 1 record\n"), "{written}");

    fs::write(&subjects, written.replace("\"Rivers\" = \"\"", "\"Rivers\" = [\"borders\"]")).expect("a file");
    import(&path, &[&library, "--write", "--topic", "asylum"]).assert_tells("2 new");
    let all = reports(&path);
    assert_eq!((&all[0]["topics"], all[0].get("keywords")), (&json!(["asylum", "borders"]), None));
    assert_eq!(all[1]["topics"], json!(["asylum"]));

    // Changed later, it changes the reports that came from the source.
    fs::write(&subjects, "Rivers = false\n").expect("a file");
    import(&path, &[&library, "--write", "--topic", "asylum"]).assert_tells("1 changed");
    assert_eq!(reports(&path)[0]["topics"], json!(["asylum"]));

    fs::write(&subjects, "Rivers = \"bordres\"\n").expect("a file");
    import(&path, &[&library]).assert_code(2).assert_tells("did you mean \"borders\"?");
    import(&path, &[&library, "--topic", "nothing"])
        .assert_code(2)
        .assert_tells("there is no topic `nothing`");
}

#[test]
fn one_record_of_twenty_that_is_broken_is_named_and_the_others_arrive() {
    let record = |n: usize| match n % 20 {
        0 => format!("@report{{key{n},\n  title = {{Report {n},\n  date = {{2020}}\n}}\n"),
        _ => format!("@report{{key{n},\n  title = {{Report {n}}},\n  date = {{2020}}\n}}\n"),
    };
    let bib: String = (1..=200).map(record).collect();
    let (_folder, path) = file(EMPTY);
    let library = source(&path, "broken.bib", &bib);
    let ended = import(&path, &[&library, "--write", "--format", "json"]);
    ended.assert_code(1);
    let told: Value = serde_json::from_str(ended.text()).expect("JSON");
    let lines: Vec<u64> = told["broken"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|broken| broken["line"].as_u64())
        .collect();
    assert_eq!(lines, (1..=10).map(|nth| nth * 80 - 3).collect::<Vec<u64>>());
    assert_eq!((told["new"].as_array().map(Vec::len), reports(&path).len()), (Some(190), 190));
}

#[test]
fn the_limits_of_requests_are_those_that_operators_read() {
    let limits = HarvestLimits::default();
    let page = limits.of_page;
    let minutes = |time: std::time::Duration| time.as_secs() / 60;
    let rows = [
        format!("| to connect | {} seconds |", page.connect.as_secs()),
        format!("| without a byte from the server | {} minutes |", minutes(page.idle)),
        format!("| one answer | {} minutes, {} MB |", minutes(page.whole), page.body >> 20),
        format!("| all answers of a source | {} MB, {} requests |", limits.bytes >> 20, limits.requests),
        format!("| tries of one request | {} |", limits.tries),
        format!(
            "| longest wait that a server may ask for (`Retry-After`) | {} minutes |",
            minutes(limits.most_pause)
        ),
    ];
    let operators = fs::read_to_string(root().join("docs/operators.md")).expect("the document");
    rows.iter().for_each(|row| assert!(operators.contains(row.as_str()), "{row}"));
}

#[test]
fn one_report_of_a_file_is_added() {
    let (_folder, path) = file(EMPTY);
    let one = source(&path, "one.bib", "@report{a, title = {One}, date = {2020}}");
    let two = source(&path, "two.ris", RIS);
    let add = |from: &str| {
        run(&mut feedgate([
            "add",
            "--from",
            from,
            "--topic",
            "asylum",
            "--collection",
            text(&path),
            "--write",
        ]))
    };
    add(&two).assert_code(2).assert_tells("has 3 records, where 1 is needed; use `feedgate import`");
    add(&one).assert_code(0);
    assert_eq!(reports(&path)[0]["topics"], json!(["asylum"]));
    add(&one).assert_code(0).assert_tells("nothing to change");
    let mut both = feedgate(["add", "--from", &one, "--rights", "CC BY 4.0", "--collection", text(&path)]);
    run(&mut both).assert_code(2).assert_tells("--rights");
    run(&mut feedgate(["add", "--title", "x", "--collection", text(&path)])).assert_code(2);
}

#[test]
fn records_that_the_source_has_deleted_are_listed_and_stay() {
    let existing = EMPTY.replace(
        "\"reports\": []",
        r#""reports": [{"id": "one", "title": "One", "published": "2020", "guid": "oai:x:1"}]"#,
    );
    let (_folder, path) = file(&existing);
    let oai = source(
        &path,
        "oai.xml",
        "<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'><ListRecords>\
         <record><header status='deleted'><identifier>oai:x:1</identifier></header></record>\
         <record><header><identifier>oai:x:2</identifier></header><metadata>\
         <oai_dc:dc xmlns:oai_dc='http://www.openarchives.org/OAI/2.0/oai_dc/' xmlns:dc='http://purl.org/dc/elements/1.1/'>\
         <dc:title>Two</dc:title><dc:date>2020-05-06T10:00:00Z</dc:date><dc:date>2019</dc:date>\
         <dc:identifier>Journal 5, doi:10.9/x</dc:identifier><dc:identifier>https://hdl.example/2</dc:identifier>\
         <dc:identifier>https://doi.org/10.1234/two</dc:identifier></oai_dc:dc></metadata></record>\
         </ListRecords></OAI-PMH>",
    );
    let ended = import(&path, &[&oai, "--write"]);
    ended.assert_code(0).assert_tells("the source has deleted it; `feedgate withdraw one` withdraws it");
    ended.assert_tells("of several dates, the shortest is taken; the others are 2020-05-06T10:00:00Z");
    let all = reports(&path);
    assert_eq!(all.len(), 2);
    let two = all.iter().find(|report| report["title"] == "Two").expect("it is new");
    assert_eq!(
        plain(two),
        json!({
            "id": "two", "guid": "oai:x:2", "title": "Two", "published": "2019", "url": "https://hdl.example/2",
            "doi": "10.1234/two",
        })
    );
}

#[test]
fn two_records_with_ids_of_their_own_are_never_one() {
    let (_folder, path) = file(EMPTY);
    let item = |letter: &str, page: &str| {
        format!(
            "<item><title>Report {letter}</title><guid isPermaLink=\"false\">urn:{letter}</guid>\
             <link>https://e.example/{page}</link><pubDate>2021-09-06</pubDate></item>"
        )
    };
    let rss = |items: &str| format!("<rss version=\"2.0\"><channel>{items}</channel></rss>");
    let feed = source(&path, "f.xml", &rss(&item("a", "list")));
    import(&path, &[&feed, "--write"]).assert_tells("1 new");
    // A new record in front, at the same address.
    fs::write(&feed, rss(&[item("b", "list"), item("a", "list")].concat())).expect("a file");
    import(&path, &[&feed, "--write"]).assert_code(0).assert_tells("1 new, 1 unchanged");
    let titles: BTreeMap<String, String> = reports(&path)
        .iter()
        .map(|report| (report["guid"].to_string(), report["title"].to_string()))
        .collect();
    assert_eq!(titles["\"urn:a\""], "\"Report a\"");
    assert_eq!(titles["\"urn:b\""], "\"Report b\"");

    // Each at a fragment of one page, and each with a DOI.
    let both = imported(
        "two.csv",
        "title,date,url,doi\nOne,2020,https://e.example/l#1,\nTwo,2020,https://e.example/l#2,\n\
         Annual report,2020,,10.1234/a\nOther report,2020,,10.1234/b\n",
    );
    assert_eq!(both.len(), 4);

    // The same title and year is a question, also within a source.
    let (_folder, path) = file(EMPTY);
    let bib = "@report{a, title={Annual report}, date={2020}, doi={10.1234/a}}\n\
               @report{b, title={Annual report}, date={2020}, doi={10.1234/b}}";
    let library = source(&path, "a.bib", bib);
    import(&path, &[&library, "--write"]).assert_tells("1 new, 1 similar").assert_tells("--similar add");
    import(&path, &[&library, "--write", "--similar", "add"]).assert_tells("1 new, 1 unchanged");
    import(&path, &[&library, "--write"]).assert_tells("2 unchanged");
}

#[test]
fn a_record_is_known_by_what_its_source_calls_it_and_keeps_what_it_was_given() {
    let (_folder, path) = file(EMPTY);
    let table = source(&path, "t.csv", "id,title,date\nrep-001,Teh dams,2020\n");
    let other = source(&path, "u.csv", "id,title,date\nrep-001,Others,2020\n");
    import(&path, &[&table, &other, "--write", "--topic", "borders"]).assert_tells("2 new");
    let before = read(&path);
    import(&path, &[&table, "--write"]).assert_tells("1 unchanged");
    assert_eq!(read(&path), before, "the topic stays");

    fs::write(&table, "id,title,date\nrep-001,The dams,2020\n").expect("a file");
    import(&path, &[&table, "--write"]).assert_tells("1 changed");
    let titles: Vec<String> = reports(&path).iter().map(|report| report["title"].to_string()).collect();
    assert_eq!(titles, ["\"The dams\"", "\"Others\""]);
    assert!(reports(&path).iter().all(|report| report["topics"] == json!(["borders"])));
}

#[test]
fn what_goes_on_to_the_end_of_a_table_is_told_and_empty_values_are_nothing() {
    let (_folder, path) = file(EMPTY);
    let open = source(&path, "open.csv", "Date,Title\n2019,Five\n2020,\"Six\n2021,Seven\n");
    let ended = import(&path, &[&open, "--write"]);
    ended
        .assert_code(1)
        .assert_tells("line 3 (record 2): a quotation mark in it has no end")
        .assert_tells("1 new, 1 broken");

    let items = r#"[{"id": "a", "type": "report", "title": "A", "author": null, "issued": {"date-parts": [[2019, null]]}},
        {"id": "b", "type": "report", "title": "B", "issued": "2019-04"}]"#;
    let dates: Vec<Value> =
        imported("z.json", items).iter().map(|report| report["published"].clone()).collect();
    assert_eq!(dates, ["2019", "2019-04"]);

    // Its own numbers of the same subject.
    let spelled =
        source(&path, "s.csv", "Title,Date,Topics\nA,2020,Forced migration\nB,2020,FORCED MIGRATION\n");
    import(&path, &[&spelled, "--write-subjects"]);
    let subjects = read(&path.with_file_name("subjects.toml"));
    assert!(subjects.ends_with("\n\"Forced migration\" = \"\"  # 2 records\n"), "{subjects}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_gateway_is_imported_page_by_page() {
    let shipped = "../../config/collection.json";
    let gateway = at_its_own_address(shipped, |config| config.oai.page_records = 4).await;
    let base = gateway.base.clone();
    let imported = tokio::task::spawn_blocking(move || {
        let (_folder, path) = file(EMPTY);
        let at = |address: &str| format!("{base}{address}");
        import(&path, &[&at("/oai"), "--write"]).assert_code(2).assert_tells("--allow-private allows it");
        let ended = import(&path, &[&at("/oai"), "--write", "--allow-private"]);
        ended.assert_code(0).assert_tells("26 new").assert_tells("`--from ");
        let written = read(&path);
        for address in ["/oai", "/api/v1/reports?limit=5", "/feed.json", "/feed.atom"] {
            import(&path, &[&at(address), "--write", "--allow-private"])
                .assert_code(0)
                .assert_tells("nothing to change");
        }
        assert_eq!(read(&path), written);
        import(&path, &[&at("/nowhere"), "--allow-private"]).assert_code(2).assert_tells("404");
        reports(&path).len()
    });
    assert_eq!(imported.await.expect("the commands end"), 26);
}
