//! What all fuzz targets share: a panic ends the process, unless the engine contains it; texts are
//! changed word by word as often as byte by byte.

use std::sync::Once;

use loyal_tests::fuzz::{Target, mutate};
use loyal_tests::records::random::Chance;

/// Prepares the process. libFuzzer's own hook would end it for panics of Parquet's decoder too,
/// which the engine catches.
pub fn prepare() {
    static PREPARED: Once = Once::new();
    PREPARED.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !loyal_engine::record::panic_is_contained() {
                report(panic);
                std::process::abort();
            }
        }));
    });
}

/// Asks a target of an input.
pub fn ask(target: Target, bytes: &[u8]) {
    prepare();
    target(bytes);
}

/// Changes an input in place; how long it is then.
pub fn change(data: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    let mut chance = Chance::new(u64::from(seed));
    let text = data.get(..size).and_then(|bytes| std::str::from_utf8(bytes).ok());
    if let Some(text) = text.filter(|text| text.len() > 20 && chance.percent(60)) {
        let changed = mutate::mutated(text, &mut chance).into_bytes();
        if let Some(place) = data.get_mut(..changed.len()).filter(|it| it.len() <= most) {
            place.copy_from_slice(&changed);
            return changed.len();
        }
    }
    libfuzzer_sys::fuzzer_mutate(data, size, most)
}

/// A target of its name, under libFuzzer.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            loyal_fuzz::ask(loyal_tests::fuzz::target($name), bytes);
        });
        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
            if loyal_tests::fuzz::is_text($name) {
                loyal_fuzz::change(data, size, most, seed)
            } else {
                libfuzzer_sys::fuzzer_mutate(data, size, most)
            }
        });
    };
}
