//! Replies: from a request to what is sent.
//!
//! `respond` is the list of steps, each in a file of its own; `replies` is what a worker makes replies with. Uses
//! the wire for the body of a reply and for its connection, and knows nothing of sockets. Only this folder writes
//! response headers.

mod access;
mod brief;
mod common;
mod conditional;
mod content;
mod door;
mod fields;
mod memo;
mod negotiate;
mod options;
mod ready;
mod receive;
mod refusal;
mod replies;
mod respond;

pub(super) use brief::operators;
pub(super) use replies::Replies;
pub(super) use respond::respond;

pub use access::{AccessOptions, ShownAddress};
pub use content::{BriefReply, ContentType};
pub use door::{Answering, Door, Post, Received, door};
pub use options::{Freshness, Options, Shared};
pub use refusal::Refusal;
