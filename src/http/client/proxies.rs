//! Finds the client's address behind proxies.
//!
//! Only a trusted proxy is believed. A header is read from the right, where the nearest proxy wrote, up to the
//! first hop that is not trusted. Everything left of that hop may be made up.

use std::net::IpAddr;

use hyper::HeaderMap;
use ipnet::{IpNet, Ipv4Net};

use crate::settings::{FromSettings, Reader};

use super::forwarding::ForwardingHeader;

/// The proxies in front of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxies {
    /// Where they connect from.
    pub trusted: Vec<IpNet>,
    /// The one header that they write. Proxies pass the other header on as the client sent it, so it is not read.
    pub header: ForwardingHeader,
}

/// Only loopback, where the gateway listens by default with a proxy in front.
const TRUSTED: [&str; 2] = ["127.0.0.0/8", "::1/128"];
/// What most proxies write.
const HEADER: ForwardingHeader = ForwardingHeader::XForwardedFor;

impl FromSettings for Proxies {
    fn from_settings(reader: &mut Reader) -> Proxies {
        Proxies {
            trusted: reader.parsed("proxies.trusted", networks, TRUSTED.map(str::to_owned).to_vec()),
            header: reader.one_of("proxies.header", &ForwardingHeader::NAMES, HEADER),
        }
    }
}

impl Default for Proxies {
    fn default() -> Proxies {
        Proxies::defaults()
    }
}

impl Proxies {
    /// The client's address. IPv4 in IPv6 is returned as IPv4.
    ///
    /// A peer that is not trusted is the client itself, whatever its header says. Otherwise the client is the last
    /// hop of the header that is not trusted, or the farthest known hop if all are trusted. A hop without an
    /// address (`unknown`, `_hidden` or nonsense) ends the search. `None` if no address is known.
    pub fn client(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        let mut farthest = peer.map(|peer| peer.to_canonical());
        if !self.is_trusted(farthest) {
            return farthest;
        }
        for hop in self.header.hops(headers) {
            let Some(hop) = hop else { return farthest };
            farthest = Some(hop);
            if !self.is_trusted(farthest) {
                return farthest;
            }
        }
        farthest
    }

    /// Whether a peer's header is believed. A peer without an address is trusted, because it comes through a
    /// socket of this machine.
    pub fn is_trusted(&self, peer: Option<IpAddr>) -> bool {
        let Some(peer) = peer.map(|peer| peer.to_canonical()) else { return true };
        self.trusted.iter().any(|network| network.contains(&peer))
    }
}

fn networks(texts: Vec<String>) -> Result<Vec<IpNet>, String> {
    let network = |text: &String| {
        network(text).ok_or_else(|| format!("{text:?} is not a network such as 10.0.0.0/8 or fd00::/8"))
    };
    texts.iter().map(network).collect()
}

/// A network, or one address of it alone. IPv4 written as IPv6 is IPv4, as it is in a peer's address.
fn network(text: &str) -> Option<IpNet> {
    let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).ok()?;
    match network {
        IpNet::V6(mapped) if mapped.prefix_len() >= 96 => match mapped.addr().to_ipv4_mapped() {
            Some(address) => Ipv4Net::new(address, mapped.prefix_len() - 96).ok().map(IpNet::from),
            None => Some(network),
        },
        network => Some(network),
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::{FORWARDED, HeaderValue};

    use super::*;

    const CLIENT: &str = "192.0.2.60";

    fn proxies(header: ForwardingHeader) -> Proxies {
        let mut proxies = Proxies { header, ..Proxies::default() };
        proxies.trusted.push("10.0.0.0/8".parse().expect("a network"));
        proxies
    }

    fn x_forwarded_for(line: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_str(line).expect("a header value"));
        headers
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn the_last_hop_that_is_not_a_proxy_counts() {
        for (line, expected) in [
            ("192.0.2.60", CLIENT),
            ("203.0.113.9, 192.0.2.60", CLIENT),
            ("203.0.113.9, 192.0.2.60, 10.1.2.3", CLIENT),
            ("203.0.113.9,192.0.2.60,10.1.2.3,127.0.0.9,::1", CLIENT),
            ("192.0.2.60, ::ffff:10.1.2.3", CLIENT),
            // All are proxies, so the farthest is the client.
            ("10.0.0.9, 10.0.0.8", "10.0.0.9"),
            // A hop that does not tell an address ends the search.
            ("203.0.113.9, unknown, 10.1.2.3", "10.1.2.3"),
            ("203.0.113.9, unknown", "127.0.0.1"),
        ] {
            let proxies = proxies(ForwardingHeader::XForwardedFor);
            let client = proxies.client(Some(ip("127.0.0.1")), &x_forwarded_for(line));
            assert_eq!(client, Some(ip(expected)), "{line:?}");
        }
    }

    #[test]
    fn a_peer_that_is_not_trusted_speaks_for_itself() {
        let headers = x_forwarded_for("192.0.2.60");
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
        let headers = x_forwarded_for("192.0.2.60");
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
        let mut headers = x_forwarded_for("203.0.113.9");
        headers.append(FORWARDED, HeaderValue::from_static("for=192.0.2.60"));
        let client = |header| proxies(header).client(Some(ip("127.0.0.1")), &headers);
        assert_eq!(client(ForwardingHeader::XForwardedFor), Some(ip("203.0.113.9")));
        assert_eq!(client(ForwardingHeader::Forwarded), Some(ip(CLIENT)));
    }

    #[test]
    fn who_trusts_nobody_reads_no_header() {
        let nobody = Proxies { trusted: Vec::new(), header: ForwardingHeader::XForwardedFor };
        let headers = x_forwarded_for("192.0.2.60");
        assert_eq!(nobody.client(Some(ip("127.0.0.1")), &headers), Some(ip("127.0.0.1")));
    }
}
