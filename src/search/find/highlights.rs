//! Finds the words of a query in a text, to mark them there.

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::weigh::Counts;
use super::word_query::{Word, WordQuery};
use crate::search::text::stem::StemLanguage;
use crate::search::text::token::{Form, each_token};

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// As it stands there; never empty.
    pub text: String,
    /// Whether it is what was looked for.
    pub is_match: bool,
}

/// A part of a text, cut where a match begins and ends: together the pieces are the part.
pub fn pieces(text: &str, part: Range<usize>, found: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(found.len() * 2 + 1);
    let mut push = |range: Range<usize>, is_match| {
        if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
            pieces.push(Piece { text: text.to_owned(), is_match });
        }
    };
    let mut at = part.start;
    for range in found {
        // Words of a query may stand in one another, and on an edge of the part.
        let (start, end) = (range.start.max(at), range.end.min(part.end));
        if start < end {
            push(at..start, false);
            push(start..end, true);
            at = end;
        }
    }
    push(at..part.end, false);
    pieces
}

/// Finds the words of one query in texts.
#[derive(Debug)]
pub struct Highlighter {
    query: Arc<WordQuery>,
    /// For each word, whether it may be one typo away from a word of the text.
    forgiven: Vec<bool>,
}

/// A word of a text.
struct TextWord {
    folded: String,
    stem: String,
    range: Range<usize>,
    /// Whether it is made of the words before and after it.
    is_joined: bool,
}

impl Highlighter {
    pub(in crate::search) fn new(query: &Arc<WordQuery>, counts: &Counts) -> Highlighter {
        let forgiven = (0..query.words.len()).map(|word| counts.forgives(query, word)).collect();
        Highlighter { query: Arc::clone(query), forgiven }
    }

    /// Where the words of the query stand in a text of some language, as byte ranges in order. No two ranges
    /// overlap.
    pub fn ranges(&self, language: &str, text: &str) -> Vec<Range<usize>> {
        let Highlighter { query, forgiven } = self;
        let mut words = words_of(text, StemLanguage::of(language));
        let mut found: Vec<Range<usize>> = Vec::new();
        for word in &words {
            let mut each = query.words.iter().zip(forgiven);
            if each.any(|(searched, is_forgiven)| fits(searched, *is_forgiven, word)) {
                found.push(word.range.clone());
            }
        }
        words.retain(|word| !word.is_joined);
        let apart = query.words.iter().flat_map(|word| &word.apart).map(|pair| &pair[..]);
        let phrases = query.phrases.iter().map(|phrase| &phrase.exact[..]);
        for phrase in phrases.chain(apart) {
            for run in words.windows(phrase.len()) {
                if run.iter().map(|word| &word.folded).eq(phrase) {
                    found.extend(run.iter().map(|word| word.range.clone()));
                }
            }
        }
        united(found)
    }
}

fn words_of(text: &str, language: Option<StemLanguage>) -> Vec<TextWord> {
    let mut words = Vec::new();
    each_token(text, |token, range| {
        let folded = token.folded();
        let stem = match language {
            Some(language) if matches!(token.form, Form::Word | Form::Joined) => {
                language.stem(&token.lower())
            }
            _ => folded.clone(),
        };
        words.push(TextWord { folded, stem, range, is_joined: token.form == Form::Joined });
    });
    words
}

fn fits(searched: &Word, is_forgiven: bool, word: &TextWord) -> bool {
    searched.forms.iter().any(|form| *form == word.folded || *form == word.stem)
        || (searched.is_start && word.folded.starts_with(&searched.exact))
        || (is_forgiven && is_near(searched, &word.folded))
}

/// Whether a word is one typo away, or begins so where the other may still be in the typing.
fn is_near(word: &Word, other: &str) -> bool {
    let near = |part: &str| strsim::osa_distance(&word.exact, part) <= 1;
    let length = word.exact.chars().count();
    let ends = other.char_indices().map(|(at, _)| at).skip(length - 1).take(3);
    near(other) || (word.is_start && ends.into_iter().any(|end| near(&other[..end])))
}

/// Ranges in order; those that overlap become one.
fn united(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut united: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match united.last_mut().filter(|last| range.start < last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => united.push(range),
        }
    }
    united
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, part: Range<usize>, found: &[Range<usize>]) -> Vec<(String, bool)> {
        pieces(text, part, found).into_iter().map(|piece| (piece.text, piece.is_match)).collect()
    }

    #[test]
    fn pieces_make_the_whole_part() {
        let text = "asylum in the asylum city";
        for found in [vec![], vec![0..6, 14..20], vec![10..13, 12..20, 14..16], vec![3..3, 24..25]] {
            for part in [0..25, 3..17, 5..6, 7..7] {
                let whole: String =
                    cut(text, part.clone(), &found).into_iter().map(|(text, _)| text).collect();
                assert_eq!(whole, text[part], "{found:?}");
            }
        }
        let shown = cut(text, 0..text.len(), &[0..6, 14..20]);
        let shown: Vec<_> = shown.iter().map(|(text, is_match)| (text.as_str(), *is_match)).collect();
        assert_eq!(shown, [("asylum", true), (" in the ", false), ("asylum", true), (" city", false)]);
        assert_eq!(cut(text, 4..9, &[0..6, 20..25]), [("um".to_owned(), true), (" in".to_owned(), false)]);
    }
}
