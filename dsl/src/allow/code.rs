//! The codes of warnings, by the pass that finds them: `codes.yaml`.

use std::sync::OnceLock;

use serde::Deserialize;

/// What finds a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FoundBy {
    /// The check, and the lints behind it: every time a policy is loaded.
    Check,
    /// The analysis of what a policy does.
    Analysis,
    /// The lints that are asked of a day.
    Day,
}

#[derive(Debug, Default, Deserialize)]
struct Codes {
    check: Vec<String>,
    analysis: Vec<String>,
    day: Vec<String>,
}

/// A table that cannot be read is empty; the tests read it.
fn codes() -> &'static Codes {
    static CODES: OnceLock<Codes> = OnceLock::new();
    CODES.get_or_init(|| serde_yaml::from_str(include_str!("codes.yaml")).unwrap_or_default())
}

/// What finds the warning of a code; `None` for codes of errors, and for what is no code.
#[must_use]
pub fn found_by(code: &str) -> Option<FoundBy> {
    let Codes { check, analysis, day } = codes();
    let passes = [(FoundBy::Check, check), (FoundBy::Analysis, analysis), (FoundBy::Day, day)];
    let mut has = passes.into_iter().filter(|(_, codes)| codes.iter().any(|known| known == code));
    has.next().map(|(pass, _)| pass)
}

/// The codes of all warnings that can be allowed.
pub fn of_warnings() -> impl Iterator<Item = &'static str> {
    let Codes { check, analysis, day } = codes();
    check.iter().chain(analysis).chain(day).map(String::as_str)
}

/// Whether it is written as codes are: `L` and four digits.
pub(super) fn is_well_formed(code: &str) -> bool {
    code.strip_prefix('L').is_some_and(|digits| {
        digits.len() == 4 && digits.bytes().all(|digit| digit.is_ascii_digit())
    })
}
