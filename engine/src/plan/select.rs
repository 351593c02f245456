//! Choices among rules, by the places of the rules.

use loyal_dsl::ir::{Program, SelectBy};

/// A choice.
#[derive(Debug, Clone)]
pub(crate) struct Selected {
    /// The rules, in the order in which the choice names them.
    pub(crate) rules: Vec<usize>,
    pub(crate) by: SelectBy,
    /// How many of the first limits of each rule they have in common.
    pub(crate) shared: usize,
}

/// The choices of a program.
pub(crate) fn selections(program: &Program) -> Vec<Selected> {
    let place = |name: &String| program.rules.iter().position(|rule| rule.name == *name);
    let selections = program.selections.iter().map(|selection| Selected {
        rules: selection.rules.iter().filter_map(place).collect(),
        by: selection.by,
        shared: selection.shared,
    });
    selections.collect()
}
