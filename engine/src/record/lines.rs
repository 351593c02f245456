//! Offsets in a text → lines.

use std::sync::OnceLock;

/// How many line breaks there are.
pub(super) fn count_breaks(text: &[u8]) -> u64 {
    text.iter().map(|byte| u64::from(*byte == b'\n')).sum()
}

/// The lines of a piece of text; they are only counted when one is asked for.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t [u8],
    first: u64,
    breaks: OnceLock<Vec<usize>>,
}

impl<'t> Lines<'t> {
    /// A text whose first line has this number.
    pub(super) fn new(text: &'t [u8], first: u64) -> Lines<'t> {
        Lines { text, first, breaks: OnceLock::new() }
    }

    /// A text of which it is known where each line ends, its break included.
    pub(super) fn ending(ends: &[usize], first: u64) -> Lines<'t> {
        let breaks: Vec<usize> = ends.iter().map(|end| end.saturating_sub(1)).collect();
        Lines { text: &[], first, breaks: OnceLock::from(breaks) }
    }

    /// The line in which the offset lies.
    pub(super) fn line(&self, offset: usize) -> u64 {
        // A record by itself: its text is not gone through for a line that is known.
        if offset == 0 {
            return self.first;
        }
        let breaks = self.breaks.get_or_init(|| {
            let bytes = self.text.iter().enumerate();
            bytes.filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at).collect()
        });
        let before = breaks.partition_point(|line_break| *line_break < offset);
        self.first.saturating_add(u64::try_from(before).unwrap_or(u64::MAX))
    }
}
