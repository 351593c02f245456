//! Chosen elements that have a name: `define dearest as order with largest amount in orders`.

use super::Checker;
use super::pick::Chosen;
use super::scope::{Frame, Scope, finds};
use super::value::Progress;
use crate::ir::{Expr, ExprKind, ValueId};
use crate::source::Span;
use crate::syntax::{self, Name};

impl<'a> Checker<'a> {
    /// The choice that a name stands for, where it means that of a define and nothing else.
    fn element_named(&self, name: &Name) -> Option<&'a syntax::Expr> {
        let item = *self.declared.items.get(name.text.as_str())?;
        let hidden = self.scope.local(&name.text).is_some()
            || self.scope.element(&name.text).is_some()
            || !self.bare_fields(&[&name.text]).is_empty();
        item.chosen().filter(|_| !hidden)
    }

    /// Whether a name stands for a chosen element, of which only fields are values.
    pub(super) fn names_element(&self, name: &Name) -> bool {
        self.element_named(name).is_some()
    }

    /// `dearest` in `dearest is known`: what it was chosen by.
    pub(super) fn named_at_all(&mut self, name: &Name) -> Option<Expr> {
        let Progress::Value(id) = self.demand(&name.text)? else { return None };
        self.read_value(id, name.span)
    }

    /// `dearest.amount`; `None` where the name stands for no element.
    pub(super) fn field_of_named(
        &mut self,
        name: &Name,
        path: &[&str],
        span: Span,
    ) -> Option<Option<Expr>> {
        let choice = self.element_named(name)?;
        Some(self.field_of_choice(name, choice, path, span))
    }

    /// A value of its own, as that of any other define.
    fn field_of_choice(
        &mut self,
        name: &Name,
        choice: &syntax::Expr,
        path: &[&str],
        span: Span,
    ) -> Option<Expr> {
        let Progress::Value(_) = self.demand(&name.text)? else { return None };
        let key = format!("{}.{}", name.text, path.join("."));
        let id = match self.elements.get(&key) {
            Some(id) => *id,
            None => {
                let inner = Scope::customer(self.customer_name());
                let outer = std::mem::replace(&mut self.scope, inner);
                let field = self.field_of_pick(choice, path, span);
                self.scope = outer;
                let Progress::Value(id) = self.add_value(&key, field?, span) else { return None };
                self.elements.insert(key, id);
                id
            }
        };
        let read = self.read_value(id, span)?;
        let known = !read.optional || self.chosen_at_all(id);
        Some(Expr { optional: !known, ..read })
    }

    /// The choice that a name stands for, made for the customer, and the value by which it is known
    /// whether there is such an element.
    pub(super) fn choice_named(&mut self, name: &Name) -> Option<(Chosen, ValueId)> {
        let choice = self.element_named(name)?;
        let Progress::Value(id) = self.demand(&name.text)? else { return None };
        let mut inner = Scope { locals: Vec::new(), day: None, ..self.scope.clone() };
        inner.frames.iter_mut().skip(1).for_each(Frame::hide);
        let outer = std::mem::replace(&mut self.scope, inner);
        let chosen = self.choice(choice);
        self.scope = outer;
        chosen.map(|chosen| (chosen, id))
    }

    /// What is read of an element that a name stands for; it is there where the element is known.
    pub(super) fn of_named(
        &mut self,
        (chosen, id): (Chosen, ValueId),
        name: &str,
        span: Span,
        read: impl FnOnce(&mut Self, u8) -> Option<Expr>,
    ) -> Option<Expr> {
        let read = self.of_chosen(chosen, name, span, read)?;
        let ExprKind::Pick(pick) = &read.kind else { return Some(read) };
        let known = |fact: &Expr| fact.kind == ExprKind::Value(id);
        let found = !pick.value.optional && self.scope.facts.iter().any(known);
        Some(Expr { optional: read.optional && !found, ..read })
    }

    /// Whether it is known that there is an element of which a value is the field.
    fn chosen_at_all(&self, id: ValueId) -> bool {
        let behind = |id: ValueId| self.values.get(id.0 as usize).map(|value| &value.expr);
        let Some(field) = behind(id) else { return false };
        self.scope.facts.iter().any(|fact| match fact.kind {
            ExprKind::Value(known) => behind(known).is_some_and(|known| finds(known, field)),
            _ => finds(fact, field),
        })
    }
}
