//! The part of a program that reads no rank. A record counts in ranks where this much of it can be
//! computed: who stands where cannot depend on itself.

use loyal_dsl::ir::{Expr, ExprKind, Figure, Filled, Program, ValueId};

use crate::plan::walk::rule_expressions;

/// The program without the rules, tiers, classes, scores, figures and guarantees that read a rank.
pub(super) fn unranked(program: &Program) -> Program {
    let readers = Readers::new(program);
    let mut rest = program.clone();
    rest.rules
        .retain(|rule| !rule_expressions(rule).into_iter().any(|(expr, _)| readers.reads(expr)));
    rest.tiers.retain(|tier| !readers.value(tier.level));
    rest.classes.retain(|class| !readers.value(class.segment));
    rest.scores.retain(|score| {
        let parts = score.parts.iter().map(|part| part.value);
        !parts.chain([score.total]).any(|value| readers.value(value))
    });
    rest.published.retain(|published| match &published.figure {
        Figure::Value(value) => !readers.value(*value),
        Figure::Each { for_each, value } => {
            let filters = for_each.iter().filter_map(|hop| hop.filter.as_ref());
            !filters.chain([value]).any(|expr| readers.reads(expr))
        }
    });
    rest.guarantees.retain(|guarantee| !readers.value(guarantee.claim));
    rest
}

/// Which of a program's values read a rank, by their own text or by that of others.
struct Readers<'p> {
    program: &'p Program,
    values: Vec<bool>,
}

impl<'p> Readers<'p> {
    fn new(program: &'p Program) -> Readers<'p> {
        let mut readers = Readers { program, values: vec![false; program.values.len()] };
        // Values may read one another in any order.
        loop {
            let found: Vec<bool> =
                program.values.iter().map(|value| readers.reads(&value.expr)).collect();
            if found == readers.values {
                return readers;
            }
            readers.values = found;
        }
    }

    fn value(&self, id: ValueId) -> bool {
        self.values.get(id.0 as usize).copied().unwrap_or(false)
    }

    fn reads(&self, expr: &Expr) -> bool {
        let own = match expr.kind {
            ExprKind::Field { depth: 0, field } => self
                .program
                .records
                .first()
                .and_then(|record| record.fields.get(field.0 as usize))
                .is_some_and(|field| match field.filled {
                    Some(Filled::Above(_) | Filled::PopulationSize) => true,
                    Some(Filled::Total(_) | Filled::Members | Filled::Member(_)) | None => false,
                }),
            ExprKind::Value(id) => self.value(id),
            _ => false,
        };
        own || expr.children().into_iter().any(|child| self.reads(child))
    }
}
