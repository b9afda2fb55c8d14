//! Which part of an abstract is shown, and that no part of it is lost.

use unicode_segmentation::UnicodeSegmentation;

use super::cuts::SHORT_LEAD;
use super::*;

fn split(text: &str) -> (Vec<String>, Vec<String>) {
    let excerpt = Excerpt::of(&Abstract::Text(text.into()), |_| Vec::new());
    assert!(!excerpt.is_part);
    (lines(&excerpt.shown), lines(&excerpt.rest))
}

fn lines(paragraphs: &[Vec<Piece>]) -> Vec<String> {
    paragraphs.iter().map(|pieces| pieces.iter().map(|piece| &*piece.text).collect()).collect()
}

/// Words of three letters, each with a space, up to `characters` characters.
fn words(characters: usize) -> String {
    "abc ".repeat(characters / 4).trim_end().to_owned()
}

/// A sentence of `characters` characters.
fn sentence(characters: usize) -> String {
    format!("A {}.", "b".repeat(characters - 3))
}

#[test]
fn a_short_text_is_shown_whole() {
    for text in ["", "One.", "One.\n\nTwo.", &words(380), &format!("{}\n\n{}", words(200), words(160))] {
        let (shown, rest) = split(text);
        assert_eq!(shown, paragraphs(text).collect::<Vec<_>>());
        assert_eq!(rest, [""; 0], "{text}");
    }
}

#[test]
fn a_long_text_is_cut_where_a_sentence_ends_nearest_to_the_middle() {
    let text = [sentence(210), sentence(100), sentence(60), sentence(300)].join(" ");
    let (shown, rest) = split(&text);
    assert_eq!(shown, [text[..311].to_owned()]);
    assert_eq!(rest, [text[312..].to_owned()]);
}

#[test]
fn a_sentence_that_ends_too_early_or_too_late_gives_way_to_a_word() {
    let text = format!("{} {}. {}", sentence(150), words(300), words(300));
    let (shown, rest) = split(&text);
    let [shown] = &*shown else { panic!("{shown:?}") };
    assert!((300..=320).contains(&shown.len()) && shown.ends_with("abc"), "{shown}");
    assert!(rest[0].starts_with("abc "), "{rest:?}");
    assert_eq!(format!("{shown} {}", rest[0]), text);
}

#[test]
fn abbreviations_end_no_sentence() {
    for abbreviation in ["U.S.", "Dr.", "J."] {
        let text = format!("{} {abbreviation} Border {}", words(300), words(300));
        let (shown, _) = split(&text);
        assert!(!shown[0].ends_with(abbreviation), "{shown:?}");
    }
}

#[test]
fn paragraphs_stay_apart_and_the_end_of_one_is_a_place_to_cut() {
    let text = [sentence(100), sentence(150), sentence(100), sentence(200)].join("\n\n");
    let (shown, rest) = split(&text);
    assert_eq!(shown, [sentence(100), sentence(150)]);
    assert_eq!(rest, [sentence(100), sentence(200)]);
    let text = [sentence(100), [sentence(150), sentence(300)].join(" "), sentence(200)].join("\n\n");
    let (shown, rest) = split(&text);
    assert_eq!(shown, [sentence(100), sentence(150)]);
    assert_eq!(rest, [sentence(300), sentence(200)]);
}

#[test]
fn nobody_is_made_to_ask_for_a_few_words() {
    let text = format!("{} {}", sentence(320), words(70));
    assert_eq!(split(&text), (vec![text.clone()], vec![]));
}

#[test]
fn no_text_is_lost_or_cut_within_a_character_whatever_its_script() {
    for (name, word) in [
        ("Chinese", "移民政策的影响，"),
        ("Chinese without signs", "移民政策"),
        ("Chinese sentences", "移民政策影响了许多家庭的生活。"),
        ("Thai", "การย้ายถิ่นฐาน"),
        ("Hindi", "प्रवासन नीति "),
        ("Arabic", "سياسة الهجرة، "),
        ("Hebrew", "מדיניות ההגירה. "),
        ("combining marks", "e\u{301}\u{323}\u{301}a\u{308}"),
        ("a family", "👨‍👩‍👧‍👦"),
        ("flags", "🇲🇽🇺🇸"),
        ("a word", "x"),
        ("an address", "https://example.org/a/b?c=d&"),
    ] {
        let text = word.repeat(1500 / word.chars().count());
        let text = text.trim();
        let (shown, rest) = split(text);
        assert_eq!((shown.len(), rest.len()), (1, 1), "{name}");
        let whole: String = shown.iter().chain(&rest).map(String::as_str).collect();
        let without_spaces = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(without_spaces(&whole), without_spaces(text), "{name}");
        let length = shown[0].chars().count();
        assert!((LEAST..=MOST).contains(&length), "{name}: {length}");
        let parts = text.graphemes(true).count();
        let cut = shown[0].graphemes(true).count() + rest[0].graphemes(true).count();
        let spaces = text.graphemes(true).filter(|part| part.trim().is_empty()).count();
        let kept = whole.graphemes(true).filter(|part| part.trim().is_empty()).count();
        assert_eq!(cut + spaces - kept, parts, "{name} is cut within a character");
        assert!(!rest[0].starts_with(['，', '。', '،', ',', '.']), "{name}: {rest:?}");
    }
    let (shown, _) = split(&"移民政策影响了许多家庭的生活。".repeat(100));
    assert!(shown[0].ends_with('。'), "{shown:?}");
}

#[test]
fn html_is_shown_as_its_words() {
    let html = format!("<p>One <b>two</b></p><ul><li>{}</li></ul>", words(600));
    let excerpt = Excerpt::of(&Abstract::Html(html.into()), |_| Vec::new());
    assert_eq!(lines(&excerpt.shown)[0], "One two");
    assert!(!excerpt.rest.is_empty());
}

/// The beginning of a text in which every `needle` is a match.
fn looked_for(text: &str, needle: &str) -> Excerpt {
    let find = |text: &str| text.match_indices(needle).map(|(at, found)| at..at + found.len()).collect();
    Excerpt::of(&Abstract::Text(text.into()), find)
}

fn marked(paragraphs: &[Vec<Piece>]) -> Vec<&str> {
    let all = paragraphs.iter().flatten();
    all.filter(|piece| piece.is_match).map(|piece| &*piece.text).collect()
}

#[test]
fn what_was_looked_for_is_marked_where_it_stands() {
    let text = format!("asylum {} {} asylum", sentence(290), words(300));
    let excerpt = looked_for(&text, "asylum");
    assert!(!excerpt.is_part);
    assert_eq!((marked(&excerpt.shown), marked(&excerpt.rest)), (vec!["asylum"], vec!["asylum"]));
}

#[test]
fn a_match_further_down_is_seen_with_its_sentence() {
    let text = format!("{}\n\n{} It is about asylum. {}", sentence(300), sentence(290), words(400));
    let excerpt = looked_for(&text, "asylum");
    assert!(excerpt.is_part);
    assert!(lines(&excerpt.shown)[0].starts_with("It is about asylum. abc"), "{excerpt:?}");
    assert_eq!(marked(&excerpt.shown), ["asylum"]);
    assert_eq!(lines(&excerpt.rest), paragraphs(&text).collect::<Vec<_>>());
}

#[test]
fn a_match_deep_within_a_sentence_is_seen_with_some_words_before_it() {
    for text in [
        format!("{} asylum {}", words(1000), words(400)),
        format!("{}asylum{}", "移民政策".repeat(300), "移民政策".repeat(300)),
        format!("{} asylum", words(1000)),
    ] {
        let excerpt = looked_for(&text, "asylum");
        assert!(excerpt.is_part);
        assert_eq!(marked(&excerpt.shown), ["asylum"], "{text}");
        let line = &lines(&excerpt.shown)[0];
        let before = line.chars().count() - line[line.find("asylum").expect("it is there")..].chars().count();
        assert!((1..=SHORT_LEAD).contains(&before), "{before}: {line}");
    }
}
