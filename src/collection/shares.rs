//! Runs work on a list in parallel, on as many threads as there are cores.

use std::thread;

/// Splits `things` into shares of at least `worth_a_thread` and runs `work` on each share. The results are in the
/// order of the shares.
pub(super) fn in_shares<T: Sync, R: Send>(
    things: &[T],
    worth_a_thread: usize,
    work: impl Fn(&[T]) -> R + Sync,
) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let share = things.len().div_ceil(cores).max(worth_a_thread);
    if things.len() <= share {
        return vec![work(things)];
    }
    let work = &work;
    thread::scope(|scope| {
        let threads: Vec<_> = things.chunks(share).map(|share| scope.spawn(move || work(share))).collect();
        let join = |thread: thread::ScopedJoinHandle<'_, R>| thread.join().expect("the work does not panic");
        threads.into_iter().map(join).collect()
    })
}
