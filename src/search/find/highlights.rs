//! Finds the words of a query in a text, to mark them there.

use std::ops::Range;

use serde::Serialize;

use super::word_query::{Word, WordQuery};
use crate::query::Query;
use crate::search::index::Index;
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
    wanted: WordQuery,
    /// For each word, whether it may be one typo away from a word of the text: no report has the word itself.
    forgiven: Vec<bool>,
}

/// A word of a text.
struct TextWord {
    folded: String,
    stem: String,
    range: Range<usize>,
}

impl Index {
    /// Prepares the words of a query once, to be found in many texts. `None` for a query without words.
    pub fn highlighter(&self, query: &Query) -> Option<Highlighter> {
        let wanted = WordQuery::of(query.words()?, self.languages);
        let forgiven = wanted.words.iter().map(|word| word.is_long && self.having(word) == 0).collect();
        Some(Highlighter { wanted, forgiven })
    }
}

impl Highlighter {
    /// Where the words of the query stand in a text of some language, as byte ranges in order. No two ranges
    /// overlap.
    pub fn ranges(&self, language: &str, text: &str) -> Vec<Range<usize>> {
        let Highlighter { wanted, forgiven } = self;
        let words = words_of(text, StemLanguage::of(language));
        let mut found: Vec<Range<usize>> = Vec::new();
        for stands in &words {
            let mut each = wanted.words.iter().zip(forgiven);
            if each.any(|(word, is_forgiven)| fits(word, *is_forgiven, stands)) {
                found.push(stands.range.clone());
            }
        }
        for phrase in wanted.phrases.iter().filter(|phrase| !phrase.is_empty()) {
            for run in words.windows(phrase.len()) {
                if run.iter().map(|stands| &stands.folded).eq(phrase) {
                    found.extend(run.iter().map(|stands| stands.range.clone()));
                }
            }
        }
        united(found)
    }
}

fn words_of(text: &str, language: Option<StemLanguage>) -> Vec<TextWord> {
    let mut words = Vec::new();
    each_token(text, |token, range| {
        if matches!(token.form, Form::Word | Form::Pair | Form::Last) {
            let folded = token.folded();
            let stem = match language {
                Some(language) if token.form == Form::Word => language.stem(&token.lower()),
                _ => folded.clone(),
            };
            words.push(TextWord { folded, stem, range });
        }
    });
    words
}

fn fits(word: &Word, is_forgiven: bool, stands: &TextWord) -> bool {
    word.forms.iter().any(|form| *form == stands.folded || *form == stands.stem)
        || (word.is_start && stands.folded.starts_with(&word.exact))
        || (is_forgiven && is_near(word, &stands.folded))
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
