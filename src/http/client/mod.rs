//! Clients: whose request it is, and how much each client may ask.
//!
//! The address of a connection and the header of a request come in; who the client is, and whether it has gone
//! beyond a limit, goes out. Knows neither the wire nor the replies.

mod admission;
mod forwarding;
mod limit;
mod proxies;
pub mod rate;
mod subscribers;

pub(super) use admission::Admitted;

pub use admission::Admission;
pub use forwarding::ForwardingHeader;
pub use limit::Limits;
pub use proxies::Proxies;
pub use subscribers::{Subscribers, Told};
