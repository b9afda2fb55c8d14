//! Replies: from a request to what is sent, one list of steps in `respond`, each step in a file of its own.

pub(super) mod access;
pub(super) mod brief;
mod common;
mod conditional;
pub(super) mod fields;
pub(super) mod memo;
mod negotiate;
mod ready;
pub(super) mod refusal;
pub(super) mod respond;
