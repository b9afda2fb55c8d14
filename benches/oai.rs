//! The cost of a harvest by OAI-PMH: a whole one, page by page, and one of the latest hundred records.
//!
//! `cargo bench --bench oai -- 800000`, or `FEEDGATE_BENCH_REPORTS=800000`.

use std::path::Path;
use std::time::Instant;
use std::{fs, thread};

use anyhow::{Context, ensure};
use feedgate::address::Site;
use feedgate::collection;
use feedgate::oai::{self, Options, Provider};
use feedgate::snapshot::{Snapshot, Stamped};
use feedgate::{collection::Collection, gateway};
use mimalloc::MiMalloc;

use stages::{MEGABYTE, Stage, give_memory_back, made_collection, megabytes, percentiles, timed};

mod generator;
#[allow(dead_code, unused_imports, reason = "other benches use the rest of it")]
mod stages;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const RUNS: usize = 3;
/// The goals.
const ASKED: &str =
    "asked: a page at most 20,000 µs (p99), a harvest at most 60,000 ms, the latest hundred 2,000 µs";
const LATEST: usize = 100;

const STAGES: [(&str, Stage); 2] = [("Dublin Core", dublin_core), ("MODS", mods)];

fn main() -> anyhow::Result<()> {
    match stages::asked(&STAGES)? {
        Some(reports) => compare(reports),
        None => Ok(()),
    }
}

// — the stages —

fn dublin_core(path: &Path) -> anyhow::Result<()> {
    harvest(path, "oai_dc")
}

fn mods(path: &Path) -> anyhow::Result<()> {
    harvest(path, "mods")
}

fn harvest(path: &Path, prefix: &str) -> anyhow::Result<()> {
    let collection: Collection = collection::load(path, u64::MAX)?;
    let mut snapshot = Snapshot::build(collection);
    snapshot.publish(gateway::now(), None);
    let site = Site::new("https://reports.example.org/".parse()?);
    let options = Options::default();
    let provider =
        Provider { snapshot: &snapshot, site: &site, options: &options, key: None, now: gateway::now() };
    give_memory_back();
    let before = megabytes("VmRSS")?;

    let first = timed(&format!("{prefix}: first page"), || oai::respond(&provider, list(prefix).as_bytes()));
    let (mut micros, mut bytes, mut records) = (Vec::new(), first.len(), count(&first));
    let mut reply = first;
    let start = Instant::now();
    while let Some(token) = token(&reply)? {
        let query = format!("verb=ListRecords&resumptionToken={token}");
        let begun = Instant::now();
        reply = oai::respond(&provider, query.as_bytes());
        micros.push(begun.elapsed().as_secs_f64() * 1e6);
        bytes += reply.len();
        records += count(&reply);
    }
    println!("{prefix}: harvest ms\t{}", start.elapsed().as_secs_f64() * 1e3);
    println!("{prefix}: harvest MB\t{}", bytes as f64 / MEGABYTE);
    let collection = snapshot.collection();
    ensure!(records == collection.reports.len() + collection.withdrawn.len(), "{records} records came");
    percentiles(&format!("{prefix}: page"), micros, &[50, 99]);
    // The order of the records stays in memory, four bytes each.
    println!("{prefix}: memory MB\t{}", megabytes("VmRSS")? - before);

    let from = latest(&snapshot).context("a collection has reports")?;
    let query = format!("{}&from={from}", list(prefix));
    let runs = (0..100).map(|_| {
        let begun = Instant::now();
        let reply = oai::respond(&provider, query.as_bytes());
        (begun.elapsed().as_secs_f64() * 1e6, count(&reply))
    });
    let (micros, counts): (Vec<f64>, Vec<usize>) = runs.unzip();
    ensure!(counts[0] >= LATEST, "only {} records came", counts[0]);
    percentiles(&format!("{prefix}: latest"), micros, &[50, 99]);
    Ok(())
}

fn list(prefix: &str) -> String {
    format!("verb=ListRecords&metadataPrefix={prefix}")
}

/// The date since when a hundred records changed.
fn latest(snapshot: &Snapshot) -> Option<collection::Instant> {
    let all: Vec<Stamped<'_>> = snapshot.stamped(None).select(None, None).after(None).collect();
    Some(snapshot.last_change(*all.get(all.len().checked_sub(LATEST)?)?))
}

fn count(reply: &[u8]) -> usize {
    memchr::memmem::find_iter(reply, b"<record>").count()
}

/// The resumption token of a page, if there are more.
fn token(reply: &[u8]) -> anyhow::Result<Option<&str>> {
    let Some(at) = memchr::memmem::rfind(reply, b"<resumptionToken") else { return Ok(None) };
    let element = std::str::from_utf8(&reply[at..])?;
    let token = element.split('>').nth(1).and_then(|rest| rest.split('<').next());
    Ok(token.filter(|token| !token.is_empty()))
}

// — the comparison —

fn compare(reports: usize) -> anyhow::Result<()> {
    let path = made_collection(reports)?;
    let size = fs::metadata(&path)?.len() as f64 / MEGABYTE;
    let cores = thread::available_parallelism()?;
    println!("{reports} reports, {size:.0} MB, {cores} cores, {RUNS} runs of each stage\n");
    stages::print(&stages::run_all(&STAGES, RUNS, &path)?);
    println!("{ASKED}");
    Ok(())
}
