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
const EMPTY: &str = r#"{
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

fn import(collection: &Path, arguments: &[&str]) -> Ended {
    run(&mut feedgate(
        ["import", "--collection", text(collection)].into_iter().chain(arguments.iter().copied()),
    ))
}

fn reports(collection: &Path) -> Vec<Map<String, Value>> {
    let file: Value = serde_json::from_str(&read(collection)).expect("JSON");
    let reports = file["reports"].as_array().expect("reports").clone();
    reports.into_iter().map(|report| report.as_object().expect("an object").clone()).collect()
}

/// A report without what an import adds of its own.
fn plain(report: &Map<String, Value>) -> Value {
    let own = ["added", "updated", "_imported"];
    Value::Object(report.clone().into_iter().filter(|(name, _)| !own.contains(&name.as_str())).collect())
}

/// Writes a source beside the collection.
fn source(collection: &Path, name: &str, content: &str) -> String {
    let path = collection.parent().expect("a folder").join(name);
    fs::write(&path, content).expect("a file");
    text(&path).to_owned()
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
fn no_draft_page_or_secret_of_wordpress_comes_in() {
    let (_folder, path) = file(EMPTY);
    let export = root().join("tests/import/by_others/wordpress.xml");
    let ended = import(&path, &[text(&export), "--write"]);
    ended.assert_code(0).assert_tells("2 new, 7 skipped");
    let titles: Vec<Value> = reports(&path).iter().map(|report| report["title"].clone()).collect();
    assert_eq!(titles, ["After the Flood: Asylum & Borders", "Détention en Île-de-France"]);
    let written = read(&path);
    for secret in ["draft", "private", "password", "Sin permiso", "About", "script", "alert"] {
        assert!(!written.contains(secret), "{secret}");
    }
}

/// What each writer has of the three reports that all of them were given: the file, and what it has not, by field.
const BY_OTHERS: [(&str, &[&str]); 19] = [
    ("bibtexparser.bib", &[]),
    // It writes `url` twice, and the second is that of the DOI.
    ("bibutils.bib", &["url"]),
    ("bibutils.ris", &[]),
    ("citation_js.bib", &["abstract", "language", "topics", "keywords"]),
    ("citation_js.csl.json", &[]),
    // The particle of a name is lost.
    ("citation_js.ris", &["authors"]),
    ("citation_js_biblatex.bib", &[]),
    ("citation_js_from_bibutils.csl.json", &["url", "published"]),
    ("excel_like_bom.csv", &[]),
    ("libreoffice.csv", &[]),
    ("libreoffice.tsv", &[]),
    // A month is stored as its first day.
    ("libreoffice.xlsx", &["published"]),
    ("libreoffice_semicolon_windows1252.csv", &[]),
    ("openpyxl.xlsx", &["published"]),
    // Titles are written in title case.
    ("pandoc.bib", &["title", "topics", "keywords"]),
    ("pandoc.csl.json", &[]),
    ("pybtex.bib", &[]),
    ("rispy.ris", &[]),
    ("utf16.tsv", &[]),
];

#[test]
fn files_of_other_programs_give_the_same_reports() {
    let expected = [
        json!({
            "title": "After the Flood: Asylum & Borders", "published": "2023-07-24",
            "authors": [{"name": "Eva Fuente"}, {"name": "Jürgen Müller"}],
            "publishers": [{"name": "Río Institute"}], "doi": "10.1234/flood.1",
            "url": "https://example.org/after-the-flood", "kind": "report", "language": "en",
            "abstract": "The flood moved many people – and the borders moved with them. Jürgen Müller and Eva Fuente asked who was let in.",
            "topics": ["asylum"], "keywords": ["borders"],
        }),
        json!({
            "title": "Détention en Île-de-France", "published": "2010", "authors": [{"name": "World Bank"}],
            "url": "https://example.org/detention", "kind": "report", "language": "fr",
        }),
        json!({
            "title": "Sin permiso", "published": "2019-03", "authors": [{"name": "María de la Cruz"}],
            "doi": "10.5555/sin.permiso", "kind": "report",
        }),
    ];
    let topics = EMPTY.replace("Walls & Borders", "Walls").replace("\"borders\"", "\"walls\"");
    for (name, without) in BY_OTHERS {
        let (_folder, path) = file(&topics);
        let library = root().join("tests/import/by_others").join(name);
        import(&path, &[text(&library), "--write"]).assert_code(0);
        let all = reports(&path);
        assert_eq!(all.len(), 3, "{name}");
        for (report, expected) in all.iter().zip(&expected) {
            for (field, value) in expected.as_object().expect("an object") {
                let is_there = report.get(field) == Some(value);
                assert!(
                    is_there || without.contains(&field.as_str()),
                    "{name}: {field} is {:?}",
                    report.get(field)
                );
            }
        }
        let written = read(&path);
        import(&path, &[text(&library), "--write"]).assert_code(0).assert_tells("nothing to change");
        assert_eq!(read(&path), written, "{name}");
    }
}

/// What this gateway says of the shipped collection, by address.
fn rendered(address: &str) -> String {
    let ended = run(&mut feedgate(["render", address]));
    ended.assert_code(0);
    ended.text().to_owned()
}

fn shipped() -> (String, Vec<Map<String, Value>>) {
    let text = fs::read_to_string(root().join("config/collection.json")).expect("the shipped collection");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    let reports = file["reports"].as_array().expect("reports").iter();
    (text.clone(), reports.map(|report| report.as_object().expect("an object").clone()).collect())
}

/// What feedgate writes, read into a collection with the same topics and no reports, gives the same reports. Each
/// format with the fields that it has no place for, or cannot tell apart.
#[test]
fn everything_that_feedgate_writes_can_be_imported() {
    let (_, mut expected) = shipped();
    expected.sort_by_key(|report| report["id"].to_string());
    let topics: Value = serde_json::from_str(&shipped().0).expect("JSON");
    let empty = json!({
        "id": "other", "authority": "example.com,2024", "title": "Other", "topics": topics["topics"], "reports": [],
    });
    let citations = |kind: &str| {
        let of = |report: &Map<String, Value>| {
            rendered(&format!("/reports/{}.{kind}", report["id"].as_str().expect("an id")))
        };
        let all: Vec<String> = expected.iter().map(of).collect();
        match kind {
            "csl.json" => {
                let items = all
                    .iter()
                    .map(|item| item.trim().trim_start_matches('[').trim_end_matches(']').to_owned());
                format!("[{}]", items.collect::<Vec<_>>().join(","))
            }
            _ => all.concat(),
        }
    };
    let sources: [(&str, String, &[&str]); 7] = [
        ("feed.rss", rendered("/feed.rss"), &["kind", "url", "places", "language"]),
        ("feed.atom", rendered("/feed.atom"), &["kind", "url", "places", "language"]),
        ("feed.json", rendered("/feed.json"), &["kind", "url", "language"]),
        ("api.json", rendered("/api/v1/reports?limit=100"), &[]),
        // Places are subjects there.
        ("all.bib", citations("bib"), &["url", "places", "keywords"]),
        ("all.ris", citations("ris"), &["url", "places", "keywords"]),
        ("all.csl.json", citations("csl.json"), &["url", "places", "keywords"]),
    ];
    for (name, content, without) in sources {
        let (_folder, path) = file(&empty.to_string());
        let library = source(&path, name, &content);
        import(&path, &[&library, "--write"]).assert_code(0).assert_tells("26 new");
        let mut all = reports(&path);
        all.sort_by_key(|report| report["id"].to_string());
        for (report, expected) in all.iter().zip(&expected) {
            let keep = |report: &Map<String, Value>| -> Map<String, Value> {
                let is_kept = |name: &str| !without.contains(&name) && name != "guid";
                plain(report)
                    .as_object()
                    .expect("an object")
                    .clone()
                    .into_iter()
                    .filter(|(name, _)| is_kept(name))
                    .collect()
            };
            assert_eq!(keep(report), keep(expected), "{name}");
        }
        import(&path, &[&library, "--write"]).assert_tells("nothing to change");
    }
}

#[test]
fn a_gateways_own_feeds_change_nothing() {
    let (text, _) = shipped();
    for address in ["/feed.rss", "/feed.atom", "/feed.json", "/api/v1/reports?limit=100"] {
        let (_folder, path) = file(&text);
        let library = source(&path, "own", &rendered(address));
        import(&path, &[&library, "--write"]).assert_code(0).assert_tells("26 already there");
        assert_eq!(read(&path), text, "{address}");
    }
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
fn hostile_sources_are_refused_or_read_as_text() {
    let (_folder, path) = file(EMPTY);
    let bomb = "<!DOCTYPE rss [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;&a;'>]>\
        <rss><channel><item><title>&b;</title><pubDate>2020</pubDate></item></channel></rss>";
    let rss = source(&path, "bomb.xml", bomb);
    import(&path, &[&rss, "--write"]).assert_code(0);
    assert_eq!(reports(&path)[0]["title"], "&b;");

    let formula = source(&path, "formula.csv", "Title;Year\n\"=HYPERLINK(\"\"x\"\")\";2020\n");
    import(&path, &[&formula, "--write"]).assert_code(0);
    assert!(reports(&path).iter().any(|report| report["title"] == "=HYPERLINK(\"x\")"));

    let long = source(&path, "long.csv", &format!("Title,Year\n\"{}\",2020\n", "word ".repeat(2 << 20)));
    import(&path, &[&long, "--quiet"]).assert_code(0);

    for (name, content, told) in [
        ("page.html", "<html><body>x</body></html>", "it has none of the formats"),
        ("empty.bib", " \n", "it is empty"),
        (
            "no.csv",
            "A,B\n1,2\n",
            "no column is the title; say which with --map title=COLUMN. The columns are A, B",
        ),
        ("no.json", "[{\"type\": ", "it is not CSL-JSON"),
    ] {
        let library = source(&path, name, content);
        import(&path, &[&library]).assert_code(2).assert_tells(told).assert_tells(name);
    }
}

#[test]
fn a_table_with_other_column_names_is_mapped() {
    let (_folder, path) = file(EMPTY);
    let table = source(&path, "t.tsv", "Was\tWann\tWer\nEins\t3.4.2020\tFuente, Eva\nZwei\t03/04/2020\t\n");
    let map = ["--map", "title=Was", "--map", "published=wann", "--map", "authors=Wer"];
    let ended = import(&path, &[&[table.as_str(), "--write"][..], &map].concat());
    ended.assert_code(0).assert_tells("the date can be read in two ways, so only its year is taken: 2020");
    assert_eq!(
        reports(&path).iter().map(plain).collect::<Vec<_>>(),
        [
            json!({"id": "eins", "title": "Eins", "published": "2020-04-03", "authors": [{"name": "Eva Fuente"}]}),
            json!({"id": "zwei", "title": "Zwei", "published": "2020"}),
        ]
    );
    import(&path, &[&table, "--map", "title=Wo"])
        .assert_code(2)
        .assert_tells("it has no column \"Wo\"; its columns are Was, Wann, Wer");
    import(&path, &[&table, "--map", "titel=Wo"]).assert_code(2).assert_tells("there is no field \"titel\"");
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

/// The reports that a source alone gives.
fn imported(name: &str, content: &str) -> Vec<Value> {
    let (_folder, path) = file(EMPTY);
    let library = source(&path, name, content);
    import(&path, &[&library, "--write", "--quiet"]);
    reports(&path).iter().map(plain).collect()
}

#[test]
fn feeds_of_every_age_are_read() {
    let rdf = "<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
        xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
        <channel><title>C</title></channel><item rdf:about=\"http://e.example/1\"><title>One &amp;amp; only</title>\
        <link>http://e.example/1</link><description>Text &lt;b&gt;bold&lt;/b&gt;</description>\
        <dc:date>2020-05-06T10:00:00+02:00</dc:date><dc:creator>A B</dc:creator></item></rdf:RDF>";
    assert_eq!(
        imported("1.rdf", rdf),
        [json!({
            "id": "one-only", "title": "One & only", "published": "2020-05-06T08:00:00Z", "url": "http://e.example/1",
            "abstract_html": "Text <b>bold</b>", "authors": [{"name": "A B"}],
        })]
    );

    let old = "<rss version=\"0.91\"><channel><title>x</title><language>fr</language><item><title>P</title>\
        <guid>http://e.example/b</guid><pubDate>Wed, 02 Oct 2002 08:00:00 EST</pubDate></item></channel></rss>";
    assert_eq!(
        imported("old.rss", old),
        [json!({
            "id": "p", "guid": "http://e.example/b", "title": "P", "published": "2002-10-02T13:00:00Z",
            "url": "http://e.example/b", "language": "fr",
        })]
    );

    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"http://e.example/base/\" xml:lang=\"es\">\
        <entry><id>urn:x:1</id><title type=\"html\">A &amp;lt;b&amp;gt; &lt;em&gt;T&lt;/em&gt;</title>\
        <link href=\"rel/1\"/><updated>2020-01-02T03:04:05Z</updated><content type=\"xhtml\">\
        <div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Para <em>em</em></p><script>x</script></div></content></entry>\
        <entry><id>urn:x:2</id><title>Plain &lt;b&gt;</title><published>2020-01-02</published>\
        <summary>One.\n\nTwo &lt; 3</summary></entry></feed>";
    assert_eq!(
        imported("a.atom", atom),
        [
            json!({
                "id": "a-b-t", "guid": "urn:x:1", "title": "A <b> T", "published": "2020-01-02T03:04:05Z",
                "abstract_html": "<p>Para <em>em</em></p>", "url": "http://e.example/base/rel/1", "language": "es",
            }),
            json!({
                "id": "plain-b", "guid": "urn:x:2", "title": "Plain <b>", "published": "2020-01-02",
                "abstract": "One.\n\nTwo < 3", "language": "es",
            }),
        ]
    );

    let json_feed = r#"{"version": "https://jsonfeed.org/version/1", "items": [{"id": 5, "url": "https://e.example/5",
        "title": "Five", "content_text": "One.\n\nTwo.", "date_published": "2020-01-02T03:04:05+01:00",
        "author": {"name": "Ana"}, "tags": ["asylum"]}, {"id": [], "title": "Broken"}]}"#;
    assert_eq!(
        imported("f.json", json_feed),
        [json!({
            "id": "five", "title": "Five", "published": "2020-01-02T02:04:05Z", "url": "https://e.example/5",
            "abstract": "One.\n\nTwo.", "authors": [{"name": "Ana"}], "topics": ["asylum"],
        })]
    );
}

#[test]
fn exports_of_databases_and_reference_managers_are_read() {
    let zotero = "\"Key\",\"Item Type\",\"Publication Year\",\"Author\",\"Title\",\"DOI\",\"Url\",\"Abstract Note\",\
        \"Date\",\"Date Added\",\"Publisher\",\"Place\",\"Language\",\"Rights\",\"Manual Tags\"\n\
        \"ABCD2345\",\"report\",\"2021\",\"Fuente, Eva; Ruiz, Ana\",\"A title\",\"10.1234/z\",\"https://e.example/z\",\
        \"Lines\n\nof text\",\"2021-03-04\",\"2022-01-01 10:00:00\",\"WFP\",\"Rome\",\"en\",\"CC BY 4.0\",\"a; b\"\n";
    assert_eq!(
        imported("zotero.csv", zotero),
        [json!({
            "id": "a-title", "title": "A title", "published": "2021-03-04", "abstract": "Lines\n\nof text",
            "url": "https://e.example/z", "authors": [{"name": "Eva Fuente"}, {"name": "Ana Ruiz"}],
            "publishers": [{"name": "WFP"}], "keywords": ["a", "b"], "kind": "report", "language": "en",
            "doi": "10.1234/z", "rights": {"text": "CC BY 4.0"},
        })],
        "where a report was published is not what it is about"
    );

    let ris = "Provider: A database\r\nContent: text/plain\r\n\r\n\r\nTY  - JOUR\r\nT1  - Title one\r\n\
        A1  - Smith, J.\r\nY1  - 2020/05//\r\nUR  - https://doi.org/10.1234/one\r\nUR  - https://e.example/one\r\n\
        N2  - Goes on\r\n   and on\r\nKW  - x; y\r\nER  - \r\n\r\nTY  -  RPRT\r\nTI - One space\r\nPY  -2019\r\nER  -\r\n\
        TY  - RPRT\r\nTI  - Without end\r\nPY  - 2018";
    assert_eq!(
        imported("db.ris", ris),
        [
            json!({
                "id": "title-one", "title": "Title one", "published": "2020-05", "abstract": "Goes on and on",
                "url": "https://e.example/one", "authors": [{"name": "J. Smith"}], "keywords": ["x", "y"],
                "doi": "10.1234/one",
            }),
            json!({"id": "one-space", "title": "One space", "published": "2019", "kind": "report"}),
            json!({"id": "without-end", "title": "Without end", "published": "2018", "kind": "report"}),
        ]
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

/// A workbook of a few kilobytes that unpacks to more than a gigabyte.
#[test]
fn a_workbook_that_unpacks_to_far_more_is_refused() {
    let (folder, path) = file(EMPTY);
    let bomb = folder.path().join("bomb.xlsx");
    let mut zip = zip::ZipWriter::new(fs::File::create(&bomb).expect("a file"));
    zip.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).expect("an entry");
    let zeros = vec![b' '; 16 << 20];
    (0..70).for_each(|_| std::io::Write::write_all(&mut zip, &zeros).expect("it is written"));
    zip.finish().expect("it ends");
    import(&path, &[text(&bomb)]).assert_code(2).assert_tells("unpacked, it is larger than 1024 MB");
}
