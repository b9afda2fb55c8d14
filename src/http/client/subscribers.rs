//! How many subscribers a feed reader has. Aggregators fetch a feed once for all their users, and tell the number
//! of subscribers in User-Agent.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use memchr::memmem;

use crate::collection::Instant;

/// The most pairs of feed and reader that a worker remembers. Others are ignored.
const MOST: usize = 1_000;
/// After a week without a request, a reader no longer counts.
const WEEK_SECS: i64 = 7 * 24 * 60 * 60;
/// Readers have short names. A longer word is not a name.
const LONGEST_NAME: usize = 32;
/// No reader has a billion subscribers.
const MOST_DIGITS: usize = 9;

/// The numbers of subscribers that readers reported to a worker, by feed and reader.
#[derive(Debug, Default)]
pub struct Subscribers(Mutex<ByFeedAndReader>);

type ByFeedAndReader = HashMap<(Box<str>, Box<str>), SubscriberCount, foldhash::fast::RandomState>;

/// A number of subscribers, as a reader reported it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubscriberCount {
    /// How many subscribers it has.
    pub count: u64,
    /// When the reader reported it.
    pub at: Instant,
}

impl Subscribers {
    /// Notes the number of subscribers that a User-Agent contains, if any.
    pub(in crate::http) fn note(&self, feed: &str, user_agent: &[u8], now: Instant) {
        let Some((reader, count)) = told_by(user_agent) else { return };
        let key = (feed.into(), reader.into());
        let mut told = self.told();
        if told.len() >= MOST {
            told.retain(|_, told| told.at.unix() > now.unix() - WEEK_SECS);
        }
        if told.len() < MOST || told.contains_key(&key) {
            told.insert(key, SubscriberCount { count, at: now });
        }
    }

    /// The numbers reported within a week, each with feed and reader.
    pub fn now(&self, now: Instant) -> Vec<(Box<str>, Box<str>, SubscriberCount)> {
        let mut told = self.told();
        told.retain(|_, told| told.at.unix() > now.unix() - WEEK_SECS);
        told.iter().map(|((feed, reader), told)| (feed.clone(), reader.clone(), *told)).collect()
    }

    fn told(&self) -> MutexGuard<'_, ByFeedAndReader> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The reader's name and its number of subscribers: `Feedbin feed-id:1234 - 10 subscribers`.
fn told_by(user_agent: &[u8]) -> Option<(&str, u64)> {
    let at = memmem::find(user_agent, b" subscriber")?;
    let user_agent = std::str::from_utf8(user_agent).ok()?;
    let before = &user_agent[..at];
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let count = before[at - digits..].parse().ok().filter(|_| digits <= MOST_DIGITS)?;
    let is_of_a_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = user_agent.find(|c| !is_of_a_name(c)).unwrap_or(user_agent.len());
    (1..=LONGEST_NAME).contains(&end).then_some((&user_agent[..end], count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_tell_their_subscribers_in_many_ways() {
        for (user_agent, expected) in [
            ("Feedbin feed-id:1234 - 10 subscribers", Some(("Feedbin", 10))),
            (
                "Feedly/1.0 (+https://feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)",
                Some(("Feedly", 16)),
            ),
            ("NewsBlur Feed Fetcher - 1 subscriber - https://www.newsblur.com/site/1", Some(("NewsBlur", 1))),
            ("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", None),
            ("Odd - many subscribers", None),
            ("Odd - 99999999999999999999 subscribers", None),
            ("(7 subscribers)", None),
            ("", None),
        ] {
            assert_eq!(told_by(user_agent.as_bytes()), expected, "{user_agent:?}");
        }
        assert_eq!(told_by(b"\xff 3 subscribers"), None);
    }

    #[test]
    fn the_list_is_bounded_and_forgets() {
        let subscribers = Subscribers::default();
        let at = |secs| Instant::from_unix(secs).expect("a time");
        for feed in 0..2 * MOST {
            subscribers.note(&format!("/{feed}"), b"A 1 subscribers", at(0));
        }
        assert_eq!(subscribers.now(at(1)).len(), MOST);
        subscribers.note("/new", b"A 1 subscribers", at(WEEK_SECS + 1));
        assert_eq!(subscribers.now(at(WEEK_SECS + 2)).len(), 1);
    }
}
