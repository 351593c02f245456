//! Evaluates Loyal policies over customer records.
//!
//! program → [`plan`] → (with an as-of date and a [`batch`] of records) → [`evaluate`] →
//! [`outcome`]. [`Policy`] is the front door for hosts; [`record`] reads batches from files.

#![warn(missing_docs)]

pub mod analyse;
pub mod batch;
mod column;
pub mod compare;
pub mod coverage;
mod digits;
pub mod evaluate;
mod evaluator;
pub mod explain;
pub mod infer;
pub mod json_schema;
pub mod live;
pub mod needs;
pub mod outcome;
pub mod outcome_tests;
pub mod outline;
pub mod plan;
pub mod policy;
pub mod population;
pub mod record;
pub mod sample;
pub mod script;

pub use evaluator::Evaluator;
pub use live::LivePolicy;
pub use policy::{
    EvaluateError, Evaluated, Findings, LoadError, NotEffective, Period, Policy, Version,
};

/// The page for hosts, as a test.
#[cfg(doctest)]
#[doc = include_str!("../../docs/embedding.md")]
struct Embedding;
