//! What the hub costs: from the save of the file to the last of many deliveries, beside a bare hyper client that posts
//! the same bodies; with callbacks that hang; to one subscriber; the start with a million subscriptions; and what a
//! thousand subscribed searches add to a reload of a large collection.
//!
//! `cargo bench --bench push`, or `cargo bench --bench push -- 2000` for fewer subscribers. `FEEDGATE_BENCH_REPORTS`
//! sets how large the large collection is.

use std::convert::Infallible;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use bytes::Bytes;
use feedgate::config::Config;
use feedgate::gateway::Gateway;
use feedgate::store::Database;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioIo};
use mimalloc::MiMalloc;
use rusqlite::{Connection, params};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinSet;
use url::form_urlencoded::Serializer;

#[allow(dead_code, reason = "other benches use the rest of it")]
mod generator;
#[allow(dead_code, unused_imports, reason = "other benches use the rest of it")]
mod stages;

use stages::{give_memory_back, megabytes};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const SUBSCRIBERS: usize = 10_000;
const MILLION: usize = 1_000_000;
const LARGE: usize = 800_000;
const SEARCHES: usize = 1_000;
const ROUNDS: usize = 5;
/// As many at once as the hub's default.
const CONCURRENCY: usize = 256;
/// With so many reports the Atom feed has about 50 KB.
const REPORTS: usize = 32;
const PUBLIC: &str = "https://reports.example.org";

fn main() -> anyhow::Result<()> {
    let argument = std::env::args().skip(1).find(|argument| argument != "--bench");
    let many = argument.map_or(Ok(SUBSCRIBERS), |many| many.parse())?;
    let receiver = Receiver::start()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("collection.json");
    generator::write_collection(REPORTS, stages::SEED, fs::File::create(&file)?)?;
    fan_out(&file, &receiver, many)?;
    million(&file)?;
    let reports = std::env::var("FEEDGATE_BENCH_REPORTS").map_or(Ok(LARGE), |reports| reports.parse())?;
    searches(&stages::made_collection(reports)?, &receiver, folder.path(), reports)
}

/// Deliveries to all, to all but a tenth that hangs, and to one; each beside the bare client, in turn.
fn fan_out(file: &Path, receiver: &Receiver, many: usize) -> anyhow::Result<()> {
    let running = Running::start(file, receiver)?;
    let body = running.body()?;
    println!("{many} subscribers, a feed of {} bytes, {CONCURRENCY} at once", body.len());
    let tenth = many / 10;
    let mut rounds: [Vec<f64>; 5] = Default::default();
    for _ in 0..ROUNDS {
        running.subscribers(many, 0)?;
        rounds[0].push(running.change(receiver, many)?);
        rounds[1].push(bare(receiver, &body, many, 0)?);
        running.subscribers(many, tenth)?;
        rounds[2].push(running.change(receiver, many - tenth)?);
        rounds[3].push(bare(receiver, &body, many, tenth)?);
        // Otherwise the hub would still wait for them in the next round.
        std::thread::sleep(Config::default().hub.bounds.timeout + Duration::from_secs(1));
        running.subscribers(1, 0)?;
        rounds[4].push(running.change(receiver, 1)?);
    }
    let [all, bare, hanging, bare_hanging, one] = rounds.map(median);
    println!("save to the last delivery     {:>10.0} ms", all * 1e3);
    println!("bare client                   {:>10.0} ms", bare * 1e3);
    println!("ratio                         {:>10.2}      asked: at most 1.5", all / bare);
    println!("a tenth hangs, the others     {:>10.0} ms", hanging * 1e3);
    println!("beside none that hangs        {:>10.2}      asked: at most 1.1", hanging / all);
    println!("the same for the bare client  {:>10.2}", bare_hanging / bare);
    println!("save to one delivery          {:>10.0} ms   asked: under 100 ms beyond the reload", one * 1e3);
    Ok(())
}

/// The start with a million subscriptions in the database.
fn million(file: &Path) -> anyhow::Result<()> {
    let receiver = Receiver::start()?;
    {
        let running = Running::start(file, &receiver)?;
        running.subscribers(MILLION, 0)?;
    }
    let bytes = fs::metadata(database_of(file))?.len();
    give_memory_back();
    let before = megabytes("VmRSS")?;
    let begun = Instant::now();
    let running = Running::open(file)?;
    let subscriptions = running.metric("feedgate_hub_subscriptions", |found| found > 0.0)?;
    let took = begun.elapsed();
    give_memory_back();
    let memory = megabytes("VmRSS")? - before;
    println!("{subscriptions} subscriptions in {:.0} MB", bytes as f64 / 1e6);
    println!("start until they are known    {:>10.0} ms   asked: under 2000", took.as_secs_f64() * 1e3);
    println!("resident memory for all that  {memory:>10.1} MB   asked: at most 100");
    Ok(())
}

/// What subscribed searches add to a reload, in time of the processor.
fn searches(made: &Path, receiver: &Receiver, folder: &Path, reports: usize) -> anyhow::Result<()> {
    const ROUNDS: usize = 3;
    let file = folder.join("large.json");
    fs::copy(made, &file)?;
    let words = words(&file)?;
    let running = Running::start(&file, receiver)?;
    let mut rounds = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        running.searches(&words[..0])?;
        rounds.0.push(running.reload()?);
        running.searches(&words)?;
        // Each is new and delivered.
        running.reload()?;
        rounds.1.push(running.reload()?);
    }
    let [alone, searched] = [rounds.0, rounds.1].map(median);
    println!("reload of {reports} reports    {alone:>10.2} s of the processor");
    println!("with {SEARCHES} subscribed searches {searched:>10.2} s of the processor");
    println!("they add                      {:>10.1} %    asked: under 5", (searched / alone - 1.0) * 100.0);
    Ok(())
}

/// The first words of titles.
fn words(file: &Path) -> anyhow::Result<Vec<String>> {
    let mut words = std::collections::BTreeSet::new();
    for line in BufReader::new(fs::File::open(file)?).lines() {
        let line = line?;
        let title = line.split_once("\"title\":\"").and_then(|(_, rest)| rest.split_once('"'));
        let found = title.into_iter().flat_map(|(title, _)| title.split(' '));
        let plain = |word: &&str| word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        words.extend(found.filter(plain).map(str::to_ascii_lowercase));
        if words.len() >= SEARCHES {
            break;
        }
    }
    ensure!(words.len() >= SEARCHES, "{} words", words.len());
    Ok(words.into_iter().take(SEARCHES).collect())
}

/// The seconds that this process has used of processors.
fn processor() -> anyhow::Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').context("a name in parentheses")?;
    // The 14th and 15th field, in hundredths of a second (proc(5)).
    let fields = fields.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(fields.sum::<Result<f64, _>>()? / 100.0)
}

/// Waits until this process does nothing. Returns the seconds that it has used of processors by then.
fn quiet() -> anyhow::Result<f64> {
    let mut used = processor()?;
    loop {
        std::thread::sleep(Duration::from_secs(1));
        let now = processor()?;
        if now - used <= 0.02 {
            return Ok(used);
        }
        used = now;
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn database_of(file: &Path) -> PathBuf {
    file.with_extension("db")
}

// — the gateway —

struct Running {
    runtime: Runtime,
    address: SocketAddr,
    admin: SocketAddr,
    file: PathBuf,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<tokio::task::JoinHandle<()>>,
}

impl Running {
    /// A gateway with one real subscription, from which others are copied.
    fn start(file: &Path, receiver: &Receiver) -> anyhow::Result<Running> {
        let running = Running::open(file)?;
        let mut form = Serializer::new(String::new());
        let (topic, callback) = (format!("{PUBLIC}/feed.atom"), receiver.callback("/first"));
        form.extend_pairs([("hub.mode", "subscribe"), ("hub.topic", &topic), ("hub.callback", &callback)]);
        let request = Request::post(format!("http://{}/hub", running.address));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = request.body(Full::new(Bytes::from(form.finish())))?;
        let status = running.runtime.block_on(async { client().request(request).await })?.status();
        ensure!(status == 202, "{status}");
        running.metric("feedgate_hub_subscriptions", |found| found >= 1.0)?;
        Ok(running)
    }

    fn open(file: &Path) -> anyhow::Result<Running> {
        let mut config = Config {
            collection: file.to_owned().into(),
            listen: ([127, 0, 0, 1], 0).into(),
            admin_listen: Some(([127, 0, 0, 1], 0).into()),
            public_url: Some(PUBLIC.parse()?),
            database: Database::File(database_of(file)),
            ..Config::default()
        };
        config.hub.callbacks.networks = ["127.0.0.0/8".parse()?].into();
        config.hub.bounds.concurrency = CONCURRENCY;
        config.hub.bounds.concurrency_of_host = CONCURRENCY;
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let gateway = runtime.block_on(Gateway::start(&config))?;
        let (address, admin) = (gateway.local_addr(), gateway.admin_addr().context("an admin listener")?);
        let (stop, stopped) = oneshot::channel();
        let serving =
            runtime.spawn(async { gateway.serve(async { drop(stopped.await) }).await.expect("it serves") });
        let (stop, serving) = (Some(stop), Some(serving));
        Ok(Running { runtime, address, admin, file: file.to_owned(), stop, serving })
    }

    /// What a subscriber receives.
    fn body(&self) -> anyhow::Result<Bytes> {
        let request = Request::get(format!("http://{}/feed.atom", self.address)).body(Full::default())?;
        let request = async { Ok(client().request(request).await?.into_body().collect().await?.to_bytes()) };
        self.runtime.block_on(request)
    }

    /// Copies the first subscription, so that there are `many`, of which some hang.
    fn subscribers(&self, many: usize, hanging: usize) -> anyhow::Result<()> {
        let mut database = Connection::open(database_of(&self.file))?;
        database.busy_timeout(Duration::from_secs(30))?;
        let transaction = database.transaction()?;
        transaction.execute("DELETE FROM hub_subscription WHERE callback NOT LIKE '%/first'", [])?;
        let first = first_of(&transaction)?;
        {
            let mut insert = transaction.prepare(
                "INSERT INTO hub_subscription (collection, topic, callback, host, secret, expires_at, delivered) \
                 SELECT collection, topic, replace(callback, '/first', ?1), host, secret, expires_at, \
                 (SELECT version FROM hub_topic t WHERE t.id = topic) \
                 FROM hub_subscription WHERE id = ?2",
            )?;
            for number in 1..many {
                insert.execute(params![path(number, many, hanging), first])?;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Subscribes to the feeds of searches, and to no others.
    fn searches(&self, words: &[String]) -> anyhow::Result<()> {
        let mut database = Connection::open(database_of(&self.file))?;
        database.busy_timeout(Duration::from_secs(30))?;
        let transaction = database.transaction()?;
        transaction.execute("DELETE FROM hub_topic WHERE is_search = 1", [])?;
        let first = first_of(&transaction)?;
        for word in words {
            let url = format!("{PUBLIC}/feed.atom?q={word}");
            transaction.execute(
                "INSERT INTO hub_topic (collection, url, tag, version, changed_at, is_search) \
                 SELECT collection, ?1, '', 1, changed_at, 1 FROM hub_topic WHERE is_search = 0",
                params![url],
            )?;
            transaction.execute(
                "INSERT INTO hub_subscription (collection, topic, callback, host, expires_at, delivered) \
                 SELECT collection, ?1, replace(callback, '/first', ?2), host, expires_at, 1 \
                 FROM hub_subscription WHERE id = ?3",
                params![transaction.last_insert_rowid(), format!("/{word}"), first],
            )?;
        }
        Ok(transaction.commit()?)
    }

    /// Changes the collection, and returns the seconds of processors until nothing is left to do.
    fn reload(&self) -> anyhow::Result<f64> {
        let new = self.changed()?;
        // What the process did before ends first.
        quiet()?;
        let before = processor()?;
        fs::rename(new, &self.file)?;
        while processor()? < before + 0.5 {
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(quiet()? - before)
    }

    /// Changes the collection, and returns the seconds until so many deliveries came.
    fn change(&self, receiver: &Receiver, many: usize) -> anyhow::Result<f64> {
        let new = self.changed()?;
        receiver.received.store(0, Ordering::SeqCst);
        let begun = Instant::now();
        fs::rename(&new, &self.file)?;
        receiver.until(many)?;
        let took = begun.elapsed().as_secs_f64();
        // What hangs ends meanwhile.
        self.metric("feedgate_hub_waiting", |waiting| waiting <= (SUBSCRIBERS / 10) as f64)?;
        Ok(took)
    }

    /// Writes a collection with another title of its first report beside the file.
    fn changed(&self) -> anyhow::Result<PathBuf> {
        let text = fs::read_to_string(&self.file)?;
        let reports = text.find("\"reports\":").context("reports")?;
        let start = text[reports..].find("\"title\":\"").context("a title")?;
        let (before, rest) = text.split_at(reports + start + "\"title\":\"".len());
        let (title, rest) = rest.split_once('"').context("an end of it")?;
        let next = title.rsplit(' ').next().and_then(|number| number.parse::<u32>().ok()).unwrap_or(0) + 1;
        let new = self.file.with_extension("new");
        fs::write(&new, format!("{before}Generated {next}\"{rest}"))?;
        Ok(new)
    }

    /// Waits until a metric is as wanted.
    fn metric(&self, name: &str, is_right: impl Fn(f64) -> bool) -> anyhow::Result<f64> {
        let begun = Instant::now();
        loop {
            let request = Request::get(format!("http://{}/metrics", self.admin)).body(Full::default())?;
            let text = async {
                anyhow::Ok(client().request(request).await?.into_body().collect().await?.to_bytes())
            };
            let text = String::from_utf8(self.runtime.block_on(text)?.to_vec())?;
            let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            let value = line.context("no such metric")?.parse()?;
            if is_right(value) {
                return Ok(value);
            }
            ensure!(begun.elapsed() < Duration::from_secs(60), "{name} came to {value}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// The number of the subscription from which others are copied. To look for it once for each copy would take very long.
fn first_of(database: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT id FROM hub_subscription WHERE callback LIKE '%/first'";
    database.query_row(sql, [], |row| row.get(0))
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(serving) = self.serving.take() {
            let _ = self.runtime.block_on(serving);
        }
    }
}

// — the bare client and the receiver —

fn client() -> Client<hyper_util::client::legacy::connect::HttpConnector, Full<Bytes>> {
    Client::builder(TokioExecutor::new()).build_http()
}

/// The path of a callback. So many of all hang.
fn path(number: usize, many: usize, hanging: usize) -> String {
    let is_hanging = hanging > 0 && number % (many / hanging) == 1;
    format!("/{}{number}", if is_hanging { "hang/" } else { "" })
}

/// The seconds that hyper's client needs to post the same body as often, on one thread as the hub has. It knows which
/// callbacks hang, and does not wait for them.
fn bare(receiver: &Receiver, body: &Bytes, many: usize, hanging: usize) -> anyhow::Result<f64> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    receiver.received.store(0, Ordering::SeqCst);
    let begun = Instant::now();
    runtime.block_on(async {
        let (client, turns) = (client(), Arc::new(Semaphore::new(CONCURRENCY)));
        let mut running = JoinSet::new();
        for number in 0..many {
            let turn = turns.clone().acquire_owned().await?;
            let path = path(number, many, hanging);
            let request = Request::post(receiver.callback(&path));
            let request = request.header("content-type", "application/atom+xml; charset=utf-8");
            let sent = client.request(request.body(Full::new(body.clone()))?);
            if path.starts_with("/hang") {
                tokio::spawn(sent);
                continue;
            }
            running.spawn(async move {
                let answer = sent.await.expect("an answer");
                answer.into_body().collect().await.expect("a body");
                drop(turn);
            });
        }
        running.join_all().await;
        anyhow::Ok(())
    })?;
    ensure!(receiver.received.load(Ordering::SeqCst) == many - hanging, "each was received");
    Ok(begun.elapsed().as_secs_f64())
}

/// Confirms and receives everything, on a thread of its own. What is posted below `/hang` gets no answer.
struct Receiver {
    address: SocketAddr,
    received: Arc<AtomicUsize>,
}

impl Receiver {
    fn start() -> anyhow::Result<Receiver> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let received = Arc::<AtomicUsize>::default();
        let counted = received.clone();
        std::thread::spawn(move || {
            runtime.block_on(async {
                loop {
                    let Ok((stream, _)) = listener.accept().await else { continue };
                    let counted = counted.clone();
                    let service = service_fn(move |request| receive(request, counted.clone()));
                    let serving = hyper::server::conn::http1::Builder::new();
                    tokio::spawn(
                        async move { serving.serve_connection(TokioIo::new(stream), service).await },
                    );
                }
            })
        });
        Ok(Receiver { address, received })
    }

    fn callback(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn until(&self, many: usize) -> anyhow::Result<()> {
        let begun = Instant::now();
        while self.received.load(Ordering::SeqCst) < many {
            ensure!(
                begun.elapsed() < Duration::from_secs(120),
                "{} of {many} came",
                self.received.load(Ordering::SeqCst)
            );
            std::thread::sleep(Duration::from_micros(500));
        }
        Ok(())
    }
}

async fn receive(
    request: Request<Incoming>,
    received: Arc<AtomicUsize>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    if request.method() == Method::GET {
        let query = request.uri().query().unwrap_or_default();
        let challenge =
            url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "hub.challenge");
        let challenge = challenge.map(|(_, value)| value.into_owned()).unwrap_or_default();
        return Ok(Response::new(challenge.into()));
    }
    if request.uri().path().starts_with("/hang") {
        std::future::pending::<()>().await;
    }
    let _ = request.into_body().collect().await;
    received.fetch_add(1, Ordering::SeqCst);
    Ok(Response::default())
}
