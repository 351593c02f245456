//! The Loyal policy language: text → [`syntax`] → [`ir`].

pub mod date;
pub mod ir;
pub mod keywords;
mod lex;
pub mod parse;
pub mod problems;
pub mod source;
pub mod syntax;
pub mod types;
