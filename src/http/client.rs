//! Whose request it is, where proxies stand between the client and the gateway.
//!
//! What a trusted proxy wrote is believed and nothing else is: a header is read from the right, where
//! the nearest proxy wrote, up to the first hop that is not trusted itself. What stands left of that
//! may be anybody's invention.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hyper::HeaderMap;
use hyper::header::{FORWARDED, HeaderName};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies in front of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxies {
    /// Where they connect from.
    pub trusted: Vec<IpNet>,
    /// The one header that they write. A proxy that writes one passes the other on as the client sent it.
    pub header: ForwardingHeader,
}

/// A header in which a proxy tells for whom it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardingHeader {
    /// What most proxies write: addresses, the nearest last.
    XForwardedFor,
    /// The standard (RFC 7239).
    Forwarded,
}

/// Loopback alone, because the gateway listens there by default with a proxy in front.
impl Default for Proxies {
    fn default() -> Proxies {
        let ipv4 = Ipv4Net::new_assert(Ipv4Addr::new(127, 0, 0, 0), 8);
        let ipv6 = Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128);
        Proxies { trusted: vec![ipv4.into(), ipv6.into()], header: ForwardingHeader::XForwardedFor }
    }
}

impl Proxies {
    /// The address of whoever asks, IPv4 as IPv4 however it is written.
    ///
    /// The peer itself if it is not trusted, whatever its header says. Otherwise the header's last hop
    /// that is not trusted, or the farthest known one where there is none: a hop that does not tell an
    /// address (`unknown`, `_hidden`, anything else) ends the search. `None` if nothing is known.
    pub fn client(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        let mut farthest = peer.map(|peer| peer.to_canonical());
        if !self.is_trusted(farthest) {
            return farthest;
        }
        let (name, last_element, address_of): (_, Cut, Read) = match self.header {
            ForwardingHeader::XForwardedFor => (X_FORWARDED_FOR, last_of_list, node),
            ForwardingHeader::Forwarded => (FORWARDED, last_of_quoted_list, forwarded_for),
        };
        for line in headers.get_all(name).iter().rev() {
            let mut rest = Some(line.as_bytes());
            while let Some(list) = rest {
                let (before, element) = last_element(list);
                rest = before;
                let element = element.trim_ascii();
                // An empty element of a list is none (RFC 9110 §5.6.1).
                if element.is_empty() {
                    continue;
                }
                let Some(hop) = std::str::from_utf8(element).ok().and_then(address_of) else {
                    return farthest;
                };
                farthest = Some(hop);
                if !self.is_trusted(farthest) {
                    return farthest;
                }
            }
        }
        farthest
    }

    /// Whether what a peer says of others is believed. A peer without an address is: it came by a socket
    /// of this machine that was opened for it.
    pub fn is_trusted(&self, peer: Option<IpAddr>) -> bool {
        let Some(peer) = peer.map(|peer| peer.to_canonical()) else { return true };
        self.trusted.iter().any(|network| network.contains(&peer))
    }
}

type Cut = fn(&[u8]) -> (Option<&[u8]>, &[u8]);
type Read = fn(&str) -> Option<IpAddr>;

/// The last element of a list, and what stands before it.
fn last_of_list(list: &[u8]) -> (Option<&[u8]>, &[u8]) {
    match list.iter().rposition(|byte| *byte == b',') {
        Some(comma) => (Some(&list[..comma]), &list[comma + 1..]),
        None => (None, list),
    }
}

/// The same where commas may stand in quoted strings.
///
/// Cut from the right, so that a quote that a client left open spoils nothing of what proxies wrote
/// after it.
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

/// The address that an element of `Forwarded` tells by its `for`; more than one tells nothing.
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

/// A quoted string up to its end, and what follows. Escapes stay: an address needs none.
fn quoted_string(text: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    Some((&text[..end], &text[end + 1..]))
}

/// An address, perhaps with a port; of IPv6 in brackets or bare (RFC 7239 §6).
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

/// Nothing, or a colon and a number or hidden name.
fn is_port(text: &str) -> bool {
    match text.strip_prefix(':') {
        Some(hidden) if hidden.starts_with('_') => true,
        Some(number) => number.bytes().all(|byte| byte.is_ascii_digit()) && number.parse::<u16>().is_ok(),
        None => text.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    const CLIENT: &str = "192.0.2.60";

    /// Whose request it is that the default proxy on loopback and one in 10.0.0.0/8 may pass on.
    fn client(header: ForwardingHeader, lines: &[&[u8]]) -> String {
        let headers = of_lines(header, lines);
        let client = proxies(header).client(Some(ip("127.0.0.1")), &headers);
        client.expect("the peer at least").to_string()
    }

    fn proxies(header: ForwardingHeader) -> Proxies {
        let mut proxies = Proxies { header, ..Proxies::default() };
        proxies.trusted.push("10.0.0.0/8".parse().expect("a network"));
        proxies
    }

    fn of_lines(header: ForwardingHeader, lines: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            let name = match header {
                ForwardingHeader::XForwardedFor => X_FORWARDED_FOR,
                ForwardingHeader::Forwarded => FORWARDED,
            };
            headers.append(name, HeaderValue::from_bytes(line).expect("a header value"));
        }
        headers
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn of_addresses_the_last_that_is_not_a_proxys_counts() {
        for (line, expected) in [
            ("192.0.2.60", CLIENT),
            ("  192.0.2.60\t", CLIENT),
            ("203.0.113.9, 192.0.2.60", CLIENT),
            ("203.0.113.9, 192.0.2.60, 10.1.2.3", CLIENT),
            ("203.0.113.9,192.0.2.60,10.1.2.3,127.0.0.9,::1", CLIENT),
            ("192.0.2.60:4711", CLIENT),
            ("192.0.2.60:_secret", CLIENT),
            ("::ffff:192.0.2.60", CLIENT),
            ("[::ffff:192.0.2.60]:4711", CLIENT),
            ("192.0.2.60, ::ffff:10.1.2.3", CLIENT),
            ("2001:db8::1", "2001:db8::1"),
            ("2001:DB8:0::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:80", "2001:db8::1"),
            ("192.0.2.60,", CLIENT),
            ("192.0.2.60,, ,", CLIENT),
            (", 192.0.2.60", CLIENT),
            // All of them proxies: the farthest.
            ("10.0.0.9, 10.0.0.8", "10.0.0.9"),
        ] {
            assert_eq!(client(ForwardingHeader::XForwardedFor, &[line.as_bytes()]), expected, "{line:?}");
        }
    }

    #[test]
    fn what_is_not_an_address_ends_the_search() {
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
            assert_eq!(client(ForwardingHeader::XForwardedFor, &[line.as_bytes()]), "10.1.2.3", "{line:?}");
            assert_eq!(
                client(ForwardingHeader::XForwardedFor, &[nonsense.as_bytes()]),
                "127.0.0.1",
                "{nonsense:?}"
            );
        }
    }

    #[test]
    fn lines_are_read_from_the_last_one() {
        let lines: [&[u8]; 3] = [b"203.0.113.9", b"1.1.1.1, 192.0.2.60", b"10.1.2.3"];
        assert_eq!(client(ForwardingHeader::XForwardedFor, &lines), CLIENT);
        assert_eq!(client(ForwardingHeader::XForwardedFor, &[b"192.0.2.60", b"", b" , "]), CLIENT);
    }

    #[test]
    fn bytes_that_are_no_text_harm_only_themselves() {
        let line = b"\xff\xfe, 192.0.2.60, 10.1.2.3";
        assert_eq!(client(ForwardingHeader::XForwardedFor, &[line]), CLIENT);
        assert_eq!(client(ForwardingHeader::XForwardedFor, &[b"192.0.2.60, \xff"]), "127.0.0.1");
        assert_eq!(client(ForwardingHeader::Forwarded, &[b"for=\"\xff, for=192.0.2.60"]), CLIENT);
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
            ("for=203.0.113.9, for=192.0.2.60, for=10.1.2.3", CLIENT),
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
            assert_eq!(client(ForwardingHeader::Forwarded, &[line.as_bytes()]), expected, "{line:?}");
        }
    }

    #[test]
    fn a_hop_that_the_standard_header_does_not_tell_ends_the_search() {
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
            let before = client(ForwardingHeader::Forwarded, &[nonsense.as_bytes()]);
            assert_eq!(before, "127.0.0.1", "{nonsense:?}");
            let line = format!("for=203.0.113.9, {nonsense}, for=10.1.2.3");
            let known = client(ForwardingHeader::Forwarded, &[line.as_bytes()]);
            assert_eq!(known, "10.1.2.3", "{line:?}");
        }
    }

    #[test]
    fn a_peer_that_is_not_trusted_speaks_for_itself() {
        let headers = of_lines(ForwardingHeader::XForwardedFor, &[b"192.0.2.60"]);
        for peer in ["203.0.113.9", "128.0.0.1", "::2", "2001:db8::1"] {
            let client = proxies(ForwardingHeader::XForwardedFor).client(Some(ip(peer)), &headers);
            assert_eq!(client, Some(ip(peer)));
        }
        let mapped = Proxies::default().client(Some(ip("::ffff:203.0.113.9")), &headers);
        assert_eq!(mapped, Some(ip("203.0.113.9")));
    }

    #[test]
    fn loopback_is_trusted_by_default_however_it_is_written() {
        for peer in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert!(Proxies::default().is_trusted(Some(ip(peer))), "{peer}");
        }
        for peer in ["10.0.0.1", "0.0.0.0", "::", "::ffff:128.0.0.1"] {
            assert!(!Proxies::default().is_trusted(Some(ip(peer))), "{peer}");
        }
    }

    #[test]
    fn a_peer_without_an_address_is_a_proxy() {
        let proxies = Proxies::default();
        let headers = of_lines(ForwardingHeader::XForwardedFor, &[b"192.0.2.60"]);
        assert_eq!(proxies.client(None, &headers), Some(ip(CLIENT)));
        assert_eq!(proxies.client(None, &HeaderMap::new()), None);
    }

    #[test]
    fn a_proxy_that_tells_nothing_is_the_client_itself() {
        let client = Proxies::default().client(Some(ip("::1")), &HeaderMap::new());
        assert_eq!(client, Some(ip("::1")));
    }

    #[test]
    fn the_header_that_the_proxy_does_not_write_is_not_read() {
        let mut headers = of_lines(ForwardingHeader::XForwardedFor, &[b"203.0.113.9"]);
        headers.append(FORWARDED, HeaderValue::from_static("for=192.0.2.60"));
        let client = |header| proxies(header).client(Some(ip("127.0.0.1")), &headers);
        assert_eq!(client(ForwardingHeader::XForwardedFor), Some(ip("203.0.113.9")));
        assert_eq!(client(ForwardingHeader::Forwarded), Some(ip(CLIENT)));
    }

    #[test]
    fn who_trusts_nobody_reads_no_header() {
        let nobody = Proxies { trusted: Vec::new(), header: ForwardingHeader::XForwardedFor };
        let headers = of_lines(ForwardingHeader::XForwardedFor, &[b"192.0.2.60"]);
        assert_eq!(nobody.client(Some(ip("127.0.0.1")), &headers), Some(ip("127.0.0.1")));
    }
}
