//! Stylesheets, scripts and pictures, as documents.

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_64;

use crate::render::{Document, DocumentKind};

const ICON: &str = include_str!("../assets/icon.svg");
const FRAME_SCRIPT: &str = include_str!("../assets/frame.js");

/// A stylesheet, script or logo, whose name contains the hash of its content.
#[derive(Debug)]
pub(crate) struct Asset {
    pub(crate) name: String,
    media_type: &'static str,
    body: Cow<'static, [u8]>,
}

/// A picture next to the name of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    kind: LogoKind,
    bytes: Vec<u8>,
    /// Width and height in pixels, so that nothing moves when the picture arrives. SVG has none, and is as high as
    /// the line of text.
    pub(crate) size: Option<(u32, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LogoKind {
    Svg,
    Png,
    Webp,
}

impl Asset {
    pub(super) fn new(
        stem: &str,
        extension: &str,
        media_type: &'static str,
        body: impl Into<Cow<'static, str>>,
    ) -> Asset {
        let body = match body.into() {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
        Asset::of_bytes(stem, extension, media_type, body)
    }

    pub(super) fn of_logo(logo: &Logo) -> Asset {
        let (extension, media_type) = match logo.kind {
            LogoKind::Svg => ("svg", "image/svg+xml"),
            LogoKind::Png => ("png", "image/png"),
            LogoKind::Webp => ("webp", "image/webp"),
        };
        Asset::of_bytes("logo", extension, media_type, logo.bytes.clone().into())
    }

    fn of_bytes(stem: &str, extension: &str, media_type: &'static str, body: Cow<'static, [u8]>) -> Asset {
        let name = format!("{stem}.{:016x}.{extension}", xxh3_64(&body));
        Asset { name, media_type, body }
    }

    pub(super) fn document(&self) -> Document {
        document(self.media_type, &self.body, DocumentKind::Asset)
    }
}

impl Logo {
    /// Reads a picture in one of the formats that every browser shows.
    ///
    /// # Errors
    /// The bytes are no such picture, with the reason.
    pub fn read(bytes: Vec<u8>) -> Result<Logo, &'static str> {
        let kind = match imagesize::image_type(&bytes) {
            Ok(imagesize::ImageType::Png) => LogoKind::Png,
            Ok(imagesize::ImageType::Webp) => LogoKind::Webp,
            _ if is_svg(&bytes) => LogoKind::Svg,
            _ => return Err("must be a picture in SVG, PNG or WebP"),
        };
        let size = match kind {
            LogoKind::Svg => None,
            _ => {
                let size = imagesize::blob_size(&bytes).map_err(|_| "is cut short")?;
                let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
                Some((side(size.width), side(size.height)))
            }
        };
        Ok(Logo { kind, bytes, size })
    }
}

/// Whether a text begins as an SVG file does. A byte order mark, an XML declaration or a comment may come first.
fn is_svg(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        text.starts_with("<svg")
            || (text.starts_with("<?xml") || text.starts_with("<!")) && text.contains("<svg")
    })
}

/// The icon of the site. Its address is fixed, because programs guess it.
pub fn icon() -> Document {
    document("image/svg+xml", ICON.as_bytes(), DocumentKind::Data)
}

/// The script that sizes frames on other sites. Its address is fixed, because those sites paste it.
pub fn embed_script() -> Document {
    document("text/javascript; charset=utf-8", FRAME_SCRIPT.as_bytes(), DocumentKind::Data)
}

fn document(media_type: &'static str, body: &[u8], kind: DocumentKind) -> Document {
    Document { media_type, body: body.into(), links: Vec::new(), kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_is_told_by_its_bytes() {
        let svg = "<?xml version=\"1.0\"?>\n<!-- a mark -->\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        assert_eq!(Logo::read(svg.into()).map(|logo| logo.kind), Ok(LogoKind::Svg));
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10\x08\x06\0\0\0";
        assert_eq!(
            Logo::read(png.to_vec()).map(|logo| (logo.kind, logo.size)),
            Ok((LogoKind::Png, Some((32, 16))))
        );
        assert!(Logo::read(b"\x89PNG\r\n\x1a\n\0\0".to_vec()).is_err());
        assert!(Logo::read(b"<html></html>".to_vec()).is_err());
        assert!(Logo::read(Vec::new()).is_err());
    }

    #[test]
    fn another_content_is_another_name() {
        let [one, other] = ["a{}", "b{}"].map(|style| Asset::new("page", "css", "text/css", style).name);
        assert_ne!(one, other);
        assert!(one.starts_with("page.") && one.ends_with(".css"), "{one}");
    }
}
