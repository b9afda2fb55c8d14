//! Reports from elsewhere: what stands at an address is read page by page.

mod harvest;

pub use harvest::{Harvest, HarvestError, HarvestLimits, HarvestNote, HarvestOptions, Protocol};
