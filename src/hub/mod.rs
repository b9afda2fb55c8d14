//! The WebSub hub (W3C Recommendation of 23 January 2018): who subscribed to a feed is sent each new version of it.
//!
//! - [`HubRequest::read`] reads what a subscriber asks for, and [`FeedTopic::read`] which feed it means.
//! - [`Hub`] is what the door for these requests is given. It stores a request before it is acknowledged.
//! - [`Engine`] runs on a thread of its own. It asks callbacks for confirmation, compares the subscribed feeds after
//!   each reload, and delivers what changed. `lanes` decides which delivery goes next, `judge` what follows from an
//!   answer, and `state` keeps everything in the store.
//!
//! What is delivered is what a GET returns, byte for byte.

mod callback;
mod door;
mod engine;
mod figures;
mod judge;
mod lanes;
pub mod operator;
mod options;
mod request;
mod send;
mod signature;
mod state;
mod topic;

pub use callback::Callback;
pub use door::{Hub, HubRefusal};
pub use engine::Engine;
pub use figures::HubFigures;
pub use options::{CallbackRules, HubBounds, Leases, Options};
pub use request::{HubMode, HubRequest};
pub use signature::SignatureMethod;
pub use topic::{FeedTopic, TopicStanding};
