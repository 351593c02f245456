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
    /// The same as a record of the policy, where one was found.
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
    /// As it is shown; its first label tells of the witness.
    pub diagnostic: Diagnostic,
    /// Who proves it; absent where nobody can, as of what is never true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Witness>,
}

/// What is found.
#[derive(Debug)]
pub(super) enum Kind {
    /// No row of a table matches.
    Gap { table: String, span: Span },
    /// A row that earlier ones take.
    RowTaken { table: String, row: Span, by: Vec<Span> },
    /// A row that never matches.
    RowNever { table: String, row: Span },
    /// Something has too many cases together.
    TooLarge { what: String, span: Span },
}

impl Kind {
    pub(super) fn found(self, witness: Option<Witness>) -> Finding {
        let diagnostic = self.diagnostic(witness.as_ref());
        Finding { diagnostic, witness }
    }

    fn diagnostic(self, witness: Option<&Witness>) -> Diagnostic {
        let shown = |plain: Message| match witness {
            Some(witness) => {
                say!("{plain}, for example {example}", plain, example = witness.shown())
            }
            None => plain,
        };
        match self {
            Kind::Gap { table, span } => warning(
                "L1401",
                say!("`{table}` has no row for some values", table),
                vec![(span, shown(say!("no row matches")))],
                say!("add a row for them, or end the table with `otherwise`"),
            ),
            Kind::RowTaken { table, row, by } => warning(
                "L1402",
                say!("a row of `{table}` can never be reached", table),
                [(row, shown(say!("earlier rows take all of it")))]
                    .into_iter()
                    .chain(by.into_iter().map(|row| (row, say!("taken here"))))
                    .collect(),
                say!("move it up, narrow the rows before it, or leave it out"),
            ),
            Kind::RowNever { table, row } => warning(
                "L1403",
                say!("a row of `{table}` can never match", table),
                vec![(row, say!("no value fulfils all its cells"))],
                say!("correct its cells, or leave it out"),
            ),
            Kind::TooLarge { what, span } => warning(
                "L1499",
                say!("`{what}` is too large to decide", what),
                vec![(span, say!("gaps and unreachable rows were not looked for to the end"))],
                say!("split it into smaller ones"),
            ),
        }
    }
}

impl Witness {
    /// The values that matter, one after the other.
    fn shown(&self) -> Argument {
        Joint::Comma.of(self.values.iter().map(|value| {
            let name = &value.name;
            match &value.shown {
                Some(value) => say!("{name} = {value}", name, value),
                None => say!("{name} missing", name),
            }
        }))
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
