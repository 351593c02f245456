//! All that is asked of a program, and the explanation that its answers make.

use std::collections::HashMap;

use loyal_dsl::date::Date;
use loyal_dsl::ir::Program;
use loyal_dsl::source::SourceFile;

use super::account::Explanation;
use super::asking::{Asking, Place};
use super::condition::AskedCondition;
use super::instead::{Instead, Without};
use super::questions::{Questions, Whose};
use super::rule::AskedRule;
use super::value::{AskedScore, AskedTier, AskedValue};
use crate::batch::Batch;
use crate::evaluate::Bound;
use crate::outcome::Outcome;

/// What is asked of a program on a day.
#[derive(Debug)]
pub(super) struct Inquiry<'p> {
    program: &'p Program,
    sources: &'p [SourceFile],
    as_of: Date,
    questions: Questions<'p>,
    applies: Option<AskedCondition>,
    values: Vec<AskedValue>,
    tiers: Vec<AskedTier>,
    classes: Vec<AskedValue>,
    scores: Vec<AskedScore>,
    rules: Vec<AskedRule>,
    /// Runs that did not happen, as far as one was asked for.
    instead: HashMap<Without, Bound>,
}

impl<'p> Inquiry<'p> {
    pub(super) fn of(program: &'p Program, sources: &'p [SourceFile], as_of: Date) -> Inquiry<'p> {
        let mut asking = Asking { program, sources, questions: Questions::new(program) };
        let applies = program.applies_when.as_ref();
        let applies = applies.map(|expr| asking.condition(&Place::default(), expr));
        let values = asking.figures();
        let tiers = program.tiers.iter().map(|tier| asking.tier(tier)).collect();
        let segments = program.classes.iter().map(|class| class.segment);
        let classes = segments.filter_map(|segment| asking.value(segment)).collect();
        let scores = program.scores.iter().map(|score| asking.score(score)).collect();
        let rules = program.rules.iter().map(|rule| asking.rule(rule)).collect();
        let (questions, instead) = (asking.questions, HashMap::new());
        Inquiry {
            program,
            sources,
            as_of,
            questions,
            applies,
            values,
            tiers,
            classes,
            scores,
            rules,
            instead,
        }
    }

    /// The explanation of an outcome of a batch.
    pub(super) fn account(&mut self, batch: &Batch, outcome: Outcome) -> Explanation {
        let customer = outcome.customer.clone();
        let (as_of, sources) = (self.as_of, self.sources);
        let whose = Whose { batch, customer: &customer, as_of, sources };
        let answers = self.questions.answer(whose);
        let mut instead = Instead::new(self.program, whose, &mut self.instead);
        // Nothing is given or asked of whom the programme is not for.
        let rules = self.rules.iter().filter(|_| outcome.applies);
        Explanation {
            portfolio: None,
            applies_when: self.applies.as_ref().map(|asked| asked.found(&answers, "")),
            values: self.values.iter().map(|asked| asked.found(&answers)).collect(),
            tiers: self.tiers.iter().map(|asked| asked.found(&outcome, &answers)).collect(),
            classes: self.classes.iter().map(|asked| asked.found(&answers)).collect(),
            scores: self.scores.iter().filter_map(|asked| asked.found(&answers)).collect(),
            rules: rules.map(|asked| asked.found(&outcome, &answers, &mut instead)).collect(),
            outcome,
        }
    }
}
