//! Clients: whose request it is, and how much each client may ask.
//!
//! The address of a connection and the header of a request come in. The client's address, and whether the client
//! is beyond a limit, go out. This folder knows nothing of the wire or of replies.

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
pub use subscribers::{SubscriberCount, Subscribers};
