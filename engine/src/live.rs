//! A policy that follows its files: edited while it is used, never half, never broken.
//!
//! ```no_run
//! use loyal_engine::LivePolicy;
//!
//! let live = LivePolicy::watch("policies/harbour-club")?;
//! # let (record, as_of) = (serde_json::json!({}), "2026-06-30".parse()?);
//! // For each request: the policy that is live at this moment.
//! let answer = live.evaluate(&record, as_of)?;
//! println!("{} by generation {}", answer.outcome.customer, answer.generation);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! files ─hints, or a look now and then─▶ settle ─▶ read twice alike ─▶ check ─▶ plan ─▶ prove ─▶
//! one pointer is swapped. Whatever fails on the way leaves the policy that is live as it is, and
//! says why. All files of a folder are one generation; an evaluation ends with the one that it
//! began with.

mod changes;
mod hints;
mod loader;
mod places;
mod reload;
mod settings;
mod waiting;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use arc_swap::ArcSwap;
use arrow::array::RecordBatch;
use loyal_dsl::date::Date;
use serde::Serialize;

use crate::outcome::Outcome;
use crate::policy::{EvaluateError, Evaluated, LoadError, Policy};
pub use changes::Changes;
use loader::Loader;
pub use reload::{Refusal, Reload};
pub use settings::Settings;
use waiting::Signal;

/// A policy that follows its files. Share it between threads; dropping it ends the watch.
pub struct LivePolicy {
    shared: Arc<Shared>,
    stop: Sender<Signal>,
    worker: Option<JoinHandle<()>>,
}

/// What the watching thread and the evaluating ones have in common.
struct Shared {
    live: ArcSwap<Policy>,
    loader: Arc<Loader>,
    channels: Mutex<Vec<Sender<Reload>>>,
}

/// An outcome, and by which generation of the files it was computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LiveOutcome {
    /// [`Policy::generation`] of the policy that computed it.
    pub generation: String,
    /// The outcome.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What came of a batch, and by which generation of the files it was computed.
#[derive(Debug)]
pub struct LiveBatch {
    /// [`Policy::generation`] of the policy that computed all of it.
    pub generation: String,
    /// What came of it.
    pub evaluated: Evaluated,
}

/// Why nothing can be watched.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// There is no good policy to begin with.
    #[error(transparent)]
    Refused(Arc<Refusal>),
    /// The path means nothing.
    #[error(transparent)]
    Path(#[from] LoadError),
    /// The thread that watches cannot be started.
    #[error("cannot start the thread that watches the policy")]
    Thread(#[source] std::io::Error),
}

impl LivePolicy {
    /// Loads the policy at a path and follows its files from then on.
    ///
    /// # Errors
    /// Where the policy is not good to begin with.
    pub fn watch(path: impl AsRef<Path>) -> Result<LivePolicy, WatchError> {
        LivePolicy::watch_with(path, Settings::new())
    }

    /// As [`LivePolicy::watch`], with settings.
    pub fn watch_with(
        path: impl AsRef<Path>,
        settings: Settings,
    ) -> Result<LivePolicy, WatchError> {
        let mut changes = Changes::of(path, settings)?;
        let first = match changes.next() {
            Some(Reload::Live(policy) | Reload::Same(policy)) => policy,
            Some(Reload::Refused(why)) => return Err(WatchError::Refused(why)),
            None => return Err(WatchError::Refused(Arc::new(Refusal::Restless))),
        };
        let (loader, stop) = (Arc::clone(changes.loader()), changes.sender());
        let live = ArcSwap::new(first);
        let shared = Arc::new(Shared { live, loader, channels: Mutex::default() });
        let working = Arc::clone(&shared);
        let worker = thread::Builder::new()
            .name("loyal-watch".to_owned())
            .spawn(move || working.follow(changes))
            .map_err(WatchError::Thread)?;
        Ok(LivePolicy { shared, stop, worker: Some(worker) })
    }

    /// The policy that is live now. Whoever keeps it stays with this generation: take it once a
    /// request, and again for the next.
    #[must_use]
    pub fn policy(&self) -> Arc<Policy> {
        self.shared.live.load_full()
    }

    /// [`Policy::evaluate`] by the policy that is live now.
    pub fn evaluate(
        &self,
        record: &impl Serialize,
        as_of: Date,
    ) -> Result<LiveOutcome, EvaluateError> {
        let policy = self.policy();
        Ok(LiveOutcome::new(&policy, policy.evaluate(record, as_of)?))
    }

    /// [`Policy::evaluate_json`] by the policy that is live now.
    pub fn evaluate_json(&self, record: &str, as_of: Date) -> Result<LiveOutcome, EvaluateError> {
        let policy = self.policy();
        Ok(LiveOutcome::new(&policy, policy.evaluate_json(record, as_of)?))
    }

    /// [`Policy::evaluate_batch`] by the policy that is live when it begins.
    pub fn evaluate_batch(
        &self,
        records: &RecordBatch,
        as_of: Date,
    ) -> Result<LiveBatch, EvaluateError> {
        let policy = self.policy();
        let evaluated = policy.evaluate_batch(records, as_of)?;
        Ok(LiveBatch { generation: policy.generation().to_owned(), evaluated })
    }

    /// Reads the files now and waits for what comes of it, whether they changed or not. Asked for
    /// by the proof of a policy ([`Settings::prove`]), it is refused.
    #[must_use]
    pub fn reload(&self) -> Reload {
        if self.shared.loader.is_proving_here() {
            return Reload::Refused(Arc::new(Refusal::Proving));
        }
        self.shared.loader.forget();
        let (reload, news) = self.shared.loader.load(|_| {}, |policy| self.shared.take(policy));
        if news {
            self.shared.tell(&reload);
        }
        // The places to be watched may be others now.
        let _ = self.stop.send(Signal::Changed);
        reload
    }

    /// Why the files as they were read last are not live; `None` where they are. It waits for
    /// nothing: while files are proved, it tells of those before them.
    #[must_use]
    pub fn refused(&self) -> Option<Arc<Refusal>> {
        self.shared.loader.refused()
    }

    /// Every reload from now on, as it comes: what becomes live, what is refused, and the files
    /// being those of the live policy again after they were refused.
    #[must_use]
    pub fn reloads(&self) -> Receiver<Reload> {
        let (sender, receiver) = channel();
        self.shared.channels.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        receiver
    }
}

impl Drop for LivePolicy {
    fn drop(&mut self) {
        let _ = self.stop.send(Signal::Stop);
        if let Some(worker) = self.worker.take()
            && worker.thread().id() != thread::current().id()
        {
            let _ = worker.join();
        }
    }
}

impl fmt::Debug for LivePolicy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let policy = self.policy();
        formatter
            .debug_struct("LivePolicy")
            .field("program", &policy.program().name)
            .field("generation", &policy.generation())
            .finish_non_exhaustive()
    }
}

impl LiveOutcome {
    fn new(policy: &Policy, outcome: Outcome) -> LiveOutcome {
        LiveOutcome { generation: policy.generation().to_owned(), outcome }
    }
}

impl Shared {
    /// Follows the files until it is told to stop.
    fn follow(&self, mut changes: Changes) {
        while let Some(reload) = changes.next_with(|policy| self.take(policy)) {
            self.tell(&reload);
        }
    }

    fn take(&self, policy: &Arc<Policy>) {
        self.live.store(Arc::clone(policy));
    }

    /// Tells the host. What its callback does wrong ends no watch.
    fn tell(&self, reload: &Reload) {
        if let Some(tell) = &self.loader.settings.tell {
            let _ = catch_unwind(AssertUnwindSafe(|| tell(reload)));
        }
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        channels.retain(|channel| channel.send(reload.clone()).is_ok());
    }
}

#[cfg(test)]
mod tests {
    use super::{LiveOutcome, LivePolicy, Refusal, Reload, Settings};

    #[test]
    fn a_live_policy_and_its_reloads_cross_threads() {
        fn shared<T: Send + Sync + 'static>() {}
        shared::<LivePolicy>();
        shared::<LiveOutcome>();
        shared::<Reload>();
        shared::<Refusal>();
        shared::<Settings>();
    }
}
