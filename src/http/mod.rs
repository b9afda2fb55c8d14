//! HTTP: requests in, replies out.
//!
//! Three rooms and one list. [`client`] knows whose request it is and how much each client may ask. `wire` has the
//! sockets and speaks HTTP on them; it is given the function that answers. `reply` is that function: the list of
//! steps from a request to a reply. `counters` counts what happens in all of them. Arrows go one way: `reply` uses
//! `wire`, both use `client`, all use `counters`. This file alone joins them. Nothing here knows where the
//! collection comes from or who configured it.

pub mod client;
mod counters;
mod reply;
mod wire;

use std::future::Future;
use std::net::IpAddr;
use std::sync::Arc;

use hyper::Request;
use hyper::body::Incoming;
use tokio::net::TcpListener;

use crate::desk::Desk;

use reply::{Replies, curators, is_of_desk, operators, respond};
use wire::{Connection, Wire};

pub use client::{Admission, Limits, SubscriberCount, Subscribers, rate};
pub use counters::{Count, Counters, Limit};
pub use reply::{AccessOptions, Freshness, Options, Shared, ShownAddress, fields_of_file};
pub use reply::{
    Answering, Answers, BriefReply, ContentType, CountsAs, Door, Post, Reads, Received, Refusal, door,
};
pub use wire::{Options as WireOptions, Tls};

/// A thread that serves, with sockets, connections and counters of its own.
#[derive(Debug)]
pub struct Worker {
    wire: Arc<Wire>,
    replies: Arc<Replies>,
    counters: Arc<Counters>,
}

impl Worker {
    /// A worker that keeps at most `at_hand_bytes` of replies ready to be sent again.
    pub fn new(wire: Arc<WireOptions>, shared: Arc<Shared>, at_hand_bytes: usize) -> Worker {
        let counters = Arc::<Counters>::default();
        Worker {
            wire: Arc::new(Wire::new(wire, counters.clone())),
            replies: Arc::new(Replies::new(shared, counters.clone(), at_hand_bytes)),
            counters,
        }
    }

    /// What it has done.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// The numbers of subscribers that feed readers told it.
    pub fn subscribers(&self) -> &Subscribers {
        self.replies.subscribers()
    }
}

/// Answers on listeners until `shutdown` completes. Then finishes the open connections, within `drain_secs`.
///
/// Calls `give_memory_back` when connections have come to rest.
///
/// # Cancellation
/// Open connections are dropped.
pub async fn serve(
    listeners: Vec<TcpListener>,
    worker: Arc<Worker>,
    give_memory_back: fn(),
    shutdown: impl Future<Output = ()>,
) {
    let replies = worker.replies.clone();
    let answer = move |connection: Arc<Connection>, request| respond(replies.clone(), connection, request);
    let shutdown = async {
        tokio::select! {
            () = shutdown => {}
            () = worker.replies.keep_up() => {}
        }
    };
    worker.wire.serve(listeners, answer, give_memory_back, shutdown).await;
}

/// Answers operators with what `reply` returns for a path, and curators at the desk, until `shutdown` completes.
///
/// # Cancellation
/// Open connections are dropped.
pub async fn serve_admin(
    listener: TcpListener,
    reply: impl Fn(&str) -> Option<BriefReply> + Send + Sync + 'static,
    desk: Desk,
    shutdown: impl Future<Output = ()>,
) {
    let (reply, desk) = (Arc::new(reply), Arc::new(desk));
    let answer = move |client: IpAddr, request: Request<Incoming>| {
        let (reply, desk) = (reply.clone(), desk.clone());
        async move {
            match is_of_desk(request.uri().path()) {
                true => curators(desk, client, request).await,
                false => operators(request.method(), reply(request.uri().path())),
            }
        }
    };
    wire::serve_admin(listener, answer, shutdown).await;
}
