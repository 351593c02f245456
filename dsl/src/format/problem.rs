//! What can hold the formatter up in a file that can be read.

use crate::message::Message;
use crate::problems::{Diagnostic, Severity};
use crate::source::Span;
use crate::syntax::Language;

/// A line that no words of the language say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatProblem {
    /// The line.
    pub span: Span,
    /// The language in which it was to be written.
    pub language: Language,
}

impl FormatProblem {
    /// In the shape in which it is shown.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let message = match self.language {
            Language::En => {
                say!("this cannot be written in English keywords: it would mean another thing")
            }
            Language::Zh => {
                say!("this cannot be written in Chinese keywords: it would mean another thing")
            }
        };
        Diagnostic {
            code: "L0158",
            severity: Severity::Error,
            message,
            labels: vec![(self.span, label())],
            help: Some(say!(
                "split the line with `define`, or use other names; the file is left as it is"
            )),
        }
    }
}

fn label() -> Message {
    say!("this line")
}
