//! What the checker finds wrong, with the spans that show it.

use super::effect_problem::EffectProblem;
use super::{ChooseProblem, CrowdProblem, FigureProblem, VersionProblem};
use crate::problems::{Diagnostic, Severity};
use crate::source::Span;

/// A mistake of meaning: the text is well formed, and cannot be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A name that stands for nothing here.
    UnknownName { name: String, span: Span, nearest: Option<String> },
    /// A field that its record does not have.
    UnknownField { name: String, record: String, span: Span, nearest: Option<String> },
    /// A value that its `one of`, tier or class does not have.
    UnknownOption {
        name: String,
        of: String,
        options: Vec<String>,
        span: Span,
        nearest: Option<String>,
    },
    /// A second declaration of a name.
    Duplicate { name: String, first: Span, second: Span },
    /// A bare name that could be several things.
    Ambiguous { name: String, span: Span, paths: Vec<String>, declared: bool },
    /// A type that is declared nowhere.
    UnknownType { name: String, span: Span, nearest: Option<String> },
    /// Something that is not a list where a list is due.
    NotAList { name: String, span: Span },
    /// A call of something that is no function.
    NotAFunction { name: String, span: Span },
    /// A function or table without its arguments.
    NeedsArguments { name: String, parameters: Vec<String>, span: Span, declared: Span },
    /// Too many or too few arguments.
    ArgumentCount { name: String, expected: usize, found: usize, span: Span, declared: Span },
    /// An element where a value is due.
    ElementAsValue { name: String, span: Span },
    /// A list where a value is due.
    ListAsValue { name: String, span: Span },
    /// A parameter that has no type and is named after no element.
    Untyped { name: String, elements: Vec<String>, span: Span },
    /// A length of time that is not above zero.
    NotPositive { what: &'static str, span: Span },
    /// A value of one type where another is due.
    Mismatch { expected: String, found: String, span: Span, other: Option<(Span, String)> },
    /// Two quantities whose units do not go together.
    Units { action: &'static str, left: (String, Span), right: (String, Span) },
    /// Two currencies.
    Currencies { left: (String, Span), right: (String, Span) },
    /// Larger and smaller asked of what has no order.
    NotOrdered { what: String, span: Span },
    /// A sum of unrounded quotients.
    UnlikeFractions { span: Span },
    /// More decimal places than can be held.
    TooManyPlaces { places: u32, span: Span },
    /// A fixed figure is needed.
    NeedsLiteral { what: &'static str, span: Span },
    /// A unit of time that does not go with this date.
    TimeUnit { unit: &'static str, why: &'static str, span: Span },
    /// A calendar that is declared nowhere.
    UnknownCalendar { name: String, span: Span, nearest: Option<String> },
    /// Business days or days off without a calendar.
    NoCalendar { span: Span },
    /// Several calendars that could be meant.
    WhichCalendar { names: Vec<String>, span: Span },
    /// A day that no month or year has, or a period that ends before it begins.
    NoSuchDay { why: &'static str, span: Span },
    /// A calendar without a working day.
    NoBusinessDay { span: Span },
    /// A name of a calendar's days and of a value.
    DaysOrValue { name: String, span: Span },
    /// A calendar beside days that are none of a calendar's.
    CalendarOfNothing { span: Span },
    /// A form of the language that lists within lists do not have.
    NestedList { what: &'static str, span: Span },
    /// A list that has no date, and is asked for a window.
    Undated { list: String, span: Span },
    /// An average over days of no days in particular.
    NoWindow { span: Span },
    /// A value that may be missing, used without saying what missing means.
    Undecided { text: String, span: Span },
    /// An amount with more places than can be granted, and no rounding.
    Unrounded { unit: String, places: Option<u8>, allowed: u8, span: Span },
    /// `round` to a step finer than what can be granted.
    StepTooFine { unit: String, allowed: u8, span: Span },
    /// A rule over a list whose elements have no key.
    NoElementKey { element: String, span: Span },
    /// `round` without a way, and no default.
    NoRoundingMode { span: Span },
    /// Values that need one another.
    Cycle { names: Vec<(String, Span)> },
    /// Values nested more deeply, or inlined more often, than is allowed.
    TooLarge { what: &'static str, limit: usize, span: Span },
    /// A rule without effect.
    NothingGiven { rule: String, span: Span },
    /// An effect that the rule's word does not allow.
    WrongEffect { word: &'static str, effect: &'static str, allowed: &'static str, span: Span },
    /// Something in what a rule gives or asks.
    Effect(EffectProblem),
    /// Something in a choice among rules.
    Choose(ChooseProblem),
    /// A clause of an amount with no amount before it.
    NoGiveBefore { clause: &'static str, span: Span },
    /// A clause that may stand only once.
    Repeated { clause: &'static str, first: Span, second: Span },
    /// `for each` after other clauses.
    ForEachNotFirst { span: Span },
    /// Money without its form.
    NoForm { span: Span },
    /// A form on something that is no money.
    FormWithoutMoney { found: String, span: Span },
    /// A limit that lets nothing through.
    LimitOfNothing { span: Span },
    /// A limit in a unit that the rule does not give.
    NothingLimited { unit: String, span: Span },
    /// `membership year` without a membership.
    NoMembership { span: Span },
    /// A limit over several runs, and nothing says what was given before.
    LimitWithoutHistory { span: Span },
    /// An order by size where there is no amount, or no element.
    NothingLargest { span: Span },
    /// A table's head that differs from its parameters.
    TableHead { expected: Vec<String>, span: Span },
    /// A row with too many or too few cells.
    CellCount { expected: usize, found: usize, span: Span },
    /// Nothing between the braces.
    Empty { span: Span },
    /// Something after `otherwise`.
    AfterOtherwise { span: Span, otherwise: Span },
    /// Rows of a `unique` table that match the same values.
    Overlap { first: Span, second: Span },
    /// A cell of a `unique` table that cannot be compared with the others.
    UniqueCell { span: Span },
    /// The lowest level with a condition, or another without.
    LevelCondition { level: String, lowest: bool, span: Span },
    /// What only a tier with memory can say.
    NoMemory { what: String, tier: String, span: Span },
    /// `held in` something that is no membership of the tier.
    NotAMembership { field: String, tier: String, span: Span },
    /// A membership that does not say of which tier.
    MembershipOf { tiers: Vec<String>, span: Span },
    /// `before today` or `at d` behind something that is no tier.
    NotATier { what: &'static str, span: Span },
    /// Weights that do not add up to the whole.
    Weights { sum: String, span: Span },
    /// An unrounded quotient that is to be shown.
    PublishedFraction { span: Span },
    /// What a script cannot be given, or cannot give.
    ScriptType { action: &'static str, found: String, span: Span },
    /// An argument with more places than a script's parameter holds.
    ScriptPlaces { name: String, places: Option<u8>, allowed: u8, span: Span },
    /// Two names that look the same and are not.
    LookAlike { name: String, first: (String, Span), second: Span },
    /// Something about figures with dates, or tables by slice.
    Figure(FigureProblem),
    /// Something about the versions of a programme, or the files that it uses.
    Version(VersionProblem),
    /// No programme.
    NoProgram,
    /// No record of the customer.
    NoRecord,
    /// Money, and no currency.
    NoCurrency { span: Span },
    /// No such currency.
    UnknownCurrency { code: String, span: Span },
    /// No such time zone.
    UnknownTimeZone { name: String, span: Span },
    /// The end before the beginning.
    EffectiveReversed { span: Span },
    /// A customer record without a key.
    NoKey { record: String, span: Span },
    /// A key that cannot be one.
    KeyType { field: String, span: Span },
    /// A `history` elsewhere than in the customer's record, or a second one.
    History { span: Span, first: Option<Span> },
    /// A list dated by something that is no date, or may be missing.
    DatedBy { field: String, span: Span },
    /// A mistake in what looks at many customers at once.
    Crowd(CrowdProblem),
}

impl From<FigureProblem> for Problem {
    fn from(problem: FigureProblem) -> Problem {
        Problem::Figure(problem)
    }
}

impl From<VersionProblem> for Problem {
    fn from(problem: VersionProblem) -> Problem {
        Problem::Version(problem)
    }
}

impl Problem {
    /// In the shape in which it is shown.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, message, labels, help) = self.parts();
        Diagnostic { code, severity: self.severity(), message, labels, help }
    }

    /// Whether the policy cannot be run.
    pub(super) fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }

    fn severity(&self) -> Severity {
        match self {
            Problem::LookAlike { .. }
            | Problem::LimitWithoutHistory { .. }
            | Problem::Version(VersionProblem::Gap { .. }) => Severity::Warning,
            _ => Severity::Error,
        }
    }

    #[expect(clippy::too_many_lines, reason = "one flat match, a page of the catalogue each")]
    fn parts(&self) -> (&'static str, String, Vec<(Span, String)>, Option<String>) {
        match self {
            Problem::Figure(problem) => problem.parts(),
            Problem::Choose(problem) => problem.parts(),
            Problem::Version(problem) => problem.parts(),
            Problem::UnknownName { name, span, nearest } => (
                "L0201",
                format!("nothing is called `{name}` here"),
                vec![(*span, "not a field, value, table, tier or element".into())],
                Some(did_you_mean(nearest.as_ref(), "declare it with `define`, or correct the spelling")),
            ),
            Problem::UnknownField { name, record, span, nearest } => (
                "L0202",
                format!("{} has no field `{name}`", owner(record)),
                vec![(*span, "no such field".into())],
                Some(did_you_mean(nearest.as_ref(), "add the field to the `record`, or correct the spelling")),
            ),
            Problem::UnknownOption { name, of, options, span, nearest } => (
                "L0203",
                format!("`{name}` is not a value of `{of}`"),
                vec![(*span, format!("`{of}` is one of {}", options.join(", ")))],
                Some(did_you_mean(nearest.as_ref(), "use one of the values listed, or add this one where they are declared")),
            ),
            Problem::Duplicate { name, first, second } => (
                "L0204",
                format!("`{name}` is declared twice"),
                vec![(*second, "declared again here".into()), (*first, "first declared here".into())],
                Some("give one of them another name".into()),
            ),
            Problem::Ambiguous { name, span, paths, declared } => {
                let (meaning, renaming) = if *declared {
                    (format!(" or the value `{name}`"), ", or give the value another name")
                } else {
                    (String::new(), "")
                };
                (
                    "L0205",
                    format!("`{name}` can mean {}{meaning}", or_list(paths)),
                    vec![(*span, "which one is meant?".into())],
                    Some(format!("write {}{renaming}", or_list(paths))),
                )
            }
            Problem::UnknownType { name, span, nearest } => (
                "L0207",
                format!("`{name}` is not a type"),
                vec![(*span, "no such type, kind, tier or class".into())],
                Some(did_you_mean(nearest.as_ref(), "the types are text, whole number, number, percent, yes/no, date, datetime, money, points, and declared kinds, tiers and classes")),
            ),
            Problem::NotAList { name, span } => (
                "L0208",
                format!("`{name}` is not a list"),
                vec![(*span, "a list of the record is needed here".into())],
                Some("after `in` stands a field that the record declares as `list of …`".into()),
            ),
            Problem::NotAFunction { name, span } => (
                "L0209",
                format!("`{name}` takes no arguments"),
                vec![(*span, "not a table, nor a `define` with parameters".into())],
                Some(format!("write `{name}` without parentheses, or declare its parameters")),
            ),
            Problem::NeedsArguments { name, parameters, span, declared } => (
                "L0210",
                format!("`{name}` needs its arguments"),
                vec![(*span, "used here without them".into()), (*declared, "declared here".into())],
                Some(format!("write `{name}({})`", parameters.join(", "))),
            ),
            Problem::ArgumentCount { name, expected, found, span, declared } => (
                "L0211",
                format!("`{name}` takes {}, not {found}", count(*expected, "argument")),
                vec![(*span, format!("{} here", count(*found, "argument"))), (*declared, "declared here".into())],
                Some("give one argument for each parameter, in their order".into()),
            ),
            Problem::ElementAsValue { name, span } => (
                "L0212",
                format!("`{name}` is a whole record, not a value"),
                vec![(*span, "one of its fields is needed here".into())],
                Some(format!("name the field: `{name}.…`")),
            ),
            Problem::ListAsValue { name, span } => (
                "L0213",
                format!("`{name}` is a list, not a value"),
                vec![(*span, "a single value is needed here".into())],
                Some(format!("say what is wanted of it: `count of {name}`, `sum of … in {name}`")),
            ),
            Problem::Untyped { name, elements, span } => (
                "L0214",
                format!("nothing says what `{name}` is"),
                vec![(*span, "has no type, and is not the name of a list's element".into())],
                Some(match elements.as_slice() {
                    [] => format!("give it a type: `{name}: number`"),
                    _ => format!(
                        "give it a type: `{name}: number`, or name it after an element: {}",
                        or_list(elements)
                    ),
                }),
            ),
            Problem::NotPositive { what, span } => (
                "L0313",
                format!("{what} must be at least 1"),
                vec![(*span, "not above zero".into())],
                Some("write a whole number from 1 up".into()),
            ),
            Problem::Mismatch { expected, found, span, other } => (
                "L0301",
                format!("{expected} is needed here, and this is {found}"),
                std::iter::once((*span, format!("this is {found}"))).chain(other.clone()).collect(),
                Some(format!("give {expected}")),
            ),
            Problem::Units { action, left, right } => (
                "L0302",
                format!("{} and {} cannot be {action}", left.0, right.0),
                vec![(left.1, format!("this is {}", left.0)), (right.1, format!("this is {}", right.0))],
                Some(units_help(&left.0, &right.0)),
            ),
            Problem::Currencies { left, right } => (
                "L0303",
                format!("{} and {} are different currencies", left.0, right.0),
                vec![(left.1, format!("this is in {}", left.0)), (right.1, format!("this is in {}", right.0))],
                Some(format!("give both amounts in {} or both in {}", left.0, right.0)),
            ),
            Problem::NotOrdered { what, span } => (
                "L0305",
                format!("{what} has no larger and smaller"),
                vec![(*span, "cannot be compared by size".into())],
                Some("compare it with `is` or `is not`".into()),
            ),
            Problem::UnlikeFractions { span } => (
                "L0306",
                "unrounded quotients cannot be added or counted".into(),
                vec![(*span, "has an unrounded division in it".into())],
                Some("round it first: `(a / b rounded half up to 0.01)`".into()),
            ),
            Problem::TooManyPlaces { places, span } => (
                "L0307",
                format!("this has {places} decimal places, more than the 28 that are kept exactly"),
                vec![(*span, "too many places".into())],
                Some("round a part of it: `x rounded half up to 0.01`".into()),
            ),
            Problem::NeedsLiteral { what, span } => (
                "L0309",
                format!("{what} must be a fixed figure"),
                vec![(*span, "this is computed".into())],
                Some("write the figure itself, such as `0.01` or `10 CNY`".into()),
            ),
            Problem::TimeUnit { unit, why, span } => (
                "L0310",
                format!("{unit} cannot be counted here: {why}"),
                vec![(*span, format!("counted in {unit}"))],
                Some("count days, weeks, months or years, or use a `datetime`".into()),
            ),
            Problem::UnknownCalendar { name, span, nearest } => (
                "L0841",
                format!("there is no calendar `{name}`"),
                vec![(*span, "not declared".into())],
                Some(did_you_mean(nearest.as_ref(), "declare it: `calendar name { weekend Saturday, Sunday }`")),
            ),
            Problem::NoCalendar { span } => (
                "L0842",
                "the policy has no calendar, so nothing says which days are worked".into(),
                vec![(*span, "needs a calendar".into())],
                Some("declare one: `calendar name { weekend Saturday, Sunday }`".into()),
            ),
            Problem::WhichCalendar { names, span } => (
                "L0843",
                "several calendars could be meant".into(),
                vec![(*span, "of which calendar?".into())],
                Some(format!("name it: `in calendar {}`", names.join("` or `in calendar "))),
            ),
            Problem::NoSuchDay { why, span } => (
                "L0844",
                (*why).into(),
                vec![(*span, "no such day".into())],
                Some("correct the date".into()),
            ),
            Problem::NoBusinessDay { span } => (
                "L0845",
                "every day of the week is weekend".into(),
                vec![(*span, "leaves no business day".into())],
                Some("leave the days out that are worked".into()),
            ),
            Problem::DaysOrValue { name, span } => (
                "L0847",
                format!("`{name}` is the name of a calendar's days and of a value"),
                vec![(*span, "could be either".into())],
                Some("give one of them another name".into()),
            ),
            Problem::CalendarOfNothing { span } => (
                "L0846",
                "only a calendar's own days are looked up in a calendar".into(),
                vec![(*span, "no calendar decides this".into())],
                Some("leave `in calendar …` out".into()),
            ),
            Problem::NestedList { what, span } => (
                "L0311",
                format!("{what} cannot reach through a list within a list"),
                vec![(*span, "two lists are named here".into())],
                Some("reduce the inner list first, in a `define` with the element as its parameter".into()),
            ),
            Problem::Undated { list, span } => (
                "L0312",
                format!("`{list}` has no date to place in a window"),
                vec![(*span, "needs a list that is `dated by` one of its fields".into())],
                Some(format!("add `dated by …` where the record declares `{list}`")),
            ),
            Problem::NoWindow { span } => (
                "L0314",
                "`average over days` needs to know over which days".into(),
                vec![(*span, "has no window with a first and a last day".into())],
                Some("add one, such as `in last 6 months`".into()),
            ),
            Problem::Undecided { text, span } => (
                "L0401",
                format!("`{text}` may be missing, and nothing says what that means"),
                vec![(*span, "may be missing".into())],
                Some(format!("say what to do without it: `{text} is known and …`, or `{text} or else …`")),
            ),
            Problem::Unrounded { unit, places, allowed, span } => (
                "L0501",
                format!("{unit} must have {}, and this has {}", at_most_places(*allowed), places_found(*places)),
                vec![(*span, "nothing says how this is rounded".into())],
                Some("add a clause `round down`, `round up`, `round half up` or `round half even`, or a `rounding` to the programme".into()),
            ),
            Problem::StepTooFine { unit, allowed, span } => (
                "L0503",
                format!("{unit} must have {}, and this step is finer", at_most_places(*allowed)),
                vec![(*span, "rounds to more places than can be granted".into())],
                Some("round to a coarser step, or leave `to …` out".into()),
            ),
            Problem::NoElementKey { element, span } => (
                "L0708",
                format!("`{element}` has no key, so nothing tells which one was granted for"),
                vec![(*span, "a rule over elements without a key".into())],
                Some(format!("mark a field of `{element}` as its `key` in the record")),
            ),
            Problem::NoRoundingMode { span } => (
                "L0502",
                "`round` does not say which way".into(),
                vec![(*span, "down, up, half up or half even?".into())],
                Some("write `round half up`, or give the programme a default: `rounding half up`".into()),
            ),
            Problem::Cycle { names } => (
                "L0601",
                cycle_message(names),
                names.iter().map(|(name, span)| (*span, format!("`{name}` is needed for itself"))).collect(),
                Some("let one of them be computed from the record alone".into()),
            ),
            Problem::TooLarge { what, limit, span } => (
                "L0602",
                format!("{what} goes beyond the limit of {limit}"),
                vec![(*span, "here".into())],
                Some("split it into simpler values".into()),
            ),
            Problem::NothingGiven { rule, span } => (
                "L0701",
                format!("`{rule}` gives and asks nothing"),
                vec![(*span, "no `give`, `do`, `escalate` or `follow up`".into())],
                Some("add a clause that says what follows, or delete the rule".into()),
            ),
            Problem::Effect(problem) => problem.parts(),
            Problem::WrongEffect { word, effect, allowed, span } => (
                "L0702",
                format!("`{word}` cannot give {effect}"),
                vec![(*span, format!("{effect} in a rule declared by `{word}`"))],
                Some(format!("`{word}` may {allowed}; declare another kind of rule for this")),
            ),
            Problem::NoGiveBefore { clause, span } => (
                "L0703",
                format!("`{clause}` has no amount to work on"),
                vec![(*span, "no `give` with an amount stands before it".into())],
                Some("put it after the `give` that it belongs to".into()),
            ),
            Problem::Repeated { clause, first, second } => (
                "L0704",
                format!("`{clause}` stands twice"),
                vec![(*second, "again here".into()), (*first, "first here".into())],
                Some("keep one of them".into()),
            ),
            Problem::ForEachNotFirst { span } => (
                "L0705",
                "`for each` must be the first clause of its rule".into(),
                vec![(*span, "other clauses stand before it".into())],
                Some("move it to the top of the rule".into()),
            ),
            Problem::NoForm { span } => (
                "L0706",
                "money is given without saying in which form".into(),
                vec![(*span, "credit, cash or a discount?".into())],
                Some("add `as credit`, `as cash` or `as discount`".into()),
            ),
            Problem::FormWithoutMoney { found, span } => (
                "L0707",
                format!("only money is given as credit, cash or discount, and this is {found}"),
                vec![(*span, format!("this is {found}"))],
                Some("give an amount of money, or leave `as …` out".into()),
            ),
            Problem::LimitOfNothing { span } => (
                "L0741",
                "this limit lets nothing through".into(),
                vec![(*span, "not above zero".into())],
                Some("write an amount or a number above zero, or delete the rule".into()),
            ),
            Problem::NothingLimited { unit, span } => (
                "L0742",
                format!("this limits {unit}, and the rule gives none"),
                vec![(*span, format!("no `give` of {unit} in this rule"))],
                Some("limit what the rule gives, or how often: `at most 3 times per year`".into()),
            ),
            Problem::NoMembership { span } => (
                "L0743",
                "a membership year needs to know since when the customer is a member".into(),
                vec![(*span, "the record has no `membership`".into())],
                Some("add a field of type `membership` to the record, or count `per year`".into()),
            ),
            Problem::NothingLargest { span } => (
                "L0745",
                "nothing here is larger or smaller".into(),
                vec![(*span, "needs a `for each` and a `give` with an amount".into())],
                Some("leave it out, or give an amount for each element".into()),
            ),
            Problem::LimitWithoutHistory { span } => (
                "L0744",
                "this limit counts what one run gives, and nothing of earlier runs".into(),
                vec![(*span, "the record has no `history`".into())],
                Some("add a field `history: history` to the record".into()),
            ),
            Problem::TableHead { expected, span } => (
                "L0711",
                "the head of the table differs from its parameters".into(),
                vec![(*span, "in this head".into())],
                Some(format!("the head is `| {} |`", expected.join(" | "))),
            ),
            Problem::CellCount { expected, found, span } => (
                "L0712",
                format!("this row has {}, and the table has {}", count(*found, "condition"), count(*expected, "parameter")),
                vec![(*span, "in this row".into())],
                Some("give each parameter a cell; `any` where it does not matter".into()),
            ),
            Problem::Empty { span } => (
                "L0716",
                "nothing stands in the braces".into(),
                vec![(*span, "has no line that gives a value".into())],
                Some("add a row, a case or a level, or delete the declaration".into()),
            ),
            Problem::AfterOtherwise { span, otherwise } => (
                "L0713",
                "nothing can follow `otherwise`".into(),
                vec![(*span, "never reached".into()), (*otherwise, "`otherwise` takes all that is left".into())],
                Some("move `otherwise` to the end".into()),
            ),
            Problem::Overlap { first, second } => (
                "L0714",
                "two rows of a `unique` table match the same values".into(),
                vec![(*second, "overlaps".into()), (*first, "with this row".into())],
                Some("make their cells exclude each other, or let the table be `first match`".into()),
            ),
            Problem::UniqueCell { span } => (
                "L0715",
                "a `unique` table compares with fixed figures only".into(),
                vec![(*span, "this is computed".into())],
                Some("write the figure itself, or let the table be `first match`".into()),
            ),
            Problem::LevelCondition { level, lowest: true, span } => (
                "L0721",
                format!("`{level}` is the lowest level, and has a condition"),
                vec![(*span, "who does not meet it has no level".into())],
                Some("put a level without condition before it".into()),
            ),
            Problem::LevelCondition { level, lowest: false, span } => (
                "L0722",
                format!("`{level}` has no condition"),
                vec![(*span, "only the lowest level goes without".into())],
                Some(format!("say who reaches it: `{level} when …`")),
            ),
            Problem::NoMemory { what, tier, span } => (
                "L0723",
                format!("`{what}` needs a tier that remembers its level"),
                vec![(*span, format!("`{tier}` is told anew on every run"))],
                Some(format!("add `held in membership` to `{tier}`, and `membership: membership` to the record")),
            ),
            Problem::NotAMembership { field, tier, span } => (
                "L0724",
                format!("`{field}` is no membership of `{tier}`"),
                vec![(*span, "cannot hold its level".into())],
                Some(format!("declare it in the record: `{field}: membership of {tier}`")),
            ),
            Problem::MembershipOf { tiers, span } => (
                "L0725",
                "this does not say of which tier it is a membership".into(),
                vec![(*span, "in which tier?".into())],
                Some(match tiers.as_slice() {
                    [] => "declare a tier that is `held in` this field".into(),
                    [first, ..] => format!("write `membership of {first}`, or name another tier"),
                }),
            ),
            Problem::NotATier { what, span } => (
                "L0726",
                format!("`{what}` can only follow a tier"),
                vec![(*span, "not the name of a tier".into())],
                Some("write it behind the tier's name, such as `Club before today`".into()),
            ),
            Problem::Weights { sum, span } => (
                "L0731",
                format!("the weights add up to {sum}, not to 100%"),
                vec![(*span, "in this score".into())],
                Some("change the weights so that they add up to 100%".into()),
            ),
            Problem::PublishedFraction { span } => (
                "L0751",
                "an unrounded quotient cannot be published".into(),
                vec![(*span, "a division in it has no end in decimals".into())],
                Some("round it, such as `publish share as spend / 3 rounded half up to 0.01`".into()),
            ),
            Problem::ScriptType { action, found, span } => (
                "L0752",
                format!("a script cannot {action} {found}"),
                vec![(*span, format!("this is {found}"))],
                Some("a script is given texts, numbers, percentages, money, points, dates, yes or no and values of a `one of`, and gives all of these but texts".into()),
            ),
            Problem::ScriptPlaces { name, places, allowed, span } => (
                "L0753",
                format!("`{name}` has {}, and this has {}", at_most_places(*allowed), places_found(*places)),
                vec![(*span, "nothing says how this is rounded".into())],
                Some("round it where it stands, such as `rounded half up to 0.01`".into()),
            ),
            Problem::LookAlike { name, first, second } => (
                "L0901",
                format!("`{name}` looks like `{}` and is another name", first.0),
                vec![(*second, "looks the same".into()), (first.1, "as this".into())],
                Some("spell both alike, with letters of one script, if one thing is meant".into()),
            ),
            Problem::Crowd(problem) => problem.parts(),
            Problem::NoProgram => (
                "L0801",
                "the policy has no `program`".into(),
                Vec::new(),
                Some("begin with `program \"Name\" { currency CNY … }`".into()),
            ),
            Problem::NoRecord => (
                "L0802",
                "the policy does not say what a customer record looks like".into(),
                Vec::new(),
                Some("add `record customer { id: text key … }`".into()),
            ),
            Problem::NoCurrency { span } => (
                "L0803",
                "money is used, and the programme has no currency".into(),
                vec![(*span, "in which currency?".into())],
                Some("add `currency CNY` to the `program`, or name the currency here".into()),
            ),
            Problem::UnknownCurrency { code, span } => (
                "L0804",
                format!("`{code}` is not a currency code"),
                vec![(*span, "three capital letters, such as CNY".into())],
                Some("use the ISO 4217 code".into()),
            ),
            Problem::UnknownTimeZone { name, span } => (
                "L0805",
                format!("there is no time zone `{name}`"),
                vec![(*span, "not in the time zone database".into())],
                Some("use a name such as `Asia/Shanghai` or `UTC`".into()),
            ),
            Problem::EffectiveReversed { span } => (
                "L0806",
                "the programme ends before it begins".into(),
                vec![(*span, "`through` lies before `from`".into())],
                Some("correct one of the dates".into()),
            ),
            Problem::NoKey { record, span } => (
                "L0807",
                format!("`{record}` has no key"),
                vec![(*span, "nothing tells two customers apart".into())],
                Some("mark one field: `id: text key`".into()),
            ),
            Problem::KeyType { field, span } => (
                "L0808",
                format!("`{field}` cannot be the key"),
                vec![(*span, "a key is a text or a whole number, is never missing, and stands alone".into())],
                Some("mark one field of type `text` or `whole number` as `key`".into()),
            ),
            Problem::History { span, first: None } => (
                "L0848",
                "a `history` stands directly in the customer's record".into(),
                vec![(*span, "not a field of the customer itself".into())],
                Some("move the field to the top of the `record`".into()),
            ),
            Problem::History { span, first: Some(first) } => (
                "L0849",
                "a customer has one `history`".into(),
                vec![(*span, "a second one".into()), (*first, "the first".into())],
                Some("keep one of them".into()),
            ),
            Problem::DatedBy { field, span } => (
                "L0809",
                format!("a list cannot be dated by `{field}`"),
                vec![(*span, "needs a field of the element of type `date` or `datetime` that is never missing".into())],
                Some("name such a field after `dated by`".into()),
            ),
        }
    }
}

/// A record by its name, a value by its description.
fn owner(record: &str) -> String {
    if record.contains(' ') { record.to_owned() } else { format!("`{record}`") }
}

fn did_you_mean(nearest: Option<&String>, otherwise: &str) -> String {
    match nearest {
        Some(name) => format!("did you mean `{name}`?"),
        None => otherwise.to_owned(),
    }
}

fn or_list(readings: &[String]) -> String {
    let quoted: Vec<String> = readings.iter().map(|reading| format!("`{reading}`")).collect();
    quoted.join(" or ")
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn units_help(left: &str, right: &str) -> String {
    let number = "a number";
    if left == number || right == number {
        "write the unit after the number, such as `100 CNY` or `100 points`".into()
    } else {
        "convert one of them, or keep them apart".into()
    }
}

fn at_most_places(allowed: u8) -> String {
    match allowed {
        0 => "no decimal places".into(),
        1 => "at most 1 decimal place".into(),
        more => format!("at most {more} decimal places"),
    }
}

fn places_found(places: Option<u8>) -> String {
    places.map_or_else(|| "a division in it".into(), |places| format!("{places}"))
}

fn cycle_message(names: &[(String, Span)]) -> String {
    let chain: Vec<String> = names.iter().map(|(name, _)| format!("`{name}`")).collect();
    match chain.as_slice() {
        [only] => format!("{only} is computed from itself"),
        _ => format!("{} are computed from one another", chain.join(", ")),
    }
}
