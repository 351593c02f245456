//! Named values, checked when they are first needed.

use super::declared::Item;
use super::scope::Scope;
use super::{Checker, Problem};
use crate::ir::{Expr, ExprKind, Value, ValueId};
use crate::source::Span;

/// How far the check of a name is.
#[derive(Debug, Clone)]
pub(super) enum Progress {
    /// Under way: whoever meets it stands in a cycle.
    Begun,
    /// A value of the customer.
    Value(ValueId),
    /// A function or table whose body is sound.
    Function,
    /// Something was wrong, and has been reported.
    Failed,
}

/// Names that need one another in a chain longer than this are refused, so that the checker's own
/// stack is bounded.
const LONGEST_CHAIN: usize = 100;

impl<'a> Checker<'a> {
    /// Checks every declared name, in the order of the names.
    pub(super) fn check_values(&mut self) {
        let names: Vec<&'a str> = self.declared.items.keys().copied().collect();
        for name in names {
            self.demand(name);
        }
    }

    /// Checks a declared name, unless that has been done. `None` for what is no value or function,
    /// and for what failed.
    pub(super) fn demand(&mut self, name: &str) -> Option<Progress> {
        match self.progress.get(name) {
            Some(Progress::Begun) => self.cycle(name),
            Some(Progress::Failed) => None,
            Some(progress) => Some(progress.clone()),
            None => self.check_item(name),
        }
    }

    fn check_item(&mut self, name: &str) -> Option<Progress> {
        let item = *self.declared.items.get(name)?;
        let span = item.name().span;
        if self.path.len() >= LONGEST_CHAIN {
            return self.report(Problem::TooLarge {
                what: say!("a chain of values that need one another"),
                limit: LONGEST_CHAIN,
                span,
            });
        }
        self.progress.insert(name.to_owned(), Progress::Begun);
        self.path.push((name.to_owned(), span));
        let inner = Scope::customer(self.customer_name());
        let outer = std::mem::replace(&mut self.scope, inner);
        let progress = self.check_body(name, item);
        self.scope = outer;
        self.path.pop();
        // A cycle that was found below has marked this name already.
        if let Some(Progress::Failed) = self.progress.get(name) {
            return None;
        }
        self.progress.insert(name.to_owned(), progress.clone().unwrap_or(Progress::Failed));
        progress
    }

    fn check_body(&mut self, name: &str, item: Item<'a>) -> Option<Progress> {
        match item {
            Item::Define(define) if define.parameters.is_empty() => {
                let expr = match item.chosen() {
                    Some(choice) => self.picked_at_all(choice)?,
                    None => self.define_body(&define.body, None, define.name.span)?,
                };
                Some(self.add_value(name, expr, define.name.span))
            }
            Item::Define(define) => self.check_function(define),
            Item::Figures(figures) => self.check_figures(figures),
            Item::Table(table) => self.check_table(table),
            Item::Tier(tier) => self.check_tier(tier),
            Item::Class(class) => self.check_class(class),
            Item::Score(score) => self.check_score(score),
            Item::Script(script) => self.check_script(script),
            Item::Kind(_) | Item::Points(..) => None,
        }
    }

    pub(super) fn add_value(&mut self, name: &str, expr: Expr, span: Span) -> Progress {
        let id = ValueId(u32::try_from(self.values.len()).unwrap_or(u32::MAX));
        self.values.push(Value { name: name.to_owned(), expr, span });
        Progress::Value(id)
    }

    /// A reading of a named value.
    pub(super) fn read_value(&self, id: ValueId, span: Span) -> Option<Expr> {
        let value = self.values.get(id.0 as usize)?;
        let kind = ExprKind::Value(id);
        let expr = Expr { kind, ty: value.expr.ty.clone(), optional: value.expr.optional, span };
        Some(self.scope.narrowed(expr))
    }

    /// The value that a tier, class, score or define became.
    pub(super) fn value_id(&self, name: &str) -> Option<ValueId> {
        match self.progress.get(name) {
            Some(Progress::Value(id)) => Some(*id),
            _ => None,
        }
    }

    fn cycle(&mut self, name: &str) -> Option<Progress> {
        let start = self.path.iter().position(|(begun, _)| begun == name).unwrap_or(0);
        let names: Vec<(String, Span)> = self.path.iter().skip(start).cloned().collect();
        for (name, _) in &names {
            self.progress.insert(name.clone(), Progress::Failed);
        }
        self.report(Problem::Cycle { names })
    }
}
