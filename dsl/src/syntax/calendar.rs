//! Calendars, and days that come again.

use super::Name;
use crate::ir;
use crate::source::Span;

/// `calendar shop { weekend Saturday, Sunday … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    /// Its name.
    pub name: Name,
    /// Its clauses, in order.
    pub clauses: Vec<CalendarClause>,
}

/// A clause of a calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarClause {
    /// What it says.
    pub kind: CalendarClauseKind,
    /// The clause.
    pub span: Span,
}

/// The clauses of a calendar.
#[derive(Debug, Clone, PartialEq)]
pub enum CalendarClauseKind {
    /// `weekend Saturday, Sunday`: Monday is 1, Sunday 7.
    Weekend(Vec<u8>),
    /// `holiday 2026-10-01 to 2026-10-07`
    Holiday(Vec<Days>),
    /// `workday 2026-10-10`
    Workday(Vec<Days>),
    /// `member_day every month on 8`
    Named(Name, Vec<Days>),
}

/// Days as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Days {
    /// Which.
    pub kind: ir::Days,
    /// Where.
    pub span: Span,
}
