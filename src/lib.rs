//! feedgate
pub mod address;
pub mod collection;
pub mod feed;
pub mod snapshot;
