//! Choices among rules.

use serde::Serialize;

/// Of several rules one gives: to the customer, or to each subject where they go over elements.
/// The choice is among those that fire and have something to give; what history or a limit
/// refuses later is given by none of the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Selection {
    /// The rules by name, in the order in which the choice names them. All have the same subjects.
    pub rules: Vec<String>,
    /// By what one of them is taken.
    pub by: SelectBy,
    /// How many limits they have in common: the first ones of each rule. What one of the rules
    /// gives counts for all, by their order of elements.
    pub shared: usize,
}

/// By what a rule is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum SelectBy {
    /// `best of`: by its worth; of several worth as much, the first named.
    Worth,
    /// `first of`: the first named.
    Order,
}
