//! Outcomes from registers and gathered subjects, customer by customer. What rules give is only
//! looked at for customers for whom one fires.

use std::collections::BTreeMap;
use std::mem::take;

use loyal_dsl::ir::RuleWord;

use super::closing::{self, Figure};
use super::effects::fire;
use super::engine::Engine;
use super::found::{Found, Receiver};
use super::frame::{Context, Here};
use super::given::Given;
use super::keys::Keyed;
use super::ledger::Ledgers;
use super::levels::Row;
use super::limits::taken;
use super::observe::{Observer, Part};
use super::redeem::{good_lots, redeemed};
use super::select::{Firings, chosen};
use super::till::Good;
use crate::column::File;
use crate::column::word::Word;
use crate::outcome::RecordError;
use crate::plan::op::Subject;

/// A customer of a block.
#[derive(Clone, Copy)]
struct Whose {
    lane: usize,
    /// Its row in the batch.
    row: usize,
    /// Whether it is given anything: the programme is for it, and nothing failed.
    stands: bool,
}

/// What is given to one customer.
struct Gifts<'g, W> {
    effects: Vec<Given<'g, W>>,
    /// Figures of elements.
    figures: Vec<Figure<'g>>,
}

impl<W: Word, const C: usize, const E: usize, O: Observer> Engine<W, C, E, O> {
    /// Hands over the outcomes of a block.
    pub(super) fn assemble(
        &mut self,
        context: &Context<'_, W>,
        file: &File<W, C>,
        here: &Here<'_, W>,
        receiver: &mut impl Receiver,
    ) {
        let (mut cursors, mut faults) = (take(&mut self.cursors), take(&mut self.faults));
        let (mut kept, present) = (take(&mut self.kept), self.present());
        cursors.clear();
        cursors.resize(self.gathered.len(), 0);
        let mut gifts = Gifts { effects: Vec::new(), figures: Vec::new() };
        let mut ledgers = Ledgers::default();
        for (lane, fault) in faults.iter_mut().enumerate().take(here.count) {
            let row = here.first + lane;
            let applies = context.plan.outputs.applies;
            let applies = applies.is_none_or(|reg| file.flags(reg).bits >> lane & 1 == 1);
            let fault = fault.take();
            let fault = fault.filter(|fault| applies || fault.rank <= context.plan.figures());
            gifts.effects.clear();
            gifts.figures.clear();
            let whose = Whose { lane, row, stands: applies && fault.is_none() };
            let rules = present.get(lane).map_or(&[][..], Vec::as_slice);
            if !rules.is_empty() {
                self.observer.end(Part::Outcomes, 0);
                ledgers.clear();
                self.gifts(context, (whose, rules), (&mut cursors, &mut ledgers), &mut gifts);
            }
            kept.keep(context, file, lane, fault.is_some());
            if let Some(fault) = fault {
                let customer = Keyed::customer(context, row).text(context);
                receiver.failed(RecordError { customer, error: fault.detail });
                continue;
            }
            receiver.found(&Found {
                row: Row { context, file, lane },
                customer: row,
                applies,
                effects: &gifts.effects,
                figures: &gifts.figures,
            });
        }
        drop(gifts);
        (self.cursors, self.faults, self.kept) = (cursors, faults, kept);
        self.present = present;
    }

    /// By lane: the rules of which something was gathered for its customer, in order.
    fn present(&mut self) -> Vec<Vec<usize>> {
        let mut present = take(&mut self.present);
        present.resize_with(C, Vec::new);
        present.iter_mut().for_each(Vec::clear);
        self.busy.sort_unstable();
        for rule in &self.busy {
            let lanes =
                self.gathered.get(*rule).map_or(&[][..], |gathered| gathered.lanes.as_slice());
            let customers = lanes.chunk_by(usize::eq).filter_map(|subjects| subjects.first());
            for lane in customers {
                present.get_mut(*lane).into_iter().for_each(|rules| rules.push(*rule));
            }
        }
        present
    }

    /// What a customer is given by the rules that found something; moves on behind its subjects.
    fn gifts<'g>(
        &'g self,
        context: &'g Context<'g, W>,
        (whose, rules): (Whose, &[usize]),
        (cursors, ledgers): (&mut [usize], &mut Ledgers),
        gifts: &mut Gifts<'g, W>,
    ) {
        let mut chosen = if whose.stands {
            self.settled(context, whose, cursors, ledgers)
        } else {
            BTreeMap::new()
        };
        self.observer.end(Part::Settling, 1);
        // Reversals ask what the other rules give.
        for rule in in_turn(context, rules) {
            let Some(cursor) = cursors.get_mut(rule) else { continue };
            let Some(gathered) = self.gathered.get(rule) else { continue };
            let first = *cursor;
            while gathered.lanes.get(*cursor) == Some(&whose.lane) {
                *cursor += 1;
            }
            if let (Some((name, for_each)), Some(subject)) =
                (closing::of_each(context, rule), subject(context, rule))
            {
                let found = (subject, gathered, first..*cursor);
                let at = (rule, whose.row);
                gifts.figures.extend(closing::figures(context, at, name, for_each, found));
                continue;
            }
            if let Some(given) = chosen.remove(&rule) {
                gifts.effects.extend(given);
            } else if whose.stands && *cursor > first {
                let firings = self.firings(context, rule, first, whose);
                if let Some(firings) = firings {
                    fire_all(&firings, ledgers, &mut gifts.effects);
                }
                self.observer.end(Part::Giving(rule), *cursor - first);
            }
        }
        if context.plan.reverses {
            gifts.effects.sort_by(|a, b| a.rule().cmp(b.rule()));
        }
    }

    /// What the rules give that have their turn before the others: those in choices, redemptions,
    /// and those that write where that is limited.
    fn settled<'g>(
        &'g self,
        context: &'g Context<'g, W>,
        whose: Whose,
        cursors: &[usize],
        ledgers: &mut Ledgers,
    ) -> BTreeMap<usize, Vec<Given<'g, W>>> {
        let firings = |rule: usize| self.firings(context, rule, cursors.get(rule).copied()?, whose);
        let mut given = if context.plan.selections.is_empty() {
            BTreeMap::new()
        } else {
            chosen(context, ledgers, firings)
        };
        if !context.plan.redeems.is_empty() {
            let lots = || self.lots(context, cursors, whose);
            given.extend(redeemed(context, ledgers, firings, lots));
        }
        for rule in &context.plan.contacts {
            if given.contains_key(rule) {
                continue;
            }
            if let Some(firings) = firings(*rule) {
                let given = given.entry(*rule).or_default();
                fire_all(&firings, ledgers, given);
            }
        }
        given
    }

    /// The lots of a customer by kind of points, the earliest earned first.
    fn lots(
        &self,
        context: &Context<'_, W>,
        cursors: &[usize],
        whose: Whose,
    ) -> Vec<(String, Vec<Good>)> {
        let lots = (context.plan.first_lots()..).zip(&context.plan.program.lots);
        let of_kind = lots.map(|(at, lots)| {
            let found = self.gathered.get(at).zip(cursors.get(at).copied());
            let good = found.map(|(gathered, first)| {
                let lanes = gathered.lanes.get(first..).unwrap_or_default();
                let count = lanes.iter().take_while(|of| **of == whose.lane).count();
                good_lots(context, lots, whose.row, (gathered, first..first + count))
            });
            (lots.points.clone(), good.unwrap_or_default())
        });
        of_kind.collect()
    }

    /// The subjects of a customer for which a rule fires, of which the first is known.
    fn firings<'g>(
        &'g self,
        context: &'g Context<'g, W>,
        rule: usize,
        first: usize,
        whose: Whose,
    ) -> Option<Firings<'g, W>> {
        let gathered = self.gathered.get(rule)?;
        let subject = subject(context, rule)?;
        let declared = context.plan.program.rules.get(rule)?;
        let lanes = gathered.lanes.get(first..).unwrap_or_default();
        let count = lanes.iter().take_while(|of| **of == whose.lane).count();
        let (customer, places) = (whose.row, first..first + count);
        Some(Firings { context, customer, rule: (rule, declared), subject, gathered, places })
    }
}

/// The effects of a rule for all its subjects of one customer, in the order in which it takes them.
fn fire_all<'g, W: Word>(
    firings: &Firings<'g, W>,
    ledgers: &mut Ledgers,
    effects: &mut Vec<Given<'g, W>>,
) {
    let (_, declared) = firings.rule;
    let limited = firings.places.clone().map(|at| firings.limited(at));
    for place in taken(declared.taking, limited) {
        fire(firings.of(firings.places.start + place), ledgers, effects);
    }
}

/// Rules and published figures, by their places, in the order in which they are assembled.
fn in_turn<W>(context: &Context<'_, W>, rules: &[usize]) -> impl Iterator<Item = usize> {
    let declared = &context.plan.program.rules;
    let reverses =
        |at: &usize| declared.get(*at).is_some_and(|rule| rule.word == RuleWord::Reversal);
    let others = rules.iter().filter(move |at| !reverses(at));
    others.chain(rules.iter().filter(move |at| reverses(at))).copied()
}

/// What is gathered of a rule's subjects.
fn subject<'c, W>(context: &Context<'c, W>, rule: usize) -> Option<&'c Subject> {
    let (region, at) = context.plan.subjects.get(rule)?;
    context.plan.regions.get(*region)?.collectors.get(*at)?.subject.as_ref()
}
