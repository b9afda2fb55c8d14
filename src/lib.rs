//! feedgate
pub mod address;
pub mod collection;
pub mod feed;
pub mod page;
pub mod render;
pub mod representation;
pub mod resource;
pub mod snapshot;
