//! The oracle and the random records, by example: what each form of an expression means, what a
//! whole outcome looks like, what records hold, and that a comparison finds what differs.

mod calendar;
mod comparison;
mod meaning;
mod outcomes;
mod records;
mod sample;
