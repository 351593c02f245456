//! What the checker finds wrong, with the spans that show it.

use super::effect_problem::EffectProblem;
use super::wording::{
    arguments, at_most_places, conditions, cycle_message, did_you_mean, or_list, parameters,
    places_found, this_is, units_help,
};
use super::{ChooseProblem, ClosingProblem, CrowdProblem, FigureProblem, VersionProblem};
use crate::keywords::{LANGUAGES, keywords};
use crate::message::{Joint, Message};
use crate::problems::{Diagnostic, Severity};
use crate::source::{SourceFile, Span};

/// A mistake of meaning: the text is well formed, and cannot be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A name that stands for nothing here.
    UnknownName { name: String, span: Span, nearest: Option<String> },
    /// A field that its record does not have.
    UnknownField { name: String, owner: Message, span: Span, nearest: Option<String> },
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
    NotPositive { what: Message, span: Span },
    /// A value of one type where another is due.
    Mismatch { expected: Message, found: Message, span: Span, other: Option<(Span, Message)> },
    /// Two quantities whose units do not go together.
    Units { action: Message, left: (Message, Span), right: (Message, Span) },
    /// Two currencies.
    Currencies { left: (String, Span), right: (String, Span) },
    /// Larger and smaller asked of what has no order.
    NotOrdered { what: Message, span: Span },
    /// A sum of unrounded quotients.
    UnlikeFractions { span: Span },
    /// More decimal places than can be held, of a value or as a type.
    TooManyPlaces { places: u32, span: Span, is_type: bool },
    /// A fixed figure is needed.
    NeedsLiteral { what: Message, span: Span },
    /// A unit of time that does not go with this date.
    TimeUnit { unit: Message, why: Message, span: Span },
    /// A unit in which no length of time is counted.
    LengthUnit { unit: Message, help: Message, span: Span },
    /// A calendar that is declared nowhere.
    UnknownCalendar { name: String, span: Span, nearest: Option<String> },
    /// Business days or days off without a calendar.
    NoCalendar { span: Span },
    /// Several calendars that could be meant.
    WhichCalendar { names: Vec<String>, span: Span },
    /// A day that no month or year has, or a period that ends before it begins.
    NoSuchDay { why: Message, span: Span },
    /// A calendar without a working day.
    NoBusinessDay { span: Span },
    /// A name of a calendar's days and of a value.
    DaysOrValue { name: String, span: Span },
    /// A calendar beside days that are none of a calendar's.
    CalendarOfNothing { span: Span },
    /// `it`, where no day was named.
    NoDayBefore { span: Span },
    /// A form of the language that lists within lists do not have.
    NestedList { what: Message, span: Span },
    /// A list that has no date, and is asked for a window.
    Undated { list: String, span: Span },
    /// An average over days of no days in particular.
    NoWindow { span: Span },
    /// A value that may be missing, used without saying what missing means.
    Undecided { text: Option<Message>, span: Span },
    /// An amount with more places than can be granted, and no rounding.
    Unrounded { unit: Message, places: Option<u8>, allowed: u8, span: Span },
    /// `round` to a step finer than what can be granted.
    StepTooFine { unit: Message, allowed: u8, span: Span },
    /// A rule over a list whose elements have no key.
    NoElementKey { element: String, span: Span },
    /// `round` without a way, and no default.
    NoRoundingMode { span: Span },
    /// Values that need one another.
    Cycle { names: Vec<(String, Span)> },
    /// Values nested more deeply, or inlined more often, than is allowed.
    TooLarge { what: Message, limit: usize, span: Span },
    /// A rule without effect.
    NothingGiven { rule: String, span: Span },
    /// An effect that the rule's word does not allow.
    WrongEffect { word: Message, effect: Message, allowed: Message, span: Span },
    /// Something in what a rule gives or asks.
    Effect(EffectProblem),
    /// Something in a choice among rules.
    Choose(ChooseProblem),
    /// A clause of an amount with no amount before it.
    NoGiveBefore { clause: Message, span: Span },
    /// A clause that may stand only once.
    Repeated { clause: Message, first: Span, second: Span },
    /// `for each` after other clauses.
    ForEachNotFirst { span: Span },
    /// Money without its form.
    NoForm { span: Span },
    /// A form on something that is no money.
    FormWithoutMoney { found: Message, span: Span },
    /// A limit that lets nothing through.
    LimitOfNothing { span: Span },
    /// A limit in a unit that the rule does not give.
    NothingLimited { unit: Message, span: Span },
    /// `membership year` without a membership.
    NoMembership { several: bool, span: Span },
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
    Overlap { first: Span, second: Span, example: Vec<Message> },
    /// A cell of a `unique` table that cannot be compared with the others.
    UniqueCell { span: Span },
    /// The lowest level with a condition, or another without.
    LevelCondition { level: String, lowest: bool, span: Span },
    /// What only a tier with memory can say.
    NoMemory { what: Message, tier: String, span: Span },
    /// `held in` something that is no membership of the tier.
    NotAMembership { field: Message, tier: String, span: Span },
    /// A membership that does not say of which tier.
    MembershipOf { tiers: Vec<String>, span: Span },
    /// `before today` or `at d` behind something that is no tier.
    NotATier { what: Message, span: Span },
    /// Weights that do not add up to the whole.
    Weights { sum: String, span: Span },
    /// An unrounded quotient that is to be shown.
    PublishedFraction { span: Span },
    /// What a script cannot be given, or cannot give.
    ScriptType { action: Message, found: Message, span: Span },
    /// An argument with more places than a script's parameter holds.
    ScriptPlaces { name: String, places: Option<u8>, allowed: u8, span: Span },
    /// Two names that look the same and are not.
    LookAlike { name: String, first: (String, Span), second: Span },
    /// Something about figures with dates, or tables by slice.
    Figure(FigureProblem),
    /// A mistake in a total of effects.
    Closing(ClosingProblem),
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

/// More letters of a policy than this say too much in a message.
const QUOTED: usize = 60;

/// The text of an expression on one line, where it is short enough to be named by it.
fn quotable(sources: &[SourceFile], span: Span) -> Option<String> {
    let source = sources.get(span.file as usize)?;
    let text = source.text.get(span.start as usize..span.end as usize)?;
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    (text.chars().count() <= QUOTED).then_some(text)
}

impl Problem {
    /// In the shape in which it is shown; an expression without a name is called by its text.
    #[must_use]
    pub fn diagnostic(&self, sources: &[SourceFile]) -> Diagnostic {
        if let Problem::Undecided { text: None, span } = self
            && let Some(text) = quotable(sources, *span)
        {
            let text = Some(Message::verbatim(text));
            return Problem::Undecided { text, span: *span }.diagnostic(&[]);
        }
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
    fn parts(&self) -> (&'static str, Message, Vec<(Span, Message)>, Option<Message>) {
        match self {
            Problem::Figure(problem) => problem.parts(),
            Problem::Closing(problem) => problem.parts(),
            Problem::Choose(problem) => problem.parts(),
            Problem::Version(problem) => problem.parts(),
            Problem::UnknownName { name, span, nearest } => (
                "L0201",
                say!("nothing is called `{name}` here", name),
                vec![(*span, say!("not a field, value, table, tier or element"))],
                Some(did_you_mean(
                    nearest.as_ref(),
                    if is_unit_of_points(name) {
                        say!(
                            "`{name}` is a unit behind a number; say what there is a share of: `20% of balance`",
                            name
                        )
                    } else {
                        say!("declare it with `define`, or correct the spelling")
                    },
                )),
            ),
            Problem::UnknownField { name, owner, span, nearest } => (
                "L0202",
                say!("{owner} has no field `{name}`", owner, name),
                vec![(*span, say!("no such field"))],
                Some(did_you_mean(
                    nearest.as_ref(),
                    say!("add the field to the `record`, or correct the spelling"),
                )),
            ),
            Problem::UnknownOption { name, of, options, span, nearest } => (
                "L0203",
                say!("`{name}` is not a value of `{of}`", name, of),
                vec![(
                    *span,
                    say!("`{of}` is one of {options}", of, options = Joint::Comma.of(options)),
                )],
                Some(did_you_mean(
                    nearest.as_ref(),
                    say!("use one of the values listed, or add this one where they are declared"),
                )),
            ),
            Problem::Duplicate { name, first, second } => (
                "L0204",
                say!("`{name}` is declared twice", name),
                vec![(*second, say!("declared again here")), (*first, say!("first declared here"))],
                Some(say!("give one of them another name")),
            ),
            Problem::Ambiguous { name, span, paths, declared } => {
                let paths = or_list(paths);
                let (message, help) = if *declared {
                    (
                        say!(
                            "`{name}` can mean {paths} or the value `{name}`",
                            name,
                            paths = paths.clone()
                        ),
                        say!("write {paths}, or give the value another name", paths),
                    )
                } else {
                    (
                        say!("`{name}` can mean {paths}", name, paths = paths.clone()),
                        say!("write {paths}", paths),
                    )
                };
                ("L0205", message, vec![(*span, say!("which one is meant?"))], Some(help))
            }
            Problem::UnknownType { name, span, nearest } => (
                "L0207",
                say!("`{name}` is not a type", name),
                vec![(*span, say!("no such type, kind, tier or class"))],
                Some(did_you_mean(
                    nearest.as_ref().filter(|_| !is_length(name)),
                    if is_length(name) { length_of_time() } else { types() },
                )),
            ),
            Problem::NotAList { name, span } => (
                "L0208",
                say!("`{name}` is not a list", name),
                vec![(*span, say!("a list of the record is needed here"))],
                Some(say!("after `in` stands a field that the record declares as `list of …`")),
            ),
            Problem::NotAFunction { name, span } => (
                "L0209",
                say!("`{name}` takes no arguments", name),
                vec![(*span, say!("not a table, nor a `define` with parameters"))],
                Some(say!("write `{name}` without parentheses, or declare its parameters", name)),
            ),
            Problem::NeedsArguments { name, parameters, span, declared } => (
                "L0210",
                say!("`{name}` needs its arguments", name),
                vec![(*span, say!("used here without them")), (*declared, say!("declared here"))],
                Some(say!(
                    "write `{name}({parameters})`",
                    name,
                    parameters = parameters.join(", ")
                )),
            ),
            Problem::ArgumentCount { name, expected, found, span, declared } => (
                "L0211",
                say!(
                    "`{name}` takes {arguments}, not {found}",
                    name,
                    arguments = arguments(*expected),
                    found
                ),
                vec![
                    (*span, say!("{arguments} here", arguments = arguments(*found))),
                    (*declared, say!("declared here")),
                ],
                Some(say!("give one argument for each parameter, in their order")),
            ),
            Problem::ElementAsValue { name, span } => (
                "L0212",
                say!("`{name}` is a whole record, not a value", name),
                vec![(*span, say!("one of its fields is needed here"))],
                Some(say!("name the field: `{name}.…`", name)),
            ),
            Problem::ListAsValue { name, span } => (
                "L0213",
                say!("`{name}` is a list, not a value", name),
                vec![(*span, say!("a single value is needed here"))],
                Some(say!(
                    "say what is wanted of it: `count of {name}`, `sum of … in {name}`",
                    name
                )),
            ),
            Problem::Untyped { name, elements, span } => (
                "L0214",
                say!("nothing says what `{name}` is", name),
                vec![(*span, say!("has no type, and is not the name of a list's element"))],
                Some(match elements.as_slice() {
                    [] => say!("give it a type: `{name}: number`", name),
                    _ => say!(
                        "give it a type: `{name}: number`, or name it after an element: {elements}",
                        name,
                        elements = or_list(elements),
                    ),
                }),
            ),
            Problem::NotPositive { what, span } => (
                "L0313",
                say!("{what} must be at least 1", what),
                vec![(*span, say!("not above zero"))],
                Some(say!("write a whole number from 1 up")),
            ),
            Problem::Mismatch { expected, found, span, other } => (
                "L0301",
                say!("{expected} is needed here, and this is {found}", expected, found),
                std::iter::once((*span, say!("this is {found}", found)))
                    .chain(other.clone())
                    .collect(),
                Some(say!("give {expected}", expected)),
            ),
            Problem::Units { action, left, right } => (
                "L0302",
                say!(
                    "{left} and {right} cannot be {action}",
                    left = &left.0,
                    right = &right.0,
                    action
                ),
                vec![(left.1, this_is(&left.0)), (right.1, this_is(&right.0))],
                Some(units_help(&left.0, &right.0)),
            ),
            Problem::Currencies { left, right } => (
                "L0303",
                say!(
                    "{left} and {right} are different currencies",
                    left = &left.0,
                    right = &right.0
                ),
                vec![
                    (left.1, say!("this is in {currency}", currency = &left.0)),
                    (right.1, say!("this is in {currency}", currency = &right.0)),
                ],
                Some(say!(
                    "give both amounts in {left} or both in {right}",
                    left = &left.0,
                    right = &right.0
                )),
            ),
            Problem::NotOrdered { what, span } => (
                "L0305",
                say!("{what} has no larger and smaller", what),
                vec![(*span, say!("cannot be compared by size"))],
                Some(say!("compare it with `is` or `is not`")),
            ),
            Problem::UnlikeFractions { span } => (
                "L0306",
                say!("unrounded quotients cannot be added or counted"),
                vec![(*span, say!("has an unrounded division in it"))],
                Some(say!("round it first: `(a / b rounded half up to 0.01)`")),
            ),
            Problem::TooManyPlaces { places, span, is_type } => (
                "L0307",
                say!(
                    "this has {places} decimal places, more than the 28 that are kept exactly",
                    places
                ),
                vec![(*span, say!("too many places"))],
                Some(if *is_type {
                    say!("write `number with 28 places`, or fewer")
                } else {
                    say!("round a part of it: `x rounded half up to 0.01`")
                }),
            ),
            Problem::NeedsLiteral { what, span } => (
                "L0309",
                say!("{what} must be a fixed figure", what),
                vec![(*span, say!("this is computed"))],
                Some(say!("write the figure itself, such as `0.01` or `10 CNY`")),
            ),
            Problem::TimeUnit { unit, why, span } => (
                "L0310",
                say!("{unit} cannot be counted here: {why}", unit, why),
                vec![(*span, say!("counted in {unit}", unit))],
                Some(say!("count days, weeks, months or years, or use a `datetime`")),
            ),
            Problem::LengthUnit { unit, help, span } => (
                "L0861",
                say!("{unit} are no unit of a length of time", unit),
                vec![(*span, say!("counted in {unit}", unit))],
                Some(help.clone()),
            ),
            Problem::UnknownCalendar { name, span, nearest } => (
                "L0841",
                say!("there is no calendar `{name}`", name),
                vec![(*span, say!("not declared"))],
                Some(did_you_mean(
                    nearest.as_ref(),
                    say!("declare it: `calendar name { weekend Saturday, Sunday }`"),
                )),
            ),
            Problem::NoCalendar { span } => (
                "L0842",
                say!("the policy has no calendar, so nothing says which days are worked"),
                vec![(*span, say!("needs a calendar"))],
                Some(say!("declare one: `calendar name { weekend Saturday, Sunday }`")),
            ),
            Problem::WhichCalendar { names, span } => (
                "L0843",
                say!("several calendars could be meant"),
                vec![(*span, say!("of which calendar?"))],
                Some(say!(
                    "name it: {calendars}",
                    calendars = Joint::EachOr
                        .of(names.iter().map(|name| say!("`in calendar {name}`", name)))
                )),
            ),
            Problem::NoSuchDay { why, span } => (
                "L0844",
                why.clone(),
                vec![(*span, say!("no such day"))],
                Some(say!("correct the date")),
            ),
            Problem::NoBusinessDay { span } => (
                "L0845",
                say!("every day of the week is weekend"),
                vec![(*span, say!("leaves no business day"))],
                Some(say!("leave the days out that are worked")),
            ),
            Problem::DaysOrValue { name, span } => (
                "L0847",
                say!("`{name}` is the name of a calendar's days and of a value", name),
                vec![(*span, say!("could be either"))],
                Some(say!("give one of them another name")),
            ),
            Problem::NoDayBefore { span } => (
                "L0840",
                say!("the condition names no day before `it`"),
                vec![(*span, say!("which day?"))],
                Some(say!("name the day here, such as `within 3 days before festival Mid-Autumn`")),
            ),
            Problem::CalendarOfNothing { span } => (
                "L0846",
                say!("only a calendar's own days are looked up in a calendar"),
                vec![(*span, say!("no calendar decides this"))],
                Some(say!("leave `in calendar …` out")),
            ),
            Problem::NestedList { what, span } => (
                "L0311",
                say!("{what} cannot reach through a list within a list", what),
                vec![(*span, say!("two lists are named here"))],
                Some(say!(
                    "reduce the inner list first, in a `define` with the element as its parameter"
                )),
            ),
            Problem::Undated { list, span } => (
                "L0312",
                say!("`{list}` has no date to place in a window", list),
                vec![(*span, say!("needs a list that is `dated by` one of its fields"))],
                Some(say!("add `dated by …` where the record declares `{list}`", list)),
            ),
            Problem::NoWindow { span } => (
                "L0314",
                say!("`average over days` needs to know over which days"),
                vec![(*span, say!("has no window with a first and a last day"))],
                Some(say!("add one, such as `in last 6 months`")),
            ),
            Problem::Undecided { text, span } => {
                let text = text.clone().unwrap_or_else(|| say!("this"));
                (
                    "L0401",
                    say!("`{text}` may be missing, and nothing says what that means", text = &text),
                    vec![(*span, say!("may be missing"))],
                    Some(say!(
                        "say what to do without it: `{text} is known and …`, or `{text} or else …`",
                        text = &text
                    )),
                )
            }
            Problem::Unrounded { unit, places, allowed, span } => (
                "L0501",
                say!(
                    "{unit} must have {allowed}, and this has {found}",
                    unit,
                    allowed = at_most_places(*allowed),
                    found = places_found(*places)
                ),
                vec![(*span, say!("nothing says how this is rounded"))],
                Some(say!(
                    "add a clause `round down`, `round up`, `round half up` or `round half even`, or a `rounding` to the programme"
                )),
            ),
            Problem::StepTooFine { unit, allowed, span } => (
                "L0503",
                say!(
                    "{unit} must have {allowed}, and this step is finer",
                    unit,
                    allowed = at_most_places(*allowed)
                ),
                vec![(*span, say!("rounds to more places than can be granted"))],
                Some(say!("round to a coarser step, or leave `to …` out")),
            ),
            Problem::NoElementKey { element, span } => (
                "L0708",
                say!("`{element}` has no key, so nothing tells which one was granted for", element),
                vec![(*span, say!("a rule over elements without a key"))],
                Some(say!("mark a field of `{element}` as its `key` in the record", element)),
            ),
            Problem::NoRoundingMode { span } => (
                "L0502",
                say!("`round` does not say which way"),
                vec![(*span, say!("down, up, half up or half even?"))],
                Some(say!(
                    "write `round half up`, or give the programme a default: `rounding half up`"
                )),
            ),
            Problem::Cycle { names } => (
                "L0601",
                cycle_message(names),
                names
                    .iter()
                    .map(|(name, span)| (*span, say!("`{name}` is needed for itself", name)))
                    .collect(),
                Some(say!("let one of them be computed from the record alone")),
            ),
            Problem::TooLarge { what, limit, span } => (
                "L0602",
                say!("{what} goes beyond the limit of {limit}", what, limit),
                vec![(*span, say!("here"))],
                Some(say!("split it into simpler values")),
            ),
            Problem::NothingGiven { rule, span } => (
                "L0701",
                say!("`{rule}` gives and asks nothing", rule),
                vec![(*span, say!("no `give`, `do`, `escalate` or `follow up`"))],
                Some(say!("add a clause that says what follows, or delete the rule")),
            ),
            Problem::Effect(problem) => problem.parts(),
            Problem::WrongEffect { word, effect, allowed, span } => (
                "L0702",
                say!("`{word}` cannot give {effect}", word, effect),
                vec![(*span, say!("{effect} in a rule declared by `{word}`", effect, word))],
                Some(say!(
                    "`{word}` may {allowed}; declare another kind of rule for this",
                    word,
                    allowed
                )),
            ),
            Problem::NoGiveBefore { clause, span } => (
                "L0703",
                say!("`{clause}` has no amount to work on", clause),
                vec![(*span, say!("no `give` with an amount stands before it"))],
                Some(say!("put it after the `give` that it belongs to")),
            ),
            Problem::Repeated { clause, first, second } => (
                "L0704",
                say!("`{clause}` stands twice", clause),
                vec![(*second, say!("again here")), (*first, say!("first here"))],
                Some(say!("keep one of them")),
            ),
            Problem::ForEachNotFirst { span } => (
                "L0705",
                say!("`for each` must be the first clause of its rule"),
                vec![(*span, say!("other clauses stand before it"))],
                Some(say!("move it to the top of the rule")),
            ),
            Problem::NoForm { span } => (
                "L0706",
                say!("money is given without saying in which form"),
                vec![(*span, say!("credit, cash or a discount?"))],
                Some(say!("add `as credit`, `as cash` or `as discount`")),
            ),
            Problem::FormWithoutMoney { found, span } => (
                "L0707",
                say!("only money is given as credit, cash or discount, and this is {found}", found),
                vec![(*span, say!("this is {found}", found))],
                Some(say!("give an amount of money, or leave `as …` out")),
            ),
            Problem::LimitOfNothing { span } => (
                "L0741",
                say!("this limit lets nothing through"),
                vec![(*span, say!("not above zero"))],
                Some(say!("write an amount or a number above zero, or delete the rule")),
            ),
            Problem::NothingLimited { unit, span } => (
                "L0742",
                say!("this limits {unit}, and the rule gives none", unit),
                vec![(*span, say!("no `give` of {unit} in this rule", unit))],
                Some(say!("limit what the rule gives, or how often: `at most 3 times per year`")),
            ),
            Problem::NoMembership { several, span } => (
                "L0743",
                say!("a membership year needs to know since when the customer is a member"),
                vec![(
                    *span,
                    if *several {
                        say!("the record has several, and which is meant?")
                    } else {
                        say!("the record has no `membership`")
                    },
                )],
                Some(if *several {
                    say!("keep one field of type `membership`, or count `per year`")
                } else {
                    say!("add a field of type `membership` to the record, or count `per year`")
                }),
            ),
            Problem::NothingLargest { span } => (
                "L0745",
                say!("nothing here is larger or smaller"),
                vec![(*span, say!("needs a `for each` and a `give` with an amount"))],
                Some(say!("leave it out, or give an amount for each element")),
            ),
            Problem::LimitWithoutHistory { span } => (
                "L0744",
                say!("this limit counts what one run gives, and nothing of earlier runs"),
                vec![(*span, say!("the record has no `history`"))],
                Some(say!("add a field `history: history` to the record")),
            ),
            Problem::TableHead { expected, span } => (
                "L0711",
                say!("the head of the table differs from its parameters"),
                vec![(*span, say!("in this head"))],
                Some(say!("the head is `| {cells} |`", cells = expected.join(" | "))),
            ),
            Problem::CellCount { expected, found, span } => (
                "L0712",
                say!(
                    "this row has {conditions}, and the table has {parameters}",
                    conditions = conditions(*found),
                    parameters = parameters(*expected)
                ),
                vec![(*span, say!("in this row"))],
                Some(say!("give each parameter a cell; `any` where it does not matter")),
            ),
            Problem::Empty { span } => (
                "L0716",
                say!("nothing stands in the braces"),
                vec![(*span, say!("has no line that gives a value"))],
                Some(say!("add a row, a case or a level, or delete the declaration")),
            ),
            Problem::AfterOtherwise { span, otherwise } => (
                "L0713",
                say!("nothing can follow `otherwise`"),
                vec![
                    (*span, say!("never reached")),
                    (*otherwise, say!("`otherwise` takes all that is left")),
                ],
                Some(say!("move `otherwise` to the end")),
            ),
            Problem::Overlap { first, second, example } => (
                "L0714",
                say!("two rows of a `unique` table match the same values"),
                vec![(*second, overlapping(example)), (*first, say!("with this row"))],
                Some(say!(
                    "make their cells exclude each other, or let the table be `first match`"
                )),
            ),
            Problem::UniqueCell { span } => (
                "L0715",
                say!("a `unique` table compares with fixed figures only"),
                vec![(*span, say!("this is computed"))],
                Some(say!("write the figure itself, or let the table be `first match`")),
            ),
            Problem::LevelCondition { level, lowest: true, span } => (
                "L0721",
                say!("`{level}` is the lowest level, and has a condition", level),
                vec![(*span, say!("who does not meet it has no level"))],
                Some(say!("put a level without condition before it")),
            ),
            Problem::LevelCondition { level, lowest: false, span } => (
                "L0722",
                say!("`{level}` has no condition", level),
                vec![(*span, say!("only the lowest level goes without"))],
                Some(say!("say who reaches it: `{level} when …`", level)),
            ),
            Problem::NoMemory { what, tier, span } => (
                "L0723",
                say!("`{what}` needs a tier that remembers its level", what),
                vec![(*span, say!("`{tier}` is told anew on every run", tier))],
                Some(say!(
                    "add `held in membership` to `{tier}`, and `membership: membership` to the record",
                    tier
                )),
            ),
            Problem::NotAMembership { field, tier, span } => (
                "L0724",
                say!("`{field}` is no membership of `{tier}`", field, tier),
                vec![(*span, say!("cannot hold its level"))],
                Some(say!(
                    "declare it in the record: `{field}: membership of {tier}`",
                    field,
                    tier
                )),
            ),
            Problem::MembershipOf { tiers, span } => (
                "L0725",
                say!("this does not say of which tier it is a membership"),
                vec![(*span, say!("in which tier?"))],
                Some(match tiers.as_slice() {
                    [] => say!("declare a tier that is `held in` this field"),
                    [first, ..] => {
                        say!("write `membership of {first}`, or name another tier", first)
                    }
                }),
            ),
            Problem::NotATier { what, span } => (
                "L0726",
                say!("`{what}` can only follow a tier", what),
                vec![(*span, say!("not the name of a tier"))],
                Some(say!("write it behind the tier's name, such as `Club before today`")),
            ),
            Problem::Weights { sum, span } => (
                "L0731",
                say!("the weights add up to {sum}, not to 100%", sum),
                vec![(*span, say!("in this score"))],
                Some(say!("change the weights so that they add up to 100%")),
            ),
            Problem::PublishedFraction { span } => (
                "L0751",
                say!("an unrounded quotient cannot be published"),
                vec![(*span, say!("a division in it has no end in decimals"))],
                Some(say!(
                    "round it, such as `publish share as spend / 3 rounded half up to 0.01`"
                )),
            ),
            Problem::ScriptType { action, found, span } => (
                "L0752",
                say!("a script cannot {action} {found}", action, found),
                vec![(*span, say!("this is {found}", found))],
                Some(say!(
                    "a script is given texts, numbers, percentages, money, points, dates, yes or no and values of a `one of`, and gives all of these but texts"
                )),
            ),
            Problem::ScriptPlaces { name, places, allowed, span } => (
                "L0753",
                say!(
                    "`{name}` has {allowed}, and this has {found}",
                    name,
                    allowed = at_most_places(*allowed),
                    found = places_found(*places)
                ),
                vec![(*span, say!("nothing says how this is rounded"))],
                Some(say!("round it where it stands, such as `rounded half up to 0.01`")),
            ),
            Problem::LookAlike { name, first, second } => (
                "L0901",
                say!("`{name}` looks like `{first}` and is another name", name, first = &first.0),
                vec![(*second, say!("looks the same")), (first.1, say!("as this"))],
                Some(say!("spell both alike, with letters of one script, if one thing is meant")),
            ),
            Problem::Crowd(problem) => problem.parts(),
            Problem::NoProgram => (
                "L0801",
                say!("the policy has no `program`"),
                Vec::new(),
                Some(say!("begin with `program \"Name\" { currency CNY … }`")),
            ),
            Problem::NoRecord => (
                "L0802",
                say!("the policy does not say what a customer record looks like"),
                Vec::new(),
                Some(say!("add `record customer { id: text key … }`")),
            ),
            Problem::NoCurrency { span } => (
                "L0803",
                say!("money is used, and the programme has no currency"),
                vec![(*span, say!("in which currency?"))],
                Some(say!("add `currency CNY` to the `program`, or name the currency here")),
            ),
            Problem::UnknownCurrency { code, span } => (
                "L0804",
                say!("`{code}` is not a currency code", code),
                vec![(*span, say!("three capital letters, such as CNY"))],
                Some(say!("use the ISO 4217 code")),
            ),
            Problem::UnknownTimeZone { name, span } => (
                "L0805",
                say!("there is no time zone `{name}`", name),
                vec![(*span, say!("not in the time zone database"))],
                Some(say!("use a name such as `Asia/Shanghai` or `UTC`")),
            ),
            Problem::EffectiveReversed { span } => (
                "L0806",
                say!("the programme ends before it begins"),
                vec![(*span, say!("`through` lies before `from`"))],
                Some(say!("correct one of the dates")),
            ),
            Problem::NoKey { record, span } => (
                "L0807",
                say!("`{record}` has no key", record),
                vec![(*span, say!("nothing tells two customers apart"))],
                Some(say!("mark one field: `id: text key`")),
            ),
            Problem::KeyType { field, span } => (
                "L0808",
                say!("`{field}` cannot be the key", field),
                vec![(
                    *span,
                    say!("a key is a text or a whole number, is never missing, and stands alone"),
                )],
                Some(say!("mark one field of type `text` or `whole number` as `key`")),
            ),
            Problem::History { span, first: None } => (
                "L0848",
                say!("a `history` stands directly in the customer's record"),
                vec![(*span, say!("not a field of the customer itself"))],
                Some(say!("move the field to the top of the `record`")),
            ),
            Problem::History { span, first: Some(first) } => (
                "L0849",
                say!("a customer has one `history`"),
                vec![(*span, say!("a second one")), (*first, say!("the first"))],
                Some(say!("keep one of them")),
            ),
            Problem::DatedBy { field, span } => (
                "L0809",
                say!("a list cannot be dated by `{field}`", field),
                vec![(
                    *span,
                    say!(
                        "needs a field of the element of type `date` or `datetime` that is never missing"
                    ),
                )],
                Some(say!("name such a field after `dated by`")),
            ),
        }
    }
}

/// That rows overlap, with values that both match.
fn overlapping(example: &[Message]) -> Message {
    if example.is_empty() {
        return say!("overlaps");
    }
    let example = Joint::Comma.of(example.iter().cloned());
    say!("overlaps, for example where {example}", example)
}

/// How some call the length of a time, of which each kind is a type.
fn is_length(name: &str) -> bool {
    ["duration", "timespan", "interval", "时长", "时段"].contains(&name.to_lowercase().as_str())
}

fn length_of_time() -> Message {
    say!(
        "say what it counts, for a month is not 30 days: `duration in months`, `duration in days` or `duration in minutes`"
    )
}

fn types() -> Message {
    say!(
        "the types are text, whole number, number, percent, yes/no, date, datetime, duration, money, points, and declared kinds, tiers and classes"
    )
}

/// Whether a name is spelt like the unit of points.
fn is_unit_of_points(name: &str) -> bool {
    LANGUAGES.iter().any(|language| keywords(*language).meaning(name) == Some("point"))
}
