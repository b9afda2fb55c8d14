//! `feedgate withdraw`: moves a report to the list of withdrawn reports.

use std::process::ExitCode;

use crate::config::Config;
use crate::edit::{Left, withdraw as draft};
use crate::gateway;

use super::{Change, Mode, edit};

/// Withdraws a report, now.
pub fn withdraw(config: &Config, id: &str, reason: Option<&str>, mode: Mode) -> ExitCode {
    let left = Left { id, when: gateway::now(), reason };
    edit(None, config, mode, |text| Ok(Change { draft: draft(text, left)?, done: format!("withdrew {id}") }))
}
