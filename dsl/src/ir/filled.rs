//! Fields of the customer's record that no input has.

use serde::Serialize;

/// What the engine fills in, between one pass over the customers and the next. Such a field has
/// an empty path: no policy can name it, and no reader looks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Filled {
    /// How many customers the population has.
    PopulationSize,
    /// How many customers stand strictly above this one in a ranking; missing for who is not
    /// ranked.
    Above(u32),
    /// A total of effects: one of [`super::Program::totals`].
    Total(u32),
    /// The included customers of a group.
    Members,
    /// What is read of a group's customer: one of [`super::Portfolio::members`].
    Member(u32),
}
