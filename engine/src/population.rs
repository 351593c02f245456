//! Stages after all customers: groups of them.
//!
//! While customers are evaluated, only the few values that a later stage reads are kept of each
//! ([`crate::evaluate::Kept`]), never the records.

mod groups;
mod members;

pub use groups::Groups;
pub(crate) use groups::Prepared;
