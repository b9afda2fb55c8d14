//! Tests over the real gateway: one binary, one file per subject.

mod addresses;
mod allocations;
mod architecture;
mod archives;
mod bounds;
mod cards;
mod commands;
mod conditional;
mod ending;
mod formats;
mod negotiation;
mod odd_requests;
mod operators;
mod program;
mod properties;
mod read_back;
mod reading;
mod readme;
mod refusals;
mod reloading;
mod retirement;
mod settings;
mod sharing;
mod shipped;
mod support;
mod wire;
