//! Stylesheets, scripts and pictures, as documents.

use bytes::Bytes;
use xxhash_rust::xxh3::xxh3_64;

use crate::collection::Picture;
use crate::render::{Document, DocumentKind};

const ICON: &str = include_str!("../assets/icon.svg");
const FRAME_SCRIPT: &str = include_str!("../assets/frame.js");

/// A stylesheet, script or picture, whose name contains the hash of its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    pub(crate) name: String,
    media_type: &'static str,
    body: Bytes,
}

impl Asset {
    pub(super) fn new(
        stem: &str,
        extension: &str,
        media_type: &'static str,
        body: impl Into<Bytes>,
    ) -> Asset {
        let body = body.into();
        let name = format!("{stem}.{:016x}.{extension}", xxh3_64(&body));
        Asset { name, media_type, body }
    }

    pub(in crate::page) fn of_picture(stem: &str, picture: &Picture) -> Asset {
        let body = picture.bytes().clone();
        Asset { name: picture.file_name(stem), media_type: picture.media_type(), body }
    }

    /// The asset as it is sent.
    pub fn document(&self) -> Document {
        document(self.media_type, &self.body, DocumentKind::Asset)
    }
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
    fn another_content_is_another_name() {
        let [one, other] = ["a{}", "b{}"].map(|style| Asset::new("page", "css", "text/css", style).name);
        assert_ne!(one, other);
        assert!(one.starts_with("page.") && one.ends_with(".css"), "{one}");
    }
}
