//! Published figures and guarantees.

use std::collections::BTreeMap;

use super::scope::Scope;
use super::value::Progress;
use super::{Checker, Problem, build};
use crate::ir::{Expr, ExprKind, Figure, Guarantee, Published, ValueId};
use crate::source::Span;
use crate::syntax::{self, ExprKind as Syntax, ListExpr, Name, PublishWhat};
use crate::types::{Places, Type};

impl Checker<'_> {
    /// The published figures, by name.
    pub(super) fn check_published(&mut self) -> Vec<Published> {
        let declared = self.declared.published.clone();
        self.check_distinct(declared.iter().flat_map(|publish| &publish.names));
        let mut figures: BTreeMap<&str, (&Name, &PublishWhat)> = BTreeMap::new();
        for publish in &declared {
            let names = publish.names.iter();
            figures.extend(names.map(|name| (name.text.as_str(), (name, &publish.what))));
        }
        let checked = figures.into_values().filter_map(|(name, what)| {
            self.scope = Scope::customer(self.customer_name());
            let figure = self.published_figure(name, what)?;
            Some(Published { name: name.text.clone(), figure })
        });
        checked.collect()
    }

    fn published_figure(&mut self, name: &Name, what: &PublishWhat) -> Option<Figure> {
        match what {
            PublishWhat::Named => {
                let value = self.after_rules(|checker| checker.name(name, None))?;
                self.published_value(name, value)
            }
            PublishWhat::Value(value) => {
                let value = self.after_rules(|checker| checker.infer(value, None))?;
                self.published_value(name, value)
            }
            PublishWhat::Each { value, element, list } => {
                self.figure_of_each(name, value.as_ref(), element, list)
            }
        }
    }

    fn published_value(&mut self, name: &Name, value: Expr) -> Option<Figure> {
        self.require_rounded(&value, name.span)?;
        if let ExprKind::Value(id) = value.kind {
            return Some(Figure::Value(id));
        }
        self.new_value(&name.text, value, name.span).map(Figure::Value)
    }

    fn new_value(&mut self, name: &str, value: Expr, span: Span) -> Option<ValueId> {
        match self.add_value(name, value, span) {
            Progress::Value(id) => Some(id),
            Progress::Begun | Progress::Function | Progress::Failed => None,
        }
    }

    /// A quotient has no end in decimals.
    fn require_rounded(&mut self, value: &Expr, span: Span) -> Option<()> {
        if matches!(value.ty, Type::Quantity(_, Places::Fraction)) {
            return self.report(Problem::PublishedFraction { span });
        }
        Some(())
    }

    /// Without a value, the name is a function of the element or one of its fields.
    fn figure_of_each(
        &mut self,
        name: &Name,
        value: Option<&syntax::Expr>,
        element: &Name,
        list: &ListExpr,
    ) -> Option<Figure> {
        let for_each = self.for_each(element, list)?;
        let value = match value {
            Some(value) => self.infer(value, None)?,
            None => self.of_element(name, element)?,
        };
        self.require_rounded(&value, name.span)?;
        Some(Figure::Each { for_each, value })
    }

    fn of_element(&mut self, name: &Name, element: &Name) -> Option<Expr> {
        let span = name.span;
        let whose = syntax::Expr { kind: Syntax::Name(element.clone()), span };
        if self.declared.items.contains_key(name.text.as_str()) {
            return self.call(name, &[whose], span, None);
        }
        let kind = Syntax::Member(Box::new(whose), name.clone());
        self.infer(&syntax::Expr { kind, span }, None)
    }

    /// The guarantees, in the order of their meaning.
    pub(super) fn check_guarantees(&mut self) -> Vec<Guarantee> {
        let mut checked = Vec::new();
        for guarantee in self.declared.guarantees.clone() {
            self.scope = Scope::customer(self.customer_name());
            if let Some(claim) = self.after_rules(|checker| checker.claim(guarantee)) {
                let because = guarantee.because.as_ref().map(|because| because.value.clone());
                let order = serde_json::to_string(&claim).unwrap_or_default();
                checked.push((order, because, claim));
            }
        }
        checked.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        let guarantees = checked.into_iter().filter_map(|(_, because, claim)| {
            let span = claim.span;
            Some(Guarantee { claim: self.new_value("guarantee", claim, span)?, because, span })
        });
        guarantees.collect()
    }

    /// `a implies b`: `b` is read only where `a` holds.
    pub(super) fn claim(&mut self, guarantee: &syntax::Guarantee) -> Option<Expr> {
        let Some(premise) = &guarantee.premise else { return self.condition(&guarantee.claim) };
        let premise_span = premise.span;
        let premise = self.condition(premise);
        self.assume(premise.as_ref());
        let claim = self.condition(&guarantee.claim)?;
        let span = premise_span.to(guarantee.claim.span);
        let all = build::any(vec![build::not(premise?), claim])?;
        Some(Expr { span, ..all })
    }
}
