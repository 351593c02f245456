//! Hints that files may have changed; the only module that says notify.
//!
//! A hint may come too often, too late or never: files are read and compared, whatever it says.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::places::Places;
use super::waiting::Signal;

/// A watch on folders that sends a signal where a change may matter.
pub(super) struct Hints {
    watcher: Option<RecommendedWatcher>,
    watched: BTreeSet<PathBuf>,
    /// What matters, for the thread that the events come on.
    places: Arc<Mutex<Places>>,
}

impl Hints {
    /// Begins without places. Where the system has no watches left there are no hints.
    pub(super) fn new(signals: Sender<Signal>) -> Hints {
        let places: Arc<Mutex<Places>> = Arc::default();
        let concerned = Arc::clone(&places);
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let matters = match &event {
                Ok(event) => {
                    is_change(event.kind)
                        && matter(event, &concerned.lock().unwrap_or_else(PoisonError::into_inner))
                }
                // Events were lost: anything may have happened.
                Err(_) => true,
            };
            if matters {
                // The receiver is gone where the watch ends.
                let _ = signals.send(Signal::Changed);
            }
        });
        Hints { watcher: watcher.ok(), watched: BTreeSet::new(), places }
    }

    pub(super) fn none() -> Hints {
        Hints { watcher: None, watched: BTreeSet::new(), places: Arc::default() }
    }

    /// Watches these places, and no others. A folder that was deleted and made again has lost its
    /// watch, so that each is asked for anew.
    pub(super) fn follow(&mut self, places: &Places) {
        let Some(watcher) = &mut self.watcher else { return };
        places.clone_into(&mut self.places.lock().unwrap_or_else(PoisonError::into_inner));
        let wanted = places.watched();
        for gone in self.watched.difference(&wanted) {
            let _ = watcher.unwatch(gone);
        }
        self.watched.clear();
        for folder in wanted {
            // A folder that is not there cannot be watched; polling finds it.
            if watcher.watch(&folder, RecursiveMode::NonRecursive).is_ok() {
                self.watched.insert(folder);
            }
        }
    }
}

/// Whether something was done to a file: reading it, as the loader itself does, is nothing.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    }
}

/// An event without a path says that events were lost.
fn matter(event: &Event, places: &Places) -> bool {
    event.paths.is_empty() || event.paths.iter().any(|path| places.concern(path))
}
