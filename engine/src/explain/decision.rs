//! Decisions among cases and rows: those that do not hold, down to the one that decided.

use loyal_dsl::ir::{Expr, ExprKind};

use super::account::{Clause, Decision};
use super::asking::{Asking, Place};
use super::build::not;
use super::condition::AskedCondition;
use super::questions::Answers;
use super::reads::cases;

/// Decisions that stand in one another beyond this are left to the reader of the policy.
const DEEPEST: usize = 4;

/// A decision that is asked for.
#[derive(Debug)]
pub(super) struct AskedDecision {
    arms: Vec<(AskedCondition, Clause)>,
    otherwise: Option<Clause>,
}

impl Asking<'_> {
    /// Asks for the decisions that an expression takes, and those of the case that decides.
    pub(super) fn decisions(&mut self, place: &Place, expr: &Expr) -> Vec<AskedDecision> {
        let mut asked = Vec::new();
        self.decisions_within(place, expr, DEEPEST, &mut asked);
        asked
    }

    fn decisions_within(
        &mut self,
        place: &Place,
        expr: &Expr,
        deep: usize,
        asked: &mut Vec<AskedDecision>,
    ) {
        let mut found = Vec::new();
        cases(expr, &mut found);
        for expr in found {
            let ExprKind::Cases { arms, otherwise } = &expr.kind else { continue };
            // What the policy does not write as a case, such as a quotient where there is one.
            let unwritten =
                |when: &Expr| when.span == expr.span && self.line_in_block(when).is_none();
            if arms.iter().all(|arm| unwritten(&arm.when)) {
                continue;
            }
            let mut decision = AskedDecision { arms: Vec::new(), otherwise: None };
            let (mut place, mut below) = (place.clone(), Vec::new());
            for arm in arms {
                let when = self.condition(&place, &arm.when);
                let line = self.line_in_block(&arm.when);
                let clause = line.unwrap_or_else(|| self.clause(arm.when.span));
                decision.arms.push((when, clause));
                if deep > 0 {
                    let then = place.after(&arm.when);
                    self.decisions_within(&then, &arm.then, deep - 1, &mut below);
                }
                place = place.after(&not(&arm.when));
            }
            if let Some(otherwise) = otherwise {
                decision.otherwise = Some(self.clause(otherwise.span));
                if deep > 0 {
                    self.decisions_within(&place, otherwise, deep - 1, &mut below);
                }
            }
            asked.push(decision);
            asked.extend(below);
        }
    }
}

/// Those of some decisions that were taken, for an element or the customer.
pub(super) fn decisions_found(
    asked: &[AskedDecision],
    answers: &Answers,
    key: &str,
) -> Vec<Decision> {
    asked.iter().filter_map(|decision| decision.found(answers, key)).collect()
}

impl AskedDecision {
    /// What decided; `None` where reading did not get to it.
    fn found(&self, answers: &Answers, key: &str) -> Option<Decision> {
        let mut passed = Vec::new();
        for (when, clause) in &self.arms {
            match when.holds(answers, key) {
                Some(true) => {
                    let (decided, when) = (Some(clause.clone()), Some(when.found(answers, key)));
                    return Some(Decision { passed, decided, when });
                }
                Some(false) => passed.push(when.found(answers, key)),
                None => return None,
            }
        }
        Some(Decision { passed, decided: self.otherwise.clone(), when: None })
    }
}
