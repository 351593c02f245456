//! Checked program → plan: regions of steps over columns, every meaning computed once.
//!
//! A plan is a tree of regions: constants; customers; the elements of a customer's list; the
//! elements of an element's list. A step belongs to the outermost region whose rows it reads; its
//! value is broadcast to regions further in. All reductions of a list that can be run together
//! are one fold: the child region is run once over the elements, or part by part where it is long.

mod arithmetic;
mod build;
pub(crate) mod classes;
mod late;
mod lists;
mod lower;
pub(crate) mod measures;
pub(crate) mod op;
mod operands;
pub(crate) mod parts;
mod rules;
mod scales;
pub(crate) mod select;
mod tiers;
pub(crate) mod walk;

use std::cmp::Reverse;
use std::sync::Arc;

use indexmap::IndexSet;
use loyal_dsl::ir::{
    Crowd, Expr, ExprKind, Figure, Literal, Measure, Program, Published, RuleWord, Tier, ValueId,
};
use loyal_dsl::problems::Diagnostic;
use loyal_dsl::source::{SourceFile, Span};

use crate::column::business::Business;
use crate::column::zone::Zone;
use crate::script::Scripts;
use classes::{Classes, Wanted, classify};
use lower::Lowering;
use measures::{Kept, measures};
use op::{CUSTOMERS, GLOBAL, Op, Place, Reg, Region, RegionId};
use select::Selected;
pub(crate) use tiers::{BarRegisters, MemoryRegisters, StepRegisters, TierRegisters};

/// A program made ready to run; depends neither on the date nor on the records.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) inner: Arc<Inner>,
}

impl Plan {
    /// The hash of the policy's meaning.
    pub(crate) fn hash(&self) -> &str {
        &self.inner.hash
    }
}

/// What a plan holds.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) program: Arc<Program>,
    pub(crate) hash: String,
    pub(crate) sources: Vec<SourceFile>,
    pub(crate) zone: Zone,
    /// The program's calendars.
    pub(crate) calendars: Vec<Business>,
    pub(crate) scripts: Scripts,
    pub(crate) regions: Vec<Region>,
    /// By region: how the conditions on its own columns are found together.
    pub(crate) classes: Vec<Option<Classes>>,
    /// The texts of the program's constants; text `i` has the code `-2 - i` outside a batch.
    pub(crate) texts: IndexSet<String>,
    /// By rule, then by figure published of each element, then by kind of points with lots: the
    /// region of its subjects, and which of its collectors gathers them.
    pub(crate) subjects: Vec<(RegionId, usize)>,
    /// By rule: where it stands, `file:line`.
    pub(crate) rule_sources: Vec<String>,
    /// By rule: how its effects' keys begin.
    pub(crate) rule_keys: Vec<String>,
    /// Whether some rule takes back what others granted.
    pub(crate) reverses: bool,
    /// The places of the redemptions, in the order in which they take from balances.
    pub(crate) redeems: Vec<usize>,
    /// The places of the rules that write for marketing, in the order in which they are held back;
    /// none where nothing limits them together.
    pub(crate) contacts: Vec<usize>,
    /// The choices among rules.
    pub(crate) selections: Vec<Selected>,
    /// Where the named values are, as far as they are needed.
    pub(crate) values: Vec<Option<Place>>,
    /// Registers of the customers' region.
    pub(crate) outputs: Outputs,
    /// What is kept beside the outcomes.
    pub(crate) kept: Kept,
    /// Published figures and guarantees that read totals of effects.
    pub(crate) closing: Option<Plan>,
}

/// What every outcome shows, as registers of the customers' region in reading order.
#[derive(Debug, Default)]
pub(crate) struct Outputs {
    pub(crate) applies: Option<Reg>,
    pub(crate) tiers: Vec<TierRegisters>,
    pub(crate) classes: Vec<Reg>,
    pub(crate) scores: Vec<ScoreRegisters>,
    /// Published values of the customer, then the claims of guarantees.
    pub(crate) published: Vec<Reg>,
    pub(crate) claims: Vec<Reg>,
}

/// The registers of a score.
#[derive(Debug)]
pub(crate) struct ScoreRegisters {
    pub(crate) total: Reg,
    pub(crate) band: Option<Reg>,
    pub(crate) parts: Vec<Reg>,
}

impl Inner {
    /// Where the subjects begin that are lots.
    pub(crate) fn first_lots(&self) -> usize {
        self.subjects.len().saturating_sub(self.program.lots.len())
    }

    /// How many figures are published of elements.
    pub(crate) fn figures(&self) -> usize {
        self.first_lots().saturating_sub(self.program.rules.len())
    }
}

impl Outputs {
    /// Every register that every outcome needs, in reading order.
    pub(crate) fn demanded(&self) -> impl Iterator<Item = Reg> {
        let scores = self.scores.iter().flat_map(|score| {
            [score.total].into_iter().chain(score.band).chain(score.parts.iter().copied())
        });
        let tiers = self.tiers.iter().flat_map(TierRegisters::demanded);
        let tiers = tiers.chain(self.classes.iter().copied());
        let closing = self.published.iter().chain(&self.claims).copied();
        self.applies.into_iter().chain(tiers).chain(scores).chain(closing)
    }
}

impl Plan {
    /// What is wrong with the texts of the program's scripts; a script that has something wrong
    /// fails every record that needs it.
    #[must_use]
    pub fn problems(&self) -> Vec<Diagnostic> {
        self.inner.scripts.problems()
    }
}

/// Plans a program; `sources` are the files that its spans point into.
#[must_use]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a plan shares its program: hosts hand over their handle"
)]
pub fn plan(program: Arc<Program>, sources: &[SourceFile]) -> Plan {
    let hash = program.hash();
    let kept = measures(&program);
    let Some((rules, closing)) = parted(&program) else {
        return planned(&program, sources, hash, (&kept, &[]), None);
    };
    let closing = planned(&Arc::new(closing), sources, hash.clone(), (&[], &[]), None);
    planned(&Arc::new(rules), sources, hash, (&kept, &[]), Some(closing))
}

/// The program without what reads totals of effects, and that alone; `None` where nothing does.
fn parted(program: &Program) -> Option<(Program, Program)> {
    if program.totals.is_empty() {
        return None;
    }
    let reads = program.closing_values();
    let closing = |value: ValueId| reads.get(value.0 as usize).copied().unwrap_or_default();
    let published = |published: &Published| match published.figure {
        Figure::Value(value) => closing(value),
        Figure::Each { .. } => false,
    };
    let (mut rules, mut after) = (program.clone(), program.clone());
    rules.published.retain(|it| !published(it));
    rules.guarantees.retain(|guarantee| !closing(guarantee.claim));
    after.published.retain(published);
    after.guarantees.retain(|guarantee| closing(guarantee.claim));
    let after = Program {
        applies_when: None,
        tiers: Vec::new(),
        classes: Vec::new(),
        scores: Vec::new(),
        rules: Vec::new(),
        selections: Vec::new(),
        crowd: Crowd::default(),
        ..after
    };
    Some((rules, after))
}

/// Plans the program of a portfolio, whose outcomes carry the hash of the whole policy and show
/// all its named values.
#[must_use]
pub(crate) fn plan_groups(program: &Arc<Program>, sources: &[SourceFile], hash: String) -> Plan {
    let figures: Vec<Expr> = program
        .figures()
        .map(|(id, value)| Expr { kind: ExprKind::Value(id), ..value.expr.clone() })
        .collect();
    let shown: Vec<&Expr> = figures.iter().collect();
    planned(program, sources, hash, (&[], &shown), None)
}

/// Plans expressions of a program's customers.
#[must_use]
pub(crate) fn plan_measures(
    program: &Arc<Program>,
    sources: &[SourceFile],
    measures: &[&Expr],
) -> Plan {
    planned(program, sources, String::new(), (measures, &[]), None)
}

fn planned(
    program: &Arc<Program>,
    sources: &[SourceFile],
    hash: String,
    kept: (&[&Expr], &[&Expr]),
    closing: Option<Plan>,
) -> Plan {
    let program = Arc::clone(program);
    let (regions, values, outputs, kept) = lower(&program, kept);
    Plan {
        inner: Arc::new(Inner {
            hash,
            texts: texts(&regions),
            subjects: subjects(&program, &regions),
            rule_sources: places_of(sources, program.rules.iter().map(|rule| rule.span)),
            rule_keys: program
                .rules
                .iter()
                .map(|rule| format!("{}/{}", key_part(&program.name), key_part(&rule.name)))
                .collect(),
            sources: sources.to_vec(),
            scripts: Scripts::new(&program),
            zone: Zone::named(&program.time_zone),
            calendars: program.calendars.iter().cloned().map(Business::new).collect(),
            classes: classify(&program, &regions, Wanted::IfFaster),
            reverses: program.rules.iter().any(|rule| rule.word == RuleWord::Reversal),
            redeems: redeems(&program),
            contacts: contacts(&program),
            selections: select::selections(&program),
            regions,
            values,
            outputs,
            kept,
            closing,
            program,
        }),
    }
}

/// The texts of the constants.
fn texts(regions: &[Region]) -> IndexSet<String> {
    let constants = regions.iter().take(1).flat_map(|region| &region.registers);
    constants
        .filter_map(|register| match &register.op {
            Op::Literal(Literal::Text(text)) => Some(text.clone()),
            _ => None,
        })
        .collect()
}

/// Where the subjects of each rule are gathered.
pub(crate) fn subjects(program: &Program, regions: &[Region]) -> Vec<(RegionId, usize)> {
    let gathered = program.rules.len() + program.published_of_each().count() + program.lots.len();
    let mut found = vec![(GLOBAL, 0); gathered];
    for (id, region) in regions.iter().enumerate() {
        for (at, collector) in region.collectors.iter().enumerate() {
            if let (Some(slot), Some(_)) = (found.get_mut(collector.rule), &collector.subject) {
                *slot = (id, at);
            }
        }
    }
    found
}

/// Redemptions that are automatic come first, then those of a higher priority; else by name.
fn redeems(program: &Program) -> Vec<usize> {
    let rules = program.rules.iter().enumerate();
    let redeems = rules.filter(|(_, rule)| rule.word == RuleWord::Redeem);
    let mut turns: Vec<_> =
        redeems.map(|(at, rule)| (!rule.automatic, Reverse(rule.priority), at)).collect();
    turns.sort_unstable();
    turns.into_iter().map(|(_, _, at)| at).collect()
}

/// Of a higher priority first, else by name.
fn contacts(program: &Program) -> Vec<usize> {
    let limits = program.rules.iter().flat_map(|rule| &rule.limits);
    if limits.filter(|limit| limit.measure == Measure::Contacts).count() == 0 {
        return Vec::new();
    }
    let rules = program.rules.iter().enumerate();
    let mut turns: Vec<_> = rules
        .filter(|(_, rule)| rule.is_marketing())
        .map(|(at, rule)| (Reverse(rule.priority), at))
        .collect();
    turns.sort_unstable();
    turns.into_iter().map(|(_, at)| at).collect()
}

/// Where a span begins: `file:line`.
pub(crate) fn place_of(sources: &[SourceFile], span: Span) -> String {
    sources.get(span.file as usize).map_or_else(String::new, |source| {
        format!("{}:{}", source.name, source.line_column(span.start).0)
    })
}

/// Where each of many spans begins.
fn places_of(sources: &[SourceFile], spans: impl Iterator<Item = Span>) -> Vec<String> {
    let lines: Vec<_> = sources.iter().map(|source| (source, source.lines())).collect();
    let place = |span: Span| {
        lines.get(span.file as usize).map_or_else(String::new, |(source, lines)| {
            format!("{}:{}", source.name, lines.line(span.start))
        })
    };
    spans.map(place).collect()
}

/// A part of an idempotency key, with the sign that joins parts escaped.
pub(crate) fn key_part(text: &str) -> String {
    text.replace('%', "%25").replace('/', "%2F")
}

fn lower(
    program: &Program,
    (measures, figures): (&[&Expr], &[&Expr]),
) -> (Vec<Region>, Vec<Option<Place>>, Outputs, Kept) {
    let roots: Vec<&Expr> = program
        .applies_when
        .iter()
        .chain(measures.iter().chain(figures).copied())
        .chain(program.tiers.iter().flat_map(Tier::expressions))
        .chain(program.rules.iter().flat_map(walk::rule_expressions).map(|(expr, _)| expr))
        .chain(program.published_of_each().flat_map(|(_, for_each, value)| {
            for_each.iter().filter_map(|hop| hop.filter.as_ref()).chain([value])
        }))
        .chain(
            program
                .lots
                .iter()
                .flat_map(|lots| lots.grants.filter.iter().chain([&lots.left, &lots.last_day])),
        )
        .collect();
    let mut lowering = Lowering::new(program, &roots, &shown(program));
    let outputs = outputs(&mut lowering);
    for (index, rule) in program.rules.iter().enumerate() {
        lowering.rule(index, rule);
    }
    for (index, (_, for_each, value)) in (program.rules.len()..).zip(program.published_of_each()) {
        lowering.published(index, for_each, value);
    }
    let first = program.rules.len() + program.published_of_each().count();
    for (index, lots) in (first..).zip(&program.lots) {
        lowering.lots(index, lots);
    }
    let kept = Kept::lower(&mut lowering, measures, figures);
    let (mut regions, values) = lowering.places();
    late::put_off(&mut regions);
    parts::split(&mut regions, parts::MOST);
    (regions, values, outputs, kept)
}

/// The values that every outcome shows.
pub(crate) fn shown(program: &Program) -> Vec<ValueId> {
    let tiers = program.tiers.iter().flat_map(tiers::shown);
    let classes = program.classes.iter().map(|class| class.segment);
    let scores = program.scores.iter().flat_map(|score| {
        let parts = score.parts.iter().map(|part| part.value);
        [score.total].into_iter().chain(score.band).chain(parts)
    });
    let published = program.published_values().map(|(_, value)| value);
    let claims = program.guarantees.iter().map(|guarantee| guarantee.claim);
    tiers.chain(classes).chain(scores).chain(published).chain(claims).collect()
}

fn outputs(lowering: &mut Lowering<'_>) -> Outputs {
    let program = lowering.program;
    let applies = program.applies_when.as_ref().map(|expr| lowering.inside(expr, &[CUSTOMERS]));
    let mut register = |value: ValueId| match lowering.value(value) {
        Some(place) => lowering.builder.bring(place, CUSTOMERS),
        None => 0,
    };
    let classes = program.classes.iter().map(|class| register(class.segment)).collect();
    let mut scores = Vec::new();
    for score in &program.scores {
        scores.push(ScoreRegisters {
            total: register(score.total),
            band: score.band.map(&mut register),
            parts: score.parts.iter().map(|part| register(part.value)).collect(),
        });
    }
    let published = program.published_values().map(|(_, value)| register(value)).collect();
    let claims = program.guarantees.iter().map(|guarantee| register(guarantee.claim)).collect();
    let tiers = program.tiers.iter().map(|tier| tiers::registers(lowering, tier)).collect();
    Outputs { applies, tiers, classes, scores, published, claims }
}
