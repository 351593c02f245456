//! Damaged files may make the library that decodes them panic: such a panic is an error here.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread would become a [`super::ReadError`]. A host whose panic hook
/// reports panics leaves out those for which this holds.
#[must_use]
pub fn panic_is_contained() -> bool {
    CONTAINED.get()
}

/// What the work gives, or `None` where it panics. What it worked on is not to be used again.
pub(super) fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    let outer = CONTAINED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    CONTAINED.set(outer);
    done.ok()
}

#[cfg(test)]
mod tests {
    use super::{contained, panic_is_contained};

    #[test]
    fn a_panic_is_contained_and_known_to_be() {
        assert_eq!(contained(panic_is_contained), Some(true));
        assert_eq!(contained(|| assert!(!panic_is_contained(), "damaged")), None);
        assert!(!panic_is_contained());
    }
}
