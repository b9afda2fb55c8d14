use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// The ids of the messages in a file, each with the names of its arguments.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in bundle::source(language).lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, _)) = line.split_once(" = ").filter(|_| !line.starts_with(' ')) {
            assert!(messages.insert(name.to_owned(), BTreeSet::new()).is_none(), "{name} is defined twice");
            current = name.to_owned();
        }
        let filled_in = line
            .split("{ $")
            .skip(1)
            .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect());
        if let Some(message) = messages.get_mut(&current) {
            message.extend(filled_in);
        }
    }
    messages
}

#[test]
fn every_language_has_the_same_messages_with_the_same_arguments() {
    let english = messages(Language::English);
    assert!(english.len() > 100, "the test no longer reads the file");
    assert_eq!(english, messages(Language::Spanish));
}

#[test]
fn every_message_has_a_text() {
    for language in Language::ALL {
        for (id, names) in messages(language) {
            let values: Vec<_> = names.iter().map(|name| (name.as_str(), Value::Number(3))).collect();
            let text = language.words().tell(&id, &values);
            assert!(text != id && !text.is_empty() && !text.contains("{$"), "{language:?} {id}: {text}");
        }
    }
}

#[test]
fn numbers_choose_singular_or_plural_and_are_written_as_in_the_locale() {
    let told = |language: Language, number| {
        language.words().tell("results-count", &[("count", Value::Number(number))])
    };
    assert_eq!(told(Language::English, 0), "No results found");
    assert_eq!(told(Language::English, 1), "1 result found");
    assert_eq!(told(Language::English, 800_000), "800,000 results found");
    assert_eq!(told(Language::Spanish, 0), "No se encontraron resultados");
    assert_eq!(told(Language::Spanish, 1), "1 resultado");
    assert_eq!(told(Language::Spanish, 12_345), "12,345 resultados");
}

#[test]
fn dates_are_as_precise_as_they_are_known() {
    let [english, spanish] = Language::ALL.map(Language::words);
    let published = |text: &str| Published::parse(text).expect("a date");
    assert_eq!(english.published(published("2023-07-24")), "July 24, 2023");
    assert_eq!(english.published(published("2023-07")), "July 2023");
    assert_eq!(english.published(published("2023")), "2023");
    assert_eq!(spanish.published(published("2023-07-24")), "24 de julio de 2023");
    assert_eq!(spanish.published(published("2023-07")), "julio de 2023");
    assert_eq!(spanish.day(published("2023-07-24T23:59:59Z").at), "24 de julio de 2023");
}

#[test]
fn a_minute_is_written_in_utc() {
    let [english, spanish] = Language::ALL.map(Language::words);
    let at = |text: &str| Published::parse(text).expect("a date").at;
    let plain = |text: String| text.replace(['\u{a0}', '\u{202f}'], " ");
    assert_eq!(plain(english.minute(at("2023-07-24T13:41:59Z"))), "July 24, 2023 at 1:41 PM UTC");
    assert_eq!(
        plain(spanish.minute(at("1969-12-31T23:59:59Z"))),
        "31 de diciembre de 1969 a las 11:59 p.m. UTC"
    );
}

#[test]
fn lists_are_written_as_in_the_locale() {
    let [english, spanish] = Language::ALL.map(Language::words);
    let any_of = |words: &Words, values: &[&str]| words.any_of(values.iter().copied());
    assert_eq!(any_of(english, &["a"]), "a");
    assert_eq!(any_of(english, &["a", "b", "c"]), "a, b, or c");
    assert_eq!(any_of(spanish, &["asilo", "otros"]), "asilo u otros");
}

#[test]
fn a_size_is_in_the_unit_that_fits() {
    let english = Language::English.words();
    for (bytes, told) in [
        (0, "0 B"),
        (999, "999 B"),
        (1_999, "1 kB"),
        (1_000_000, "1.0 MB"),
        (1_249_999, "1.2 MB"),
        (1_250_000, "1.3 MB"),
        (2_400_000_000, "2.4 GB"),
    ] {
        assert_eq!(english.size(bytes).replace('\u{a0}', " "), told);
    }
}

#[test]
fn the_direction_of_a_text_is_that_of_its_script() {
    for (tag, way) in
        [("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ku", "ltr"), ("", "ltr")]
    {
        assert_eq!(direction(tag), way, "{tag}");
    }
}

#[test]
fn a_regional_language_is_the_language() {
    assert_eq!(Language::matching("es-MX"), Some(Language::Spanish));
    assert_eq!(Language::matching("EN"), Some(Language::English));
    assert_eq!(Language::matching("fr"), None);
    assert_eq!(Language::of_tag("es-MX"), None);
}
