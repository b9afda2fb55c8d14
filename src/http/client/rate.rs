//! How often a client may ask, in a way that is fair to feed readers.
//!
//! A feed reader needs two or three requests to subscribe, and many readers fetch every feed of a host at once. So
//! the first requests of an unknown client are free, whatever the settings. A 304 costs nothing. A refusal says
//! how long to wait, and a request after that time is answered.

use std::net::IpAddr;
use std::num::{NonZeroU32, NonZeroU64};
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{Quota, RateLimiter};
use moka::sync::Cache;

use crate::settings::{FromSettings, Reader, at_most};

use super::admission::network;

/// A feed reader fetches a page, finds its feed and fetches the feed, all within a second.
const FREE_ON_FIRST_CONTACT: u32 = 3;

/// A higher number would limit nobody, and its nanoseconds would not fit in 64 bits.
const MOST: u32 = 1_000_000;

/// How often a client may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The preset, used for each number that is not set.
    pub preset: Preset,
    /// Replies per minute in the long run; at most a million.
    pub per_minute: Option<NonZeroU32>,
    /// Replies at once, in addition to those that are free on first contact; at most a million.
    pub burst: Option<u32>,
    /// The most clients to remember.
    pub clients: NonZeroU64,
}

/// A 304 costs so little that most gateways need no limit.
const PRESET: Preset = Preset::Off;
/// Each takes about 400 bytes, so all of them take 40 MB.
const CLIENTS: NonZeroU64 = NonZeroU64::new(100_000).expect("it is not 0");
/// What holds if a number of the preset is not replaced.
const OF_PRESET: &str = "the preset's";

impl FromSettings for Options {
    fn from_settings(reader: &mut Reader) -> Options {
        let per_minute = |number: NonZeroU32| at_most(MOST, number.get()).map(|_| number);
        Options {
            preset: reader.one_of("rate.preset", &Preset::NAMES, PRESET),
            per_minute: reader.optional("rate.per_minute", per_minute, OF_PRESET),
            burst: reader.optional("rate.burst", |number| at_most(MOST, number), OF_PRESET),
            clients: reader.value("rate.clients", CLIENTS),
        }
    }
}

impl Default for Options {
    fn default() -> Options {
        Options::defaults()
    }
}

/// Numbers that go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Nobody is limited.
    Off,
    /// Stops floods, but lets feed readers refresh hundreds of feeds at once.
    Generous,
    /// For use during a flood: a person, or a feed reader with a few feeds, can still go on.
    Strict,
}

impl Preset {
    const NAMES: [(&str, Preset); 3] =
        [("off", Preset::Off), ("generous", Preset::Generous), ("strict", Preset::Strict)];

    /// Replies per minute, and replies at once.
    fn numbers(self) -> Option<(NonZeroU32, u32)> {
        let per_minute = |number| NonZeroU32::new(number).expect("not 0");
        match self {
            Preset::Off => None,
            Preset::Generous => Some((per_minute(120), 240)),
            Preset::Strict => Some((per_minute(12), 30)),
        }
    }
}

/// How long to wait before asking again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Whole seconds, at least one, as in `Retry-After`. A request after that is answered.
    pub seconds: u64,
}

/// What each client has asked for lately.
#[derive(Debug)]
pub struct Rates<C: Clock = DefaultClock> {
    /// `None` if nobody is limited.
    limiter: Option<Limiter<C>>,
    /// How many replies a client gets at most without waiting.
    most_at_once: NonZeroU32,
}

type Limiter<C> = RateLimiter<IpAddr, States, C, NoOpMiddleware<<C as Clock>::Instant>>;

impl Rates {
    /// Limits for clients of which none is known yet.
    pub fn new(options: Options) -> Rates {
        Rates::with_clock(options, DefaultClock::default())
    }
}

impl<C: Clock> Rates<C> {
    fn with_clock(options: Options, clock: C) -> Rates<C> {
        let mut most_at_once = NonZeroU32::MAX;
        let limiter = options.preset.numbers().map(|(per_minute, burst)| {
            let burst = options.burst.unwrap_or(burst).saturating_add(FREE_ON_FIRST_CONTACT);
            let burst = NonZeroU32::new(burst).expect("more than is free");
            most_at_once = burst;
            let quota = Quota::per_minute(options.per_minute.unwrap_or(per_minute)).allow_burst(burst);
            RateLimiter::new(quota, States::new(options.clients, quota.burst_size_replenished_in()), clock)
        });
        Rates { limiter, most_at_once }
    }

    /// Whether any client is limited.
    pub fn limit_anyone(&self) -> bool {
        self.limiter.is_some()
    }

    /// Charges a client for a number of replies. Call this for every reply but a 304, which is free. More replies than
    /// a client may have at once are charged as that many.
    ///
    /// A client without an address is never charged, because it cannot be told apart from others.
    ///
    /// # Errors
    /// The client has used its share. It is not charged then, so asking too early does not make the wait longer.
    pub fn charge(&self, client: Option<IpAddr>, replies: NonZeroU32) -> Result<(), Wait> {
        let (Some(limiter), Some(client)) = (&self.limiter, client) else { return Ok(()) };
        let charged = limiter.check_key_n(&network(client), replies.min(self.most_at_once));
        charged.unwrap_or(Ok(())).map_err(|refused| {
            let wait = refused.wait_time_from(limiter.clock().now());
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            Wait { seconds: seconds.max(1) }
        })
    }
}

/// One counter for each client.
///
/// A client is forgotten once it has been idle long enough to regain its whole share, because it is then like a
/// new client. If there are too many clients, the cache keeps those that ask most often, because these are the
/// ones to limit.
#[derive(Debug)]
struct States(Cache<IpAddr, Arc<InMemoryState>>);

impl States {
    fn new(clients: NonZeroU64, forgotten_after: Duration) -> States {
        States(Cache::builder().max_capacity(clients.get()).time_to_idle(forgotten_after).build())
    }
}

impl StateStore for States {
    type Key = IpAddr;

    fn measure_and_replace<T, F, E>(&self, client: &IpAddr, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.0.get_with_by_ref(client, Arc::default).measure_and_replace(&NotKeyed::NonKey, measure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;

    const ALICE: &str = "192.0.2.60";
    const BOB: &str = "192.0.2.61";

    fn rates(preset: Preset) -> (Rates<FakeRelativeClock>, FakeRelativeClock) {
        with(Options { preset, ..Options::default() })
    }

    fn with(options: Options) -> (Rates<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Rates::with_clock(options, clock.clone()), clock)
    }

    fn strict_without_burst() -> Options {
        Options { preset: Preset::Strict, burst: Some(0), ..Options::default() }
    }

    /// How many replies a client gets before it has to wait.
    fn answered(rates: &Rates<FakeRelativeClock>, client: &str) -> usize {
        (0..10_000).take_while(|_| charge(rates, client).is_ok()).count()
    }

    fn charge(rates: &Rates<FakeRelativeClock>, client: &str) -> Result<(), Wait> {
        rates.charge(Some(client.parse().expect("an address")), NonZeroU32::MIN)
    }

    #[test]
    fn three_at_once_on_first_contact_are_free_even_where_nothing_else_is() {
        let (rates, _) = with(strict_without_burst());
        assert_eq!(answered(&rates, ALICE), 3);
    }

    #[test]
    fn each_preset_answers_its_burst_and_then_its_rate() {
        for (preset, burst, per_minute) in [(Preset::Generous, 240, 120), (Preset::Strict, 30, 12)] {
            let (rates, clock) = rates(preset);
            assert_eq!(answered(&rates, ALICE), burst + 3, "{preset:?}");
            clock.advance(Duration::from_secs(60));
            assert_eq!(answered(&rates, ALICE), per_minute, "{preset:?}");
        }
    }

    #[test]
    fn off_limits_nobody_whatever_the_numbers_are() {
        let (rates, _) = with(Options { preset: Preset::Off, ..strict_without_burst() });
        assert_eq!(answered(&rates, ALICE), 10_000);
    }

    #[test]
    fn a_number_that_is_set_wins_over_the_preset() {
        let per_minute = NonZeroU32::new(600);
        let (rates, clock) = with(Options { per_minute, ..strict_without_burst() });
        assert_eq!(answered(&rates, ALICE), 3);
        clock.advance(Duration::from_millis(200));
        assert_eq!(answered(&rates, ALICE), 2);
    }

    #[test]
    fn whoever_waits_as_long_as_told_is_answered_and_not_long_before() {
        for per_minute in [1, 7, 12, 59, 60, 61, 120, 7_000] {
            let per_minute = NonZeroU32::new(per_minute);
            let (rates, clock) = with(Options { per_minute, ..strict_without_burst() });
            for _ in 0..20 {
                answered(&rates, ALICE);
                let wait = charge(&rates, ALICE).expect_err("it has had its share");
                assert!(wait.seconds >= 1);
                clock.advance(Duration::from_secs(wait.seconds - 1));
                if wait.seconds > 1 {
                    let still = charge(&rates, ALICE).expect_err("it came too early");
                    assert_eq!(still.seconds, 1, "{per_minute:?}");
                }
                clock.advance(Duration::from_secs(1));
                assert_eq!(charge(&rates, ALICE), Ok(()), "{per_minute:?}");
            }
        }
    }

    #[test]
    fn asking_too_early_makes_the_wait_no_longer() {
        let (rates, clock) = with(strict_without_burst());
        answered(&rates, ALICE);
        for _ in 0..1_000 {
            assert_eq!(charge(&rates, ALICE), Err(Wait { seconds: 5 }));
        }
        clock.advance(Duration::from_secs(5));
        assert_eq!(charge(&rates, ALICE), Ok(()));
    }

    #[test]
    fn clients_do_not_pay_for_each_other() {
        let (rates, _) = rates(Preset::Strict);
        assert_eq!(answered(&rates, ALICE), 33);
        assert_eq!(answered(&rates, BOB), 33);
        assert!(charge(&rates, ALICE).is_err());
    }

    #[test]
    fn neighbors_in_a_network_of_ip_version_6_are_one_client() {
        let (rates, _) = rates(Preset::Strict);
        assert_eq!(answered(&rates, "2001:db8:1:2::1"), 33);
        assert_eq!(answered(&rates, "2001:db8:1:2:ffff:ffff:ffff:ffff"), 0);
        assert_eq!(answered(&rates, "2001:db8:1:3::1"), 33);
    }

    #[test]
    fn an_ipv4_address_is_one_client_however_it_is_written() {
        let (rates, _) = rates(Preset::Strict);
        assert_eq!(answered(&rates, ALICE), 33);
        assert_eq!(answered(&rates, "::ffff:192.0.2.60"), 0);
        assert_eq!(answered(&rates, "::ffff:192.0.2.61"), 33);
    }

    #[test]
    fn whoever_has_no_address_is_not_charged() {
        let (rates, _) = with(strict_without_burst());
        assert!((0..10_000).all(|_| rates.charge(None, NonZeroU32::MIN).is_ok()));
    }

    #[test]
    fn however_many_clients_come_no_more_are_remembered_than_the_bound() {
        let clients = NonZeroU64::new(1_000).expect("not 0");
        let (rates, _) = with(Options { clients, ..strict_without_burst() });
        for address in 0..200_000 {
            assert_eq!(
                rates.charge(Some(std::net::Ipv4Addr::from_bits(address).into()), NonZeroU32::MIN),
                Ok(())
            );
        }
        let states = rates.limiter.expect("it limits").into_state_store().0;
        states.run_pending_tasks();
        assert!(states.entry_count() <= clients.get(), "{}", states.entry_count());
    }

    #[test]
    fn whoever_asks_most_is_still_known_when_many_others_have_come() {
        let clients = NonZeroU64::new(1_000).expect("not 0");
        let (rates, _) = with(Options { clients, ..strict_without_burst() });
        answered(&rates, ALICE);
        for address in 0..100_000 {
            if address % 100 == 0 {
                assert!(charge(&rates, ALICE).is_err(), "forgotten at {address}");
            }
            assert_eq!(
                rates.charge(Some(std::net::Ipv4Addr::from_bits(address).into()), NonZeroU32::MIN),
                Ok(())
            );
        }
    }

    #[test]
    fn a_client_is_forgotten_only_when_its_whole_share_has_come_back() {
        let (rates, _) = rates(Preset::Strict);
        let states = rates.limiter.expect("it limits").into_state_store().0;
        assert_eq!(states.policy().time_to_idle(), Some(Duration::from_secs(33 * 5)));
    }
}
