//! What a policy lets stand: `allow L0905 because "…"` takes a warning out of what is reported, for
//! one declaration or for the whole policy, and keeps the reason.
//!
//! A warning belongs to a declaration where its first label stands in it.

mod code;
mod problem;

pub use code::{FoundBy, found_by, of_warnings};
pub use problem::AllowProblem;

use crate::problems::{Allowed, Diagnostic, Report};
use crate::source::Span;
use crate::spelling::nearest;
use crate::syntax::{Allow, Declaration, DeclarationKind, File, ProgramClause};

/// What a policy lets stand, in the order of its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowances(Vec<Allowance>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Allowance {
    code: String,
    reason: String,
    found_by: FoundBy,
    span: Span,
    /// The declaration that it is about; the whole policy, without.
    within: Option<Span>,
}

impl Allowances {
    /// Those of some files, and what is wrong with them.
    #[must_use]
    pub fn of(files: &[File]) -> (Allowances, Vec<AllowProblem>) {
        let (mut sound, mut problems) = (Vec::new(), Vec::new());
        for declaration in files.iter().flat_map(|file| &file.declarations) {
            for (allow, within) in written(declaration) {
                match allowance(allow, within) {
                    Ok(allowance) => sound.push(allowance),
                    Err(problem) => problems.push(problem),
                }
            }
        }
        (Allowances(sound), problems)
    }

    /// Takes out of a report what may stand.
    pub fn silence(&self, report: &mut Report) {
        for diagnostic in std::mem::take(&mut report.diagnostics) {
            match self.0.iter().find(|allowance| allowance.covers(&diagnostic)) {
                Some(allowance) => report.allowed.push(allowance.allowing(diagnostic)),
                None => report.diagnostics.push(diagnostic),
            }
        }
    }

    /// The same, once `pass` has found all that it can find: what was allowed of it in vain is
    /// reported.
    pub fn settle(&self, report: &mut Report, pass: FoundBy) {
        self.silence(report);
        let of_pass = self.0.iter().filter(|allowance| allowance.found_by == pass);
        for allowance in of_pass {
            let serves = report.allowed.iter().any(|allowed| allowed.by == allowance.span);
            if !serves {
                report.diagnostics.push(allowance.in_vain().diagnostic());
            }
        }
        report.diagnostics.sort_by_key(Diagnostic::place);
    }
}

impl Allowance {
    fn covers(&self, diagnostic: &Diagnostic) -> bool {
        let place = diagnostic.labels.first().map(|(span, _)| *span);
        let inside = |within: Span| place.is_some_and(|place| within.holds(place));
        self.code == diagnostic.code && self.within.is_none_or(inside)
    }

    fn allowing(&self, diagnostic: Diagnostic) -> Allowed {
        Allowed { diagnostic, reason: self.reason.clone(), by: self.span }
    }

    fn in_vain(&self) -> AllowProblem {
        let whole = self.within.is_none();
        AllowProblem::InVain { code: self.code.clone(), whole, span: self.span }
    }
}

/// What is allowed in a declaration, each with the place that it is about.
fn written(declaration: &Declaration) -> Vec<(&Allow, Option<Span>)> {
    let mut found: Vec<_> =
        declaration.allows.iter().map(|allow| (allow, Some(declaration.span))).collect();
    match &declaration.kind {
        DeclarationKind::Program(program) => {
            found.extend(program.clauses.iter().filter_map(|clause| match clause {
                ProgramClause::Allow(allow) => Some((allow, None)),
                _ => None,
            }));
        }
        DeclarationKind::Portfolio(portfolio) => {
            found.extend(portfolio.declarations.iter().flat_map(written));
        }
        _ => {}
    }
    found
}

fn allowance(allow: &Allow, within: Option<Span>) -> Result<Allowance, AllowProblem> {
    let (code, span) = (allow.code.text.clone(), allow.code.span);
    if allow.because.value.trim().is_empty() {
        return Err(AllowProblem::NoReason { code, span: allow.because.span });
    }
    match found_by(&code) {
        Some(found_by) => {
            let reason = allow.because.value.clone();
            Ok(Allowance { code, reason, found_by, span: allow.span, within })
        }
        None if code::is_well_formed(&code) => Err(AllowProblem::NotOfAWarning { code, span }),
        None => {
            let nearest = nearest(&code, of_warnings()).map(str::to_owned);
            Err(AllowProblem::NoCode { code, nearest, span })
        }
    }
}
