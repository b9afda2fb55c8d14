//! Outlines in pixels, and pixels as PNG.
//!
//! An image has one color in few shades, so a palette holds all of them, and PNG compresses it well. With more shades
//! nobody sees a difference, and files are a sixth larger.

use std::borrow::Cow;

use zeno::{Command, Mask, Stroke};

/// How many shades there are between the two backgrounds.
const GROUNDS: u8 = 4;
/// How many shades there are between background and text.
const INKS: u8 = 16;
/// How much lighter the figure is than the background.
const FIGURE: f32 = 0.11;
const WHITE: [u8; 3] = [0xff; 3];

/// What is painted, in pixels.
#[derive(Debug, Default)]
pub(super) struct Painting {
    /// Lines of the figure behind the text, with their width.
    pub(super) figure: Vec<Command>,
    pub(super) figure_width: f32,
    /// Text in white.
    pub(super) text: Vec<Command>,
    /// Text that stands back a little.
    pub(super) soft_text: Vec<Command>,
}

/// How opaque soft text is. With any accent color it has at least the contrast that large text needs.
const SOFT: f32 = 0.84;

/// The painting on a background of the given color, as PNG.
pub(super) fn png(painting: &Painting, (width, height): (u32, u32), accent: [u8; 3]) -> Vec<u8> {
    let stroke = Stroke::new(painting.figure_width);
    let figure = coverage(&painting.figure, Some(stroke), (width, height));
    let text = coverage(&painting.text, None, (width, height));
    let soft = coverage(&painting.soft_text, None, (width, height));
    // What each coverage comes to, once for all pixels.
    let grounds = levels(|figure| level(figure, GROUNDS) * INKS);
    let inks = levels(|text| level(text, INKS));
    let soft_inks = levels(|soft| level(soft * SOFT, INKS));
    let pixel = |((figure, text), soft): ((&u8, &u8), &u8)| {
        grounds[usize::from(*figure)] + inks[usize::from(*text)].max(soft_inks[usize::from(*soft)])
    };
    let pixels: Vec<u8> = figure.iter().zip(&text).zip(&soft).map(pixel).collect();
    encoded(&pixels, (width, height), palette(accent)).expect("writing to memory cannot fail")
}

/// How much of each pixel is covered, up to 255.
fn coverage(path: &[Command], stroke: Option<Stroke<'_>>, (width, height): (u32, u32)) -> Vec<u8> {
    let mut covered = vec![0; width as usize * height as usize];
    if path.is_empty() {
        return covered;
    }
    let mut mask = Mask::new(path);
    if let Some(stroke) = stroke {
        mask.style(stroke);
    }
    mask.size(width, height).render_into(&mut covered, None);
    covered
}

fn levels(of: impl Fn(f32) -> u8) -> [u8; 256] {
    let mut covered = 0.0;
    std::array::from_fn(|_| {
        let level = of(covered);
        covered += 1.0;
        level
    })
}

fn level(covered: f32, levels: u8) -> u8 {
    (covered / 255.0 * f32::from(levels - 1)).round() as u8
}

/// A color for each shade, the background first.
fn palette(accent: [u8; 3]) -> Vec<u8> {
    let share = |level: u8, levels: u8| f32::from(level) / f32::from(levels - 1);
    let shade = |ground: u8, ink: u8| {
        let ground = mixed(accent, WHITE, FIGURE * share(ground, GROUNDS));
        mixed(ground, WHITE, share(ink, INKS))
    };
    (0..GROUNDS).flat_map(|ground| (0..INKS).flat_map(move |ink| shade(ground, ink))).collect()
}

fn mixed(one: [u8; 3], other: [u8; 3], share: f32) -> [u8; 3] {
    std::array::from_fn(|at| {
        (f32::from(one[at]) + (f32::from(other[at]) - f32::from(one[at])) * share).round() as u8
    })
}

fn encoded(
    pixels: &[u8],
    (width, height): (u32, u32),
    palette: Vec<u8>,
) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(Cow::Owned(palette));
    encoder.set_filter(png::Filter::NoFilter);
    // Level 9 takes twice the time of level 6 and saves a sixteenth of the bytes.
    encoder.set_deflate_compression(png::DeflateCompression::Level(6));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How much lighter one color is than another (WCAG 2.2, contrast ratio).
    fn contrast(one: [u8; 3], other: [u8; 3]) -> f32 {
        let part = |part: u8| match f32::from(part) / 255.0 {
            part if part <= 0.04045 => part / 12.92,
            part => ((part + 0.055) / 1.055).powf(2.4),
        };
        let light = |[r, g, b]: [u8; 3]| 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b) + 0.05;
        light(one).max(light(other)) / light(one).min(light(other))
    }

    #[test]
    fn text_has_the_contrast_of_large_text_even_over_the_figure() {
        // Each is about as light as `look.accent` may be.
        for accent in [[0x76, 0x76, 0x76], [0x0b, 0x57, 0xa4], [0xd0, 0x40, 0x20], [0x00, 0x80, 0x60]] {
            assert!(contrast(accent, WHITE) >= 4.5, "{accent:x?}");
            for ground in [accent, mixed(accent, WHITE, FIGURE)] {
                assert!(contrast(ground, mixed(ground, WHITE, SOFT)) >= 3.0, "{accent:x?}");
            }
        }
    }

    #[test]
    fn the_palette_has_a_color_for_each_shade() {
        let colors = palette([1, 2, 3]);
        assert_eq!(colors.len(), usize::from(GROUNDS) * usize::from(INKS) * 3);
        assert_eq!((&colors[..3], &colors[colors.len() - 3..]), ([1, 2, 3].as_slice(), WHITE.as_slice()));
    }
}
