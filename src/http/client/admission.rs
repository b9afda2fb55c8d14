//! How many connections there may be: in all, and from one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::http::counters::Limit;

use super::limit::Limits;

/// Counts the open connections of all workers.
#[derive(Debug)]
pub struct Admission {
    most: usize,
    most_per_address: usize,
    all: AtomicUsize,
    by_address: Mutex<HashMap<IpAddr, usize, foldhash::fast::RandomState>>,
}

impl Admission {
    /// Admits connections within these limits.
    pub fn new(limits: &Limits) -> Admission {
        Admission {
            most: limits.connections,
            most_per_address: limits.connections_per_address,
            all: AtomicUsize::new(0),
            by_address: Mutex::default(),
        }
    }

    /// Counts a connection until the returned guard is dropped.
    ///
    /// Without a `peer` only the limit of all connections applies: behind a trusted proxy all clients have one
    /// address.
    ///
    /// # Errors
    /// The limit that is reached.
    pub(in crate::http) fn admit(self: &Arc<Admission>, peer: Option<IpAddr>) -> Result<Admitted, Limit> {
        let peer = peer.map(network);
        if self.all.fetch_add(1, Ordering::Relaxed) >= self.most {
            self.all.fetch_sub(1, Ordering::Relaxed);
            return Err(Limit::Connections);
        }
        // From here on, an early return drops this and so uncounts the connection.
        let mut admitted = Admitted { admission: self.clone(), peer: None };
        if let Some(peer) = peer {
            let mut by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
            let count = by_address.entry(peer).or_default();
            if *count >= self.most_per_address {
                return Err(Limit::ConnectionsPerAddress);
            }
            *count += 1;
            admitted.peer = Some(peer);
        }
        Ok(admitted)
    }
}

/// A connection that is counted.
#[derive(Debug)]
pub(in crate::http) struct Admitted {
    admission: Arc<Admission>,
    peer: Option<IpAddr>,
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.admission.all.fetch_sub(1, Ordering::Relaxed);
        let Some(peer) = self.peer else { return };
        let mut by_address = self.admission.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = by_address.get_mut(&peer) {
            *count -= 1;
            if *count == 0 {
                by_address.remove(&peer);
            }
        }
    }
}

/// The part of an address that counts as one client. For IPv6 this is the first 64 bits, because one customer has
/// at least that many addresses (RFC 6177).
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admission(most: usize, most_per_address: usize) -> Arc<Admission> {
        Arc::new(Admission { most, most_per_address, all: AtomicUsize::new(0), by_address: Mutex::default() })
    }

    fn at(address: &str) -> Option<IpAddr> {
        Some(address.parse().expect("an address"))
    }

    #[test]
    fn whoever_leaves_makes_room() {
        let admission = admission(2, 2);
        let first = admission.admit(None).expect("room");
        let _second = admission.admit(at("192.0.2.1")).expect("room");
        assert_eq!(admission.admit(None).err(), Some(Limit::Connections));
        drop(first);
        admission.admit(None).expect("room again");
    }

    #[test]
    fn an_address_has_its_own_bound_and_leaves_nothing_behind() {
        let admission = admission(10, 1);
        let held = admission.admit(at("2001:db8::1")).expect("room");
        assert_eq!(admission.admit(at("2001:db8::2")).err(), Some(Limit::ConnectionsPerAddress));
        admission.admit(at("2001:db8:0:1::1")).expect("another network");
        admission.admit(at("::ffff:192.0.2.1")).expect("another network");
        drop(held);
        assert!(admission.by_address.lock().expect("not poisoned").is_empty());
        assert_eq!(admission.all.load(Ordering::Relaxed), 0);
    }
}
