//! The names that a policy declares, before anything is known of what they mean.

use std::collections::BTreeMap;

use super::Problem;
use crate::source::Span;
use crate::syntax::{
    Budget, Calendar, Choose, Class, Declaration, DeclarationKind, Define, DefineBody, Expr,
    ExprKind, Figures, File, Guarantee, Kind, Name, PointsKind, Portfolio, Program, Publish, Rates,
    Record, Rule, Score, Script, Table, Tier,
};

/// A declared name that expressions can use.
#[derive(Clone, Copy)]
pub(super) enum Item<'a> {
    Define(&'a Define),
    Figures(&'a Figures),
    Table(&'a Table),
    Tier(&'a Tier),
    Class(&'a Class),
    Score(&'a Score),
    Kind(&'a Kind),
    Points(&'a PointsKind, &'a Name),
    Script(&'a Script),
}

/// All declarations of a policy, by name.
#[derive(Default)]
pub(super) struct Declared<'a> {
    pub(super) program: Option<&'a Program>,
    pub(super) record: Option<&'a Record>,
    pub(super) calendars: BTreeMap<&'a str, &'a Calendar>,
    pub(super) items: BTreeMap<&'a str, Item<'a>>,
    /// By the currency that is converted and that which it becomes.
    pub(super) rates: BTreeMap<(&'a str, &'a str), &'a Rates>,
    /// The points of which every programme has some, where something is said of them.
    pub(super) plain_points: Option<&'a PointsKind>,
    pub(super) rules: BTreeMap<&'a str, (&'a Rule, Option<&'a str>)>,
    pub(super) choices: Vec<&'a Choose>,
    pub(super) published: Vec<&'a Publish>,
    pub(super) guarantees: Vec<&'a Guarantee>,
    pub(super) portfolios: BTreeMap<&'a str, &'a Portfolio>,
    pub(super) budgets: BTreeMap<&'a str, &'a Budget>,
    /// Records of groups, by the name of their portfolio.
    group_records: BTreeMap<&'a str, &'a Record>,
}

impl<'a> Item<'a> {
    /// The element that a define chooses, if it chooses one.
    pub(super) fn chosen(self) -> Option<&'a Expr> {
        match self {
            Item::Define(define) if define.parameters.is_empty() => match &define.body {
                DefineBody::Expr(body) if matches!(body.kind, ExprKind::Pick { .. }) => Some(body),
                DefineBody::Expr(_) | DefineBody::Cases(_) => None,
            },
            _ => None,
        }
    }

    pub(super) fn is_points(self) -> bool {
        matches!(self, Item::Points(..))
    }

    pub(super) fn is_script(self) -> bool {
        matches!(self, Item::Script(_))
    }

    pub(super) fn name(&self) -> &Name {
        match self {
            Item::Define(define) => &define.name,
            Item::Figures(figures) => &figures.name,
            Item::Table(table) => &table.name,
            Item::Tier(tier) => &tier.name,
            Item::Class(class) => &class.name,
            Item::Score(score) => &score.name,
            Item::Kind(kind) => &kind.name,
            Item::Points(_, name) => name,
            Item::Script(script) => &script.name,
        }
    }
}

impl<'a> Declared<'a> {
    pub(super) fn collect(files: &[&'a File], problems: &mut Vec<Problem>) -> Self {
        let mut declared = Declared::default();
        let declarations = || files.iter().flat_map(|file| &file.declarations);
        for declaration in declarations() {
            declared.add(declaration, problems);
        }
        for declaration in declarations() {
            if let DeclarationKind::Record(record) = &declaration.kind {
                problems.extend(declared.add_record(record));
            }
        }
        declared
    }

    /// What a portfolio declares for its groups.
    pub(super) fn of_portfolio(
        &self,
        portfolio: &'a Portfolio,
        problems: &mut Vec<Problem>,
    ) -> Self {
        let record = self.group_records.get(portfolio.name.text.as_str()).copied();
        let mut declared = Declared { record, ..Declared::default() };
        for declaration in &portfolio.declarations {
            declared.add(declaration, problems);
        }
        declared
    }

    /// A record is the customer's, unless a portfolio has its name.
    fn add_record(&mut self, record: &'a Record) -> Option<Problem> {
        let name = record.name.text.as_str();
        let first = if self.portfolios.contains_key(name) {
            self.group_records.insert(name, record).map(|first| first.name.span)
        } else {
            let first = self.record.map(|first| first.name.span);
            self.record.get_or_insert(record);
            first
        };
        first.map(|first| duplicate("record", first, record.name.span))
    }

    fn add(&mut self, declaration: &'a Declaration, problems: &mut Vec<Problem>) {
        let clash = match &declaration.kind {
            DeclarationKind::Program(program) => {
                let first = self.program.map(|first| first.name.span);
                self.program.get_or_insert(program);
                first.map(|first| duplicate("program", first, program.name.span))
            }
            DeclarationKind::Choose(choose) => {
                self.choices.push(choose);
                None
            }
            DeclarationKind::Publish(publish) => {
                self.published.push(publish);
                None
            }
            DeclarationKind::Guarantee(guarantee) => {
                self.guarantees.push(guarantee);
                None
            }
            DeclarationKind::Exchange(rates) => self.add_rates(rates),
            DeclarationKind::Calendar(calendar) => self.add_calendar(calendar),
            DeclarationKind::Record(_) | DeclarationKind::Use(_) => None,
            DeclarationKind::Budget(budget) => self
                .budgets
                .insert(&budget.name.text, budget)
                .map(|first| duplicate(&budget.name.text, first.name.span, budget.name.span)),
            DeclarationKind::Portfolio(portfolio) => self
                .portfolios
                .insert(&portfolio.name.text, portfolio)
                .map(|first| duplicate(&portfolio.name.text, first.name.span, portfolio.name.span)),
            DeclarationKind::Rule(rule) => self.add_rule(rule, declaration.doc.as_deref()),
            DeclarationKind::Points(points) => self.add_points(points),
            DeclarationKind::Kind(kind) => self.add_item(Item::Kind(kind), &kind.name),
            DeclarationKind::Define(define) => self.add_item(Item::Define(define), &define.name),
            DeclarationKind::Figures(figures) => {
                self.add_item(Item::Figures(figures), &figures.name)
            }
            DeclarationKind::Table(table) => self.add_item(Item::Table(table), &table.name),
            DeclarationKind::Tier(tier) => self.add_item(Item::Tier(tier), &tier.name),
            DeclarationKind::Class(class) => self.add_item(Item::Class(class), &class.name),
            DeclarationKind::Script(script) => self.add_item(Item::Script(script), &script.name),
            DeclarationKind::Score(score) => self.add_item(Item::Score(score), &score.name),
        };
        problems.extend(clash);
    }

    fn add_item(&mut self, item: Item<'a>, name: &'a Name) -> Option<Problem> {
        if let Some(first) = self.items.get(name.text.as_str()) {
            return Some(duplicate(&name.text, first.name().span, name.span));
        }
        self.items.insert(&name.text, item);
        None
    }

    fn add_rates(&mut self, rates: &'a [Rates]) -> Option<Problem> {
        let mut clash = None;
        for rates in rates {
            let pair = (rates.from.text.as_str(), rates.to.text.as_str());
            if let Some(first) = self.rates.get(&pair) {
                let name = format!("{} to {}", pair.0, pair.1);
                clash = clash.or(Some(duplicate(&name, first.span, rates.span)));
                continue;
            }
            self.rates.insert(pair, rates);
        }
        clash
    }

    fn add_calendar(&mut self, calendar: &'a Calendar) -> Option<Problem> {
        let name = &calendar.name;
        if let Some(first) = self.calendars.get(name.text.as_str()) {
            return Some(duplicate(&name.text, first.name.span, name.span));
        }
        self.calendars.insert(&name.text, calendar);
        None
    }

    fn add_points(&mut self, points: &'a PointsKind) -> Option<Problem> {
        if let Some(name) = &points.name {
            return self.add_item(Item::Points(points, name), name);
        }
        if let Some(first) = self.plain_points {
            return Some(duplicate("points", first.span, points.span));
        }
        self.plain_points = Some(points);
        None
    }

    fn add_rule(&mut self, rule: &'a Rule, doc: Option<&'a str>) -> Option<Problem> {
        if let Some((first, _)) = self.rules.get(rule.name.text.as_str()) {
            return Some(duplicate(&rule.name.text, first.name.span, rule.name.span));
        }
        self.rules.insert(&rule.name.text, (rule, doc));
        None
    }
}

fn duplicate(name: &str, first: Span, second: Span) -> Problem {
    Problem::Duplicate { name: name.to_owned(), first, second }
}
