//! Every condition of a program's tiers and rules that has a number, an amount or a date in it, as
//! the program has it: what explanations must know how to mend.

use loyal_dsl::ir::{Comparison, Expr, ExprKind, FieldId, Program, RecordId};
use loyal_dsl::source::{SourceFile, Span};
use loyal_dsl::types::Type;

/// A condition of a rule or level.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The rule, or tier and level.
    pub(super) of: String,
    /// `file:line`
    pub(super) source: String,
    /// As the policy writes it.
    pub(super) text: String,
}

/// A condition with where its elements stand.
#[derive(Debug, Clone)]
pub(super) struct Asked<'p> {
    pub(super) place: Place,
    pub(super) expr: &'p Expr,
    /// The records in scope, the customer first.
    pub(super) scope: Vec<RecordId>,
    /// The lists over which the rule goes: the fields of the records in scope.
    pub(super) lists: Vec<FieldId>,
}

/// All of them.
pub(super) fn all<'p>(program: &'p Program, sources: &[SourceFile]) -> Vec<Asked<'p>> {
    let mut found = Vec::new();
    for tier in &program.tiers {
        let Type::Choice(choice) = program.values[tier.level.0 as usize].expr.ty else { continue };
        let levels = &program.choices[choice as usize].options;
        for (level, bars) in levels.iter().zip(&tier.bars) {
            let of = format!("{} {level}", tier.name);
            let walk = Walk { program, sources, of, lists: Vec::new() };
            for bar in bars.rise.iter().chain(&bars.keep).flatten() {
                walk.leaves(&bar.met, (true, whole(&bar.met)), &[RecordId(0)], &mut found);
            }
        }
    }
    for rule in &program.rules {
        let lists = rule.for_each.iter().map(|hop| hop.list).collect();
        let walk = Walk { program, sources, of: rule.name.clone(), lists };
        let elements = rule.for_each.iter().map(|hop| hop.element);
        let scope: Vec<RecordId> = [RecordId(0)].into_iter().chain(elements).collect();
        for (at, hop) in rule.for_each.iter().enumerate() {
            if let Some(filter) = &hop.filter {
                walk.leaves(filter, (true, whole(filter)), &scope[..at + 2], &mut found);
            }
        }
        for condition in &rule.conditions {
            walk.leaves(condition, (true, whole(condition)), &scope, &mut found);
        }
        for when in rule.effects.iter().filter_map(|effect| effect.when.as_ref()) {
            walk.leaves(when, (true, whole(when)), &scope, &mut found);
        }
    }
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found.dedup_by(|a, b| a.place == b.place);
    found
}

struct Walk<'p, 's> {
    program: &'p Program,
    sources: &'s [SourceFile],
    of: String,
    lists: Vec<FieldId>,
}

impl<'p> Walk<'p, '_> {
    fn leaves(
        &self,
        expr: &'p Expr,
        (wanted, span): (bool, Span),
        scope: &[RecordId],
        found: &mut Vec<Asked<'p>>,
    ) {
        match &expr.kind {
            ExprKind::Not(inner) => self.leaves(inner, (!wanted, span), scope, found),
            ExprKind::And(a, b) | ExprKind::Or(a, b) if !is_phrase(a, b) => {
                self.leaves(a, (wanted, whole(a)), scope, found);
                self.leaves(b, (wanted, whole(b)), scope, found);
            }
            ExprKind::Value(id) => {
                let value = &self.program.values[id.0 as usize].expr;
                self.leaves(value, (wanted, whole(value)), &[RecordId(0)], found);
            }
            ExprKind::And(..) | ExprKind::Or(..) | ExprKind::Compare(..)
                if has_a_figure(expr, wanted) =>
            {
                let place = self.place(span);
                found.push(Asked { place, expr, scope: scope.to_vec(), lists: self.lists.clone() });
            }
            _ => {}
        }
    }

    fn place(&self, span: Span) -> Place {
        let source = &self.sources[span.file as usize];
        let (start, end) = (span.start as usize, span.end as usize);
        let line = source.text[..start].matches('\n').count() + 1;
        let text = source.text[start..end].split_whitespace().collect::<Vec<_>>().join(" ");
        Place { of: self.of.clone(), source: format!("{}:{line}", source.name), text }
    }
}

/// Whether it compares figures in a way that some change of them would meet.
fn has_a_figure(expr: &Expr, wanted: bool) -> bool {
    match &expr.kind {
        ExprKind::Compare(comparison, left, _) => {
            let figure = matches!(left.ty, Type::Quantity(..) | Type::Date | Type::DateTime);
            let other = if wanted { Comparison::NotEqual } else { Comparison::Equal };
            figure && *comparison != other
        }
        ExprKind::Not(inner) => has_a_figure(inner, !wanted),
        ExprKind::And(a, b) | ExprKind::Or(a, b) => {
            has_a_figure(a, wanted) || has_a_figure(b, wanted)
        }
        _ => false,
    }
}

fn is_phrase(a: &Expr, b: &Expr) -> bool {
    let (a, b) = (whole(a), whole(b));
    a.file == b.file && a.start < b.end && b.start < a.end
}

/// The text of a condition; joined ones reach from the first part to the last.
fn whole(expr: &Expr) -> Span {
    let (ExprKind::And(a, b) | ExprKind::Or(a, b)) = &expr.kind else { return expr.span };
    let (a, b) = (whole(a), whole(b));
    if a.file != b.file {
        return a;
    }
    let own = expr.span.file == a.file && expr.span.end > expr.span.start;
    a.to(b).to(if own { expr.span } else { a })
}
