//! The cost of loading a large collection, compared with only parsing the same text. Also the cost of loading and
//! indexing it again, after a curator has changed one report and added another.
//!
//! `cargo bench --bench load -- 800000`, or `FEEDGATE_BENCH_REPORTS=800000`.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use std::{fs, thread};

use anyhow::{Context, ensure};
use feedgate::address::{Site, View};
use feedgate::page::{self, Choice, Look, Visit};
use feedgate::query::Query;
use feedgate::snapshot::Snapshot;
use feedgate::words::Locale;
use feedgate::{collection, compare, feed, gateway, render};
use mimalloc::MiMalloc;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use stages::{
    MEGABYTE, SEED, Stage, changed, give_memory_back, made_collection, megabytes, percentiles, ratio, timed,
};

mod generator;
mod stages;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const RUNS: usize = 5;
/// Enough reloads to see whether they leak memory.
const RELOADS: usize = 10;

/// The longest allowed time for loading, as a multiple of parsing alone.
const TIME_ASKED: f64 = 2.0;
/// The most memory that may stay in use after loading, as a multiple of the file's size.
const MEMORY_ASKED: f64 = 1.3;

/// How many random reports to find related reports for.
const PAGES: usize = 2_000;
/// As many related reports as a page shows.
const RELATED: usize = 5;
/// The longest allowed time for finding the reports related to one report.
const RELATED_MICROS_ASKED: f64 = 200.0;

/// The longest allowed time for a page of results, without the search itself.
const PAGE_MICROS_ASKED: f64 = 1_000.0;

/// The longest allowed time until a change is visible, as a multiple of loading alone.
const RELOAD_TIME_ASKED: f64 = 1.3;
/// The most memory in use during a reload, as a multiple of the memory before it.
const RELOAD_MEMORY_ASKED: f64 = 2.2;

const STAGES: [(&str, Stage); 5] =
    [("read", read), ("parse", parse), ("load", load), ("reload", reload), ("pages", pages)];

fn main() -> anyhow::Result<()> {
    match stages::asked(&STAGES)? {
        Some(reports) => compare(reports),
        None => Ok(()),
    }
}

// — the stages —

fn read(path: &Path) -> anyhow::Result<()> {
    timed("read", || fs::read(path))?;
    Ok(())
}

/// Only the parsing is measured; the text is already in memory.
fn parse(path: &Path) -> anyhow::Result<()> {
    let text = fs::read_to_string(path)?;
    timed("parse", || collection::parse_only(&text)).context("the file does not parse")?;
    Ok(())
}

/// Loading includes reading the file. Everything built from the collection comes after it.
fn load(path: &Path) -> anyhow::Result<()> {
    let collection = timed("load", || collection::load(path, u64::MAX))?;
    memory("loaded, peak", "VmHWM")?;
    give_memory_back();
    memory("loaded", "VmRSS")?;
    let snapshot = timed("snapshot", || Snapshot::build(collection));
    give_memory_back();
    memory("snapshot", "VmRSS")?;
    black_box(snapshot);
    Ok(())
}

/// The old snapshot stays complete until the new one is ready.
fn reload(original: &Path) -> anyhow::Result<()> {
    let snapshot = Snapshot::build(collection::load(original, u64::MAX)?);
    snapshot.build_index(None);
    give_memory_back();
    memory("steady", "VmRSS")?;
    fs::write("/proc/self/clear_refs", "5")?; // resets VmHWM (proc(5))
    let changed = changed(original);
    let new = timed("reload", || {
        let collection =
            timed("load again", || collection::load_again(&changed, u64::MAX, snapshot.collection()))?;
        let new = Snapshot::build(collection);
        timed("index again", || new.build_index(Some(&snapshot)));
        Ok::<_, collection::LoadError>(new)
    })?;
    memory("reload, peak", "VmHWM")?;
    ensure!(new.revision() != snapshot.revision(), "nothing changed");
    timed("compare", || compare::compare(&snapshot, &new, gateway::now(), &feed::Options::default()).len());
    timed("drop", || drop(snapshot));
    give_memory_back();
    memory("reloaded", "VmRSS")?;
    let mut snapshot = new;
    for path in [original, &changed].into_iter().cycle().take(RELOADS - 1) {
        let new = Snapshot::build(collection::load_again(path, u64::MAX, snapshot.collection())?);
        new.build_index(Some(&snapshot));
        snapshot = new;
        give_memory_back();
    }
    memory("reloaded often", "VmRSS")?;
    black_box(snapshot);
    Ok(())
}

/// Finds the reports related to random reports.
fn pages(path: &Path) -> anyhow::Result<()> {
    let snapshot = Snapshot::build(collection::load(path, u64::MAX)?);
    let reports = &snapshot.collection().reports;
    let now = gateway::now();
    let mut random = Xoshiro256PlusPlus::seed_from_u64(SEED);
    let mut micros = Vec::with_capacity(PAGES);
    let mut found = 0;
    for _ in 0..PAGES {
        let report = &reports[random.random_range(0..reports.len())];
        let start = Instant::now();
        found += black_box(snapshot.related(report, RELATED, now)).len();
        micros.push(start.elapsed().as_secs_f64() * 1e6);
    }
    ensure!(found > 0, "nothing is related to anything");
    percentiles("related", micros, &[50, 99]);
    made(&snapshot)?;
    let topics = snapshot.open_topics(now);
    let largest = topics.max_by_key(|(topic, _)| snapshot.reports(Some(*topic)).len());
    let (largest, _) = largest.context("there are topics")?;
    timed("neighbors of the largest topic", || snapshot.neighbors(largest, RELATED, now));
    Ok(())
}

/// The cost of a page of results without its search: each page once, in English, with its layout.
fn made(snapshot: &Snapshot) -> anyhow::Result<()> {
    snapshot.build_index(None);
    let site = Site::new("https://reports.example.org/".parse()?);
    let look = Look::own(&site);
    let options = render::Options {
        site,
        refresh: render::Refresh { ttl_minutes: 60, card_cache_age_secs: 60 },
        push: Default::default(),
        takes_suggestions: false,
        preview: Default::default(),
    };
    let (now, locale) = (gateway::now(), Locale::EnglishUnitedStates);
    let visit = Visit { snapshot, now, locale, is_chosen: false, options: &options, look: &look };
    let mut micros = Vec::with_capacity(PAGES);
    for report in
        (0..PAGES).map(|at| &snapshot.collection().reports[at * 97 % snapshot.collection().reports.len()])
    {
        let Some(word) = report.title.split_whitespace().max_by_key(|word| word.len()) else { continue };
        let Ok(query) = Query::read(&[("q".into(), word.into())]) else { continue };
        let start = Instant::now();
        black_box(snapshot.hits(&query));
        let searched = start.elapsed();
        let choice = Choice { query: &query, view: View::List, page: 1 };
        let start = Instant::now();
        black_box(page::home(&visit, &choice));
        micros.push((start.elapsed().as_secs_f64() - searched.as_secs_f64()) * 1e6);
    }
    percentiles("a page beside its search", micros, &[50, 90]);
    Ok(())
}

fn memory(name: &str, field: &str) -> anyhow::Result<()> {
    println!("{name} MB\t{}", megabytes(field)?);
    Ok(())
}

// — the comparison —

fn compare(reports: usize) -> anyhow::Result<()> {
    let path = made_collection(reports)?;
    let megabytes = fs::metadata(&path)?.len() as f64 / MEGABYTE;
    let figures = stages::run_all(&STAGES, RUNS, &path)?;
    let cores = thread::available_parallelism()?;
    println!("{reports} reports, {megabytes:.1} MB, {cores} cores, {RUNS} runs of each stage\n");
    stages::print(&figures);
    let [read, parse, load] = ["read ms", "parse ms", "load ms"].map(|name| &figures[name]);
    ratio("load / parse", |of| of(load) / of(parse), Some(TIME_ASKED));
    ratio("load / (read + parse)", |of| of(load) / (of(read) + of(parse)), None);
    for name in ["loaded", "snapshot"] {
        let held = &figures[&format!("{name} MB")];
        ratio(&format!("{name} / file"), |of| of(held) / megabytes, Some(MEMORY_ASKED));
    }
    let [once, often] = ["reloaded MB", "reloaded often MB"].map(|name| &figures[name]);
    ratio("reloaded often / once", |of| of(often) / of(once), None);
    let [reload, peak, steady] = ["reload ms", "reload, peak MB", "steady MB"].map(|name| &figures[name]);
    ratio("reload / load", |of| of(reload) / of(load), Some(RELOAD_TIME_ASKED));
    ratio("reload, peak / steady", |of| of(peak) / of(steady), Some(RELOAD_MEMORY_ASKED));
    let related = &figures["related, median µs"];
    ratio("related, median µs", |of| of(related), Some(RELATED_MICROS_ASKED));
    let page = &figures["a page beside its search, median µs"];
    ratio("page, median µs", |of| of(page), Some(PAGE_MICROS_ASKED));
    Ok(())
}
