//! `feedgate render`: prints what a GET would send, without a server.

use std::io::Write;
use std::process::ExitCode;

use crate::config::Config;

use super::FAULTS;
use super::looked_up::{NOTHING, Refusal, look_up};

/// Prints the bytes at an address: a path with its query, or a full address of this gateway.
pub fn run(config: &Config, address: &str) -> ExitCode {
    match print(config, address) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            refusal.print(address);
            FAULTS
        }
    }
}

fn print(config: &Config, address: &str) -> Result<(), Refusal> {
    let found = look_up(config, address)?;
    let document = found.resource.document(&found.snapshot, found.now, &found.options).ok_or(NOTHING)?;
    std::io::stdout().write_all(&document.body).map_err(|error| Refusal::Address(error.to_string()))
}
