//! How wide the columns of lines are.

use std::collections::HashMap;

use crate::parse::Rule;

/// The width of each column of the lines of one kind in one block.
pub(super) type Widths = HashMap<(usize, Rule), Vec<usize>>;

pub(super) fn widen(widths: &mut Vec<usize>, cells: &[usize]) {
    for (index, cell) in cells.iter().enumerate() {
        match widths.get_mut(index) {
            Some(width) => *width = (*width).max(*cell),
            None => widths.push(*cell),
        }
    }
}
