//! Waiting for files to change, and for whoever writes them to be done.

#![expect(clippy::disallowed_types, reason = "how long to wait is no part of any outcome")]

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Instant;

use super::settings::Settings;

/// What ends a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// Files may have changed.
    Changed,
    /// Nobody wants to know any more.
    Stop,
}

/// Waits until files may have changed and nothing has been written for a while, or until they are
/// to be looked at anyway.
pub(super) fn wait(signals: &Receiver<Signal>, settings: &Settings) -> Signal {
    match signals.recv_timeout(settings.poll) {
        Ok(Signal::Stop) => Signal::Stop,
        Ok(Signal::Changed) => settle(signals, settings),
        Err(RecvTimeoutError::Timeout) => Signal::Changed,
        // Nobody can send any more, so that time alone is left.
        Err(RecvTimeoutError::Disconnected) => {
            std::thread::sleep(settings.poll);
            Signal::Changed
        }
    }
}

fn settle(signals: &Receiver<Signal>, settings: &Settings) -> Signal {
    let start = Instant::now();
    loop {
        let left = settings.longest.saturating_sub(start.elapsed());
        if left.is_zero() {
            return Signal::Changed;
        }
        match signals.recv_timeout(settings.quiet.min(left)) {
            Ok(Signal::Stop) => return Signal::Stop,
            Ok(Signal::Changed) => {}
            Err(_) => return Signal::Changed,
        }
    }
}
