//! A million requests while the collection file changes a hundred times; every tenth change makes it faulty.
//!
//! `cargo build --release && cargo run --release --example soak -- [REQUESTS] [RELOADS]`. Runs the `feedgate` of
//! the same build. Exits with 1 if an answer was wrong or a change was not seen.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

#[path = "soak/mod.rs"]
mod soak;

const REQUESTS: u32 = 1_000_000;
const RELOADS: u32 = 100;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let requests =
        arguments.next().map_or(Ok(REQUESTS), |text| text.parse()).context("how many requests?")?;
    let reloads = arguments.next().map_or(Ok(RELOADS), |text| text.parse()).context("how many reloads?")?;
    let examples = std::env::current_exe()?;
    let built = examples.parent().and_then(Path::parent).context("examples stand in a folder of a build")?;

    let outcome = soak::run(&built.join("feedgate"), requests, reloads).await?;

    println!("{outcome}");
    Ok(if outcome.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
