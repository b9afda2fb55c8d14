//! Does the work of the hub: one task that owns the state, on a thread of its own.
//!
//! Everything goes through one loop: requests of the door, new snapshots, answers of callbacks, rows, and the time.
//! The sending itself, and the waiting for the disk, go on meanwhile.

mod changes;
mod database;
mod deliveries;
mod requests;
mod rows;
mod searches;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant as Timer};

use tokio::sync::{mpsc, watch};
use tokio::task::{self, JoinSet};
use tokio::time::{sleep, timeout};

use crate::address::Address;
use crate::collection::Instant;
use crate::outgoing::{self, Client, Reach, RequestError, Response};
use crate::representation::Cache;
use crate::resource;
use crate::shelf::Hosted;
use crate::snapshot::Snapshot;
use crate::store::{Database, StoreError, queue};

use super::door::{Command, Hub};
use super::lanes::{Lanes, Place};
use super::options::Options;
use super::send::{self, Payload};
use super::state::{Counts, DeliveryRow, Held, RequestRow, Settled, Settlement, State, TopicRow};

use deliveries::Usual;
use rows::Written;
use searches::Since;

/// Rows are taken in batches: one write for each.
const BATCH: usize = 1_000;
/// For so long, what is known of deliveries may wait for more of it: each write waits for the disk.
const GATHER: Duration = Duration::from_millis(50);
/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(1);
/// How often the database is asked what is due, although nothing told so: another gateway may have ended, or a command
/// may have changed something.
const LOOK: Duration = Duration::from_secs(5);
/// How often ended leases are looked for, and rows are counted.
const SWEEP: Duration = Duration::from_secs(60);
/// How often rows are counted while there is work. Among a million, this takes a while.
const COUNT: Duration = Duration::from_secs(2);
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

/// A job that runs: its place, the row that it is about, and since when it runs.
struct Sending {
    place: Place,
    row: Held,
    begun: Timer,
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
    /// When the snapshot was taken over from a reload or at the start.
    taken_at: i64,
    /// For each topic, the resource that was compared last, and the hash of its bytes.
    known: HashMap<i64, (resource::Key, String)>,
    /// What changed since the snapshot that searches were compared with.
    since: Since,
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
    /// How many of these topics were tried in a row without finding a row, and the hosts that were busy then.
    without_rows: usize,
    busy_then: Vec<String>,
    payloads: HashMap<i64, Arc<Payload>>,
    lanes: Lanes<Job>,
    running: JoinSet<Done>,
    usual: Usual,
    /// What each running task is about.
    sending: HashMap<task::Id, Sending>,
    slow: (mpsc::UnboundedSender<task::Id>, mpsc::UnboundedReceiver<task::Id>),
    /// What the database is doing for this process.
    writing: JoinSet<Written>,
    is_claiming: bool,
    is_settling: bool,
    /// What is known of deliveries and not written down yet, and since when.
    settled: Vec<Settled>,
    settled_since: Timer,
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
            taken_at: (engine.clock)().unix(),
            known: HashMap::new(),
            since: Since::default(),
            to_compare: VecDeque::new(),
            need_index: false,
            changed: HashSet::new(),
            retirement_steps: 0,
            waiting: VecDeque::new(),
            without_rows: 0,
            busy_then: Vec::new(),
            payloads: HashMap::new(),
            lanes: Lanes::new(bounds.concurrency, bounds.concurrency_of_host),
            running: JoinSet::new(),
            usual: Usual::default(),
            sending: HashMap::new(),
            slow: mpsc::unbounded_channel(),
            writing: JoinSet::new(),
            is_claiming: false,
            is_settling: false,
            settled: Vec::new(),
            settled_since: now,
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

    async fn begin(&mut self) {
        let opened = self.open().await;
        self.noted(opened);
    }

    async fn go_on(&mut self) {
        loop {
            let is_comparing = !self.to_compare.is_empty() && self.state.is_some();
            let pause = if self.settled.is_empty() || self.is_settling { TICK } else { GATHER };
            tokio::select! {
                Some(command) = self.engine.commands.recv() => self.accept(command).await,
                changed = self.engine.hosted.snapshots.changed() => {
                    // The gateway ends, and the sender with it.
                    if changed.is_err() { return }
                    self.take_snapshot().await;
                }
                Ok(()) = self.engine.indexed.changed(), if self.need_index => self.take_snapshot().await,
                Some(done) = self.running.join_next_with_id() => self.done(done).await,
                Some(written) = self.writing.join_next() => {
                    let worked = self.written(written);
                    self.noted(worked);
                }
                Some(task) = self.slow.1.recv() => self.slow_down(task),
                () = std::future::ready(()), if is_comparing => {}
                () = sleep(pause), if self.state.is_some() || self.down.is_some() => {}
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
        // Before the database is waited for, so that as many as may be are under way meanwhile.
        self.send_ready();
        self.settle();
        self.compare().await?;
        self.look_at_time().await?;
        self.fill().await;
        Ok(())
    }

    async fn look_at_time(&mut self) -> Worked<()> {
        let now = self.now();
        // Feeds also change when a topic begins to close.
        if self.snapshot.retirement_steps_passed((self.engine.clock)()) != self.retirement_steps {
            self.list_topics().await?;
        }
        self.keep().await?;
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

    /// Keeps the rows that this process is working on.
    async fn keep(&mut self) -> Worked<()> {
        let elapsed = self.kept.elapsed();
        if self.lanes.is_idle() {
            self.kept = Timer::now();
        } else if elapsed >= queue::LEASE {
            // This process stood still, and others may have taken over. Nothing is sent that may be old by now.
            self.settle_all().await?;
            self.lanes.drain();
            let Some(state) = &self.state else { return Ok(()) };
            state.let_go(self.sending.values().map(|sending| sending.row)).await?;
            self.kept = Timer::now();
        } else if elapsed >= queue::KEEP_EVERY
            && let Some(state) = &self.state
        {
            state.keep(self.now()).await?;
            self.kept = Timer::now();
        }
        Ok(())
    }

    /// Finds out what is due.
    async fn look(&mut self) -> Worked<()> {
        let now = self.now();
        let Some(state) = &self.state else { return Ok(()) };
        self.looked = Timer::now();
        for row in state.due_requests(now, BATCH).await? {
            // Somebody waits for it, and there are few.
            self.lanes.push_first(row.host.clone(), Job::Ask(row));
        }
        self.without_rows = 0;
        for topic in state.waiting_topics(now).await? {
            match self.waiting.iter_mut().find(|known| known.id == topic.id) {
                Some(known) => *known = topic,
                None => self.waiting.push_back(topic),
            }
        }
        // While topics wait, it is clear that something is due; finding the time would mean to look at every row.
        self.next_due = match self.waiting.is_empty() && !self.is_claiming {
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

    async fn end(&mut self) {
        self.engine.commands.close();
        let worked = self.wait_for_rows().await;
        self.noted(worked);
        for job in self.lanes.drain() {
            if let Job::Deliver(row, _) = job {
                let how = Settlement::Untouched;
                self.settled.push(Settled { id: row.id, attempts: row.attempts, how });
            }
        }
        let last = async {
            while let Some(done) = self.running.join_next_with_id().await {
                self.done(done).await;
            }
        };
        let _ = timeout(LAST_ANSWERS, last).await;
        let settled = self.settle_all().await;
        self.noted(settled);
        if let Some(state) = &self.state {
            state.store().close().await;
        }
    }
}
