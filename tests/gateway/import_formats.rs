//! What each format of a source becomes: files of other programs, everything that feedgate writes, and hostile files.

use std::fs;

use serde_json::{Map, Value, json};

use super::editing::{file, read};
use super::importing::{EMPTY, import, imported, plain, reports, source};
use super::program::{feedgate, run, text};
use super::support::root;

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
