//! Text to tree: cases in the folders beside this file, the keyword tables, and inputs that mean
//! nothing.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod cases;
mod keywords;
mod soup;
