//! The parameters of a preview image.

/// Which rendition of a preview image is asked for, and which content of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PreviewOptions {
    /// The size.
    pub size: PreviewSize,
    /// A hash of the content. Other software keeps images by their address, for weeks or forever, so another content
    /// needs another address. It selects nothing: the address with any hash, or with none, has the current image.
    pub mark: Option<u32>,
}

/// The sizes of preview images. All have the same shape, so each is a whole number of pixels high.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum PreviewSize {
    /// What previews show in full width, and what Open Graph names.
    #[default]
    Large,
    Medium,
    Small,
    Tiny,
}

impl PreviewSize {
    /// From large to small.
    pub const ALL: [PreviewSize; 4] =
        [PreviewSize::Large, PreviewSize::Medium, PreviewSize::Small, PreviewSize::Tiny];

    /// The width in pixels, as in `?width=`.
    pub fn name(self) -> &'static str {
        match self {
            PreviewSize::Large => "1200",
            PreviewSize::Medium => "600",
            PreviewSize::Small => "400",
            PreviewSize::Tiny => "240",
        }
    }

    /// Width and height in pixels.
    pub fn pixels(self) -> (u32, u32) {
        match self {
            PreviewSize::Large => (1200, 630),
            PreviewSize::Medium => (600, 315),
            PreviewSize::Small => (400, 210),
            PreviewSize::Tiny => (240, 126),
        }
    }
}

impl PreviewOptions {
    /// The parameters of an address, in their order.
    pub(super) fn parameters(self) -> [(&'static str, Option<String>); 2] {
        let width = (self.size != PreviewSize::default()).then(|| self.size.name().to_owned());
        [("width", width), ("v", self.mark.map(|mark| format!("{mark:08x}")))]
    }

    /// A hash as addresses have it; `None` if it is none.
    pub(super) fn read_mark(text: &str) -> Option<u32> {
        let is_mark = text.len() == 8 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_mark.then(|| u32::from_str_radix(text, 16).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_size_is_as_wide_as_its_name_says_and_has_the_same_shape() {
        for size in PreviewSize::ALL {
            let (width, height) = size.pixels();
            assert_eq!(width.to_string(), size.name());
            assert_eq!(width * 630, height * 1200, "{size:?}");
        }
    }

    #[test]
    fn a_mark_that_is_written_is_read_and_nothing_else_is_one() {
        for mark in [0, 1, 0xdead_beef, u32::MAX] {
            let [_, (_, written)] = PreviewOptions { mark: Some(mark), ..Default::default() }.parameters();
            assert_eq!(written.as_deref().and_then(PreviewOptions::read_mark), Some(mark));
        }
        for text in ["", "1", "+1234567", "DEADBEEF", "deadbeef0", "deadbee\u{e9}", "zzzzzzzz"] {
            assert_eq!(PreviewOptions::read_mark(text), None, "{text}");
        }
    }
}
