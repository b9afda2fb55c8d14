//! Benches in stages. Each stage runs in its own process, so that it does not profit or suffer from the memory of
//! another. Stages take turns, so that slow periods of the machine affect all of them alike.

mod made;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

use anyhow::{Context, bail, ensure};

pub(crate) use made::{changed, made_collection};

pub(crate) const MEGABYTE: f64 = 1e6;
pub(crate) const SEED: u64 = 1;
const REPORTS: usize = 800_000;

/// A function that runs in its own process and prints its measurements to standard output.
pub(crate) type Stage = fn(&Path) -> anyhow::Result<()>;

/// Measurements by name, one for each run.
pub(crate) type Figures = BTreeMap<String, Vec<f64>>;

/// Runs the stage that the command line names. Without one, returns the number of reports to measure with.
pub(crate) fn asked(stages: &[(&str, Stage)]) -> anyhow::Result<Option<usize>> {
    // `cargo bench` adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let reports = match arguments.as_slice() {
        [stage, path] => {
            let (_, run) = stages.iter().find(|(name, _)| name == stage).context("no such stage")?;
            run(path.as_ref())?;
            return Ok(None);
        }
        [reports] => reports.parse()?,
        _ => env::var("FEEDGATE_BENCH_REPORTS").map_or(Ok(REPORTS), |reports| reports.parse())?,
    };
    Ok(Some(reports))
}

/// Runs every stage `runs` times.
pub(crate) fn run_all(stages: &[(&str, Stage)], runs: usize, path: &Path) -> anyhow::Result<Figures> {
    let mut figures = Figures::new();
    for (stage, _) in std::iter::repeat_n(stages, runs).flatten() {
        let output = Command::new(env::current_exe()?).arg(stage).arg(path).output()?;
        ensure!(output.status.success(), "{stage}: {}", String::from_utf8_lossy(&output.stderr));
        for line in String::from_utf8(output.stdout)?.lines() {
            let Some((name, value)) = line.split_once('\t') else { bail!("{stage} says {line:?}") };
            figures.entry(name.to_owned()).or_default().push(value.parse()?);
        }
    }
    Ok(figures)
}

pub(crate) fn timed<T>(name: &str, stage: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = stage();
    println!("{name} ms\t{}", start.elapsed().as_secs_f64() * 1e3);
    made
}

/// Prints percentiles of some durations.
pub(crate) fn percentiles(name: &str, mut micros: Vec<f64>, percents: &[usize]) {
    micros.sort_by(f64::total_cmp);
    for percent in percents {
        let figure = match percent {
            50 => "median".to_owned(),
            100 => "most".to_owned(),
            percent => format!("p{percent}"),
        };
        println!("{name}, {figure} µs\t{}", micros[(micros.len() - 1) * percent / 100]);
    }
}

/// Returns freed memory to the system, as `main.rs` does after a load.
#[allow(unsafe_code, reason = "a call into the allocator's C library; it takes no pointer")]
pub(crate) fn give_memory_back() {
    // SAFETY: may be called at any time, from any thread.
    unsafe { libmimalloc_sys::mi_collect(true) }
}

/// Memory of this process in megabytes: `VmRSS` is the current amount, `VmHWM` the peak (proc(5)).
pub(crate) fn megabytes(field: &str) -> anyhow::Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let value = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let kibibytes = value.and_then(|value| value.trim().strip_suffix(" kB")).context("no such field")?;
    Ok(kibibytes.parse::<f64>()? * 1024.0 / MEGABYTE)
}

pub(crate) fn print(figures: &Figures) {
    println!("{:<40}{:>12}{:>12}", "", "median", "least");
    for (name, values) in figures {
        println!("{name:<40}{:>12.1}{:>12.1}", median(values), least(values));
    }
    println!();
}

/// Prints a ratio, once of medians and once of minimums.
pub(crate) fn ratio(name: &str, of: impl Fn(fn(&[f64]) -> f64) -> f64, asked: Option<f64>) {
    let asked = asked.map(|asked| format!("   asked: at most {asked}")).unwrap_or_default();
    println!("{name:<40}{:>12.2}{:>12.2}{asked}", of(median), of(least));
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}
