//! Customers who are tried one by one, where a point cannot be turned into one.

use loyal_dsl::ir::{Expr, ExprKind};
use loyal_dsl::types::Type;

use super::example::{Example, Given};
use super::finding::Witness;
use super::proof::Proof;
use super::terms::Terms;

/// How many customers are tried.
const MOST: usize = 600;

/// Steps of a measure that are tried, in its whole units.
const STEPS: [i128; 22] =
    [0, 1, 2, 3, 5, 8, 10, 20, 30, 40, 45, 50, 60, 75, 90, 100, 200, 500, 1000, 2000, 5000, 20_000];

/// A customer of whom the engine says what it should, if one is met.
pub(super) fn search(
    terms: &Terms<'_>,
    proof: &Proof,
    conditions: &[&Expr],
    as_of: &Example,
    right: impl Fn(&[Option<String>]) -> bool,
) -> Option<Witness> {
    let mut leaves = terms.inner();
    for condition in conditions {
        gather(&mut leaves, condition, 16);
    }
    let tried: Vec<Vec<Given>> = leaves.all.iter().map(|leaf| values(&leaves, &leaf.key)).collect();
    let total = tried.iter().map(Vec::len).fold(1, usize::saturating_mul);
    // Where there are too many, they are gone through in even strides.
    let stride = (total / MOST).max(1) | 1;
    (0..total.min(MOST)).find_map(|at| {
        let mut rest = at.saturating_mul(stride) % total.max(1);
        let given = tried.iter().map(|values| {
            let value = values.get(rest % values.len().max(1)).cloned();
            rest /= values.len().max(1);
            value
        });
        let given: Vec<Given> = given.collect::<Option<_>>()?;
        let matters = vec![true; given.len()];
        let example = Example { as_of: as_of.as_of, given, matters };
        proof.shown(&leaves, &example, &right)
    })
}

/// The fields and reductions that a condition comes down to.
fn gather(leaves: &mut Terms<'_>, expr: &Expr, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let program = leaves.program;
    match &expr.kind {
        ExprKind::Field { depth: 0, .. } | ExprKind::Aggregate(_) => {
            leaves.term(expr);
        }
        ExprKind::Value(id) => {
            let Some(value) = program.values.get(id.0 as usize) else { return };
            match &value.expr.kind {
                ExprKind::Field { depth: 0, .. } | ExprKind::Aggregate(_) => {
                    leaves.term(expr);
                }
                _ => gather(leaves, &value.expr, depth),
            }
        }
        _ => {
            for child in expr.children() {
                gather(leaves, child, depth);
            }
        }
    }
}

/// What is tried of a leaf.
fn values(leaves: &Terms<'_>, leaf: &Expr) -> Vec<Given> {
    match &leaf.ty {
        Type::Bool => vec![Given::Number(0), Given::Number(1)],
        Type::Choice(choice) => {
            let choice = leaves.program.choices.get(*choice as usize);
            let options = choice.map_or(0, |choice| choice.options.len());
            (0..).take(options).map(Given::Number).collect()
        }
        Type::Quantity(..) => {
            let unit = 10_i128.pow(u32::from(super::bounds::grid_places(&leaf.ty)));
            STEPS.iter().map(|step| Given::Number(step * unit)).collect()
        }
        Type::Text | Type::Date | Type::DateTime => Vec::new(),
    }
}
