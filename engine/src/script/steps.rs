//! How much a script does, counted over all of one run.
//!
//! The interpreter's own count begins anew in every function that an array or map calls back, so it
//! is not what limits a script. Here a step is counted wherever the interpreter asks whether to go
//! on, and a variable that is read counts by its size: it may be copied, sorted or searched.

use std::cell::Cell;

use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString, Map, Position};

/// Steps of one run: over in a few milliseconds, and far more than a rule of a programme takes.
pub(super) const MOST: u64 = 20_000;
/// Elements that weigh as much as a step, and bytes.
const ELEMENTS_OF_STEP: usize = 10;
const BYTES_OF_ELEMENT: usize = 10;

thread_local! {
    /// Steps of the run at hand: a thread runs one script at a time.
    static TAKEN: Cell<u64> = const { Cell::new(0) };
}

/// Begins a run.
pub(super) fn begin() {
    TAKEN.set(0);
}

/// Lets an engine count, and stop whoever takes too many steps or grows a value beyond its limits.
#[expect(deprecated, reason = "`on_var` is not deprecated, its documentation says, but may change")]
pub(super) fn count(engine: &mut Engine) {
    engine.on_progress(|_| take(1).then_some(Dynamic::UNIT));
    engine.on_var(|name, _, context| {
        let Some(value) = context.scope().get(name) else { return Ok(None) };
        context.engine().ensure_data_size_within_limits(value)?;
        if take((weight(value) / ELEMENTS_OF_STEP) as u64) {
            return Err(EvalAltResult::ErrorTooManyOperations(Position::NONE).into());
        }
        Ok(None)
    });
}

/// Takes so many steps; whether they are too many.
fn take(steps: u64) -> bool {
    let taken = TAKEN.get().saturating_add(steps);
    TAKEN.set(taken);
    taken > MOST
}

/// The elements of a value, those inside its elements too.
fn weight(value: &Dynamic) -> usize {
    if let Some(array) = value.read_lock::<Array>() {
        return array.iter().map(|item| 1 + weight(item)).sum();
    }
    if let Some(map) = value.read_lock::<Map>() {
        return map.values().map(|item| 1 + weight(item)).sum();
    }
    value.read_lock::<ImmutableString>().map_or(0, |text| text.len() / BYTES_OF_ELEMENT)
}
