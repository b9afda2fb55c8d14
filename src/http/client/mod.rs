//! Clients: whose request it is, and how much each of them may ask.
//!
//! A connection or the header of a request comes in, an answer to one of these questions goes out. Knows
//! neither the wire nor the replies.

pub(super) mod admission;
mod forwarding;
pub(super) mod limit;
mod proxies;
pub mod rate;
pub(super) mod subscribers;

pub use forwarding::ForwardingHeader;
pub use proxies::Proxies;
