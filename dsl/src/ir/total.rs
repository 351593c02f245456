//! Totals of what rules give, known after all of them.

use serde::Serialize;

use super::{Expr, ExprKind, Filled, MoneyForm, PeriodUnit, Program, ShiftUnit};
use crate::types::Unit;

/// A sum of amounts of effects, of those in one unit; what is taken back is below zero.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Total {
    /// Of which effects.
    pub of: TotalOf,
    /// The unit.
    pub unit: Unit,
    /// The places of the sum.
    pub places: u8,
    /// With what history says was given before; absent for this run alone.
    pub within: Option<Within>,
}

/// What is added up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum TotalOf {
    /// Points of one kind.
    Points,
    /// Money in one form.
    Money(MoneyForm),
    /// Points and money of a rule, given or taken.
    Rule(String),
}

impl TotalOf {
    /// Whether an effect or an entry of history, by its rule and kind, is one of them.
    #[must_use]
    pub fn has(&self, rule: &str, kind: &str) -> bool {
        match self {
            TotalOf::Points => kind == "points",
            TotalOf::Money(form) => kind == form.name(),
            TotalOf::Rule(name) => rule == name && kind != "coupon" && kind != "gift",
        }
    }
}

/// In which time: the fullest period counts of those that hold today, or the date of the subject of
/// something that this run gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Within {
    /// All time.
    Ever,
    /// A calendar period.
    Calendar(PeriodUnit),
    /// A span of so many days or months.
    Span {
        /// How many, at least one.
        count: i64,
        /// Of what.
        unit: ShiftUnit,
    },
}

impl Within {
    /// Whether it matters when something was given.
    #[must_use]
    pub fn is_dated(self) -> bool {
        self != Within::Ever
    }
}

impl Program {
    /// By named value: whether it reads a total.
    #[must_use]
    pub fn closing_values(&self) -> Vec<bool> {
        let mut found: Vec<bool> = Vec::with_capacity(self.values.len());
        for value in &self.values {
            let reads = self.reads_total(&value.expr, &found);
            found.push(reads);
        }
        found
    }

    /// Values stand after those that they read.
    fn reads_total(&self, expr: &Expr, known: &[bool]) -> bool {
        let own = match &expr.kind {
            ExprKind::Value(id) => known.get(id.0 as usize).copied().unwrap_or_default(),
            ExprKind::Field { depth: 0, field } => {
                let record = self.records.first();
                let field = record.and_then(|record| record.fields.get(field.0 as usize));
                field.is_some_and(|field| matches!(field.filled, Some(Filled::Total(_))))
            }
            _ => false,
        };
        own || expr.children().into_iter().any(|child| self.reads_total(child, known))
    }
}
