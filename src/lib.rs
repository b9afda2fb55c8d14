//! feedgate
pub mod collection;
