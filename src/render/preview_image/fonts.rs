//! The fonts of preview images: feedgate's own, and those that operators add for other scripts.
//!
//! A server usually has no fonts. feedgate therefore contains Inter (SIL Open Font License 1.1, see
//! `fonts/OFL.txt`), reduced to Latin (with Vietnamese), modern Greek and Cyrillic letters.

use std::fmt;
use std::sync::LazyLock;

use harfrust::Font;
use xxhash_rust::xxh3::Xxh3Default;

static STRONG: LazyLock<Font> =
    LazyLock::new(|| own(include_bytes!("fonts/InterDisplay-SemiBold.otf").as_slice()));
static PLAIN: LazyLock<Font> = LazyLock::new(|| own(include_bytes!("fonts/Inter-Medium.otf").as_slice()));

/// The fonts that operators add, in order of preference. feedgate's own come before them.
#[derive(Clone, Default)]
pub struct Fonts {
    further: Vec<Font>,
    /// Hash of the added files, because images depend on them.
    mark: u64,
}

/// How heavy letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// For titles and names.
    Strong,
    /// For small text.
    Plain,
}

impl Fonts {
    /// Reads font files (TrueType, OpenType, or collections of them), in order of preference. A font that consists
    /// of pictures, as color emoji are, is left out.
    ///
    /// # Errors
    /// The position of the first file that is no font.
    pub fn read(files: Vec<Vec<u8>>) -> Result<Fonts, usize> {
        let mut hash = Xxh3Default::new();
        files.iter().for_each(|file| hash.update(file));
        let mark = if files.is_empty() { 0 } else { hash.digest() };
        let read = |(at, file): (usize, Vec<u8>)| Font::new(file, 0).ok_or(at);
        let mut further = files.into_iter().enumerate().map(read).collect::<Result<Vec<Font>, usize>>()?;
        further.retain(|font| !font.outline_glyphs().is_empty());
        Ok(Fonts { further, mark })
    }

    /// The fonts to look for a character in, the first one first.
    pub(super) fn of(&self, weight: Weight) -> impl Iterator<Item = &Font> {
        let own = match weight {
            Weight::Strong => &*STRONG,
            Weight::Plain => &*PLAIN,
        };
        std::iter::once(own).chain(&self.further)
    }

    /// Differs between different sets of fonts.
    pub(super) fn mark(&self) -> u64 {
        self.mark
    }
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fonts({} added, {:016x})", self.further.len(), self.mark)
    }
}

fn own(file: &'static [u8]) -> Font {
    Font::new(file, 0).expect("the fonts in feedgate are fonts")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_font_is_named_by_its_position() {
        let font = include_bytes!("fonts/Inter-Medium.otf").to_vec();
        assert!(Fonts::read(Vec::new()).is_ok_and(|fonts| fonts.mark() == 0));
        assert!(Fonts::read(vec![font.clone()]).is_ok_and(|fonts| fonts.mark() != 0));
        for damaged in [Vec::new(), b"<html></html>".to_vec(), font[..3].to_vec()] {
            assert_eq!(Fonts::read(vec![font.clone(), damaged]).err(), Some(1));
        }
    }
}
