//! Prints a generated collection: `cargo run --release --example generate -- 800000 > collection.json`.

use std::io::{self, BufWriter};

use anyhow::Context;

mod generator;

fn main() -> anyhow::Result<()> {
    let reports = std::env::args().nth(1).context("say how many reports, and perhaps a seed")?;
    let seed = std::env::args().nth(2).unwrap_or_else(|| "1".to_owned());
    let out = BufWriter::new(io::stdout().lock());
    generator::write_collection(reports.parse()?, seed.parse()?, out)?;
    Ok(())
}
