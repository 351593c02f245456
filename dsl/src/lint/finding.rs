//! What the lints find, with the spans that show it.

use crate::message::Message;
use crate::problems::{Diagnostic, Severity};
use crate::source::Span;

/// Something that is allowed and hardly meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lint {
    /// A name that nothing reads.
    Unused { what: Declared, name: String, span: Span },
    /// Rates that convert nothing.
    UnusedRate { from: String, to: String, span: Span },
    /// One figure in several declarations; `of` is what is compared, or the clause that limits.
    Repeated { figure: String, ty: Message, of: String, spans: Vec<Span> },
    /// A name that hides another.
    Shadowed { name: String, span: Span, hidden: Span },
    /// A rule that gives or takes without a reason.
    Unreasoned { rule: String, span: Span },
    /// A value asked to lie in the past and in the future.
    LooksBack { window: Span, asked: Span },
    /// A day of the future in a window of the past, or the reverse.
    MissesWindow { span: Span },
    /// Elements that a list does not show.
    Unseen { list: Span, asked: Span, windowed: bool },
    /// A last day before the first.
    OverBefore { span: Span },
    /// A figure in a currency of which the policy has no money.
    Foreign { code: String, own: String, span: Span },
    /// A currency that no country uses.
    NoCountry { code: String, nearest: Option<String>, span: Span },
    /// A choice whose rules are limited one by one.
    ChosenAgain { span: Span, limit: String, limits: Vec<Span> },
    /// A figure that begins when the programme is over.
    FigureAfterEnd { through: String, span: Span },
    /// A condition that the programme's dates decide.
    Decided { always: bool, span: Span },
    /// Something given that is worth nothing.
    Worthless { span: Span },
    /// A programme that is over on the day.
    ProgramOver { through: String, span: Span },
    /// A condition that cannot hold any more on the day.
    Passed { last: String, span: Span },
    /// A window that ended years before the day.
    LongAgo { end: String, span: Span },
    /// A calendar that knows no holiday of the day's year.
    OldCalendar { name: String, year: i16, span: Span },
    /// An element of long ago that is priced by the level of today; `date` is its own day.
    LevelOfToday { tier: String, date: String, span: Span, list: Span },
    /// A budget of a period that each run of the period spends anew.
    SpentAnew { budget: String, span: Span },
}

/// What kind of name is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declared {
    /// `define`
    Define,
    /// `parameter`
    Parameter,
    /// `table`
    Table,
    /// `kind`
    Kind,
    /// `script`
    Script,
    /// `calendar`
    Calendar,
    /// `points`
    Points,
    /// A parameter of a function.
    OfFunction,
    /// A column of a table.
    Column,
    /// A `define` in a rule.
    InRule,
}

impl Lint {
    /// In the shape in which it is shown.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic {
            code: self.code(),
            severity: Severity::Warning,
            message: self.message(),
            labels: self.labels(),
            help: Some(self.help()),
        }
    }

    const fn code(&self) -> &'static str {
        match self {
            Lint::Unused { .. } | Lint::UnusedRate { .. } => "L0902",
            Lint::Repeated { .. } => "L0903",
            Lint::Shadowed { .. } => "L0904",
            Lint::Unreasoned { .. } => "L0905",
            Lint::LooksBack { .. } | Lint::MissesWindow { .. } | Lint::Unseen { .. } => "L0906",
            Lint::OverBefore { .. } => "L0907",
            Lint::Foreign { .. } => "L0908",
            Lint::NoCountry { .. } => "L0909",
            Lint::ChosenAgain { .. } => "L0910",
            Lint::FigureAfterEnd { .. } => "L0915",
            Lint::Decided { .. } => "L0916",
            Lint::Worthless { .. } => "L0917",
            Lint::ProgramOver { .. } => "L0918",
            Lint::Passed { .. } | Lint::LongAgo { .. } => "L0919",
            Lint::OldCalendar { .. } => "L0920",
            Lint::LevelOfToday { .. } => "L0921",
            Lint::SpentAnew { .. } => "L0922",
        }
    }

    fn message(&self) -> Message {
        match self {
            Lint::Unused { what, name, .. } => what.unused(name),
            Lint::UnusedRate { from, to, .. } => {
                say!("the rates from {from} to {to} convert nothing", from, to)
            }
            Lint::Repeated { figure, spans, .. } => {
                let count = spans.len();
                say!("`{figure}` stands in {count} declarations", figure, count)
            }
            Lint::Shadowed { name, .. } => say!("`{name}` hides another `{name}`", name),
            Lint::Unreasoned { rule, .. } => {
                say!("`{rule}` does not say why it gives or takes", rule)
            }
            Lint::LooksBack { .. } => {
                say!("this window lies in the past, and the future is asked for")
            }
            Lint::MissesWindow { .. } => say!("this day never lies in this window"),
            Lint::Unseen { .. } => say!("the future is asked for, and the list ends today"),
            Lint::OverBefore { .. } => say!("this day has passed when it is set"),
            Lint::Foreign { code, .. } => say!("the policy has no money in {code}", code),
            Lint::NoCountry { code, .. } => say!("no country uses the currency `{code}`", code),
            Lint::ChosenAgain { .. } => say!("the choice has no limit for its rules together"),
            Lint::FigureAfterEnd { .. } => say!("this figure begins when the programme is over"),
            Lint::Decided { always: true, .. } => {
                say!("this holds on every day of the programme")
            }
            Lint::Decided { always: false, .. } => say!("this holds on no day of the programme"),
            Lint::Worthless { .. } => say!("what is given is worth nothing"),
            Lint::ProgramOver { through, .. } => {
                say!("the programme was over on {through}", through)
            }
            Lint::Passed { .. } => say!("this cannot hold any more"),
            Lint::LongAgo { end, .. } => say!("this window ended long ago, on {end}", end),
            Lint::OldCalendar { name, year, .. } => {
                let year = year.to_string();
                say!("the calendar `{name}` has no days off after {year}", name, year)
            }
            Lint::LevelOfToday { tier, .. } => {
                say!("what is long past is priced by the `{tier}` of today", tier)
            }
            Lint::SpentAnew { budget, .. } => {
                say!("every run spends the budget `{budget}` anew", budget)
            }
        }
    }

    fn labels(&self) -> Vec<(Span, Message)> {
        let (span, label) = match self {
            Lint::Unused { span, .. } => (*span, say!("nothing reads it")),
            Lint::UnusedRate { span, .. } => (*span, say!("no money needs them")),
            Lint::Repeated { of, spans, .. } => return repeated(of, spans),
            Lint::Shadowed { span, hidden, .. } => {
                return vec![
                    (*span, say!("from here on, this one is meant")),
                    (*hidden, say!("and not this one")),
                ];
            }
            Lint::Unreasoned { span, .. } => (*span, say!("without `because`")),
            Lint::LooksBack { window, asked } => {
                return vec![
                    (*window, say!("today at the latest")),
                    (*asked, say!("later than today")),
                ];
            }
            Lint::MissesWindow { span } => (*span, say!("never true")),
            Lint::Unseen { list, asked, windowed } => {
                let list = (
                    *list,
                    if *windowed {
                        say!("ends today")
                    } else {
                        say!("without a window, what is dated later is not there")
                    },
                );
                return vec![(*asked, say!("no element is as late as this")), list];
            }
            Lint::OverBefore { span } => (*span, say!("over before it begins")),
            Lint::Foreign { own, span, .. } => {
                (*span, say!("the programme's currency is {own}", own))
            }
            Lint::NoCountry { span, .. } => (*span, say!("not in use by ISO 4217")),
            Lint::ChosenAgain { span, limits, .. } => {
                let limits = limits.iter().map(|limit| (*limit, say!("limited for itself")));
                let choice = (*span, say!("chosen anew in every run"));
                return std::iter::once(choice).chain(limits).collect();
            }
            Lint::FigureAfterEnd { through, span } => {
                (*span, say!("the programme ends on {through}", through))
            }
            Lint::Decided { span, .. } => (*span, say!("`effective` has decided it")),
            Lint::Worthless { span } => (*span, say!("nothing, or less")),
            Lint::ProgramOver { span, .. } => (*span, say!("and nothing follows")),
            Lint::Passed { last, span } => (*span, say!("true of {last} at the latest", last)),
            Lint::LongAgo { span, .. } => (*span, say!("the same days in every run")),
            Lint::OldCalendar { span, .. } => (*span, say!("the last of them")),
            Lint::LevelOfToday { span, list, .. } => {
                return vec![
                    (*span, say!("the level of the day of the run")),
                    (*list, say!("goes back further than three months")),
                ];
            }
            Lint::SpentAnew { span, .. } => (*span, say!("the record has no `history`")),
        };
        vec![(span, label)]
    }

    fn help(&self) -> Message {
        match self {
            Lint::Unused { what, name, .. } => what.help(name),
            Lint::UnusedRate { to, .. } => {
                say!("take them out, or convert with them: `amount in {to} at date`", to)
            }
            Lint::Repeated { figure, ty, .. } => say!(
                "give it a name: `parameter NAME: {ty} as {figure}`, and write the name in each place",
                ty,
                figure
            ),
            Lint::Shadowed { .. } => say!("give one of them another name"),
            Lint::Unreasoned { .. } => {
                say!("add `because \"…\"`, with the values that it comes from in braces")
            }
            Lint::LooksBack { .. } | Lint::MissesWindow { .. } => {
                say!("write `in next …` for what is to come, `in last …` for what has been")
            }
            Lint::Unseen { .. } => {
                say!("ask the list for it: `in next 30 days`, or `including future`")
            }
            Lint::OverBefore { .. } => {
                say!("count from a later day, or write `after` for `before`")
            }
            Lint::Foreign { own, .. } => say!(
                "write the figure in {own}, or declare the rates that convert it: `exchange`",
                own
            ),
            Lint::NoCountry { nearest: Some(nearest), .. } => {
                say!("did you mean `{nearest}`?", nearest)
            }
            Lint::NoCountry { nearest: None, .. } => {
                say!("for what is no currency, declare a kind of points: `points NAME worth …`")
            }
            Lint::ChosenAgain { limit, .. } => say!(
                "who qualifies for one today and for another tomorrow gets both; write `{limit} across them` behind the rules if that is not meant",
                limit
            ),
            Lint::FigureAfterEnd { .. } => say!("take it out, or let the programme go on"),
            Lint::Decided { always: true, .. } => say!("leave the condition out"),
            Lint::Decided { always: false, .. } => {
                say!("take out what depends on it, or correct the date")
            }
            Lint::Worthless { .. } => say!("take it out, or write what it is worth"),
            Lint::ProgramOver { .. } => {
                say!("let it go on: a later day behind `through`, or another version behind it")
            }
            Lint::Passed { .. } => say!("take out what depends on it, or correct the date"),
            Lint::LongAgo { .. } => say!("let it end on a day that moves, such as `today`"),
            Lint::OldCalendar { name, .. } => {
                say!("add the days off of the years to come to `{name}`", name)
            }
            Lint::LevelOfToday { tier, date, .. } => say!(
                "write `{tier} at {date} or else …` for the level of that day, or allow it with the reason why today's counts",
                tier,
                date
            ),
            Lint::SpentAnew { .. } => say!(
                "add a field `history: history` to the record: what a customer was given before is not given again"
            ),
        }
    }
}

/// The first place says what the figure is compared with.
fn repeated(of: &str, spans: &[Span]) -> Vec<(Span, Message)> {
    let first = std::iter::once(say!("the figure of `{of}`", of));
    let labels = first.chain(std::iter::repeat_with(|| say!("and here")));
    spans.iter().copied().zip(labels).collect()
}

impl Declared {
    fn unused(self, name: &String) -> Message {
        match self {
            Declared::Define
            | Declared::Parameter
            | Declared::Table
            | Declared::Kind
            | Declared::Script
            | Declared::Calendar
            | Declared::Points => say!("`{name}` is declared and not used", name),
            Declared::OfFunction => say!("the parameter `{name}` is not used", name),
            Declared::Column => say!("no row asks anything of `{name}`", name),
            Declared::InRule => say!("the rule does not use `{name}`", name),
        }
    }

    fn help(self, name: &String) -> Message {
        match self {
            Declared::Define | Declared::Parameter => {
                say!("take it out, or show it in the outcome: `publish {name}`", name)
            }
            Declared::Table | Declared::Script => {
                say!("take it out, or call it: `{name}(…)`", name)
            }
            Declared::Kind => say!("take it out, or write it for the type of a field"),
            Declared::Calendar => say!("take it out, or count in it: `in calendar {name}`", name),
            Declared::Points => say!("take it out, or give some: `give 1 {name}`", name),
            Declared::OfFunction => say!("take it out, here and where the function is called"),
            Declared::Column => say!("take the column out, here and where the table is called"),
            Declared::InRule => say!("take it out"),
        }
    }
}
