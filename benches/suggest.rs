//! The time to find out whether a large collection has a suggested report.
//!
//! `cargo bench --bench suggest -- 800000`, or `FEEDGATE_BENCH_REPORTS=800000`.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::ensure;
use feedgate::address::Site;
use feedgate::collection;
use feedgate::inbox::{Fields, Inbox, Options, accepted_as};
use feedgate::settings::FromSettings;
use feedgate::snapshot::Snapshot;
use feedgate::store::Database;
use mimalloc::MiMalloc;
use serde_json::json;
use stages::{Stage, made_collection, megabytes, percentiles, print, run_all, timed};
use tokio::runtime::Runtime;

mod generator;
#[allow(dead_code, unused_imports, reason = "other benches use the rest of it")]
mod stages;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const RUNS: usize = 3;
const SUGGESTIONS: usize = 1_000;
const STAGES: [(&str, Stage); 1] = [("known", known)];

fn main() -> anyhow::Result<()> {
    if let Some(reports) = stages::asked(&STAGES)? {
        print(&run_all(&STAGES, RUNS, &made_collection(reports)?)?);
    }
    Ok(())
}

fn known(path: &Path) -> anyhow::Result<()> {
    let snapshot = Arc::new(Snapshot::build(collection::load(path, u64::MAX)?));
    let site = Site::new("https://reports.example.org/".parse()?);
    let runtime = Runtime::new()?;
    // The database is never opened.
    let database = Database::File("none.db".into());
    let inbox = Inbox::new(database, "tag:".to_owned(), Options::defaults(), runtime.handle().clone());
    let reports = &snapshot.collection().reports;
    let fields = |nth: usize, title: &str, host: &str| -> Fields {
        let fields = json!({ "title": title, "url": format!("https://{host}/suggested/{nth}") });
        fields.as_object().cloned().unwrap_or_default()
    };
    let one = fields(0, "A report that nobody has suggested yet", "new.example.org");
    stages::give_memory_back();
    let before = megabytes("VmRSS")?;
    timed("looking at each report, without titles", || {
        black_box(accepted_as(&one, &[], snapshot.collection(), &site))
    });
    timed("the first suggestion after a change", || black_box(inbox.known_in(&snapshot, &one, &site)));
    stages::give_memory_back();
    println!("memory of the table MB\t{}", megabytes("VmRSS")? - before);
    let mut micros = Vec::with_capacity(SUGGESTIONS);
    let mut found = 0;
    for nth in 0..SUGGESTIONS {
        let title = match nth % 2 {
            0 => reports[nth * (reports.len() / SUGGESTIONS)].title.to_string(),
            _ => format!("A report that nobody has suggested yet, number {nth}"),
        };
        let fields = fields(nth, &title, "new.example.org");
        let begun = Instant::now();
        found += usize::from(inbox.known_in(&snapshot, &fields, &site).is_some());
        micros.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    ensure!(found > 0, "no title is found");
    percentiles("each further suggestion", micros, &[50, 99, 100]);
    Ok(())
}
