//! The programme's head, and the check as a whole.

use jiff::tz::TimeZoneDatabase;

use super::scope::Scope;
use super::{Checker, Problem};
use crate::ir::{Crowd, Expr, Program, RoundingMode};
use crate::message::Message;
use crate::source::Span;
use crate::syntax::{Name, Program as Syntax, ProgramClause};
use crate::types::Currency;

/// The settings of the programme.
#[derive(Default, Clone)]
pub(super) struct Head {
    pub(super) currency: Option<Currency>,
    pub(super) time_zone: Option<String>,
    pub(super) effective_from: Option<i64>,
    pub(super) effective_through: Option<i64>,
    pub(super) rounding: Option<RoundingMode>,
}

impl<'a> Checker<'a> {
    pub(super) fn program(mut self) -> (Program, Vec<Problem>) {
        let syntax = self.declared.program;
        match syntax {
            Some(program) => self.check_head(program),
            None => self.problems.push(Problem::NoProgram),
        }
        self.check_calendars();
        self.check_choices();
        match self.declared.record {
            Some(record) => self.check_record(record),
            None => self.problems.push(Problem::NoRecord),
        }
        let applies_when = syntax.and_then(|program| self.check_applies_when(program));
        self.check_exchange();
        self.check_values();
        let (tiers, classes, scores) = self.groups();
        self.check_points();
        let mut rules = self.check_rules();
        let selections = self.check_choices_of_rules(&mut rules);
        super::reversal::keep_limits(&mut rules);
        let budgets = self.check_budgets(&rules);
        self.totals_of_guarantees();
        let published = self.check_published();
        let guarantees = self.check_guarantees();
        self.date_for_totals(&mut rules);
        let portfolios;
        (self, portfolios) = self.check_portfolios(applies_when.as_ref());
        let program = Program {
            name: self.program_name(),
            currency: self.head.currency.clone(),
            time_zone: self.head.time_zone.take().unwrap_or_else(|| "UTC".into()),
            effective_from: self.head.effective_from,
            effective_through: self.head.effective_through,
            applies_when,
            records: std::mem::take(&mut self.records),
            history: self.history,
            choices: std::mem::take(&mut self.choices),
            values: std::mem::take(&mut self.values),
            scripts: std::mem::take(&mut self.scripts).into_values().collect(),
            calendars: self.take_calendars(),
            tiers,
            classes,
            scores,
            rules,
            lots: std::mem::take(&mut self.lots).into_values().collect(),
            selections,
            published,
            guarantees,
            totals: self.totals.iter().map(|(total, _)| total.clone()).collect(),
            crowd: Crowd { rankings: std::mem::take(&mut self.rankings), budgets, portfolios },
            decisions: std::mem::take(&mut self.decisions),
        };
        self.problems.sort_by_key(|problem| problem.diagnostic(&[]).place());
        self.problems.dedup();
        (program, self.problems)
    }

    pub(super) fn program_name(&self) -> String {
        self.declared.program.map(|program| program.name.value.clone()).unwrap_or_default()
    }

    fn check_head(&mut self, program: &'a Syntax) {
        let mut seen: Vec<(Message, Span)> = Vec::new();
        for clause in &program.clauses {
            let (word, span) = match clause {
                ProgramClause::Currency(name) => (say!("currency"), name.span),
                ProgramClause::TimeZone(zone) => (say!("time zone"), zone.span),
                ProgramClause::Effective { span, .. } => (say!("effective"), *span),
                ProgramClause::Rounding(_, span) => (say!("rounding"), *span),
                ProgramClause::AppliesWhen(_) | ProgramClause::Allow(_) => continue,
            };
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == word) {
                let (first, second) = (*first, span);
                self.problems.push(Problem::Repeated { clause: word.clone(), first, second });
            }
            seen.push((word, span));
            self.head_clause(clause);
        }
    }

    fn head_clause(&mut self, clause: &ProgramClause) {
        match clause {
            ProgramClause::Currency(name) => self.head.currency = self.currency(name),
            ProgramClause::TimeZone(zone) => {
                if TimeZoneDatabase::bundled().get(&zone.value).is_err() {
                    let name = zone.value.clone();
                    self.problems.push(Problem::UnknownTimeZone { name, span: zone.span });
                }
                self.head.time_zone = Some(zone.value.clone());
            }
            ProgramClause::Effective { from, through, span } => {
                if let (Some(from), Some(through)) = (from, through)
                    && through < from
                {
                    self.problems.push(Problem::EffectiveReversed { span: *span });
                }
                (self.head.effective_from, self.head.effective_through) = (*from, *through);
            }
            ProgramClause::Rounding(mode, _) => self.head.rounding = Some(*mode),
            ProgramClause::AppliesWhen(_) | ProgramClause::Allow(_) => {}
        }
    }

    fn check_applies_when(&mut self, program: &'a Syntax) -> Option<Expr> {
        self.scope = Scope::customer(self.customer_name());
        let mut conditions = Vec::new();
        for clause in &program.clauses {
            if let ProgramClause::AppliesWhen(condition) = clause {
                conditions.extend(self.condition(condition));
            }
        }
        super::build::all(conditions)
    }

    /// A currency by its code.
    pub(super) fn currency(&mut self, name: &Name) -> Option<Currency> {
        let code = &name.text;
        if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Some(Currency(code.clone()));
        }
        self.report(Problem::UnknownCurrency { code: code.clone(), span: name.span })
    }

    pub(super) fn customer_name(&self) -> &str {
        self.records.first().map_or("customer", |record| record.name.as_str())
    }
}
