//! Doors: which methods an address accepts, and which body.
//!
//! The rules of an address name its [`Access`], and [`door`] has one door for each. A door that accepts a body states
//! its content types, the largest size and the longest time it may take to arrive; `receive` enforces this. To add
//! such a door, add an `Access`, and here the function that answers it. `Allow`, preflight replies and refusals
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

/// What an address accepts, besides OPTIONS, which every address accepts.
#[derive(Debug)]
pub struct Door {
    /// Whether it answers GET and HEAD.
    pub reads: bool,
    /// What it accepts with POST; `None` if it accepts no POST.
    pub post: Option<Post>,
}

/// What a door accepts with POST, and the function that answers.
#[derive(Debug)]
pub struct Post {
    /// The content types that it accepts.
    pub content_types: &'static [ContentType],
    /// The most bytes of a body.
    pub most_bytes: usize,
    /// How long a body may take to arrive. This must be less than `limits.reply_timeout_secs`: after that time the
    /// wire ends a connection without a reply.
    pub most_time: Duration,
    /// Answers, and may wait for work to be done.
    ///
    /// # Cancellation
    /// The future is dropped when the client leaves. Work that must not stop halfway needs a task of its own.
    pub answer: fn(Received) -> Answering,
}

/// A reply that a door is making.
pub type Answering = Pin<Box<dyn Future<Output = Result<BriefReply, Refusal>> + Send>>;

/// A request whose body arrived whole and within the limits of its door.
#[derive(Debug)]
pub struct Received {
    /// The address it was sent to, in the canonical spelling.
    pub address: Localized,
    /// The content type of the body.
    pub content_type: ContentType,
    /// The body.
    pub body: Bytes,
    /// The snapshot that is served.
    pub snapshot: Arc<Snapshot>,
    /// When the request came.
    pub now: Instant,
}

impl Door {
    /// A door that only answers GET and HEAD.
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
