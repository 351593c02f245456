//! What names mean at one place: the records in sight, parameters, and what is known there.

use crate::ir::{Expr, ExprKind, FieldId, RecordId};
use crate::types::Type;

/// A record in sight. Its index in the stack is its depth in the ir.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) name: String,
    pub(super) record: RecordId,
    /// Whether its fields can be named without it.
    pub(super) bare: bool,
}

impl Frame {
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
}

impl Scope {
    /// Customer alone.
    pub(super) fn customer(name: &str) -> Scope {
        let frame = Frame { name: name.to_owned(), record: RecordId(0), bare: true };
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
        let index = self.frames.iter().rposition(|frame| frame.name == name)?;
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

/// Whether a fact knows of the same chosen element, so that its fields are there.
fn finds(fact: &Expr, expr: &Expr) -> bool {
    match (&fact.kind, &expr.kind) {
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
