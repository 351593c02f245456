//! What the analysis finds in policies: a folder a case, its messages beside it.

mod cases;
mod large;
mod overlaps;
mod policies;
mod random;
