//! The settings of cards.

use super::fonts::Fonts;

/// How cards look.
#[derive(Debug)]
pub struct PreviewStyle {
    /// The name of the site; by default the collection's title.
    pub name: Option<String>,
    /// The background: red, green and blue. White can be read on it.
    pub accent: [u8; 3],
    /// Fonts for letters that feedgate's own do not have.
    pub fonts: Fonts,
}

impl Default for PreviewStyle {
    fn default() -> PreviewStyle {
        PreviewStyle { name: None, accent: [0x0b, 0x57, 0xa4], fonts: Fonts::default() }
    }
}
