//! Text in outlines: which font has which letters, how wide a text is, and its outline.
//!
//! Texts are split by direction (UAX #9) and by font, and each part is shaped as a whole, so that Arabic letters
//! join and accents sit on their letters.

use harfrust::font::charmap::Charmap;
use harfrust::font::glyph::outline::{DrawMemory, DrawOptions, PathSink};
use harfrust::{Buffer, Direction, Font, GlyphId, ShapeOptions, ShaperFont};
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use unicode_bidi::{Level, ParagraphBidiInfo};
use unicode_segmentation::UnicodeSegmentation;
use zeno::{Command, Point};

use super::fonts::{Fonts, Weight};

/// The share of letters that no font may have: one of so many. With more, nobody could read the rest.
const MOST_MISSING: usize = 5;

/// Fonts of one weight.
pub(super) struct Typeface<'f>(Vec<Face<'f>>);

struct Face<'f> {
    font: &'f Font,
    charmap: Charmap<'f>,
}

/// A part of a text in one font and one direction, shaped. Its unit is the em.
struct Run<'f> {
    font: &'f Font,
    glyphs: Vec<Glyph>,
}

struct Glyph {
    id: GlyphId,
    advance: f32,
    offset: (f32, f32),
}

impl<'f> Typeface<'f> {
    pub(super) fn new(fonts: &'f Fonts, weight: Weight) -> Typeface<'f> {
        Typeface(fonts.of(weight).map(|font| Face { font, charmap: font.charmap() }).collect())
    }

    /// The text in one line, without the letters that no font has, such as emoji. `None` if nothing is left, or so
    /// little that it would mislead.
    pub(super) fn drawable(&self, text: &str) -> Option<String> {
        let mut kept = String::with_capacity(text.len());
        let (mut drawn, mut missing) = (0, 0);
        for cluster in text.graphemes(true) {
            match self.face_of(cluster) {
                _ if cluster.chars().all(char::is_whitespace) => kept.push(' '),
                // It would be drawn over the letter before it, or over the margin.
                _ if begins_with_mark(cluster) => {}
                Some(_) if cluster.chars().all(is_invisible) => kept.push_str(cluster),
                Some(_) => {
                    drawn += 1;
                    kept.push_str(cluster);
                }
                None => missing += 1,
            }
        }
        let is_enough = drawn > 0 && missing * MOST_MISSING <= drawn + missing;
        is_enough.then(|| kept.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The width in ems.
    pub(super) fn width(&self, text: &str, level: Level) -> f32 {
        let runs = self.runs(text, level);
        runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.advance).sum()
    }

    /// Appends the outline of a line that begins at its left end, on the baseline.
    pub(super) fn outline(&self, line: (&str, Level), at: (f32, f32), size: f32, to: &mut Vec<Command>) {
        let (text, level) = line;
        let mut pen = Pen { to, at, scale: 0.0 };
        for run in self.runs(text, level) {
            let outlines = run.font.outline_glyphs();
            let start = pen.at;
            let mut x = start.0;
            pen.scale = size / units(run.font);
            for glyph in run.glyphs {
                pen.at = (x + glyph.offset.0 * size, start.1 - glyph.offset.1 * size);
                if let Some(outline) = outlines.get(glyph.id) {
                    // What a damaged font cannot draw is left out.
                    let _ = outline.draw(&DrawOptions::new(), DrawMemory::Scratch, &mut pen);
                }
                x += glyph.advance * size;
            }
            pen.at = (x, start.1);
        }
    }

    /// The parts of a text, in the order in which they are seen from left to right.
    fn runs(&self, text: &str, level: Level) -> Vec<Run<'f>> {
        if text.is_empty() {
            return Vec::new();
        }
        let bidi = ParagraphBidiInfo::new(text, Some(level));
        let (levels, ranges) = bidi.visual_runs(0..text.len());
        let mut runs = Vec::new();
        for range in ranges {
            let level = levels[range.start];
            let mut parts = self.parts(&text[range]);
            if level.is_rtl() {
                parts.reverse();
            }
            runs.extend(parts.into_iter().map(|(font, part)| shaped(font, part, level)));
        }
        runs
    }

    /// Splits a text by font.
    fn parts<'t>(&self, text: &'t str) -> Vec<(&'f Font, &'t str)> {
        let mut parts = Vec::new();
        let mut begun: Option<(usize, usize)> = None;
        for (at, cluster) in text.grapheme_indices(true) {
            // What is missing everywhere was taken out before; a line that begins within a cluster is no reason to
            // fail.
            let face = self.face_of(cluster).unwrap_or(0);
            match begun {
                Some((current, _)) if current == face => {}
                Some((current, from)) => {
                    parts.push((self.0[current].font, &text[from..at]));
                    begun = Some((face, at));
                }
                None => begun = Some((face, at)),
            }
        }
        parts.extend(begun.map(|(face, from)| (self.0[face].font, &text[from..])));
        parts
    }

    /// The first font that has all of a cluster.
    fn face_of(&self, cluster: &str) -> Option<usize> {
        let has = |face: &Face<'_>, c: char| {
            is_invisible(c) || face.charmap.map_unicode(c).is_some_and(|glyph| glyph != GlyphId::NOTDEF)
        };
        self.0.iter().position(|face| cluster.chars().all(|c| has(face, c)))
    }
}

/// Whether a cluster is a combining mark without a letter.
fn begins_with_mark(cluster: &str) -> bool {
    let classes = CanonicalCombiningClassMapBorrowed::new();
    cluster.chars().next().is_some_and(|c| classes.get_u8(c) != 0)
}

/// Whether a character has no outline in any font: joiners, variation selectors, marks of direction. A control
/// character is taken for one of them.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}')
}

fn units(font: &Font) -> f32 {
    f32::from(font.units_per_em().max(1))
}

fn shaped<'f>(font: &'f Font, text: &str, level: Level) -> Run<'f> {
    let mut buffer = Buffer::new();
    buffer.push_str(text);
    buffer.set_direction(if level.is_rtl() { Direction::RightToLeft } else { Direction::LeftToRight });
    buffer.guess_segment_properties();
    let units = units(font);
    let ems = |units_: i32| units_ as f32 / units;
    let glyphs = match harfrust::shape(&ShaperFont::new(font), &mut buffer, ShapeOptions::new()) {
        Ok(()) => buffer
            .glyph_infos()
            .iter()
            .zip(buffer.glyph_positions())
            .map(|(glyph, position)| Glyph {
                id: glyph.glyph_id.into(),
                advance: ems(position.x_advance),
                offset: (ems(position.x_offset), ems(position.y_offset)),
            })
            .collect(),
        Err(_) => Vec::new(),
    };
    Run { font, glyphs }
}

/// Draws in pixels; fonts count upwards, pixels downwards.
struct Pen<'c> {
    to: &'c mut Vec<Command>,
    at: (f32, f32),
    scale: f32,
}

impl Pen<'_> {
    fn point(&self, x: f32, y: f32) -> Point {
        Point::new(self.at.0 + x * self.scale, self.at.1 - y * self.scale)
    }
}

impl PathSink for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.to.push(Command::MoveTo(self.point(x, y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.to.push(Command::LineTo(self.point(x, y)));
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.to.push(Command::QuadTo(self.point(cx0, cy0), self.point(x, y)));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.to.push(Command::CurveTo(self.point(cx0, cy0), self.point(cx1, cy1), self.point(x, y)));
    }

    fn close(&mut self) {
        self.to.push(Command::Close);
    }
}
