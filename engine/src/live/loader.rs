//! Files → a policy that may be live, or why not.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use super::places::Places;
use super::reload::{Refusal, Reload};
use super::settings::Settings;
use crate::policy::folder::{self, Files};
use crate::policy::{LoadError, Policy};

/// Between two reads that must agree: longer than a file is left half by an ordinary write.
const BETWEEN_READS: Duration = Duration::from_millis(20);
/// Who writes for longer than these reads sends further events.
const MOST_READS: usize = 12;

/// Reads, checks and proves the policy at a path.
#[derive(Debug)]
pub(super) struct Loader {
    path: PathBuf,
    pub(super) settings: Settings,
    /// Whoever loads holds it, so that what was read last is live last.
    known: Mutex<Known>,
}

/// What is known of the files.
#[derive(Debug, Default)]
struct Known {
    live: Option<Arc<Policy>>,
    /// What was refused last, unless the files were good since.
    refused: Option<(Seen, Arc<Refusal>)>,
}

/// What files were when they were read: their hash, or why they could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    Files(String),
    Unread(String),
    Restless,
}

impl Loader {
    pub(super) fn new(path: PathBuf, settings: Settings) -> Loader {
        Loader { path, settings, known: Mutex::default() }
    }

    /// Reads the files and hands over a policy that is to be live. With it, whether there is news:
    /// files that are as they were are none. `watch` takes the places whose changes matter, before
    /// the last read.
    pub(super) fn load(
        &self,
        watch: impl Fn(&Places),
        take: impl Fn(&Arc<Policy>),
    ) -> (Reload, bool) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let read = self.settled(watch);
        let seen = Seen::of(read.as_ref());
        if let Some(live) = known.live.clone().filter(|live| seen == Seen::live(live)) {
            let news = known.refused.take().is_some();
            return (Reload::Same(live), news);
        }
        if let Some((_, why)) = known.refused.as_ref().filter(|(refused, _)| *refused == seen) {
            return (Reload::Refused(Arc::clone(why)), false);
        }
        match read.and_then(|files| self.accepted(&files)) {
            Ok(policy) => {
                let policy = Arc::new(policy);
                take(&policy);
                *known = Known { live: Some(Arc::clone(&policy)), refused: None };
                (Reload::Live(policy), true)
            }
            Err(why) => {
                let why = Arc::new(why);
                known.refused = Some((seen, Arc::clone(&why)));
                (Reload::Refused(why), true)
            }
        }
    }

    /// Forgets what was refused: what refused it may lie outside of the files.
    pub(super) fn forget(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).refused = None;
    }

    /// Why the files as they were read last are not live.
    pub(super) fn refused(&self) -> Option<Arc<Refusal>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.refused.as_ref().map(|(_, why)| Arc::clone(why))
    }

    /// The files, once two reads agree.
    fn settled(&self, watch: impl Fn(&Places)) -> Result<Files, Refusal> {
        let mut before: Option<Seen> = None;
        for _ in 0..MOST_READS {
            let read = folder::read(&self.path);
            let seen = Seen::read(&read);
            if before.as_ref() == Some(&seen) {
                return Ok(read?);
            }
            before = Some(seen);
            let names = read.iter().flat_map(|files| &files.sources).map(|source| &*source.name);
            watch(&Places::of(&self.path, names));
            sleep(BETWEEN_READS);
        }
        Err(Refusal::Restless)
    }

    /// The checked and planned policy, if the host accepts it.
    fn accepted(&self, files: &Files) -> Result<Policy, Refusal> {
        let made = catch_unwind(AssertUnwindSafe(|| {
            let policy = Policy::from_files(files)?;
            match &self.settings.prove {
                Some(prove) => prove(&policy).map_err(Refusal::Unproved).map(|()| policy),
                None => Ok(policy),
            }
        }));
        made.unwrap_or(Err(Refusal::Panicked))
    }
}

impl Seen {
    fn live(policy: &Policy) -> Seen {
        Seen::Files(policy.generation().to_owned())
    }

    fn read(read: &Result<Files, LoadError>) -> Seen {
        match read {
            Ok(files) => Seen::Files(files.generation()),
            Err(error) => Seen::Unread(error.to_string()),
        }
    }

    fn of(settled: Result<&Files, &Refusal>) -> Seen {
        match settled {
            Ok(files) => Seen::Files(files.generation()),
            Err(Refusal::Load(error)) => Seen::Unread(error.to_string()),
            Err(Refusal::Restless | Refusal::Unproved(_) | Refusal::Panicked) => Seen::Restless,
        }
    }
}
