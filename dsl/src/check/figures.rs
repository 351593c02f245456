//! Parameters: figures that hold from a day on.

use super::declared::Item;
use super::scope::Scope;
use super::value::Progress;
use super::{Checker, FigureProblem, Problem, build};
use crate::date::Date;
use crate::ir::{Comparison, Expr, ExprKind, Literal};
use crate::source::Span;
use crate::syntax::{self, ExprKind as Syntax, Figure, Figures};
use crate::types::Type;

/// A checked figure: the day from which it holds, and what it is.
pub(super) type Dated = (Option<i64>, Expr);

impl<'a> Checker<'a> {
    /// A parameter by itself is read for today.
    pub(super) fn check_figures(&mut self, figures: &'a Figures) -> Option<Progress> {
        let span = figures.name.span;
        let dated = self.figures_of(figures)?;
        let value = self.figure_on(dated, &build::today(span), span)?;
        Some(self.add_value(&figures.name.text, value, span))
    }

    fn figures_of(&mut self, figures: &Figures) -> Option<Vec<Dated>> {
        let ty = self.type_named(&figures.ty)?;
        self.dated_figures(&figures.figures, &ty, figures.name.span)
    }

    /// Figures of a type in the order of their days; one without a day comes first.
    pub(super) fn dated_figures(
        &mut self,
        figures: &[Figure],
        ty: &Type,
        span: Span,
    ) -> Option<Vec<Dated>> {
        if figures.is_empty() {
            return self.report(Problem::Empty { span });
        }
        self.check_days(figures);
        let checked: Vec<Option<Dated>> = figures
            .iter()
            .map(|figure| Some((figure.from, self.fixed_figure(figure, ty)?)))
            .collect();
        let mut checked: Vec<Dated> = checked.into_iter().collect::<Option<_>>()?;
        checked.sort_by_key(|(from, _)| *from);
        Some(checked)
    }

    fn check_days(&mut self, figures: &[Figure]) {
        let mut seen: Vec<&Figure> = Vec::new();
        for figure in figures {
            if let Some(first) = seen.iter().find(|first| first.from == figure.from) {
                let day = figure.from.and_then(Date::from_days).map(|day| day.to_string());
                let (first, second) = (first.span, figure.span);
                self.problems.push(FigureProblem::Twice { day, first, second }.into());
            }
            seen.push(figure);
        }
    }

    /// A figure is fixed: it reads nothing of the customer.
    fn fixed_figure(&mut self, figure: &Figure, ty: &Type) -> Option<Expr> {
        let inner = Scope::customer(self.customer_name());
        let outer = std::mem::replace(&mut self.scope, inner);
        let value = self.infer(&figure.value, Some(ty));
        self.scope = outer;
        let value = value?;
        if !matches!(value.kind, ExprKind::Literal(_)) {
            let what = say!("the figure of a parameter");
            return self.report(Problem::NeedsLiteral { what, span: figure.value.span });
        }
        self.require_type(ty, &value)?;
        Some(value)
    }

    /// The figure of a day; missing before the first, and where the day is missing.
    pub(super) fn figure_on(&mut self, dated: Vec<Dated>, day: &Expr, span: Span) -> Option<Expr> {
        let mut otherwise = None;
        let mut arms = Vec::new();
        let earliest = self.earliest(day);
        let height = day.height();
        self.charge(day.size().saturating_mul(dated.len()), height, span)?;
        for (from, value) in dated {
            let decided = Expr { optional: false, ..day.clone() };
            let holds = match from {
                Some(from) if earliest.is_none_or(|earliest| earliest < from) => {
                    if is_day(day) {
                        break;
                    }
                    let from =
                        build::known(ExprKind::Literal(Literal::Date(from)), Type::Date, span);
                    Some(build::compare(Comparison::GreaterOrEqual, decided, from))
                }
                // It holds from the first day that can be meant.
                _ => None,
            };
            let known = day.optional.then(|| build::is_known(day.clone()));
            match build::all(known.into_iter().chain(holds)) {
                Some(holds) => arms.insert(0, (holds, value)),
                None => otherwise = Some(value),
            }
        }
        if arms.is_empty() && otherwise.is_none() {
            return self.report(FigureProblem::Never { span }.into());
        }
        let value = self.joined(arms, otherwise, span)?;
        Some(self.scope.narrowed(value))
    }

    /// The first day that a date can be.
    fn earliest(&self, day: &Expr) -> Option<i64> {
        match day.kind {
            ExprKind::Today => self.head.effective_from,
            ExprKind::Literal(Literal::Date(day)) => Some(day),
            _ => None,
        }
    }

    /// `fee at order.date`, `Club at order.date`
    pub(super) fn at(
        &mut self,
        value: &syntax::Expr,
        date: &syntax::Expr,
        span: Span,
    ) -> Option<Expr> {
        let date = self.date(date);
        let Syntax::Name(name) = &value.kind else {
            return self.report(FigureProblem::NotDated { span: value.span }.into());
        };
        if let Some(Item::Tier(tier)) = self.declared.items.get(name.text.as_str()).copied() {
            return self.level_at(tier, date?, span);
        }
        let read = self.name(name, None)?;
        match (self.declared.items.get(name.text.as_str()).copied(), read.kind) {
            (Some(Item::Figures(figures)), ExprKind::Value(_)) => {
                let dated = self.figures_of(figures)?;
                self.figure_on(dated, &date?, span)
            }
            _ => self.report(FigureProblem::NotDated { span: value.span }.into()),
        }
    }
}

/// Whether a date is written out.
fn is_day(day: &Expr) -> bool {
    matches!(day.kind, ExprKind::Literal(Literal::Date(_)))
}
