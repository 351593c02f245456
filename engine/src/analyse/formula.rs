//! Conditions as formulas over columns, with `not` only at their leaves.

use super::axis::Set;

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Formula {
    /// Always, or never.
    Constant(bool),
    /// The value of a column is in a set, or is not.
    Atom { column: usize, set: Set, holds: bool },
    /// All of them.
    And(Vec<Formula>),
    /// One of them.
    Or(Vec<Formula>),
}

impl Formula {
    pub(super) fn atom(column: usize, set: Set) -> Formula {
        Formula::Atom { column, set, holds: true }
    }

    pub(super) fn and(parts: Vec<Formula>) -> Formula {
        Formula::joined(parts, true)
    }

    pub(super) fn or(parts: Vec<Formula>) -> Formula {
        Formula::joined(parts, false)
    }

    /// Flat, without constants; `neutral` is what changes nothing.
    fn joined(parts: Vec<Formula>, neutral: bool) -> Formula {
        let mut all: Vec<Formula> = Vec::new();
        for part in parts {
            match part {
                Formula::Constant(value) if value == neutral => {}
                Formula::Constant(value) => return Formula::Constant(value),
                Formula::And(inner) if neutral => all.extend(inner),
                Formula::Or(inner) if !neutral => all.extend(inner),
                other => all.push(other),
            }
        }
        match (all.len(), neutral) {
            (0, _) => Formula::Constant(neutral),
            (1, _) => all.pop().unwrap_or(Formula::Constant(neutral)),
            (_, true) => Formula::And(all),
            (_, false) => Formula::Or(all),
        }
    }

    pub(super) fn not(self) -> Formula {
        match self {
            Formula::Constant(value) => Formula::Constant(!value),
            Formula::Atom { column, set, holds } => Formula::Atom { column, set, holds: !holds },
            Formula::And(parts) => Formula::or(parts.into_iter().map(Formula::not).collect()),
            Formula::Or(parts) => Formula::and(parts.into_iter().map(Formula::not).collect()),
        }
    }

    /// `if this { then } else { other }`
    pub(super) fn choose(self, then: Formula, other: Formula) -> Formula {
        match (&then, &other) {
            (Formula::Constant(true), _) => Formula::or(vec![self, other]),
            (Formula::Constant(false), _) => Formula::and(vec![self.not(), other]),
            (_, Formula::Constant(true)) => Formula::or(vec![self.not(), then]),
            (_, Formula::Constant(false)) => Formula::and(vec![self, then]),
            _ => {
                let without = Formula::and(vec![self.clone().not(), other]);
                Formula::or(vec![Formula::and(vec![self, then]), without])
            }
        }
    }

    /// How many alternatives it has at most, each a set a column.
    pub(super) fn width(&self) -> u64 {
        match self {
            Formula::Constant(_) | Formula::Atom { .. } => 1,
            Formula::And(parts) => parts.iter().map(Formula::width).fold(1, u64::saturating_mul),
            Formula::Or(parts) => {
                let mut columns: Vec<usize> = Vec::new();
                let mut width: u64 = 0;
                for part in parts {
                    match part {
                        Formula::Atom { column, .. } if columns.contains(column) => {}
                        Formula::Atom { column, .. } => {
                            columns.push(*column);
                            width = width.saturating_add(1);
                        }
                        other => width = width.saturating_add(other.width()),
                    }
                }
                width
            }
        }
    }

    /// What it asks of its columns.
    pub(super) fn asked(&self, visit: &mut impl FnMut(usize, &Set)) {
        match self {
            Formula::Constant(_) => {}
            Formula::Atom { column, set, .. } => visit(*column, set),
            Formula::And(parts) | Formula::Or(parts) => {
                for part in parts {
                    part.asked(visit);
                }
            }
        }
    }
}
