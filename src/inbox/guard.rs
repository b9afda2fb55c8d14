//! What keeps programs from filling the inbox: how often one client and all clients may send, and the stamp of a form.
//!
//! A stamp says when the form was sent to a browser. A program that fills in forms answers at once, and one that has an
//! old form sends it for ever. A stamp is also the name of its request, so that a form that is sent twice is stored once.

use std::net::IpAddr;
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::state::keyed::HashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use sha2::{Digest, Sha256};

use crate::collection::About;
use crate::seal::random;
use crate::seal::{Seal, SealKey};

use super::options::Options;

/// How many clients are remembered before those that are quiet are forgotten.
const MOST_CLIENTS: usize = 20_000;
/// Nobody fills in the form in less time, but a password manager fills in fields at once.
const LEAST_SECONDS: i64 = 2;
/// A tab may stay open overnight.
const MOST_SECONDS: i64 = 24 * 60 * 60;
/// What makes each stamp another one.
const NONCE_BYTES: usize = 16;

/// Limits how often somebody may send.
#[derive(Debug)]
pub struct Guard {
    of_client: RateLimiter<IpAddr, HashMapStateStore<IpAddr>, MonotonicClock>,
    of_all: RateLimiter<NotKeyed, InMemoryState, MonotonicClock>,
}

impl Guard {
    pub(super) fn new(options: &Options) -> Guard {
        let of_client = Quota::per_hour(options.per_client);
        let of_all = Quota::per_minute(options.per_minute);
        Guard {
            of_client: RateLimiter::new(of_client, HashMapStateStore::default(), MonotonicClock),
            of_all: RateLimiter::direct_with_clock(of_all, MonotonicClock),
        }
    }

    /// Charges a client for something that it sends. A client without an address is only charged together with all
    /// others.
    ///
    /// # Errors
    /// It has to wait so long.
    pub fn charge(&self, client: Option<IpAddr>) -> Result<(), Duration> {
        let now = MonotonicClock.now();
        if let Some(client) = client {
            if self.of_client.len() > MOST_CLIENTS {
                self.of_client.retain_recent();
            }
            self.of_client.check_key(&network(client)).map_err(|until| until.wait_time_from(now))?;
        }
        self.of_all.check().map_err(|until| until.wait_time_from(now))
    }
}

/// The address of a client, or the network of one with IPv6, which has as many addresses as it likes.
fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
        address => address,
    }
}

/// What the stamp of a form says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StampReading {
    /// The form may be taken.
    Good,
    /// The form was sent to the browser only a moment ago.
    TooEarly,
    /// The form is too old, or nobody here made its stamp.
    TooLate,
}

/// Makes and reads the stamps of forms.
pub struct FormStamps {
    seal: Seal,
}

impl FormStamps {
    /// The stamps of a collection.
    pub fn new(key: Option<&SealKey>, about: &About) -> FormStamps {
        FormStamps { seal: Seal::new(key, about, "suggestion form", [""; 0]) }
    }

    /// A stamp for a form that is sent to a browser now.
    pub fn make(&self, now: i64) -> String {
        self.seal.seal(&[&now.to_be_bytes()[..], &random::<NONCE_BYTES>()].concat())
    }

    /// What a stamp says that a browser sent back.
    pub fn read(&self, stamp: &str, now: i64) -> StampReading {
        let Some(made) = self.made(stamp) else { return StampReading::TooLate };
        match now - made {
            // Another gateway's clock may be a little ahead.
            age if age < LEAST_SECONDS && age > -60 => StampReading::TooEarly,
            0..=MOST_SECONDS => StampReading::Good,
            _ => StampReading::TooLate,
        }
    }

    fn made(&self, stamp: &str) -> Option<i64> {
        let content = self.seal.open(stamp)?;
        let (made, nonce) = content.split_first_chunk::<8>()?;
        (nonce.len() == NONCE_BYTES).then(|| i64::from_be_bytes(*made))
    }
}

/// Whether a number proves that the browser worked for this stamp: the hash of both begins with so many zero bits.
pub fn is_proof(stamp: &str, number: &str, bits: u8) -> bool {
    let is_number = number.len() <= 20 && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let hash = Sha256::digest(format!("{stamp}.{number}"));
    let start = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
    is_number && start.leading_zeros() >= u32::from(bits)
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::collection;
    use crate::settings::FromSettings;

    fn stamps(id: &str) -> FormStamps {
        let file =
            format!(r#"{{"id": "{id}", "authority": "example.org,2023", "title": "T", "reports": []}}"#);
        let collection = collection::parse(file.into_bytes()).expect("a collection");
        FormStamps::new(None, &collection.about)
    }

    #[test]
    fn a_form_is_taken_after_a_moment_and_for_a_day() {
        let stamps = stamps("rivers");
        let stamp = stamps.make(1_000_000);
        for (age, expected) in [
            (0, StampReading::TooEarly),
            (1, StampReading::TooEarly),
            (2, StampReading::Good),
            (86_400, StampReading::Good),
            (86_401, StampReading::TooLate),
            (-3_600, StampReading::TooLate),
        ] {
            assert_eq!(stamps.read(&stamp, 1_000_000 + age), expected, "{age}");
        }
    }

    #[test]
    fn a_stamp_is_of_one_collection_and_cannot_be_made_up() {
        let stamp = stamps("lakes").make(1_000_000);
        for other in ["", "x", &stamp] {
            assert_eq!(stamps("rivers").read(other, 1_000_010), StampReading::TooLate, "{other:?}");
        }
        assert_ne!(stamps("lakes").make(1), stamps("lakes").make(1));
    }

    #[test]
    fn a_client_and_all_clients_together_may_send_only_so_often() {
        let mut options = Options::defaults();
        options.per_client = NonZeroU32::new(2).expect("not 0");
        options.per_minute = NonZeroU32::new(3).expect("not 0");
        let guard = Guard::new(&options);
        let one = "2001:db8::1".parse().ok();
        assert!(guard.charge(one).is_ok() && guard.charge("2001:db8::2".parse().ok()).is_ok());
        assert!(guard.charge(one).is_err(), "the same network");
        assert!(guard.charge("192.0.2.1".parse().ok()).is_ok());
        assert!(guard.charge(None).is_err(), "all together");
    }

    #[test]
    fn a_proof_is_found_by_trying() {
        let number = (0..).map(|number: u32| number.to_string()).find(|number| is_proof("stamp", number, 8));
        let number = number.expect("one of 256");
        assert!(is_proof("stamp", &number, 0) && !is_proof("stamp", "x", 0));
        assert!(!is_proof("stamp", &number, 64));
    }
}
