//! How points lapse, as written.

use super::{Expr, ListExpr, RoundClause, TimeUnit};
use crate::source::Span;

/// A clause of a kind of points.
#[derive(Debug, Clone, PartialEq)]
pub enum Lapse {
    /// `expire after 18 months without orders where status is paid`
    Inactivity {
        /// How many,
        count: Expr,
        /// of what.
        unit: TimeUnit,
        /// What keeps them alive.
        list: ListExpr,
        /// The clause.
        span: Span,
    },
    /// `lose 10% per month once older than 12 months rounded down`
    Decay {
        /// What is lost of a grant in a period.
        share: Expr,
        /// The period.
        period: TimeUnit,
        /// From which age on.
        after: (Expr, TimeUnit),
        /// How what is left is rounded.
        round: Option<RoundClause>,
        /// The clause.
        span: Span,
    },
}

impl Lapse {
    /// The clause.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Lapse::Inactivity { span, .. } | Lapse::Decay { span, .. } => *span,
        }
    }

    /// The expressions in it, each whole.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expr> {
        match self {
            Lapse::Inactivity { count, list, .. } => {
                std::iter::once(count).chain(list.expressions()).collect()
            }
            Lapse::Decay { share, after, .. } => vec![share, &after.0],
        }
    }
}
