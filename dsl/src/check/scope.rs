//! What names mean at one place: the records in sight, parameters, and what is known there.

use super::days::NamedDay;
use crate::ir::{AggregateKind, Expr, ExprKind, FieldId, RecordId};
use crate::keywords::{LANGUAGES, keywords};
use crate::types::Type;

/// A record in sight. Its index in the stack is its depth in the ir.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) name: String,
    pub(super) record: RecordId,
    /// Whether its fields can be named without it.
    pub(super) bare: bool,
    /// Whether the language declares it, under a name in every keyword language.
    pub(super) built_in: bool,
}

impl Frame {
    /// Whether it is meant by a name.
    fn is_called(&self, name: &str) -> bool {
        let means = |language| keywords(language).field(name) == Some(&self.name);
        self.name == name || (self.built_in && LANGUAGES.into_iter().any(means))
    }

    /// Keeps its depth, and cannot be named any more.
    pub(super) fn hide(&mut self) {
        self.name.clear();
        self.bare = false;
    }
}

/// A parameter or a name that a rule defines.
#[derive(Debug, Clone)]
pub(super) enum Local {
    /// With the number of expressions in it, and how deep they are nested.
    Value { expr: Expr, size: usize, height: usize },
    /// An element, by the depth of its frame.
    Element(u8),
    /// Something was wrong with it, and has been reported.
    Failed,
}

impl Local {
    pub(super) fn value(expr: Expr) -> Local {
        let (size, height) = (expr.size(), expr.height());
        Local::Value { expr, size, height }
    }
}

/// The names of one place.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    pub(super) frames: Vec<Frame>,
    pub(super) locals: Vec<(String, Local)>,
    /// Optional expressions that are known to be there.
    pub(super) facts: Vec<Expr>,
    /// The day that `it` means: the last one named before in the condition at hand.
    pub(super) day: Option<NamedDay>,
}

impl Scope {
    /// Customer alone.
    pub(super) fn customer(name: &str) -> Scope {
        let (name, record) = (name.to_owned(), RecordId(0));
        let frame = Frame { name, record, bare: true, built_in: false };
        Scope { frames: vec![frame], ..Scope::default() }
    }

    pub(super) fn local(&self, name: &str) -> Option<&Local> {
        self.locals.iter().rev().find(|(local, _)| local == name).map(|(_, local)| local)
    }

    /// The depth of the innermost record of this name.
    pub(super) fn element(&self, name: &str) -> Option<u8> {
        if let Some(Local::Element(depth)) = self.local(name) {
            return Some(*depth);
        }
        let index = self.frames.iter().rposition(|frame| frame.is_called(name))?;
        u8::try_from(index).ok()
    }

    pub(super) fn record(&self, depth: u8) -> Option<RecordId> {
        self.frames.get(usize::from(depth)).map(|frame| frame.record)
    }

    /// The depth that the next frame will have.
    pub(super) fn next_depth(&self) -> u8 {
        u8::try_from(self.frames.len()).unwrap_or(u8::MAX)
    }

    /// The expression, known where a fact says so.
    pub(super) fn narrowed(&self, mut expr: Expr) -> Expr {
        if expr.optional && self.facts.iter().any(|fact| *fact == expr || finds(fact, &expr)) {
            expr.optional = false;
        }
        expr
    }
}

/// Whether a fact knows of the same chosen element, so that its fields are there, or counts at
/// least one element of those from which one is chosen, or of which the least or average is asked.
pub(super) fn finds(fact: &Expr, expr: &Expr) -> bool {
    match (&fact.kind, &expr.kind) {
        (ExprKind::Aggregate(a), ExprKind::Pick(b)) => {
            a.kind == AggregateKind::Count
                && !b.value.optional
                && (a.depth, a.list, &a.filter) == (b.depth, b.list, &b.filter)
        }
        (ExprKind::Aggregate(a), ExprKind::Aggregate(b)) => {
            a.kind == AggregateKind::Count
                && matches!(
                    b.kind,
                    AggregateKind::Min | AggregateKind::Max | AggregateKind::Average
                )
                && b.value.as_ref().is_some_and(|value| !value.optional)
                && (a.depth, a.list, &a.filter) == (b.depth, b.list, &b.filter)
        }
        (ExprKind::Pick(a), ExprKind::Pick(b)) => {
            !b.value.optional
                && (a.depth, a.list, &a.filter, &a.order) == (b.depth, b.list, &b.filter, &b.order)
        }
        _ => false,
    }
}

/// The field of a record at a depth.
pub(super) fn field(
    depth: u8,
    field: FieldId,
    ty: Type,
    optional: bool,
    span: crate::source::Span,
) -> Expr {
    Expr { kind: ExprKind::Field { depth, field }, ty, optional, span }
}
