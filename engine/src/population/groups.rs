//! Portfolios: what their groups get, once all customers are known.

mod one;

pub(crate) use one::OneGroup;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;
use loyal_dsl::date::Date;
use loyal_dsl::ir::{FieldKind, Portfolio, Program};
use loyal_dsl::source::{SourceFile, Span};
use loyal_dsl::types::Type;

use super::members::{Members, held};
use crate::batch::{Batch, Column, FieldData, Rows};
use crate::evaluate::{Bound, Kept, Measure, Scratch};
use crate::needs::Needs;
use crate::outcome::{ErrorDetail, GroupOutcome, Outcome, RecordError};
use crate::plan::measures::{measures, portfolio_measures};
use crate::plan::{Plan, place_of, plan_groups};
use crate::record::{Decoded, Keys, Options, ReadError, Reader, Rejection, Schema, open_beside};

/// A portfolio made ready to run.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) program: Arc<Program>,
    pub(crate) plan: Plan,
    pub(crate) needs: Needs,
    pub(crate) schema: Arc<Schema>,
    pub(crate) by: Written,
}

/// By what customers are grouped, as the policy writes it.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    text: String,
    /// `file:line`
    place: String,
}

impl Written {
    fn of(span: Span, sources: &[SourceFile]) -> Written {
        let source = sources.get(span.file as usize);
        let range = span.start as usize..span.end as usize;
        let text = source.and_then(|source| source.text.get(range)).unwrap_or_default();
        Written { text: text.to_owned(), place: place_of(sources, span) }
    }
}

impl Prepared {
    /// The portfolios of a program.
    pub(crate) fn all(
        program: &Program,
        sources: &[SourceFile],
    ) -> Result<Vec<Prepared>, ReadError> {
        let hash = program.hash();
        let portfolios = program.crowd.portfolios.iter().map(|portfolio| {
            let program = Arc::new(portfolio.program.clone());
            let needs = Needs::of(&program);
            let schema = Arc::new(Schema::new(&program, &needs, false)?);
            let plan = plan_groups(&program, sources, hash.clone());
            let by = Written::of(portfolio.by.span, sources);
            Ok(Prepared { program, plan, needs, schema, by })
        });
        portfolios.collect()
    }
}

/// The groups of one portfolio on one day, while customers are evaluated.
#[derive(Debug)]
pub struct Groups {
    name: String,
    declared: bool,
    by: Written,
    program: Arc<Program>,
    bound: Bound,
    needs: Needs,
    /// Where in the kept values of a customer those of this portfolio begin, how many they are,
    /// and how many there are of all portfolios.
    slice: (usize, usize, usize),
    members: Members,
    /// The groups of the input; a key that came before is absent.
    records: Vec<(Batch, Vec<Option<Measure>>)>,
    keys: Keys,
}

impl Groups {
    /// The groups of all portfolios of a program.
    pub(crate) fn all(program: &Program, prepared: &[Prepared], as_of: Date) -> Vec<Groups> {
        let crowd = &program.crowd;
        let width = measures(program).len();
        let own = crowd.portfolios.iter().map(|it| portfolio_measures(it).count());
        let mut start = width - own.clone().sum::<usize>();
        let portfolios = crowd.portfolios.iter().zip(prepared).zip(own);
        portfolios
            .map(|((portfolio, prepared), count)| {
                let slice = (start, count, width);
                start += count;
                Groups::new(portfolio, prepared, as_of, slice)
            })
            .collect()
    }

    fn new(
        portfolio: &Portfolio,
        prepared: &Prepared,
        as_of: Date,
        slice: (usize, usize, usize),
    ) -> Groups {
        Groups {
            name: portfolio.name.clone(),
            declared: portfolio.declared,
            by: prepared.by.clone(),
            program: Arc::clone(&prepared.program),
            bound: prepared.plan.bind(as_of),
            needs: prepared.needs.clone(),
            slice,
            members: Members::default(),
            records: Vec::new(),
            keys: Keys::new(Arc::clone(&prepared.schema)),
        }
    }

    /// The portfolio's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the policy declares a record for the groups, which is then input too.
    #[must_use]
    pub fn has_records(&self) -> bool {
        self.declared
    }

    /// Opens the records of the groups: the file of the folder that is named after them; `None`
    /// where there is none.
    pub fn open(&self, folder: &Path, options: Options) -> Result<Option<Reader>, ReadError> {
        open_beside(folder, &self.program, &self.needs, options)
    }

    /// Takes what was kept of some customers; `admitted` says of each whether it counts.
    pub fn add(&mut self, kept: &Kept, admitted: impl Fn(usize) -> bool) {
        let (start, count, width) = self.slice;
        for (row, measures) in kept.measures.chunks(width.max(1)).enumerate() {
            if admitted(row) {
                self.members.add(measures.get(start..start + count).unwrap_or_default());
            }
        }
    }

    /// Takes records of groups; gives what was refused.
    pub fn read(&mut self, mut decoded: Decoded) -> Vec<Rejection> {
        let repeated = self.keys.check(&mut decoded);
        let fresh = |row: &usize| repeated.binary_search(row).is_err();
        let keys = (0..decoded.batch.customers.len)
            .map(|row| Some(row).filter(fresh).and_then(|row| self.key_of(&decoded.batch, row)));
        let keys = keys.collect();
        self.records.push((decoded.batch, keys));
        decoded.rejections
    }

    fn key_of(&self, batch: &Batch, row: usize) -> Option<Measure> {
        let record = self.program.records.first()?;
        let at = record.key?.0 as usize;
        let FieldData::Scalar(column) = batch.customers.fields.get(at)? else { return None };
        let value = column.get(row)?;
        Some(match record.fields.get(at)?.kind {
            FieldKind::Scalar(Type::Text) => Measure::Text(batch.texts.text(value).into()),
            FieldKind::Scalar(_) | FieldKind::List(_) => Measure::Whole(value.into()),
        })
    }

    /// The outcome of every group, in the order of their keys.
    #[must_use]
    pub fn finish(mut self) -> Vec<Result<GroupOutcome, RecordError>> {
        let mut found = BTreeMap::new();
        let records = std::mem::take(&mut self.records);
        let mut without: Vec<Measure> = self.members.keys().cloned().collect();
        for (batch, keys) in records {
            without.retain(|key| !keys.contains(&Some(key.clone())));
            self.evaluate(batch, &keys, &mut found);
        }
        if self.declared {
            found.extend(without.iter().map(|key| (key.clone(), Err(self.no_record(key)))));
        } else {
            let batch = self.keys_alone(&without);
            let keys: Vec<_> = without.into_iter().map(Some).collect();
            self.evaluate(batch, &keys, &mut found);
        }
        found.into_values().collect()
    }

    /// Evaluates groups and adds their outcomes; rows without a key are passed over.
    fn evaluate(
        &self,
        mut batch: Batch,
        keys: &[Option<Measure>],
        found: &mut BTreeMap<Measure, Result<GroupOutcome, RecordError>>,
    ) {
        self.fill(&mut batch, keys);
        let mut kept = Kept::default();
        let results = self.bound.evaluate_kept(&batch, &mut Scratch::default(), &mut kept);
        let width = self.program.figures().count();
        let mut figures = kept.figures.into_iter();
        for (result, key) in results.into_iter().zip(keys) {
            let figures: Vec<Option<String>> = figures.by_ref().take(width).collect();
            let Some(key) = key else { continue };
            let result = if self.members.is_too_large(key) {
                Err(self.too_large(key))
            } else {
                result.map(|outcome| self.outcome(key, outcome, figures))
            };
            found.insert(key.clone(), result);
        }
    }

    /// Puts the customers of groups into their batch.
    fn fill(&self, batch: &mut Batch, keys: &[Option<Measure>]) {
        let nobody = Measure::Whole(-1);
        let filled: Vec<Measure> =
            keys.iter().map(|key| key.clone().unwrap_or_else(|| nobody.clone())).collect();
        self.members.fill(batch, &self.program, &filled);
    }

    fn outcome(
        &self,
        key: &Measure,
        outcome: Outcome,
        figures: Vec<Option<String>>,
    ) -> GroupOutcome {
        let names = self.program.figures().map(|(_, value)| value.name.clone());
        GroupOutcome {
            portfolio: self.name.clone(),
            customers: self.members.count(key),
            figures: names.zip(figures).collect(),
            outcome,
        }
    }

    /// Groups that are known by their keys only.
    fn keys_alone(&self, keys: &[Measure]) -> Batch {
        let mut batch = Batch::default();
        let record = self.program.records.first();
        let values = keys.iter().map(|key| held(key, &mut batch.texts)).collect();
        let mut column = Some(FieldData::Scalar(Column { values, valid: None }));
        let key = record.and_then(|record| record.key).map(|key| key.0 as usize);
        let fields = (0..record.map_or(0, |record| record.fields.len()))
            .map(|at| column.take_if(|_| Some(at) == key).unwrap_or(FieldData::Absent));
        batch.customers = Rows { len: keys.len(), fields: fields.collect() };
        batch
    }

    /// The group's key as outcomes write it.
    fn shown(&self, key: &Measure) -> String {
        let field = self.program.records.first().and_then(|record| {
            record.fields.get(record.key?.0 as usize).map(|field| field.kind.clone())
        });
        match (key, field) {
            (Measure::Text(text), _) => text.to_string(),
            (Measure::Whole(index), Some(FieldKind::Scalar(Type::Choice(choice)))) => {
                let choice = self.program.choices.get(choice as usize);
                let index = usize::try_from(*index).unwrap_or(usize::MAX);
                let option = choice.and_then(|choice| choice.options.get(index));
                option.cloned().unwrap_or_default()
            }
            (Measure::Whole(value), _) => value.to_string(),
            (Measure::Ratio(_), _) => String::new(),
        }
    }

    fn no_record(&self, key: &Measure) -> RecordError {
        let (name, group) = (&self.name, self.shown(key));
        let message = format!("customers name the {name} `{group}`, which the input does not have");
        self.error(key, "no_group_record", message)
    }

    fn too_large(&self, key: &Measure) -> RecordError {
        let message = "a figure of its customers is beyond what can be held".to_owned();
        self.error(key, "overflow", message)
    }

    fn error(&self, key: &Measure, code: &'static str, message: String) -> RecordError {
        let error = ErrorDetail {
            code,
            message,
            within: self.name.clone(),
            source: self.by.place.clone(),
            expression: self.by.text.clone(),
            values: IndexMap::new(),
        };
        RecordError { customer: self.shown(key), error }
    }
}
