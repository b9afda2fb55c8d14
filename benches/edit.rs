//! The cost of changing one report of a large collection file safely, compared with only checking the file.
//!
//! `cargo bench --bench edit -- 800000`, or `FEEDGATE_BENCH_REPORTS=800000`.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::{fs, thread};

use anyhow::ensure;
use feedgate::edit::{Draft, FileForEdit, Left, Update, dated, draft_of, withdraw};
use feedgate::snapshot::Snapshot;
use feedgate::{collection, compare, gateway};
use mimalloc::MiMalloc;

use stages::{MEGABYTE, Stage, made_collection, megabytes, ratio, timed};

mod generator;
#[allow(dead_code, unused_imports, reason = "other benches use the rest of it")]
mod stages;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const RUNS: usize = 5;
/// The longest allowed time for a change, as a multiple of a check.
const TIME_ASKED: f64 = 1.5;

const STAGES: [(&str, Stage); 3] = [("check", check), ("update", update), ("withdraw", withdraw_one)];

fn main() -> anyhow::Result<()> {
    match stages::asked(&STAGES)? {
        Some(reports) => compare(reports),
        None => Ok(()),
    }
}

// — the stages —

/// As `feedgate check` does it.
fn check(path: &Path) -> anyhow::Result<()> {
    let warnings = timed("check", || {
        let now = gateway::now();
        let snapshot = Snapshot::build(collection::load(path, u64::MAX)?.as_of(now));
        Ok::<_, collection::LoadError>(compare::ahead(&snapshot, None, now).len())
    })?;
    black_box(warnings);
    memory("check")
}

fn update(path: &Path) -> anyhow::Result<()> {
    change("update", path, |text, id| {
        let update =
            Update { id: id.to_owned(), set: vec![dated("updated", gateway::now())], remove: Vec::new() };
        Ok(draft_of(text, &[], &[update])?)
    })
}

fn withdraw_one(path: &Path) -> anyhow::Result<()> {
    change("withdraw", path, |text, id| {
        Ok(withdraw(text, Left { id, when: gateway::now(), reason: Some("A copy.") })?)
    })
}

/// Changes the report in the middle of a copy of the file, and shows the diff.
fn change(
    name: &str,
    path: &Path,
    draft: impl for<'t> Fn(&'t str, &str) -> anyhow::Result<Draft<'t>>,
) -> anyhow::Result<()> {
    let (copy, id) = (copy(path)?, middle(path)?);
    timed(name, || -> anyhow::Result<()> {
        let file = timed(&format!("{name}, read"), || FileForEdit::open(&copy, u64::MAX))?;
        let (new, diff) = timed(&format!("{name}, change"), || {
            let draft = draft(file.text(), &id)?;
            anyhow::Ok((draft.finish(), draft.unified_diff("collection.json")))
        })?;
        ensure!(diff.lines().count() < 40, "the diff is long: {diff}");
        Ok(timed(&format!("{name}, write"), || file.write(&new))?)
    })?;
    memory(name)
}

fn copy(path: &Path) -> anyhow::Result<PathBuf> {
    let copy = path.with_extension("edited.json");
    fs::copy(path, &copy)?;
    // The copy is on disk before anything is timed.
    fs::File::open(&copy)?.sync_all()?;
    Ok(copy)
}

/// The id of the report in the middle.
fn middle(path: &Path) -> anyhow::Result<String> {
    let collection = collection::load(path, u64::MAX)?;
    Ok(collection.reports[collection.reports.len() / 2].id.to_string())
}

fn memory(name: &str) -> anyhow::Result<()> {
    println!("{name}, peak MB\t{}", megabytes("VmHWM")?);
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
    let check = &figures["check ms"];
    for name in ["update", "withdraw"] {
        let change = &figures[&format!("{name} ms")];
        ratio(&format!("{name} / check"), |of| of(change) / of(check), Some(TIME_ASKED));
    }
    Ok(fs::remove_file(path.with_extension("edited.json"))?)
}
