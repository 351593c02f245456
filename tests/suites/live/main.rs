//! A policy that follows its files: what becomes live, when, and what never does.

mod edits;
mod folder;
mod load;
mod places;
