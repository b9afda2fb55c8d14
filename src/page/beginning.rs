//! The beginning of an abstract, and the rest of it for whoever reads on.
//!
//! Where words were looked for and stand further down, what is seen is a part in which they stand.

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use crate::collection::{Abstract, paragraphs, plain_text};
use crate::search::{Piece, pieces};

/// What is seen at first has about so many characters …
const ABOUT: usize = 320;
/// … and ends with a sentence if one ends between these.
const LEAST: usize = 200;
const MOST: usize = 380;
/// For less than this nobody is made to ask.
const WORTH_ASKING: usize = 80;
/// A part in which words stand begins with their sentence, unless that begins so much earlier …
const LEAD: usize = 160;
/// … and then with a word about so much earlier.
const SHORT_LEAD: usize = 60;

/// An abstract as lists show it.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Beginning {
    /// What is seen at once, paragraph by paragraph.
    pub(super) shown: Vec<Vec<Piece>>,
    /// Whether that is a part from further down.
    pub(super) is_part: bool,
    /// What follows, or the whole where a part is shown; nothing if that was all.
    pub(super) rest: Vec<Vec<Piece>>,
}

/// A place in a text: a paragraph, and a byte in it.
type Place = (usize, usize);

impl Beginning {
    /// Of an abstract in which `find` tells what was looked for: ranges of a paragraph in order, none of
    /// which touches another.
    pub(super) fn of(summary: &Abstract, find: impl Fn(&str) -> Vec<Range<usize>>) -> Beginning {
        let text = match summary {
            Abstract::Text(text) => Cow::Borrowed(&**text),
            Abstract::Html(html) => Cow::Owned(plain_text(html)),
        };
        let paragraphs: Vec<Cow<'_, str>> = paragraphs(&text).collect();
        let found: Vec<Vec<Range<usize>>> = paragraphs.iter().map(|paragraph| find(paragraph)).collect();
        let cut = |from: Place, to: Place| cut(&paragraphs, &found, from, to);
        let (start, whole) = ((0, 0), (paragraphs.len(), 0));
        let end = end_after(&paragraphs, start);
        match found.iter().enumerate().find_map(|(at, found)| Some((at, found.first()?))) {
            Some((at, first)) if (at, first.end) > end => {
                let from = (at, start_before(&paragraphs[at], first.start));
                let shown = cut(from, end_after(&paragraphs, from));
                Beginning { shown, is_part: true, rest: cut(start, whole) }
            }
            _ => Beginning { shown: cut(start, end), is_part: false, rest: cut(end, whole) },
        }
    }
}

/// What lies between two places, paragraph by paragraph.
fn cut(paragraphs: &[Cow<'_, str>], found: &[Vec<Range<usize>>], from: Place, to: Place) -> Vec<Vec<Piece>> {
    let within = |at: usize| {
        let text = &paragraphs[at];
        let start = if at == from.0 { from.1 } else { 0 };
        let end = if at == to.0 { to.1 } else { text.len() };
        let part = text.get(start..end).unwrap_or_default();
        let start = start + (part.len() - part.trim_start().len());
        pieces(text, start..start + part.trim().len(), &found[at])
    };
    let last = (to.0 + 1).min(paragraphs.len());
    (from.0..last).map(within).filter(|pieces| !pieces.is_empty()).collect()
}

/// Where what is seen ends, if it begins at a place; the end of the text if little would be left.
fn end_after(paragraphs: &[Cow<'_, str>], from: Place) -> Place {
    let whole = (paragraphs.len(), 0);
    let rest = |(at, byte): Place| {
        let of_first = paragraphs.get(at).map_or(0, |text| text[byte..].chars().count());
        let of_others: usize = paragraphs.iter().skip(at + 1).map(|text| text.chars().count()).sum();
        of_first + of_others
    };
    if rest(from) <= MOST {
        return whole;
    }
    let mut seen = 0;
    for (at, text) in paragraphs.iter().enumerate().skip(from.0) {
        let start = if at == from.0 { from.1 } else { 0 };
        let text = &text[start..];
        let length = text.chars().count();
        let end = match seen + length {
            0..LEAST => {
                seen += length;
                continue;
            }
            LEAST..=MOST => (at + 1, 0),
            _ => (at, start + end_within(text, seen)),
        };
        return if rest(end) < WORTH_ASKING { whole } else { end };
    }
    whole
}

/// Where to cut a long text after the number of characters that were seen before.
fn end_within(text: &str, seen: usize) -> usize {
    let (least, about, most) = (LEAST - seen, ABOUT - seen, MOST - seen);
    let text = &text[..byte_at(text, most + 1)];
    let sentence = ends(text.split_sentence_bound_indices())
        .filter(|end| *end < text.len() && ends_a_sentence(&text[..*end]))
        .map(|end| (end, text[..end].trim_end().chars().count()))
        .filter(|(_, length)| (least..=most).contains(length))
        .min_by_key(|(_, length)| length.abs_diff(about));
    if let Some((end, _)) = sentence {
        return end;
    }
    let (least, about) = (byte_at(text, least), byte_at(text, about));
    let space = text[..about].char_indices().rfind(|(at, c)| c.is_whitespace() && *at >= least);
    if let Some((at, _)) = space {
        return at;
    }
    // No sign that closes something may stand alone at the beginning of what follows.
    let begins = |end: &usize| text[*end..].starts_with(char::is_alphanumeric);
    let before = |end: &usize| *end <= about;
    let word = ends(text.split_word_bound_indices()).take_while(before).filter(begins).last();
    if let Some(end) = word.filter(|end| *end >= least) {
        return end;
    }
    // A longer word than there are is cut, but no letter from its signs.
    ends(text.grapheme_indices(true)).take_while(before).last().unwrap_or(about)
}

/// Where a part begins in which something stands.
fn start_before(text: &str, at: usize) -> usize {
    let before = &text[..at];
    let sentence = text.split_sentence_bound_indices().map(|(start, _)| start);
    let sentence = sentence.take_while(|start| *start <= at);
    let sentence = sentence.filter(|start| *start == 0 || ends_a_sentence(&text[..*start])).last();
    let sentence = sentence.unwrap_or_default();
    if before[sentence..].chars().count() <= LEAD {
        return sentence;
    }
    let lead = before.char_indices().rev().nth(SHORT_LEAD - 1).map_or(0, |(at, _)| at);
    match before[lead..].find(char::is_whitespace) {
        Some(space) => lead + space,
        None => {
            text.grapheme_indices(true).map(|(start, _)| start).find(|start| *start >= lead).unwrap_or(at)
        }
    }
}

/// Where each part of a text ends.
fn ends<'t>(parts: impl Iterator<Item = (usize, &'t str)>) -> impl Iterator<Item = usize> {
    parts.map(|(at, part)| at + part.len())
}

/// Whether no abbreviation stands at the end, `U.S.` or `Dr.`, after which the next word only looks like the
/// first of a sentence.
fn ends_a_sentence(text: &str) -> bool {
    let Some(word) = text.trim_end().strip_suffix('.') else { return true };
    let word = word.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let is_title = letters == 2 && word.starts_with(char::is_uppercase);
    !(word.contains('.') || (letters == 1 && word.chars().count() == 1) || is_title)
}

/// The byte at which so many characters end.
fn byte_at(text: &str, characters: usize) -> usize {
    text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> (Vec<String>, Vec<String>) {
        let beginning = Beginning::of(&Abstract::Text(text.into()), |_| Vec::new());
        assert!(!beginning.is_part);
        (lines(&beginning.shown), lines(&beginning.rest))
    }

    fn lines(paragraphs: &[Vec<Piece>]) -> Vec<String> {
        paragraphs.iter().map(|pieces| pieces.iter().map(|piece| &*piece.text).collect()).collect()
    }

    /// A word and a space for every four characters.
    fn words(characters: usize) -> String {
        "abc ".repeat(characters / 4).trim_end().to_owned()
    }

    /// A sentence of so many characters.
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
        assert!(ends_a_sentence("It goes up. ") && ends_a_sentence("あ。") && !ends_a_sentence("the U.S. "));
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
        let beginning = Beginning::of(&Abstract::Html(html.into()), |_| Vec::new());
        assert_eq!(lines(&beginning.shown)[0], "One two");
        assert!(!beginning.rest.is_empty());
    }

    /// With `needle` marked wherever it stands.
    fn looked_for(text: &str, needle: &str) -> Beginning {
        let find = |text: &str| text.match_indices(needle).map(|(at, found)| at..at + found.len()).collect();
        Beginning::of(&Abstract::Text(text.into()), find)
    }

    fn marked(paragraphs: &[Vec<Piece>]) -> Vec<&str> {
        let all = paragraphs.iter().flatten();
        all.filter(|piece| piece.is_match).map(|piece| &*piece.text).collect()
    }

    #[test]
    fn what_was_looked_for_is_marked_where_it_stands() {
        let text = format!("asylum {} {} asylum", sentence(290), words(300));
        let beginning = looked_for(&text, "asylum");
        assert!(!beginning.is_part);
        assert_eq!((marked(&beginning.shown), marked(&beginning.rest)), (vec!["asylum"], vec!["asylum"]));
    }

    #[test]
    fn a_match_further_down_is_seen_with_its_sentence() {
        let text = format!("{}\n\n{} It is about asylum. {}", sentence(300), sentence(290), words(400));
        let beginning = looked_for(&text, "asylum");
        assert!(beginning.is_part);
        assert!(lines(&beginning.shown)[0].starts_with("It is about asylum. abc"), "{beginning:?}");
        assert_eq!(marked(&beginning.shown), ["asylum"]);
        assert_eq!(lines(&beginning.rest), paragraphs(&text).collect::<Vec<_>>());
    }

    #[test]
    fn a_match_deep_within_a_sentence_is_seen_with_some_words_before_it() {
        for text in [
            format!("{} asylum {}", words(1000), words(400)),
            format!("{}asylum{}", "移民政策".repeat(300), "移民政策".repeat(300)),
            format!("{} asylum", words(1000)),
        ] {
            let beginning = looked_for(&text, "asylum");
            assert!(beginning.is_part);
            assert_eq!(marked(&beginning.shown), ["asylum"], "{text}");
            let line = &lines(&beginning.shown)[0];
            let before =
                line.chars().count() - line[line.find("asylum").expect("it is there")..].chars().count();
            assert!((1..=SHORT_LEAD).contains(&before), "{before}: {line}");
        }
    }
}
