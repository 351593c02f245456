//! How much of the policy the tests see.

use std::io::{self, Write};

use loyal_dsl::message::{Joint, Message};
use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::coverage::{Coverage, Point, PointKind};

use crate::visible;

/// What no test comes to, line by line, and how much that leaves.
pub(super) fn show(
    out: &mut impl Write,
    coverage: &Coverage,
    is_quiet: bool,
    language: Language,
) -> io::Result<()> {
    if !is_quiet {
        for point in coverage.points.iter().filter(|point| !point.covered) {
            writeln!(out, "{}", visible::line(&missed(point).in_language(language)))?;
        }
    }
    let kinds = PointKind::ALL.into_iter().filter_map(|kind| {
        let (covered, all) = coverage.count(Some(kind));
        (all > 0).then(|| say!("{kind} {covered} of {all}", kind = plural(kind), covered, all))
    });
    let kinds = Joint::Comma.of(kinds);
    let whole = percent(coverage.hundredths());
    let sum = say!("coverage: {whole} ({kinds})", whole, kinds);
    writeln!(out, "{}", sum.in_language(language))
}

/// `club.loyal:12: never fails: spend >= 2000 CNY`
pub(super) fn missed(point: &Point) -> Message {
    let what = match point.kind {
        PointKind::Rule => say!("gives nobody anything"),
        PointKind::Level => say!("is held by nobody"),
        PointKind::Row | PointKind::Branch => say!("is never taken"),
        PointKind::Holds => say!("never holds"),
        PointKind::Fails => say!("always holds"),
    };
    let (file, line, text) = (&point.file, point.line, &point.text);
    say!("{file}:{line}: not covered: `{text}` {what}", file, line, text, what)
}

fn plural(kind: PointKind) -> Message {
    match kind {
        PointKind::Rule => say!("rules"),
        PointKind::Level => say!("levels"),
        PointKind::Row => say!("rows"),
        PointKind::Branch => say!("branches"),
        PointKind::Holds => say!("conditions that hold"),
        PointKind::Fails => say!("that fail"),
    }
}

/// Hundredths of a percent, as they are written.
pub(super) fn percent(hundredths: usize) -> String {
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

/// Reads a percentage of at most two places, in hundredths.
pub(super) fn hundredths(text: &str) -> Result<usize, String> {
    let digits = text.trim().trim_end_matches('%').trim_end();
    loyal_engine::outcome::decimal::mantissa(digits, 2)
        .and_then(|hundredths| usize::try_from(hundredths).ok())
        .filter(|hundredths| *hundredths <= 10_000)
        .ok_or_else(|| "write a percentage from 0 to 100, such as 95 or 99.5".to_owned())
}
