//! feedgate
pub mod address;
pub mod collection;
pub mod command;
pub mod config;
pub mod feed;
pub mod gateway;
pub mod http;
pub mod page;
pub mod render;
pub mod representation;
pub mod resource;
pub mod snapshot;
pub mod telemetry;
