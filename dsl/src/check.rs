//! Syntax → ir: every name resolved, every type, unit and scale settled, functions and tables
//! inlined.
//!
//! Values are checked on demand: whoever reads a name has it checked first, so that values come
//! out in the order of their needs, and a name met while it is being checked is a cycle. What was
//! reported once is not reported again: an expression in which something was wrong is `None`, and
//! nobody who meets `None` adds to it.

mod aggregate;
mod allowed;
mod arithmetic;
mod balance;
mod band;
mod bar;
mod budget;
mod build;
mod calendar;
mod call;
mod cases;
mod choose;
mod choose_problem;
mod closing;
mod closing_problem;
mod compare;
mod condition;
mod contact;
mod crowd;
mod customers;
mod date;
mod days;
mod decision;
mod declared;
mod describe;
mod duration;
mod effect_problem;
mod element;
mod exchange;
mod expr;
mod figure_problem;
mod figures;
mod filled;
mod give;
mod granted;
mod group;
mod history;
mod lapse;
mod limit;
mod list;
mod look_alike;
mod lots;
mod membership;
mod memory;
mod name;
mod penalty;
mod pick;
mod points;
mod portfolio;
mod problem;
mod program;
mod rank;
mod record;
mod redeem;
mod reversal;
mod round;
mod rule;
mod scope;
mod script;
mod slice;
mod standing;
mod table;
mod tier;
mod tier_part;
mod total;
mod transition;
mod unique;
mod validity;
mod value;
mod version;
mod version_problem;
mod window;
mod wording;

pub use choose_problem::ChooseProblem;
pub use closing_problem::ClosingProblem;
pub use crowd::CrowdProblem;
pub use effect_problem::EffectProblem;
pub use figure_problem::FigureProblem;
pub use problem::Problem;
pub use version::{Version, versions};
pub use version_problem::VersionProblem;

use crate::{ir, syntax};
use declared::Declared;
use scope::Scope;
use value::Progress;

/// Checks the files of one version of a policy together. The program is there only if nothing is wrong; what
/// may surprise is a problem too.
#[must_use]
pub fn check(files: &[&syntax::File]) -> (Option<ir::Program>, Vec<Problem>) {
    let mut problems = Vec::new();
    let declared = Declared::collect(files, &mut problems);
    let (program, mut problems) = Checker::new(declared, problems).program();
    let program = (!problems.iter().any(Problem::is_error)).then_some(program);
    problems.extend(look_alike::find(files));
    (program, problems)
}

/// The state of a check.
struct Checker<'a> {
    problems: Vec<Problem>,
    declared: Declared<'a>,
    head: program::Head,
    calendars: Vec<calendar::Known<'a>>,
    records: Vec<ir::Record>,
    history: Option<ir::History>,
    choices: Vec<ir::Choice>,
    /// Choices by the name of their kind, tier, class or score.
    choice_names: std::collections::BTreeMap<String, u32>,
    progress: std::collections::BTreeMap<String, Progress>,
    /// Fields of chosen elements that have been read, by name and field.
    elements: std::collections::BTreeMap<String, ir::ValueId>,
    /// Balances that have been read, by the kind of points.
    balances: std::collections::BTreeMap<String, ir::ValueId>,
    /// How points lapse, by their kind; `None` for one with a mistake.
    lapses: std::collections::BTreeMap<String, Option<lapse::Lapses>>,
    /// The kinds of points of which it is being found out how they lapse.
    lapsing: Vec<std::borrow::Cow<'static, str>>,
    /// The lots of points that are redeemed, by the kind of points.
    lots: std::collections::BTreeMap<String, ir::Lots>,
    /// The rules that have been checked, by name; `None` for one with a mistake.
    checked: std::collections::BTreeMap<String, Option<ir::Rule>>,
    values: Vec<ir::Value>,
    scripts: std::collections::BTreeMap<String, ir::Script>,
    scores: std::collections::BTreeMap<String, ir::Score>,
    tiers: std::collections::BTreeMap<String, ir::Tier>,
    decisions: Vec<ir::decision::Decision>,
    /// The names that are being checked, outermost first.
    path: Vec<(String, crate::source::Span)>,
    scope: Scope,
    /// By what customers are ranked.
    rankings: Vec<ir::Expr>,
    /// The totals of effects that are read, and where.
    totals: Vec<(ir::Total, crate::source::Span)>,
    /// Whether what is checked comes after all rules.
    closing: bool,
    /// While a portfolio is checked: the customers of its groups.
    customers: Option<Box<customers::Customers<'a>>>,
    /// How many nodes have been made by inlining.
    nodes: usize,
    /// How deep the expression at hand is.
    depth: usize,
}

impl<'a> Checker<'a> {
    fn new(declared: Declared<'a>, problems: Vec<Problem>) -> Self {
        Checker {
            problems,
            declared,
            head: program::Head::default(),
            calendars: Vec::new(),
            records: Vec::new(),
            history: None,
            choices: Vec::new(),
            choice_names: std::collections::BTreeMap::new(),
            progress: std::collections::BTreeMap::new(),
            elements: std::collections::BTreeMap::new(),
            balances: std::collections::BTreeMap::new(),
            lapses: std::collections::BTreeMap::new(),
            lapsing: Vec::new(),
            lots: std::collections::BTreeMap::new(),
            checked: std::collections::BTreeMap::new(),
            values: Vec::new(),
            scripts: std::collections::BTreeMap::new(),
            scores: std::collections::BTreeMap::new(),
            tiers: std::collections::BTreeMap::new(),
            decisions: Vec::new(),
            path: Vec::new(),
            scope: Scope::default(),
            rankings: Vec::new(),
            totals: Vec::new(),
            closing: false,
            customers: None,
            nodes: 0,
            depth: 0,
        }
    }

    /// Notes a problem; the expression that has it is `None`.
    fn report<T>(&mut self, problem: Problem) -> Option<T> {
        self.problems.push(problem);
        None
    }
}
