//! Files → a policy that may be live, or why not.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId, sleep};
use std::time::Duration;

use arc_swap::ArcSwapOption;

use super::places::Places;
use super::reload::{Refusal, Reload};
use super::settings::Settings;
use crate::outcome_tests::OutcomeTests;
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
    /// Why the files are not live, for whoever asks while a policy is proved.
    refused: ArcSwapOption<Refusal>,
    /// Who proves a policy now.
    proving: Mutex<Option<ThreadId>>,
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
        let (known, refused, proving) =
            (Mutex::default(), ArcSwapOption::empty(), Mutex::default());
        Loader { path, settings, known, refused, proving }
    }

    /// Reads the files and hands over a policy that is to be live. With it, whether there is news:
    /// files that are as they were are none. `watch` takes the places whose changes matter, before
    /// the last read.
    pub(super) fn load(
        &self,
        watch: impl Fn(&Places),
        take: impl Fn(&Arc<Policy>),
    ) -> (Reload, bool) {
        let mut known = locked(&self.known);
        let loaded = self.loaded(&mut known, watch, take);
        self.refused.store(known.refused.as_ref().map(|(_, why)| Arc::clone(why)));
        loaded
    }

    fn loaded(
        &self,
        known: &mut Known,
        watch: impl Fn(&Places),
        take: impl Fn(&Arc<Policy>),
    ) -> (Reload, bool) {
        let read = self.settled(watch);
        let seen = Seen::of(read.as_ref());
        if let Some(live) = known.live.clone().filter(|live| seen == Seen::live(live)) {
            let news = known.refused.take().is_some();
            return (Reload::Same(live), news);
        }
        let before = known.refused.as_ref().filter(|(refused, _)| *refused == seen);
        let before = before.map(|(_, why)| Arc::clone(why));
        if let Some(why) = before.clone().filter(|why| !why.lies_outside()) {
            return (Reload::Refused(why), false);
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
                let news = before.is_none_or(|before| before.to_string() != why.to_string());
                known.refused = Some((seen, Arc::clone(&why)));
                (Reload::Refused(why), news)
            }
        }
    }

    /// Forgets what was refused: what refused it may lie outside of the files.
    pub(super) fn forget(&self) {
        locked(&self.known).refused = None;
    }

    /// Why the files as they were read last are not live.
    pub(super) fn refused(&self) -> Option<Arc<Refusal>> {
        self.refused.load_full()
    }

    /// Whether this thread is proving a policy.
    pub(super) fn is_proving_here(&self) -> bool {
        *locked(&self.proving) == Some(thread::current().id())
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
        *locked(&self.proving) = Some(thread::current().id());
        let made = catch_unwind(AssertUnwindSafe(|| {
            let policy = Policy::from_files(files)?;
            self.proved(&policy)?;
            Ok(policy)
        }));
        *locked(&self.proving) = None;
        made.unwrap_or(Err(Refusal::Panicked))
    }

    /// The tests of the folder first, then the host's own proof.
    fn proved(&self, policy: &Policy) -> Result<(), Refusal> {
        if self.settings.tests {
            let tests = OutcomeTests::load(&self.path).map_err(Refusal::UnreadTests)?;
            let mut verdicts = tests.run(policy).map_err(Refusal::UnreadTests)?;
            verdicts.retain(|verdict| !verdict.passes());
            if !verdicts.is_empty() {
                return Err(Refusal::Tests(verdicts));
            }
        }
        match &self.settings.prove {
            Some(prove) => prove(policy).map_err(Refusal::Unproved),
            None => Ok(()),
        }
    }
}

/// What a panic left behind is as good as what stood before.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
            Err(
                Refusal::Restless
                | Refusal::Tests(_)
                | Refusal::UnreadTests(_)
                | Refusal::Unproved(_)
                | Refusal::Panicked
                | Refusal::Proving,
            ) => Seen::Restless,
        }
    }
}
