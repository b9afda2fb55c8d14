//! Which IP addresses may be connected to: a table of the networks that are not the public Internet.
//!
//! The table follows IANA's registries of special-purpose addresses (RFC 6890). An IPv6 address that carries an IPv4
//! address in a form that is in use is judged by the address it carries.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, LazyLock};

use ipnet::IpNet;

/// How far requests may go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Only the public Internet. For addresses that anybody may have given, such as callbacks.
    #[default]
    Public,
    /// Also private networks and this machine. For addresses that the operator or the curator gave. The services
    /// that clouds keep for their machines stay closed, because they answer with keys, never with reports.
    Private,
    /// The public Internet and these networks, but not the services of clouds for their machines.
    PublicAnd(Arc<[IpNet]>),
    /// Every address. For object stores, which the operator named, and for the services of clouds that give keys to
    /// their machines.
    Anywhere,
}

impl Reach {
    /// The network of an address that may not be connected to.
    pub(super) fn refuses(&self, address: IpAddr) -> Option<&'static Barrier> {
        let address = carried(address);
        let around = BARRIERS.iter().filter(|barrier| barrier.network.contains(&address));
        let nearest = around.max_by_key(|barrier| barrier.network.prefix_len())?;
        let is_open = match self {
            Reach::Public => false,
            Reach::Private => true,
            Reach::PublicAnd(networks) => networks.iter().any(|network| network.contains(&address)),
            Reach::Anywhere => return None,
        };
        (!is_open || nearest.side != Private).then_some(nearest)
    }
}

/// Whether an address is of this machine or of a private network.
pub(super) fn is_private(address: IpAddr) -> bool {
    Reach::Public.refuses(address).is_some_and(|barrier| barrier.side == Private)
}

/// Who a network that is not public is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Its own users: there are servers, and [`Reach::Private`] opens it.
    Private,
    /// No server that a curator or a subscriber could mean.
    Nobody,
}

use Side::{Nobody, Private};

/// A network that is not public.
pub(super) struct Barrier {
    network: IpNet,
    pub(super) side: Side,
    /// What its addresses are, as in "127.0.0.1 is this machine itself".
    pub(super) what: &'static str,
}

/// Each network, who it is for, what it is, and the document that says so. The smallest network that contains an
/// address decides.
const TABLE: [(&str, Side, &str, &str); 45] = [
    ("0.0.0.0/8", Nobody, "not the address of a server", "RFC 1122 §3.2.1.3"),
    ("10.0.0.0/8", Private, "in a private network", "RFC 1918"),
    ("100.64.0.0/10", Private, "in a provider's own network", "RFC 6598"),
    ("100.100.100.200/32", Nobody, "the metadata service of a cloud", "Alibaba Cloud"),
    ("127.0.0.0/8", Private, "this machine itself", "RFC 1122 §3.2.1.3"),
    ("168.63.129.16/32", Nobody, "the platform service of a cloud", "Azure"),
    ("169.254.0.0/16", Private, "valid on the local link only", "RFC 3927"),
    ("169.254.169.254/32", Nobody, "the metadata service of a cloud", "AWS, Azure, Google Cloud and others"),
    ("169.254.170.2/32", Nobody, "the credential service of a cloud", "AWS ECS"),
    ("169.254.170.23/32", Nobody, "the credential service of a cloud", "AWS EKS"),
    ("172.16.0.0/12", Private, "in a private network", "RFC 1918"),
    ("192.0.0.0/24", Nobody, "reserved for protocols", "RFC 6890"),
    ("192.0.2.0/24", Nobody, "an example for documentation", "RFC 5737"),
    ("192.88.99.0/24", Nobody, "reserved for a former relay service", "RFC 7526"),
    ("192.168.0.0/16", Private, "in a private network", "RFC 1918"),
    ("198.18.0.0/15", Nobody, "for tests of network devices", "RFC 2544"),
    ("198.51.100.0/24", Nobody, "an example for documentation", "RFC 5737"),
    ("203.0.113.0/24", Nobody, "an example for documentation", "RFC 5737"),
    ("224.0.0.0/4", Nobody, "a multicast address", "RFC 5771"),
    ("240.0.0.0/4", Nobody, "reserved", "RFC 1112 §4"),
    ("255.255.255.255/32", Nobody, "the broadcast address", "RFC 919"),
    // Only 2000::/3 is given out to networks. The three rows after this one are all the rest of IPv6.
    ("2001::/23", Nobody, "reserved for protocols", "RFC 2928"),
    ("::/3", Nobody, "reserved", "RFC 4291 §2.4"),
    ("4000::/2", Nobody, "reserved", "RFC 4291 §2.4"),
    ("8000::/1", Nobody, "reserved", "RFC 4291 §2.4"),
    ("::/96", Nobody, "an obsolete form of an IPv4 address", "RFC 4291 §2.5.5.1"),
    ("::/128", Nobody, "not the address of a server", "RFC 4291 §2.5.2"),
    ("::1/128", Private, "this machine itself", "RFC 4291 §2.5.3"),
    ("::ffff:0:0:0/96", Nobody, "a translated IPv4 address", "RFC 2765 §2.1"),
    ("64:ff9b:1::/48", Nobody, "a translated IPv4 address", "RFC 8215"),
    ("100::/64", Nobody, "an address that discards everything", "RFC 6666"),
    ("100:0:0:1::/64", Nobody, "an address that discards everything", "RFC 9780"),
    ("2001::/32", Nobody, "in a tunnel over IPv4", "RFC 4380"),
    ("2001:2::/48", Nobody, "for tests of network devices", "RFC 5180"),
    ("2001:10::/28", Nobody, "an identifier and no address", "RFC 4843"),
    ("2001:20::/28", Nobody, "an identifier and no address", "RFC 7343"),
    ("2001:db8::/32", Nobody, "an example for documentation", "RFC 3849"),
    ("2002::/16", Nobody, "in a tunnel over IPv4", "RFC 3056, RFC 7526"),
    ("3fff::/20", Nobody, "an example for documentation", "RFC 9637"),
    ("5f00::/16", Nobody, "an instruction to routers", "RFC 9602"),
    ("fc00::/7", Private, "in a private network", "RFC 4193"),
    ("fd00:ec2::/32", Nobody, "a service of a cloud for its machines", "AWS"),
    ("fe80::/10", Private, "valid on the local link only", "RFC 4291 §2.5.6"),
    ("fec0::/10", Nobody, "in a private network of a former kind", "RFC 3879"),
    ("ff00::/8", Nobody, "a multicast address", "RFC 4291 §2.7"),
];

static BARRIERS: LazyLock<Vec<Barrier>> = LazyLock::new(|| {
    let read = |(network, side, what, _): (&str, _, _, _)| {
        let network = network.parse().expect("a row of the table above begins with a network");
        Barrier { network, side, what }
    };
    TABLE.into_iter().map(read).collect()
});

/// The IPv4 address that an IPv6 address carries if packets to it reach that IPv4 address: in the mapped form
/// (RFC 4291 §2.5.5.2) or behind the well-known prefix of NAT64 (RFC 6052 §2.1). Otherwise the address itself.
fn carried(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address.to_canonical() else { return address.to_canonical() };
    let [0x64, 0xff9b, 0, 0, 0, 0, high, low] = v6.segments() else { return IpAddr::V6(v6) };
    let [a, b] = high.to_be_bytes();
    let [c, d] = low.to_be_bytes();
    IpAddr::V4(Ipv4Addr::new(a, b, c, d))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(reach: &Reach, address: &str) -> Option<&'static str> {
        reach.refuses(address.parse().expect("an address")).map(|barrier| barrier.what)
    }

    #[test]
    fn the_public_internet_is_open() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.0",
            "169.253.0.1",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "192.169.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:200::1",
            "2a00:1450:4001:810::200e",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
        ] {
            assert_eq!(refused(&Reach::Public, address), None, "{address}");
        }
    }

    #[test]
    fn private_networks_open_only_when_they_are_allowed() {
        for address in [
            "10.0.0.1",
            "127.0.0.1",
            "127.255.255.255",
            "100.64.0.1",
            "169.254.1.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "::1",
            "fd12:3456::1",
            "fe80::1",
            "::ffff:127.0.0.1",
            "::ffff:192.168.0.1",
            "64:ff9b::10.0.0.1",
        ] {
            assert!(refused(&Reach::Public, address).is_some(), "{address}");
            assert_eq!(refused(&Reach::Private, address), None, "{address}");
        }
    }

    #[test]
    fn what_is_no_server_and_what_holds_keys_stays_closed() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "169.254.169.254",
            "169.254.170.2",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "198.18.0.1",
            "198.19.255.255",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::7f00:1",
            "::ffff:0.0.0.0",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "64:ff9b::169.254.169.254",
            "64:ff9b:1::10.0.0.1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "4000::1",
            "fd00:ec2::254",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(refused(&Reach::Public, address).is_some(), "{address}");
            assert!(refused(&Reach::Private, address).is_some(), "{address}");
        }
    }

    #[test]
    fn only_the_networks_that_are_named_open() {
        let named: Arc<[IpNet]> = ["10.1.0.0/16", "::1/128", "169.254.0.0/16"]
            .map(|network| network.parse().expect("a network"))
            .into();
        let reach = Reach::PublicAnd(named);
        for open in ["8.8.8.8", "10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "::1", "169.254.1.1"] {
            assert_eq!(refused(&reach, open), None, "{open}");
        }
        for closed in ["10.2.0.1", "127.0.0.1", "192.168.1.1", "169.254.169.254", "::ffff:169.254.169.254"] {
            assert!(refused(&reach, closed).is_some(), "{closed}");
        }
    }

    #[test]
    fn the_smallest_network_says_what_an_address_is() {
        assert_eq!(refused(&Reach::Public, "::1"), Some("this machine itself"));
        assert_eq!(refused(&Reach::Public, "169.254.169.254"), Some("the metadata service of a cloud"));
        assert_eq!(refused(&Reach::Public, "2001:2::1"), Some("for tests of network devices"));
        assert_eq!(refused(&Reach::Public, "fe80::1"), Some("valid on the local link only"));
    }

    /// A row with bits behind its prefix would be a slip of the pen.
    #[test]
    fn each_row_is_a_whole_network_of_its_own() {
        for (index, barrier) in BARRIERS.iter().enumerate() {
            assert_eq!(barrier.network, barrier.network.trunc());
            assert!(BARRIERS[..index].iter().all(|earlier| earlier.network != barrier.network));
        }
    }
}
