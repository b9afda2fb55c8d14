//! Statistics of the cache.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds in milliseconds. A page takes 1 ms, and a large feed with the slowest compression 50 ms.
const BUCKETS_MS: [u64; 8] = [1, 2, 5, 10, 25, 50, 100, 1_000];

/// Running counters. Builds are rare enough that all cores can share them.
#[derive(Debug, Default)]
pub(super) struct Counted {
    hits: AtomicU64,
    builds: [AtomicU64; BUCKETS_MS.len()],
    slow_builds: AtomicU64,
    build_micros: AtomicU64,
}

/// Statistics of the cache and its content.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Number of cache hits.
    pub hits: u64,
    /// Histogram of build times: the upper bound of each bucket in seconds, and the builds in that bucket. The
    /// last bucket has no upper bound.
    pub builds: Vec<(f64, u64)>,
    /// Total build time in seconds.
    pub build_secs: f64,
    /// About the number of bytes held.
    pub bytes: u64,
    /// Number of representations held.
    pub representations: u64,
}

impl Counted {
    pub(super) fn hit(&self) {
        self.hits.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn build(&self, took: Duration) {
        let fits = BUCKETS_MS.iter().position(|end| took <= Duration::from_millis(*end));
        fits.map_or(&self.slow_builds, |at| &self.builds[at]).fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.build_micros.fetch_add(micros, Ordering::Relaxed);
    }

    pub(super) fn figures(&self, bytes: u64, representations: u64) -> Figures {
        let now = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let ends =
            BUCKETS_MS.iter().map(|end| Duration::from_millis(*end).as_secs_f64()).chain([f64::INFINITY]);
        let counts = self.builds.iter().chain([&self.slow_builds]).map(now);
        Figures {
            hits: now(&self.hits),
            builds: ends.zip(counts).collect(),
            build_secs: Duration::from_micros(now(&self.build_micros)).as_secs_f64(),
            bytes,
            representations,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_counted_once_where_it_fits() {
        let counted = Counted::default();
        for millis in [1, 3, 60_000] {
            counted.build(Duration::from_millis(millis));
        }
        let figures = counted.figures(7, 1);
        assert_eq!(figures.builds.iter().map(|(_, count)| count).sum::<u64>(), 3);
        assert_eq!(figures.builds[0], (0.001, 1));
        assert_eq!(figures.builds[2], (0.005, 1));
        assert_eq!(figures.builds.last(), Some(&(f64::INFINITY, 1)));
        assert!((figures.build_secs - 60.004).abs() < 1e-6);
    }
}
