//! The settings of hyper for both versions of HTTP.

use hyper::server::conn::{http1, http2};
use hyper_util::rt::TokioExecutor;

use crate::http::client::Limits;

/// The settings for both versions of HTTP. hyper measures no time; `watch` does.
#[derive(Debug)]
pub(super) struct Protocol {
    pub(super) http1: http1::Builder,
    pub(super) http2: http2::Builder<TokioExecutor>,
}

impl Protocol {
    pub(super) fn new(limits: &Limits) -> Protocol {
        let mut http1 = http1::Builder::new();
        // More than is allowed, so that a header that is a little too large gets a proper refusal.
        http1.max_buf_size((limits.header_bytes * 2).max(64 * 1024));
        let mut http2 = http2::Builder::new(TokioExecutor::new());
        http2
            .max_concurrent_streams(limits.http2_streams)
            .max_pending_accept_reset_streams(limits.http2_resets)
            .max_local_error_reset_streams(limits.http2_resets)
            .max_header_list_size(
                u32::try_from(limits.header_bytes * 2).expect("at most 2 MiB by the settings"),
            );
        Protocol { http1, http2 }
    }
}
