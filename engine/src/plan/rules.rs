//! Rules to collectors: what is read of each subject, and where.

use loyal_dsl::ir::{Effect, EffectKind, Expr, Hop, Limit, Lots, Rule, Template};

use super::lower::Lowering;
use super::op::{CUSTOMERS, Collector, EffectCells, LimitCells, Reg, RegionId, Subject};
use super::walk::rule_expressions;

impl Lowering<'_> {
    /// Puts a rule's collectors into the regions of its hops.
    pub(crate) fn rule(&mut self, index: usize, rule: &Rule) {
        let scope = self.hops(index, &rule.for_each, &rule_expressions(rule));
        let filters = self.filters(&rule.for_each, &scope);
        let subject = Some(self.subject(rule, &scope));
        self.collect(&scope, Collector { rule: index, filters, subject });
    }

    /// Puts the collectors of a figure that is published of each element into their regions.
    pub(crate) fn published(&mut self, index: usize, for_each: &[Hop], value: &Expr) {
        let filters = for_each.iter().enumerate();
        let mut read: Vec<(&Expr, usize)> =
            filters.filter_map(|(at, hop)| Some((hop.filter.as_ref()?, at + 2))).collect();
        read.push((value, for_each.len() + 1));
        let scope = self.hops(index, for_each, &read);
        let filters = self.filters(for_each, &scope);
        let cells = vec![self.inside(value, &scope)];
        let subject = Some(Subject { cells, ..Subject::default() });
        self.collect(&scope, Collector { rule: index, filters, subject });
    }

    /// Puts the collector of the lots of a kind of points into the region of the grants.
    pub(crate) fn lots(&mut self, index: usize, lots: &Lots) {
        let hops = std::slice::from_ref(&lots.grants);
        let filter = lots.grants.filter.iter();
        let read = filter.chain([&lots.left, &lots.last_day]).map(|expr| (expr, 2));
        let scope = self.hops(index, hops, &read.collect::<Vec<_>>());
        let filters = self.filters(hops, &scope);
        let cells = [&lots.left, &lots.last_day].map(|expr| self.inside(expr, &scope));
        let subject = Some(Subject { cells: cells.to_vec(), ..Subject::default() });
        self.collect(&scope, Collector { rule: index, filters, subject });
    }

    /// The regions of the hops, of which the outer ones are told to the rule.
    fn hops(&mut self, index: usize, hops: &[Hop], read: &[(&Expr, usize)]) -> Vec<RegionId> {
        let mut scope: Vec<RegionId> = vec![CUSTOMERS];
        for (at, hop) in hops.iter().enumerate() {
            let parent = scope.last().copied().unwrap_or(CUSTOMERS);
            let read: Vec<_> =
                read.iter().copied().filter(|(_, height)| *height > at + 1).collect();
            let stage = self.stage(&read, &scope, parent);
            scope.push(self.builder.list(parent, parent, hop.list, stage));
            if at + 1 < hops.len() && hop.filter.is_some() {
                let filters = self.filters(hops, &scope);
                self.collect(&scope, Collector { rule: index, filters, subject: None });
            }
        }
        scope
    }

    fn collect(&mut self, scope: &[RegionId], collector: Collector) {
        let region = scope.last().copied().unwrap_or(CUSTOMERS);
        if let Some(region) = self.builder.region(region) {
            region.collectors.push(collector);
        }
    }

    /// The filters of the hops in scope, as registers of the innermost.
    fn filters(&mut self, hops: &[Hop], scope: &[RegionId]) -> Vec<Reg> {
        let region = scope.last().copied().unwrap_or(CUSTOMERS);
        let mut filters = Vec::new();
        for (at, hop) in hops.iter().enumerate().take(scope.len() - 1) {
            if let (Some(filter), Some(seen)) = (&hop.filter, scope.get(..at + 2)) {
                let place = self.root(filter, seen);
                filters.push(self.builder.bring(place, region));
            }
        }
        filters
    }

    fn subject(&mut self, rule: &Rule, scope: &[RegionId]) -> Subject {
        let exceptions = rule.exceptions.iter().map(|exception| &exception.condition);
        let mut subject = Subject {
            conditions: rule.conditions.iter().map(|when| self.inside(when, scope)).collect(),
            exceptions: exceptions.map(|exception| self.inside(exception, scope)).collect(),
            ..Subject::default()
        };
        for effect in &rule.effects {
            let cells = self.effect(effect, scope, &mut subject.cells);
            subject.effects.push(cells);
        }
        subject.worth =
            rule.worth.as_ref().map(|worth| self.cell(worth, scope, &mut subject.cells));
        subject.date = rule.date.as_ref().map(|date| self.cell(date, scope, &mut subject.cells));
        for limit in &rule.limits {
            let cells = self.limit(limit, scope, &mut subject.cells);
            subject.limits.push(cells);
        }
        let values = rule.because.iter().flat_map(Template::values);
        subject.reason = values.map(|expr| self.cell(expr, scope, &mut subject.cells)).collect();
        subject
    }

    fn effect(&mut self, effect: &Effect, scope: &[RegionId], cells: &mut Vec<Reg>) -> EffectCells {
        let [amount, wished] = effect.kind.amounts();
        let mut cell = |expr: Option<&Expr>| expr.map(|expr| self.cell(expr, scope, cells));
        let mut found = EffectCells {
            when: cell(effect.when.as_ref()),
            amount: cell(amount),
            wished: cell(wished),
            due: cell(effect.kind.due()),
            last_day: cell(effect.last_day.as_ref()),
            approvals: effect.approvals.iter().map(|it| cell(it.when.as_ref())).collect(),
            channel: cell(effect.kind.channel()),
            before: cell(effect.reversal.as_ref().map(|reversal| &reversal.before)),
            available: cell(effect.available.as_ref()),
            balance: cell(effect.kind.balance()),
            least: cell(effect.kind.least()),
            ..EffectCells::default()
        };
        let kept = effect.kept_limits().iter();
        found.limits = kept.map(|limit| self.limit(limit, scope, cells)).collect();
        let mut cell = |expr: Option<&Expr>| expr.map(|expr| self.cell(expr, scope, cells));
        if let EffectKind::Message(message) = &effect.kind {
            found.message = message.text.values().filter_map(|expr| cell(Some(expr))).collect();
        }
        if let EffectKind::Offer(options) = &effect.kind {
            let options = options.iter().map(|option| self.effect(option, scope, cells));
            found.options = options.collect();
        }
        found
    }

    fn limit(&mut self, limit: &Limit, scope: &[RegionId], cells: &mut Vec<Reg>) -> LimitCells {
        let mut cell = |expr: &Expr| self.cell(expr, scope, cells);
        LimitCells {
            most: cell(&limit.most),
            used: limit.used.as_ref().map(&mut cell),
            date: cell(&limit.date),
            period: limit.period.as_ref().map(|days| (cell(&days.from), cell(&days.through))),
            back: limit.rolling.as_ref().map(|rolling| cell(&rolling.back)),
        }
    }

    /// The place of an expression's register among the cells.
    fn cell(&mut self, expr: &Expr, scope: &[RegionId], cells: &mut Vec<Reg>) -> usize {
        let reg = self.inside(expr, scope);
        cells.iter().position(|known| *known == reg).unwrap_or_else(|| {
            cells.push(reg);
            cells.len() - 1
        })
    }
}
