//! How far long work has come, on a terminal.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Progress {
    start: Instant,
    records: u64,
    wanted: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(super) fn new(quiet: bool) -> Progress {
        let wanted = !quiet && io::stderr().is_terminal();
        Progress { start: Instant::now(), records: 0, wanted, bar: None }
    }

    pub(super) fn add(&mut self, records: usize) {
        self.records += records as u64;
        if self.wanted && self.bar.is_none() && self.start.elapsed() > PATIENCE {
            let style = ProgressStyle::with_template("{spinner} {msg} customers, {elapsed}");
            self.bar = style.ok().map(|style| ProgressBar::new_spinner().with_style(style));
        }
        if let Some(bar) = &self.bar {
            bar.set_message(HumanCount(self.records).to_string());
            bar.tick();
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
