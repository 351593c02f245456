//! Which fields of its records a policy reads: what a reader of records must decode.

use std::collections::BTreeSet;

use loyal_dsl::ir::{
    Effect, Expr, ExprKind, FieldId, FieldKind, Hop, Limit, Program, RecordId, Rule, Tier,
};

use crate::plan::measures::measures;
use crate::plan::walk::{children, rule_expressions};

/// The fields that a policy reads, with all keys, all dates by which lists are ordered, and the
/// lists on the way to what is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    fields: BTreeSet<(RecordId, FieldId)>,
}

impl Needs {
    /// What a program reads.
    #[must_use]
    pub fn of(program: &Program) -> Needs {
        let mut reading = Reading { program, needs: Needs::default() };
        let customer = [RecordId(0)];
        for expr in
            program.applies_when.iter().chain(program.values.iter().map(|value| &value.expr))
        {
            reading.expression(expr, &mut customer.to_vec());
        }
        for expr in measures(program) {
            reading.expression(expr, &mut customer.to_vec());
        }
        for expr in program.tiers.iter().flat_map(Tier::expressions) {
            reading.expression(expr, &mut customer.to_vec());
        }
        for rule in &program.rules {
            reading.each(&rule.for_each, rule_expressions(rule));
        }
        for (_, for_each, value) in program.published_of_each() {
            let filters = for_each.iter().enumerate();
            let filters = filters.filter_map(|(at, hop)| Some((hop.filter.as_ref()?, at + 2)));
            reading.each(for_each, filters.chain([(value, for_each.len() + 1)]));
        }
        for lots in &program.lots {
            let filter = lots.grants.filter.iter().chain([&lots.left, &lots.last_day]);
            reading.each(std::slice::from_ref(&lots.grants), filter.map(|expr| (expr, 2)));
        }
        if let Some(history) = program.history.filter(|_| !program.rules.is_empty()) {
            reading.field(&customer, 0, history.grants);
            reading.field(&customer, 0, history.tasks);
            let totals = program.totals.iter().any(|total| total.within.is_some());
            if totals || rules_count_past(program) {
                reading.counted(history.grants);
            }
        }
        reading.always();
        reading.needs
    }

    /// Every field of every record, whether the policy reads it or not.
    #[must_use]
    pub fn all(program: &Program) -> Needs {
        let mut fields = BTreeSet::new();
        for (record, declared) in (0..).map(RecordId).zip(&program.records) {
            let read = (0..).map(FieldId).zip(&declared.fields);
            let read = read.filter(|(_, declared)| declared.filled.is_none());
            fields.extend(read.map(|(field, _)| (record, field)));
        }
        Needs { fields }
    }

    /// Whether a field is read.
    #[must_use]
    pub fn reads(&self, record: RecordId, field: FieldId) -> bool {
        self.fields.contains(&(record, field))
    }
}

/// Whether a limit of a rule counts entries of history itself.
fn rules_count_past(program: &Program) -> bool {
    let kept = |rule: &'_ Rule| rule.effects.iter().flat_map(Effect::kept_limits).any(counts_past);
    program.rules.iter().any(|rule| rule.limits.iter().any(counts_past) || kept(rule))
}

fn counts_past(limit: &Limit) -> bool {
    limit.rolling.as_ref().is_some_and(|rolling| rolling.past.is_some())
}

struct Reading<'p> {
    program: &'p Program,
    needs: Needs,
}

impl Reading<'_> {
    /// Expressions over the elements of hops, each with the height of the scope in which it stands.
    fn each<'e>(&mut self, hops: &[Hop], expressions: impl IntoIterator<Item = (&'e Expr, usize)>) {
        let mut scope = vec![RecordId(0)];
        for hop in hops {
            self.field(&scope, scope.len() - 1, hop.list);
            scope.push(hop.element);
        }
        for (expr, height) in expressions {
            self.expression(expr, &mut scope.iter().copied().take(height).collect());
        }
    }

    fn expression(&mut self, expr: &Expr, scope: &mut Vec<RecordId>) {
        let mut element = None;
        match &expr.kind {
            ExprKind::Field { depth, field } => self.field(scope, usize::from(*depth), *field),
            ExprKind::Aggregate(aggregate) => {
                self.field(scope, usize::from(aggregate.depth), aggregate.list);
                element = Some(aggregate.element);
            }
            ExprKind::Pick(pick) => {
                self.field(scope, usize::from(pick.depth), pick.list);
                element = Some(pick.element);
            }
            _ => {}
        }
        scope.extend(element);
        for (child, _) in children(expr) {
            self.expression(child, scope);
        }
        if element.is_some() {
            scope.pop();
        }
    }

    /// What is read of a grant that a limit counts.
    fn counted(&mut self, grants: FieldId) {
        for name in ["amount", "date", "key", "kind", "of", "on", "rule", "subject", "unit"] {
            if let Some((record, field)) = self.program.entry_field(grants, name) {
                self.needs.fields.insert((record, field));
            }
        }
    }

    fn field(&mut self, scope: &[RecordId], depth: usize, field: FieldId) {
        if let Some(record) = scope.get(depth) {
            self.needs.fields.insert((*record, field));
        }
    }

    /// Keys and dates of every record, and the lists that lead to a record that is read.
    fn always(&mut self) {
        let records = || (0_u32..).map(RecordId).zip(&self.program.records);
        let reached: BTreeSet<RecordId> =
            self.needs.fields.iter().map(|(record, _)| *record).collect();
        let mut found = Vec::new();
        for (id, record) in records() {
            found.extend(record.key.iter().chain(&record.dated_by).map(|field| (id, *field)));
            for (field, declared) in (0_u32..).map(FieldId).zip(&record.fields) {
                if matches!(declared.kind, FieldKind::List(element) if reached.contains(&element)) {
                    found.push((id, field));
                }
            }
        }
        self.needs.fields.extend(found);
    }
}
