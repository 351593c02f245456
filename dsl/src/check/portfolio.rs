//! Portfolios: each is checked as a policy of its own, whose record is the group.

use super::crowd::CrowdProblem;
use super::customers::Customers;
use super::declared::Item;
use super::scope::Scope;
use super::{Checker, Problem, build};
use crate::ir::{self, Expr, Field, FieldId, FieldKind, Program, Record};
use crate::syntax;
use crate::types::Type;

impl<'a> Checker<'a> {
    /// Checks the portfolios, in the order of their names.
    pub(super) fn check_portfolios(
        mut self,
        applies_when: Option<&Expr>,
    ) -> (Self, Vec<ir::Portfolio>) {
        let mut checked = Vec::new();
        let portfolios: Vec<&'a syntax::Portfolio> =
            self.declared.portfolios.values().copied().collect();
        for portfolio in portfolios {
            let found;
            (self, found) = self.check_portfolio(portfolio, applies_when);
            checked.extend(found);
        }
        for portfolio in &mut checked {
            portfolio.program.choices.clone_from(&self.choices);
        }
        (self, checked)
    }

    fn check_portfolio(
        mut self,
        portfolio: &'a syntax::Portfolio,
        applies_when: Option<&Expr>,
    ) -> (Self, Option<ir::Portfolio>) {
        self.scope = Scope::customer(self.customer_name());
        let by = self.group_key(&portfolio.by);
        let include = self.included(portfolio, applies_when);
        let mut group = self.group(portfolio);
        let sound = include.clone().unwrap_or_else(|| build::boolean(true, portfolio.name.span));
        let declared = group.check_group_record(portfolio, by.as_ref());
        group.customers =
            Some(Box::new(Customers { checker: self, include: sound, members: Vec::new() }));
        let mut program = group.group_program(portfolio);
        let Some(customers) = group.customers.take() else { return (group, None) };
        let Customers { checker: mut this, members, .. } = *customers;
        this.choices = std::mem::take(&mut group.choices);
        this.nodes = group.nodes;
        this.problems.append(&mut group.problems);
        program.name = this.program_name();
        let checked = by.zip(include).map(|(by, include)| ir::Portfolio {
            name: portfolio.name.text.clone(),
            by,
            include,
            members,
            declared,
            program,
        });
        (this, checked)
    }

    /// What tells the group of a customer; it may be missing.
    fn group_key(&mut self, by: &syntax::Expr) -> Option<Expr> {
        let key = self.infer(by, None)?;
        if matches!(key.ty, Type::Text | Type::Choice(_)) || key.ty == Type::WHOLE {
            return Some(key);
        }
        let (found, span) = (self.describe(&key.ty), by.span);
        self.report(Problem::Crowd(CrowdProblem::GroupKey { found, span }))
    }

    /// Who counts: whom the programme is for, and the `include` clauses.
    fn included(
        &mut self,
        portfolio: &'a syntax::Portfolio,
        applies_when: Option<&Expr>,
    ) -> Option<Expr> {
        let mut conditions: Vec<Expr> = applies_when.cloned().into_iter().collect();
        self.scope.facts.clear();
        self.assume(applies_when);
        for clause in &portfolio.include {
            let condition = self.condition(clause)?;
            self.assume(Some(&condition));
            conditions.push(condition);
        }
        let span = portfolio.name.span;
        Some(build::all(conditions).unwrap_or_else(|| build::boolean(true, span)))
    }

    /// The checker of the groups: their own declarations, and with them the functions, tables and
    /// kinds of the policy. The scope of customers keeps what holds of those included.
    fn group(&mut self, portfolio: &'a syntax::Portfolio) -> Checker<'a> {
        let declared = self.declared.of_portfolio(portfolio, &mut self.problems);
        let mut group = Checker::new(declared, Vec::new());
        group.head = self.head.clone();
        group.calendars.clone_from(&self.calendars);
        group.choices = std::mem::take(&mut self.choices);
        group.choice_names = self.choice_names.clone();
        group.nodes = self.nodes;
        group.check_choices();
        for (name, item) in &self.declared.items {
            let shared = match item {
                Item::Table(_)
                | Item::Kind(_)
                | Item::Figures(_)
                | Item::Script(_)
                | Item::Points(..) => true,
                Item::Define(define) => !define.parameters.is_empty(),
                Item::Tier(_) | Item::Class(_) | Item::Score(_) => false,
            };
            if shared {
                group.declared.items.entry(name).or_insert(*item);
            }
        }
        group
    }

    /// The record of the groups: as declared, or the key alone, under the portfolio's name. Says
    /// whether it is declared.
    fn check_group_record(&mut self, portfolio: &'a syntax::Portfolio, by: Option<&Expr>) -> bool {
        let Some(record) = self.declared.record else {
            let ty = by.map_or(Type::Text, |by| by.ty.clone());
            let (path, span) = (vec![portfolio.name.text.clone()], portfolio.name.span);
            let kind = FieldKind::Scalar(ty);
            let (filled, built_in) = (None, false);
            let key = Field { path, kind, optional: false, filled, built_in, span };
            self.records.push(Record {
                name: portfolio.name.text.clone(),
                fields: vec![key],
                key: Some(FieldId(0)),
                dated_by: None,
            });
            return false;
        };
        self.check_record(record);
        if let Some(by) = by {
            self.require_group_key(by);
        }
        true
    }

    fn require_group_key(&mut self, by: &Expr) -> Option<()> {
        let record = self.records.first()?;
        let key = record.fields.get(record.key?.0 as usize)?;
        let FieldKind::Scalar(ty) = &key.kind else { return None };
        if *ty == by.ty {
            return Some(());
        }
        let (key, by) = ((self.describe(ty), key.span), (self.describe(&by.ty), by.span));
        self.report(Problem::Crowd(CrowdProblem::GroupKeyType { by, key }))
    }

    /// The values and rules of the groups. The names of rules say whose they are.
    fn group_program(&mut self, portfolio: &'a syntax::Portfolio) -> Program {
        let own = self.declared.of_portfolio(portfolio, &mut Vec::new());
        let scripts = self.declared.items.iter().filter(|(_, item)| item.is_script());
        let scripts: Vec<&str> = scripts.map(|(name, _)| *name).collect();
        for name in own.items.keys().copied().chain(scripts) {
            self.demand(name);
        }
        let (tiers, classes, scores) = self.groups();
        let mut rules = self.check_rules();
        let mut selections = self.check_choices_of_rules(&mut rules);
        super::reversal::keep_limits(&mut rules);
        let chosen = selections.iter_mut().flat_map(|selection| &mut selection.rules);
        for name in rules.iter_mut().map(|rule| &mut rule.name).chain(chosen) {
            *name = format!("{}.{}", portfolio.name.text, name);
        }
        let (published, guarantees) = (self.check_published(), self.check_guarantees());
        Program {
            name: String::new(),
            currency: self.head.currency.clone(),
            time_zone: self.head.time_zone.clone().unwrap_or_else(|| "UTC".into()),
            effective_from: self.head.effective_from,
            effective_through: self.head.effective_through,
            applies_when: None,
            records: std::mem::take(&mut self.records),
            choices: Vec::new(),
            history: self.history.take(),
            values: std::mem::take(&mut self.values),
            scripts: std::mem::take(&mut self.scripts).into_values().collect(),
            calendars: self.take_calendars(),
            tiers,
            classes,
            scores,
            lots: Vec::new(),
            rules,
            selections,
            published,
            guarantees,
            totals: Vec::new(),
            crowd: ir::Crowd::default(),
            decisions: std::mem::take(&mut self.decisions),
        }
    }
}
