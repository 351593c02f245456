//! The lots of a balance: grants of points that are good today.

use serde::Serialize;

use super::{Expr, Hop};

/// The lots from which a redemption takes.
#[derive(Debug, Clone, Serialize)]
pub struct Lots {
    /// The kind of points.
    pub points: String,
    /// The way to the grants of the history that count: available, not expired.
    pub grants: Hop,
    /// What is left of one, a number of six places; over the grant.
    pub left: Expr,
    /// Its last good day; missing where it has none.
    pub last_day: Expr,
}
