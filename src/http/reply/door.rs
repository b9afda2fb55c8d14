//! Doors: which methods an address takes, and which body.
//!
//! The rules of an address name its [`Access`], and [`door`] has one door for each. A door that takes a body says which
//! content types it takes, how large the body may be and how long it may take to arrive; `receive` holds requests to
//! that. To add such a door, add an `Access`, and here the function that answers: `Allow`, preflights and refusals
//! follow.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::Method;

use crate::address::{Access, Address, Localized};
use crate::collection::Instant;
use crate::snapshot::Snapshot;

use super::content::{BriefReply, ContentType};
use super::refusal::Refusal;

/// What an address takes, besides OPTIONS, which every address takes.
#[derive(Debug)]
pub struct Door {
    /// Whether it answers GET and HEAD.
    pub reads: bool,
    /// What it takes with POST; `None` if it takes no POST.
    pub post: Option<Post>,
}

/// What a door takes with POST, and who answers.
#[derive(Debug)]
pub struct Post {
    /// The content types that it takes.
    pub content_types: &'static [ContentType],
    /// The most bytes of a body.
    pub most_bytes: usize,
    /// How long a body may take to arrive. Shorter than `limits.reply_timeout_secs`: after that time the wire ends a
    /// connection without a word.
    pub most_time: Duration,
    /// Answers, and may wait for work to be done.
    ///
    /// # Cancellation
    /// The future is dropped when the client leaves. Work that must not stop halfway needs a task of its own.
    pub answer: fn(Received) -> Answering,
}

/// A reply of a door in the making.
pub type Answering = Pin<Box<dyn Future<Output = Result<BriefReply, Refusal>> + Send>>;

/// A request whose body arrived whole and within the bounds of its door.
#[derive(Debug)]
pub struct Received {
    /// Where it was sent, in the one canonical spelling.
    pub address: Localized,
    /// What the body is.
    pub content_type: ContentType,
    /// The body.
    pub body: Bytes,
    /// What is served.
    pub snapshot: Arc<Snapshot>,
    /// When the request came.
    pub now: Instant,
}

impl Door {
    /// An address for reading.
    pub const READING: Door = Door { reads: true, post: None };

    /// All methods, as `Allow` lists them.
    pub(super) fn methods(&self) -> &'static [Method] {
        match (self.reads, &self.post) {
            (true, None) => &[Method::GET, Method::HEAD, Method::OPTIONS],
            (true, Some(_)) => &[Method::GET, Method::HEAD, Method::POST, Method::OPTIONS],
            (false, Some(_)) => &[Method::POST, Method::OPTIONS],
            (false, None) => &[Method::OPTIONS],
        }
    }
}

/// The door of an address.
pub fn door(address: &Address) -> &'static Door {
    match address.rules().access {
        Access::Reading => &Door::READING,
    }
}
