//! The part of an abstract that lists show at once, and the rest behind "Read on".
//!
//! Usually it is the beginning. If the query's words appear only further down, it is the text around them.

mod cuts;

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;

use crate::collection::{Abstract, paragraphs};
use crate::search::{Piece, pieces};

use cuts::{LEAST, MOST, end_within, start_before};

/// A rest shorter than this is shown at once, without a click.
const WORTH_ASKING: usize = 80;

/// An abstract as lists show it: one part at once, the rest after a click.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Excerpt {
    /// The part shown at once, paragraph by paragraph.
    pub(super) shown: Vec<Vec<Piece>>,
    /// Whether that part is from further down, not from the beginning.
    pub(super) is_part: bool,
    /// What a click shows: the rest, or the whole abstract if the part is from further down. Empty if everything is
    /// shown at once.
    pub(super) rest: Vec<Vec<Piece>>,
}

/// A place in a text: a paragraph, and a byte in it.
type Place = (usize, usize);

impl Excerpt {
    /// The excerpt of an abstract. `find` returns the matches in a paragraph: ranges in order, none touching
    /// another.
    pub(super) fn of(summary: &Abstract, find: impl Fn(&str) -> Vec<Range<usize>>) -> Excerpt {
        let text = summary.plain_text();
        let paragraphs: Vec<Cow<'_, str>> = paragraphs(&text).collect();
        let found: Vec<Vec<Range<usize>>> = paragraphs.iter().map(|paragraph| find(paragraph)).collect();
        let cut = |from: Place, to: Place| cut(&paragraphs, &found, from, to);
        let (start, whole) = ((0, 0), (paragraphs.len(), 0));
        let end = end_after(&paragraphs, start);
        match found.iter().enumerate().find_map(|(at, found)| Some((at, found.first()?))) {
            Some((at, first)) if (at, first.end) > end => {
                let from = (at, start_before(&paragraphs[at], first.start));
                let shown = cut(from, end_after(&paragraphs, from));
                Excerpt { shown, is_part: true, rest: cut(start, whole) }
            }
            _ => Excerpt { shown: cut(start, end), is_part: false, rest: cut(end, whole) },
        }
    }
}

/// The text between two places, paragraph by paragraph.
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

/// Where the shown part ends if it begins at `from`. This is the end of the text if little would be left.
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

#[cfg(test)]
mod tests;
