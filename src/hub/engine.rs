//! Does the work of the hub: one task that owns the state, on a thread of its own.
//!
//! Everything goes through one loop: requests of the door, new snapshots, answers of callbacks, and the time. Only
//! sending goes on beside it.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant as Timer, SystemTime};

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::address::{Address, Format, Scope};
use crate::collection::Instant;
use crate::outgoing::{self, Client, Reach, RequestError, Response};
use crate::representation::Cache;
use crate::resource;
use crate::shelf::Hosted;
use crate::snapshot::Snapshot;
use crate::store::{Database, Store, StoreError, queue};

use super::door::{Command, Hub, Stored};
use super::judge::{self, Answer, Verdict};
use super::lanes::{Lanes, Place};
use super::options::Options;
use super::send::{self, Changed, Payload};
use super::state::{Counts, DeliveryRow, Intent, NewRequest, RequestRow, Settlement, State, TopicRow};
use super::topic::{FeedTopic, TopicStanding, built, tag};

/// A delivery that gets no answer in this time makes room for another one.
const SLOW: Duration = Duration::from_millis(100);
/// Rows are taken in batches: one write for each.
const BATCH: usize = 500;
/// A host for which so many deliveries wait gets no further ones for now.
const BUSY: usize = 500;
/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(1);
/// How often the database is asked what is due, although nothing told so: another gateway may have ended, or a command
/// may have changed something.
const LOOK: Duration = Duration::from_secs(5);
/// How often ended leases are looked for, and rows are counted.
const SWEEP: Duration = Duration::from_secs(60);
/// How often rows are counted while there is work. Among a million, this takes a while.
const COUNT: Duration = Duration::from_secs(2);
/// How long topics are compared before something else gets a turn.
const TURN: Duration = Duration::from_millis(25);
/// How long the deliveries that are going on may take when the gateway ends.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// What one process of the hub needs.
#[derive(Debug)]
pub struct Engine {
    hub: Hub,
    commands: mpsc::Receiver<Command>,
    hosted: Hosted,
    cache: Cache,
    database: Database,
    clock: fn() -> Instant,
    /// Whether the served snapshot can be searched.
    indexed: watch::Receiver<bool>,
    outgoing: Outgoing,
}

/// The clients, which differ in where they may go.
struct Outgoing {
    /// To callbacks, which anybody may have named.
    callbacks: Client,
    /// To the hubs that the operator named.
    hubs: Client,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Outgoing")
    }
}

impl Engine {
    /// The engine of a collection's hub, and the hub for its door.
    pub fn new(
        options: Arc<Options>,
        database: Database,
        hosted: Hosted,
        cache: Cache,
        (clock, indexed): (fn() -> Instant, watch::Receiver<bool>),
        outgoing: outgoing::Options,
    ) -> (Engine, Hub) {
        let whole = options.bounds.timeout;
        let bounds =
            outgoing::Bounds { whole, connect: whole / 2, idle: whole, body: 64 << 10, ..Default::default() };
        let site = hosted.options.render.site.url(&Address::home()).parse().ok();
        let outgoing = outgoing::Options { bounds, site, ..outgoing };
        let hubs = Client::new(outgoing::Options { reach: Reach::Private, ..outgoing.clone() });
        let (hub, commands) = Hub::new(options, cache.clone(), outgoing);
        let outgoing = Outgoing { callbacks: hub.client().clone(), hubs };
        let engine = Engine { hub: hub.clone(), commands, hosted, cache, database, clock, indexed, outgoing };
        (engine, hub)
    }

    /// Works until `ending` changes. Then lets the deliveries that are going on end, for a moment.
    pub async fn run(self, mut ending: watch::Receiver<bool>) {
        let mut work = Work::new(self);
        work.begin().await;
        let ended = async { drop(ending.wait_for(|is_ending| *is_ending).await) };
        tokio::select! {
            () = work.go_on() => {}
            () = ended => {}
        }
        work.end().await;
    }
}

/// Something that is sent.
enum Job {
    Ask(RequestRow),
    Deliver(DeliveryRow, Arc<Payload>),
}

/// What came of it.
enum Done {
    Asked(RequestRow, Question, Result<Response, RequestError>),
    Delivered(DeliveryRow, Arc<Payload>, Result<Response, RequestError>),
}

/// What a callback was asked, and when.
struct Question {
    challenge: String,
    asked_at: i64,
}

struct Work {
    engine: Engine,
    state: Option<State>,
    owner: String,
    snapshot: Arc<Snapshot>,
    /// When the snapshot was taken over from a reload; the beginning of time for the first one.
    taken_at: i64,
    /// For each topic, the resource that was compared last, and the hash of its bytes.
    known: HashMap<i64, (resource::Key, String)>,
    /// The topics that are still to be compared with the snapshot.
    to_compare: VecDeque<TopicRow>,
    /// Searches that are compared once there is an index.
    need_index: bool,
    /// The topics that changed with this snapshot.
    changed: HashSet<i64>,
    /// How many of the times at which topics close had passed when the topics were compared.
    retirement_steps: usize,
    /// The topics that somebody waits for.
    waiting: VecDeque<TopicRow>,
    /// How many of these topics were tried in a row without finding a row, and how many hosts were busy then.
    without_rows: usize,
    busy_then: usize,
    payloads: HashMap<i64, Arc<Payload>>,
    lanes: Lanes<Job>,
    running: JoinSet<(u64, Done)>,
    places: HashMap<u64, Place>,
    serial: u64,
    slow: (mpsc::UnboundedSender<u64>, mpsc::UnboundedReceiver<u64>),
    /// What is known of deliveries and not written down yet.
    settled: Vec<(i64, Settlement)>,
    next_due: Option<i64>,
    /// How many rows there were when they were last counted, and whether that is still so.
    counts: Counts,
    is_counted: bool,
    counted: Timer,
    /// The feeds that the other hubs are told of.
    told: Option<Vec<String>>,
    looked: Timer,
    kept: Timer,
    swept: Timer,
    /// Since when the database does not work, and when to try it again.
    down: Option<(Timer, Timer)>,
}

type Worked<T> = Result<T, StoreError>;

impl Work {
    fn new(engine: Engine) -> Work {
        let bounds = engine.hub.options.bounds;
        let snapshot = engine.hosted.snapshots.borrow().clone();
        let now = Timer::now();
        Work {
            state: None,
            owner: send::challenge(),
            snapshot,
            taken_at: i64::MIN,
            known: HashMap::new(),
            to_compare: VecDeque::new(),
            need_index: false,
            changed: HashSet::new(),
            retirement_steps: 0,
            waiting: VecDeque::new(),
            without_rows: 0,
            busy_then: 0,
            payloads: HashMap::new(),
            lanes: Lanes::new(bounds.concurrency, bounds.concurrency_of_host),
            running: JoinSet::new(),
            places: HashMap::new(),
            serial: 0,
            slow: mpsc::unbounded_channel(),
            settled: Vec::new(),
            next_due: None,
            counts: Counts::default(),
            is_counted: false,
            counted: now,
            told: None,
            looked: now,
            kept: now,
            swept: now,
            down: None,
            engine,
        }
    }

    fn now(&self) -> i64 {
        (self.engine.clock)().unix()
    }

    // ── the loop ──

    async fn begin(&mut self) {
        let opened = self.open().await;
        self.noted(opened);
    }

    async fn go_on(&mut self) {
        loop {
            let is_comparing = !self.to_compare.is_empty() && self.state.is_some();
            tokio::select! {
                Some(command) = self.engine.commands.recv() => self.accept(command).await,
                changed = self.engine.hosted.snapshots.changed() => {
                    // The gateway ends, and the sender with it.
                    if changed.is_err() { return }
                    self.take_snapshot().await;
                }
                Ok(()) = self.engine.indexed.changed(), if self.need_index => self.take_snapshot().await,
                Some(done) = self.running.join_next() => self.done(done).await,
                Some(serial) = self.slow.1.recv() => self.slow_down(serial),
                () = std::future::ready(()), if is_comparing => {}
                () = sleep(TICK), if self.state.is_some() || self.down.is_some() => {}
            }
            let worked = self.turn().await;
            self.noted(worked);
        }
    }

    /// What is to be done after anything happened.
    async fn turn(&mut self) -> Worked<()> {
        if self.state.is_none() {
            return self.open_again().await;
        }
        self.settle().await?;
        self.compare().await?;
        self.look_at_time().await?;
        self.fill().await
    }

    async fn look_at_time(&mut self) -> Worked<()> {
        let now = self.now();
        // Feeds also change when a topic begins to close.
        if self.snapshot.retirement_steps_passed((self.engine.clock)()) != self.retirement_steps {
            self.list_topics().await?;
        }
        let Some(state) = &self.state else { return Ok(()) };
        if self.lanes.is_idle() {
            self.kept = Timer::now();
        } else if self.kept.elapsed() >= queue::LEASE {
            // This process stood still, and others may have taken over. Nothing is sent that may be old by now.
            self.lanes.drain();
            self.kept = Timer::now();
        } else if self.kept.elapsed() >= queue::KEEP_EVERY {
            state.keep(now).await?;
            self.kept = Timer::now();
        }
        if self.swept.elapsed() >= SWEEP {
            self.swept = Timer::now();
            self.sweep(now).await?;
        }
        if !self.is_counted && self.counted.elapsed() >= COUNT {
            self.count().await?;
        }
        let is_due = self.next_due.is_some_and(|due| due <= now) && self.looked.elapsed() >= TICK;
        if self.looked.elapsed() >= LOOK
            && let Some(state) = &self.state
        {
            state.store().check()?;
        }
        if is_due || self.looked.elapsed() >= LOOK {
            self.look().await?;
        }
        Ok(())
    }

    /// Finds out what is due.
    async fn look(&mut self) -> Worked<()> {
        let now = self.now();
        let Some(state) = &self.state else { return Ok(()) };
        self.looked = Timer::now();
        for row in state.due_requests(now, BATCH).await? {
            self.lanes.push(row.host.clone(), Job::Ask(row));
        }
        self.without_rows = 0;
        for topic in state.waiting_topics(now).await? {
            match self.waiting.iter_mut().find(|known| known.id == topic.id) {
                Some(known) => *known = topic,
                None => self.waiting.push_back(topic),
            }
        }
        // While topics wait, it is clear that something is due; finding the time would mean to look at every row.
        self.next_due = match self.waiting.is_empty() {
            true => state.next_due().await?,
            false => Some(now),
        };
        Ok(())
    }

    async fn sweep(&mut self, now: i64) -> Worked<()> {
        let Some(state) = &self.state else { return Ok(()) };
        for host in state.sweep(now).await? {
            self.engine.hub.counted.ended(1);
            tracing::info!(%host, "a subscription ended, because it was not renewed");
        }
        self.count().await
    }

    async fn count(&mut self) -> Worked<()> {
        let Some(state) = &self.state else { return Ok(()) };
        self.counts = state.counts().await?;
        self.engine.hub.counted.counts(&self.counts);
        self.is_counted = true;
        self.counted = Timer::now();
        Ok(())
    }

    // ── the database ──

    /// Opens the database, if there is one already or if something is to be written at once.
    async fn open(&mut self) -> Worked<()> {
        let has_others = !self.engine.hub.options.others.is_empty();
        let store = match has_others {
            true => Some(Store::open(&self.engine.database).await?),
            false => Store::open_existing(&self.engine.database).await?,
        };
        match store {
            Some(store) => self.opened(store).await,
            None => Ok(()),
        }
    }

    async fn opened(&mut self, store: Store) -> Worked<()> {
        let collection = self.snapshot.collection().about.tag_prefix();
        let only_hubs = !self.engine.hub.options.is_enabled;
        let state = State::new(store, &collection, &self.owner, only_hubs);
        // First what this process knows from before the database was lost.
        if !self.settled.is_empty() {
            state.settle(&self.settled, self.now()).await?;
            self.settled.clear();
        }
        if self.lanes.is_idle() {
            state.take_over(self.now()).await?;
        }
        self.state = Some(state);
        // What was compared before may not have been written.
        self.known.clear();
        self.list_topics().await?;
        self.look().await?;
        self.count().await
    }

    async fn open_again(&mut self) -> Worked<()> {
        match self.down {
            Some((_, again)) if Timer::now() >= again => self.open().await,
            _ => Ok(()),
        }
    }

    /// Notes whether the database works. When it does not, everything is tried again a little later.
    fn noted(&mut self, worked: Worked<()>) {
        match worked {
            Ok(()) if self.down.is_some() && self.state.is_some() => {
                self.down = None;
                self.engine.hub.counted.down(false);
                tracing::info!("the hub's database works again");
            }
            Ok(()) => {}
            Err(error) => {
                self.state = None;
                // Others may take over meanwhile. What is due is found again when the database is back.
                self.lanes.drain();
                self.waiting.clear();
                let since = self.down.map_or_else(Timer::now, |(since, _)| since);
                if self.down.is_none() {
                    self.engine.hub.counted.down(true);
                    let why = error.in_a_line();
                    tracing::error!("the hub waits, because its database does not work: {why}");
                }
                let pause = (since.elapsed() / 4).clamp(TICK, Duration::from_secs(30));
                self.down = Some((since, Timer::now() + pause));
            }
        }
    }

    // ── requests ──

    async fn accept(&mut self, command: Command) {
        let Command { request, answer } = command;
        let stored = self.stored(&request).await;
        let (told, worked) = match stored {
            Ok(stored) => (stored, Ok(())),
            // What one client sent is no reason to take the database for lost.
            Err(error) if error.is_of_the_data() => (Stored::Refused, Ok(())),
            Err(error) => (Stored::No, Err(error)),
        };
        // A subscriber that has left asks again, or it is asked.
        let _ = answer.send(told);
        self.noted(worked);
        if told == Stored::Yes {
            self.is_counted = false;
            let looked = self.look_at(&request.topic).await;
            self.noted(looked);
        }
    }

    /// Looks at what a request has changed. The topic may be one that was not there when the snapshot was compared.
    async fn look_at(&mut self, topic: &str) -> Worked<()> {
        let Some(state) = &self.state else { return Ok(()) };
        if let Some(topic) = state.topic(topic).await?
            && !self.known.contains_key(&topic.id)
        {
            self.to_compare.push_back(topic);
        }
        self.look().await
    }

    async fn stored(&mut self, request: &NewRequest) -> Worked<Stored> {
        if self.state.is_none() {
            if self.down.is_some_and(|(_, again)| Timer::now() < again) {
                return Ok(Stored::No);
            }
            let store = Store::open(&self.engine.database).await?;
            self.opened(store).await?;
        }
        let Some(state) = &self.state else { return Ok(Stored::No) };
        let bounds = &self.engine.hub.options.bounds;
        Ok(match state.accept(request, bounds, &self.counts, self.now()).await? {
            Ok(()) => Stored::Yes,
            Err(full) => Stored::Full(full),
        })
    }

    // ── what changed ──

    async fn take_snapshot(&mut self) {
        let snapshot = self.engine.hosted.snapshots.borrow_and_update().clone();
        if !Arc::ptr_eq(&snapshot, &self.snapshot) {
            self.snapshot = snapshot;
            self.taken_at = self.now();
        }
        self.payloads.clear();
        self.changed.clear();
        let listed = self.list_topics().await;
        self.noted(listed);
    }

    /// Begins to compare all topics with the snapshot.
    async fn list_topics(&mut self) -> Worked<()> {
        let Some(state) = &self.state else { return Ok(()) };
        let told = self.tell_other_hubs(state).await?;
        let topics = state.topics().await?;
        let there: HashSet<i64> = topics.iter().map(|topic| topic.id).collect();
        self.known.retain(|id, _| there.contains(id));
        self.to_compare = topics.into();
        self.retirement_steps = self.snapshot.retirement_steps_passed((self.engine.clock)());
        self.need_index = false;
        self.told = Some(told);
        Ok(())
    }

    /// Makes the other hubs subscribers of every feed of the collection and its topics. Returns these feeds.
    async fn tell_other_hubs(&self, state: &State) -> Worked<Vec<String>> {
        let options = &self.engine.hosted.options;
        let hubs = self
            .engine
            .hub
            .options
            .others
            .iter()
            .map(|url| (url.to_string(), url.host_str().unwrap_or_default().to_owned()));
        let hubs: Vec<(String, String)> = hubs.collect();
        let topics = self.snapshot.collection().topics.iter();
        let topics = topics.filter(|_| !hubs.is_empty()).map(|topic| Scope::Topic(topic.id.clone()));
        let scopes = [Scope::Collection].into_iter().chain(topics);
        let feeds = scopes.flat_map(|scope| Format::ALL.map(|format| Address::Feed(scope.clone(), format)));
        let feeds: Vec<String> = feeds.map(|address| options.render.site.url(&address)).collect();
        if self.told.as_ref() != Some(&feeds) {
            state.set_other_hubs(&hubs, &feeds, self.now()).await?;
        }
        Ok(feeds)
    }

    /// Compares topics for a moment.
    async fn compare(&mut self) -> Worked<()> {
        let begun = Timer::now();
        let mut changes = Vec::new();
        let mut gone = Vec::new();
        while begun.elapsed() < TURN
            && let Some(topic) = self.to_compare.pop_front()
        {
            match self.tag_now(&topic).await {
                Some(Ok(tag)) if tag != topic.tag && !self.is_older(&topic, &tag) => {
                    changes.push((topic, tag))
                }
                Some(Err(TopicStanding::Gone)) => gone.push(topic),
                Some(Err(TopicStanding::NotYet)) => self.need_index = true,
                _ => {}
            }
        }
        let Some(state) = &self.state else { return Ok(()) };
        for topic in &gone {
            state.deny_all(topic, "the feed has closed", self.now()).await?;
        }
        self.changed.extend(changes.iter().map(|(topic, _)| topic.id));
        if !changes.is_empty() {
            state.topics_changed(&changes, self.now()).await?;
        }
        if !changes.is_empty() || !gone.is_empty() {
            self.look().await?;
        }
        Ok(())
    }

    /// Whether what this gateway has is the version before, which another gateway has already replaced.
    fn is_older(&self, topic: &TopicRow, tag: &str) -> bool {
        let is_shared = self.state.as_ref().is_some_and(|state| state.store().is_shared());
        is_shared && topic.previous.as_deref() == Some(tag) && self.taken_at <= topic.changed_at
    }

    /// The hash of what is at a topic now; `None` if it is as it was when the snapshot before was compared.
    async fn tag_now(&mut self, topic: &TopicRow) -> Option<Result<String, TopicStanding>> {
        let hosted = &self.engine.hosted;
        let parsed = FeedTopic::read(&topic.url, &hosted.options).ok()?;
        let now = (self.engine.clock)();
        let resource = match parsed.look_up(hosted, &self.snapshot, now) {
            Ok(resource) => resource,
            Err(standing) => return Some(Err(standing)),
        };
        let key = resource.key().clone();
        if self.known.get(&topic.id).is_some_and(|(known, _)| *known == key) {
            return None;
        }
        match built(resource, hosted, &self.snapshot, &self.engine.cache, now).await {
            TopicStanding::Feed(feed) => {
                let tag = tag(&feed);
                self.known.insert(topic.id, (key, tag.clone()));
                Some(Ok(tag))
            }
            other => Some(Err(other)),
        }
    }

    // ── deliveries ──

    /// Begins as many deliveries as there is room for.
    async fn fill(&mut self) -> Worked<()> {
        loop {
            while let Some((place, job)) = self.lanes.next() {
                self.send(place, job);
            }
            let busy = self.lanes.busy(BUSY);
            let is_stuck = self.without_rows >= self.waiting.len() && busy.len() >= self.busy_then;
            if self.waiting.is_empty() || is_stuck || self.lanes.ready() >= BATCH {
                return Ok(());
            }
            self.busy_then = busy.len();
            self.claim(&busy).await?;
        }
    }

    /// Takes rows of the first topic that somebody waits for, but none at the `busy` hosts. A topic goes to the end of
    /// the line if only these are left.
    async fn claim(&mut self, busy: &[String]) -> Worked<()> {
        let Some(topic) = self.waiting.pop_front() else { return Ok(()) };
        let Some(payload) = self.payload(&topic).await else { return Ok(()) };
        let Some(state) = &self.state else { return Ok(()) };
        let rows = state.claim(&topic, busy, self.now(), BATCH).await?;
        self.without_rows = if rows.is_empty() { self.without_rows + 1 } else { 0 };
        match (rows.len() == BATCH, busy.is_empty()) {
            (true, _) => self.waiting.push_front(topic),
            (false, false) => self.waiting.push_back(topic),
            (false, true) => {}
        }
        for row in rows {
            self.lanes.push(row.host.clone(), Job::Deliver(row, payload.clone()));
        }
        Ok(())
    }

    /// The version of a topic that somebody waits for; `None` if the snapshot here has another one, so that another
    /// gateway has to deliver it.
    async fn payload(&mut self, topic: &TopicRow) -> Option<Arc<Payload>> {
        if let Some(payload) = self.payloads.get(&topic.id)
            && payload.version == topic.version
        {
            return Some(payload.clone());
        }
        let hosted = &self.engine.hosted;
        let parsed = FeedTopic::read(&topic.url, &hosted.options).ok()?;
        let now = (self.engine.clock)();
        let resource = parsed.look_up(hosted, &self.snapshot, now).ok()?;
        let TopicStanding::Feed(feed) =
            built(resource, hosted, &self.snapshot, &self.engine.cache, now).await
        else {
            return None;
        };
        if tag(&feed) != topic.tag {
            return None;
        }
        let hub = hosted.options.render.site.url(&Address::Hub);
        let noticed = self.snapshot.noticed().filter(|_| self.changed.contains(&topic.id));
        let changed = Changed { version: topic.version, at: topic.changed_at, noticed };
        let payload = Payload::new(&topic.url, changed, &feed, &hub, self.engine.hub.options.signature);
        let payload = Arc::new(payload);
        self.payloads.insert(topic.id, payload.clone());
        Some(payload)
    }

    fn send(&mut self, place: Place, job: Job) {
        self.serial += 1;
        let (serial, slow) = (self.serial, self.slow.0.clone());
        self.places.insert(serial, place);
        let callbacks = self.engine.outgoing.callbacks.clone();
        let hubs = self.engine.outgoing.hubs.clone();
        let clock = self.engine.clock;
        self.running.spawn(async move {
            let sent = async {
                match job {
                    Job::Ask(row) => {
                        let question = Question { challenge: send::challenge(), asked_at: clock().unix() };
                        let answer = send::ask(&callbacks, &row, &question.challenge).await;
                        Done::Asked(row, question, answer)
                    }
                    Job::Deliver(row, payload) => {
                        let client = if row.is_hub { &hubs } else { &callbacks };
                        let answer = send::deliver(client, &row, &payload).await;
                        Done::Delivered(row, payload, answer)
                    }
                }
            };
            tokio::pin!(sent);
            let done = match timeout(SLOW, &mut sent).await {
                Ok(done) => done,
                Err(_) => {
                    // The receiver lives as long as this task.
                    let _ = slow.send(serial);
                    sent.await
                }
            };
            (serial, done)
        });
    }

    fn slow_down(&mut self, serial: u64) {
        if let Some(place) = self.places.get_mut(&serial) {
            self.lanes.slow_down(place);
        }
    }

    /// Takes everything that is done by now, so that it is written down in one go.
    async fn done(&mut self, first: Result<(u64, Done), tokio::task::JoinError>) {
        let mut next = Some(first);
        while let Some(done) = next {
            if let Ok((serial, done)) = done {
                if let Some(place) = self.places.remove(&serial) {
                    self.lanes.done(place);
                }
                match done {
                    Done::Delivered(row, payload, answer) => self.delivered(&row, &payload, &answer),
                    Done::Asked(row, question, answer) => {
                        let asked = self.asked(&row, &question, &answer).await;
                        self.noted(asked);
                    }
                }
            }
            next = self.running.try_join_next();
        }
    }

    fn delivered(&mut self, row: &DeliveryRow, payload: &Payload, answer: &Result<Response, RequestError>) {
        let now = self.now();
        let answer = Answer::of(answer, SystemTime::now());
        let settlement = judge::delivery(row, payload.version, &answer, now, send::jitter());
        let (host, counted) = (&row.host, &self.engine.hub.counted);
        match &settlement {
            Settlement::Delivered { .. } => {
                let seconds = u64::try_from(now - payload.changed_at).unwrap_or(0);
                let took = payload.noticed.map_or(Duration::from_secs(seconds), |noticed| noticed.elapsed());
                counted.delivered(took);
                tracing::debug!(%host, "delivered");
            }
            Settlement::Again { why, at, .. } => {
                counted.failed();
                let seconds = at - now;
                tracing::info!(%host, again_in_secs = seconds, "a delivery failed, because {why}");
            }
            Settlement::GivenUp { why, .. } => {
                counted.failed();
                tracing::warn!(%host, "a delivery was given up after two days, because {why}");
            }
            Settlement::Ended => {
                counted.ended(1);
                tracing::info!(%host, "a subscription ended, because its callback is gone");
            }
            Settlement::Untouched => {}
        }
        self.settled.push((row.id, settlement));
    }

    /// Writes down how deliveries ended. What cannot be written now is kept for later.
    async fn settle(&mut self) -> Worked<()> {
        let Some(state) = &self.state else { return Ok(()) };
        if self.settled.is_empty() {
            return Ok(());
        }
        state.settle(&self.settled, self.now()).await?;
        self.settled.clear();
        // Some of them may wait for a later version already, and others are tried again.
        self.next_due = Some(self.now());
        self.is_counted = false;
        if self.lanes.is_idle() {
            self.payloads.clear();
        }
        Ok(())
    }

    async fn asked(
        &mut self,
        row: &RequestRow,
        question: &Question,
        answer: &Result<Response, RequestError>,
    ) -> Worked<()> {
        let now = self.now();
        let Some(state) = &self.state else { return Ok(()) };
        let (host, mode, counted) = (&row.host, row.intent.mode(), &self.engine.hub.counted);
        if let Intent::Denied { .. } = row.intent {
            // Nobody has to confirm a notice.
            return match answer {
                Err(error) if error.is_passing() && row.attempts < 3 => state.ask_again(row, now + 60).await,
                _ => state.drop_request(row).await,
            };
        }
        match judge::verification(row, &question.challenge, answer, now, SystemTime::now(), send::jitter()) {
            Verdict::Confirmed => {
                let lease = match row.intent {
                    Intent::Subscribe { lease, .. } => lease,
                    _ => 0,
                };
                // The lease counts from the request that was confirmed (§5.3).
                if !state.confirm(row, question.asked_at + lease).await? {
                    return Ok(());
                }
                counted.confirmed();
                // The topic may have changed since the subscriber asked.
                self.next_due = Some(now);
                tracing::info!(%host, mode, "a subscriber confirmed its request");
            }
            Verdict::Again(at) => {
                state.ask_again(row, at).await?;
                self.next_due = [Some(at), self.next_due].into_iter().flatten().min();
                tracing::info!(%host, mode, again_in_secs = at - now, "a callback could not be asked to confirm a request");
            }
            Verdict::Refused(why) => {
                state.drop_request(row).await?;
                counted.refused();
                tracing::info!(%host, mode, "a callback did not confirm a request, because {why}");
            }
        }
        self.is_counted = false;
        Ok(())
    }

    // ── the end ──

    async fn end(&mut self) {
        self.engine.commands.close();
        for job in self.lanes.drain() {
            if let Job::Deliver(row, _) = job {
                self.settled.push((row.id, Settlement::Untouched));
            }
        }
        let last = async {
            while let Some(done) = self.running.join_next().await {
                self.done(done).await;
            }
        };
        let _ = timeout(LAST_ANSWERS, last).await;
        let settled = self.settle().await;
        self.noted(settled);
        if let Some(state) = &self.state {
            state.store().close().await;
        }
    }
}
