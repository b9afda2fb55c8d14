//! What a door gives to the function that answers, and what it gets back.

use std::future::Future;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

use crate::address::{Label, Localized};
use crate::collection::Instant;
use crate::hub::Hub;
use crate::inbox::Inbox;
use crate::shelf::Hosted;
use crate::snapshot::Snapshot;
use crate::words::Preferences;

use super::content::{BriefReply, ContentType};
use super::refusal::Refusal;

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
    /// The collection that was asked, and how its documents are built.
    pub hosted: Hosted,
    /// The hub of the collection, if it has one.
    pub hub: Option<Hub>,
    /// The inbox of the collection, if it has one.
    pub inbox: Option<Inbox>,
    /// Whether the client understands gzip.
    pub accepts_gzip: bool,
    /// The languages that the client prefers.
    pub preferences: Preferences,
    /// The address of the client, if it is known.
    pub client: Option<IpAddr>,
    /// What stands between the parts of a form with files.
    pub boundary: Option<String>,
    /// What makes a repeated request the same one.
    pub idempotency_key: Option<Box<[u8]>>,
    /// When the request came.
    pub now: Instant,
}
