//! The lots of a balance: grants of points that are good today.

use serde::Serialize;

use super::{Expr, Hop, Rounding, ShiftUnit};

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
    /// What is in these expressions of a lapse by inactivity.
    #[serde(skip)]
    pub inactivity: Option<Inactivity>,
    /// What is in these expressions of a decay.
    #[serde(skip)]
    pub decay: Option<Decay>,
}

/// `expire after 18 months without orders`
#[derive(Debug, Clone)]
pub struct Inactivity {
    /// What counts as activity.
    pub activity: Hop,
    /// Its date; over the element.
    pub date: Expr,
    /// Through which day it keeps points alive; over the element.
    pub through: Expr,
}

/// `lose 10% per month once older than 12 months`
#[derive(Debug, Clone)]
pub struct Decay {
    /// The share lost in a period: mantissa and places.
    pub share: (i128, u8),
    /// The day from which a grant loses; over the grant.
    pub from: Expr,
    /// A period.
    pub period: (i128, ShiftUnit),
    /// How what is left is rounded.
    pub rounding: Rounding,
}
