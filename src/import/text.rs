//! The text of a source, in whatever encoding it was saved.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// An XML declaration names the encoding within its first bytes.
const DECLARATION: usize = 200;

/// Decodes the bytes of a source: by their byte order mark, as UTF-8 if they are that, by the encoding that XML
/// declares, else by guess. Spreadsheets save UTF-16 and Windows-1252.
///
/// The byte order mark is not part of the text. The second value says whether some bytes mean nothing in the encoding.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return encoding.decode_without_bom_handling(bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), false);
    }
    let encoding = declared(bytes).unwrap_or_else(|| guessed(bytes));
    encoding.decode_without_bom_handling(bytes)
}

/// Text in Latin letters has a zero in each second byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes.get(..4)? {
        [0, first, 0, second] if *first != 0 && *second != 0 => Some(encoding_rs::UTF_16BE),
        [first, 0, second, 0] if *first != 0 && *second != 0 => Some(encoding_rs::UTF_16LE),
        _ => None,
    }
}

/// The encoding in `<?xml version="1.0" encoding="…"?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(DECLARATION)];
    let text = String::from_utf8_lossy(start);
    let declaration = text.trim_start().strip_prefix("<?xml")?.split_once("?>")?.0;
    let (_, after) = declaration.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value[1..].split(quote).next()?;
    // The bytes are not UTF-8, whatever the declaration says.
    Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != UTF_8)
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_the_encodings_that_spreadsheets_save() {
        let text = "Título;Año\r\n“Río” – 5 €;2023\r\n";
        let utf16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(unit).collect() };
        let with_mark = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        for (name, bytes) in [
            ("UTF-8", text.as_bytes().to_vec()),
            ("UTF-8 with a byte order mark", with_mark(&[0xEF, 0xBB, 0xBF], text.into())),
            ("UTF-16 little endian", with_mark(&[0xFF, 0xFE], utf16(u16::to_le_bytes))),
            ("UTF-16 big endian", with_mark(&[0xFE, 0xFF], utf16(u16::to_be_bytes))),
            ("UTF-16 without a mark", utf16(u16::to_le_bytes)),
            ("Windows-1252", windows),
        ] {
            assert_eq!(decode(&bytes), (Cow::Borrowed(text), false), "{name}");
        }
    }

    #[test]
    fn xml_is_read_in_the_encoding_that_it_declares() {
        let text = "<?xml version='1.0' encoding = 'ISO-8859-2'?><a>ąćę</a>";
        let bytes = encoding_rs::ISO_8859_2.encode(text).0.into_owned();
        assert_eq!(decode(&bytes).0, text);
        // Declared wrongly.
        let text = r#"<?xml version="1.0" encoding="UTF-8"?><a>Año de Río</a>"#;
        assert_eq!(decode(&encoding_rs::WINDOWS_1252.encode(text).0).0, text);
    }
}
