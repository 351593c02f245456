//! Fields of the customer that the engine fills in.

use super::{Checker, scope};
use crate::ir::{Expr, Field, FieldId, FieldKind, Filled};
use crate::source::Span;
use crate::types::Type;

impl Checker<'_> {
    /// The reading of a field that the engine fills in; it is made when it is first asked for.
    #[expect(dead_code, reason = "what is filled in comes with the declarations that read it")]
    pub(super) fn filled(
        &mut self,
        filled: Filled,
        ty: Type,
        optional: bool,
        span: Span,
    ) -> Option<Expr> {
        let fields = &mut self.records.first_mut()?.fields;
        let known = fields.iter().position(|field| field.filled == Some(filled));
        let at = known.unwrap_or(fields.len());
        if known.is_none() {
            let kind = FieldKind::Scalar(ty.clone());
            fields.push(Field { path: Vec::new(), kind, optional, filled: Some(filled), span });
        }
        let field = FieldId(u32::try_from(at).ok()?);
        Some(self.scope.narrowed(scope::field(0, field, ty, optional, span)))
    }
}
