//! What is wrong with a policy, in the shape in which it is shown.
//!
//! Each pass has its own enum of problems beside it; each problem becomes a [`Diagnostic`], and a
//! [`Report`] adds the source texts so that miette can draw it.

use std::fmt;

use miette::{LabeledSpan, NamedSource};
use serde::Serialize;

use crate::source::{SourceFile, Span};

/// How bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Severity {
    /// The policy does not run.
    Error,
    /// The policy runs, and may surprise.
    Warning,
}

/// One problem: the first label is where it is, the others say what it conflicts with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Stable, `L` and four digits.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// One line, lower case, the user's text in backticks.
    pub message: String,
    /// Places and what is to be said of them.
    pub labels: Vec<(Span, String)>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Where it is: file and first byte; a problem without a place comes first.
    #[must_use]
    pub fn place(&self) -> Option<(u32, u32)> {
        self.labels.first().map(|(span, _)| (span.file, span.start))
    }
}

/// Diagnostics with the texts that they point into.
#[derive(Debug, Clone)]
pub struct Report {
    /// The files that were compiled; spans index them.
    pub sources: Vec<SourceFile>,
    /// In the order of the files and their texts.
    pub diagnostics: Vec<Diagnostic>,
}

/// One diagnostic ready to be drawn.
#[derive(Debug)]
pub struct Drawable {
    diagnostic: Diagnostic,
    source: NamedSource<String>,
    labels: Vec<LabeledSpan>,
    elsewhere: Vec<Drawable>,
}

impl Report {
    /// Whether the policy does not run.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// The diagnostics, each with its source, for a miette handler.
    #[must_use]
    pub fn drawables(&self) -> Vec<Drawable> {
        self.diagnostics.iter().map(|diagnostic| self.drawable(diagnostic)).collect()
    }

    fn drawable(&self, diagnostic: &Diagnostic) -> Drawable {
        let home = diagnostic.labels.first().map_or(0, |(span, _)| span.file);
        let (here, there): (Vec<_>, Vec<_>) =
            diagnostic.labels.iter().cloned().partition(|(span, _)| span.file == home);
        let (name, text) =
            self.sources.get(home as usize).map_or((String::new(), String::new()), |source| {
                (source.name.clone(), source.text.clone())
            });
        Drawable {
            diagnostic: diagnostic.clone(),
            source: NamedSource::new(name, text),
            labels: here.into_iter().map(|(span, label)| labeled(span, label)).collect(),
            elsewhere: there
                .into_iter()
                .map(|(span, label)| self.elsewhere(diagnostic, span, label))
                .collect(),
        }
    }

    /// A label in another file, as a diagnostic of its own below the first.
    fn elsewhere(&self, diagnostic: &Diagnostic, span: Span, label: String) -> Drawable {
        self.drawable(&Diagnostic {
            message: label.clone(),
            labels: vec![(span, label)],
            help: None,
            ..diagnostic.clone()
        })
    }
}

fn labeled(span: Span, label: String) -> LabeledSpan {
    let length = span.end.saturating_sub(span.start) as usize;
    LabeledSpan::new(Some(label), span.start as usize, length)
}

impl fmt::Display for Drawable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Drawable {}

impl miette::Diagnostic for Drawable {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.diagnostic.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        if self.elsewhere.is_empty() {
            return None;
        }
        Some(Box::new(self.elsewhere.iter().map(|other| other as &dyn miette::Diagnostic)))
    }
}
