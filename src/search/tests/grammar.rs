//! What words find, and what comes first.

use serde_json::json;

use super::*;
use crate::search::Matching;

/// What has all words.
#[track_caller]
fn finds(reports: &[Value], words: &str, expected: &[&str]) {
    finds_matching(Matching::All, reports, words, expected);
}

/// What has some words where nothing has all, for those who search; who follows the search gets nothing.
#[track_caller]
fn finds_some(reports: &[Value], words: &str, expected: &[&str]) {
    finds_matching(Matching::Some, reports, words, expected);
    let collection = collection(reports);
    let hits = Index::build(&collection).hits(&collection, &query(&[("q", words)]));
    assert_eq!((hits.total(), hits.matching()), (0, Matching::All), "{words}");
}

#[track_caller]
fn finds_matching(matching: Matching, reports: &[Value], words: &str, expected: &[&str]) {
    let collection = collection(reports);
    let index = Index::build(&collection);
    let query = query(&[("q", words)]);
    assert_eq!(ids(&collection, &index, &query), expected, "{words}");
    assert_eq!(index.closest_hits(&collection, &query).matching(), matching, "{words}");
}

#[test]
fn a_word_is_found_in_every_field_and_weighs_most_in_the_title() {
    let reports = [
        json!({ "id": "topic", "topics": ["women"] }),
        json!({ "id": "place", "places": ["Women"] }),
        json!({ "id": "keyword", "keywords": ["women"] }),
        json!({ "id": "abstract", "abstract": "Of women." }),
        json!({ "id": "publisher", "publishers": [{ "name": "Women" }] }),
        json!({ "id": "title", "title": "Women" }),
        json!({ "id": "author", "authors": [{ "name": "Women" }] }),
        json!({ "id": "none" }),
    ];
    finds(&reports, "women", &["title", "publisher", "author", "abstract", "keyword", "place", "topic"]);
}

#[test]
fn all_words_must_be_there_each_anywhere() {
    let reports = [
        json!({ "title": "Asylum", "keywords": ["children"] }),
        json!({ "title": "Asylum" }),
        json!({ "title": "Children", "abstract": "asylum" }),
    ];
    finds(&reports, "asylum children", &["r2", "r0"]);
}

#[test]
fn a_stem_is_found_by_language_and_stands_below_the_word_itself() {
    let reports = [
        json!({ "title": "Refugee camp" }),
        json!({ "title": "Refugees camp" }),
        json!({ "title": "Migraciones", "language": "es" }),
        json!({ "title": "Migración", "language": "es" }),
        json!({ "title": "Отчёты о работе", "language": "ru" }),
    ];
    finds(&reports, "refugees", &["r1", "r0"]);
    finds(&reports, "refugee", &["r0", "r1"]);
    finds(&reports, "migración", &["r3", "r2"]);
    finds(&reports, "migracion", &["r3", "r2"]);
    finds(&reports, "отчеты", &["r4"]);
    finds(&reports, "отчёт", &["r4"]);
}

#[test]
fn phrases_stand_word_for_word_in_one_value_of_one_field() {
    let reports = [
        json!({ "title": "Remain in Mexico" }),
        json!({ "title": "Mexico in remain", "abstract": "They remain in Mexico City." }),
        json!({ "title": "Remain in", "keywords": ["Mexico"] }),
        json!({ "title": "X", "keywords": ["remain", "in Mexico"] }),
        json!({ "title": "Remained in Mexico" }),
    ];
    finds(&reports, "\"remain in mexico\"", &["r0", "r1"]);
    finds(&reports, "\"remained\"", &["r4"]);
    finds(&reports, "\"remain in mexico\" city", &["r1"]);
    finds(&reports, "\"remain in\" \"in mexico\"", &["r0", "r1"]);
    finds(&reports, "remain \"in mexico\"", &["r0", "r1", "r4", "r3"]);
}

#[test]
fn what_is_left_out_is_not_found() {
    let reports = [
        json!({ "title": "Asylum and expulsions" }),
        json!({ "title": "Asylum", "abstract": "Title 42 ends." }),
        json!({ "title": "Asylum under title IX, 42 pages" }),
        json!({ "title": "Other" }),
    ];
    finds(&reports, "asylum -expulsion", &["r1", "r2"]);
    finds(&reports, "asylum -\"title 42\"", &["r0", "r2"]);
    finds(&reports, "-asylum", &["r3"]);
    finds(&reports, "-title-42 asylum", &["r0", "r2"]);
}

#[test]
fn the_last_word_may_still_be_in_the_typing() {
    let reports = [
        json!({ "title": "Children" }),
        json!({ "title": "Chil" }),
        json!({ "title": "Child labor" }),
        json!({ "title": "Chile" }),
    ];
    finds(&reports, "chil", &["r1", "r0", "r2", "r3"]);
    finds(&reports, "ch", &[]);
    finds_some(&reports, "chil lab", &["r1", "r2"]);
    finds(&reports, "\"chil\"", &["r1"]);
    finds(&reports, "labor chil", &["r2"]);
}

#[test]
fn one_typo_is_forgiven_in_long_words_when_nothing_else_is_found() {
    let reports =
        [json!({ "title": "Asylum seekers" }), json!({ "title": "Asilum" }), json!({ "title": "Border" })];
    finds(&reports, "asylum", &["r0"]);
    finds(&reports, "asylun", &["r0"]);
    finds(&reports, "aslyum", &["r0"]);
    finds(&reports, "assylum", &["r0"]);
    finds(&reports, "asyllumm", &[]);
    finds(&reports, "seekers asylun", &["r0"]);
    finds(&reports, "asilum seekers", &["r0"]);
    finds(&reports, "bordr", &["r2"]);
    finds(&reports, "\"bordr\"", &[]);
    finds_some(&reports, "brder seekers", &["r0", "r2"]);
}

#[test]
fn people_type_as_they_like() {
    let reports = [
        json!({ "title": "U.S.-Mexico border" }),
        json!({ "title": "Women’s rights" }),
        json!({ "title": "Report", "authors": [{ "name": "Ana O’Brien-Núñez" }] }),
        json!({ "title": "Droit d’asile", "language": "fr" }),
        json!({ "title": "移民政策研究", "language": "zh" }),
        json!({ "title": "تقرير الهجرة", "language": "ar" }),
        json!({ "title": "Έκθεση", "language": "el" }),
    ];
    for typed in ["us mexico", "U.S.-Mexico", "US-Mexico", "u.s. mexico", "\"u.s. mexico\"", "US Mexico"] {
        finds(&reports, typed, &["r0"]);
    }
    for typed in ["women's", "women’s", "womens", "women", "\"women's rights\""] {
        finds(&reports, typed, &["r1"]);
    }
    for typed in ["o'brien", "O’Brien", "obrien", "brien nunez", "NÚÑEZ"] {
        finds(&reports, typed, &["r2"]);
    }
    for typed in ["asile", "d'asile", "droit d’asile"] {
        finds(&reports, typed, &["r3"]);
    }
    for typed in ["移民", "政策", "移民政策", "究", "\"政策研究\""] {
        finds(&reports, typed, &["r4"]);
    }
    finds(&reports, "移政", &[]);
    finds(&reports, "الهجرة", &["r5"]);
    finds(&reports, "εκθεση", &["r6"]);
}

#[test]
fn signs_alone_find_nothing_and_beside_words_say_nothing() {
    let reports = [json!({ "title": "Fish & chips" })];
    finds(&reports, "&", &[]);
    finds(&reports, "-!", &[]);
    finds(&reports, "fish & chips", &["r0"]);
}

#[test]
fn newness_breaks_ties() {
    let reports = [json!({ "title": "Same" }), json!({ "title": "Same" }), json!({ "title": "Same" })];
    finds(&reports, "same", &["r0", "r1", "r2"]);
}

#[test]
fn html_is_searched_as_text() {
    let reports =
        [json!({ "title": "A", "abstract_html": "<p>On <em>mi</em>gration &amp; more</p><p>end</p>" })];
    finds(&reports, "migration", &["r0"]);
    finds(&reports, "em", &[]);
    finds(&reports, "amp", &[]);
    finds(&reports, "\"more end\"", &["r0"]);
}

#[test]
fn where_nothing_has_all_words_what_has_the_most_and_rarest_comes_first() {
    let reports = [
        json!({ "title": "Asylum", "abstract": "The law in the city." }),
        json!({ "title": "Children and the law" }),
        json!({ "title": "The border", "abstract": "Asylum and the border." }),
        json!({ "title": "Law", "keywords": ["asylum"] }),
        json!({ "title": "Other" }),
    ];
    finds_some(&reports, "asylum children", &["r1", "r0", "r2", "r3"]);
    finds_some(&reports, "asylum law children", &["r1", "r0", "r3", "r2"]);
    // Words that say nothing find nothing.
    finds_some(&reports, "the children border", &["r2", "r1"]);
    finds_some(&reports, "children xyzzy", &["r1"]);
    finds_some(&reports, "asylum childrn border", &["r2", "r0", "r3", "r1"]);
    finds_some(&reports, "\"asylum children\"", &["r1", "r0", "r2", "r3"]);
    finds_some(&reports, "border children -asylum", &["r1"]);
    finds_some(&reports, "asylum OR border children", &["r2", "r1", "r0", "r3"]);
    for nothing in ["xyzzy", "xyzzy zzyzx", "asylum -asylum", "the xyzzy", "\"xyzzy\"", "xyzzy OR zzyzx"] {
        finds(&reports, nothing, &[]);
    }
}

#[test]
fn any_alternative_is_enough() {
    let reports = [
        json!({ "title": "Asylum" }),
        json!({ "title": "Detention" }),
        json!({ "title": "Children in detention" }),
        json!({ "title": "Title 42", "keywords": ["children"] }),
        json!({ "title": "Asylum for children", "abstract": "Detention" }),
    ];
    finds(&reports, "asylum OR xyzzy", &["r0", "r4"]);
    finds(&reports, "asylum OR \"title 42\"", &["r3", "r0", "r4"]);
    finds(&reports, "children asylum OR \"title 42\"", &["r3", "r4"]);
    finds(&reports, "asylum OR detention children", &["r4", "r2"]);
    finds(&reports, "(asylum OR detention) NOT children", &["r0", "r1"]);
    finds(&reports, "asylum AND children", &["r4"]);
    finds(&reports, "(detention children) OR \"title 42\"", &["r3", "r2", "r4"]);
    finds(&reports, "title-42 OR xyzzy", &["r3"]);
    finds(&reports, "xyzzy OR asylm", &["r0", "r4"]);
    finds(&reports, "NOT (asylum OR detention)", &["r3"]);
}

#[test]
fn words_find_each_other_written_together_apart_and_with_a_hyphen() {
    let reports = [
        json!({ "id": "apart", "title": "Title 42", "abstract": "Guest workers cross border lines." }),
        json!({ "id": "hyphen", "title": "Title-42", "abstract": "Guest-workers, cross-border." }),
        json!({ "id": "together", "title": "Title42", "abstract": "Guestworkers, crossborder." }),
        json!({ "id": "none", "title": "Title", "abstract": "42 workers at a border. A cross. A guest." }),
    ];
    let all = ["apart", "hyphen", "together"];
    for typed in ["title42", "title-42", "guestworkers", "guest-workers", "crossborder", "cross-border"] {
        let collection = collection(&reports);
        let index = Index::build(&collection);
        let mut found = ids(&collection, &index, &query(&[("q", typed)]));
        found.retain(|id| *id != "none");
        found.sort_unstable();
        assert_eq!(found, all, "{typed}");
    }
    for typed in ["title 42", "guest workers", "cross border"] {
        let collection = collection(&reports);
        let index = Index::build(&collection);
        let found = ids(&collection, &index, &query(&[("q", typed)]));
        assert_eq!(found.len(), 4, "{typed}: {found:?}");
    }
    finds(&reports, "-title42", &["none"]);
    finds(&reports, "-title-42", &["none"]);
    finds(&reports, "-crossborder", &["none"]);
    let reports = [
        json!({ "title": "H-2A visas" }),
        json!({ "title": "Re-entry and co-operation" }),
        json!({ "title": "H2A" }),
        json!({ "title": "Reentry, cooperation" }),
    ];
    for (typed, found) in [
        ("h2a", ["r2", "r0"]),
        ("h-2a", ["r0", "r2"]),
        ("reentry", ["r3", "r1"]),
        ("re-entry", ["r1", "r3"]),
        ("co-operations", ["r1", "r3"]),
    ] {
        finds(&reports, typed, &found);
    }
}

#[test]
fn words_that_only_look_alike_do_not_find_each_other() {
    let reports = [
        json!({ "title": "Notable" }),
        json!({ "title": "Not able" }),
        json!({ "title": "A carpet" }),
        json!({ "title": "Car, pet" }),
        json!({ "title": "2019-20" }),
        json!({ "title": "Border. Lines" }),
    ];
    finds(&reports, "notable", &["r0"]);
    finds(&reports, "not able", &["r1"]);
    finds(&reports, "carpet", &["r2"]);
    finds(&reports, "car pet", &["r3"]);
    finds(&reports, "201920", &[]);
}

#[test]
fn a_title_finds_its_report_first_whatever_else_has_its_words() {
    let long = "Of the law and the city in which the people of the sea and the land live by the law of their own and the law of others, with notes";
    let reports = [
        json!({ "title": "Asylum now, asylum", "keywords": ["asylum", "now"], "authors": [{ "name": "Asylum Now" }] }),
        json!({ "title": "Now: Asylum" }),
        json!({ "title": "Asylum now" }),
        json!({ "title": format!("{long}, and more") }),
        json!({ "title": long, "keywords": ["city"] }),
        json!({ "title": "Rights OR Wrongs" }),
        json!({ "title": "Rights, wrongs and rights" }),
    ];
    finds_first(&reports, "asylum now", "r2");
    finds_first(&reports, "Now: asylum!", "r1");
    finds_first(&reports, long, "r4");
    finds_first(&reports, &format!("“{long}”"), "r4");
    finds_first(&reports, &format!("{long}, and more"), "r3");
    finds_first(&reports, "RIGHTS OR WRONGS", "r5");
}

#[track_caller]
fn finds_first(reports: &[Value], words: &str, expected: &str) {
    let collection = collection(reports);
    let index = Index::build(&collection);
    let found = ids(&collection, &index, &query(&[("q", words)]));
    assert_eq!(found.first(), Some(&expected), "{words}: {found:?}");
}

#[test]
fn of_very_many_words_the_rarest_are_looked_up() {
    let common: String = (0..40).map(|at| format!("common{at} ")).collect();
    let mut reports: Vec<Value> = (0..30).map(|_| json!({ "title": "X", "abstract": common })).collect();
    reports[20]["keywords"] = json!(["remittances"]);
    reports[21]["keywords"] = json!(["Zürich"]);
    finds(&reports, &format!("{common} remittances"), &["r20"]);
    finds_first(&reports, &format!("{common} remittances zürich"), "r20");
    finds_first(&reports, &format!("{common} xyzzy zürich {}", "zzyzx ".repeat(300)), "r21");
    let unknown: String = (0..300).map(|at| format!("unknown{at} ")).collect();
    finds_first(&reports, &format!("{} zürich", &unknown[..1500]), "r21");
}
