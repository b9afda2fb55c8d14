//! Reports from elsewhere: read from a source in any of many formats, and merged into a collection file.

mod record;

pub use record::{Item, Place, Record};
