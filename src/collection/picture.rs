//! Pictures in files: the collection's own picture beside its file, and the logo of operators.

use std::fmt;
use std::fs::File;
use std::hash::{Hash, Hasher};
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path};

use bytes::Bytes;
use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::fault::Problem;

/// The largest picture file. A page with a larger one would be slow on a phone.
const MOST_BYTES: u64 = 2 * 1024 * 1024;

/// A picture in a format that every browser shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    kind: Kind,
    bytes: Bytes,
    /// Hash of the bytes.
    content: u64,
    size: Option<(u32, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Svg,
    Png,
    Jpeg,
    Webp,
}

impl Picture {
    /// Recognizes a picture by its bytes.
    ///
    /// # Errors
    /// The bytes are not a picture in one of the formats, with the reason.
    pub fn read(bytes: Vec<u8>) -> Result<Picture, &'static str> {
        let kind = match imagesize::image_type(&bytes) {
            Ok(imagesize::ImageType::Png) => Kind::Png,
            Ok(imagesize::ImageType::Jpeg) => Kind::Jpeg,
            Ok(imagesize::ImageType::Webp) => Kind::Webp,
            _ if is_svg(&bytes) => Kind::Svg,
            _ => return Err("must be a picture in SVG, PNG, JPEG or WebP"),
        };
        let size = match kind {
            Kind::Svg => size_of_svg(&bytes),
            _ => {
                let size = imagesize::blob_size(&bytes).map_err(|_| "is cut short")?;
                let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
                Some((side(size.width), side(size.height)))
            }
        };
        Ok(Picture { kind, content: xxh3_64(&bytes), bytes: bytes.into(), size })
    }

    /// The file itself.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The value of `Content-Type`.
    pub fn media_type(&self) -> &'static str {
        match self.kind {
            Kind::Svg => "image/svg+xml",
            Kind::Png => "image/png",
            Kind::Jpeg => "image/jpeg",
            Kind::Webp => "image/webp",
        }
    }

    /// Whether it is SVG, which few programs outside of browsers show.
    pub fn is_drawing(&self) -> bool {
        self.kind == Kind::Svg
    }

    /// Width and height in pixels, so that pages can leave room for it. An SVG file may have none.
    pub fn size(&self) -> Option<(u32, u32)> {
        self.size
    }

    /// A file name that changes with the content, so that browsers may keep the file forever: `stem.HASH.png`.
    pub fn file_name(&self, stem: &str) -> String {
        let extension = match self.kind {
            Kind::Svg => "svg",
            Kind::Png => "png",
            Kind::Jpeg => "jpg",
            Kind::Webp => "webp",
        };
        format!("{stem}.{:016x}.{extension}", self.content)
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Picture").field("file", &self.file_name("picture")).field("size", &self.size).finish()
    }
}

impl Hash for Picture {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.content.hash(state);
    }
}

/// Whether a text names a file beside the collection file, rather than a place on the web.
pub(super) fn is_file_name(text: &str) -> bool {
    !text.is_empty() && matches!(Url::parse(text), Err(url::ParseError::RelativeUrlWithoutBase))
}

/// Reads a picture in the `folder` of the collection file.
pub(super) fn beside(folder: &Path, name: &str) -> Result<Picture, Problem> {
    let refused = |why: String| Problem::NoPicture { name: name.to_owned(), why };
    let is_inside = |part: Component<'_>| matches!(part, Component::Normal(_));
    if name.contains(['\\', '\0']) || !Path::new(name).components().all(is_inside) {
        return Err(refused("it must be in the folder of the collection file".into()));
    }
    let bytes = read_file(&folder.join(name)).map_err(|error| match error.kind() {
        ErrorKind::NotFound => refused("the folder of the collection file has no such file".into()),
        _ => refused(error.to_string()),
    })?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(refused(format!("it has more than {MOST_BYTES} bytes")));
    }
    Picture::read(bytes).map_err(|why| refused(format!("it {why}")))
}

/// The content of a file, up to one byte more than a picture may have.
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether a text begins as an SVG file does. A byte order mark, an XML declaration or a comment may come first.
fn is_svg(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        text.starts_with("<svg")
            || (text.starts_with("<?xml") || text.starts_with("<!")) && text.contains("<svg")
    })
}

/// The size in the `viewBox` of an SVG file; only its proportions matter.
fn size_of_svg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::from_reader(bytes);
    let root = loop {
        match reader.read_event().ok()? {
            Event::Start(root) | Event::Empty(root) => break root,
            Event::Eof => return None,
            _ => {}
        }
    };
    let view_box = root.try_get_attribute("viewBox").ok()??;
    let numbers = std::str::from_utf8(&view_box.value).ok()?;
    let numbers = numbers.split([' ', ',', '\n', '\t', '\r']).filter(|number| !number.is_empty());
    let numbers: Vec<f64> = numbers.map(|number| number.parse().ok()).collect::<Option<_>>()?;
    let side = |side: f64| (1.0..100_000.0).contains(&side).then_some(side.round() as u32);
    match numbers[..] {
        [_, _, width, height] => Some((side(width)?, side(height)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10\x08\x06\0\0\0";

    type Size = Option<(u32, u32)>;

    fn read(bytes: &[u8]) -> Result<(Kind, Size), &'static str> {
        Picture::read(bytes.to_vec()).map(|picture| (picture.kind, picture.size))
    }

    #[test]
    fn a_picture_is_recognized_by_its_bytes() {
        assert_eq!(read(PNG), Ok((Kind::Png, Some((32, 16)))));
        let jpeg = b"\xff\xd8\xff\xc0\0\x11\x08\0\x10\0\x20\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xd9";
        assert_eq!(read(jpeg), Ok((Kind::Jpeg, Some((32, 16)))));
        for bytes in [&b"\x89PNG\r\n\x1a\n\0\0"[..], b"<html></html>", b"", b"GIF89a"] {
            assert!(read(bytes).is_err(), "{bytes:?}");
        }
    }

    #[test]
    fn the_size_of_svg_is_that_of_its_view_box() {
        for (svg, size) in [
            ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1200 800\"/>", Some((1200, 800))),
            (
                "<?xml version=\"1.0\"?>\n<!-- a mark -->\n<svg viewBox='-5,-5, 20.4,10'></svg>",
                Some((20, 10)),
            ),
            ("<svg/>", None),
            ("<svg viewBox=\"0 0 wide high\"/>", None),
            ("<svg viewBox=\"0 0 0 10\"/>", None),
            ("<svg viewBox=\"0 0 1e9 10\"/>", None),
        ] {
            assert_eq!(read(svg.as_bytes()), Ok((Kind::Svg, size)), "{svg}");
        }
    }

    #[test]
    fn other_content_has_another_file_name() {
        let [one, other] = [&b"<svg/>"[..], b"<svg></svg>"]
            .map(|svg| Picture::read(svg.to_vec()).expect("SVG").file_name("picture"));
        assert_ne!(one, other);
        assert!(one.starts_with("picture.") && one.ends_with(".svg"), "{one}");
    }

    #[test]
    fn only_a_picture_in_the_folder_of_the_collection_file_is_read() {
        let outer = tempfile::tempdir().expect("a temporary folder");
        let folder = outer.path().join("collection");
        std::fs::create_dir_all(folder.join("pictures")).expect("a folder");
        let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).expect("a file");
        write("a picture.png", PNG);
        write("pictures/b.png", PNG);
        write("text.png", b"no picture");
        write("large.png", &[PNG, &vec![0; MOST_BYTES as usize]].concat());
        std::fs::write(outer.path().join("outside.png"), PNG).expect("a file");
        let outside = outer.path().join("outside.png");

        for name in ["a picture.png", "pictures/b.png"] {
            assert!(beside(&folder, name).is_ok(), "{name}");
        }
        for name in [
            "missing.png",
            "text.png",
            "large.png",
            "pictures",
            "../outside.png",
            "pictures/../../outside.png",
            "..\\outside.png",
            "/etc/passwd",
            "//example.org/a.png",
            "a\0.png",
            outside.to_str().expect("a plain path"),
        ] {
            assert!(is_file_name(name), "{name}");
            let refused = beside(&folder, name);
            assert!(matches!(refused, Err(Problem::NoPicture { .. })), "{name}: {refused:?}");
        }
        for address in ["https://example.org/a.png", "http:a.png", "mailto:a@example.org", ""] {
            assert!(!is_file_name(address), "{address}");
        }
    }
}
