//! What a tier with memory says beside its level: `Club.rose`, `Club.since`, `Club before today`.

use super::declared::Item;
use super::value::Progress;
use super::{Checker, Problem, build};
use crate::ir::{Change, Comparison, Expr};
use crate::keywords::{LANGUAGES, keywords};
use crate::source::Span;
use crate::syntax::{self, ExprKind as Syntax, Tier};

impl<'a> Checker<'a> {
    /// The tier and the part that `first.last` names.
    pub(super) fn tier_part_named(&self, first: &str, last: &str) -> Option<(&'a Tier, &'static str)> {
        let part = LANGUAGES.iter().find_map(|language| keywords(*language).part(last))?;
        match self.declared.items.get(first)? {
            Item::Tier(tier) => Some((tier, part)),
            _ => None,
        }
    }

    /// `Club.rose`, `Club.since` and their like.
    pub(super) fn tier_part(&mut self, tier: &'a Tier, part: &str, span: Span) -> Option<Expr> {
        let name = &tier.name.text;
        let Progress::Value(_) = self.demand(name)? else { return None };
        let Some(memory) = self.tiers.get(name).and_then(|tier| tier.memory.as_ref()) else {
            return self.no_memory(tier, format!("{name}.{part}"), span);
        };
        let id = match part {
            "since" => memory.since,
            "until" => memory.until,
            _ => memory.change,
        };
        let value = self.read_value(id, span)?;
        let changes = Change::ALL.iter().position(|change| change.name() == part);
        match (changes, &value.ty) {
            (Some(index), crate::types::Type::Choice(choice)) => {
                let option = build::option(*choice, u32::try_from(index).ok()?, span);
                Some(build::compare(Comparison::Equal, value, option))
            }
            _ => Some(value),
        }
    }

    /// `Club before today`: the level held when the run began.
    pub(super) fn before_today(&mut self, expr: &syntax::Expr, span: Span) -> Option<Expr> {
        let tier = self.tier_meant(expr, "before today")?;
        let what = format!("{} before today", tier.name.text);
        let held_in = self.clauses(tier)?.held_in;
        let Some(held_in) = held_in else { return self.no_memory(tier, what, span) };
        let level = self.membership(tier, held_in)?.level;
        Some(self.scope.narrowed(Expr { span, ..level }))
    }

    /// `Club at order.date`
    pub(super) fn level_at(
        &mut self,
        expr: &syntax::Expr,
        _date: &syntax::Expr,
        span: Span,
    ) -> Option<Expr> {
        let tier = self.tier_meant(expr, "at")?;
        let what = format!("{} at", tier.name.text);
        self.no_memory(tier, what, span)
    }

    fn tier_meant(&mut self, expr: &syntax::Expr, what: &'static str) -> Option<&'a Tier> {
        if let Syntax::Name(name) = &expr.kind
            && let Some(Item::Tier(tier)) = self.declared.items.get(name.text.as_str())
        {
            return Some(tier);
        }
        self.report(Problem::NotATier { what, span: expr.span })
    }

    fn no_memory(&mut self, tier: &Tier, what: String, span: Span) -> Option<Expr> {
        let tier = tier.name.text.clone();
        self.report(Problem::NoMemory { what, tier, span })
    }
}
