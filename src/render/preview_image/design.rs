//! The design of the card: which text stands where.

use unicode_bidi::Level;
use zeno::{Command, PathBuilder, Point};

use super::fonts::{Fonts, Weight};
use super::lines::{Frame, LEADING, Lines, fit};
use super::paint::{Painting, png};
use super::typeface::Typeface;

/// To be raised with each change of how images look, so that others fetch them again.
pub(super) const DESIGN: u8 = 1;

/// Width and height for which everything below is measured.
const WIDTH: f32 = 1200.0;
const HEIGHT: f32 = 630.0;
const MARGIN: f32 = 80.0;
const FIGURE_WIDTH: f32 = 24.0;
/// The height of capitals, in ems.
const CAPITALS: f32 = 0.727;

const NAME: Frame = Frame { sizes: &[34.0], width: WIDTH - 2.0 * MARGIN, height: 42.0, is_balanced: false };
const TITLE: Frame = Frame {
    sizes: &[104.0, 96.0, 88.0, 80.0, 72.0, 64.0, 58.0, 52.0],
    width: WIDTH - 2.0 * MARGIN,
    height: 312.0,
    is_balanced: true,
};
/// Two lines, narrower because of the figure in the corner.
const FACTS: Frame = Frame { sizes: &[30.0], width: 830.0, height: 76.0, is_balanced: true };
/// One line, above the date.
const FACTS_ABOVE_DATE: Frame = Frame { height: 38.0, ..FACTS };

/// The texts of a card. An empty one is left out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Texts {
    /// The name of the site.
    pub(super) name: String,
    pub(super) title: String,
    /// Who published it, or what it is about.
    pub(super) facts: String,
    pub(super) date: String,
}

impl Texts {
    /// What the card shows, for those who cannot see it.
    pub(super) fn alt(&self) -> String {
        let Texts { name, title, facts: _, date } = self;
        let parts = [title, date, name].into_iter().filter(|part| !part.is_empty());
        parts.map(String::as_str).collect::<Vec<_>>().join(" · ")
    }
}

/// Whether the fonts have enough of the title.
pub(super) fn is_drawable(title: &str, fonts: &Fonts) -> bool {
    Typeface::new(fonts, Weight::Strong).drawable(title).is_some()
}

/// The card as PNG; `None` if the fonts lack too much of the title.
pub(super) fn draw(texts: &Texts, width: u32, accent: [u8; 3], fonts: &Fonts) -> Option<Vec<u8>> {
    let strong = Typeface::new(fonts, Weight::Strong);
    let plain = Typeface::new(fonts, Weight::Plain);
    let title = fit(&strong, &strong.drawable(&texts.title)?, TITLE);
    let line = |typeface: &Typeface<'_>, text: &str, frame| {
        typeface.drawable(text).map(|text| fit(typeface, &text, frame))
    };
    let name = line(&strong, &texts.name, NAME);
    let date = line(&plain, &texts.date, FACTS_ABOVE_DATE);
    let facts = line(&plain, &texts.facts, if date.is_some() { FACTS_ABOVE_DATE } else { FACTS });

    let scale = width as f32 / WIDTH;
    let side = Side { level: title.level, scale };
    let mut painting = Painting { figure_width: FIGURE_WIDTH * scale, ..Painting::default() };
    figure(side, &mut painting.figure);
    if let Some(name) = &name {
        side.put(&strong, name, MARGIN + NAME.sizes[0] * CAPITALS, &mut painting.text);
    }
    let mut bottom = HEIGHT - MARGIN;
    for text in [date, facts].into_iter().flatten() {
        let below_first = text.lines.len().saturating_sub(1) as f32;
        bottom -= below_first * text.size * LEADING;
        side.put(&plain, &text, bottom, &mut painting.soft_text);
        bottom -= text.size * LEADING;
    }
    side.put(&strong, &title, first_baseline(&title, name.is_some(), bottom), &mut painting.text);
    Some(png(&painting, (width, (HEIGHT * scale).round() as u32), accent))
}

/// Centers the title between the name and what is below it.
fn first_baseline(title: &Lines, has_name: bool, bottom: f32) -> f32 {
    let top = MARGIN + if has_name { NAME.sizes[0] } else { 0.0 };
    let height = title.size * (CAPITALS + LEADING * title.lines.len().saturating_sub(1) as f32);
    top + (bottom - top - height) / 2.0 + title.size * CAPITALS
}

/// The side of the card at which lines begin, and its scale.
#[derive(Clone, Copy)]
struct Side {
    level: Level,
    scale: f32,
}

impl Side {
    /// Puts lines one below the other.
    fn put(self, typeface: &Typeface<'_>, text: &Lines, baseline: f32, to: &mut Vec<Command>) {
        for (line, below) in text.lines.iter().zip(0_u8..) {
            let x = match self.level.is_rtl() {
                true => WIDTH - MARGIN - typeface.width(line, text.level) * text.size,
                false => MARGIN,
            };
            let y = baseline + f32::from(below) * text.size * LEADING;
            typeface.outline(
                (line, text.level),
                (x * self.scale, y * self.scale),
                text.size * self.scale,
                to,
            );
        }
    }
}

/// Waves that start in the lower corner where lines end, as in the sign for feeds.
fn figure(side: Side, to: &mut Vec<Command>) {
    let corner = if side.level.is_rtl() { 0.0 } else { WIDTH };
    for radius in [58.0, 116.0, 174.0, 232.0] {
        to.add_circle(Point::new(corner * side.scale, HEIGHT * side.scale), radius * side.scale);
    }
}
