//! What anybody may send or write, damaged in every way that can be thought of, for a bounded time.
//!
//! `BOLERO_RANDOM_TEST_TIME_MS` sets the time of each target, and `BOLERO_RANDOM_SEED` repeats an input
//! that failed.

mod collection_file;
mod conditional_headers;
#[path = "../gateway/faults.rs"]
mod faults;
mod pool;
mod request_target;
// The gateway of the other tests; not all of it is used here.
#[allow(dead_code)]
#[path = "../gateway/support.rs"]
mod support;

use std::time::Duration;

/// Of each target, unless the environment says otherwise.
const TEST_TIME: Duration = Duration::from_secs(10);
