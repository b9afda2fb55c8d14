//! Normalizes the texts of a collection: folds them to one line or splits them into paragraphs, and finds
//! characters that XML forbids.

use std::borrow::Cow;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// The first character of `text` that XML 1.0 forbids (§2.2), if there is one.
///
/// No escape can represent such a character. A single one makes the whole feed invalid.
pub(crate) fn forbidden(text: &str) -> Option<char> {
    // Check the bytes first, without a branch per byte: nearly every text passes, and there are many.
    let control = |b: u8| (b < 0x20) & (b != b'\t') & (b != b'\n') & (b != b'\r');
    let suspicious = text.bytes().fold(false, |found, b| found | control(b) | (b == 0xEF));
    if !suspicious {
        return None;
    }
    text.chars().find(|&c| match c {
        '\t' | '\n' | '\r' => false,
        c => matches!(c, '\0'..'\u{20}' | '\u{FFFE}' | '\u{FFFF}'),
    })
}

/// Folds whitespace: a run of it becomes one space, and whitespace at the ends is removed.
///
/// A no-break or ideographic space within the text is kept, because it is typography. At the ends every kind of
/// whitespace is removed: feed parsers trim by Unicode, and the text must come back unchanged.
pub(super) fn one_line(text: Cow<'_, str>) -> Cow<'_, str> {
    let trimmed = text.trim();
    let clean = trimmed.len() == text.len() && !has_breaks(trimmed);
    if clean {
        return text;
    }
    let mut line = String::with_capacity(trimmed.len());
    for word in trimmed.split(folds).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    Cow::Owned(line)
}

fn folds(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn has_breaks(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Looks for pairs of bytes that may be, or end, foldable whitespace, without a branch per byte. The last three
    // are the final bytes of U+0085, U+2028 and U+2029.
    let folded = |a: u8, b: u8| {
        ((a == b' ') & (b == b' '))
            | (b.wrapping_sub(0x09) < 5)
            | ((a == 0xC2) & (b == 0x85))
            | ((a == 0x80) & ((b == 0xA8) | (b == 0xA9)))
    };
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let suspicious =
        pairs.fold(bytes.first().is_some_and(|&b| folded(0, b)), |found, (&a, &b)| found | folded(a, b));
    suspicious && (text.contains("  ") || text.chars().any(|c| c != ' ' && folds(c)))
}

/// Whether a text has a visible character. Whitespace, soft hyphens and zero-width characters are invisible.
pub(super) fn is_visible(text: &str) -> bool {
    !text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// Whether a character takes no room: soft hyphens, zero-width characters and marks of direction.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Converts line breaks to LF and trims whitespace at the ends.
///
/// An XML parser turns CR and CR LF into LF (XML 1.0 §2.11), so a text with CR would differ between formats.
pub(super) fn lines(text: Cow<'_, str>) -> Cow<'_, str> {
    let text = match text.contains('\r') {
        true => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
        false => text,
    };
    match text.trim().len() == text.len() {
        true => text,
        false => Cow::Owned(text.trim().to_owned()),
    }
}

/// Splits a plain text at its blank lines. Single line breaks within a paragraph are folded.
pub fn paragraphs(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        loop {
            let text = rest?;
            let (paragraph, after) = split_at_blank_line(text);
            rest = after;
            let paragraph = one_line(Cow::Borrowed(paragraph));
            if !paragraph.is_empty() {
                return Some(paragraph);
            }
        }
    })
}

/// The paragraphs of a plain text, joined into one line.
pub fn in_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for paragraph in paragraphs(text) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&paragraph);
    }
    line
}

fn split_at_blank_line(text: &str) -> (&str, Option<&str>) {
    let mut from = 0;
    while let Some(at) = text[from..].find('\n').map(|at| from + at) {
        let next_line = &text[at + 1..];
        let next_line = next_line.split('\n').next().unwrap_or_default();
        if next_line.trim().is_empty() {
            return (&text[..at], Some(&text[at + 1..]));
        }
        from = at + 1;
    }
    (text, None)
}

/// Whether a byte position is between what a reader sees as characters (UAX #29), and not within one.
pub(super) fn is_between_characters(text: &str, at: usize) -> bool {
    text.is_char_boundary(at)
        && GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

/// Shortens a text to at most `limit` characters, at the end of a word if possible, and adds an ellipsis.
///
/// The cut is never within what a reader sees as one character: a flag, a family, a letter with its accents (UAX #29).
/// Only a text whose first such character is longer than `limit` is cut within it, because the limit is a promise.
pub fn clip(text: &str, limit: usize) -> Cow<'_, str> {
    if text.len() <= limit {
        return Cow::Borrowed(text);
    }
    let Some((most, _)) = text.char_indices().nth(limit) else {
        return Cow::Borrowed(text);
    };
    let ends = text.grapheme_indices(true).map(|(at, _)| at);
    let end = ends.take_while(|&at| at <= most).last().filter(|&at| at > 0).unwrap_or(most);
    let head = &text[..end];
    let cut = head.rfind(char::is_whitespace).filter(|&at| at > end / 2).unwrap_or(end);
    Cow::Owned(format!("{}…", head[..cut].trim_end().trim_end_matches(['.', ',', ';', ':'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        one_line(Cow::Borrowed(text)).into_owned()
    }

    #[test]
    fn white_space_is_folded_and_trimmed() {
        assert_eq!(fold("  A\n  title \t with\u{2028}breaks\u{a0}"), "A title with breaks");
        assert_eq!(fold("Qui\u{a0}?"), "Qui\u{a0}?");
        assert!(matches!(one_line("as it was".into()), Cow::Borrowed(_)));
    }

    #[test]
    fn characters_that_xml_forbids_are_found() {
        assert_eq!(forbidden("a\u{1}b"), Some('\u{1}'));
        assert_eq!(forbidden("a\u{FFFE}"), Some('\u{FFFE}'));
        assert_eq!(forbidden("tab\tline\nfullwidth \u{FF21} \u{10FFFF} \u{FFFD}"), None);
    }

    #[test]
    fn a_text_without_anything_to_see_is_not_visible() {
        assert!(is_visible("a\u{200B}"));
        for text in ["", " ", "\u{200B}", "\u{FEFF}\u{AD}"] {
            assert!(!is_visible(text), "{text:?}");
        }
    }

    #[test]
    fn carriage_returns_become_line_feeds() {
        assert_eq!(lines("a\r\nb\rc\n".into()), "a\nb\nc");
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        let split: Vec<_> = paragraphs("one\nstill one\n \n\ntwo\n\n").collect();
        assert_eq!(split, ["one still one", "two"]);
        assert_eq!(paragraphs("").count(), 0);
        assert_eq!(in_one_line("one\nstill one\n\ntwo"), "one still one two");
    }

    #[test]
    fn a_clipped_text_ends_at_a_word() {
        assert_eq!(clip("short", 10), "short");
        assert_eq!(clip("some words, that go on", 12), "some words…");
        assert_eq!(clip("One sentence. Another", 15), "One sentence…");
        assert_eq!(clip("äöüäöüäöü", 4), "äöüä…");
    }

    #[test]
    fn a_clipped_text_ends_between_what_readers_see_as_characters() {
        let family = "👨\u{200D}👩\u{200D}👧\u{200D}👦";
        for (text, limit, clipped) in [
            ("🇺🇸🇲🇽🇬🇹", 3, "🇺🇸…".to_owned()),
            ("🇺🇸🇲🇽🇬🇹", 4, "🇺🇸🇲🇽…".to_owned()),
            (&format!("ab{family}c"), 5, "ab…".to_owned()),
            (&format!("ab{family}c"), 9, format!("ab{family}…")),
            ("man\u{303}ana", 3, "ma…".to_owned()),
            ("क्षत्रिय", 3, "क्ष…".to_owned()),
            ("a\r\nb c", 2, "a…".to_owned()),
            // Longer than the limit all by itself.
            ("e\u{301}\u{302}\u{303}\u{304}", 3, "e\u{301}\u{302}…".to_owned()),
        ] {
            assert_eq!(clip(text, limit), clipped, "{text} at {limit}");
        }
    }
}
