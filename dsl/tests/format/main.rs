//! Files in canonical layout: cases in the folders beside this file, whole policies, and random
//! changes to both.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads its cases"
)]

mod cases;
mod corpus;
mod laws;
mod random;
