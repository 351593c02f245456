//! What a tier with memory says beside its level: `Club.rose`, `Club.since`, `Club before today`.

use super::declared::Item;
use super::expr::phrase;
use super::name::field_id;
use super::value::Progress;
use super::{Checker, Problem, build, scope};
use crate::ir::{
    Arm, Change, Comparison, Expr, ExprKind, Extreme, FieldId, FieldKind, Order, Pick, RecordId,
};
use crate::keywords::{LANGUAGES, keywords};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{self, ExprKind as Syntax, Tier};

impl<'a> Checker<'a> {
    /// The tier and the part that `first.last` names.
    pub(super) fn tier_part_named(
        &self,
        first: &str,
        last: &str,
    ) -> Option<(&'a Tier, &'static str)> {
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
            return self.no_memory(tier, Message::verbatim(format!("{name}.{part}")), span);
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
        let tier = self.tier_meant(expr, say!("before today"))?;
        let what = say!("{tier} before today", tier = &tier.name.text);
        let held_in = self.clauses(tier)?.held_in;
        let Some(held_in) = held_in else { return self.no_memory(tier, what, span) };
        let level = self.membership(tier, held_in)?.level;
        Some(self.scope.narrowed(Expr { span, ..level }))
    }

    /// `Club at order.date`: from the day on which it began the level after the run, before it what
    /// the membership keeps.
    pub(super) fn level_at(&mut self, tier: &'a Tier, date: Expr, span: Span) -> Option<Expr> {
        let name = &tier.name.text;
        let Progress::Value(_) = self.demand(name)? else { return None };
        let held_in = self.clauses(tier)?.held_in;
        let memory = self.tiers.get(name).and_then(|tier| tier.memory.as_ref());
        let Some((held_in, memory)) = held_in.zip(memory) else {
            return self.no_memory(tier, say!("{name} at", name), span);
        };
        let (own, since) = (memory.own, memory.since);
        let Some((list, element)) = self.membership(tier, held_in)?.spells else {
            let field = say!("{of}.spells", of = phrase(held_in)?);
            let (tier, span) = (name.clone(), held_in.span);
            return self.report(Problem::NotAMembership { field, tier, span });
        };
        let before = self.spell_on(list, element, &date, span)?;
        let (own, since) = (self.read_value(own, span)?, self.read_value(since, span)?);
        let decided = Expr { optional: false, ..since.clone() };
        let begun = build::compare(Comparison::LessOrEqual, decided, date);
        let arm = Arm { when: build::and(build::is_known(since), begun), then: own };
        let ty = before.ty.clone();
        let level = build::cases(vec![arm], Some(before), ty, span);
        Some(self.scope.narrowed(level))
    }

    /// The level of the latest spell that had begun on a day and was not over.
    fn spell_on(
        &mut self,
        list: FieldId,
        element: RecordId,
        date: &Expr,
        span: Span,
    ) -> Option<Expr> {
        let depth = self.scope.next_depth();
        let part = |name: &str| {
            let record = self.record(element)?;
            let id = field_id(record, &[name])?;
            let field = record.fields.get(id.0 as usize)?;
            let FieldKind::Scalar(ty) = &field.kind else { return None };
            Some(scope::field(depth, id, ty.clone(), field.optional, span))
        };
        let (level, from, through) = (part("level")?, part("from")?, part("through")?);
        let at_most = |a: Expr, b: Expr| build::compare(Comparison::LessOrEqual, a, b);
        let decided = Expr { optional: false, ..through.clone() };
        let open = vec![build::not(build::is_known(through)), at_most(date.clone(), decided)];
        let filter = build::all([
            at_most(from.clone(), date.clone()),
            at_most(from.clone(), build::today(span)),
            build::any(open)?,
        ]);
        let ty = level.ty.clone();
        let order = Order { which: Extreme::Largest, key: from };
        let pick = Pick { depth: 0, list, element, filter, order, value: level };
        Some(build::make(ExprKind::Pick(Box::new(pick)), ty, true, span))
    }

    fn tier_meant(&mut self, expr: &syntax::Expr, what: Message) -> Option<&'a Tier> {
        if let Syntax::Name(name) = &expr.kind
            && let Some(Item::Tier(tier)) = self.declared.items.get(name.text.as_str())
        {
            return Some(tier);
        }
        self.report(Problem::NotATier { what, span: expr.span })
    }

    fn no_memory(&mut self, tier: &Tier, what: Message, span: Span) -> Option<Expr> {
        let tier = tier.name.text.clone();
        self.report(Problem::NoMemory { what, tier, span })
    }
}
