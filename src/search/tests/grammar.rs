//! What words find, and what comes first.

use serde_json::json;

use super::*;

#[track_caller]
fn finds(reports: &[Value], words: &str, expected: &[&str]) {
    let collection = collection(reports);
    let index = Index::build(&collection);
    assert_eq!(ids(&collection, &index, &query(&[("q", words)])), expected, "{words}");
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
    finds(&reports, "chil lab", &[]);
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
    finds(&reports, "brder seekers", &[]);
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
