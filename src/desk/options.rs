//! The settings of the desk.

use std::path::PathBuf;

use crate::settings::{FromSettings, Reader};

/// How the desk works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether curators reach the desk over HTTPS, through a proxy. Its cookie is then only sent over HTTPS.
    pub is_https: bool,
    /// After so many seconds without a request a login ends.
    pub idle_secs: u32,
    /// After so many seconds a login ends in any case.
    pub session_secs: u32,
    /// Whether the desk writes the collection file. Otherwise it only hands out patches.
    pub writes: bool,
}

/// The collection file that the desk changes.
#[derive(Clone, Debug)]
pub struct DeskFile {
    /// Where it is.
    pub path: PathBuf,
    /// The most bytes that it may have.
    pub limit: u64,
}

/// Half an hour: the time of a phone call, and not of a lunch.
const IDLE_SECS: u32 = 30 * 60;
/// A long working day.
const SESSION_SECS: u32 = 12 * 60 * 60;
/// A week. After that, somebody else may sit there.
const LONGEST_SECS: u32 = 7 * 24 * 60 * 60;

impl FromSettings for Options {
    fn from_settings(reader: &mut Reader) -> Options {
        Options {
            is_https: reader.value("desk.https", false),
            idle_secs: reader.up_to("desk.idle_secs", LONGEST_SECS, IDLE_SECS),
            session_secs: reader.up_to("desk.session_secs", LONGEST_SECS, SESSION_SECS),
            writes: reader.value("desk.writes", true),
        }
    }
}
