//! The wire: sockets, connections, TLS, and HTTP as it is spoken on them.
//!
//! A listener and a function that answers come in. Bytes go out, within the bounds of time that `watch` holds every
//! connection to. Knows nothing of addresses, collections or how a reply is made; two raw replies are its own,
//! sent where hyper cannot send one: 503 when there is no room, and 408 when a request never arrives whole.

mod admin;
mod body;
mod connection;
mod conversation;
mod open;
mod protocol;
mod server;
mod tls;
mod watch;

pub(super) use admin::serve_admin;
pub(super) use body::{Body, Reply};
pub(super) use connection::Connection;
pub(super) use open::Wire;

pub use open::Options;
pub use tls::Tls;
