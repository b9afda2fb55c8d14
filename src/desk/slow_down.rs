//! Slows down who guesses passwords: after some failures, each further attempt has to wait, by name and by address.
//!
//! An attempt counts as a failure when it begins, so many attempts at once are no way around it. The time is passed in.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::net::IpAddr;

/// Everybody mistypes a password now and then.
const FREE_OF_NAME: u32 = 5;
/// All curators may have one address: that of a proxy, or of an SSH tunnel.
const FREE_OF_ADDRESS: u32 = 20;
/// The longest wait. With a longer one, somebody could keep a curator out.
const LONGEST_SECS: i64 = 60;
/// After such a time failures are forgotten.
const FORGOTTEN_SECS: i64 = 60 * 60;
/// How many names, and addresses, are remembered.
const MOST: usize = 10_000;

/// The failures so far.
#[derive(Debug, Default)]
pub(super) struct SlowDown {
    names: HashMap<String, Failures>,
    addresses: HashMap<IpAddr, Failures>,
    /// Who has logged in from which address. They do not wait for the failures of others there, who could otherwise keep
    /// them out.
    known: HashSet<(String, IpAddr)>,
}

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    /// When the last one was.
    last: i64,
}

impl SlowDown {
    /// Begins an attempt.
    ///
    /// # Errors
    /// It has to wait for so many seconds. Then it does not count.
    pub(super) fn attempt(&mut self, name: &str, address: IpAddr, now: i64) -> Result<(), u64> {
        let of_name = wait(self.names.get(name), FREE_OF_NAME, now);
        let is_known = self.known.contains(&(name.to_owned(), address));
        let of_address = self.addresses.get(&address).filter(|_| !is_known);
        let of_address = wait(of_address, FREE_OF_ADDRESS, now);
        match of_name.max(of_address) {
            0 => {
                count(&mut self.names, name.to_owned(), now);
                count(&mut self.addresses, address, now);
                Ok(())
            }
            wait => Err(wait.unsigned_abs()),
        }
    }

    /// The attempt that began last for a name succeeded. The failures of the address before it stay, so that nobody can
    /// guess the passwords of others in between.
    pub(super) fn succeeded(&mut self, name: &str, address: IpAddr) {
        self.names.remove(name);
        if self.known.len() < MOST {
            self.known.insert((name.to_owned(), address));
        }
        if let Some(failures) = self.addresses.get_mut(&address) {
            failures.count = failures.count.saturating_sub(1);
        }
    }
}

/// For how many seconds the next attempt has to wait.
fn wait(failures: Option<&Failures>, free: u32, now: i64) -> i64 {
    let Some(failures) = failures.filter(|failures| failures.count >= free && !failures.is_forgotten(now))
    else {
        return 0;
    };
    let doubled = 1_i64.checked_shl(failures.count - free + 1).unwrap_or(i64::MAX);
    let wait = if doubled <= 0 { LONGEST_SECS } else { doubled.min(LONGEST_SECS) };
    // If the clock was set back, nobody waits longer than that.
    (failures.last + wait - now).clamp(0, wait)
}

impl Failures {
    fn is_forgotten(&self, now: i64) -> bool {
        now - self.last >= FORGOTTEN_SECS
    }
}

fn count<K: Hash + Eq + Clone>(all: &mut HashMap<K, Failures>, key: K, now: i64) {
    if all.len() >= MOST && !all.contains_key(&key) {
        all.retain(|_, failures| !failures.is_forgotten(now));
        let oldest = all.iter().min_by_key(|(_, failures)| (failures.count, failures.last));
        if let Some(oldest) = oldest.map(|(key, _)| key.clone()).filter(|_| all.len() >= MOST) {
            all.remove(&oldest);
        }
    }
    let failures = all.entry(key).or_insert(Failures { count: 0, last: now });
    if failures.is_forgotten(now) {
        failures.count = 0;
    }
    *failures = Failures { count: failures.count.saturating_add(1), last: now };
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn there(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    #[test]
    fn waits_grow_up_to_a_minute_and_a_success_ends_them() {
        let mut slow_down = SlowDown::default();
        for _ in 0..FREE_OF_NAME {
            assert_eq!(slow_down.attempt("eva", HERE, 0), Ok(()));
        }
        let mut now = 0;
        for expected in [2, 4, 8, 16, 32, 60, 60] {
            assert_eq!(slow_down.attempt("eva", HERE, now), Err(expected));
            assert_eq!(slow_down.attempt("eva", there(1), now), Err(expected), "from anywhere");
            now += expected as i64;
            assert_eq!(slow_down.attempt("eva", HERE, now), Ok(()));
        }
        assert_eq!(slow_down.attempt("leo", HERE, now), Ok(()), "others do not wait");
        slow_down.succeeded("eva", HERE);
        assert_eq!(slow_down.attempt("eva", HERE, now), Ok(()));
    }

    #[test]
    fn an_address_that_tries_many_names_waits_too() {
        let mut slow_down = SlowDown::default();
        for number in 0..FREE_OF_ADDRESS {
            assert_eq!(slow_down.attempt(&format!("name {number}"), HERE, 0), Ok(()));
        }
        assert_eq!(slow_down.attempt("another", HERE, 0), Err(2));
        assert_eq!(slow_down.attempt("another", there(1), 0), Ok(()));

        // Who was here before does not wait for others, but for failures with the own name.
        slow_down.succeeded("name 0", HERE);
        slow_down.attempt("name 1", HERE, 2).expect("it has waited");
        for _ in 0..FREE_OF_NAME {
            assert_eq!(slow_down.attempt("name 0", HERE, 2), Ok(()));
        }
        assert_eq!(slow_down.attempt("name 0", HERE, 2), Err(2));
    }

    #[test]
    fn failures_are_forgotten_and_a_clock_set_back_locks_nobody_out() {
        let mut slow_down = SlowDown::default();
        for _ in 0..FREE_OF_NAME {
            assert_eq!(slow_down.attempt("eva", HERE, 1_000_000), Ok(()));
        }
        assert_eq!(slow_down.attempt("eva", HERE, 0), Err(2));
        assert_eq!(slow_down.attempt("eva", HERE, 1_000_000 + FORGOTTEN_SECS), Ok(()));
        assert_eq!(slow_down.names["eva"].count, 1);
    }

    #[test]
    fn memory_is_bounded_and_the_worst_are_remembered() {
        let mut slow_down = SlowDown::default();
        for _ in 0..FREE_OF_NAME {
            assert_eq!(slow_down.attempt("eva", there(1), 0), Ok(()));
        }
        for number in 0..MOST + 10 {
            let address = IpAddr::from([10, 0, (number / 250) as u8, (number % 250) as u8]);
            assert_eq!(slow_down.attempt(&number.to_string(), address, 1), Ok(()));
        }
        assert!(slow_down.names.len() <= MOST && slow_down.addresses.len() <= MOST);
        assert!(slow_down.attempt("eva", there(1), 1).is_err());
    }
}
