//! What `feedgate check` and the log say of a good file that feeds do not show as it is written.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::changing::{folder, rename_over, write};
use super::program::{Serving, feedgate, run, serve, text};
use super::support::{TestGateway, root};

/// Abstracts in HTML, and what is said of each: severity and code.
const ABSTRACTS: [(&str, &[&str]); 15] = [
    ("<p>Nothing is <b>lost</b>: <a href='/annex.pdf'>annex</a>", &[]),
    ("<div style='color: red' class='x'><font>only looks</font></div>", &[]),
    ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", &["warning html-formula"]),
    ("<svg><text>Arrivals</text></svg>", &["warning html-removed"]),
    ("<button>Press</button>", &["warning html-removed"]),
    ("<script>alert(1)</script>", &["warning html-hidden"]),
    ("<img src='chart.png' alt='A chart'>", &["note html-link-instead"]),
    ("<img src='chart.png'>", &["warning html-media"]),
    ("<a href='javascript:x()'>x</a>", &["warning html-bad-link"]),
    ("<a href='www.example.org'>x</a>", &["warning html-bad-link"]),
    ("<a href='https://example.org/a\u{200B}b'>x</a>", &["warning address-slip"]),
    ("<a href='https://example.org/a b'>x</a>", &["note address-slip"]),
    ("<a href='a.pdf>x</a> and <a href='b.pdf'>y</a>", &["warning html-quotation-mark"]),
    ("<![CDATA[ a ]]>", &["warning html-comment"]),
    ("<p>a <b", &["warning html-cut-short"]),
];
/// Addresses, and what is said of each.
const ADDRESSES: [(&str, &[&str]); 9] = [
    ("https://example.org/informes/Año.pdf", &[]),
    ("https://example.org/a|b[1].pdf", &[]),
    ("https://año.example/", &[]),
    ("https://example.org/My report.pdf", &["note address-slip"]),
    ("https://example.org/100%.pdf", &["note address-slip"]),
    (" https://example.org/", &["note address-slip"]),
    ("https://example.org/a\u{200B}b.pdf", &["warning address-slip"]),
    ("https://https://example.org/", &["warning address-slip"]),
    ("https://example.org/a.pdf>", &["warning address-slip"]),
];

/// A collection with one report.
fn with(report: &Value) -> Value {
    let mut whole = json!({ "id": "floods", "title": "Floods", "published": "2023" });
    for (field, value) in report.as_object().into_iter().flatten() {
        whole[field] = value.clone();
    }
    json!({ "id": "c", "authority": "example.org,2023", "title": "C", "reports": [whole] })
}

fn with_abstract(html: &str) -> Value {
    with(&json!({ "url": "https://example.org/reports/", "abstract_html": html }))
}

/// A file of its own, and the folder that it is in.
fn file(collection: &Value) -> (tempfile::TempDir, PathBuf) {
    let (kept, root) = folder();
    let path = root.join("c.json");
    write(&path, &serde_json::to_string_pretty(collection).expect("JSON"));
    (kept, path)
}

/// What a check says of a good file.
fn remarks(collection: &Value) -> Vec<Value> {
    let (_folder, path) = file(collection);
    let check = run(&mut feedgate(["check", "--format", "json", text(&path)]));
    check.assert_code(0).json().as_array().cloned().unwrap_or_default()
}

fn codes(remarks: &[Value]) -> Vec<String> {
    let named = |remark: &Value, field: &str| remark[field].as_str().unwrap_or_default().to_owned();
    remarks.iter().map(|remark| format!("{} {}", named(remark, "severity"), named(remark, "code"))).collect()
}

#[test]
fn whatever_is_lost_from_an_abstract_is_told() {
    for (html, expected) in ABSTRACTS {
        assert_eq!(codes(&remarks(&with_abstract(html))), expected, "{html}");
    }
    let unclosed = remarks(&with_abstract("<p>a</p><template>b"));
    assert_eq!(codes(&unclosed), ["warning html-hidden", "warning html-unclosed"]);
    let relative = remarks(&with(&json!({ "abstract_html": "<a href='a.pdf'>x</a>" })));
    assert_eq!(codes(&relative), ["warning html-bad-link"]);
}

#[test]
fn an_address_that_was_surely_not_meant_is_told_wherever_it_stands() {
    let places: [fn(&str) -> Value; 4] = [
        |url| with(&json!({ "url": url })),
        |url| with(&json!({ "files": [{ "url": url }] })),
        |url| with(&json!({ "image": { "url": url } })),
        |url| {
            let mut collection = with(&json!({}));
            collection["home_page_url"] = json!(url);
            collection
        },
    ];
    for (url, expected) in ADDRESSES {
        for place in places {
            assert_eq!(codes(&remarks(&place(url))), expected, "{}", place(url));
        }
    }
}

#[test]
fn a_remark_has_the_place_of_what_it_is_about() {
    let html = "<p>Water\n\u{E9} \"x\" <svg><text>a</text></svg></p>";
    let (_folder, path) = file(&with_abstract(html));
    let source = fs::read_to_string(&path).expect("the file");
    let line = source.lines().position(|line| line.contains("<svg>")).expect("a line");
    let column = source.lines().nth(line).expect("a line").split("<svg>").next().expect("a text");

    let check = run(&mut feedgate(["check", "--format", "json", text(&path)])).json();

    assert_eq!(check[0]["line"], line + 1, "{check}");
    assert_eq!(check[0]["column"], column.chars().count() + 1, "{check}");
    assert_eq!(check[0]["report"], "floods");
    let people = run(&mut feedgate(["check", text(&path)]));
    people.assert_code(0).assert_tells("warning[html-removed]: `<svg>` is removed; only its text is shown");
    assert!(people.text().ends_with("good; reports: 1, topics: 0, warnings: 1\n"), "{people}");
    run(&mut feedgate(["check", "--strict", text(&path)])).assert_code(1);
}

#[test]
fn every_remark_there_is_has_a_file_that_shows_it() {
    let source = fs::read_to_string(root().join("src/collection/remark.rs")).expect("the source");
    let quoted = source.split('"').filter(|text| text.starts_with("html-") || *text == "address-slip");
    let there_are: BTreeSet<&str> = quoted.collect();
    let shown = ABSTRACTS.iter().chain(&ADDRESSES).flat_map(|(_, codes)| *codes);
    let shown = shown.filter_map(|code| Some(code.split_once(' ')?.1)).chain(["html-unclosed"]);

    assert!(there_are.len() > 8, "{there_are:?}");
    assert_eq!(shown.collect::<BTreeSet<_>>(), there_are);
}

#[test]
fn a_reload_tells_only_what_is_new() {
    let (_folder, path) = file(&with_abstract("<svg><text>a</text></svg>"));
    let serving = Serving::start(&mut serve(text(&path)));
    assert!(serving.log_so_far().contains("`feedgate check` lists each place"), "{}", serving.log_so_far());

    let mut more = with_abstract("<svg><text>a</text></svg>");
    let report = json!({ "id": "dams", "title": "Dams", "published": "2023", "abstract_html": "<script>x()</script>" });
    more["reports"].as_array_mut().expect("a list").push(report);
    rename_over(&path, &more.to_string());

    let lines = serving.log_until("html-hidden");
    let told = lines.last().expect("a line");
    assert!(told.contains("WARN") && told.contains("report=\"dams\"") && told.contains("line=1"), "{told}");
    assert!(!lines.iter().any(|line| line.contains("html-removed")), "{lines:#?}");
}

#[tokio::test]
async fn every_format_sends_the_same_address_and_no_other() {
    let (_folder, path) = file(&with(&json!({
        "url": "https://año.example/informes/Año.pdf",
        "files": [{ "url": "https://example.org/a|b[1]\u{200B}.pdf", "type": "application/pdf", "bytes": 7 }],
        "abstract_html": "<p>See <a href='../anexo ñ.pdf'>the annex</a></p>",
    })));
    let gateway = TestGateway::start(text(&path)).await;
    for target in [
        "/feed.rss",
        "/feed.atom",
        "/feed.json",
        "/reports/floods",
        "/reports/floods.bib",
        "/reports/floods.ris",
        "/reports/floods.csl.json",
        "/api/v1/reports/floods",
    ] {
        let reply = gateway.get(target).await;
        let sent = reply.text();
        assert!(
            sent.contains("xn--ao-zja.example/informes/A%C3%B1o.pdf") || target.ends_with("json"),
            "{reply}"
        );
        for typed in ["//año.example", "Año.pdf\"", "/a|b[1]\u{200B}", "anexo ñ.pdf"] {
            assert!(!sent.contains(typed), "{typed} in {reply}");
        }
    }
    let atom = gateway.get("/feed.atom").await;
    assert!(atom.text().contains("https://xn--ao-zja.example/anexo%20%C3%B1.pdf"), "{atom}");
    assert!(atom.text().contains("https://example.org/a%7Cb%5B1%5D%E2%80%8B.pdf"), "{atom}");
    // People read the name of the host as it was typed.
    assert!(atom.text().contains("&gt;año.example&lt;/a&gt;"), "{atom}");
}

#[test]
fn an_address_in_the_settings_is_sent_as_a_uri_too() {
    let (_folder, path) = file(&with(&json!({})));
    let links = "[{title=\"Us\", url=\"https://año.example/Quiénes somos\"}]";
    let mut render = feedgate(["render", "/", "--collection", text(&path)]);

    let page = run(render.env("FEEDGATE_LOOK__LINKS", links));

    let sent = "href=\"https://xn--ao-zja.example/Qui%C3%A9nes%20somos\"";
    assert!(page.assert_code(0).text().contains(sent), "{page}");
}
