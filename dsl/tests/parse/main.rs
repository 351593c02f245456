//! Text to tree: cases in the folders beside this file, the keyword tables, and inputs that mean
//! nothing.

mod cases;
mod keywords;
mod soup;
