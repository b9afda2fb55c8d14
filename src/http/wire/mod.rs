//! The wire: sockets, connections, TLS, and HTTP as it is spoken on them.
//!
//! A listener and a function that answers come in. Bytes go out, within the time limits that `watch` enforces on
//! every connection. This folder knows nothing of addresses, collections or how a reply is made. It sends two raw
//! replies itself, where hyper cannot send one: 503 if there are too many connections, and 408 if a request never
//! arrives whole.

mod admin;
mod body;
mod connection;
mod conversation;
mod open;
mod protocol;
mod server;
mod target;
mod tls;
mod watch;

pub(super) use admin::serve_admin;
pub(super) use body::{Body, Reply};
pub(super) use connection::Connection;
pub(super) use open::Wire;

pub use open::Options;
pub use tls::Tls;
