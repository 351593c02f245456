//! The Loyal policy language: text → [`syntax`] → [`ir`].

pub mod check;
pub mod date;
pub mod ir;
pub mod problems;
pub mod source;
pub mod syntax;
pub mod types;
