//! Tests over the real gateway: one binary, one file per subject.

mod architecture;
mod support;
