//! Targets of requests that contain bytes which no target may contain.
//!
//! Many programs send a target as a person typed it: `/feed.rss?q="dry wells"`. hyper answers such a request with an
//! empty 400 before any other code sees it. So the connection masks those bytes in the request line before hyper
//! reads it, and keeps what was written. `reply` then redirects to the target with those bytes encoded, or refuses it in
//! words (RFC 9112 §3.2).
//!
//! Masking changes no length and no line end. So hyper finds the same messages in the same places, even where bytes
//! only look like a request line, as in the body of a request that was refused.

use std::ops::Range;

use hyper::Uri;
use memchr::memchr;
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};

/// In place of a byte that no target may contain.
const MASK: u8 = b'_';
/// The ASCII characters that are masked: those that people type and hyper refuses in a path or a query.
const MASKED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');

/// A target as its client wrote it.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::http) struct WrittenTarget(Box<[u8]>);

impl WrittenTarget {
    /// Masks the target of a request line at the beginning of `bytes`. `None`, and nothing is changed, if it contains
    /// nothing to mask or the line is not whole.
    pub(super) fn mask(bytes: &mut [u8]) -> Option<WrittenTarget> {
        let place = target_of(bytes)?;
        let target = &mut bytes[place];
        let is_text = target.is_ascii() || str::from_utf8(target).is_ok();
        let is_masked = |byte: u8| is_masked(byte, is_text);
        if !target.iter().any(|byte| is_masked(*byte)) {
            return None;
        }
        let written = WrittenTarget(target.into());
        target.iter_mut().filter(|byte| is_masked(**byte)).for_each(|byte| *byte = MASK);
        Some(written)
    }

    /// The target with every byte encoded that no target may contain, if `masked` is what hyper made of it.
    pub(in crate::http) fn encoded(&self, masked: &Uri) -> Option<Uri> {
        let mut expected = b"GET ".to_vec();
        expected.extend_from_slice(&self.0);
        expected.extend_from_slice(b" HTTP/1.1\n");
        WrittenTarget::mask(&mut expected)?;
        let expected = Uri::try_from(&expected[4..4 + self.0.len()]).ok()?;
        (expected == *masked).then(|| percent_encode(&self.0, MASKED).to_string().parse().ok()).flatten()
    }
}

fn is_masked(byte: u8, is_text: bool) -> bool {
    matches!(byte, b' ' | b'"' | b'<' | b'>' | b'`') || (byte >= 0x80 && !is_text)
}

/// Where the target is in a request line. It may contain spaces: it ends before the version.
fn target_of(bytes: &[u8]) -> Option<Range<usize>> {
    let line = &bytes[..memchr(b'\n', bytes)?];
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let method = memchr(b' ', line).filter(|end| line[..*end].iter().all(u8::is_ascii_uppercase))?;
    let line = line.strip_suffix(b" HTTP/1.1").or_else(|| line.strip_suffix(b" HTTP/1.0"))?;
    (method + 1 < line.len()).then_some(method + 1..line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What hyper reads, and the target that is made of what was written.
    fn masked(line: &[u8]) -> Option<(Vec<u8>, String)> {
        let mut bytes = line.to_vec();
        let written = WrittenTarget::mask(&mut bytes)?;
        assert_eq!(bytes.len(), line.len());
        let seen = Uri::try_from(&bytes[target_of(&bytes).expect("a request line")]).expect("a target");
        Some((bytes, written.encoded(&seen).expect("it is the same").to_string()))
    }

    #[test]
    fn what_no_target_may_contain_is_masked_and_then_encoded() {
        for (written, encoded) in [
            (&b"/feed.rss?q=\"dry+wells\""[..], "/feed.rss?q=%22dry+wells%22"),
            (b"/feed.rss?q=dry wells", "/feed.rss?q=dry%20wells"),
            (b"/feed.rss?q=<b>&topic=`a`", "/feed.rss?q=%3Cb%3E&topic=%60a%60"),
            (b"/topics/a b/\"feed\"", "/topics/a%20b/%22feed%22"),
            (b"/?q=a\xf1o", "/?q=a%F1o"),
            ("/?q=\"año\"".as_bytes(), "/?q=%22a%C3%B1o%22"),
            (b"/?q=\"a\"#top", "/?q=%22a%22"),
            (b"http://a.example/?q=\"a\"", "http://a.example/?q=%22a%22"),
            (b"/a HTTP/1.1", "/a%20HTTP/1.1"),
        ] {
            for (version, end) in [("HTTP/1.1", "\r\n"), ("HTTP/1.0", "\n")] {
                let line =
                    [b"GET ", written, b" ", version.as_bytes(), end.as_bytes(), b"Host: \"a\"\r\n\r\n"]
                        .concat();
                let (bytes, target) = masked(&line).expect("something to mask");
                assert_eq!(target, encoded);
                assert!(bytes.ends_with(b"Host: \"a\"\r\n\r\n"), "only the target is masked");
            }
        }
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        for line in [
            &b"GET /feed.rss?q=%22dry+wells%22 HTTP/1.1\r\n"[..],
            "GET /?q=año|{x}^[y] HTTP/1.1\r\n".as_bytes(),
            b"GET /\"a\" HTTP/1.1",
            b"GET /\"a\" HTTP/2.0\r\n",
            b"GET /\"a\"\r\n",
            b"get /\"a\" HTTP/1.1\r\n",
            b"{\"a\": \"b\" HTTP/1.1\r\n",
            b"GET  HTTP/1.1\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"\r\nGET /\"a\" HTTP/1.1\r\n",
            b"",
            b"\n",
        ] {
            let mut bytes = line.to_vec();
            assert_eq!(WrittenTarget::mask(&mut bytes), None);
            assert_eq!(bytes, line);
        }
    }

    #[test]
    fn what_was_written_is_used_for_no_other_request() {
        let mut bytes = b"GET /?q=\"a\" HTTP/1.1\r\n".to_vec();
        let written = WrittenTarget::mask(&mut bytes).expect("something to mask");
        for other in ["/?q=_b_", "/?q=_a", "/feed.rss", "/"] {
            assert_eq!(written.encoded(&Uri::from_static(other)), None, "{other}");
        }
    }
}
