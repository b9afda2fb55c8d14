//! Where a text may be cut: at the end of a sentence, else of a word, and in no script within a letter.

use unicode_segmentation::UnicodeSegmentation;

/// What is seen at first has about so many characters …
const ABOUT: usize = 320;
/// … and ends with a sentence if one ends between these.
pub(super) const LEAST: usize = 200;
pub(super) const MOST: usize = 380;
/// A part in which words stand begins with their sentence, unless that begins so much earlier …
const LEAD: usize = 160;
/// … and then with a word about so much earlier.
pub(super) const SHORT_LEAD: usize = 60;

/// Where to cut a long text after the number of characters that were seen before.
pub(super) fn end_within(text: &str, seen: usize) -> usize {
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
pub(super) fn start_before(text: &str, at: usize) -> usize {
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

    #[test]
    fn abbreviations_end_no_sentence() {
        for text in
            ["It goes up. ", "あ。", "So it is! ", "In 2020. ", "It was the NGOs. ", "We went on (again). "]
        {
            assert!(ends_a_sentence(text), "{text}");
        }
        for text in ["the U.S. ", "by Dr. ", "by J. ", "(e.g. "] {
            assert!(!ends_a_sentence(text), "{text}");
        }
    }
}
