//! What the door is given: it checks a request, has it stored, and only then acknowledges it.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::collection::Instant;
use crate::outgoing::{self, Client, Reach, RequestError};
use crate::representation::Cache;
use crate::shelf::Hosted;
use crate::snapshot::Snapshot;

use super::figures::{Counted, HubFigures};
use super::options::Options;
use super::request::{HubMode, HubRequest};
use super::state::{Full, Intent, NewRequest};
use super::topic::{FeedTopic, TopicStanding, built, tag};

/// How long a subscriber waits for its request to be stored.
const PATIENCE: Duration = Duration::from_secs(6);
/// How long a subscriber should wait when the hub cannot store anything.
const LATER: Duration = Duration::from_secs(60);
/// How many hosts are remembered before those that are quiet are forgotten.
const MOST_HOSTS: usize = 10_000;

type HostRates = RateLimiter<String, HashMapStateStore<String>, MonotonicClock>;

/// The hub as the door sees it. Clones share everything.
#[derive(Clone)]
pub struct Hub {
    pub(super) options: Arc<Options>,
    pub(super) counted: Arc<Counted>,
    commands: mpsc::Sender<Command>,
    /// Looks up the names of callbacks.
    client: Client,
    cache: Cache,
    rates: Arc<HostRates>,
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").field("options", &self.options).finish_non_exhaustive()
    }
}

/// A request that waits to be stored, and who waits for the answer.
#[derive(Debug)]
pub(super) struct Command {
    pub(super) request: NewRequest,
    pub(super) answer: oneshot::Sender<Stored>,
}

/// What became of a request that was to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    Yes,
    Full(Full),
    /// The database takes no such text.
    Refused,
    /// The database does not work.
    No,
}

/// Why a request is not taken, with a sentence for the subscriber.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HubRefusal {
    /// The request is wrong.
    Wrong(String),
    /// There is no feed at the address of the topic.
    NoTopic(String),
    /// There are too many requests or subscriptions.
    TooMany(String, Duration),
    /// The hub cannot store anything now.
    Later(String, Duration),
}

impl Hub {
    /// A hub, and the receiving end of its requests. Callbacks are looked up with the names of `outgoing`.
    pub(super) fn new(
        options: Arc<Options>,
        cache: Cache,
        outgoing: outgoing::Options,
    ) -> (Hub, mpsc::Receiver<Command>) {
        /// Each waits for one write.
        const MOST_WAITING: usize = 256;
        let (commands, received) = mpsc::channel(MOST_WAITING);
        let most = NonZeroU32::new(options.bounds.checks_of_host).unwrap_or(NonZeroU32::MIN);
        let rates =
            Arc::new(RateLimiter::new(Quota::per_minute(most), HashMapStateStore::default(), MonotonicClock));
        let reach = Reach::PublicAnd(options.callbacks.networks.clone());
        let client = Client::new(outgoing::Options { reach, ..outgoing });
        let hub = Hub { options, counted: Arc::default(), commands, client, cache, rates };
        (hub, received)
    }

    /// The client that sends to callbacks.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Takes the request of a subscriber, whose form is `form`. When this returns without an error, the request is
    /// stored, and its callback will be asked for confirmation.
    ///
    /// # Errors
    /// Why it is not taken.
    ///
    /// # Cancellation
    /// The request may or may not be stored.
    pub async fn accept(
        &self,
        form: &[u8],
        hosted: &Hosted,
        snapshot: &Arc<Snapshot>,
        now: Instant,
    ) -> Result<(), HubRefusal> {
        let request = HubRequest::read(form, &self.options).map_err(HubRefusal::Wrong)?;
        let topic = FeedTopic::read(&request.topic, &hosted.options).map_err(HubRefusal::NoTopic)?;
        let host = request.callback.host();
        self.allow(&host)?;
        let address = request.callback.url();
        self.client.check(address).await.map_err(unusable)?;
        let (tag, intent) = match request.mode {
            HubMode::Subscribe { lease, secret } => {
                let tag = self.tag(&topic, hosted, snapshot, now).await?;
                (tag, Intent::Subscribe { lease: i64::try_from(lease).unwrap_or(i64::MAX), secret })
            }
            // It can be given up, whatever became of the topic.
            HubMode::Unsubscribe => (String::new(), Intent::Unsubscribe),
        };
        let request = NewRequest {
            topic: request.topic,
            tag,
            is_search: topic.is_search(),
            callback: request.callback.text(),
            host,
            intent,
        };
        self.store(request).await
    }

    /// Lets one host be asked only so often, so that nobody can use the hub to flood it.
    fn allow(&self, host: &str) -> Result<(), HubRefusal> {
        if self.rates.len() > MOST_HOSTS {
            self.rates.retain_recent();
        }
        self.rates.check_key(&host.to_owned()).map_err(|until| {
            let wait = until.wait_time_from(MonotonicClock.now());
            HubRefusal::TooMany(format!("there are too many requests for callbacks at {host}"), wait)
        })
    }

    /// The hash of what is at the topic now.
    async fn tag(
        &self,
        topic: &FeedTopic,
        hosted: &Hosted,
        snapshot: &Arc<Snapshot>,
        now: Instant,
    ) -> Result<String, HubRefusal> {
        let nothing = || HubRefusal::NoTopic("there is no feed at hub.topic".to_owned());
        let standing = match topic.look_up(hosted, snapshot, now) {
            Ok(resource) => built(resource, hosted, snapshot, &self.cache, now).await,
            Err(standing) => standing,
        };
        match standing {
            TopicStanding::Feed(feed) => Ok(tag(&feed)),
            TopicStanding::NotYet => {
                Err(HubRefusal::Later("the search index is not ready yet".to_owned(), Duration::from_secs(5)))
            }
            TopicStanding::Gone | TopicStanding::Nothing => Err(nothing()),
        }
    }

    async fn store(&self, request: NewRequest) -> Result<(), HubRefusal> {
        let later =
            || HubRefusal::Later("the hub cannot store subscriptions at the moment".to_owned(), LATER);
        let (answer, stored) = oneshot::channel();
        self.commands.try_send(Command { request, answer }).map_err(|_| later())?;
        match timeout(PATIENCE, stored).await {
            Ok(Ok(Stored::Yes)) => Ok(()),
            Ok(Ok(Stored::Refused)) => Err(HubRefusal::Wrong("this request cannot be stored".to_owned())),
            Ok(Ok(Stored::Full(full))) => Err(HubRefusal::TooMany(full.in_words().to_owned(), LATER)),
            _ => Err(later()),
        }
    }

    /// Its numbers.
    pub fn figures(&self) -> HubFigures {
        self.counted.figures()
    }
}

/// Why a callback is refused. What a name inside a network leads to is nobody's business.
fn unusable(error: RequestError) -> HubRefusal {
    match error {
        RequestError::ConnectTime { name, .. } => {
            HubRefusal::Later(format!("the address of {name} could not be found in time"), LATER)
        }
        RequestError::Refused { name, .. } => HubRefusal::Wrong(format!(
            "hub.callback cannot be used: {name} is not in a network that this hub may send to"
        )),
        error => HubRefusal::Wrong(format!("hub.callback cannot be used: {}", error.in_a_line())),
    }
}

impl Full {
    fn in_words(self) -> &'static str {
        match self {
            Full::Subscriptions => "this hub has as many subscriptions as it takes",
            Full::OfHost => "this hub has as many subscriptions for that host as it takes",
            Full::OfCallback => "this hub has as many subscriptions for that callback as it takes",
            Full::Requests => "too many requests wait for confirmation",
            Full::Searches => {
                "this hub has as many subscribed searches as it takes; the feed of a topic can still be \
                               subscribed to"
            }
        }
    }
}
