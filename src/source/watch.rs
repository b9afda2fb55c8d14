//! Watches folders for changes with the operating system's events.

use std::path::{Path, PathBuf};
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
                    if event.paths.iter().any(|path| folders.contain(path)) {
                        lost.store(true, Ordering::Relaxed);
                    }
                    match new_name(&event) {
                        Some(name) if folders.lead_over(name) => bell.placed(),
                        _ => bell.look(),
                    }
                }
                Err(error) => {
                    tracing::debug!(%error, "watching the collection's folder again");
                    lost.store(true, Ordering::Relaxed);
                    bell.look();
                }
            })?
        };
        for folder in folders.paths() {
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

/// The path that something has from now on, if it was renamed. Not every system says so.
fn new_name(event: &Event) -> Option<&Path> {
    match event.kind {
        EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both)) => {
            event.paths.last().map(PathBuf::as_path)
        }
        _ => None,
    }
}
