//! `Last-Modified`: when the bytes at an address last changed, as far as this process knows (RFC 9110 §8.8.2).
//!
//! The dates in the collection file are no help: the curator may save a report of last year today. The gateway
//! therefore remembers the tag of the bytes at each address. When the tag changes, the date becomes the time since
//! when the new content is served.

use moka::ops::compute::Op;
use moka::sync;

use crate::collection::Instant;

/// More addresses than feed readers follow. A forgotten address gets the date of the snapshot, which is never too
/// early. A client that sends only a date then gets the same bytes once more.
const MOST_ADDRESSES: u64 = 16_384;

/// The last known bytes of each address.
#[derive(Clone, Debug)]
pub(super) struct Changes {
    known: sync::Cache<u128, Known, foldhash::fast::RandomState>,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    /// Hash of the bytes without a content coding.
    tag: u128,
    last_modified: Instant,
    /// The latest time for which the bytes are known.
    as_of: Instant,
}

impl Default for Changes {
    fn default() -> Changes {
        let known = sync::Cache::builder().max_capacity(MOST_ADDRESSES);
        Changes { known: known.build_with_hasher(Default::default()) }
    }
}

impl Changes {
    /// The date since when the bytes at an address have this `tag`. The content is served `since` a time. The date
    /// of an address never goes back, and two different bodies never share one.
    ///
    /// `None` if a newer body has replaced this one meanwhile: a request that began before a reload may still send
    /// the old body.
    pub(super) fn last_modified(&self, address: u128, tag: u128, since: Instant) -> Option<Instant> {
        let mut last_modified = None;
        self.known.entry(address).and_compute_with(|entry| {
            let known = match entry.map(|entry| *entry.value()) {
                None => Known { tag, last_modified: since, as_of: since },
                Some(known) if known.tag == tag => Known { as_of: known.as_of.max(since), ..known },
                Some(known) if known.as_of < since => {
                    let last_modified = since.max(known.last_modified.next_second());
                    Known { tag, last_modified, as_of: since }
                }
                Some(_) => return Op::Nop,
            };
            last_modified = Some(known.last_modified);
            Op::Put(known)
        });
        last_modified
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_unix(seconds).expect("within the calendar")
    }

    #[test]
    fn the_date_moves_with_the_bytes_and_not_with_the_snapshot() {
        let changes = Changes::default();
        assert_eq!(changes.last_modified(1, 10, at(100)), Some(at(100)));
        assert_eq!(changes.last_modified(1, 10, at(200)), Some(at(100)));
        assert_eq!(changes.last_modified(1, 11, at(300)), Some(at(300)));
        assert_eq!(changes.last_modified(2, 10, at(300)), Some(at(300)));
    }

    #[test]
    fn bytes_that_return_have_a_date_of_their_own() {
        let changes = Changes::default();
        let dates =
            [(10, 100), (11, 200), (10, 300)].map(|(tag, since)| changes.last_modified(1, tag, at(since)));
        assert_eq!(dates, [100, 200, 300].map(|seconds| Some(at(seconds))));
    }

    #[test]
    fn a_request_that_began_before_a_change_is_sent_no_date_that_others_rely_on() {
        let changes = Changes::default();
        changes.last_modified(1, 10, at(100));
        changes.last_modified(1, 11, at(200));
        assert_eq!(changes.last_modified(1, 10, at(100)), None);
        assert_eq!(changes.last_modified(1, 11, at(200)), Some(at(200)));
    }
}
