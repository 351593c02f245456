//! Walks over the syntax: the expressions in a declaration, those in an expression, and the names
//! that each reads.

use super::{
    Availability, BudgetClause, Clause, ClauseKind, Cost, Deadline, Declaration, DeclarationKind,
    DefineBody, Expr, ExprKind, Field, FieldType, Figure, Give, Lapse, Level, LimitMeasure,
    LimitPeriod, ListExpr, Name, OnDays, Parameter, Piece, ProgramClause, PublishWhat, RoundClause,
    Row, ScorePart, Suspension, Template, TierClauseKind, TypeName, TypeNameKind, Validity, Window,
    WindowKind,
};
use super::{CellKind, Limit, Rule, Score, Table, Tier};

impl Expr {
    /// The expressions that stand directly in this one, in the order of the text.
    #[must_use]
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Number { .. }
            | ExprKind::Money { .. }
            | ExprKind::Text(_)
            | ExprKind::Bool(_)
            | ExprKind::Date(_)
            | ExprKind::Today
            | ExprKind::Name(_)
            | ExprKind::Overdue { .. }
            | ExprKind::Festival(_)
            | ExprKind::DayName(..)
            | ExprKind::It => Vec::new(),
            ExprKind::Total(total) => total.length().into_iter().collect(),
            ExprKind::Points(a, _)
            | ExprKind::AsMoney(a, _)
            | ExprKind::Expiring { count: a, .. }
            | ExprKind::Member(a, _)
            | ExprKind::Unary(_, a)
            | ExprKind::Known { value: a, .. }
            | ExprKind::Rank(a)
            | ExprKind::DatePart(_, a)
            | ExprKind::StartOf(_, a)
            | ExprKind::EndOf(_, a)
            | ExprKind::Duration(a, _)
            | ExprKind::BeforeToday(a)
            | ExprKind::Anniversary { of: a, .. }
            | ExprKind::InCalendar(a, _) => vec![a],
            ExprKind::Converted { value: a, date: b, .. }
            | ExprKind::At(a, b)
            | ExprKind::Binary(_, a, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::Remainder(a, b)
            | ExprKind::Full(a, b)
            | ExprKind::TopShare { share: a, by: b }
            | ExprKind::Shift { count: a, from: b, .. } => vec![a, b],
            ExprKind::Per { amount, unit, of, .. } => vec![amount, unit, of],
            ExprKind::Call(_, items) | ExprKind::Extreme { items, .. } => items.iter().collect(),
            ExprKind::OneOf { value, options, .. } => one_and(value, options),
            ExprKind::InWindow { value, window, .. } => one_and(value, window.expressions()),
            ExprKind::Rounded(value, clause) => one_and(value, clause.step()),
            ExprKind::Aggregate { value, list, .. } => {
                value.as_deref().into_iter().chain(list.expressions()).collect()
            }
            ExprKind::Pick { key, list, .. } => {
                key.as_deref().into_iter().chain(list.expressions()).collect()
            }
            ExprKind::Between { from, to, .. } => one_and(from, to.as_deref()),
            ExprKind::On { value, days, .. } => one_and(value, days.expression()),
            ExprKind::Near(near) => vec![&near.value, &near.count, &near.of],
            ExprKind::Every { value, count, from, .. } => {
                value.as_deref().into_iter().chain([count.as_ref(), from.as_ref()]).collect()
            }
        }
    }

    /// The names that this expression itself reads: not those behind a point, which are fields, and
    /// not those of the expressions in it.
    #[must_use]
    pub fn names(&self) -> Vec<&Name> {
        match &self.kind {
            ExprKind::Name(name)
            | ExprKind::Call(name, _)
            | ExprKind::InCalendar(_, name)
            | ExprKind::DayName(name, _) => vec![name],
            ExprKind::Points(_, kind) | ExprKind::Expiring { kind, .. } => kind.iter().collect(),
            ExprKind::Overdue { element, .. } => element.iter().collect(),
            ExprKind::Total(total) => total.name().into_iter().collect(),
            ExprKind::Between { calendar, .. } | ExprKind::On { calendar, .. } => {
                calendar.iter().collect()
            }
            ExprKind::Near(near) => near.calendar.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Shows this expression and all in it, outermost first.
    pub fn each<'a>(&'a self, see: &mut dyn FnMut(&'a Expr)) {
        see(self);
        for child in self.children() {
            child.each(see);
        }
    }
}

fn one_and<'a>(first: &'a Expr, rest: impl IntoIterator<Item = &'a Expr>) -> Vec<&'a Expr> {
    std::iter::once(first).chain(rest).collect()
}

impl ListExpr {
    /// Path, window, filter.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expr> {
        let window = self.window.iter().flat_map(Window::expressions);
        self.path.iter().chain(window).chain(self.filter.as_deref()).collect()
    }
}

impl Window {
    /// Its lengths and its end.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expr> {
        match &self.kind {
            WindowKind::This(_)
            | WindowKind::Previous(_)
            | WindowKind::SamePeriodOfPreviousYear
            | WindowKind::IncludingFuture => Vec::new(),
            WindowKind::Last(a, _)
            | WindowKind::Next(a, _)
            | WindowKind::Year(a)
            | WindowKind::LastWholeMonths(a)
            | WindowKind::LastCalendarMonths(a) => vec![a],
            WindowKind::Ending(a, _, b) | WindowKind::WholeMonthsEnding(a, b) => vec![a, b],
        }
    }
}

impl OnDays {
    fn expression(&self) -> Option<&Expr> {
        match self {
            OnDays::Date(date) => Some(date),
            OnDays::Holiday | OnDays::Weekend | OnDays::BusinessDay | OnDays::Days(_) => None,
        }
    }
}

impl RoundClause {
    fn step(&self) -> Option<&Expr> {
        self.to.as_deref()
    }
}

impl Declaration {
    /// The expressions in it, each whole; those of a portfolio are in its declarations too.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expr> {
        match &self.kind {
            DeclarationKind::Record(_)
            | DeclarationKind::Kind(_)
            | DeclarationKind::Use(_)
            | DeclarationKind::Choose(_)
            | DeclarationKind::Calendar(_)
            | DeclarationKind::Script(_) => Vec::new(),
            DeclarationKind::Program(program) => {
                program.clauses.iter().filter_map(ProgramClause::expression).collect()
            }
            DeclarationKind::Figures(figures) => values(&figures.figures).collect(),
            DeclarationKind::Exchange(rates) => {
                rates.iter().flat_map(|rates| values(&rates.figures)).collect()
            }
            DeclarationKind::Points(points) => points
                .worth
                .iter()
                .chain(points.lapses.iter().flat_map(Lapse::expressions))
                .collect(),
            DeclarationKind::Define(define) => match &define.body {
                DefineBody::Expr(expr) => vec![expr],
                DefineBody::Cases(cases) => cases
                    .iter()
                    .flat_map(|(value, when)| std::iter::once(value).chain(when))
                    .collect(),
            },
            DeclarationKind::Table(table) => table.expressions(),
            DeclarationKind::Tier(tier) => tier.expressions(),
            DeclarationKind::Class(class) => {
                class.segments.iter().filter_map(|(_, when)| when.as_ref()).collect()
            }
            DeclarationKind::Score(score) => score.expressions(),
            DeclarationKind::Publish(publish) => match &publish.what {
                PublishWhat::Named => Vec::new(),
                PublishWhat::Value(value) => vec![value],
                PublishWhat::Each { value, list, .. } => {
                    value.iter().chain(list.expressions()).collect()
                }
            },
            DeclarationKind::Guarantee(guarantee) => {
                guarantee.premise.iter().chain([&guarantee.claim]).collect()
            }
            DeclarationKind::Rule(rule) => rule.expressions(),
            DeclarationKind::Portfolio(portfolio) => {
                let inner = portfolio.declarations.iter().flat_map(Declaration::expressions);
                std::iter::once(&portfolio.by).chain(&portfolio.include).chain(inner).collect()
            }
            DeclarationKind::Budget(budget) => {
                budget.clauses.iter().flat_map(BudgetClause::expressions).collect()
            }
        }
    }

    /// The names that it reads without an expression: types, rules, values by their names.
    #[must_use]
    pub fn references(&self) -> Vec<&Name> {
        match &self.kind {
            DeclarationKind::Program(_)
            | DeclarationKind::Kind(_)
            | DeclarationKind::Exchange(_)
            | DeclarationKind::Points(_)
            | DeclarationKind::Use(_)
            | DeclarationKind::Class(_)
            | DeclarationKind::Score(_)
            | DeclarationKind::Guarantee(_)
            | DeclarationKind::Calendar(_) => Vec::new(),
            DeclarationKind::Record(record) => {
                record.fields.iter().flat_map(Field::references).collect()
            }
            DeclarationKind::Figures(figures) => figures.ty.named().into_iter().collect(),
            DeclarationKind::Define(define) => types(&define.parameters).collect(),
            DeclarationKind::Table(table) => {
                types(&table.parameters).chain(table.result.named()).collect()
            }
            DeclarationKind::Script(script) => {
                types(&script.parameters).chain(script.result.named()).collect()
            }
            DeclarationKind::Tier(tier) => tier
                .clauses
                .iter()
                .filter_map(|clause| match &clause.kind {
                    TierClauseKind::Lent { level, .. } => Some(level),
                    _ => None,
                })
                .collect(),
            DeclarationKind::Publish(publish) => match &publish.what {
                PublishWhat::Named | PublishWhat::Each { value: None, .. } => {
                    publish.names.iter().collect()
                }
                PublishWhat::Value(_) | PublishWhat::Each { value: Some(_), .. } => Vec::new(),
            },
            DeclarationKind::Choose(choose) => choose.rules.iter().collect(),
            DeclarationKind::Rule(rule) => {
                rule.clauses.iter().flat_map(Clause::references).collect()
            }
            DeclarationKind::Portfolio(portfolio) => {
                portfolio.declarations.iter().flat_map(Declaration::references).collect()
            }
            DeclarationKind::Budget(budget) => {
                budget.clauses.iter().flat_map(BudgetClause::references).collect()
            }
        }
    }

    /// Shows every expression in it, each before those that stand in it.
    pub fn each_expression<'a>(&'a self, see: &mut dyn FnMut(&'a Expr)) {
        for expr in self.expressions() {
            expr.each(see);
        }
    }
}

fn values(figures: &[Figure]) -> impl Iterator<Item = &Expr> {
    figures.iter().map(|figure| &figure.value)
}

fn types(parameters: &[Parameter]) -> impl Iterator<Item = &Name> {
    parameters.iter().filter_map(|parameter| match &parameter.ty {
        Some(ty) => ty.named(),
        None => Some(&parameter.name),
    })
}

impl TypeName {
    /// The name that it is, or that is in it.
    #[must_use]
    pub fn named(&self) -> Option<&Name> {
        match &self.kind {
            TypeNameKind::Named(name)
            | TypeNameKind::Membership(Some(name))
            | TypeNameKind::OfField(name, _) => Some(name),
            TypeNameKind::Text
            | TypeNameKind::WholeNumber
            | TypeNameKind::Number(_)
            | TypeNameKind::Percent
            | TypeNameKind::YesNo
            | TypeNameKind::Date
            | TypeNameKind::DateTime
            | TypeNameKind::Money(_)
            | TypeNameKind::AnyMoney
            | TypeNameKind::Points
            | TypeNameKind::Duration(_)
            | TypeNameKind::Membership(None) => None,
        }
    }
}

impl Field {
    fn references(&self) -> Vec<&Name> {
        match &self.ty {
            FieldType::Scalar(ty) => ty.named().into_iter().collect(),
            FieldType::OneOf(_) | FieldType::History => Vec::new(),
            FieldType::List { fields, .. } | FieldType::Nested(fields) => {
                fields.iter().flat_map(Field::references).collect()
            }
        }
    }
}

impl ProgramClause {
    fn expression(&self) -> Option<&Expr> {
        match self {
            ProgramClause::AppliesWhen(when) => Some(when),
            ProgramClause::Currency(_)
            | ProgramClause::TimeZone(_)
            | ProgramClause::Effective { .. }
            | ProgramClause::Rounding(..)
            | ProgramClause::Allow(_) => None,
        }
    }
}

impl Table {
    fn expressions(&self) -> Vec<&Expr> {
        self.rows.iter().flat_map(Row::expressions).collect()
    }
}

impl Row {
    fn expressions(&self) -> Vec<&Expr> {
        let cells = self.cells.iter().flat_map(|cell| match &cell.kind {
            CellKind::Any | CellKind::Otherwise | CellKind::Missing | CellKind::Known => Vec::new(),
            CellKind::Compare(_, value) => vec![value],
            CellKind::Range { from, to, .. } => vec![from, to],
            CellKind::Values(values) => values.iter().collect(),
        });
        cells.chain([&self.result]).collect()
    }
}

impl Tier {
    fn expressions(&self) -> Vec<&Expr> {
        let bars = self.levels.iter().flat_map(Level::expressions);
        bars.chain(self.clauses.iter().flat_map(|clause| clause.kind.expressions())).collect()
    }
}

impl Level {
    fn expressions(&self) -> impl Iterator<Item = &Expr> {
        self.when.iter().chain(&self.keeps_when).chain(&self.life_when)
    }
}

impl TierClauseKind {
    fn expressions(&self) -> Vec<&Expr> {
        match self {
            TierClauseKind::Valid(Validity::ToEnd { .. } | Validity::Reviewed { .. })
            | TierClauseKind::RenewedAtTheEnd
            | TierClauseKind::RenewedAgain
            | TierClauseKind::FallsOneAtATime => Vec::new(),
            TierClauseKind::HeldIn(a)
            | TierClauseKind::Valid(Validity::For { count: a, .. } | Validity::To(a))
            | TierClauseKind::FallsAtOnce(a)
            | TierClauseKind::Grace(a, _)
            | TierClauseKind::ForLifeHeld(a, _)
            | TierClauseKind::RisesFrom(a) => vec![a],
            TierClauseKind::Lent { until, when, .. } => until.iter().chain([when]).collect(),
        }
    }
}

impl Score {
    fn expressions(&self) -> Vec<&Expr> {
        let parts = self.parts.iter().flat_map(ScorePart::expressions);
        let coverage = self.over_known.iter().filter_map(|known| known.coverage.as_ref());
        let step = self.round.iter().filter_map(RoundClause::step);
        let bands = self.bands.iter().map(|band| &band.edge);
        let head = std::iter::once(&self.out_of).chain(&self.only_when);
        head.chain(parts).chain(coverage).chain(step).chain(bands).collect()
    }
}

impl ScorePart {
    fn expressions(&self) -> impl Iterator<Item = &Expr> {
        [&self.weight, &self.value].into_iter().chain(&self.missing_when)
    }
}

impl BudgetClause {
    fn expressions(&self) -> Vec<&Expr> {
        match self {
            BudgetClause::Fund { amount, .. } => vec![amount],
            BudgetClause::For(..) => Vec::new(),
            BudgetClause::OrderedBy(criteria, _) => criteria.iter().map(|(by, _)| by).collect(),
        }
    }

    fn references(&self) -> Vec<&Name> {
        match self {
            BudgetClause::For(rules, _) => rules.iter().collect(),
            BudgetClause::Fund { .. } | BudgetClause::OrderedBy(..) => Vec::new(),
        }
    }
}

impl Rule {
    /// The expressions of its clauses.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expr> {
        self.clauses.iter().flat_map(Clause::expressions).collect()
    }
}

impl Clause {
    /// The expressions in it, each whole.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expr> {
        match &self.kind {
            ClauseKind::Taking(_)
            | ClauseKind::Hours { .. }
            | ClauseKind::Automatic
            | ClauseKind::Priority(_)
            | ClauseKind::Service => Vec::new(),
            ClauseKind::Cost(cost) => cost.expressions(),
            ClauseKind::ForEach { list, .. } => list.expressions(),
            ClauseKind::Define { value: a, .. }
            | ClauseKind::When(a)
            | ClauseKind::Unless { when: a, .. }
            | ClauseKind::Times(a)
            | ClauseKind::Plus(a)
            | ClauseKind::AtLeastEach(a)
            | ClauseKind::AtMostEach(a)
            | ClauseKind::UsableThrough(a)
            | ClauseKind::Valid { count: a, .. }
            | ClauseKind::Available(Availability::After(a, _) | Availability::From(a))
            | ClauseKind::Channel(a) => vec![a],
            ClauseKind::Give { give, when } => give.expressions().into_iter().chain(when).collect(),
            ClauseKind::Round(clause) => clause.step().into_iter().collect(),
            ClauseKind::Limit(limit) | ClauseKind::ContactLimit(limit) => limit.expressions(),
            ClauseKind::Do { channel, due, when, .. }
            | ClauseKind::Escalate { channel, due, when, .. }
            | ClauseKind::FollowUp { channel, due, when } => channel
                .iter()
                .chain(due.iter().flat_map(Deadline::expressions))
                .chain(when)
                .collect(),
            ClauseKind::Because(text) => text.expressions().collect(),
            ClauseKind::Approval { when, .. }
            | ClauseKind::Forfeit { when, .. }
            | ClauseKind::Adjust { when, .. } => when.iter().collect(),
            ClauseKind::Offer { options, when } => {
                options.iter().flat_map(Clause::expressions).chain(when).collect()
            }
            ClauseKind::Take { amount, when, .. } => std::iter::once(amount).chain(when).collect(),
            ClauseKind::Suspend { length, when, .. } => {
                length.iter().map(Suspension::expression).chain(when).collect()
            }
            ClauseKind::Reverse { reversed, when } => {
                reversed.proportion.iter().chain(when).collect()
            }
            ClauseKind::Message { text, channel, when } => {
                text.expressions().chain(channel).chain(when).collect()
            }
            ClauseKind::Marketing { consent } => consent.iter().collect(),
        }
    }

    fn references(&self) -> Vec<&Name> {
        match &self.kind {
            ClauseKind::Reverse { reversed, .. } => vec![&reversed.rule],
            ClauseKind::Adjust { rule, .. } => vec![rule],
            _ => Vec::new(),
        }
    }
}

impl Cost {
    /// The expressions in it, each whole.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expr> {
        let rate = self
            .rate
            .iter()
            .flat_map(|rate| std::iter::once(&rate.step).chain(&rate.least).chain(&rate.most));
        std::iter::once(&self.amount).chain(rate).collect()
    }
}

impl Limit {
    fn expressions(&self) -> Vec<&Expr> {
        let most = match &self.measure {
            LimitMeasure::Once => None,
            LimitMeasure::Times(most)
            | LimitMeasure::Amount(most)
            | LimitMeasure::OnlyUpTo(most) => Some(most),
        };
        let length = match &self.period {
            Some(LimitPeriod::Rolling(length, _)) => Some(length),
            Some(
                LimitPeriod::Day
                | LimitPeriod::Week
                | LimitPeriod::Month
                | LimitPeriod::Quarter
                | LimitPeriod::Year
                | LimitPeriod::MembershipYear,
            )
            | None => None,
        };
        most.into_iter().chain(length).collect()
    }
}

impl Give {
    /// The expressions in it, each whole.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expr> {
        match self {
            Give::Amount { value, .. } | Give::Floor { value, .. } => vec![value],
            Give::Coupon { worth, valid, .. } | Give::Gift { worth, valid, .. } => {
                worth.iter().chain(valid.iter().map(|(count, _)| count)).collect()
            }
            Give::Benefit { valid, .. } => valid.iter().map(|(count, _)| count).collect(),
            Give::Badge { .. } | Give::Chosen { .. } => Vec::new(),
        }
    }
}

impl Suspension {
    fn expression(&self) -> &Expr {
        match self {
            Suspension::For(a, _) | Suspension::Until(a) => a,
        }
    }
}

impl Deadline {
    /// How many, and from when.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expr> {
        match self {
            Deadline::Within { count, from, .. } => one_and(count, from),
            Deadline::EndOf(day) => vec![day],
        }
    }
}

impl Template {
    /// The expressions in its braces.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Expr(expr) => Some(expr),
        })
    }
}
