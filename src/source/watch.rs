//! Watches folders for changes with the operating system's events.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::bell::Bell;
use super::folders::Folders;

/// A watch over folders, until it is dropped. It watches folders and not the file, because a watch on the file
/// stays with the old file when a rename replaces it.
#[derive(Debug)]
pub(super) struct Watch {
    folders: Arc<Folders>,
    /// Whether a folder was moved or removed, which may have ended the watch over it.
    lost: Arc<AtomicBool>,
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Starts to watch. From then on, every event in the folders rings the bell.
    pub(super) fn new(folders: Folders, bell: Bell) -> notify::Result<Watch> {
        let (folders, lost) = (Arc::new(folders), Arc::new(AtomicBool::new(false)));
        let mut watcher = {
            let (folders, lost) = (folders.clone(), lost.clone());
            notify::recommended_watcher(move |event: notify::Result<Event>| match event {
                Ok(event) if only_looks(&event.kind) => {}
                Ok(event) => {
                    if event.paths.iter().any(|path| folders.0.contains_key(path)) {
                        lost.store(true, Ordering::Relaxed);
                    }
                    match renames(&event.kind) {
                        true => bell.renamed(),
                        false => bell.look(),
                    }
                }
                Err(error) => {
                    tracing::debug!(%error, "watching the collection's folder again");
                    lost.store(true, Ordering::Relaxed);
                    bell.look();
                }
            })?
        };
        for folder in folders.0.keys() {
            watcher.watch(folder, RecursiveMode::NonRecursive)?;
        }
        Ok(Watch { folders, lost, _watcher: watcher })
    }

    /// Whether it watches exactly these folders, and still works.
    pub(super) fn covers(&self, folders: &Folders) -> bool {
        *self.folders == *folders && !self.lost.load(Ordering::Relaxed)
    }
}

/// Whether an event is only a read, which changes nothing: feedgate itself reads the file.
fn only_looks(kind: &EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => true,
        _ => false,
    }
}

/// Whether something has another name now. Not every system says so.
fn renames(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both)))
}
