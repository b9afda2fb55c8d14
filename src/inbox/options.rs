//! The settings of the inbox.

use std::num::NonZeroU32;

use crate::settings::{FromSettings, Reader};

/// How suggestions are received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether visitors can suggest reports.
    pub is_enabled: bool,
    /// The most suggestions that wait for a decision.
    pub waiting: u64,
    /// The most suggestions that are sent at once.
    pub at_once: usize,
    /// How often one client may send in an hour.
    pub per_client: NonZeroU32,
    /// How often all clients together may send in a minute.
    pub per_minute: NonZeroU32,
    /// After how many days the names and addresses of senders are forgotten.
    pub forget_sender_days: u32,
    /// How many leading zero bits the form's proof of work has; 0 if none is needed.
    pub proof_bits: u8,
}

/// More than a curator can read in a year. With 2 KB for each, 40 MB.
const WAITING: u64 = 20_000;
/// A page with so many forms is still usable.
const AT_ONCE: usize = 200;
const MOST_AT_ONCE: usize = 500;
/// A person who adds one report every three minutes.
const PER_CLIENT: u32 = 20;
/// What a busy collection gets in a day.
const PER_MINUTE: u32 = 120;
const MOST_RATE: u32 = 1_000_000;
/// Long enough for a curator's question, and for an answer to it.
const FORGET_SENDER_DAYS: u32 = 180;
const LONGEST_DAYS: u32 = 3_650;
/// A phone would take minutes for more.
const MOST_PROOF_BITS: u8 = 22;

impl FromSettings for Options {
    fn from_settings(reader: &mut Reader) -> Options {
        let not_zero = |number: u32| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Options {
            is_enabled: reader.value("inbox.enabled", true),
            waiting: reader.value("inbox.waiting", WAITING),
            at_once: reader.up_to("inbox.at_once", MOST_AT_ONCE, AT_ONCE),
            per_client: not_zero(reader.up_to("inbox.per_client_per_hour", MOST_RATE, PER_CLIENT)),
            per_minute: not_zero(reader.up_to("inbox.per_minute", MOST_RATE, PER_MINUTE)),
            forget_sender_days: reader.up_to("inbox.forget_sender_days", LONGEST_DAYS, FORGET_SENDER_DAYS),
            proof_bits: reader.at_most("inbox.proof_of_work_bits", MOST_PROOF_BITS, 0),
        }
    }
}
