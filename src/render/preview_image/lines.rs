//! Lines: where a text breaks, and at which size it fits.

use std::ops::Range;

use icu_segmenter::LineSegmenter;
use unicode_bidi::Level;
use unicode_segmentation::UnicodeSegmentation;

use super::typeface::Typeface;

/// The distance of two baselines, in ems.
pub(super) const LEADING: f32 = 1.18;
/// More letters than fit at the smallest size. Beyond them nothing is measured.
const MOST_GRAPHEMES: usize = 400;

/// Where a text may go. The first size at which it fits is taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) sizes: &'static [f32],
    pub(super) width: f32,
    pub(super) height: f32,
    /// Whether all lines become about as wide.
    pub(super) is_balanced: bool,
}

/// A text in lines.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lines {
    pub(super) size: f32,
    pub(super) level: Level,
    pub(super) lines: Vec<String>,
}

/// What stays together on one line, with its width in ems without the space at its end, and with it.
struct Piece {
    range: Range<usize>,
    width: f32,
    with_space: f32,
}

/// Breaks a text into lines. If it does not fit at any size, its end is cut off between two graphemes, and an ellipsis
/// stands there.
pub(super) fn fit(typeface: &Typeface<'_>, text: &str, frame: Frame) -> Lines {
    let level = level_of(text);
    fit_whole(typeface, (text, level), frame).unwrap_or_else(|| fit_beginning(typeface, (text, level), frame))
}

/// As much of a text as fits at the smallest size.
fn fit_beginning(typeface: &Typeface<'_>, (text, level): (&str, Level), frame: Frame) -> Lines {
    let smallest = Frame { sizes: &frame.sizes[frame.sizes.len().saturating_sub(1)..], ..frame };
    let starts: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).take(MOST_GRAPHEMES).collect();
    let beginning = |count: usize| {
        let kept = &text[..starts.get(count).copied().unwrap_or(text.len())];
        let kept = kept.trim_end_matches([' ', ',', ';', ':', '.', '–', '—']);
        fit_whole(typeface, (&format!("{kept}…"), level), smallest)
    };
    // A longer text needs no less room, so the longest that fits is found by halving.
    let (mut fits, mut too_long) = (0, starts.len());
    while too_long - fits > 1 {
        let middle = fits + (too_long - fits) / 2;
        if beginning(middle).is_some() { fits = middle } else { too_long = middle }
    }
    beginning(fits).unwrap_or(Lines { size: 0.0, level, lines: Vec::new() })
}

/// The direction of a text, by its first letter that has one (UAX #9, P2).
pub(super) fn level_of(text: &str) -> Level {
    match unicode_bidi::get_base_direction_full(text) {
        unicode_bidi::Direction::Rtl => Level::rtl(),
        unicode_bidi::Direction::Ltr | unicode_bidi::Direction::Mixed => Level::ltr(),
    }
}

/// A text at the largest size at which it fits.
fn fit_whole(typeface: &Typeface<'_>, (text, level): (&str, Level), frame: Frame) -> Option<Lines> {
    if text.graphemes(true).nth(MOST_GRAPHEMES + 1).is_some() {
        return None;
    }
    let mut pieces = pieces(typeface, text, level);
    let last = frame.sizes.len().checked_sub(1)?;
    frame.sizes.iter().enumerate().find_map(|(at, &size)| {
        let width = frame.width / size;
        if at == last {
            pieces = std::mem::take(&mut pieces)
                .into_iter()
                .flat_map(|piece| narrowed(typeface, text, piece, (width, level)))
                .collect();
        }
        let most = (frame.height / (size * LEADING)) as usize;
        let is_narrow = pieces.iter().all(|piece| piece.width <= width);
        let needed = is_narrow.then(|| filled(&pieces, width).len()).filter(|needed| *needed <= most)?;
        let width = if frame.is_balanced { balanced(&pieces, width, needed) } else { width };
        let lines = filled(&pieces, width);
        let lines = lines.into_iter().map(|line| text[line].trim_end().to_owned()).collect();
        Some(Lines { size, level, lines })
    })
}

/// The parts between which a line may end (UAX #14).
fn pieces(typeface: &Typeface<'_>, text: &str, level: Level) -> Vec<Piece> {
    let segmenter = LineSegmenter::new_for_non_complex_scripts(Default::default());
    let ends: Vec<usize> = segmenter.segment_str(text).collect();
    ends.windows(2).map(|ends| piece(typeface, text, ends[0]..ends[1], level)).collect()
}

fn piece(typeface: &Typeface<'_>, text: &str, range: Range<usize>, level: Level) -> Piece {
    let part = &text[range.clone()];
    let visible = part.trim_end();
    let width = typeface.width(visible, level);
    let space = if visible.len() < part.len() { typeface.width(" ", level) } else { 0.0 };
    Piece { range, width, with_space: width + space }
}

/// A piece, or its graphemes if it is wider than a line.
fn narrowed(typeface: &Typeface<'_>, text: &str, whole: Piece, most: (f32, Level)) -> Vec<Piece> {
    let (width, level) = most;
    if whole.width <= width {
        return vec![whole];
    }
    let start = whole.range.start;
    let graphemes = text[whole.range].grapheme_indices(true);
    let ranges = graphemes.map(|(at, grapheme)| start + at..start + at + grapheme.len());
    ranges.map(|range| piece(typeface, text, range, level)).collect()
}

/// The lines that come of putting on each line as much as it holds.
fn filled(pieces: &[Piece], width: f32) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut used = 0.0;
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if used + piece.width <= width => line.end = piece.range.end,
            _ => {
                lines.push(piece.range.clone());
                used = 0.0;
            }
        }
        used += piece.with_space;
    }
    lines
}

/// The least width at which a text needs no more lines than it has, so that the last one is not much shorter than
/// the others.
fn balanced(pieces: &[Piece], width: f32, lines: usize) -> f32 {
    let (mut too_narrow, mut enough) = (0.0, width);
    for _ in 0..12 {
        let middle = (too_narrow + enough) / 2.0;
        let fits = pieces.iter().all(|piece| piece.width <= middle) && filled(pieces, middle).len() <= lines;
        if fits { enough = middle } else { too_narrow = middle }
    }
    enough
}
