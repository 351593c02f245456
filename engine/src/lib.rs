//! Evaluates Loyal policies over customer records: program + [`batch`] → [`outcome`].

pub mod batch;
pub mod outcome;
