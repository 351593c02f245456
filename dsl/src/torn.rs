//! Which findings of the check stand, where parts of the policy could not be parsed: what is torn
//! out is not declared, and that something is missing for it is no second mistake.

use crate::check::Problem;
use crate::problems::Diagnostic;
use crate::source::{SourceFile, Span};
use crate::syntax::{Declaration, DeclarationKind, File};

/// What is left of a policy.
pub(crate) struct Torn<'a> {
    sources: &'a [SourceFile],
    trees: &'a [File],
    /// Where the parser stumbled.
    places: Vec<Span>,
    /// Where it read on as it is meant.
    mended: Vec<Span>,
}

impl<'a> Torn<'a> {
    pub(crate) fn new(
        sources: &'a [SourceFile],
        trees: &'a [File],
        lost: &[Diagnostic],
        mended: &[Diagnostic],
    ) -> Self {
        let places = |found: &[Diagnostic]| {
            found.iter().filter_map(|problem| Some(problem.labels.first()?.0)).collect()
        };
        Torn { sources, trees, places: places(lost), mended: places(mended) }
    }

    /// Whether a finding would be there in the whole policy too.
    pub(crate) fn stands(&self, problem: &Problem) -> bool {
        if self.is_on_a_mended_line(problem) {
            return false;
        }
        if self.places.is_empty() {
            return true;
        }
        match problem {
            Problem::UnknownName { name, .. }
            | Problem::UnknownField { name, .. }
            | Problem::UnknownOption { name, .. }
            | Problem::UnknownType { name, .. }
            | Problem::NotAList { name, .. } => self.has_record() && !self.is_on_a_torn_line(name),
            Problem::Unrounded { .. } | Problem::NoRoundingMode { .. } => {
                self.program().is_some_and(|program| self.is_whole(program))
            }
            Problem::NoProgram
            | Problem::NoRecord
            | Problem::NoCurrency { .. }
            | Problem::NoKey { .. }
            | Problem::NoElementKey { .. }
            | Problem::DatedBy { .. } => false,
            other => {
                let place = other.diagnostic(self.sources).labels.first().map(|(span, _)| *span);
                place.is_none_or(|span| self.is_in_whole_declaration(span))
            }
        }
    }

    fn declarations(&self) -> impl Iterator<Item = &'a Declaration> {
        self.trees.iter().flat_map(|tree| &tree.declarations)
    }

    fn program(&self) -> Option<&'a Declaration> {
        let mut found = self.declarations();
        found.find(|declaration| matches!(declaration.kind, DeclarationKind::Program(_)))
    }

    /// Whether there is a record, and nothing is torn out of it.
    fn has_record(&self) -> bool {
        let mut records = self
            .declarations()
            .filter(|declaration| matches!(declaration.kind, DeclarationKind::Record(_)));
        records.any(|record| self.is_whole(record))
    }

    fn is_whole(&self, declaration: &Declaration) -> bool {
        !self.places.iter().any(|place| contains(declaration.span, *place))
    }

    fn is_in_whole_declaration(&self, span: Span) -> bool {
        let mut around = self.declarations().filter(|declaration| contains(declaration.span, span));
        around.all(|declaration| self.is_whole(declaration))
    }

    /// Whether a name stands on a line with a mistake: it may have been declared there.
    fn is_on_a_torn_line(&self, name: &str) -> bool {
        self.places.iter().any(|place| self.line(*place).is_some_and(|line| line.contains(name)))
    }

    /// Whether a finding is about a line that was read as it is meant: that may be meant otherwise.
    fn is_on_a_mended_line(&self, problem: &Problem) -> bool {
        if self.mended.is_empty() {
            return false;
        }
        let place = problem.diagnostic(self.sources).labels.first().map(|(span, _)| *span);
        let line = |span: Span| {
            let source = self.sources.get(span.file as usize)?;
            Some((span.file, source.line_column(span.start).0))
        };
        let Some(here) = place.and_then(line) else { return false };
        self.mended.iter().any(|span| line(*span) == Some(here))
    }

    fn line(&self, place: Span) -> Option<&'a str> {
        let text = &self.sources.get(place.file as usize)?.text;
        let start = text.get(..place.start as usize)?.rfind('\n').map_or(0, |at| at + 1);
        text.get(start..)?.lines().next()
    }
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.start <= outer.end
}
