//! The Loyal policy language: text → [`syntax`] → [`ir`].

pub mod ir;
pub mod source;
pub mod syntax;
pub mod types;
