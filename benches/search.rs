//! What searching costs, against tantivy alone and SQLite's FTS5 on the same collection and the same words.
//!
//! `cargo bench --bench search -- 800000`, or `FEEDGATE_BENCH_REPORTS=800000`; the shipped collection is
//! measured beside it. What is indexed is indexed in a process of its own, so that none finds the memory
//! another has left behind; the queries are asked of all in turn, on one thread, each two words that stand
//! in one report.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{array, env};

use anyhow::{Context, bail, ensure};
use feedgate::collection::{self, Abstract, Collection};
use feedgate::query::Query;
use feedgate::search::Index;
use mimalloc::MiMalloc;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use rivals::{Sqlite, TOP, Tantivy};

mod generator;
mod rivals;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const REPORTS: usize = 800_000;
const SEED: u64 = 1;
const RUNS: usize = 3;
const QUERIES: usize = 2_000;

const MEDIAN_ASKED: f64 = 1_000.0;
const SHIPPED_MEDIAN_ASKED: f64 = 300.0;
/// The most of the 99th percentile, as a multiple of tantivy's.
const P99_ASKED: f64 = 1.5;
/// The most that indexing may take, as a multiple of tantivy's.
const INDEX_ASKED: f64 = 1.15;
/// The most memory, as a multiple of the file.
const MEMORY_ASKED: f64 = 0.6;

const MEGABYTE: f64 = 1e6;

type Stage = fn(&Path) -> anyhow::Result<()>;
/// Asks for two words and says how many were found.
type Asked<'a> = &'a dyn Fn(&str) -> anyhow::Result<usize>;

const STAGES: [(&str, Stage); 4] =
    [("index", index), ("tantivy", tantivy), ("sqlite", sqlite), ("queries", queries)];

fn main() -> anyhow::Result<()> {
    // `cargo bench` adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let reports = match arguments.as_slice() {
        [stage, path] => {
            let (_, run) = STAGES.iter().find(|(name, _)| name == stage).context("no such stage")?;
            return run(path.as_ref());
        }
        [reports] => reports.parse()?,
        _ => env::var("FEEDGATE_BENCH_REPORTS").map_or(Ok(REPORTS), |reports| reports.parse())?,
    };
    let shipped = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("config/collection.json");
    compare(&shipped, SHIPPED_MEDIAN_ASKED)?;
    compare(&made_collection(reports)?, MEDIAN_ASKED)
}

// — the stages —

fn index(path: &Path) -> anyhow::Result<()> {
    let collection = collection::load(path, u64::MAX)?;
    give_memory_back();
    let before = resident()?;
    let index = timed("index", || Index::build(&collection));
    give_memory_back();
    println!("index, resident MB\t{}", resident()? - before);
    println!("index, counted MB\t{}", index.bytes() as f64 / MEGABYTE);
    let again = changed(path);
    if again.exists() {
        let again = collection::load_again(&again, u64::MAX, &collection)?;
        black_box(timed("index again", || Index::build_again(&again, (&collection, &index))));
    }
    Ok(())
}

fn tantivy(path: &Path) -> anyhow::Result<()> {
    let collection = collection::load(path, u64::MAX)?;
    black_box(timed("tantivy, index", || Tantivy::index(&collection))?);
    Ok(())
}

fn sqlite(path: &Path) -> anyhow::Result<()> {
    let collection = collection::load(path, u64::MAX)?;
    black_box(timed("sqlite, index", || Sqlite::index(&collection))?);
    Ok(())
}

fn queries(path: &Path) -> anyhow::Result<()> {
    let collection = collection::load(path, u64::MAX)?;
    let words = drawn(&collection)?;
    let index = Index::build(&collection);
    let tantivy = Tantivy::index(&collection)?;
    let sqlite = Sqlite::index(&collection)?;
    let asked: [(&str, Asked<'_>); 5] = [
        ("ours, with facets", &|words| {
            let query = Query::read(&[("q".into(), words.into())]).ok().context("not a query")?;
            let hits = index.hits(&collection, &query);
            black_box(hits.slice(&collection, 0..TOP));
            Ok(hits.total())
        }),
        ("tantivy, any word", &|words| tantivy.any(words)),
        ("tantivy, all words", &|words| tantivy.all(words)),
        ("sqlite", &|words| sqlite.all(words)),
        ("ours, suggest", &|words| Ok(index.suggest(&collection, words, 10).len())),
    ];
    let mut micros: [Vec<f64>; 5] = array::from_fn(|_| Vec::with_capacity(words.len()));
    // The first time warms what there is to warm.
    for is_warm in [false, true] {
        for words in &words {
            for ((_, ask), micros) in asked.iter().zip(&mut micros) {
                let start = Instant::now();
                black_box(ask(words)?);
                if is_warm {
                    if std::env::var_os("SLOW").is_some() {
                        eprintln!("{}\t{}\t{}", micros.len(), start.elapsed().as_micros(), words);
                    }
                    micros.push(start.elapsed().as_secs_f64() * 1e6);
                }
            }
        }
    }
    for ((name, _), micros) in asked.iter().zip(&mut micros) {
        micros.sort_by(f64::total_cmp);
        for (figure, at) in [("median", 0.5), ("p90", 0.9), ("p99", 0.99), ("most", 1.0)] {
            println!("{name}, {figure} µs\t{}", micros[((micros.len() - 1) as f64 * at) as usize]);
        }
    }
    Ok(())
}

/// Two words that stand in one report, for each query. Words of scripts that do not part them are left out,
/// because only feedgate finds any.
fn drawn(collection: &Collection) -> anyhow::Result<Vec<String>> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(SEED);
    let mut drawn = Vec::with_capacity(QUERIES);
    while drawn.len() < QUERIES {
        let report = &collection.reports[random.random_range(0..collection.reports.len())];
        let summary = match &report.summary {
            Some(Abstract::Text(text)) => text,
            _ => "",
        };
        let text = format!("{} {summary}", report.title);
        let is_letter = |c: char| c.is_alphabetic() && !('\u{3000}'..'\u{A000}').contains(&c);
        let words: Vec<&str> = text.split_whitespace().filter(|word| word.chars().all(is_letter)).collect();
        let (Some(one), Some(other)) = (words.choose(&mut random), words.choose(&mut random)) else {
            continue;
        };
        if one != other {
            drawn.push(format!("{one} {other}").to_lowercase());
        }
    }
    Ok(drawn)
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

fn resident() -> anyhow::Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let value = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = value.and_then(|value| value.trim().strip_suffix(" kB")).context("no such field")?;
    Ok(kibibytes.parse::<f64>()? * 1024.0 / MEGABYTE)
}

// — the comparison —

/// Figures by name, one for each run.
type Figures = BTreeMap<String, Vec<f64>>;

fn compare(path: &Path, median_asked: f64) -> anyhow::Result<()> {
    let megabytes = fs::metadata(path)?.len() as f64 / MEGABYTE;
    let mut figures = Figures::new();
    for _ in 0..RUNS {
        for (stage, _) in STAGES {
            run_apart(stage, path, &mut figures)?;
        }
    }
    let name = path.file_name().unwrap_or_default().display();
    println!("{name}, {megabytes:.2} MB, {RUNS} runs of each stage, {QUERIES} queries\n");
    println!("{:<32}{:>12}{:>12}", "", "median", "least");
    for (name, values) in &figures {
        println!("{name:<32}{:>12.1}{:>12.1}", median(values), least(values));
    }
    println!();
    let of = |name: &str| &figures[name];
    let ratio = |name: &str, one: &str, other: &str, asked: f64| {
        let [median, least] = [median, least].map(|figure| figure(of(one)) / figure(of(other)));
        println!("{name:<32}{median:>12.2}{least:>12.2}   asked: at most {asked}");
    };
    println!(
        "{:<32}{:>12.1}   asked: at most {median_asked}",
        "median µs",
        median(of("ours, with facets, median µs"))
    );
    for rival in ["tantivy, any word", "tantivy, all words", "sqlite"] {
        let asked = if rival == "sqlite" { 1.0 } else { P99_ASKED };
        ratio(&format!("p99 / {rival}"), "ours, with facets, p99 µs", &format!("{rival}, p99 µs"), asked);
    }
    ratio("median / sqlite", "ours, with facets, median µs", "sqlite, median µs", 1.0);
    ratio("index / tantivy", "index ms", "tantivy, index ms", INDEX_ASKED);
    ratio("index / sqlite", "index ms", "sqlite, index ms", 1.0);
    let held = median(of("index, resident MB")) / megabytes;
    println!("{:<32}{held:>12.2}   asked: at most {MEMORY_ASKED}\n", "memory / file");
    Ok(())
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

/// The collection, made once for each number of reports.
fn made_collection(reports: usize) -> anyhow::Result<PathBuf> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("search-{reports}.json"));
    if !path.exists() {
        let unfinished = path.with_extension("unfinished");
        generator::write_collection(reports, SEED, BufWriter::new(File::create(&unfinished)?))?;
        let text = fs::read_to_string(&unfinished)?;
        // The head stands in one line, and each report in one of its own.
        let new = "\n{\"id\":\"new\",\"title\":\"New\",\"published\":\"2025\"},\n";
        fs::write(changed(&path), text.replacen('\n', new, 1))?;
        fs::rename(&unfinished, &path)?;
    }
    Ok(path)
}

fn changed(path: &Path) -> PathBuf {
    path.with_extension("changed.json")
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}
