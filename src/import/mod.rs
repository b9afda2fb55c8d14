//! Reports from elsewhere: read from a source in any of many formats, and merged into a collection file.

mod harvest;
mod record;

pub use harvest::{Harvest, HarvestError, HarvestLimits, HarvestNote, HarvestOptions, Protocol};
pub use record::{Item, Place, Record};
