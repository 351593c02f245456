//! What one piece of input holds.

use super::rejection::{Place, Rejection, UnknownField};
use crate::batch::Batch;

/// The records of one piece of input.
#[derive(Debug, Clone, Default)]
pub struct Decoded {
    /// The records that passed.
    pub batch: Batch,
    /// Where the record of each row stands.
    pub places: Vec<Place>,
    /// What was refused, in the order of the input.
    pub rejections: Vec<Rejection>,
    /// How many records were read, with those that were rejected.
    pub records: usize,
    /// Fields that the policy's record does not declare, each once for this piece.
    pub unknown_fields: Vec<UnknownField>,
    /// The number of each row's record in the piece, with the rejected ones counted.
    pub(super) ordinals: Vec<usize>,
}
