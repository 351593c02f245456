//! The reloads of a policy, one after the other.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::hints::Hints;
use super::loader::Loader;
use super::reload::Reload;
use super::settings::Settings;
use super::waiting::{Signal, wait};
use crate::policy::{LoadError, Policy};

/// The reloads of a policy as its files change: the first at once, each further one when there is
/// news. Waiting for the next blocks; it never ends by itself.
///
/// For hosts that do something at each change; whoever only wants the last good policy takes
/// [`LivePolicy`](super::LivePolicy).
pub struct Changes {
    loader: Arc<Loader>,
    hints: Mutex<Hints>,
    signals: Receiver<Signal>,
    sender: Sender<Signal>,
    begun: bool,
}

impl Changes {
    /// Those of a file or folder.
    ///
    /// # Errors
    /// Where the path means nothing. Files that are not there or not valid are the first reload.
    pub fn of(path: impl AsRef<Path>, settings: Settings) -> Result<Changes, LoadError> {
        let path = path.as_ref();
        // From the root of the file system, as events have it.
        let absolute = std::path::absolute(path)
            .map_err(|source| LoadError::Read { path: path.to_owned(), source })?;
        let (sender, signals) = channel();
        let hints = if settings.events { Hints::new(sender.clone()) } else { Hints::none() };
        let loader = Arc::new(Loader::new(absolute, settings));
        Ok(Changes { loader, hints: Mutex::new(hints), signals, sender, begun: false })
    }

    pub(super) fn loader(&self) -> &Arc<Loader> {
        &self.loader
    }

    /// What ends the wait.
    pub(super) fn sender(&self) -> Sender<Signal> {
        self.sender.clone()
    }

    /// The next news, `None` at the end; `take` is handed each policy in the order of their reads.
    pub(super) fn next_with(&mut self, take: impl Fn(&Arc<Policy>)) -> Option<Reload> {
        loop {
            if self.begun && wait(&self.signals, &self.loader.settings) == Signal::Stop {
                return None;
            }
            self.begun = true;
            let watch = |places: &_| {
                self.hints.lock().unwrap_or_else(PoisonError::into_inner).follow(places);
            };
            if let (reload, true) = self.loader.load(watch, &take) {
                return Some(reload);
            }
        }
    }
}

impl Iterator for Changes {
    type Item = Reload;

    fn next(&mut self) -> Option<Reload> {
        self.next_with(|_| {})
    }
}
