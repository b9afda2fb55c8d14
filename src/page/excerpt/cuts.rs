//! Where a text may be cut: at the end of a sentence, or else of a word, and never inside a letter of any script.

use unicode_segmentation::UnicodeSegmentation;

/// The shown part has about this many characters …
const ABOUT: usize = 320;
/// … and ends with a sentence, if a sentence ends between these two.
pub(super) const LEAST: usize = 200;
pub(super) const MOST: usize = 380;
/// An excerpt begins with the sentence of the match, unless the sentence begins more characters before it than
/// this.
const LEAD: usize = 160;
/// In that case, the excerpt begins with a word, about this many characters before the match.
pub(super) const SHORT_LEAD: usize = 60;

/// Where to cut a long text, if `seen` characters before it are already shown.
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
    // The rest must not begin with a closing sign, such as a bracket.
    let begins = |end: &usize| text[*end..].starts_with(char::is_alphanumeric);
    let before = |end: &usize| *end <= about;
    let word = ends(text.split_word_bound_indices()).take_while(before).filter(begins).last();
    if let Some(end) = word.filter(|end| *end >= least) {
        return end;
    }
    // Otherwise one word fills the whole part. It is cut, but a letter keeps its accents.
    ends(text.grapheme_indices(true)).take_while(before).last().unwrap_or(about)
}

/// Where an excerpt begins that shows the match at byte `at`.
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

/// Whether a text ends a sentence, and not with an abbreviation such as `U.S.` or `Dr.`, after which a name can
/// look like the first word of a sentence.
fn ends_a_sentence(text: &str) -> bool {
    let Some(word) = text.trim_end().strip_suffix('.') else { return true };
    let word = word.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let is_title = letters == 2 && word.starts_with(char::is_uppercase);
    !(word.contains('.') || (letters == 1 && word.chars().count() == 1) || is_title)
}

/// The byte position after the first `characters` characters.
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
