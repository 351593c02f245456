//! Random customer records for any program: [`edges`] of the program → [`random`] records →
//! [`json`].

pub mod edges;
pub mod json;
mod lots;
pub mod past;
pub mod random;
mod walk;
