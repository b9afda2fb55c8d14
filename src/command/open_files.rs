//! The limit of files and sockets that the process may have open.

use rustix::process::{Resource, getrlimit, setrlimit};

/// Open files besides the connections: listeners, the collection file and its watcher, the runtimes.
const BESIDE: u64 = 100;

/// Raises the limit as far as the system allows. The usual 1024 exists for old programs that call `select`, and is
/// less than a gateway's connections.
/// `connections` come from clients, and `deliveries` go to the hub's subscribers.
pub(super) fn raise(connections: usize, deliveries: usize) {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        limit.current = limit.maximum;
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            tracing::warn!(%error, "cannot raise the limit of open files");
        }
    }
    let wanted =
        u64::try_from(connections.saturating_add(deliveries)).unwrap_or(u64::MAX).saturating_add(BESIDE);
    // `None` means that there is no limit.
    if let Some(open_files) = getrlimit(Resource::Nofile).current.filter(|&open_files| open_files < wanted) {
        tracing::warn!(
            open_files,
            wanted,
            "the system allows fewer open files than `limits.connections` and `hub.concurrency` need, so some \
             connections may have to wait; raise LimitNOFILE (ulimit -Hn), or lower these settings"
        );
    }
}
