//! How large a request may be.

use hyper::{HeaderMap, Uri};

use super::refusal::Refusal;

/// Bounds of a request.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of path and query.
    pub target_bytes: usize,
    /// Bytes of all header fields, names and values.
    pub header_bytes: usize,
    /// Seconds in which the header must be there.
    pub header_timeout_secs: u64,
    /// Seconds in which replies under way may end when the gateway ends.
    pub drain_secs: u64,
}

impl Limits {
    /// Refuses a request beyond the bounds.
    pub(super) fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let target = uri.path_and_query().map_or(0, |target| target.as_str().len());
        if target > self.target_bytes {
            return Err(Refusal::TARGET_TOO_LONG);
        }
        let fields = headers.iter().map(|(name, value)| name.as_str().len() + value.len());
        if fields.sum::<usize>() > self.header_bytes {
            return Err(Refusal::HEADER_TOO_LARGE);
        }
        Ok(())
    }
}
