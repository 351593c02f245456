//! Fields that the engine fills in.

use super::{Checker, scope};
use crate::ir::{Expr, Field, FieldId, FieldKind, Filled, RecordId};
use crate::source::Span;
use crate::types::Type;

impl Checker<'_> {
    /// The reading of a field of the customer that the engine fills in; it is made when it is
    /// first asked for.
    pub(super) fn filled(
        &mut self,
        filled: Filled,
        ty: Type,
        optional: bool,
        span: Span,
    ) -> Option<Expr> {
        let kind = FieldKind::Scalar(ty.clone());
        let field = self.add_filled(RecordId(0), filled, kind, optional, span)?;
        Some(self.scope.narrowed(scope::field(0, field, ty, optional, span)))
    }

    /// The field of a record, new or known.
    pub(super) fn add_filled(
        &mut self,
        record: RecordId,
        filled: Filled,
        kind: FieldKind,
        optional: bool,
        span: Span,
    ) -> Option<FieldId> {
        let fields = &mut self.records.get_mut(record.0 as usize)?.fields;
        let known = fields.iter().position(|field| field.filled == Some(filled));
        let at = known.unwrap_or(fields.len());
        if known.is_none() {
            let (path, filled, built_in) = (Vec::new(), Some(filled), false);
            fields.push(Field { path, kind, optional, filled, built_in, span });
        }
        u32::try_from(at).ok().map(FieldId)
    }
}
