//! Text to tree: cases in the folders beside this file, the keyword tables, and inputs that mean
//! nothing.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads its cases"
)]

mod cases;
mod keywords;
mod soup;
