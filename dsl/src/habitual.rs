//! Findings of the check behind which a slip of typing stands: `true` is a name to the parser, and
//! `31/01/2026` a quotient.

use crate::parse::{SlipKind, slip_at};
use crate::problems::Diagnostic;
use crate::source::{SourceFile, Span};

/// Findings that are explained in one policy; more are most often one mistake.
const MOST: usize = 50;

/// The slips that may stand behind a finding.
fn kinds(code: &str) -> &'static [SlipKind] {
    match code {
        // Unknown names, types and units.
        "L0201" | "L0207" | "L0735" => &[
            SlipKind::Date,
            SlipKind::Number,
            SlipKind::Money,
            SlipKind::Sign,
            SlipKind::Word,
            SlipKind::Together,
            SlipKind::LetterCase,
            SlipKind::Traditional,
            SlipKind::FullWidth,
        ],
        // Another type, or another currency, is needed.
        "L0301" => &[SlipKind::Date, SlipKind::AmbiguousDate, SlipKind::NoText],
        "L0303" => &[SlipKind::Money],
        _ => &[],
    }
}

/// The findings, with the slip instead of what it looks like; what else is found on its line is
/// most often the slip again.
pub(crate) fn explained(files: &[SourceFile], findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut tries = MOST;
    let mut explained = Vec::with_capacity(findings.len());
    let mut lines = Vec::new();
    for finding in findings {
        let slip = slip(files, &finding, &mut tries);
        lines.extend(slip.as_ref().and_then(|slip| line(files, slip)));
        explained.push((slip.is_some(), slip.unwrap_or(finding)));
    }
    let stands = |(is_slip, finding): &(bool, Diagnostic)| {
        *is_slip || !line(files, finding).is_some_and(|line| lines.contains(&line))
    };
    explained.into_iter().filter(stands).map(|(_, finding)| finding).collect()
}

fn slip(files: &[SourceFile], finding: &Diagnostic, tries: &mut usize) -> Option<Diagnostic> {
    let kinds = kinds(finding.code);
    if kinds.is_empty() || *tries == 0 {
        return None;
    }
    *tries -= 1;
    let mut places = finding.labels.iter().map(|(span, _)| *span);
    places.find_map(|span| slip_at(files.get(span.file as usize)?, span, kinds))
}

fn place(finding: &Diagnostic) -> Option<Span> {
    finding.labels.first().map(|(span, _)| *span)
}

/// The file and line of a finding.
fn line(files: &[SourceFile], finding: &Diagnostic) -> Option<(u32, usize)> {
    let span = place(finding)?;
    Some((span.file, files.get(span.file as usize)?.line_column(span.start).0))
}
