//! How much of the policy the tests see.

use std::io::{self, Write};

use loyal_engine::coverage::{Coverage, Point, PointKind};

use crate::visible;

/// What no test comes to, line by line, and how much that leaves.
pub(super) fn show(out: &mut impl Write, coverage: &Coverage, is_quiet: bool) -> io::Result<()> {
    if !is_quiet {
        for point in coverage.points.iter().filter(|point| !point.covered) {
            writeln!(out, "{}", visible::line(&missed(point)))?;
        }
    }
    let kinds = PointKind::ALL.into_iter().filter_map(|kind| {
        let (covered, all) = coverage.count(Some(kind));
        (all > 0).then(|| format!("{} {covered} of {all}", plural(kind)))
    });
    let kinds = kinds.collect::<Vec<_>>().join(", ");
    writeln!(out, "coverage: {} ({kinds})", percent(coverage.hundredths()))
}

/// `club.loyal:12: never fails: spend >= 2000 CNY`
fn missed(point: &Point) -> String {
    let what = match point.kind {
        PointKind::Rule => "gives nobody anything",
        PointKind::Level => "is held by nobody",
        PointKind::Row | PointKind::Branch => "is never taken",
        PointKind::Holds => "never holds",
        PointKind::Fails => "always holds",
    };
    format!("{}:{}: not covered: `{}` {what}", point.file, point.line, point.text)
}

fn plural(kind: PointKind) -> &'static str {
    match kind {
        PointKind::Rule => "rules",
        PointKind::Level => "levels",
        PointKind::Row => "rows",
        PointKind::Branch => "branches",
        PointKind::Holds => "conditions that hold",
        PointKind::Fails => "that fail",
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
