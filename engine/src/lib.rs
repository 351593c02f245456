//! Evaluates Loyal policies over customer records: program + [`batch`] → [`outcome`].

#![warn(missing_docs)]

pub mod batch;
pub mod needs;
pub mod outcome;
pub mod record;
