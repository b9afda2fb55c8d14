//! The system's word that something happened in a folder.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::bell::Bell;
use super::folders::Folders;

/// A watch over folders, until it is dropped. Folders and not the file: whoever replaces a file by a
/// rename leaves a watch of the file with the old one.
#[derive(Debug)]
pub(super) struct Watch {
    folders: Arc<Folders>,
    /// One of the folders was moved or removed, and the watch over it may have gone with it.
    lost: Arc<AtomicBool>,
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Begins to watch; from then on the bell is rung for whatever happens in the folders.
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
                    bell.look();
                }
                Err(error) => {
                    tracing::debug!(%error, "the watch over the collection's folder is begun again");
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

    /// Whether these are the folders it watches, and it still does.
    pub(super) fn covers(&self, folders: &Folders) -> bool {
        *self.folders == *folders && !self.lost.load(Ordering::Relaxed)
    }
}

/// Reading changes nothing, and feedgate itself reads.
fn only_looks(kind: &EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => true,
        _ => false,
    }
}
