//! Colors that operators choose, and whether text in them is readable.

use std::fmt;

/// The least contrast of text that is not large (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// An sRGB color as CSS writes it: `#0b57a4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color([u8; 3]);

/// The backgrounds behind colored text.
pub(crate) const PAPER: Color = Color([0xff, 0xff, 0xff]);
pub(crate) const DARK_PAPER: Color = Color([0x16, 0x19, 0x1d]);

impl Color {
    /// A color for text on white.
    ///
    /// # Errors
    /// The text is no color, or the color is too pale.
    pub fn on_light(text: &str) -> Result<Color, String> {
        Color::on(PAPER, text)
    }

    /// A color for text in dark mode.
    ///
    /// # Errors
    /// The text is no color, or the color is too dark.
    pub fn on_dark(text: &str) -> Result<Color, String> {
        Color::on(DARK_PAPER, text)
    }

    fn on(paper: Color, text: &str) -> Result<Color, String> {
        let color = Color::parse(text).ok_or("must be a color of six digits, such as #0b57a4")?;
        let contrast = color.contrast(paper);
        match contrast >= LEAST_CONTRAST {
            true => Ok(color),
            false => Err(format!(
                "cannot be read on {paper}: its contrast is {contrast:.1} to 1, and 4.5 is the least (WCAG 2.2, 1.4.3)"
            )),
        }
    }

    /// Red, green and blue.
    pub fn parts(self) -> [u8; 3] {
        self.0
    }

    fn parse(text: &str) -> Option<Color> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        let is_plain = digits.bytes().all(|b| b.is_ascii_hexdigit());
        is_plain.then_some(Color([part(0)?, part(2)?, part(4)?]))
    }

    /// The contrast of two colors, from 1 to 21 (WCAG 2.2, "contrast ratio").
    fn contrast(self, other: Color) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The brightness of a color, from 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// CSS rules that replace feedgate's own colors with the chosen ones.
pub(super) fn rules(light: Option<Color>, dark: Option<Color>) -> String {
    if light.is_none() && dark.is_none() {
        return String::new();
    }
    let own = |color: Option<Color>, own: &str| color.map_or(own.to_owned(), |color| color.to_string());
    format!(":root{{--accent:light-dark({},{})}}\n", own(light, "#0b57a4"), own(dark, "#8ab8f0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_color_that_cannot_be_read_is_refused() {
        assert_eq!(Color::on_light("#0b57a4"), Ok(Color([0x0b, 0x57, 0xa4])));
        assert!(Color::on_light("#8ab8f0").is_err_and(|fault| fault.contains("2.1 to 1")));
        assert!(Color::on_dark("#8ab8f0").is_ok());
        for text in ["", "blue", "#fff", "#0b57a", "#0b57a44", "#+b57a4", "#é57a4"] {
            assert!(Color::on_light(text).is_err_and(|fault| fault.contains("six digits")), "{text}");
        }
    }

    #[test]
    fn preview_images_have_the_accent_of_pages() {
        let accent = Color(crate::render::preview_image::PreviewStyle::default().accent);
        assert!(super::super::PAGE_STYLE.contains(&format!("--accent:light-dark({accent},")), "{accent}");
        assert!(Color::on_light(&accent.to_string()).is_ok());
    }

    #[test]
    fn the_stylesheets_have_the_papers_and_accents_that_are_reckoned_with() {
        for style in [super::super::PAGE_STYLE, super::super::EMBED_STYLE] {
            assert!(style.contains("--paper:light-dark(#fff,#16191d)"));
            assert!(style.contains("--accent:light-dark(#0b57a4,#8ab8f0)"));
        }
    }
}
