//! The cost of searching, compared with plain tantivy and SQLite's FTS5, with the same collection and queries.
//!
//! `cargo bench --bench search -- 800000`, or `FEEDGATE_BENCH_REPORTS=800000`. The shipped collection is measured
//! too. One thread sends each query to all engines in turn. A query is two words from one report. `SLOW=1 cargo
//! bench --bench search -- queries FILE` prints how long each query took.

use std::array;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use feedgate::collection::{self, Abstract, Collection};
use feedgate::query::Query;
use feedgate::search::{Index, IndexedCollection};
use mimalloc::MiMalloc;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use rivals::{Sqlite, TOP, Tantivy};
use stages::{
    MEGABYTE, SEED, Stage, changed, give_memory_back, made_collection, megabytes, percentiles, timed,
};

mod generator;
mod rivals;
mod stages;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const RUNS: usize = 3;
const QUERIES: usize = 2_000;

const MEDIAN_ASKED: f64 = 1_000.0;
const SHIPPED_MEDIAN_ASKED: f64 = 300.0;
/// The highest allowed 99th percentile, as a multiple of tantivy's.
const P99_ASKED: f64 = 1.5;
/// The longest allowed time for indexing, as a multiple of tantivy's.
const INDEX_ASKED: f64 = 1.15;
/// The most allowed memory, as a multiple of the file's size.
const MEMORY_ASKED: f64 = 0.6;

/// Searches for two words and returns the number of hits.
type Asked<'a> = &'a dyn Fn(&str) -> anyhow::Result<usize>;

const STAGES: [(&str, Stage); 4] =
    [("index", index), ("tantivy", tantivy), ("sqlite", sqlite), ("queries", queries)];

fn main() -> anyhow::Result<()> {
    let Some(reports) = stages::asked(&STAGES)? else { return Ok(()) };
    let shipped = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("config/collection.json");
    compare(&shipped, SHIPPED_MEDIAN_ASKED)?;
    compare(&made_collection(reports)?, MEDIAN_ASKED)
}

// — the stages —

fn index(path: &Path) -> anyhow::Result<()> {
    let collection = collection::load(path, u64::MAX)?;
    give_memory_back();
    let before = megabytes("VmRSS")?;
    let index = timed("index", || Index::build(&collection));
    give_memory_back();
    println!("index, resident MB\t{}", megabytes("VmRSS")? - before);
    println!("index, counted MB\t{}", index.bytes() as f64 / MEGABYTE);
    let again = changed(path);
    if again.exists() {
        let again = collection::load_again(&again, u64::MAX, &collection)?;
        black_box(timed("index again", || {
            Index::build_from(&again, IndexedCollection { collection: &collection, index: &index })
        }));
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
            let hits = index.closest_hits(&collection, &query);
            black_box(hits.slice(0..TOP));
            Ok(hits.total())
        }),
        ("tantivy, any word", &|words| tantivy.any(words)),
        ("tantivy, all words", &|words| tantivy.all(words)),
        ("sqlite", &|words| sqlite.all(words)),
        ("ours, suggest", &|words| Ok(index.suggest(&collection, words, 10).len())),
    ];
    let mut micros: [Vec<f64>; 5] = array::from_fn(|_| Vec::with_capacity(words.len()));
    // The first round only warms caches and is not measured.
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
    for ((name, _), micros) in asked.into_iter().zip(micros) {
        percentiles(name, micros, &[50, 90, 99, 100]);
    }
    Ok(())
}

/// One query of two words for each report that is drawn. Scripts without spaces between words are left out,
/// because only feedgate finds their words.
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

// — the comparison —

fn compare(path: &Path, median_asked: f64) -> anyhow::Result<()> {
    let megabytes = path.metadata()?.len() as f64 / MEGABYTE;
    let figures = stages::run_all(&STAGES, RUNS, path)?;
    let name = path.file_name().unwrap_or_default().display();
    println!("{name}, {megabytes:.2} MB, {RUNS} runs of each stage, {QUERIES} queries\n");
    stages::print(&figures);
    let of = |name: &str| &figures[name];
    let ratio = |name: &str, one: &str, other: &str, asked: f64| {
        stages::ratio(name, |figure| figure(of(one)) / figure(of(other)), Some(asked));
    };
    stages::ratio("median µs", |figure| figure(of("ours, with facets, median µs")), Some(median_asked));
    for rival in ["tantivy, any word", "tantivy, all words", "sqlite"] {
        let asked = if rival == "sqlite" { 1.0 } else { P99_ASKED };
        ratio(&format!("p99 / {rival}"), "ours, with facets, p99 µs", &format!("{rival}, p99 µs"), asked);
    }
    ratio("median / sqlite", "ours, with facets, median µs", "sqlite, median µs", 1.0);
    ratio("index / tantivy", "index ms", "tantivy, index ms", INDEX_ASKED);
    ratio("index / sqlite", "index ms", "sqlite, index ms", 1.0);
    stages::ratio("memory / file", |figure| figure(of("index, resident MB")) / megabytes, Some(MEMORY_ASKED));
    println!();
    Ok(())
}
