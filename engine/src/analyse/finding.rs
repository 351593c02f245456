//! What is found, and how it is said.

use loyal_dsl::message::{Argument, Joint, Message};
use loyal_dsl::problems::{Diagnostic, Severity};
use loyal_dsl::say;
use loyal_dsl::source::Span;
use serde::Serialize;

/// A customer who proves a finding: the values that matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Witness {
    /// The day on which it is so.
    pub as_of: String,
    /// What decides.
    pub values: Vec<WitnessValue>,
    /// The same as a record of the policy; absent where what decides are parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<serde_json::Value>,
}

/// What one thing is that decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WitnessValue {
    /// What a reader calls it.
    pub name: String,
    /// As a record writes it.
    pub value: serde_json::Value,
    /// As a reader writes it; `None` where it is missing.
    #[serde(skip)]
    pub shown: Option<String>,
}

/// Something that a policy does and can hardly mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// As it is shown; its first label tells of the witnesses.
    pub diagnostic: Diagnostic,
    /// Who proves it: one customer, or two who differ in one measure. None where nobody can, as of
    /// what is never true.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<Witness>,
}

/// What the rows of a decision are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKind {
    /// Of a table.
    Row,
    /// Of a `define` by cases.
    Case,
    /// Of a class.
    Segment,
    /// Of a tier.
    Level,
    /// Of a score.
    Band,
}

/// What is found.
#[derive(Debug)]
pub(super) enum Kind {
    /// No row matches.
    Gap { rows: RowKind, of: String, span: Span },
    /// A row that is never reached: earlier ones take it, or, without those, it never matches.
    Unreached { rows: RowKind, of: String, row: (String, Span), by: Vec<Span> },
    /// More of a measure gives less.
    Worse { rows: RowKind, of: String, measure: String, span: Span },
    /// A rule that never fires, for conditions that exclude each other.
    NeverFires { rule: String, conditions: Vec<Span> },
    /// A condition that always holds.
    Always { span: Span },
    /// An exception that applies whenever the rule would fire.
    AlwaysExcepted { rule: String, exception: Span },
    /// An exception that never applies.
    NeverExcepted { exception: Span },
    /// An effect whose condition excludes those of its rule.
    NeverGiven { rule: String, effect: Span, when: Span },
    /// A rule in whose place another is always chosen.
    NeverChosen { rule: (String, Span), other: (String, Span) },
    /// A guarantee that does not hold for some customer.
    Refuted { claim: Span },
    /// Something has too many cases together.
    TooLarge { what: String, span: Span },
}

impl Kind {
    pub(super) fn found(self, witnesses: Vec<Witness>) -> Finding {
        let diagnostic = self.diagnostic(&witnesses);
        Finding { diagnostic, witnesses }
    }

    fn diagnostic(self, witnesses: &[Witness]) -> Diagnostic {
        match self {
            Kind::Gap { rows, of, span } => gap(rows, &of, span, witnesses),
            Kind::Unreached { rows, of, row, by } => unreached(rows, &of, row, by, witnesses),
            Kind::Worse { rows, of, measure, span } => worse(rows, &of, &measure, span, witnesses),
            Kind::NeverFires { rule, conditions } => never_fires(&rule, &conditions),
            Kind::Always { span } => warning(
                "L1422",
                say!("a condition always holds"),
                vec![(span, say!("true of every customer"))],
                say!("leave it out, or correct what it compares"),
            ),
            Kind::AlwaysExcepted { rule, exception } => warning(
                "L1423",
                say!("`{rule}` can never fire: an exception always applies", rule),
                vec![(exception, say!("applies whenever the rule would fire"))],
                say!("narrow the exception, or leave the rule out"),
            ),
            Kind::NeverExcepted { exception } => warning(
                "L1424",
                say!("an exception can never apply"),
                vec![(exception, say!("excludes the rule's own conditions"))],
                say!("correct the exception, or leave it out"),
            ),
            Kind::NeverGiven { rule, effect, when } => warning(
                "L1425",
                say!("`{rule}` never gives this", rule),
                vec![
                    (when, say!("never holds where the rule fires")),
                    (effect, say!("so this is never given")),
                ],
                say!("correct the condition, or leave the clause out"),
            ),
            Kind::NeverChosen { rule: (rule, span), other: (other, first) } => warning(
                "L1431",
                say!("`{rule}` is never chosen", rule),
                vec![
                    (span, say!("whenever it fires, `{other}` fires too and is chosen", other)),
                    (first, say!("chosen instead")),
                ],
                say!("name the narrower rule first, or leave one of them out"),
            ),
            Kind::Refuted { claim } => warning(
                "L1441",
                say!("a guarantee does not hold"),
                vec![(claim, shown(say!("broken"), witnesses))],
                say!("correct the guarantee, or the rules that break it"),
            ),
            Kind::TooLarge { what, span } => warning(
                "L1499",
                say!("`{what}` is too large to decide", what),
                vec![(span, say!("it was not analysed to the end"))],
                say!("split it into smaller ones"),
            ),
        }
    }
}

fn gap(rows: RowKind, of: &str, span: Span, witnesses: &[Witness]) -> Diagnostic {
    match rows {
        RowKind::Row | RowKind::Case | RowKind::Level => warning(
            "L1401",
            say!("`{of}` has no row for some values", of),
            vec![(span, shown(say!("no row matches"), witnesses))],
            say!("add a row for them, or end the table with `otherwise`"),
        ),
        RowKind::Segment => warning(
            "L1408",
            say!("`{of}` has no segment for some customers", of),
            vec![(span, shown(say!("no segment matches"), witnesses))],
            say!("add a segment for them, or end the class with `otherwise`"),
        ),
        RowKind::Band => warning(
            "L1409",
            say!("`{of}` has no band for some totals", of),
            vec![(span, shown(say!("between the bands"), witnesses))],
            say!("let the lowest band begin with `below`, or `from` the lowest total"),
        ),
    }
}

fn unreached(
    rows: RowKind,
    of: &str,
    (row, span): (String, Span),
    by: Vec<Span>,
    witnesses: &[Witness],
) -> Diagnostic {
    let never = by.is_empty();
    let why = match (never, rows) {
        (true, RowKind::Row) => say!("no value fulfils all its cells"),
        (true, _) => say!("its condition never holds"),
        (false, RowKind::Level) => shown(say!("whoever qualifies has a higher level"), witnesses),
        (false, _) => shown(say!("earlier ones take all of it"), witnesses),
    };
    let labels = [(span, why)].into_iter().chain(by.into_iter().map(|by| (by, say!("taken here"))));
    let labels = labels.collect();
    let help = if never {
        say!("correct its condition, or leave it out")
    } else {
        say!("move it up, narrow those before it, or leave it out")
    };
    match (rows, never) {
        (RowKind::Row, true) => {
            warning("L1403", say!("a row of `{of}` can never match", of), labels, help)
        }
        (RowKind::Row, false) => {
            warning("L1402", say!("a row of `{of}` can never be reached", of), labels, help)
        }
        (RowKind::Case, _) => {
            warning("L1404", say!("a case of `{of}` can never be reached", of), labels, help)
        }
        (RowKind::Segment, _) => {
            warning("L1405", say!("nobody can be `{row}` in `{of}`", row, of), labels, help)
        }
        (RowKind::Level, _) => warning(
            "L1406",
            say!("nobody can reach the level `{row}` of `{of}`", row, of),
            labels,
            say!("correct its condition, or leave the level out"),
        ),
        (RowKind::Band, _) => warning(
            "L1407",
            say!("no total of `{of}` can fall into the band `{row}`", row, of),
            labels,
            say!("correct its edge, or leave the band out"),
        ),
    }
}

fn worse(rows: RowKind, of: &str, measure: &str, span: Span, witnesses: &[Witness]) -> Diagnostic {
    let told =
        |at: usize| Joint::Comma.of(witnesses.get(at).map(Witness::told).unwrap_or_default());
    let label = say!("better with {less} than with {more}", less = told(0), more = told(1));
    match rows {
        RowKind::Level => warning(
            "L1411",
            say!("more `{measure}` can give a lower level of `{of}`", measure, of),
            vec![(span, label)],
            say!("let the condition of each level hold for whoever has more"),
        ),
        RowKind::Row | RowKind::Case | RowKind::Segment | RowKind::Band => warning(
            "L1412",
            say!("`{of}` can give less for more `{measure}`", of, measure),
            vec![(span, label)],
            say!("put the rows in order, so that the result goes one way"),
        ),
    }
}

fn never_fires(rule: &str, conditions: &[Span]) -> Diagnostic {
    let labels = match conditions {
        [only] => vec![(*only, say!("never holds"))],
        several => several.iter().map(|span| (*span, say!("excludes the others"))).collect(),
    };
    warning(
        "L1421",
        say!("`{rule}` can never fire", rule),
        labels,
        say!("correct the conditions, or leave the rule out"),
    )
}

/// With the customer who proves it.
fn shown(plain: Message, witnesses: &[Witness]) -> Message {
    match witnesses.first() {
        Some(witness) => {
            let example = Joint::Comma.of(witness.told());
            say!("{plain}, for example {example}", plain, example)
        }
        None => plain,
    }
}

impl Witness {
    /// The values that matter, one by one.
    fn told(&self) -> Vec<Argument> {
        let told = self.values.iter().map(|value| {
            let name = &value.name;
            match &value.shown {
                Some(value) => say!("{name} = {value}", name, value),
                None => say!("{name} missing", name),
            }
        });
        told.map(Argument::from).collect()
    }
}

fn warning(
    code: &'static str,
    message: Message,
    labels: Vec<(Span, Message)>,
    help: Message,
) -> Diagnostic {
    Diagnostic { code, severity: Severity::Warning, message, labels, help: Some(help) }
}
