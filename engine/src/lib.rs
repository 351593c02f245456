//! Evaluates Loyal policies over customer records: program + [`batch`] → [`outcome`].

#![warn(missing_docs)]

pub mod batch;
mod column;
pub mod evaluate;
pub mod needs;
pub mod outcome;
pub mod plan;
