//! Collections of few words, the edits that are made to them, and queries for these words.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::query;
use crate::query::Query;

const WORDS: [&str; 18] = [
    "asylum",
    "asylums",
    "border",
    "borders",
    "women",
    "woman",
    "migración",
    "migraciones",
    "title",
    "titles",
    "us",
    "étude",
    "title 42",
    "title-42",
    "title42",
    "cross-border",
    "crossborder",
    "cross border",
];

/// A report that is told by some numbers.
pub(super) fn report(id: usize, numbers: &[usize]) -> Value {
    let word = |at: usize| WORDS[numbers[at % numbers.len()] % WORDS.len()];
    let mut report = json!({
        "id": format!("r{id}"),
        "title": format!("{} {}", word(0), word(1)),
        "published": format!("20{:02}-0{}", 10 + numbers[0] % 13, 1 + numbers[1] % 9),
        "abstract": format!("{} {} {}.", word(2), word(3), word(0)),
        "topics": [if numbers[2].is_multiple_of(2) { "women" } else { "work" }],
        "places": [format!("Place {}", numbers[3] % 5)],
        "authors": [{ "name": word(4) }],
    });
    if numbers[0].is_multiple_of(3) {
        report["language"] = json!(["es", "fr", "es-MX"][numbers[1] % 3]);
    }
    report
}

pub(super) fn numbers() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..1_000usize, 5)
}

/// What becomes of the reports of a file.
#[derive(Clone, Debug)]
pub(super) enum Edit {
    Insert(usize, Vec<usize>),
    Change(usize, Vec<usize>),
    Remove(usize),
    Topic,
}

pub(super) fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (any::<usize>(), numbers()).prop_map(|(at, numbers)| Edit::Insert(at, numbers)),
        4 => (any::<usize>(), numbers()).prop_map(|(at, numbers)| Edit::Change(at, numbers)),
        4 => any::<usize>().prop_map(Edit::Remove),
        1 => Just(Edit::Topic),
    ]
}

pub(super) fn apply(file: &mut Value, edit: &Edit, next: &mut usize) {
    if let Edit::Topic = edit {
        let topics = file["topics"].as_array_mut().expect("a list");
        topics.push(json!({ "id": format!("t{next}"), "title": "Borders" }));
        *next += 1;
        return;
    }
    let reports = file["reports"].as_array_mut().expect("a list");
    match edit {
        Edit::Insert(at, numbers) => {
            reports.insert(at % (reports.len() + 1), report(*next, numbers));
            *next += 1;
        }
        Edit::Change(at, numbers) => {
            let at = at % reports.len();
            let id = reports[at]["id"].clone();
            reports[at] = report(0, numbers);
            reports[at]["id"] = id;
        }
        Edit::Remove(at) => drop(reports.remove(at % reports.len())),
        Edit::Topic => {}
    }
}

pub(super) fn queries() -> Vec<Query> {
    [
        &[][..],
        &[("q", "asylum border")],
        &[("q", "women -border")],
        &[("q", "\"asylum border\"")],
        &[("q", "migracion")],
        &[("q", "migraci")],
        &[("q", "bordr title")],
        &[("q", "etude"), ("topic", "women")],
        &[("q", "us"), ("sort", "newest")],
        &[("q", "woman tit"), ("place", "Place 1"), ("language", "es")],
        &[("sort", "title"), ("year", "2012")],
        &[("sort", "oldest"), ("topic", "-work"), ("place", "Place 2")],
        &[("sort", "title")],
        &[("publisher", "none")],
        &[("q", "asylum OR \"asylum border\"")],
        &[("q", "woman OR us NOT étude"), ("sort", "title")],
        &[("q", "title42")],
        &[("q", "title 42 cross-border")],
        &[("q", "crossborders -title42")],
        &[("q", "nothing asylum border women")],
        &[("q", "\"border nothing\" étude"), ("sort", "oldest"), ("topic", "women")],
        &[("q", "nothing crossborder bordr")],
        &[("q", "asylum asylums border borders women woman migración title us étude cross 42 the of and in a by to at xyzzy place")],
    ]
    .map(query)
    .into()
}
