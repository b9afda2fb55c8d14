//! Replies: turns a request into a reply.
//!
//! `respond` is the list of steps, each in a file of its own. `replies` is the state of a worker. This folder uses
//! the wire's types for bodies and connections, and knows nothing of sockets. Only this folder writes response
//! headers.

mod access;
mod answers;
mod brief;
mod common;
mod conditional;
mod content;
mod curators;
mod door;
mod fields;
mod harvest;
mod memo;
mod negotiate;
mod options;
mod ready;
mod receive;
mod refusal;
mod replies;
mod respond;
mod subscribe;
mod suggest;

pub(super) use brief::operators;
pub(super) use curators::{curators, is_of_desk};
pub(super) use replies::Replies;
pub(super) use respond::respond;

pub use access::{AccessOptions, ShownAddress};
pub use answers::{Answering, Answers, CountsAs, Received};
pub use common::fields_of_file;
pub use content::{BriefReply, ContentType};
pub use door::{Door, Post, Reads, door};
pub use options::{Freshness, Options, Shared};
pub use refusal::Refusal;
