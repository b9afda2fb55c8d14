//! The headers in which proxies tell the client's address, and the hops that they list.

use std::iter;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hyper::HeaderMap;
use hyper::header::{FORWARDED, HeaderName};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A header in which a proxy tells the client's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForwardingHeader {
    /// `X-Forwarded-For`, which most proxies write: a list of addresses, the nearest last.
    XForwardedFor,
    /// `Forwarded`, the standard (RFC 7239).
    Forwarded,
}

impl ForwardingHeader {
    /// As settings name them.
    pub(super) const NAMES: [(&str, ForwardingHeader); 2] =
        [("x-forwarded-for", ForwardingHeader::XForwardedFor), ("forwarded", ForwardingHeader::Forwarded)];

    fn name(self) -> HeaderName {
        match self {
            ForwardingHeader::XForwardedFor => X_FORWARDED_FOR,
            ForwardingHeader::Forwarded => FORWARDED,
        }
    }

    /// The hops that a request's header lists, the nearest first; `None` for a hop without an address.
    pub(super) fn hops(self, headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
        let (last_element, address_of): (Cut, Read) = match self {
            ForwardingHeader::XForwardedFor => (last_of_list, node),
            ForwardingHeader::Forwarded => (last_of_quoted_list, forwarded_for),
        };
        let lines = headers.get_all(self.name()).iter().rev();
        let elements = lines.flat_map(move |line| {
            let mut rest = Some(line.as_bytes());
            iter::from_fn(move || {
                let (before, element) = last_element(rest?);
                rest = before;
                Some(element.trim_ascii())
            })
        });
        // Empty elements of a list do not count (RFC 9110 §5.6.1).
        let elements = elements.filter(|element| !element.is_empty());
        elements.map(move |element| std::str::from_utf8(element).ok().and_then(address_of))
    }
}

type Cut = fn(&[u8]) -> (Option<&[u8]>, &[u8]);
type Read = fn(&str) -> Option<IpAddr>;

/// Splits off the last element of a list. Returns the rest and the element.
fn last_of_list(list: &[u8]) -> (Option<&[u8]>, &[u8]) {
    match list.iter().rposition(|byte| *byte == b',') {
        Some(comma) => (Some(&list[..comma]), &list[comma + 1..]),
        None => (None, list),
    }
}

/// The same for lists whose quoted strings may contain commas.
///
/// Reads from the right, so that a quote that the client did not close cannot damage what proxies wrote after it.
fn last_of_quoted_list(list: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let mut quoted = false;
    for (at, byte) in list.iter().enumerate().rev() {
        match byte {
            b'"' => {
                let escapes = list[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
                quoted ^= escapes % 2 == 0;
            }
            b',' if !quoted => return (Some(&list[..at]), &list[at + 1..]),
            _ => {}
        }
    }
    (None, list)
}

/// The address in the `for` of an element of `Forwarded`; `None` if there is more than one `for`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut found = None;
    let mut rest = element;
    while !rest.is_empty() {
        let (name, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted_string(quoted)?,
            None => value.split_at(value.find(';').unwrap_or(value.len())),
        };
        if name.trim().eq_ignore_ascii_case("for") && found.replace(value).is_some() {
            return None;
        }
        rest = match after.trim_start().strip_prefix(';') {
            Some(more) => more.trim_start(),
            None if after.trim_start().is_empty() => "",
            None => return None,
        };
    }
    node(found?)
}

/// Splits a quoted string at its closing quote. Escapes are kept, because an address needs none.
fn quoted_string(text: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    Some((&text[..end], &text[end + 1..]))
}

/// An address, with or without a port. IPv6 may be in brackets (RFC 7239 §6).
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let (address, port): (IpAddr, &str) = match text.strip_prefix('[') {
        Some(bracketed) => {
            let (address, port) = bracketed.split_once(']')?;
            (address.parse::<Ipv6Addr>().ok()?.into(), port)
        }
        None => match text.parse() {
            Ok(address) => (address, ""),
            Err(_) => {
                let (address, port) = text.split_at(text.find(':')?);
                (address.parse::<Ipv4Addr>().ok()?.into(), port)
            }
        },
    };
    is_port(port).then(|| address.to_canonical())
}

/// Whether a text is empty, or a colon followed by a number or an obfuscated port such as `_secret`.
fn is_port(text: &str) -> bool {
    match text.strip_prefix(':') {
        Some(hidden) if hidden.starts_with('_') => true,
        Some(number) => number.bytes().all(|byte| byte.is_ascii_digit()) && number.parse::<u16>().is_ok(),
        None => text.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    const CLIENT: &str = "192.0.2.60";

    /// The hops that lines of a header name, and `-` for one that does not tell an address.
    fn hops(header: ForwardingHeader, lines: &[&[u8]]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header.name(), HeaderValue::from_bytes(line).expect("a header value"));
        }
        header.hops(&headers).map(|hop| hop.map_or_else(|| "-".into(), |hop| hop.to_string())).collect()
    }

    fn nearest(header: ForwardingHeader, line: &str) -> String {
        hops(header, &[line.as_bytes()]).swap_remove(0)
    }

    #[test]
    fn addresses_are_read_however_they_are_written() {
        for (line, expected) in [
            ("192.0.2.60", CLIENT),
            ("  192.0.2.60\t", CLIENT),
            ("203.0.113.9, 192.0.2.60", CLIENT),
            ("192.0.2.60:4711", CLIENT),
            ("192.0.2.60:_secret", CLIENT),
            ("::ffff:192.0.2.60", CLIENT),
            ("[::ffff:192.0.2.60]:4711", CLIENT),
            ("2001:db8::1", "2001:db8::1"),
            ("2001:DB8:0::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:80", "2001:db8::1"),
            ("192.0.2.60,", CLIENT),
            ("192.0.2.60,, ,", CLIENT),
            (", 192.0.2.60", CLIENT),
        ] {
            assert_eq!(nearest(ForwardingHeader::XForwardedFor, line), expected, "{line:?}");
        }
    }

    #[test]
    fn what_is_not_an_address_tells_none() {
        for nonsense in [
            "unknown",
            "_hidden",
            "nonsense",
            "localhost",
            "192.0.2",
            "192.0.2.60.1",
            "192.0.2.060",
            "0300.0.2.60",
            "3221226044",
            "0xc000023c",
            "192.0.2.60:",
            "192.0.2.60:65536",
            "192.0.2.60:+80",
            "192.0.2.60:80:80",
            "192.0.2.60 192.0.2.61",
            "\"192.0.2.60\"",
            "for=192.0.2.60",
            "2001:db8::1:80000",
            "[2001:db8::1",
            "2001:db8::1]",
            "[2001:db8::1]80",
            "[192.0.2.60]:80",
            "[]",
            "[",
            ":",
            ":80",
            "fe80::1%eth0",
            "192.0.2.60/32",
            "-",
            "*",
        ] {
            let line = format!("203.0.113.9, {nonsense}, 10.1.2.3");
            let hops = hops(ForwardingHeader::XForwardedFor, &[line.as_bytes()]);
            assert_eq!(hops, ["10.1.2.3", "-", "203.0.113.9"], "{line:?}");
            assert_eq!(nearest(ForwardingHeader::XForwardedFor, nonsense), "-", "{nonsense:?}");
        }
    }

    #[test]
    fn the_last_element_of_the_last_line_is_the_nearest_hop() {
        let lines: [&[u8]; 3] = [b"203.0.113.9", b"1.1.1.1,192.0.2.60", b"10.1.2.3"];
        let expected = ["10.1.2.3", CLIENT, "1.1.1.1", "203.0.113.9"];
        assert_eq!(hops(ForwardingHeader::XForwardedFor, &lines), expected);
        let lines: [&[u8]; 2] = [b"for=203.0.113.9", b"for=1.1.1.1,for=192.0.2.60, for=10.1.2.3"];
        assert_eq!(hops(ForwardingHeader::Forwarded, &lines), expected);
        assert_eq!(hops(ForwardingHeader::XForwardedFor, &[b"192.0.2.60", b"", b" , "]), [CLIENT]);
    }

    #[test]
    fn bytes_that_are_no_text_harm_only_themselves() {
        let line = b"\xff\xfe, 192.0.2.60, 10.1.2.3, \xff";
        assert_eq!(hops(ForwardingHeader::XForwardedFor, &[line]), ["-", "10.1.2.3", CLIENT, "-"]);
        assert_eq!(hops(ForwardingHeader::Forwarded, &[b"for=\"\xff, for=192.0.2.60"]), [CLIENT, "-"]);
    }

    #[test]
    fn the_standard_header_is_read_as_its_grammar_is() {
        for (line, expected) in [
            ("for=192.0.2.60", CLIENT),
            ("for=192.0.2.60;proto=http;by=203.0.113.43", CLIENT),
            ("proto=http;FOR=192.0.2.60", CLIENT),
            ("by=203.0.113.43; For=\"192.0.2.60:4711\" ; proto=https", CLIENT),
            ("for=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"),
            ("for=\"[2001:db8:cafe::17]:_port\"", "2001:db8:cafe::17"),
            ("for=[2001:db8:cafe::17]", "2001:db8:cafe::17"),
            ("for=\"[::ffff:192.0.2.60]\"", CLIENT),
            ("for=203.0.113.9,for=192.0.2.60;by=\"a,for=1.1.1.1\"", CLIENT),
            ("for=192.0.2.60;by=\"a;for=1.1.1.1\"", CLIENT),
            ("for=192.0.2.60;host=\"a\\\", for=1.1.1.1\"", CLIENT),
            ("for=192.0.2.60;host=\"a\\\\\"", CLIENT),
            ("for=192.0.2.60;host=a:80", CLIENT),
            ("for=192.0.2.60;ext=", CLIENT),
            ("for=192.0.2.60;", CLIENT),
            // Quotes that a client left open, before what a proxy wrote.
            ("for=\"evil, for=192.0.2.60", CLIENT),
            ("for=\"evil, for=\"192.0.2.60\";by=\"x\"", CLIENT),
            ("\", for=192.0.2.60", CLIENT),
            ("for=\\, for=192.0.2.60", CLIENT),
            (",, for=192.0.2.60, ,", CLIENT),
        ] {
            assert_eq!(nearest(ForwardingHeader::Forwarded, line), expected, "{line:?}");
        }
    }

    #[test]
    fn what_the_standard_header_does_not_tell_is_no_address() {
        for nonsense in [
            "for=unknown",
            "for=\"_gazonk\"",
            "for=\"unknown:80\"",
            "for=",
            "for",
            "=192.0.2.60",
            "proto=http",
            "192.0.2.60",
            "for=\"192.0.2.60",
            "for=192.0.2.60\"",
            "for=\"192.0.2.60\"x",
            "for=\"192.0.2.60\" by=x",
            "for=\"192.0.2.6\\0\"",
            "for=192.0.2.60;for=192.0.2.60",
            "for=192.0.2.60;FOR=203.0.113.9",
            "for=192.0.2.60;;by=x;y",
            "xfor=192.0.2.60",
        ] {
            assert_eq!(nearest(ForwardingHeader::Forwarded, nonsense), "-", "{nonsense:?}");
            let line = format!("for=203.0.113.9, {nonsense}, for=10.1.2.3");
            let hops = hops(ForwardingHeader::Forwarded, &[line.as_bytes()]);
            assert_eq!(hops[..2], ["10.1.2.3", "-"], "{line:?}");
        }
    }
}
