//! `feedgate fmt`: puts a file into the canonical layout.

use std::path::Path;
use std::process::ExitCode;

use crate::config::Config;
use crate::edit::{Draft, canonical};

use super::{Change, Mode, edit};

/// Lays a file, or the collection, out again: two spaces for each level, a line for each member.
pub fn fmt(config: &Config, file: Option<&Path>, mode: Mode) -> ExitCode {
    edit(file, config, mode, |text| {
        Ok(Change {
            draft: Draft::whole(text, canonical(text)?),
            done: "is now in the canonical layout".to_owned(),
        })
    })
}
