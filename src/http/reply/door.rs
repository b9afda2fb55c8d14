//! Doors: which methods an address accepts, and which body.
//!
//! The rules of an address name its [`Access`], and [`door`] has one door for each. A door that accepts a body states
//! its content types, the largest size and the longest time it may take to arrive; `receive` enforces this. To add
//! such a door, add an `Access`, and here the function that answers it. `Allow`, preflight replies and refusals
//! follow.

use std::future::Future;
use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::Method;

use crate::address::{Access, Address, Label, Localized};
use crate::collection::Instant;
use crate::resource;
use crate::snapshot::Snapshot;

use super::content::{BriefReply, ContentType};
use super::harvest;
use super::refusal::Refusal;

/// What an address accepts, besides OPTIONS, which every address accepts.
#[derive(Debug)]
pub struct Door {
    /// How it answers GET and HEAD.
    pub reads: Reads,
    /// What it accepts with POST; `None` if it accepts no POST.
    pub post: Option<Post>,
}

/// How a door answers GET and HEAD.
#[derive(Debug)]
pub enum Reads {
    /// Not at all.
    Nothing,
    /// With the document at the address.
    Document,
    /// The query of the URL is answered like a form that is posted. Without a query, a browser gets the document.
    Form(Answers),
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
    /// The function that answers.
    pub answers: Answers,
}

/// Answers requests that bring a form or another body.
#[derive(Clone, Copy, Debug)]
pub struct Answers {
    /// How a request with this body is counted. This is known before any work is done.
    pub counts_as: fn(&[u8]) -> CountsAs,
    /// Answers, and may wait for work to be done.
    ///
    /// # Cancellation
    /// The future is dropped when the client leaves. Work that must not stop halfway needs a task of its own.
    pub answer: fn(Received) -> Answering,
}

/// How metrics and the limits on clients count a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountsAs {
    /// How metrics name it.
    pub label: Label,
    /// How many usual replies the answer costs.
    pub replies: NonZeroU32,
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
    /// How its documents are built.
    pub options: Arc<resource::Options>,
    /// Whether the client understands gzip.
    pub accepts_gzip: bool,
    /// When the request came.
    pub now: Instant,
}

impl Door {
    /// A door that only answers GET and HEAD.
    pub const READING: Door = Door { reads: Reads::Document, post: None };
    /// OAI-PMH: the same arguments with GET and with POST (§3.1.1).
    const HARVESTING: Door = Door {
        reads: Reads::Form(harvest::ANSWERS),
        post: Some(Post {
            content_types: &[ContentType::Form],
            most_bytes: harvest::MOST_BYTES,
            most_time: harvest::MOST_TIME,
            answers: harvest::ANSWERS,
        }),
    };

    /// All methods, as `Allow` lists them.
    pub(super) fn methods(&self) -> &'static [Method] {
        match (&self.reads, &self.post) {
            (Reads::Nothing, None) => &[Method::OPTIONS],
            (Reads::Nothing, Some(_)) => &[Method::POST, Method::OPTIONS],
            (_, None) => &[Method::GET, Method::HEAD, Method::OPTIONS],
            (_, Some(_)) => &[Method::GET, Method::HEAD, Method::POST, Method::OPTIONS],
        }
    }
}

/// The door of an address.
pub fn door(address: &Address) -> &'static Door {
    match address.rules().access {
        Access::Reading => &Door::READING,
        Access::Harvesting => &Door::HARVESTING,
    }
}
