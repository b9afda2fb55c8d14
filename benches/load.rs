//! What it costs to load a large collection, against the bare parse of the same text, and to load and index it
//! again once a curator has changed one report and added another.
//!
//! `cargo bench --bench load -- 800000`, or `FEEDGATE_BENCH_REPORTS=800000`. Every stage runs in a
//! process of its own, so that none finds the memory another has warmed or left behind, and the
//! stages take turns, so that a slow minute of the machine is shared by all of them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{env, thread};

use anyhow::{Context, bail, ensure};
use feedgate::address::{Site, View};
use feedgate::page::{self, Choice, Look, Visit};
use feedgate::query::Query;
use feedgate::snapshot::Snapshot;
use feedgate::words::Language;
use feedgate::{collection, gateway, render};
use mimalloc::MiMalloc;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

mod generator;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const REPORTS: usize = 800_000;
const SEED: u64 = 1;
const RUNS: usize = 5;
/// What many reloads leave behind would be seen after so many.
const RELOADS: usize = 10;

/// The most that loading may take, as a multiple of the bare parse.
const TIME_ASKED: f64 = 2.0;
/// The most that may stay resident after loading, as a multiple of the file.
const MEMORY_ASKED: f64 = 1.3;

/// Pages that are made after each other of reports from all over the collection.
const PAGES: usize = 2_000;
/// As many as a page shows.
const RELATED: usize = 5;
/// The most that it may take to find what is related to a report.
const RELATED_MICROS_ASKED: f64 = 200.0;

/// The most that a page of results may cost beside the search itself.
const PAGE_MICROS_ASKED: f64 = 1_000.0;

/// The most that may pass until a change is to be seen, as a multiple of loading alone.
const RELOAD_TIME_ASKED: f64 = 1.3;
/// The most memory that may be held meanwhile, as a multiple of what is held before.
const RELOAD_MEMORY_ASKED: f64 = 2.2;

const MEGABYTE: f64 = 1e6;

/// What runs in a process of its own; tells its figures on standard output.
type Stage = fn(&Path) -> anyhow::Result<()>;

const STAGES: [(&str, Stage); 5] =
    [("read", read), ("parse", parse), ("load", load), ("reload", reload), ("pages", pages)];

fn main() -> anyhow::Result<()> {
    // `cargo bench` adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.as_slice() {
        [stage, path] => {
            let (_, run) = STAGES.iter().find(|(name, _)| name == stage).context("no such stage")?;
            run(path.as_ref())
        }
        [reports] => compare(reports.parse()?),
        _ => compare(env::var("FEEDGATE_BENCH_REPORTS").map_or(Ok(REPORTS), |reports| reports.parse())?),
    }
}

// — the stages —

fn read(path: &Path) -> anyhow::Result<()> {
    timed("read", || fs::read(path))?;
    Ok(())
}

/// The text is in memory before the clock starts.
fn parse(path: &Path) -> anyhow::Result<()> {
    let text = fs::read_to_string(path)?;
    timed("parse", || collection::parse_only(&text)).context("the file does not parse")?;
    Ok(())
}

/// Reading the file is part of loading; what is built from a collection comes after it.
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

/// What is served stays whole until the new one is.
fn reload(original: &Path) -> anyhow::Result<()> {
    let snapshot = Snapshot::build(collection::load(original, u64::MAX)?);
    snapshot.build_index(None);
    give_memory_back();
    memory("steady", "VmRSS")?;
    fs::write("/proc/self/clear_refs", "5")?; // VmHWM begins anew (proc(5))
    let changed = original.with_extension("changed.json");
    let new = timed("reload", || {
        let collection =
            timed("load again", || collection::load_again(&changed, u64::MAX, snapshot.collection()))?;
        let new = Snapshot::build(collection);
        timed("index again", || new.build_index(Some(&snapshot)));
        Ok::<_, collection::LoadError>(new)
    })?;
    memory("reload, peak", "VmHWM")?;
    ensure!(new.revision() != snapshot.revision(), "nothing changed");
    timed("vanished", || new.collection().vanished(snapshot.collection()).count());
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

/// What is related to reports, each of which nobody has asked for before.
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
    micros.sort_by(f64::total_cmp);
    for (figure, at) in [("median", 0.5), ("p99", 0.99)] {
        println!("related, {figure} µs\t{}", micros[((micros.len() - 1) as f64 * at) as usize]);
    }
    made(&snapshot)?;
    let topics = snapshot.open_topics(now);
    let largest = topics.max_by_key(|(topic, _)| snapshot.reports(Some(*topic)).len());
    let (largest, _) = largest.context("there are topics")?;
    timed("neighbours of the largest topic", || snapshot.neighbours(largest, RELATED, now));
    Ok(())
}

/// What a page of a search costs beside the search: each once, in English, with what stands around it.
fn made(snapshot: &Snapshot) -> anyhow::Result<()> {
    snapshot.build_index(None);
    let site = Site::new("https://reports.example.org/".parse()?);
    let look = Look::own(&site);
    let options = render::Options { site, ttl_minutes: 60, card_cache_age_secs: 60 };
    let (now, language) = (gateway::now(), Language::English);
    let visit = Visit { snapshot, now, language, is_chosen: false, options: &options, look: &look };
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
    micros.sort_by(f64::total_cmp);
    for (figure, at) in [("median", 0.5), ("p90", 0.9)] {
        println!(
            "a page beside its search, {figure} µs\t{}",
            micros[((micros.len() - 1) as f64 * at) as usize]
        );
    }
    Ok(())
}

fn timed<T>(name: &str, stage: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = stage();
    println!("{name} ms\t{}", start.elapsed().as_secs_f64() * 1e3);
    made
}

/// As `main.rs` does after a load.
#[allow(unsafe_code, reason = "a call into the allocator's C library; it takes no pointer")]
fn give_memory_back() {
    // SAFETY: may be called at any time, from any thread.
    unsafe { libmimalloc_sys::mi_collect(true) }
}

/// Tells a figure about the memory of this process: `VmRSS`, what it holds now, or `VmHWM`, the most
/// it ever held (proc(5)).
fn memory(name: &str, field: &str) -> anyhow::Result<()> {
    let status = fs::read_to_string("/proc/self/status")?;
    let value = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let kibibytes = value.and_then(|value| value.trim().strip_suffix(" kB")).context("no such field")?;
    println!("{name} MB\t{}", kibibytes.parse::<f64>()? * 1024.0 / MEGABYTE);
    Ok(())
}

// — the comparison —

/// Figures by name, one for each run.
type Figures = BTreeMap<String, Vec<f64>>;

fn compare(reports: usize) -> anyhow::Result<()> {
    let path = made_collection(reports)?;
    let megabytes = fs::metadata(&path)?.len() as f64 / MEGABYTE;
    let mut figures = Figures::new();
    for _ in 0..RUNS {
        for (stage, _) in STAGES {
            run_apart(stage, &path, &mut figures)?;
        }
    }
    let cores = thread::available_parallelism()?;
    println!("{reports} reports, {megabytes:.1} MB, {cores} cores, {RUNS} runs of each stage\n");
    println!("{:<32}{:>10}{:>10}", "", "median", "least");
    for (name, values) in &figures {
        println!("{name:<28}{:>10.1}{:>10.1}", median(values), least(values));
    }
    println!();
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

/// The collection, made anew if the generator may have changed since.
fn made_collection(reports: usize) -> anyhow::Result<PathBuf> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("collection-{reports}.json"));
    let written = fs::metadata(&path).and_then(|file| file.modified()).ok();
    if written.is_some_and(|written| built().is_ok_and(|built| built < written)) {
        return Ok(path);
    }
    let unfinished = path.with_extension("unfinished");
    generator::write_collection(reports, SEED, BufWriter::new(File::create(&unfinished)?))?;
    change(&unfinished, &path.with_extension("changed.json"), reports)?;
    fs::rename(&unfinished, &path)?;
    Ok(path)
}

/// The file with another title in the middle and a report before the first. The generator writes the head
/// and then each report on a line of its own.
fn change(path: &Path, changed: &Path, reports: usize) -> anyhow::Result<()> {
    let new = r#"{"id":"new","title":"New","published":"2025","keywords":["of today"]},"#;
    let mut out = BufWriter::new(File::create(changed)?);
    for (at, line) in BufReader::new(File::open(path)?).lines().enumerate() {
        let line = line?;
        match at {
            1 => writeln!(out, "{new}\n{line}")?,
            _ if at == reports / 2 => {
                writeln!(out, "{}", line.replacen(r#""title":""#, r#""title":"Changed: "#, 1))?;
            }
            _ => writeln!(out, "{line}")?,
        }
    }
    Ok(out.flush()?)
}

fn built() -> std::io::Result<std::time::SystemTime> {
    fs::metadata(env::current_exe()?)?.modified()
}

fn run_apart(stage: &str, path: &Path, figures: &mut Figures) -> anyhow::Result<()> {
    let output = Command::new(env::current_exe()?).arg(stage).arg(path).output()?;
    ensure!(output.status.success(), "{stage}: {}", String::from_utf8_lossy(&output.stderr));
    for line in String::from_utf8(output.stdout)?.lines() {
        let Some((name, value)) = line.split_once('\t') else { bail!("{stage} says {line:?}") };
        figures.entry(name.to_owned()).or_default().push(value.parse()?);
    }
    Ok(())
}

fn ratio(name: &str, of: impl Fn(fn(&[f64]) -> f64) -> f64, asked: Option<f64>) {
    let asked = asked.map(|asked| format!("   asked: at most {asked}")).unwrap_or_default();
    println!("{name:<28}{:>10.2}{:>10.2}{asked}", of(median), of(least));
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}
