//! What fuzzing asks of arbitrary bytes: a function a target, which panics where something does not
//! hold. `fuzz/` runs them under libFuzzer; the suite `fuzz` runs each over its [`seeds`] and over
//! [`mutate`]d ones, so that they keep compiling and holding.

mod folder;
pub mod mutate;
mod readers;
pub mod runs;
pub mod seeds;
mod texts;

/// What is asked of an input.
pub type Target = fn(&[u8]);

/// The targets by name.
pub const TARGETS: [(&str, Target); 12] = [
    ("parse", texts::parse),
    ("check", texts::check),
    ("format", texts::format),
    ("json", readers::json),
    ("json_lines", readers::json_lines),
    ("yaml", readers::yaml),
    ("csv", readers::csv),
    ("parquet", readers::parquet),
    ("arrow", readers::arrow),
    ("evaluate", runs::evaluate),
    ("scripts", runs::scripts),
    ("folders", folder::folders),
];

/// The target of a name.
///
/// # Panics
/// Where there is none.
#[must_use]
pub fn target(name: &str) -> Target {
    let found = TARGETS.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("no target is called {name}")).1
}

/// Whether inputs of a target are texts, to be changed word by word.
#[must_use]
pub fn is_text(name: &str) -> bool {
    !matches!(name, "parquet" | "arrow")
}

/// A steady number of some bytes (FNV-1a), so that an input always asks the same.
fn number(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
