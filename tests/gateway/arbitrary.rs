//! Collections that nobody would write, with texts, markup and dates of every kind, for property tests.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

/// Runs a test on arbitrary values, so many of them, and shows the smallest on which it fails.
pub(crate) fn for_all<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value)) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let tested = TestRunner::new(config).run(&strategy, |value| {
        test(value);
        Ok(())
    });
    tested.unwrap_or_else(|error| panic!("{error}"));
}

/// What goes wrong in texts: markup, half of it, white space of all kinds, characters that join, turn or
/// hide others, the last and the oddest that XML allows.
#[rustfmt::skip]
const TROUBLE: [&str; 48] = [
    "&", "<", ">", "\"", "'", "&amp;", "&#38;", "&nbsp;", "]]>", "]]", "<![CDATA[", "<b>", "</title>",
    "<!--", "-->", "<?x", "{{", "\\", "%20", "\u{301}", "e\u{301}", "\u{200d}", "👩\u{200d}👧", "\u{202e}",
    "\u{2066}", "\u{feff}", "\u{fffd}", "\u{7f}", "\u{80}", "\u{85}", "\u{9f}", "\u{a0}", "\u{ad}",
    "\u{200b}", "\u{2028}", "\u{2029}", "\u{3000}", "\t", "\n", "\n\n", "\n \n", "\r\n", "\r", "  ",
    "\u{e000}", "\u{fdd0}", "\u{1ffff}", "\u{10ffff}",
];

/// Any text that a collection may hold, and that says something once it is folded to one line.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let allowed = |c: &char| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    let piece = prop_oneof![
        2 => any::<char>().prop_filter("XML forbids it", allowed).prop_map(String::from),
        2 => proptest::char::range(' ', '~').prop_map(String::from),
        3 => select(&TROUBLE[..]).prop_map(str::to_owned),
    ];
    vec(piece, 1..10).prop_map(|pieces| {
        let text = pieces.concat();
        // Characters without width alone would be an empty title.
        if text.chars().any(char::is_alphanumeric) { text } else { text + "x" }
    })
}

/// Words, each once: a repeated one says nothing and is left out.
fn any_words() -> impl Strategy<Value = Vec<String>> {
    vec(text(), 0..3).prop_map(|mut words| {
        let mut seen = std::collections::HashSet::new();
        words.retain(|word| seen.insert(one_line(word)));
        words
    })
}

pub(crate) fn file_of_texts() -> impl Strategy<Value = Value> {
    let curators = vec(text().prop_map(|name| json!({ "name": name, "email": "a@example.org" })), 0..3);
    let about = (text(), option::of(text()), curators, option::of(text()), option::of(text()));
    let topics = vec((text(), option::of(text())), 1..3);
    (about, topics, vec(report(), 1..4), option::of(text())).prop_map(|(about, topics, reports, reason)| {
        let (title, description, curators, rights, credit) = about;
        let topics = topics.into_iter().enumerate().map(|(at, (title, description))| {
            json!({ "id": format!("t{at}"), "title": title, "description": description })
        });
        let reports = reports.into_iter().enumerate().map(|(at, mut report)| {
            report["id"] = json!(format!("r{at}"));
            report
        });
        json!({
            "id": "texts", "authority": "example.org,2023",
            "title": title, "description": description, "curators": curators,
            "rights": rights.map(|text| json!({ "text": text })),
            "image": credit.map(|creator| json!({ "creator": creator })),
            "topics": topics.collect::<Vec<_>>(),
            "reports": reports.collect::<Vec<_>>(),
            "withdrawn": [{ "id": "gone", "when": "2023-07-24", "reason": reason }],
        })
    })
}

fn report() -> impl Strategy<Value = Value> {
    let names = || vec(text().prop_map(|name| json!({ "name": name })), 0..3);
    let language = select(vec!["en", "es-MX", "zh-Hant", "ar"]);
    (
        text(),
        option::of(text()),
        names(),
        names(),
        any_words(),
        any_words(),
        option::of(text()),
        language,
        any::<bool>(),
    )
        .prop_map(|(title, summary, authors, publishers, keywords, places, rights, language, filed)| {
            json!({
                "title": title, "published": "2023-07-24", "abstract": summary,
                "authors": authors, "publishers": publishers, "keywords": keywords, "places": places,
                "rights": rights.map(|text| json!({ "text": text })),
                "language": language, "topics": if filed { vec!["t0"] } else { vec![] },
            })
        })
}

pub(crate) fn file_of_reports(reports: Vec<Value>) -> Value {
    json!({ "id": "made", "authority": "example.org,2023", "title": "Made", "reports": reports })
}

/// Markup as it may come out of any editor, or out of malice.
pub(crate) fn html() -> impl Strategy<Value = String> {
    #[rustfmt::skip]
    const MARKUP: [&str; 29] = [
        "<p>", "</p>", "<b>", "</b>", "<ul><li>", "</ul>", "<br>", "<hr>", "<table><tr><td>", "</table>",
        "<a href=\"https://example.org/?a=1&amp;b=2\">", "<a href=/relative>", "<a href='javascript:x'>",
        "</a>", "<script>", "</script>", "<style>", "<svg><p>", "<math><mi>", "<img src=x onerror=y>",
        "<!-- x -->", "<template>", "<textarea>", "<title>", "<plaintext>", "&#1;", "&#xFFFE;",
        "&notanentity;", "<details><summary>",
    ];
    let piece = prop_oneof![text(), select(&MARKUP[..]).prop_map(str::to_owned)];
    // html5ever takes one at the beginning for a byte order mark, and drops it.
    vec(piece, 0..12).prop_map(|pieces| pieces.concat().replace('\u{feff}', ""))
}

/// A date of publication in any of the four forms, from the year 1 on.
pub(crate) fn published() -> impl Strategy<Value = String> {
    // Of all years, and some in which they meet.
    let year = || prop_oneof![1..9999i32, 2022..2024i32];
    prop_oneof![
        year().prop_map(|year| format!("{year:04}")),
        (year(), 1..13, 1..29).prop_flat_map(|(year, month, day)| select(vec![
            format!("{year:04}-{month:02}"),
            format!("{year:04}-{month:02}-{day:02}"),
        ])),
        instant(),
    ]
}

/// A day or a time; few of them, so that some are the same.
pub(crate) fn instant() -> impl Strategy<Value = String> {
    prop_oneof![
        (1900..2100i32, 1..13, 1..29).prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}")),
        (0..3, 0..60, -12..13).prop_map(|(hour, second, offset)| {
            let sign = if offset < 0 { '-' } else { '+' };
            format!("2024-05-02T{:02}:00:{second:02}{sign}{:02}:00", 10 + hour, i32::abs(offset))
        }),
    ]
}

/// White space folded as the collection's own words for it say, written once more.
pub(crate) fn one_line(text: &str) -> String {
    let breaks = [' ', '\t', '\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    text.trim().split(breaks).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
