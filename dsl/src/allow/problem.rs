//! What can be wrong with an `allow`.

use crate::message::Message;
use crate::problems::{Diagnostic, Severity};
use crate::source::Span;

/// A mistake in what a policy lets stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowProblem {
    /// A warning that is not there.
    InVain { code: String, whole: bool, span: Span },
    /// The code of an error, or of nothing.
    NotOfAWarning { code: String, span: Span },
    /// Something that is written like no code.
    NoCode { code: String, nearest: Option<String>, span: Span },
    /// A blank reason.
    NoReason { code: String, span: Span },
}

impl AllowProblem {
    /// In the shape in which it is shown.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, severity, message, label, help) = self.parts();
        let labels = vec![label];
        Diagnostic { code, severity, message, labels, help: Some(help) }
    }

    fn parts(&self) -> (&'static str, Severity, Message, (Span, Message), Message) {
        match self {
            AllowProblem::InVain { code, whole, span } => (
                "L0911",
                Severity::Warning,
                say!("there is nothing to allow: `{code}` is not found", code),
                (
                    *span,
                    if *whole {
                        say!("for the whole policy")
                    } else {
                        say!("for the declaration behind it")
                    },
                ),
                say!("take this line out"),
            ),
            AllowProblem::NotOfAWarning { code, span } => (
                "L0912",
                Severity::Error,
                say!("`{code}` is not the code of a warning", code),
                (*span, say!("only a warning can be allowed")),
                say!(
                    "write the code that stands above the warning; what an error tells has to be mended"
                ),
            ),
            AllowProblem::NoCode { code, nearest, span } => (
                "L0913",
                Severity::Error,
                say!("`{code}` is not a code", code),
                (*span, say!("the code of a warning is due here")),
                nearest.as_ref().map_or_else(
                    || say!("write the code that stands with the warning, `L` and four digits"),
                    |nearest| say!("did you mean `{nearest}`?", nearest),
                ),
            ),
            AllowProblem::NoReason { code, span } => (
                "L0914",
                Severity::Error,
                say!("why `{code}` may stand is not said", code),
                (*span, say!("the reason is blank")),
                say!("say it in a sentence that the next reader can judge"),
            ),
        }
    }
}
