//! Reports from elsewhere: the pages of a source at an address.

mod harvest;

pub use harvest::{Harvest, HarvestError, HarvestLimits, HarvestNote, HarvestOptions, Protocol};
