//! What is wrong with a policy, in the shape in which it is shown.
//!
//! Each pass has its own enum of problems beside it; each problem becomes a [`Diagnostic`], and a
//! [`Report`] adds the source texts so that miette can draw it.

use std::fmt;
use std::sync::Arc;

use miette::{LabeledSpan, NamedSource};
use serde::Serialize;

use crate::message::Message;
use crate::source::{SourceFile, Span};
use crate::syntax::Language;

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
    pub message: Message,
    /// Places and what is to be said of them.
    pub labels: Vec<(Span, Message)>,
    /// How to mend it.
    pub help: Option<Message>,
}

impl Diagnostic {
    /// Where it is: file and first byte; a problem without a place comes first.
    #[must_use]
    pub fn place(&self) -> Option<(u32, u32)> {
        self.labels.first().map(|(span, _)| (span.file, span.start))
    }

    /// The same with the words of the policy changed, as a terminal may need it.
    #[must_use]
    pub fn with_words(self, change: fn(&str) -> String) -> Diagnostic {
        let labels = self.labels.into_iter();
        Diagnostic {
            message: self.message.with_words(change),
            labels: labels.map(|(span, label)| (span, label.with_words(change))).collect(),
            help: self.help.map(|help| help.with_words(change)),
            ..self
        }
    }
}

/// A warning that the policy lets stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Allowed {
    /// The warning.
    pub diagnostic: Diagnostic,
    /// Why it may stand, in the words of the policy.
    pub reason: String,
    /// Where the policy says so.
    pub by: Span,
}

/// Diagnostics with the texts that they point into.
#[derive(Debug, Clone)]
pub struct Report {
    /// The files that were compiled; spans index them.
    pub sources: Vec<SourceFile>,
    /// In the order of the files and their texts.
    pub diagnostics: Vec<Diagnostic>,
    /// Warnings that the policy lets stand, and that are not among the diagnostics.
    pub allowed: Vec<Allowed>,
}

/// What is drawn at once: a diagnostic, or what it says of a place in another file.
#[derive(Debug)]
pub struct Drawable {
    code: Option<&'static str>,
    severity: miette::Severity,
    message: String,
    source: Option<NamedSource<Arc<str>>>,
    labels: Vec<LabeledSpan>,
    language: Language,
    help: Option<String>,
}

impl Report {
    /// Whether the policy does not run.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Adds what is found, in its place. Of a file in several versions everything is said once.
    pub fn add(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        self.diagnostics.extend(found);
        self.diagnostics.sort_by_key(Diagnostic::place);
        let mut kept: Vec<Diagnostic> = Vec::with_capacity(self.diagnostics.len());
        for diagnostic in self.diagnostics.drain(..) {
            let here = kept.iter().rev().take_while(|it| it.place() == diagnostic.place());
            if !here.into_iter().any(|it| *it == diagnostic) {
                kept.push(diagnostic);
            }
        }
        self.diagnostics = kept;
    }

    /// The diagnostics in a language, each with its source, for a miette handler; what one says
    /// of another file comes behind it.
    #[must_use]
    pub fn drawables(&self, language: Language) -> Vec<Drawable> {
        let texts: Vec<Arc<str>> =
            self.sources.iter().map(|source| Arc::from(source.text.as_str())).collect();
        let diagnostics = self.diagnostics.iter();
        diagnostics.flat_map(|diagnostic| self.drawn(&texts, diagnostic, language)).collect()
    }

    fn drawn(
        &self,
        texts: &[Arc<str>],
        diagnostic: &Diagnostic,
        language: Language,
    ) -> Vec<Drawable> {
        let home = diagnostic.labels.first().map_or(0, |(span, _)| span.file);
        let (here, there): (Vec<_>, Vec<_>) =
            diagnostic.labels.iter().partition(|(span, _)| span.file == home);
        let main = Drawable {
            code: Some(diagnostic.code),
            severity: match diagnostic.severity {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
            },
            message: diagnostic.message.in_language(language),
            source: self.source(texts, home),
            labels: here.iter().map(|(span, label)| labeled(*span, label, language)).collect(),
            language,
            help: diagnostic.help.as_ref().map(|help| help.in_language(language)),
        };
        let elsewhere =
            there.iter().map(|(span, label)| self.elsewhere(texts, *span, label, language));
        let first = diagnostic.labels.first().map(|(span, _)| *span);
        std::iter::once(self.within_width(main, first)).chain(elsewhere).collect()
    }

    /// Without its text, and with its place in words, where the line is longer than can be drawn.
    fn within_width(&self, drawable: Drawable, first: Option<Span>) -> Drawable {
        let place = first.and_then(|span| Some((self.sources.get(span.file as usize)?, span)));
        let Some((source, span)) = place.filter(|(source, span)| is_long(source, *span)) else {
            return drawable;
        };
        let (line, column) = source.line_column(span.start);
        let message = format!("{}:{line}:{column}: {}", source.name, drawable.message);
        Drawable { message, source: None, labels: Vec::new(), ..drawable }
    }

    /// A label in another file.
    fn elsewhere(
        &self,
        texts: &[Arc<str>],
        span: Span,
        label: &Message,
        language: Language,
    ) -> Drawable {
        let drawable = Drawable {
            code: None,
            severity: miette::Severity::Advice,
            message: label.in_language(language),
            source: self.source(texts, span.file),
            labels: vec![labeled(span, label, language)],
            language,
            help: None,
        };
        self.within_width(drawable, Some(span))
    }

    fn source(&self, texts: &[Arc<str>], file: u32) -> Option<NamedSource<Arc<str>>> {
        let (source, text) = (self.sources.get(file as usize)?, texts.get(file as usize)?);
        Some(NamedSource::new(source.name.as_str(), Arc::clone(text)))
    }
}

/// Whether a place stands in a line that is too long to be drawn, in bytes.
fn is_long(source: &SourceFile, span: Span) -> bool {
    const LONGEST: usize = 2000;
    let (before, after) = source.text.split_at_checked(span.start as usize).unwrap_or_default();
    let before = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
    before + after.find('\n').unwrap_or(after.len()) > LONGEST
}

fn labeled(span: Span, label: &Message, language: Language) -> LabeledSpan {
    let length = span.end.saturating_sub(span.start) as usize;
    LabeledSpan::new(Some(label.in_language(language)), span.start as usize, length)
}

impl Drawable {
    /// How to mend it, where miette has no word for that in the language: to be drawn below.
    #[must_use]
    pub fn footer(&self) -> Option<String> {
        match self.language {
            Language::En => None,
            Language::Zh => self.help.as_ref().map(|help| format!("建议：{help}")),
        }
    }
}

impl fmt::Display for Drawable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Drawable {}

impl miette::Diagnostic for Drawable {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.help.as_ref().filter(|_| self.language == Language::En);
        help.map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.source.as_ref().map(|source| source as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
