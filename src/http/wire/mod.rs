//! The wire: sockets, connections, TLS, and HTTP as it is spoken on them.

pub(super) mod admin;
pub(super) mod body;
pub(super) mod connection;
mod conversation;
pub(super) mod server;
pub(super) mod tls;
pub(super) mod watch;
