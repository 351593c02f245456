//! Acceptance suites, and what they need: the [`oracle`] that defines the language.

pub mod agreement;
pub mod oracle;
pub mod records;
