//! Evaluates Loyal policies over customer records: program + [`batch`] → [`outcome`].

#![warn(missing_docs)]

pub mod batch;
pub mod evaluate;
pub mod needs;
pub mod outcome;
pub mod plan;
pub mod policy;
pub mod record;

pub use policy::{EvaluateError, Evaluated, LoadError, Policy};
