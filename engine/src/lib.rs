//! Evaluates Loyal policies over customer records: program + [`batch`] → [`outcome`].

#![warn(missing_docs)]

pub mod batch;
pub mod outcome;
