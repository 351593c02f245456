//! Who proves a finding: an example that the engine evaluates to it. Of a customer's values the
//! example is a record of the policy, so that nobody is told of who cannot be.

use loyal_dsl::ir::{Expr, ExprKind, Literal};
use loyal_dsl::source::Span;
use loyal_dsl::types::Type;

use super::example::Example;
use super::finding::Witness;
use super::terms::Terms;
use super::trial::Trial;

/// Expressions ready to be evaluated for examples.
#[derive(Debug)]
pub(super) struct Proof {
    trial: Trial,
    /// Whether examples are records of the policy, not parameters.
    customers: bool,
}

impl Proof {
    pub(super) fn new(terms: &Terms<'_>, wanted: &[Expr]) -> Option<Proof> {
        let customers = !terms.has_parameters();
        let trial =
            if customers { Trial::of_customers(terms, wanted) } else { Trial::new(terms, wanted) };
        Some(Proof { trial: trial?, customers })
    }

    /// The witness of an example for which the engine finds what it should.
    pub(super) fn shown(
        &self,
        terms: &Terms<'_>,
        example: &Example,
        right: impl Fn(&[Option<String>]) -> bool,
    ) -> Option<Witness> {
        let ((), witness) = self.value(terms, example, |found| right(found).then_some(()))?;
        Some(witness)
    }

    /// What is made of that which the engine finds, with the witness.
    pub(super) fn value<T>(
        &self,
        terms: &Terms<'_>,
        example: &Example,
        of: impl FnOnce(&[Option<String>]) -> Option<T>,
    ) -> Option<(T, Witness)> {
        let mut witness = terms.witness(example);
        let found = if self.customers {
            let record = terms.customer(example)?;
            let found = self.trial.run_record(&record, example)?;
            witness.record = Some(record);
            found
        } else {
            self.trial.run(terms, example)?
        };
        Some((of(&found)?, witness))
    }
}

/// A condition that always holds.
pub(super) fn always(span: Span) -> Expr {
    let kind = ExprKind::Literal(Literal::Bool(true));
    Expr { kind, ty: Type::Bool, optional: false, span }
}

/// Whether a value is there.
pub(super) fn is_known(expr: &Expr) -> Expr {
    let kind = ExprKind::Known(Box::new(expr.clone()));
    Expr { kind, ty: Type::Bool, optional: false, span: expr.span }
}
